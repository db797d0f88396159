/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-ets-private.h"

#include <math.h>
#include <string.h>

/* Models with their parameters, whoever found them. */

/**
 * crm_ets_model_parse:
 * @text: such as "AAN", "MAdM" or "A,Ad,N": error, trend and season as N, A, M; Ad and Md where the trend is damped
 *
 * Returns: whether it is a model
 */
gboolean
crm_ets_model_parse (const char *text,
                     CrmEtsModel *model)
{
  static const char kinds[] = "NAM";
  CrmEtsKind parts[3];
  gboolean damped = FALSE;

  for (guint i = 0; i < 3; i++)
    {
      const char *kind;

      text += *text == ',';
      if (*text == '\0' || (kind = strchr (kinds, *text)) == NULL)
        return FALSE;
      parts[i] = kind - kinds;
      text++;
      if (i == 1 && *text == 'd')
        {
          damped = TRUE;
          text++;
        }
    }
  if (*text != '\0' || parts[0] == CRM_ETS_NONE || (damped && parts[1] == CRM_ETS_NONE))
    return FALSE;
  *model = (CrmEtsModel) { parts[0], parts[1], parts[2], damped };
  return TRUE;
}

/**
 * crm_ets_model_name:
 *
 * Returns: (transfer full): such as "ETS(M,Ad,M)"
 */
char *
crm_ets_model_name (const CrmEtsModel *model)
{
  return g_strdup_printf ("ETS(%c,%c%s,%c)", "NAM"[model->error], "NAM"[model->trend], model->damped ? "d" : "",
                          "NAM"[model->season]);
}

/**
 * crm_ets_model_is_admissible:
 *
 * Of the thirty models, those that mix an additive with a multiplicative part in a way that divides by what may be near
 * to 0 have forecasts without a variance (Hyndman and others 2008, 15.2). They are left out.
 */
gboolean
crm_ets_model_is_admissible (const CrmEtsModel *model)
{
  if (model->error == CRM_ETS_ADDITIVE)
    return model->trend != CRM_ETS_MULTIPLICATIVE && model->season != CRM_ETS_MULTIPLICATIVE;
  return model->trend != CRM_ETS_MULTIPLICATIVE || model->season != CRM_ETS_ADDITIVE;
}

/**
 * crm_ets_new:
 *
 * Returns: (transfer full): a model whose parameters and first states are to be set, for crm_ets_apply()
 */
CrmEts *
crm_ets_new (const CrmEtsModel *model,
             guint period)
{
  CrmEts *self = g_new0 (CrmEts, 1);

  self->model = *model;
  self->period = model->season != CRM_ETS_NONE ? period : 1;
  self->beta = self->gamma = self->phi = NAN;
  self->season = g_new0 (double, self->period);
  self->last_season = g_new0 (double, self->period);
  return self;
}

void
crm_ets_free (CrmEts *self)
{
  g_free (self->season);
  g_free (self->last_season);
  g_free (self->fitted);
  g_free (self->errors);
  g_free (self);
}

/**
 * crm_ets_apply:
 * @values: (array length=n): NaN where one is missing
 *
 * Leads the series through the model as its parameters and first states are: errors, likelihood and last states.
 */
void
crm_ets_apply (CrmEts *self,
               const double *values,
               gsize n)
{
  const CrmEtsModel *model = &self->model;
  g_autofree double *season = g_memdup2 (self->season, self->period * sizeof (double));
  CrmEtsState state = { self->alpha, self->beta, self->gamma, self->phi, self->level, self->slope, season };
  double lik, sse, k;

  self->n = n;
  self->fitted = g_renew (double, self->fitted, MAX (n, 1));
  self->errors = g_renew (double, self->errors, MAX (n, 1));
  lik = crm_ets_filter (model, self->period, &state, values, n, &sse, self->fitted, self->errors);
  self->last_level = state.level;
  self->last_slope = state.slope;
  for (guint i = 0; i < self->period; i++)
    self->last_season[i] = season[(n + i) % self->period];
  self->n_used = 0;
  self->sse = 0;
  for (gsize i = 0; i < n; i++)
    {
      double error = values[i] - self->fitted[i];

      self->n_used += !isnan (error);
      self->sse += isnan (error) ? 0 : error * error;
    }
  self->n_parameters = 2 + (model->trend != CRM_ETS_NONE ? 2 : 0) + model->damped +
                       (model->season != CRM_ETS_NONE ? self->period : 0);
  k = self->n_parameters + 1;
  self->sigma2 = sse / (self->n_used > self->n_parameters ? self->n_used - self->n_parameters : NAN);
  self->log_likelihood = -lik / 2;
  self->aic = lik + 2 * k;
  self->aicc = self->n_used > k + 1 ? self->aic + 2 * k * (k + 1) / (self->n_used - k - 1) : INFINITY;
  self->bic = lik + k * log (self->n_used);
}
