/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-action.h"
#include "store/crm-backup-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Reading what was written, to see whether it is what should have been written. */

#define BLOB_MARK 0xff

static const char *const journal_tables[] = { "journal_action", "journal_change" };

/**
 * crm_backup_open_file:
 * @path: a file that nobody writes
 *
 * Returns: (transfer full): a connection that reads it and leaves nothing beside it
 */
CrmDb *
crm_backup_open_file (const char *path,
                      GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", TRUE);
  g_autofree char *uri = g_strdup_printf ("file:%s?immutable=1", escaped);

  return crm_db_open (uri, CRM_DB_READ_ONLY, error);
}

/**
 * crm_backup_check_file:
 * @path: for the message
 *
 * Lets SQLite check the whole of the file.
 */
gboolean
crm_backup_check_file (CrmDb *db,
                       const char *path,
                       GError **error)
{
  g_autoptr (CrmStatement) check = crm_db_prepare (db, "PRAGMA integrity_check (1)", error);

  if (check == NULL || crm_statement_step (check, error) != CRM_STEP_ROW)
    return FALSE;
  if (strcmp (crm_statement_text (check, 0), "ok") == 0)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_CORRUPT,
               _("“%s” is damaged (%s). Nothing was changed. Use another backup."), path,
               crm_statement_text (check, 0));
  return FALSE;
}

/* Columns are written with their names and empty ones not at all, as in crm_reader_digest(). */
void
crm_backup_append_row (GByteArray *out,
                       CrmStatement *row)
{
  g_byte_array_set_size (out, 0);
  for (int i = 0; i < crm_statement_n_columns (row); i++)
    {
      const char *name = crm_statement_name (row, i);
      g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

      if (crm_statement_is_null (row, i))
        continue;
      value = crm_statement_value (row, i);
      g_byte_array_append (out, (const guint8 *) name, strlen (name) + 1);
      if (crm_value_is_null (&value))
        {
          gsize length;
          const guint8 *data = crm_statement_blob (row, i, &length);
          const guint8 mark = BLOB_MARK;

          g_byte_array_append (out, &mark, 1);
          crm_varint_write (length, out);
          g_byte_array_append (out, data, length);
        }
      else
        crm_value_write (&value, out);
    }
}

static gboolean
digest_table (CrmDb *db,
              const char *table,
              CrmBackupDigest *digest,
              GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s ORDER BY id", table);
  g_autoptr (CrmStatement) select = crm_db_prepare (db, sql, error);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GByteArray) row = g_byte_array_new ();
  CrmStep step;

  if (select == NULL)
    return FALSE;
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      crm_backup_append_row (row, select);
      g_checksum_update (checksum, row->data, row->len);
      digest->count++;
    }
  digest->name = g_strdup (table);
  g_strlcpy (digest->hash, g_checksum_get_string (checksum), sizeof digest->hash);
  return step == CRM_STEP_DONE;
}

/**
 * crm_backup_digest:
 * @db: a workspace, maybe of an earlier version
 *
 * Returns: (transfer full) (element-type CrmBackupDigest): count and hash of every entity's rows and of the history
 */
GArray *
crm_backup_digest (CrmDb *db,
                   GError **error)
{
  g_autoptr (GArray) digests = crm_backup_digests_new ();
  g_autoptr (GArray) entities = crm_reader_digest_common (db, db, error);

  if (entities == NULL)
    return NULL;
  for (guint i = 0; i < entities->len; i++)
    {
      const CrmEntityDigest *entity = &g_array_index (entities, CrmEntityDigest, i);
      CrmBackupDigest digest = { 0 };

      if (*entity->hash == '\0')   /* an earlier version did not know it */
        continue;
      digest.name = g_strdup (entity->entity->name);
      digest.count = entity->count;
      g_strlcpy (digest.hash, entity->hash, sizeof digest.hash);
      g_array_append_val (digests, digest);
    }
  for (guint i = 0; i < G_N_ELEMENTS (journal_tables); i++)
    {
      CrmBackupDigest digest = { 0 };

      if (!digest_table (db, journal_tables[i], &digest, error))
        return NULL;
      g_array_append_val (digests, digest);
    }
  return g_steal_pointer (&digests);
}

/**
 * crm_backup_note_mark:
 *
 * Notes up to where the history of the workspace goes.
 */
void
crm_backup_note_mark (CrmBackup *self,
                      CrmDb *db)
{
  self->action = crm_db_query_int (db, "SELECT max(id) FROM journal_action", 0);
  self->change = crm_db_query_int (db, "SELECT max(id) FROM journal_change", 0);
  self->unfinished = crm_action_find_unfinished (db) != 0;
  self->fingerprint = crm_schema_get_meta (db, "fingerprint");
}

void
crm_backup_report (const CrmBackupTask *task,
                   double share)
{
  if (task->progress != NULL)
    task->progress (share, task->data);
}
