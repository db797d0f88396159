/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-concentration.h"

#include "analytics/crm-sort.h"

#include <math.h>
#include <string.h>

/**
 * crm_tier_name:
 *
 * Returns: the name of a tier of the pyramid, for scripts
 */
const char *
crm_tier_name (guint tier)
{
  static const char *const names[CRM_N_TIERS] = { "top", "large", "medium", "small" };

  g_return_val_if_fail (tier < CRM_N_TIERS, NULL);
  return names[tier];
}

/* How many are in the highest `percent` %, rounded up. */
static gsize
count_top (gsize n,
           guint percent)
{
  return n / 100 * percent + (n % 100 * percent + 99) / 100;
}

/* `sums` holds at i what the i lowest have together. */
static double
sum_top (const double *sums,
         gsize n,
         gsize count)
{
  return sums[n] - sums[n - count];
}

static gsize
count_for_share (const double *sums,
                 gsize n,
                 double share)
{
  gsize count = 0;

  while (count < n && sum_top (sums, n, count) < share * sums[n])
    count++;
  return count;
}

static void
fill_pyramid (CrmConcentration *self,
              const double *sums,
              const guint32 *order,
              gsize n,
              guint8 *tiers)
{
  static const guint ends[CRM_N_TIERS] = { 1, 5, 20, 100 };
  gsize before = 0;

  for (guint tier = 0; tier < CRM_N_TIERS; tier++)
    {
      gsize end = count_top (n, ends[tier]);

      self->pyramid[tier] = (CrmTier) { end - before, sum_top (sums, n, end) - sum_top (sums, n, before) };
      for (gsize i = before; tiers != NULL && i < end; i++)
        tiers[order[n - 1 - i]] = tier;
      before = end;
    }
}

static void
fill_lorenz (CrmConcentration *self,
             const double *sums,
             gsize n)
{
  for (guint i = 0; i < CRM_N_LORENZ; i++)
    {
      double place = (double) n * i / (CRM_N_LORENZ - 1);
      gsize whole = MIN ((gsize) place, n);
      double sum = sums[whole];

      if (whole < n)
        sum += (place - whole) * (sums[whole + 1] - sums[whole]);
      self->lorenz[i] = sum / sums[n];
    }
}

/**
 * crm_concentration_find:
 * @self: (out caller-allocates): filled in
 * @values: (array length=n): what each customer is worth; finite
 * @n: at least 1
 * @tiers: (nullable) (out caller-allocates) (array length=n): the tier of each
 *
 * How unequal values are. Gini's coefficient and Lorenz's curve: M. O. Lorenz, "Methods of measuring the concentration
 * of wealth" (1905), C. Gini, "Variabilità e mutabilità" (1912), as the mean difference over twice the mean; the
 * pyramid: J. and A. Curry, "The Customer Marketing Method" (2000). Of equal values the later ones count as higher.
 * Where the total is not positive, shares are NaN.
 */
void
crm_concentration_find (CrmConcentration *self,
                        const double *values,
                        gsize n,
                        guint8 *tiers,
                        const CrmRun *run)
{
  g_autofree guint64 *keys = g_new (guint64, n + 1);
  g_autofree guint32 *order = NULL;
  g_autofree double *sums = g_new (double, n + 1);
  double weighted = 0, carry = 0;

  for (gsize i = 0; i < n; i++)
    keys[i] = crm_sort_key (values[i]);
  order = crm_sort_keys (keys, n, run);
  sums[0] = 0;
  for (gsize i = 0; i < n; i++)
    {
      double value = values[order[i]], part = value - carry, sum = sums[i] + part;

      carry = sum - sums[i] - part;
      sums[i + 1] = sum;
      weighted += (2.0 * i + 1 - n) * value;
    }
  memset (self, 0, sizeof *self);
  self->total = sums[n];
  fill_pyramid (self, sums, order, n, tiers);
  if (!(self->total > 0))
    {
      self->gini = self->top10 = self->top20 = NAN;
      for (guint i = 0; i < CRM_N_LORENZ; i++)
        self->lorenz[i] = NAN;
      return;
    }
  self->gini = values[order[0]] >= 0 ? weighted / (n * self->total) : NAN;
  self->top10 = sum_top (sums, n, count_top (n, 10)) / self->total;
  self->top20 = sum_top (sums, n, count_top (n, 20)) / self->total;
  self->class_a = count_for_share (sums, n, 0.80);
  self->class_b = count_for_share (sums, n, 0.95) - self->class_a;
  fill_lorenz (self, sums, n);
}
