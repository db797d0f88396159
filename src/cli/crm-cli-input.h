/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/crm-cli.h"

G_BEGIN_DECLS

const CrmEntity *crm_cli_find_declared (const char *name, GError **error);
const CrmField  *crm_cli_find_field  (const CrmEntity *entity, const char *key, GError **error);
gboolean         crm_cli_parse_id    (const char *text, gint64 *id, GError **error);
gboolean         crm_cli_set_fields  (CrmReader *reader, CrmChangeSet *changes, CrmChange *change,
                                      char **assignments, GError **error);
char            *crm_cli_suggest     (const char *text, const char *const *known);

G_END_DECLS
