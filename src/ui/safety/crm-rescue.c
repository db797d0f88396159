/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/safety/crm-rescue.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "base/crm-money.h"
#include "store/crm-backup.h"
#include "ui/common/crm-feedback.h"
#include "ui/safety/crm-backup-keeper.h"

#include <glib/gi18n.h>

#define PROGRESS_STEP 0.01

/* What can be done with a workspace that is damaged: asking, doing it on a thread, telling what came of it. */

/* Asking */

typedef struct
{
  GtkWidget     *parent;
  GError        *error;
  CrmRescueFunc  chosen;
  gpointer       user_data;
  GDestroyNotify destroy;
  CrmBackup     *backup;    /* (nullable): what can be restored */
} Asking;

static void
free_asking (Asking *asking)
{
  if (asking->destroy != NULL)
    asking->destroy (asking->user_data);
  g_clear_pointer (&asking->backup, crm_backup_unref);
  g_object_unref (asking->parent);
  g_error_free (asking->error);
  g_free (asking);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asking, free_asking)

static CrmRescueChoice
read_choice (const char *response)
{
  if (g_strcmp0 (response, "repair") == 0)
    return CRM_RESCUE_REPAIR;
  if (g_strcmp0 (response, "restore") == 0)
    return CRM_RESCUE_RESTORE;
  return g_strcmp0 (response, "open") == 0 ? CRM_RESCUE_OPEN : CRM_RESCUE_NOTHING;
}

static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (Asking) asking = user_data;
  const char *response = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  asking->chosen (read_choice (response), asking->backup != NULL ? asking->backup->file : NULL, asking->user_data);
}

static gboolean
is_damaged (const GError *error)
{
  return g_error_matches (error, CRM_ERROR, CRM_ERROR_CORRUPT);
}

static gboolean
is_lost (const GError *error)
{
  return g_error_matches (error, CRM_ERROR, CRM_ERROR_LOST);
}

static const char *
get_heading (const GError *error)
{
  if (is_lost (error))
    return _("Saved Changes Are Missing");
  return is_damaged (error) ? _("Workspace Damaged") : _("Workspace Not Opened");
}

static char *
describe_way_back (const CrmBackup *backup)
{
  g_autofree char *when = backup != NULL ? crm_instant_format_relative (backup->at) : NULL;

  if (when == NULL)
    return g_strdup (_("There is no verified backup of it."));
  /* Translators: the placeholder is a time such as "Today 14:05" */
  return g_strdup_printf (_("The last verified backup was made: %s. Restoring goes back to how the workspace was then. "
                            "The file that is there now is kept beside it."), when);
}

static void
add_restore (AdwAlertDialog *dialog,
             const CrmBackup *backup)
{
  g_autofree char *when = crm_instant_format_relative (backup->at);
  /* Translators: a button; the placeholder is the time of a backup, such as "Today 14:05" */
  g_autofree char *label = g_strdup_printf (_("Re_store Backup of %s"), when);

  adw_alert_dialog_add_response (dialog, "restore", label);
}

static void
present (Asking *asking)
{
  g_autofree char *body = NULL, *way_back = NULL;
  AdwAlertDialog *dialog;
  gboolean damaged = is_damaged (asking->error), lost = is_lost (asking->error);

  if (!damaged && !lost && asking->backup == NULL)
    {
      crm_feedback_error (asking->parent, get_heading (asking->error), asking->error);
      free_asking (asking);
      return;
    }
  way_back = describe_way_back (asking->backup);
  body = g_strdup_printf ("%s\n\n%s%s", asking->error->message,
                          damaged ? _("Repairing writes the workspace anew from what can be read and from its history, "
                                      "and says what is lost. ") : "", way_back);
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (get_heading (asking->error), body));
  adw_alert_dialog_add_response (dialog, "close", _("_Cancel"));
  if (lost)
    {
      adw_alert_dialog_add_response (dialog, "open", _("_Open Anyway"));
      adw_alert_dialog_set_response_appearance (dialog, "open", ADW_RESPONSE_DESTRUCTIVE);
    }
  if (asking->backup != NULL)
    add_restore (dialog, asking->backup);
  if (damaged)
    {
      adw_alert_dialog_add_response (dialog, "repair", _("_Repair"));
      adw_alert_dialog_set_response_appearance (dialog, "repair", ADW_RESPONSE_SUGGESTED);
    }
  adw_alert_dialog_set_close_response (dialog, "close");
  adw_alert_dialog_choose (dialog, asking->parent, NULL, answered_cb, asking);
}

typedef struct
{
  char *root;
  char *path;
} Looking;

static void
free_looking (gpointer data)
{
  Looking *looking = data;

  g_free (looking->root);
  g_free (looking->path);
  g_free (looking);
}

static void
look_in_thread (GTask *task,
                gpointer source,
                gpointer data,
                GCancellable *cancellable)
{
  const Looking *looking = data;

  g_task_return_pointer (task, crm_backup_find (looking->root, looking->path), (GDestroyNotify) crm_backup_unref);
}

static void
looked_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  Asking *asking = user_data;

  asking->backup = g_task_propagate_pointer (G_TASK (result), NULL);
  present (asking);
}

/**
 * crm_rescue_ask:
 * @path: a workspace
 * @error: why it cannot be opened or written
 * @chosen: called with what the person wants; not called where there is nothing to choose
 *
 * Says what is wrong and offers what can be done about it; the newest verified backup is found first.
 */
void
crm_rescue_ask (GtkWidget *parent,
                const char *path,
                const GError *error,
                CrmRescueFunc chosen,
                gpointer user_data,
                GDestroyNotify destroy)
{
  g_autoptr (GTask) task = NULL;
  Asking *asking = g_new0 (Asking, 1);
  Looking *looking = g_new (Looking, 1);

  *asking = (Asking) { g_object_ref (parent), g_error_copy (error), chosen, user_data, destroy, NULL };
  *looking = (Looking) { crm_backup_keeper_dup_root (), g_strdup (path) };
  task = g_task_new (NULL, NULL, looked_cb, asking);
  g_task_set_task_data (task, looking, free_looking);
  g_task_run_in_thread (task, look_in_thread);
}

/* Doing */

typedef struct
{
  char           *path;
  char           *backup;    /* (nullable): what to restore; else it is repaired */
  GtkProgressBar *bar;       /* for the main context */
  double          told;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_free (job->backup);
  g_free (job);
}

typedef struct
{
  GtkProgressBar *bar;
  double          share;
} Note;

static gboolean
deliver_progress (gpointer data)
{
  gtk_progress_bar_set_fraction (((Note *) data)->bar, ((Note *) data)->share);
  return G_SOURCE_REMOVE;
}

static void
free_note (gpointer data)
{
  g_object_unref (((Note *) data)->bar);
  g_free (data);
}

/* Called on the thread. */
static void
note_progress (double share,
               gpointer data)
{
  Job *job = data;
  Note *note;

  if (share < job->told + PROGRESS_STEP)
    return;
  job->told = share;
  note = g_new (Note, 1);
  *note = (Note) { g_object_ref (job->bar), share };
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, deliver_progress, note, free_note);
}

static void
rescue_in_thread (GTask *task,
                  gpointer source,
                  gpointer data,
                  GCancellable *cancellable)
{
  Job *job = data;
  const CrmRepairTask repair = { note_progress, job, cancellable };
  const CrmBackupTask restore = { note_progress, job, cancellable, 0 };
  g_autoptr (CrmRescued) rescued = g_new0 (CrmRescued, 1);
  GError *error = NULL;

  if (job->backup != NULL)
    crm_backup_put_back (job->backup, job->path, &restore, &rescued->kept, &error);
  else if ((rescued->repair = crm_store_repair (job->path, &repair, &error)) != NULL)
    rescued->kept = g_strdup (rescued->repair->kept);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&rescued), (GDestroyNotify) crm_rescued_free);
}

/**
 * crm_rescue_async:
 * @path: a workspace that is closed
 * @backup: (nullable): the backup to put in its place; %NULL to repair it
 * @bar: shows how far it is
 *
 * Repairs or restores on a thread. Until it is done the file is as it was, also where it is cancelled.
 */
void
crm_rescue_async (const char *path,
                  const char *backup,
                  GtkProgressBar *bar,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (bar, cancellable, callback, user_data);
  Job *job = g_new (Job, 1);

  *job = (Job) { g_strdup (path), g_strdup (backup), bar, 0 };
  g_task_set_check_cancellable (task, FALSE);   /* what is done is done */
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, rescue_in_thread);
}

CrmRescued *
crm_rescue_finish (GAsyncResult *result,
                   GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
crm_rescued_free (CrmRescued *self)
{
  g_clear_pointer (&self->repair, crm_repair_free);
  g_free (self->kept);
  g_free (self);
}

/* Telling */

static char *
describe_repair (const CrmRepair *repair)
{
  g_autofree char *kept = crm_number_format (repair->n_kept);
  g_autofree char *filled = crm_number_format (repair->n_filled);
  g_autofree char *in_part = crm_number_format (repair->n_in_part);
  g_autofree char *lost = crm_number_format (repair->n_lost);

  if (repair->n_filled == 0 && repair->n_in_part == 0 && repair->n_lost == 0)
    return g_strdup_printf (_("Nothing is lost: all %s records could be read."), kept);
  return g_strdup_printf (_("Records that could be read: %s. Filled in from the history: %s. Kept in part: %s. "
                            "Lost: %s."),
                          kept, filled, in_part, lost);
}

static GtkWidget *
new_notes (const GPtrArray *notes)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  for (guint i = 0; i < notes->len; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), notes->pdata[i]);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What Was Found"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 300);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  return scrolled;
}

/**
 * crm_rescue_tell:
 *
 * Says what came of it: what is lost, by name, and where the damaged file is.
 */
void
crm_rescue_tell (GtkWidget *parent,
                 const CrmRescued *rescued)
{
  g_autofree char *what =
    rescued->repair != NULL ? describe_repair (rescued->repair)
                            : g_strdup (_("The workspace is as it was when the backup was made."));
  g_autofree char *name = g_filename_display_basename (rescued->kept);
  g_autofree char *where = g_strdup_printf (_("The damaged file was kept beside it as “%s”."), name);
  g_autofree char *body = g_strconcat (what, "\n\n", where, NULL);
  AdwDialog *dialog = adw_alert_dialog_new (rescued->repair != NULL ? _("Workspace Repaired") : _("Backup Restored"),
                                            body);

  if (rescued->repair != NULL && rescued->repair->notes->len > 0)
    adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), new_notes (rescued->repair->notes));
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _("_Close"));
  adw_dialog_present (dialog, parent);
}
