/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-search-text.h"

#include "base/crm-text.h"

#include <string.h>

/* What it means that a record fits what somebody typed. The index must find the same as crm_search_match() does. */

#define MOST_TOKENS 32

static CrmSearchTokenKind
find_kind (CrmTextPart part,
           const char *text,
           gsize length)
{
  if (part == CRM_TEXT_CJK)
    return CRM_TOKEN_CJK;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return CRM_TOKEN_WORD;
    }
  return CRM_TOKEN_DIGITS;
}

/* What begins another token is found with it. */
static gboolean
is_implied (GArray *tokens,
            guint index)
{
  const CrmSearchToken *token = &g_array_index (tokens, CrmSearchToken, index);

  for (guint i = 0; i < tokens->len; i++)
    {
      const CrmSearchToken *other = &g_array_index (tokens, CrmSearchToken, i);

      if (i != index && other->length >= token->length && memcmp (other->text, token->text, token->length) == 0 &&
          (other->length > token->length || i < index))
        return TRUE;
    }
  return FALSE;
}

static int
compare_tokens (gconstpointer a,
                gconstpointer b)
{
  const CrmSearchToken *first = a, *second = b;

  return first->length > second->length ? -1 : first->length < second->length;
}

/**
 * crm_search_query_new:
 * @text: what a person typed
 *
 * Returns: (transfer full): its tokens; none if there is nothing to look for
 */
CrmSearchQuery *
crm_search_query_new (const char *text)
{
  CrmSearchQuery *self = g_new0 (CrmSearchQuery, 1);
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (CrmSearchToken));
  const char *p, *end;
  CrmTextPart part;

  self->sort_key = crm_text_sort_key (stripped);
  self->folded = crm_text_fold (stripped);
  self->tokens = g_array_new (FALSE, FALSE, sizeof (CrmSearchToken));
  p = self->folded;
  while (all->len < MOST_TOKENS && (part = crm_text_next_part (&p, &end)) != CRM_TEXT_END)
    {
      CrmSearchToken token = { find_kind (part, p, end - p), p, end - p };

      g_array_append_val (all, token);
      p = end;
    }
  for (guint i = 0; i < all->len; i++)
    {
      if (!is_implied (all, i))
        g_array_append_val (self->tokens, g_array_index (all, CrmSearchToken, i));
    }
  g_array_sort (self->tokens, compare_tokens);
  return self;
}

void
crm_search_query_free (CrmSearchQuery *self)
{
  g_free (self->sort_key);
  g_free (self->folded);
  g_array_unref (self->tokens);
  g_free (self);
}

typedef struct
{
  const CrmSearchQuery *query;
  guint32               found;   /* a bit for each token */
} Match;

static void
compare_term (const char *term,
              gsize length,
              gpointer data)
{
  Match *self = data;

  for (guint i = 0; i < self->query->tokens->len; i++)
    {
      const CrmSearchToken *token = &g_array_index (self->query->tokens, CrmSearchToken, i);

      if (token->length <= length && memcmp (token->text, term, token->length) == 0)
        self->found |= 1u << i;
    }
}

static CrmSearchLevel
compare_title (const CrmSearchQuery *query,
               const char *title)
{
  g_autofree char *sort_key = crm_text_sort_key (title);

  if (strcmp (sort_key, query->sort_key) == 0)
    return CRM_SEARCH_EXACT;
  return g_str_has_prefix (sort_key, query->sort_key) ? CRM_SEARCH_PREFIX : CRM_SEARCH_TITLE;
}

/**
 * crm_search_match:
 * @fields: (array length=n_fields): the fields of a record that are searched
 *
 * A word of the query must begin a word of the record, accents and case aside, or the pinyin of Chinese characters in
 * a short field, or their initials; a run of CJK characters must occur as it is; digits must begin a word or be a run
 * of the digits of a telephone number.
 *
 * Returns: whether the record has all that was asked for, and how well it fits
 */
CrmSearchLevel
crm_search_match (const CrmSearchQuery *query,
                  const CrmSearchField *fields,
                  guint n_fields)
{
  guint32 all = query->tokens->len < 32 ? (1u << query->tokens->len) - 1 : G_MAXUINT32, in_title = 0;
  Match match = { .query = query };
  const char *title = NULL;

  if (all == 0)
    return CRM_SEARCH_NONE;
  for (guint i = 0; i < n_fields; i++)
    {
      guint32 before = match.found;

      match.found = 0;
      crm_search_terms (fields[i].text, fields[i].kind, TRUE, compare_term, &match);
      if (fields[i].title)
        {
          in_title = match.found;
          title = fields[i].text;
        }
      match.found |= before;
    }
  if (match.found != all)
    return CRM_SEARCH_NONE;
  return in_title == all ? compare_title (query, title) : CRM_SEARCH_OTHER;
}
