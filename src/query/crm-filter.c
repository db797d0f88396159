/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "query/crm-filter.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
crm_filter_free (CrmFilter *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_pointer (&self->operands, g_array_unref);
  g_free (self->path);
  g_free (self);
}

static void
clear_operand (gpointer data)
{
  g_free (((CrmOperand *) data)->text);
}

/**
 * crm_filter_new_test:
 *
 * Returns: (transfer full): a test with no operands yet
 */
CrmFilter *
crm_filter_new_test (const char *path,
                     CrmTest test)
{
  CrmFilter *self = g_new0 (CrmFilter, 1);

  self->kind = CRM_FILTER_TEST;
  self->path = g_strdup (path);
  self->test = test;
  self->operands = g_array_new (FALSE, TRUE, sizeof (CrmOperand));
  g_array_set_clear_func (self->operands, clear_operand);
  return self;
}

/**
 * crm_filter_new_link:
 * @path: path of a field of links
 *
 * Returns: (transfer full): the filter "path = id"
 */
CrmFilter *
crm_filter_new_link (const char *path,
                     gint64 id)
{
  CrmFilter *self = crm_filter_new_test (path, CRM_TEST_EQUAL);
  CrmOperand operand = { .kind = CRM_OPERAND_TEXT, .text = g_strdup_printf ("%" G_GINT64_FORMAT, id) };

  g_array_append_val (self->operands, operand);
  return self;
}

/**
 * crm_filter_new_group:
 * @first: (transfer full) (nullable): a filter
 * @second: (transfer full) (nullable): a filter
 *
 * Returns: (transfer full) (nullable): both, joined; where one is %NULL, the other
 */
CrmFilter *
crm_filter_new_group (CrmFilterKind kind,
                      CrmFilter *first,
                      CrmFilter *second)
{
  CrmFilter *self;

  if (first == NULL || second == NULL)
    return first != NULL ? first : second;
  self = g_new0 (CrmFilter, 1);
  self->kind = kind;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_filter_free);
  g_ptr_array_add (self->children, first);
  g_ptr_array_add (self->children, second);
  return self;
}

CrmFilter *
crm_filter_copy (const CrmFilter *self)
{
  CrmFilter *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->path = g_strdup (self->path);
  if (self->children != NULL)
    copy->children = g_ptr_array_copy (self->children, (GCopyFunc) (void *) crm_filter_copy, NULL);
  if (self->children != NULL)
    g_ptr_array_set_free_func (copy->children, (GDestroyNotify) crm_filter_free);
  if (self->operands != NULL)
    {
      copy->operands = g_array_copy (self->operands);
      g_array_set_clear_func (copy->operands, clear_operand);
      for (guint i = 0; i < copy->operands->len; i++)
        {
          CrmOperand *operand = &g_array_index (copy->operands, CrmOperand, i);

          operand->text = g_strdup (operand->text);
        }
    }
  return copy;
}

static void
append_quoted (GString *out,
               const char *text)
{
  char mark = strchr (text, '"') != NULL && strchr (text, '\'') == NULL ? '\'' : '"';

  g_string_append_c (out, mark);
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == mark)
        g_string_append_c (out, mark);
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, mark);
}

static void
append_operand (GString *out,
                const CrmOperand *operand)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  switch (operand->kind)
    {
    case CRM_OPERAND_TEXT:
      append_quoted (out, operand->text);
      break;
    case CRM_OPERAND_NUMBER:
      /* The text, where there is one: ids have more digits than a double. */
      if (operand->text != NULL)
        g_string_append (out, operand->text);
      else
        g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.15g",
                                               operand->percent ? operand->number * 100 : operand->number));
      if (operand->percent)
        g_string_append_c (out, '%');
      break;
    case CRM_OPERAND_DATE:
      {
        g_autofree char *iso = crm_date_to_iso (operand->date);

        g_string_append (out, iso);
        break;
      }
    case CRM_OPERAND_TODAY:
      g_string_append (out, "today");
      if (operand->number != 0)
        g_string_append_printf (out, " %c %d", operand->number < 0 ? '-' : '+', ABS ((int) operand->number));
      break;
    case CRM_OPERAND_ME:
      g_string_append (out, "me");
      break;
    case CRM_OPERAND_BOOLEAN:
      g_string_append (out, operand->number != 0 ? "yes" : "no");
      break;
    default:
      g_return_if_reached ();
    }
}

static void
append_test (GString *out,
             const CrmFilter *self)
{
  static const char *const operators[] = { "=", "!=", "<", "<=", ">", ">=", "~", "in", "not in" };
  static const char *const periods[] = { "day", "week", "month", "quarter", "year" };

  g_string_append (out, self->path);
  if (self->test == CRM_TEST_EMPTY || self->test == CRM_TEST_NOT_EMPTY)
    {
      g_string_append (out, self->test == CRM_TEST_EMPTY ? " is empty" : " is not empty");
      return;
    }
  if (self->test == CRM_TEST_PERIOD)
    {
      const char *which = self->offset < 0 ? "last" : self->offset > 0 ? "next" : "this";

      if (self->whole)
        g_string_append_printf (out, " in %s %s", which, periods[self->period]);
      else
        g_string_append_printf (out, " in %s %d %ss", which, ABS (self->offset), periods[self->period]);
      return;
    }
  g_string_append_printf (out, " %s ", operators[self->test]);
  if (self->test == CRM_TEST_IN || self->test == CRM_TEST_NOT_IN)
    g_string_append_c (out, '(');
  for (guint i = 0; i < self->operands->len; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      append_operand (out, &g_array_index (self->operands, CrmOperand, i));
    }
  if (self->test == CRM_TEST_IN || self->test == CRM_TEST_NOT_IN)
    g_string_append_c (out, ')');
}

static void
append_filter (GString *out,
               const CrmFilter *self,
               gboolean nested)
{
  switch (self->kind)
    {
    case CRM_FILTER_TEST:
      append_test (out, self);
      break;
    case CRM_FILTER_NOT:
      g_string_append (out, "not ");
      append_filter (out, self->children->pdata[0], TRUE);
      break;
    case CRM_FILTER_AND:
    case CRM_FILTER_OR:
      if (nested)
        g_string_append_c (out, '(');
      for (guint i = 0; i < self->children->len; i++)
        {
          if (i > 0)
            g_string_append (out, self->kind == CRM_FILTER_AND ? " and " : " or ");
          append_filter (out, self->children->pdata[i], TRUE);
        }
      if (nested)
        g_string_append_c (out, ')');
      break;
    default:
      g_return_if_reached ();
    }
}

/**
 * crm_filter_to_string:
 *
 * Returns: (transfer full): text that crm_filter_parse() reads to an equal tree
 */
char *
crm_filter_to_string (const CrmFilter *self)
{
  GString *out = g_string_new (NULL);

  append_filter (out, self, FALSE);
  return g_string_free (out, FALSE);
}

/**
 * crm_path_resolve:
 * @entity: where the path begins
 * @text: field keys joined by dots
 * @position: of the path in its text, for the message; 0 if there is none
 *
 * Errors: %CRM_ERROR_SYNTAX with the fields that there are
 */
gboolean
crm_path_resolve (CrmPath *path,
                  const CrmEntity *entity,
                  const char *text,
                  guint position,
                  GError **error)
{
  g_auto (GStrv) keys = g_strsplit (text, ".", -1);
  g_autofree char *where = position > 0 ? g_strdup_printf (_("At character %u: "), position) : g_strdup ("");

  *path = (CrmPath) { .entity = entity };
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const CrmField *previous = path->field;

      if (previous != NULL && previous->kind == CRM_FIELD_MONEY && strcmp (keys[i], "currency") == 0 &&
          keys[i + 1] == NULL)
        {
          path->currency = TRUE;
          return TRUE;
        }
      if (previous != NULL)
        {
          if (previous->kind != CRM_FIELD_LINK || path->n_links == G_N_ELEMENTS (path->links))
            {
              g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX, _("%s“%s” does not lead to another record"), where,
                           previous->key);
              return FALSE;
            }
          path->links[path->n_links++] = previous;
          path->entity = crm_entity_find (previous->target);
        }
      if (strcmp (keys[i], "id") == 0 && keys[i + 1] == NULL)
        {
          path->field = NULL;
          return TRUE;
        }
      path->field = crm_entity_field (path->entity, keys[i]);
      if (path->field == NULL)
        {
          g_autoptr (GString) known = g_string_new (NULL);

          for (guint f = 0; f < path->entity->n_fields; f++)
            g_string_append_printf (known, "%s%s", f > 0 ? ", " : "", path->entity->fields[f].key);
          g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX, _("%s%s has no field “%s”. Its fields are: %s"),
                       where, path->entity->name, keys[i], known->str);
          return FALSE;
        }
    }
  return path->field != NULL;
}
