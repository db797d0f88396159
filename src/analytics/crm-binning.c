/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-binning.h"
#include "analytics/crm-describe.h"
#include "analytics/crm-sort.h"

#include <math.h>
#include <string.h>

/**
 * crm_bin_cuts:
 * @values: (array length=n): finite numbers
 * @binning: %CRM_BIN_WIDTH or %CRM_BIN_FREQUENCY
 *
 * Divides numbers into bins of equal width, or at quantiles (type 7 of Hyndman and Fan). Where many values are equal
 * there are fewer bins than asked for.
 *
 * Returns: (transfer full) (element-type double): where each bin but the first begins, in rising order
 */
GArray *
crm_bin_cuts (const double *values,
              gsize n,
              CrmBinning binning,
              guint n_bins,
              const CrmRun *run)
{
  g_autofree double *sorted = crm_sort_values (values, n, NULL, run);
  GArray *cuts = g_array_new (FALSE, FALSE, sizeof (double));
  double last = n > 0 ? sorted[0] : 0;

  for (guint i = 1; i < n_bins && n > 0; i++)
    {
      double cut = binning == CRM_BIN_WIDTH ? sorted[0] + i * ((sorted[n - 1] - sorted[0]) / n_bins) :
                   crm_quantile (sorted, n, (double) i / n_bins, 7);

      if (cut > last && cut <= sorted[n - 1])
        g_array_append_val (cuts, cut);
      last = MAX (last, cut);
    }
  return cuts;
}

/**
 * crm_bin_of:
 *
 * Returns: the number of the bin, from 0, that the value lies in: a bin begins with its cut
 */
guint
crm_bin_of (const GArray *cuts,
            double value)
{
  guint first = 0, last = cuts->len;

  while (first < last)
    {
      guint middle = (first + last) / 2;

      if (g_array_index (cuts, double, middle) <= value)
        first = middle + 1;
      else
        last = middle;
    }
  return first;
}

/* By classes */

typedef struct
{
  const double *values;    /* in rising order */
  const gint32 *classes;
  guint         n_classes;
  GArray       *cuts;
  const CrmRun *run;
} Search;

/* Classes of some rows: how many occur, and n times their entropy in bits. */
typedef struct
{
  guint  n_classes;
  double bits;
} Disorder;

static Disorder
measure (const gsize *counts,
         guint n_classes,
         gsize n)
{
  Disorder disorder = { 0, 0 };

  for (guint k = 0; k < n_classes; k++)
    {
      if (counts[k] == 0)
        continue;
      disorder.n_classes++;
      disorder.bits -= counts[k] * log2 ((double) counts[k] / n);
    }
  return disorder;
}

static void
count_classes (const Search *search,
               gsize first,
               gsize last,
               gsize *counts)
{
  memset (counts, 0, search->n_classes * sizeof (gsize));
  for (gsize i = first; i < last; i++)
    counts[search->classes[i]]++;
}

/* Whether a parting saves more bits than it takes to tell of it. */
static gboolean
pays (Disorder whole,
      Disorder left,
      Disorder right,
      gsize n,
      gsize n_left)
{
  double k = whole.n_classes, bits = k < 32 ? log2 (pow (3, k) - 2) : k * log2 (3);

  bits -= k * whole.bits / n - left.n_classes * left.bits / n_left - right.n_classes * right.bits / (n - n_left);
  return whole.bits - left.bits - right.bits > log2 (n - 1.0) + bits;
}

/* The first row of the right side where the entropy of both sides is least; `first` where all values are equal. */
static gsize
find_cut (const Search *search,
          gsize first,
          gsize last,
          const gsize *counts,
          Disorder *best_left,
          Disorder *best_right)
{
  g_autofree gsize *left = g_new0 (gsize, search->n_classes);
  g_autofree gsize *right = g_memdup2 (counts, search->n_classes * sizeof (gsize));
  gsize cut = first;
  double least = INFINITY;

  for (gsize i = first; i + 1 < last; i++)
    {
      Disorder of_left, of_right;

      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (search->run))
        break;
      left[search->classes[i]]++;
      right[search->classes[i]]--;
      if (search->values[i] == search->values[i + 1])
        continue;
      of_left = measure (left, search->n_classes, i + 1 - first);
      of_right = measure (right, search->n_classes, last - i - 1);
      if (of_left.bits + of_right.bits >= least)
        continue;
      least = of_left.bits + of_right.bits;
      cut = i + 1;
      *best_left = of_left;
      *best_right = of_right;
    }
  return cut;
}

static void
part (Search *search,
      gsize first,
      gsize last)
{
  g_autofree gsize *counts = g_new (gsize, search->n_classes);
  Disorder whole, left = { 0 }, right = { 0 };
  double value;
  gsize cut;

  count_classes (search, first, last, counts);
  whole = measure (counts, search->n_classes, last - first);
  if (whole.n_classes < 2)
    return;
  cut = find_cut (search, first, last, counts, &left, &right);
  if (cut == first || !pays (whole, left, right, last - first, cut - first))
    return;
  part (search, first, cut);
  value = search->values[cut - 1] + (search->values[cut] - search->values[cut - 1]) / 2;
  if (value <= search->values[cut - 1])   /* no number lies between them */
    value = search->values[cut];
  g_array_append_val (search->cuts, value);
  part (search, cut, last);
}

/**
 * crm_bin_classes:
 * @values: (array length=n): finite numbers
 * @classes: (array length=n): the class of each, from 0
 * @run: (nullable): how to run
 *
 * Divides numbers where their classes differ: at the cut that leaves the least entropy, and each side again as long as
 * that is worth its description (U. M. Fayyad and K. B. Irani, "Multi-interval discretization of continuous-valued
 * attributes for classification learning", IJCAI 1993). A cut is halfway between two values.
 *
 * Returns: (transfer full) (nullable) (element-type double): the cuts in rising order; none where the numbers tell
 *   nothing of the classes
 * Errors: %G_IO_ERROR_CANCELLED
 */
GArray *
crm_bin_classes (const double *values,
                 const gint32 *classes,
                 gsize n,
                 guint n_classes,
                 const CrmRun *run,
                 GError **error)
{
  g_autofree guint32 *order = crm_sort_order (values, n, NULL, run);
  g_autofree double *sorted = g_new (double, MAX (n, 1));
  g_autofree gint32 *sorted_classes = g_new (gint32, MAX (n, 1));
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (double));

  for (gsize i = 0; i < n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return NULL;
      sorted[i] = values[order[i]];
      sorted_classes[i] = classes[order[i]];
    }
  part (&(Search) { sorted, sorted_classes, n_classes, cuts, run }, 0, n);
  return crm_run_go_on (run, -1, error) ? g_steal_pointer (&cuts) : NULL;
}
