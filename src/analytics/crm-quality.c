/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-match-private.h"
#include "analytics/crm-quality.h"

#include "store/crm-store.h"

#include <stdio.h>
#include <string.h>

#define MOST_SPELLINGS 20000   /* different values of a field; more are no vocabulary */
#define RARE 3                 /* times that a value is there which may be a slip … */
#define TIMES_AS_FREQUENT 10   /* … of one that is there so many times as often */
#define LEAST_LENGTH 5
#define MOST_POINTS 400
#define PROGRESS_EVERY 4096

typedef struct
{
  guint  n;
  gint64 ids[RARE];
  char  *titles[RARE];
} Spelling;

typedef struct
{
  CrmQuality   *quality;
  const CrmRun *run;
  guint        *fields;        /* read: those of the quality; the title first */
  GHashTable  **spellings;     /* of each field: text → Spelling; NULL where it is no vocabulary */
  gint64        n_seen;
} Measuring;

void
crm_fix_free (CrmFix *self)
{
  g_free (self->title);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

void
crm_quality_free (CrmQuality *self)
{
  g_array_unref (self->fields);
  g_ptr_array_unref (self->fixes);
  g_free (self);
}

static void
free_spelling (gpointer data)
{
  Spelling *spelling = data;

  for (guint i = 0; i < RARE; i++)
    g_free (spelling->titles[i]);
  g_free (spelling);
}

/* What a person fills in. */
static gboolean
counts (const CrmEntity *entity,
        guint field)
{
  const CrmField *declared = &entity->fields[field];

  return (declared->flags & (CRM_FIELD_DERIVED | CRM_FIELD_HIDDEN)) == 0 && declared->kind != CRM_FIELD_BOOLEAN &&
         declared->kind != CRM_FIELD_TAGS && declared->kind != CRM_FIELD_LONG_TEXT &&
         field != crm_entity_created_at (entity) && field != crm_entity_updated_at (entity);
}

/* Whether its values come again and again, as towns and industries do. */
static gboolean
is_vocabulary (const CrmField *field,
               guint place)
{
  return place != 0 && (field->flags & CRM_FIELD_UNIQUE) == 0 &&
         (field->kind == CRM_FIELD_TEXT || (field->kind == CRM_FIELD_CHOICE && field->open_choice));
}

static void
propose (CrmQuality *self,
         CrmFixKind kind,
         gint64 id,
         guint field,
         const char *title,
         const char *before,
         char *after)
{
  CrmFix *fix;

  self->n_fixes++;
  if (self->fixes->len == CRM_QUALITY_MOST_FIXES)
    {
      g_free (after);
      return;
    }
  fix = g_new0 (CrmFix, 1);
  *fix = (CrmFix) { kind, id, field, g_strdup (title), g_strdup (before), after };
  g_ptr_array_add (self->fixes, fix);
}

static void
note_spelling (GHashTable **spellings,
               gint64 id,
               const char *title,
               const char *text)
{
  Spelling *spelling = g_hash_table_lookup (*spellings, text);

  if (spelling == NULL)
    {
      if (g_hash_table_size (*spellings) == MOST_SPELLINGS)
        {
          g_clear_pointer (spellings, g_hash_table_unref);
          return;
        }
      spelling = g_new0 (Spelling, 1);
      g_hash_table_insert (*spellings, g_strdup (text), spelling);
    }
  if (spelling->n < RARE)
    {
      spelling->ids[spelling->n] = id;
      spelling->titles[spelling->n] = g_strdup (title);
    }
  spelling->n++;
}

static void
look_at (gint64 id,
         const CrmValue *values,
         gpointer data)
{
  Measuring *self = data;
  const CrmEntity *entity = self->quality->entity;
  const char *title = values[0].type == CRM_VALUE_TEXT ? values[0].text : "";

  for (guint i = 0; i < self->quality->fields->len; i++)
    {
      CrmFieldQuality *field = &g_array_index (self->quality->fields, CrmFieldQuality, i);
      CrmFixKind kind = CRM_FIX_SPACES;
      char *after;

      if (crm_value_is_null (&values[i]))
        continue;
      field->n_known++;
      after = values[i].type == CRM_VALUE_TEXT ? crm_quality_cleanse (entity, field->field, values[i].text, &kind)
                                               : NULL;
      if (after != NULL)
        propose (self->quality, kind, id, field->field, title, values[i].text, after);
      else
        field->n_valid += crm_field_validate (&entity->fields[field->field], &values[i], NULL);
      if (self->spellings[i] != NULL && values[i].type == CRM_VALUE_TEXT && after == NULL)
        note_spelling (&self->spellings[i], id, title, values[i].text);
    }
  if (++self->n_seen % PROGRESS_EVERY == 0)
    crm_run_go_on (self->run, (double) self->n_seen / MAX (self->quality->n_records, 1), NULL);
}

static const char *
find_right_one (GHashTable *spellings,
                const char *text,
                guint n)
{
  g_autofree char *normal = crm_match_normalize (CRM_MATCH_TEXT, text);
  guint64 letters = crm_match_letters (normal);
  const char *best = NULL;
  guint most = n * TIMES_AS_FREQUENT - 1;
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, spellings);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Spelling *other = value;
      g_autofree char *right = other->n > most ? crm_match_normalize (CRM_MATCH_TEXT, key) : NULL;

      if (right != NULL && strlen (right) >= LEAST_LENGTH && crm_match_may_agree (letters, crm_match_letters (right)) &&
          strpbrk (right, "0123456789") == NULL && !g_str_equal (right, normal) &&
          crm_match_compare (CRM_MATCH_TEXT, normal, right) == CRM_MATCH_CLOSE)
        {
          best = key;
          most = other->n;
        }
    }
  return best;
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
propose_spellings (CrmQuality *self,
                   CrmFieldQuality *field,
                   GHashTable *spellings,
                   const CrmRun *run,
                   GError **error)
{
  g_autoptr (GPtrArray) texts = g_hash_table_get_keys_as_ptr_array (spellings);

  g_ptr_array_sort (texts, compare_texts);
  for (guint i = 0; i < texts->len; i++)
    {
      const Spelling *spelling = g_hash_table_lookup (spellings, texts->pdata[i]);
      const char *right = NULL;

      if (i % 16 == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      if (spelling->n <= RARE && strlen (texts->pdata[i]) >= LEAST_LENGTH)
        right = find_right_one (spellings, texts->pdata[i], spelling->n);
      for (guint k = 0; right != NULL && k < spelling->n; k++)
        {
          propose (self, CRM_FIX_SPELLING, spelling->ids[k], field->field, spelling->titles[k], texts->pdata[i],
                   g_strdup (right));
          field->n_valid--;
        }
    }
  return TRUE;
}

static void
sum_up (CrmQuality *self)
{
  gint64 n_known = 0, n_valid = 0;

  for (guint i = 0; i < self->fields->len; i++)
    {
      n_known += g_array_index (self->fields, CrmFieldQuality, i).n_known;
      n_valid += g_array_index (self->fields, CrmFieldQuality, i).n_valid;
    }
  self->completeness = self->n_records > 0 ? n_known / ((double) self->n_records * self->fields->len) : 1;
  self->validity = n_known > 0 ? (double) n_valid / n_known : 1;
}

static CrmQuality *
new_quality (const CrmEntity *entity)
{
  CrmQuality *self = g_new0 (CrmQuality, 1);

  self->entity = entity;
  self->fields = g_array_new (FALSE, TRUE, sizeof (CrmFieldQuality));
  self->fixes = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_fix_free);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      CrmFieldQuality field = { i };

      if (counts (entity, i))
        g_array_append_val (self->fields, field);
    }
  return self;
}

/**
 * crm_quality_measure:
 * @run: (nullable): how to run
 *
 * Looks at all records: how many values are known, how many are as they should be, and how others should be written.
 *
 * Errors: %G_IO_ERROR_CANCELLED and those of reading
 */
CrmQuality *
crm_quality_measure (CrmReader *reader,
                     const CrmEntity *entity,
                     const CrmRun *run,
                     GError **error)
{
  g_autoptr (CrmQuality) self = new_quality (entity);
  g_autoptr (CrmQuery) query = crm_query_new (entity);
  guint n = self->fields->len;
  g_autofree guint *fields = g_new (guint, n);
  g_autofree GHashTable **spellings = g_new0 (GHashTable *, n);
  Measuring measuring = { self, run, fields, spellings };
  gboolean measured;

  for (guint i = 0; i < n; i++)
    {
      fields[i] = g_array_index (self->fields, CrmFieldQuality, i).field;
      if (is_vocabulary (&entity->fields[fields[i]], fields[i]))
        spellings[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_spelling);
    }
  self->n_records = crm_reader_count (reader, query, error);
  measured = self->n_records >= 0 && crm_reader_scan (reader, query, fields, n, look_at, &measuring,
                                                      run != NULL ? run->cancellable : NULL, error);
  for (guint i = 0; i < n; i++)
    {
      if (measured && spellings[i] != NULL)
        measured = propose_spellings (self, &g_array_index (self->fields, CrmFieldQuality, i), spellings[i], run,
                                      error);
      g_clear_pointer (&spellings[i], g_hash_table_unref);
    }
  sum_up (self);
  return measured ? g_steal_pointer (&self) : NULL;
}

static char *
note_key (const CrmEntity *entity)
{
  return g_strconcat ("quality.", entity->name, NULL);
}

/**
 * crm_quality_history:
 *
 * Returns: (transfer full) (element-type CrmQualityPoint): what crm_quality_remember() kept, by date
 */
GArray *
crm_quality_history (CrmReader *reader,
                     const CrmEntity *entity)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (CrmQualityPoint));
  g_autofree char *key = note_key (entity);
  g_autofree char *note = crm_reader_dup_note (reader, key);
  g_auto (GStrv) lines = g_strsplit (note != NULL ? note : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], " ", -1);
      CrmQualityPoint point;

      if (g_strv_length (parts) != 3 || !g_ascii_string_to_signed (parts[0], 10, -1000000, 1000000, &point.date, NULL))
        continue;
      point.completeness = CLAMP (g_ascii_strtod (parts[1], NULL), 0, 1);
      point.validity = CLAMP (g_ascii_strtod (parts[2], NULL), 0, 1);
      g_array_append_val (points, point);
    }
  return points;
}

/**
 * crm_quality_remember:
 * @date: days since 1970-01-01
 *
 * Keeps how good the data are in the workspace, one measurement a day, so that it can be seen whether they get better.
 */
gboolean
crm_quality_remember (CrmReader *reader,
                      const CrmQuality *quality,
                      gint64 date,
                      GError **error)
{
  CrmStore *store = crm_reader_get_store (reader);
  g_autoptr (GArray) points = crm_quality_history (reader, quality->entity);
  g_autofree char *key = note_key (quality->entity);
  g_autoptr (GString) note = g_string_new (NULL);
  CrmQualityPoint today = { date, quality->completeness, quality->validity };

  if (points->len > 0 && g_array_index (points, CrmQualityPoint, points->len - 1).date >= date)
    g_array_set_size (points, points->len - 1);
  g_array_append_val (points, today);
  for (guint i = points->len > MOST_POINTS ? points->len - MOST_POINTS : 0; i < points->len; i++)
    {
      const CrmQualityPoint *point = &g_array_index (points, CrmQualityPoint, i);
      char completeness[G_ASCII_DTOSTR_BUF_SIZE], validity[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (note, "%" G_GINT64_FORMAT " %s %s\n", point->date,
                              g_ascii_formatd (completeness, sizeof completeness, "%.6f", point->completeness),
                              g_ascii_formatd (validity, sizeof validity, "%.6f", point->validity));
    }
  return crm_store_is_read_only (store) || crm_store_set_note (store, key, note->str, error);
}
