/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-error.h"
#include "db/crm-db-integrity.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A workspace of an earlier version is written anew beside the old one, brought up to date there and compared with it;
 * then it takes the old one's name, and the old one stays under another. Whatever happens on the way, the old one is
 * there and as it was. */

static gboolean
compare (CrmDb *old,
         CrmDb *db,
         const char *path,
         GError **error)
{
  g_autoptr (GArray) before = crm_reader_digest_common (old, old, error);
  g_autoptr (GArray) after = before != NULL ? crm_reader_digest_common (db, old, error) : NULL;

  if (after == NULL)
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    {
      if (strcmp (g_array_index (before, CrmEntityDigest, i).hash, g_array_index (after, CrmEntityDigest, i).hash) == 0)
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_FAILED,
                   _("“%s” could not be brought up to date: the new file does not hold what the old one does. The old "
                     "one was kept as it was. Go on with the version of Clientele that it comes from."), path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_anew (CrmDb *old,
            const char *path,
            const char *draft,
            GError **error)
{
  g_autoptr (CrmDb) db = NULL;

  if (!crm_db_write_copy (old, draft, error))
    return FALSE;
  db = crm_db_open (draft, 0, error);
  return db != NULL && crm_schema_migrate (db, error) && compare (old, db, path, error) && crm_db_adopt (db, error);
}

/* All into the one file, so that nothing of it is left under the name that the new one takes. */
static gboolean
gather (CrmDb *old,
        const char *path,
        GError **error)
{
  g_autoptr (CrmStatement) change = crm_db_prepare (old, "PRAGMA journal_mode = DELETE", error);

  if (change == NULL || crm_statement_step (change, error) == CRM_STEP_ERROR)
    return FALSE;
  if (g_strcmp0 (crm_statement_text (change, 0), "delete") == 0)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_BUSY,
               _("“%s” is being used by another process, such as a Clientele window. Nothing was changed. Close "
                 "it there and try again."), path);
  return FALSE;
}

static gboolean
upgrade (const char *path,
         GError **error)
{
  g_autoptr (CrmDb) old = NULL;
  g_autofree char *draft = NULL;
  gboolean done;

  old = crm_db_open (path, 0, error);
  if (old == NULL || !gather (old, path, error) || (draft = crm_store_draft_new (path, error)) == NULL)
    return FALSE;
  done = write_anew (old, path, draft, error);
  g_clear_pointer (&old, crm_db_close);
  done = done && crm_store_draft_put (path, draft, _("before upgrade"), NULL, error);
  if (!done)
    crm_store_draft_remove (draft);
  return done;
}

/**
 * crm_store_upgrade:
 * @path: a workspace that may be written, its name resolved
 *
 * Brings a workspace of an earlier version up to date; does nothing to others.
 *
 * Errors: %CRM_ERROR_BUSY, %CRM_ERROR_DISK_FULL, %CRM_ERROR_IO, %CRM_ERROR_CORRUPT; the file is as it was
 */
gboolean
crm_store_upgrade (const char *path,
                   GError **error)
{
  int lock = crm_store_file_lock (path, error);
  char *held;
  CrmFileState state;
  gboolean done;

  if (lock < 0)
    return FALSE;
  held = crm_store_file_hold (path);
  /* Somebody may have been faster. */
  done = crm_store_file_inspect (path, &state, error) && (state != CRM_FILE_OLD || upgrade (path, error));
  crm_store_file_unlock (lock);
  crm_store_file_release (held);
  return done;
}
