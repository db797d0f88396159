/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-result.h"

G_BEGIN_DECLS

/**
 * CrmResultSink:
 * @text: the next part of the text
 */
typedef void (*CrmResultSink) (const char *text, gpointer data);

void       crm_result_write_json (const CrmResult *self, CrmResultSink sink, gpointer data);
char      *crm_result_to_json    (const CrmResult *self, const char *const *without);
CrmResult *crm_result_from_json  (const char *text, gsize length);

G_END_DECLS
