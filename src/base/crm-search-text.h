/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far terms go into an index, in bytes; grams of digits and of CJK characters. */
#define CRM_SEARCH_WORD_BYTES 24
#define CRM_SEARCH_PINYIN_BYTES 10
#define CRM_SEARCH_DIGITS 4
#define CRM_SEARCH_CHARACTERS 2

typedef enum
{
  CRM_SEARCH_SHORT,   /* a name, company, city: found by pinyin as well */
  CRM_SEARCH_LONG,    /* notes, e-mail */
  CRM_SEARCH_PHONE,   /* found by any run of its digits */
} CrmSearchKind;

/* How well a record fits. */
typedef enum
{
  CRM_SEARCH_NONE,
  CRM_SEARCH_OTHER,   /* some field has it */
  CRM_SEARCH_TITLE,   /* the title has all of it */
  CRM_SEARCH_PREFIX,  /* the title begins so */
  CRM_SEARCH_EXACT,   /* the title is that */
} CrmSearchLevel;

/**
 * CrmSearchField:
 *
 * A field of a record as it is searched.
 */
typedef struct
{
  CrmSearchKind kind;
  gboolean      title;
  const char   *text;
} CrmSearchField;

typedef enum { CRM_TOKEN_WORD, CRM_TOKEN_DIGITS, CRM_TOKEN_CJK } CrmSearchTokenKind;

typedef struct
{
  CrmSearchTokenKind kind;
  const char        *text;
  gsize              length;
} CrmSearchToken;

/**
 * CrmSearchQuery:
 *
 * What a person typed, taken apart: a record fits when each token begins one of its terms.
 */
typedef struct
{
  char   *sort_key;   /* to compare with titles */
  char   *folded;
  GArray *tokens;     /* of CrmSearchToken; the most telling first */
} CrmSearchQuery;

CrmSearchQuery *crm_search_query_new  (const char *text);
void            crm_search_query_free (CrmSearchQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSearchQuery, crm_search_query_free)

CrmSearchLevel crm_search_match (const CrmSearchQuery *query, const CrmSearchField *fields, guint n_fields);

/* The term is valid during the call. */
typedef void (*CrmSearchTermFunc) (const char *term, gsize length, gpointer data);
void crm_search_terms (const char *text, CrmSearchKind kind, gboolean whole, CrmSearchTermFunc func, gpointer data);

G_END_DECLS
