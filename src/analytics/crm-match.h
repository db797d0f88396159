/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmMatchKind:
 * @CRM_MATCH_NAME: what a record is called; words may be in any order
 * @CRM_MATCH_TEXT: other short text
 * @CRM_MATCH_NUMBER: an identifier, of which letters and digits count
 * @CRM_MATCH_DATE: a date, ISO 8601
 * @CRM_MATCH_PHONE: a telephone number, with or without the code of the country
 * @CRM_MATCH_EMAIL: an e-mail address
 * @CRM_MATCH_URL: a web address, of which the host counts
 * @CRM_MATCH_EXACT: equal or not, such as a link
 *
 * How values of a field are compared.
 */
typedef enum
{
  CRM_MATCH_NAME,
  CRM_MATCH_TEXT,
  CRM_MATCH_NUMBER,
  CRM_MATCH_DATE,
  CRM_MATCH_PHONE,
  CRM_MATCH_EMAIL,
  CRM_MATCH_URL,
  CRM_MATCH_EXACT,
} CrmMatchKind;

/* How far two values agree. */
typedef enum
{
  CRM_MATCH_DIFFERENT,
  CRM_MATCH_SIMILAR,
  CRM_MATCH_CLOSE,     /* a typing error apart */
  CRM_MATCH_SAME,
  CRM_MATCH_MISSING,   /* one has no value, which says nothing */
} CrmMatchLevel;

#define CRM_MATCH_N_LEVELS 4
#define CRM_MATCH_MOST_FIELDS 20

/* Probabilities from which two records are the same for sure, or perhaps. */
#define CRM_MATCH_SURE 0.99
#define CRM_MATCH_PERHAPS 0.5

/**
 * CrmMatchTable:
 *
 * Rows to be compared. Each different value is kept once, folded.
 */
typedef struct _CrmMatchTable CrmMatchTable;

CrmMatchTable *crm_match_table_new      (const CrmMatchKind *kinds, guint n_fields);
void           crm_match_table_free     (CrmMatchTable *self);
gboolean       crm_match_table_add      (CrmMatchTable *self, const char *const *texts, GError **error);
gsize          crm_match_table_n_rows   (const CrmMatchTable *self);
guint          crm_match_table_n_fields (const CrmMatchTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmMatchTable, crm_match_table_free)

/**
 * CrmMatchPair:
 * @first: row
 * @second: row, behind @first
 * @score: probability that both are the same, 0 to 1
 */
typedef struct
{
  guint32 first, second;
  float   score;
} CrmMatchPair;

/**
 * CrmMatchReason:
 * @weight: what the field says: log2 of how many times as likely its agreement is for the same than for others
 */
typedef struct
{
  CrmMatchLevel level;
  double        weight;
} CrmMatchReason;

/**
 * CrmMatches:
 * @pairs: (array length=n_pairs): the likeliest first
 * @n_compared: how many pairs were compared
 */
typedef struct
{
  CrmMatchPair *pairs;
  gsize         n_pairs;
  guint64       n_compared;
  gpointer      model;
} CrmMatches;

CrmMatches *crm_matches_find    (const CrmMatchTable *table, double threshold, const CrmRun *run, GError **error);
void        crm_matches_explain (const CrmMatches *self, const CrmMatchTable *table, const CrmMatchPair *pair,
                                 CrmMatchReason *reasons);
void        crm_matches_free    (CrmMatches *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmMatches, crm_matches_free)

G_END_DECLS
