/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-clones.h"
#include "analytics/crm-distance.h"
#include "analytics/crm-hierarchy-private.h"

#include <math.h>

#define BLOCK 512

/* Rows that are not in the tree yet, the gap behind one that joins it filled with the last. */
typedef struct
{
  gsize   n_left, stride, d;
  gsize  *rows;
  double *columns;
  double *nearest;   /* squared distance to the tree */
  gsize  *to;        /* to which of its rows */
} Outside;

static void
outside_clear (Outside *self)
{
  g_free (self->rows);
  g_free (self->columns);
  g_free (self->nearest);
  g_free (self->to);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outside, outside_clear)

static void
leave (Outside *self,
       gsize place)
{
  gsize last = --self->n_left;

  self->rows[place] = self->rows[last];
  self->nearest[place] = self->nearest[last];
  self->to[place] = self->to[last];
  for (gsize j = 0; j < self->d; j++)
    self->columns[j * self->stride + place] = self->columns[j * self->stride + last];
}

/* The tree has grown by a row. Returns the place of the row that is nearest to it now. */
CRM_CLONES static gsize
reach (Outside *self,
       const double *point,
       gsize row)
{
  double squares[BLOCK], least = INFINITY;
  gsize best = 0;

  for (gsize first = 0; first < self->n_left; first += BLOCK)
    {
      gsize n = MIN (BLOCK, self->n_left - first);

      crm_distance_squares (self->columns + first, self->stride, n, point, self->d, squares);
      for (gsize i = 0; i < n; i++)
        {
          if (squares[i] < self->nearest[first + i])
            {
              self->nearest[first + i] = squares[i];
              self->to[first + i] = row;
            }
          if (self->nearest[first + i] < least)
            {
              least = self->nearest[first + i];
              best = first + i;
            }
        }
    }
  return best;
}

/**
 * crm_hierarchy_span:
 *
 * Single linkage by the shortest tree that spans all rows (R. C. Prim, "Shortest connection networks and some
 * generalizations", Bell System Technical Journal 36, 1957): time n² d, memory n d.
 */
gboolean
crm_hierarchy_span (const double *x,
                    gsize n,
                    gsize d,
                    const CrmRun *run,
                    CrmMerge *merges,
                    GError **error)
{
  g_auto (Outside) outside = { n, n, d, g_new (gsize, n), crm_distance_columns (x, n, d), g_new (double, n),
                               g_new (gsize, n) };
  gsize row = 0;

  for (gsize i = 0; i < n; i++)
    {
      outside.rows[i] = i;
      outside.nearest[i] = INFINITY;
      outside.to[i] = 0;
    }
  leave (&outside, 0);
  for (gsize i = 0; i + 1 < n; i++)
    {
      gsize place;

      if (!crm_run_go_on (run, (double) i / n, error))
        return FALSE;
      place = reach (&outside, x + row * d, row);
      row = outside.rows[place];
      merges[i] = (CrmMerge) { outside.to[place], row, sqrt (outside.nearest[place]), 0 };
      leave (&outside, place);
    }
  return TRUE;
}
