/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-record-form-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Making the rows of a form from the table of its entity. */

static gboolean
is_shown (CrmRecordForm *self,
          const CrmField *field)
{
  return (field->flags & CRM_FIELD_HIDDEN) == 0 && (!self->draft || (field->flags & CRM_FIELD_DERIVED) == 0) &&
         strcmp (field->key, "created_at") != 0 && strcmp (field->key, "updated_at") != 0;
}

static gboolean
is_rare (const CrmField *field)
{
  return (field->flags & (CRM_FIELD_REQUIRED | CRM_FIELD_LISTED)) == 0 && field->kind != CRM_FIELD_LONG_TEXT;
}

static GtkWidget *
new_derived_row (const CrmField *field)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), crm_field_get_label (field));
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  return row;
}

static GtkWidget *
new_row (CrmRecordForm *self,
         const CrmField *field)
{
  GtkWidget *row;

  if (field->flags & CRM_FIELD_DERIVED)
    return new_derived_row (field);
  row = crm_field_row_new (self->store, field);
  gtk_widget_set_sensitive (row, !crm_store_is_read_only (self->store));
  gtk_widget_set_visible (row, !self->draft || !is_rare (field));
  if (self->draft && ADW_IS_ENTRY_ROW (row))
    adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "edited", G_CALLBACK (crm_record_form_row_edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "committed", G_CALLBACK (crm_record_form_row_committed), self, G_CONNECT_SWAPPED);
  return row;
}

/* Groups are hidden while all of their rows are. */
void
crm_record_form_update_groups (CrmRecordForm *self)
{
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      GtkWidget *row = self->rows[i];
      GtkWidget *group = row != NULL ? gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP) : NULL;
      gboolean visible = FALSE;

      for (guint k = 0; group != NULL && k < self->entity->n_fields; k++)
        visible |= self->rows[k] != NULL && gtk_widget_is_ancestor (self->rows[k], group) &&
                   gtk_widget_get_visible (self->rows[k]);
      if (group != NULL)
        gtk_widget_set_visible (group, visible);
    }
}

static void
more_activated_cb (CrmRecordForm *self)
{
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      if (self->rows[i] != NULL)
        gtk_widget_set_visible (self->rows[i], TRUE);
    }
  gtk_widget_set_visible (self->more, FALSE);
  crm_record_form_update_groups (self);
}

static void
add_more_button (CrmRecordForm *self)
{
  self->more = gtk_button_new_with_mnemonic (_("Show _All Fields"));
  gtk_widget_set_halign (self->more, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->more, "pill");
  g_signal_connect_object (self->more, "clicked", G_CALLBACK (more_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->columns[0]), self->more);
}

/* With two columns each group goes where there is more room; with one they keep the order of the table. */
void
crm_record_form_place_groups (CrmRecordForm *self)
{
  guint heights[2] = { 0, 0 };

  for (guint i = 0; i < self->groups->len; i++)
    {
      GtkWidget *group = self->groups->pdata[i];
      guint column = self->two_columns && heights[1] < heights[0] ? 1 : 0;

      heights[column] += 2 + GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (group), "crm-rows"));
      g_object_ref (group);
      if (gtk_widget_get_parent (group) != NULL)
        gtk_box_remove (GTK_BOX (gtk_widget_get_parent (group)), group);
      gtk_box_append (GTK_BOX (self->columns[column]), group);
      g_object_unref (group);
    }
  gtk_widget_set_visible (self->columns[1], self->two_columns);
  if (self->more != NULL)
    gtk_box_reorder_child_after (GTK_BOX (self->columns[0]), self->more, gtk_widget_get_last_child (self->columns[0]));
}

/* The rows of one group, in the order of the table. Returns how many there are. */
static guint
fill_group (CrmRecordForm *self,
            AdwPreferencesGroup *group,
            const char *name)
{
  guint n_rows = 0;

  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      const CrmField *field = &self->entity->fields[i];

      if (g_strcmp0 (field->group, name) != 0 || !is_shown (self, field))
        continue;
      self->rows[i] = new_row (self, field);
      adw_preferences_group_add (group, self->rows[i]);
      n_rows += field->kind == CRM_FIELD_LONG_TEXT ? 3 : 1;
    }
  return n_rows;
}

void
crm_record_form_build (CrmRecordForm *self)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      const CrmField *field = &self->entity->fields[i];
      GtkWidget *group;
      guint n_rows;

      if (field->group == NULL || !is_shown (self, field) || !g_hash_table_add (done, (gpointer) field->group))
        continue;
      group = adw_preferences_group_new ();
      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), crm_field_get_group (field));
      n_rows = fill_group (self, ADW_PREFERENCES_GROUP (group), field->group);
      g_object_set_data (G_OBJECT (group), "crm-rows", GUINT_TO_POINTER (n_rows));
      g_ptr_array_add (self->groups, g_object_ref_sink (group));
    }
  if (self->draft)
    add_more_button (self);
  crm_record_form_place_groups (self);
  crm_record_form_update_groups (self);
}
