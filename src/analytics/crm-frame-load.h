/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"
#include "analytics/crm-run.h"
#include "exchange/crm-import.h"
#include "store/crm-reader.h"

G_BEGIN_DECLS

/**
 * CrmTableWish:
 * @dialect: how the file is written; what is zero is guessed
 * @dates: how 03/04/2024 is read where nothing tells
 * @columns: (nullable): those to keep, ending with %NULL; %NULL for all
 *
 * What is known of a table in a text file before it is read.
 */
typedef struct
{
  CrmCsvDialect      dialect;
  CrmImportDates     dates;
  const char *const *columns;
} CrmTableWish;

CrmFrame *crm_frame_load_csv     (const char *path, const CrmTableWish *wish, const CrmRun *run, GError **error);
CrmFrame *crm_frame_load_baskets (const char *path, const CrmRun *run, GError **error);
CrmFrame *crm_frame_load_query   (CrmReader *reader, CrmQuery *query, const char *const *fields, const CrmRun *run,
                                  GError **error);

G_END_DECLS
