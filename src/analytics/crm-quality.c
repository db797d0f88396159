/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-match-private.h"
#include "analytics/crm-quality-dates.h"
#include "analytics/crm-quality.h"
#include "analytics/crm-verdicts.h"
#include "base/crm-date.h"

#include <string.h>

#define MOST_SPELLINGS 20000   /* different values of a field; more are no vocabulary */
#define RARE 3                 /* times that a value is there which may be a slip … */
#define TIMES_AS_FREQUENT 10   /* … of one that is there so many times as often */
#define LEAST_LENGTH 5
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
  CrmVerdicts  *verdicts;
  CrmFixFunc    func;
  gpointer      data;
  const CrmRun *run;
  guint        *fields;        /* read: those of the quality; the title first */
  GHashTable  **spellings;     /* of each field: text → Spelling; NULL where it is no vocabulary */
  CrmDateColumn *dates;        /* … and whether its texts are dates */
  guint         at;            /* the field that is read once more */
  gint64        today, n_seen;
  GError       *error;         /* of @func */
} Measuring;

void
crm_quality_free (CrmQuality *self)
{
  g_array_unref (self->fields);
  g_clear_pointer (&self->fixes, g_ptr_array_unref);
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

/* Returns: whether the value should be otherwise, which it should not where a person has said so */
static gboolean
propose (Measuring *self,
         const CrmFix *fix)
{
  const CrmEntity *entity = self->quality->entity;

  if (crm_verdicts_is_right (self->verdicts, fix->id, &entity->fields[fix->field], fix->before))
    return FALSE;
  self->quality->n_fixes++;
  if (self->error == NULL)
    self->func (fix, self->data, &self->error);
  return TRUE;
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
look_at_value (Measuring *self,
               guint place,
               gint64 id,
               const char *title,
               const CrmValue *value)
{
  CrmFieldQuality *field = &g_array_index (self->quality->fields, CrmFieldQuality, place);
  const CrmEntity *entity = self->quality->entity;
  CrmFix fix = { .id = id, .field = field->field, .title = (char *) title };
  g_autofree char *before = NULL, *after = NULL;
  gint64 date;

  field->n_known++;
  if (value->type == CRM_VALUE_TEXT)
    {
      fix.before = value->text;
      fix.after = after = crm_quality_cleanse (entity, field->field, value->text, &fix.kind);
    }
  else if (entity->fields[field->field].kind == CRM_FIELD_DATE &&
           crm_quality_mend_year (value->i, self->today, &date))
    {
      fix.kind = CRM_FIX_DATE;
      fix.before = before = crm_date_to_iso (value->i);
      fix.after = after = crm_date_to_iso (date);
    }
  if (after != NULL && propose (self, &fix))
    return;
  field->n_valid += after != NULL || crm_field_validate (&entity->fields[field->field], value, NULL);
  if (self->spellings[place] != NULL && value->type == CRM_VALUE_TEXT)
    note_spelling (&self->spellings[place], id, title, value->text);
  if (place != 0 && entity->fields[field->field].kind == CRM_FIELD_TEXT)
    crm_date_column_note (&self->dates[place], value->text);
}

static void
look_at (gint64 id,
         const CrmValue *values,
         gpointer data)
{
  Measuring *self = data;
  const char *title = values[0].type == CRM_VALUE_TEXT ? values[0].text : "";

  for (guint i = 0; i < self->quality->fields->len && self->error == NULL; i++)
    {
      if (!crm_value_is_null (&values[i]))
        look_at_value (self, i, id, title, &values[i]);
    }
  if (++self->n_seen % PROGRESS_EVERY == 0)
    crm_run_go_on (self->run, (double) self->n_seen / MAX (self->quality->n_records, 1), NULL);
}

/* A value that is there often enough to be what others were meant to be. */
typedef struct
{
  const char *text;
  char       *normal;
  guint64     letters;
  guint       n;
} Frequent;

static void
clear_frequent (gpointer data)
{
  g_free (((Frequent *) data)->normal);
}

static int
compare_frequent (gconstpointer a,
                  gconstpointer b)
{
  const Frequent *one = a, *other = b;

  if (one->n != other->n)
    return one->n > other->n ? -1 : 1;
  return strcmp (one->text, other->text);
}

/* Returns: (nullable): the text as it is compared; %NULL of what is too short, numbers, and scripts where each
 * character is a word or a part of one */
static char *
normalize (const char *text)
{
  g_autofree char *normal = NULL;

  if (strpbrk (text, "0123456789") != NULL)
    return NULL;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_unichar_iswide (g_utf8_get_char (p)))
        return NULL;
    }
  normal = crm_match_normalize (CRM_MATCH_TEXT, text);
  return strlen (normal) >= LEAST_LENGTH ? g_steal_pointer (&normal) : NULL;
}

/* Returns: (transfer full) (element-type Frequent): the most frequent first */
static GArray *
list_frequent (GHashTable *spellings)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Frequent));
  GHashTableIter iter;
  gpointer key, value;

  g_array_set_clear_func (list, clear_frequent);
  g_hash_table_iter_init (&iter, spellings);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Frequent frequent = { .text = key, .n = ((Spelling *) value)->n };

      if (frequent.n < TIMES_AS_FREQUENT || (frequent.normal = normalize (key)) == NULL)
        continue;
      frequent.letters = crm_match_letters (frequent.normal);
      g_array_append_val (list, frequent);
    }
  g_array_sort (list, compare_frequent);
  return list;
}

/* The same but for capitals, accents and signs, or for one letter within it: Services may be meant where Service is
 * frequent. */
static gboolean
may_be_meant (const char *normal,
              guint64 letters,
              const Frequent *other)
{
  if (g_str_equal (normal, other->normal))
    return TRUE;
  return crm_match_may_agree (letters, other->letters) &&
         normal[strlen (normal) - 1] == other->normal[strlen (other->normal) - 1] &&
         crm_quality_is_slip (normal, other->normal);
}

static const char *
find_right_one (const GArray *frequent,
                const char *text,
                guint n)
{
  g_autofree char *normal = normalize (text);
  guint64 letters = normal != NULL ? crm_match_letters (normal) : 0;

  for (guint i = 0; normal != NULL && i < frequent->len; i++)
    {
      const Frequent *other = &g_array_index (frequent, Frequent, i);

      if (other->n < n * TIMES_AS_FREQUENT)
        break;
      if (may_be_meant (normal, letters, other))
        return other->text;
    }
  return NULL;
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
propose_spellings (Measuring *self,
                   CrmFieldQuality *field,
                   GHashTable *spellings,
                   GError **error)
{
  g_autoptr (GPtrArray) texts = g_hash_table_get_keys_as_ptr_array (spellings);
  g_autoptr (GArray) frequent = list_frequent (spellings);

  g_ptr_array_sort (texts, compare_texts);
  for (guint i = 0; i < texts->len; i++)
    {
      const Spelling *spelling = g_hash_table_lookup (spellings, texts->pdata[i]);
      const char *right = NULL;

      if (i % 16 == 0 && !crm_run_go_on (self->run, -1, error))
        return FALSE;
      if (spelling->n <= RARE)
        right = find_right_one (frequent, texts->pdata[i], spelling->n);
      for (guint k = 0; right != NULL && k < spelling->n; k++)
        {
          const CrmFix fix = { CRM_FIX_SPELLING, spelling->ids[k], field->field, spelling->titles[k],
                               texts->pdata[i], (char *) right };

          field->n_valid -= propose (self, &fix);
        }
    }
  return TRUE;
}

static void
look_at_date (gint64 id,
              const CrmValue *values,
              gpointer data)
{
  Measuring *self = data;
  CrmFieldQuality *field = &g_array_index (self->quality->fields, CrmFieldQuality, self->at);
  g_autofree char *after = NULL;
  CrmFix fix = { CRM_FIX_DATE, id, field->field };

  if (values[1].type != CRM_VALUE_TEXT || self->error != NULL ||
      (after = crm_date_column_mend (&self->dates[self->at], values[1].text)) == NULL)
    return;
  fix.title = values[0].type == CRM_VALUE_TEXT ? values[0].text : (char *) "";
  fix.before = values[1].text;
  fix.after = after;
  field->n_valid -= propose (self, &fix);
}

/* How most are written is known only when all have been seen; the others are sought then. */
static gboolean
propose_dates (Measuring *self,
               CrmReader *reader,
               guint place,
               GError **error)
{
  const guint fields[] = { self->fields[0], self->fields[place] };
  const CrmFieldQuality *field = &g_array_index (self->quality->fields, CrmFieldQuality, place);
  g_autoptr (CrmQuery) query = crm_query_new (self->quality->entity);

  self->at = place;
  return !crm_date_column_settle (&self->dates[place], field->n_known) ||
         crm_reader_scan (reader, query, fields, G_N_ELEMENTS (fields), look_at_date, self,
                          self->run != NULL ? self->run->cancellable : NULL, error);
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
  for (guint i = 0; i < entity->n_fields; i++)
    {
      CrmFieldQuality field = { i };

      if (counts (entity, i))
        g_array_append_val (self->fields, field);
    }
  return self;
}

static gboolean
measure (Measuring *self,
         CrmReader *reader,
         GError **error)
{
  CrmQuality *quality = self->quality;
  g_autoptr (CrmQuery) query = crm_query_new (quality->entity);
  guint n = quality->fields->len;

  quality->n_records = crm_reader_count (reader, query, error);
  if (quality->n_records < 0 ||
      !crm_reader_scan (reader, query, self->fields, n, look_at, self,
                        self->run != NULL ? self->run->cancellable : NULL, error))
    return FALSE;
  for (guint i = 0; i < n && self->error == NULL; i++)
    {
      if (self->spellings[i] != NULL &&
          !propose_spellings (self, &g_array_index (quality->fields, CrmFieldQuality, i), self->spellings[i], error))
        return FALSE;
      if (!propose_dates (self, reader, i, error))
        return FALSE;
    }
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/**
 * crm_quality_scan:
 * @func: called for each proposal
 * @run: (nullable): how to run
 *
 * Looks at all records: how many values are known, how many are as they should be, and how others should be written.
 *
 * Returns: (transfer full): what was found, without the proposals
 * Errors: those of @func, %G_IO_ERROR_CANCELLED and those of reading
 */
CrmQuality *
crm_quality_scan (CrmReader *reader,
                  const CrmEntity *entity,
                  CrmFixFunc func,
                  gpointer data,
                  const CrmRun *run,
                  GError **error)
{
  g_autoptr (CrmVerdicts) verdicts = crm_verdicts_load (reader, entity, error);
  g_autoptr (CrmQuality) self = new_quality (entity);
  guint n = self->fields->len;
  g_autofree guint *fields = g_new (guint, n);
  g_autofree GHashTable **spellings = g_new0 (GHashTable *, n);
  g_autofree CrmDateColumn *dates = g_new0 (CrmDateColumn, n);
  Measuring measuring = { self, verdicts, func, data, run, fields, spellings, dates, .today = crm_date_today () };
  gboolean measured;

  if (verdicts == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      fields[i] = g_array_index (self->fields, CrmFieldQuality, i).field;
      if (is_vocabulary (&entity->fields[fields[i]], fields[i]))
        spellings[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_spelling);
    }
  measured = measure (&measuring, reader, error);
  g_clear_error (&measuring.error);
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&spellings[i], g_hash_table_unref);
  sum_up (self);
  return measured ? g_steal_pointer (&self) : NULL;
}

static gboolean
keep_fix (const CrmFix *fix,
          gpointer data,
          GError **error)
{
  GPtrArray *fixes = data;

  if (fixes->len < CRM_QUALITY_MOST_FIXES)
    g_ptr_array_add (fixes, crm_fix_copy (fix));
  return TRUE;
}

/**
 * crm_quality_measure:
 * @run: (nullable): how to run
 *
 * The same as crm_quality_scan(), with the first of the proposals.
 */
CrmQuality *
crm_quality_measure (CrmReader *reader,
                     const CrmEntity *entity,
                     const CrmRun *run,
                     GError **error)
{
  g_autoptr (GPtrArray) fixes = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_fix_free);
  CrmQuality *self = crm_quality_scan (reader, entity, keep_fix, fixes, run, error);

  if (self != NULL)
    self->fixes = g_steal_pointer (&fixes);
  return self;
}
