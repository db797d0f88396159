/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-arima.h"

G_BEGIN_DECLS

/**
 * CrmArma:
 * @n_ar: length of @ar, whose k-th coefficient is that of lag k + 1
 * @n_ma: length of @ma, likewise
 *
 * A stationary series as z(t) = Σ ar z(t − k) + ε(t) + Σ ma ε(t − k), seasonal factors multiplied out.
 */
typedef struct
{
  guint   n_ar, n_ma;
  double *ar, *ma;
} CrmArma;

/* What a series through the filter tells. */
typedef struct
{
  gsize  n_used;
  double log_determinant;   /* Σ log F */
  double squares;           /* Σ v² / F with the best constant */
  double constant, constant_precision;
} CrmArmaFit;

typedef struct _CrmArmaFilter CrmArmaFilter;

/* `rough`: as if much had been seen before the first value, all of it 0; then a step is short from the first one on. */
CrmArmaFilter *crm_arma_filter_new  (guint n_ar, guint n_ma, gboolean rough);
void           crm_arma_filter_free (CrmArmaFilter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmArmaFilter, crm_arma_filter_free)
guint          crm_arma_filter_n_state (const CrmArmaFilter *self);
gboolean       crm_arma_filter_run  (CrmArmaFilter *self, const CrmArma *arma, const double *values, gsize n,
                                     gboolean constant, CrmArmaFit *fit, double *errors, double *state);

void     crm_arima_expand     (const CrmArimaOrder *order, const double *coefficients, CrmArma *arma);
guint    crm_arima_n_ar       (const CrmArimaOrder *order);
guint    crm_arima_n_ma       (const CrmArimaOrder *order);
guint    crm_arima_difference (const CrmArimaOrder *order, double *weights);
double  *crm_arima_differences (const double *values, gsize n, const CrmArimaOrder *order, gsize *n_left);
CrmArima *crm_arima_fit_rough (const double *values, gsize n, const CrmArimaOrder *order, const CrmRun *run);
gboolean crm_arima_is_steady  (const CrmArima *self, double margin);

G_END_DECLS
