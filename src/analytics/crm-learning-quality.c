/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-learning.h"

#include "analytics/crm-evaluate.h"
#include "analytics/crm-result.h"

#include <math.h>

/* How good predictions are, as part of a result. */

#define MOST_POINTS 101      /* of a curve */

static void
write_confusion (CrmResultBuilder *builder,
                 const CrmConfusion *confusion)
{
  crm_result_begin (builder, "confusion");
  crm_result_number (builder, "threshold", confusion->threshold);
  crm_result_count (builder, "tn", confusion->tn);
  crm_result_count (builder, "fn", confusion->fn);
  crm_result_count (builder, "fp", confusion->fp);
  crm_result_count (builder, "tp", confusion->tp);
  crm_result_number (builder, "precision", confusion->precision);
  crm_result_number (builder, "recall", confusion->recall);
  crm_result_number (builder, "specificity", confusion->specificity);
  crm_result_number (builder, "f1", confusion->f1);
  crm_result_end (builder);
}

static void
write_deciles (CrmResultBuilder *builder,
               const CrmEvaluation *evaluation)
{
  crm_result_begin_array (builder, "lift");
  for (guint i = 0; i < evaluation->n_deciles; i++)
    {
      const CrmDecile *decile = &evaluation->deciles[i];

      crm_result_begin (builder, NULL);
      crm_result_count (builder, "n", decile->n);
      crm_result_count (builder, "positive", decile->n_positive);
      crm_result_number (builder, "mean_probability", decile->mean_score);
      crm_result_number (builder, "rate", decile->rate);
      crm_result_number (builder, "lift", decile->lift);
      crm_result_number (builder, "gain", decile->gain);
      crm_result_number (builder, "cumulative_lift", decile->total_lift);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_roc (CrmResultBuilder *builder,
           GArray *roc)
{
  guint n = MIN (roc->len, MOST_POINTS);

  crm_result_begin_array (builder, "roc");
  for (guint i = 0; i < n; i++)
    {
      const CrmRocPoint *point = &g_array_index (roc, CrmRocPoint, (guint64) i * (roc->len - 1) / (n - 1));

      crm_result_begin (builder, NULL);
      crm_result_number (builder, "threshold", point->threshold);
      crm_result_number (builder, "false_positive_rate", point->false_rate);
      crm_result_number (builder, "true_positive_rate", point->true_rate);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_profit_point (CrmResultBuilder *builder,
                    const char *key,
                    const CrmProfitPoint *point)
{
  crm_result_begin (builder, key);
  crm_result_count (builder, "contacts", point->n);
  crm_result_count (builder, "hits", point->n_positive);
  crm_result_number (builder, "threshold", point->threshold);
  crm_result_number (builder, "profit", point->profit);
  crm_result_end (builder);
}

static void
write_profit (CrmResultBuilder *builder,
              const double *scores,
              const guint8 *positive,
              gsize n,
              const CrmOptions *options,
              const CrmRun *run)
{
  g_autoptr (GArray) points = NULL;
  CrmProfitPoint best;
  guint shown;

  if (!crm_options_has (options, "hit-value"))
    return;
  points = crm_evaluate_profit (scores, positive, n, crm_options_number (options, "hit-value"),
                                crm_options_number (options, "contact-cost"), &best, run);
  shown = MIN (points->len, MOST_POINTS);
  crm_result_begin (builder, "profit");
  write_profit_point (builder, "best", &best);
  crm_result_begin_array (builder, "curve");
  for (guint i = 0; i < shown; i++)
    write_profit_point (builder, NULL, &g_array_index (points, CrmProfitPoint,
                                                       (guint64) i * (points->len - 1) / MAX (shown - 1, 1)));
  crm_result_end_array (builder);
  crm_result_end (builder);
}

static gboolean
write_two (const CrmLearning *self,
           const double *predicted,
           const CrmOptions *options,
           const CrmRun *run,
           CrmResultBuilder *builder,
           GError **error)
{
  g_autofree double *scores = g_new (double, self->n_rows + 1);
  g_autofree guint8 *positive = g_new (guint8, self->n_rows + 1);
  g_autoptr (CrmEvaluation) evaluation = NULL;

  for (gsize i = 0; i < self->n_rows; i++)
    {
      scores[i] = predicted[i * self->width + self->positive];
      positive[i] = self->classes[self->rows[i]] == (gint32) self->positive;
    }
  evaluation = crm_evaluation_new (scores, positive, self->n_rows, crm_options_number (options, "threshold"), run,
                                   error);
  if (evaluation == NULL)
    return FALSE;
  crm_result_number (builder, "accuracy", evaluation->confusion.accuracy);
  crm_result_number (builder, "auc", evaluation->auc);
  crm_result_number (builder, "auc_low", evaluation->auc_low);
  crm_result_number (builder, "auc_high", evaluation->auc_high);
  crm_result_number (builder, "gini", evaluation->gini);
  crm_result_number (builder, "ks", evaluation->ks);
  crm_result_number (builder, "ks_threshold", evaluation->ks_threshold);
  crm_result_number (builder, "log_loss", evaluation->log_loss);
  crm_result_number (builder, "brier", evaluation->brier);
  crm_result_begin (builder, "calibration");
  crm_result_number (builder, "slope", evaluation->calibration_slope);
  crm_result_number (builder, "intercept", evaluation->calibration_intercept);
  crm_result_end (builder);
  write_confusion (builder, &evaluation->confusion);
  write_deciles (builder, evaluation);
  write_roc (builder, evaluation->roc);
  write_profit (builder, scores, positive, self->n_rows, options, run);
  return TRUE;
}

static void
write_classes (const CrmLearning *self,
               const double *predicted,
               CrmResultBuilder *builder)
{
  g_autofree gint32 *classes = g_new (gint32, self->n_rows + 1);
  g_autoptr (CrmClassQuality) quality = NULL;

  for (gsize i = 0; i < self->n_rows; i++)
    classes[i] = self->classes[self->rows[i]];
  quality = crm_class_quality_new (predicted, classes, self->n_rows, self->width);
  crm_result_number (builder, "accuracy", quality->accuracy);
  crm_result_number (builder, "log_loss", quality->log_loss);
  crm_result_begin_array (builder, "confusion");
  for (guint k = 0; k < self->width; k++)
    crm_result_counts (builder, NULL, quality->confusion + k * self->width, self->width);
  crm_result_end_array (builder);
}

static void
write_numbers (const CrmLearning *self,
               const double *predicted,
               CrmResultBuilder *builder)
{
  g_autofree double *actual = g_new (double, self->n_rows + 1);
  CrmResidualQuality quality;

  for (gsize i = 0; i < self->n_rows; i++)
    actual[i] = self->numbers[self->rows[i]];
  crm_evaluate_residuals (actual, predicted, self->n_rows, &quality);
  crm_result_number (builder, "r2", quality.r2);
  crm_result_number (builder, "rmse", quality.rmse);
  crm_result_number (builder, "mae", quality.mae);
  crm_result_begin (builder, "residuals");
  crm_result_number (builder, "mean", quality.mean);
  crm_result_number (builder, "sd", quality.sd);
  crm_result_number (builder, "skewness", quality.skewness);
  crm_result_number (builder, "kurtosis", quality.kurtosis);
  crm_result_number (builder, "largest", quality.largest);
  crm_result_number (builder, "durbin_watson", quality.durbin_watson);
  crm_result_number (builder, "jarque_bera", quality.jarque_bera);
  crm_result_number (builder, "normal_p", quality.normal_p);
  crm_result_number (builder, "spread_correlation", quality.spread_correlation);
  crm_result_end (builder);
}

/**
 * crm_learning_write_quality:
 * @predicted: (array length=n_rows*width): for the rows learnt from
 *
 * Adds to the result how good predictions are.
 *
 * Errors: %CRM_ERROR_INVALID where all rows have one outcome; %G_IO_ERROR_CANCELLED
 */
gboolean
crm_learning_write_quality (const CrmLearning *self,
                            const double *predicted,
                            const CrmOptions *options,
                            const CrmRun *run,
                            CrmResultBuilder *builder,
                            GError **error)
{
  if (self->classes == NULL)
    write_numbers (self, predicted, builder);
  else if (self->width == 2)
    return write_two (self, predicted, options, run, builder, error);
  else
    write_classes (self, predicted, builder);
  return TRUE;
}
