/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmWords:
 *
 * The texts of a category while its rows are read: numbered as they come, put in order in the end.
 */
typedef struct
{
  GHashTable *places;
  GPtrArray  *texts;
} CrmWords;

CrmWords  *crm_words_new  (void);
void       crm_words_free (CrmWords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmWords, crm_words_free)

gint32     crm_words_code (CrmWords *self, const char *text);
GPtrArray *crm_words_sort (CrmWords *self, gint32 *codes, gsize n, const CrmRun *run);

G_END_DECLS
