/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sales/crm-sales-figures.h"
#include "store/crm-store.h"

G_BEGIN_DECLS

/* Charts of the dashboard, for crm_chart_card_compute(): each returns a CrmChart whose marks lead to filters. */
gpointer crm_dashboard_build_funnel (CrmReader *reader, gpointer data, GCancellable *cancellable, GError **error);
gpointer crm_dashboard_build_won    (CrmReader *reader, gpointer data, GCancellable *cancellable, GError **error);
gpointer crm_dashboard_build_owners (CrmReader *reader, gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
