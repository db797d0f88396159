/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CrmBudget:
 * @found: results that a search may still find …
 * @cells: … and cells of the data that it may still look at; negative when that was too much. Both atomic
 *
 * Bounds a search whose results may be too many for any memory and any patience, over all its threads. Whether it is
 * exhausted in the end does not depend on them, for all that is found and looked at is taken off.
 */
typedef struct
{
  gssize found, cells;
} CrmBudget;

/* What is found and looked at before it is taken off. */
#define CRM_BUDGET_FOUND 1000
#define CRM_BUDGET_CELLS 1000000

static inline void
crm_budget_take (CrmBudget *self,
                 gsize found,
                 gsize cells)
{
  g_atomic_pointer_add (&self->found, -(gssize) found);
  g_atomic_pointer_add (&self->cells, -(gssize) cells);
}

static inline gboolean
crm_budget_is_left (CrmBudget *self)
{
  return (gssize) g_atomic_pointer_add (&self->found, 0) >= 0 && (gssize) g_atomic_pointer_add (&self->cells, 0) >= 0;
}

G_END_DECLS
