/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-cohorts.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>

void
crm_cohorts_free (CrmCohorts *self)
{
  g_free (self->starts);
  g_free (self->customers);
  g_free (self->values);
  g_free (self);
}

static gint64 *
list_periods (const CrmPurchases *purchases,
              CrmPeriod period,
              gsize *n,
              GError **error)
{
  g_autofree gint64 *starts = g_new (gint64, CRM_COHORTS_MOST + 1);
  gint64 start = crm_period_start (period, purchases->first_day);

  for (*n = 0; start <= purchases->last_day; (*n)++)
    {
      if (*n == CRM_COHORTS_MOST)
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Purchases span more than %d periods. Choose a longer "
                                                              "unit, or leave out wrong dates."), CRM_COHORTS_MOST);
          return NULL;
        }
      starts[*n] = start;
      start = crm_period_add (period, start, 1);
    }
  starts[*n] = start;
  return g_steal_pointer (&starts);
}

/* The period of each day from the start of the first one on. */
static gint32 *
index_days (const gint64 *starts,
            gsize n)
{
  gint32 *periods = g_new (gint32, starts[n] - starts[0]);

  for (gsize i = 0; i < n; i++)
    {
      for (gint64 day = starts[i]; day < starts[i + 1]; day++)
        periods[day - starts[0]] = i;
    }
  return periods;
}

static void
count_buyer (CrmCohorts *self,
             const CrmPurchase *lines,
             gsize n,
             const gint32 *periods,
             gsize *seen,
             gsize stamp)
{
  gint32 cohort = G_MAXINT32;
  gsize row;

  for (gsize i = 0; i < n; i++)
    cohort = MIN (cohort, periods[lines[i].day - self->starts[0]]);
  row = cohort * self->n;
  for (gsize i = 0; i < n; i++)
    {
      gint32 offset = periods[lines[i].day - self->starts[0]] - cohort;

      self->values[row + offset] += lines[i].value;
      if (seen[offset] != stamp)
        self->customers[row + offset]++;
      seen[offset] = stamp;
    }
}

/**
 * crm_cohorts_new:
 * @purchases: what everybody bought
 * @period: unit of the calendar
 * @run: (nullable): progress, cancelling
 *
 * Puts customers together by the period in which they first bought, and counts who comes back when, as in P. Fader and
 * B. Hardie, "Probability Models for Customer-Base Analysis" (2009). Retention is customers[i, j] over customers[i, 0].
 *
 * Returns: (transfer full) (nullable): the counts
 * Errors: %CRM_ERROR_INVALID where there are more than %CRM_COHORTS_MOST periods; %G_IO_ERROR_CANCELLED
 */
CrmCohorts *
crm_cohorts_new (const CrmPurchases *purchases,
                 CrmPeriod period,
                 const CrmRun *run,
                 GError **error)
{
  g_autoptr (CrmCohorts) self = g_new0 (CrmCohorts, 1);
  g_autofree gint32 *periods = NULL;
  g_autofree gsize *seen = NULL;
  g_autoptr (GArray) room = g_array_new (FALSE, FALSE, sizeof (CrmPurchase));

  self->starts = list_periods (purchases, period, &self->n, error);
  if (self->starts == NULL)
    return NULL;
  periods = index_days (self->starts, self->n);
  seen = g_new0 (gsize, self->n);
  self->customers = g_new0 (gsize, self->n * self->n);
  self->values = g_new0 (double, self->n * self->n);
  for (gsize i = 0; i < purchases->n_buyers; i++)
    {
      if (i % 1024 == 0 && !crm_run_go_on (run, (double) i / purchases->n_buyers, error))
        return NULL;
      count_buyer (self, crm_purchases_lines (purchases, i, room), purchases->buyers[i].n, periods, seen, i + 1);
    }
  return g_steal_pointer (&self);
}
