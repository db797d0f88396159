/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "query/crm-query.h"
#include "store/crm-change-set.h"
#include "store/crm-reader.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CRM_TYPE_STORE (crm_store_get_type ())
G_DECLARE_FINAL_TYPE (CrmStore, crm_store, CRM, STORE, GObject)

#define CRM_WORKSPACE_SUFFIX ".clientele"

typedef enum
{
  CRM_STORE_READ_ONLY   = 1 << 0,
  CRM_STORE_ACCEPT_LOSS = 1 << 1,   /* go on with what is there: see %CRM_ERROR_LOST */
  CRM_STORE_AS_IT_IS    = 1 << 2,   /* to be copied: one of an earlier version is not brought up to date */
} CrmStoreFlags;

/**
 * CrmEvent:
 *
 * What happened to the records of one entity by a committed action.
 * @ids: (element-type gint64): the records
 * @inserted: whether any was inserted or deleted, so that lists change in length
 */
typedef struct
{
  const CrmEntity *entity;
  GArray          *ids;
  gboolean         inserted;
  gboolean         deleted;
} CrmEvent;

/**
 * CrmEvents:
 *
 * What the store's signal `changed` carries, on the main context the store was opened on, after the commit.
 */
typedef struct
{
  gint64  action;
  GArray *events;   /* of CrmEvent */
} CrmEvents;

#define CRM_TYPE_EVENTS (crm_events_get_type ())
GType           crm_events_get_type (void);
const CrmEvent *crm_events_find     (const CrmEvents *self, const char *entity);
gboolean        crm_events_touch    (const CrmEvents *self, const char *entity, gint64 id);

/**
 * CrmRepair:
 * @notes: (element-type utf8): for people: what is lost, what was filled in
 * @kept: where the damaged file is now
 * @n_filled: how many records could not be read and were made from the history, whole
 * @n_in_part: how many were made from indexes and history, without what these do not tell
 *
 * What a repair came to.
 */
typedef struct
{
  GPtrArray *notes;
  char      *kept;
  gint64     n_kept;      /* records */
  gint64     n_filled;
  gint64     n_in_part;
  gint64     n_lost;
} CrmRepair;

/**
 * CrmRepairTask:
 * @progress: called on the thread that repairs, with what is done, from 0 to 1
 *
 * Who is told how far a repair is, and what ends it early. All may be left out.
 */
typedef struct
{
  void        (*progress) (double share, gpointer data);
  gpointer      data;
  GCancellable *cancellable;
} CrmRepairTask;

CrmRepair *crm_store_repair (const char *path, const CrmRepairTask *task, GError **error);
void       crm_repair_free  (CrmRepair *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmRepair, crm_repair_free)

gboolean  crm_store_create (const char *path, const char *currency, GError **error);
CrmStore *crm_store_open   (const char *path, CrmStoreFlags flags, GError **error);
void      crm_store_close  (CrmStore *self);

void        crm_store_set_context   (CrmStore *self, GMainContext *context);
const char *crm_store_get_path      (CrmStore *self);
const char *crm_store_get_currency  (CrmStore *self);
gboolean    crm_store_is_read_only  (CrmStore *self);
gint64      crm_store_get_lost      (CrmStore *self);
const GError *crm_store_get_damage  (CrmStore *self);
gint64      crm_store_get_me        (CrmStore *self);
gboolean    crm_store_set_me        (CrmStore *self, gint64 person, GError **error);
gboolean    crm_store_set_note      (CrmStore *self, const char *key, const char *text, GError **error);
gint64      crm_store_new_id        (CrmStore *self);
const CrmEntity *crm_store_find_entity (CrmStore *self, const char *name);
char       *crm_store_make_field_key (CrmStore *self, const CrmEntity *entity, const char *name);
double      crm_store_get_search_progress (CrmStore *self);
void        crm_store_finish_search (CrmStore *self);
void        crm_store_warm_search (CrmStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean    crm_store_rebuild_search (CrmStore *self, GError **error);
void        crm_store_note_use      (CrmStore *self, const CrmEntity *entity, gint64 id);

/* Rules of business, run on the writer's thread for each change before it is validated. They may set fields of the
 * change and append further changes. */
typedef struct _CrmTransaction CrmTransaction;
typedef gboolean (*CrmRule) (CrmTransaction *transaction, CrmChange *change, GError **error);
void          crm_store_add_rule         (CrmStore *self, const char *entity, CrmRule rule);
CrmChangeSet *crm_transaction_get_changes (CrmTransaction *self);
CrmRecord    *crm_transaction_get_record  (CrmTransaction *self, const char *entity, gint64 id);
CrmValue      crm_transaction_get_value   (CrmTransaction *self, CrmChange *change, const char *field);
gint64        crm_transaction_query_first (CrmTransaction *self, CrmQuery *query);

/* Changes. The action is 0 where nothing had to be changed. */
gboolean crm_store_apply        (CrmStore *self, CrmChangeSet *changes, gint64 *action, GCancellable *cancellable,
                                 GError **error);
void     crm_store_apply_async  (CrmStore *self, CrmChangeSet *changes, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean crm_store_apply_finish (CrmStore *self, GAsyncResult *result, gint64 *action, GError **error);

/* Whether the workspace can be written at the moment. */
gboolean crm_store_check_place  (CrmStore *self, GError **error);
gboolean crm_store_file_spare   (const char *path, GError **error);
void     crm_store_probe_async  (CrmStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean crm_store_probe_finish (CrmStore *self, GAsyncResult *result, GError **error);

/* Undo and redo; `action` 0 means the newest one that can be. The label of what was undone or redone is given back. */
gboolean crm_store_undo        (CrmStore *self, gint64 action, char **label, GError **error);
gboolean crm_store_redo        (CrmStore *self, char **label, GError **error);
void     crm_store_undo_async  (CrmStore *self, gint64 action, GAsyncReadyCallback callback, gpointer user_data);
void     crm_store_redo_async  (CrmStore *self, GAsyncReadyCallback callback, gpointer user_data);
char    *crm_store_undo_finish (CrmStore *self, GAsyncResult *result, GError **error);

gint64   crm_store_action_in_force (CrmStore *self, gint64 action);

/* Reading, on a thread of the pool. */
typedef gpointer (*CrmReadFunc) (CrmReader *reader, gpointer data, GCancellable *cancellable, GError **error);
gpointer crm_store_read        (CrmStore *self, CrmReadFunc func, gpointer data, GCancellable *cancellable,
                                GError **error);
void     crm_store_read_async  (CrmStore *self, CrmReadFunc func, gpointer data, GDestroyNotify data_free,
                                GDestroyNotify result_free,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gpointer crm_store_read_finish (CrmStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
