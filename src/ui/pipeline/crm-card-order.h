/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CrmCardPlace:
 *
 * A card that has to give way, and where it goes.
 */
typedef struct
{
  guint  index;
  double position;
} CrmCardPlace;

double crm_card_order_place (const double *positions, guint n_positions, guint index, GArray *moved);

G_END_DECLS
