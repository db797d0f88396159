/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-import-private.h"

#include "base/crm-text.h"

#include <string.h>

/* The records that cells may link to, loaded once, found without a query. */

/* Up to here every title is compared; beyond, only those that begin alike. */
#define FULL_SEARCH_LIMIT 400
#define CLEARLY_BETTER 0.03

static void
free_target (gpointer data)
{
  CrmImportTarget *target = data;

  g_free (target->title);
  g_free (target->fold);
  g_free (target->squash);
  g_free (target->kind);
  g_free (target);
}

void
crm_import_lookup_free (CrmImportLookup *self)
{
  g_hash_table_unref (self->by_fold);
  g_hash_table_unref (self->by_squash);
  g_hash_table_unref (self->by_unique);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_prefix);
  g_ptr_array_unref (self->targets);
  g_free (self);
}

static char *
scoped (gint64 scope,
        const char *text)
{
  return scope == 0 ? g_strdup (text) : g_strdup_printf ("%" G_GINT64_FORMAT ":%s", scope, text);
}

static char *
prefix_of (gint64 scope,
           const char *squash)
{
  g_autofree char *start = g_utf8_substring (squash, 0, MIN (g_utf8_strlen (squash, -1), 3));

  return scoped (scope, start);
}

/* Returns what the table has by that key. */
static gpointer
add_once (GHashTable *table,
          char *key,
          gpointer value)
{
  gpointer first = g_hash_table_lookup (table, key);

  if (first != NULL)
    g_free (key);
  else
    g_hash_table_insert (table, key, value);
  return first != NULL ? first : value;
}

/**
 * crm_import_lookup_add:
 * @scope: what the title must be looked for in, 0 for everywhere
 *
 * Returns: (transfer none): the record, which from now on can be found. Of several with one title the first is.
 */
CrmImportTarget *
crm_import_lookup_add (CrmImportLookup *self,
                       gint64 id,
                       gint64 scope,
                       const char *title)
{
  CrmImportTarget *target = g_new0 (CrmImportTarget, 1);
  g_autofree char *prefix = NULL;
  CrmImportTarget *first;
  GPtrArray *alike;

  target->id = id;
  target->scope = scope;
  target->title = g_strstrip (g_strdup (title));
  target->fold = crm_text_fold (target->title);
  target->squash = crm_text_squash (target->title);
  target->order = self->targets->len;
  g_ptr_array_add (self->targets, target);
  first = add_once (self->by_fold, scoped (scope, target->fold), target);
  first->shared |= first != target && !self->loaded;
  if (*target->squash != '\0')
    add_once (self->by_squash, scoped (scope, target->squash), target);
  g_hash_table_insert (self->by_id, &target->id, target);

  prefix = prefix_of (scope, target->squash);
  alike = g_hash_table_lookup (self->by_prefix, prefix);
  if (alike == NULL)
    {
      alike = g_ptr_array_new ();
      g_hash_table_insert (self->by_prefix, g_steal_pointer (&prefix), alike);
    }
  g_ptr_array_add (alike, target);
  return target;
}

typedef struct
{
  CrmImportLookup *lookup;
  GArray          *fields;    /* title, then unique fields and e-mail; of a stage: its pipeline and place */
} Loading;

static const char *const stage_keys[] = { "pipeline", "kind", "probability", "position", "rotting_days" };

static void
take_target (gint64 id,
             const CrmValue *values,
             gpointer data)
{
  Loading *loading = data;
  CrmImportLookup *self = loading->lookup;
  gboolean stage = strcmp (self->entity->name, "stage") == 0;
  CrmImportTarget *target = crm_import_lookup_add (self, id, stage ? values[1].i : 0,
                                                   values[0].type == CRM_VALUE_TEXT ? values[0].text : "");

  if (stage)
    {
      target->kind = g_strdup (values[2].type == CRM_VALUE_TEXT ? values[2].text : "open");
      target->probability = values[3].type == CRM_VALUE_REAL ? values[3].real : 0;
      target->position = values[4].type == CRM_VALUE_INT ? values[4].i : 0;
      target->rotting_days = values[5].type == CRM_VALUE_INT ? values[5].i : 0;
      return;
    }
  for (guint i = 1; i < loading->fields->len; i++)
    {
      if (values[i].type == CRM_VALUE_TEXT)
        add_once (self->by_unique, crm_text_fold (values[i].text), target);
    }
}

static GArray *
choose_fields (const CrmEntity *entity)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (guint));
  guint title = 0;

  g_array_append_val (fields, title);
  if (strcmp (entity->name, "stage") == 0)
    {
      for (guint i = 0; i < G_N_ELEMENTS (stage_keys); i++)
        {
          guint field = crm_entity_field_index (entity, stage_keys[i]);

          g_array_append_val (fields, field);
        }
      return fields;
    }
  for (guint i = 1; i < entity->n_fields; i++)
    {
      if (entity->fields[i].flags & CRM_FIELD_UNIQUE || entity->fields[i].kind == CRM_FIELD_EMAIL)
        g_array_append_val (fields, i);
    }
  return fields;
}

static gboolean
find_default_pipeline (CrmReader *reader,
                       gint64 *pipeline,
                       GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("pipeline"));
  g_autoptr (GArray) ids = NULL;

  crm_query_add_sort (query, "position", FALSE, NULL);
  ids = crm_reader_ids (reader, query, 1, 0, error);
  if (ids != NULL && ids->len > 0)
    *pipeline = g_array_index (ids, gint64, 0);
  return ids != NULL;
}

/**
 * crm_import_lookup_load:
 *
 * Returns: (transfer full) (nullable): all records of the entity that can be linked to
 */
CrmImportLookup *
crm_import_lookup_load (CrmReader *reader,
                        const CrmEntity *entity,
                        GCancellable *cancellable,
                        GError **error)
{
  CrmImportLookup *self = g_new0 (CrmImportLookup, 1);
  g_autoptr (GArray) fields = choose_fields (entity);
  g_autoptr (CrmQuery) query = crm_query_new (entity);
  Loading loading = { self, fields };

  self->entity = entity;
  self->targets = g_ptr_array_new_with_free_func (free_target);
  self->by_fold = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->by_squash = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->by_unique = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->by_prefix = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  if ((strcmp (entity->name, "stage") == 0 && !find_default_pipeline (reader, &self->default_scope, error)) ||
      !crm_reader_scan (reader, query, (const guint *) fields->data, fields->len, take_target, &loading, cancellable,
                        error))
    g_clear_pointer (&self, crm_import_lookup_free);
  else
    self->loaded = TRUE;
  return self;
}

/**
 * crm_import_lookup_find_exact:
 *
 * Returns: (transfer none) (nullable): the record whose title it is but for case and accents, or whose number, code,
 *   e-mail or id
 */
CrmImportTarget *
crm_import_lookup_find_exact (CrmImportLookup *self,
                              gint64 scope,
                              const char *text)
{
  g_autofree char *fold = crm_text_fold (text);
  g_autofree char *key = scoped (scope, fold);
  CrmImportTarget *target = g_hash_table_lookup (self->by_fold, key);
  gint64 id;

  if (target == NULL)
    target = g_hash_table_lookup (self->by_unique, fold);
  if (target == NULL && g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &id, NULL))
    target = g_hash_table_lookup (self->by_id, &id);
  return target;
}

/**
 * crm_import_digits_equal:
 *
 * Returns: whether both texts have the same digits: "GTK 500" and "GTK 600" are close, but not the same
 */
gboolean
crm_import_digits_equal (const char *a,
                         const char *b)
{
  while (TRUE)
    {
      a += strcspn (a, "0123456789");
      b += strcspn (b, "0123456789");
      if (*a != *b)
        return FALSE;
      if (*a == '\0')
        return TRUE;
      a++;
      b++;
    }
}

/* Below this ratio no two texts are as similar as is asked for. */
static gboolean
lengths_alike (gsize a,
               gsize b)
{
  return MIN (a, b) * 10 >= MAX (a, b) * 6;
}

/**
 * crm_import_lookup_find_closest:
 * @similarity: (out): how close it is, 0–1
 * @clear: (out): whether it is clearly closer than any other
 *
 * Returns: (transfer none) (nullable): the record whose title is most like the text
 */
CrmImportTarget *
crm_import_lookup_find_closest (CrmImportLookup *self,
                                gint64 scope,
                                const char *text,
                                double *similarity,
                                gboolean *clear)
{
  g_autofree char *squash = crm_text_squash (text);
  g_autofree char *key = scoped (scope, squash);
  g_autofree char *prefix = prefix_of (scope, squash);
  CrmImportTarget *best = g_hash_table_lookup (self->by_squash, key);
  GPtrArray *candidates = self->targets;
  double second = 0;

  *similarity = best != NULL ? 1 : 0;
  *clear = TRUE;
  if (best != NULL || *squash == '\0')
    return best;
  if (self->targets->len > FULL_SEARCH_LIMIT)
    candidates = g_hash_table_lookup (self->by_prefix, prefix);
  for (guint i = 0; candidates != NULL && i < candidates->len; i++)
    {
      CrmImportTarget *candidate = candidates->pdata[i];
      double likeness;

      /* Two names of one file that differ are two records, unless they differ in blanks and the like only. */
      if (candidate->scope != scope || (candidate->is_new && !candidate->in_file) ||
          !lengths_alike (strlen (candidate->squash), strlen (squash)) ||
          !crm_import_digits_equal (candidate->squash, squash))
        continue;
      likeness = crm_text_similarity (candidate->squash, squash);
      if (likeness > *similarity)
        {
          second = *similarity;
          *similarity = likeness;
          best = candidate;
        }
      else
        second = MAX (second, likeness);
    }
  *clear = *similarity - second >= CLEARLY_BETTER;
  return best;
}
