/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-error.h"
#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Which rows are records that the workspace, or the file further up, has already. */

typedef struct
{
  gint64 id;
  guint  row;    /* of the table, if it is in the file */
  gboolean in_file;
} Owner;

typedef struct
{
  CrmImportPlan *plan;
  GArray        *match;      /* of guint: fields */
  GArray        *unique;     /* of guint: fields of slots whose values must not repeat */
  GHashTable    *by_match;   /* key → Owner */
  GHashTable    *by_unique;  /* "field:value" → Owner */
} Matching;

/**
 * crm_import_usual_match:
 *
 * Returns: (transfer full) (element-type guint): the fields that tell whether a row is known: the first mapped one
 *   that must be unique, else the e-mail address, else the name where names are meant to be one of a kind
 */
GArray *
crm_import_usual_match (const CrmEntity *entity,
                        const int *mapping,
                        guint n_columns)
{
  static const char *const by_name[] = { "customer", "product", "person", "tag", "pipeline", NULL };
  GArray *match = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean name = FALSE;
  int email = -1;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      for (guint column = 0; column < n_columns; column++)
        {
          if (mapping[column] != (int) i)
            continue;
          if (entity->fields[i].flags & CRM_FIELD_UNIQUE)
            return g_array_append_val (match, i);
          if (entity->fields[i].kind == CRM_FIELD_EMAIL && email < 0)
            email = i;
        }
    }
  for (guint column = 0; column < n_columns; column++)
    name |= mapping[column] == 0 || mapping[column] >= (int) entity->n_fields;
  if (email >= 0)
    return g_array_append_val (match, email);
  email = 0;
  if (name && g_strv_contains (by_name, entity->name))
    g_array_append_val (match, email);
  return match;
}

static gboolean
append_key (GString *key,
            const CrmField *field,
            const CrmValue *value)
{
  g_autofree char *text = NULL;

  if (crm_value_is_null (value))
    return FALSE;
  if (field->kind == CRM_FIELD_PHONE)
    text = crm_text_digits (value->text);
  else if (value->type == CRM_VALUE_TEXT)
    text = crm_text_fold (value->text);
  else
    text = crm_field_to_plain (field, value);
  g_string_append_printf (key, "%s\x1f", text);
  return TRUE;
}

static void
add_owner (GHashTable *table,
           char *key,
           gint64 id,
           int row)
{
  Owner *owner;

  if (g_hash_table_contains (table, key))
    {
      g_free (key);
      return;
    }
  owner = g_new (Owner, 1);
  *owner = (Owner) { id, MAX (row, 0), row >= 0 };
  g_hash_table_insert (table, key, owner);
}

/* As the store compares: ASCII case is ignored. */
static char *
unique_key (guint field,
            const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return g_strdup_printf ("%u:%s", field, lower);
}

static void
take_existing (gint64 id,
               const CrmValue *values,
               gpointer data)
{
  Matching *matching = data;
  const CrmEntity *entity = matching->plan->entity;
  g_autoptr (GString) key = g_string_new (NULL);
  gboolean whole = matching->match->len > 0;

  for (guint i = 0; whole && i < matching->match->len; i++)
    whole = append_key (key, &entity->fields[g_array_index (matching->match, guint, i)], &values[i]);
  if (whole)
    add_owner (matching->by_match, g_strdup (key->str), id, -1);
  for (guint i = 0; i < matching->unique->len; i++)
    {
      const CrmValue *value = &values[matching->match->len + i];

      if (value->type == CRM_VALUE_TEXT)
        add_owner (matching->by_unique, unique_key (g_array_index (matching->unique, guint, i), value->text), id, -1);
    }
}

static gboolean
load_existing (Matching *matching,
               GError **error)
{
  CrmImportPlan *plan = matching->plan;
  g_autoptr (CrmQuery) query = crm_query_new (plan->entity);
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_vals (fields, matching->match->data, matching->match->len);
  g_array_append_vals (fields, matching->unique->data, matching->unique->len);
  return fields->len == 0 || crm_reader_scan (plan->reader, query, (const guint *) fields->data, fields->len,
                                              take_existing, matching, plan->cancellable, error);
}

static char *
match_key (Matching *matching,
           const CrmImportRow *row)
{
  CrmImportPlan *plan = matching->plan;
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; i < matching->match->len; i++)
    {
      guint field = g_array_index (matching->match, guint, i);
      int slot = plan->slot_of[field];

      if (slot < 0 || !append_key (key, &plan->entity->fields[field], &row->values[slot]))
        return NULL;
    }
  return key->len > 0 ? g_strdup (key->str) : NULL;
}

static gboolean
is_excused (CrmImportPlan *plan,
            const CrmImportRow *row,
            const char *key)
{
  int product = crm_entity_field_index (plan->entity, "product");
  int customer = crm_entity_field_index (plan->entity, "customer");

  /* A deal without a stage begins in the first, and is called after what is sold to whom. */
  if (strcmp (plan->entity->name, "opportunity") != 0)
    return FALSE;
  if (strcmp (key, "stage") == 0)
    return TRUE;
  return strcmp (key, "name") == 0 &&
         ((plan->slot_of[product] >= 0 && !crm_value_is_null (&row->values[plan->slot_of[product]])) ||
          (plan->slot_of[customer] >= 0 && !crm_value_is_null (&row->values[plan->slot_of[customer]])));
}

static gboolean
check_required (CrmImportPlan *plan,
                guint index)
{
  static const CrmValue nothing = CRM_VALUE_INIT_NULL;
  const CrmImportRow *row = &plan->rows[index];

  for (guint i = 0; i < plan->entity->n_fields; i++)
    {
      const CrmField *field = &plan->entity->fields[i];
      int slot = plan->slot_of[i];
      g_autoptr (GError) error = NULL;

      if ((field->flags & CRM_FIELD_REQUIRED) == 0 || is_excused (plan, row, field->key))
        continue;
      if (!crm_field_validate (field, slot >= 0 ? &row->values[slot] : &nothing, &error))
        {
          crm_import_plan_reject (plan, index, slot >= 0 ? g_array_index (plan->slots, CrmImportSlot, slot).column : -1,
                                  error->code, error->message);
          return FALSE;
        }
    }
  return TRUE;
}

/* What a record has that is added by hand, and its row does not say. */
static void
fill_in (CrmImportPlan *plan,
         CrmImportRow *row)
{
  int active = crm_entity_field_index (plan->entity, "active");
  int kind = strcmp (plan->entity->name, "activity") == 0 ? crm_entity_field_index (plan->entity, "kind") : -1;

  if (active >= 0 && crm_value_is_null (&row->values[plan->slot_of[active]]))
    row->values[plan->slot_of[active]] = crm_value_int (1);
  if (kind >= 0 && crm_value_is_null (&row->values[plan->slot_of[kind]]))
    row->values[plan->slot_of[kind]] = crm_value_text ("note");
}

static gboolean
check_unique (Matching *matching,
              guint index)
{
  CrmImportPlan *plan = matching->plan;
  const CrmImportRow *row = &plan->rows[index];

  for (guint i = 0; i < matching->unique->len; i++)
    {
      guint field = g_array_index (matching->unique, guint, i);
      int slot = plan->slot_of[field];
      const CrmValue *value = &row->values[slot];
      g_autofree char *key = NULL, *message = NULL;
      Owner *owner;

      if (value->type != CRM_VALUE_TEXT)
        continue;
      key = unique_key (field, value->text);
      owner = g_hash_table_lookup (matching->by_unique, key);
      if (owner == NULL || owner->id == row->id)
        {
          add_owner (matching->by_unique, g_steal_pointer (&key), row->id, index);
          continue;
        }
      if (owner->in_file)
        message = g_strdup_printf (_("%s: “%s” is taken by row %u of the file"),
                                   crm_field_get_label (&plan->entity->fields[field]),
                                   value->text, crm_csv_get_number (plan->csv, owner->row));
      else
        message = g_strdup_printf (_("%s: “%s” is taken by a record in the workspace"),
                                   crm_field_get_label (&plan->entity->fields[field]), value->text);
      crm_import_plan_reject (plan, index, g_array_index (plan->slots, CrmImportSlot, slot).column,
                              CRM_ERROR_DUPLICATE, message);
      return FALSE;
    }
  return TRUE;
}

/* A later row about the same record completes the earlier row. */
static void
merge_into (CrmImportPlan *plan,
            CrmImportRow *earlier,
            CrmImportRow *later)
{
  for (guint i = 0; i < plan->slots->len; i++)
    {
      if (crm_value_is_null (&later->values[i]))
        continue;
      crm_value_clear (&earlier->values[i]);
      earlier->values[i] = later->values[i];
      later->values[i] = CRM_VALUE_INIT_NULL;
    }
}

static void
match_row (Matching *matching,
           guint index)
{
  CrmImportPlan *plan = matching->plan;
  CrmImportRow *row = &plan->rows[index];
  g_autofree char *key = plan->policy != CRM_IMPORT_CREATE ? match_key (matching, row) : NULL;
  Owner *owner = key != NULL ? g_hash_table_lookup (matching->by_match, key) : NULL;

  if (owner != NULL)
    {
      row->id = owner->id;
      row->state = plan->policy == CRM_IMPORT_SKIP ? CRM_IMPORT_ROW_SKIP : CRM_IMPORT_ROW_UPDATE;
      if (row->state == CRM_IMPORT_ROW_SKIP || !check_unique (matching, index))
        return;
      if (owner->in_file)
        merge_into (plan, &plan->rows[owner->row], row);
      else
        *owner = (Owner) { owner->id, index, TRUE };
      return;
    }
  if (!check_required (plan, index))
    return;
  row->id = crm_store_new_id (plan->store);
  if (!check_unique (matching, index))
    return;
  fill_in (plan, row);
  if (key != NULL)
    add_owner (matching->by_match, g_steal_pointer (&key), row->id, index);
}

static void
choose_fields (Matching *matching)
{
  CrmImportPlan *plan = matching->plan;

  if (plan->policy != CRM_IMPORT_CREATE)
    g_array_append_vals (matching->match, plan->match->data, plan->match->len);
  for (guint i = 0; i < plan->slots->len; i++)
    {
      guint field = g_array_index (plan->slots, CrmImportSlot, i).field;

      if (plan->entity->fields[field].flags & CRM_FIELD_UNIQUE)
        g_array_append_val (matching->unique, field);
    }
}

/**
 * crm_import_match_rows:
 *
 * Decides for each row that could be read whether it adds a record, updates one or is skipped, and rejects those that
 * lack what is required or take a value that must be unique.
 */
gboolean
crm_import_match_rows (CrmImportPlan *plan,
                       GError **error)
{
  g_autoptr (GArray) match = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) unique = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) by_match = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) by_unique = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Matching matching = { plan, match, unique, by_match, by_unique };

  choose_fields (&matching);
  if (!load_existing (&matching, error))
    return FALSE;
  for (guint row = 0; row < plan->n_rows; row++)
    {
      if (row % 256 == 0 && g_cancellable_set_error_if_cancelled (plan->cancellable, error))
        return FALSE;
      if (plan->rows[row].state != CRM_IMPORT_ROW_REJECT)
        match_row (&matching, row);
    }
  return TRUE;
}

static void
compare_row (CrmImportPlan *plan,
             CrmImportRow *row,
             CrmRecord *record)
{
  row->unchanged = TRUE;
  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmValue *value = &row->values[i];

      if (crm_value_is_null (value))
        continue;
      if (crm_value_equal (value, crm_record_get_value (record, g_array_index (plan->slots, CrmImportSlot, i).field)))
        crm_value_clear (value);
      else
        row->unchanged = FALSE;
    }
}

static gboolean
compare_batch (CrmImportPlan *plan,
               GArray *ids,
               GHashTable *rows,
               GError **error)
{
  g_autoptr (GPtrArray) records = crm_reader_get_many (plan->reader, plan->entity, (const gint64 *) ids->data,
                                                       ids->len, error);

  if (records == NULL || g_cancellable_set_error_if_cancelled (plan->cancellable, error))
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      gint64 id = crm_record_get_id (records->pdata[i]);
      GArray *indices = g_hash_table_lookup (rows, &id);

      for (guint j = 0; indices != NULL && j < indices->len; j++)
        compare_row (plan, &plan->rows[g_array_index (indices, guint, j)], records->pdata[i]);
    }
  g_array_set_size (ids, 0);
  return TRUE;
}

/**
 * crm_import_drop_unchanged:
 *
 * Leaves of the updates only what differs from the record, so that importing a file twice changes nothing.
 */
gboolean
crm_import_drop_unchanged (CrmImportPlan *plan,
                           GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                                       (GDestroyNotify) g_array_unref);

  for (guint i = 0; i < plan->n_rows; i++)
    {
      CrmImportRow *row = &plan->rows[i];
      GArray *indices;

      if (row->state != CRM_IMPORT_ROW_UPDATE)
        continue;
      indices = g_hash_table_lookup (rows, &row->id);
      if (indices == NULL)
        {
          indices = g_array_new (FALSE, FALSE, sizeof (guint));
          g_hash_table_insert (rows, &row->id, indices);
          g_array_append_val (ids, row->id);
        }
      g_array_append_val (indices, i);
      if (ids->len == 500 && !compare_batch (plan, ids, rows, error))
        return FALSE;
    }
  return ids->len == 0 || compare_batch (plan, ids, rows, error);
}
