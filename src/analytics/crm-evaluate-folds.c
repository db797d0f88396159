/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-evaluate.h"
#include "analytics/crm-random.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The rows of a class, shuffled: each class has a stream of chance of its own. */
static gsize
shuffle_class (const gint32 *classes,
               gsize n,
               gint32 class,
               guint64 seed,
               gsize *rows)
{
  CrmRandom random;
  gsize count = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (classes == NULL || classes[i] == class)
        rows[count++] = i;
    }
  crm_random_init (&random, seed, class);
  crm_random_shuffle (&random, rows, count);
  return count;
}

static gint32
count_classes (const gint32 *classes,
               gsize n)
{
  gint32 n_classes = 1;

  for (gsize i = 0; classes != NULL && i < n; i++)
    n_classes = MAX (n_classes, classes[i] + 1);
  return n_classes;
}

/**
 * crm_sample_new:
 * @classes: (nullable) (array length=n): class of each row, 0 up, −1 for rows that are never drawn; %NULL to draw from
 *   all alike
 * @n_wanted: how many to draw; all, where there are fewer
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
                guint64 seed)
{
  g_autofree gsize *rows = g_new (gsize, MAX (n, 1));
  guint8 *drawn = g_new0 (guint8, MAX (n, 1));
  gint32 n_classes = count_classes (classes, n);
  gsize n_open = 0, n_seen = 0, n_drawn = 0;

  for (gsize i = 0; i < n; i++)
    n_open += classes == NULL || classes[i] >= 0;
  n_wanted = MIN (n_wanted, n_open);
  for (gint32 class = 0; class < n_classes; class++)
    {
      gsize count = shuffle_class (classes, n, class, seed, rows), until;

      n_seen += count;
      until = n_open > 0 ? (gsize) ((double) n_wanted * n_seen / n_open + 0.5) : 0;
      for (gsize i = 0; i < count && n_drawn < until; i++, n_drawn++)
        drawn[rows[i]] = 1;
    }
  return drawn;
}

/* Rows are dealt like cards, one class after the other, so that every fold has its share of each class. */
static void
deal (guint *folds,
      const gsize *rows,
      gsize n,
      guint n_folds,
      gsize *dealt)
{
  for (gsize i = 0; i < n; i++)
    folds[rows[i]] = (*dealt)++ % n_folds;
}

/**
 * crm_folds_new:
 * @classes: (nullable) (array length=n): class of each row, 0 up; %NULL where there are none
 * @n_folds: at least 2
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
               guint64 seed,
               GError **error)
{
  g_autofree gsize *rows = g_new (gsize, MAX (n, 1));
  g_autofree guint *folds = g_new (guint, MAX (n, 1));
  gsize dealt = 0;
  gint32 n_classes = count_classes (classes, n);

  for (gint32 class = 0; class < n_classes; class++)
    {
      gsize count = shuffle_class (classes, n, class, seed, rows);

      if (count < n_folds && (count > 0 || classes == NULL))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                       classes == NULL ? _("%zu rows are too few for %u folds. Use fewer folds, or none with 0.") :
                       _("A class has %zu rows, too few for %u folds. Use fewer folds, or none with 0."),
                       count, n_folds);
          return NULL;
        }
      deal (folds, rows, count, n_folds, &dealt);
    }
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
