/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*CrmAppliedFunc) (GtkWidget *widget, gint64 action, gpointer user_data);

void crm_feedback_toast      (GtkWidget *widget, const char *title);
void crm_feedback_undo_toast (GtkWidget *widget, const char *title, gint64 action);
void crm_feedback_note       (GtkWidget *widget, const char *heading, const char *text);
void crm_feedback_error      (GtkWidget *widget, const char *heading, const GError *error);
void crm_feedback_apply      (GtkWidget *widget, CrmStore *store, CrmChangeSet *changes, const char *toast,
                              CrmAppliedFunc applied, gpointer user_data);

G_END_DECLS
