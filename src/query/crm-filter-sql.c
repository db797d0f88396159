/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "query/crm-filter.h"

#include "base/crm-error.h"
#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The compiler writes only names from the entity tables; whatever a person typed is bound. A test of a field that
 * links lead to becomes a subquery over the targets; negative tests are the negation of the positive one, so that
 * empty fields and missing links are unequal to everything. */

typedef struct
{
  const CrmQueryContext *context;
  GString               *sql;
  GArray                *binds;
  const CrmFilter       *filter;
  CrmPath                path;
  GError               **error;
} Compiler;

static gboolean
fail (Compiler *compiler,
      const CrmOperand *operand,
      const char *problem)
{
  guint position = operand != NULL && operand->position > 0 ? operand->position : compiler->filter->position;
  const char *label = compiler->path.field != NULL ? crm_field_get_label (compiler->path.field) : "id";

  g_set_error (compiler->error, CRM_ERROR, CRM_ERROR_SYNTAX, _("At character %u: %s: %s"), position, label, problem);
  return FALSE;
}

static void
bind (Compiler *compiler,
      CrmValue value)
{
  g_array_append_val (compiler->binds, value);
}

static const char *
operator_of (CrmTest test)
{
  switch (test)
    {
    case CRM_TEST_LESS: return "<";
    case CRM_TEST_AT_MOST: return "<=";
    case CRM_TEST_GREATER: return ">";
    case CRM_TEST_AT_LEAST: return ">=";
    case CRM_TEST_EQUAL:
    case CRM_TEST_UNEQUAL:
    case CRM_TEST_CONTAINS:
    case CRM_TEST_IN:
    case CRM_TEST_NOT_IN:
    case CRM_TEST_EMPTY:
    case CRM_TEST_NOT_EMPTY:
    case CRM_TEST_PERIOD:
    default: return "=";
    }
}

static char *
escape_like (const char *text)
{
  g_autofree char *folded = crm_text_fold (text);
  GString *out = g_string_new ("%");

  for (const char *p = folded; *p != '\0'; p++)
    {
      if (strchr ("%_\\", *p) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '%');
  return g_string_free (out, FALSE);
}

static const char *
operand_text (const CrmOperand *operand)
{
  return operand->text != NULL ? operand->text : "";
}

static void
compile_text_match (Compiler *compiler,
                    const char *column,
                    CrmTest test,
                    const char *text)
{
  if (test == CRM_TEST_CONTAINS)
    {
      g_string_append_printf (compiler->sql, "crm_fold(%s) LIKE ? ESCAPE '\\'", column);
      bind (compiler, crm_value_take_text (escape_like (text)));
    }
  else
    {
      g_string_append_printf (compiler->sql, "crm_fold(%s) %s ?", column, operator_of (test));
      bind (compiler, crm_value_take_text (crm_text_fold (text)));
    }
}

static gboolean
compile_text (Compiler *compiler,
              const char *column,
              CrmTest test,
              const CrmOperand *operand)
{
  if (operand->text == NULL)
    return fail (compiler, operand, _("is compared with text"));
  compile_text_match (compiler, column, test, operand->text);
  return TRUE;
}

static gboolean
compile_choice (Compiler *compiler,
                CrmTest test,
                const CrmOperand *operand)
{
  const CrmField *field = compiler->path.field;
  const CrmChoice *choice = crm_field_match_choice (field, operand_text (operand));
  g_autofree char *column = NULL;

  if (test == CRM_TEST_EQUAL && choice != NULL)
    {
      g_string_append_printf (compiler->sql, "t.%s = ?", field->key);
      bind (compiler, crm_value_text (choice->key));
      return TRUE;
    }
  if (test == CRM_TEST_EQUAL && !field->open_choice)
    {
      g_autoptr (GString) problem = g_string_new (_("is not one of the choices:"));

      for (const CrmChoice *c = field->choices; c->key != NULL; c++)
        g_string_append_printf (problem, "%s %s", c == field->choices ? "" : ",", c->key);
      return fail (compiler, operand, problem->str);
    }
  column = g_strconcat ("t.", field->key, NULL);
  return compile_text (compiler, column, test, operand);
}

static gboolean
compile_link (Compiler *compiler,
              CrmTest test,
              const CrmOperand *operand)
{
  const CrmField *field = compiler->path.field;
  gint64 id = 0;

  if (operand->kind == CRM_OPERAND_ME)
    id = compiler->context->me;
  else if (operand->text != NULL && strlen (operand->text) > 9)
    g_ascii_string_to_signed (operand->text, 10, 1, G_MAXINT64, &id, NULL);
  if (id != 0)
    {
      g_string_append_printf (compiler->sql, "t.%s = ?", field->key);
      bind (compiler, crm_value_int (id));
      return TRUE;
    }
  if (test != CRM_TEST_EQUAL && test != CRM_TEST_CONTAINS)
    return fail (compiler, operand, _("a link can only be compared with =, != and ~"));
  g_string_append_printf (compiler->sql, "t.%s IN (SELECT id FROM %s WHERE ", field->key, field->target);
  if (!compile_text (compiler, crm_entity_find (field->target)->fields[0].key, test, operand))
    return FALSE;
  g_string_append_c (compiler->sql, ')');
  return TRUE;
}

static gboolean
compile_tags (Compiler *compiler,
              CrmTest test,
              const CrmOperand *operand)
{
  g_string_append (compiler->sql, "EXISTS (SELECT 1 FROM tag WHERE ");
  if (!compile_text (compiler, "tag.name", test, operand))
    return FALSE;
  g_string_append_printf (compiler->sql, " AND instr(t.%s, ' ' || tag.id || ' ') > 0)", compiler->path.field->key);
  return TRUE;
}

static gboolean
compile_number (Compiler *compiler,
                CrmTest test,
                const CrmOperand *operand)
{
  const CrmField *field = compiler->path.field;
  double number = operand->number;

  if (operand->kind != CRM_OPERAND_NUMBER && operand->kind != CRM_OPERAND_BOOLEAN)
    return fail (compiler, operand, _("is compared with a number"));
  if (test == CRM_TEST_CONTAINS)
    return fail (compiler, operand, _("~ is for text"));
  if (field->kind == CRM_FIELD_PERCENT && !operand->percent && number > 1)
    number /= 100;
  if (field->kind == CRM_FIELD_MONEY)   /* rounded: 0.29 × 100 is less than 29 */
    g_string_append_printf (compiler->sql, "t.%s %s round(? * crm_scale(t.%s_currency), 3)", field->key,
                            operator_of (test), field->key);
  else
    g_string_append_printf (compiler->sql, field->kind == CRM_FIELD_BOOLEAN ? "IFNULL(t.%s, 0) %s ?" : "t.%s %s ?",
                            field->key, operator_of (test));
  bind (compiler,
        number == floor (number) && fabs (number) < 9e15 ? crm_value_int ((gint64) number) : crm_value_real (number));
  return TRUE;
}

static gint64
start_of_day (gint64 date)
{
  g_autofree char *iso = crm_date_to_iso (date);
  gint64 instant = 0;

  return crm_instant_parse (iso, &instant) ? instant : date * CRM_MICROSECONDS_PER_DAY;
}

/* Appends the condition that the date or instant of the field lies in first … last, each may be left open. */
static void
compile_date_range (Compiler *compiler,
                    const gint64 *first,
                    const gint64 *last)
{
  const CrmField *field = compiler->path.field;
  gboolean instant = field->kind == CRM_FIELD_INSTANT;

  g_string_append_c (compiler->sql, '(');
  if (first != NULL)
    {
      g_string_append_printf (compiler->sql, "t.%s >= ?", field->key);
      bind (compiler, crm_value_int (instant ? start_of_day (*first) : *first));
    }
  if (last != NULL)
    {
      g_string_append_printf (compiler->sql, "%st.%s < ?", first != NULL ? " AND " : "", field->key);
      bind (compiler, crm_value_int (instant ? start_of_day (*last + 1) : *last + 1));
    }
  g_string_append_c (compiler->sql, ')');
}

static gboolean
compile_date (Compiler *compiler,
              CrmTest test,
              const CrmOperand *operand)
{
  gint64 date, before, after;

  if (operand->kind == CRM_OPERAND_DATE)
    date = operand->date;
  else if (operand->kind == CRM_OPERAND_TODAY)
    date = compiler->context->today + (gint64) operand->number;
  else if (operand->text == NULL || !crm_date_parse (operand->text, &date))
    return fail (compiler, operand, _("is compared with a date, such as 2025-03-31 or today"));

  before = date - 1;
  after = date + 1;
  switch (test)
    {
    case CRM_TEST_EQUAL: compile_date_range (compiler, &date, &date); return TRUE;
    case CRM_TEST_LESS: compile_date_range (compiler, NULL, &before); return TRUE;
    case CRM_TEST_AT_MOST: compile_date_range (compiler, NULL, &date); return TRUE;
    case CRM_TEST_GREATER: compile_date_range (compiler, &after, NULL); return TRUE;
    case CRM_TEST_AT_LEAST: compile_date_range (compiler, &date, NULL); return TRUE;
    case CRM_TEST_UNEQUAL:
    case CRM_TEST_CONTAINS:
    case CRM_TEST_IN:
    case CRM_TEST_NOT_IN:
    case CRM_TEST_EMPTY:
    case CRM_TEST_NOT_EMPTY:
    case CRM_TEST_PERIOD:
    default: return fail (compiler, operand, _("~ is for text"));
    }
}

static gboolean
compile_id (Compiler *compiler,
            CrmTest test,
            const CrmOperand *operand)
{
  gint64 id;

  if (test == CRM_TEST_CONTAINS || !g_ascii_string_to_signed (operand_text (operand), 10, 0, G_MAXINT64, &id, NULL))
    return fail (compiler, operand, _("is compared with a whole number"));
  g_string_append_printf (compiler->sql, "t.id %s ?", operator_of (test));
  bind (compiler, crm_value_int (id));
  return TRUE;
}

static gboolean
compile_operand (Compiler *compiler,
                 CrmTest test,
                 const CrmOperand *operand)
{
  const CrmField *field = compiler->path.field;
  g_autofree char *column = NULL;

  if (field == NULL)
    return compile_id (compiler, test, operand);
  column = g_strconcat ("t.", field->key, compiler->path.currency ? "_currency" : NULL, NULL);
  if (compiler->path.currency)
    return compile_text (compiler, column, test, operand);
  switch (field->kind)
    {
    case CRM_FIELD_TEXT:
    case CRM_FIELD_LONG_TEXT:
    case CRM_FIELD_EMAIL:
    case CRM_FIELD_PHONE:
    case CRM_FIELD_URL:
      return compile_text (compiler, column, test, operand);
    case CRM_FIELD_INTEGER:
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
    case CRM_FIELD_MONEY:
    case CRM_FIELD_BOOLEAN:
      return compile_number (compiler, test, operand);
    case CRM_FIELD_DATE:
    case CRM_FIELD_INSTANT:
      return compile_date (compiler, test, operand);
    case CRM_FIELD_CHOICE:
      return compile_choice (compiler, test, operand);
    case CRM_FIELD_LINK:
      return compile_link (compiler, test, operand);
    case CRM_FIELD_TAGS:
      return compile_tags (compiler, test, operand);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
compile_period (Compiler *compiler)
{
  const CrmFilter *filter = compiler->filter;
  const CrmField *field = compiler->path.field;
  gint64 today = compiler->context->today;
  gint64 first, last;

  if (field == NULL || (field->kind != CRM_FIELD_DATE && field->kind != CRM_FIELD_INSTANT))
    return fail (compiler, NULL, _("is not a date"));
  if (filter->whole)
    {
      first = crm_period_add (filter->period, crm_period_start (filter->period, today), filter->offset);
      last = crm_period_add (filter->period, first, 1) - 1;
    }
  else if (filter->offset < 0)
    {
      first = crm_period_add (filter->period, today, filter->offset) + 1;
      last = today;
    }
  else
    {
      first = today;
      last = crm_period_add (filter->period, today, filter->offset) - 1;
    }
  compile_date_range (compiler, &first, &last);
  return TRUE;
}

static gboolean
compile_positive (Compiler *compiler)
{
  const CrmFilter *filter = compiler->filter;

  if (filter->test == CRM_TEST_PERIOD)
    return compile_period (compiler);
  if (filter->test == CRM_TEST_EMPTY || filter->test == CRM_TEST_NOT_EMPTY)
    {
      g_string_append_printf (compiler->sql, "t.%s IS NOT NULL",
                              compiler->path.field != NULL ? compiler->path.field->key : "id");
      return TRUE;
    }
  for (guint i = 0; i < filter->operands->len; i++)
    {
      gboolean equality = filter->test == CRM_TEST_IN || filter->test == CRM_TEST_NOT_IN ||
                          filter->test == CRM_TEST_UNEQUAL;
      CrmTest test = equality ? CRM_TEST_EQUAL : filter->test;

      if (i > 0)
        g_string_append (compiler->sql, " OR ");
      if (!compile_operand (compiler, test, &g_array_index (filter->operands, CrmOperand, i)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
compile_test (Compiler *compiler,
              const CrmEntity *entity)
{
  const CrmFilter *filter = compiler->filter;
  gboolean negative = filter->test == CRM_TEST_UNEQUAL || filter->test == CRM_TEST_NOT_IN ||
                      filter->test == CRM_TEST_EMPTY;

  if (!crm_path_resolve (&compiler->path, entity, filter->path, filter->position, compiler->error))
    return FALSE;

  /* IFNULL: a comparison with an empty field is not true, and so its negation is. */
  g_string_append (compiler->sql, negative ? "NOT IFNULL((" : "(");
  for (guint i = 0; i < compiler->path.n_links; i++)
    g_string_append_printf (compiler->sql, "t.%s IN (SELECT id FROM %s AS t WHERE ", compiler->path.links[i]->key,
                            compiler->path.links[i]->target);
  if (!compile_positive (compiler))
    return FALSE;
  for (guint i = 0; i < compiler->path.n_links; i++)
    g_string_append_c (compiler->sql, ')');
  g_string_append (compiler->sql, negative ? "), 0)" : ")");
  return TRUE;
}

/**
 * crm_filter_to_sql:
 * @entity: whose table stands in the query as `t`
 * @sql: grows by a condition
 * @binds: (element-type CrmValue): grows by the values of its parameters
 *
 * Errors: %CRM_ERROR_SYNTAX where a value does not suit its field
 */
gboolean
crm_filter_to_sql (const CrmFilter *self,
                   const CrmEntity *entity,
                   const CrmQueryContext *context,
                   GString *sql,
                   GArray *binds,
                   GError **error)
{
  Compiler compiler = { .context = context, .sql = sql, .binds = binds, .filter = self, .error = error };

  if (self->kind == CRM_FILTER_TEST)
    return compile_test (&compiler, entity);

  g_string_append (sql, self->kind == CRM_FILTER_NOT ? "NOT IFNULL((" : "(");
  for (guint i = 0; i < self->children->len; i++)
    {
      if (i > 0)
        g_string_append (sql, self->kind == CRM_FILTER_AND ? " AND " : " OR ");
      if (!crm_filter_to_sql (self->children->pdata[i], entity, context, sql, binds, error))
        return FALSE;
    }
  g_string_append (sql, self->kind == CRM_FILTER_NOT ? "), 0)" : ")");
  return TRUE;
}
