/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CrmGrouping:
 * @n_groups: groups are numbered from 0 up to, not including, this
 * @starts: (array length=n_groups+1): where in @rows each group begins
 * @rows: the rows of a group after those of the one before, in order; without those that are in none
 *
 * Rows put together by a number that each has.
 */
typedef struct
{
  guint  n_groups;
  gsize *starts;
  gsize *rows;
} CrmGrouping;

CrmGrouping *crm_grouping_new  (const gint32 *groups, gsize n, guint n_groups);
void         crm_grouping_free (CrmGrouping *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmGrouping, crm_grouping_free)

static inline gsize
crm_grouping_size (const CrmGrouping *self,
                   guint group)
{
  return self->starts[group + 1] - self->starts[group];
}

G_END_DECLS
