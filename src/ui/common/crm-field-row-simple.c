/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-field-rows.h"

#include <glib/gi18n.h>
#include <string.h>

/* Rows for yes and no, for choices and for text of many lines. */

/**
 * CrmTruthRow:
 *
 * Edits a field that is yes or no.
 */
struct _CrmTruthRow
{
  AdwActionRow parent_instance;
  GtkWidget   *toggle;
};

static void crm_truth_row_iface_init (CrmFieldRowInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CrmTruthRow, crm_truth_row, ADW_TYPE_ACTION_ROW,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_FIELD_ROW, crm_truth_row_iface_init))

static void
truth_show_value (CrmFieldRow *row,
                  const CrmValue *value,
                  const char *title)
{
  gtk_switch_set_active (GTK_SWITCH (CRM_TRUTH_ROW (row)->toggle), value->type == CRM_VALUE_INT && value->i != 0);
}

/* What was never said stays so until the switch is on. */
static gboolean
truth_read_value (CrmFieldRow *row,
                  CrmValue *value,
                  char **title,
                  GError **error)
{
  gboolean active = gtk_switch_get_active (GTK_SWITCH (CRM_TRUTH_ROW (row)->toggle));

  if (active || !crm_value_is_null (crm_field_row_get_loaded (row)))
    *value = crm_value_int (active);
  return TRUE;
}

static void
truth_show_problem (CrmFieldRow *row,
                    const char *problem)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), problem != NULL ? problem : "");
  crm_field_row_describe (row, CRM_TRUTH_ROW (row)->toggle, problem);
}

static void
crm_truth_row_iface_init (CrmFieldRowInterface *iface)
{
  iface->show_value = truth_show_value;
  iface->read_value = truth_read_value;
  iface->show_problem = truth_show_problem;
}

static void
truth_toggled_cb (CrmFieldRow *row)
{
  crm_field_row_edited (row);
  crm_field_row_committed (row);
}

static void
crm_truth_row_class_init (CrmTruthRowClass *klass)
{
}

static void
crm_truth_row_init (CrmTruthRow *self)
{
  self->toggle = gtk_switch_new ();
  gtk_widget_set_valign (self->toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->toggle);
  g_signal_connect_object (self->toggle, "notify::active", G_CALLBACK (truth_toggled_cb), self, G_CONNECT_SWAPPED);
}

/**
 * CrmChoiceRow:
 *
 * Edits a choice. The first of its items stands for none; a value that is no choice is an item of its own.
 */
struct _CrmChoiceRow
{
  AdwComboRow parent_instance;
  GPtrArray  *keys;   /* of the items behind the first */
};

static void crm_choice_row_iface_init (CrmFieldRowInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CrmChoiceRow, crm_choice_row, ADW_TYPE_COMBO_ROW,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_FIELD_ROW, crm_choice_row_iface_init))

static guint
fill_choices (CrmChoiceRow *self,
              const CrmField *field,
              const char *chosen)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint selected = 0;

  g_ptr_array_set_size (self->keys, 0);
  /* Translators: no choice has been made */
  gtk_string_list_append (labels, C_("choice", "None"));
  for (const CrmChoice *choice = field->choices; choice->key != NULL; choice++)
    {
      g_ptr_array_add (self->keys, g_strdup (choice->key));
      gtk_string_list_append (labels, crm_choice_get_label (choice));
      if (g_strcmp0 (choice->key, chosen) == 0)
        selected = self->keys->len;
    }
  if (chosen != NULL && selected == 0)
    {
      g_ptr_array_add (self->keys, g_strdup (chosen));
      gtk_string_list_append (labels, chosen);
      selected = self->keys->len;
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (labels));
  return selected;
}

static void
choice_show_value (CrmFieldRow *row,
                   const CrmValue *value,
                   const char *title)
{
  CrmChoiceRow *self = CRM_CHOICE_ROW (row);
  const char *chosen = value->type == CRM_VALUE_TEXT ? value->text : NULL;

  adw_combo_row_set_selected (ADW_COMBO_ROW (self), fill_choices (self, crm_field_row_get_field (row), chosen));
}

static gboolean
choice_read_value (CrmFieldRow *row,
                   CrmValue *value,
                   char **title,
                   GError **error)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (row));

  if (selected > 0 && selected != GTK_INVALID_LIST_POSITION)
    *value = crm_value_text (CRM_CHOICE_ROW (row)->keys->pdata[selected - 1]);
  return TRUE;
}

static void
choice_show_problem (CrmFieldRow *row,
                     const char *problem)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), problem != NULL ? problem : "");
  crm_field_row_describe (row, GTK_WIDGET (row), problem);
}

static void
crm_choice_row_iface_init (CrmFieldRowInterface *iface)
{
  iface->show_value = choice_show_value;
  iface->read_value = choice_read_value;
  iface->show_problem = choice_show_problem;
}

static void
choice_selected_cb (CrmFieldRow *row)
{
  if (crm_field_row_get_field (row) == NULL || !crm_field_row_is_edited (row))
    return;
  crm_field_row_edited (row);
  crm_field_row_committed (row);
}

static void
crm_choice_row_finalize (GObject *object)
{
  g_ptr_array_unref (CRM_CHOICE_ROW (object)->keys);
  G_OBJECT_CLASS (crm_choice_row_parent_class)->finalize (object);
}

static void
crm_choice_row_class_init (CrmChoiceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_choice_row_finalize;
}

static void
crm_choice_row_init (CrmChoiceRow *self)
{
  self->keys = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (self, "notify::selected", G_CALLBACK (choice_selected_cb), NULL);
}

/**
 * CrmNoteRow:
 *
 * Edits text of many lines.
 */
struct _CrmNoteRow
{
  AdwPreferencesRow parent_instance;
  GtkWidget        *title;
  GtkWidget        *text;
};

static void crm_note_row_iface_init (CrmFieldRowInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CrmNoteRow, crm_note_row, ADW_TYPE_PREFERENCES_ROW,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_FIELD_ROW, crm_note_row_iface_init))

static void
note_show_value (CrmFieldRow *row,
                 const CrmValue *value,
                 const char *title)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (CRM_NOTE_ROW (row)->text)),
                            value->type == CRM_VALUE_TEXT ? value->text : "", -1);
}

static gboolean
note_read_value (CrmFieldRow *row,
                 CrmValue *value,
                 char **title,
                 GError **error)
{
  g_autofree char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (CRM_NOTE_ROW (row)->text)), "text", &text, NULL);
  if (text != NULL && text[strspn (text, " \t\n")] != '\0')
    *value = crm_value_take_text (g_steal_pointer (&text));
  return TRUE;
}

static void
note_show_problem (CrmFieldRow *row,
                   const char *problem)
{
  CrmNoteRow *self = CRM_NOTE_ROW (row);

  gtk_label_set_label (GTK_LABEL (self->title),
                       problem != NULL ? problem : adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  crm_field_row_describe (row, self->text, problem);
}

static void
crm_note_row_iface_init (CrmFieldRowInterface *iface)
{
  iface->show_value = note_show_value;
  iface->read_value = note_read_value;
  iface->show_problem = note_show_problem;
}

static void
crm_note_row_class_init (CrmNoteRowClass *klass)
{
}

static void
crm_note_row_init (CrmNoteRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->title = gtk_label_new (NULL);
  self->text = gtk_text_view_new ();
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->title, "caption");
  gtk_widget_add_css_class (self->title, "dimmed");
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->text), FALSE);
  gtk_widget_set_size_request (self->text, -1, 72);
  gtk_widget_add_css_class (self->text, "crm-note");
  gtk_widget_add_css_class (box, "crm-note-box");
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), self->text);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  g_object_bind_property (self, "title", self->title, "label", G_BINDING_DEFAULT);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), "changed",
                           G_CALLBACK (crm_field_row_edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (crm_field_row_committed), self);
  gtk_widget_add_controller (self->text, focus);
}
