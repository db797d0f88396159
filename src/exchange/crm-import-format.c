/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "base/crm-money.h"
#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

/* How the numbers and dates of one column are written. One cell alone often cannot be told; the column can. */

enum
{
  SAYS_POINT  = 1 << 0,   /* the decimal mark is a point */
  SAYS_COMMA  = 1 << 1,
  SAYS_DAY    = 1 << 2,   /* the day stands before the month */
  SAYS_MONTH  = 1 << 3,
  SAYS_EITHER = 1 << 4,   /* the date can be read both ways */
  SAYS_DATE   = 1 << 5,   /* it is a date */
  SAYS_MARK   = 1 << 6,   /* a point or comma may divide thousands as well as stand before decimals */
};

#define LONGEST_FIGURE 40
#define MOST_LETTERS 12   /* "3 September 2025, 10:30 PM" */

typedef struct
{
  int      year, month, day;
  int      seconds;        /* of the day; −1 without a time */
  gboolean two_ways;       /* day and month were told by the order asked for */
} WrittenDate;

static gboolean
is_numeric (const CrmField *field)
{
  return field->kind == CRM_FIELD_INTEGER || field->kind == CRM_FIELD_DECIMAL || field->kind == CRM_FIELD_PERCENT ||
         field->kind == CRM_FIELD_MONEY;
}

/* Outlook writes 0/0/00 where there is no birthday, databases 0000-00-00; Google --03-07 where the year is not known,
 * which is no day that could be kept, and no reason to leave the person out. */
static gboolean
is_no_date (const char *text)
{
  if (g_str_has_prefix (text, "--") && strspn (text, "-0123456789") == strlen (text))
    return TRUE;
  return *text == '0' && text[strspn (text, "0-/.: ")] == '\0';
}

/**
 * crm_import_is_blank:
 *
 * Returns: whether the cell says nothing: blank, or for fields that are not text what programs write for nothing
 */
gboolean
crm_import_is_blank (const CrmField *field,
                     const char *text)
{
  static const char *const nothing[] = { "-", "–", "—", "n/a", "na", "nan", "null", "none", "#n/a", "(null)", NULL };
  g_autofree char *folded = NULL;

  while (g_ascii_isspace (*text))
    text++;
  if (*text == '\0')
    return TRUE;
  if ((field->kind == CRM_FIELD_DATE || field->kind == CRM_FIELD_INSTANT) && is_no_date (text))
    return TRUE;
  if (strchr ("-–nN#(", *text) == NULL || (crm_field_is_text (field) && field->kind != CRM_FIELD_CHOICE) ||
      strlen (text) > 8)
    return FALSE;
  folded = g_strstrip (g_ascii_strdown (text, -1));
  return g_strv_contains (nothing, folded);
}

/* Numbers */

static guint
read_number_style (const char *text)
{
  const char *last = NULL;
  guint points = 0, commas = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p != '.' && *p != ',')
        continue;
      last = p;
      *p == '.' ? points++ : commas++;
    }
  if (last == NULL)
    return 0;
  if (points > 0 && commas > 0)
    return *last == '.' ? SAYS_POINT : SAYS_COMMA;
  if (points + commas > 1)
    return points > 0 ? SAYS_COMMA : SAYS_POINT;   /* it divides thousands, so the other is the decimal mark */
  if (crm_number_find_unclear (text) != NULL)
    return SAYS_MARK;
  return *last == '.' ? SAYS_POINT : SAYS_COMMA;
}

/* Rewrites a number so that its only mark is the decimal point, but for one that divides no thousands. */
static char *
rewrite_number (const char *text,
                char decimal)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == decimal)
        g_string_append_c (out, '.');
      else if ((*p != '.' && *p != ',') || !crm_number_is_group (p))
        g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

/* Where nothing tells, a mark that may divide thousands does so in whole numbers and in amounts of money: few
 * currencies have three decimals. */
static char *
join_thousands (const CrmField *field,
                const char *text,
                const char *currency)
{
  const char *mark = crm_number_find_unclear (text);
  char found[4];
  gint64 minor;

  if (mark == NULL || (field->kind != CRM_FIELD_MONEY && field->kind != CRM_FIELD_INTEGER))
    return NULL;
  if (field->kind == CRM_FIELD_MONEY && crm_money_parse (text, currency, &minor, found) &&
      crm_currency_digits (found) > 2)
    return NULL;
  return g_strdup_printf ("%.*s%s", (int) (mark - text), text, mark + 1);
}

/* Dates */

/* Months by how their names begin in English, German, French, Spanish, Italian, Portuguese and Dutch. */
static int
find_month (const char *text,
            gsize *length)
{
  static const char *const months[] = { "jan ene gen", "feb fev", "mar mae mrt", "apr abr avr", "may mai mag mei",
                                        "jun giu", "jul lug", "aug ago aou", "sep set", "oct okt ott out", "nov",
                                        "dec dez dic" };
  char start[4];

  for (*length = 0; g_ascii_isalpha (text[*length]); (*length)++)
    ;
  if (*length < 3)
    return 0;
  if (*length > 3 && g_ascii_strncasecmp (text, "juin", 4) == 0)
    return 6;
  if (*length > 3 && g_ascii_strncasecmp (text, "juil", 4) == 0)
    return 7;
  for (guint i = 0; i < 4; i++)
    start[i] = i < 3 ? g_ascii_tolower (text[i]) : '\0';
  for (guint i = 0; i < G_N_ELEMENTS (months); i++)
    {
      if (strstr (months[i], start) != NULL)
        return i + 1;
    }
  return 0;
}

/* Dates of other scripts in the way of ours: "2024年3月5日" as "2024-3-5", "5. März 2024" without its accent. */
static char *
write_plainly (const char *text)
{
  static const char *const marks[][2] = { { "년 ", "-" }, { "월 ", "-" }, { "年", "-" }, { "년", "-" }, { "月", "-" },
                                          { "월", "-" }, { "日", " " }, { "号", " " }, { "일", " " }, { " de ", " " } };
  g_autofree char *digits = crm_number_to_ascii (text);
  g_autoptr (GString) plain = g_string_new (digits);

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    g_string_replace (plain, marks[i][0], marks[i][1], 0);
  return g_strchomp (crm_text_fold (plain->str));
}

/* Reads up to three parts of a date, numbers or the name of a month. Returns where they end. */
static const char *
read_parts (const char *text,
            int parts[3],
            gsize widths[3],
            char *mark,
            int *named)
{
  *named = -1;
  *mark = '\0';
  for (int i = 0; i < 3; i++)
    {
      if (g_ascii_isalpha (*text))
        {
          parts[i] = find_month (text, &widths[i]);
          if (parts[i] == 0 || *named >= 0)
            return NULL;
          *named = i;
        }
      else
        {
          widths[i] = strspn (text, "0123456789");
          if (widths[i] == 0 || widths[i] > 4)
            return NULL;
          parts[i] = (int) g_ascii_strtoull (text, NULL, 10);
        }
      text += widths[i];
      if (i == 2)
        break;
      if (*text == '\0' || strchr ("-/. ,", *text) == NULL)
        return NULL;
      *mark = *text;
      text += strspn (text, "-/. ,");
    }
  return text;
}

/* Returns the seconds of the day, −1 where there is no time, −2 where it cannot be read. */
static int
read_time (const char *text)
{
  int hour, minute, second = 0, n = 0;
  char half[3] = "";

  while (*text == ' ' || *text == 'T' || *text == ',')
    text++;
  if (*text == '\0')
    return -1;
  if (sscanf (text, "%2d:%2d%n", &hour, &minute, &n) != 2)
    return -2;
  text += n;
  if (sscanf (text, ":%2d%n", &second, &n) == 1)
    text += n;
  if (*text == '.')
    text += 1 + strspn (text + 1, "0123456789");
  if (sscanf (text, " %2[AaPp.Mm]%n", half, &n) == 1)
    {
      text += n;
      hour = hour % 12 + (g_ascii_tolower (half[0]) == 'p' ? 12 : 0);
    }
  if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || second < 0 || second > 60)
    return -2;
  return *text == '\0' || *text == 'Z' || *text == '+' || *text == '-' || g_ascii_isspace (*text)
         ? hour * 3600 + minute * 60 + second : -2;
}

static gboolean
read_plain_date (const char *text,
                 gboolean month_first,
                 WrittenDate *date)
{
  int parts[3], named;
  gsize widths[3];
  char mark;
  const char *rest;

  while (g_ascii_isspace (*text))
    text++;
  if (strspn (text, "0123456789") == 8 && (text[8] == '\0' || text[8] == 'T'))
    {
      if (sscanf (text, "%4d%2d%2d", &parts[0], &parts[1], &parts[2]) != 3)
        return FALSE;
      widths[0] = 4;
      named = -1;
      mark = '-';
      rest = text + 8;
    }
  else if ((rest = read_parts (text, parts, widths, &mark, &named)) == NULL)
    return FALSE;

  *date = (WrittenDate) { .seconds = read_time (rest) };
  if (date->seconds == -2)
    return FALSE;
  if (named < 0 && widths[0] == 4)
    *date = (WrittenDate) { parts[0], parts[1], parts[2], date->seconds, FALSE };
  else if (named == 0 || (named < 0 && month_first))
    *date = (WrittenDate) { parts[2], parts[0], parts[1], date->seconds, named < 0 && mark != '.' };
  else
    *date = (WrittenDate) { parts[2], parts[1], parts[0], date->seconds, named < 0 && mark != '.' };
  /* Of two digits, the year is the one from 79 years ago to 20 years ahead (as ICU and Java have it). */
  if (widths[2] <= 2 && widths[0] != 4)
    {
      int this_year, month, day;

      crm_date_to_ymd (crm_date_today (), &this_year, &month, &day);
      date->year += 2000;
      if (date->year > this_year + 20)
        date->year -= 100;
    }
  return crm_date_valid (date->year, date->month, date->day);
}

static gboolean
read_date (const char *text,
           gboolean month_first,
           WrittenDate *date)
{
  g_autofree char *plain = NULL;

  if (g_str_is_ascii (text) && strstr (text, " de ") == NULL)
    return read_plain_date (text, month_first, date);
  plain = write_plainly (text);
  return read_plain_date (plain, month_first, date);
}

static guint
read_date_style (const char *text)
{
  WrittenDate day_first, month_first;
  gboolean day = read_date (text, FALSE, &day_first);
  gboolean month = read_date (text, TRUE, &month_first);

  if (day && month)
    return SAYS_DATE | (day_first.two_ways && day_first.day != month_first.day ? SAYS_EITHER : 0);
  return day ? SAYS_DATE | SAYS_DAY : month ? SAYS_DATE | SAYS_MONTH : 0;
}

/* Returns the length of a cell that may be a date or number, with a month or currency, else 0. */
static gsize
measure_figure (const char *cell,
                gboolean *only_digits)
{
  gsize length, n_digits = 0, n_letters = 0;

  for (length = 0; length <= LONGEST_FIGURE && n_letters <= MOST_LETTERS && cell[length] != '\0'; length++)
    {
      n_digits += g_ascii_isdigit (cell[length]);
      n_letters += g_ascii_isalpha (cell[length]);
    }
  *only_digits = n_digits == length;
  return n_digits > 0 && length <= LONGEST_FIGURE && n_letters <= MOST_LETTERS ? length : 0;
}

/**
 * crm_import_style_look:
 *
 * Notes how the cell is written. A column of which the first cells that have digits hold nothing like a date or number
 * is not searched for any further.
 */
void
crm_import_style_look (CrmImportStyle *style,
                       const char *cell)
{
  gboolean sample = style->n_figures < CRM_IMPORT_SAMPLE_ROWS;
  gboolean only_digits;
  gsize length;
  guint says;
  double number;

  if (!sample && !style->numbers && !style->dates)
    return;
  length = measure_figure (cell, &only_digits);
  if (length == 0)
    return;
  /* Nothing new, unless it is a date such as 20250403. */
  if (!sample && only_digits && length != 8 && (style->over_one || !style->numbers))
    return;
  style->n_figures += sample;
  says = read_number_style (cell);
  if (sample || (!style->over_one && style->numbers))
    {
      gboolean is_number = crm_number_parse (cell, &number);

      style->n_numbers += sample && is_number;
      style->numbers |= is_number || says != 0;
      style->over_one |= is_number && number > 1 && strchr (cell, '%') == NULL;
    }
  style->says |= says;
  if (!sample && !style->dates)
    return;
  says = read_date_style (cell);
  style->n_dates += sample && says != 0;
  style->dates |= says != 0;
  style->says |= says;
}

/**
 * crm_import_style_describe:
 * @profile: told what the column holds
 */
void
crm_import_style_describe (const CrmImportStyle *style,
                           CrmImportProfile *profile)
{
  profile->n_numbers = style->n_numbers;
  profile->n_dates = style->n_dates;
  profile->ambiguous = (style->says & SAYS_EITHER) != 0 && (style->says & (SAYS_DAY | SAYS_MONTH)) == 0;
}

/**
 * crm_import_format_choose:
 * @typed: whether numbers are from a spreadsheet, so that they have a point unless they are texts
 * @format: (out): how the numbers or dates of a column of that style are written, if the field has any
 */
void
crm_import_format_choose (const CrmImportStyle *style,
                          const CrmField *field,
                          gboolean typed,
                          CrmImportFormat *format)
{
  guint mark = style->says & (SAYS_POINT | SAYS_COMMA), order = style->says & (SAYS_DAY | SAYS_MONTH);

  *format = (CrmImportFormat) { 0 };
  if (is_numeric (field))
    {
      format->decimal = mark == SAYS_POINT || (typed && mark == 0) ? '.' : mark == SAYS_COMMA ? ',' : 0;
      format->unclear = format->decimal == 0 && mark == 0 && (style->says & SAYS_MARK) != 0 &&
                        (field->kind == CRM_FIELD_DECIMAL || field->kind == CRM_FIELD_PERCENT);
      format->hundreds = field->kind == CRM_FIELD_PERCENT && style->over_one;
    }
  else if (field->kind == CRM_FIELD_DATE || field->kind == CRM_FIELD_INSTANT)
    {
      if (order == SAYS_DAY)
        format->dates = CRM_IMPORT_DATES_DAY_FIRST;
      else if (order == SAYS_MONTH)
        format->dates = CRM_IMPORT_DATES_MONTH_FIRST;
      else
        format->ambiguous = (style->says & SAYS_EITHER) != 0;
    }
}

static gboolean
parse_date (const CrmField *field,
            const CrmImportFormat *format,
            const char *text,
            CrmValue *value,
            GError **error)
{
  WrittenDate date;
  gint64 instant;

  /* An instant that names its zone is taken at its word. */
  if (field->kind == CRM_FIELD_INSTANT && strchr (text, ':') != NULL && crm_instant_parse (text, &instant))
    {
      *value = crm_value_int (instant);
      return TRUE;
    }
  if (!read_date (text, format->dates == CRM_IMPORT_DATES_MONTH_FIRST, &date))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("%s: “%s” is not a date"), crm_field_get_label (field), text);
      return FALSE;
    }
  if (field->kind == CRM_FIELD_DATE)
    *value = crm_value_int (crm_date_from_ymd (date.year, date.month, date.day));
  else
    {
      int seconds = CLAMP (date.seconds, 0, 86399), rest = MAX (date.seconds, 0) - seconds;
      g_autoptr (GDateTime) time = g_date_time_new_local (date.year, date.month, date.day, seconds / 3600,
                                                          seconds / 60 % 60, seconds % 60);

      *value = crm_value_int ((g_date_time_to_unix (time) + rest) * G_USEC_PER_SEC);
    }
  return TRUE;
}

static char *
single_line (const char *text)
{
  char *copy = g_strdup (text);

  for (char *p = copy; *p != '\0'; p++)
    {
      if (*p == '\n' || *p == '\r')
        *p = ' ';
    }
  return copy;
}

/**
 * crm_import_keep_text:
 * @texts: (nullable): where the text goes that the value is lent; %NULL for a value that owns its text
 *
 * Returns: the text without blanks around it, null where nothing is left
 */
CrmValue
crm_import_keep_text (const char *text,
                      GStringChunk *texts)
{
  gsize length;
  const char *start = crm_text_trim (text, &length);

  if (length == 0)
    return CRM_VALUE_INIT_NULL;
  return texts != NULL ? crm_value_lend_text (g_string_chunk_insert_len (texts, start, length))
                       : crm_value_take_text (g_strndup (start, length));
}

/**
 * crm_import_parse_cell:
 * @format: of the column
 * @currency: of amounts that name none
 * @texts: (nullable): see crm_import_keep_text()
 * @value: (out): the value, null for a cell that says nothing
 *
 * Reads a cell of a column that is not of links, tags or choices. The value is not validated.
 *
 * Errors: %CRM_ERROR_INVALID
 */
gboolean
crm_import_parse_cell (const CrmField *field,
                       const CrmImportFormat *format,
                       const char *text,
                       const char *currency,
                       GStringChunk *texts,
                       CrmValue *value,
                       GError **error)
{
  g_autofree char *rewritten = NULL;

  *value = CRM_VALUE_INIT_NULL;
  if (crm_import_is_blank (field, text))
    return TRUE;
  if (field->kind == CRM_FIELD_DATE || field->kind == CRM_FIELD_INSTANT)
    {
      rewritten = g_strstrip (g_strdup (text));
      return parse_date (field, format, rewritten, value, error);
    }
  if (is_numeric (field))
    rewritten = format->decimal != 0 ? rewrite_number (text, format->decimal)
                                     : join_thousands (field, text, currency);
  else if (field->kind == CRM_FIELD_EMAIL || field->kind == CRM_FIELD_PHONE)
    rewritten = crm_import_take_first (field->kind, text, NULL);
  else if (field->kind == CRM_FIELD_TEXT && !crm_text_is_single_line (text))
    rewritten = single_line (text);
  if (format->hundreds && strchr (text, '%') == NULL)
    {
      g_autofree char *bare = g_steal_pointer (&rewritten);

      rewritten = g_strconcat (bare != NULL ? bare : text, "%", NULL);
    }
  if (rewritten != NULL)
    text = rewritten;
  if (!crm_field_is_text (field) || field->kind == CRM_FIELD_CHOICE)
    return crm_field_parse (field, text, currency, value, error);
  *value = crm_import_keep_text (text, texts);
  return TRUE;
}

/**
 * crm_import_suits_cell:
 *
 * Returns: whether what stands in the cell can be a value of the field, in any currency
 */
gboolean
crm_import_suits_cell (const CrmField *field,
                       const CrmImportFormat *format,
                       const char *text)
{
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

  /* Of the currency at hand it depends whether “kr” says anything. */
  return crm_import_parse_cell (field, format, text, "SEK", NULL, &value, NULL) &&
         crm_field_validate (field, &value, NULL);
}
