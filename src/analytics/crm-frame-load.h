/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"
#include "analytics/crm-run.h"
#include "exchange/crm-csv-reader.h"
#include "store/crm-reader.h"

G_BEGIN_DECLS

CrmFrame *crm_frame_load_csv     (const char *path, CrmCsvHeader header, const CrmRun *run, GError **error);
CrmFrame *crm_frame_load_baskets (const char *path, const CrmRun *run, GError **error);
CrmFrame *crm_frame_load_query   (CrmReader *reader, CrmQuery *query, const char *const *fields, const CrmRun *run,
                                  GError **error);

G_END_DECLS
