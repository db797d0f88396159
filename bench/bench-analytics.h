/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bench.h"

char *bench_reference        (const char *name);

void  bench_customers_bg_nbd (BenchClock *clock);
void  bench_customers_pareto_nbd (BenchClock *clock);
void  bench_customers_rfm    (BenchClock *clock);
void  bench_customers_survival (BenchClock *clock);
void  bench_learn_bayes       (BenchClock *clock);
void  bench_learn_linear      (BenchClock *clock);
void  bench_learn_logistic    (BenchClock *clock);
void  bench_learn_neural      (BenchClock *clock);
void  bench_learn_tree        (BenchClock *clock);
void  bench_learn_tree_full   (BenchClock *clock);
void  bench_learn_tree_pruned (BenchClock *clock);
void  bench_rules_found      (BenchClock *clock);
void  bench_rules_groceries  (BenchClock *clock);
void  bench_rules_t10        (BenchClock *clock);
void  bench_sequences_online (BenchClock *clock);
