/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame-load.h"
#include "analytics/crm-method.h"
#include "store/crm-store.h"

G_BEGIN_DECLS

#define CRM_TYPE_ANALYSIS (crm_analysis_get_type ())
G_DECLARE_FINAL_TYPE (CrmAnalysis, crm_analysis, CRM, ANALYSIS, GObject)

CrmAnalysis *crm_analysis_new         (const CrmMethod *method);
CrmOptions  *crm_analysis_get_options (CrmAnalysis *self);
void         crm_analysis_set_csv     (CrmAnalysis *self, const char *path, const CrmCsvDialect *dialect,
                                       CrmImportDates dates);
void         crm_analysis_set_columns (CrmAnalysis *self, const char *const *columns);
void         crm_analysis_set_baskets (CrmAnalysis *self, const char *path);
void         crm_analysis_set_query   (CrmAnalysis *self, CrmStore *store, CrmQuery *query);
void         crm_analysis_set_seed    (CrmAnalysis *self, guint64 seed);
void         crm_analysis_set_threads (CrmAnalysis *self, guint n_threads);
double       crm_analysis_get_progress (CrmAnalysis *self);

gboolean     crm_analysis_needs_store (CrmAnalysis *self);
gboolean     crm_analysis_load_models (CrmAnalysis *self, CrmStore *store, GCancellable *cancellable, GError **error);

CrmResult   *crm_analysis_run         (CrmAnalysis *self, GCancellable *cancellable, GError **error);
void         crm_analysis_run_async   (CrmAnalysis *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
CrmResult   *crm_analysis_run_finish  (CrmAnalysis *self, GAsyncResult *result, GError **error);
gint64       crm_analysis_save        (CrmAnalysis *self, CrmStore *store, const char *name,
                                       const CrmResult *result, GCancellable *cancellable, GError **error);

G_END_DECLS
