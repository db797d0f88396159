/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-prepare.h"

G_BEGIN_DECLS

/* Find what a step needs from the rows of the wish. @values are those of the whole column, NaN where one is missing. */
void     crm_preparation_find_levels (CrmPreparation *self, const CrmColumn *column, const CrmPrepareWish *wish);
void     crm_preparation_find_cap   (CrmPreparation *self, const double *values, const CrmPrepareWish *wish,
                                     const CrmRun *run);
gboolean crm_preparation_find_fill  (CrmPreparation *self, const CrmColumn *column, const double *values,
                                     GPtrArray *levels, const CrmPrepareWish *wish, const CrmRun *run, GError **error);
gboolean crm_preparation_find_power (CrmPreparation *self, const double *values, const CrmPrepareWish *wish,
                                     const CrmRun *run, GError **error);
gboolean crm_preparation_find_bins  (CrmPreparation *self, const double *values, const CrmPrepareWish *wish,
                                     const CrmRun *run, GError **error);
void     crm_preparation_find_scale (CrmPreparation *self, const double *values, const CrmPrepareWish *wish,
                                     const CrmRun *run);

GHashTable *crm_preparation_index_levels (GPtrArray *levels);
GPtrArray  *crm_preparation_list_levels  (const CrmPreparation *self, const CrmColumn *column);
double     *crm_preparation_read_values  (CrmPreparation *self, const CrmColumn *column, GPtrArray *levels);

gboolean crm_preparation_add_columns (const CrmPreparation *self, const CrmColumn *column, double **values,
                                      GPtrArray *levels, const CrmFrame *from, CrmFrame *to, GError **error);

G_END_DECLS
