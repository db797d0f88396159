/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-window-private.h"

#include "sales/crm-workspace.h"
#include "ui/common/crm-feedback.h"
#include "ui/safety/crm-rescue.h"

#include <glib/gi18n.h>

/* A workspace that is damaged, whether that was found when it was opened or later. */

typedef struct
{
  CrmWindow *window;
  char      *path;
} Rescue;

static Rescue *
new_rescue (CrmWindow *self,
            const char *path)
{
  Rescue *rescue = g_new (Rescue, 1);

  *rescue = (Rescue) { g_object_ref (self), g_strdup (path) };
  return rescue;
}

static void
free_rescue (gpointer data)
{
  Rescue *rescue = data;

  g_object_unref (rescue->window);
  g_free (rescue->path);
  g_free (rescue);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rescue, free_rescue)

static void
rescued_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (Rescue) rescue = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmRescued) rescued = crm_rescue_finish (result, &error);
  CrmWindow *self = rescue->window;

  crm_window_open_path (self, rescue->path, 0);
  if (rescued != NULL)
    crm_rescue_tell (GTK_WIDGET (self), rescued);
  else
    crm_feedback_error (GTK_WIDGET (self), _("The Workspace Is as It Was"), error);
}

static void
chosen_cb (CrmRescueChoice choice,
           const char *backup,
           gpointer user_data)
{
  Rescue *rescue = user_data;
  CrmWindow *self = rescue->window;
  g_autofree char *name = crm_workspace_get_name (rescue->path);
  g_autofree char *text = NULL;

  switch (choice)
    {
    case CRM_RESCUE_OPEN:
      crm_window_open_path (self, rescue->path, CRM_STORE_ACCEPT_LOSS);
      break;
    case CRM_RESCUE_REPAIR:
    case CRM_RESCUE_RESTORE:
      /* Translators: the placeholder is the name of a workspace */
      text = g_strdup_printf (choice == CRM_RESCUE_REPAIR ? _("Repairing %s…") : _("Restoring %s…"), name);
      crm_window_show_loading (self, rescue->path, text, TRUE);
      crm_rescue_async (rescue->path, choice == CRM_RESCUE_RESTORE ? backup : NULL, self->loading_progress,
                        self->cancellable, rescued_cb, new_rescue (self, rescue->path));
      break;
    case CRM_RESCUE_NOTHING:
    default:
      break;
    }
}

/**
 * crm_window_offer_rescue:
 * @path: a workspace that could not be opened, or that damage was met in
 *
 * Says why, and offers what can be done about it.
 */
void
crm_window_offer_rescue (CrmWindow *self,
                         const char *path,
                         const GError *error)
{
  crm_rescue_ask (GTK_WIDGET (self), path, error, chosen_cb, new_rescue (self, path), free_rescue);
}

/* Changes that wait, while their workspace is being repaired or is closed */

/**
 * crm_window_keep_unsaved:
 *
 * Takes over what could not be saved, before the workspace is closed.
 */
void
crm_window_keep_unsaved (CrmWindow *self)
{
  if (self->trouble == NULL || crm_trouble_get_n_waiting (self->trouble) == 0)
    return;
  g_clear_pointer (&self->unsaved, g_ptr_array_unref);
  self->unsaved = crm_trouble_take_waiting (self->trouble);
  g_set_str (&self->unsaved_path, crm_store_get_path (self->store));
}

/**
 * crm_window_save_unsaved:
 *
 * Has what could not be saved before tried again, if it belongs to the workspace that is open now.
 */
void
crm_window_save_unsaved (CrmWindow *self)
{
  if (self->unsaved == NULL || self->trouble == NULL || crm_store_is_read_only (self->store) ||
      g_strcmp0 (self->unsaved_path, crm_store_get_path (self->store)) != 0)
    return;
  crm_trouble_take_up (self->trouble, self->unsaved);
  g_clear_pointer (&self->unsaved, g_ptr_array_unref);
}
