/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *crm_place_find_network (const char *mountinfo, const char *path);
char *crm_place_dup_network  (const char *path);
void  crm_place_set_mounts   (const char *mountinfo);

G_END_DECLS
