/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-action.h"

#include "base/crm-error.h"
#include "db/crm-db-integrity.h"

#include <glib/gi18n-lib.h>

/* Commits that were acknowledged and are not there: see crm-db-integrity.c. */

static void
refuse (CrmStore *self,
        GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_LOST,
               g_dngettext (GETTEXT_PACKAGE,
                            "“%s” lacks the last %u step that was saved in it: its log, “%s-wal”, was cut off, removed "
                            "or left behind when the file was copied. Nothing was changed. Put the log back beside the "
                            "file, go on with a backup, or accept the loss: clientele-cli check --repair",
                            "“%s” lacks the last %u steps that were saved in it: its log, “%s-wal”, was cut off, "
                            "removed or left behind when the file was copied. Nothing was changed. Put the log back "
                            "beside the file, go on with a backup, or accept the loss: clientele-cli check --repair",
                            self->lost),
               self->path, (guint) self->lost, self->path);
}

/**
 * crm_store_check_lost:
 * @db: the writer's connection, before anything was written
 *
 * Returns: whether the workspace has all that was saved in it, or the loss is accepted
 * Errors: %CRM_ERROR_LOST
 */
gboolean
crm_store_check_lost (CrmStore *self,
                      CrmDb *db,
                      GError **error)
{
  self->lost = crm_db_get_lost (db);
  if (self->lost == 0 || self->flags & CRM_STORE_ACCEPT_LOSS)
    return TRUE;
  crm_db_keep_log (db);
  refuse (self, error);
  return FALSE;
}

static gboolean
write_note (CrmStore *self,
            CrmDb *db,
            char *label,
            GError **error)
{
  CrmAction action = { .transaction = { .store = self, .db = db }, .id = crm_store_new_id (self), .label = label,
                       .permanent = TRUE };

  if (crm_db_begin (db, error) &&
      crm_journal_end_slice (&action, TRUE, error) &&
      crm_store_commit (self, db, error))
    return TRUE;
  crm_db_rollback (db);
  return FALSE;
}

static CrmWriteResult
note_in_thread (CrmStore *self,
                CrmDb *db,
                gpointer label,
                GCancellable *cancellable,
                GError **error)
{
  return write_note (self, db, label, error) ? CRM_WRITE_DONE : CRM_WRITE_FAILED;
}

/**
 * crm_store_note:
 *
 * Puts a step into the history that changed no record and cannot be undone.
 */
gboolean
crm_store_note (CrmStore *self,
                const char *label,
                GError **error)
{
  g_autofree char *copy = g_strdup (label);

  return crm_store_write (self, CRM_WRITE_PERSON, note_in_thread, copy, NULL, error);
}

/**
 * crm_store_note_loss:
 *
 * Puts the accepted loss into the journal, for good. From then on the workspace counts as whole.
 */
gboolean
crm_store_note_loss (CrmStore *self,
                     CrmDb *db,
                     GError **error)
{
  g_autofree char *label = NULL;

  if (self->lost == 0)
    return TRUE;
  label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Accepted the loss of %u step",
                                        "Accepted the loss of %u steps", self->lost), (guint) self->lost);
  if (!write_note (self, db, label, error))
    return FALSE;
  self->lost = 0;
  return TRUE;
}

/**
 * crm_store_tidy:
 * @db: a connection that reads a workspace which may be written, before others are made
 *
 * Moves the log that a process left behind into the file, unless somebody writes or steps are missing.
 */
void
crm_store_tidy (CrmStore *self,
                CrmDb *db)
{
  int lock;

  if (self->lost > 0 || crm_store_get_damage (self) != NULL)
    {
      crm_db_keep_log (db);
      return;
    }
  if (self->shared || self->sealed || (lock = crm_store_file_lock (self->path, NULL)) < 0)
    return;
  if (crm_db_checkpoint (db, TRUE))
    crm_db_settle (db);
  crm_store_file_unlock (lock);
}

/**
 * crm_store_get_lost:
 *
 * Returns: how many steps that were saved the workspace lacks, as is known since it was opened
 */
gint64
crm_store_get_lost (CrmStore *self)
{
  return self->lost;
}
