/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmBinning:
 * @CRM_BIN_NONE: values as they are
 * @CRM_BIN_WIDTH: bins of equal width
 * @CRM_BIN_FREQUENCY: bins with equally many values, as far as equal ones are not parted
 * @CRM_BIN_MDL: as many bins as tell classes apart
 */
typedef enum { CRM_BIN_NONE, CRM_BIN_WIDTH, CRM_BIN_FREQUENCY, CRM_BIN_MDL } CrmBinning;

GArray *crm_bin_cuts    (const double *values, gsize n, CrmBinning binning, guint n_bins, const CrmRun *run);
GArray *crm_bin_classes (const double *values, const gint32 *classes, gsize n, guint n_classes, const CrmRun *run,
                         GError **error);
guint   crm_bin_of      (const GArray *cuts, double value);

G_END_DECLS
