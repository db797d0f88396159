/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-id.h"

#define EPOCH_MS G_GINT64_CONSTANT (1704067200000)  /* 2024-01-01T00:00:00Z */
#define REPLICA_BITS 12
#define SEQUENCE_BITS 10

/**
 * crm_id_source_init:
 * @replica: the number of this copy of the workspace, 0–4095
 * @newest: the newest id known, so that a clock set back never repeats one; 0 if none
 */
void
crm_id_source_init (CrmIdSource *source,
                    guint replica,
                    gint64 newest)
{
  g_mutex_init (&source->lock);
  source->replica = replica & ((1 << REPLICA_BITS) - 1);
  /* At the end of its millisecond: the newest may come from a copy with a higher number. */
  source->last = ((newest >> (REPLICA_BITS + SEQUENCE_BITS)) << SEQUENCE_BITS) | ((1 << SEQUENCE_BITS) - 1);
}

void
crm_id_source_clear (CrmIdSource *source)
{
  g_mutex_clear (&source->lock);
}

/**
 * crm_id_source_next:
 *
 * Returns: an id greater than every one made before. When more than 1,024 are made in one millisecond the sequence
 *   runs into the following milliseconds, ahead of the clock.
 */
gint64
crm_id_source_next (CrmIdSource *source)
{
  gint64 now = ((g_get_real_time () / 1000) - EPOCH_MS) << SEQUENCE_BITS;
  gint64 stamp;

  g_mutex_lock (&source->lock);
  stamp = MAX (now, source->last + 1);
  source->last = stamp;
  g_mutex_unlock (&source->lock);

  return ((stamp >> SEQUENCE_BITS) << (REPLICA_BITS + SEQUENCE_BITS)) |
         ((gint64) source->replica << SEQUENCE_BITS) |
         (stamp & ((1 << SEQUENCE_BITS) - 1));
}
