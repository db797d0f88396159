/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CrmIdSource:
 *
 * Makes 63-bit ids that are ordered by time and unique across laptops: milliseconds since 2024-01-01 (41 bits),
 * replica (12), sequence (10). Safe to use from any thread.
 */
typedef struct
{
  GMutex  lock;
  guint   replica;
  gint64  last;     /* millisecond << 10 | sequence of the newest id */
} CrmIdSource;

void   crm_id_source_init  (CrmIdSource *source, guint replica, gint64 newest);
void   crm_id_source_clear (CrmIdSource *source);
gint64 crm_id_source_next  (CrmIdSource *source);

G_END_DECLS
