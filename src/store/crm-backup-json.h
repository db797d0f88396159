/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *crm_backup_json_load       (const char *path, gboolean *exists);
const char *crm_backup_json_text       (JsonObject *object, const char *name, const char *fallback);
gint64      crm_backup_json_number     (JsonObject *object, const char *name);
gboolean    crm_backup_json_truth      (JsonObject *object, const char *name);
void        crm_backup_json_add_text   (JsonBuilder *builder, const char *name, const char *text);
void        crm_backup_json_add_number (JsonBuilder *builder, const char *name, gint64 number);
void        crm_backup_json_add_truth  (JsonBuilder *builder, const char *name, gboolean truth);
char       *crm_backup_json_print      (JsonBuilder *builder);

G_END_DECLS
