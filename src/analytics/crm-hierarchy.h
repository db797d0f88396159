/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmLinkage:
 * @CRM_LINKAGE_SINGLE: clusters are as far from each other as their nearest rows
 * @CRM_LINKAGE_COMPLETE: as their farthest rows
 * @CRM_LINKAGE_AVERAGE: as their rows are on average
 * @CRM_LINKAGE_WARD: by how much the squared distances to the means grow when they are joined
 */
typedef enum { CRM_LINKAGE_SINGLE, CRM_LINKAGE_COMPLETE, CRM_LINKAGE_AVERAGE, CRM_LINKAGE_WARD } CrmLinkage;

/**
 * CrmMerge:
 * @first: a row, or n + i for the cluster that merge i made; the lower number
 * @second: the other
 * @height: how far they are from each other
 * @size: rows of the new cluster
 */
typedef struct
{
  gsize  first, second;
  double height;
  gsize  size;
} CrmMerge;

/**
 * CrmHierarchy:
 * @merges: (array length=n - 1): by rising height
 */
typedef struct
{
  gsize     n;
  CrmMerge *merges;
} CrmHierarchy;

gsize         crm_hierarchy_most_rows (CrmLinkage linkage);
CrmHierarchy *crm_hierarchy_new  (const double *x, gsize n, gsize d, CrmLinkage linkage, const CrmRun *run,
                                  GError **error);
void          crm_hierarchy_free (CrmHierarchy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmHierarchy, crm_hierarchy_free)

gint32       *crm_hierarchy_cut  (const CrmHierarchy *self, guint k);

G_END_DECLS
