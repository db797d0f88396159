/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-partial-sort.h"

#define FEW 10
#define MOST_PARTS 64   /* the shorter part is gone on with, so there is one for each halving */

/* Values from `first` to `last`, in which the places from `low` to, not including, `high` are wanted. */
typedef struct
{
  gssize first, last;
  guint  low, high;
} Part;

static void
swap (double *a,
      double *b)
{
  double c = *a;

  *a = *b;
  *b = c;
}

/* Values no higher than the median of three come up to `below`, those no lower from `above` on. */
static void
divide (double *values,
        const Part *part,
        gssize *below,
        gssize *above)
{
  gssize low = part->first, high = part->last;
  double *first = &values[low], *last = &values[high], *middle = &values[(low + high) / 2], pivot;

  if (*first > *middle)
    swap (first, middle);
  if (*last < *middle)
    {
      swap (last, middle);
      if (*first > *middle)
        swap (first, middle);
    }
  pivot = *middle;
  while (TRUE)
    {
      do
        high--;
      while (values[high] > pivot);
      do
        low++;
      while (values[low] < pivot);
      if (low > high)
        break;
      swap (&values[low], &values[high]);
    }
  *below = high;
  *above = low;
}

static void
insert (double *values,
        const Part *part)
{
  for (gssize i = part->first + 1; i <= part->last; i++)
    {
      for (gssize k = i; k > part->first && values[k] < values[k - 1]; k--)
        swap (&values[k], &values[k - 1]);
    }
}

/**
 * crm_partial_sort:
 * @values: (inout) (array length=n): moved about
 * @places: (array length=n_places): ascending
 *
 * Puts those values into the given places that sorting all of them would: J. Chambers, "Algorithm 410: Partial
 * sorting", CACM 14 (1971), by the sort of R. Singleton, "Algorithm 347", CACM 12 (1969).
 */
void
crm_partial_sort (double *values,
                  gsize n,
                  const gsize *places,
                  guint n_places)
{
  Part parts[MOST_PARTS] = { { 0, (gssize) n - 1, 0, n_places } };
  guint n_parts = 1;

  while (n_parts > 0)
    {
      Part *part = &parts[n_parts - 1], *rest = part, *next = part + 1;
      gssize below, above;

      if (part->low >= part->high || part->first >= part->last)
        {
          n_parts--;
          continue;
        }
      if (part->last - part->first <= FEW && part->first > 0)
        {
          insert (values, part);
          n_parts--;
          continue;
        }
      divide (values, part, &below, &above);
      *next = *part;
      if (below - part->first <= part->last - above)
        {
          next->last = below;
          while (next->high > next->low && places[next->high - 1] > (gsize) below)
            next->high--;
          rest->first = above;
          rest->low = next->high;
        }
      else
        {
          next->first = above;
          while (next->high > next->low && places[next->low] < (gsize) above)
            next->low++;
          rest->last = below;
          rest->high = next->low;
        }
      n_parts++;
    }
}
