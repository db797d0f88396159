/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-drafts-dialog.h"

#include "base/crm-date.h"
#include "ui/common/crm-draft.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* What was typed and never saved: each leads to its record or its dialog, or is discarded. */

static void
opened_cb (AdwDialog *dialog)
{
  adw_dialog_close (dialog);
}

static void
discard_clicked_cb (GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW);
  GtkWidget *list = gtk_widget_get_parent (row);
  GtkWidget *dialog = gtk_widget_get_ancestor (list, ADW_TYPE_DIALOG);

  g_unlink (gtk_widget_get_name (button));
  gtk_list_box_remove (GTK_LIST_BOX (list), row);
  if (gtk_widget_get_first_child (list) == NULL)
    adw_dialog_close (ADW_DIALOG (dialog));
  else
    gtk_widget_grab_focus (gtk_widget_get_first_child (list));
}

static GtkWidget *
new_discard_button (const CrmUnfinished *unfinished,
                    const char *title)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *label = NULL;

  /* Translators: the placeholder is the title of a record */
  label = g_strdup_printf (_("Discard What Was Typed for %s"), title);
  gtk_widget_set_name (button, unfinished->path);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (button, "clicked", G_CALLBACK (discard_clicked_cb), NULL);
  return button;
}

static GtkWidget *
new_row (const CrmUnfinished *unfinished)
{
  GtkWidget *row = adw_action_row_new ();
  const char *label = crm_entity_get_label (unfinished->entity);
  g_autofree char *kind = unfinished->id == 0 ? g_strdup_printf (_("New %s"), label) : g_strdup (label);
  const char *title = *unfinished->title != '\0' ? unfinished->title : kind;
  g_autofree char *when = crm_instant_format_relative (unfinished->at);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", kind, when);
  g_autofree char *reference = g_strdup_printf ("%s:%" G_GINT64_FORMAT, unfinished->entity->name, unfinished->id);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (unfinished->entity->icon));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_discard_button (unfinished, title));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), unfinished->id == 0 ? "win.new-record" : "win.show-record");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", unfinished->id == 0 ? unfinished->entity->name
                                                                                   : reference);
  return row;
}

static GtkWidget *
new_list (GPtrArray *drafts)
{
  GtkWidget *list = gtk_list_box_new ();

  for (guint i = 0; i < drafts->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), new_row (drafts->pdata[i]));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_margin_start (list, 12);
  gtk_widget_set_margin_end (list, 12);
  gtk_widget_set_margin_top (list, 12);
  gtk_widget_set_margin_bottom (list, 24);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Unfinished Edits"), -1);
  return list;
}

static GtkWidget *
new_nothing (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "object-select-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Nothing Unfinished"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _("All that was typed is saved."));
  return page;
}

/**
 * crm_drafts_dialog_present:
 *
 * Shows what was typed in the workspace and never saved.
 */
void
crm_drafts_dialog_present (GtkWidget *parent,
                           CrmStore *store)
{
  g_autoptr (GPtrArray) drafts = crm_draft_list (store);
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *content = drafts->len > 0 ? new_list (drafts) : new_nothing ();

  adw_dialog_set_title (dialog, _("Unfinished Edits"));
  adw_dialog_set_content_width (dialog, 460);
  adw_dialog_set_content_height (dialog, 400);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), content);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scrolled);
  adw_dialog_set_child (dialog, view);
  if (GTK_IS_LIST_BOX (content))
    g_signal_connect_object (content, "row-activated", G_CALLBACK (opened_cb), dialog, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, parent);
}
