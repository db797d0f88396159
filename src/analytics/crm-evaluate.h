/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmConfusion:
 * @threshold: rows with a score of at least this are taken for positive
 *
 * Measures whose divisor is 0 are NaN.
 */
typedef struct
{
  double threshold;
  gsize  tn, fn, fp, tp;
  double accuracy, precision, recall, specificity, f1;
} CrmConfusion;

/**
 * CrmDecile:
 * @rate: share of positives among its rows
 * @lift: @rate by that of all rows
 * @gain: share of all positives that it and those above hold
 * @total_lift: @gain by the share of rows
 *
 * A tenth of the rows, those with the highest scores first. Held against @mean_score, @rate says how well the scores
 * are calibrated.
 */
typedef struct
{
  gsize  n, n_positive;
  double mean_score, rate, lift, gain, total_lift;
} CrmDecile;

typedef struct
{
  double threshold, false_rate, true_rate;
} CrmRocPoint;

#define CRM_N_DECILES 10

/**
 * CrmEvaluation:
 * @auc_low: of the interval of 95 %
 * @calibration_slope: 1 where scores are neither too bold (below) nor too shy (above); NaN where it has no finite value
 * @n_deciles: fewer than ten where there are fewer rows
 * @roc: (element-type CrmRocPoint): from (0, 0) to (1, 1)
 */
typedef struct
{
  gsize        n, n_positive;
  double       auc, auc_error, auc_low, auc_high, gini;
  double       ks, ks_threshold;
  double       log_loss, brier;
  double       calibration_slope, calibration_intercept;
  CrmConfusion confusion;
  CrmDecile    deciles[CRM_N_DECILES];
  guint        n_deciles;
  GArray      *roc;
} CrmEvaluation;

CrmEvaluation *crm_evaluation_new  (const double *scores, const guint8 *positive, gsize n, double threshold,
                                    const CrmRun *run, GError **error);
void           crm_evaluation_free (CrmEvaluation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmEvaluation, crm_evaluation_free)

/**
 * CrmProfitPoint:
 * @n: rows contacted, those with the highest scores
 */
typedef struct
{
  gsize  n, n_positive;
  double threshold, profit;
} CrmProfitPoint;

GArray *crm_evaluate_profit (const double *scores, const guint8 *positive, gsize n, double value, double cost,
                             CrmProfitPoint *best, const CrmRun *run);

/**
 * CrmClassQuality:
 * @confusion: (array length=n_classes*n_classes): rows of each class, a row for what it is, a column for what it is
 *   taken for
 */
typedef struct
{
  gsize  n;
  guint  n_classes;
  double accuracy, log_loss;
  gsize *confusion;
} CrmClassQuality;

CrmClassQuality *crm_class_quality_new  (const double *shares, const gint32 *classes, gsize n, guint n_classes);
void             crm_class_quality_free (CrmClassQuality *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmClassQuality, crm_class_quality_free)

/**
 * CrmResidualQuality:
 * @r2: 1 less the squares of residuals by those around the mean; NaN where the values are all the same
 * @durbin_watson: near 2 where a residual says nothing about the next
 * @jarque_bera: of the normal distribution, with its probability @normal_p
 * @spread_correlation: of the residuals' sizes with the predictions: away from 0 where the spread changes
 */
typedef struct
{
  gsize  n;
  double r2, rmse, mae;
  double mean, sd, skewness, kurtosis, largest;
  double durbin_watson, jarque_bera, normal_p, spread_correlation;
} CrmResidualQuality;

void crm_evaluate_residuals (const double *actual, const double *predicted, gsize n, CrmResidualQuality *quality);

/* Samples, and cross-validation */

/* Learns from the rows `train` and writes what it predicts for the rows `test`, `width` numbers each. */
typedef gboolean (*CrmFitFunc) (const gsize *train, gsize n_train, const gsize *test, gsize n_test, double *predicted,
                                gpointer data, const CrmRun *run, GError **error);

guint8  *crm_sample_new     (const gint32 *classes, gsize n, gsize n_wanted, const CrmRun *run);
guint   *crm_folds_new      (const gint32 *classes, gsize n, guint n_folds, const CrmRun *run, GError **error);
gboolean crm_cross_validate (const guint *folds, gsize n, guint n_folds, guint width, CrmFitFunc func, gpointer data,
                             const CrmRun *run, double *predicted, GError **error);

G_END_DECLS
