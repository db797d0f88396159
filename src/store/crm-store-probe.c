/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>

/* Whether a workspace that is open can still be written. */

/**
 * crm_store_check_place:
 *
 * What is written to a file that was removed is gone when it is closed, so nothing is.
 *
 * Errors: %CRM_ERROR_GONE
 */
gboolean
crm_store_check_place (CrmStore *self,
                       GError **error)
{
  if (crm_store_file_is_held (self->path, self->held))
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_GONE,
               _("“%s” was moved or removed while it was open. Nothing was changed since. Put it back where it was, or "
                 "restore a backup."), self->path);
  return FALSE;
}

static CrmWriteResult
probe (CrmStore *self,
       CrmDb *db,
       gpointer data,
       GCancellable *cancellable,
       GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time ());

  if (crm_db_begin (db, error) && crm_schema_set_meta (db, "probed", now, error) && crm_store_commit (self, db, error))
    return CRM_WRITE_DONE;
  crm_db_rollback (db);
  return CRM_WRITE_FAILED;
}

/**
 * crm_store_probe_async:
 *
 * Tries to write, without changing any record.
 */
void
crm_store_probe_async (CrmStore *self,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  crm_store_write_async (self, CRM_WRITE_PERSON, probe, NULL, NULL, NULL, callback, user_data);
}

/**
 * crm_store_probe_finish:
 *
 * Returns: whether the workspace could be written
 */
gboolean
crm_store_probe_finish (CrmStore *self,
                        GAsyncResult *result,
                        GError **error)
{
  GError *local = NULL;

  crm_store_write_finish (self, result, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}
