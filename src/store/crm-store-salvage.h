/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store-private.h"

G_BEGIN_DECLS

/* Taking what can be read from a damaged workspace into a new one. */
typedef struct
{
  CrmDb  *from;
  CrmDb  *to;
  gint64  n_kept;      /* rows */
  GArray *lost;        /* gint64: rows that an index knows and that cannot be read */
} CrmSalvage;

gboolean crm_salvage_table    (CrmSalvage *self, const char *table, GError **error);
gboolean crm_salvage_fields   (CrmSalvage *self, GError **error);
gboolean crm_salvage_settings (CrmSalvage *self, GError **error);

G_END_DECLS
