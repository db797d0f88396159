/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-greeter.h"

#include "sales/crm-workspace.h"
#include "ui/shell/crm-recent.h"

#include <glib/gi18n.h>
#include <locale.h>

/**
 * CrmGreeter:
 *
 * What a window shows without a workspace: make one, open one, one of the recent ones, or the sample company.
 */
struct _CrmGreeter
{
  AdwBin               parent_instance;

  /* Template */
  AdwPreferencesGroup *recent_group;

  /* Owned */
  GSettings           *settings;
  GPtrArray           *rows;      /* borrowed, of recent_group */
};

G_DEFINE_FINAL_TYPE (CrmGreeter, crm_greeter, ADW_TYPE_BIN)

static void
forget_clicked_cb (CrmGreeter *self,
                   GtkButton *button)
{
  crm_recent_remove (self->settings, gtk_widget_get_name (GTK_WIDGET (button)));
}

static GtkWidget *
new_recent_row (CrmGreeter *self,
                GFile *file)
{
  const char *path = g_file_peek_path (file);
  g_autofree char *name = crm_workspace_get_name (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *forget = g_strdup_printf (_("Remove %s from This List"), name);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), folder);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-uri");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", uri);

  gtk_widget_set_name (button, uri);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, forget);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (forget_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
update_recent (CrmGreeter *self)
{
  g_autoptr (GPtrArray) files = crm_recent_list (self->settings);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->recent_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < files->len; i++)
    {
      GtkWidget *row = new_recent_row (self, files->pdata[i]);

      adw_preferences_group_add (self->recent_group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->recent_group), files->len > 0);
}

/**
 * crm_greeter_new_file_dialog:
 *
 * Returns: (transfer full): a file dialog that shows workspaces
 */
GtkFileDialog *
crm_greeter_new_file_dialog (const char *title)
{
  GtkFileDialog *dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);

  gtk_file_filter_set_name (filter, _("Clientele Workspaces"));
  gtk_file_filter_add_suffix (filter, "clientele");
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_title (dialog, title);
  return dialog;
}

/* A new workspace: currency first, then the file. */

static const char *const currencies[] = {
  "EUR", "USD", "GBP", "CNY", "JPY", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "UAH", "TRY", "INR", "KRW",
  "AUD", "CAD", "NZD", "BRL", "MXN", "ZAR", "SGD", "HKD", "TWD", NULL,
};

typedef struct
{
  CrmWindow   *window;
  AdwComboRow *currency;
} Asking;

static void
free_asking (gpointer data)
{
  Asking *asking = data;

  g_object_unref (asking->window);
  g_object_unref (asking->currency);
  g_free (asking);
}

static const char *
chosen_currency (Asking *asking)
{
  return currencies[MIN (adw_combo_row_get_selected (asking->currency), G_N_ELEMENTS (currencies) - 2)];
}

static void
place_chosen_cb (GObject *source,
                 GAsyncResult *result,
                 gpointer user_data)
{
  Asking *asking = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GFile) named = NULL;

  if (file != NULL)
    {
      g_autofree char *base = g_file_get_basename (file);
      g_autoptr (GFile) folder = g_file_get_parent (file);
      const char *suffix = g_str_has_suffix (base, CRM_WORKSPACE_SUFFIX) ? "" : CRM_WORKSPACE_SUFFIX;
      g_autofree char *full = g_strconcat (base, suffix, NULL);

      named = g_file_get_child (folder, full);
      crm_window_create (asking->window, named, chosen_currency (asking));
    }
  free_asking (asking);
}

static void
currency_chosen_cb (AdwAlertDialog *dialog,
                    const char *response,
                    gpointer user_data)
{
  Asking *asking = user_data;
  g_autoptr (GtkFileDialog) files = NULL;
  g_autofree char *name = NULL;

  if (g_strcmp0 (response, "choose") != 0)
    {
      free_asking (asking);
      return;
    }
  files = crm_greeter_new_file_dialog (_("New Workspace"));
  /* Translators: proposed name of a new workspace file, without suffix */
  name = g_strconcat (_("My Company"), CRM_WORKSPACE_SUFFIX, NULL);
  gtk_file_dialog_set_initial_name (files, name);
  gtk_file_dialog_save (files, GTK_WINDOW (asking->window), NULL, place_chosen_cb, asking);
}

static guint
usual_currency (void)
{
  const char *code = localeconv ()->int_curr_symbol;

  for (guint i = 0; code != NULL && currencies[i] != NULL; i++)
    {
      if (g_str_has_prefix (code, currencies[i]))
        return i;
    }
  return 0;
}

/**
 * crm_greeter_ask_new_workspace:
 *
 * Asks for the currency and the place of a new workspace, and makes it.
 */
void
crm_greeter_ask_new_workspace (CrmWindow *window)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_("New Workspace"),
    _("A workspace is one file that holds all customers, deals and their history. "
      "Amounts are in one currency unless you say otherwise.")));
  Asking *asking = g_new0 (Asking, 1);
  GtkWidget *list = gtk_list_box_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (currencies);

  asking->window = g_object_ref (window);
  asking->currency = g_object_ref_sink (ADW_COMBO_ROW (adw_combo_row_new ()));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (asking->currency), _("Currency"));
  adw_combo_row_set_model (asking->currency, G_LIST_MODEL (model));
  adw_combo_row_set_selected (asking->currency, usual_currency ());
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (asking->currency));
  adw_alert_dialog_set_extra_child (dialog, list);
  adw_alert_dialog_add_responses (dialog, "cancel", _("_Cancel"), "choose", _("Choose _Place…"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "choose", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "choose");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (currency_chosen_cb), asking);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (window));
}

static void
crm_greeter_dispose (GObject *object)
{
  CrmGreeter *self = CRM_GREETER (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_GREETER);
  G_OBJECT_CLASS (crm_greeter_parent_class)->dispose (object);
}

static void
crm_greeter_class_init (CrmGreeterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_greeter_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/shell/crm-greeter.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmGreeter, recent_group);
}

static void
crm_greeter_init (CrmGreeter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->rows = g_ptr_array_new ();
  self->settings = g_settings_new (APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::recent-workspaces", G_CALLBACK (update_recent), self,
                           G_CONNECT_SWAPPED);
  update_recent (self);
}
