/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"

#include <string.h>

/* A token is looked up by its beginning. Where the index does not go as far as the token does, that gives documents
 * which may fit: they are held against the record itself later. */

#define FEW 12   /* documents that are sooner looked at than held against another token */

/* Documents that have each gram of the token in that place. */
static gboolean
collect_grams (CrmSearchSegment *segment,
               const CrmSearchToken *token,
               CrmSearchPlace place,
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
      if (!crm_search_segment_collect (segment, place, p, gram - p, sets->gram, error))
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

/* Adds the documents that have the token in that place. */
static gboolean
collect_token (CrmSearchSegment *segment,
               const CrmSearchToken *token,
               CrmSearchPlace place,
               CrmSearchSets *sets,
               GError **error)
{
  gsize length = MIN (token->length, CRM_SEARCH_WORD_BYTES);

  if (token->kind != CRM_TOKEN_CJK || !is_long (token))
    {
      guint64 *set = length < token->length ? sets->token_maybe : sets->token_sure;

      if (!crm_search_segment_collect (segment, place, token->text, length, set, error))
        return FALSE;
    }
  if (is_long (token))
    return collect_grams (segment, token, place, sets, error);
  if (token->length > CRM_SEARCH_PINYIN_BYTES && token->kind == CRM_TOKEN_WORD && may_be_pinyin (token))
    return crm_search_segment_collect (segment, place, token->text, CRM_SEARCH_PINYIN_BYTES, sets->token_maybe, error);
  return TRUE;
}

/* What fits so far, and the token as well. */
static void
narrow (const CrmSearchSets *sets,
        gboolean first,
        guint64 *sure,
        guint64 *maybe)
{
  for (guint i = 0; i < CRM_SEARCH_WORDS; i++)
    {
      guint64 either = sets->token_sure[i] | sets->token_maybe[i];

      sure[i] = first ? sets->token_sure[i] : sure[i] & sets->token_sure[i];
      maybe[i] = first ? either : maybe[i] & either;
    }
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
 * @anywhere: look elsewhere than in titles as well: without it, @sets have titles only
 * @found: (out): whether any document may fit
 *
 * Finds the documents of a segment that fit.
 */
gboolean
crm_search_evaluate (CrmSearchSegment *segment,
                     const CrmSearchQuery *query,
                     gboolean anywhere,
                     CrmSearchSets *sets,
                     gboolean *found,
                     GError **error)
{
  const guint64 *widest = anywhere ? sets->maybe : sets->title_maybe;
  guint left = 0;

  *found = FALSE;
  for (guint t = 0; t < query->tokens->len; t++)
    {
      const CrmSearchToken *token = &g_array_index (query->tokens, CrmSearchToken, t);

      memset (sets->token_sure, 0, sizeof sets->token_sure);
      memset (sets->token_maybe, 0, sizeof sets->token_maybe);
      if (!collect_token (segment, token, CRM_SEARCH_IN_TITLE, sets, error))
        return FALSE;
      narrow (sets, t == 0, sets->title_sure, sets->title_maybe);
      if (anywhere)
        {
          if (!collect_token (segment, token, CRM_SEARCH_ELSEWHERE, sets, error))
            return FALSE;
          narrow (sets, t == 0, sets->sure, sets->maybe);
        }
      if (t == 0)
        {
          crm_search_segment_bury (segment, sets->title_maybe);
          if (anywhere)
            crm_search_segment_bury (segment, sets->maybe);
        }
      left = count_up_to (widest, FEW);
      if (left == 0)
        return TRUE;
      if (left <= FEW && t + 1 < query->tokens->len)
        {
          memset (sets->sure, 0, sizeof sets->sure);
          memset (sets->title_sure, 0, sizeof sets->title_sure);
          break;
        }
    }
  *found = left > 0;
  return TRUE;
}
