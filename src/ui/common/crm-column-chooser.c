/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-column-chooser.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_COLUMNS 8

/**
 * CrmColumnChooser:
 *
 * A popover in which the columns of a list are chosen and put in order.
 */
struct _CrmColumnChooser
{
  GtkPopover   parent_instance;

  GtkWidget   *list;
  CrmListView *view;      /* borrowed: the popover hangs on a button of the view's page */
  GPtrArray   *keys;      /* of the columns that are chosen, in order */
  gboolean     filling;
};

G_DEFINE_FINAL_TYPE (CrmColumnChooser, crm_column_chooser, GTK_TYPE_POPOVER)

static void fill (CrmColumnChooser *self, const char *focus_key, const char *focus_name);

static gboolean
find_key (CrmColumnChooser *self,
          const char *key,
          guint *index)
{
  return g_ptr_array_find_with_equal_func (self->keys, key, g_str_equal, index);
}

static void
save (CrmColumnChooser *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) keys = NULL;

  for (guint i = 0; i < self->keys->len; i++)
    g_strv_builder_add (builder, self->keys->pdata[i]);
  keys = g_strv_builder_end (builder);
  crm_list_view_set_columns (self->view, (const char *const *) keys);
}

static const char *
get_key (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW)), "crm-key");
}

static void
toggled_cb (CrmColumnChooser *self,
            GtkCheckButton *check)
{
  const char *key = get_key (GTK_WIDGET (check));
  guint index;

  if (self->filling)
    return;
  if (gtk_check_button_get_active (check))
    g_ptr_array_add (self->keys, g_strdup (key));
  else if (find_key (self, key, &index))
    g_ptr_array_remove_index (self->keys, index);
  save (self);
  fill (self, key, "check");
}

static void
move (CrmColumnChooser *self,
      const char *key,
      int by,
      const char *focus_name)
{
  guint index;
  char *moved;

  if (!find_key (self, key, &index) || (int) index + by < 0 || index + by >= self->keys->len)
    return;
  moved = g_ptr_array_steal_index (self->keys, index);
  g_ptr_array_insert (self->keys, index + by, moved);
  save (self);
  fill (self, moved, focus_name);
}

static void
up_clicked_cb (CrmColumnChooser *self,
               GtkWidget *button)
{
  move (self, get_key (button), -1, "up");
}

static void
down_clicked_cb (CrmColumnChooser *self,
                 GtkWidget *button)
{
  move (self, get_key (button), 1, "down");
}

static GtkWidget *
new_move_button (CrmColumnChooser *self,
                 const CrmField *field,
                 gboolean up,
                 gboolean possible)
{
  GtkWidget *button = gtk_button_new_from_icon_name (up ? "go-up-symbolic" : "go-down-symbolic");
  g_autofree char *tooltip = g_strdup_printf (up ? _("Move %s Up") : _("Move %s Down"), crm_field_get_label (field));

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_sensitive (button, possible);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_name (button, up ? "up" : "down");
  g_signal_connect_object (button, "clicked", up ? G_CALLBACK (up_clicked_cb) : G_CALLBACK (down_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
new_row (CrmColumnChooser *self,
         const CrmField *field)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *check = gtk_check_button_new_with_label (crm_field_get_label (field));
  guint index = 0;
  gboolean chosen = find_key (self, field->key, &index);

  g_object_set_data (G_OBJECT (row), "crm-key", (gpointer) field->key);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), chosen);
  gtk_widget_set_sensitive (check, chosen ? self->keys->len > 1 : self->keys->len < MAX_COLUMNS);
  gtk_widget_set_hexpand (check, TRUE);
  gtk_widget_set_name (check, "check");
  gtk_box_append (GTK_BOX (box), check);
  if (chosen)
    {
      gtk_box_append (GTK_BOX (box), new_move_button (self, field, TRUE, index > 0));
      gtk_box_append (GTK_BOX (box), new_move_button (self, field, FALSE, index + 1 < self->keys->len));
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  return row;
}

/* The focus stays on what was pressed, wherever that has moved to. */
static void
restore_focus (CrmColumnChooser *self,
               const char *key,
               const char *name)
{
  GtkWidget *row = gtk_widget_get_first_child (self->list);

  while (row != NULL && g_strcmp0 (g_object_get_data (G_OBJECT (row), "crm-key"), key) != 0)
    row = gtk_widget_get_next_sibling (row);
  if (row == NULL)
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row)));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (strcmp (gtk_widget_get_name (child), name) == 0)
        gtk_widget_grab_focus (child);
    }
}

/* Those that are chosen come first, in their order. */
static void
fill (CrmColumnChooser *self,
      const char *focus_key,
      const char *focus_name)
{
  const CrmEntity *entity = crm_list_view_get_entity (self->view);
  g_autofree char *key = g_strdup (focus_key);

  self->filling = TRUE;
  gtk_list_box_remove_all (GTK_LIST_BOX (self->list));
  for (guint i = 0; i < self->keys->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), new_row (self, crm_entity_field (entity, self->keys->pdata[i])));
  for (guint i = 0; i < entity->n_fields; i++)
    {
      if ((entity->fields[i].flags & CRM_FIELD_HIDDEN) == 0 && !find_key (self, entity->fields[i].key, NULL))
        gtk_list_box_append (GTK_LIST_BOX (self->list), new_row (self, &entity->fields[i]));
    }
  self->filling = FALSE;
  if (key != NULL)
    restore_focus (self, key, focus_name);
}

static void
load (CrmColumnChooser *self)
{
  g_auto (GStrv) keys = crm_list_view_dup_columns (self->view);

  g_ptr_array_set_size (self->keys, 0);
  for (guint i = 0; keys[i] != NULL; i++)
    g_ptr_array_add (self->keys, g_strdup (keys[i]));
  fill (self, NULL, NULL);
}

static void
reset_clicked_cb (CrmColumnChooser *self)
{
  crm_list_view_set_columns (self->view, NULL);
  load (self);
}

static void
crm_column_chooser_map (GtkWidget *widget)
{
  load (CRM_COLUMN_CHOOSER (widget));
  GTK_WIDGET_CLASS (crm_column_chooser_parent_class)->map (widget);
}

static void
crm_column_chooser_finalize (GObject *object)
{
  g_ptr_array_unref (CRM_COLUMN_CHOOSER (object)->keys);
  G_OBJECT_CLASS (crm_column_chooser_parent_class)->finalize (object);
}

static void
crm_column_chooser_class_init (CrmColumnChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_column_chooser_finalize;
  GTK_WIDGET_CLASS (klass)->map = crm_column_chooser_map;
}

static void
crm_column_chooser_init (CrmColumnChooser *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *reset = gtk_button_new_with_mnemonic (_("_Reset"));

  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "crm-columns");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Columns"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 400);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_widget_set_size_request (box, 240, -1);
  gtk_widget_add_css_class (reset, "flat");
  g_signal_connect_object (reset, "clicked", G_CALLBACK (reset_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), reset);
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

/**
 * crm_column_chooser_new:
 * @view: whose columns are chosen
 *
 * Returns: (transfer floating): a popover
 */
GtkWidget *
crm_column_chooser_new (CrmListView *view)
{
  CrmColumnChooser *self = g_object_new (CRM_TYPE_COLUMN_CHOOSER, NULL);

  self->view = view;
  return GTK_WIDGET (self);
}
