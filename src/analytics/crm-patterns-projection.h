/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-baskets.h"
#include "analytics/crm-patterns.h"

G_BEGIN_DECLS

/* A place where a pattern may end, with the latest time at which it may have begun then. Of those that end there, the
 * one that began last stays within a span the longest. */
typedef struct
{
  double  start;
  guint32 element;
} CrmArrival;

/* All places where a pattern may end, in their order. The later the end, the later the start, or the same: the way to a
 * later end leads over a later place. */
typedef struct
{
  CrmArrival *places;
  guint32     n;
  guint32     item;    /* the last of the pattern */
  guint32     count;   /* customers */
} CrmArrivals;

typedef struct
{
  guint    least;
  double   min_gap, max_gap, max_span;
  gboolean may_follow, may_join;
} CrmProjectionLimits;

typedef struct
{
  guint32 customer, follow_customer, join_customer;   /* the last one that was counted, + 1 */
  guint32 count, follow_count, join_count;
  guint32 n_follows, n_joins;
} CrmItemCounter;

/* Customers that show a pattern, from its first end on, with the items that may make it longer. */
typedef struct
{
  guint           n_items, n_items_room;
  gsize           n_elements, n_elements_room, n_cells_room, n_places_room;
  guint32        *names;         /* of the items; ascending, so that numbers are in the order of items */
  CrmArrivals    *follows;       /* of the pattern with each item as a new element … */
  CrmArrivals    *joins;         /* … or in its last one */
  guint32        *customers;     /* of the elements */
  double         *times;
  gsize          *item_starts;
  guint32        *items;
  CrmArrival     *places;
  CrmItemCounter *counters;      /* of the items of the next larger one, that this was made of … */
  gint32         *numbers;       /* … and which each is here, −1 for none */
  guint           n_counters_room;
  gsize           n_seen;        /* cells of the larger one that were looked at */
} CrmSequenceProjection;

void     crm_sequence_projection_start (CrmSequenceProjection *self, const CrmSequences *sequences, guint least);
void     crm_sequence_projection_clear (CrmSequenceProjection *self);
gboolean crm_sequence_projection_count (const CrmSequenceProjection *self, const CrmArrivals *arrivals,
                                        const CrmProjectionLimits *limits, CrmSequenceProjection *to);
void     crm_sequence_projection_copy  (const CrmSequenceProjection *self, const CrmArrivals *arrivals,
                                        const CrmProjectionLimits *limits, CrmSequenceProjection *to);

G_END_DECLS
