/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/crm-db.h"
#include "store/crm-store.h"
#include "store/crm-writer.h"

#include "base/crm-id.h"

G_BEGIN_DECLS

#define CRM_APPLICATION_ID 0x436c6e74  /* "Clnt" */
#define CRM_SCHEMA_VERSION 2

/* crm-store-file.c: the file as such, before SQLite touches it. */
typedef enum { CRM_FILE_WORKSPACE, CRM_FILE_OLD, CRM_FILE_READ_ONLY } CrmFileState;
gboolean crm_store_file_inspect (const char *path, CrmFileState *state, GError **error);
int      crm_store_file_lock    (const char *path, GError **error);
void     crm_store_file_unlock  (int fd);
gboolean crm_store_file_is_written (const char *path);
char    *crm_store_file_hold    (const char *path);
void     crm_store_file_release (char *key);
gboolean crm_store_file_is_held (const char *path, const char *key);

/* crm-schema.c */
gboolean crm_schema_create  (CrmDb *db, const char *currency, GError **error);
gboolean crm_schema_migrate (CrmDb *db, GError **error);
gboolean crm_schema_is_current (CrmDb *db);
char    *crm_schema_get_meta (CrmDb *db, const char *key);
gboolean crm_schema_loosen_indexes  (CrmDb *db, const CrmEntity *entity, gint64 n_records, guint64 given,
                                     gboolean *loosened, GError **error);
gboolean crm_schema_tighten_indexes (CrmDb *db, gboolean *more, GError **error);
gboolean crm_schema_set_meta (CrmDb *db, const char *key, const char *value, GError **error);
gboolean crm_schema_add_custom (CrmDb *db, GError **error);
const char *crm_schema_column_type (const CrmField *field);

/* crm-schema-custom.c: the fields that people have added. */
const CrmEntity *const *crm_schema_entities (CrmDb *db, guint *n_entities);
const CrmEntity        *crm_schema_find     (CrmDb *db, const char *name);
gboolean                crm_schema_follow   (CrmTransaction *transaction, const CrmChange *change, GError **error);
void                    crm_store_load_schema (CrmStore *self, CrmDb *db);
gboolean                crm_schema_holds_values (CrmDb *db, const CrmChange *change);
gboolean                crm_schema_rule     (CrmTransaction *transaction, CrmChange *change, GError **error);

/* crm-transaction.c: applying a change set on the writer's connection. */
#define CRM_ROWS_AT_ONCE 16

struct _CrmTransaction
{
  CrmStore     *store;
  CrmDb        *db;
  CrmChangeSet *changes;
  gboolean      verbatim;   /* undo and redo: values are final, no rules, no cascades */
  gint64        now;        /* when what is not verbatim happens */
  GHashTable   *deleted;    /* ids deleted by this transaction */
  struct _CrmHeld *statements; /* see crm-transaction-rows.c */
  const CrmChange *waiting[CRM_ROWS_AT_ONCE];   /* of one entity, to be written */
  guint         n_waiting;
  GArray       *linking;    /* see crm-linked.c */
  GHashTable   *rollups;    /* see crm-rollup.c */
};

gboolean crm_transaction_apply         (CrmTransaction *self, CrmChange *change, GError **error);
gboolean crm_transaction_check_outcome (CrmTransaction *self, const CrmChange *change, GError **error);

/* crm-transaction-rows.c */
gboolean   crm_transaction_has_row      (CrmTransaction *self, const CrmEntity *entity, gint64 id);
char      *crm_transaction_find_linking (CrmTransaction *self, const CrmEntity *entity, gint64 id);
CrmRecord *crm_transaction_read_row     (CrmTransaction *self, const CrmEntity *entity, gint64 id, GError **error);
gboolean   crm_transaction_insert_row   (CrmTransaction *self, const CrmChange *change, GError **error);
gboolean   crm_transaction_queue_row    (CrmTransaction *self, const CrmChange *change, GError **error);
gboolean   crm_transaction_write_queue  (CrmTransaction *self, GError **error);
gboolean   crm_transaction_update_row   (CrmTransaction *self, const CrmChange *change, GError **error);
gboolean   crm_transaction_delete_row   (CrmTransaction *self, const CrmChange *change, GError **error);
void       crm_transaction_release_rows (CrmTransaction *self);

/* crm-rollup*.c */
char      *crm_rollup_describe      (const CrmEntity *entity);
gboolean   crm_rollup_build         (CrmDb *db, const CrmEntity *entity, GError **error);
gboolean   crm_rollup_recount       (CrmDb *db, const CrmEntity *entity, GError **error);
gboolean   crm_rollup_is_right      (CrmDb *db, const CrmEntity *entity);
void       crm_rollup_note          (CrmTransaction *self, const CrmEntity *entity, CrmRecord *before,
                                     const CrmChange *change);
gboolean   crm_rollup_flush         (CrmTransaction *self, GError **error);
char      *crm_rollup_build_select  (const CrmQuery *query, const char *const *keys, const char *const *measures);

/* crm-linked.c */
gboolean   crm_linked_has           (const CrmField *field);
char      *crm_linked_name          (const CrmEntity *entity, const CrmField *field);
char      *crm_linked_describe      (const CrmEntity *entity);
gboolean   crm_linked_recount       (CrmDb *db, const CrmEntity *entity, gboolean make, GError **error);
gboolean   crm_linked_is_right      (CrmDb *db, const CrmEntity *entity);
gboolean   crm_linked_add           (CrmTransaction *self, const CrmChange *change, GError **error);
gboolean   crm_linked_retitle       (CrmTransaction *self, const CrmEntity *entity, gint64 id, const char *sort_key,
                                     GError **error);
gboolean   crm_linked_remove        (CrmTransaction *self, const CrmEntity *entity, gint64 id, GError **error);
gboolean   crm_linked_restore       (CrmTransaction *self, const CrmEntity *entity, gint64 id, GError **error);
void       crm_linked_release       (CrmTransaction *self);

/* crm-journal.c */
GHashTable *crm_journal_read_fields (CrmDb *db);
CrmChange  *crm_journal_decode  (CrmDb *db, GHashTable *fields, CrmStatement *row);
GArray     *crm_journal_get_ids (const CrmChange *change);
void        crm_journal_free_change (gpointer change);

typedef struct _CrmWriter CrmWriter;

struct _CrmStore
{
  GObject       parent_instance;

  char         *path;
  char         *currency;
  gint64        me;
  CrmStoreFlags flags;
  gint64        unfinished;     /* an action that could not be taken back yet; the writer's */
  gint64        lost;           /* steps that were saved and are not there */
  gboolean      sealed;         /* the file may not be written, by nobody */
  gboolean      shared;         /* somebody else was writing when this reading store was opened: touch nothing */
  char         *held;           /* see crm_store_file_hold() */
  GError       *damage;         /* the first that was met; set once, on any thread */
  int           lock_fd;
  CrmIdSource   ids;
  GHashTable   *rules;          /* name of an entity, by its address → CrmRule */
  GMutex        schema_mutex;
  const CrmEntity *const *schema;   /* entities with their custom fields, as last committed */
  GHashTable   *schema_columns; /* "customer.x_shoe_size": of custom fields, deleted ones too */
  gboolean      schema_changed;  /* by the transaction at hand; the writer's */
  GMainContext *context;        /* where events are delivered */

  CrmWriter    *writer;
  CrmDb        *writer_db;

  struct _CrmSearchJob *search; /* see crm-search-job.c; NULL where the workspace is only read */
  struct _CrmSearchIds *search_ids;
  struct _CrmSearchOrders *search_orders;

  GCancellable *warming;        /* see crm-search-warm.c */

  GThreadPool  *readers;
  GAsyncQueue  *reader_dbs;
};

/* crm-store-draft.c */
char      *crm_store_draft_new    (const char *path, GError **error);
gboolean   crm_store_draft_put    (const char *path, const char *draft, const char *why, char **kept, GError **error);
void       crm_store_draft_remove (const char *draft);
char      *crm_store_draft_why_damaged (void);

/* crm-store-upgrade.c */
gboolean   crm_store_upgrade      (const char *path, GError **error);

/* crm-store-damage.c */
void       crm_store_watch        (CrmStore *self, CrmDb *db);
void       crm_store_note_damage  (CrmStore *self, const GError *error);
gboolean   crm_store_check_damage (CrmStore *self, GError **error);
void       crm_store_spare_log    (CrmStore *self, CrmDb *db);

/* crm-store-integrity.c */
gboolean   crm_store_check_lost   (CrmStore *self, CrmDb *db, GError **error);
void       crm_store_tidy         (CrmStore *self, CrmDb *db);
gboolean   crm_store_note         (CrmStore *self, const char *label, GError **error);
gboolean   crm_store_note_loss    (CrmStore *self, CrmDb *db, GError **error);

/* crm-store.c */
char      *crm_store_resolve_path (const char *path);
void       crm_store_post_events (CrmStore *self, CrmEvents *events);
CrmRule    crm_store_get_rule    (CrmStore *self, const CrmEntity *entity);

/* crm-writer.c */
void       crm_writer_start (CrmStore *store);
void       crm_writer_stop  (CrmStore *store);

/* crm-store-read.c */
void       crm_store_read_in_thread (gpointer task, gpointer unused);
CrmDb     *crm_store_open_reader   (CrmStore *self, GError **error);

/* crm-events.c */
CrmEvents *crm_events_new       (gint64 action);
void       crm_events_free      (CrmEvents *self);
void       crm_events_add       (CrmEvents *self, const CrmEntity *entity, gint64 id, CrmChangeKind kind);

/* crm-reader-check.c */
GArray    *crm_reader_digest_common (CrmDb *db, CrmDb *other, GError **error);

/* crm-reader.c */
struct _CrmReader
{
  CrmStore       *store;
  CrmDb          *db;
  CrmQueryContext context;
};

gboolean   crm_reader_sorts_by_value (const CrmQuery *query);
GArray    *crm_reader_ids_by_value   (CrmReader *self, const CrmQuery *query, gint64 limit, GError **error);
char      *crm_reader_select_columns (const CrmEntity *entity);
CrmRecord *crm_reader_take_row       (CrmStatement *row, const CrmEntity *entity);
CrmRecord *crm_reader_get_from       (CrmDb *db, const CrmEntity *entity, gint64 id, GError **error);
void       crm_reader_bind           (CrmStatement *statement, GArray *binds);

/* crm-reader-found.c */
gboolean   crm_reader_append_where   (CrmReader *self, const CrmQuery *query, GString *sql, GArray *binds,
                                      GError **error);
GArray    *crm_reader_found_ids      (CrmReader *self, const CrmQuery *query, gint64 limit, gboolean *complete,
                                      GError **error);

G_END_DECLS
