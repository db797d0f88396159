/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/**
 * CrmSum:
 *
 * A sum that keeps what rounding takes away (A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation
 * endlicher Summen", ZAMM 54, 1974). Begins as zeros.
 */
typedef struct
{
  double sum, carry;
} CrmSum;

static inline void
crm_sum_add (CrmSum *self,
             double value)
{
  double next = self->sum + value;

  self->carry += fabs (self->sum) >= fabs (value) ? self->sum - next + value : value - next + self->sum;
  self->sum = next;
}

static inline double
crm_sum_value (const CrmSum *self)
{
  return self->sum + self->carry;
}

G_END_DECLS
