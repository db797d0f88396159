/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint64  crm_sort_key   (double value);
guint32 *crm_sort_keys  (const guint64 *keys, gsize n);
guint32 *crm_sort_order (const double *values, gsize n, gsize *n_known);

G_END_DECLS
