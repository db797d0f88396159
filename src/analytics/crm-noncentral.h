/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double crm_noncentral_chi_square (double x, double df, double lambda);
double crm_noncentral_f          (double x, double df1, double df2, double lambda);
void   crm_noncentral_limits     (double x, double df1, double df2, double *low, double *high);

G_END_DECLS
