/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"
#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmScoreOptions:
 * @stage: place of the column of stages among the columns, −1 for none
 * @stage_places: (nullable): for each level of it, how far it is; levels of −1 say nothing
 * @tags: (nullable) (array length=n_columns): columns whose rare levels are passed over
 */
typedef struct
{
  int             stage;
  const gint32   *stage_places;
  const gboolean *tags;
} CrmScoreOptions;

/**
 * CrmScoreColumn:
 * @edges: (nullable): of numbers: level k is up to edge k
 * @won: (array length=n_levels): rows that were won with this value, and a tenth
 * @lost: (array length=n_levels): the same of those that were lost
 * @won_total: what @won is divided by; 0 for a column that says nothing
 */
typedef struct
{
  guint   n_levels;
  double *edges;
  double *won, *lost;
  double  won_total, lost_total;
  double  least;        /* outcomes that a level must have */
} CrmScoreColumn;

typedef struct
{
  double          won, lost;
  guint           n_columns;
  CrmScoreColumn *columns;
} CrmScore;

CrmScore *crm_score_new     (const CrmColumn *const *columns, guint n_columns, const gint32 *won, const gsize *rows,
                             gsize n_rows, const CrmScoreOptions *options, const CrmRun *run, GError **error);
void      crm_score_free    (CrmScore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmScore, crm_score_free)

double    crm_score_predict (const CrmScore *self, const CrmColumn *const *columns, gsize row);
void      crm_score_explain (const CrmScore *self, const CrmColumn *const *columns, gsize row, double *contributions);

G_END_DECLS
