/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-evaluate.h"

#include <float.h>
#include <math.h>

/* How good predicted classes and predicted numbers are. */

/**
 * crm_class_quality_new:
 * @shares: (array length=n*n_classes): of each class for each row, a row after the other
 * @classes: (array length=n): what the rows are
 *
 * Returns: (transfer full): how often the class with the largest share (of equal ones the first) is right
 */
CrmClassQuality *
crm_class_quality_new (const double *shares,
                       const gint32 *classes,
                       gsize n,
                       guint n_classes)
{
  CrmClassQuality *self = g_new0 (CrmClassQuality, 1);
  gsize right = 0;

  self->n = n;
  self->n_classes = n_classes;
  self->confusion = g_new0 (gsize, (gsize) n_classes * n_classes);
  for (gsize i = 0; i < n; i++)
    {
      const double *row = shares + i * n_classes;
      guint taken = 0;

      for (guint k = 1; k < n_classes; k++)
        taken = row[k] > row[taken] ? k : taken;
      self->confusion[(gsize) classes[i] * n_classes + taken]++;
      right += taken == (guint) classes[i];
      self->log_loss -= log (CLAMP (row[classes[i]], DBL_EPSILON, 1));
    }
  self->accuracy = n > 0 ? (double) right / n : NAN;
  self->log_loss = n > 0 ? self->log_loss / n : NAN;
  return self;
}

void
crm_class_quality_free (CrmClassQuality *self)
{
  g_free (self->confusion);
  g_free (self);
}

static double
mean_of (const double *values,
         gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += values[i];
  return sum / n;
}

static void
measure_shape (CrmResidualQuality *quality,
               const double *residuals,
               gsize n)
{
  double m2 = 0, m3 = 0, m4 = 0, steps = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    {
      double away = residuals[i] - quality->mean;

      m2 += away * away;
      m3 += away * away * away;
      m4 += away * away * away * away;
      squares += residuals[i] * residuals[i];
      steps += i > 0 ? (residuals[i] - residuals[i - 1]) * (residuals[i] - residuals[i - 1]) : 0;
    }
  quality->sd = n > 1 ? sqrt (m2 / (n - 1)) : NAN;
  quality->skewness = m2 > 0 ? sqrt (n) * m3 / pow (m2, 1.5) : NAN;
  quality->kurtosis = m2 > 0 ? n * m4 / (m2 * m2) - 3 : NAN;
  quality->durbin_watson = squares > 0 ? steps / squares : NAN;
  quality->jarque_bera = n / 6.0 * (quality->skewness * quality->skewness + quality->kurtosis * quality->kurtosis / 4);
  quality->normal_p = exp (-quality->jarque_bera / 2);   /* chi-squared of two degrees of freedom */
}

static double
correlate (const double *x,
           const double *y,
           gsize n)
{
  double mean_x = mean_of (x, n), mean_y = mean_of (y, n), xx = 0, yy = 0, xy = 0;

  for (gsize i = 0; i < n; i++)
    {
      xx += (x[i] - mean_x) * (x[i] - mean_x);
      yy += (y[i] - mean_y) * (y[i] - mean_y);
      xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
  return xx > 0 && yy > 0 ? xy / sqrt (xx) / sqrt (yy) : NAN;
}

/**
 * crm_evaluate_residuals:
 * @n: at least 1
 * @quality: (out): measures that are not defined are NaN
 *
 * Judges predicted numbers by what is left of them (J. Durbin, G. Watson, "Testing for serial correlation in least
 * squares regression", Biometrika 37, 1950; C. Jarque, A. Bera, "A test for normality of observations and regression
 * residuals", International Statistical Review 55, 1987).
 */
void
crm_evaluate_residuals (const double *actual,
                        const double *predicted,
                        gsize n,
                        CrmResidualQuality *quality)
{
  g_autofree double *residuals = g_new (double, n);
  double mean = mean_of (actual, n), total = 0, squares = 0, sum = 0;

  *quality = (CrmResidualQuality) { .n = n };
  for (gsize i = 0; i < n; i++)
    {
      residuals[i] = actual[i] - predicted[i];
      squares += residuals[i] * residuals[i];
      sum += fabs (residuals[i]);
      total += (actual[i] - mean) * (actual[i] - mean);
      quality->largest = MAX (quality->largest, fabs (residuals[i]));
    }
  quality->r2 = total > 0 ? 1 - squares / total : NAN;
  quality->rmse = sqrt (squares / n);
  quality->mae = sum / n;
  quality->mean = mean_of (residuals, n);
  measure_shape (quality, residuals, n);
  for (gsize i = 0; i < n; i++)
    residuals[i] = fabs (residuals[i]);
  quality->spread_correlation = correlate (residuals, predicted, n);
}
