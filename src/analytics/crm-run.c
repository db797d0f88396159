/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-run.h"

/**
 * crm_run_part:
 * @self: (nullable): the run
 * @begin: share of its work that is done before the part
 * @end: share that is done after it; above @begin
 *
 * Returns: a run for a part of the work, whose progress from 0 to 1 is that of the whole from @begin to @end
 */
CrmRun
crm_run_part (const CrmRun *self,
              double begin,
              double end)
{
  CrmRun part = self != NULL ? *self : (CrmRun) { 0 };
  double span = (part.end > 0 ? part.end : 1) - part.begin;

  part.end = part.begin + end * span;
  part.begin += begin * span;
  return part;
}

/**
 * crm_run_still:
 * @self: (nullable): the run
 *
 * Returns: the same run without progress, for work that is done again and again
 */
CrmRun
crm_run_still (const CrmRun *self)
{
  CrmRun still = self != NULL ? *self : (CrmRun) { 0 };

  still.progress = NULL;
  return still;
}

/**
 * crm_run_go_on:
 * @self: (nullable): the run
 * @share: how much of the work is done, 0 to 1, never less than before; negative where that is not known
 *
 * To be called by methods between steps that take a few milliseconds.
 *
 * Returns: whether to go on
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_run_go_on (const CrmRun *self,
               double share,
               GError **error)
{
  if (self == NULL)
    return TRUE;
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (self->progress != NULL && share >= 0)
    self->progress (self->begin + MIN (share, 1) * ((self->end > 0 ? self->end : 1) - self->begin), self->data);
  return TRUE;
}

/**
 * crm_run_is_cancelled:
 *
 * For the inside of pieces that take long; crm_run_parallel() makes the error of it.
 */
gboolean
crm_run_is_cancelled (const CrmRun *self)
{
  return self != NULL && g_cancellable_is_cancelled (self->cancellable);
}

guint64
crm_run_seed (const CrmRun *self)
{
  return self != NULL ? self->seed : 0;
}

typedef struct
{
  const CrmRun *run;
  gsize         n, grain;
  guint         n_pieces;
  guint         next;      /* atomic */
  CrmPieceFunc  func;
  gpointer      data;
  GThread      *caller;
} Work;

static gpointer
take_pieces (gpointer data)
{
  Work *work = data;
  guint piece;

  while (!crm_run_is_cancelled (work->run) &&
         (piece = g_atomic_int_add ((int *) &work->next, 1)) < work->n_pieces)
    {
      gsize first = piece * work->grain;

      work->func (first, MIN (first + work->grain, work->n), piece, work->data);
      /* Only the thread that called tells of it. */
      if (work->caller == g_thread_self ())
        crm_run_go_on (work->run, (piece + 1.0) / work->n_pieces, NULL);
    }
  return NULL;
}

/**
 * crm_run_n_pieces:
 *
 * Returns: how many pieces crm_run_parallel() makes of it
 */
guint
crm_run_n_pieces (gsize n,
                  gsize grain)
{
  return (n + grain - 1) / grain;
}

/**
 * crm_run_parallel:
 * @self: (nullable): the run
 * @n: elements
 * @grain: elements of a piece: some milliseconds of work, so that cancelling is quick
 * @func: called for each piece, on several threads at once, in any order
 *
 * Works piece by piece on all threads of the run, and tells the progress of that. What the pieces find is to be put
 * together by their number, so that the result is the same whoever did what.
 *
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_run_parallel (const CrmRun *self,
                  gsize n,
                  gsize grain,
                  CrmPieceFunc func,
                  gpointer data,
                  GError **error)
{
  Work work = { self, n, grain, crm_run_n_pieces (n, grain), 0, func, data,
                g_thread_self () };
  guint n_threads = self != NULL && self->n_threads > 0 ? self->n_threads : g_get_num_processors ();
  g_autofree GThread **threads = NULL;

  n_threads = MIN (n_threads, MAX (work.n_pieces, 1));
  threads = g_new (GThread *, n_threads);
  for (guint i = 1; i < n_threads; i++)
    threads[i] = g_thread_new ("analysis", take_pieces, &work);
  take_pieces (&work);
  for (guint i = 1; i < n_threads; i++)
    g_thread_join (threads[i]);
  return crm_run_go_on (self, -1, error);
}
