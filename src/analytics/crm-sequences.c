/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-sequences.h"

#include <math.h>
#include <stdlib.h>

typedef struct
{
  double  time;
  guint32 customer, item;
} Event;

static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  const Event *first = a, *second = b;

  if (first->customer != second->customer)
    return first->customer < second->customer ? -1 : 1;
  if (first->time != second->time)
    return first->time < second->time ? -1 : 1;
  return (first->item > second->item) - (first->item < second->item);
}

static void
add_event (CrmSequences *self,
           const Event *event,
           const Event *before,
           gsize *n_elements,
           gsize *n_items)
{
  gboolean same_element = before != NULL && before->customer == event->customer && before->time == event->time;

  if (same_element && before->item == event->item)
    return;
  if (!same_element)
    {
      self->times[*n_elements] = event->time;
      self->item_starts[(*n_elements)++] = *n_items;
      self->starts[event->customer + 1]++;
    }
  self->items[(*n_items)++] = event->item;
}

/**
 * crm_sequences_new:
 * @customers: (array length=n_rows): the customer of each row; negative: the row is left out
 * @times: (array length=n_rows): when it was, in any unit; not finite: the row is left out
 * @items: (array length=n_rows): what it was; negative: the row is left out
 *
 * Puts rows of a customer, a time and an item each in order. What happened twice at one time counts once. A customer
 * without elements is one nevertheless: shares are of all customers.
 *
 * Returns: (transfer full): the sequences
 */
CrmSequences *
crm_sequences_new (const gint32 *customers,
                   const double *times,
                   const gint32 *items,
                   gsize n_rows,
                   guint n_customers,
                   guint n_items)
{
  CrmSequences *self = g_new0 (CrmSequences, 1);
  g_autofree Event *events = g_new (Event, n_rows + 1);
  gsize n_events = 0, n_elements = 0, n_kept = 0;

  for (gsize row = 0; row < n_rows; row++)
    {
      if (customers[row] >= 0 && items[row] >= 0 && isfinite (times[row]))
        events[n_events++] = (Event) { times[row], customers[row], items[row] };
    }
  qsort (events, n_events, sizeof (Event), compare_events);
  self->n = n_customers;
  self->n_items = n_items;
  self->starts = g_new0 (gsize, (gsize) n_customers + 1);
  self->times = g_new (double, n_events + 1);
  self->item_starts = g_new (gsize, n_events + 1);
  self->items = g_new (guint32, n_events + 1);
  for (gsize i = 0; i < n_events; i++)
    add_event (self, &events[i], i > 0 ? &events[i - 1] : NULL, &n_elements, &n_kept);
  self->item_starts[n_elements] = n_kept;
  for (guint customer = 0; customer < n_customers; customer++)
    self->starts[customer + 1] += self->starts[customer];
  return self;
}

void
crm_sequences_free (CrmSequences *self)
{
  g_free (self->starts);
  g_free (self->times);
  g_free (self->item_starts);
  g_free (self->items);
  g_free (self);
}
