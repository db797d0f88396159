/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-budget.h"
#include "analytics/crm-itemsets-projection.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* Frequent sets by depth first search on ever smaller copies of the baskets: the occurrence deliver and database
 * reduction of T. Uno, M. Kiyomi, H. Arimura, "LCM ver. 2: Efficient Mining Algorithms for Frequent/Closed/Maximal
 * Itemsets", FIMI 2004, with the order of J. Han, J. Pei, Y. Yin, "Mining Frequent Patterns without Candidate
 * Generation", SIGMOD 2000: items are numbered from the most frequent one down, and a set grows by items more frequent
 * than its last. So copies have many rows with few items, or many items in few rows, never both.
 *
 * Rows begin in lexicographic order. Those that hold an item, cut off before it, are in that order again, so that equal
 * ones are neighbours and become one row with a weight. Where left out items disturb the order some stay apart, which
 * costs time and nothing else. */

#define FEW_ITEMS 9   /* of which all sets are counted at once */

typedef struct
{
  const CrmRun *run;
  guint         least, longest;
  guint32      *codes;     /* of the ranks */
  CrmProjection    root;
  GArray      **items;     /* of each piece: sets found, items of one after the other, … */
  GArray      **sets;      /* … and for each (Found) */
  CrmBudget     budget;
} Mining;

typedef struct
{
  guint32 count;
  guint32 length;
} Found;

typedef struct
{
  Mining    *mining;
  GArray    *items, *sets;
  guint      n_told;       /* of `sets`, how many were taken off the budget … */
  gsize      n_cells;      /* … and cells that were not yet */
  guint32    prefix[CRM_ITEMSET_LONGEST];
  CrmProjection levels[CRM_ITEMSET_LONGEST];
} Miner;

static void
tell (Miner *self)
{
  crm_budget_take (&self->mining->budget, self->sets->len - self->n_told, self->n_cells);
  self->n_told = self->sets->len;
  self->n_cells = 0;
}

static gboolean
may_go_on (Miner *self)
{
  if (self->sets->len - self->n_told > CRM_BUDGET_FOUND || self->n_cells > CRM_BUDGET_CELLS)
    tell (self);
  return crm_budget_is_left (&self->mining->budget) && !crm_run_is_cancelled (self->mining->run);
}

static void
emit (Miner *self,
      guint length,
      guint32 count)
{
  Found found = { count, length };
  guint32 *items;

  g_array_append_val (self->sets, found);
  g_array_append_vals (self->items, self->prefix, length);
  items = &g_array_index (self->items, guint32, self->items->len - length);
  for (guint i = 0; i < length; i++)
    {
      guint32 code = self->mining->codes[items[i]];
      guint place = i;

      for (; place > 0 && items[place - 1] > code; place--)
        items[place] = items[place - 1];
      items[place] = code;
    }
}

/* Adds `item` to the `set` of few items, all of which are counted, and then all that may stand before it. */
static void
grow_counted (Miner *self,
              const CrmProjection *few,
              const guint32 *counts,
              guint set,
              guint item,
              guint length)
{
  set |= 1u << item;
  self->prefix[length++] = few->names[item];
  emit (self, length, counts[set]);
  for (guint i = 0; i < item && length < self->mining->longest; i++)
    {
      if (counts[set | 1u << i] >= self->mining->least)
        grow_counted (self, few, counts, set, i, length);
    }
}

static void
grow_few (Miner *self,
          const CrmProjection *from,
          guint item,
          const CrmProjection *few,
          guint length)
{
  guint32 counts[1 << FEW_ITEMS];

  if (few->n_items > 1)
    crm_projection_count_sets (from, item, few->n_items, counts);
  else if (few->n_items == 1)
    counts[1] = few->counts[0];
  for (guint i = 0; i < few->n_items; i++)
    grow_counted (self, few, counts, 0, i, length);
}

/* Adds `item` of `from`, and then all that may stand before it. */
static void
grow (Miner *self,
      CrmProjection *from,
      guint item,
      guint length)
{
  CrmProjection *next = &self->levels[length];

  self->prefix[length++] = from->names[item];
  emit (self, length, from->counts[item]);
  if (length == self->mining->longest || from->visits_starts[item] == from->visits_starts[item + 1] ||
      !may_go_on (self))
    return;
  self->n_cells += crm_projection_count (from, item, self->mining->least, next);
  if (next->n_items <= FEW_ITEMS)
    {
      grow_few (self, from, item, next, length);
      return;
    }
  if (length + 1 < self->mining->longest)
    crm_projection_copy (from, item, next);
  else
    memset (next->visits_starts, 0, (next->n_items + 2) * sizeof (gsize));
  for (guint i = 0; i < next->n_items; i++)
    grow (self, next, i, length);
}

static void
mine_items (gsize first,
            gsize last,
            guint piece,
            gpointer data)
{
  Mining *mining = data;
  g_autofree Miner *self = g_new0 (Miner, 1);
  CrmProjection root = mining->root;

  /* The root is everybody's; only what it needs to make smaller ones is of each. */
  self->mining = mining;
  self->items = mining->items[piece] = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->sets = mining->sets[piece] = g_array_new (FALSE, FALSE, sizeof (Found));
  root.numbers = g_new (gint32, root.n_items);
  root.sums = g_new (guint32, root.n_items);
  for (gsize item = first; item < last; item++)
    grow (self, &root, item, 0);
  tell (self);
  g_free (root.numbers);
  g_free (root.sums);
  for (guint i = 0; i < CRM_ITEMSET_LONGEST; i++)
    crm_projection_clear (&self->levels[i]);
}

/* The root */

typedef struct
{
  guint32 code;
  guint32 count;
} Ranked;

static int
compare_ranked (gconstpointer a,
                gconstpointer b)
{
  const Ranked *first = a, *second = b;

  if (first->count != second->count)
    return first->count > second->count ? -1 : 1;
  return first->code < second->code ? -1 : 1;
}

/* Numbers the frequent items; returns the number of each item, −1 for those that are rare. */
static gint32 *
rank_items (Mining *self,
            const CrmBaskets *baskets)
{
  g_autofree Ranked *ranked = g_new (Ranked, MAX (baskets->n_items, 1));
  gint32 *ranks = g_new (gint32, MAX (baskets->n_items, 1));
  CrmProjection *root = &self->root;

  for (guint item = 0; item < baskets->n_items; item++)
    ranked[item] = (Ranked) { item, 0 };
  for (gsize i = 0; i < baskets->starts[baskets->n]; i++)
    ranked[baskets->items[i]].count++;
  qsort (ranked, baskets->n_items, sizeof (Ranked), compare_ranked);
  crm_projection_need_items (root, baskets->n_items);
  self->codes = g_new (guint32, MAX (baskets->n_items, 1));
  for (guint rank = 0; rank < baskets->n_items; rank++)
    {
      gboolean rare = ranked[rank].count < self->least;

      ranks[ranked[rank].code] = rare ? -1 : (gint32) rank;
      if (rare)
        continue;
      self->codes[rank] = ranked[rank].code;
      root->names[rank] = rank;
      root->counts[rank] = ranked[rank].count;
      root->n_items++;
    }
  return ranks;
}

typedef struct
{
  const guint32 *cells;
  gsize          length;
} Row;

static int
compare_cells (gconstpointer a,
               gconstpointer b)
{
  guint32 first = *(const guint32 *) a, second = *(const guint32 *) b;

  return (first > second) - (first < second);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const Row *first = a, *second = b;
  gsize shared = MIN (first->length, second->length);

  for (gsize i = 0; i < shared; i++)
    {
      if (first->cells[i] != second->cells[i])
        return first->cells[i] < second->cells[i] ? -1 : 1;
    }
  return (first->length > second->length) - (first->length < second->length);
}

/* The rows of all baskets that hold two frequent items or more, those with the same first item together. `starts` gets
 * where those of each first item begin. */
static Row *
make_rows (const Mining *self,
           const CrmBaskets *baskets,
           const gint32 *ranks,
           guint32 *cells,
           gsize *starts)
{
  g_autofree Row *rows = g_new (Row, (gsize) baskets->n + 1);
  Row *sorted;
  gsize n_rows = 0, n_cells = 0;

  for (guint basket = 0; basket < baskets->n; basket++)
    {
      gsize first = n_cells;

      if (basket % 65536 == 0 && crm_run_is_cancelled (self->run))
        break;   /* who sorts them says so */
      for (gsize i = baskets->starts[basket]; i < baskets->starts[basket + 1]; i++)
        {
          if (ranks[baskets->items[i]] >= 0)
            cells[n_cells++] = ranks[baskets->items[i]];
        }
      if (n_cells - first < 2)
        continue;
      qsort (cells + first, n_cells - first, sizeof (guint32), compare_cells);
      rows[n_rows++] = (Row) { cells + first, n_cells - first };
      starts[cells[first] + 2]++;
    }
  for (guint item = 0; item < self->root.n_items; item++)
    starts[item + 1] += starts[item];
  sorted = g_new (Row, n_rows + 1);
  for (gsize row = 0; row < n_rows; row++)
    sorted[starts[rows[row].cells[0] + 1]++] = rows[row];
  return sorted;
}

/* Makes the rows of the root in lexicographic order. */
static gboolean
make_root (Mining *self,
           const CrmBaskets *baskets,
           GError **error)
{
  g_autofree gint32 *ranks = rank_items (self, baskets);
  CrmProjection *root = &self->root;
  g_autofree guint32 *cells = g_new (guint32, baskets->starts[baskets->n] + 1);
  g_autofree gsize *starts = g_new0 (gsize, (gsize) root->n_items + 2);
  g_autofree Row *rows = make_rows (self, baskets, ranks, cells, starts);

  crm_projection_need_rows (root, starts[root->n_items], baskets->starts[baskets->n]);
  root->starts[0] = 0;
  for (guint item = 0; item < root->n_items; item++)
    {
      if (!crm_run_go_on (self->run, -1, error))
        return FALSE;
      qsort (rows + starts[item], starts[item + 1] - starts[item], sizeof (Row), compare_rows);
      for (gsize i = starts[item]; i < starts[item + 1]; i++)
        {
          gsize end = root->starts[root->n_rows];

          memcpy (root->cells + end, rows[i].cells, rows[i].length * sizeof (guint32));
          crm_projection_end_row (root, end + rows[i].length, 1);
        }
    }
  if (root->n_items > 0)
    crm_projection_deliver (root);
  return TRUE;
}

static CrmItemsets *
collect (const Mining *self,
         const CrmBaskets *baskets)
{
  CrmItemsets *sets = g_new0 (CrmItemsets, 1);
  gsize n = 0, n_items = 0;

  for (guint piece = 0; piece < self->root.n_items; piece++)
    {
      n += self->sets[piece]->len;
      n_items += self->items[piece]->len;
    }
  sets->n_baskets = baskets->n;
  sets->n_items = baskets->n_items;
  sets->starts = g_new0 (gsize, n + 1);
  sets->counts = g_new (guint32, n + 1);
  sets->items = g_new (guint32, n_items + 1);
  for (guint piece = 0; piece < self->root.n_items; piece++)
    {
      if (self->items[piece]->len > 0)
        memcpy (sets->items + sets->starts[sets->n], self->items[piece]->data,
                self->items[piece]->len * sizeof (guint32));
      for (guint i = 0; i < self->sets[piece]->len; i++, sets->n++)
        {
          Found found = g_array_index (self->sets[piece], Found, i);

          sets->counts[sets->n] = found.count;
          sets->starts[sets->n + 1] = sets->starts[sets->n] + found.length;
        }
    }
  return sets;
}

static void
clear_mining (Mining *self)
{
  for (guint piece = 0; piece < self->root.n_items; piece++)
    {
      g_clear_pointer (&self->items[piece], g_array_unref);
      g_clear_pointer (&self->sets[piece], g_array_unref);
    }
  g_free (self->items);
  g_free (self->sets);
  g_free (self->codes);
  crm_projection_clear (&self->root);
}

static gboolean
mine (Mining *self,
      const CrmBaskets *baskets,
      GError **error)
{
  gboolean done = make_root (self, baskets, error);

  self->items = g_new0 (GArray *, self->root.n_items + 1);
  self->sets = g_new0 (GArray *, self->root.n_items + 1);
  return done && crm_run_parallel (self->run, self->root.n_items, 1, mine_items, self, error);
}

/* The first doubling of the count with which there are much fewer sets, found much sooner; 0 where there is none. */
static guint
find_least (const Mining *self,
            const CrmBaskets *baskets,
            GError **error)
{
  CrmRun still = crm_run_still (self->run);

  for (guint64 least = 2 * (guint64) self->least; least <= baskets->n; least *= 2)
    {
      Mining trial = { .run = &still, .least = least, .longest = self->longest,
                       .budget = { CRM_ITEMSETS_MOST / 10, CRM_ITEMSETS_MOST_CELLS / 10 } };
      gboolean done = mine (&trial, baskets, error), enough = crm_budget_is_left (&trial.budget);

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
        const CrmBaskets *baskets,
        GError **error)
{
  g_autoptr (GError) local = NULL;
  guint least = find_least (self, baskets, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (least > 0)
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                 _("More than %d sets of items occur that often, or they would take too long to find. Ask for a "
                   "support of %g, or for shorter sets."), CRM_ITEMSETS_MOST, crm_baskets_support (least, baskets->n));
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                 _("More than %d sets of items occur that often, or they would take too long to find. Ask for shorter "
                   "sets: most baskets hold the same items."), CRM_ITEMSETS_MOST);
}

/**
 * crm_itemsets_mine:
 * @support: the least share of baskets that hold a set, 0 to 1
 * @longest: the most items of a set, at most %CRM_ITEMSET_LONGEST
 * @run: (nullable): the run
 *
 * Finds all sets of items that are together in many baskets, by the occurrence deliver with database reduction of T.
 * Uno and others, "LCM ver. 2", FIMI 2004.
 *
 * Returns: (transfer full) (nullable): the sets
 * Errors: %CRM_ERROR_INVALID where there are no baskets, or more than %CRM_ITEMSETS_MOST sets, or more than
 *   %CRM_ITEMSETS_MOST_CELLS to be looked at for them, naming a support that will do; %G_IO_ERROR_CANCELLED
 */
CrmItemsets *
crm_itemsets_mine (const CrmBaskets *baskets,
                   double support,
                   guint longest,
                   const CrmRun *run,
                   GError **error)
{
  Mining mining = { .run = run, .least = crm_baskets_least_count (support, baskets->n),
                    .longest = CLAMP (longest, 1, CRM_ITEMSET_LONGEST),
                    .budget = { CRM_ITEMSETS_MOST, CRM_ITEMSETS_MOST_CELLS } };
  CrmItemsets *sets = NULL;
  gboolean done;

  if (baskets->starts[baskets->n] == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           _("There are no baskets with items. Choose the columns of transactions and items."));
      return NULL;
    }
  if (!crm_run_go_on (run, 0, error))
    return NULL;
  done = mine (&mining, baskets, error);
  if (done && crm_budget_is_left (&mining.budget))
    sets = collect (&mining, baskets);
  clear_mining (&mining);
  if (done && sets == NULL)
    refuse (&mining, baskets, error);
  return sets;
}

void
crm_itemsets_free (CrmItemsets *self)
{
  g_free (self->starts);
  g_free (self->items);
  g_free (self->counts);
  g_free (self);
}
