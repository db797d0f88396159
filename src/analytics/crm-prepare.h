/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-binning.h"
#include "analytics/crm-frame.h"
#include "analytics/crm-matrix.h"
#include "analytics/crm-power.h"

G_BEGIN_DECLS

/**
 * CrmFill:
 * @CRM_FILL_MODE: the most frequent value, the lowest of several; categories always get theirs instead of a mean
 * @CRM_FILL_LINEAR: on the line between the known values before and after it; at an end the nearest one
 *
 * What a missing value gets.
 */
typedef enum
{
  CRM_FILL_NONE,
  CRM_FILL_MEAN,
  CRM_FILL_MEDIAN,
  CRM_FILL_MODE,
  CRM_FILL_CONSTANT,
  CRM_FILL_LINEAR,
} CrmFill;

/**
 * CrmCap:
 * @CRM_CAP_QUANTILE: at a share from either end
 * @CRM_CAP_IQR: beyond the quartiles, by distances between these
 * @CRM_CAP_SD: from the mean, by standard deviations (divisor n)
 *
 * Which numbers are too far from the others: they are drawn in to the fence.
 */
typedef enum { CRM_CAP_NONE, CRM_CAP_QUANTILE, CRM_CAP_IQR, CRM_CAP_SD } CrmCap;

/**
 * CrmBinContent:
 * @CRM_BIN_LABEL: a category of intervals
 * @CRM_BIN_NUMBER: from 1
 * @CRM_BIN_MEAN: the mean of the bin
 * @CRM_BIN_MEDIAN: its median
 *
 * What stands for a bin.
 */
typedef enum { CRM_BIN_LABEL, CRM_BIN_NUMBER, CRM_BIN_MEAN, CRM_BIN_MEDIAN } CrmBinContent;

/**
 * CrmCategories:
 * @CRM_CATEGORIES_ONE_HOT: a column of 0 and 1 for each level
 * @CRM_CATEGORIES_ORDINAL: the number of the level, from 1
 */
typedef enum { CRM_CATEGORIES_KEEP, CRM_CATEGORIES_ONE_HOT, CRM_CATEGORIES_ORDINAL } CrmCategories;

/**
 * CrmPrepareWish:
 * @rows: (array length=n_rows): those that all is found from; the others only get it
 * @by: (nullable): missing values get the mean, median or mode of the rows that have the same here
 * @constant: (nullable): of %CRM_FILL_CONSTANT
 * @indicator: whether a column of 0 and 1 says where values were missing
 * @cap_factor: share of the rows, distances between quartiles or standard deviations
 * @classes: (nullable): class of each row of the frame, −1 where it is not known; for %CRM_BIN_MDL
 * @rare: levels of a smaller share of the rows are put into one; 0 for none
 *
 * What is to be done to each column, in this order: cap, fill, transform, then bin or scale, or encode.
 */
typedef struct
{
  const gsize     *rows;
  gsize            n_rows;
  CrmCap           cap;
  double           cap_factor;
  CrmFill          fill;
  const CrmColumn *by;
  const char      *constant;
  gboolean         indicator;
  CrmPowerKind     power;
  CrmBinning       binning;
  guint            n_bins;
  CrmBinContent    bin_content;
  const gint32    *classes;
  guint            n_classes;
  CrmScaling       scaling;
  double           rare;
  CrmCategories    categories;
} CrmPrepareWish;

/**
 * CrmPreparation:
 * @kind: of the column; dates are only filled
 * @levels: (element-type utf8): of a category: all of them where it is encoded or rare ones were put into one, else
 *   those that are filled in
 * @other: the place of the level that all others were put into, −1 for none
 * @low: numbers below it become this; −∞ where it was not capped, as @high is ∞
 * @fill_value: a number, a day or a place in @levels; NaN where there is none
 * @groups: (element-type utf8) (nullable): values of the column @by …
 * @fill_values: (element-type double): … and what is filled in where it has them; elsewhere it is @fill_value
 * @cuts: (element-type double) (nullable): where bins begin, but the first; see crm_bin_of()
 * @bin_values: (array length=n_cuts+1): mean or median of each bin
 * @offset: subtracted before dividing by @scale
 * @indicator: whether there is a column that says where values were missing
 * @n_unseen: rows with a level that is none of @levels, which is why they lack a value now
 * @notes: (element-type utf8): what was wished for and not done, and why
 *
 * What was done to a column, so that it can be done to other rows in the same way.
 */
typedef struct
{
  char          *name;
  CrmColumnKind  kind;
  GPtrArray     *levels;
  int            other;
  CrmCap         cap;
  double         low, high;
  gsize          n_low, n_high;
  CrmFill        fill;
  double         fill_value;
  char          *by;
  GPtrArray     *groups;
  GArray        *fill_values;
  gboolean       indicator;
  gsize          n_filled;
  CrmPower       power;
  CrmBinning     binning;
  CrmBinContent  bin_content;
  GArray        *cuts;
  double        *bin_values;
  gsize         *bin_counts;
  CrmScaling     scaling;
  double         offset, scale;
  CrmCategories  categories;
  gsize          n_unseen;
  GPtrArray     *notes;
} CrmPreparation;

CrmPreparation *crm_preparation_new   (const char *name, CrmColumnKind kind);
void            crm_preparation_free  (CrmPreparation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmPreparation, crm_preparation_free)

gboolean        crm_preparation_apply (CrmPreparation *self, const CrmFrame *from, const CrmColumn *order,
                                       const CrmPrepareWish *wish, CrmFrame *to, const CrmRun *run, GError **error);
char           *crm_preparation_bin_label (const CrmPreparation *self, guint bin);

G_END_DECLS
