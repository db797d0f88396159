/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/crm-thread.h"

#ifdef __linux__
#include <sched.h>
#endif

/**
 * crm_thread_set_background:
 * @background: whether the calling thread does long work that nobody waits for at this moment
 *
 * Threads in the background get their full share of the processor, but when they have something to do again they do
 * not push aside the thread that answers a person: where all processors are busy, that would cost the person several
 * milliseconds each time. Unlike a lower priority this can be taken back by whoever asked for it.
 */
void
crm_thread_set_background (gboolean background)
{
#ifdef __linux__
  struct sched_param param = { 0 };

  /* 0 is the calling thread. Where it is not allowed, all works as well as without. */
  sched_setscheduler (0, background ? SCHED_BATCH : SCHED_OTHER, &param);
#endif
}

typedef struct
{
  gpointer       data;
  GDestroyNotify func;
} Waste;

static gpointer
free_waste (gpointer data)
{
  g_autofree Waste *waste = data;

  crm_thread_set_background (TRUE);
  waste->func (waste->data);
  return NULL;
}

/**
 * crm_thread_free:
 * @data: (transfer full): something of so many parts that to free them takes long
 *
 * Frees it on a thread of its own, so that nobody waits for it.
 */
void
crm_thread_free (gpointer data,
                 GDestroyNotify func)
{
  Waste *waste = g_new (Waste, 1);

  *waste = (Waste) { data, func };
  g_thread_unref (g_thread_new ("free", free_waste, waste));
}
