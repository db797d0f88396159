/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-csv-cell.h"
#include "base/crm-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_ERRORS 10000

/* What an import would do: each row with its values, or the reason why it is rejected. */

static void
free_error (gpointer data)
{
  CrmImportError *error = data;

  g_free (error->message);
  g_free (error);
}

static void
free_duplicate (gpointer data)
{
  CrmImportDuplicate *duplicate = data;

  g_free (duplicate->title);
  g_free (duplicate);
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

  g_clear_pointer (&slot->by_text, g_hash_table_unref);
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
  CrmImportSlot slot = { .field = field, .column = column, .column_2 = -1, .instead = -1 };
  const CrmPresetColumn *known = plan->preset != NULL && column >= 0
                                 ? crm_preset_find_column (plan->preset, crm_csv_get_header (plan->csv, column)) : NULL;

  slot.by_id = known != NULL && known->flags & CRM_PRESET_BY_ID;
  slot.tailed = known != NULL && known->flags & CRM_PRESET_TAIL;
  plan->slot_of[field] = plan->slots->len;
  g_array_append_val (plan->slots, slot);
  return plan->slots->len - 1;
}

/* Fields that no column is mapped to but that may be filled in: see crm_import_read_row(), crm_import_people_fill() and
 * crm_import_rest_keep(). */
static void
add_silent_slots (CrmImportPlan *plan)
{
  static const char *const keys[] = { "active", "expected_close", "kind" };
  static const char *const entities[] = { "person product", "opportunity", "activity" };
  static const char *const by_address[] = { "contact", "customer", "lead", "owner", "direction" };

  int rest = crm_import_rest_get_field (plan);

  if (plan->slot_of[0] < 0)
    add_slot (plan, 0, -1);
  if (rest >= 0 && plan->slot_of[rest] < 0)
    add_slot (plan, rest, -1);
  for (guint i = 0; plan->addresses >= 0 && i < G_N_ELEMENTS (by_address); i++)
    {
      int field = crm_entity_field_index (plan->entity, by_address[i]);

      if (plan->slot_of[field] < 0)
        add_slot (plan, field, -1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      int field = crm_entity_field_index (plan->entity, keys[i]);

      if (field >= 0 && strstr (entities[i], plan->entity->name) != NULL && plan->slot_of[field] < 0)
        add_slot (plan, field, -1);
    }
}

/* Columns that go with another. */
static void
add_second_columns (CrmImportPlan *plan,
                    const int *mapping)
{
  for (guint column = 0; column < crm_csv_get_n_columns (plan->csv); column++)
    {
      int field = mapping[column] - CRM_IMPORT_CURRENCY (plan->entity, 0);

      if (mapping[column] == CRM_IMPORT_OUTCOME (plan->entity))
        field = crm_entity_field_index (plan->entity, "stage");
      if (field >= 0 && plan->slot_of[field] >= 0)
        g_array_index (plan->slots, CrmImportSlot, plan->slot_of[field]).column_2 = column;
    }
}

/* Whoever has no name of parts may have one as a whole. */
static void
name_by_parts (CrmImportPlan *plan,
               int first,
               int last)
{
  CrmImportSlot *slot;

  if (plan->slot_of[0] < 0)
    add_slot (plan, 0, -1);
  slot = &g_array_index (plan->slots, CrmImportSlot, plan->slot_of[0]);
  slot->instead = slot->column;
  slot->column = first >= 0 ? first : last;
  slot->column_2 = first >= 0 ? last : -1;
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
      else if (mapping[column] == CRM_IMPORT_ADDRESSES (entity))
        plan->addresses = column;
      else if (mapping[column] != CRM_IMPORT_UNMAPPED && mapping[column] < (int) entity->n_fields)
        add_slot (plan, mapping[column], column);
    }
  add_second_columns (plan, mapping);
  if (first >= 0 || last >= 0)
    name_by_parts (plan, first, last);
  add_silent_slots (plan);
}

/**
 * crm_import_plan_new:
 *
 * Returns: (transfer full): a plan with the mapping, and nothing of the workspace
 */
CrmImportPlan *
crm_import_plan_new (CrmImport *self)
{
  CrmImportPlan *plan = g_new0 (CrmImportPlan, 1);

  plan->store = self->store;
  plan->file = self->file;
  plan->csv = self->csv;
  plan->columns = self->columns;
  plan->entity = self->entity;
  plan->preset = self->preset;
  plan->decisions = self->decisions;
  plan->create_links = self->create_links;
  plan->policy = self->policy;
  plan->row_policies = self->row_policies;
  plan->match = g_array_ref (self->match);
  plan->n_rows = self->n_rows;
  plan->addresses = -1;
  plan->keep_strangers = self->keep_strangers;
  plan->slots = g_array_new (FALSE, TRUE, sizeof (CrmImportSlot));
  g_array_set_clear_func (plan->slots, clear_slot);
  plan->slot_of = g_new (int, self->entity->n_fields);
  for (guint i = 0; i < self->entity->n_fields; i++)
    plan->slot_of[i] = -1;
  plan->lookups = g_ptr_array_new_with_free_func (free_lookup);
  plan->summary.errors = g_ptr_array_new_with_free_func (free_error);
  plan->summary.duplicates = g_ptr_array_new_with_free_func (free_duplicate);
  plan->summary.hints = g_ptr_array_new_with_free_func (free_hint);
  plan->summary.resolutions = g_ptr_array_new ();
  plan->understood = g_ptr_array_new ();
  plan->keys = g_array_new (FALSE, FALSE, sizeof (CrmImportKey));
  plan->key = g_string_new (NULL);
  plan->rest = g_string_new (NULL);
  plan->reasons = g_string_new (NULL);
  plan->portion = crm_change_set_new (self->store, "");
  plan->unique = g_array_new (FALSE, FALSE, sizeof (guint));
  plan->added = g_array_new (FALSE, FALSE, sizeof (CrmImportAddition));
  plan->late = g_array_new (FALSE, FALSE, sizeof (CrmImportLate));
  make_slots (plan, self->mapping);
  plan->waiting = g_new0 (CrmImportRow, CRM_IMPORT_WAITING);
  for (guint i = 0; i < CRM_IMPORT_WAITING; i++)
    plan->waiting[i].values = g_new0 (CrmValue, plan->slots->len);
  return plan;
}

static void
clear_values (const CrmImportPlan *plan,
              CrmImportRow *row)
{
  for (guint i = 0; i < plan->slots->len; i++)
    crm_value_clear (&row->values[i]);
}

void
crm_import_plan_free (CrmImportPlan *plan)
{
  for (guint i = 0; i < CRM_IMPORT_WAITING; i++)
    {
      clear_values (plan, &plan->waiting[i]);
      g_free (plan->waiting[i].values);
    }
  g_free (plan->waiting);
  g_clear_pointer (&plan->by_match, crm_import_keys_free);
  g_clear_pointer (&plan->by_unique, crm_import_keys_free);
  g_clear_pointer (&plan->people, crm_import_people_free);
  g_clear_pointer (&plan->updated, g_hash_table_unref);
  g_clear_pointer (&plan->ids, g_array_unref);
  g_clear_pointer (&plan->portion, crm_change_set_unref);
  g_clear_pointer (&plan->bulk, crm_bulk_free);
  g_clear_pointer (&plan->rejects, fclose);
  g_array_unref (plan->late);
  g_array_unref (plan->added);
  g_array_unref (plan->unique);
  g_ptr_array_unref (plan->understood);
  g_array_unref (plan->keys);
  g_string_free (plan->key, TRUE);
  g_string_free (plan->rest, TRUE);
  g_string_free (plan->reasons, TRUE);
  g_array_unref (plan->slots);
  g_array_unref (plan->match);
  g_free (plan->slot_of);
  g_ptr_array_unref (plan->lookups);
  g_ptr_array_unref (plan->summary.errors);
  g_ptr_array_unref (plan->summary.duplicates);
  g_ptr_array_unref (plan->summary.hints);
  g_ptr_array_unref (plan->summary.resolutions);
  g_free (plan);
}

/**
 * crm_import_plan_cell:
 *
 * Returns: (transfer none): the cell of the row at hand; "" where the row is shorter
 */
const char *
crm_import_plan_cell (const CrmImportPlan *plan,
                      int column)
{
  return column >= 0 && (guint) column < plan->at.n_cells ? plan->at.cells[column] : "";
}

gboolean
crm_import_plan_is_self_link (const CrmImportPlan *plan,
                              const CrmField *field)
{
  return field->kind == CRM_FIELD_LINK && strcmp (field->target, plan->entity->name) == 0;
}

/**
 * crm_import_slot_cell:
 *
 * Returns: (transfer none): what the row at hand says of the slot's field; of the stage of a deal that is won or lost,
 *   just that
 */
const char *
crm_import_slot_cell (const CrmImportPlan *plan,
                      const CrmImportSlot *slot)
{
  const char *cell = crm_import_plan_cell (plan, slot->column);
  const CrmChoice *outcome;

  if (slot->column_2 < 0 || plan->entity->fields[slot->field].kind != CRM_FIELD_LINK)
    return cell;
  outcome = crm_field_match_choice (crm_entity_field (crm_entity_find ("stage"), "kind"),
                                    crm_import_plan_cell (plan, slot->column_2));
  return outcome != NULL && strcmp (outcome->key, "open") != 0 ? outcome->key : cell;
}

/**
 * crm_import_plan_next:
 * @n: (inout): how many rows of this pass have been read
 *
 * Reads the next row.
 *
 * Returns: %FALSE behind the last, and for an error
 */
gboolean
crm_import_plan_next (CrmImportPlan *plan,
                      guint *n,
                      GError **error)
{
  if (*n % 256 == 0)
    {
      if (g_cancellable_set_error_if_cancelled (plan->cancellable, error))
        return FALSE;
      if (plan->progress != NULL)
        plan->progress (MIN (plan->pass * plan->n_rows + *n, plan->n_passes * plan->n_rows),
                        plan->n_passes * plan->n_rows, plan->progress_data);
    }
  (*n)++;
  return crm_csv_reader_next (plan->file, &plan->at, error);
}

/**
 * crm_import_plan_reject:
 * @column: of the file, or −1
 *
 * Rejects the row at hand.
 */
void
crm_import_plan_reject (CrmImportPlan *plan,
                        int column,
                        int code,
                        const char *message)
{
  g_string_append_printf (plan->reasons, "%s%s", plan->reasons->len > 0 ? "; " : "", message);
  plan->row->state = CRM_IMPORT_ROW_REJECT;
  if (plan->summary.errors->len < MOST_ERRORS)
    {
      CrmImportError *error = g_new (CrmImportError, 1);

      *error = (CrmImportError) { plan->at.number, column, code, g_strdup (message) };
      g_ptr_array_add (plan->summary.errors, error);
    }
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

static void
add_target (CrmImportPlan *plan,
            const CrmEntity *entity,
            CrmImportTarget *target)
{
  CrmImportAddition addition = { 0, target };
  guint n;
  const CrmEntity *const *entities = crm_entities (&n);

  while (entities[addition.entity] != entity)
    addition.entity++;
  plan->summary.n_linked++;
  g_array_append_val (plan->added, addition);
}

/* How each text was understood counts only where its row is written, or rejected for it. */
static void
count_understood (CrmImportPlan *plan)
{
  gboolean rejected = plan->row->state == CRM_IMPORT_ROW_REJECT;

  for (guint i = 0; i < plan->understood->len && plan->row->state != CRM_IMPORT_ROW_SKIP; i++)
    {
      CrmImportMeaning *meaning = plan->understood->pdata[i];

      if (rejected != (meaning->public.how == CRM_IMPORT_REFUSED))
        continue;
      meaning->public.n_rows++;
      if (meaning->link == NULL || meaning->link->used)
        continue;
      meaning->link->used = TRUE;
      if (meaning->link->is_new && !meaning->link->in_file)
        add_target (plan, crm_entity_find (meaning->public.field->kind == CRM_FIELD_TAGS
                                           ? "tag" : meaning->public.field->target), meaning->link);
    }
}

static void
list_resolutions (CrmImportPlan *plan)
{
  for (guint i = 0; i < plan->slots->len; i++)
    {
      const CrmImportSlot *slot = &g_array_index (plan->slots, CrmImportSlot, i);
      GHashTableIter iter;
      CrmImportMeaning *meaning;

      if (slot->meanings == NULL)
        continue;
      g_hash_table_iter_init (&iter, slot->meanings);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &meaning))
        {
          /* A choice of one's own is nothing to tell, unless it is close to one that is known. */
          if (meaning->public.n_rows > 0 && (meaning->public.how != CRM_IMPORT_KEPT || meaning->closest != NULL))
            g_ptr_array_add (plan->summary.resolutions, &meaning->public);
        }
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

static gboolean
refuse_room (GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("There is no room for the rejected rows: %s. Nothing was changed. "
               "Free some space for temporary files and try again."), g_strerror (errno));
  return FALSE;
}

/* The row as it stands in the file, with the reasons behind. */
static gboolean
keep_reject (CrmImportPlan *plan,
             GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  guint n_cells = crm_import_n_own_columns (plan->csv);   /* earlier reasons are not repeated */

  if (plan->at.n_cells > crm_csv_get_n_columns (plan->csv))
    n_cells = plan->at.n_cells;
  if (plan->rejects == NULL && (plan->rejects = tmpfile ()) == NULL)
    return refuse_room (error);
  for (guint i = 0; i < n_cells; i++)
    {
      crm_csv_append_safe (line, crm_import_plan_cell (plan, i), ',');
      g_string_append_c (line, ',');
    }
  crm_csv_append_safe (line, plan->reasons->str, ',');
  g_string_append (line, "\r\n");
  return fwrite (line->str, 1, line->len, plan->rejects) == line->len || refuse_room (error);
}

static gboolean
is_blank_row (const CrmImportPlan *plan)
{
  for (guint i = 0; i < plan->at.n_cells; i++)
    {
      if (plan->at.cells[i][strspn (plan->at.cells[i], " \t")] != '\0')
        return FALSE;
    }
  return TRUE;
}

/* Decides what becomes of the row at hand, without links to records of its own kind. */
static void
decide_row (CrmImportPlan *plan,
            guint number)
{
  plan->n_held++;
  plan->row = &plan->waiting[plan->n_waiting];
  plan->earlier = NULL;
  clear_values (plan, plan->row);
  *plan->row = (CrmImportRow) { .state = CRM_IMPORT_ROW_CREATE, .number = number, .values = plan->row->values };
  g_ptr_array_set_size (plan->understood, 0);
  g_string_truncate (plan->rest, 0);
  g_string_truncate (plan->reasons, 0);
  crm_import_read_row (plan);
  if (plan->people != NULL && plan->row->state != CRM_IMPORT_ROW_REJECT && !crm_import_people_fill (plan) &&
      !plan->keep_strangers)
    plan->row->state = CRM_IMPORT_ROW_SKIP;
  if (plan->row->state == CRM_IMPORT_ROW_CREATE)
    crm_import_match_row (plan);
  if (plan->row->state == CRM_IMPORT_ROW_CREATE || plan->row->state == CRM_IMPORT_ROW_UPDATE)
    crm_import_rest_keep (plan);
}

/**
 * crm_import_plan_known_id:
 *
 * Returns: the id of the record that the row at hand adds, if an earlier pass decided so; else 0
 */
gint64
crm_import_plan_known_id (const CrmImportPlan *plan)
{
  guint number = plan->row->number;

  return plan->ids != NULL && number < plan->ids->len ? g_array_index (plan->ids, gint64, number) : 0;
}

static void
keep_id (CrmImportPlan *plan)
{
  if (plan->row->state != CRM_IMPORT_ROW_CREATE)
    return;
  if (plan->row->number >= plan->ids->len)
    g_array_set_size (plan->ids, plan->row->number + 1);
  g_array_index (plan->ids, gint64, plan->row->number) = plan->row->id;
}

/* Other rows may link to the record that the first pass was told this row would add. */
static gboolean
is_as_before (const CrmImportPlan *plan,
              GError **error)
{
  if (plan->row->state == CRM_IMPORT_ROW_CREATE || crm_import_plan_known_id (plan) == 0)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_CONFLICT, _("The workspace was changed while the file was read: row %u is "
               "decided otherwise now. Nothing was imported. Import the file again."), plan->at.number);
  return FALSE;
}

static gboolean
finish_row (CrmImportPlan *plan,
            GError **error)
{
  CrmImportSummary *summary = &plan->summary;

  if (!is_as_before (plan, error))
    return FALSE;
  summary->read++;
  if (plan->row->state == CRM_IMPORT_ROW_CREATE || plan->row->state == CRM_IMPORT_ROW_UPDATE)
    crm_import_link_row (plan);
  if (plan->row->state == CRM_IMPORT_ROW_UPDATE && plan->earlier != NULL)
    crm_import_merge_row (plan);
  summary->created += plan->row->state == CRM_IMPORT_ROW_CREATE;
  summary->updated += plan->row->state == CRM_IMPORT_ROW_UPDATE || plan->row->state == CRM_IMPORT_ROW_MERGED;
  summary->skipped += plan->row->state == CRM_IMPORT_ROW_SKIP;
  summary->strangers += plan->row->state == CRM_IMPORT_ROW_SKIP && plan->row->id == 0;   /* others are of a record */
  summary->rejected += plan->row->state == CRM_IMPORT_ROW_REJECT;
  count_understood (plan);
  if (plan->row->state == CRM_IMPORT_ROW_REJECT)
    return keep_reject (plan, error);
  if (plan->row->state != CRM_IMPORT_ROW_SKIP)
    plan->n_waiting++;
  return (plan->n_waiting < CRM_IMPORT_WAITING && plan->n_held < CRM_IMPORT_MOST_HELD) ||
         crm_import_write_waiting (plan, error);
}

/* One pass over the rows; the first of two only finds out which records they add. */
static gboolean
decide_rows (CrmImportPlan *plan,
             gboolean only_ids,
             GError **error)
{
  g_autoptr (GError) local = NULL;
  guint n = 0;

  if (!crm_csv_reader_rewind (plan->file, error) || !crm_import_match_begin (plan, error))
    return FALSE;
  while (crm_import_plan_next (plan, &n, &local))
    {
      if (is_blank_row (plan))
        continue;
      decide_row (plan, n - 1);
      if (only_ids)
        {
          keep_id (plan);
          crm_import_note_target (plan);
          if (plan->n_held >= CRM_IMPORT_MOST_HELD)
            crm_import_release_texts (plan);
        }
      else if (!finish_row (plan, error))
        return FALSE;
    }
  plan->pass++;
  if (local == NULL)
    return only_ids || crm_import_write_waiting (plan, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gpointer
load_lookups_in_reader (CrmReader *reader,
                        gpointer data,
                        GCancellable *cancellable,
                        GError **error)
{
  CrmImportPlan *plan = data;
  gboolean loaded;

  plan->reader = reader;
  loaded = load_lookups (plan, error);
  plan->reader = NULL;
  return GINT_TO_POINTER (loaded);
}

typedef struct
{
  gboolean any, file, scoped, self, people;
} Wanted;

/* What is to be found out about texts of links, tags and choices before any row is decided. */
static Wanted
find_wanted (CrmImportPlan *plan)
{
  Wanted wanted = { .people = plan->addresses >= 0 && crm_import_people_get_texts (plan) == NULL };

  for (guint i = 0; i < plan->slots->len; i++)
    {
      const CrmImportSlot *slot = &g_array_index (plan->slots, CrmImportSlot, i);
      const CrmField *field = &plan->entity->fields[slot->field];

      if (slot->column < 0)
        continue;
      if (!crm_import_has_meanings (field))
        continue;
      wanted.any = TRUE;
      wanted.file |= !crm_import_has_scope (plan, slot) && crm_import_must_collect (plan, slot);
      wanted.scoped |= crm_import_has_scope (plan, slot);
      wanted.self |= crm_import_plan_is_self_link (plan, field);
    }
  return wanted;
}

/**
 * crm_import_plan_make:
 *
 * Finds out what every row becomes, and hands it to the writer if it is to be written.
 */
gboolean
crm_import_plan_make (CrmImportPlan *plan,
                      GError **error)
{
  Wanted wanted;

  if (crm_store_read (plan->store, load_lookups_in_reader, plan, plan->cancellable, error) == NULL)
    return FALSE;
  wanted = find_wanted (plan);
  plan->n_passes = 1 + wanted.file + wanted.scoped + wanted.self + wanted.people;
  if (plan->addresses >= 0 && !crm_import_people_find (plan, error))
    return FALSE;
  if (wanted.any && (!crm_import_collect (plan, FALSE, error) || !crm_import_resolve (plan, FALSE, FALSE, error)))
    return FALSE;
  if (wanted.scoped && (!crm_import_collect (plan, TRUE, error) || !crm_import_resolve (plan, FALSE, TRUE, error)))
    return FALSE;
  crm_import_place_stages (plan);
  if (wanted.self)
    {
      plan->ids = g_array_new (FALSE, TRUE, sizeof (gint64));
      if (!decide_rows (plan, TRUE, error) || !crm_import_resolve (plan, TRUE, FALSE, error))
        return FALSE;
      g_ptr_array_set_size (plan->summary.errors, 0);
      g_ptr_array_set_size (plan->summary.duplicates, 0);
      crm_import_rest_restart (plan);
    }
  if (!decide_rows (plan, FALSE, error))
    return FALSE;
  crm_import_rest_tell (plan);
  list_resolutions (plan);
  g_ptr_array_sort (plan->summary.resolutions, compare_resolutions);
  return TRUE;
}
