/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *crm_search_progress_new (CrmStore *store);

G_END_DECLS
