/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "entity/crm-record.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkListItemFactory *crm_list_cell_factory_new (const CrmEntity *entity, guint field);
GtkListItemFactory *crm_list_row_factory_new  (const CrmEntity *entity, const char *hidden_field);
gboolean            crm_list_cell_find        (GtkWidget *root, GtkWidget *inside, guint *position);
gboolean            crm_field_is_numeric      (const CrmField *field);

G_END_DECLS
