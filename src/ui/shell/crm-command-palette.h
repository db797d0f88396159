/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_COMMAND_PALETTE (crm_command_palette_get_type ())
G_DECLARE_FINAL_TYPE (CrmCommandPalette, crm_command_palette, CRM, COMMAND_PALETTE, AdwDialog)

AdwDialog *crm_command_palette_new (CrmStore *store);

G_END_DECLS
