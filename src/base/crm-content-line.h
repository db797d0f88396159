/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The lines that vCards and calendars consist of: long ones are folded, each further part beginning with a blank. */
typedef struct
{
  const char *next, *end;
  guint       line;         /* number of the line that is read next, from 1 */
} CrmContentReader;

void     crm_content_begin     (CrmContentReader *self, const char *text, gsize length);
gboolean crm_content_take_line (CrmContentReader *self, GString *line);
void     crm_content_unfold    (CrmContentReader *self, GString *line);
gboolean crm_content_begins    (const char *text, gsize length, const char *const *components);
const char *crm_content_find_component (const char *text, const char *end, const char *mark);
gboolean crm_content_is_blank  (char c);
const char *crm_content_find_value (const char *line);
void     crm_content_append_escaped (GString *out, const char *text, gboolean is_uri);
char    *crm_content_to_utf8   (const char *text, const char *charset);

/* Quoted-printable, of versions before 3.0 of vCards and 2.0 of calendars */
gboolean crm_content_mentions  (const GString *line, const char *word);
void     crm_content_join_quoted   (CrmContentReader *self, GString *line);
char    *crm_content_decode_quoted (const char *text);

G_END_DECLS
