/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-result.h"

G_BEGIN_DECLS

void crm_cli_print_result (const CrmResult *result);

G_END_DECLS
