/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* From a plan to one change set. */

static gboolean
is_added_for_links (const CrmImportTarget *target)
{
  return target->used && target->is_new && !target->in_file;
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
  gboolean any_used = FALSE;
  gint64 low, high;
  double low_probability, high_probability;

  for (guint i = 0; i < known->len; i++)
    {
      CrmImportTarget *stage = known->pdata[i];
      gboolean open = g_strcmp0 (stage->kind, "open") == 0;

      if (open && (stage->used || !any_used))
        {
          any_used |= stage->used;
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

static void
insert_targets (CrmImportPlan *plan,
                CrmChangeSet *changes)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  /* Entities are listed so that what is linked to comes first. */
  for (guint e = 0; e < n_entities; e++)
    {
      for (guint i = 0; i < plan->lookups->len; i++)
        {
          CrmImportLookup *lookup = plan->lookups->pdata[i];

          for (guint j = 0; lookup->entity == entities[e] && j < lookup->targets->len; j++)
            {
              if (is_added_for_links (lookup->targets->pdata[j]))
                insert_target (changes, lookup->entity, lookup->targets->pdata[j]);
            }
        }
    }
}

typedef struct
{
  CrmImportPlan *plan;
  CrmChangeSet  *changes;
  GHashTable    *rows_by_id;   /* of rows to be added: id → row + 1 */
  gboolean      *written;
  GArray        *late;         /* of guint: rows with links that must wait */
} Writing;

static gboolean
is_self_link (CrmImportPlan *plan,
              guint slot)
{
  const CrmField *field = &plan->entity->fields[g_array_index (plan->slots, CrmImportSlot, slot).field];

  return field->kind == CRM_FIELD_LINK && strcmp (field->target, plan->entity->name) == 0;
}

/* Returns the row to be added that the value links to and that is not written yet, or −1. */
static int
find_unwritten (Writing *writing,
                guint slot,
                const CrmValue *value)
{
  int row;

  if (value->type != CRM_VALUE_INT || !is_self_link (writing->plan, slot))
    return -1;
  row = GPOINTER_TO_INT (g_hash_table_lookup (writing->rows_by_id, &value->i)) - 1;
  return row >= 0 && !writing->written[row] ? row : -1;
}

static void
write_row (Writing *writing,
           guint index)
{
  CrmImportPlan *plan = writing->plan;
  CrmImportRow *row = &plan->rows[index];
  gboolean late = FALSE;

  crm_change_set_insert_as (writing->changes, plan->entity, row->id);
  for (guint i = 0; i < plan->slots->len; i++)
    {
      guint field = g_array_index (plan->slots, CrmImportSlot, i).field;

      if (find_unwritten (writing, i, &row->values[i]) >= 0)
        late = TRUE;
      else if (!crm_value_is_null (&row->values[i]))
        crm_change_set_take (writing->changes, plan->entity->fields[field].key, crm_value_copy (&row->values[i]));
    }
  if (late)
    g_array_append_val (writing->late, index);
  else
    writing->written[index] = TRUE;
}

/* Writes what the row links to before the row itself; a circle of links is cut, and closed at the end. */
static void
write_after_its_links (Writing *writing,
                       guint index,
                       gboolean *begun)
{
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_val (waiting, index);
  while (waiting->len > 0)
    {
      guint row = g_array_index (waiting, guint, waiting->len - 1);
      int next = -1;

      begun[row] = TRUE;
      for (guint i = 0; next < 0 && i < writing->plan->slots->len; i++)
        {
          next = find_unwritten (writing, i, &writing->plan->rows[row].values[i]);
          if (next >= 0 && begun[next])
            next = -1;
        }
      if (next >= 0)
        {
          g_array_append_val (waiting, next);
          continue;
        }
      write_row (writing, row);
      g_array_set_size (waiting, waiting->len - 1);
    }
}

static void
write_late_links (Writing *writing)
{
  CrmImportPlan *plan = writing->plan;

  for (guint i = 0; i < writing->late->len; i++)
    {
      CrmImportRow *row = &plan->rows[g_array_index (writing->late, guint, i)];

      crm_change_set_update (writing->changes, plan->entity->name, row->id);
      for (guint slot = 0; slot < plan->slots->len; slot++)
        {
          guint field = g_array_index (plan->slots, CrmImportSlot, slot).field;

          if (is_self_link (plan, slot) && !crm_value_is_null (&row->values[slot]))
            crm_change_set_take (writing->changes, plan->entity->fields[field].key,
                                 crm_value_copy (&row->values[slot]));
        }
    }
}

static void
write_new_rows (Writing *writing)
{
  CrmImportPlan *plan = writing->plan;
  g_autofree gboolean *begun = g_new0 (gboolean, plan->n_rows + 1);

  for (guint i = 0; i < plan->n_rows; i++)
    {
      if (plan->rows[i].state == CRM_IMPORT_ROW_CREATE)
        g_hash_table_insert (writing->rows_by_id, &plan->rows[i].id, GINT_TO_POINTER (i + 1));
    }
  for (guint i = 0; i < plan->n_rows; i++)
    {
      if (plan->rows[i].state == CRM_IMPORT_ROW_CREATE && !begun[i])
        write_after_its_links (writing, i, begun);
    }
  write_late_links (writing);
}

static void
write_updates (CrmImportPlan *plan,
               CrmChangeSet *changes)
{
  for (guint row = 0; row < plan->n_rows; row++)
    {
      gboolean begun = FALSE;

      if (plan->rows[row].state != CRM_IMPORT_ROW_UPDATE || plan->rows[row].unchanged)
        continue;
      for (guint i = 0; i < plan->slots->len; i++)
        {
          guint field = g_array_index (plan->slots, CrmImportSlot, i).field;
          const CrmValue *value = &plan->rows[row].values[i];

          if (crm_value_is_null (value))
            continue;
          if (!begun)
            crm_change_set_update (changes, plan->entity->name, plan->rows[row].id);
          begun = TRUE;
          crm_change_set_take (changes, plan->entity->fields[field].key, crm_value_copy (value));
        }
    }
}

/**
 * crm_import_build_changes:
 * @label: of the action
 *
 * Returns: (transfer full): all that the plan writes
 */
CrmChangeSet *
crm_import_build_changes (CrmImportPlan *plan,
                          const char *label)
{
  CrmChangeSet *changes = crm_change_set_new (plan->store, label);
  g_autoptr (GHashTable) rows_by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GArray) late = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gboolean *written = g_new0 (gboolean, plan->n_rows + 1);
  Writing writing = { plan, changes, rows_by_id, written, late };

  crm_import_place_stages (plan);
  insert_targets (plan, changes);
  write_new_rows (&writing);
  write_updates (plan, changes);
  return changes;
}
