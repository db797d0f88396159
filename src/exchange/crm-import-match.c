/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-error.h"
#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_DUPLICATES 1000

/* Which rows are records that the workspace, or the file further up, has already. */

/**
 * crm_import_imply_uid:
 *
 * Returns: (transfer full): the identifier that an activity without one has for others, by its id
 */
char *
crm_import_imply_uid (gint64 id)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT "@clientele", id);
}

static gboolean
is_uid (const CrmField *field)
{
  return strcmp (field->key, "uid") == 0;
}

/* Whether a column with anything in it is mapped there: one that is blank tells nothing. */
static gboolean
is_filled (CrmImport *self,
           int target)
{
  for (guint column = 0; column < crm_csv_get_n_columns (self->csv); column++)
    {
      if (self->mapping[column] == target && crm_import_get_profile (self, column)->n_filled > 0)
        return TRUE;
    }
  return FALSE;
}

/* One that everybody calls it by says more than any other. */
static int
find_telling (CrmImport *self)
{
  const CrmEntity *entity = self->entity;
  int unique = -1, email = -1;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmField *field = &entity->fields[i];

      if ((field->flags & CRM_FIELD_CUSTOM) != 0 || !is_filled (self, i))
        continue;
      if (is_uid (field))
        return i;
      if (field->flags & CRM_FIELD_UNIQUE && unique < 0)
        unique = i;
      if (field->kind == CRM_FIELD_EMAIL && email < 0)
        email = i;
    }
  return unique >= 0 ? unique : email;
}

/**
 * crm_import_usual_match:
 *
 * Returns: (transfer full) (element-type guint): the fields that tell whether a row is known, of those that a column
 *   fills: the first that must be unique, else the e-mail address, else the name where names are meant to be one of a
 *   kind
 */
GArray *
crm_import_usual_match (CrmImport *self)
{
  static const char *const by_name[] = { "customer", "product", "person", "tag", "pipeline", NULL };
  GArray *match = g_array_new (FALSE, FALSE, sizeof (guint));
  int field = find_telling (self);
  gboolean name = FALSE;

  for (guint column = 0; column < crm_csv_get_n_columns (self->csv); column++)
    name |= self->mapping[column] == 0 || CRM_IMPORT_IS_NAME_PART (self->entity, self->mapping[column]);
  if (field < 0 && name && g_strv_contains (by_name, self->entity->name))
    field = 0;
  if (field >= 0)
    g_array_append_val (match, field);
  return match;
}

/* The id is that of a record of the workspace, else 0. */
static gboolean
append_value (GString *text,
              const CrmField *field,
              const CrmValue *value,
              gint64 id)
{
  g_autofree char *written = NULL;

  if (crm_value_is_null (value) && id != 0 && is_uid (field))
    written = crm_import_imply_uid (id);
  else if (crm_value_is_null (value))
    return FALSE;
  else if (field->kind == CRM_FIELD_PHONE)
    written = crm_text_digits (value->text);
  else if (value->type == CRM_VALUE_TEXT)
    written = crm_text_fold (value->text);
  else
    written = crm_field_to_plain (field, value);
  g_string_append (text, written);
  g_string_append_c (text, '\x1f');
  return TRUE;
}

/* As the store compares: ASCII case is ignored. */
static CrmImportKey
unique_key (guint field,
            const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_autofree char *key = g_strdup_printf ("%u:%s", field, lower);

  return crm_import_key_make (key);
}

/* Which fields are read of each record: those to match by, then those that must not repeat. */
typedef struct
{
  CrmImportPlan *plan;
  GArray        *fields;
  guint         *place_of;   /* in `fields`, for each of plan->match */
} Loading;

/* What a record, or the row at hand, is known by: a key for each alternative that it has all values of. */
static void
make_keys (CrmImportPlan *plan,
           gint64 id,
           const CrmValue *values,
           const guint *place_of)
{
  GString *text = plan->key;

  g_array_set_size (plan->keys, 0);
  for (guint first = 0, i; first < plan->match->len; first = i + 1)
    {
      gboolean whole = TRUE;

      g_string_truncate (text, 0);
      g_string_append_c (text, (char) (1 + first));
      for (i = first; i < plan->match->len && g_array_index (plan->match, guint, i) != CRM_IMPORT_OR; i++)
        {
          guint field = g_array_index (plan->match, guint, i);

          whole = whole && append_value (text, &plan->entity->fields[field],
                                         &values[place_of != NULL ? (int) place_of[i] : plan->slot_of[field]], id);
        }
      if (whole && i > first)
        {
          CrmImportKey key = crm_import_key_make (text->str);

          crm_import_keys_expect (plan->by_match, key);
          g_array_append_val (plan->keys, key);
        }
    }
}

/* The record is known by its keys from now on. */
static void
add_keys (CrmImportPlan *plan,
          gint64 id,
          guint row)
{
  for (guint i = 0; i < plan->keys->len; i++)
    crm_import_keys_add (plan->by_match, g_array_index (plan->keys, CrmImportKey, i), id, row);
}

/* Rows are known unless all of them are to be added. */
static gboolean
is_matched (const CrmImportPlan *plan)
{
  return plan->policy != CRM_IMPORT_CREATE || g_hash_table_size (plan->row_policies) > 0;
}

static void
take_existing (gint64 id,
               const CrmValue *values,
               gpointer data)
{
  Loading *loading = data;
  CrmImportPlan *plan = loading->plan;
  guint first_unique = loading->fields->len - plan->unique->len;

  if (is_matched (plan))
    {
      make_keys (plan, id, values, loading->place_of);
      add_keys (plan, id, 0);
    }
  for (guint i = 0; plan->by_unique != NULL && i < plan->unique->len; i++)
    {
      const CrmValue *value = &values[first_unique + i];

      if (value->type == CRM_VALUE_TEXT)
        crm_import_keys_add (plan->by_unique, unique_key (g_array_index (plan->unique, guint, i), value->text), id, 0);
    }
}

static gpointer
load_existing (CrmReader *reader,
               gpointer data,
               GCancellable *cancellable,
               GError **error)
{
  CrmImportPlan *plan = data;
  g_autoptr (CrmQuery) query = crm_query_new (plan->entity);
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *place_of = g_new0 (guint, plan->match->len + 1);
  Loading loading = { plan, fields, place_of };

  for (guint i = 0; i < plan->match->len; i++)
    {
      guint field = g_array_index (plan->match, guint, i);

      place_of[i] = fields->len;
      if (field != CRM_IMPORT_OR)
        g_array_append_val (fields, field);
    }
  g_array_append_vals (fields, plan->unique->data, plan->unique->len);
  return GINT_TO_POINTER (fields->len == 0 || crm_reader_scan (reader, query, (const guint *) fields->data, fields->len,
                                                               take_existing, &loading, cancellable, error));
}

static gboolean
has_value (CrmImportPlan *plan,
           const CrmImportRow *row,
           const char *key)
{
  int slot = plan->slot_of[crm_entity_field_index (plan->entity, key)];

  return slot >= 0 && !crm_value_is_null (&row->values[slot]);
}

/* A deal without a stage begins in the first, and is called after what is sold to whom; a line after what is sold. */
static gboolean
is_excused (CrmImportPlan *plan,
            const CrmImportRow *row,
            const char *key)
{
  if (strcmp (plan->entity->name, "opportunity") == 0)
    return strcmp (key, "stage") == 0 ||
           (strcmp (key, "name") == 0 && (has_value (plan, row, "product") || has_value (plan, row, "customer")));
  return strcmp (plan->entity->name, "opportunity_line") == 0 && strcmp (key, "name") == 0 &&
         has_value (plan, row, "product");
}

/* Why there is no value for what every record must have: the row says nothing, or names a record that there is not. */
static void
reject_empty (CrmImportPlan *plan,
              const CrmField *field,
              const CrmImportSlot *slot,
              const GError *error)
{
  int column = slot != NULL ? slot->column : -1;
  const char *cell = column >= 0 ? crm_import_slot_cell (plan, slot) : NULL;
  g_autofree char *message = NULL;

  if (field->kind == CRM_FIELD_LINK && cell != NULL && !crm_import_is_blank (field, cell))
    message = g_strdup_printf (_("%s: there is no “%s” in the workspace"), crm_field_get_label (field), cell);
  crm_import_plan_reject (plan, column, message != NULL ? CRM_ERROR_NOT_FOUND : error->code,
                          message != NULL ? message : error->message);
}

static gboolean
check_required (CrmImportPlan *plan)
{
  static const CrmValue nothing = CRM_VALUE_INIT_NULL;
  const CrmImportRow *row = plan->row;

  for (guint i = 0; i < plan->entity->n_fields; i++)
    {
      const CrmField *field = &plan->entity->fields[i];
      int slot = plan->slot_of[i];
      g_autoptr (GError) error = NULL;

      if ((field->flags & CRM_FIELD_REQUIRED) == 0 || is_excused (plan, row, field->key))
        continue;
      if (!crm_field_validate (field, slot >= 0 ? &row->values[slot] : &nothing, &error))
        {
          reject_empty (plan, field, slot >= 0 ? &g_array_index (plan->slots, CrmImportSlot, slot) : NULL, error);
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
  for (guint i = 0; i < plan->slots->len; i++)
    {
      const char *key = plan->entity->fields[g_array_index (plan->slots, CrmImportSlot, i).field].key;

      if (!crm_value_is_null (&row->values[i]))
        continue;
      if (strcmp (key, "active") == 0)
        row->values[i] = crm_value_int (1);
      else if (strcmp (key, "kind") == 0 && strcmp (plan->entity->name, "activity") == 0)
        row->values[i] = crm_value_text (has_value (plan, row, "due_at") ? "task" : "note");
    }
}

static gboolean
check_unique (CrmImportPlan *plan)
{
  const CrmImportRow *row = plan->row;

  for (guint i = 0; plan->by_unique != NULL && i < plan->unique->len; i++)
    {
      guint field = g_array_index (plan->unique, guint, i);
      int slot = plan->slot_of[field];
      const CrmValue *value = &row->values[slot];
      g_autofree char *message = NULL;
      const CrmImportOwner *owner;
      CrmImportKey key;

      if (value->type != CRM_VALUE_TEXT)
        continue;
      key = unique_key (field, value->text);
      owner = crm_import_keys_find (plan->by_unique, key);
      if (owner == NULL || owner->id == row->id)
        {
          crm_import_keys_add (plan->by_unique, key, row->id, plan->at.number);
          continue;
        }
      if (owner->row > 0)
        message = g_strdup_printf (_("%s: “%s” is taken by row %u of the file"),
                                   crm_field_get_label (&plan->entity->fields[field]), value->text, owner->row);
      else
        message = g_strdup_printf (_("%s: “%s” is taken by a record in the workspace"),
                                   crm_field_get_label (&plan->entity->fields[field]), value->text);
      crm_import_plan_reject (plan, g_array_index (plan->slots, CrmImportSlot, slot).column, CRM_ERROR_DUPLICATE,
                              message);
      return FALSE;
    }
  return TRUE;
}

/* The row of the record, if it still waits to be written. */
static CrmImportRow *
find_waiting (CrmImportPlan *plan,
              gint64 id)
{
  for (guint i = 0; i < plan->n_waiting; i++)
    {
      if (plan->waiting[i].id == id)
        return &plan->waiting[i];
    }
  return NULL;
}

/**
 * crm_import_merge_row:
 *
 * Lets the row at hand complete an earlier one about the same record that still waits.
 */
void
crm_import_merge_row (CrmImportPlan *plan)
{
  CrmImportRow *earlier = plan->earlier, *later = plan->row;

  for (guint i = 0; i < plan->slots->len; i++)
    {
      if (crm_value_is_null (&later->values[i]))
        continue;
      crm_value_clear (&earlier->values[i]);
      earlier->values[i] = later->values[i];
      later->values[i] = CRM_VALUE_INIT_NULL;
    }
  later->state = CRM_IMPORT_ROW_MERGED;
  later->compared = earlier->compared;
}

static void
note_duplicate (CrmImportPlan *plan)
{
  const CrmValue *title = &plan->row->values[plan->slot_of[0]];
  CrmImportDuplicate *duplicate;

  if (plan->summary.duplicates->len >= MOST_DUPLICATES)
    return;
  duplicate = g_new (CrmImportDuplicate, 1);
  *duplicate = (CrmImportDuplicate) { plan->at.number, plan->row->id,
                                      g_strdup (title->type == CRM_VALUE_TEXT ? title->text : "") };
  g_ptr_array_add (plan->summary.duplicates, duplicate);
}

static CrmImportPolicy
policy_of_row (const CrmImportPlan *plan)
{
  gpointer own = g_hash_table_lookup (plan->row_policies, GUINT_TO_POINTER (plan->at.number));

  return own != NULL ? GPOINTER_TO_UINT (own) - 1 : plan->policy;
}

/* Notes that the record is not as it is in the workspace any more. Returns whether an earlier row did so already. */
static gboolean
note_updated (CrmImportPlan *plan,
              CrmImportOwner *owner)
{
  gboolean before = owner->row > 0;

  owner->row = plan->at.number;
  if (plan->updated == NULL || before)
    return before;
  /* Two rows may find one record by different keys. */
  return !g_hash_table_add (plan->updated, g_memdup2 (&owner->id, sizeof owner->id));
}

/* Returns whether the row is not to be added. */
static gboolean
take_known (CrmImportPlan *plan,
            CrmImportOwner *owner)
{
  CrmImportPolicy policy = policy_of_row (plan);
  CrmImportRow *row = plan->row;

  row->id = owner->id;
  note_duplicate (plan);
  if (policy == CRM_IMPORT_CREATE)
    return FALSE;
  row->state = policy == CRM_IMPORT_SKIP ? CRM_IMPORT_ROW_SKIP : CRM_IMPORT_ROW_UPDATE;
  if (row->state == CRM_IMPORT_ROW_SKIP || !check_unique (plan))
    return TRUE;
  row->compared = !note_updated (plan, owner);
  plan->earlier = row->compared ? NULL : find_waiting (plan, row->id);
  if (plan->updated != NULL)
    add_keys (plan, row->id, plan->at.number);
  return TRUE;
}

/* The id of the record that the row at hand adds is the same in every pass. */
static gint64
id_of_row (CrmImportPlan *plan)
{
  gint64 known = crm_import_plan_known_id (plan);

  return known != 0 ? known : crm_store_new_id (plan->store);
}

/**
 * crm_import_match_row:
 *
 * Decides whether the row at hand adds a record, updates one or is skipped, and rejects it if it lacks what is required
 * or takes a value that must be unique.
 */
void
crm_import_match_row (CrmImportPlan *plan)
{
  gboolean known = is_matched (plan);
  CrmImportOwner *owner = NULL;

  if (known)
    make_keys (plan, 0, plan->row->values, NULL);
  for (guint i = 0; known && owner == NULL && i < plan->keys->len; i++)
    owner = crm_import_keys_find (plan->by_match, g_array_index (plan->keys, CrmImportKey, i));
  if (owner != NULL && take_known (plan, owner))
    return;
  fill_in (plan, plan->row);
  if (!check_required (plan))
    return;
  plan->row->id = id_of_row (plan);
  if (!check_unique (plan))
    return;
  if (known)
    add_keys (plan, plan->row->id, plan->at.number);
}

/* In how many ways a row may be known. */
static guint
count_alternatives (const CrmImportPlan *plan)
{
  guint n = plan->match->len > 0 && is_matched (plan);

  for (guint i = 0; n > 0 && i < plan->match->len; i++)
    n += g_array_index (plan->match, guint, i) == CRM_IMPORT_OR;
  return n;
}

/* Whether a row that is not known cannot take what must not repeat: it would be known by that. */
static gboolean
is_unique_by_match (const CrmImportPlan *plan)
{
  return plan->unique->len == 0 ||
         (plan->policy != CRM_IMPORT_CREATE && g_hash_table_size (plan->row_policies) == 0 &&
          plan->unique->len == 1 && plan->match->len == 1 &&
          g_array_index (plan->match, guint, 0) == g_array_index (plan->unique, guint, 0));
}

static gpointer
count_existing (CrmReader *reader,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  CrmImportPlan *plan = data;
  g_autoptr (CrmQuery) query = crm_query_new (plan->entity);
  gint64 n = crm_reader_count (reader, query, error);

  return n >= 0 ? GSIZE_TO_POINTER ((gsize) n + 1) : NULL;
}

/**
 * crm_import_match_begin:
 *
 * Learns what the workspace has; to be called before each pass over the rows.
 */
gboolean
crm_import_match_begin (CrmImportPlan *plan,
                        GError **error)
{
  gsize n_known = GPOINTER_TO_SIZE (crm_store_read (plan->store, count_existing, plan, plan->cancellable, error));
  guint n_ways = count_alternatives (plan);

  if (n_known == 0)
    return FALSE;
  g_clear_pointer (&plan->by_match, crm_import_keys_free);
  g_clear_pointer (&plan->by_unique, crm_import_keys_free);
  g_clear_pointer (&plan->updated, g_hash_table_unref);
  if (n_ways > 1)
    plan->updated = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_array_set_size (plan->unique, 0);
  for (guint i = 0; i < plan->slots->len; i++)
    {
      guint field = g_array_index (plan->slots, CrmImportSlot, i).field;

      if (plan->entity->fields[field].flags & CRM_FIELD_UNIQUE)
        g_array_append_val (plan->unique, field);
    }
  plan->by_match = crm_import_keys_new (n_ways * (n_known + plan->n_rows));
  if (!is_unique_by_match (plan))
    plan->by_unique = crm_import_keys_new ((n_known + plan->n_rows) * plan->unique->len);
  return crm_store_read (plan->store, load_existing, plan, plan->cancellable, error) != NULL;
}

static gboolean
is_as_before (CrmRecord *record,
              guint field,
              const CrmValue *value)
{
  const CrmValue *before = crm_record_get_value (record, field);
  g_autofree char *implied = NULL;

  if (crm_value_equal (value, before))
    return TRUE;
  if (!crm_value_is_null (before) || !is_uid (&crm_record_get_entity (record)->fields[field]))
    return FALSE;
  implied = crm_import_imply_uid (crm_record_get_id (record));
  return strcmp (value->text, implied) == 0;
}

/* Leaves of the row what differs from the record. */
static void
compare_row (CrmImportPlan *plan,
             CrmImportRow *row,
             CrmRecord *record)
{
  gboolean unchanged = TRUE;

  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmValue *value = &row->values[i];

      if (crm_value_is_null (value))
        continue;
      if (is_as_before (record, g_array_index (plan->slots, CrmImportSlot, i).field, value))
        crm_value_clear (value);
      else
        unchanged = FALSE;
    }
  plan->summary.unchanged += unchanged;
}

static gpointer
compare_in_reader (CrmReader *reader,
                   gpointer data,
                   GCancellable *cancellable,
                   GError **error)
{
  CrmImportPlan *plan = data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) rows = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) records = NULL;

  for (guint i = 0; i < plan->n_waiting; i++)
    {
      CrmImportRow *row = &plan->waiting[i];

      if (!row->compared || row->state != CRM_IMPORT_ROW_UPDATE)
        continue;
      g_array_append_val (ids, row->id);
      g_hash_table_insert (rows, &row->id, row);
    }
  records = crm_reader_get_many (reader, plan->entity, (const gint64 *) ids->data, ids->len, error);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      gint64 id = crm_record_get_id (records->pdata[i]);
      CrmImportRow *row = g_hash_table_lookup (rows, &id);

      if (row != NULL)
        compare_row (plan, row, records->pdata[i]);
    }
  return GINT_TO_POINTER (records != NULL);
}

/**
 * crm_import_drop_unchanged:
 *
 * Leaves of the updates that wait only what differs from the record, so that importing a file twice changes nothing.
 */
gboolean
crm_import_drop_unchanged (CrmImportPlan *plan,
                           GError **error)
{
  gboolean any = FALSE;

  for (guint i = 0; i < plan->n_waiting; i++)
    {
      any |= plan->waiting[i].compared;
      plan->summary.unchanged += plan->waiting[i].compared && plan->waiting[i].state == CRM_IMPORT_ROW_MERGED;
    }
  return !any || crm_store_read (plan->store, compare_in_reader, plan, plan->cancellable, error) != NULL;
}
