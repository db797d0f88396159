/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void        crm_csv_append_cell (GString *out, const char *text, char delimiter);
void        crm_csv_append_safe (GString *out, const char *text, char delimiter);
const char *crm_csv_unmark      (const char *cell);

G_END_DECLS
