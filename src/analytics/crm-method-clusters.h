/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-gap.h"
#include "analytics/crm-matrix.h"
#include "analytics/crm-method.h"

G_BEGIN_DECLS

/* What the methods that make clusters share. */
CrmMatrix *crm_method_clusters_read  (const CrmFrame *frame, const CrmOptions *options, const CrmRun *run,
                                      GError **error);
gboolean   crm_method_clusters_write (CrmResultBuilder *builder, const CrmFrame *frame, const CrmMatrix *matrix,
                                      const gint32 *clusters, guint k, const CrmOptions *options, const CrmRun *run,
                                      GError **error);

#define CRM_METHOD_CLUSTERS_MOST_TRIED 10

/* By which rule “auto” finds the number of clusters. */
enum { CRM_METHOD_CLUSTERS_SILHOUETTE, CRM_METHOD_CLUSTERS_GAP };

void     crm_method_write_spreads (CrmResultBuilder *builder, const CrmMatrix *matrix);
gboolean crm_method_clusters_read_k (const CrmOptions *options, guint *k, GError **error);
guint    crm_method_clusters_find_gap (CrmResultBuilder *builder, const CrmMatrix *matrix, const CrmOptions *options,
                                       CrmGapFunc func, gpointer data, const CrmRun *run, GError **error);
void     crm_method_clusters_write_trial (CrmResultBuilder *builder, guint k, double inertia, double silhouette);

#define CRM_METHOD_CLUSTERS_CHOICE_ROWS \
  { "choose", N_("How “--k auto” chooses: by silhouettes, or by the gap to rows that are spread evenly"), \
    CRM_OPTION_CHOICE, "silhouette", .choices = "silhouette|gap" }, \
  { "references", N_("How many tables of evenly spread rows the gap is taken from"), CRM_OPTION_INTEGER, "20", 2, 1000 }

#define CRM_METHOD_CLUSTERS_ROWS \
  CRM_OPTION_COLUMNS_ROW, \
  CRM_OPTION_ID_ROW, \
  { "scale", N_("How columns are made comparable: not, by standard deviation, by range, or by quartiles"), \
    CRM_OPTION_CHOICE, "none", .choices = "none|standard|range|robust", .bare = "standard" }, \
  { "missing", N_("Rows that lack a value are dropped, or get the mean"), CRM_OPTION_CHOICE, "drop", \
    .choices = "drop|mean" }

G_END_DECLS
