/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-output.h"

#include "analytics/crm-result-json.h"
#include "base/crm-error.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/**
 * crm_cli_print:
 *
 * Prints text to stdout as it is, whatever the character set of the locale.
 */
void
crm_cli_print (const char *text)
{
  fputs (text, stdout);
}

/**
 * crm_cli_say:
 *
 * Tells people something that is not the result: one line on stderr.
 */
void
crm_cli_say (const char *format,
             ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fprintf (stderr, "%s\n", text);
}

/**
 * crm_cli_show_share:
 * @share: of the work that is done; 1 takes the line away again
 *
 * Shows progress on a terminal, and nothing elsewhere.
 */
void
crm_cli_show_share (double share)
{
  if (isatty (STDERR_FILENO))
    g_printerr (share < 1 ? "\r%3.0f %%" : "\r\033[K", share * 100);
}

static void
print_part (const char *text,
            gpointer data)
{
  crm_cli_print (text);
}

/**
 * crm_cli_print_json:
 * @result: (transfer full): the document
 */
void
crm_cli_print_json (CrmResult *result)
{
  crm_result_write_json (result, print_part, NULL);
  crm_result_free (result);
}

/**
 * crm_cli_print_error:
 *
 * Says what went wrong: on stderr for people, with --json also on stdout for programs.
 */
void
crm_cli_print_error (CrmCli *cli,
                     const GError *error)
{
  g_auto (CrmResultBuilder) builder = { NULL };
  const char *field = crm_error_get_field (error);

  fprintf (stderr, "clientele-cli: %s\n", error->message);
  if (!cli->json)
    return;
  crm_result_builder_init (&builder, NULL);
  crm_result_begin (&builder, NULL);
  crm_result_begin (&builder, "error");
  crm_result_text (&builder, "code", error->domain == CRM_CLI_USAGE ? "usage" : crm_error_code_name (error));
  crm_result_text (&builder, "message", error->message);
  if (field != NULL)
    crm_result_text (&builder, "field", field);
  crm_result_end (&builder);
  crm_result_end (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
}

/* Tables */

typedef struct
{
  char    *title;
  gboolean numeric;
  guint    width;
} Column;

struct _CrmTable
{
  GArray    *columns;
  GPtrArray *cells;   /* row by row */
};

static void
clear_column (gpointer data)
{
  g_free (((Column *) data)->title);
}

CrmTable *
crm_table_new (void)
{
  CrmTable *self = g_new0 (CrmTable, 1);

  self->columns = g_array_new (FALSE, TRUE, sizeof (Column));
  g_array_set_clear_func (self->columns, clear_column);
  self->cells = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
crm_table_free (CrmTable *self)
{
  g_array_unref (self->columns);
  g_ptr_array_unref (self->cells);
  g_free (self);
}

/* How many cells of a terminal the text takes. */
static guint
display_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      width += g_unichar_iswide (c) ? 2 : g_unichar_iszerowidth (c) ? 0 : 1;
    }
  return width;
}

/**
 * crm_table_add_column:
 * @title: what stands above the column
 * @numeric: whether its cells are numbers, which stand at the right
 *
 * All columns are added before the first cell.
 */
void
crm_table_add_column (CrmTable *self,
                      const char *title,
                      gboolean numeric)
{
  Column column = { g_strdup (title), numeric, display_width (title) };

  g_array_append_val (self->columns, column);
}

/**
 * crm_table_take_cell:
 * @text: (transfer full): the next cell, from left to right and from top to bottom
 */
void
crm_table_take_cell (CrmTable *self,
                     char *text)
{
  Column *column = &g_array_index (self->columns, Column, self->cells->len % self->columns->len);

  g_strdelimit (text, "\n\r\t", ' ');
  column->width = MAX (column->width, display_width (text));
  g_ptr_array_add (self->cells, text);
}

void
crm_table_add_cell (CrmTable *self,
                    const char *text)
{
  crm_table_take_cell (self, g_strdup (text));
}

static void
append_cell (GString *out,
             const Column *column,
             const char *text,
             gboolean last)
{
  guint padding = column->width - display_width (text);

  if (column->numeric)
    g_string_append_printf (out, "%*s%s", (int) padding, "", text);
  else
    g_string_append_printf (out, "%s%*s", text, last ? 0 : (int) padding, "");
  g_string_append (out, last ? "\n" : "  ");
}

/**
 * crm_table_print:
 *
 * Prints the titles, if there are any, and the rows.
 */
void
crm_table_print (CrmTable *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint n_columns = self->columns->len;

  for (guint i = 0; i < n_columns; i++)
    {
      const Column *column = &g_array_index (self->columns, Column, i);

      append_cell (out, column, column->title, i == n_columns - 1);
    }
  if (out->str[strspn (out->str, " \n")] == '\0')
    g_string_truncate (out, 0);
  for (guint i = 0; i < self->cells->len; i++)
    append_cell (out, &g_array_index (self->columns, Column, i % n_columns), self->cells->pdata[i],
                 i % n_columns == n_columns - 1);
  crm_cli_print (out->str);
}
