/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-test.h"

G_BEGIN_DECLS

/* Whole files */
GBytes    *crm_fault_load     (const char *path);
void       crm_fault_save     (const char *path, const void *bytes, gsize length);
void       crm_fault_remove   (const char *path);
GBytes    *crm_fault_damage_page  (const char *path, guint32 page);
void       crm_fault_damage_table (const char *path, const char *table);

/* Workspaces that may be broken */
CrmStore  *crm_fault_open     (const char *path, CrmStoreFlags flags, GError **error);
void       crm_fault_close    (CrmStore *store);
GPtrArray *crm_fault_check    (CrmStore *store, CrmCheckedPages *pages, GError **error);
char      *crm_fault_digest   (CrmStore *store, GError **error);

guint      crm_fault_runs     (guint quick, guint slow);

G_END_DECLS
