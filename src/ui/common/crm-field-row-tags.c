/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-field-rows.h"

#include "ui/common/crm-feedback.h"
#include "ui/common/crm-link-chooser.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * CrmTagsRow:
 *
 * Edits tags: one chip each, which its button removes, and a button to add others or make new ones.
 */
struct _CrmTagsRow
{
  AdwPreferencesRow parent_instance;

  GtkWidget *title;
  GtkWidget *box;
  GtkWidget *add_button;
  GtkWidget *chooser;
  GArray    *ids;
  GPtrArray *names;
};

static void crm_tags_row_iface_init (CrmFieldRowInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CrmTagsRow, crm_tags_row, ADW_TYPE_PREFERENCES_ROW,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_FIELD_ROW, crm_tags_row_iface_init))

static void show_chips (CrmTagsRow *self);

static void
changed (CrmTagsRow *self)
{
  show_chips (self);
  crm_field_row_edited (CRM_FIELD_ROW (self));
  crm_field_row_committed (CRM_FIELD_ROW (self));
}

static void
remove_clicked_cb (CrmTagsRow *self,
                   GtkButton *button)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "crm-index"));

  g_array_remove_index (self->ids, index);
  g_ptr_array_remove_index (self->names, index);
  gtk_widget_grab_focus (self->add_button);
  changed (self);
}

static GtkWidget *
new_chip (CrmTagsRow *self,
          guint index)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (self->names->pdata[index]);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *tooltip = g_strdup_printf (_("Remove %s"), (const char *) self->names->pdata[index]);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (chip, "crm-chip");
  gtk_box_append (GTK_BOX (chip), label);
  gtk_box_append (GTK_BOX (chip), button);
  g_object_set_data (G_OBJECT (button), "crm-index", GUINT_TO_POINTER (index));
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self, G_CONNECT_SWAPPED);
  return chip;
}

static void
show_chips (CrmTagsRow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != self->add_button)
    adw_wrap_box_remove (ADW_WRAP_BOX (self->box), child);
  for (guint i = self->ids->len; i-- > 0;)
    adw_wrap_box_prepend (ADW_WRAP_BOX (self->box), new_chip (self, i));
}

/* Names come as one text, "A, B", in the order of their sort keys: they are read anew for each id. */
typedef struct
{
  CrmTagsRow *self;
  GArray     *ids;
} Naming;

static void
free_naming (Naming *naming)
{
  g_object_unref (naming->self);
  g_array_unref (naming->ids);
  g_free (naming);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Naming, free_naming)

static gpointer
read_tags (CrmReader *reader,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  Naming *naming = data;

  return crm_reader_get_many (reader, crm_entity_find ("tag"), (const gint64 *) (void *) naming->ids->data,
                              naming->ids->len, error);
}

static gboolean
same_ids (GArray *a,
          GArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (gint64)) == 0);
}

static void
named_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (Naming) naming = user_data;
  g_autoptr (GPtrArray) tags = crm_store_read_finish (CRM_STORE (source), result, NULL);
  CrmTagsRow *self = naming->self;

  if (tags == NULL || !same_ids (naming->ids, self->ids) || self->box == NULL)
    return;
  g_array_set_size (self->ids, 0);
  g_ptr_array_set_size (self->names, 0);
  for (guint i = 0; i < tags->len; i++)
    {
      gint64 id = crm_record_get_id (tags->pdata[i]);

      g_array_append_val (self->ids, id);
      g_ptr_array_add (self->names, g_strdup (crm_record_get_title (tags->pdata[i])));
    }
  show_chips (self);
}

static void
show_value (CrmFieldRow *row,
            const CrmValue *value,
            const char *title)
{
  CrmTagsRow *self = CRM_TAGS_ROW (row);
  g_autoptr (GArray) ids = crm_tags_to_ids (value);
  Naming *naming;

  if (same_ids (ids, self->ids))
    return;
  g_array_set_size (self->ids, 0);
  g_array_append_vals (self->ids, ids->data, ids->len);
  g_ptr_array_set_size (self->names, 0);
  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (self->names, g_strdup ("…"));
  show_chips (self);
  if (ids->len == 0)
    return;
  naming = g_new0 (Naming, 1);
  naming->self = g_object_ref (self);
  naming->ids = g_array_ref (ids);
  crm_store_read_async (crm_field_row_get_store (row), read_tags, naming, NULL, (GDestroyNotify) g_ptr_array_unref,
                        NULL, named_cb, naming);
}

static gboolean
read_value (CrmFieldRow *row,
            CrmValue *value,
            char **title,
            GError **error)
{
  CrmTagsRow *self = CRM_TAGS_ROW (row);

  if (self->ids->len > 0)
    *value = crm_tags_from_ids ((const gint64 *) (void *) self->ids->data, self->ids->len);
  if (title != NULL)
    {
      GString *names = g_string_new (NULL);

      for (guint i = 0; i < self->names->len; i++)
        g_string_append_printf (names, "%s%s", i > 0 ? "\n" : "", (const char *) self->names->pdata[i]);
      *title = g_string_free (names, FALSE);
    }
  return TRUE;
}

static void
show_problem (CrmFieldRow *row,
              const char *problem)
{
  CrmTagsRow *self = CRM_TAGS_ROW (row);

  gtk_label_set_label (GTK_LABEL (self->title),
                       problem != NULL ? problem : adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  crm_field_row_describe (row, self->add_button, problem);
}

static void
crm_tags_row_iface_init (CrmFieldRowInterface *iface)
{
  iface->show_value = show_value;
  iface->read_value = read_value;
  iface->show_problem = show_problem;
}

static void
add_tag (CrmTagsRow *self,
         gint64 id,
         const char *name)
{
  for (guint i = 0; i < self->ids->len; i++)
    {
      if (g_array_index (self->ids, gint64, i) == id)
        return;
    }
  g_array_append_val (self->ids, id);
  g_ptr_array_add (self->names, g_strdup (name));
  changed (self);
}

typedef struct
{
  gint64 id;
  char  *name;
} NewTag;

static void
tag_created_cb (GtkWidget *widget,
                gint64 action,
                gpointer user_data)
{
  NewTag *tag = user_data;

  /* The form may have been left meanwhile; the tag stays for the next time. */
  if (action > 0 && CRM_TAGS_ROW (widget)->box != NULL)
    add_tag (CRM_TAGS_ROW (widget), tag->id, tag->name);
  g_free (tag->name);
  g_free (tag);
}

static void
create_cb (CrmTagsRow *self,
           const char *text)
{
  CrmStore *store = crm_field_row_get_store (CRM_FIELD_ROW (self));
  g_autofree char *name = g_strstrip (g_strdup (text));
  g_autofree char *label = g_strdup_printf (_("Add tag %s"), name);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, label);
  NewTag *tag;

  if (*name == '\0')
    return;
  tag = g_new0 (NewTag, 1);
  tag->id = crm_change_set_insert (changes, "tag");
  tag->name = g_strdup (name);
  crm_change_set_text (changes, "name", name);
  crm_feedback_apply (GTK_WIDGET (self), store, changes, NULL, tag_created_cb, tag);
}

static void
create_popup (GtkMenuButton *button,
              gpointer data)
{
  CrmTagsRow *self = data;

  if (self->chooser != NULL)
    return;
  self->chooser = crm_link_chooser_new (crm_field_row_get_store (CRM_FIELD_ROW (self)), crm_entity_find ("tag"));
  crm_link_chooser_set_creatable (CRM_LINK_CHOOSER (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "chosen", G_CALLBACK (add_tag), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chooser, "create", G_CALLBACK (create_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (button, self->chooser);
}

static void
crm_tags_row_dispose (GObject *object)
{
  CRM_TAGS_ROW (object)->box = NULL;
  G_OBJECT_CLASS (crm_tags_row_parent_class)->dispose (object);
}

static void
crm_tags_row_finalize (GObject *object)
{
  g_array_unref (CRM_TAGS_ROW (object)->ids);
  g_ptr_array_unref (CRM_TAGS_ROW (object)->names);
  G_OBJECT_CLASS (crm_tags_row_parent_class)->finalize (object);
}

static void
crm_tags_row_class_init (CrmTagsRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = crm_tags_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = crm_tags_row_finalize;
}

static void
crm_tags_row_init (CrmTagsRow *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_add_css_class (self->title, "caption");
  gtk_widget_add_css_class (self->title, "dimmed");
  self->box = adw_wrap_box_new ();
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (self->box), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (self->box), 6);
  self->add_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->add_button), "list-add-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->add_button), create_popup, self, NULL);
  gtk_widget_set_tooltip_text (self->add_button, _("Add Tag"));
  gtk_widget_add_css_class (self->add_button, "flat");
  adw_wrap_box_append (ADW_WRAP_BOX (self->box), self->add_button);
  gtk_widget_add_css_class (lines, "crm-note-box");
  gtk_box_append (GTK_BOX (lines), self->title);
  gtk_box_append (GTK_BOX (lines), self->box);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), lines);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  g_object_bind_property (self, "title", self->title, "label", G_BINDING_DEFAULT);
}
