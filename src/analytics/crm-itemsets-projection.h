/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-itemsets.h"

G_BEGIN_DECLS

/* Baskets that hold a set, with the items that may make it larger. Rows of fewer than two items tell nothing that the
 * counts do not. */
typedef struct
{
  guint    n_items, n_rows;
  guint    n_items_room, n_rows_room;
  gsize    n_cells_room, n_visits_room;
  guint32 *names;          /* of the items, as ranks */
  guint32 *counts;         /* of the items */
  gsize   *starts;         /* of the rows … */
  guint32 *cells;          /* … items in ascending order */
  guint32 *weights;        /* how many baskets each row stands for */
  gsize   *visits_starts;  /* of the items: … */
  guint32 *visits;         /* … rows that hold the item behind another … */
  gsize   *visits_ends;    /* … and where in `cells` it stands */
  gint32  *numbers;        /* for the making of the next smaller one: item there of each item here, −1 for none */
  guint32 *sums;
} CrmProjection;

void crm_projection_clear      (CrmProjection *self);
void crm_projection_need_items (CrmProjection *self, guint n);
void crm_projection_need_rows  (CrmProjection *self, guint n_rows, gsize n_cells);
void crm_projection_end_row    (CrmProjection *self, gsize n_cells, guint32 weight);
void crm_projection_deliver    (CrmProjection *self);
gsize crm_projection_count     (CrmProjection *self, guint item, guint least, CrmProjection *to);
void crm_projection_copy       (CrmProjection *self, guint item, CrmProjection *to);
void crm_projection_count_sets (const CrmProjection *self, guint item, guint n_items, guint32 *counts);

G_END_DECLS
