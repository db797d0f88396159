/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint32 *crm_sort_order (const double *values, gsize n, gsize *n_known);

G_END_DECLS
