/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* crm-json.c: JSON (RFC 8259) from strangers and from a text that is not copied, a value at a time */
typedef enum
{
  CRM_JSON_OBJECT,
  CRM_JSON_ARRAY,
  CRM_JSON_TEXT,
  CRM_JSON_NUMBER,     /* as it is written */
  CRM_JSON_WORD,       /* true, false or null */
} CrmJsonKind;

typedef struct
{
  const char *name;            /* of the file, for people */
  const char *text, *at, *end;
  guint       depth;
} CrmJson;

gboolean crm_json_open   (CrmJson *self, const char *text, gsize length, const char *name, GError **error);
gboolean crm_json_peek   (CrmJson *self, CrmJsonKind *kind, GError **error);
gboolean crm_json_take   (CrmJson *self, GString *value, GError **error);
gboolean crm_json_enter  (CrmJson *self, GError **error);
gboolean crm_json_next   (CrmJson *self, char stop, gboolean *first, gboolean *more, GError **error);
gboolean crm_json_name   (CrmJson *self, GString *name, GError **error);
gboolean crm_json_skip   (CrmJson *self, GError **error);
gboolean crm_json_ended  (CrmJson *self);
gboolean crm_json_refuse (const CrmJson *self, const char *problem, GError **error);

void     crm_json_append_text (GString *out, const char *text);

/* crm-json-table.c: records as the text of a CSV file */
gboolean crm_json_is_one     (const char *text, gsize length);
char    *crm_json_make_table (const char *text, gsize length, const char *name, GError **error);

G_END_DECLS
