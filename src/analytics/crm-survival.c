/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-survival.h"

#include "analytics/crm-sort.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define Z_95 1.959963984540054235
#define ROUNDING 1.5e-8   /* the root of what doubles can tell apart */

void
crm_survival_curve_free (CrmSurvivalCurve *self)
{
  g_free (self->times);
  g_free (self->n_risk);
  g_free (self->n_events);
  g_free (self->n_censored);
  g_free (self->survival);
  g_free (self->std_error);
  g_free (self->lower);
  g_free (self->upper);
  g_free (self);
}

/**
 * crm_survival_check:
 *
 * Returns: whether the data can be worked on
 * Errors: %CRM_ERROR_INVALID
 */
gboolean
crm_survival_check (const CrmSurvivalData *data,
                    GError **error)
{
  if (data->n == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("No row has both a duration and an outcome. Fill "
                                                                  "them in first."));
      return FALSE;
    }
  if (data->groups != NULL && data->n_groups > CRM_SURVIVAL_MOST_GROUPS)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("There are %u groups; at most %d can be compared. Choose a "
                                                          "column with fewer values."), data->n_groups,
                   CRM_SURVIVAL_MOST_GROUPS);
      return FALSE;
    }
  for (gsize i = 0; i < data->n; i++)
    {
      if (!isfinite (data->times[i]) || data->times[i] < 0)
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("A duration is %g. It cannot be negative or infinite: "
                                                              "correct it, or leave the row out."), data->times[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * crm_survival_join_times:
 * @times: (inout) (array length=n): how long each was observed
 * @run: (nullable): once it is cancelled not all are joined
 *
 * Times that only rounding keeps apart, such as 0.1 + 0.2 and 0.3, become the lowest of them, so that who ended then
 * ended at the same time. What counts as rounding is a share of the mean of the different times, as in R's survival.
 */
void
crm_survival_join_times (double *times,
                         gsize n,
                         const CrmRun *run)
{
  g_autofree guint32 *order = crm_sort_order (times, n, NULL, run);
  double sum = 0, before = NAN, first = NAN;
  gsize n_different = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && times[order[i]] == times[order[i - 1]])
        continue;
      sum += times[order[i]];
      n_different++;
    }
  for (gsize i = 0; isfinite (sum) && i < n; i++)
    {
      double time = times[order[i]];

      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        return;
      if (!(time - before <= ROUNDING * sum / n_different))
        first = time;
      times[order[i]] = first;
      before = time;
    }
}

/* Rows of the group by time, and room for a point for each. */
static guint32 *
order_rows (CrmSurvivalCurve *self,
            const CrmSurvivalData *data,
            guint group,
            const CrmRun *run)
{
  g_autofree guint32 *rows = g_new (guint32, data->n + 1);
  g_autofree guint64 *keys = g_new (guint64, data->n + 1);
  guint32 *order;
  gsize n = 0;

  for (gsize i = 0; i < data->n; i++)
    {
      if (data->groups != NULL && (guint) data->groups[i] != group)
        continue;
      rows[n] = i;
      keys[n++] = crm_sort_key (data->times[i]);
    }
  order = crm_sort_keys (keys, n, run);
  for (gsize i = 0; i < n; i++)
    order[i] = rows[order[i]];
  self->n_observed = n;
  self->times = g_new (double, n + 1);
  self->n_risk = g_new (gsize, n + 1);
  self->n_events = g_new0 (gsize, n + 1);
  self->n_censored = g_new0 (gsize, n + 1);
  self->survival = g_new (double, n + 1);
  self->std_error = g_new (double, n + 1);
  self->lower = g_new (double, n + 1);
  self->upper = g_new (double, n + 1);
  return order;
}

static void
count_points (CrmSurvivalCurve *self,
              const CrmSurvivalData *data,
              const guint32 *order)
{
  for (gsize i = 0; i < self->n_observed; i++)
    {
      double time = data->times[order[i]];

      if (self->n == 0 || time > self->times[self->n - 1])
        {
          self->times[self->n] = time;
          self->n_risk[self->n++] = self->n_observed - i;
        }
      if (data->events[order[i]])
        {
          self->n_events[self->n - 1]++;
          self->n_ended++;
        }
      else
        self->n_censored[self->n - 1]++;
    }
}

static void
estimate (CrmSurvivalCurve *self)
{
  double survival = 1, greenwood = 0;

  for (gsize i = 0; i < self->n; i++)
    {
      double n = self->n_risk[i], ended = self->n_events[i];
      double width;

      survival *= (n - ended) / n;
      greenwood += ended > 0 ? ended / (n * (n - ended)) : 0;
      width = Z_95 * sqrt (greenwood);
      self->survival[i] = survival;
      self->std_error[i] = survival > 0 ? survival * sqrt (greenwood) : NAN;
      self->lower[i] = survival > 0 ? survival * exp (-width) : NAN;
      self->upper[i] = survival > 0 ? fmin (survival * exp (width), 1) : NAN;
    }
}

/* Where the curve is flat at one half, the middle of that. */
static double
find_median (const CrmSurvivalCurve *self,
             const double *shares)
{
  const double half = 0.5, tolerance = 1e-9;

  for (gsize i = 0; i < self->n; i++)
    {
      gsize next = i + 1;

      if (isnan (shares[i]) || shares[i] > half + tolerance)
        continue;
      while (shares[i] > half - tolerance && next < self->n && self->n_events[next] == 0)
        next++;
      if (shares[i] > half - tolerance && next < self->n)
        return (self->times[i] + self->times[next]) / 2;
      return self->times[i];
    }
  return NAN;
}

/* The area right of a time, from the last backwards, gives the mean and its variance (Klein and Moeschberger, section
 * 4.5). */
static void
find_mean (CrmSurvivalCurve *self,
           double until)
{
  double area = 0, variance = 0, end = until;

  for (gsize i = self->n; i-- > 0;)
    {
      double n = self->n_risk[i], ended = self->n_events[i];

      if (self->times[i] >= until)
        continue;
      area += self->survival[i] * (end - self->times[i]);
      end = self->times[i];
      if (ended > 0 && n > ended)
        variance += area * area * ended / (n * (n - ended));
    }
  self->mean = area + end;
  self->mean_error = sqrt (variance);
}

/**
 * crm_survival_curve_new:
 * @data: who was observed how long; see crm_survival_check()
 * @group: whose curve
 * @until: end of the time that the mean is restricted to; NaN for the longest time of all
 * @run: (nullable): cancelling
 *
 * The product-limit estimate of E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete Observations",
 * JASA 53 (1958), with the variance of M. Greenwood (1926). Who is censored at a time is at risk of what happens then.
 *
 * Returns: (transfer full) (nullable): the curve
 * Errors: those of crm_survival_check(); %G_IO_ERROR_CANCELLED
 */
CrmSurvivalCurve *
crm_survival_curve_new (const CrmSurvivalData *data,
                        guint group,
                        double until,
                        const CrmRun *run,
                        GError **error)
{
  g_autoptr (CrmSurvivalCurve) self = g_new0 (CrmSurvivalCurve, 1);
  g_autofree guint32 *order = NULL;

  if (!crm_survival_check (data, error) || !crm_run_go_on (run, -1, error))
    return NULL;
  if (isnan (until))
    {
      until = 0;
      for (gsize i = 0; i < data->n; i++)
        until = fmax (until, data->times[i]);
    }
  order = order_rows (self, data, group, run);
  count_points (self, data, order);
  estimate (self);
  self->median = find_median (self, self->survival);
  self->median_low = find_median (self, self->lower);
  self->median_high = find_median (self, self->upper);
  find_mean (self, until);
  return g_steal_pointer (&self);
}
