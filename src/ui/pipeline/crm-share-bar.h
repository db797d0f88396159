/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_SHARE_BAR (crm_share_bar_get_type ())
G_DECLARE_FINAL_TYPE (CrmShareBar, crm_share_bar, CRM, SHARE_BAR, GtkWidget)

#define CRM_SHARES 3

void crm_share_bar_set_shares (CrmShareBar *self, const gint64 shares[CRM_SHARES]);

G_END_DECLS
