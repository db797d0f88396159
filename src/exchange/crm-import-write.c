/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* From rows that were decided to changes. */

#define PORTION 1000

static gboolean
is_added_for_links (const CrmImportTarget *target)
{
  return target->named && target->is_new && !target->in_file;
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  const CrmImportTarget *first = *(CrmImportTarget **) a, *second = *(CrmImportTarget **) b;

  if (first->is_new && second->is_new)
    return first->order < second->order ? -1 : first->order > second->order;
  return first->position < second->position ? -1 : first->position > second->position;
}

/* Puts the new stages of a pipeline evenly between the last open stage that the file knows and the one behind it. */
static void
place_between (GPtrArray *known,
               GPtrArray *added)
{
  CrmImportTarget *before = NULL, *behind = NULL;
  gboolean any_named = FALSE;
  gint64 low, high;
  double low_probability, high_probability;

  for (guint i = 0; i < known->len; i++)
    {
      CrmImportTarget *stage = known->pdata[i];
      gboolean open = g_strcmp0 (stage->kind, "open") == 0;

      if (open && (stage->named || !any_named))
        {
          any_named |= stage->named;
          before = stage;
          behind = i + 1 < known->len ? known->pdata[i + 1] : NULL;
        }
    }
  low = before != NULL ? before->position : 0;
  high = behind != NULL ? behind->position : low + 100 * (added->len + 1);
  low_probability = before != NULL ? before->probability : 0;
  high_probability = behind == NULL || g_strcmp0 (behind->kind, "lost") == 0 ? 1 : behind->probability;
  high_probability = MAX (high_probability, low_probability);
  for (guint i = 0; i < added->len; i++)
    {
      CrmImportTarget *stage = added->pdata[i];

      stage->position = low + (high - low) * (i + 1) / (added->len + 1);
      stage->probability = low_probability + (high_probability - low_probability) * (i + 1) / (added->len + 1);
      stage->probability = round (stage->probability * 1000) / 1000;
      stage->rotting_days = before != NULL ? before->rotting_days : 0;
    }
}

static void
place_in_pipeline (CrmImportLookup *lookup,
                   gint64 pipeline)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  g_autoptr (GPtrArray) added = g_ptr_array_new ();

  for (guint i = 0; i < lookup->targets->len; i++)
    {
      CrmImportTarget *target = lookup->targets->pdata[i];

      if (target->scope != pipeline)
        continue;
      if (is_added_for_links (target))
        g_ptr_array_add (added, target);
      else if (!target->is_new)
        g_ptr_array_add (known, target);
    }
  g_ptr_array_sort (known, compare_positions);
  g_ptr_array_sort (added, compare_positions);
  place_between (known, added);
}

/**
 * crm_import_place_stages:
 *
 * Gives the stages that the import adds their place and probability.
 */
void
crm_import_place_stages (CrmImportPlan *plan)
{
  for (guint i = 0; i < plan->lookups->len; i++)
    {
      CrmImportLookup *lookup = plan->lookups->pdata[i];
      g_autoptr (GHashTable) done = g_hash_table_new (g_int64_hash, g_int64_equal);

      if (strcmp (lookup->entity->name, "stage") != 0)
        continue;
      for (guint j = 0; j < lookup->targets->len; j++)
        {
          CrmImportTarget *target = lookup->targets->pdata[j];

          if (is_added_for_links (target) && g_hash_table_add (done, &target->scope))
            place_in_pipeline (lookup, target->scope);
        }
    }
}

static void
insert_target (CrmChangeSet *changes,
               const CrmEntity *entity,
               const CrmImportTarget *target)
{
  crm_change_set_insert_as (changes, entity, target->id);
  crm_change_set_text (changes, entity->fields[0].key, target->title);
  if (strcmp (entity->name, "stage") == 0)
    {
      crm_change_set_int (changes, "pipeline", target->scope);
      crm_change_set_text (changes, "kind", "open");
      crm_change_set_real (changes, "probability", target->probability);
      crm_change_set_int (changes, "position", target->position);
      if (target->rotting_days > 0)
        crm_change_set_int (changes, "rotting_days", target->rotting_days);
    }
  else if (crm_entity_field (entity, "active") != NULL)
    crm_change_set_int (changes, "active", 1);
}

static int
compare_entities (gconstpointer a,
                  gconstpointer b)
{
  const CrmImportAddition *first = a, *second = b;

  return first->entity != second->entity ? (int) first->entity - (int) second->entity
                                         : (int) first->target->order - (int) second->target->order;
}

static const CrmEntity *
entity_at (guint index)
{
  guint n;

  return crm_entities (&n)[index];
}

/* What is linked to comes before what links to it, as entities are listed. */
static void
insert_additions (CrmImportPlan *plan)
{
  g_array_sort (plan->added, compare_entities);
  for (guint i = 0; i < plan->added->len; i++)
    {
      const CrmImportAddition *addition = &g_array_index (plan->added, CrmImportAddition, i);

      insert_target (plan->portion, entity_at (addition->entity), addition->target);
    }
  g_array_set_size (plan->added, 0);
}

/* Whether the value links to a row of the file that is not written yet; it is noted to be linked in the end. */
static gboolean
is_late (CrmImportPlan *plan,
         const CrmImportRow *row,
         const CrmImportSlot *slot,
         const CrmValue *value)
{
  CrmImportLate late = { row->id, value->i, slot->field };
  const CrmImportTarget *target;

  if (slot->column < 0 || value->type != CRM_VALUE_INT ||
      !crm_import_plan_is_self_link (plan, &plan->entity->fields[slot->field]))
    return FALSE;
  target = g_hash_table_lookup (slot->lookup->by_id, &value->i);
  if (target == NULL || !target->in_file || target->written)
    return FALSE;
  g_array_append_val (plan->late, late);
  return TRUE;
}

/* Such values were validated when their cells were read. */
static gboolean
is_read_plainly (const CrmImportPlan *plan,
                 const CrmImportSlot *slot)
{
  return slot->column >= 0 && !crm_import_has_meanings (&plan->entity->fields[slot->field]);
}

static void
note_written (CrmImportPlan *plan,
              const CrmImportRow *row)
{
  for (guint i = 0; plan->ids != NULL && i < plan->lookups->len; i++)
    {
      CrmImportLookup *lookup = plan->lookups->pdata[i];
      CrmImportTarget *target = crm_entity_is (lookup->entity, plan->entity)
                                ? g_hash_table_lookup (lookup->by_id, &row->id) : NULL;

      if (target != NULL)
        target->written = TRUE;
    }
}

static void
write_row (CrmImportPlan *plan,
           CrmImportRow *row)
{
  gboolean begun = row->state == CRM_IMPORT_ROW_CREATE;

  if (begun)
    crm_change_set_insert_as (plan->portion, plan->entity, row->id);
  for (guint i = 0; i < plan->slots->len; i++)
    {
      const CrmImportSlot *slot = &g_array_index (plan->slots, CrmImportSlot, i);
      CrmValue *value = &row->values[i];

      if (crm_value_is_null (value) || is_late (plan, row, slot, value))
        continue;
      if (!begun)
        crm_change_set_update_of (plan->portion, plan->entity, row->id);
      begun = TRUE;
      crm_change_set_put (plan->portion, slot->field, *value, is_read_plainly (plan, slot));
      *value = CRM_VALUE_INIT_NULL;
    }
  note_written (plan, row);
}

static gboolean
hand_over (CrmImportPlan *plan,
           GError **error)
{
  gboolean added;

  if (plan->bulk == NULL)
    {
      plan->bulk = crm_bulk_new (plan->store, "");
      crm_bulk_expect (plan->bulk, plan->entity->name, plan->n_rows);
    }
  added = crm_bulk_add (plan->bulk, plan->portion, plan->cancellable, error);
  crm_change_set_unref (plan->portion);
  plan->portion = crm_bulk_get_portion (plan->bulk);
  plan->n_held = 0;
  return added;
}

/**
 * crm_import_release_texts:
 *
 * Forgets the texts of rows that nothing comes of. To be called while no row waits and none is in the portion.
 */
void
crm_import_release_texts (CrmImportPlan *plan)
{
  crm_change_set_reuse (plan->portion);
  plan->n_held = 0;
}

/**
 * crm_import_write_waiting:
 *
 * Hands the rows that wait to the writer, if they are to be written.
 */
gboolean
crm_import_write_waiting (CrmImportPlan *plan,
                          GError **error)
{
  guint n_changes;

  if (!crm_import_drop_unchanged (plan, error))
    return FALSE;
  if (plan->write && plan->bulk == NULL && crm_change_set_get_n_changes (plan->portion) == 0)
    crm_import_insert_drafts (plan->entity, plan->portion);
  if (plan->write)
    insert_additions (plan);
  for (guint i = 0; plan->write && i < plan->n_waiting; i++)
    {
      if (plan->waiting[i].state != CRM_IMPORT_ROW_MERGED)
        write_row (plan, &plan->waiting[i]);
    }
  plan->n_waiting = 0;
  n_changes = crm_change_set_get_n_changes (plan->portion);
  if (n_changes >= PORTION || (n_changes > 0 && plan->n_held >= CRM_IMPORT_MOST_HELD))
    return hand_over (plan, error);
  if (n_changes == 0)
    crm_import_release_texts (plan);
  return TRUE;
}

static gboolean
write_late_links (CrmImportPlan *plan,
                  GError **error)
{
  for (guint i = 0; i < plan->late->len; i++)
    {
      const CrmImportLate *late = &g_array_index (plan->late, CrmImportLate, i);

      crm_change_set_update_of (plan->portion, plan->entity, late->id);
      crm_change_set_put (plan->portion, late->field, crm_value_int (late->target), FALSE);
      if (crm_change_set_get_n_changes (plan->portion) >= PORTION && !hand_over (plan, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_import_write_end:
 * @label: of the action
 *
 * Waits until all is written.
 */
gboolean
crm_import_write_end (CrmImportPlan *plan,
                      const char *label,
                      GError **error)
{
  if (!write_late_links (plan, error) ||
      (crm_change_set_get_n_changes (plan->portion) > 0 && !hand_over (plan, error)))
    return FALSE;
  if (plan->bulk == NULL)
    return TRUE;
  crm_bulk_set_label (plan->bulk, label);
  return crm_bulk_finish (plan->bulk, &plan->summary.action, plan->cancellable, error);
}
