/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bench.h"

char *bench_reference        (const char *name);

void  bench_rules_found      (BenchClock *clock);
void  bench_rules_groceries  (BenchClock *clock);
void  bench_rules_t10        (BenchClock *clock);
void  bench_sequences_online (BenchClock *clock);
