/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

#define CRM_SAMPLE_CUSTOMERS 200
#define CRM_SAMPLE_SEED 1

/**
 * CrmSampleProgress:
 * @done: how many customers have been made
 * @total: how many there will be
 *
 * Called on the thread that crm_sample_generate() runs on, after every step that is committed.
 */
typedef void (*CrmSampleProgress) (guint done, guint total, gpointer user_data);

gboolean crm_sample_generate (CrmStore *store, guint n_customers, guint32 seed, GCancellable *cancellable,
                              CrmSampleProgress progress, gpointer user_data, GError **error);

G_END_DECLS
