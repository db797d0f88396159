/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"

#include <string.h>

/* A token is looked up by its beginning. Where the index does not go as far as the token does, that gives documents
 * which may fit: they are held against the record itself later. */

#define FEW 12   /* documents that are sooner looked at than held against another token */

static gboolean
collect (CrmSearchSegment *segment,
         gboolean in_title,
         const char *text,
         gsize length,
         guint64 *set,
         GError **error)
{
  return crm_search_segment_collect (segment, CRM_SEARCH_IN_TITLE, text, length, set, error) &&
         (in_title || crm_search_segment_collect (segment, CRM_SEARCH_ELSEWHERE, text, length, set, error));
}

/* Documents that have each gram of the token, wherever. */
static gboolean
collect_grams (CrmSearchSegment *segment,
               const CrmSearchToken *token,
               gboolean in_title,
               CrmSearchSets *sets,
               GError **error)
{
  guint characters = token->kind == CRM_TOKEN_CJK ? CRM_SEARCH_CHARACTERS : CRM_SEARCH_DIGITS;
  const char *end = token->text + token->length;
  CrmSearchSet all;
  gboolean first = TRUE;

  for (const char *p = token->text; p < end; p = g_utf8_next_char (p))
    {
      const char *gram = p;
      guint n = 0;

      for (; n < characters && gram < end; n++)
        gram = g_utf8_next_char (gram);
      if (n < characters)
        break;
      memset (sets->gram, 0, sizeof sets->gram);
      if (!collect (segment, in_title, p, gram - p, sets->gram, error))
        return FALSE;
      for (guint i = 0; i < CRM_SEARCH_WORDS; i++)
        all[i] = first ? sets->gram[i] : all[i] & sets->gram[i];
      first = FALSE;
    }
  for (guint i = 0; !first && i < CRM_SEARCH_WORDS; i++)
    sets->token_maybe[i] |= all[i];
  return TRUE;
}

static gboolean
is_long (const CrmSearchToken *token)
{
  if (token->kind == CRM_TOKEN_CJK)
    return g_utf8_strlen (token->text, token->length) > CRM_SEARCH_CHARACTERS;
  return token->kind == CRM_TOKEN_DIGITS && token->length > CRM_SEARCH_DIGITS;
}

static gboolean
may_be_pinyin (const CrmSearchToken *token)
{
  for (gsize i = 0; i < token->length; i++)
    {
      if (!g_ascii_islower (token->text[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
collect_token (CrmSearchSegment *segment,
               const CrmSearchToken *token,
               gboolean in_title,
               CrmSearchSets *sets,
               GError **error)
{
  gsize length = MIN (token->length, CRM_SEARCH_WORD_BYTES);

  memset (sets->token_sure, 0, sizeof sets->token_sure);
  memset (sets->token_maybe, 0, sizeof sets->token_maybe);
  if ((token->kind != CRM_TOKEN_CJK || !is_long (token)) &&
      !collect (segment, in_title, token->text, length, sets->token_sure, error))
    return FALSE;
  for (guint i = 0; i < CRM_SEARCH_WORDS; i++)
    sets->token_maybe[i] = sets->token_sure[i];
  if (length < token->length)
    memset (sets->token_sure, 0, sizeof sets->token_sure);
  if (is_long (token))
    return collect_grams (segment, token, in_title, sets, error);
  if (token->length > CRM_SEARCH_PINYIN_BYTES && token->kind == CRM_TOKEN_WORD && may_be_pinyin (token))
    return collect (segment, in_title, token->text, CRM_SEARCH_PINYIN_BYTES, sets->token_maybe, error);
  return TRUE;
}

static guint
count_up_to (const guint64 *set,
             guint most)
{
  guint n = 0;

  for (guint i = 0; i < CRM_SEARCH_WORDS && n <= most; i++)
    n += set[i] != 0 ? __builtin_popcountll (set[i]) : 0;
  return n;
}

/**
 * crm_search_evaluate:
 * @in_title: only records whose title has all that is looked for
 * @found: (out): whether any document may fit
 *
 * Finds the documents of a segment that fit.
 */
gboolean
crm_search_evaluate (CrmSearchSegment *segment,
                     const CrmSearchQuery *query,
                     gboolean in_title,
                     CrmSearchSets *sets,
                     gboolean *found,
                     GError **error)
{
  guint left = 0;

  *found = FALSE;
  for (guint t = 0; t < query->tokens->len; t++)
    {
      if (!collect_token (segment, &g_array_index (query->tokens, CrmSearchToken, t), in_title, sets, error))
        return FALSE;
      for (guint i = 0; i < CRM_SEARCH_WORDS; i++)
        {
          sets->sure[i] = t == 0 ? sets->token_sure[i] : sets->sure[i] & sets->token_sure[i];
          sets->maybe[i] = t == 0 ? sets->token_maybe[i] : sets->maybe[i] & sets->token_maybe[i];
        }
      if (t == 0)
        crm_search_segment_bury (segment, sets->maybe);
      left = count_up_to (sets->maybe, FEW);
      if (left == 0)
        return TRUE;
      if (left <= FEW && t + 1 < query->tokens->len)
        {
          memset (sets->sure, 0, sizeof sets->sure);
          break;
        }
    }
  *found = left > 0;
  return TRUE;
}
