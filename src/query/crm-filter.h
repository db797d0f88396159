/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/crm-date.h"
#include "entity/crm-entity.h"

G_BEGIN_DECLS

/* The filter language. One text form, one tree, one compiler to SQL:
 *
 *   stage = "won" and value >= 10000 and customer.city in ("Lyon", "Kyiv") and closed_on in last 90 days
 *
 *   filter     := and-chain ("or" and-chain)*
 *   and-chain  := term ("and" term)*
 *   term       := "not" term | "(" filter ")" | field test
 *   field      := key ("." key)*                    through links; "value.currency" of money
 *   test       := ("=" | "!=" | "<" | "<=" | ">" | ">=" | "~") operand       ~ is "contains"
 *               | ["not"] "in" "(" operand ("," operand)* ")"
 *               | "in" ("last" | "next") number ("days" | "weeks" | "months" | "quarters" | "years")
 *               | "in" ("this" | "last" | "next") ("day" | "week" | "month" | "quarter" | "year")
 *               | "is" ["not"] "empty"
 *   operand    := "text" | 'text' | word | number ["%"] | 2025-03-31 | me | yes | no
 *               | ("today" | "yesterday" | "tomorrow") [("+" | "-") number]
 *
 * Text is compared without regard to case and accents; two quotation marks within it stand for one. A field that is
 * empty is unequal to everything, but for yes/no: there empty is no.
 */

typedef enum
{
  CRM_FILTER_AND,
  CRM_FILTER_OR,
  CRM_FILTER_NOT,
  CRM_FILTER_TEST,
} CrmFilterKind;

typedef enum
{
  CRM_TEST_EQUAL,
  CRM_TEST_UNEQUAL,
  CRM_TEST_LESS,
  CRM_TEST_AT_MOST,
  CRM_TEST_GREATER,
  CRM_TEST_AT_LEAST,
  CRM_TEST_CONTAINS,
  CRM_TEST_IN,
  CRM_TEST_NOT_IN,
  CRM_TEST_EMPTY,
  CRM_TEST_NOT_EMPTY,
  CRM_TEST_PERIOD,     /* between now and `offset` periods away, or within the period `offset` away */
} CrmTest;

typedef enum
{
  CRM_OPERAND_TEXT,
  CRM_OPERAND_NUMBER,
  CRM_OPERAND_DATE,
  CRM_OPERAND_TODAY,   /* today plus `number` days */
  CRM_OPERAND_ME,
  CRM_OPERAND_BOOLEAN,
} CrmOperandKind;

typedef struct
{
  CrmOperandKind kind;
  char          *text;       /* as it was written, without quotation marks; NULL of today */
  double         number;
  gint64         date;
  gboolean       percent;
  guint          position;
} CrmOperand;

typedef struct _CrmFilter CrmFilter;

/**
 * CrmFilter:
 *
 * A node of the tree. Owned by its parent, or by the caller if it is the root.
 */
struct _CrmFilter
{
  CrmFilterKind kind;
  GPtrArray    *children;   /* of CrmFilter: and, or, not */
  char         *path;       /* of a test */
  guint         position;   /* in the text, in characters from 1; 0 if made otherwise */
  CrmTest       test;
  GArray       *operands;   /* of CrmOperand */
  CrmPeriod     period;
  int           offset;     /* number of periods: −90 for "last 90 days" */
  gboolean      whole;      /* calendar periods: "last month" rather than "last 1 months" */
};

CrmFilter *crm_filter_parse     (const CrmEntity *entity, const char *text, GError **error);
void       crm_filter_free      (CrmFilter *self);
CrmFilter *crm_filter_copy      (const CrmFilter *self);
char      *crm_filter_to_string (const CrmFilter *self);
CrmFilter *crm_filter_new_test  (const char *path, CrmTest test);
CrmFilter *crm_filter_new_link  (const char *path, gint64 id);
CrmFilter *crm_filter_new_group (CrmFilterKind kind, CrmFilter *first, CrmFilter *second);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmFilter, crm_filter_free)

/* Where a path leads: through `n_links` links to a field of `entity`, or to the currency of that field. */
typedef struct
{
  const CrmEntity *entity;
  const CrmField  *field;      /* NULL for "id" */
  const CrmField  *links[4];
  guint            n_links;
  gboolean         currency;
} CrmPath;

gboolean crm_path_resolve (CrmPath *path, const CrmEntity *entity, const char *text, guint position, GError **error);

/**
 * CrmQueryContext:
 * @me: id of the person who asks, for `me`
 * @today: the date, for `today` and periods
 * @few: whether what the query's search has found are so few records that they are read one by one; see
 *   crm_db_set_found()
 */
typedef struct
{
  gint64   me;
  gint64   today;
  gboolean few;
} CrmQueryContext;

gboolean crm_filter_to_sql (const CrmFilter *self, const CrmEntity *entity, const CrmQueryContext *context,
                            GString *sql, GArray *binds, GError **error);

G_END_DECLS
