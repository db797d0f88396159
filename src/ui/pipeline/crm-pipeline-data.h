/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sales/crm-pipeline-summary.h"

#include "store/crm-store.h"

G_BEGIN_DECLS

/**
 * CrmPipelineData:
 *
 * What the page of a pipeline shows beside the deals.
 */
typedef struct
{
  GPtrArray          *pipelines;  /* of CrmRecord, in order */
  GPtrArray          *people;     /* of CrmRecord, by name */
  CrmPipelineSummary *summary;    /* NULL if there is no pipeline */
  GHashTable         *planned;    /* stage → deals with something planned */
  GHashTable         *late;       /* stage → deals with something that should have been done */
  gint64              total;      /* deals of the pipeline, whether they are shown or not */
} CrmPipelineData;

void             crm_pipeline_data_read_async  (CrmStore *store, gint64 pipeline, CrmQuery *deals,
                                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                                gpointer user_data);
CrmPipelineData *crm_pipeline_data_read_finish (CrmStore *store, GAsyncResult *result, GError **error);
void             crm_pipeline_data_free        (CrmPipelineData *self);
gint64           crm_pipeline_data_get_count   (GHashTable *counts, gint64 stage);

CrmFilter       *crm_pipeline_data_new_filter  (const char *text, gint64 owner);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmPipelineData, crm_pipeline_data_free)

G_END_DECLS
