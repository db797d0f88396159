/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"

G_BEGIN_DECLS

/**
 * CrmEncoding:
 * @CRM_ENCODE_TREATMENT: a column of 0 and 1 for each level but the first, as R's contr.treatment
 * @CRM_ENCODE_ONE_HOT: a column of 0 and 1 for each level
 * @CRM_ENCODE_REFUSE: categories are an error
 */
typedef enum { CRM_ENCODE_TREATMENT, CRM_ENCODE_ONE_HOT, CRM_ENCODE_REFUSE } CrmEncoding;

/**
 * CrmMissing:
 * @CRM_MISSING_DROP: rows that lack a value are left out
 * @CRM_MISSING_MEAN: a number that lacks is the mean of the others, a category is the most frequent one
 * @CRM_MISSING_REFUSE: an error
 */
typedef enum { CRM_MISSING_DROP, CRM_MISSING_MEAN, CRM_MISSING_REFUSE } CrmMissing;

/**
 * CrmScaling:
 * @CRM_SCALE_STANDARD: mean 0 and standard deviation 1 (of the population, divisor n)
 * @CRM_SCALE_RANGE: from 0 to 1
 * @CRM_SCALE_ROBUST: median 0 and distance between the quartiles 1
 */
typedef enum { CRM_SCALE_NONE, CRM_SCALE_STANDARD, CRM_SCALE_RANGE, CRM_SCALE_ROBUST } CrmScaling;

void crm_scaling_find (const double *values, gsize n, CrmScaling scaling, double *offset, double *scale,
                       const CrmRun *run);

typedef struct
{
  CrmEncoding encoding;
  CrmMissing  missing;
  CrmScaling  scaling;
} CrmMatrixOptions;

/**
 * CrmMatrix:
 * @values: (array length=n*d): a row after the other
 * @rows: (array length=n): the row of the frame that each row comes from
 * @names: (element-type utf8): of the columns; those of a category are called after column and level, as in R
 * @sources: (array length=d): the column of the frame each comes from
 * @levels: (array length=d): the level that is 1 there, −1 for numbers
 * @offsets: (array length=d): what was subtracted …
 * @scales: (array length=d): … before dividing by this
 *
 * A frame as numbers without gaps: what regressions, distances and networks work on. All are finite.
 */
typedef struct
{
  gsize      n, d;
  double    *values;
  gsize     *rows;
  GPtrArray *names;
  guint     *sources;
  int       *levels;
  double    *offsets, *scales;
} CrmMatrix;

double     crm_column_usual (const CrmColumn *column);
CrmMatrix *crm_matrix_new  (const CrmFrame *frame, const char *const *columns, const CrmMatrixOptions *options,
                            const CrmRun *run, GError **error);
char      *crm_matrix_compare_spreads (const CrmMatrix *self, const CrmRun *run);
void       crm_matrix_free (CrmMatrix *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmMatrix, crm_matrix_free)

static inline const double *
crm_matrix_row (const CrmMatrix *self,
                gsize row)
{
  return self->values + row * self->d;
}

G_END_DECLS
