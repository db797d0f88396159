/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Rows between looks whether it was cancelled, where each takes some nanoseconds. */
#define CRM_RUN_BLOCK 65536

typedef void (*CrmProgressFunc) (double share, gpointer data);

/**
 * CrmRun:
 * @cancellable: (nullable): looked at often enough that every method ends within 100 ms
 * @progress: (nullable): told what share of the work is done, 0 to 1, on the thread that called the method
 * @data: for @progress
 * @n_threads: how many threads may work, 0 for as many as there are processors
 * @seed: of whatever is drawn by chance; the same seed gives the same result with any number of threads
 * @begin: share of the work that is done when this run begins, 0 to 1
 * @end: share that is done when it ends; 0 stands for 1
 *
 * What every method is given to run with. Where a method takes a run, %NULL stands for one of zeros. What works in
 * parts gives each a run made by crm_run_part(), so that the progress of the whole never falls.
 */
typedef struct
{
  GCancellable   *cancellable;
  CrmProgressFunc progress;
  gpointer        data;
  guint           n_threads;
  guint64         seed;
  double          begin, end;
} CrmRun;

CrmRun   crm_run_part  (const CrmRun *self, double begin, double end);
CrmRun   crm_run_still (const CrmRun *self);

gboolean crm_run_go_on (const CrmRun *self, double share, GError **error);
gboolean crm_run_is_cancelled (const CrmRun *self);
guint64  crm_run_seed  (const CrmRun *self);

/* The same as arguments; they live as long as the block that they stand in. */
#define CRM_RUN_PART(run, begin, end) ((CrmRun[]) { crm_run_part (run, begin, end) })
#define CRM_RUN_STILL(run) ((CrmRun[]) { crm_run_still (run) })

/* Works on the elements from `first` up to, not including, `last`. Pieces do not depend on the number of threads. */
typedef void (*CrmPieceFunc) (gsize first, gsize last, guint piece, gpointer data);

guint    crm_run_n_pieces (gsize n, gsize grain);
gboolean crm_run_parallel (const CrmRun *self, gsize n, gsize grain, CrmPieceFunc func, gpointer data,
                           GError **error);

G_END_DECLS
