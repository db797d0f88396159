/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Several names in one cell: "new, VIP". A name that has one of the marks between names, or begins with a quote, stands
 * between quotes, its own doubled: "\"Paris, France\", VIP". */

GPtrArray *crm_tag_list_split  (const char *text);
void       crm_tag_list_append (GString *list, const char *name);

G_END_DECLS
