/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

void crm_opportunity_rules_install (CrmStore *store);

G_END_DECLS
