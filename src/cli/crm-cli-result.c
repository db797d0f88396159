/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-result.h"

#include "cli/crm-cli-output.h"

#include "analytics/crm-result-read.h"

#include <glib/gi18n.h>

/* The result of any method for people: what is single first, then each table under its name. */

#define MOST_ROWS 40
#define MOST_VALUES 24
#define MOST_NESTED 5

static char *describe_flat (CrmResultValue value, guint most);

/* Elements of arrays in it are kept apart. */
static char *
describe_array (CrmResultValue array,
                guint most)
{
  GString *text = g_string_new (NULL);
  CrmResultValue value;
  guint n = 0;

  for (; n < most && crm_result_next (&array, NULL, &value); n++)
    {
      g_autofree char *element = describe_flat (value, MOST_NESTED);

      g_string_append_printf (text, "%s%s", n == 0 ? "" : value.kind == CRM_RESULT_ARRAY ? "; " : ", ", element);
    }
  if (crm_result_next (&array, NULL, &value))
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

static char *
describe_object (CrmResultValue object)
{
  GString *text = g_string_new (NULL);
  CrmResultValue value;
  guint n = 0;

  for (; crm_result_next (&object, NULL, &value); n++)
    {
      g_autofree char *member = describe_flat (value, MOST_NESTED);

      g_string_append_printf (text, "%s%s", n == 0 ? "" : " ", member);
    }
  return g_string_free (text, FALSE);
}

/* On one line. */
static char *
describe_flat (CrmResultValue value,
               guint most)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  switch (value.kind)
    {
    case CRM_RESULT_NULL:
      return g_strdup ("–");
    case CRM_RESULT_NO:
      return g_strdup (_("no"));
    case CRM_RESULT_YES:
      return g_strdup (_("yes"));
    case CRM_RESULT_COUNT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, crm_result_as_count (value));
    case CRM_RESULT_NUMBER:
      return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.6g", crm_result_as_number (value)));
    case CRM_RESULT_TEXT:
      return g_strdup (crm_result_as_text (value));
    case CRM_RESULT_ARRAY:
      return describe_array (value, most);
    case CRM_RESULT_OBJECT:
      return describe_object (value);
    case CRM_RESULT_NOTHING:
    default:
      return g_strdup ("");
    }
}

static gboolean
is_table (CrmResultValue value)
{
  CrmResultValue first;

  return value.kind == CRM_RESULT_ARRAY && crm_result_next (&value, NULL, &first) && first.kind == CRM_RESULT_OBJECT;
}

/* Rows need not have the same members. */
static GPtrArray *
list_columns (CrmResultValue array,
              CrmTable *table)
{
  GPtrArray *columns = g_ptr_array_new ();
  CrmResultValue row, value;
  const char *key;

  for (guint i = 0; i < MOST_ROWS && crm_result_next (&array, NULL, &row); i++)
    {
      while (crm_result_next (&row, &key, &value))
        {
          if (g_ptr_array_find_with_equal_func (columns, key, g_str_equal, NULL))
            continue;
          g_ptr_array_add (columns, (gpointer) key);
          crm_table_add_column (table, key, value.kind == CRM_RESULT_COUNT || value.kind == CRM_RESULT_NUMBER);
        }
    }
  return columns;
}

static void
print_table (CrmResultValue array)
{
  g_autoptr (CrmTable) table = crm_table_new ();
  g_autoptr (GPtrArray) columns = list_columns (array, table);
  CrmResultValue row;
  guint n_more;

  for (guint i = 0; i < MOST_ROWS && crm_result_next (&array, NULL, &row); i++)
    {
      for (guint c = 0; c < columns->len; c++)
        crm_table_take_cell (table, describe_flat (crm_result_get (row, columns->pdata[c]), MOST_NESTED));
    }
  crm_table_print (table);
  n_more = crm_result_length (array);
  if (n_more > 0)
    {
      g_autofree char *more = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "… and %u more; --json prints all\n",
                                                            "… and %u more; --json prints all\n", n_more), n_more);

      crm_cli_print (more);
    }
}

static void
print_heading (const char *path,
               const char *name)
{
  g_autofree char *heading = g_strdup_printf ("\n%s%s%s\n", path, *path != '\0' ? " / " : "", name);

  crm_cli_print (heading);
}

static void
print_object (CrmResultValue object,
              const char *path)
{
  CrmResultValue rest = object, value;
  const char *key;

  while (crm_result_next (&rest, &key, &value))
    {
      g_autofree char *text = NULL, *line = NULL;

      if (value.kind == CRM_RESULT_OBJECT || is_table (value))
        continue;
      text = describe_flat (value, MOST_VALUES);
      line = g_strdup_printf ("%s: %s\n", key, text);
      crm_cli_print (line);
    }
  while (crm_result_next (&object, &key, &value))
    {
      g_autofree char *inner = NULL;

      if (value.kind != CRM_RESULT_OBJECT && !is_table (value))
        continue;
      print_heading (path, key);
      inner = g_strdup_printf ("%s%s%s", path, *path != '\0' ? " / " : "", key);
      if (is_table (value))
        print_table (value);
      else
        print_object (value, inner);
    }
}

/**
 * crm_cli_print_result:
 *
 * Prints the result of an analysis for people.
 */
void
crm_cli_print_result (const CrmResult *result)
{
  print_object (crm_result_root (result), "");
}
