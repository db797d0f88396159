/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-lifetime.h"

#include "analytics/crm-lifetime-model.h"
#include "analytics/crm-maximum.h"
#include "analytics/crm-sort.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define GRAIN 1024
#define N_SAMPLE 500           /* groups that the starts are tried on, where there are many */
#define MOST_PURCHASES 1000000
#define TYPICAL_AGE 30.0      /* times are scaled to that mean, so that the same starts fit any unit */
#define BOX 10.0              /* of the logarithm of a parameter, in scaled time … */
#define BORDER 8.0            /* … and from where on it is said to be at the border */
#define N_P CRM_N_LIFETIME_PARAMETERS

/* Equal histories are worked on once. */
typedef struct
{
  CrmHistory history;
  double     count;
} Group;

/* Σ ln (p + k) and Σ 1 / (p + k) over k < x, for each x: what ratios of gamma functions are, without cancellation. */
typedef struct
{
  double *logs, *inverses;
} Rising;

typedef struct
{
  double value;
  double slope[N_P];
} Sum;

typedef struct
{
  const CrmRun *run;
  CrmLifetime   model;
  Group        *groups;
  gsize         n_groups;
  gsize         most;        /* purchases of anybody */
  Rising        r, b, ab;
  Sum          *sums;        /* of each piece */
} Fit;

/* Grouping */

static guint32 *
order_by (const CrmHistory *histories,
          gsize n,
          guint32 *order,
          gsize offset,
          const CrmRun *run)
{
  g_autofree guint64 *keys = g_new (guint64, n + 1);
  g_autofree guint32 *next = NULL;
  guint32 *result = g_new (guint32, n + 1);

  for (gsize i = 0; i < n; i++)
    keys[i] = crm_sort_key (G_STRUCT_MEMBER (double, &histories[order != NULL ? order[i] : i], offset));
  next = crm_sort_keys (keys, n, run);
  for (gsize i = 0; i < n; i++)
    result[i] = order != NULL ? order[next[i]] : next[i];
  g_free (order);
  return result;
}

static gboolean
is_equal (const CrmHistory *one,
          const CrmHistory *other)
{
  return one->x == other->x && one->t_x == other->t_x && one->age == other->age;
}

static void
group_histories (Fit *fit,
                 const CrmHistory *histories,
                 gsize n,
                 double scale,
                 const CrmRun *run)
{
  g_autofree guint32 *order = order_by (histories, n, NULL, G_STRUCT_OFFSET (CrmHistory, age), run);

  order = order_by (histories, n, g_steal_pointer (&order), G_STRUCT_OFFSET (CrmHistory, t_x), run);
  order = order_by (histories, n, g_steal_pointer (&order), G_STRUCT_OFFSET (CrmHistory, x), run);
  fit->groups = g_new (Group, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      const CrmHistory *history = &histories[order[i]];

      if (i > 0 && is_equal (history, &histories[order[i - 1]]))
        fit->groups[fit->n_groups - 1].count++;
      else
        fit->groups[fit->n_groups++] = (Group) { { history->x, history->t_x / scale, history->age / scale }, 1 };
      fit->most = MAX (fit->most, (gsize) history->x);
    }
}

/* Likelihood */

static void
init_rising (Rising *self,
             gsize most)
{
  self->logs = g_new0 (double, most + 1);
  self->inverses = g_new0 (double, most + 1);
}

static void
fill_rising (Rising *self,
             double parameter,
             gsize most)
{
  for (gsize x = 0; x < most; x++)
    {
      self->logs[x + 1] = self->logs[x] + log (parameter + x);
      self->inverses[x + 1] = self->inverses[x] + 1 / (parameter + x);
    }
}

static void
clear_rising (Rising *self)
{
  g_free (self->logs);
  g_free (self->inverses);
}

static double
evaluate_group (const Fit *fit,
                const Group *group,
                double *slope)
{
  gsize x = group->history.x;
  double gone, value;

  if (fit->model.kind == CRM_LIFETIME_PARETO_NBD)
    value = crm_pareto_nbd_evaluate (&fit->model, &group->history, slope, &gone);
  else
    {
      value = crm_bg_nbd_evaluate (&fit->model, &group->history, slope, &gone);
      value += fit->b.logs[x] - fit->ab.logs[x];
      slope[2] -= fit->ab.inverses[x];
      slope[3] += fit->b.inverses[x] - fit->ab.inverses[x];
    }
  slope[0] += fit->r.inverses[x];
  return value + fit->r.logs[x];
}

static void
sum_groups (gsize first,
            gsize last,
            guint piece,
            gpointer data)
{
  Fit *fit = data;
  Sum sum = { 0 };

  for (gsize i = first; i < last; i++)
    {
      const Group *group = &fit->groups[i];
      double slope[N_P];

      sum.value += group->count * evaluate_group (fit, group, slope);
      for (guint j = 0; j < N_P; j++)
        sum.slope[j] += group->count * slope[j];
    }
  fit->sums[piece] = sum;
}

static void
set_parameters (CrmLifetime *self,
                const double *logs)
{
  self->r = exp (logs[0]);
  self->alpha = exp (logs[1]);
  self->a = exp (logs[2]);
  self->b = exp (logs[3]);
}

/* In the logarithms of the parameters, so that all stay positive. */
static double
evaluate (const double *logs,
          double *gradient,
          gpointer data)
{
  Fit *fit = data;
  CrmLifetime *model = &fit->model;
  double value = 0;

  set_parameters (model, logs);
  memset (gradient, 0, N_P * sizeof (double));
  fill_rising (&fit->r, model->r, fit->most);
  if (model->kind == CRM_LIFETIME_BG_NBD)
    {
      fill_rising (&fit->b, model->b, fit->most);
      fill_rising (&fit->ab, model->a + model->b, fit->most);
    }
  if (!crm_run_parallel (fit->run, fit->n_groups, GRAIN, sum_groups, fit, NULL))
    return NAN;
  for (guint piece = 0; piece < crm_run_n_pieces (fit->n_groups, GRAIN); piece++)
    {
      value += fit->sums[piece].value;
      for (guint j = 0; j < N_P; j++)
        gradient[j] += fit->sums[piece].slope[j] * exp (logs[j]);
    }
  return value;
}

/* Fitting */

static gboolean
search (Fit *fit,
        double *best,
        double *highest,
        GError **error)
{
  static const double starts[][N_P] = { { 0.5, 10, 0.6, 3 }, { 1, 1, 1, 1 }, { 3, 30, 2, 30 } };
  g_autoptr (GError) reason = NULL;
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      double logs[N_P], value;

      for (guint j = 0; j < N_P; j++)
        logs[j] = log (starts[i][j]);
      g_clear_error (&reason);
      if (!crm_maximum_find (evaluate, fit, logs, N_P, BOX, &value, fit->run, &reason))
        {
          if (!g_error_matches (reason, CRM_ERROR, CRM_ERROR_FAILED))
            break;
          continue;
        }
      if (found && value <= *highest)
        continue;
      found = TRUE;
      *highest = value;
      memcpy (best, logs, N_P * sizeof (double));
    }
  if (found && (reason == NULL || g_error_matches (reason, CRM_ERROR, CRM_ERROR_FAILED)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* From the best of the starts for every so-manieth group, which stand in order, to that for all. */
static gboolean
search_by_sample (Fit *fit,
                  double *best,
                  double *highest,
                  GError **error)
{
  Fit sample = *fit;
  gsize stride = fit->n_groups / N_SAMPLE;
  g_autofree Group *groups = g_new (Group, fit->n_groups + 1);

  if (stride < 2)
    return search (fit, best, highest, error);
  sample.groups = groups;
  sample.n_groups = 0;
  for (gsize i = 0; i < fit->n_groups; i += stride)
    groups[sample.n_groups++] = fit->groups[i];
  if (search (&sample, best, highest, NULL) &&
      crm_maximum_find (evaluate, fit, best, N_P, BOX, highest, fit->run, NULL))
    return TRUE;
  return search (fit, best, highest, error);
}

static gboolean
check_histories (const CrmHistory *histories,
                 gsize n,
                 double *scale,
                 double *purchases,
                 GError **error)
{
  double ages = 0;

  *purchases = 0;
  for (gsize i = 0; i < n; i++)
    {
      const CrmHistory *history = &histories[i];

      if (!(history->x >= 0 && history->x <= MOST_PURCHASES && history->x == floor (history->x) && history->t_x >= 0 &&
            history->age >= history->t_x && isfinite (history->age) && (history->x > 0 || history->t_x == 0)))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("The history of customer %zu cannot be: the last "
                                                              "purchase lies between the first and the end."), i + 1);
          return FALSE;
        }
      ages += history->age;
      *purchases += history->x;
    }
  *scale = ages / MAX (n, 1) / TYPICAL_AGE;
  if (*purchases > 0 && *scale > 0)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("Nobody bought again, so there is nothing to tell from "
                                                              "who will. Choose a later end, or more customers."));
  return FALSE;
}

/**
 * crm_lifetime_fit:
 * @self: (out caller-allocates): the model
 * @kind: which one
 * @histories: (array length=n): of the customers, at least one of whom bought again
 * @run: (nullable): cancelling, threads
 *
 * Finds the parameters of greatest likelihood, from several starts, within reason: where customers do not differ or
 * never leave, the best ones are infinite; what is found then is as good, and told by `at_border`. Changing the unit of
 * time changes `alpha` (and β) alike, and nothing else.
 *
 * Errors: %CRM_ERROR_INVALID where a history cannot be or nobody bought again; %CRM_ERROR_FAILED where nothing fits
 *   best; %G_IO_ERROR_CANCELLED
 */
gboolean
crm_lifetime_fit (CrmLifetime *self,
                  CrmLifetimeKind kind,
                  const CrmHistory *histories,
                  gsize n,
                  const CrmRun *run,
                  GError **error)
{
  Fit fit = { .run = run, .model = { .kind = kind } };
  double scale, purchases, logs[N_P], value = 0;
  gboolean found;

  if (!check_histories (histories, n, &scale, &purchases, error))
    return FALSE;
  group_histories (&fit, histories, n, scale, run);
  fit.sums = g_new0 (Sum, crm_run_n_pieces (fit.n_groups, GRAIN) + 1);
  init_rising (&fit.r, fit.most);
  init_rising (&fit.b, fit.most);
  init_rising (&fit.ab, fit.most);
  found = search_by_sample (&fit, logs, &value, error);
  clear_rising (&fit.r);
  clear_rising (&fit.b);
  clear_rising (&fit.ab);
  g_free (fit.groups);
  g_free (fit.sums);
  if (!found)
    return FALSE;
  *self = (CrmLifetime) { .kind = kind };
  set_parameters (self, logs);
  self->alpha *= scale;
  self->b *= kind == CRM_LIFETIME_PARETO_NBD ? scale : 1;
  self->log_likelihood = value - purchases * log (scale);
  for (guint j = 0; j < N_P; j++)
    self->at_border |= fabs (logs[j]) > BORDER;
  return TRUE;
}

/* Using */

static double
evaluate_alone (const CrmLifetime *self,
                const CrmHistory *history,
                double *gone)
{
  return self->kind == CRM_LIFETIME_PARETO_NBD ? crm_pareto_nbd_evaluate (self, history, NULL, gone)
                                               : crm_bg_nbd_evaluate (self, history, NULL, gone);
}

/**
 * crm_lifetime_alive:
 *
 * Returns: the probability that the customer has not left for good: equation 7 of Schmittlein, Morrison and Colombo;
 *   for the BG/NBD P. Fader, B. Hardie and K. L. Lee, "Computing P(alive) Using the BG/NBD Model" (2008)
 */
double
crm_lifetime_alive (const CrmLifetime *self,
                    const CrmHistory *history)
{
  double gone;

  evaluate_alone (self, history, &gone);
  return 1 - gone;
}

/* (1 − e^(−c y)) / c, also for c around 0. */
static double
saturate (double c,
          double y)
{
  return fabs (c * y) < 1e-12 ? y : -expm1 (-c * y) / c;
}

/* Equation 10 of the paper, after Euler's transformation of its hypergeometric function, with a − 1 divided out of both
 * parts: so it holds for a = 1 too, and the series converges for any time. */
static double
expect_bg_nbd (const CrmLifetime *self,
               const CrmHistory *history,
               double time)
{
  double a = self->a - 1, end = self->alpha + history->age, z = time / (end + time);
  double first = self->a + self->b - 1 - self->r, third = self->a + self->b + history->x - 1;
  double log_rest = log1p (-z), term, sum = 0;

  if (fabs (third) < 1e-9)
    third = 1e-9;
  term = first / third * z;
  for (guint k = 1; k < 1000000; k++)
    {
      sum += term;
      if (fabs (term) <= 1e-17 * fabs (sum) || term == 0)
        break;
      term *= (first + k) / (third + k) * (a + k) / (k + 1) * z;
    }
  return third * (saturate (a, -log_rest) - exp (a * log_rest) * sum);
}

static double
expect_pareto_nbd (const CrmLifetime *self,
                   const CrmHistory *history,
                   double time)
{
  double end = self->b + history->age;

  return (self->r + history->x) * end / (self->alpha + history->age) * saturate (self->a - 1, log1p (time / end));
}

/**
 * crm_lifetime_expected:
 * @time: from the end of the history on; not negative
 *
 * Returns: how many purchases are to be expected of the customer in that time. For one who has just bought for the
 *   first time the history is all zeros.
 */
double
crm_lifetime_expected (const CrmLifetime *self,
                       const CrmHistory *history,
                       double time)
{
  double alive = crm_lifetime_alive (self, history);

  if (time <= 0)
    return 0;
  return alive * (self->kind == CRM_LIFETIME_PARETO_NBD ? expect_pareto_nbd (self, history, time)
                                                        : expect_bg_nbd (self, history, time));
}
