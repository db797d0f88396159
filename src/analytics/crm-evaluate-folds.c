/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-evaluate.h"
#include "analytics/crm-grouping.h"
#include "analytics/crm-random.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The rows of each class, shuffled: each class has a stream of chance of its own. Once it is cancelled they are not. */
static CrmGrouping *
shuffle_classes (const gint32 *classes,
                 gsize n,
                 guint64 seed,
                 const CrmRun *run)
{
  g_autofree gint32 *alike = classes == NULL ? g_new0 (gint32, MAX (n, 1)) : NULL;
  guint n_classes = 1;
  CrmGrouping *rows;

  for (gsize i = 0; classes != NULL && i < n; i++)
    n_classes = MAX (n_classes, (guint) (classes[i] + 1));
  rows = crm_grouping_new (classes != NULL ? classes : alike, n, n_classes);
  for (guint class = 0; class < n_classes && !crm_run_is_cancelled (run); class++)
    {
      CrmRandom random;

      crm_random_init (&random, seed, class);
      crm_random_shuffle (&random, rows->rows + rows->starts[class], crm_grouping_size (rows, class));
    }
  return rows;
}

/**
 * crm_sample_new:
 * @classes: (nullable) (array length=n): class of each row, 0 up, −1 for rows that are never drawn; %NULL to draw from
 *   all alike
 * @n_wanted: how many to draw; all, where there are fewer
 * @run: (nullable): whose seed it is
 *
 * Draws rows by chance without putting them back. Of each class its share is drawn, rounded so that the sum is right
 * (W. G. Cochran, "Sampling Techniques", 1977, ch. 5: proportional allocation).
 *
 * Returns: (transfer full) (array length=n): 1 for each row that was drawn
 */
guint8 *
crm_sample_new (const gint32 *classes,
                gsize n,
                gsize n_wanted,
                const CrmRun *run)
{
  g_autoptr (CrmGrouping) rows = shuffle_classes (classes, n, crm_run_seed (run), run);
  guint8 *drawn = g_new0 (guint8, MAX (n, 1));
  gsize n_open = rows->starts[rows->n_groups], n_drawn = 0;

  n_wanted = MIN (n_wanted, n_open);
  for (guint class = 0; class < rows->n_groups; class++)
    {
      gsize until = n_open > 0 ? (gsize) ((double) n_wanted * rows->starts[class + 1] / n_open + 0.5) : 0;

      for (gsize i = rows->starts[class]; i < rows->starts[class + 1] && n_drawn < until; i++, n_drawn++)
        drawn[rows->rows[i]] = 1;
    }
  return drawn;
}

/**
 * crm_folds_new:
 * @classes: (nullable) (array length=n): class of each row, 0 up; %NULL where there are none
 * @n_folds: at least 2
 * @run: (nullable): whose seed it is
 *
 * Divides rows into folds by chance; of every class each fold has the same number, give or take one (R. Kohavi, "A
 * study of cross-validation and bootstrap for accuracy estimation and model selection", IJCAI 1995).
 *
 * Returns: (transfer full) (nullable) (array length=n): the fold of each row, 0 up
 * Errors: %CRM_ERROR_INVALID where there are too few rows, in all or of a class
 */
guint *
crm_folds_new (const gint32 *classes,
               gsize n,
               guint n_folds,
               const CrmRun *run,
               GError **error)
{
  g_autoptr (CrmGrouping) rows = shuffle_classes (classes, n, crm_run_seed (run), run);
  g_autofree guint *folds = g_new (guint, MAX (n, 1));

  for (guint class = 0; class < rows->n_groups; class++)
    {
      gsize count = crm_grouping_size (rows, class);

      if (count >= n_folds || (count == 0 && classes != NULL))
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   classes == NULL ? _("%zu rows are too few for %u folds. Use fewer folds, or none with 0.") :
                   _("A class has %zu rows, too few for %u folds. Use fewer folds, or none with 0."),
                   count, n_folds);
      return NULL;
    }
  /* They are dealt like cards, one class after the other, so that every fold has its share of each class. */
  for (gsize i = 0; i < rows->starts[rows->n_groups]; i++)
    folds[rows->rows[i]] = i % n_folds;
  return g_steal_pointer (&folds);
}

/**
 * crm_cross_validate:
 * @folds: (array length=n): fold of each row; see crm_folds_new()
 * @width: how many numbers @func predicts for a row
 * @run: (nullable): of which @func gets a part for each fold
 * @predicted: (out caller-allocates) (array length=n*width): for each row what was predicted for it without it
 *
 * Learns once for each fold from all rows but those of the fold, and predicts these (M. Stone, "Cross-validatory choice
 * and assessment of statistical predictions", JRSS B 36, 1974).
 *
 * Errors: those of @func
 */
gboolean
crm_cross_validate (const guint *folds,
                    gsize n,
                    guint n_folds,
                    guint width,
                    CrmFitFunc func,
                    gpointer data,
                    const CrmRun *run,
                    double *predicted,
                    GError **error)
{
  g_autofree gsize *rows = g_new (gsize, MAX (n, 1));
  g_autofree double *part = g_new (double, MAX (n * width, 1));

  for (guint fold = 0; fold < n_folds; fold++)
    {
      gsize n_train = 0, n_test = 0;

      if (!crm_run_go_on (run, (double) fold / n_folds, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        {
          if (folds[i] != fold)
            rows[n_train++] = i;
          else
            rows[n - ++n_test] = i;
        }
      if (!func (rows, n_train, rows + n_train, n_test, part, data,
                 CRM_RUN_PART (run, (double) fold / n_folds, (fold + 1.0) / n_folds), error))
        return FALSE;
      for (gsize i = 0; i < n_test; i++)
        memcpy (predicted + rows[n_train + i] * width, part + i * width, width * sizeof (double));
    }
  return TRUE;
}
