/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-baskets.h"

#include <math.h>
#include <stdlib.h>

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  guint32 first = *(const guint32 *) a, second = *(const guint32 *) b;

  return (first > second) - (first < second);
}

/* Sorts each basket and closes the gaps that items bought twice leave. */
static gboolean
tidy (CrmBaskets *self,
      const CrmRun *run,
      GError **error)
{
  gsize used = 0, first = 0;

  for (guint basket = 0; basket < self->n; basket++)
    {
      gsize last = self->starts[basket + 1];

      if (basket % 65536 == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      qsort (self->items + first, last - first, sizeof (guint32), compare_items);
      self->starts[basket] = used;
      for (gsize i = first; i < last; i++)
        {
          if (i == first || self->items[i] != self->items[i - 1])
            self->items[used++] = self->items[i];
        }
      first = last;
    }
  self->starts[self->n] = used;
  return TRUE;
}

/**
 * crm_baskets_new:
 * @baskets: (array length=n_rows): the basket of each row; negative: the row is left out
 * @items: (array length=n_rows): the item of each row; negative: the row is left out
 * @run: (nullable): the run
 *
 * Puts rows of a basket and an item each together, whatever their order. An item that a basket holds more than once
 * counts once. A basket without items is one nevertheless: shares are of all baskets.
 *
 * Returns: (transfer full) (nullable): the baskets
 * Errors: %G_IO_ERROR_CANCELLED
 */
CrmBaskets *
crm_baskets_new (const gint32 *baskets,
                 const gint32 *items,
                 gsize n_rows,
                 guint n_baskets,
                 guint n_items,
                 const CrmRun *run,
                 GError **error)
{
  g_autoptr (CrmBaskets) self = g_new0 (CrmBaskets, 1);
  g_autofree gsize *next = g_new (gsize, (gsize) n_baskets + 1);

  self->n = n_baskets;
  self->n_items = n_items;
  self->starts = g_new0 (gsize, (gsize) n_baskets + 1);
  for (gsize row = 0; row < n_rows; row++)
    {
      if (baskets[row] >= 0 && items[row] >= 0)
        self->starts[baskets[row] + 1]++;
    }
  for (guint i = 0; i < n_baskets; i++)
    {
      next[i] = self->starts[i];
      self->starts[i + 1] += self->starts[i];
    }
  self->items = g_new (guint32, self->starts[n_baskets] + 1);
  for (gsize row = 0; row < n_rows; row++)
    {
      if (row % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return NULL;
      if (baskets[row] >= 0 && items[row] >= 0)
        self->items[next[baskets[row]]++] = items[row];
    }
  return tidy (self, run, error) ? g_steal_pointer (&self) : NULL;
}

void
crm_baskets_free (CrmBaskets *self)
{
  g_free (self->starts);
  g_free (self->items);
  g_free (self);
}

/**
 * crm_baskets_least_count:
 * @support: a share, 0 to 1
 * @n: of how many
 *
 * Returns: the least count that is at least that share, and at least 1. A share that was meant to be a whole count and
 *   was rounded as a double (0.07 of 100) is that count.
 */
guint
crm_baskets_least_count (double support,
                         guint n)
{
  double count = support * n;

  return MAX (ceil (count - 1e-9 * MAX (count, 1)), 1);
}

/**
 * crm_baskets_support:
 * @n: of how many
 *
 * Returns: the least share of two digits that is at least that of the count
 */
double
crm_baskets_support (guint count,
                     guint n)
{
  double share = (double) count / n, digit = pow (10, floor (log10 (share)) - 1);

  return MIN (ceil (share / digit - 1e-9) * digit, 1);
}
