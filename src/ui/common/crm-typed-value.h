/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "entity/crm-entity.h"

G_BEGIN_DECLS

gboolean crm_typed_date_parse  (const char *text, gint64 *date);
gboolean crm_typed_value_parse (const CrmField *field, const char *text, const char *currency, CrmValue *value,
                                GError **error);
char    *crm_typed_value_format (const CrmField *field, const CrmValue *value, const char *currency);

G_END_DECLS
