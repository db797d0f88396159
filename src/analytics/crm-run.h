/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef void (*CrmProgressFunc) (double share, gpointer data);

/**
 * CrmRun:
 * @cancellable: (nullable): looked at often enough that every method ends within 100 ms
 * @progress: (nullable): told what share of the work is done, 0 to 1, on the thread that called the method
 * @data: for @progress
 * @n_threads: how many threads may work, 0 for as many as there are processors
 * @seed: of whatever is drawn by chance; the same seed gives the same result with any number of threads
 *
 * What every method is given to run with. Where a method takes a run, %NULL stands for one of zeros.
 */
typedef struct
{
  GCancellable   *cancellable;
  CrmProgressFunc progress;
  gpointer        data;
  guint           n_threads;
  guint64         seed;
} CrmRun;

gboolean crm_run_go_on (const CrmRun *self, double share, GError **error);
gboolean crm_run_is_cancelled (const CrmRun *self);
guint64  crm_run_seed  (const CrmRun *self);

/* Works on the elements from `first` up to, not including, `last`. Pieces do not depend on the number of threads. */
typedef void (*CrmPieceFunc) (gsize first, gsize last, guint piece, gpointer data);

guint    crm_run_n_pieces (gsize n, gsize grain);
gboolean crm_run_parallel (const CrmRun *self, gsize n, gsize grain, CrmPieceFunc func, gpointer data,
                           GError **error);

G_END_DECLS
