/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

void crm_drafts_dialog_present (GtkWidget *parent, CrmStore *store);

G_END_DECLS
