/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/crm-csv-cell.h"

#include <string.h>

/* How a cell of a CSV file is written (RFC 4180), and marked so that spreadsheet programs take it for text. */

/**
 * crm_csv_append_cell:
 * @text: what the cell is to hold
 *
 * Writes a cell, between quotes where it needs them.
 */
void
crm_csv_append_cell (GString *out,
                     const char *text,
                     char delimiter)
{
  char special[] = { delimiter, '"', '\n', '\r', '\0' };

  if (strpbrk (text, special) == NULL && *text != ' ')
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

/* As Chinese keyboards write = + - and @. */
static gboolean
is_wide_mark (const char *text)
{
  gunichar c = (guchar) *text == 0xef ? g_utf8_get_char_validated (text, -1) : 0;

  return c == 0xff1d || c == 0xff0b || c == 0xff0d || c == 0xff20;
}

/* Where, behind apostrophes and blanks, a spreadsheet program would see a formula. */
static gboolean
is_formula (const char *text)
{
  while (*text == '\'')
    text++;
  while (*text == ' ')
    text++;
  return *text != '\0' && (strchr ("=+-@\t\r\n", *text) != NULL || is_wide_mark (text));
}

/* Such as -1,234.5 and -2.7E-07. */
static gboolean
is_negative_number (const char *text)
{
  const char *end = text + 1 + strspn (text + 1, "0123456789.,");

  if (*text != '-' || !g_ascii_isdigit (text[1]))
    return FALSE;
  if ((*end == 'e' || *end == 'E') && g_ascii_isdigit (end[1 + (end[1] == '-' || end[1] == '+')]))
    end += 2 + strspn (end + 2, "0123456789");
  return *end == '\0';
}

/**
 * crm_csv_append_safe:
 * @text: what the cell is to hold
 *
 * Writes a cell for spreadsheet programs, which take text that begins with =, +, -, @, a tab or a line break, also
 * behind blanks and as wide letters, for a formula, and run it (OWASP, "CSV Injection"). An apostrophe is put before
 * such text; so it is before text that would look marked already. Reading takes it away again: see crm_csv_unmark().
 */
void
crm_csv_append_safe (GString *out,
                     const char *text,
                     char delimiter)
{
  g_autofree char *marked = NULL;

  if (is_formula (text) && !is_negative_number (text))
    marked = g_strconcat ("'", text, NULL);
  crm_csv_append_cell (out, marked != NULL ? marked : text, delimiter);
}

/**
 * crm_csv_unmark:
 *
 * Returns: (transfer none): the cell without the apostrophe that keeps it from being a formula
 */
const char *
crm_csv_unmark (const char *cell)
{
  return *cell == '\'' && is_formula (cell) ? cell + 1 : cell;
}
