/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/**
 * crm_number_is_usable:
 *
 * Returns: whether it is a number that can be squared and summed without leaving the range of doubles
 */
static inline gboolean
crm_number_is_usable (double number)
{
  return fabs (number) <= 1e100;
}

G_END_DECLS
