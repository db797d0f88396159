/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_CHART_CARD (crm_chart_card_get_type ())
G_DECLARE_FINAL_TYPE (CrmChartCard, crm_chart_card, CRM, CHART_CARD, AdwBin)

void crm_chart_card_compute (CrmChartCard *self, CrmStore *store, CrmReadFunc build, gconstpointer data, gsize size);

G_END_DECLS
