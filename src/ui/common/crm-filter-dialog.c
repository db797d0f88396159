/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-filter-dialog.h"

#include "ui/common/crm-field-row.h"
#include "ui/common/crm-filter-words.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * CrmFilterDialog:
 *
 * Asks for one condition of a filter: a field, a test, a value, each as the one before it allows.
 */
struct _CrmFilterDialog
{
  AdwDialog            parent_instance;

  /* Template */
  AdwComboRow         *field_row;
  AdwComboRow         *test_row;
  AdwComboRow         *period_row;
  AdwPreferencesGroup *group;

  /* Owned */
  CrmStore            *store;
  const CrmEntity     *entity;
  GPtrArray           *fields;     /* of const CrmField */
  GArray              *tests;
  CrmField             value_field;
  GtkWidget           *value_row;  /* borrowed */
};

G_DEFINE_FINAL_TYPE (CrmFilterDialog, crm_filter_dialog, ADW_TYPE_DIALOG)

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static const CrmField *
get_field (CrmFilterDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->field_row);

  return self->fields != NULL && selected < self->fields->len ? self->fields->pdata[selected] : NULL;
}

static CrmTest
get_test (CrmFilterDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->test_row);

  return self->tests != NULL && selected < self->tests->len ? g_array_index (self->tests, CrmTest, selected)
                                                            : CRM_TEST_EMPTY;
}

static gboolean
needs_value (CrmTest test)
{
  return test != CRM_TEST_EMPTY && test != CRM_TEST_NOT_EMPTY && test != CRM_TEST_PERIOD;
}

/* What a field is compared with need not be valid in it: part of an e-mail address, any number. */
static void
choose_value_field (CrmFilterDialog *self)
{
  const CrmField *field = get_field (self);

  self->value_field = *field;
  self->value_field.label = NC_("what a field is compared with", "Value");
  self->value_field.context = "what a field is compared with";
  self->value_field.flags = 0;
  self->value_field.min = self->value_field.max = 0;
  if (crm_field_is_text (field) && field->kind != CRM_FIELD_CHOICE)
    self->value_field.kind = CRM_FIELD_TEXT;
  if (field->kind == CRM_FIELD_MONEY)
    self->value_field.kind = CRM_FIELD_DECIMAL;
  if (field->kind == CRM_FIELD_INSTANT)
    self->value_field.kind = CRM_FIELD_DATE;
}

static void
update_value (CrmFilterDialog *self)
{
  CrmTest test = get_test (self);

  if (self->value_row != NULL)
    adw_preferences_group_remove (self->group, self->value_row);
  self->value_row = NULL;
  if (needs_value (test))
    {
      choose_value_field (self);
      self->value_row = crm_field_row_new (self->store, &self->value_field);
      adw_preferences_group_add (self->group, self->value_row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->period_row), test == CRM_TEST_PERIOD);
}

static void
test_selected_cb (CrmFilterDialog *self)
{
  if (self->tests != NULL && get_field (self) != NULL)
    update_value (self);
}

static void
field_selected_cb (CrmFilterDialog *self)
{
  const CrmField *field = get_field (self);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  if (field == NULL)
    return;
  g_clear_pointer (&self->tests, g_array_unref);
  self->tests = crm_filter_words_tests (field);
  for (guint i = 0; i < self->tests->len; i++)
    {
      g_autofree char *label = crm_filter_words_test (field, g_array_index (self->tests, CrmTest, i));

      gtk_string_list_append (labels, label);
    }
  adw_combo_row_set_model (self->test_row, G_LIST_MODEL (labels));
  update_value (self);
}

/* The operand that says what was typed or chosen. */
static gboolean
read_operand (CrmFilterDialog *self,
              CrmOperand *operand)
{
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;
  CrmFieldRow *row = CRM_FIELD_ROW (self->value_row);

  *operand = (CrmOperand) { 0 };
  if (!crm_field_row_check (row) || !crm_field_row_read (row, &value, NULL))
    return FALSE;
  if (self->value_field.kind == CRM_FIELD_BOOLEAN)
    {
      *operand = (CrmOperand) { .kind = CRM_OPERAND_BOOLEAN, .number = value.type == CRM_VALUE_INT && value.i != 0 };
      return TRUE;
    }
  if (crm_value_is_null (&value))
    {
      crm_field_row_refuse (row, _("Give a value to compare with"));
      return FALSE;
    }
  if (self->value_field.kind == CRM_FIELD_DATE)
    *operand = (CrmOperand) { .kind = CRM_OPERAND_DATE, .date = value.i };
  else if (self->value_field.kind == CRM_FIELD_LINK)
    *operand = (CrmOperand) { .text = g_strdup_printf ("%" G_GINT64_FORMAT, value.i) };
  else if (value.type == CRM_VALUE_INT)
    *operand = (CrmOperand) { .kind = CRM_OPERAND_NUMBER, .number = value.i };
  else if (value.type == CRM_VALUE_REAL)
    *operand = (CrmOperand) { .kind = CRM_OPERAND_NUMBER, .number = value.real,
                              .percent = self->value_field.kind == CRM_FIELD_PERCENT };
  else
    *operand = (CrmOperand) { .text = g_strdup (value.text) };
  return TRUE;
}

/* Any of the tags is meant: "is" for each, joined by "or". */
static CrmFilter *
make_tags_filter (CrmFilterDialog *self)
{
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *text = crm_field_row_dup_title (CRM_FIELD_ROW (self->value_row));
  CrmFilter *filter;

  if (!crm_field_row_read (CRM_FIELD_ROW (self->value_row), &value, NULL) || crm_value_is_null (&value) || text == NULL)
    {
      crm_field_row_refuse (CRM_FIELD_ROW (self->value_row), _("Give a value to compare with"));
      return NULL;
    }
  filter = crm_filter_new_test (get_field (self)->key,
                                get_test (self) == CRM_TEST_EQUAL ? CRM_TEST_IN : CRM_TEST_NOT_IN);
  names = g_strsplit (text, "\n", -1);
  for (guint i = 0; names[i] != NULL; i++)
    {
      CrmOperand operand = { .text = g_strdup (names[i]) };

      g_array_append_val (filter->operands, operand);
    }
  return filter;
}

static CrmFilter *
make_filter (CrmFilterDialog *self)
{
  const CrmField *field = get_field (self);
  CrmTest test = get_test (self);
  CrmFilter *filter;
  CrmOperand operand;

  if (field->kind == CRM_FIELD_TAGS && needs_value (test))
    return make_tags_filter (self);
  if (needs_value (test) && !read_operand (self, &operand))
    return NULL;
  filter = crm_filter_new_test (field->key, test);
  if (needs_value (test))
    g_array_append_val (filter->operands, operand);
  if (test == CRM_TEST_PERIOD)
    {
      guint n_periods;
      const CrmFilterPeriod *period = crm_filter_words_periods (&n_periods);

      period += MIN (adw_combo_row_get_selected (self->period_row), n_periods - 1);
      filter->period = period->period;
      filter->offset = period->offset;
      filter->whole = period->whole;
    }
  return filter;
}

static void
add_activated (GtkWidget *widget,
               const char *action,
               GVariant *parameter)
{
  CrmFilterDialog *self = CRM_FILTER_DIALOG (widget);
  CrmFilter *filter = make_filter (self);

  if (filter == NULL)
    {
      gtk_widget_grab_focus (self->value_row);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, filter);
  crm_filter_free (filter);
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
crm_filter_dialog_dispose (GObject *object)
{
  CrmFilterDialog *self = CRM_FILTER_DIALOG (object);

  g_clear_pointer (&self->tests, g_array_unref);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_FILTER_DIALOG);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (crm_filter_dialog_parent_class)->dispose (object);
}

static void
crm_filter_dialog_class_init (CrmFilterDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_filter_dialog_dispose;

  /**
   * CrmFilterDialog::chosen:
   * @filter: (type gpointer): the condition, to be copied
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CRM_TYPE_FILTER_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/common/crm-filter-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmFilterDialog, field_row);
  gtk_widget_class_bind_template_child (widget_class, CrmFilterDialog, test_row);
  gtk_widget_class_bind_template_child (widget_class, CrmFilterDialog, period_row);
  gtk_widget_class_bind_template_child (widget_class, CrmFilterDialog, group);
  gtk_widget_class_bind_template_callback (widget_class, field_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_selected_cb);
  gtk_widget_class_install_action (widget_class, "dialog.add", NULL, add_activated);
  gtk_widget_class_install_action (widget_class, "dialog.cancel", NULL, cancel_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "dialog.add", NULL);
}

static void
crm_filter_dialog_init (CrmFilterDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_periods (CrmFilterDialog *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint n_periods;
  const CrmFilterPeriod *periods = crm_filter_words_periods (&n_periods);

  for (guint i = 0; i < n_periods; i++)
    {
      g_autofree char *label = crm_filter_words_period (periods[i].period, periods[i].offset, periods[i].whole);

      gtk_string_list_append (labels, label);
    }
  adw_combo_row_set_model (self->period_row, G_LIST_MODEL (labels));
}

static void
fill_fields (CrmFilterDialog *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  self->fields = g_ptr_array_new ();
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      const CrmField *field = &self->entity->fields[i];

      if (field->flags & CRM_FIELD_HIDDEN)
        continue;
      g_ptr_array_add (self->fields, (gpointer) field);
      gtk_string_list_append (labels, crm_field_get_label (field));
    }
  adw_combo_row_set_model (self->field_row, G_LIST_MODEL (labels));
}

/**
 * crm_filter_dialog_new:
 *
 * Returns: (transfer floating): a dialog that emits #CrmFilterDialog::chosen
 */
AdwDialog *
crm_filter_dialog_new (CrmStore *store,
                       const CrmEntity *entity)
{
  CrmFilterDialog *self = g_object_new (CRM_TYPE_FILTER_DIALOG, NULL);

  self->store = g_object_ref (store);
  self->entity = entity;
  fill_periods (self);
  fill_fields (self);
  field_selected_cb (self);
  return ADW_DIALOG (self);
}

/**
 * crm_filter_dialog_choose:
 * @key: of a field
 * @test: that suits it
 *
 * Chooses field and test, so that only the value is left to give.
 */
void
crm_filter_dialog_choose (CrmFilterDialog *self,
                          const char *key,
                          CrmTest test)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      if (strcmp (((const CrmField *) self->fields->pdata[i])->key, key) == 0)
        adw_combo_row_set_selected (self->field_row, i);
    }
  for (guint i = 0; i < self->tests->len; i++)
    {
      if (g_array_index (self->tests, CrmTest, i) == test)
        adw_combo_row_set_selected (self->test_row, i);
    }
}
