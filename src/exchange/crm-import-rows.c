/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* From the cells of a row to the values of its record. */

static CrmImportSlot *
get_slot (CrmImportPlan *plan,
          guint index)
{
  return &g_array_index (plan->slots, CrmImportSlot, index);
}

static CrmValue *
value_of (CrmImportPlan *plan,
          CrmImportRow *row,
          const char *key)
{
  int field = crm_entity_field_index (plan->entity, key);

  return field >= 0 && plan->slot_of[field] >= 0 ? &row->values[plan->slot_of[field]] : NULL;
}

static gboolean
is_set (const CrmValue *value)
{
  return value != NULL && !crm_value_is_null (value);
}

static gboolean
is_self_link (CrmImportPlan *plan,
              const CrmField *field)
{
  return field->kind == CRM_FIELD_LINK && strcmp (field->target, plan->entity->name) == 0;
}

static CrmValue
read_tags (CrmImportPlan *plan,
           const CrmImportSlot *slot,
           const char *cell)
{
  g_autoptr (GPtrArray) words = crm_import_split_tags (cell);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < words->len; i++)
    {
      CrmImportMeaning *meaning = crm_import_find_meaning (plan, slot, 0, words->pdata[i]);

      if (meaning != NULL && meaning->link != NULL)
        g_array_append_val (ids, meaning->link->id);
    }
  return ids->len > 0 ? crm_tags_from_ids ((const gint64 *) ids->data, ids->len) : CRM_VALUE_INIT_NULL;
}

static CrmValue
read_choice (CrmImportPlan *plan,
             guint row,
             const CrmImportSlot *slot,
             const char *cell)
{
  CrmImportMeaning *meaning = crm_import_find_meaning (plan, slot, 0, cell);

  if (meaning == NULL || meaning->public.how == CRM_IMPORT_NONE)
    return CRM_VALUE_INIT_NULL;
  if (meaning->public.how == CRM_IMPORT_REFUSED)
    {
      g_autofree char *message = g_strdup_printf (_("%s: “%s” is not one of the choices"),
                                                  crm_field_get_label (meaning->public.field), meaning->public.value);

      crm_import_plan_reject (plan, row, slot->column, CRM_ERROR_INVALID, message);
      return CRM_VALUE_INIT_NULL;
    }
  return crm_value_text (meaning->choice != NULL ? meaning->choice->key : meaning->public.value);
}

static CrmValue
read_link (CrmImportPlan *plan,
           guint row,
           const CrmImportSlot *slot,
           const char *cell)
{
  gint64 scope = crm_import_scope_of_row (plan, slot, plan->rows[row].values);
  CrmImportMeaning *meaning = crm_import_find_meaning (plan, slot, scope, cell);

  return meaning != NULL && meaning->link != NULL ? crm_value_int (meaning->link->id) : CRM_VALUE_INIT_NULL;
}

static CrmValue
read_plain (CrmImportPlan *plan,
            guint row,
            const CrmImportSlot *slot,
            const char *cell)
{
  const CrmField *field = &plan->entity->fields[slot->field];
  g_autoptr (GError) error = NULL;
  CrmValue value;

  /* The name of a record may be written in two columns. */
  if (slot->column_2 >= 0)
    {
      g_autofree char *joined = g_strstrip (g_strconcat (cell, " ", crm_csv_get_cell (plan->csv, row, slot->column_2),
                                                         NULL));

      crm_import_parse_cell (field, &slot->format, joined, crm_store_get_currency (plan->store), &value, &error);
    }
  else
    crm_import_parse_cell (field, &slot->format, cell, crm_store_get_currency (plan->store), &value, &error);
  if (error == NULL && !crm_value_is_null (&value))
    crm_field_validate (field, &value, &error);
  if (error != NULL)
    {
      crm_import_plan_reject (plan, row, slot->column, error->code, error->message);
      crm_value_clear (&value);
    }
  return value;
}

static void
read_cell (CrmImportPlan *plan,
           guint row,
           guint index)
{
  CrmImportSlot *slot = get_slot (plan, index);
  const CrmField *field = &plan->entity->fields[slot->field];
  CrmValue *value = &plan->rows[row].values[index];
  const char *cell = slot->column >= 0 ? crm_csv_get_cell (plan->csv, row, slot->column) : "";

  if (slot->column_2 < 0 && crm_import_is_blank (field, cell))
    return;
  switch (field->kind)
    {
    case CRM_FIELD_LINK:
      if (!is_self_link (plan, field))
        *value = read_link (plan, row, slot, cell);
      break;
    case CRM_FIELD_TAGS:
      *value = read_tags (plan, slot, cell);
      break;
    case CRM_FIELD_CHOICE:
      *value = read_choice (plan, row, slot, cell);
      break;
    case CRM_FIELD_TEXT:
    case CRM_FIELD_LONG_TEXT:
    case CRM_FIELD_EMAIL:
    case CRM_FIELD_PHONE:
    case CRM_FIELD_URL:
    case CRM_FIELD_INTEGER:
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
    case CRM_FIELD_MONEY:
    case CRM_FIELD_DATE:
    case CRM_FIELD_INSTANT:
    case CRM_FIELD_BOOLEAN:
    default:
      *value = read_plain (plan, row, slot, cell);
    }
}

/* The day on which an open deal closes lies ahead: one column of the file means both. */
static void
move_close_date (CrmImportPlan *plan,
                 CrmImportRow *row)
{
  CrmValue *stage = value_of (plan, row, "stage");
  CrmValue *closed = value_of (plan, row, "closed_on");
  CrmValue *expected = value_of (plan, row, "expected_close");
  const CrmImportSlot *slot;
  CrmImportTarget *target;

  if (!is_set (stage) || !is_set (closed) || is_set (expected))
    return;
  slot = get_slot (plan, plan->slot_of[crm_entity_field_index (plan->entity, "stage")]);
  target = g_hash_table_lookup (slot->lookup->by_id, &stage->i);
  if (target == NULL || (!target->is_new && g_strcmp0 (target->kind, "open") != 0))
    return;
  *expected = *closed;
  *closed = CRM_VALUE_INIT_NULL;
}

/* What tells the row from others where it has no name. */
static void
invent_title (CrmImportPlan *plan,
              CrmImportRow *row)
{
  static const char *const keys[] = { "company", "email", "phone", "number", "code" };

  if (is_set (&row->values[plan->slot_of[0]]) || is_set (value_of (plan, row, "product")) ||
      (strcmp (plan->entity->name, "opportunity") == 0 && is_set (value_of (plan, row, "customer"))))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      CrmValue *value = value_of (plan, row, keys[i]);

      if (is_set (value))
        {
          row->values[plan->slot_of[0]] = crm_value_text (value->text);
          return;
        }
    }
}

static void
reject_wide_row (CrmImportPlan *plan,
                 guint row)
{
  guint n_columns = crm_csv_get_n_columns (plan->csv);

  for (guint i = n_columns; i < crm_csv_get_n_cells (plan->csv, row); i++)
    {
      if (*crm_csv_get_cell (plan->csv, row, i) != '\0')
        {
          g_autofree char *message = g_strdup_printf (_("It has %u values, but there are only %u columns"),
                                                      crm_csv_get_n_cells (plan->csv, row), n_columns);

          crm_import_plan_reject (plan, row, -1, CRM_ERROR_FORMAT, message);
          return;
        }
    }
}

static void
read_row (CrmImportPlan *plan,
          guint index)
{
  CrmImportRow *row = &plan->rows[index];

  row->values = g_new0 (CrmValue, plan->slots->len);
  reject_wide_row (plan, index);
  /* In the order of the fields: the pipeline comes before the stage, which is looked for in it. */
  for (guint field = 0; field < plan->entity->n_fields && row->state != CRM_IMPORT_ROW_REJECT; field++)
    {
      if (plan->slot_of[field] >= 0)
        read_cell (plan, index, plan->slot_of[field]);
    }
  if (row->state == CRM_IMPORT_ROW_REJECT)
    return;
  if (plan->slot_of[0] >= 0 && get_slot (plan, plan->slot_of[0])->column < 0)
    invent_title (plan, row);
  if (strcmp (plan->entity->name, "opportunity") == 0)
    move_close_date (plan, row);
}

static void
tell_ragged_rows (CrmImportPlan *plan)
{
  guint n_columns = crm_csv_get_n_columns (plan->csv);
  guint n_short = 0, first = 0;

  for (guint row = 0; row < plan->n_rows; row++)
    {
      if (crm_csv_get_n_cells (plan->csv, row) >= n_columns)
        continue;
      if (n_short++ == 0)
        first = crm_csv_get_number (plan->csv, row);
    }
  if (n_short > 0)
    crm_import_plan_hint (plan, -1, g_strdup_printf (
      ngettext ("%u row has fewer values than there are columns: row %u. What is missing stays empty.",
                "%u rows have fewer values than there are columns; the first is row %u. What is missing stays empty.",
                n_short), n_short, first));
}

/**
 * crm_import_read_rows:
 *
 * Reads the values of all rows, but for links to records of the same entity. Rows that cannot be read are rejected.
 */
gboolean
crm_import_read_rows (CrmImportPlan *plan,
                      GError **error)
{
  tell_ragged_rows (plan);
  for (guint row = 0; row < plan->n_rows; row++)
    {
      if (row % 256 == 0)
        {
          if (g_cancellable_set_error_if_cancelled (plan->cancellable, error))
            return FALSE;
          crm_import_plan_tell (plan, row);
        }
      read_row (plan, row);
    }
  return TRUE;
}

static void
add_rows_as_targets (CrmImportPlan *plan,
                     CrmImportLookup *lookup)
{
  for (guint i = 0; i < plan->n_rows; i++)
    {
      const CrmImportRow *row = &plan->rows[i];
      const CrmValue *title = row->values != NULL ? &row->values[plan->slot_of[0]] : NULL;
      CrmImportTarget *target;

      if (row->state != CRM_IMPORT_ROW_CREATE || title == NULL || title->type != CRM_VALUE_TEXT)
        continue;
      target = crm_import_lookup_add (lookup, row->id, 0, title->text);
      target->is_new = target->in_file = TRUE;
    }
}

static void
link_row (CrmImportPlan *plan,
          guint index,
          guint slot_index)
{
  CrmImportRow *row = &plan->rows[index];
  const CrmImportSlot *slot = get_slot (plan, slot_index);

  if (row->values == NULL || row->state == CRM_IMPORT_ROW_REJECT || row->state == CRM_IMPORT_ROW_SKIP)
    return;
  row->values[slot_index] = read_link (plan, index, slot, crm_csv_get_cell (plan->csv, index, slot->column));
  if (row->values[slot_index].type == CRM_VALUE_INT && row->values[slot_index].i == row->id)
    crm_value_clear (&row->values[slot_index]);   /* nobody is their own manager */
}

/**
 * crm_import_link_rows:
 *
 * Fills in links to records of the same entity, which may be rows of the file, above or below.
 */
gboolean
crm_import_link_rows (CrmImportPlan *plan,
                      GError **error)
{
  gboolean added = FALSE;

  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmImportSlot *slot = get_slot (plan, i);

      if (slot->column < 0 || !is_self_link (plan, &plan->entity->fields[slot->field]))
        continue;
      if (!added)
        {
          add_rows_as_targets (plan, slot->lookup);
          added = TRUE;
          if (!crm_import_resolve (plan, TRUE, error))
            return FALSE;
        }
      for (guint row = 0; row < plan->n_rows; row++)
        link_row (plan, row, i);
    }
  return TRUE;
}
