/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-budget.h"
#include "analytics/crm-patterns-projection.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Patterns grow at their end, depth first, on ever smaller copies of the sequences: PrefixSpan of J. Pei and others,
 * "Mining Sequential Patterns by Pattern-Growth", IEEE TKDE 16 (2004), with the gaps and the span of M. Zaki, "Sequence
 * Mining in Categorical Domains: Incorporating Constraints", CIKM 2000. */

typedef struct
{
  const CrmRun            *run;
  const CrmPatternOptions *options;
  CrmProjectionLimits      limits;
  CrmSequenceProjection    root;
  GArray                 **nodes;      /* of each piece, with places in it as parents */
  CrmBudget                budget;
} Mining;

typedef struct
{
  Mining    *mining;
  GArray    *nodes;
  guint      n_told;                   /* of `nodes`, how many were taken off the budget … */
  gsize      n_cells;                  /* … and cells that were not yet */
  CrmSequenceProjection levels[CRM_PATTERN_LONGEST];
} Miner;

static void
tell (Miner *self)
{
  crm_budget_take (&self->mining->budget, self->nodes->len - self->n_told, self->n_cells);
  self->n_told = self->nodes->len;
  self->n_cells = 0;
}

static gboolean
may_go_on (Miner *self)
{
  if (self->nodes->len - self->n_told > CRM_BUDGET_FOUND || self->n_cells > CRM_BUDGET_CELLS)
    tell (self);
  return crm_budget_is_left (&self->mining->budget) && !crm_run_is_cancelled (self->mining->run);
}

static void
emit (Miner *self,
      gint32 parent,
      guint32 item,
      gboolean begins,
      guint32 count)
{
  CrmPattern pattern = { parent, item, begins, count };

  g_array_append_val (self->nodes, pattern);
}

/* Adds all that may follow the pattern that was found last and ends at `arrivals` in `from`: `n` items in `elements`
 * elements, `size` of them in the last. */
static void
grow (Miner *self,
      const CrmSequenceProjection *from,
      const CrmArrivals *arrivals,
      guint n,
      guint elements,
      guint size)
{
  const CrmPatternOptions *options = self->mining->options;
  CrmSequenceProjection *next = &self->levels[n - 1];
  CrmProjectionLimits limits = self->mining->limits;
  gint32 node = self->nodes->len - 1;
  gboolean goes_on;

  limits.may_follow = elements < options->longest;
  limits.may_join = size < options->largest;
  if (n == CRM_PATTERN_LONGEST || (!limits.may_follow && !limits.may_join) || !may_go_on (self))
    return;
  goes_on = crm_sequence_projection_count (from, arrivals, &limits, next);
  self->n_cells += next->n_seen;
  if (!goes_on)
    return;
  crm_sequence_projection_copy (from, arrivals, &limits, next);
  for (guint item = 0; item < next->n_items; item++)
    {
      if (next->joins[item].count >= limits.least)
        {
          emit (self, node, next->names[item], FALSE, next->joins[item].count);
          grow (self, next, &next->joins[item], n + 1, elements, size + 1);
        }
      if (next->follows[item].count >= limits.least)
        {
          emit (self, node, next->names[item], TRUE, next->follows[item].count);
          grow (self, next, &next->follows[item], n + 1, elements + 1, 1);
        }
    }
}

static void
mine_items (gsize first,
            gsize last,
            guint piece,
            gpointer data)
{
  Mining *mining = data;
  g_autofree Miner *self = g_new0 (Miner, 1);

  self->mining = mining;
  self->nodes = mining->nodes[piece] = g_array_new (FALSE, FALSE, sizeof (CrmPattern));
  for (gsize item = first; item < last; item++)
    {
      emit (self, -1, mining->root.names[item], TRUE, mining->root.follows[item].count);
      grow (self, &mining->root, &mining->root.follows[item], 1, 1, 1);
    }
  tell (self);
  for (guint i = 0; i < CRM_PATTERN_LONGEST; i++)
    crm_sequence_projection_clear (&self->levels[i]);
}

static CrmPatterns *
collect (const Mining *self,
         const CrmSequences *sequences)
{
  CrmPatterns *patterns = g_new0 (CrmPatterns, 1);

  patterns->n_customers = sequences->n;
  patterns->n_items = sequences->n_items;
  patterns->nodes = g_array_new (FALSE, FALSE, sizeof (CrmPattern));
  for (guint piece = 0; piece < self->root.n_items; piece++)
    {
      guint offset = patterns->nodes->len;

      g_array_append_vals (patterns->nodes, self->nodes[piece]->data, self->nodes[piece]->len);
      for (guint i = offset; i < patterns->nodes->len; i++)
        {
          CrmPattern *pattern = &g_array_index (patterns->nodes, CrmPattern, i);

          pattern->parent += pattern->parent >= 0 ? offset : 0;
        }
    }
  return patterns;
}

static gboolean
mine (Mining *self,
      const CrmSequences *sequences,
      GError **error)
{
  crm_sequence_projection_start (&self->root, sequences, self->limits.least);
  self->nodes = g_new0 (GArray *, self->root.n_items + 1);
  return crm_run_parallel (self->run, self->root.n_items, 1, mine_items, self, error);
}

static void
clear_mining (Mining *self)
{
  for (guint piece = 0; piece < self->root.n_items; piece++)
    g_clear_pointer (&self->nodes[piece], g_array_unref);
  g_free (self->nodes);
  crm_sequence_projection_clear (&self->root);
}

/* The first doubling of the count with which there are much fewer patterns, found sooner; 0 where there is none. */
static guint
find_least (const Mining *self,
            const CrmSequences *sequences,
            GError **error)
{
  CrmRun still = crm_run_still (self->run);

  for (guint64 least = 2 * (guint64) self->limits.least; least <= sequences->n; least *= 2)
    {
      Mining trial = { .run = &still, .options = self->options, .limits = self->limits,
                       .budget = { CRM_PATTERNS_MOST / 10, CRM_PATTERNS_MOST_CELLS / 10 } };
      gboolean done, enough;

      trial.limits.least = least;
      done = mine (&trial, sequences, error);
      enough = crm_budget_is_left (&trial.budget);
      clear_mining (&trial);
      if (!done)
        return 0;
      if (enough)
        return least;
    }
  return 0;
}

static void
refuse (const Mining *self,
        const CrmSequences *sequences,
        GError **error)
{
  g_autoptr (GError) local = NULL;
  guint least = find_least (self, sequences, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (least > 0)
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                 _("More than %d sequences occur that often, or they would take too long to find. Ask for a support of "
                   "%g, or for shorter sequences."), CRM_PATTERNS_MOST, crm_baskets_support (least, sequences->n));
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                 _("More than %d sequences occur that often, or they would take too long to find. Ask for shorter "
                   "sequences: most customers show the same ones."), CRM_PATTERNS_MOST);
}

/**
 * crm_patterns_mine:
 * @run: (nullable): the run
 *
 * Finds all sequences that many customers show: some of the items of an element, later some of those of another. A
 * pattern may have others in between.
 *
 * Returns: (transfer full) (nullable): the patterns
 * Errors: %CRM_ERROR_INVALID where there are no sequences, the gaps contradict each other, there are more than
 *   %CRM_PATTERNS_MOST patterns, or more than %CRM_PATTERNS_MOST_CELLS to be looked at for them, naming a support that
 *   will do; %G_IO_ERROR_CANCELLED
 */
CrmPatterns *
crm_patterns_mine (const CrmSequences *sequences,
                   const CrmPatternOptions *options,
                   const CrmRun *run,
                   GError **error)
{
  Mining mining = { .run = run, .options = options, .budget = { CRM_PATTERNS_MOST, CRM_PATTERNS_MOST_CELLS } };
  CrmPatterns *patterns = NULL;
  gboolean done;

  if (sequences->starts[sequences->n] == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           _("There is nothing that happened. Choose the columns of customers, times and items."));
      return NULL;
    }
  if (options->max_gap < options->min_gap)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           _("The most time from one to the next is shorter than the least. Change one of them."));
      return NULL;
    }
  if (!crm_run_go_on (run, 0, error))
    return NULL;
  mining.limits = (CrmProjectionLimits) { .least = crm_baskets_least_count (options->support, sequences->n),
                                          .min_gap = options->min_gap, .max_gap = options->max_gap,
                                          .max_span = options->max_span };
  done = mine (&mining, sequences, error);
  if (done && crm_budget_is_left (&mining.budget))
    patterns = collect (&mining, sequences);
  clear_mining (&mining);
  if (done && patterns == NULL)
    refuse (&mining, sequences, error);
  return patterns;
}

void
crm_patterns_free (CrmPatterns *self)
{
  g_array_unref (self->nodes);
  g_free (self);
}

/**
 * crm_patterns_items:
 * @items: (out caller-allocates): room for %CRM_PATTERN_LONGEST
 *
 * Gives the items of a pattern from the first to the last, each as the pattern that ends with it.
 *
 * Returns: how many there are
 */
guint
crm_patterns_items (const CrmPatterns *self,
                    gint32 pattern,
                    CrmPattern *items)
{
  guint n = 0;

  for (gint32 node = pattern; node >= 0; node = crm_patterns_get (self, node)->parent)
    n++;
  for (guint i = n; i > 0; i--)
    {
      items[i - 1] = *crm_patterns_get (self, pattern);
      pattern = items[i - 1].parent;
    }
  return n;
}
