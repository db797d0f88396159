/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-result.h"
#include "cli/crm-cli.h"

G_BEGIN_DECLS

void crm_cli_print       (const char *text);
void crm_cli_say         (const char *format, ...) G_GNUC_PRINTF (1, 2);
void crm_cli_show_share  (double share);
void crm_cli_print_json  (CrmResult *result);
void crm_cli_print_error (CrmCli *cli, const GError *error);

/**
 * CrmTable:
 *
 * Rows of text that are printed in aligned columns.
 */
typedef struct _CrmTable CrmTable;

CrmTable *crm_table_new       (void);
void      crm_table_free      (CrmTable *self);
void      crm_table_add_column (CrmTable *self, const char *title, gboolean numeric);
void      crm_table_take_cell (CrmTable *self, char *text);
void      crm_table_add_cell  (CrmTable *self, const char *text);
void      crm_table_print     (CrmTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmTable, crm_table_free)

G_END_DECLS
