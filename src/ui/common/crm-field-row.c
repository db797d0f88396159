/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-field-row.h"

#include "ui/common/crm-field-rows.h"

/**
 * CrmFieldRow:
 *
 * A row of a form in which one field is edited. Knows the value it was given, says when it is being edited and when
 * the person has finished, and shows what is wrong with what is typed.
 */

G_DEFINE_INTERFACE (CrmFieldRow, crm_field_row, GTK_TYPE_WIDGET)

enum { SIGNAL_EDITED, SIGNAL_COMMITTED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct
{
  const CrmField *field;
  CrmStore       *store;
  CrmValue        value;
  char           *title;
  gboolean        loading;
} State;

#define STATE_KEY "crm-field-row-state"

static void
free_state (gpointer data)
{
  State *state = data;

  crm_value_clear (&state->value);
  g_object_unref (state->store);
  g_free (state->title);
  g_free (state);
}

static State *
get_state (CrmFieldRow *self)
{
  return g_object_get_data (G_OBJECT (self), STATE_KEY);
}

static void
crm_field_row_default_init (CrmFieldRowInterface *iface)
{
  /**
   * CrmFieldRow::edited:
   *
   * Something was typed or chosen.
   */
  signals[SIGNAL_EDITED] = g_signal_new ("edited", CRM_TYPE_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  /**
   * CrmFieldRow::committed:
   *
   * The person has finished: pressed Enter, chose, or went on.
   */
  signals[SIGNAL_COMMITTED] = g_signal_new ("committed", CRM_TYPE_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);
}

static GType
row_type (const CrmField *field)
{
  switch (field->kind)
    {
    case CRM_FIELD_TEXT:
    case CRM_FIELD_EMAIL:
    case CRM_FIELD_PHONE:
    case CRM_FIELD_URL:
    case CRM_FIELD_INTEGER:
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
    case CRM_FIELD_MONEY:
    case CRM_FIELD_DATE:
    case CRM_FIELD_INSTANT:
      return CRM_TYPE_ENTRY_ROW;
    case CRM_FIELD_LONG_TEXT:
      return CRM_TYPE_NOTE_ROW;
    case CRM_FIELD_BOOLEAN:
      return CRM_TYPE_TRUTH_ROW;
    case CRM_FIELD_CHOICE:
      return CRM_TYPE_CHOICE_ROW;
    case CRM_FIELD_LINK:
      return CRM_TYPE_LINK_ROW;
    case CRM_FIELD_TAGS:
      return CRM_TYPE_TAGS_ROW;
    default:
      g_return_val_if_reached (CRM_TYPE_ENTRY_ROW);
    }
}

/**
 * crm_field_row_new:
 *
 * Returns: (transfer floating): the row that suits the field's kind, empty
 */
GtkWidget *
crm_field_row_new (CrmStore *store,
                   const CrmField *field)
{
  CrmFieldRow *self = g_object_new (row_type (field), NULL);
  State *state = g_new0 (State, 1);
  g_autofree char *title = field->flags & CRM_FIELD_REQUIRED ? g_strdup_printf ("%s *", crm_field_get_label (field))
                                                             : g_strdup (crm_field_get_label (field));

  state->field = field;
  state->store = g_object_ref (store);
  g_object_set_data_full (G_OBJECT (self), STATE_KEY, state, free_state);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, crm_field_get_label (field),
                                  -1);
  crm_field_row_load (self, &CRM_VALUE_INIT_NULL, NULL);
  return GTK_WIDGET (self);
}

/**
 * crm_field_row_get_field:
 *
 * Returns: (nullable): the field; %NULL while the row is being made
 */
const CrmField *
crm_field_row_get_field (CrmFieldRow *self)
{
  State *state = get_state (self);

  return state != NULL ? state->field : NULL;
}

CrmStore *
crm_field_row_get_store (CrmFieldRow *self)
{
  return get_state (self)->store;
}

/**
 * crm_field_row_load:
 * @title: (nullable): for links and tags, what is behind the value
 *
 * Shows a value that is stored, and takes it for the one to go back to.
 */
void
crm_field_row_load (CrmFieldRow *self,
                    const CrmValue *value,
                    const char *title)
{
  State *state = get_state (self);
  CrmValue copy = crm_value_copy (value);
  char *title_copy = g_strdup (title);

  crm_value_clear (&state->value);
  state->value = copy;
  g_free (state->title);
  state->title = title_copy;
  state->loading = TRUE;
  CRM_FIELD_ROW_GET_IFACE (self)->show_value (self, &state->value, state->title);
  state->loading = FALSE;
  crm_field_row_refuse (self, NULL);
}

/**
 * crm_field_row_read:
 * @value: (out): the value as it is typed or chosen now
 *
 * Errors: %CRM_ERROR_INVALID, %CRM_ERROR_REQUIRED
 */
gboolean
crm_field_row_read (CrmFieldRow *self,
                    CrmValue *value,
                    GError **error)
{
  *value = CRM_VALUE_INIT_NULL;
  if (!CRM_FIELD_ROW_GET_IFACE (self)->read_value (self, value, NULL, error))
    return FALSE;
  if (crm_field_validate (get_state (self)->field, value, error))
    return TRUE;
  crm_value_clear (value);
  return FALSE;
}

/**
 * crm_field_row_get_loaded:
 *
 * Returns: (transfer none): the value that is stored
 */
const CrmValue *
crm_field_row_get_loaded (CrmFieldRow *self)
{
  return &get_state (self)->value;
}

/**
 * crm_field_row_dup_title:
 *
 * Returns: (transfer full) (nullable): the title of what is chosen now; of tags the names, one on each line
 */
char *
crm_field_row_dup_title (CrmFieldRow *self)
{
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;
  char *title = NULL;

  CRM_FIELD_ROW_GET_IFACE (self)->read_value (self, &value, &title, NULL);
  return title;
}

/**
 * crm_field_row_is_edited:
 *
 * Returns: whether the row says something else than what is stored
 */
gboolean
crm_field_row_is_edited (CrmFieldRow *self)
{
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

  if (!CRM_FIELD_ROW_GET_IFACE (self)->read_value (self, &value, NULL, NULL))
    return TRUE;
  return !crm_value_equal (&value, &get_state (self)->value);
}

/**
 * crm_field_row_refuse:
 * @problem: (nullable): what is wrong with what is typed; %NULL if nothing is
 */
void
crm_field_row_refuse (CrmFieldRow *self,
                      const char *problem)
{
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  CRM_FIELD_ROW_GET_IFACE (self)->show_problem (self, problem);
}

/**
 * crm_field_row_check:
 *
 * Validates what is typed and shows what is wrong with it.
 *
 * Returns: whether all is well
 */
gboolean
crm_field_row_check (CrmFieldRow *self)
{
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;
  g_autoptr (GError) error = NULL;
  gboolean valid = crm_field_row_read (self, &value, &error);

  crm_field_row_refuse (self, valid ? NULL : error->message);
  return valid;
}

/**
 * crm_field_row_revert:
 *
 * Goes back to the value that is stored.
 */
void
crm_field_row_revert (CrmFieldRow *self)
{
  State *state = get_state (self);
  g_auto (CrmValue) value = crm_value_copy (&state->value);
  g_autofree char *title = g_strdup (state->title);

  crm_field_row_load (self, &value, title);
}

/**
 * crm_field_row_accept:
 *
 * Takes what is typed or chosen now for what is stored, as it has been saved.
 */
void
crm_field_row_accept (CrmFieldRow *self)
{
  State *state = get_state (self);
  CrmValue value = CRM_VALUE_INIT_NULL;
  char *title = NULL;

  if (!CRM_FIELD_ROW_GET_IFACE (self)->read_value (self, &value, &title, NULL))
    return;
  crm_value_clear (&state->value);
  state->value = value;
  g_free (state->title);
  state->title = title;
}

/**
 * crm_field_row_restore:
 * @typed: (nullable): the text, for a row in which text is typed, whatever it means
 * @value: else the value that was chosen
 * @title: (nullable): for links and tags, what is behind the value
 *
 * Shows what was typed or chosen before and never saved. It is edited, but not committed.
 */
void
crm_field_row_restore (CrmFieldRow *self,
                       const char *typed,
                       const CrmValue *value,
                       const char *title)
{
  State *state = get_state (self);

  state->loading = TRUE;
  if (typed != NULL && GTK_IS_EDITABLE (self))
    gtk_editable_set_text (GTK_EDITABLE (self), typed);
  else
    CRM_FIELD_ROW_GET_IFACE (self)->show_value (self, value, title);
  state->loading = FALSE;
  crm_field_row_edited (self);
}

/* To be called by a row when something was typed or chosen in it. */
void
crm_field_row_edited (CrmFieldRow *self)
{
  State *state = get_state (self);

  if (state == NULL || state->loading)
    return;
  crm_field_row_check (self);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

/* To be called by a row when the person has finished. */
void
crm_field_row_committed (CrmFieldRow *self)
{
  State *state = get_state (self);

  if (state != NULL && !state->loading)
    g_signal_emit (self, signals[SIGNAL_COMMITTED], 0);
}

/* Tells assistive technology what a row's control is for and what is wrong with its value. */
void
crm_field_row_describe (CrmFieldRow *self,
                        GtkWidget *control,
                        const char *problem)
{
  const CrmField *field = get_state (self)->field;
  GtkAccessible *accessible = GTK_ACCESSIBLE (control);

  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, crm_field_get_label (field), -1);
  gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID,
                               problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (problem != NULL)
    gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, problem, -1);
  else
    gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}
