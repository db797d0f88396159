/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "query/crm-filter.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_DEPTH 64
#define MAX_DAYS 3660000   /* ten thousand years */

typedef enum
{
  TOKEN_END,
  TOKEN_WORD,
  TOKEN_TEXT,
  TOKEN_NUMBER,
  TOKEN_DATE,
  TOKEN_SYMBOL,
} TokenKind;

typedef struct
{
  TokenKind kind;
  char     *text;
  double    number;
  gint64    date;
  guint     position;
} Token;

typedef struct
{
  const CrmEntity *entity;
  const char      *text;
  const char      *at;
  Token            token;
  guint            depth;
  GError         **error;
} Parser;

static guint
position_of (Parser *parser,
             const char *at)
{
  return g_utf8_strlen (parser->text, at - parser->text) + 1;
}

G_GNUC_PRINTF (3, 4)
static gboolean
fail (Parser *parser,
      guint position,
      const char *format,
      ...)
{
  va_list arguments;
  g_autofree char *problem = NULL;

  va_start (arguments, format);
  problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (parser->error != NULL && *parser->error == NULL)
    g_set_error (parser->error, CRM_ERROR, CRM_ERROR_SYNTAX, _("At character %u: %s"), position, problem);
  return FALSE;
}

static gboolean
is_word_character (gunichar c,
                   gboolean first)
{
  return g_unichar_isalpha (c) || c == '_' || (!first && (g_unichar_isdigit (c) || c == '.'));
}

/* Two quotation marks stand for one of the text. */
static gboolean
read_quoted (Parser *parser)
{
  char mark = *parser->at;
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *p = parser->at + 1; *p != '\0'; p++)
    {
      if (*p == mark && *++p != mark)
        {
          parser->token.kind = TOKEN_TEXT;
          parser->token.text = g_strdup (text->str);
          parser->at = p;
          return TRUE;
        }
      g_string_append_c (text, *p);
    }
  return fail (parser, parser->token.position, _("the text has no closing quotation mark"));
}

static gboolean
read_number (Parser *parser)
{
  char *end;

  if (strspn (parser->at, "0123456789") == 4 && parser->at[4] == '-')
    {
      parser->token.text = g_strndup (parser->at, strspn (parser->at, "0123456789-"));
      if (!crm_date_parse (parser->token.text, &parser->token.date))
        return fail (parser, parser->token.position, _("“%s” is not a date"), parser->token.text);
      parser->token.kind = TOKEN_DATE;
      parser->at += strlen (parser->token.text);
      return TRUE;
    }
  parser->token.number = g_ascii_strtod (parser->at, &end);
  parser->token.kind = TOKEN_NUMBER;
  parser->token.text = g_strndup (parser->at, end - parser->at);
  parser->at = end;
  if (fabs (parser->token.number) > 1e300)
    return fail (parser, parser->token.position, _("this number is out of range"));
  return TRUE;
}

static gboolean
next_token (Parser *parser)
{
  gunichar c;

  g_clear_pointer (&parser->token.text, g_free);
  parser->token.kind = TOKEN_END;   /* also if what comes cannot be read */
  while (g_unichar_isspace (g_utf8_get_char (parser->at)))
    parser->at = g_utf8_next_char (parser->at);

  parser->token.position = position_of (parser, parser->at);
  c = g_utf8_get_char (parser->at);
  if (c == '\0')
    return TRUE;
  if (c == '"' || c == '\'')
    return read_quoted (parser);
  if (g_ascii_isdigit (*parser->at) || (c == '-' && g_ascii_isdigit (parser->at[1])))
    return read_number (parser);
  if (is_word_character (c, TRUE))
    {
      const char *start = parser->at;

      while (is_word_character (g_utf8_get_char (parser->at), FALSE))
        parser->at = g_utf8_next_char (parser->at);
      parser->token.kind = TOKEN_WORD;
      parser->token.text = g_strndup (start, parser->at - start);
      return TRUE;
    }
  if (strchr ("=!<>~(),%+-", c) != NULL && c < 0x80)
    {
      gsize length = strchr ("!<>", c) != NULL && parser->at[1] == '=' ? 2 : 1;

      parser->token.kind = TOKEN_SYMBOL;
      parser->token.text = g_strndup (parser->at, length);
      parser->at += length;
      return TRUE;
    }
  return fail (parser, parser->token.position, _("unexpected character"));
}

static gboolean
is_word (Parser *parser,
         const char *word)
{
  return parser->token.kind == TOKEN_WORD && g_ascii_strcasecmp (parser->token.text, word) == 0;
}

static gboolean
is_symbol (Parser *parser,
           const char *symbol)
{
  return parser->token.kind == TOKEN_SYMBOL && strcmp (parser->token.text, symbol) == 0;
}

static gboolean
expect_symbol (Parser *parser,
               const char *symbol)
{
  if (!is_symbol (parser, symbol))
    return fail (parser, parser->token.position, _("“%s” is expected here"), symbol);
  return next_token (parser);
}

static gboolean
parse_relative_date (Parser *parser,
                     CrmOperand *operand)
{
  int sign = 0;

  operand->kind = CRM_OPERAND_TODAY;
  operand->number = is_word (parser, "yesterday") ? -1 : is_word (parser, "tomorrow") ? 1 : 0;
  if (!next_token (parser))
    return FALSE;
  if (parser->token.kind == TOKEN_NUMBER && *parser->token.text == '-')
    sign = 1;   /* the number has its own */
  else if (is_symbol (parser, "+") || is_symbol (parser, "-"))
    {
      sign = is_symbol (parser, "+") ? 1 : -1;
      if (!next_token (parser))
        return FALSE;
    }
  if (sign == 0)
    return TRUE;
  if (parser->token.kind != TOKEN_NUMBER || parser->token.number != floor (parser->token.number) ||
      fabs (parser->token.number) > MAX_DAYS)
    return fail (parser, parser->token.position, _("a number of days is expected here"));
  operand->number += sign * parser->token.number;
  return next_token (parser);
}

/* A word is one of the language only where it is not quoted. */
static gboolean
parse_word (Parser *parser,
            CrmOperand *operand)
{
  if (is_word (parser, "today") || is_word (parser, "yesterday") || is_word (parser, "tomorrow"))
    return parse_relative_date (parser, operand);
  operand->kind = CRM_OPERAND_TEXT;
  if (is_word (parser, "me"))
    operand->kind = CRM_OPERAND_ME;
  else if (is_word (parser, "yes") || is_word (parser, "true"))
    {
      operand->kind = CRM_OPERAND_BOOLEAN;
      operand->number = 1;
    }
  else if (is_word (parser, "no") || is_word (parser, "false"))
    operand->kind = CRM_OPERAND_BOOLEAN;
  operand->text = g_steal_pointer (&parser->token.text);
  return next_token (parser);
}

static gboolean
parse_value (Parser *parser,
             CrmOperand *operand)
{
  switch (parser->token.kind)
    {
    case TOKEN_WORD:
      return parse_word (parser, operand);
    case TOKEN_TEXT:
      operand->kind = CRM_OPERAND_TEXT;
      break;
    case TOKEN_NUMBER:
      operand->kind = CRM_OPERAND_NUMBER;
      operand->number = parser->token.number;
      break;
    case TOKEN_DATE:
      operand->kind = CRM_OPERAND_DATE;
      operand->date = parser->token.date;
      break;
    case TOKEN_SYMBOL:
    case TOKEN_END:
    default:
      return fail (parser, parser->token.position, _("a value is expected here"));
    }
  operand->text = g_steal_pointer (&parser->token.text);
  if (!next_token (parser))
    return FALSE;
  if (operand->kind != CRM_OPERAND_NUMBER || !is_symbol (parser, "%"))
    return TRUE;
  operand->percent = TRUE;
  operand->number /= 100;
  return next_token (parser);
}

static gboolean
parse_operand (Parser *parser,
               GArray *operands)
{
  CrmOperand operand = { .position = parser->token.position };
  gboolean parsed = parse_value (parser, &operand);

  g_array_append_val (operands, operand);
  return parsed;
}

static gboolean
parse_period_unit (Parser *parser,
                   CrmPeriod *period)
{
  static const char *const units[] = { "day", "week", "month", "quarter", "year" };

  for (guint i = 0; parser->token.kind == TOKEN_WORD && i < G_N_ELEMENTS (units); i++)
    {
      gsize length = strlen (units[i]);

      if (g_ascii_strncasecmp (parser->token.text, units[i], length) == 0 &&
          (parser->token.text[length] == '\0' || g_ascii_strcasecmp (parser->token.text + length, "s") == 0))
        {
          *period = i;
          return next_token (parser);
        }
    }
  return fail (parser, parser->token.position, _("days, weeks, months, quarters or years are expected here"));
}

static gboolean
parse_period (Parser *parser,
              CrmFilter *filter)
{
  int sign = is_word (parser, "last") ? -1 : is_word (parser, "next") ? 1 : 0;

  filter->test = CRM_TEST_PERIOD;
  filter->whole = TRUE;
  filter->offset = sign;
  if (!next_token (parser))
    return FALSE;
  if (sign != 0 && parser->token.kind == TOKEN_NUMBER)
    {
      if (parser->token.number < 1 || parser->token.number > 36500)
        return fail (parser, parser->token.position, _("this number of periods is out of range"));
      filter->whole = FALSE;
      filter->offset = sign * (int) parser->token.number;
      if (!next_token (parser))
        return FALSE;
    }
  return parse_period_unit (parser, &filter->period);
}

static gboolean
parse_in (Parser *parser,
          CrmFilter *filter,
          gboolean negated)
{
  if (!next_token (parser))
    return FALSE;
  if (!negated && (is_word (parser, "last") || is_word (parser, "next") || is_word (parser, "this")))
    return parse_period (parser, filter);

  filter->test = negated ? CRM_TEST_NOT_IN : CRM_TEST_IN;
  if (!expect_symbol (parser, "("))
    return FALSE;
  while (TRUE)
    {
      if (!parse_operand (parser, filter->operands))
        return FALSE;
      if (!is_symbol (parser, ","))
        return expect_symbol (parser, ")");
      if (!next_token (parser))
        return FALSE;
    }
}

static gboolean
parse_test (Parser *parser,
            CrmFilter *filter)
{
  static const struct { const char *symbol; CrmTest test; } symbols[] = {
    { "=", CRM_TEST_EQUAL }, { "!=", CRM_TEST_UNEQUAL }, { "<", CRM_TEST_LESS }, { "<=", CRM_TEST_AT_MOST },
    { ">", CRM_TEST_GREATER }, { ">=", CRM_TEST_AT_LEAST }, { "~", CRM_TEST_CONTAINS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    {
      if (is_symbol (parser, symbols[i].symbol))
        {
          filter->test = symbols[i].test;
          return next_token (parser) && parse_operand (parser, filter->operands);
        }
    }
  if (is_word (parser, "in"))
    return parse_in (parser, filter, FALSE);
  if (is_word (parser, "not"))
    {
      if (!next_token (parser))
        return FALSE;
      return is_word (parser, "in") ? parse_in (parser, filter, TRUE)
                                    : fail (parser, parser->token.position, _("“in” is expected here"));
    }
  if (is_word (parser, "is"))
    {
      filter->test = CRM_TEST_EMPTY;
      if (!next_token (parser))
        return FALSE;
      if (is_word (parser, "not"))
        {
          filter->test = CRM_TEST_NOT_EMPTY;
          if (!next_token (parser))
            return FALSE;
        }
      return is_word (parser, "empty") ? next_token (parser)
                                       : fail (parser, parser->token.position, _("“empty” is expected here"));
    }
  return fail (parser, parser->token.position, _("a comparison such as =, >= or ~ is expected here"));
}

static CrmFilter *parse_or (Parser *parser);

static CrmFilter *
parse_field_test (Parser *parser)
{
  g_autoptr (CrmFilter) filter = NULL;
  CrmPath path;

  if (parser->token.kind != TOKEN_WORD)
    {
      fail (parser, parser->token.position, _("the name of a field is expected here"));
      return NULL;
    }
  if (!crm_path_resolve (&path, parser->entity, parser->token.text, parser->token.position, parser->error))
    return NULL;

  filter = crm_filter_new_test (parser->token.text, CRM_TEST_EQUAL);
  filter->position = parser->token.position;
  if (!next_token (parser) || !parse_test (parser, filter))
    return NULL;
  return g_steal_pointer (&filter);
}

static CrmFilter *
parse_term (Parser *parser)
{
  g_autoptr (CrmFilter) inner = NULL;
  CrmFilter *filter;

  if (parser->depth >= MAX_DEPTH)
    {
      fail (parser, parser->token.position, _("the filter is nested too deeply"));
      return NULL;
    }
  if (is_word (parser, "not"))
    {
      parser->depth++;
      if (!next_token (parser) || (inner = parse_term (parser)) == NULL)
        return NULL;
      parser->depth--;
      filter = g_new0 (CrmFilter, 1);
      filter->kind = CRM_FILTER_NOT;
      filter->children = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_filter_free);
      g_ptr_array_add (filter->children, g_steal_pointer (&inner));
      return filter;
    }
  if (is_symbol (parser, "("))
    {
      parser->depth++;
      if (!next_token (parser) || (inner = parse_or (parser)) == NULL || !expect_symbol (parser, ")"))
        return NULL;
      parser->depth--;
      return g_steal_pointer (&inner);
    }
  return parse_field_test (parser);
}

static CrmFilter *
parse_chain (Parser *parser,
             const char *word,
             CrmFilterKind kind,
             CrmFilter *(*parse_part) (Parser *))
{
  g_autoptr (CrmFilter) left = parse_part (parser);

  while (left != NULL && is_word (parser, word))
    {
      CrmFilter *right = next_token (parser) ? parse_part (parser) : NULL;

      if (right == NULL)
        return NULL;
      if (left->kind == kind)
        g_ptr_array_add (left->children, right);
      else
        left = crm_filter_new_group (kind, g_steal_pointer (&left), right);
    }
  return g_steal_pointer (&left);
}

static CrmFilter *
parse_and (Parser *parser)
{
  return parse_chain (parser, "and", CRM_FILTER_AND, parse_term);
}

static CrmFilter *
parse_or (Parser *parser)
{
  return parse_chain (parser, "or", CRM_FILTER_OR, parse_and);
}

/**
 * crm_filter_parse:
 * @entity: whose records are filtered
 * @text: see the top of crm-filter.h
 *
 * Returns: (transfer full): the tree
 * Errors: %CRM_ERROR_SYNTAX, with the position in characters from 1
 */
CrmFilter *
crm_filter_parse (const CrmEntity *entity,
                  const char *text,
                  GError **error)
{
  GError *local = NULL;
  Parser parser = { .entity = entity, .text = text, .at = text, .error = &local };
  g_autoptr (CrmFilter) filter = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_SYNTAX, _("The filter is not valid UTF-8 text"));
      return NULL;
    }
  if (next_token (&parser))
    filter = parse_or (&parser);
  if (filter != NULL && parser.token.kind != TOKEN_END)
    {
      fail (&parser, parser.token.position, _("“and” or “or” is expected here"));
      g_clear_pointer (&filter, crm_filter_free);
    }
  g_free (parser.token.text);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }
  return g_steal_pointer (&filter);
}
