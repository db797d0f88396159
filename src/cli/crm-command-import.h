/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-result.h"
#include "cli/crm-cli.h"

#include "exchange/crm-import.h"

G_BEGIN_DECLS

/* crm-command-import.c */
gboolean crm_cli_read_dialect (const char *encoding, const char *delimiter, gboolean no_header, int table,
                               const char *sheet, CrmCsvDialect *wish, GError **error);
gboolean crm_cli_read_dates   (const char *order, CrmImportDates *dates, GError **error);

/* crm-command-import-output.c */
void crm_cli_add_dialect       (CrmResultBuilder *builder, const CrmCsvDialect *dialect);
void crm_cli_add_import        (CrmResultBuilder *builder, CrmImport *import, const CrmImportSummary *summary);
void crm_cli_print_import_text (CrmImport *import, const CrmImportSummary *summary);

G_END_DECLS
