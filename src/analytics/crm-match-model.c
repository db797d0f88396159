/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-match-private.h"
#include "analytics/crm-random.h"

#include <math.h>

#define N_SAMPLE 100000      /* random pairs, hardly any of which is the same */
#define GRAIN 2048
#define MOST_ROUNDS 60
#define ENOUGH 1e-4          /* change of a share in a round */
#define PAIRS_BELIEVED 20.0  /* what is believed beforehand of pairs that are the same weighs as much as so many */
#define ROWS_BELIEVED 200.0  /* … of how rare values are, as so many rows */
#define SAMPLE_BELIEVED 1000.0
#define SHARE_EXPECTED 0.05  /* pairs that are the same, for each row */

/* Believed beforehand, from different to same. */
static const double believed_same[CRM_MATCH_N_LEVELS] = { 0.08, 0.05, 0.1, 0.77 };

/* How often others have the same value, before the data are known. */
static double
believed_chance (CrmMatchKind kind)
{
  switch (kind)
    {
    case CRM_MATCH_NUMBER:
    case CRM_MATCH_PHONE:
    case CRM_MATCH_EMAIL:
      return 1e-4;
    case CRM_MATCH_NAME:
    case CRM_MATCH_DATE:
    case CRM_MATCH_URL:
      return 1e-3;
    case CRM_MATCH_TEXT:
    case CRM_MATCH_EXACT:
    default:
      return 1e-2;
    }
}

static double
count_pairs (const CrmMatchTable *table)
{
  double n = crm_match_table_n_rows (table);

  return MAX (n * (n - 1) / 2, 1);
}

typedef guint32 Counts[CRM_MATCH_MOST_FIELDS][CRM_MATCH_N_LEVELS];

typedef struct
{
  const CrmMatchTable *table;
  guint64              seed;
  Counts              *counts;   /* a piece each */
} Sampling;

static void
sample_piece (gsize first,
              gsize last,
              guint piece,
              gpointer data)
{
  Sampling *sampling = data;
  gsize n_rows = crm_match_table_n_rows (sampling->table);
  CrmRandom random;

  crm_random_init (&random, sampling->seed, piece);
  for (gsize i = first; i < last; i++)
    {
      gsize a = crm_random_below (&random, n_rows), b = crm_random_below (&random, n_rows - 1);

      b += b >= a;
      for (guint f = 0; f < sampling->table->n_fields; f++)
        {
          CrmMatchLevel level = crm_match_table_compare (sampling->table, f,
                                                         crm_match_table_row (sampling->table, a)[f],
                                                         crm_match_table_row (sampling->table, b)[f]);

          if (level != CRM_MATCH_MISSING)
            sampling->counts[piece][f][level]++;
        }
    }
}

static void
update_weights (CrmMatchModel *self)
{
  for (guint f = 0; f < self->n_fields; f++)
    {
      CrmMatchFieldModel *field = &self->fields[f];

      for (guint level = 0; level < CRM_MATCH_N_LEVELS; level++)
        field->weights[level] = log2 (field->same[level] / field->other[level]);
    }
}

static void
set_others (CrmMatchFieldModel *self,
            const double *counts)
{
  const double believed[CRM_MATCH_N_LEVELS] = { 1 - 7 * self->base, 4 * self->base, 2 * self->base, self->base };
  double n = SAMPLE_BELIEVED;

  for (guint level = 0; level < CRM_MATCH_N_LEVELS; level++)
    n += counts[level];
  for (guint level = 0; level < CRM_MATCH_N_LEVELS; level++)
    self->other[level] = (counts[level] + believed[level] * SAMPLE_BELIEVED) / n;
}

static void
set_prior (CrmMatchModel *self,
           const CrmMatchTable *table,
           double n_same)
{
  double share = MIN (n_same / count_pairs (table), 0.5);

  self->prior = log2 (share / (1 - share));
}

/**
 * crm_match_model_init:
 *
 * Finds how often values of others agree, from pairs of rows drawn by chance; of those that are the same it is what is
 * believed beforehand.
 *
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_match_model_init (CrmMatchModel *self,
                      const CrmMatchTable *table,
                      const CrmRun *run,
                      GError **error)
{
  gsize n = crm_match_table_n_rows (table) > 1 ? N_SAMPLE : 0;
  guint n_pieces = crm_run_n_pieces (n, GRAIN);
  g_autofree Counts *counts = g_new0 (Counts, n_pieces + 1);
  Sampling sampling = { table, crm_run_seed (run), counts };

  *self = (CrmMatchModel) { .n_fields = table->n_fields };
  if (!crm_run_parallel (CRM_RUN_PART (run, 0, 0.5), n, GRAIN, sample_piece, &sampling, error))
    return FALSE;
  for (guint f = 0; f < self->n_fields; f++)
    {
      double sums[CRM_MATCH_N_LEVELS] = { 0 };

      for (guint piece = 0; piece < n_pieces; piece++)
        {
          for (guint level = 0; level < CRM_MATCH_N_LEVELS; level++)
            sums[level] += counts[piece][f][level];
        }
      self->fields[f].parent = -1;
      self->fields[f].base = believed_chance (table->fields[f].kind);
      set_others (&self->fields[f], sums);
      for (guint level = 0; level < CRM_MATCH_N_LEVELS; level++)
        self->fields[f].same[level] = believed_same[level];
    }
  update_weights (self);
  set_prior (self, table, crm_match_table_n_rows (table) * SHARE_EXPECTED);
  return crm_match_model_find_parents (self, table, CRM_RUN_PART (run, 0.5, 1), error);
}

/* How often others have this very value; without the two at hand, which would make every value of a small table
 * frequent. */
static double
find_chance (const CrmMatchFieldModel *model,
             const CrmMatchField *values,
             gint32 code)
{
  return (crm_match_field_count (values, code) - 2 + model->base * ROWS_BELIEVED) / (values->n_known + ROWS_BELIEVED);
}

/* What the field says where nothing is known of others. */
static double
weigh_alone (const CrmMatchModel *self,
             const CrmMatchTable *table,
             guint field,
             CrmMatchLevel level,
             gint32 code)
{
  const CrmMatchFieldModel *model = &self->fields[field];

  if (level == CRM_MATCH_MISSING)
    return 0;
  if (level != CRM_MATCH_SAME)
    return model->weights[level];
  return log2 (model->same[CRM_MATCH_SAME] / find_chance (model, &table->fields[field], code));
}

static gboolean
agrees (CrmMatchLevel level)
{
  return level != CRM_MATCH_MISSING && level != CRM_MATCH_DIFFERENT;
}

/**
 * crm_match_model_weigh:
 *
 * Returns: what the agreement of a field says, as log2 of the ratio of likelihoods: rare values that are equal say more
 *   than frequent ones, and what agrees because something else does says less
 */
double
crm_match_model_weigh (const CrmMatchModel *self,
                       const CrmMatchTable *table,
                       const CrmMatchCandidate *candidate,
                       guint field)
{
  const CrmMatchFieldModel *model = &self->fields[field];
  CrmMatchLevel level = crm_match_candidate_level (candidate, field);
  gint32 code = crm_match_table_row (table, candidate->first)[field];
  double chance;

  if (!agrees (level) || model->parent < 0 || !agrees (crm_match_candidate_level (candidate, model->parent)))
    return weigh_alone (self, table, field, level, code);
  if (level != CRM_MATCH_SAME)
    return log2 (model->same[level] / model->given[level]);
  chance = find_chance (model, &table->fields[field], code);
  /* As many times as likely as it is for all values, but not more than it is for all. */
  chance = MIN (chance * model->given[level] / model->other[level], MAX (chance, model->given[level]));
  return log2 (model->same[level] / chance);
}

/**
 * crm_match_model_score:
 *
 * Returns: log2 of the odds that both are the same
 */
double
crm_match_model_score (const CrmMatchModel *self,
                       const CrmMatchTable *table,
                       const CrmMatchCandidate *candidate)
{
  double score = self->prior;

  for (guint f = 0; f < self->n_fields; f++)
    score += crm_match_model_weigh (self, table, candidate, f);
  return score;
}

/**
 * crm_match_model_compare:
 * @candidate: (inout): two rows; their levels are set
 * @least: log2 of odds
 *
 * Looks at texts only as long as @least can still be reached.
 *
 * Returns: whether it is
 */
gboolean
crm_match_model_compare (const CrmMatchModel *self,
                         const CrmMatchTable *table,
                         CrmMatchCandidate *candidate,
                         double least)
{
  const gint32 *a = crm_match_table_row (table, candidate->first);
  const gint32 *b = crm_match_table_row (table, candidate->second);
  guint waiting[CRM_MATCH_MOST_FIELDS], n_waiting = 0;
  double most = self->prior;

  candidate->levels = 0;
  for (guint f = 0; f < self->n_fields; f++)
    {
      CrmMatchLevel level = CRM_MATCH_MISSING;

      if (a[f] != CRM_MATCH_NO_VALUE && b[f] != CRM_MATCH_NO_VALUE && a[f] != b[f])
        {
          waiting[n_waiting++] = f;
          most += MAX (self->fields[f].weights[CRM_MATCH_CLOSE], self->fields[f].weights[CRM_MATCH_SIMILAR]);
          continue;
        }
      if (a[f] != CRM_MATCH_NO_VALUE && a[f] == b[f])
        level = CRM_MATCH_SAME;
      candidate->levels |= (guint64) level << (3 * f);
      most += weigh_alone (self, table, f, level, a[f]);
    }
  for (guint i = 0; i < n_waiting && most >= least; i++)
    {
      guint f = waiting[i];
      const CrmMatchFieldModel *field = &self->fields[f];
      CrmMatchLevel level = crm_match_table_compare (table, f, a[f], b[f]);

      candidate->levels |= (guint64) level << (3 * f);
      most += field->weights[level] - MAX (field->weights[CRM_MATCH_CLOSE], field->weights[CRM_MATCH_SIMILAR]);
    }
  return most >= least && crm_match_model_score (self, table, candidate) >= least;
}

typedef struct
{
  double counts[CRM_MATCH_MOST_FIELDS][CRM_MATCH_N_LEVELS];
  double n_same;
} Expected;

static gboolean
expect (const CrmMatchModel *self,
        const CrmMatchTable *table,
        const GArray *candidates,
        const CrmRun *run,
        Expected *expected,
        GError **error)
{
  *expected = (Expected) { 0 };
  for (guint i = 0; i < candidates->len; i++)
    {
      const CrmMatchCandidate *candidate = &g_array_index (candidates, CrmMatchCandidate, i);
      double chance = 1 / (1 + exp2 (-crm_match_model_score (self, table, candidate)));

      if (i % 65536 == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      expected->n_same += chance;
      for (guint f = 0; f < self->n_fields; f++)
        {
          CrmMatchLevel level = crm_match_candidate_level (candidate, f);

          if (level != CRM_MATCH_MISSING)
            expected->counts[f][level] += chance;
        }
    }
  return TRUE;
}

/* Returns: the largest change of a share. */
static double
maximize (CrmMatchModel *self,
          const Expected *expected)
{
  double change = 0;

  for (guint f = 0; f < self->n_fields; f++)
    {
      CrmMatchFieldModel *field = &self->fields[f];
      double n = PAIRS_BELIEVED;

      for (guint level = 0; level < CRM_MATCH_N_LEVELS; level++)
        n += expected->counts[f][level];
      for (guint level = 0; level < CRM_MATCH_N_LEVELS; level++)
        {
          double share = (expected->counts[f][level] + believed_same[level] * PAIRS_BELIEVED) / n;

          change = MAX (change, fabs (share - field->same[level]));
          field->same[level] = share;
        }
    }
  update_weights (self);
  return change;
}

/**
 * crm_match_model_learn:
 * @candidates: of CrmMatchCandidate: all pairs that may be the same
 *
 * Learns from the data alone, without examples, how often values agree of records that are the same, and how many of
 * these there are: I. Fellegi and A. Sunter, "A theory for record linkage", JASA 64 (1969), with the expectation and
 * maximization of W. Winkler, "Using the EM algorithm for weight computation in the Fellegi–Sunter model of record
 * linkage", 1988, and his weights by frequency. What others have in common stays as it was found by chance, given the
 * field that each depends on most.
 *
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_match_model_learn (CrmMatchModel *self,
                       const CrmMatchTable *table,
                       const GArray *candidates,
                       const CrmRun *run,
                       GError **error)
{
  double change = 1;

  for (guint round = 0; round < MOST_ROUNDS && change > ENOUGH; round++)
    {
      g_autofree Expected *expected = g_new (Expected, 1);

      if (!expect (self, table, candidates, run, expected, error) ||
          !crm_run_go_on (run, (round + 1.0) / MOST_ROUNDS, error))
        return FALSE;
      change = maximize (self, expected);
      set_prior (self, table, expected->n_same + 0.5);
    }
  return TRUE;
}
