/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

CrmStore *crm_workspace_create     (const char *path, const char *currency, GError **error);
CrmStore *crm_workspace_open       (const char *path, CrmStoreFlags flags, GError **error);
void      crm_workspace_open_async (const char *path, CrmStoreFlags flags, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
CrmStore *crm_workspace_open_finish (GAsyncResult *result, GError **error);
char     *crm_workspace_get_name   (const char *path);

G_END_DECLS
