/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/crm-cli.h"

G_BEGIN_DECLS

void crm_cli_print_result (JsonNode *result);

G_END_DECLS
