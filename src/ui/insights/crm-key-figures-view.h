/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sales/crm-sales-figures.h"
#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_KEY_FIGURES_VIEW (crm_key_figures_view_get_type ())
G_DECLARE_FINAL_TYPE (CrmKeyFiguresView, crm_key_figures_view, CRM, KEY_FIGURES_VIEW, AdwBin)

void crm_key_figures_view_compute (CrmKeyFiguresView *self, CrmStore *store, CrmSpan span);

G_END_DECLS
