/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-hypothesis.h"
#include "analytics/crm-method.h"

G_BEGIN_DECLS

/**
 * CrmTestForm:
 * @CRM_TEST_PAIRS: a difference for each row
 * @CRM_TEST_GROUPS: numbers in groups
 * @CRM_TEST_COUNTS: words in groups
 */
typedef enum { CRM_TEST_PAIRS, CRM_TEST_GROUPS, CRM_TEST_COUNTS } CrmTestForm;

/**
 * CrmTestData:
 * @n: rows that have all values
 * @smallest: size of the smallest group, or of all pairs
 * @samples: of %CRM_TEST_GROUPS
 * @values: (array length=n): of %CRM_TEST_COUNTS: the word of each row, and …
 * @groups: (array length=n): … its group
 * @counts: (array length=values*groups): rows of each word in each group
 *
 * What is tested.
 */
typedef struct
{
  CrmTestForm form;
  gsize       n, n_left_out, smallest;
  GPtrArray  *group_names, *value_names;
  CrmSamples  samples;
  double     *differences;
  gint32     *values, *groups;
  gsize      *counts;
  guint       positive;
  gboolean    is_share;   /* whether --positive was given */
} CrmTestData;

gboolean    crm_test_data_init   (CrmTestData *self, const CrmFrame *frame, const CrmOptions *options,
                                  gboolean as_words, const CrmRun *run, GError **error);
void        crm_test_data_clear  (CrmTestData *self);
const char *crm_test_data_choose (const CrmTestData *self, const char **why);
void        crm_test_data_write  (const CrmTestData *self, CrmResultBuilder *builder, const CrmRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmTestData, crm_test_data_clear)

G_END_DECLS
