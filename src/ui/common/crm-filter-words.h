/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "query/crm-filter.h"

G_BEGIN_DECLS

/**
 * CrmFilterPeriod:
 *
 * A span of time that can be chosen in a filter.
 */
typedef struct
{
  CrmPeriod period;
  int       offset;
  gboolean  whole;
} CrmFilterPeriod;

const CrmFilterPeriod *crm_filter_words_periods (guint *n_periods);

GArray  *crm_filter_words_tests        (const CrmField *field);
char    *crm_filter_words_test         (const CrmField *field, CrmTest test);
char    *crm_filter_words_period       (CrmPeriod period, int offset, gboolean whole);
char    *crm_filter_words_describe     (const CrmFilter *filter, const CrmEntity *entity, GHashTable *titles);
void     crm_filter_words_collect_ids  (const CrmFilter *filter, const CrmEntity *entity, GHashTable *titles);

G_END_DECLS
