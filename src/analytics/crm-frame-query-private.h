/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame-load.h"

G_BEGIN_DECLS

/**
 * CrmFrameScan:
 * @path: how the records are reached, such as "customer."; empty for those of the query
 * @needed: (nullable): ids of the records to take, as keys; %NULL for all
 * @ids: (element-type gint64): gets the ids of the records, in the order of the rows
 */
typedef struct
{
  const char *path;
  GHashTable *needed;
  GArray     *ids;
} CrmFrameScan;

CrmFrame *crm_frame_scan (CrmReader *reader, CrmQuery *query, const char *const *keys, const CrmFrameScan *scan,
                          const CrmRun *run, GError **error);

G_END_DECLS
