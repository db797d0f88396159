/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include <math.h>

/* T10.I4 by the recipe of R. Agrawal, R. Srikant, "Fast
 * Algorithms for Mining Association Rules", VLDB 1994: they are put together of 2,000 sets of items that are bought
 * often, not always as a whole. */

#define N_SETS 2000
#define N_ITEMS 1000

typedef struct
{
  guint  n;
  gint32 items[64];
  double weight, corruption;
} Source;

static double
draw_exponential (CrmRandom *random)
{
  return -log1p (-crm_random_double (random));
}

static guint
draw_poisson (CrmRandom *random,
              double mean)
{
  double left = exp (-mean);
  guint n = 0;

  for (double product = crm_random_double (random); product > left; product *= crm_random_double (random))
    n++;
  return n;
}

static void
draw_sources (CrmRandom *random,
              Source *sources)
{
  double total = 0;

  for (guint i = 0; i < N_SETS; i++)
    {
      guint length = CLAMP (draw_poisson (random, 4), 1, 60);
      guint shared = i > 0 ? MIN (length, (guint) (0.5 * draw_exponential (random) * length)) : 0;

      sources[i].n = length;
      for (guint k = 0; k < length; k++)
        sources[i].items[k] = k < shared ? sources[i - 1].items[crm_random_below (random, sources[i - 1].n)] :
                              (gint32) crm_random_below (random, N_ITEMS);
      sources[i].weight = total += draw_exponential (random);
      sources[i].corruption = CLAMP (0.5 + sqrt (0.1) * crm_random_normal (random), 0, 1);
    }
  for (guint i = 0; i < N_SETS; i++)
    sources[i].weight /= total;
}

static const Source *
choose_source (CrmRandom *random,
               const Source *sources)
{
  double place = crm_random_double (random);
  guint first = 0, last = N_SETS - 1;

  while (first < last)
    {
      guint middle = (first + last) / 2;

      if (sources[middle].weight <= place)
        first = middle + 1;
      else
        last = middle;
    }
  return &sources[first];
}

/* Draws `n` lines: the number of the basket and an item for each. */
void
bench_draw_baskets (CrmRandom *random,
                    gsize n,
                    double *baskets,
                    double *items)
{
  g_autofree Source *sources = g_new (Source, N_SETS);
  const Source *kept = NULL;
  gsize line = 0;

  draw_sources (random, sources);
  for (gsize basket = 0; line < n; basket++)
    {
      guint size = MAX (draw_poisson (random, 10), 1), used = 0;

      while (used < size)
        {
          const Source *source = kept != NULL ? kept : choose_source (random, sources);
          guint length = source->n;

          while (length > 0 && crm_random_double (random) < source->corruption)
            length--;
          /* What does not fit goes into the next one, every other time. */
          kept = used > 0 && used + length > size && crm_random_double (random) < 0.5 ? source : NULL;
          if (kept != NULL)
            break;
          for (guint i = 0; i < length && line < n; i++, line++)
            {
              baskets[line] = basket;
              items[line] = source->items[i];
            }
          used += MAX (length, 1);
        }
    }
}
