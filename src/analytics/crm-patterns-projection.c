/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-patterns-projection.h"

#include <math.h>
#include <string.h>

void
crm_sequence_projection_clear (CrmSequenceProjection *self)
{
  g_free (self->names);
  g_free (self->follows);
  g_free (self->joins);
  g_free (self->customers);
  g_free (self->times);
  g_free (self->item_starts);
  g_free (self->items);
  g_free (self->places);
  g_free (self->counters);
  g_free (self->numbers);
}

static void
need_items (CrmSequenceProjection *self,
            guint n)
{
  if (n <= self->n_items_room)
    return;
  self->n_items_room = n;
  self->names = g_renew (guint32, self->names, n);
  self->follows = g_renew (CrmArrivals, self->follows, n);
  self->joins = g_renew (CrmArrivals, self->joins, n);
}

static void
need_counters (CrmSequenceProjection *self,
               guint n)
{
  if (n > self->n_counters_room)
    {
      self->n_counters_room = n;
      self->counters = g_renew (CrmItemCounter, self->counters, n);
      self->numbers = g_renew (gint32, self->numbers, n);
    }
  memset (self->counters, 0, n * sizeof (CrmItemCounter));
}

static void
need_places (CrmSequenceProjection *self,
             gsize n)
{
  if (n <= self->n_places_room)
    return;
  self->n_places_room = n;
  self->places = g_renew (CrmArrival, self->places, n);
}

/* With room for one element more than there are cells, which ends the last. */
static void
need_elements (CrmSequenceProjection *self,
               gsize n_elements,
               gsize n_cells)
{
  if (n_elements + 1 > self->n_elements_room)
    {
      self->n_elements_room = n_elements + 1;
      self->customers = g_renew (guint32, self->customers, self->n_elements_room);
      self->times = g_renew (double, self->times, self->n_elements_room);
      self->item_starts = g_renew (gsize, self->item_starts, self->n_elements_room);
    }
  if (n_cells > self->n_cells_room)
    {
      self->n_cells_room = n_cells;
      self->items = g_renew (guint32, self->items, n_cells);
    }
}

/* Walking: from each customer's first arrival to the customer's end. */

typedef struct
{
  const CrmSequenceProjection *projection;
  const CrmArrivals           *arrivals;
  const CrmProjectionLimits   *limits;
  gsize    element;
  guint32  first;          /* arrival of this customer */
  guint32  reached;        /* the first arrival that is not yet min_gap behind */
  guint32  next;           /* the first arrival that is not behind */
  gboolean is_first;       /* nothing can follow here, so items up to the pattern's last are of no use */
  gboolean follows, joins; /* whether the pattern can go on here: with a new element, in the one that ends here */
  double   follow_start, join_start;
} Walk;

static void
look_behind (Walk *self)
{
  const CrmArrival *places = self->arrivals->places;
  const double *times = self->projection->times;
  double now = times[self->element];

  while (self->reached < self->next && now - times[places[self->reached].element] >= self->limits->min_gap)
    self->reached++;
  if (self->reached == self->first)
    return;
  self->follow_start = places[self->reached - 1].start;
  self->follows = now - times[places[self->reached - 1].element] <= self->limits->max_gap &&
                  now - self->follow_start <= self->limits->max_span;
}

static gboolean
step (Walk *self)
{
  const CrmSequenceProjection *projection = self->projection;
  const CrmArrivals *arrivals = self->arrivals;

  self->follows = self->joins = FALSE;
  self->is_first = self->next == 0 || self->element + 1 == projection->n_elements ||
                   projection->customers[self->element + 1] != projection->customers[self->element];
  if (self->is_first)
    {
      if (self->next == arrivals->n)
        return FALSE;
      self->first = self->reached = self->next;
      self->element = arrivals->places[self->next].element;
    }
  else
    {
      self->element++;
      if (self->limits->may_follow)
        look_behind (self);
    }
  if (self->next < arrivals->n && arrivals->places[self->next].element == self->element)
    {
      self->joins = self->limits->may_join;
      self->join_start = arrivals->places[self->next++].start;
    }
  return TRUE;
}

/* The items of the element that can be of use. */
static void
find_cells (const Walk *self,
            gsize *first,
            gsize *last)
{
  const CrmSequenceProjection *projection = self->projection;

  *first = projection->item_starts[self->element];
  *last = projection->item_starts[self->element + 1];
  while (self->is_first && *first < *last && projection->items[*first] <= self->arrivals->item)
    ++*first;
}

/* Counting */

static void
count_follow (CrmItemCounter *counter,
              guint32 customer)
{
  counter->n_follows++;
  counter->follow_count += counter->follow_customer != customer;
  counter->follow_customer = customer;
}

static void
count_join (CrmItemCounter *counter,
            guint32 customer)
{
  counter->n_joins++;
  counter->join_count += counter->join_customer != customer;
  counter->join_customer = customer;
}

/* Over a gap that is too long others may lead: then any later item may still be of use. */
static gboolean
may_lead_on (const CrmProjectionLimits *limits)
{
  return limits->may_follow && isfinite (limits->max_gap);
}

static void
count_element (const Walk *walk,
               CrmItemCounter *counters)
{
  const CrmSequenceProjection *projection = walk->projection;
  guint32 customer = projection->customers[walk->element] + 1;
  gsize first, last;

  find_cells (walk, &first, &last);
  for (gsize i = first; walk->follows && i < last; i++)
    count_follow (&counters[projection->items[i]], customer);
  for (gsize i = last; walk->joins && i > first && projection->items[i - 1] > walk->arrivals->item; i--)
    count_join (&counters[projection->items[i - 1]], customer);
  for (gsize i = first; may_lead_on (walk->limits) && i < last; i++)
    {
      CrmItemCounter *counter = &counters[projection->items[i]];

      counter->count += counter->customer != customer;
      counter->customer = customer;
    }
}

static CrmArrivals
expect (guint32 item,
        guint32 count,
        guint32 n,
        guint least,
        gsize *n_places)
{
  CrmArrivals arrivals = { NULL, 0, item, count };

  if (count >= least)
    *n_places += n;
  return arrivals;
}

/* Keeps the items that many customers have where they are of use, and makes room for their places. Returns whether the
 * pattern can be continued. */
static gboolean
choose_items (const CrmSequenceProjection *self,
              const CrmProjectionLimits *limits,
              CrmSequenceProjection *to)
{
  gsize n_places = 0, used = 0;
  gboolean leads_on = may_lead_on (limits);

  to->n_items = 0;
  need_items (to, self->n_items);
  for (guint item = 0; item < self->n_items; item++)
    {
      const CrmItemCounter *counter = &to->counters[item];
      guint32 most = MAX (MAX (counter->follow_count, counter->join_count), leads_on ? counter->count : 0);
      guint n = to->n_items;

      to->numbers[item] = most >= limits->least ? (gint32) n : -1;
      if (most < limits->least)
        continue;
      to->n_items++;
      to->names[n] = self->names[item];
      to->follows[n] = expect (n, counter->follow_count, counter->n_follows, limits->least, &n_places);
      to->joins[n] = expect (n, counter->join_count, counter->n_joins, limits->least, &n_places);
    }
  need_places (to, n_places);
  for (guint item = 0; item < self->n_items && n_places > 0; item++)
    {
      if (to->numbers[item] < 0)
        continue;
      to->follows[to->numbers[item]].places = to->places + used;
      used += to->counters[item].follow_count >= limits->least ? to->counters[item].n_follows : 0;
      to->joins[to->numbers[item]].places = to->places + used;
      used += to->counters[item].join_count >= limits->least ? to->counters[item].n_joins : 0;
    }
  return n_places > 0;
}

/* Finds which items may continue the pattern that ends at `arrivals`; `to` gets their names and counts. */
gboolean
crm_sequence_projection_count (const CrmSequenceProjection *self,
                               const CrmArrivals *arrivals,
                               const CrmProjectionLimits *limits,
                               CrmSequenceProjection *to)
{
  Walk walk = { self, arrivals, limits };

  need_counters (to, self->n_items);
  to->n_seen = self->n_items;
  while (step (&walk))
    {
      count_element (&walk, to->counters);
      to->n_seen += 1 + self->item_starts[walk.element + 1] - self->item_starts[walk.element];
    }
  return choose_items (self, limits, to);
}

/* Copying */

static void
arrive (CrmArrivals *arrivals,
        gsize element,
        double start,
        guint least)
{
  if (arrivals->count >= least)
    arrivals->places[arrivals->n++] = (CrmArrival) { start, element };
}

static void
copy_element (const Walk *walk,
              CrmSequenceProjection *to)
{
  const CrmSequenceProjection *from = walk->projection;
  guint least = walk->limits->least;
  gsize first, last, end = to->item_starts[to->n_elements];

  find_cells (walk, &first, &last);
  for (gsize i = first; i < last; i++)
    {
      gint32 number = to->numbers[from->items[i]];

      if (number < 0)
        continue;
      to->items[end++] = number;
      if (walk->follows)
        arrive (&to->follows[number], to->n_elements, walk->follow_start, least);
      if (walk->joins && from->items[i] > walk->arrivals->item)
        arrive (&to->joins[number], to->n_elements, walk->join_start, least);
    }
  if (end == to->item_starts[to->n_elements])
    return;
  to->customers[to->n_elements] = from->customers[walk->element];
  to->times[to->n_elements] = from->times[walk->element];
  to->item_starts[++to->n_elements] = end;
}

/* Makes the rest of what crm_sequence_projection_count() began: what is of use of the sequences, and where the longer
 * patterns end. */
void
crm_sequence_projection_copy (const CrmSequenceProjection *self,
                              const CrmArrivals *arrivals,
                              const CrmProjectionLimits *limits,
                              CrmSequenceProjection *to)
{
  gsize n_elements = 0, n_cells = 0;

  for (Walk walk = { self, arrivals, limits }; step (&walk); n_elements++)
    n_cells += self->item_starts[walk.element + 1] - self->item_starts[walk.element];
  need_elements (to, n_elements, n_cells);
  to->n_elements = 0;
  to->item_starts[0] = 0;
  for (Walk walk = { self, arrivals, limits }; step (&walk);)
    copy_element (&walk, to);
}

/* The root */

static void
count_root (CrmSequenceProjection *self,
            const CrmSequences *sequences)
{
  need_counters (self, sequences->n_items);
  for (guint customer = 0; customer < sequences->n; customer++)
    {
      gsize last = sequences->starts[customer + 1];

      for (gsize i = sequences->item_starts[sequences->starts[customer]]; i < sequences->item_starts[last]; i++)
        count_follow (&self->counters[sequences->items[i]], customer + 1);
    }
}

static void
copy_root (CrmSequenceProjection *self,
           const CrmSequences *sequences,
           guint least)
{
  gsize n_elements = sequences->starts[sequences->n];

  need_elements (self, n_elements, sequences->item_starts[n_elements]);
  self->item_starts[0] = 0;
  for (guint customer = 0; customer < sequences->n; customer++)
    {
      for (gsize element = sequences->starts[customer]; element < sequences->starts[customer + 1]; element++)
        {
          gsize end = self->item_starts[self->n_elements];

          for (gsize i = sequences->item_starts[element]; i < sequences->item_starts[element + 1]; i++)
            {
              gint32 number = self->numbers[sequences->items[i]];

              if (number < 0)
                continue;
              self->items[end++] = number;
              arrive (&self->follows[number], self->n_elements, sequences->times[element], least);
            }
          if (end == self->item_starts[self->n_elements])
            continue;
          self->customers[self->n_elements] = customer;
          self->times[self->n_elements] = sequences->times[element];
          self->item_starts[++self->n_elements] = end;
        }
    }
}

/* All sequences, with the items that are frequent. Where each of them is, `follows` says. */
void
crm_sequence_projection_start (CrmSequenceProjection *self,
                               const CrmSequences *sequences,
                               guint least)
{
  CrmProjectionLimits limits = { .least = least, .max_gap = INFINITY };
  g_autofree guint32 *names = g_new (guint32, MAX (sequences->n_items, 1));
  CrmSequenceProjection all = { .n_items = sequences->n_items, .names = names };

  for (guint item = 0; item < sequences->n_items; item++)
    names[item] = item;
  count_root (self, sequences);
  choose_items (&all, &limits, self);
  copy_root (self, sequences, least);
}
