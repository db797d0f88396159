/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void crm_digits_append_whole  (GString *out, gint64 number);
void crm_digits_append_double (GString *out, double number);
char *crm_digits_write_double (double number);

G_END_DECLS
