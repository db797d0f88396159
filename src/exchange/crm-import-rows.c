/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"
#include "exchange/crm-tag-list.h"
#include "exchange/crm-vcard.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* From the cells of a row to the values of its record. */

/* Where the texts of the row at hand go. */
static GStringChunk *
get_texts (CrmImportPlan *plan)
{
  return crm_change_set_get_texts (plan->portion);
}

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

/* Returns what the text means, and notes that the row says so. */
static CrmImportMeaning *
understand (CrmImportPlan *plan,
            const CrmImportSlot *slot,
            gint64 scope,
            const char *text)
{
  CrmImportMeaning *meaning = crm_import_find_meaning (plan, slot, scope, text);

  if (meaning != NULL)
    g_ptr_array_add (plan->understood, meaning);
  return meaning;
}

static CrmValue
read_tags (CrmImportPlan *plan,
           const CrmImportSlot *slot,
           const char *cell)
{
  g_autoptr (GPtrArray) words = crm_tag_list_split (cell);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < words->len; i++)
    {
      CrmImportMeaning *meaning = understand (plan, slot, 0, words->pdata[i]);

      if (meaning != NULL && meaning->link != NULL)
        g_array_append_val (ids, meaning->link->id);
    }
  return ids->len > 0 ? crm_tags_from_ids ((const gint64 *) ids->data, ids->len) : CRM_VALUE_INIT_NULL;
}

static CrmValue
read_choice (CrmImportPlan *plan,
             const CrmImportSlot *slot,
             const char *cell)
{
  CrmImportMeaning *meaning = understand (plan, slot, 0, cell);

  if (meaning == NULL || meaning->public.how == CRM_IMPORT_NONE)
    return CRM_VALUE_INIT_NULL;
  if (meaning->public.how == CRM_IMPORT_REFUSED)
    {
      g_autofree char *message = g_strdup_printf (_("%s: “%s” is not one of the choices"),
                                                  crm_field_get_label (meaning->public.field), meaning->public.value);

      crm_import_plan_reject (plan, slot->column, CRM_ERROR_INVALID, message);
      return CRM_VALUE_INIT_NULL;
    }
  return crm_import_keep_text (meaning->choice != NULL ? meaning->choice->key : meaning->public.value,
                               get_texts (plan));
}

static CrmValue
read_link (CrmImportPlan *plan,
           const CrmImportSlot *slot,
           const char *cell)
{
  gint64 scope = crm_import_scope_of_row (plan, slot, plan->row->values);
  CrmImportMeaning *meaning = understand (plan, slot, scope, cell);

  return meaning != NULL && meaning->link != NULL ? crm_value_int (meaning->link->id) : CRM_VALUE_INIT_NULL;
}

static CrmValue
read_card (CrmImportPlan *plan,
           const CrmImportSlot *slot,
           const char *cell)
{
  g_autoptr (GError) error = NULL;
  char *kept = NULL;

  if (cell[strspn (cell, " \t\r\n")] != '\0' && !crm_vcard_keep (cell, plan->entity, &kept, &error))
    crm_import_plan_reject (plan, slot->column, error->code, error->message);
  return kept != NULL ? crm_value_take_text (kept) : CRM_VALUE_INIT_NULL;
}

static gboolean
is_chinese (const char *text)
{
  return *text != '\0' && g_unichar_get_script (g_utf8_get_char (text)) == G_UNICODE_SCRIPT_HAN;
}

/* A Chinese name begins with that of the family, and has no blanks. */
static char *
join_cells (const CrmImportPlan *plan,
            const CrmImportSlot *slot,
            const char *cell)
{
  g_autofree char *first = g_strstrip (g_strdup (cell));
  g_autofree char *last = g_strstrip (g_strdup (crm_import_plan_cell (plan, slot->column_2)));

  if (*first == '\0' && *last == '\0')
    return g_strdup (crm_import_plan_cell (plan, slot->instead));
  if (is_chinese (first) && is_chinese (last))
    return g_strconcat (last, first, NULL);
  return g_strstrip (g_strconcat (first, " ", last, NULL));
}

static CrmValue
read_plain (CrmImportPlan *plan,
            CrmImportSlot *slot,
            const char *cell)
{
  const CrmField *field = &plan->entity->fields[slot->field];
  g_autoptr (GError) error = NULL;
  CrmValue value;

  /* The name of a record may be written in two columns, and so is an amount. */
  if (slot->column_2 >= 0 || slot->instead >= 0)
    {
      g_autofree char *joined = join_cells (plan, slot, cell);

      crm_import_parse_cell (field, &slot->format, joined, crm_store_get_currency (plan->store), get_texts (plan),
                             &value, &error);
    }
  else
    crm_import_parse_cell (field, &slot->format, cell, crm_store_get_currency (plan->store), get_texts (plan),
                           &value, &error);
  crm_import_rest_note (plan, slot, cell);
  if (error == NULL && !crm_value_is_null (&value))
    crm_field_validate (field, &value, &error);
  if (error != NULL)
    {
      crm_import_plan_reject (plan, slot->column, error->code, error->message);
      crm_value_clear (&value);
    }
  return value;
}

static void
read_cell (CrmImportPlan *plan,
           guint index)
{
  CrmImportSlot *slot = get_slot (plan, index);
  const CrmField *field = &plan->entity->fields[slot->field];
  CrmValue *value = &plan->row->values[index];
  const char *cell = crm_import_slot_cell (plan, slot);

  if ((crm_import_has_meanings (field) || field->kind == CRM_FIELD_MONEY) && crm_import_is_blank (field, cell))
    return;
  switch (field->kind)
    {
    case CRM_FIELD_LINK:
      if (!crm_import_plan_is_self_link (plan, field))
        *value = read_link (plan, slot, cell);
      break;
    case CRM_FIELD_TAGS:
      *value = read_tags (plan, slot, cell);
      break;
    case CRM_FIELD_CHOICE:
      *value = read_choice (plan, slot, cell);
      break;
    case CRM_FIELD_LONG_TEXT:
      *value = strcmp (field->key, CRM_VCARD_KEY) == 0 ? read_card (plan, slot, cell) : read_plain (plan, slot, cell);
      break;
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
    case CRM_FIELD_BOOLEAN:
    default:
      *value = read_plain (plan, slot, cell);
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

/* Address books have people without a name; a column of names that says nothing is a mistake. */
static gboolean
may_invent_title (const CrmImportSlot *slot)
{
  return slot->column < 0 || slot->column_2 >= 0 || slot->instead >= 0;
}

static void
reject_wide_row (CrmImportPlan *plan)
{
  guint n_columns = crm_csv_get_n_columns (plan->csv);

  for (guint i = n_columns; i < plan->at.n_cells; i++)
    {
      if (*plan->at.cells[i] != '\0')
        {
          g_autofree char *message = g_strdup_printf (_("It has %u values, but there are only %u columns"),
                                                      plan->at.n_cells, n_columns);

          crm_import_plan_reject (plan, -1, CRM_ERROR_FORMAT, message);
          return;
        }
    }
}

/**
 * crm_import_read_row:
 *
 * Reads the values of the row at hand, but for links to records of its own kind. It is rejected where it cannot be
 * read.
 */
void
crm_import_read_row (CrmImportPlan *plan)
{
  CrmImportRow *row = plan->row;

  reject_wide_row (plan);
  /* In the order of the fields: the pipeline comes before the stage, which is looked for in it. */
  for (guint field = 0; field < plan->entity->n_fields && row->state != CRM_IMPORT_ROW_REJECT; field++)
    {
      if (plan->slot_of[field] >= 0)
        read_cell (plan, plan->slot_of[field]);
    }
  if (row->state == CRM_IMPORT_ROW_REJECT)
    return;
  if (plan->slot_of[0] >= 0 && may_invent_title (get_slot (plan, plan->slot_of[0])))
    invent_title (plan, row);
  if (strcmp (plan->entity->name, "opportunity") == 0)
    move_close_date (plan, row);
}

static gboolean
is_self_link_slot (CrmImportPlan *plan,
                   const CrmImportSlot *slot)
{
  return slot->column >= 0 && crm_import_plan_is_self_link (plan, &plan->entity->fields[slot->field]);
}

/**
 * crm_import_note_target:
 *
 * Lets other rows link to the record that the row at hand adds.
 */
void
crm_import_note_target (CrmImportPlan *plan)
{
  const CrmValue *title = &plan->row->values[plan->slot_of[0]];

  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmImportSlot *slot = get_slot (plan, i);
      CrmImportTarget *target;

      if (!is_self_link_slot (plan, slot) || plan->row->state != CRM_IMPORT_ROW_CREATE ||
          title->type != CRM_VALUE_TEXT)
        continue;
      target = crm_import_lookup_add (slot->lookup, plan->row->id, 0, title->text);
      target->is_new = target->in_file = TRUE;
      return;   /* all of them share the lookup */
    }
}

/**
 * crm_import_link_row:
 *
 * Fills in links to records of the same entity, which may be rows of the file, above or below.
 */
void
crm_import_link_row (CrmImportPlan *plan)
{
  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmImportSlot *slot = get_slot (plan, i);
      CrmValue *value = &plan->row->values[i];
      const char *cell = crm_import_plan_cell (plan, slot->column);

      if (!is_self_link_slot (plan, slot) || crm_import_is_blank (&plan->entity->fields[slot->field], cell))
        continue;
      *value = read_link (plan, slot, cell);
      if (value->type == CRM_VALUE_INT && value->i == plan->row->id)
        crm_value_clear (value);   /* nobody is their own manager */
    }
}
