/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

int        crm_record_actions_email_field (const CrmEntity *entity);
void       crm_record_actions_copy_email  (GtkWidget *widget, CrmRecord *record);
void       crm_record_actions_copy        (GtkWidget *widget, const char *text, const char *toast);
void       crm_record_actions_delete      (GtkWidget *widget, CrmStore *store, const CrmEntity *entity, GArray *ids,
                                           const char *title);
CrmRecord *crm_record_actions_duplicate   (CrmRecord *record);

G_END_DECLS
