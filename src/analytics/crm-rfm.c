/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-rfm.h"

#include "analytics/crm-sort.h"
#include "analytics/crm-sum.h"
#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define GRAIN 4096
#define FEW_LINES 32   /* which are compared with each other sooner than put into a table */
#define HASH_FACTOR G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

/* The first row that fits. The names are those that tools for marketing have in common; the borders are ours, so that
 * each field of the grid has one name and the finer segments add up to the coarser ones. */
static const CrmRfmSegment segments[] = {
  { "champions", N_("Champions"), "champions", 4, 5, 4, 5 },
  { "loyal", N_("Loyal"), "loyal", 3, 5, 3, 5 },
  { "potential_loyalists", N_("Potential Loyalists"), "potential", 4, 5, 2, 2 },
  { "new", N_("New Customers"), "new", 5, 5, 1, 1 },
  { "promising", N_("Promising"), "new", 4, 4, 1, 1 },
  { "need_attention", N_("Need Attention"), "need_attention", 3, 3, 2, 2 },
  { "about_to_sleep", N_("About to Sleep"), "need_attention", 3, 3, 1, 1 },
  { "at_risk", N_("At Risk"), "at_risk", 1, 2, 3, 3 },
  { "cannot_lose", N_("Cannot Lose Them"), "cant_lose", 1, 2, 4, 5 },
  { "lost", N_("Lost"), "hibernating", 1, 1, 1, 1 },
  { "hibernating", N_("Hibernating"), "hibernating", 1, 2, 1, 2 },
};

/**
 * crm_rfm_segments:
 *
 * Returns: (transfer none) (array length=n_segments): all segments
 */
const CrmRfmSegment *
crm_rfm_segments (guint *n_segments)
{
  *n_segments = G_N_ELEMENTS (segments);
  return segments;
}

void
crm_rfm_free (CrmRfm *self)
{
  g_free (self->customers);
  g_free (self);
}

typedef struct
{
  const CrmPurchases *purchases;
  CrmRfm             *result;
} Work;

static guint
count_few_transactions (const CrmPurchase *lines,
                        gsize n)
{
  guint count = 0;

  for (gsize i = 0; i < n; i++)
    {
      gsize before = 0;

      while (before < i && lines[before].transaction != lines[i].transaction)
        before++;
      count += before == i;
    }
  return count;
}

static guint
count_transactions (const CrmPurchase *lines,
                    gsize n,
                    GArray *table)
{
  gsize size = 4;
  guint count = 0, shift;
  const CrmPurchase **places;

  while (size < n * 2)
    size *= 2;
  shift = 64 - g_bit_nth_msf (size, -1);
  g_array_set_size (table, MAX (table->len, size));
  places = (const CrmPurchase **) (void *) table->data;
  memset (places, 0, size * sizeof *places);
  for (gsize i = 0; i < n; i++)
    {
      gsize place = lines[i].transaction * HASH_FACTOR >> shift;

      while (places[place] != NULL && places[place]->transaction != lines[i].transaction)
        place = (place + 1) & (size - 1);
      if (places[place] == NULL)
        {
          places[place] = &lines[i];
          count++;
        }
    }
  return count;
}

static double
sum_values (const CrmPurchase *lines,
            gsize n)
{
  CrmSum sum = { 0 };

  for (gsize i = 0; i < n; i++)
    crm_sum_add (&sum, lines[i].value);
  return crm_sum_value (&sum);
}

/* Sums of other amounts that make the same may differ in their last bits. Rounded to 40 of 53 bits, these cannot decide
 * who ranks higher. */
static guint64
key_of_sum (double sum)
{
  int exponent;

  frexp (sum, &exponent);
  return crm_sort_key (ldexp (rint (ldexp (sum, 40 - exponent)), exponent - 40));
}

static void
measure (gsize first,
         gsize last,
         guint piece,
         gpointer data)
{
  Work *work = data;
  g_autoptr (GArray) room = g_array_new (FALSE, FALSE, sizeof (CrmPurchase));
  g_autoptr (GArray) table = g_array_new (FALSE, FALSE, sizeof (gpointer));

  for (gsize i = first; i < last; i++)
    {
      const CrmPurchase *lines = crm_purchases_lines (work->purchases, i, room);
      gsize n = room->len;
      gint32 last_day = lines[0].day;

      for (gsize line = 1; line < n; line++)
        last_day = MAX (last_day, lines[line].day);
      work->result->customers[i].recency = work->result->as_of - last_day;
      work->result->customers[i].frequency = n <= FEW_LINES ? count_few_transactions (lines, n) :
                                             count_transactions (lines, n, table);
      work->result->customers[i].monetary = sum_values (lines, n);
    }
}

/* Which third of the bytes r, f, m of all customers becomes the share of those that rank no higher. */
static void
score (CrmRfm *self,
       const guint64 *keys,
       gsize offset,
       const CrmRun *run)
{
  g_autofree guint32 *order = crm_sort_keys (keys, self->n, run);

  for (gsize i = 0; i < self->n; i++)
    ((guint8 *) &self->customers[order[i]])[offset] = ((i + 1) * self->n_bins + self->n - 1) / self->n;
}

static void
score_all (CrmRfm *self,
           const CrmRun *run)
{
  g_autofree guint64 *keys = g_new (guint64, self->n + 1);

  for (gsize i = 0; i < self->n; i++)
    keys[i] = (guint32) (G_MAXINT32 - self->customers[i].recency);
  score (self, keys, G_STRUCT_OFFSET (CrmRfmCustomer, r), run);
  for (gsize i = 0; i < self->n; i++)
    keys[i] = self->customers[i].frequency;
  score (self, keys, G_STRUCT_OFFSET (CrmRfmCustomer, f), run);
  for (gsize i = 0; i < self->n; i++)
    keys[i] = key_of_sum (self->customers[i].monetary);
  score (self, keys, G_STRUCT_OFFSET (CrmRfmCustomer, m), run);
}

static guint8
find_segment (guint r,
              guint f)
{
  guint8 i = 0;

  while (r < segments[i].r_low || r > segments[i].r_high || f < segments[i].f_low || f > segments[i].f_high)
    i++;
  return i;
}

static void
find_tiers (CrmRfm *self,
            const CrmRun *run)
{
  g_autofree double *values = g_new (double, self->n + 1);
  g_autofree guint8 *tiers = g_new0 (guint8, self->n + 1);

  for (gsize i = 0; i < self->n; i++)
    values[i] = self->customers[i].monetary;
  crm_concentration_find (&self->concentration, values, self->n, tiers, run);
  for (gsize i = 0; i < self->n; i++)
    self->customers[i].tier = tiers[i];
}

/**
 * crm_rfm_new:
 * @purchases: what everybody bought
 * @options: how to score
 * @run: (nullable): progress, cancelling, threads
 *
 * Recency, frequency and monetary value of each customer, after A. M. Hughes, "Strategic Database Marketing" (1994).
 * Scores are quantiles of the ranks: ⌈rank · bins / n⌉, ranks ascending (the most recent highest), of equal ones the
 * customer with the lower id first. So groups are of equal size, and ties are broken always alike. Scores out of
 * another number than 5 count as the fifth they lie in where segments are named.
 *
 * Returns: (transfer full) (nullable): the figures
 * Errors: %CRM_ERROR_INVALID if purchases lie after `as_of`; %G_IO_ERROR_CANCELLED
 */
CrmRfm *
crm_rfm_new (const CrmPurchases *purchases,
             const CrmRfmOptions *options,
             const CrmRun *run,
             GError **error)
{
  g_autoptr (CrmRfm) self = g_new0 (CrmRfm, 1);
  Work work = { purchases, self };

  self->as_of = options->as_of != CRM_DAY_MISSING ? options->as_of : purchases->last_day + 1;
  self->n_bins = options->n_bins;
  self->n = purchases->n_buyers;
  if (purchases->last_day > self->as_of)
    {
      g_autofree char *last = crm_date_to_iso (purchases->last_day);

      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("There are purchases as late as %s, after the day to count "
                                                          "to. Give a later one, or leave them out."), last);
      return NULL;
    }
  self->customers = g_new0 (CrmRfmCustomer, self->n + 1);
  if (!crm_run_parallel (run, self->n, GRAIN, measure, &work, error))
    return NULL;
  score_all (self, run);
  for (gsize i = 0; i < self->n; i++)
    {
      CrmRfmCustomer *customer = &self->customers[i];

      customer->segment = find_segment ((customer->r * 5 + self->n_bins - 1) / self->n_bins,
                                        (customer->f * 5 + self->n_bins - 1) / self->n_bins);
    }
  find_tiers (self, run);
  return g_steal_pointer (&self);
}
