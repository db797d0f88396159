/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-evaluate.h"

#include "analytics/crm-logistic.h"
#include "analytics/crm-sort.h"

#include "base/crm-error.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

/* How good scores are that rank rows by how likely they are positive. */

typedef struct
{
  const double *scores;
  const guint8 *positive;
  double       *sorted;       /* the scores, lowest first … */
  guint8       *outcomes;     /* … and whether each is positive */
  gsize         n, n_positive, n_negative;
} Ranking;

static void
clear_ranking (Ranking *self)
{
  g_free (self->sorted);
  g_free (self->outcomes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ranking, clear_ranking)

static double
share (double part,
       double whole)
{
  return whole > 0 ? part / whole : NAN;
}

/* The end of the run of equal scores that begins at `first`. */
static gsize
end_of_ties (const Ranking *ranking,
             gsize first,
             gsize *n_positive)
{
  double score = ranking->sorted[first];
  gsize end = first;

  *n_positive = 0;
  while (end < ranking->n && ranking->sorted[end] == score)
    *n_positive += ranking->outcomes[end++];
  return end;
}

/* Area under the curve with ties counted half, and its variance (E. DeLong, D. DeLong, D. Clarke-Pearson, "Comparing
 * the areas under two or more correlated receiver operating characteristic curves", Biometrics 44, 1988). Among equal
 * scores every positive stands above the same number of negatives, so that runs of equal scores are enough. */
static void
measure_auc (CrmEvaluation *self,
             const Ranking *ranking,
             const CrmRun *run)
{
  double m = ranking->n_positive, k = ranking->n_negative, area = 0, squares10 = 0, squares01 = 0, variance;
  gsize below_positive = 0, below_negative = 0, positive;

  for (gsize first = 0, end; first < ranking->n; first = end)
    {
      end = end_of_ties (ranking, first, &positive);
      area += positive * (below_negative + (end - first - positive) / 2.0);
      below_positive += positive;
      below_negative += end - first - positive;
    }
  self->auc = area / (m * k);
  if (crm_run_is_cancelled (run))
    return;
  below_positive = below_negative = 0;
  for (gsize first = 0, end; first < ranking->n; first = end)
    {
      gsize negative;
      double v10, v01;

      end = end_of_ties (ranking, first, &positive);
      negative = end - first - positive;
      v10 = (below_negative + negative / 2.0) / k - self->auc;
      v01 = 1 - (below_positive + positive / 2.0) / m - self->auc;
      squares10 += positive * v10 * v10;
      squares01 += negative * v01 * v01;
      below_positive += positive;
      below_negative += negative;
    }
  variance = m > 1 && k > 1 ? squares10 / (m - 1) / m + squares01 / (k - 1) / k : NAN;
  self->auc_error = sqrt (variance);
  self->auc_low = MAX (self->auc - gsl_cdf_ugaussian_Pinv (0.975) * self->auc_error, 0);
  self->auc_high = MIN (self->auc + gsl_cdf_ugaussian_Pinv (0.975) * self->auc_error, 1);
  self->gini = 2 * self->auc - 1;
}

static void
trace_roc (CrmEvaluation *self,
           const Ranking *ranking,
           const CrmRun *run)
{
  CrmRocPoint point = { INFINITY, 0, 0 };
  gsize true_positive = 0, false_positive = 0;

  g_array_append_val (self->roc, point);
  for (gsize left = ranking->n; left > 0;)
    {
      point.threshold = ranking->sorted[left - 1];
      while (left > 0 && ranking->sorted[left - 1] == point.threshold)
        {
          gboolean positive = ranking->outcomes[--left];

          true_positive += positive;
          false_positive += !positive;
        }
      point.true_rate = (double) true_positive / ranking->n_positive;
      point.false_rate = (double) false_positive / ranking->n_negative;
      if (fabs (point.true_rate - point.false_rate) > self->ks)
        {
          self->ks = fabs (point.true_rate - point.false_rate);
          self->ks_threshold = point.threshold;
        }
      g_array_append_val (self->roc, point);
    }
}

/* Places of the sorted scores, highest first; equal ones stay in the order of their rows. */
static guint32 *
rank_downwards (const Ranking *ranking)
{
  guint32 *down = g_new (guint32, ranking->n);
  gsize positive;

  for (gsize first = 0, end; first < ranking->n; first = end)
    {
      end = end_of_ties (ranking, first, &positive);
      for (gsize i = first; i < end; i++)
        down[ranking->n - end + (i - first)] = i;
    }
  return down;
}

static void
cut_deciles (CrmEvaluation *self,
             const Ranking *ranking,
             const CrmRun *run)
{
  g_autofree guint32 *down = rank_downwards (ranking);
  gsize above = 0, n = ranking->n;
  double all = (double) ranking->n_positive / n;

  if (crm_run_is_cancelled (run))
    return;
  self->n_deciles = MIN (CRM_N_DECILES, n);
  for (guint i = 0; i < self->n_deciles; i++)
    {
      CrmDecile *decile = &self->deciles[i];
      gsize first = n * i / self->n_deciles, end = n * (i + 1) / self->n_deciles;

      decile->n = end - first;
      for (gsize place = first; place < end; place++)
        {
          decile->n_positive += ranking->outcomes[down[place]];
          decile->mean_score += ranking->sorted[down[place]] / decile->n;
        }
      above += decile->n_positive;
      decile->rate = (double) decile->n_positive / decile->n;
      decile->lift = decile->rate / all;
      decile->gain = (double) above / ranking->n_positive;
      decile->total_lift = decile->gain * self->n_deciles / (i + 1);
    }
}

static void
measure_probabilities (CrmEvaluation *self,
                       const Ranking *ranking,
                       const CrmRun *run)
{
  double log_sum = 0, square_sum = 0;

  for (gsize i = 0; i < ranking->n; i++)
    {
      double score = ranking->scores[i], clipped = CLAMP (score, DBL_EPSILON, 1 - DBL_EPSILON);

      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        return;
      log_sum -= ranking->positive[i] ? log (clipped) : log1p (-clipped);
      square_sum += (score - ranking->positive[i]) * (score - ranking->positive[i]);
    }
  self->log_loss = log_sum / ranking->n;
  self->brier = square_sum / ranking->n;
}

/* D. R. Cox, "Two further applications of a model for binary regression", Biometrika 45 (1958). */
static void
measure_calibration (CrmEvaluation *self,
                     const Ranking *ranking,
                     const CrmRun *run)
{
  g_autofree double *logits = g_new (double, ranking->n);
  g_autoptr (CrmLogistic) fit = NULL;

  self->calibration_slope = self->calibration_intercept = NAN;
  for (gsize i = 0; i < ranking->n; i++)
    {
      double score = CLAMP (ranking->scores[i], DBL_EPSILON, 1 - DBL_EPSILON);

      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        return;
      logits[i] = log (score) - log1p (-score);
    }
  fit = crm_logistic_fit (logits, ranking->positive, ranking->n, 1, NULL, CRM_RUN_STILL (run), NULL);
  if (fit == NULL || fit->separated || fit->aliased[0])
    return;
  self->calibration_intercept = fit->coefficients[0];
  self->calibration_slope = fit->coefficients[1];
}

static void
confuse (CrmConfusion *confusion,
         const Ranking *ranking,
         double threshold)
{
  *confusion = (CrmConfusion) { .threshold = threshold };
  for (gsize i = 0; i < ranking->n; i++)
    {
      gboolean taken = ranking->scores[i] >= threshold;

      if (ranking->positive[i])
        taken ? confusion->tp++ : confusion->fn++;
      else
        taken ? confusion->fp++ : confusion->tn++;
    }
  confusion->accuracy = share (confusion->tp + confusion->tn, ranking->n);
  confusion->precision = share (confusion->tp, confusion->tp + confusion->fp);
  confusion->recall = share (confusion->tp, ranking->n_positive);
  confusion->specificity = share (confusion->tn, ranking->n_negative);
  confusion->f1 = share (2.0 * confusion->tp, 2.0 * confusion->tp + confusion->fp + confusion->fn);
}

static gboolean
rank (Ranking *ranking,
      const double *scores,
      const guint8 *positive,
      gsize n,
      const CrmRun *run,
      GError **error)
{
  g_autofree guint32 *order = NULL;
  gsize n_known;

  *ranking = (Ranking) { .scores = scores, .positive = positive, .n = n };
  for (gsize i = 0; i < n; i++)
    ranking->n_positive += positive[i] != 0;
  ranking->n_negative = n - ranking->n_positive;
  order = crm_sort_order (scores, n, &n_known, run);
  if (ranking->n_positive == 0 || ranking->n_negative == 0 || n_known < n)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           n_known < n ? _("Some rows have no score, so the scores cannot be judged.") :
                           _("Scores can only be judged where there are rows of both outcomes."));
      return FALSE;
    }
  ranking->sorted = g_new (double, n);
  ranking->outcomes = g_new (guint8, n);
  for (gsize i = 0; i < n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      ranking->sorted[i] = scores[order[i]];
      ranking->outcomes[i] = positive[order[i]] != 0;
    }
  return TRUE;
}

/**
 * crm_evaluation_new:
 * @scores: (array length=n): how likely each row is positive, 0 to 1
 * @positive: (array length=n): 1 where it is, 0 where not
 * @threshold: from which score on a row is taken for positive
 *
 * Judges scores: AUC with DeLong's interval, Gini, the statistic of Kolmogorov and Smirnov, log loss (natural), Brier's
 * score, lift and gain by tenths, calibration.
 *
 * Returns: (transfer full) (nullable): how good they are
 * Errors: %CRM_ERROR_INVALID where all rows have one outcome, or a score is NaN; %G_IO_ERROR_CANCELLED
 */
CrmEvaluation *
crm_evaluation_new (const double *scores,
                    const guint8 *positive,
                    gsize n,
                    double threshold,
                    const CrmRun *run,
                    GError **error)
{
  static void (*const measures[]) (CrmEvaluation *self, const Ranking *ranking, const CrmRun *run) = {
    measure_auc, trace_roc, cut_deciles, measure_probabilities, measure_calibration,
  };
  g_autoptr (CrmEvaluation) self = NULL;
  g_auto (Ranking) ranking = { 0 };

  if (!rank (&ranking, scores, positive, n, run, error))
    return NULL;
  self = g_new0 (CrmEvaluation, 1);
  self->n = n;
  self->n_positive = ranking.n_positive;
  self->roc = g_array_new (FALSE, FALSE, sizeof (CrmRocPoint));
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    {
      if (!crm_run_go_on (run, -1, error))
        return NULL;
      measures[i] (self, &ranking, run);
    }
  confuse (&self->confusion, &ranking, threshold);
  return crm_run_go_on (run, -1, error) ? g_steal_pointer (&self) : NULL;
}

void
crm_evaluation_free (CrmEvaluation *self)
{
  g_array_unref (self->roc);
  g_free (self);
}

/**
 * crm_evaluate_profit:
 * @value: what a positive row that is contacted brings
 * @cost: of a contact
 * @best: (out): with the highest profit; of equal ones the one with the fewest contacts
 *
 * What it brings to contact the rows with the highest scores, for every number of them; rows of equal score are
 * contacted together.
 *
 * Returns: (transfer full) (element-type CrmProfitPoint): from no contact to all rows
 */
GArray *
crm_evaluate_profit (const double *scores,
                     const guint8 *positive,
                     gsize n,
                     double value,
                     double cost,
                     CrmProfitPoint *best,
                     const CrmRun *run)
{
  g_autofree guint32 *order = crm_sort_order (scores, n, NULL, run);
  GArray *points = g_array_new (FALSE, FALSE, sizeof (CrmProfitPoint));
  CrmProfitPoint point = { 0, 0, INFINITY, 0 };

  *best = point;
  g_array_append_val (points, point);
  for (gsize left = n; left > 0;)
    {
      point.threshold = scores[order[left - 1]];
      for (; left > 0 && scores[order[left - 1]] == point.threshold; left--)
        {
          point.n++;
          point.n_positive += positive[order[left - 1]] != 0;
        }
      point.profit = value * point.n_positive - cost * point.n;
      if (point.profit > best->profit)
        *best = point;
      g_array_append_val (points, point);
    }
  return points;
}
