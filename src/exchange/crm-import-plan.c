/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What an import would do: each row with its values, or the reason why it is rejected. */

static void
free_error (gpointer data)
{
  CrmImportError *error = data;

  g_free (error->message);
  g_free (error);
}

static void
free_hint (gpointer data)
{
  CrmImportHint *hint = data;

  g_free (hint->message);
  g_free (hint);
}

static void
clear_slot (gpointer data)
{
  CrmImportSlot *slot = data;

  g_clear_pointer (&slot->meanings, g_hash_table_unref);
}

static void
free_lookup (gpointer data)
{
  crm_import_lookup_free (data);
}

static int
add_slot (CrmImportPlan *plan,
          guint field,
          int column)
{
  CrmImportSlot slot = { .field = field, .column = column, .column_2 = -1 };

  plan->slot_of[field] = plan->slots->len;
  g_array_append_val (plan->slots, slot);
  return plan->slots->len - 1;
}

/* Fields that no column is mapped to but that may be filled in: see crm_import_read_rows(). */
static void
add_silent_slots (CrmImportPlan *plan)
{
  static const char *const keys[] = { "active", "expected_close", "kind" };
  static const char *const entities[] = { "person product", "opportunity", "activity" };

  if (plan->slot_of[0] < 0)
    add_slot (plan, 0, -1);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      int field = crm_entity_field_index (plan->entity, keys[i]);

      if (field >= 0 && strstr (entities[i], plan->entity->name) != NULL && plan->slot_of[field] < 0)
        add_slot (plan, field, -1);
    }
}

static void
make_slots (CrmImportPlan *plan,
            const int *mapping)
{
  const CrmEntity *entity = plan->entity;
  int first = -1, last = -1;

  for (guint column = 0; column < crm_csv_get_n_columns (plan->csv); column++)
    {
      if (mapping[column] == CRM_IMPORT_FIRST_NAME (entity))
        first = column;
      else if (mapping[column] == CRM_IMPORT_LAST_NAME (entity))
        last = column;
      else if (mapping[column] != CRM_IMPORT_UNMAPPED)
        add_slot (plan, mapping[column], column);
    }
  if (plan->slot_of[0] < 0 && (first >= 0 || last >= 0))
    {
      int slot = add_slot (plan, 0, first >= 0 ? first : last);

      g_array_index (plan->slots, CrmImportSlot, slot).column_2 = first >= 0 ? last : -1;
    }
  add_silent_slots (plan);
}

/**
 * crm_import_plan_new:
 *
 * Returns: (transfer full): a plan with the mapping and the formats of the columns, and nothing of the workspace
 */
CrmImportPlan *
crm_import_plan_new (CrmImport *self)
{
  CrmImportPlan *plan = g_new0 (CrmImportPlan, 1);

  plan->store = self->store;
  plan->csv = self->csv;
  plan->entity = self->entity;
  plan->decisions = self->decisions;
  plan->create_links = self->create_links;
  plan->policy = self->policy;
  plan->match = g_array_ref (self->match);
  plan->n_rows = crm_csv_get_n_rows (self->csv);
  plan->rows = g_new0 (CrmImportRow, MAX (plan->n_rows, 1));
  plan->slots = g_array_new (FALSE, TRUE, sizeof (CrmImportSlot));
  g_array_set_clear_func (plan->slots, clear_slot);
  plan->slot_of = g_new (int, self->entity->n_fields);
  for (guint i = 0; i < self->entity->n_fields; i++)
    plan->slot_of[i] = -1;
  plan->lookups = g_ptr_array_new_with_free_func (free_lookup);
  plan->summary.read = plan->n_rows;
  plan->summary.errors = g_ptr_array_new_with_free_func (free_error);
  plan->summary.hints = g_ptr_array_new_with_free_func (free_hint);
  plan->summary.resolutions = g_ptr_array_new ();
  make_slots (plan, self->mapping);
  return plan;
}

void
crm_import_plan_free (CrmImportPlan *plan)
{
  for (guint row = 0; row < plan->n_rows; row++)
    {
      for (guint i = 0; plan->rows[row].values != NULL && i < plan->slots->len; i++)
        crm_value_clear (&plan->rows[row].values[i]);
      g_free (plan->rows[row].values);
    }
  g_free (plan->rows);
  g_array_unref (plan->slots);
  g_array_unref (plan->match);
  g_free (plan->slot_of);
  g_ptr_array_unref (plan->lookups);
  g_ptr_array_unref (plan->summary.errors);
  g_ptr_array_unref (plan->summary.hints);
  g_ptr_array_unref (plan->summary.resolutions);
  g_free (plan);
}

/**
 * crm_import_plan_reject:
 * @row: of the table, from 0
 * @column: of the file, or −1
 */
void
crm_import_plan_reject (CrmImportPlan *plan,
                        guint row,
                        int column,
                        int code,
                        const char *message)
{
  CrmImportError *error = g_new (CrmImportError, 1);

  *error = (CrmImportError) { crm_csv_get_number (plan->csv, row), column, code, g_strdup (message) };
  g_ptr_array_add (plan->summary.errors, error);
  plan->rows[row].state = CRM_IMPORT_ROW_REJECT;
}

/**
 * crm_import_plan_hint:
 * @message: (transfer full): a sentence
 */
void
crm_import_plan_hint (CrmImportPlan *plan,
                      int column,
                      char *message)
{
  CrmImportHint *hint = g_new (CrmImportHint, 1);

  *hint = (CrmImportHint) { column, message };
  g_ptr_array_add (plan->summary.hints, hint);
}

void
crm_import_plan_tell (CrmImportPlan *plan,
                      guint done)
{
  if (plan->progress != NULL)
    plan->progress (done, plan->total, plan->progress_data);
}

static CrmImportLookup *
need_lookup (CrmImportPlan *plan,
             const char *name,
             GError **error)
{
  CrmImportLookup *lookup;

  for (guint i = 0; i < plan->lookups->len; i++)
    {
      lookup = plan->lookups->pdata[i];
      if (strcmp (lookup->entity->name, name) == 0)
        return lookup;
    }
  lookup = crm_import_lookup_load (plan->reader, crm_entity_find (name), plan->cancellable, error);
  if (lookup != NULL)
    g_ptr_array_add (plan->lookups, lookup);
  return lookup;
}

static gboolean
load_lookups (CrmImportPlan *plan,
              GError **error)
{
  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmImportSlot *slot = &g_array_index (plan->slots, CrmImportSlot, i);
      const CrmField *field = &plan->entity->fields[slot->field];

      if (slot->column < 0 || (field->kind != CRM_FIELD_LINK && field->kind != CRM_FIELD_TAGS))
        continue;
      slot->lookup = need_lookup (plan, field->kind == CRM_FIELD_TAGS ? "tag" : field->target, error);
      if (slot->lookup == NULL)
        return FALSE;
    }
  return TRUE;
}

/* How each text was understood counts only where its row is written, or rejected for it. */
static void
count_meanings_of_row (CrmImportPlan *plan,
                       CrmImportSlot *slot,
                       guint row)
{
  const CrmField *field = &plan->entity->fields[slot->field];
  const char *cell = crm_csv_get_cell (plan->csv, row, slot->column);
  g_autoptr (GPtrArray) words = field->kind == CRM_FIELD_TAGS ? crm_import_split_tags (cell) : g_ptr_array_new ();
  gboolean rejected = plan->rows[row].state == CRM_IMPORT_ROW_REJECT;
  gint64 scope = plan->rows[row].values != NULL ? crm_import_scope_of_row (plan, slot, plan->rows[row].values) : 0;

  for (guint i = 0; i < (field->kind == CRM_FIELD_TAGS ? words->len : 1); i++)
    {
      const char *text = field->kind == CRM_FIELD_TAGS ? words->pdata[i] : cell;
      CrmImportMeaning *meaning = crm_import_find_meaning (plan, slot, scope, text);

      if (meaning == NULL || rejected != (meaning->public.how == CRM_IMPORT_REFUSED))
        continue;
      meaning->public.n_rows++;
      if (meaning->link != NULL)
        meaning->link->used = TRUE;
    }
}

static void
count_meanings (CrmImportPlan *plan,
                CrmImportSlot *slot)
{
  GHashTableIter iter;
  CrmImportMeaning *meaning;

  g_hash_table_iter_init (&iter, slot->meanings);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &meaning))
    meaning->public.n_rows = 0;
  for (guint row = 0; row < plan->n_rows; row++)
    {
      if (plan->rows[row].state != CRM_IMPORT_ROW_SKIP)
        count_meanings_of_row (plan, slot, row);
    }
  g_hash_table_iter_init (&iter, slot->meanings);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &meaning))
    {
      /* A choice of one's own is nothing to tell, unless it is close to one that is known. */
      if (meaning->public.n_rows > 0 && (meaning->public.how != CRM_IMPORT_KEPT || meaning->closest != NULL))
        g_ptr_array_add (plan->summary.resolutions, &meaning->public);
    }
}

static int
compare_resolutions (gconstpointer a,
                     gconstpointer b)
{
  const CrmImportMeaning *first = *(CrmImportMeaning **) a, *second = *(CrmImportMeaning **) b;
  int exact = (first->public.how == CRM_IMPORT_EXACT) - (second->public.how == CRM_IMPORT_EXACT);

  if (exact != 0)
    return exact;
  if (first->public.column != second->public.column)
    return first->public.column < second->public.column ? -1 : 1;
  return first->order < second->order ? -1 : first->order > second->order;
}

static int
compare_errors (gconstpointer a,
                gconstpointer b)
{
  const CrmImportError *first = *(CrmImportError **) a, *second = *(CrmImportError **) b;

  return first->row < second->row ? -1 : first->row > second->row;
}

static void
summarize (CrmImportPlan *plan)
{
  CrmImportSummary *summary = &plan->summary;

  for (guint row = 0; row < plan->n_rows; row++)
    {
      summary->created += plan->rows[row].state == CRM_IMPORT_ROW_CREATE;
      summary->updated += plan->rows[row].state == CRM_IMPORT_ROW_UPDATE;
      summary->skipped += plan->rows[row].state == CRM_IMPORT_ROW_SKIP;
      summary->rejected += plan->rows[row].state == CRM_IMPORT_ROW_REJECT;
      summary->unchanged += plan->rows[row].unchanged;
    }
  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmImportSlot *slot = &g_array_index (plan->slots, CrmImportSlot, i);

      if (slot->meanings != NULL)
        count_meanings (plan, slot);
    }
  for (guint i = 0; i < plan->lookups->len; i++)
    {
      CrmImportLookup *lookup = plan->lookups->pdata[i];

      for (guint j = 0; j < lookup->targets->len; j++)
        {
          const CrmImportTarget *target = lookup->targets->pdata[j];

          summary->n_linked += target->used && target->is_new && !target->in_file;
        }
    }
  g_ptr_array_sort (summary->resolutions, compare_resolutions);
  g_ptr_array_sort (summary->errors, compare_errors);
}

/**
 * crm_import_plan_make:
 *
 * Finds out what every row becomes. Needs the reader; writes nothing.
 */
gboolean
crm_import_plan_make (CrmImportPlan *plan,
                      GError **error)
{
  if (!load_lookups (plan, error) || !crm_import_resolve (plan, FALSE, error) || !crm_import_read_rows (plan, error) ||
      !crm_import_match_rows (plan, error) || !crm_import_link_rows (plan, error) ||
      !crm_import_drop_unchanged (plan, error))
    return FALSE;
  summarize (plan);
  return TRUE;
}
