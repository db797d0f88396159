/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-result.h"
#include "cli/crm-cli.h"

G_BEGIN_DECLS

void crm_cli_add_value  (CrmResultBuilder *builder, const char *key, CrmReader *reader, const CrmField *field,
                         const CrmValue *value);
void crm_cli_add_record (CrmResultBuilder *builder, CrmReader *reader, CrmRecord *record, const guint *fields,
                         guint n_fields);

G_END_DECLS
