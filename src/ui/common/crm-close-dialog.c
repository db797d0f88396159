/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-close-dialog.h"

#include "entity/crm-entity.h"

#include <glib/gi18n.h>
#include <string.h>

/* Asks why a deal was won or lost, before anything is saved. */
typedef struct
{
  AdwAlertDialog *dialog;
  AdwComboRow    *reason;
  AdwEntryRow    *note;
  gboolean        won;
  CrmCloseFunc    closed;
  gpointer        user_data;
  GDestroyNotify  destroy;
} Closing;

static const CrmChoice *
get_reasons (void)
{
  return crm_entity_field (crm_entity_find ("opportunity"), "reason")->choices;
}

/* The first row stands for none. */
static const char *
get_reason (Closing *closing)
{
  guint selected = adw_combo_row_get_selected (closing->reason);

  return selected > 0 && selected != GTK_INVALID_LIST_POSITION ? get_reasons ()[selected - 1].key : NULL;
}

static GtkStringList *
new_reason_list (gboolean won)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  /* Translators: no reason was given why a deal was won */
  gtk_string_list_append (list, won ? C_("reason", "None") : C_("reason", "Choose…"));
  for (const CrmChoice *reason = get_reasons (); reason->key != NULL; reason++)
    gtk_string_list_append (list, crm_choice_get_label (reason));
  return list;
}

/* A lost deal teaches nothing without its reason. */
static void
reason_changed_cb (Closing *closing)
{
  adw_alert_dialog_set_response_enabled (closing->dialog, "save", closing->won || get_reason (closing) != NULL);
}

static void
responded_cb (Closing *closing,
              const char *response)
{
  if (strcmp (response, "save") == 0)
    {
      g_autofree char *note = g_strdup (gtk_editable_get_text (GTK_EDITABLE (closing->note)));

      closing->closed (get_reason (closing), g_strstrip (note), closing->user_data);
    }
}

static void
free_closing (gpointer data)
{
  Closing *closing = data;

  if (closing->destroy != NULL)
    closing->destroy (closing->user_data);
  g_free (closing);
}

static GtkWidget *
new_form (Closing *closing)
{
  GtkWidget *list = gtk_list_box_new ();
  g_autoptr (GtkStringList) reasons = new_reason_list (closing->won);

  closing->reason = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (closing->reason), _("Reason"));
  adw_combo_row_set_model (closing->reason, G_LIST_MODEL (reasons));
  closing->note = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (closing->note), _("Note"));
  adw_entry_row_set_activates_default (closing->note, TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (closing->reason));
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (closing->note));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  return list;
}

/**
 * crm_close_dialog_present:
 * @parent: where it is asked
 * @deal: title of the deal
 * @stage: name of the stage it goes to
 * @won: whether the deal is won; else it is lost
 * @closed: called if the person confirms
 * @destroy: (nullable): releases @user_data, however the dialog ends
 */
void
crm_close_dialog_present (GtkWidget *parent,
                          const char *deal,
                          const char *stage,
                          gboolean won,
                          CrmCloseFunc closed,
                          gpointer user_data,
                          GDestroyNotify destroy)
{
  Closing *closing = g_new0 (Closing, 1);
  g_autofree char *body = NULL;

  *closing = (Closing) { .won = won, .closed = closed, .user_data = user_data, .destroy = destroy };
  /* Translators: the first is the title of a deal, the second the name of a stage */
  body = g_strdup_printf (_("“%s” moves to “%s”."), deal, stage);
  closing->dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (won ? _("Why Was It Won?") : _("Why Was It Lost?"), body));
  adw_alert_dialog_set_extra_child (closing->dialog, new_form (closing));
  adw_alert_dialog_add_responses (closing->dialog, "cancel", _("_Cancel"),
                                  "save", won ? _("Mark as _Won") : _("Mark as _Lost"), NULL);
  adw_alert_dialog_set_response_appearance (closing->dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (closing->dialog, "save");
  adw_alert_dialog_set_close_response (closing->dialog, "cancel");
  reason_changed_cb (closing);
  g_signal_connect_swapped (closing->reason, "notify::selected", G_CALLBACK (reason_changed_cb), closing);
  g_signal_connect_swapped (closing->dialog, "response", G_CALLBACK (responded_cb), closing);
  g_object_set_data_full (G_OBJECT (closing->dialog), "crm-closing", closing, free_closing);
  adw_dialog_present (ADW_DIALOG (closing->dialog), parent);
  /* Enter in the note saves. */
  gtk_widget_grab_focus (won ? GTK_WIDGET (closing->note) : GTK_WIDGET (closing->reason));
}
