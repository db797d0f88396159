/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-itemsets-projection.h"

#include <string.h>

void
crm_projection_clear (CrmProjection *self)
{
  g_free (self->names);
  g_free (self->counts);
  g_free (self->starts);
  g_free (self->cells);
  g_free (self->weights);
  g_free (self->visits_starts);
  g_free (self->visits);
  g_free (self->visits_ends);
  g_free (self->numbers);
  g_free (self->sums);
}

void
crm_projection_need_items (CrmProjection *self,
                           guint n)
{
  if (n <= self->n_items_room)
    return;
  self->n_items_room = n;
  self->names = g_renew (guint32, self->names, n);
  self->counts = g_renew (guint32, self->counts, n);
  self->visits_starts = g_renew (gsize, self->visits_starts, n + 2);
  self->numbers = g_renew (gint32, self->numbers, n);
  self->sums = g_renew (guint32, self->sums, n);
}

void
crm_projection_need_rows (CrmProjection *self,
                          guint n_rows,
                          gsize n_cells)
{
  if (n_rows + 1 > self->n_rows_room)
    {
      self->n_rows_room = n_rows + 1;
      self->starts = g_renew (gsize, self->starts, self->n_rows_room);
      self->weights = g_renew (guint32, self->weights, self->n_rows_room);
    }
  if (n_cells > self->n_cells_room)
    {
      self->n_cells_room = n_cells;
      self->cells = g_renew (guint32, self->cells, n_cells);
    }
}

/* Ends a row that was written from the last one's end on: as one of its own, as one more of the last, or as none. */
void
crm_projection_end_row (CrmProjection *self,
                        gsize n_cells,
                        guint32 weight)
{
  gsize start = self->starts[self->n_rows], length = n_cells - start;
  gsize before = self->n_rows > 0 ? self->starts[self->n_rows - 1] : 0;

  if (length < 2)
    return;
  if (self->n_rows > 0 && start - before == length &&
      memcmp (self->cells + before, self->cells + start, length * sizeof (guint32)) == 0)
    {
      self->weights[self->n_rows - 1] += weight;
      return;
    }
  self->weights[self->n_rows++] = weight;
  self->starts[self->n_rows] = n_cells;
}

/* Notes for each item the rows in which others stand before it. */
void
crm_projection_deliver (CrmProjection *self)
{
  gsize *ends = self->visits_starts + 1;
  gsize n_visits = 0;

  memset (self->visits_starts, 0, (self->n_items + 2) * sizeof (gsize));
  for (guint row = 0; row < self->n_rows; row++)
    {
      for (gsize i = self->starts[row] + 1; i < self->starts[row + 1]; i++)
        self->visits_starts[self->cells[i] + 2]++;
      n_visits += self->starts[row + 1] - self->starts[row] - 1;
    }
  if (n_visits > self->n_visits_room)
    {
      self->n_visits_room = n_visits;
      self->visits = g_renew (guint32, self->visits, n_visits);
      self->visits_ends = g_renew (gsize, self->visits_ends, n_visits);
    }
  for (guint item = 1; item <= self->n_items; item++)
    self->visits_starts[item + 1] += self->visits_starts[item];
  for (guint row = 0; row < self->n_rows; row++)
    {
      for (gsize i = self->starts[row] + 1; i < self->starts[row + 1]; i++)
        {
          gsize place = ends[self->cells[i]]++;

          self->visits[place] = row;
          self->visits_ends[place] = i;
        }
    }
}

/* What remains of the baskets with one item more: names and counts first. Returns how many cells were looked at. */
gsize
crm_projection_count (CrmProjection *self,
                      guint item,
                      guint least,
                      CrmProjection *to)
{
  guint32 total = 0;
  gsize n_cells = 0;

  to->n_items = 0;
  for (gsize visit = self->visits_starts[item]; visit < self->visits_starts[item + 1]; visit++)
    total += self->weights[self->visits[visit]];
  if (total < least)
    return n_cells;
  memset (self->sums, 0, item * sizeof (guint32));
  for (gsize visit = self->visits_starts[item]; visit < self->visits_starts[item + 1]; visit++)
    {
      guint32 row = self->visits[visit], weight = self->weights[row];

      n_cells += self->visits_ends[visit] - self->starts[row] + 1;
      for (gsize i = self->starts[row]; i < self->visits_ends[visit]; i++)
        self->sums[self->cells[i]] += weight;
    }
  crm_projection_need_items (to, item);
  for (guint i = 0; i < item; i++)
    {
      self->numbers[i] = -1;
      if (self->sums[i] < least)
        continue;
      self->numbers[i] = to->n_items;
      to->names[to->n_items] = self->names[i];
      to->counts[to->n_items++] = self->sums[i];
    }
  return n_cells;
}

void
crm_projection_copy (CrmProjection *self,
                     guint item,
                     CrmProjection *to)
{
  gsize first = self->visits_starts[item], last = self->visits_starts[item + 1], n_cells = 0;

  for (gsize visit = first; visit < last; visit++)
    n_cells += self->visits_ends[visit] - self->starts[self->visits[visit]];
  crm_projection_need_rows (to, last - first, n_cells);
  to->n_rows = 0;
  to->starts[0] = 0;
  for (gsize visit = first; visit < last; visit++)
    {
      guint32 row = self->visits[visit];
      gsize end = to->starts[to->n_rows];

      for (gsize i = self->starts[row]; i < self->visits_ends[visit]; i++)
        {
          gint32 number = self->numbers[self->cells[i]];

          if (number >= 0)
            to->cells[end++] = number;
        }
      crm_projection_end_row (to, end, self->weights[row]);
    }
  crm_projection_deliver (to);
}

/* How often all sets of the few items that remain are together with `item`: the bits of a place are the items of a
 * set. */
void
crm_projection_count_sets (const CrmProjection *self,
                           guint item,
                           guint n_items,
                           guint32 *counts)
{
  memset (counts, 0, ((gsize) 1 << n_items) * sizeof (guint32));
  for (gsize visit = self->visits_starts[item]; visit < self->visits_starts[item + 1]; visit++)
    {
      guint32 row = self->visits[visit], set = 0;

      for (gsize i = self->starts[row]; i < self->visits_ends[visit]; i++)
        {
          gint32 number = self->numbers[self->cells[i]];

          set |= number >= 0 ? 1u << number : 0;
        }
      counts[set] += self->weights[row];
    }
  /* So far of rows with exactly these items; what a larger set has, its parts have too. */
  for (guint bit = 1; bit < 1u << n_items; bit <<= 1)
    {
      for (guint first = 0; first < 1u << n_items; first += 2 * bit)
        {
          for (guint set = first; set < first + bit; set++)
            counts[set] += counts[set + bit];
        }
    }
}
