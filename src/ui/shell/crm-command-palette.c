/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-command-palette.h"

#include "base/crm-text.h"
#include "ui/common/crm-search-progress.h"
#include "ui/shell/crm-commands.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_HITS 6   /* of each kind of record */

/**
 * CrmCommandPalette:
 *
 * One entry that finds records everywhere and every command. The results stand in groups, one for each kind of record,
 * and are walked with the arrow keys while the entry keeps the focus.
 */
struct _CrmCommandPalette
{
  AdwDialog       parent_instance;

  /* Template */
  GtkSearchEntry *entry;
  GtkListBox     *list;
  GtkStack       *stack;
  AdwBin         *progress;

  /* Owned */
  CrmStore       *store;
  GCancellable   *cancellable;
};

G_DEFINE_FINAL_TYPE (CrmCommandPalette, crm_command_palette, ADW_TYPE_DIALOG)

/* @group: the heading above the row, of which @kind is what one of them is called, for those who do not see it */
static GtkWidget *
new_row (const char *icon,
         const char *title,
         const char *subtitle,
         const char *group,
         const char *kind,
         const char *end,
         const char *action)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (title);
  g_autofree char *name = g_strjoin (", ", title, kind, subtitle != NULL && *subtitle != '\0' ? subtitle : NULL, NULL);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (texts), label);
  if (subtitle != NULL && *subtitle != '\0')
    {
      GtkWidget *second = gtk_label_new (subtitle);

      gtk_label_set_xalign (GTK_LABEL (second), 0);
      gtk_label_set_ellipsize (GTK_LABEL (second), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (second, "caption");
      gtk_widget_add_css_class (second, "dim-label");
      gtk_box_append (GTK_BOX (texts), second);
    }
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), texts);
  if (end != NULL)
    {
      GtkWidget *note = gtk_label_new (end);

      gtk_widget_set_valign (note, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (note, "caption");
      gtk_widget_add_css_class (note, "dim-label");
      gtk_box_append (GTK_BOX (box), note);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_name (row, action);
  g_object_set_data_full (G_OBJECT (row), "group", g_strdup (group), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static gboolean
matches (const char *label,
         const char *text)
{
  g_autofree char *folded = crm_text_fold (label);
  g_autofree char *wanted = crm_text_fold (text);
  g_auto (GStrv) words = g_strsplit (wanted, " ", -1);

  for (char **word = words; *word != NULL; word++)
    {
      if (strstr (folded, *word) == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
add_commands (CrmCommandPalette *self,
              const char *text)
{
  guint n_commands;
  const CrmCommand *commands = crm_commands (&n_commands);

  for (guint i = 0; i < n_commands; i++)
    {
      g_autofree char *shortcut = crm_command_dup_shortcut (&commands[i]);

      if ((self->store == NULL && !commands[i].anywhere) || strcmp (commands[i].action, "win.palette") == 0)
        continue;
      if (matches (crm_command_get_label (&commands[i]), text))
        gtk_list_box_append (self->list, new_row (commands[i].icon, crm_command_get_label (&commands[i]), NULL,
                                                  _("Commands"), NULL, shortcut, commands[i].action));
    }
}

static void
put_heading (GtkListBoxRow *row,
             GtkListBoxRow *before,
             gpointer unused)
{
  const char *group = g_object_get_data (G_OBJECT (row), "group");
  GtkWidget *heading;

  if (before != NULL && g_strcmp0 (g_object_get_data (G_OBJECT (before), "group"), group) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  heading = gtk_label_new (group);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_set_margin_start (heading, 12);
  gtk_widget_set_margin_top (heading, before != NULL ? 12 : 3);
  gtk_widget_set_margin_bottom (heading, 3);
  gtk_widget_add_css_class (heading, "caption-heading");
  gtk_widget_add_css_class (heading, "dim-label");
  gtk_list_box_row_set_header (row, heading);
}

static void
finish_results (CrmCommandPalette *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);

  gtk_stack_set_visible_child_name (self->stack, first != NULL ? "results" : "nothing");
  if (first != NULL)
    gtk_list_box_select_row (self->list, first);
}

static gpointer
search (CrmReader *reader,
        gpointer data,
        GCancellable *cancellable,
        GError **error)
{
  return crm_reader_search_groups (reader, data, MOST_HITS, error);
}

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (CrmCommandPalette) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = crm_store_read_finish (CRM_STORE (source), result, &error);

  if (hits == NULL)
    return;   /* cancelled by the next letter */
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < hits->len; i++)
    {
      const CrmHit *hit = hits->pdata[i];
      g_autofree char *action = g_strdup_printf ("win.show-record::%s:%" G_GINT64_FORMAT, hit->entity->name, hit->id);

      gtk_list_box_append (self->list, new_row (hit->entity->icon, hit->title, hit->snippet,
                                                crm_entity_get_label_plural (hit->entity),
                                                crm_entity_get_label (hit->entity), NULL, action));
    }
  add_commands (self, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  finish_results (self);
}

static void
search_changed_cb (CrmCommandPalette *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (self->store != NULL && *text != '\0')
    {
      crm_store_read_async (self->store, search, g_strdup (text), g_free, (GDestroyNotify) g_ptr_array_unref,
                            self->cancellable, found_cb, g_object_ref (self));
      return;
    }
  gtk_list_box_remove_all (self->list);
  add_commands (self, text);
  finish_results (self);
}

static void
run (CrmCommandPalette *self,
     const char *detailed)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  g_return_if_fail (g_action_parse_detailed_name (detailed, &name, &target, NULL));
  g_object_ref (window);
  adw_dialog_close (ADW_DIALOG (self));
  gtk_widget_activate_action_variant (window, name, target);
  g_object_unref (window);
}

static void
row_activated_cb (CrmCommandPalette *self,
                  GtkListBoxRow *row)
{
  g_autofree char *action = g_strdup (gtk_widget_get_name (GTK_WIDGET (row)));

  run (self, action);
}

static void
entry_activated_cb (CrmCommandPalette *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    row_activated_cb (self, row);
}

static void
stop_search_cb (CrmCommandPalette *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
scroll_to (CrmCommandPalette *self,
           GtkListBoxRow *row)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (GTK_WIDGET (self->list), GTK_TYPE_VIEWPORT);

  gtk_viewport_scroll_to (GTK_VIEWPORT (viewport), GTK_WIDGET (row), NULL);
}

static void
move_selection (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  CrmCommandPalette *self = CRM_COMMAND_PALETTE (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  row = gtk_list_box_get_row_at_index (self->list, MAX (index + g_variant_get_int32 (parameter), 0));
  if (row == NULL)
    return;
  gtk_list_box_select_row (self->list, row);
  scroll_to (self, row);
}

static void
crm_command_palette_dispose (GObject *object)
{
  CrmCommandPalette *self = CRM_COMMAND_PALETTE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_COMMAND_PALETTE);
  G_OBJECT_CLASS (crm_command_palette_parent_class)->dispose (object);
}

static gboolean
key_pressed_cb (CrmCommandPalette *self,
                guint key,
                guint code,
                GdkModifierType state)
{
  /* Before the entry, which would move its cursor. */
  int step = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : key == GDK_KEY_Page_Down ? 8 : key == GDK_KEY_Page_Up
      ? -8 : 0;

  if (step == 0)
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "palette.move", "i", step);
  return TRUE;
}

static void
crm_command_palette_class_init (CrmCommandPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_command_palette_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/shell/crm-command-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmCommandPalette, entry);
  gtk_widget_class_bind_template_child (widget_class, CrmCommandPalette, list);
  gtk_widget_class_bind_template_child (widget_class, CrmCommandPalette, stack);
  gtk_widget_class_bind_template_child (widget_class, CrmCommandPalette, progress);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_install_action (widget_class, "palette.move", "i", move_selection);
}

static void
crm_command_palette_init (CrmCommandPalette *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, put_heading, NULL, NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
}

/**
 * crm_command_palette_new:
 * @store: (nullable): where to search; without it there are only commands
 *
 * Returns: (transfer floating): the palette
 */
AdwDialog *
crm_command_palette_new (CrmStore *store)
{
  CrmCommandPalette *self = g_object_new (CRM_TYPE_COMMAND_PALETTE, NULL);

  g_set_object (&self->store, store);
  if (store != NULL)
    adw_bin_set_child (self->progress, crm_search_progress_new (store));
  search_changed_cb (self);
  return ADW_DIALOG (self);
}
