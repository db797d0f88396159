/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/crm-db.h"
#include "store/crm-store.h"

G_BEGIN_DECLS

/**
 * CrmWritePriority:
 *
 * Who waits for the writer. A person's edit is never behind more than one slice of anything else.
 */
typedef enum
{
  CRM_WRITE_PERSON,
  CRM_WRITE_BULK,         /* imports, generators, undoing them */
  CRM_WRITE_BACKGROUND,   /* nobody waits: dropped when the workspace is closed, taken up when it is opened again */
  CRM_WRITE_N_PRIORITIES,
} CrmWritePriority;

typedef enum
{
  CRM_WRITE_FAILED,
  CRM_WRITE_DONE,
  CRM_WRITE_AGAIN,        /* a slice is done: call again when nothing more urgent waits */
} CrmWriteResult;

/* Runs on the writer's thread, outside of any transaction; leaves none open. A long piece of work makes transactions
 * as long as crm_store_may_go_on() says so, or until crm_store_is_wanted() does, and returns %CRM_WRITE_AGAIN between
 * them. */
typedef CrmWriteResult (*CrmWriteFunc) (CrmStore *store, CrmDb *db, gpointer data, GCancellable *cancellable,
                                        GError **error);

void     crm_store_write_async  (CrmStore *self, CrmWritePriority priority, CrmWriteFunc func, gpointer data,
                                 GDestroyNotify data_free, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
gpointer crm_store_write_finish (CrmStore *self, GAsyncResult *result, GError **error);
gboolean crm_store_write        (CrmStore *self, CrmWritePriority priority, CrmWriteFunc func, gpointer data,
                                 GCancellable *cancellable, GError **error);

gboolean crm_store_may_go_on    (CrmStore *self);
gboolean crm_store_is_wanted    (CrmStore *self);
gboolean crm_store_tighten_indexes (CrmStore *self, CrmDb *db, gboolean *more, GError **error);
gboolean crm_store_commit       (CrmStore *self, CrmDb *db, GError **error);

G_END_DECLS
