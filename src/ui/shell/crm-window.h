/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"
#include "ui/shell/crm-application.h"

G_BEGIN_DECLS

#define CRM_TYPE_WINDOW (crm_window_get_type ())
G_DECLARE_FINAL_TYPE (CrmWindow, crm_window, CRM, WINDOW, AdwApplicationWindow)

CrmWindow  *crm_window_new          (CrmApplication *application);
void        crm_window_open         (CrmWindow *self, GFile *file);
void        crm_window_create       (CrmWindow *self, GFile *file, const char *currency);
void        crm_window_open_sample  (CrmWindow *self);
void        crm_window_close_workspace (CrmWindow *self);
const char *crm_window_get_path     (CrmWindow *self);
CrmStore   *crm_window_get_store    (CrmWindow *self);
void        crm_window_show_section (CrmWindow *self, const char *name);
void        crm_window_show_record  (CrmWindow *self, const char *reference);
GtkWidget  *crm_window_get_page     (CrmWindow *self);

G_END_DECLS
