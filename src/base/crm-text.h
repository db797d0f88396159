/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { CRM_TEXT_END, CRM_TEXT_WORD, CRM_TEXT_CJK } CrmTextPart;
CrmTextPart crm_text_next_part (const char **start, const char **end);

char    *crm_text_fold       (const char *text);
const char *crm_text_trim    (const char *text, gsize *length);
char    *crm_text_squash     (const char *text);
char    *crm_text_sort_key   (const char *text);
char    *crm_text_digits     (const char *text);
double   crm_text_similarity (const char *a, const char *b);
double   crm_text_jaro_winkler (const gunichar *a, gsize a_length, const gunichar *b, gsize b_length);

gboolean crm_text_valid      (const char *text);
gboolean crm_text_is_single_line (const char *text);
gboolean crm_email_valid     (const char *text);
gboolean crm_phone_valid     (const char *text);
gboolean crm_url_valid       (const char *text);

G_END_DECLS
