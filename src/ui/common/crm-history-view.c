/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-history-view.h"

#include "base/crm-date.h"
#include "ui/common/crm-feedback.h"
#include "ui/common/crm-history-items.h"

#include <glib/gi18n.h>

#define FIRST_LIMIT 50

/**
 * CrmHistoryView:
 *
 * Who changed what of a record and when, with buttons that bring back a single value or the whole record as it was.
 */
struct _CrmHistoryView
{
  AdwBin           parent_instance;

  GtkWidget       *group;        /* AdwPreferencesGroup */
  GtkWidget       *box;
  GtkWidget       *more_button;

  CrmStore        *store;
  const CrmEntity *entity;
  gint64           id;
  GPtrArray       *items;        /* of CrmHistoryItem */
  guint            limit;
  guint            generation;
};

G_DEFINE_FINAL_TYPE (CrmHistoryView, crm_history_view, ADW_TYPE_BIN)

typedef struct
{
  CrmHistoryView *self;
  guint           limit;
  guint           generation;
} Load;

static void
free_load (Load *load)
{
  g_object_unref (load->self);
  g_free (load);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Load, free_load)

/* Restoring */

/**
 * crm_history_view_restore_field:
 * @item: index of the action, the newest is 0
 * @line: index of the field's change within it
 *
 * Gives a field the value that it had before the action.
 */
void
crm_history_view_restore_field (CrmHistoryView *self,
                                guint item,
                                guint line)
{
  const CrmHistoryItem *i = g_ptr_array_index (self->items, item);
  const CrmHistoryLine *l = g_ptr_array_index (i->lines, line);
  const CrmField *field = &self->entity->fields[l->field];
  g_autofree char *label = g_strdup_printf (_("Restore %s"), crm_field_get_label (field));
  g_autofree char *toast = g_strdup_printf (_("%s restored"), crm_field_get_label (field));
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, label);

  crm_change_set_update (changes, self->entity->name, self->id);
  crm_change_set_take (changes, field->key, crm_value_copy (&l->old));
  crm_feedback_apply (GTK_WIDGET (self), self->store, changes, toast, NULL, NULL);
}

/**
 * crm_history_view_restore:
 * @item: index of an action, the newest is 0
 *
 * Makes the record as it was after that action.
 */
void
crm_history_view_restore (CrmHistoryView *self,
                          guint item)
{
  const CrmHistoryItem *i = g_ptr_array_index (self->items, item);
  g_autofree char *when = crm_instant_format (i->at);
  g_autofree char *label = g_strdup_printf (_("Restore as of %s"), when);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, label);

  crm_change_set_update (changes, self->entity->name, self->id);
  if (crm_history_items_restore (self->items, item, self->entity, changes))
    crm_feedback_apply (GTK_WIDGET (self), self->store, changes, _("Record restored"), NULL, NULL);
}

static void
restore_field_cb (CrmHistoryView *self,
                  GtkWidget *button)
{
  crm_history_view_restore_field (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "crm-item")),
                                  GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "crm-line")));
}

static void
restore_cb (CrmHistoryView *self,
            GtkWidget *button)
{
  crm_history_view_restore (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "crm-item")));
}

/* Rows */

static GtkWidget *
new_button (CrmHistoryView *self,
            const char *icon,
            const char *tooltip,
            guint item,
            guint line,
            GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "crm-item", GUINT_TO_POINTER (item));
  g_object_set_data (G_OBJECT (button), "crm-line", GUINT_TO_POINTER (line));
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  return button;
}

static char *
describe_who (const CrmHistoryItem *item)
{
  g_autofree char *when = crm_instant_format (item->at);
  g_autoptr (GString) text = g_string_new (when);

  if (item->by != NULL)
    g_string_append_printf (text, " · %s", item->by);
  if (item->imported)
    g_string_append_printf (text, " · %s", _("Imported"));
  if (item->undone)
    g_string_append_printf (text, " · %s", _("Undone since"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
new_line_row (CrmHistoryView *self,
              guint item,
              guint line)
{
  const CrmHistoryItem *i = g_ptr_array_index (self->items, item);
  const CrmHistoryLine *l = g_ptr_array_index (i->lines, line);
  const CrmField *field = &self->entity->fields[l->field];
  GtkWidget *row = adw_action_row_new ();
  /* Translators: the old and the new value of a field */
  g_autofree char *change = g_strdup_printf (_("%s → %s"), l->before, l->after);
  g_autofree char *tooltip = g_strdup_printf (_("Restore %s to “%s”"), crm_field_get_label (field), l->before);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), crm_field_get_label (field));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), change);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_add_css_class (row, "property");
  if (!crm_store_is_read_only (self->store))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_button (self, "edit-undo-symbolic", tooltip, item, line,
                                                                 G_CALLBACK (restore_field_cb)));
  return row;
}

static GtkWidget *
new_restore_button (CrmHistoryView *self,
                    guint index)
{
  return new_button (self, "document-revert-symbolic", _("Restore Record to This Point"), index, 0,
                     G_CALLBACK (restore_cb));
}

/* What says it all on one line. */
static GtkWidget *
new_plain_row (CrmHistoryView *self,
               guint index,
               const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (index > 0 && !crm_store_is_read_only (self->store))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_restore_button (self, index));
  return row;
}

static GtkWidget *
new_detailed_row (CrmHistoryView *self,
                  guint index,
                  const char *subtitle)
{
  const CrmHistoryItem *item = g_ptr_array_index (self->items, index);
  GtkWidget *row = adw_expander_row_new ();

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  for (guint i = 0; i < item->lines->len; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), new_line_row (self, index, i));
  /* Edits of a field or two are read at once. */
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), item->lines->len <= 2);
  if (index > 0 && !crm_store_is_read_only (self->store))
    adw_expander_row_add_suffix (ADW_EXPANDER_ROW (row), new_restore_button (self, index));
  return row;
}

static GtkWidget *
new_item_row (CrmHistoryView *self,
              guint index)
{
  const CrmHistoryItem *item = g_ptr_array_index (self->items, index);
  g_autofree char *subtitle = describe_who (item);
  GtkWidget *row = item->lines->len > 0 ? new_detailed_row (self, index, subtitle)
                                        : new_plain_row (self, index, subtitle);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), item->label);
  if (item->undone)
    gtk_widget_add_css_class (row, "dimmed");
  return row;
}

static void
show_items (CrmHistoryView *self)
{
  gtk_box_remove (GTK_BOX (self->box), self->group);
  self->group = adw_preferences_group_new ();
  gtk_box_prepend (GTK_BOX (self->box), self->group);
  for (guint i = 0; i < self->items->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), new_item_row (self, i));
  gtk_widget_set_visible (self->more_button, self->items->len >= self->limit);
}

/* Reading */

static gpointer
read_items (CrmReader *reader,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  Load *load = data;

  return crm_history_items_read (reader, load->self->entity, load->self->id, load->limit, error);
}

static void
loaded_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (Load) load = user_data;
  g_autoptr (GPtrArray) items = crm_store_read_finish (CRM_STORE (source), result, NULL);
  CrmHistoryView *self = load->self;

  if (load->generation != self->generation || self->store == NULL || items == NULL)
    return;
  g_clear_pointer (&self->items, g_ptr_array_unref);
  self->items = g_steal_pointer (&items);
  show_items (self);
}

static void
reload (CrmHistoryView *self)
{
  Load *load = g_new0 (Load, 1);

  load->self = g_object_ref (self);
  load->limit = self->limit;
  load->generation = ++self->generation;
  crm_store_read_async (self->store, read_items, load, NULL, (GDestroyNotify) g_ptr_array_unref, NULL, loaded_cb, load);
}

static void
store_changed_cb (CrmHistoryView *self,
                  CrmEvents *events)
{
  if (self->store != NULL && crm_events_touch (events, self->entity->name, self->id))
    reload (self);
}

static void
more_clicked_cb (CrmHistoryView *self)
{
  self->limit *= 4;
  reload (self);
}

/* Object */

static void
crm_history_view_dispose (GObject *object)
{
  CrmHistoryView *self = CRM_HISTORY_VIEW (object);

  self->generation++;
  g_clear_object (&self->store);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  G_OBJECT_CLASS (crm_history_view_parent_class)->dispose (object);
}

static void
crm_history_view_class_init (CrmHistoryViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = crm_history_view_dispose;
}

static void
crm_history_view_init (CrmHistoryView *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->limit = FIRST_LIMIT;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  self->group = adw_preferences_group_new ();
  self->more_button = gtk_button_new_with_mnemonic (_("Show _Older"));
  gtk_widget_add_css_class (self->box, "crm-page-content");
  gtk_widget_add_css_class (self->more_button, "pill");
  gtk_widget_set_halign (self->more_button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->more_button, FALSE);
  g_signal_connect_object (self->more_button, "clicked", G_CALLBACK (more_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), self->group);
  gtk_box_append (GTK_BOX (self->box), self->more_button);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 760);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

/**
 * crm_history_view_new:
 *
 * Returns: (transfer floating): a view that begins to load
 */
GtkWidget *
crm_history_view_new (CrmStore *store,
                      const CrmEntity *entity,
                      gint64 id)
{
  CrmHistoryView *self = g_object_new (CRM_TYPE_HISTORY_VIEW, NULL);

  self->store = g_object_ref (store);
  self->entity = entity;
  self->id = id;
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  reload (self);
  return GTK_WIDGET (self);
}

/**
 * crm_history_view_get_n_items:
 *
 * Returns: how many actions are shown
 */
guint
crm_history_view_get_n_items (CrmHistoryView *self)
{
  return self->items != NULL ? self->items->len : 0;
}
