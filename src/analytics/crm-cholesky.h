/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean crm_cholesky_factor  (double *a, gsize p, double tolerance, gboolean *aliased);
void     crm_cholesky_solve   (const double *factor, gsize p, const gboolean *aliased, double *b);
void     crm_cholesky_inverse (const double *factor, gsize p, const gboolean *aliased, double *inverse);

G_END_DECLS
