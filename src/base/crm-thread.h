/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void crm_thread_set_background (gboolean background);
void crm_thread_free           (gpointer data, GDestroyNotify func);

G_END_DECLS
