/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-ets.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The model of smallest AICc: Hyndman and others 2008, 2.8. */

typedef struct
{
  const double *values;
  gsize         n;
  guint         period;
  CrmEtsModel   models[30];
  CrmEts       *fits[30];
  const CrmRun *run;
} Choice;

static guint
list_models (CrmEtsModel *models,
             gboolean positive,
             gboolean seasonal,
             gboolean multiplicative_trend)
{
  static const char *const all[] = {
    "ANN", "AAN", "AAdN", "MNN", "MAN", "MAdN", "MMN", "MMdN",
    "ANA", "AAA", "AAdA", "MNA", "MAA", "MAdA", "MNM", "MAM", "MAdM", "MMM", "MMdM",
  };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      CrmEtsModel model;

      crm_ets_model_parse (all[i], &model);
      if ((model.season == CRM_ETS_NONE || seasonal) && (model.error == CRM_ETS_ADDITIVE || positive) &&
          (model.trend != CRM_ETS_MULTIPLICATIVE || multiplicative_trend))
        models[n++] = model;
    }
  return n;
}

static void
fit_models (gsize first,
            gsize last,
            guint piece,
            gpointer data)
{
  Choice *choice = data;

  for (gsize i = first; i < last; i++)
    choice->fits[i] = crm_ets_fit (choice->values, choice->n, choice->period, &choice->models[i], choice->run, NULL);
}

static gboolean
varies (const double *values,
        gsize n)
{
  double low = INFINITY, high = -INFINITY;

  for (gsize i = 0; i < n; i++)
    {
      low = fmin (low, values[i]);
      high = fmax (high, values[i]);
    }
  return low < high;
}

/**
 * crm_ets_choose:
 * @values: (array length=n): NaN where one is missing
 * @period: values of a season, 1 where there is none
 * @multiplicative_trend: whether models with one are tried, too; they may grow without measure
 *
 * Fits all admissible models for which there are values enough, and takes that with the smallest AICc, for a long
 * series that of its end. Where the season is longer than 24 values, models without one are tried.
 *
 * Returns: (transfer full) (nullable): the best fit
 * Errors: %CRM_ERROR_INVALID for too few values or infinite ones; %G_IO_ERROR_CANCELLED
 */
CrmEts *
crm_ets_choose (const double *values,
                gsize n,
                guint period,
                gboolean multiplicative_trend,
                const CrmRun *run,
                GError **error)
{
  Choice choice = { .values = values, .n = n, .period = period, .run = run };
  gboolean positive = TRUE, done;
  guint n_models, best = 0;

  for (gsize i = 0; i < n; i++)
    positive = positive && !(values[i] <= 0);
  if (n > CRM_ETS_LONG && varies (values + n - CRM_ETS_LONG, CRM_ETS_LONG))
    {
      choice.values += n - CRM_ETS_LONG;
      choice.n = CRM_ETS_LONG;
    }
  n_models = list_models (choice.models, positive, period > 1 && n >= 2 * (gsize) period, multiplicative_trend);
  done = crm_run_parallel (run, n_models, 1, fit_models, &choice, error);
  for (guint i = 1; i < n_models; i++)
    {
      if (choice.fits[i] != NULL && (choice.fits[best] == NULL || choice.fits[i]->aicc < choice.fits[best]->aicc))
        best = i;
    }
  for (guint i = 0; i < n_models; i++)
    {
      if (i != best || !done || choice.n < n)
        g_clear_pointer (&choice.fits[i], crm_ets_free);
    }
  if (done && choice.fits[best] == NULL)   /* the first model where none was fit */
    return crm_ets_fit (values, n, period, &choice.models[best], run, error);
  return choice.fits[best];
}
