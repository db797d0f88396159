/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/quality/crm-fixes-view.h"

#include "base/crm-money.h"
#include "ui/common/crm-feedback.h"

#include <glib/gi18n.h>

#define MOST_SHOWN 50

/**
 * CrmFixesView:
 *
 * Values that should be written otherwise, to accept or refuse one by one or all.
 */
struct _CrmFixesView
{
  AdwBin               parent_instance;

  /* Template */
  AdwPreferencesGroup *group;
  GtkButton           *accept_all_button;
  GtkListBox          *list;
  AdwActionRow        *none_row;

  /* Owned */
  CrmStore            *store;
  const CrmEntity     *entity;
  GPtrArray           *fixes;   /* of CrmFix, that are neither accepted nor refused */
};

G_DEFINE_FINAL_TYPE (CrmFixesView, crm_fixes_view, ADW_TYPE_BIN)

static void
append_fix (CrmFixesView *self,
            CrmChangeSet *changes,
            const CrmFix *fix)
{
  crm_change_set_update (changes, self->entity->name, fix->id);
  crm_change_set_text (changes, self->entity->fields[fix->field].key, fix->after);
}

static void show_fixes (CrmFixesView *self);

static void
take_away (CrmFixesView *self,
           CrmFix *fix)
{
  g_ptr_array_remove (self->fixes, fix);
  show_fixes (self);
}

static void
accept_clicked_cb (GtkButton *button,
                   CrmFixesView *self)
{
  CrmFix *fix = g_object_get_data (G_OBJECT (button), "fix");
  g_autofree char *label = g_strdup_printf (_("Change “%s” to “%s”"), fix->before, fix->after);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, label);

  append_fix (self, changes, fix);
  crm_feedback_apply (GTK_WIDGET (self), self->store, changes, _("Value corrected"), NULL, NULL);
  take_away (self, fix);
}

static void
refuse_clicked_cb (GtkButton *button,
                   CrmFixesView *self)
{
  take_away (self, g_object_get_data (G_OBJECT (button), "fix"));
}

static void
accept_all_activated (GtkWidget *widget,
                      const char *action,
                      GVariant *parameter)
{
  CrmFixesView *self = CRM_FIXES_VIEW (widget);
  guint n = self->fixes->len;
  g_autofree char *label = g_strdup_printf (ngettext ("Correct %u value", "Correct %u values", n), n);
  g_autofree char *toast = g_strdup_printf (ngettext ("%u value corrected", "%u values corrected", n), n);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, label);

  for (guint i = 0; i < n; i++)
    append_fix (self, changes, self->fixes->pdata[i]);
  crm_feedback_apply (widget, self->store, changes, toast, NULL, NULL);
  g_ptr_array_set_size (self->fixes, 0);
  show_fixes (self);
}

static GtkWidget *
new_button (CrmFixesView *self,
            CrmFix *fix,
            const char *icon,
            const char *tooltip,
            GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "fix", fix);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_DEFAULT);
  return button;
}

static void
add_fix (CrmFixesView *self,
         CrmFix *fix)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_strdup_printf ("%s → %s", fix->before, fix->after);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s · %s", crm_fix_kind_label (fix->kind),
                                               crm_field_get_label (&self->entity->fields[fix->field]), fix->title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_button (self, fix, "window-close-symbolic", _("Refuse"),
                                                               G_CALLBACK (refuse_clicked_cb)));
  if (!crm_store_is_read_only (self->store))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_button (self, fix, "object-select-symbolic", _("Accept"),
                                                                 G_CALLBACK (accept_clicked_cb)));
  gtk_list_box_append (self->list, row);
}

static void
show_fixes (CrmFixesView *self)
{
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < MIN (self->fixes->len, MOST_SHOWN); i++)
    add_fix (self, self->fixes->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->fixes->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->none_row), self->fixes->len == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->accept_all_button),
                          self->fixes->len > 0 && !crm_store_is_read_only (self->store));
}

static void
crm_fixes_view_dispose (GObject *object)
{
  CrmFixesView *self = CRM_FIXES_VIEW (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->fixes, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_FIXES_VIEW);
  G_OBJECT_CLASS (crm_fixes_view_parent_class)->dispose (object);
}

static void
crm_fixes_view_class_init (CrmFixesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_fixes_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/quality/crm-fixes-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmFixesView, group);
  gtk_widget_class_bind_template_child (widget_class, CrmFixesView, accept_all_button);
  gtk_widget_class_bind_template_child (widget_class, CrmFixesView, list);
  gtk_widget_class_bind_template_child (widget_class, CrmFixesView, none_row);
  gtk_widget_class_install_action (widget_class, "fixes.accept-all", NULL, accept_all_activated);
}

static void
crm_fixes_view_init (CrmFixesView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * crm_fixes_view_set:
 * @quality: whose proposals are shown; they are taken out of it
 */
void
crm_fixes_view_set (CrmFixesView *self,
                    CrmStore *store,
                    CrmQuality *quality)
{
  g_autofree char *count = crm_number_format (quality->n_fixes);
  g_autofree char *description = NULL;

  g_set_object (&self->store, store);
  self->entity = quality->entity;
  g_clear_pointer (&self->fixes, g_ptr_array_unref);
  self->fixes = g_ptr_array_ref (quality->fixes);
  if (quality->n_fixes > MIN (quality->fixes->len, MOST_SHOWN))
    description = g_strdup_printf (_("%s values in all. Those listed come first; the others follow when these are "
                                     "decided."), count);
  adw_preferences_group_set_description (self->group, description);
  show_fixes (self);
}
