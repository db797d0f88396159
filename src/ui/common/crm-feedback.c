/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-feedback.h"

#include "ui/common/crm-trouble.h"

#include <glib/gi18n.h>

static AdwToastOverlay *
find_overlay (GtkWidget *widget)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  GtkRoot *root = gtk_widget_get_root (widget);

  /* A dialog that is closing has no overlay above it any more; its window has. */
  if (overlay == NULL && ADW_IS_APPLICATION_WINDOW (root))
    overlay = adw_application_window_get_content (ADW_APPLICATION_WINDOW (root));
  return ADW_IS_TOAST_OVERLAY (overlay) ? ADW_TOAST_OVERLAY (overlay) : NULL;
}

static void
show_toast (GtkWidget *widget,
            AdwToast *toast)
{
  AdwToastOverlay *overlay = find_overlay (widget);

  adw_toast_set_use_markup (toast, FALSE);
  if (overlay != NULL)
    {
      /* What happened last is what matters, not what waits in line. */
      adw_toast_overlay_dismiss_all (overlay);
      adw_toast_overlay_add_toast (overlay, toast);
    }
  else
    g_object_unref (g_object_ref_sink (toast));
}

/**
 * crm_feedback_toast:
 * @widget: where it happened
 * @title: what happened, plain text
 */
void
crm_feedback_toast (GtkWidget *widget,
                    const char *title)
{
  show_toast (widget, adw_toast_new (title));
}

/**
 * crm_feedback_undo_toast:
 * @action: what the button undoes
 *
 * Says what was done, with a button that undoes it.
 */
void
crm_feedback_undo_toast (GtkWidget *widget,
                         const char *title,
                         gint64 action)
{
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "win.undo-action");
  adw_toast_set_action_target (toast, "x", action);
  adw_toast_set_timeout (toast, 8);
  show_toast (widget, toast);
}

/**
 * crm_feedback_note:
 * @heading: what was done
 * @text: what a person should know of it
 */
void
crm_feedback_note (GtkWidget *widget,
                   const char *heading,
                   const char *text)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, text);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _("_Close"));
  adw_dialog_present (dialog, widget);
}

/**
 * crm_feedback_error:
 * @heading: what could not be done
 * @error: why; its message says what was kept and what to do
 */
void
crm_feedback_error (GtkWidget *widget,
                    const char *heading,
                    const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    crm_feedback_note (widget, heading, error->message);
}

typedef struct
{
  GtkWidget     *widget;
  char          *toast;
  CrmChangeSet  *again;      /* what was asked for, in case it has to be tried again */
  CrmAppliedFunc applied;
  gpointer       user_data;
} Application;

static void
applied_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autofree Application *application = user_data;
  g_autoptr (GtkWidget) widget = application->widget;
  g_autofree char *toast = application->toast;
  g_autoptr (CrmChangeSet) again = application->again;
  g_autoptr (GError) error = NULL;
  gint64 action;

  if (!crm_store_apply_finish (CRM_STORE (source), result, &action, &error))
    {
      if (!crm_trouble_report (CRM_STORE (source), error, again))
        crm_feedback_error (widget, _("Not Saved"), error);
      action = -1;
    }
  else if (toast != NULL && action != 0)
    crm_feedback_undo_toast (widget, toast, action);
  if (application->applied != NULL)
    application->applied (widget, action, application->user_data);
}

/* It waits behind others: for now it is as if it had been refused. */
static void
held (gpointer user_data)
{
  g_autofree Application *application = user_data;
  g_autoptr (GtkWidget) widget = application->widget;
  g_autofree char *toast = application->toast;
  g_autoptr (CrmChangeSet) again = application->again;

  if (application->applied != NULL)
    application->applied (widget, -1, application->user_data);
}

/**
 * crm_feedback_apply:
 * @widget: where the person did it
 * @toast: (nullable): what was done, shown with an undo button; no toast if %NULL
 * @applied: (nullable): called afterwards with the action, 0 if nothing had to be changed, −1 if it was refused
 *
 * Applies a change set and tells the person how it went. Where the workspace cannot be written for now, the change
 * waits: see #CrmTrouble.
 */
void
crm_feedback_apply (GtkWidget *widget,
                    CrmStore *store,
                    CrmChangeSet *changes,
                    const char *toast,
                    CrmAppliedFunc applied,
                    gpointer user_data)
{
  Application *application = g_new0 (Application, 1);

  application->widget = g_object_ref (widget);
  application->toast = g_strdup (toast);
  application->again = crm_change_set_copy (changes);
  application->applied = applied;
  application->user_data = user_data;
  if (crm_trouble_hold (store, changes))
    g_idle_add_once (held, application);
  else
    crm_store_apply_async (store, changes, NULL, applied_cb, application);
}
