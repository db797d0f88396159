/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-record-form-private.h"

#include "ui/common/crm-field-rows.h"
#include "ui/common/crm-trouble.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * CrmRecordForm:
 *
 * The fields of a record in groups, made from the table of its entity. The form of a stored record saves each field
 * when the person has finished with it, as one action that can be undone; the form of a draft saves nothing by itself.
 */

G_DEFINE_FINAL_TYPE (CrmRecordForm, crm_record_form, GTK_TYPE_BOX)

enum { PROP_0, PROP_TWO_COLUMNS, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { SIGNAL_EDITED, SIGNAL_SAVE, SIGNAL_SAVED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Links that follow from others: of a deal's customer only the contacts, of its pipeline only the stages. */

static const char *
find_narrowing (CrmRecordForm *self,
                const CrmField *field)
{
  const CrmEntity *target = field->kind == CRM_FIELD_LINK ? crm_entity_find (field->target) : NULL;

  for (guint i = 0; target != NULL && i < target->n_fields; i++)
    {
      const CrmField *owner = &target->fields[i];
      const CrmField *own = crm_entity_field (self->entity, owner->key);

      if (owner->kind == CRM_FIELD_LINK && owner->on_delete == CRM_ON_DELETE_CASCADE && own != NULL && own != field &&
          own->kind == CRM_FIELD_LINK && strcmp (own->target, owner->target) == 0)
        return owner->key;
    }
  return NULL;
}

static void
update_narrowing (CrmRecordForm *self)
{
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      const char *key = self->rows[i] != NULL ? find_narrowing (self, &self->entity->fields[i]) : NULL;
      CrmFieldRow *owner = key != NULL ? crm_record_form_get_row (self, key) : NULL;
      g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

      if (owner == NULL || !CRM_IS_LINK_ROW (self->rows[i]))
        continue;
      crm_field_row_read (owner, &value, NULL);
      crm_link_row_narrow (CRM_LINK_ROW (self->rows[i]), key, value.type == CRM_VALUE_INT ? value.i : 0);
    }
}

/* Saving */

typedef struct
{
  CrmRecordForm *self;
  CrmChangeSet  *changes;
  CrmChangeSet  *again;      /* the same, in case it has to be tried again */
} Saving;

static void
free_saving (Saving *saving)
{
  g_object_unref (saving->self);
  crm_change_set_unref (saving->changes);
  crm_change_set_unref (saving->again);
  g_free (saving);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, free_saving)

/* What is saved is what there is to go back to, unless something else is typed by now. */
static void
take_saved (CrmRecordForm *self,
            const CrmChange *change)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);
      CrmFieldRow *row = crm_record_form_get_row (self, self->entity->fields[field->field].key);
      g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

      if (row != NULL && crm_field_row_read (row, &value, NULL) && crm_value_equal (&value, &field->value))
        crm_field_row_accept (row);
    }
  g_signal_emit (self, signals[SIGNAL_SAVED], 0);
}

static void
saved_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;
  CrmChange *change = crm_change_set_get_change (saving->changes, 0);

  /* Where it cannot be written for now, what is typed stays as it is, and waits. */
  if (crm_store_apply_finish (CRM_STORE (source), result, NULL, &error))
    {
      take_saved (saving->self, crm_change_set_get_change (saving->again, 0));
      return;
    }
  if (crm_trouble_report (CRM_STORE (source), error, saving->again))
    return;
  for (guint i = 0; i < change->fields->len; i++)
    {
      GtkWidget *row = saving->self->rows[g_array_index (change->fields, CrmFieldChange, i).field];

      if (row != NULL)
        crm_field_row_refuse (CRM_FIELD_ROW (row), error->message);
    }
}

/**
 * crm_record_form_save:
 * @changes: what the form asked to be saved
 *
 * Saves; what is refused is said in its row.
 */
void
crm_record_form_save (CrmRecordForm *self,
                      CrmChangeSet *changes)
{
  Saving *saving;

  if (crm_trouble_hold (self->store, changes))
    return;
  saving = g_new0 (Saving, 1);
  saving->self = g_object_ref (self);
  saving->changes = crm_change_set_ref (changes);
  saving->again = crm_change_set_copy (changes);
  crm_store_apply_async (self->store, changes, NULL, saved_cb, saving);
}

void
crm_record_form_row_committed (CrmRecordForm *self,
                               CrmFieldRow *row)
{
  g_autoptr (CrmChangeSet) changes = NULL;
  g_autofree char *label = NULL;
  CrmValue value;
  gboolean handled = FALSE;

  if (self->draft || self->record == NULL || !crm_field_row_is_edited (row) || !crm_field_row_check (row) ||
      !crm_field_row_read (row, &value, NULL))
    return;
  /* Translators: an action in the history; the placeholder is the title of a record */
  label = g_strdup_printf (_("Edit %s"), crm_record_get_title (self->record));
  changes = crm_change_set_new (self->store, label);
  crm_change_set_update (changes, self->entity->name, crm_record_get_id (self->record));
  crm_change_set_take (changes, crm_field_row_get_field (row)->key, value);
  g_signal_emit (self, signals[SIGNAL_SAVE], 0, changes, &handled);
  if (!handled)
    crm_record_form_save (self, changes);
}

void
crm_record_form_row_edited (CrmRecordForm *self,
                            CrmFieldRow *row)
{
  if (CRM_IS_LINK_ROW (row))
    update_narrowing (self);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0, crm_field_row_get_field (row)->key);
}

/* Escape takes back what is typed in a row of a stored record. */
static gboolean
key_pressed_cb (CrmRecordForm *self,
                guint key,
                guint code,
                GdkModifierType state)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, CRM_TYPE_FIELD_ROW) : NULL;

  if (self->draft || key != GDK_KEY_Escape || row == NULL ||
      gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL || !crm_field_row_is_edited (CRM_FIELD_ROW (row)))
    return GDK_EVENT_PROPAGATE;
  crm_field_row_revert (CRM_FIELD_ROW (row));
  crm_record_form_row_edited (self, CRM_FIELD_ROW (row));
  return GDK_EVENT_STOP;
}

/* Public */

/**
 * crm_record_form_set_record:
 * @record: (nullable): whose values are shown; a row that is being edited keeps what is typed
 */
void
crm_record_form_set_record (CrmRecordForm *self,
                            CrmRecord *record)
{
  gboolean same = record != NULL && self->record != NULL &&
                  crm_record_get_id (record) == crm_record_get_id (self->record);

  g_set_object (&self->record, record);
  for (guint i = 0; record != NULL && i < self->entity->n_fields; i++)
    {
      GtkWidget *row = self->rows[i];

      if (row == NULL)
        continue;
      if (!CRM_IS_FIELD_ROW (row))
        {
          g_autofree char *text = crm_record_dup_display (record, i);

          adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
          gtk_widget_set_visible (row, *text != '\0');
        }
      else if (!same || !crm_field_row_is_edited (CRM_FIELD_ROW (row)) ||
               !crm_value_equal (crm_field_row_get_loaded (CRM_FIELD_ROW (row)), crm_record_get_value (record, i)))
        crm_field_row_load (CRM_FIELD_ROW (row), crm_record_get_value (record, i),
                            crm_record_get_link_title (record, i));
    }
  crm_record_form_update_groups (self);
  update_narrowing (self);
}

/**
 * crm_record_form_get_record:
 *
 * Returns: (transfer none) (nullable): whose values are shown
 */
CrmRecord *
crm_record_form_get_record (CrmRecordForm *self)
{
  return self->record;
}

/**
 * crm_record_form_get_row:
 *
 * Returns: (transfer none) (nullable): the row in which the field is edited
 */
CrmFieldRow *
crm_record_form_get_row (CrmRecordForm *self,
                         const char *key)
{
  int field = crm_entity_field_index (self->entity, key);

  return field >= 0 && CRM_IS_FIELD_ROW (self->rows[field]) ? CRM_FIELD_ROW (self->rows[field]) : NULL;
}

/**
 * crm_record_form_check:
 *
 * Validates all rows and moves the focus to the first that is wrong.
 *
 * Returns: whether all is well
 */
gboolean
crm_record_form_check (CrmRecordForm *self)
{
  GtkWidget *wrong = NULL;

  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      const CrmField *field = &self->entity->fields[i];

      /* The stage of a new deal follows from the rules if none is chosen. */
      if (!CRM_IS_FIELD_ROW (self->rows[i]) || (field->kind == CRM_FIELD_LINK && strcmp (field->key, "stage") == 0))
        continue;
      if (!crm_field_row_check (CRM_FIELD_ROW (self->rows[i])) && wrong == NULL)
        wrong = self->rows[i];
    }
  if (wrong != NULL)
    gtk_widget_grab_focus (wrong);
  return wrong == NULL;
}

/**
 * crm_record_form_is_edited:
 *
 * Returns: whether any row says something else than it was given
 */
gboolean
crm_record_form_is_edited (CrmRecordForm *self)
{
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      if (CRM_IS_FIELD_ROW (self->rows[i]) && crm_field_row_is_edited (CRM_FIELD_ROW (self->rows[i])))
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_record_form_collect:
 * @changes: takes the values that are not empty, for the record that was begun last
 */
void
crm_record_form_collect (CrmRecordForm *self,
                         CrmChangeSet *changes)
{
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      CrmValue value;

      if (CRM_IS_FIELD_ROW (self->rows[i]) && crm_field_row_read (CRM_FIELD_ROW (self->rows[i]), &value, NULL) &&
          !crm_value_is_null (&value))
        crm_change_set_take (changes, self->entity->fields[i].key, value);
    }
}

/**
 * crm_record_form_refuse:
 * @error: why the record was not saved
 *
 * Says so in the row that the message names, or else in the first.
 */
void
crm_record_form_refuse (CrmRecordForm *self,
                        const GError *error)
{
  GtkWidget *row = NULL;

  for (guint i = 0; i < self->entity->n_fields && row == NULL; i++)
    {
      if (CRM_IS_FIELD_ROW (self->rows[i]) &&
          g_str_has_prefix (error->message, crm_field_get_label (&self->entity->fields[i])))
        row = self->rows[i];
    }
  if (row == NULL)
    row = self->rows[0];
  gtk_widget_set_visible (row, TRUE);
  crm_field_row_refuse (CRM_FIELD_ROW (row), error->message);
  gtk_widget_grab_focus (row);
}

/**
 * crm_record_form_set_two_columns:
 * @two_columns: whether groups stand side by side
 */
void
crm_record_form_set_two_columns (CrmRecordForm *self,
                                 gboolean two_columns)
{
  if (self->two_columns == two_columns)
    return;
  self->two_columns = two_columns;
  gtk_box_set_homogeneous (GTK_BOX (self), two_columns);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self),
                                  two_columns ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  crm_record_form_place_groups (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TWO_COLUMNS]);
}

/* Object */

static void
crm_record_form_get_property (GObject *object,
                              guint property,
                              GValue *value,
                              GParamSpec *pspec)
{
  if (property == PROP_TWO_COLUMNS)
    g_value_set_boolean (value, CRM_RECORD_FORM (object)->two_columns);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
}

static void
crm_record_form_set_property (GObject *object,
                              guint property,
                              const GValue *value,
                              GParamSpec *pspec)
{
  if (property == PROP_TWO_COLUMNS)
    crm_record_form_set_two_columns (CRM_RECORD_FORM (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
}

static void
crm_record_form_finalize (GObject *object)
{
  CrmRecordForm *self = CRM_RECORD_FORM (object);

  g_free (self->rows);
  g_ptr_array_unref (self->groups);
  g_clear_object (&self->record);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (crm_record_form_parent_class)->finalize (object);
}

static void
crm_record_form_class_init (CrmRecordFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = crm_record_form_get_property;
  object_class->set_property = crm_record_form_set_property;
  object_class->finalize = crm_record_form_finalize;

  props[PROP_TWO_COLUMNS] = g_param_spec_boolean ("two-columns", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * CrmRecordForm::edited:
   * @key: of the field in which something was typed or chosen
   */
  signals[SIGNAL_EDITED] = g_signal_new ("edited", CRM_TYPE_RECORD_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * CrmRecordForm::save:
   * @changes: (type gpointer): the change set that is to be applied
   *
   * A handler that returns %TRUE sees to it itself, such as by asking for more first: see crm_record_form_save().
   */
  signals[SIGNAL_SAVE] = g_signal_new ("save", CRM_TYPE_RECORD_FORM, G_SIGNAL_RUN_LAST, 0,
                                       g_signal_accumulator_true_handled, NULL, NULL,
                                       G_TYPE_BOOLEAN, 1, G_TYPE_POINTER);
  /**
   * CrmRecordForm::saved:
   *
   * What the person finished with is in the workspace.
   */
  signals[SIGNAL_SAVED] = g_signal_new ("saved", CRM_TYPE_RECORD_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
}

static void
crm_record_form_init (CrmRecordForm *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 24);
  self->groups = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < 2; i++)
    {
      self->columns[i] = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
      gtk_box_append (GTK_BOX (self), self->columns[i]);
    }
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * crm_record_form_new:
 * @draft: whether the record does not exist yet
 *
 * Returns: (transfer floating): an empty form
 */
GtkWidget *
crm_record_form_new (CrmStore *store,
                     const CrmEntity *entity,
                     gboolean draft)
{
  CrmRecordForm *self = g_object_new (CRM_TYPE_RECORD_FORM, NULL);

  self->store = g_object_ref (store);
  self->entity = entity;
  self->draft = draft;
  self->rows = g_new0 (GtkWidget *, entity->n_fields);
  crm_record_form_build (self);
  return GTK_WIDGET (self);
}
