/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/crm-cli.h"

G_BEGIN_DECLS

void crm_cli_add_member (JsonBuilder *builder, const char *name, const char *text);
void crm_cli_add_number (JsonBuilder *builder, const char *name, gint64 number);
void crm_cli_add_value  (JsonBuilder *builder, CrmReader *reader, const CrmField *field, const CrmValue *value);
void crm_cli_add_record (JsonBuilder *builder, CrmReader *reader, CrmRecord *record, const guint *fields,
                         guint n_fields);

G_END_DECLS
