/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-match-private.h"

#include <math.h>
#include <stdlib.h>

#define LEAST (-10.0)   /* log2 of the odds from which a pair is kept to learn from */

typedef struct
{
  const CrmMatchTable *table;
  const CrmMatchModel *model;
  GArray              *candidates;   /* of CrmMatchCandidate */
  GArray             **pieces;       /* the same, of each piece of the blocking at hand */
  guint64             *n_compared;
  guint                n_pieces;
  guint64              n_all;
} Collecting;

static void
begin_pieces (guint n_pieces,
              gpointer data)
{
  Collecting *self = data;

  self->n_pieces = n_pieces;
  self->pieces = g_new0 (GArray *, n_pieces + 1);
  self->n_compared = g_new0 (guint64, n_pieces + 1);
}

static void
compare_pair (guint32 first,
              guint32 second,
              guint piece,
              gpointer data)
{
  Collecting *self = data;
  CrmMatchCandidate candidate = { first, second, 0 };

  self->n_compared[piece]++;
  if (!crm_match_model_compare (self->model, self->table, &candidate, LEAST))
    return;
  if (self->pieces[piece] == NULL)
    self->pieces[piece] = g_array_new (FALSE, FALSE, sizeof (CrmMatchCandidate));
  g_array_append_val (self->pieces[piece], candidate);
}

static void
end_pieces (gpointer data)
{
  Collecting *self = data;

  for (guint i = 0; i < self->n_pieces; i++)
    {
      self->n_all += self->n_compared[i];
      if (self->pieces[i] == NULL)
        continue;
      g_array_append_vals (self->candidates, self->pieces[i]->data, self->pieces[i]->len);
      g_array_unref (self->pieces[i]);
    }
  g_clear_pointer (&self->pieces, g_free);
  g_clear_pointer (&self->n_compared, g_free);
}

static int
compare_pairs (const void *a,
               const void *b)
{
  const CrmMatchPair *pa = a, *pb = b;

  if (pa->score != pb->score)
    return pa->score > pb->score ? -1 : 1;
  if (pa->first != pb->first)
    return pa->first < pb->first ? -1 : 1;
  return pa->second < pb->second ? -1 : pa->second > pb->second;
}

static CrmMatches *
choose (const Collecting *collecting,
        CrmMatchModel *model,
        double threshold)
{
  CrmMatches *self = g_new0 (CrmMatches, 1);
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (CrmMatchPair));

  for (guint i = 0; i < collecting->candidates->len; i++)
    {
      const CrmMatchCandidate *candidate = &g_array_index (collecting->candidates, CrmMatchCandidate, i);
      double score = crm_match_model_score (model, collecting->table, candidate);
      CrmMatchPair pair = { candidate->first, candidate->second, 1 / (1 + exp2 (-score)) };

      if (pair.score >= threshold)
        g_array_append_val (pairs, pair);
    }
  g_array_sort (pairs, compare_pairs);
  self->n_pairs = pairs->len;
  self->n_compared = collecting->n_all;
  self->pairs = (CrmMatchPair *) g_array_free (g_steal_pointer (&pairs), FALSE);
  self->model = model;
  return self;
}

/**
 * crm_matches_find:
 * @table: the rows
 * @threshold: the least probability
 * @run: (nullable): how to run
 *
 * Finds pairs of rows that are the same. Which are compared: crm_match_block(); how: crm_match_compare(); what that
 * says: crm_match_model_learn().
 *
 * Returns: (transfer full): the pairs
 * Errors: %G_IO_ERROR_CANCELLED
 */
CrmMatches *
crm_matches_find (const CrmMatchTable *table,
                  double threshold,
                  const CrmRun *run,
                  GError **error)
{
  g_autofree CrmMatchModel *model = g_new0 (CrmMatchModel, 1);
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (CrmMatchCandidate));
  Collecting collecting = { table, model, candidates };
  const CrmMatchSink sink = { begin_pieces, compare_pair, end_pieces, &collecting };
  CrmMatchKeys keys;
  gboolean compared;

  if (!crm_match_model_init (model, table, CRM_RUN_PART (run, 0, 0.1), error) ||
      !crm_match_keys_init (&keys, table, CRM_RUN_PART (run, 0.1, 0.15), error))
    return NULL;
  compared = crm_match_block (table, &keys, &sink, CRM_RUN_PART (run, 0.15, 0.9), error);
  g_free (keys.keys);
  if (!compared || !crm_match_model_learn (model, table, candidates, CRM_RUN_PART (run, 0.9, 1), error) ||
      !crm_run_go_on (run, 1, error))
    return NULL;
  return choose (&collecting, g_steal_pointer (&model), threshold);
}

/**
 * crm_matches_explain:
 * @reasons: (out caller-allocates): one for each field
 *
 * Says which fields agree and which do not.
 */
void
crm_matches_explain (const CrmMatches *self,
                     const CrmMatchTable *table,
                     const CrmMatchPair *pair,
                     CrmMatchReason *reasons)
{
  CrmMatchCandidate candidate = { pair->first, pair->second, 0 };

  crm_match_model_compare (self->model, table, &candidate, -INFINITY);
  for (guint f = 0; f < table->n_fields; f++)
    {
      reasons[f].level = crm_match_candidate_level (&candidate, f);
      reasons[f].weight = crm_match_model_weigh (self->model, table, &candidate, f);
    }
}

void
crm_matches_free (CrmMatches *self)
{
  g_free (self->pairs);
  g_free (self->model);
  g_free (self);
}
