/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"
#include "analytics/crm-run.h"
#include "base/crm-date.h"

G_BEGIN_DECLS

#define CRM_PIVOT_MOST_CELLS 4000000

/**
 * CrmPivotMeasure:
 * @CRM_PIVOT_COUNT: rows
 * @CRM_PIVOT_DISTINCT: different values
 * @CRM_PIVOT_SHARE: sum, of the sum of all rows
 *
 * What the values of a cell make together. All but counts of rows leave out rows without a finite value.
 */
typedef enum
{
  CRM_PIVOT_SUM,
  CRM_PIVOT_MEAN,
  CRM_PIVOT_COUNT,
  CRM_PIVOT_DISTINCT,
  CRM_PIVOT_MIN,
  CRM_PIVOT_MAX,
  CRM_PIVOT_MEDIAN,
  CRM_PIVOT_SHARE,
} CrmPivotMeasure;

/**
 * CrmPivotAxis:
 * @n: different combinations of the dimensions' values, in their order
 * @groups: (array length=n_rows): that of each row, −1 where a dimension lacks a value
 * @rows: (array length=n): a row that has it, to take the values from
 * @depths: (array length=n_dimensions): how many combinations there are of the first k dimensions
 * @prefixes: (array length=n_dimensions): for each k the number of the one that each combination begins with
 *
 * One side of a pivot table. Without dimensions it has a single group of all rows.
 */
typedef struct
{
  guint    n, n_dimensions;
  gint32  *groups;
  gsize   *rows;
  guint   *depths;
  gint32 **prefixes;
} CrmPivotAxis;

CrmPivotAxis *crm_pivot_axis_new  (const CrmColumn *const *dimensions, guint n_dimensions, gsize n_rows, CrmPeriod unit,
                                   const CrmRun *run, GError **error);
void          crm_pivot_axis_free (CrmPivotAxis *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmPivotAxis, crm_pivot_axis_free)

guint         crm_pivot_axis_size (const CrmPivotAxis *self, guint depth);

gint32       *crm_pivot_cells     (const CrmPivotAxis *rows, guint row_depth, const CrmPivotAxis *columns,
                                   guint column_depth, gsize n, GError **error);
double       *crm_pivot_measure   (const gint32 *cells, guint n_cells, const double *values, gsize n,
                                   CrmPivotMeasure measure, const CrmRun *run, GError **error);

G_END_DECLS
