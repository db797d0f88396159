/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-method-items.h"
#include "analytics/crm-method.h"
#include "analytics/crm-patterns.h"

G_BEGIN_DECLS

/* What methods about sequences share. */
void       crm_method_write_sequence (CrmResultBuilder *builder, const char *key, const CrmPatterns *patterns,
                                      gint32 pattern, const CrmMethodItems *items);
CrmColumn *crm_method_time_column    (const CrmOptions *options, const CrmFrame *frame, GError **error);

G_END_DECLS
