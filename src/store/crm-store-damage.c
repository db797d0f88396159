/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-error.h"
#include "db/crm-db-integrity.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* Damage that is met while a workspace is open. Every connection tells the store of it, whoever asked for the page;
 * from the first time on nothing is written to the file any more. */

static gboolean
deliver (gpointer self)
{
  g_signal_emit_by_name (self, "damaged");
  return G_SOURCE_REMOVE;
}

/* Called on any thread. */
void
crm_store_note_damage (CrmStore *self,
                       const GError *error)
{
  GError *copy;

  /* Another file that took the workspace's name is not the workspace. */
  if (!crm_store_check_place (self, NULL))
    return;
  copy = g_error_copy (error);
  if (!g_atomic_pointer_compare_and_exchange (&self->damage, NULL, copy))
    {
      g_error_free (copy);
      return;
    }
  if (g_signal_has_handler_pending (self, g_signal_lookup ("damaged", CRM_TYPE_STORE), 0, FALSE))
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, deliver, g_object_ref (self), g_object_unref);
      g_source_attach (source, self->context);
    }
}

static void
damaged_cb (const GError *error,
            gpointer self)
{
  crm_store_note_damage (self, error);
}

/**
 * crm_store_watch:
 * @db: a connection to the workspace
 *
 * Has the store know of the damage that the connection meets.
 */
void
crm_store_watch (CrmStore *self,
                 CrmDb *db)
{
  crm_db_set_damage_func (db, damaged_cb, self);
}

/**
 * crm_store_get_damage:
 *
 * Returns: (transfer none) (nullable): the first damage that was met since the workspace was opened; see
 *   #CrmStore::damaged
 */
const GError *
crm_store_get_damage (CrmStore *self)
{
  return g_atomic_pointer_get (&self->damage);
}

/**
 * crm_store_check_damage:
 *
 * Returns: whether the workspace may be written, as far as is known
 * Errors: %CRM_ERROR_CORRUPT
 */
gboolean
crm_store_check_damage (CrmStore *self,
                        GError **error)
{
  if (crm_store_get_damage (self) == NULL)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_CORRUPT,
               _("“%s” is damaged, so nothing is written to it any more. What was saved before was kept. Repair it, or "
                 "restore a backup."), self->path);
  return FALSE;
}

/**
 * crm_store_spare_log:
 * @db: a connection that is about to be closed
 *
 * Has what stands in the log stay there, instead of being moved into a damaged file.
 */
void
crm_store_spare_log (CrmStore *self,
                     CrmDb *db)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  GStatBuf status;

  if (crm_store_get_damage (self) != NULL && g_stat (log, &status) == 0 && status.st_size > 0)
    crm_db_keep_log (db);
}
