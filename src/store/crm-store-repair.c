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

typedef struct
{
  const CrmEntity *entity;
  gint64           id;
} Lost;

typedef struct
{
  CrmStore  *store;    /* the new one */
  CrmRepair *report;
  GArray    *lost;     /* of Lost */
} Repair;

static void
tell (CrmRepair *report,
      const char *format,
      ...) G_GNUC_PRINTF (2, 3);

static void
tell (CrmRepair *report,
      const char *format,
      ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (report->notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

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
      for (guint n = 0; n < salvage->lost->len; n++)
        g_array_append_val (lost, ((Lost) { entities[i], g_array_index (salvage->lost, gint64, n) }));
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
  static const char *const tables[] = { "journal_action", "journal_change" };
  const gint64 before = salvage->n_kept;

  if (!crm_db_exec (salvage->to, "DELETE FROM journal_field", error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      if (!crm_salvage_table (salvage, tables[i], error))
        return FALSE;
      if (salvage->lost->len > 0)
        tell (report, g_dngettext (GETTEXT_PACKAGE, "%u entry of the history is lost",
                                   "%u entries of the history are lost", salvage->lost->len), salvage->lost->len);
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
  g_autoptr (GArray) lost = g_array_new (FALSE, FALSE, sizeof (gint64));
  CrmSalvage all = { .from = from, .to = to, .lost = lost };

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
  const Lost   *lost;
  CrmChangeSet *changes;
  gboolean      gone;      /* it had been deleted */
} Replay;

static void
replay_change (Replay *self,
               const CrmChange *change)
{
  if (change->kind == CRM_CHANGE_DELETE || change->kind == CRM_CHANGE_INSERT)
    self->gone = change->kind == CRM_CHANGE_DELETE;
  for (guint i = 0; !self->gone && i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);

      crm_change_set_put (self->changes, field->field, crm_value_copy (&field->value));
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

  if (select == NULL)
    return NULL;
  crm_statement_bind_int (select, 0, self->lost->id);
  while (crm_statement_step (select, NULL) == CRM_STEP_ROW)
    {
      CrmChange *change = crm_journal_decode (reader->db, select);

      if (change != NULL && change->entity == self->lost->entity)
        replay_change (self, change);
      g_clear_pointer (&change, crm_journal_free_change);
    }
  return self;
}

static void
fill_in (Repair *self,
         const Lost *lost)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, _("Filled in from the history"));
  Replay known = { .lost = lost, .changes = changes };

  crm_change_set_insert_as (changes, lost->entity, lost->id);
  if (crm_store_read (self->store, replay, &known, NULL, NULL) == NULL || known.gone)
    return;
  if (crm_store_apply (self->store, changes, NULL, NULL, NULL))
    {
      self->report->n_filled++;
      tell (self->report, _("%s %" PRId64 " could not be read and was filled in from the history"),
            crm_entity_get_label (lost->entity), lost->id);
    }
  else
    {
      self->report->n_lost++;
      tell (self->report, _("%s %" PRId64 " is lost"), crm_entity_get_label (lost->entity), lost->id);
    }
}

/* Links to what is lost */

typedef struct
{
  const CrmEntity *entity;
  const CrmField  *field;
} Link;

static gpointer
find_dangling (CrmReader *reader,
               gpointer data,
               GCancellable *cancellable,
               GError **error)
{
  const Link *link = data;
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s AS t WHERE t.%s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
                                          "%s WHERE id = t.%s)", link->entity->name, link->field->key,
                                          link->field->target, link->field->key);
  g_autoptr (CrmStatement) select = crm_db_prepare (reader->db, sql, error);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  while (select != NULL && crm_statement_step (select, NULL) == CRM_STEP_ROW)
    g_array_append_val (ids, ((gint64) { crm_statement_int (select, 0) }));
  return ids;
}

static void
clear_link (Repair *self,
            const Link *link,
            gint64 id)
{
  g_autoptr (CrmChangeSet) clearing = crm_change_set_new (self->store, _("Links to lost records cleared"));
  g_autoptr (CrmChangeSet) deleting = crm_change_set_new (self->store, _("Parts of lost records deleted"));

  crm_change_set_update (clearing, link->entity->name, id);
  crm_change_set_null (clearing, link->field->key);
  crm_change_set_delete (deleting, link->entity->name, id);
  if (crm_store_apply (self->store, clearing, NULL, NULL, NULL))
    tell (self->report, _("%s %" PRId64 ": “%s” led to a lost record and is empty now"),
          crm_entity_get_label (link->entity), id, crm_field_get_label (link->field));
  else if (crm_store_apply (self->store, deleting, NULL, NULL, NULL))
    {
      self->report->n_lost++;
      tell (self->report, _("%s %" PRId64 " belonged to a lost record and is lost as well"),
            crm_entity_get_label (link->entity), id);
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
          Link link = { entities[e], &entities[e]->fields[f] };
          g_autoptr (GArray) ids = NULL;

          if (link.field->kind != CRM_FIELD_LINK)
            continue;
          ids = crm_store_read (self->store, find_dangling, &link, NULL, NULL);
          for (guint i = 0; ids != NULL && i < ids->len; i++)
            clear_link (self, &link, g_array_index (ids, gint64, i));
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
  for (guint i = 0; i < self->lost->len; i++)
    fill_in (self, &g_array_index (self->lost, Lost, i));
  clear_links (self);
  done = note_repair (self, error);
  crm_store_close (self->store);
  g_clear_object (&self->store);
  return done;
}

static gboolean
write_anew (CrmDb *old,
            const char *path,
            const char *draft,
            CrmRepair *report,
            GError **error)
{
  g_autoptr (GArray) lost = g_array_new (FALSE, FALSE, sizeof (Lost));
  g_autoptr (CrmDb) db = crm_db_open (draft, CRM_DB_CREATE, error);
  Repair self = { .report = report, .lost = lost };
  gboolean done;

  done = db != NULL && crm_schema_create (db, "EUR", error) && salvage (old, db, &self, path, error) &&
         crm_db_adopt (db, error);
  g_clear_pointer (&db, crm_db_close);
  return done && complete (&self, draft, error);
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
        GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *why = g_strdup_printf (_("damaged %s"), day);
  g_autoptr (CrmDb) old = crm_db_open (path, CRM_DB_LENIENT, error);
  g_autofree char *draft = NULL;
  gboolean done;

  if (old == NULL || !crm_db_load_schema (old, error) || !gather (old, path, error) ||
      (draft = crm_store_draft_new (path, error)) == NULL)
    return FALSE;
  done = write_anew (old, path, draft, report, error);
  g_clear_pointer (&old, crm_db_close);
  done = done && crm_store_draft_put (path, draft, why, &report->kept, error);
  if (!done)
    crm_store_draft_remove (draft);
  return done;
}

/**
 * crm_store_repair:
 * @path: a workspace that nobody has open
 *
 * Writes the workspace anew from what can be read of it, and keeps the damaged file under another name.
 *
 * Returns: (transfer full) (nullable): what was done and what is lost
 * Errors: %CRM_ERROR_CORRUPT if nothing can be read, %CRM_ERROR_BUSY, %CRM_ERROR_DISK_FULL; the file is as it was
 */
CrmRepair *
crm_store_repair (const char *path,
                  GError **error)
{
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
  done = repair (real, report, error);
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
