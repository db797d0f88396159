/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-match-private.h"
#include "analytics/crm-random.h"
#include "analytics/crm-sort.h"

#include <math.h>
#include <stdlib.h>

#define LEAST_COUNT 8      /* rows that have a value, so that most of them are not the same */
#define N_DRAWS 20000       /* pairs that agree in a field */
#define LEAST_DRAWS 100
#define GRAIN 1000
#define N_ROUNDS 2
#define DRAWS_BELIEVED 200.0
#define DEPENDENT 0.01      /* Kullback–Leibler divergence, in bits */

typedef struct
{
  const CrmMatchTable *table;
  guint                field;
  guint64              seed;
  const guint32       *rows;     /* ordered by the field's values, of those that are frequent … */
  gsize                n_rows;
  CrmMatchCandidate   *draws;
} Drawing;

static gint32
code_at (const Drawing *self,
         gsize place)
{
  return crm_match_table_row (self->table, self->rows[place])[self->field];
}

static void
compare_all (const CrmMatchTable *table,
             CrmMatchCandidate *candidate)
{
  for (guint f = 0; f < table->n_fields; f++)
    {
      CrmMatchLevel level = crm_match_table_compare (table, f, crm_match_table_row (table, candidate->first)[f],
                                                     crm_match_table_row (table, candidate->second)[f]);

      candidate->levels |= (guint64) level << (3 * f);
    }
}

static void
draw_piece (gsize first,
            gsize last,
            guint piece,
            gpointer data)
{
  Drawing *self = data;
  CrmRandom random;

  crm_random_init (&random, self->seed + 1 + self->field, piece);
  for (gsize i = first; i < last; i++)
    {
      gsize place = crm_random_below (&random, self->n_rows), start = place, end = place + 1, other;

      while (start > 0 && code_at (self, start - 1) == code_at (self, place) && place - start < LEAST_COUNT * 4)
        start--;
      while (end < self->n_rows && code_at (self, end) == code_at (self, place) && end - place < LEAST_COUNT * 4)
        end++;
      other = start + crm_random_below (&random, end - start - 1);
      other += other >= place;
      self->draws[i] = (CrmMatchCandidate) { self->rows[place], self->rows[other], 0 };
      compare_all (self->table, &self->draws[i]);
    }
}

/* The rows whose value of the field is frequent, ordered by it. */
static guint32 *
find_frequent (const CrmMatchTable *table,
               guint field,
               gsize *n_frequent)
{
  gsize n_rows = crm_match_table_n_rows (table), n = 0;
  g_autofree guint64 *keys = g_new (guint64, n_rows + 1);
  g_autofree guint32 *rows = g_new (guint32, n_rows + 1), *order = NULL;
  guint32 *frequent;

  for (gsize row = 0; row < n_rows; row++)
    {
      gint32 code = crm_match_table_row (table, row)[field];

      if (code == CRM_MATCH_NO_VALUE || crm_match_field_count (&table->fields[field], code) < LEAST_COUNT)
        continue;
      keys[n] = code;
      rows[n++] = row;
    }
  order = crm_sort_keys (keys, n, NULL);
  frequent = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++)
    frequent[i] = rows[order[i]];
  *n_frequent = n;
  return frequent;
}

typedef struct
{
  guint              field;
  gsize              n_frequent;   /* rows whose value is frequent */
  CrmMatchCandidate *draws;        /* (nullable): pairs that agree in it */
} Agreeing;

/* Addresses of e-mail are made of names, also where no name is frequent enough to show it. */
static const double *
believed_given (const CrmMatchModel *self,
                const CrmMatchTable *table,
                guint field,
                guint parent)
{
  static const double made_of_name[CRM_MATCH_N_LEVELS] = { 0.645, 0.3, 0.05, 0.005 };

  if (table->fields[field].kind == CRM_MATCH_EMAIL && table->fields[parent].kind == CRM_MATCH_NAME)
    return made_of_name;
  return self->fields[field].other;
}

/* Pairs that agree in a field, each counted by the chance that it is of others. */
static void
count_given (const CrmMatchModel *self,
             const CrmMatchTable *table,
             const Agreeing *parent,
             guint field,
             double *given)
{
  const CrmMatchFieldModel *model = &self->fields[field];
  const double *believed = believed_given (self, table, field, parent->field);
  double counts[CRM_MATCH_N_LEVELS] = { 0 }, n = DRAWS_BELIEVED;

  for (gsize i = 0; i < N_DRAWS && parent->draws != NULL; i++)
    {
      CrmMatchLevel level = crm_match_candidate_level (&parent->draws[i], field);
      double other;

      if (level == CRM_MATCH_MISSING)
        continue;
      other = 1 / (1 + exp2 (crm_match_model_score (self, table, &parent->draws[i])));
      counts[level] += other;
      n += other;
    }
  for (guint level = 0; level < CRM_MATCH_N_LEVELS; level++)
    given[level] = (counts[level] + believed[level] * DRAWS_BELIEVED) / n;
  /* What agrees because of something else never says more than alone. */
  for (guint level = CRM_MATCH_SIMILAR; level < CRM_MATCH_N_LEVELS; level++)
    given[level] = MAX (given[level], model->other[level]);
}

static double
find_divergence (const double *given,
                 const double *other)
{
  double sum = 0;

  for (guint level = 0; level < CRM_MATCH_N_LEVELS; level++)
    sum += given[level] * log2 (given[level] / other[level]);
  return sum;
}

/* A field may depend on those of which more is frequent, and addresses of e-mail on names; so nothing depends on itself
 * in the end. */
static gboolean
may_depend (const CrmMatchTable *table,
            const Agreeing *field,
            const Agreeing *parent)
{
  gboolean email = table->fields[field->field].kind == CRM_MATCH_EMAIL;
  gboolean parent_email = table->fields[parent->field].kind == CRM_MATCH_EMAIL;

  if (email != parent_email)
    return email;
  return parent->n_frequent > field->n_frequent ||
         (parent->n_frequent == field->n_frequent && parent->field < field->field);
}

static void
choose_parents (CrmMatchModel *self,
                const CrmMatchTable *table,
                const Agreeing *agreeing)
{
  CrmMatchModel before = *self;

  for (guint f = 0; f < self->n_fields; f++)
    {
      double best = DEPENDENT;

      self->fields[f].parent = -1;
      for (guint i = 0; i < self->n_fields; i++)
        {
          double given[CRM_MATCH_N_LEVELS], divergence;

          if (i == f || !may_depend (table, &agreeing[f], &agreeing[i]))
            continue;
          count_given (&before, table, &agreeing[i], f, given);
          divergence = find_divergence (given, self->fields[f].other);
          if (divergence <= best)
            continue;
          best = divergence;
          self->fields[f].parent = i;
          for (guint level = 0; level < CRM_MATCH_N_LEVELS; level++)
            self->fields[f].given[level] = given[level];
        }
    }
}

static gboolean
draw (const CrmMatchTable *table,
      guint field,
      Agreeing *agreeing,
      const CrmRun *run,
      GError **error)
{
  Drawing drawing = { table, field, crm_run_seed (run) };
  g_autofree guint32 *rows = find_frequent (table, field, &drawing.n_rows);

  *agreeing = (Agreeing) { field, drawing.n_rows };
  if (drawing.n_rows < LEAST_DRAWS)
    return crm_run_go_on (run, 1, error);
  drawing.rows = rows;
  agreeing->draws = drawing.draws = g_new (CrmMatchCandidate, N_DRAWS);
  return crm_run_parallel (run, N_DRAWS, GRAIN, draw_piece, &drawing, error);
}

/**
 * crm_match_model_find_parents:
 *
 * Values of others agree together: who lives in the same postcode lives in the same town, and addresses of e-mail are
 * made of names. For each field the one is found on which it depends most among others, so that they make a tree: after
 * C. Chow and C. Liu, "Approximating discrete probability distributions with dependence trees", IEEE Transactions on
 * Information Theory 14 (1968). It is seen from pairs drawn by chance among those that agree in a frequent value.
 *
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_match_model_find_parents (CrmMatchModel *self,
                              const CrmMatchTable *table,
                              const CrmRun *run,
                              GError **error)
{
  Agreeing agreeing[CRM_MATCH_MOST_FIELDS] = { 0 };
  gboolean drawn = TRUE;

  for (guint f = 0; f < table->n_fields && drawn; f++)
    drawn = draw (table, f, &agreeing[f],
                  CRM_RUN_PART (run, (double) f / table->n_fields, (f + 1.0) / table->n_fields), error);
  for (guint round = 0; round < N_ROUNDS && drawn; round++)
    {
      choose_parents (self, table, agreeing);
      drawn = crm_run_go_on (run, -1, error);
    }
  for (guint i = 0; i < table->n_fields; i++)
    g_free (agreeing[i].draws);
  return drawn;
}
