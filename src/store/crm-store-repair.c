/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-salvage.h"
#include "store/crm-search-private.h"

#include "base/crm-error.h"
#include "db/crm-db-integrity.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>

/* A damaged workspace is written anew beside the old one from what can be read of it. What is derived (indexes, search,
 * sums) is made anew; records that cannot be read are filled in from the history, if it knows them. */

static const char *const history_tables[] = { "journal_action", "journal_change" };

typedef struct
{
  const CrmRepairTask *task;
  CrmStore  *store;    /* the new one */
  CrmRepair *report;
  GArray    *lost;     /* CrmLost: what could not be read, in the end what is lost for good */
} Repair;

static gboolean
salvage_records (CrmSalvage *salvage,
                 GArray *lost,
                 GError **error)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint i = 0; i < n_entities; i++)
    {
      if (!crm_salvage_table (salvage, entities[i]->name, error))
        return FALSE;
      g_array_append_vals (lost, salvage->lost->data, salvage->lost->len);
      g_array_set_clear_func (salvage->lost, NULL);   /* they are the other's now */
    }
  for (guint i = 0; i < n_entities; i++)
    {
      if (!crm_rollup_recount (salvage->to, entities[i], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
salvage_history (CrmSalvage *salvage,
                 CrmRepair *report,
                 GError **error)
{
  const gint64 before = salvage->n_kept;

  if (!crm_db_exec (salvage->to, "DELETE FROM journal_field", error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (history_tables); i++)
    {
      if (!crm_salvage_table (salvage, history_tables[i], error))
        return FALSE;
      if (salvage->lost->len > 0)
        crm_repair_tell (report, g_dngettext (GETTEXT_PACKAGE, "%u entry of the history is lost",
                                              "%u entries of the history are lost", salvage->lost->len),
                         salvage->lost->len);
    }
  salvage->n_kept = before;   /* what counts is the records */
  return crm_salvage_fields (salvage, error);
}

static gboolean
salvage (CrmDb *from,
         CrmDb *to,
         Repair *self,
         const char *path,
         GError **error)
{
  g_auto (CrmSalvage) all = { .from = from, .to = to, .task = self->task };

  crm_entities (&all.n_tables);
  all.n_tables += G_N_ELEMENTS (history_tables);
  if (!crm_db_begin (to, error))
    return FALSE;
  if (!crm_salvage_settings (&all, error) ||
      !salvage_history (&all, self->report, error) ||
      !salvage_records (&all, self->lost, error) ||
      !crm_search_reset (to, error) ||
      !crm_db_commit (to, error))
    {
      crm_db_rollback (to);
      return FALSE;
    }
  self->report->n_kept = all.n_kept;
  if (all.n_kept > 0)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_CORRUPT,
               _("Nothing of “%s” can be read any more. It was kept as it is. Go on with a backup."), path);
  return FALSE;
}

/* Filling in from the history */

typedef struct
{
  const CrmLost *lost;
  CrmChangeSet  *changes;
  gboolean       made;      /* its beginning is known, so all of it is */
  gboolean       deleted;
} Replay;

static void
replay_change (Replay *self,
               const CrmChange *change)
{
  self->made |= change->kind == CRM_CHANGE_INSERT;
  if (change->kind == CRM_CHANGE_DELETE || change->kind == CRM_CHANGE_INSERT)
    self->deleted = change->kind == CRM_CHANGE_DELETE;
  for (guint i = 0; !self->deleted && i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);

      crm_change_set_put (self->changes, field->field, crm_value_copy (&field->value), FALSE);
    }
}

static gpointer
replay (CrmReader *reader,
        gpointer data,
        GCancellable *cancellable,
        GError **error)
{
  Replay *self = data;
  g_autoptr (CrmStatement) select =
    crm_db_prepare (reader->db, "SELECT entity, kind, record, data FROM journal_change WHERE record = ? AND last IS "
                                "NULL ORDER BY id", error);
  g_autoptr (GHashTable) fields = crm_journal_read_fields (reader->db);

  if (select == NULL)
    return NULL;
  crm_statement_bind_int (select, 0, self->lost->id);
  while (crm_statement_step (select, NULL) == CRM_STEP_ROW)
    {
      CrmChange *change = crm_journal_decode (reader->db, fields, select);

      if (change != NULL && crm_entity_is (change->entity, self->lost->entity))
        replay_change (self, change);
      g_clear_pointer (&change, crm_journal_free_change);
    }
  return self;
}

/* The history tells what a record came to be; of one that came with many others it tells only what was edited, so the
 * rest is what the indexes have. */
static CrmOutcome
fill_in (Repair *self,
         const CrmLost *lost)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, _("Filled in from the history"));
  Replay known = { .lost = lost, .changes = changes };

  crm_change_set_insert_as (changes, lost->entity, lost->id);
  for (guint i = 0; lost->values != NULL && i < lost->entity->n_fields; i++)
    {
      if (!crm_value_is_null (&lost->values[i]))
        crm_change_set_put (changes, i, crm_value_copy (&lost->values[i]), FALSE);
    }
  if (crm_store_read (self->store, replay, &known, NULL, NULL) == NULL || known.deleted ||
      !crm_store_apply (self->store, changes, NULL, NULL, NULL))
    return CRM_OUTCOME_LOST;
  return known.made ? CRM_OUTCOME_FILLED : CRM_OUTCOME_IN_PART;
}

static GArray *
new_list (void)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (CrmLost));

  g_array_set_clear_func (list, (GDestroyNotify) crm_lost_clear);
  return list;
}

/* What a record links to may be filled in after it, so those that were refused are tried again. */
static void
fill_in_all (Repair *self)
{
  g_autoptr (GArray) filled = new_list (), in_part = new_list ();
  guint n_before;

  do
    {
      g_autoptr (GArray) left = new_list ();

      n_before = self->lost->len;
      for (guint i = 0; i < self->lost->len; i++)
        {
          const CrmLost *lost = &g_array_index (self->lost, CrmLost, i);
          CrmOutcome outcome = g_cancellable_is_cancelled (self->task->cancellable) ? CRM_OUTCOME_LOST
                                                                                    : fill_in (self, lost);

          g_array_append_vals (outcome == CRM_OUTCOME_FILLED ? filled : outcome == CRM_OUTCOME_IN_PART ? in_part : left,
                               lost, 1);
        }
      g_array_set_clear_func (self->lost, NULL);
      g_array_set_size (self->lost, 0);
      g_array_set_clear_func (self->lost, (GDestroyNotify) crm_lost_clear);
      g_array_append_vals (self->lost, left->data, left->len);
      g_array_set_clear_func (left, NULL);
    }
  while (self->lost->len > 0 && self->lost->len < n_before);
  crm_repair_tell_of (self->report, self->store, CRM_OUTCOME_FILLED, filled);
  crm_repair_tell_of (self->report, self->store, CRM_OUTCOME_IN_PART, in_part);
}

/* Links to what is lost */

typedef struct
{
  const CrmEntity *entity;
  guint            field;
} Link;

static gpointer
find_dangling (CrmReader *reader,
               gpointer data,
               GCancellable *cancellable,
               GError **error)
{
  const Link *link = data;
  const CrmField *field = &link->entity->fields[link->field];
  g_autofree char *sql = g_strdup_printf ("SELECT id, %s, %s FROM %s AS t WHERE t.%s IS NOT NULL AND NOT EXISTS "
                                          "(SELECT 1 FROM %s WHERE id = t.%s)", link->entity->fields[0].key, field->key,
                                          link->entity->name, field->key, field->target, field->key);
  g_autoptr (CrmStatement) select = crm_db_prepare (reader->db, sql, error);
  GArray *dangling = new_list ();

  while (select != NULL && crm_statement_step (select, NULL) == CRM_STEP_ROW)
    {
      CrmLost found = { link->entity, crm_statement_int (select, 0), g_new0 (CrmValue, link->entity->n_fields) };

      found.values[0] = crm_statement_value (select, 1);
      found.values[link->field] = crm_statement_value (select, 2);
      g_array_append_val (dangling, found);
    }
  return dangling;
}

/* Returns whether the record is lost with what it belonged to. */
static gboolean
clear_link (Repair *self,
            const Link *link,
            const CrmLost *found)
{
  const CrmField *field = &link->entity->fields[link->field];
  g_autoptr (CrmChangeSet) clearing = crm_change_set_new (self->store, _("Links to lost records cleared"));
  g_autoptr (CrmChangeSet) deleting = crm_change_set_new (self->store, _("Parts of lost records deleted"));

  crm_change_set_update (clearing, link->entity->name, found->id);
  crm_change_set_null (clearing, field->key);
  crm_change_set_delete (deleting, link->entity->name, found->id);
  if (!crm_store_apply (self->store, clearing, NULL, NULL, NULL))
    return crm_store_apply (self->store, deleting, NULL, NULL, NULL);
  crm_repair_tell (self->report, _("%s “%s”: “%s” led to a lost record and is empty now"),
                   crm_entity_get_label (link->entity), found->values[0].text,
                   crm_field_get_label (field));
  return FALSE;
}

static void
clear_links_of (Repair *self,
                const Link *link)
{
  g_autoptr (GArray) dangling = crm_store_read (self->store, find_dangling, (gpointer) link, NULL, NULL);

  for (guint i = 0; dangling != NULL && i < dangling->len; i++)
    {
      CrmLost *found = &g_array_index (dangling, CrmLost, i);

      if (!clear_link (self, link, found))
        continue;
      g_array_append_vals (self->lost, found, 1);
      found->values = NULL;
    }
}

static void
clear_links (Repair *self)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint e = 0; e < n_entities; e++)
    {
      for (guint f = 0; f < entities[e]->n_fields; f++)
        {
          if (entities[e]->fields[f].kind == CRM_FIELD_LINK)
            clear_links_of (self, &(Link) { entities[e], f });
        }
    }
}

static gboolean
note_repair (Repair *self,
             GError **error)
{
  g_autofree char *label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                         "Repaired the file; %u record is lost",
                                                         "Repaired the file; %u records are lost",
                                                         self->report->n_lost), (guint) self->report->n_lost);

  return crm_store_note (self->store, label, error);
}

static gboolean
complete (Repair *self,
          const char *draft,
          GError **error)
{
  gboolean done;

  self->store = crm_store_open (draft, 0, error);
  if (self->store == NULL)
    return FALSE;
  fill_in_all (self);
  clear_links (self);
  crm_repair_tell_of (self->report, self->store, CRM_OUTCOME_LOST, self->lost);
  done = note_repair (self, error) && !g_cancellable_set_error_if_cancelled (self->task->cancellable, error);
  crm_store_close (self->store);
  g_clear_object (&self->store);
  return done;
}

/* What is filled in may have been led to before it came. */
static gboolean
recount_links (const char *draft,
               GError **error)
{
  g_autoptr (CrmDb) db = crm_db_open (draft, 0, error);
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);
  gboolean done = db != NULL && crm_db_begin (db, error);

  for (guint i = 0; done && i < n_entities; i++)
    done = crm_linked_recount (db, entities[i], FALSE, error);
  return done && crm_db_commit (db, error);
}

static gboolean
write_anew (CrmDb *old,
            const char *path,
            const char *draft,
            CrmRepair *report,
            const CrmRepairTask *task,
            GError **error)
{
  g_autoptr (GArray) lost = new_list ();
  g_autoptr (CrmDb) db = crm_db_open (draft, CRM_DB_CREATE, error);
  Repair self = { .task = task, .report = report, .lost = lost };
  gboolean done;

  done = db != NULL && crm_schema_create (db, "EUR", error) && salvage (old, db, &self, path, error) &&
         crm_db_adopt (db, error);
  g_clear_pointer (&db, crm_db_close);
  return done && complete (&self, draft, error) && recount_links (draft, error);
}

/* What stands in the log belongs to the old file, under whatever name. */
static gboolean
gather (CrmDb *old,
        const char *path,
        GError **error)
{
  g_autoptr (GError) local = NULL;

  if (crm_db_exec (old, "PRAGMA journal_mode = DELETE", &local) || !g_error_matches (local, CRM_ERROR, CRM_ERROR_BUSY))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
repair (const char *path,
        CrmRepair *report,
        const CrmRepairTask *task,
        GError **error)
{
  g_autofree char *why = crm_store_draft_why_damaged ();
  g_autoptr (CrmDb) old = crm_db_open (path, CRM_DB_LENIENT, error);
  g_autofree char *draft = NULL;
  gboolean done;

  if (old == NULL || !crm_db_load_schema (old, error) || !gather (old, path, error) ||
      (draft = crm_store_draft_new (path, error)) == NULL)
    return FALSE;
  done = write_anew (old, path, draft, report, task, error);
  g_clear_pointer (&old, crm_db_close);
  done = done && crm_store_draft_put (path, draft, why, &report->kept, error);
  if (!done)
    crm_store_draft_remove (draft);
  return done;
}

/**
 * crm_store_repair:
 * @path: a workspace that nobody has open
 * @task: (nullable): who is told how far it is, and what ends it early
 *
 * Writes the workspace anew from what can be read of it, and keeps the damaged file under another name.
 *
 * Returns: (transfer full) (nullable): what was done and what is lost
 * Errors: %CRM_ERROR_CORRUPT if nothing can be read, %CRM_ERROR_BUSY, %CRM_ERROR_DISK_FULL; the file is as it was
 */
CrmRepair *
crm_store_repair (const char *path,
                  const CrmRepairTask *task,
                  GError **error)
{
  const CrmRepairTask alone = { 0 };
  g_autofree char *real = crm_store_resolve_path (path);
  g_autoptr (CrmRepair) report = g_new0 (CrmRepair, 1);
  char *held;
  int lock;
  gboolean done;

  report->notes = g_ptr_array_new_with_free_func (g_free);
  lock = crm_store_file_lock (real, error);
  if (lock < 0)
    return NULL;
  held = crm_store_file_hold (real);
  done = repair (real, report, task != NULL ? task : &alone, error);
  crm_store_file_unlock (lock);
  crm_store_file_release (held);
  return done ? g_steal_pointer (&report) : NULL;
}

void
crm_repair_free (CrmRepair *self)
{
  g_ptr_array_unref (self->notes);
  g_free (self->kept);
  g_free (self);
}
