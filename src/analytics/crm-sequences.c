/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-sequences.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  double  time;
  guint32 item;
} Event;

static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  const Event *first = a, *second = b;

  if (first->time != second->time)
    return first->time < second->time ? -1 : 1;
  return (first->item > second->item) - (first->item < second->item);
}

static gboolean
is_whole (const gint32 *customers,
          const double *times,
          const gint32 *items,
          gsize row)
{
  return customers[row] >= 0 && items[row] >= 0 && isfinite (times[row]);
}

/* Events of one customer after the other; `starts` gets where each begins. */
static Event *
gather (const gint32 *customers,
        const double *times,
        const gint32 *items,
        gsize n_rows,
        guint n_customers,
        gsize *starts,
        const CrmRun *run,
        GError **error)
{
  g_autofree gsize *next = g_new (gsize, (gsize) n_customers + 1);
  g_autofree Event *events = NULL;

  memset (starts, 0, ((gsize) n_customers + 1) * sizeof (gsize));
  for (gsize row = 0; row < n_rows; row++)
    {
      if (is_whole (customers, times, items, row))
        starts[customers[row] + 1]++;
    }
  for (guint customer = 0; customer < n_customers; customer++)
    {
      next[customer] = starts[customer];
      starts[customer + 1] += starts[customer];
    }
  events = g_new (Event, starts[n_customers] + 1);
  for (gsize row = 0; row < n_rows; row++)
    {
      if (row % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return NULL;
      if (is_whole (customers, times, items, row))
        events[next[customers[row]]++] = (Event) { times[row], items[row] };
    }
  return g_steal_pointer (&events);
}

/* Adds the elements of a customer behind the others. */
static void
add_customer (CrmSequences *self,
              guint customer,
              Event *events,
              gsize n)
{
  gsize element = self->starts[customer], n_items = self->item_starts[element];

  qsort (events, n, sizeof (Event), compare_events);
  for (gsize i = 0; i < n; i++)
    {
      gboolean begins = i == 0 || events[i].time != events[i - 1].time;

      if (!begins && events[i].item == events[i - 1].item)
        continue;
      if (begins)
        self->times[element++] = events[i].time;
      self->items[n_items++] = events[i].item;
      self->item_starts[element] = n_items;
    }
  self->starts[customer + 1] = element;
}

/**
 * crm_sequences_new:
 * @customers: (array length=n_rows): the customer of each row; negative: the row is left out
 * @times: (array length=n_rows): when it was, in any unit; not finite: the row is left out
 * @items: (array length=n_rows): what it was; negative: the row is left out
 * @run: (nullable): the run
 *
 * Puts rows of a customer, a time and an item each in order. What happened twice at one time counts once. A customer
 * without elements is one nevertheless: shares are of all customers.
 *
 * Returns: (transfer full) (nullable): the sequences
 * Errors: %G_IO_ERROR_CANCELLED
 */
CrmSequences *
crm_sequences_new (const gint32 *customers,
                   const double *times,
                   const gint32 *items,
                   gsize n_rows,
                   guint n_customers,
                   guint n_items,
                   const CrmRun *run,
                   GError **error)
{
  g_autoptr (CrmSequences) self = g_new0 (CrmSequences, 1);
  g_autofree gsize *starts = g_new (gsize, (gsize) n_customers + 1);
  g_autofree Event *events = gather (customers, times, items, n_rows, n_customers, starts, run, error);
  gsize n_events = starts[n_customers];

  if (events == NULL)
    return NULL;
  self->n = n_customers;
  self->n_items = n_items;
  self->starts = g_new0 (gsize, (gsize) n_customers + 1);
  self->times = g_new (double, n_events + 1);
  self->item_starts = g_new0 (gsize, n_events + 1);
  self->items = g_new (guint32, n_events + 1);
  for (guint customer = 0; customer < n_customers; customer++)
    {
      if (customer % 4096 == 0 && !crm_run_go_on (run, -1, error))
        return NULL;
      add_customer (self, customer, events + starts[customer], starts[customer + 1] - starts[customer]);
    }
  return g_steal_pointer (&self);
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
