/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-learning.h"
#include "analytics/crm-tree.h"

G_BEGIN_DECLS

void     crm_method_tree_write_model (gconstpointer model, const CrmLearning *learning, CrmResultBuilder *builder);
gpointer crm_method_tree_read_model  (CrmResultValue object, const CrmLearning *learning);

G_END_DECLS
