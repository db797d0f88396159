/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-record-form.h"

#include "base/crm-error.h"
#include "ui/common/crm-field-rows.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * CrmRecordForm:
 *
 * The fields of a record in groups, made from the table of its entity. The form of a stored record saves each field
 * when the person has finished with it, as one action that can be undone; the form of a draft saves nothing by itself.
 */
struct _CrmRecordForm
{
  GtkBox           parent_instance;

  /* Owned */
  CrmStore        *store;
  const CrmEntity *entity;
  CrmRecord       *record;
  gboolean         draft;
  gboolean         two_columns;
  GtkWidget      **rows;         /* one for each field, borrowed; NULL where the form has none */
  GtkWidget       *columns[2];
  GPtrArray       *groups;       /* in the order of the table */
  GtkWidget       *more;         /* of a draft: shows the fields that are rarely filled in */
};

G_DEFINE_FINAL_TYPE (CrmRecordForm, crm_record_form, GTK_TYPE_BOX)

enum { PROP_0, PROP_TWO_COLUMNS, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { SIGNAL_EDITED, SIGNAL_SAVE, N_SIGNALS };
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
} Saving;

static void
free_saving (Saving *saving)
{
  g_object_unref (saving->self);
  crm_change_set_unref (saving->changes);
  g_free (saving);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, free_saving)

static void
saved_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;
  CrmChange *change = crm_change_set_get_change (saving->changes, 0);

  if (crm_store_apply_finish (CRM_STORE (source), result, NULL, &error))
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
  Saving *saving = g_new0 (Saving, 1);

  saving->self = g_object_ref (self);
  saving->changes = crm_change_set_ref (changes);
  crm_store_apply_async (self->store, changes, NULL, saved_cb, saving);
}

static void
row_committed_cb (CrmRecordForm *self,
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

static void
row_edited_cb (CrmRecordForm *self,
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
  return GDK_EVENT_STOP;
}

/* Making the rows */

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
  g_signal_connect_object (row, "edited", G_CALLBACK (row_edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "committed", G_CALLBACK (row_committed_cb), self, G_CONNECT_SWAPPED);
  return row;
}

/* Groups are hidden while all of their rows are. */
static void
update_groups (CrmRecordForm *self)
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
  update_groups (self);
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
static void
place_groups (CrmRecordForm *self)
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

static void
build (CrmRecordForm *self)
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
  place_groups (self);
  update_groups (self);
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
  update_groups (self);
  update_narrowing (self);
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
 * crm_record_form_focus:
 *
 * Puts the focus into the first row.
 */
void
crm_record_form_focus (CrmRecordForm *self)
{
  if (self->rows[0] != NULL)
    gtk_widget_grab_focus (self->rows[0]);
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
  place_groups (self);
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
  build (self);
  return GTK_WIDGET (self);
}
