/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CrmCloseFunc:
 * @reason: (nullable): key of a reason
 * @note: the reason in detail, may be empty
 *
 * The person confirmed that the deal is closed. Not called if they did not.
 */
typedef void (*CrmCloseFunc) (const char *reason, const char *note, gpointer user_data);

void crm_close_dialog_present (GtkWidget *parent, const char *deal, const char *stage, gboolean won,
                               CrmCloseFunc closed, gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
