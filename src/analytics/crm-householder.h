/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmHouseholder:
 * @m: rows
 * @p: columns
 * @columns: (array length=p*m): a column after the other; after factoring, below each column's own row its reflection
 * @rank: how many columns are independent
 * @kept: (array length=rank): which ones
 * @r: (array length=p*p): the triangle: rows are steps, columns are those kept
 *
 * A matrix as a product of reflections and a triangle.
 */
typedef struct
{
  gsize   m, p;
  double *columns;
  guint   rank;
  gsize  *kept;
  double *scales;   /* of each reflection */
  double *r;
} CrmHouseholder;

void     crm_householder_init    (CrmHouseholder *self, gsize m, gsize p);
void     crm_householder_clear   (CrmHouseholder *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmHouseholder, crm_householder_clear)

gboolean crm_householder_factor  (CrmHouseholder *self, double tolerance, const CrmRun *run, GError **error);
void     crm_householder_reflect (const CrmHouseholder *self, double *b, gboolean back, const CrmRun *run);
void     crm_householder_solve   (const CrmHouseholder *self, double *b, gboolean transposed);

G_END_DECLS
