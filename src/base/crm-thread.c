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
