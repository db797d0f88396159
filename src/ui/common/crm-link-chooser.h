/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CRM_TYPE_LINK_CHOOSER (crm_link_chooser_get_type ())
G_DECLARE_FINAL_TYPE (CrmLinkChooser, crm_link_chooser, CRM, LINK_CHOOSER, GtkPopover)

GtkWidget *crm_link_chooser_new           (CrmStore *store, const CrmEntity *entity);
void       crm_link_chooser_set_creatable (CrmLinkChooser *self, gboolean creatable);
void       crm_link_chooser_narrow        (CrmLinkChooser *self, const char *field, gint64 id);

G_END_DECLS
