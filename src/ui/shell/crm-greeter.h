/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/crm-window.h"

G_BEGIN_DECLS

#define CRM_TYPE_GREETER (crm_greeter_get_type ())
G_DECLARE_FINAL_TYPE (CrmGreeter, crm_greeter, CRM, GREETER, AdwBin)

GtkFileDialog *crm_greeter_new_file_dialog   (const char *title);
void           crm_greeter_ask_new_workspace (CrmWindow *window);

G_END_DECLS
