/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/crm-db.h"

G_BEGIN_DECLS

/* Bytes at the end of each page of a workspace that are not SQLite's. */
#define CRM_DB_RESERVE 16

gboolean crm_db_write_copy     (CrmDb *self, const char *path, GError **error);
gboolean crm_db_make_room      (CrmDb *self, GError **error);
gboolean crm_db_start_counting (CrmDb *self, GError **error);
gboolean crm_db_load_schema    (CrmDb *self, GError **error);
void     crm_db_keep_log       (CrmDb *self);
void     crm_db_settle         (CrmDb *self);
gboolean crm_db_adopt          (CrmDb *self, GError **error);
gint64   crm_db_get_mark       (CrmDb *self);
gint64   crm_db_get_lost       (CrmDb *self);
gint64   crm_db_get_commits    (CrmDb *self);
gint64   crm_db_read_commits   (CrmDb *self);

/**
 * CrmDbPages:
 *
 * What the look at every page of the file came to.
 */
typedef struct
{
  gboolean sealed;        /* whether the file has seals at all */
  guint32  n_pages;
  guint32  n_unsealed;    /* written by another program since, or before there were seals */
  GArray  *damaged;       /* of guint32: numbers of pages, from 1, that are not what was written */
} CrmDbPages;

gboolean crm_db_check_pages    (CrmDb *self, CrmDbPages *pages, GCancellable *cancellable, GError **error);
void     crm_db_pages_clear    (CrmDbPages *pages);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmDbPages, crm_db_pages_clear)

G_END_DECLS
