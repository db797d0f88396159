/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sales/crm-workspace.h"
#include "sample/crm-sample.h"

#include <json-glib/json-glib.h>

/* What the programs share: each measures one thing once and prints one line of JSON, which bench/run reads. */

typedef struct
{
  gint64 wall;   /* microseconds since measuring began */
  gint64 cpu;    /* of all threads */
} BenchClock;

void      bench_start    (BenchClock *clock);
void      bench_stop     (BenchClock *clock);
void      bench_print    (const BenchClock *clock, const char *name, double value, ...) G_GNUC_NULL_TERMINATED;

CrmStore *bench_open     (const char *path);
CrmStore *bench_create   (const char *path);
void      bench_close    (CrmStore *store);
void      bench_remove   (const char *path);
void      bench_fail     (GError *error) G_GNUC_NORETURN;
