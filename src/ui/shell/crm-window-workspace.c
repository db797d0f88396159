/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-window-private.h"

#include "ui/shell/crm-sections.h"

#include "sales/crm-workspace.h"
#include "sample/crm-sample.h"
#include "ui/common/crm-draft.h"
#include "ui/common/crm-feedback.h"
#include "ui/shell/crm-recent.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define WARM_AFTER_MS 1000   /* the first page is there, and nobody has typed yet */
#define LOADING_AFTER_MS 200

static void
show_newest_backup (CrmWindow *self)
{
  g_autofree char *text = crm_backup_keeper_describe (self->keeper);

  gtk_button_set_label (self->backup_button, text);
  gtk_widget_set_visible (GTK_WIDGET (self->backup_button), *text != '\0');
}

static gboolean
look_for_backups (gpointer data)
{
  crm_backup_keeper_start (data, CRM_BACKUP_WORK_LIST, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
set_keeper (CrmWindow *self)
{
  if (self->keeper != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->keeper, self);
      crm_backup_keeper_stop (self->keeper);
    }
  g_clear_object (&self->keeper);
  if (self->store == NULL || crm_store_is_read_only (self->store))
    return;
  self->keeper = crm_backup_keeper_new (self->store);
  g_signal_connect_object (self->keeper, "changed", G_CALLBACK (show_newest_backup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "done", G_CALLBACK (crm_window_copied), self, G_CONNECT_SWAPPED);
  /* After the first page, which people wait for. */
  g_timeout_add_seconds_full (G_PRIORITY_LOW, 1, look_for_backups, g_object_ref (self->keeper), g_object_unref);
}

static void
set_trouble_button (CrmWindow *self,
                    const char *label,
                    const char *action)
{
  adw_banner_set_button_label (self->trouble_banner, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->trouble_banner), action);
}

static void
show_trouble (CrmWindow *self)
{
  g_autofree char *text = NULL, *escaped = NULL;

  if (!crm_trouble_is_over (self->trouble))
    {
      text = crm_trouble_describe (self->trouble);
      escaped = g_markup_escape_text (text, -1);
      adw_banner_set_title (self->trouble_banner, escaped);
      if (crm_trouble_passes (self->trouble))
        set_trouble_button (self, _("_Try Again"), "win.retry");
      else
        set_trouble_button (self, _("_Repair or Restore…"), "win.rescue");
    }
  adw_banner_set_revealed (self->trouble_banner, escaped != NULL);
}

static void
show_refusal (CrmWindow *self,
              const GError *error)
{
  crm_feedback_error (GTK_WIDGET (self), _("Not Saved"), error);
}

static void
set_trouble (CrmWindow *self)
{
  if (self->trouble != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->trouble, self);
      crm_trouble_stop (self->trouble);
      adw_banner_set_revealed (self->trouble_banner, FALSE);
    }
  g_clear_object (&self->trouble);
  if (self->store == NULL)
    return;
  self->trouble = crm_trouble_new (self->store);
  g_signal_connect_object (self->trouble, "changed", G_CALLBACK (show_trouble), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trouble, "refused", G_CALLBACK (show_refusal), self, G_CONNECT_SWAPPED);
  show_trouble (self);   /* damage may have been met while it was opened */
  crm_window_save_unsaved (self);
}

static void
warm_search (gpointer data)
{
  CrmWindow *self = data;

  self->warming_source = 0;
  crm_store_warm_search (self->store, NULL, NULL);
}

/* Pages know the fields that there were when they were made: they are made anew, and what is on top of the section at
 * hand stays there. */
static void
store_changed_cb (CrmWindow *self,
                  CrmEvents *events)
{
  g_autoptr (GListModel) stack = NULL;
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer name = NULL, page;
  gboolean found = FALSE;

  if (crm_events_find (events, "custom_field") == NULL)
    return;
  stack = adw_navigation_view_get_navigation_stack (self->navigation);
  for (guint i = 0; i < g_list_model_get_n_items (stack); i++)
    g_ptr_array_add (pages, g_list_model_get_item (stack, i));
  g_hash_table_iter_init (&iter, self->pages);
  while (!found && pages->len > 0 && g_hash_table_iter_next (&iter, &name, &page))
    found = page == pages->pdata[0];
  g_hash_table_remove_all (self->pages);
  if (!found)
    return;
  page = crm_section_new_page (crm_section_find (name), self->store);
  g_hash_table_insert (self->pages, name, g_object_ref_sink (page));
  g_object_unref (pages->pdata[0]);
  pages->pdata[0] = g_object_ref (page);
  adw_navigation_view_replace (self->navigation, (AdwNavigationPage **) pages->pdata, pages->len);
}

/**
 * crm_window_set_store:
 * @store: (nullable): the workspace that the window has from now on; the earlier one is closed
 */
void
crm_window_set_store (CrmWindow *self,
                      CrmStore *store)
{
  if (self->store == store)
    return;
  /* The pages go first: their lists read from the store. */
  if (self->pages != NULL)
    {
      adw_navigation_view_replace (self->navigation, NULL, 0);
      g_hash_table_remove_all (self->pages);
    }
  if (self->keeper != NULL)
    crm_backup_keeper_stop (self->keeper);
  crm_window_keep_unsaved (self);
  if (self->trouble != NULL)
    crm_trouble_stop (self->trouble);
  if (self->store != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->store, store_changed_cb, self);
      crm_store_close (self->store);
    }
  g_set_object (&self->store, store);
  if (store != NULL)
    g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  g_clear_handle_id (&self->warming_source, g_source_remove);
  if (store != NULL)
    self->warming_source = g_timeout_add_once (WARM_AFTER_MS, warm_search, self);
  set_keeper (self);
  set_trouble (self);
  crm_window_show_place (self);
  crm_window_update_actions (self);
}

/**
 * crm_window_leave_store:
 *
 * Closes the workspace, if one is open, and makes the backup that is due without holding the window up.
 */
void
crm_window_leave_store (CrmWindow *self)
{
  gboolean kept = self->keeper != NULL && crm_store_get_damage (self->store) == NULL;

  crm_window_set_store (self, NULL);
  if (kept && gtk_window_get_application (GTK_WINDOW (self)) != NULL)
    crm_backup_keeper_leave (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))), self->path);
}

static void
show_greeter (CrmWindow *self)
{
  g_clear_handle_id (&self->loading_source, g_source_remove);
  g_clear_pointer (&self->path, g_free);
  gtk_window_set_title (GTK_WINDOW (self), _("Clientele"));
  gtk_stack_set_visible_child_name (self->stack, "greeter");
}

static gboolean
is_drawn (CrmWindow *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  return clock != NULL && gdk_frame_clock_get_frame_counter (clock) >= 0;
}

static gboolean
show_first_page (gpointer data)
{
  CrmWindow *self = data;

  if (self->store != NULL && crm_window_get_page (self) == NULL)
    crm_window_show_section (self, "dashboard");
  return G_SOURCE_REMOVE;
}

static void
after_first_paint_cb (GdkFrameClock *clock,
                      CrmWindow *self)
{
  g_signal_handlers_disconnect_by_func (clock, after_first_paint_cb, self);
  g_idle_add_full (G_PRIORITY_DEFAULT, show_first_page, g_object_ref (self), g_object_unref);
}

/* What was typed before the program ended, and is not in the workspace. */
static void
tell_unfinished (CrmWindow *self)
{
  g_autoptr (GPtrArray) drafts = crm_draft_list (self->store);
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (drafts->len == 0 || crm_store_is_read_only (self->store))
    return;
  text = g_strdup_printf (ngettext ("%u unfinished edit", "%u unfinished edits", drafts->len), drafts->len);
  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, _("_Show"));
  adw_toast_set_action_name (toast, "win.show-drafts");
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
show_workspace (CrmWindow *self)
{
  g_autofree char *name = crm_workspace_get_name (self->path);
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  GtkStackTransitionType transition = GTK_STACK_TRANSITION_TYPE_CROSSFADE;

  g_clear_handle_id (&self->loading_source, g_source_remove);
  crm_recent_add (self->settings, file);
  adw_window_title_set_subtitle (self->sidebar_title, name);
  gtk_window_set_title (GTK_WINDOW (self), name);
  if (is_drawn (self) || clock == NULL)
    crm_window_show_section (self, "dashboard");
  else
    {
      /* A small workspace is open before the window is there: let people see the window, then make the page. */
      g_signal_connect_object (clock, "after-paint", G_CALLBACK (after_first_paint_cb), self, 0);
      transition = GTK_STACK_TRANSITION_TYPE_NONE;
    }
  gtk_stack_set_visible_child_full (self->stack, "workspace", transition);
  tell_unfinished (self);
}

static gboolean
show_loading_page (gpointer data)
{
  CrmWindow *self = data;

  self->loading_source = 0;
  gtk_stack_set_visible_child_name (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

/* Shows at once that there is a window, and after a while that it is loading: most workspaces are open before. */
void
crm_window_show_loading (CrmWindow *self,
                         const char *path,
                         const char *text,
                         gboolean progress)
{
  crm_window_set_store (self, NULL);
  g_set_str (&self->path, path);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_label_set_label (self->loading_label, text);
  gtk_progress_bar_set_fraction (self->loading_progress, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->loading_progress), progress);
  g_clear_handle_id (&self->loading_source, g_source_remove);
  self->loading_source = g_timeout_add (LOADING_AFTER_MS, show_loading_page, self);
  if (!is_drawn (self))
    gtk_stack_set_visible_child_full (self->stack, "workspace", GTK_STACK_TRANSITION_TYPE_NONE);
}

static void
opened_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (CrmWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmStore) store = crm_workspace_open_finish (result, &error);

  if (store == NULL)
    {
      g_autofree char *path = g_strdup (self->path);

      show_greeter (self);
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        crm_window_offer_rescue (self, path, error);
      return;
    }
  crm_window_set_store (self, store);
  show_workspace (self);
}

/**
 * crm_window_open_path:
 * @path: a workspace
 *
 * Opens it; where that is refused, says why and what can be done.
 */
void
crm_window_open_path (CrmWindow *self,
                      const char *path,
                      CrmStoreFlags flags)
{
  g_autofree char *name = crm_workspace_get_name (path);
  g_autofree char *text = g_strdup_printf (_("Opening %s…"), name);

  crm_window_show_loading (self, path, text, FALSE);
  crm_workspace_open_async (path, flags, self->cancellable, opened_cb, g_object_ref (self));
}

/**
 * crm_window_open:
 * @file: a workspace
 *
 * Opens the workspace in this window; the one that is open is closed first.
 */
void
crm_window_open (CrmWindow *self,
                 GFile *file)
{
  if (g_file_peek_path (file) != NULL)
    crm_window_open_path (self, g_file_peek_path (file), 0);
  else
    crm_feedback_toast (GTK_WIDGET (self), _("A workspace must be a file on this computer"));
}

/* Making a workspace, empty or with the sample company, in a thread */

typedef struct
{
  CrmWindow *window;
  char      *path;
  char      *currency;
  gboolean   sample;
  guint      done;
  guint      total;
} Making;

static void
free_making (gpointer data)
{
  Making *making = data;

  g_object_unref (making->window);
  g_free (making->path);
  g_free (making->currency);
  g_free (making);
}

static gboolean
show_progress (gpointer data)
{
  Making *making = data;

  gtk_progress_bar_set_fraction (making->window->loading_progress, (double) making->done / making->total);
  return G_SOURCE_REMOVE;
}

/* Called on the thread. */
static void
note_progress (guint done,
               guint total,
               gpointer user_data)
{
  Making *note = g_new0 (Making, 1);

  note->window = g_object_ref (((Making *) user_data)->window);
  note->done = done;
  note->total = total;
  g_idle_add_full (G_PRIORITY_DEFAULT, show_progress, note, free_making);
}

static void
make_in_thread (GTask *task,
                gpointer source,
                gpointer data,
                GCancellable *cancellable)
{
  Making *making = data;
  GError *error = NULL;
  CrmStore *store = crm_workspace_create (making->path, making->currency, &error);
  gboolean made = store != NULL;

  if (made && making->sample)
    made = crm_sample_generate (store, CRM_SAMPLE_CUSTOMERS, CRM_SAMPLE_SEED, cancellable, note_progress, making,
                                &error);
  if (store != NULL)
    {
      crm_store_close (store);
      g_object_unref (store);
    }
  if (made)
    g_task_return_boolean (task, TRUE);
  else
    {
      if (store != NULL)
        g_unlink (making->path);   /* half a sample is of no use, and it was made just now */
      g_task_return_error (task, error);
    }
}

static void
made_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  CrmWindow *self = CRM_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      show_greeter (self);
      crm_feedback_error (GTK_WIDGET (self), _("Workspace Not Made"), error);
      return;
    }
  file = g_file_new_for_path (self->path);
  crm_window_open (self, file);
}

static void
make (CrmWindow *self,
      const char *path,
      const char *currency,
      gboolean sample)
{
  g_autoptr (GTask) task = NULL;
  Making *making = g_new0 (Making, 1);

  crm_window_show_loading (self, path, sample ? _("Making the sample company…") : _("Making the workspace…"), sample);
  task = g_task_new (self, self->cancellable, made_cb, NULL);
  making->window = g_object_ref (self);
  making->path = g_strdup (path);
  making->currency = g_strdup (currency);
  making->sample = sample;
  g_task_set_task_data (task, making, free_making);
  g_task_run_in_thread (task, make_in_thread);
}

/**
 * crm_window_create:
 * @file: a file that does not exist
 * @currency: ISO 4217 code
 *
 * Makes an empty workspace and opens it.
 */
void
crm_window_create (CrmWindow *self,
                   GFile *file,
                   const char *currency)
{
  make (self, g_file_peek_path (file), currency, FALSE);
}

/**
 * crm_window_open_sample:
 *
 * Opens the sample company, which is made the first time.
 */
void
crm_window_open_sample (CrmWindow *self)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "clientele", NULL);
  /* Translators: name of a file */
  g_autofree char *base = g_strconcat (_("Sample Company"), CRM_WORKSPACE_SUFFIX, NULL);
  g_autofree char *path = g_build_filename (folder, base, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  if (g_file_query_exists (file, NULL))
    {
      crm_window_open (self, file);
      return;
    }
  g_mkdir_with_parents (folder, 0700);
  make (self, path, "EUR", TRUE);
}

void
crm_window_close_workspace (CrmWindow *self)
{
  crm_window_leave_store (self);
  g_settings_set_string (self->settings, "last-workspace", "");
  show_greeter (self);
}
