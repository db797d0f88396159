/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-itemsets.h"
#include "analytics/crm-random.h"

#include <string.h>

/* An open hash table. The hash of a set is the sum of numbers drawn for its items (after A. L. Zobrist, "A New Hashing
 * Method", 1970), so that of a set with one item less is a subtraction away. */

struct _CrmItemsetIndex
{
  const CrmItemsets *sets;
  guint64           *numbers;   /* of the items */
  guint64           *hashes;    /* of the sets */
  guint32           *places;    /* set + 1; 0: free */
  gsize              mask;
};

static gsize
place_of (guint64 hash,
          gsize mask)
{
  return (hash ^ hash >> 32) & mask;
}

/**
 * crm_itemset_index_new:
 * @sets: all different; they must live longer than the index
 *
 * Returns: (transfer full): an index of the sets
 */
CrmItemsetIndex *
crm_itemset_index_new (const CrmItemsets *sets)
{
  CrmItemsetIndex *self = g_new0 (CrmItemsetIndex, 1);
  CrmRandom random;
  gsize size = 16;

  while (size < sets->n * 2)
    size *= 2;
  self->sets = sets;
  self->mask = size - 1;
  self->numbers = g_new (guint64, MAX (sets->n_items, 1));
  self->hashes = g_new0 (guint64, MAX (sets->n, 1));
  self->places = g_new0 (guint32, size);
  crm_random_init (&random, 0, 0);
  for (guint item = 0; item < sets->n_items; item++)
    self->numbers[item] = crm_random_next (&random);
  for (gsize set = 0; set < sets->n; set++)
    {
      gsize place;

      for (gsize i = sets->starts[set]; i < sets->starts[set + 1]; i++)
        self->hashes[set] += self->numbers[sets->items[i]];
      place = place_of (self->hashes[set], self->mask);
      while (self->places[place] != 0)
        place = (place + 1) & self->mask;
      self->places[place] = set + 1;
    }
  return self;
}

void
crm_itemset_index_free (CrmItemsetIndex *self)
{
  g_free (self->numbers);
  g_free (self->hashes);
  g_free (self->places);
  g_free (self);
}

/* Whether they are the same but for the one at `left_out`, if any. */
static gboolean
is_equal (const CrmItemsets *sets,
          gsize set,
          const guint32 *items,
          guint n,
          guint left_out)
{
  const guint32 *others = crm_itemsets_items (sets, set);
  guint head = MIN (left_out, n);

  if (crm_itemsets_length (sets, set) != n - (left_out < n) || memcmp (others, items, head * sizeof (guint32)) != 0)
    return FALSE;
  return left_out >= n || memcmp (others + head, items + head + 1, (n - head - 1) * sizeof (guint32)) == 0;
}

static gsize
find (const CrmItemsetIndex *self,
      guint64 hash,
      const guint32 *items,
      guint n,
      guint left_out)
{
  gsize place = place_of (hash, self->mask);

  for (; self->places[place] != 0; place = (place + 1) & self->mask)
    {
      gsize set = self->places[place] - 1;

      if (self->hashes[set] == hash && is_equal (self->sets, set, items, n, left_out))
        return set;
    }
  return CRM_ITEMSET_NONE;
}

/**
 * crm_itemset_index_find:
 * @items: (array length=n): in ascending order, below the number of items
 *
 * Returns: the set of these items, %CRM_ITEMSET_NONE if it is not among them
 */
gsize
crm_itemset_index_find (const CrmItemsetIndex *self,
                        const guint32 *items,
                        guint n)
{
  guint64 hash = 0;

  for (guint i = 0; i < n; i++)
    hash += self->numbers[items[i]];
  return find (self, hash, items, n, n);
}

/**
 * crm_itemset_index_without:
 * @place: of an item in the set
 *
 * Returns: the set of all other items of @set, %CRM_ITEMSET_NONE if it is not among them
 */
gsize
crm_itemset_index_without (const CrmItemsetIndex *self,
                           gsize set,
                           guint place)
{
  const guint32 *items = crm_itemsets_items (self->sets, set);

  return find (self, self->hashes[set] - self->numbers[items[place]], items, crm_itemsets_length (self->sets, set),
               place);
}

/**
 * crm_itemset_index_flags:
 * @run: (nullable): the run
 *
 * Tells closed and maximal sets (N. Pasquier and others, "Discovering Frequent Closed Itemsets for Association Rules",
 * ICDT 1999; R. Bayardo, "Efficiently Mining Long Patterns from Databases", SIGMOD 1998). The sets must be all frequent
 * ones; of the longest, both are said as if there were no longer ones.
 *
 * Returns: (transfer full) (nullable) (array): #CrmItemsetFlags of each set
 * Errors: %G_IO_ERROR_CANCELLED
 */
guint8 *
crm_itemset_index_flags (const CrmItemsetIndex *self,
                         const CrmRun *run,
                         GError **error)
{
  const CrmItemsets *sets = self->sets;
  g_autofree guint8 *flags = g_new (guint8, MAX (sets->n, 1));

  memset (flags, CRM_ITEMSET_CLOSED | CRM_ITEMSET_MAXIMAL, sets->n);
  for (gsize set = 0; set < sets->n; set++)
    {
      guint length = crm_itemsets_length (sets, set);

      if (set % 4096 == 0 && !crm_run_go_on (run, -1, error))
        return NULL;
      for (guint place = 0; length > 1 && place < length; place++)
        {
          gsize part = crm_itemset_index_without (self, set, place);

          flags[part] &= sets->counts[part] == sets->counts[set] ? 0 : ~CRM_ITEMSET_MAXIMAL;
        }
    }
  return g_steal_pointer (&flags);
}
