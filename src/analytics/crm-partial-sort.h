/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void crm_partial_sort (double *values, gsize n, const gsize *places, guint n_places);

G_END_DECLS
