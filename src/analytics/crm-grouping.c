/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-grouping.h"

/**
 * crm_grouping_new:
 * @groups: (array length=n): the group of each row, −1 for none
 *
 * Puts rows of a group together by counting (D. E. Knuth, "The Art of Computer Programming" 3, 5.2, distribution
 * counting).
 *
 * Returns: (transfer full): the rows by group
 */
CrmGrouping *
crm_grouping_new (const gint32 *groups,
                  gsize n,
                  guint n_groups)
{
  CrmGrouping *self = g_new (CrmGrouping, 1);
  g_autofree gsize *places = g_new (gsize, (gsize) n_groups + 1);

  self->n_groups = n_groups;
  self->starts = g_new0 (gsize, (gsize) n_groups + 1);
  self->rows = g_new (gsize, MAX (n, 1));
  for (gsize row = 0; row < n; row++)
    {
      if (groups[row] >= 0)
        self->starts[groups[row] + 1]++;
    }
  for (guint i = 0; i < n_groups; i++)
    {
      self->starts[i + 1] += self->starts[i];
      places[i] = self->starts[i];
    }
  for (gsize row = 0; row < n; row++)
    {
      if (groups[row] >= 0)
        self->rows[places[groups[row]]++] = row;
    }
  return self;
}

void
crm_grouping_free (CrmGrouping *self)
{
  g_free (self->starts);
  g_free (self->rows);
  g_free (self);
}
