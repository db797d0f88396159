/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/quality/crm-merge-dialog.h"

#include "analytics/crm-verdicts.h"
#include "store/crm-merge.h"
#include "ui/common/crm-feedback.h"

#include <glib/gi18n.h>
#include <string.h>

/* Which value the record gets. */
typedef enum { FIRST, SECOND, BOTH, N_CHOICES } Choice;

/**
 * CrmMergeDialog:
 *
 * Two records side by side: a person chooses field by field what the one that is kept becomes, or says that they are
 * not the same.
 */
struct _CrmMergeDialog
{
  AdwDialog            parent_instance;

  /* Template */
  GtkStack            *stack;
  AdwPreferencesGroup *keep_group;
  AdwPreferencesGroup *group;
  GtkWidget           *different_group;
  GtkLabel            *problem;

  /* Owned */
  CrmStore            *store;
  const CrmEntity     *entity;
  gint64               ids[2];
  GtkWidget           *origin;
  CrmRecord           *records[2];
  GtkCheckButton      *keep[2];                        /* borrowed */
  GtkCheckButton      *(*choices)[N_CHOICES];          /* borrowed, of each field; NULL where there is no choice */
};

G_DEFINE_FINAL_TYPE (CrmMergeDialog, crm_merge_dialog, ADW_TYPE_DIALOG)

static GtkCheckButton *
add_choice (GtkWidget *box,
            GtkCheckButton *group,
            const char *text,
            const char *about)
{
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *button = gtk_check_button_new ();

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_lines (GTK_LABEL (label), 4);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_start (label, 6);
  gtk_widget_set_hexpand (label, TRUE);   /* else it is as narrow as it may be where the other one is high */
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), label);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), group);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, about, -1);
  gtk_box_append (GTK_BOX (box), button);
  return GTK_CHECK_BUTTON (button);
}

static GtkWidget *
new_row (const char *title,
         GtkWidget **choices)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (title);

  *choices = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_box_set_homogeneous (GTK_BOX (*choices), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), *choices);
  g_object_set (box, "margin-top", 9, "margin-bottom", 9, "margin-start", 12, "margin-end", 12, NULL);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  return row;
}

static gboolean
may_join (const CrmField *field)
{
  return field->kind == CRM_FIELD_TAGS || field->kind == CRM_FIELD_LONG_TEXT;
}

static void
add_field (CrmMergeDialog *self,
           guint f)
{
  const CrmField *field = &self->entity->fields[f];
  const CrmValue *values[2] = { crm_record_get_value (self->records[0], f),
                                crm_record_get_value (self->records[1], f) };
  GtkWidget *box, *row;
  guint chosen = crm_value_is_null (values[FIRST]) ? SECOND : FIRST;

  if ((field->flags & (CRM_FIELD_DERIVED | CRM_FIELD_HIDDEN)) != 0 || f >= crm_entity_created_at (self->entity) ||
      crm_value_equal (values[0], values[1]))
    return;
  row = new_row (crm_field_get_label (field), &box);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text = crm_value_is_null (values[i]) ? g_strdup (_("empty"))
                                                            : crm_record_dup_display (self->records[i], f);

      self->choices[f][i] = add_choice (box, i > 0 ? self->choices[f][0] : NULL, text, crm_field_get_label (field));
      if (crm_value_is_null (values[i]))
        gtk_widget_add_css_class (gtk_check_button_get_child (self->choices[f][i]), "dimmed");
    }
  if (may_join (field) && !crm_value_is_null (values[0]) && !crm_value_is_null (values[1]))
    {
      /* Three do not fit side by side in a narrow window. */
      gtk_orientable_set_orientation (GTK_ORIENTABLE (box), GTK_ORIENTATION_VERTICAL);
      chosen = BOTH;
      self->choices[f][BOTH] = add_choice (box, self->choices[f][0], _("Both"), crm_field_get_label (field));
    }
  gtk_check_button_set_active (self->choices[f][chosen], TRUE);
  adw_preferences_group_add (self->group, row);
}

/* When a record was added is less than what it is called. */
static void
dim_behind (GtkLabel *label,
            guint start)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoAttribute *const dim[] = { pango_attr_foreground_alpha_new (G_MAXUINT16 * 0.6), pango_attr_scale_new (0.85) };

  for (guint i = 0; i < G_N_ELEMENTS (dim); i++)
    {
      dim[i]->start_index = start;
      pango_attr_list_insert (attributes, dim[i]);
    }
  gtk_label_set_attributes (label, attributes);
}

static void
show_records (CrmMergeDialog *self)
{
  GtkWidget *box;
  GtkWidget *row = new_row (_("Record That Is Kept"), &box);

  for (guint i = 0; i < 2; i++)
    {
      const char *title = crm_record_get_title (self->records[i]);
      g_autofree char *created = crm_record_dup_display_by_key (self->records[i], "created_at");
      /* Translators: title of a record, and when it was added */
      g_autofree char *text = g_strdup_printf (_("%s\nAdded %s"), title, created);

      self->keep[i] = add_choice (box, i > 0 ? self->keep[0] : NULL, text, _("Record that is kept"));
      dim_behind (GTK_LABEL (gtk_check_button_get_child (self->keep[i])), strlen (title));
    }
  gtk_check_button_set_active (self->keep[0], TRUE);
  adw_preferences_group_add (self->keep_group, row);
  self->choices = g_malloc0_n (self->entity->n_fields, sizeof *self->choices);
  for (guint f = 0; f < self->entity->n_fields; f++)
    add_field (self, f);
  gtk_stack_set_visible_child_name (self->stack, "fields");
  gtk_widget_set_visible (self->different_group, crm_verdict_is_possible (self->entity));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.different", crm_verdict_is_possible (self->entity));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.apply", TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->keep[0]));
}

typedef struct
{
  const CrmEntity *entity;
  gint64           ids[2];
} Wish;

static gpointer
read_records (CrmReader *reader,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  const Wish *wish = data;

  return crm_reader_get_many (reader, wish->entity, wish->ids, 2, error);
}

static void
read_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  g_autoptr (CrmMergeDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = crm_store_read_finish (CRM_STORE (source), result, &error);

  if (self->store == NULL)
    return;
  if (records == NULL || records->len < 2)
    {
      gtk_label_set_label (self->problem, error != NULL ? error->message
                           : _("One of the records is not there any more. Look for duplicates again."));
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }
  for (guint i = 0; i < 2; i++)
    self->records[i] = g_object_ref (records->pdata[i]);
  show_records (self);
}

typedef struct
{
  CrmMerge  *merge;
  CrmValue  *values;
  guint      n_values;
  char      *label;
} Merging;

static void
free_merging (gpointer data)
{
  Merging *merging = data;

  for (guint f = 0; f < merging->n_values; f++)
    crm_value_clear (&merging->values[f]);
  g_free (merging->values);
  crm_merge_free (merging->merge);
  g_free (merging->label);
  g_free (merging);
}

static gpointer
make_changes (CrmReader *reader,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  Merging *merging = data;
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (crm_reader_get_store (reader), merging->label);

  return crm_merge_append (merging->merge, reader, 0, merging->values, changes, error)
    ? g_steal_pointer (&changes) : NULL;
}

static void
made_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  g_autoptr (GtkWidget) origin = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmChangeSet) changes = crm_store_read_finish (CRM_STORE (source), result, &error);

  if (changes != NULL)
    crm_feedback_apply (origin, CRM_STORE (source), changes, _("Two records merged"), NULL, NULL);
  else
    crm_feedback_error (origin, _("The Records Were Not Merged"), error);
}

static CrmValue
chosen_value (CrmMergeDialog *self,
              guint f,
              const CrmValue *proposed)
{
  for (guint i = 0; i < 2; i++)
    {
      if (self->choices[f][i] != NULL && gtk_check_button_get_active (self->choices[f][i]))
        return crm_value_copy (crm_record_get_value (self->records[i], f));
    }
  return crm_value_copy (proposed);
}

static void
apply_activated (GtkWidget *widget,
                 const char *action,
                 GVariant *parameter)
{
  CrmMergeDialog *self = CRM_MERGE_DIALOG (widget);
  guint keep = gtk_check_button_get_active (self->keep[0]) ? 0 : 1;
  Merging *merging = g_new0 (Merging, 1);
  CrmValue *proposed = crm_merge_propose (self->records[keep], &self->records[1 - keep], 1);

  merging->merge = crm_merge_new (self->entity);
  crm_merge_add (merging->merge, self->ids[keep], &self->ids[1 - keep], 1, NULL);
  /* Translators: an action in the history: Merge two records into “Müller Ltd” */
  merging->label = g_strdup_printf (_("Merge two records into “%s”"), crm_record_get_title (self->records[keep]));
  merging->n_values = self->entity->n_fields;
  merging->values = g_new0 (CrmValue, merging->n_values);
  for (guint f = 0; f < merging->n_values; f++)
    {
      merging->values[f] = chosen_value (self, f, &proposed[f]);
      crm_value_clear (&proposed[f]);
    }
  g_free (proposed);
  crm_store_read_async (self->store, make_changes, merging, free_merging, (GDestroyNotify) crm_change_set_unref, NULL,
                        made_cb, g_object_ref (self->origin));
  adw_dialog_close (ADW_DIALOG (self));
}

static void
different_activated (GtkWidget *widget,
                     const char *action,
                     GVariant *parameter)
{
  CrmMergeDialog *self = CRM_MERGE_DIALOG (widget);
  const char *titles[] = { crm_record_get_title (self->records[0]), crm_record_get_title (self->records[1]) };
  g_autofree char *label = g_strdup_printf (_("“%s” and “%s” are not duplicates"), titles[0], titles[1]);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, label);

  crm_verdict_add_different (changes, self->entity, self->ids, titles);
  crm_feedback_apply (self->origin, self->store, changes, _("Not shown as duplicates any more"), NULL, NULL);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
cancel_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  adw_dialog_close (ADW_DIALOG (widget));
}

static void
crm_merge_dialog_dispose (GObject *object)
{
  CrmMergeDialog *self = CRM_MERGE_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_MERGE_DIALOG);
  g_clear_object (&self->store);
  g_clear_object (&self->origin);
  g_clear_object (&self->records[0]);
  g_clear_object (&self->records[1]);
  g_clear_pointer (&self->choices, g_free);
  G_OBJECT_CLASS (crm_merge_dialog_parent_class)->dispose (object);
}

static void
crm_merge_dialog_class_init (CrmMergeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_merge_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/quality/crm-merge-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmMergeDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CrmMergeDialog, keep_group);
  gtk_widget_class_bind_template_child (widget_class, CrmMergeDialog, group);
  gtk_widget_class_bind_template_child (widget_class, CrmMergeDialog, different_group);
  gtk_widget_class_bind_template_child (widget_class, CrmMergeDialog, problem);
  gtk_widget_class_install_action (widget_class, "dialog.apply", NULL, apply_activated);
  gtk_widget_class_install_action (widget_class, "dialog.different", NULL, different_activated);
  gtk_widget_class_install_action (widget_class, "dialog.cancel", NULL, cancel_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "dialog.apply", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, GDK_NO_MODIFIER_MASK, "dialog.different", NULL);
}

static void
crm_merge_dialog_init (CrmMergeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.different", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.apply", FALSE);
}

/**
 * crm_merge_dialog_new:
 * @ids: the two records
 * @origin: where the person is told how it went
 *
 * Returns: (transfer floating): a dialog that shows them side by side and merges them
 */
AdwDialog *
crm_merge_dialog_new (CrmStore *store,
                      const CrmEntity *entity,
                      const gint64 ids[2],
                      GtkWidget *origin)
{
  CrmMergeDialog *self = g_object_new (CRM_TYPE_MERGE_DIALOG, NULL);
  Wish wish = { entity, { ids[0], ids[1] } };

  self->store = g_object_ref (store);
  self->entity = entity;
  self->ids[0] = ids[0];
  self->ids[1] = ids[1];
  self->origin = g_object_ref (origin);
  crm_store_read_async (store, read_records, g_memdup2 (&wish, sizeof wish), g_free,
                        (GDestroyNotify) g_ptr_array_unref, NULL, read_cb, g_object_ref (self));
  return ADW_DIALOG (self);
}
