/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-reader.h"

G_BEGIN_DECLS

/**
 * CrmStageTotal:
 *
 * Deals of one stage in one currency. Amounts in minor units.
 */
typedef struct
{
  char    currency[4];
  gint64  count;      /* deals that have a value in this currency */
  gint64  sum;
  gint64  weighted;   /* Σ value × probability, rounded once */
} CrmStageTotal;

typedef struct
{
  gint64  id;
  char   *name;
  char   *kind;         /* open, won, lost */
  double  probability;
  gint64  rotting_days; /* 0: never */
  gint64  wip_limit;    /* 0: none */
  gint64  count;        /* all deals, with and without a value */
  GArray *totals;       /* of CrmStageTotal, the workspace's currency first */
} CrmStageSummary;

typedef struct
{
  gint64     pipeline;
  char      *name;
  GPtrArray *stages;    /* of CrmStageSummary, in order */
} CrmPipelineSummary;

CrmPipelineSummary *crm_pipeline_summary_read (CrmReader *reader, gint64 pipeline, CrmQuery *deals, GError **error);
void                crm_pipeline_summary_free (CrmPipelineSummary *self);
gint64              crm_pipeline_find_default (CrmReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmPipelineSummary, crm_pipeline_summary_free)

G_END_DECLS
