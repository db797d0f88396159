/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean crm_xml_is_one     (const char *text, gsize length);
char    *crm_xml_make_table (const char *text, gsize length, const char *name, GError **error);

G_END_DECLS
