/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-action.h"
#include "store/crm-search-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "db/crm-db-integrity.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define N_READERS 3

/**
 * CrmStore:
 *
 * An open workspace. One thread owns the only connection that writes; a small pool of connections reads. The main
 * thread never waits for the database, unless it calls one of the functions without `_async`, which are for the
 * command line and tests.
 */

enum { PROP_SEARCH_PROGRESS = 1 };

enum { SIGNAL_CHANGED, SIGNAL_DAMAGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmStore, crm_store, G_TYPE_OBJECT)

/* Delivery of events on the main context */

typedef struct
{
  CrmStore  *store;
  CrmEvents *events;
} Delivery;

static gboolean
deliver_events (gpointer data)
{
  Delivery *delivery = data;

  g_signal_emit (delivery->store, signals[SIGNAL_CHANGED], 0, delivery->events);
  return G_SOURCE_REMOVE;
}

static void
free_delivery (gpointer data)
{
  Delivery *delivery = data;

  g_object_unref (delivery->store);
  g_boxed_free (CRM_TYPE_EVENTS, delivery->events);
  g_free (delivery);
}

void
crm_store_post_events (CrmStore *self,
                       CrmEvents *events)
{
  Delivery *delivery;
  g_autoptr (GSource) source = NULL;

  /* A program without a main loop listens to nothing, and would keep what is never delivered. */
  if (!g_signal_has_handler_pending (self, signals[SIGNAL_CHANGED], 0, FALSE))
    {
      crm_events_free (events);
      return;
    }
  source = g_idle_source_new ();
  delivery = g_new (Delivery, 1);

  delivery->store = g_object_ref (self);
  delivery->events = events;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_events, delivery, free_delivery);
  g_source_attach (source, self->context);
}

/* Opening and closing */

static gboolean
load_settings (CrmStore *self,
               CrmDb *db)
{
  g_autofree char *replica = crm_schema_get_meta (db, "replica");
  g_autofree char *me = crm_schema_get_meta (db, "me");

  self->currency = crm_schema_get_meta (db, "currency");
  if (self->currency == NULL)
    self->currency = g_strdup ("EUR");
  self->me = me != NULL ? g_ascii_strtoll (me, NULL, 10) : 0;
  crm_id_source_init (&self->ids, replica != NULL ? atoi (replica) : 1,
                      crm_db_query_int (db, "SELECT max(id) FROM journal_action", 0));
  crm_store_load_schema (self, db);
  return TRUE;
}

/* Takes back what was being done when the program was killed. */
static CrmWriteResult
recover (CrmStore *self,
         CrmDb *db,
         gpointer data,
         GCancellable *cancellable,
         GError **error)
{
  gint64 unfinished;
  gboolean more = FALSE;

  if (!crm_store_tighten_indexes (self, db, &more, error))
    return CRM_WRITE_FAILED;
  unfinished = crm_action_find_unfinished (db);
  if (more || unfinished == 0)
    return more ? CRM_WRITE_AGAIN : CRM_WRITE_DONE;
  return crm_action_take_back (self, db, unfinished, &more, error) ? CRM_WRITE_AGAIN : CRM_WRITE_FAILED;
}

static gboolean
start_writer (CrmStore *self,
              GError **error)
{
  self->lock_fd = crm_store_file_lock (self->path, error);
  if (self->lock_fd < 0)
    return FALSE;
  self->writer_db = crm_db_open (self->path, 0, error);
  if (self->writer_db == NULL)
    return FALSE;
  crm_store_watch (self, self->writer_db);
  if (!crm_store_check_lost (self, self->writer_db, error) ||
      !crm_schema_migrate (self->writer_db, error) ||
      !crm_db_start_counting (self->writer_db, error))
    return FALSE;
  load_settings (self, self->writer_db);
  crm_search_orders_begin (self->search_orders);
  crm_search_job_start (self);
  if (!crm_store_note_loss (self, self->writer_db, error))
    return FALSE;
  crm_writer_start (self);
  crm_search_job_kick (self);
  return crm_store_write (self, CRM_WRITE_PERSON, recover, NULL, NULL, error);
}

/* Tables and columns that this version knows and the workspace has not are made before it is read, and what was left
 * unfinished is taken back. */
static gboolean
bring_up_to_date (CrmStore *self,
                  GError **error)
{
  g_autoptr (CrmStore) writing = NULL;

  if (self->sealed)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_READ_ONLY,
                   _("“%s” was written by an earlier version and must be brought up to date, but it may only be read. "
                     "Nothing was changed. Copy it to a folder of yours, or make it writable."), self->path);
      return FALSE;
    }
  writing = crm_store_open (self->path, 0, error);
  if (writing == NULL)
    return FALSE;
  crm_store_close (writing);
  g_clear_pointer (&self->held, crm_store_file_release);
  self->held = crm_store_file_hold (self->path);   /* it may be another file now */
  return TRUE;
}

static gboolean
start_reading (CrmStore *self,
               GError **error)
{
  g_autoptr (CrmDb) db = NULL;

  self->shared = crm_store_file_is_written (self->path);
  db = crm_store_open_reader (self, error);
  if (db == NULL)
    return FALSE;
  if ((self->flags & CRM_STORE_AS_IT_IS) == 0 &&
      (!crm_schema_is_current (db) || (!self->shared && !self->sealed && crm_action_find_unfinished (db) != 0)))
    {
      g_clear_pointer (&db, crm_db_close);
      if (!bring_up_to_date (self, error) || (db = crm_store_open_reader (self, error)) == NULL)
        return FALSE;
    }
  load_settings (self, db);
  self->lost = crm_db_get_lost (db);
  crm_store_tidy (self, db);
  g_async_queue_push (self->reader_dbs, g_steal_pointer (&db));
  return TRUE;
}

/* The file itself, so that what lies beside it is found and every process locks the same one. */
char *
crm_store_resolve_path (const char *path)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  char *real = realpath (full, NULL);
  char *copy = g_strdup (real != NULL ? real : full);

  free (real);
  return copy;
}

/**
 * crm_store_open:
 * @path: a workspace
 * @flags: a workspace that may not be written can only be opened with %CRM_STORE_READ_ONLY
 *
 * Returns: (transfer full): the open workspace
 * Errors: %CRM_ERROR_NOT_FOUND, %CRM_ERROR_FORMAT, %CRM_ERROR_FOREIGN, %CRM_ERROR_NEWER, %CRM_ERROR_READ_ONLY,
 *   %CRM_ERROR_BUSY, %CRM_ERROR_LOST; the file is as it was
 */
CrmStore *
crm_store_open (const char *path,
                CrmStoreFlags flags,
                GError **error)
{
  g_autoptr (CrmStore) self = g_object_new (CRM_TYPE_STORE, NULL);
  CrmFileState state;

  self->path = crm_store_resolve_path (path);
  if (!crm_store_file_inspect (self->path, &state, error))
    return NULL;
  if (state == CRM_FILE_READ_ONLY && (flags & CRM_STORE_READ_ONLY) == 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_READ_ONLY,
                   _("“%s” may only be read. Nothing was changed. Copy it to a folder of yours, or make it writable."),
                   self->path);
      return NULL;
    }
  if (state == CRM_FILE_OLD && (flags & CRM_STORE_READ_ONLY) == 0 && !crm_store_upgrade (self->path, error))
    return NULL;
  self->flags = flags;
  self->sealed = state == CRM_FILE_READ_ONLY;
  self->held = crm_store_file_hold (self->path);
  if (!(flags & CRM_STORE_READ_ONLY ? start_reading (self, error) : start_writer (self, error)))
    {
      crm_store_close (self);
      return NULL;
    }
  self->readers = g_thread_pool_new (crm_store_read_in_thread, self, N_READERS, FALSE, NULL);
  return g_steal_pointer (&self);
}

static gboolean
refuse_existing (const char *path,
                 GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return FALSE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_EXISTS, _("“%s” exists already and was kept as it is. Choose another name."),
               path);
  return TRUE;
}

/* A link, unlike a rename, never replaces a file that has come up meanwhile; FAT knows no links. */
static gboolean
give_name (const char *draft,
           const char *path)
{
  if (link (draft, path) == 0)
    return TRUE;
  if (errno == EEXIST || g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return FALSE;
  return g_rename (draft, path) == 0;
}

/**
 * crm_store_create:
 * @path: a file that does not exist
 * @currency: ISO 4217 code
 *
 * Makes an empty workspace: whole, or not at all. See crm_workspace_create() for one that can be worked in.
 */
gboolean
crm_store_create (const char *path,
                  const char *currency,
                  GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *draft = g_strdup_printf ("%s.%08x", full, g_random_int ());
  g_autofree char *folder = g_path_get_dirname (full);
  g_autoptr (CrmDb) db = NULL;
  gboolean made;

  if (refuse_existing (path, error))
    return FALSE;
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("There is no folder “%s”. Nothing was made."), folder);
      return FALSE;
    }
  db = crm_db_open (draft, CRM_DB_CREATE, error);
  made = db != NULL && crm_schema_create (db, currency, error) && crm_db_adopt (db, error);
  g_clear_pointer (&db, crm_db_close);
  g_chmod (draft, 0600);
  if (made && !give_name (draft, path))
    {
      made = FALSE;
      if (!refuse_existing (path, error))
        g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("“%s” could not be made: %s"), path, g_strerror (errno));
    }
  crm_store_draft_remove (draft);
  return made;
}

/**
 * crm_store_close:
 *
 * Waits for what is queued, puts everything into the one file and lets go of it. The store is of no use afterwards.
 * Whoever opened a store closes it before the last reference goes.
 */
void
crm_store_close (CrmStore *self)
{
  gboolean wrote = self->writer != NULL;
  CrmDb *db;

  g_cancellable_cancel (self->warming);
  if (self->readers != NULL)
    g_thread_pool_free (g_steal_pointer (&self->readers), FALSE, TRUE);
  while ((db = g_async_queue_try_pop (self->reader_dbs)) != NULL)
    {
      crm_store_spare_log (self, db);
      crm_db_close (db);
    }
  crm_search_job_stop (self);
  if (self->writer != NULL)
    crm_writer_stop (self);
  crm_search_job_free (self);
  if (wrote)
    {
      crm_store_spare_log (self, self->writer_db);
      if (self->damage == NULL && crm_db_checkpoint (self->writer_db, TRUE))
        crm_db_settle (self->writer_db);
    }
  g_clear_pointer (&self->writer_db, crm_db_close);
  crm_store_file_unlock (self->lock_fd);
  self->lock_fd = -1;
  g_clear_pointer (&self->held, crm_store_file_release);
}

static void
crm_store_finalize (GObject *object)
{
  CrmStore *self = CRM_STORE (object);

  /* The last reference may be dropped by a thread that could not wait for itself. */
  g_warn_if_fail (self->writer == NULL);
  crm_store_close (self);
  crm_id_source_clear (&self->ids);
  g_clear_pointer (&self->reader_dbs, g_async_queue_unref);
  g_clear_pointer (&self->rules, g_hash_table_unref);
  g_clear_pointer (&self->schema_columns, g_hash_table_unref);
  g_mutex_clear (&self->schema_mutex);
  g_clear_pointer (&self->search_ids, crm_search_ids_free);
  g_clear_pointer (&self->search_orders, crm_search_orders_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->warming);
  g_free (self->path);
  g_free (self->currency);
  g_clear_error (&self->damage);
  G_OBJECT_CLASS (crm_store_parent_class)->finalize (object);
}

static void
crm_store_get_property (GObject *object,
                        guint property,
                        GValue *value,
                        GParamSpec *pspec)
{
  switch (property)
    {
    case PROP_SEARCH_PROGRESS:
      g_value_set_double (value, crm_store_get_search_progress (CRM_STORE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
crm_store_class_init (CrmStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_store_finalize;
  G_OBJECT_CLASS (klass)->get_property = crm_store_get_property;

  /**
   * CrmStore:search-progress:
   *
   * See crm_store_get_search_progress(). Notified on the main context the store was opened on.
   */
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_SEARCH_PROGRESS,
                                   g_param_spec_double ("search-progress", NULL, NULL, 0, 1, 1,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * CrmStore::changed:
   * @events: what a committed action did
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, CRM_TYPE_EVENTS);
  /**
   * CrmStore::damaged:
   *
   * A page of the file is not what was written: see crm_store_get_damage(). Emitted once.
   */
  signals[SIGNAL_DAMAGED] = g_signal_new ("damaged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
crm_store_init (CrmStore *self)
{
  self->lock_fd = -1;
  self->context = g_main_context_ref_thread_default ();
  self->reader_dbs = g_async_queue_new ();
  self->rules = g_hash_table_new (NULL, NULL);
  g_mutex_init (&self->schema_mutex);
  crm_store_add_rule (self, "custom_field", crm_schema_rule);
  self->warming = g_cancellable_new ();
  self->search_ids = crm_search_ids_new ();
  self->search_orders = crm_search_orders_new ();
}

/**
 * crm_store_set_context:
 *
 * Says where events are delivered, for a store that is opened on another thread. To be called right after opening.
 */
void
crm_store_set_context (CrmStore *self,
                       GMainContext *context)
{
  g_main_context_ref (context);
  g_main_context_unref (self->context);
  self->context = context;
}

const char *
crm_store_get_path (CrmStore *self)
{
  return self->path;
}

/**
 * crm_store_get_currency:
 *
 * Returns: (transfer none): the currency of amounts that name none
 */
const char *
crm_store_get_currency (CrmStore *self)
{
  return self->currency;
}

gboolean
crm_store_is_read_only (CrmStore *self)
{
  return (self->flags & CRM_STORE_READ_ONLY) != 0;
}

/**
 * crm_store_get_me:
 *
 * Returns: the id of the person who works here, 0 if none is set
 */
gint64
crm_store_get_me (CrmStore *self)
{
  return self->me;
}

static CrmWriteResult
write_me (CrmStore *self,
          CrmDb *db,
          gpointer data,
          GCancellable *cancellable,
          GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, *(gint64 *) data);

  if (crm_db_begin (db, error) && crm_schema_set_meta (db, "me", text, error) && crm_store_commit (self, db, error))
    return CRM_WRITE_DONE;
  crm_db_rollback (db);
  return CRM_WRITE_FAILED;
}

/**
 * crm_store_set_me:
 *
 * Says who works here. To be called while nothing else uses the store.
 */
gboolean
crm_store_set_me (CrmStore *self,
                  gint64 person,
                  GError **error)
{
  self->me = person;
  return crm_store_write (self, CRM_WRITE_PERSON, write_me, &person, NULL, error);
}

typedef struct
{
  const char *key, *text;
} Note;

static char *
name_note (const char *key)
{
  return g_strconcat ("note:", key, NULL);
}

static CrmWriteResult
write_note (CrmStore *store,
            CrmDb *db,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  const Note *note = data;
  g_autofree char *name = name_note (note->key);

  if (crm_db_begin (db, error) && crm_schema_set_meta (db, name, note->text, error) &&
      crm_store_commit (store, db, error))
    return CRM_WRITE_DONE;
  crm_db_rollback (db);
  return CRM_WRITE_FAILED;
}

/**
 * crm_store_set_note:
 *
 * Keeps a text in the workspace that is no record: it is not in the history, and undo does not touch it. See
 * crm_reader_dup_note().
 */
gboolean
crm_store_set_note (CrmStore *self,
                    const char *key,
                    const char *text,
                    GError **error)
{
  return crm_store_write (self, CRM_WRITE_PERSON, write_note, &(Note) { key, text }, NULL, error);
}

/**
 * crm_reader_dup_note:
 *
 * Returns: (transfer full) (nullable): what crm_store_set_note() keeps
 */
char *
crm_reader_dup_note (CrmReader *reader,
                     const char *key)
{
  g_autofree char *name = name_note (key);

  return crm_schema_get_meta (reader->db, name);
}

gint64
crm_store_new_id (CrmStore *self)
{
  return crm_id_source_next (&self->ids);
}

/**
 * crm_store_add_rule:
 * @rule: called for each change of the entity. To be added right after opening.
 */
void
crm_store_add_rule (CrmStore *self,
                    const char *entity,
                    CrmRule rule)
{
  g_hash_table_insert (self->rules, (gpointer) crm_entity_find (entity)->name, (gpointer) rule);
}

CrmRule
crm_store_get_rule (CrmStore *self,
                    const CrmEntity *entity)
{
  return (CrmRule) g_hash_table_lookup (self->rules, entity->name);
}
