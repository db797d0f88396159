/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-backup-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>

/* A backup of what was changed since the one before it. The journal tells which records were touched; the backup holds
 * those records as they are now, the ids of those that are gone, the new part of the journal and the settings. So it
 * makes no difference how a record came to be what it is: by an edit, an import, or by undoing one. */

#define CHANGES_ID 0x436c6e63  /* "Clnc" */

/* Actions are found through their changes as well: a long one may have begun before the backup and ended after it. */
#define NEW_ACTIONS \
  "id > ?1 OR id IN (SELECT action FROM journal_change WHERE id > ?2)" \
  " OR id IN (SELECT target FROM journal_action WHERE id > ?1 AND target IS NOT NULL)"
#define NEW_CHANGES "id > ?2 OR action > ?1"

typedef struct
{
  CrmDb      *from;       /* the workspace, in one read transaction */
  CrmDb      *to;
  CrmBackup  *previous;
  GChecksum  *checksum;   /* over all rows that are written */
  GByteArray *row;
} Writing;

static char *
list_columns (CrmStatement *select,
              gboolean marks)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < crm_statement_n_columns (select); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", marks ? "?" : crm_statement_name (select, i));
  return g_strdup (text->str);
}

/* Columns of no type keep each value as it is. */
static CrmStatement *
make_table (Writing *self,
            const char *table,
            CrmStatement *select,
            GError **error)
{
  g_autofree char *columns = list_columns (select, FALSE);
  g_autofree char *marks = list_columns (select, TRUE);
  g_autofree char *create = g_strdup_printf ("CREATE TABLE %s (%s)", table, columns);
  g_autofree char *insert = g_strdup_printf ("INSERT INTO %s VALUES (%s)", table, marks);

  return crm_db_exec (self->to, create, error) ? crm_db_prepare (self->to, insert, error) : NULL;
}

static gboolean
copy_row (Writing *self,
          CrmStatement *select,
          CrmStatement *insert,
          GError **error)
{
  for (int i = 0; i < crm_statement_n_columns (select); i++)
    crm_statement_bind_column (insert, i, select, i);
  if (!crm_statement_run (insert, error))
    return FALSE;
  crm_backup_append_row (self->row, select);
  g_checksum_update (self->checksum, self->row->data, self->row->len);
  return TRUE;
}

static gboolean
copy_table (Writing *self,
            const char *table,
            const char *condition,
            GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s WHERE %s", table, condition);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->from, sql, error);
  g_autoptr (CrmStatement) insert = select != NULL ? make_table (self, table, select, error) : NULL;
  CrmStep step;

  if (insert == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, self->previous->action);
  crm_statement_bind_int (select, 1, self->previous->change);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      if (!copy_row (self, select, insert, error))
        return FALSE;
    }
  return step == CRM_STEP_DONE;
}

static gboolean
note_touched (CrmDb *db,
              GHashTable *fields,
              CrmStatement *insert,
              CrmStatement *row,
              GError **error)
{
  CrmChange *change = crm_journal_decode (db, fields, row);
  g_autoptr (GArray) ids = NULL;

  if (change == NULL)
    return TRUE;
  ids = crm_journal_get_ids (change);
  for (guint i = 0; i < ids->len; i++)
    {
      crm_statement_bind_text (insert, 0, change->entity->name);
      crm_statement_bind_int (insert, 1, g_array_index (ids, gint64, i));
      if (!crm_statement_run (insert, error))
        {
          crm_journal_free_change (change);
          return FALSE;
        }
    }
  crm_journal_free_change (change);
  return TRUE;
}

static gboolean
find_touched (Writing *self,
              GError **error)
{
  g_autoptr (CrmStatement) select = NULL, insert = NULL;
  g_autoptr (GHashTable) fields = crm_journal_read_fields (self->from);
  CrmStep step;

  if (!crm_db_exec (self->to, "CREATE TABLE gone (entity, id, PRIMARY KEY (entity, id)) WITHOUT ROWID", error))
    return FALSE;
  insert = crm_db_prepare (self->to, "INSERT OR IGNORE INTO gone VALUES (?, ?)", error);
  select = crm_db_prepare (self->from, "SELECT entity, kind, record, data FROM journal_change WHERE " NEW_CHANGES,
                           error);
  if (insert == NULL || select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, self->previous->action);
  crm_statement_bind_int (select, 1, self->previous->change);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      if (!note_touched (self->from, fields, insert, select, error))
        return FALSE;
    }
  return step == CRM_STEP_DONE;
}

/* Writes the touched records of an entity that are still there. */
static gboolean
copy_records (Writing *self,
              const CrmEntity *entity,
              GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s WHERE id = ?", entity->name);
  g_autofree char *drop = g_strdup_printf ("DELETE FROM gone WHERE entity = '%s' AND id IN (SELECT id FROM %s)",
                                           entity->name, entity->name);
  g_autoptr (CrmStatement) touched = crm_db_prepare (self->to, "SELECT id FROM gone WHERE entity = ? ORDER BY id",
                                                     error);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->from, sql, error);
  g_autoptr (CrmStatement) insert = touched != NULL && select != NULL ? make_table (self, entity->name, select, error)
                                                                      : NULL;
  CrmStep step;

  if (insert == NULL)
    return FALSE;
  crm_statement_bind_text (touched, 0, entity->name);
  while ((step = crm_statement_step (touched, error)) == CRM_STEP_ROW)
    {
      CrmStep found;

      crm_statement_bind_int (select, 0, crm_statement_int (touched, 0));
      found = crm_statement_step (select, error);
      if (found == CRM_STEP_ERROR || (found == CRM_STEP_ROW && !copy_row (self, select, insert, error)))
        return FALSE;
      crm_statement_reset (select);
    }
  return step == CRM_STEP_DONE && crm_db_exec (self->to, drop, error);
}

static gboolean
write_all (Writing *self,
           GError **error)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_schema_entities (self->from, &n_entities);

  if (!copy_table (self, "journal_action", NEW_ACTIONS, error) ||
      !copy_table (self, "journal_change", NEW_CHANGES, error) ||
      !copy_table (self, "journal_field", "TRUE", error) ||
      !copy_table (self, "meta", "key IN (" CRM_BACKUP_SETTINGS ")", error) ||
      !find_touched (self, error))
    return FALSE;
  for (guint i = 0; i < n_entities; i++)
    {
      if (!copy_records (self, entities[i], error))
        return FALSE;
    }
  return TRUE;
}

/* The new file is one transaction, as anything else would only be slower. */
static gboolean
write_file (Writing *self,
            CrmBackupFile *file,
            GError **error)
{
  g_autoptr (CrmDb) to = crm_db_open (file->path, CRM_DB_SCRATCH, error);
  g_autofree char *pragma = g_strdup_printf ("PRAGMA application_id = %d", CHANGES_ID);
  gboolean written;

  self->to = to;
  written = to != NULL && crm_db_exec (to, pragma, error) && crm_db_begin (to, error) && write_all (self, error) &&
            crm_db_commit (to, error);
  if (!written && to != NULL)
    crm_db_rollback (to);
  return written || crm_backup_file_explain (file, error);
}

static gboolean
read_again (CrmDb *db,
            const char *table,
            GChecksum *checksum,
            GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s ORDER BY rowid", table);
  g_autoptr (CrmStatement) select = crm_db_prepare (db, sql, error);
  g_autoptr (GByteArray) row = g_byte_array_new ();
  CrmStep step;

  if (select == NULL)
    return FALSE;
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      crm_backup_append_row (row, select);
      g_checksum_update (checksum, row->data, row->len);
    }
  return step == CRM_STEP_DONE;
}

/* Whether every row of the workspace that was written stands in the file. */
static gboolean
verify (Writing *self,
        CrmBackupFile *file,
        GError **error)
{
  static const char *const fixed[] = { "journal_action", "journal_change", "journal_field", "meta" };
  g_autoptr (CrmDb) db = crm_backup_open_file (file->path, error);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint n_entities;
  const CrmEntity *const *entities = crm_schema_entities (self->from, &n_entities);

  if (db == NULL || !crm_backup_check_file (db, file->path, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    {
      if (!read_again (db, fixed[i], checksum, error))
        return FALSE;
    }
  for (guint i = 0; i < n_entities; i++)
    {
      if (!read_again (db, entities[i]->name, checksum, error))
        return FALSE;
    }
  return g_str_equal (g_checksum_get_string (checksum), g_checksum_get_string (self->checksum)) ||
         crm_backup_refuse_different (file->folder_path, error);
}

/* Whether the history up to there is still all there: a long action that was taken back leaves a gap. */
static gboolean
has_history (CrmDb *db,
             CrmBackup *previous)
{
  const CrmBackupDigest *changes = crm_backup_find_digest (previous->digests, "journal_change");
  g_autofree char *sql = NULL;

  if (changes == NULL)
    return FALSE;
  sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM journal_action WHERE id = %" G_GINT64_FORMAT ") AND (SELECT "
                         "count(*) FROM journal_change WHERE id <= %" G_GINT64_FORMAT ") = %" G_GINT64_FORMAT,
                         previous->action, previous->change, changes->count);
  return crm_db_query_int (db, sql, 0) != 0;
}

/**
 * crm_backup_follows:
 * @now: what the workspace is now
 * @previous: an earlier backup
 *
 * Returns: whether the history of the workspace goes on from where the backup ended. While a long action is under way,
 *   and after a backup in the midst of one, nobody can tell.
 */
gboolean
crm_backup_follows (CrmDb *db,
                    const CrmBackup *now,
                    CrmBackup *previous)
{
  return !now->unfinished && !previous->unfinished && g_strcmp0 (now->fingerprint, previous->fingerprint) == 0 &&
         has_history (db, previous);
}

static gboolean
take_changes (CrmStore *store,
              CrmBackup *backup,
              CrmBackup *previous,
              CrmBackupFile *file,
              const CrmBackupTask *task,
              GError **error)
{
  g_autoptr (CrmDb) from = crm_store_open_reader (store, error);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GByteArray) row = g_byte_array_new ();
  Writing writing = { .from = from, .previous = previous, .checksum = checksum, .row = row };

  if (from == NULL)
    return FALSE;
  crm_db_set_cancellable (from, task->cancellable);
  if (!crm_db_exec (from, "BEGIN", error))
    return FALSE;
  crm_backup_note_mark (backup, from);
  if (!crm_backup_follows (from, backup, previous))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_CONFLICT,
                   _("The workspace does not go on from the backup “%s”. Nothing was written. Make a full backup."),
                   previous->file);
      return FALSE;
    }
  if (!write_file (&writing, file, error))
    return FALSE;
  crm_backup_report (task, 0.5);
  backup->digests = crm_backup_digest (from, error);
  return backup->digests != NULL && crm_backup_file_sync (file, error) && verify (&writing, file, error);
}

/**
 * crm_backup_write_changes:
 * @previous: a verified backup of the workspace
 * @path: a file that does not exist, in the folder of @previous
 *
 * Writes what was changed since that backup, and reads it again to compare.
 *
 * Returns: (transfer full): what is known of the backup
 * Errors: as crm_backup_write_full(); %CRM_ERROR_CONFLICT where the workspace has another history than the backup
 */
CrmBackup *
crm_backup_write_changes (CrmStore *store,
                          CrmBackup *previous,
                          const char *path,
                          const CrmBackupTask *task,
                          GError **error)
{
  const CrmBackupTask alone = { 0 };
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (CrmBackup) backup = crm_backup_new (CRM_BACKUP_CHANGES);
  g_autoptr (CrmBackupFile) file = NULL;

  task = task != NULL ? task : &alone;
  if (!crm_backup_expect_none (path, error) || (file = crm_backup_file_new (folder, error)) == NULL)
    return NULL;
  backup->workspace = g_strdup (crm_store_get_path (store));
  backup->previous = g_path_get_basename (previous->file);
  backup->at = task->now != 0 ? task->now : crm_instant_now ();
  if (!take_changes (store, backup, previous, file, task, error) ||
      !crm_backup_finish (backup, file, name, task, error))
    return NULL;
  crm_backup_report (task, 1);
  return g_steal_pointer (&backup);
}
