/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"
#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmBayesColumn:
 * @kind: numbers and dates are taken for normal in each class, categories for what they are
 * @n_levels: of a category
 * @logs: (array length=n_classes*n_levels): of a category: logarithm of the share of each level in each class
 * @log_spreads: (array length=n_classes): of numbers: logarithms of @spreads
 * @means: (array length=n_classes): of numbers
 * @spreads: (array length=n_classes): of numbers: standard deviations (divisor n − 1); 0 for a column that is not used
 */
typedef struct
{
  CrmColumnKind kind;
  guint         n_levels;
  double       *logs;
  double       *means, *spreads, *log_spreads;
} CrmBayesColumn;

void      crm_bayes_column_take_spreads (CrmBayesColumn *self, double *spreads, guint n_classes);

/**
 * CrmBayes:
 * @priors: (array length=n_classes): share of each class
 */
typedef struct
{
  guint           n_classes, n_columns;
  double         *priors;
  CrmBayesColumn *columns;
} CrmBayes;

CrmBayes *crm_bayes_new     (const CrmColumn *const *columns, guint n_columns, const gint32 *classes, guint n_classes,
                             const gsize *rows, gsize n_rows, double laplace, const CrmRun *run, GError **error);
void      crm_bayes_free    (CrmBayes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmBayes, crm_bayes_free)

void      crm_bayes_joint   (const CrmBayes *self, const CrmColumn *const *columns, gsize row, double *logs);
void      crm_bayes_predict (const CrmBayes *self, const CrmColumn *const *columns, gsize row, double *shares);
void      crm_bayes_explain (const CrmBayes *self, const CrmColumn *const *columns, gsize row, guint of,
                             double *contributions);

G_END_DECLS
