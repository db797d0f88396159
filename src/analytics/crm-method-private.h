/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-method.h"
#include "analytics/crm-result.h"

#include <glib/gi18n-lib.h>

G_BEGIN_DECLS

/* All methods, each in a file of its own. */
extern const CrmMethod crm_method_bayes;
extern const CrmMethod crm_method_cohorts;
extern const CrmMethod crm_method_compare;
extern const CrmMethod crm_method_correlation;
extern const CrmMethod crm_method_describe;
extern const CrmMethod crm_method_forecast;
extern const CrmMethod crm_method_hierarchical;
extern const CrmMethod crm_method_kmeans;
extern const CrmMethod crm_method_lifetime;
extern const CrmMethod crm_method_linear;
extern const CrmMethod crm_method_logistic;
extern const CrmMethod crm_method_markov;
extern const CrmMethod crm_method_neural;
extern const CrmMethod crm_method_outliers;
extern const CrmMethod crm_method_periods;
extern const CrmMethod crm_method_pivot;
extern const CrmMethod crm_method_predict;
extern const CrmMethod crm_method_prepare;
extern const CrmMethod crm_method_profile;
extern const CrmMethod crm_method_profit;
extern const CrmMethod crm_method_recommend;
extern const CrmMethod crm_method_rfm;
extern const CrmMethod crm_method_rules;
extern const CrmMethod crm_method_score;
extern const CrmMethod crm_method_sequences;
extern const CrmMethod crm_method_similar;
extern const CrmMethod crm_method_survival;
extern const CrmMethod crm_method_test;
extern const CrmMethod crm_method_tree;

/* Options that several methods have. */
#define CRM_OPTION_COLUMNS_ROW { "columns", N_("Columns to work on; without it all that fit"), CRM_OPTION_COLUMNS }
#define CRM_OPTION_ID_ROW { "id", N_("Column that names the rows"), CRM_OPTION_COLUMN }

G_END_DECLS
