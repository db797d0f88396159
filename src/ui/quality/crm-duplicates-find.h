/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-match-merge.h"
#include "analytics/crm-verdicts.h"
#include "store/crm-store.h"

G_BEGIN_DECLS

/* A pair as it is shown. */
typedef struct
{
  gint64 ids[2];
  char  *titles[2];
  double score;
  char  *agree, *differ;
} CrmDuplicate;

/**
 * CrmDuplicatesJudged:
 * @sure: those that become one without being looked at
 *
 * What is to be done after all that people have decided.
 */
typedef struct
{
  CrmVerdicts *verdicts;
  CrmMerge    *sure;
} CrmDuplicatesJudged;

/**
 * CrmDuplicatesFound:
 * @pairs: of CrmDuplicate: the likeliest
 * @sure: of crm_match_list()
 */
typedef struct
{
  GPtrArray           *pairs;
  gsize                n_pairs;
  GArray              *sure;
  CrmDuplicatesJudged *judged;
} CrmDuplicatesFound;

void crm_duplicates_judged_free (gpointer judged);
void crm_duplicates_found_free  (gpointer found);

/* Of a search that was done before, and what it found. */
typedef struct
{
  const CrmEntity *entity;
  GArray          *sure;
} CrmDuplicatesCase;

CrmDuplicatesCase *crm_duplicates_case_new  (const CrmEntity *entity, GArray *sure);
void               crm_duplicates_case_free (gpointer data);

/* For crm_store_read_async(). */
gpointer crm_duplicates_find  (CrmReader *reader, gpointer work, GCancellable *cancellable, GError **error);
gpointer crm_duplicates_judge (CrmReader *reader, gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
