/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"
#include "exchange/crm-tag-list.h"

#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the texts of a column of links, tags or choices mean. Each text is resolved once, the frequent ones first. */

#define CLOSE_ENOUGH 0.92
/* Two people often have names that differ in a letter or two. */
#define CLOSE_ENOUGH_FOR_NAMES 0.96

void
crm_import_meaning_free (gpointer data)
{
  CrmImportMeaning *meaning = data;

  g_free (meaning->public.value);
  g_free (meaning->closest);
  g_free (meaning->text);
  g_free (meaning);
}

char *
crm_import_decision_key (guint column,
                         const char *value)
{
  return g_strdup_printf ("%u:%s", column, value);
}

static gint64
default_scope (const CrmImportSlot *slot)
{
  return slot->lookup != NULL ? slot->lookup->default_scope : 0;
}

/**
 * crm_import_scope_of_row:
 * @values: of the row, one a slot
 *
 * Returns: what the links of the slot are looked for in: for a stage the pipeline of the row, else 0
 */
gint64
crm_import_scope_of_row (CrmImportPlan *plan,
                         const CrmImportSlot *slot,
                         const CrmValue *values)
{
  int field = crm_entity_field_index (plan->entity, "pipeline");
  int other = field >= 0 ? plan->slot_of[field] : -1;

  if (slot->lookup == NULL || strcmp (slot->lookup->entity->name, "stage") != 0)
    return 0;
  if (other >= 0 && values[other].type == CRM_VALUE_INT)
    return values[other].i;
  return default_scope (slot);
}

static char *
meaning_key (gint64 scope,
             const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));

  return g_strdup_printf ("%" G_GINT64_FORMAT ":%s", scope, trimmed);
}

/**
 * crm_import_find_meaning:
 *
 * Returns: (transfer none) (nullable): what the text of a cell means
 */
CrmImportMeaning *
crm_import_find_meaning (CrmImportPlan *plan,
                         const CrmImportSlot *slot,
                         gint64 scope,
                         const char *text)
{
  CrmImportMeaning *meaning = scope == 0 ? g_hash_table_lookup (slot->by_text, text) : NULL;
  g_autofree char *key = NULL;

  if (meaning != NULL)
    return meaning;
  key = meaning_key (scope, text);
  return g_hash_table_lookup (slot->meanings, key);
}

static void
collect_text (CrmImportSlot *slot,
              const CrmField *field,
              gint64 scope,
              const char *text,
              guint n)
{
  CrmImportMeaning *meaning = scope == 0 ? g_hash_table_lookup (slot->by_text, text) : NULL;
  char *key;

  if (meaning != NULL)
    {
      meaning->n_seen += n;
      return;
    }
  key = meaning_key (scope, text);
  meaning = g_hash_table_lookup (slot->meanings, key);
  if (meaning == NULL)
    {
      meaning = g_new0 (CrmImportMeaning, 1);
      meaning->public.column = slot->column;
      meaning->public.field = field;
      meaning->public.value = g_strstrip (g_strdup (text));
      meaning->scope = scope;
      meaning->order = g_hash_table_size (slot->meanings);
      g_hash_table_insert (slot->meanings, key, meaning);
    }
  else
    g_free (key);
  if (scope == 0)
    g_hash_table_insert (slot->by_text, g_strdup (text), meaning);
  meaning->n_seen += n;
}

/* The pipelines of the rows are known before their stages are asked for. */
static gint64
scope_of_cell (CrmImportPlan *plan,
               const CrmImportSlot *slot)
{
  int field = crm_entity_field_index (plan->entity, "pipeline");
  int index = field >= 0 ? plan->slot_of[field] : -1;
  const CrmImportSlot *other = index >= 0 ? &g_array_index (plan->slots, CrmImportSlot, index) : NULL;
  CrmImportMeaning *meaning = NULL;

  if (slot->lookup == NULL || strcmp (slot->lookup->entity->name, "stage") != 0)
    return 0;
  if (other != NULL && other->column >= 0)
    meaning = crm_import_find_meaning (plan, other, 0, crm_import_plan_cell (plan, other->column));
  return meaning != NULL && meaning->link != NULL ? meaning->link->id : default_scope (slot);
}

/**
 * crm_import_has_scope:
 *
 * Returns: whether what the texts of the slot mean depends on another column: a stage on its pipeline
 */
gboolean
crm_import_has_scope (CrmImportPlan *plan,
                      const CrmImportSlot *slot)
{
  int field = crm_entity_field_index (plan->entity, "pipeline");
  int index = field >= 0 ? plan->slot_of[field] : -1;

  return slot->lookup != NULL && strcmp (slot->lookup->entity->name, "stage") == 0 && index >= 0 &&
         g_array_index (plan->slots, CrmImportSlot, index).column >= 0;
}

gboolean
crm_import_has_meanings (const CrmField *field)
{
  return field->kind == CRM_FIELD_LINK || field->kind == CRM_FIELD_TAGS || field->kind == CRM_FIELD_CHOICE;
}

static void
collect_cell (CrmImportPlan *plan,
              CrmImportSlot *slot,
              const char *cell,
              guint n)
{
  const CrmField *field = &plan->entity->fields[slot->field];

  if (crm_import_is_blank (field, cell))
    return;
  if (field->kind == CRM_FIELD_TAGS)
    {
      g_autoptr (GPtrArray) words = crm_tag_list_split (cell);

      for (guint i = 0; i < words->len; i++)
        collect_text (slot, field, 0, words->pdata[i], n);
    }
  else
    collect_text (slot, field, scope_of_cell (plan, slot), cell, n);
}

/* The few texts that the column has, if it has few. */
static GHashTable *
get_texts (CrmImportPlan *plan,
           const CrmImportSlot *slot)
{
  return ((CrmImportColumn *) plan->columns->pdata[slot->column])->distinct;
}

/**
 * crm_import_must_collect:
 *
 * Returns: whether the file has to be read for what the slot's column says
 */
gboolean
crm_import_must_collect (CrmImportPlan *plan,
                         const CrmImportSlot *slot)
{
  return crm_import_has_scope (plan, slot) || slot->column_2 >= 0 || get_texts (plan, slot) == NULL;
}

static int
compare_order (gconstpointer a,
               gconstpointer b)
{
  const CrmImportText *first = *(CrmImportText **) a, *second = *(CrmImportText **) b;

  return first->order < second->order ? -1 : 1;
}

static void
collect_texts (CrmImportPlan *plan,
               CrmImportSlot *slot)
{
  g_autoptr (GPtrArray) texts = g_hash_table_get_values_as_ptr_array (get_texts (plan, slot));

  g_ptr_array_sort (texts, compare_order);
  for (guint i = 0; i < texts->len; i++)
    {
      const CrmImportText *text = texts->pdata[i];

      collect_cell (plan, slot, text->text, text->n);
    }
}

static gboolean
collect_from_file (CrmImportPlan *plan,
                   GPtrArray *slots,
                   GError **error)
{
  g_autoptr (GError) local = NULL;
  guint n = 0;

  if (!crm_csv_reader_rewind (plan->file, error))
    return FALSE;
  while (crm_import_plan_next (plan, &n, &local))
    {
      for (guint i = 0; i < slots->len; i++)
        collect_cell (plan, slots->pdata[i], crm_import_slot_cell (plan, slots->pdata[i]), 1);
    }
  plan->pass++;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * crm_import_collect:
 * @scoped: those that depend on another column, or all others
 *
 * Gathers the texts of links, tags and choices; the file is read for columns that have many.
 */
gboolean
crm_import_collect (CrmImportPlan *plan,
                    gboolean scoped,
                    GError **error)
{
  g_autoptr (GPtrArray) slots = g_ptr_array_new ();

  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmImportSlot *slot = &g_array_index (plan->slots, CrmImportSlot, i);

      if (slot->column < 0 || !crm_import_has_meanings (&plan->entity->fields[slot->field]) ||
          crm_import_has_scope (plan, slot) != scoped)
        continue;
      slot->meanings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, crm_import_meaning_free);
      slot->by_text = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      if (crm_import_must_collect (plan, slot))
        g_ptr_array_add (slots, slot);
      else
        collect_texts (plan, slot);
    }
  return slots->len == 0 || collect_from_file (plan, slots, error);
}

static CrmImportDecision
decision_of (CrmImportPlan *plan,
             const CrmImportMeaning *meaning)
{
  g_autofree char *key = crm_import_decision_key (meaning->public.column, meaning->public.value);

  return GPOINTER_TO_INT (g_hash_table_lookup (plan->decisions, key));
}

static gboolean
is_one_of (const CrmEntity *entity,
           const char *const *names)
{
  return g_strv_contains (names, entity->name);
}

static void
link_to (CrmImportMeaning *meaning,
         CrmImportTarget *target,
         CrmImportHow how)
{
  meaning->link = target;
  target->named = TRUE;
  meaning->public.target = target->title;
  /* The text that a record is added for; others that mean it are exact or close. */
  meaning->public.how = how == CRM_IMPORT_EXACT && target->is_new && !target->in_file &&
                        strcmp (target->title, meaning->public.value) == 0 ? CRM_IMPORT_CREATED : how;
}

static void
create_target (CrmImportPlan *plan,
               CrmImportLookup *lookup,
               const char *text,
               CrmImportMeaning *meaning)
{
  g_autofree char *title = g_strdelimit (g_strdup (text), "\r\n", ' ');
  CrmImportTarget *target = crm_import_lookup_add (lookup, crm_store_new_id (plan->store), meaning->scope, title);

  target->is_new = TRUE;
  target->order = meaning->order;
  link_to (meaning, target, CRM_IMPORT_CREATED);
}

/* "Closed Won" is the stage of that kind, whatever it is called here. */
static CrmImportTarget *
find_stage_by_kind (CrmImportLookup *lookup,
                    gint64 scope,
                    const char *text)
{
  const CrmChoice *kind;

  if (strcmp (lookup->entity->name, "stage") != 0)
    return NULL;
  kind = crm_field_match_choice (crm_entity_field (lookup->entity, "kind"), text);
  for (guint i = 0; kind != NULL && strcmp (kind->key, "open") != 0 && i < lookup->targets->len; i++)
    {
      CrmImportTarget *target = lookup->targets->pdata[i];

      if (target->scope == scope && g_strcmp0 (target->kind, kind->key) == 0)
        return target;
    }
  return NULL;
}

/* Returns the closest record; `taken` if it is close enough to be taken without being asked. */
static CrmImportTarget *
find_closest (CrmImportLookup *lookup,
              const char *text,
              CrmImportMeaning *meaning,
              gboolean *taken)
{
  static const char *const names[] = { "person", "contact", "lead", NULL };
  double threshold = is_one_of (lookup->entity, names) ? CLOSE_ENOUGH_FOR_NAMES : CLOSE_ENOUGH;
  CrmImportTarget *closest = find_stage_by_kind (lookup, meaning->scope, text);
  gboolean clear = TRUE;

  if (closest != NULL)
    meaning->public.similarity = 1;
  else
    closest = crm_import_lookup_find_closest (lookup, meaning->scope, text, &meaning->public.similarity, &clear);
  if (closest == NULL || meaning->public.similarity < CLOSE_ENOUGH)
    {
      meaning->public.similarity = 0;
      return NULL;
    }
  meaning->closest = g_strdup (closest->title);
  meaning->public.closest = meaning->closest;
  *taken = meaning->public.similarity == 1 || (clear && meaning->public.similarity >= threshold);
  return closest;
}

/* The text as it would be written here. */
static const char *
translate (CrmImportPlan *plan,
           const CrmImportMeaning *meaning)
{
  return plan->preset != NULL ? crm_preset_translate (plan->preset, meaning->public.field, meaning->public.value)
                              : meaning->public.value;
}

/* "Closed won (Sales Pipeline)" is "Closed won". */
static char *
cut_tail (const char *text)
{
  const char *tail = g_str_has_suffix (text, ")") ? g_strrstr (text, " (") : NULL;

  return tail != NULL && tail != text ? g_strstrip (g_strndup (text, tail - text)) : g_strdup (text);
}

/* "Jane Doe (jane@example.com)" is whoever has the address, else whoever has the name. */
static CrmImportTarget *
find_exact (CrmImportLookup *lookup,
            const CrmImportMeaning *meaning,
            const char *text,
            const char *bare)
{
  CrmImportTarget *target = NULL;

  if (bare != NULL && strchr (text, '@') != NULL && g_str_has_prefix (text, bare) && text[strlen (bare)] == ' ')
    {
      g_autofree char *address = g_strndup (text + strlen (bare) + 2, strlen (text) - strlen (bare) - 3);

      target = crm_import_lookup_find_exact (lookup, meaning->scope, address);
    }
  text = bare != NULL ? bare : text;
  return target == NULL && *text != '\0' ? crm_import_lookup_find_exact (lookup, meaning->scope, text) : target;
}

static void
resolve_link (CrmImportPlan *plan,
              const CrmImportSlot *slot,
              CrmImportMeaning *meaning)
{
  static const char *const by_default[] = { "person", "product", "customer", "tag", "stage", NULL };
  static const char *const on_request[] = { "person", "product", "customer", "tag", "stage", "contact", "lead", NULL };
  CrmImportLookup *lookup = slot->lookup;
  CrmImportDecision decision = decision_of (plan, meaning);
  g_autofree char *bare = slot->tailed ? cut_tail (translate (plan, meaning)) : NULL;
  const char *text = bare != NULL ? bare : translate (plan, meaning);
  CrmImportTarget *exact = find_exact (lookup, meaning, translate (plan, meaning), bare);
  gboolean taken = FALSE;
  gboolean possible = is_one_of (lookup->entity, on_request) && !slot->by_id;
  gboolean stageless = strcmp (lookup->entity->name, "stage") == 0 && meaning->scope == 0;
  CrmImportTarget *closest = NULL;

  meaning->public.decisions = CRM_IMPORT_DECIDE_EMPTY;
  meaning->public.how = CRM_IMPORT_NONE;
  if (exact != NULL && decision != CRM_IMPORT_DECIDE_EMPTY)
    {
      link_to (meaning, exact, CRM_IMPORT_EXACT);
      return;
    }
  if (*text == '\0')
    return;
  closest = slot->by_id ? NULL : find_closest (lookup, text, meaning, &taken);
  if (closest != NULL)
    meaning->public.decisions |= CRM_IMPORT_DECIDE_ACCEPT;
  if (possible && !stageless)
    meaning->public.decisions |= CRM_IMPORT_DECIDE_CREATE;

  if (decision == CRM_IMPORT_DECIDE_DEFAULT || (decision & meaning->public.decisions) == 0)
    decision = taken ? CRM_IMPORT_DECIDE_ACCEPT
             : plan->create_links && possible && !stageless && is_one_of (lookup->entity, by_default)
               ? CRM_IMPORT_DECIDE_CREATE
             : CRM_IMPORT_DECIDE_EMPTY;
  if (decision == CRM_IMPORT_DECIDE_ACCEPT)
    link_to (meaning, closest, CRM_IMPORT_FUZZY);
  else if (decision == CRM_IMPORT_DECIDE_CREATE)
    create_target (plan, lookup, text, meaning);
}

static const CrmChoice *
find_closest_choice (const CrmField *field,
                     const char *text,
                     CrmImportMeaning *meaning)
{
  const CrmChoice *best = NULL;

  for (const CrmChoice *choice = field->choices; choice != NULL && choice->key != NULL; choice++)
    {
      double likeness = MAX (crm_text_similarity (choice->key, text),
                             MAX (crm_text_similarity (choice->label, text),
                                  crm_text_similarity (crm_choice_get_label (choice), text)));

      if (likeness >= CLOSE_ENOUGH && likeness > meaning->public.similarity)
        {
          meaning->public.similarity = likeness;
          best = choice;
        }
    }
  if (best != NULL)
    meaning->closest = g_strdup (crm_choice_get_label (best));
  meaning->public.closest = meaning->closest;
  return best;
}

static void
resolve_choice (CrmImportPlan *plan,
                const CrmField *field,
                CrmImportMeaning *meaning)
{
  const char *text = translate (plan, meaning);
  const CrmChoice *exact = crm_field_match_choice (field, text);
  const CrmChoice *closest = exact == NULL ? find_closest_choice (field, text, meaning) : NULL;
  CrmImportDecision decision = *text != '\0' ? decision_of (plan, meaning) : CRM_IMPORT_DECIDE_EMPTY;

  meaning->public.decisions = CRM_IMPORT_DECIDE_EMPTY;
  if (closest != NULL)
    meaning->public.decisions |= CRM_IMPORT_DECIDE_ACCEPT;
  if (field->open_choice)
    meaning->public.decisions |= CRM_IMPORT_DECIDE_KEEP;
  if (exact == NULL && (decision & meaning->public.decisions) == 0)
    decision = field->open_choice ? CRM_IMPORT_DECIDE_KEEP : closest != NULL ? CRM_IMPORT_DECIDE_ACCEPT
             : CRM_IMPORT_DECIDE_DEFAULT;

  meaning->choice = exact;
  meaning->public.how = CRM_IMPORT_EXACT;
  if (decision == CRM_IMPORT_DECIDE_EMPTY)
    {
      meaning->choice = NULL;
      meaning->public.how = CRM_IMPORT_NONE;
    }
  else if (exact == NULL && decision == CRM_IMPORT_DECIDE_ACCEPT)
    {
      meaning->choice = closest;
      meaning->public.how = CRM_IMPORT_FUZZY;
    }
  else if (exact == NULL)
    meaning->public.how = decision == CRM_IMPORT_DECIDE_KEEP ? CRM_IMPORT_KEPT : CRM_IMPORT_REFUSED;
  if (meaning->choice != NULL)
    meaning->text = g_strdup (crm_choice_get_label (meaning->choice));
  meaning->public.target = meaning->text;
}

static int
compare_frequency (gconstpointer a,
                   gconstpointer b)
{
  const CrmImportMeaning *first = *(CrmImportMeaning **) a, *second = *(CrmImportMeaning **) b;

  if (first->n_seen != second->n_seen)
    return first->n_seen > second->n_seen ? -1 : 1;
  return first->order < second->order ? -1 : 1;
}

/* A name that several records have is that of the first. */
static void
tell_shared (CrmImportPlan *plan,
             const CrmImportSlot *slot,
             GPtrArray *meanings)
{
  const CrmImportMeaning *first = NULL;
  guint n = 0;

  for (guint i = 0; i < meanings->len; i++)
    {
      const CrmImportMeaning *meaning = meanings->pdata[i];
      g_autofree char *fold = NULL;

      if (meaning->public.how != CRM_IMPORT_EXACT || meaning->link == NULL || !meaning->link->shared)
        continue;
      fold = crm_text_fold (meaning->public.value);
      if (strcmp (fold, meaning->link->fold) != 0)
        continue;   /* told by its number or e-mail address */
      first = n++ == 0 ? meaning : first;
    }
  if (n > 0)
    crm_import_plan_hint (plan, slot->column, g_strdup_printf (
      ngettext ("“%s”: %u name is that of several records, such as “%s”; the first of these is linked. A number or "
                "e-mail address instead says which.",
                "“%s”: %u names are those of several records, such as “%s”; the first of these is linked. A number or "
                "e-mail address instead says which.", n),
      crm_csv_get_header (plan->csv, slot->column), n, first->public.value));
}

static gboolean
resolve_slot (CrmImportPlan *plan,
              CrmImportSlot *slot,
              GError **error)
{
  const CrmField *field = &plan->entity->fields[slot->field];
  g_autoptr (GPtrArray) meanings = NULL;

  meanings = g_hash_table_get_values_as_ptr_array (slot->meanings);
  g_ptr_array_sort (meanings, compare_frequency);
  for (guint i = 0; i < meanings->len; i++)
    {
      if (i % 64 == 0 && g_cancellable_set_error_if_cancelled (plan->cancellable, error))
        return FALSE;
      if (slot->lookup != NULL)
        resolve_link (plan, slot, meanings->pdata[i]);
      else
        resolve_choice (plan, field, meanings->pdata[i]);
    }
  tell_shared (plan, slot, meanings);
  return TRUE;
}

/**
 * crm_import_resolve:
 * @self_links: links to records of the file's own entity, or all others
 * @scoped: what depends on another column, or all others
 *
 * Finds out what the texts that were collected mean.
 */
gboolean
crm_import_resolve (CrmImportPlan *plan,
                    gboolean self_links,
                    gboolean scoped,
                    GError **error)
{
  for (guint i = 0; i < plan->entity->n_fields; i++)
    {
      const CrmField *field = &plan->entity->fields[i];
      int index = plan->slot_of[i];
      CrmImportSlot *slot = index >= 0 ? &g_array_index (plan->slots, CrmImportSlot, index) : NULL;

      if (slot == NULL || slot->column < 0 || !crm_import_has_meanings (field) ||
          crm_import_plan_is_self_link (plan, field) != self_links || crm_import_has_scope (plan, slot) != scoped)
        continue;
      if (!resolve_slot (plan, slot, error))
        return FALSE;
    }
  return TRUE;
}
