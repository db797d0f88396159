/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-matrix.h"
#include "analytics/crm-method.h"

G_BEGIN_DECLS

/* What the methods that make clusters share. */
CrmMatrix *crm_method_clusters_read  (const CrmFrame *frame, const CrmOptions *options, GError **error);
gboolean   crm_method_clusters_write (JsonBuilder *builder, const CrmFrame *frame, const CrmMatrix *matrix,
                                      const gint32 *clusters, guint k, const CrmOptions *options, const CrmRun *run,
                                      GError **error);

#define CRM_METHOD_CLUSTERS_ROWS \
  CRM_OPTION_COLUMNS_ROW, \
  CRM_OPTION_ID_ROW, \
  { "scale", N_("How columns are made comparable: not, by standard deviation, by range, or by quartiles"), \
    CRM_OPTION_CHOICE, "standard", .choices = "none|standard|range|robust" }, \
  { "missing", N_("Rows that lack a value are dropped, or get the mean"), CRM_OPTION_CHOICE, "drop", \
    .choices = "drop|mean" }

G_END_DECLS
