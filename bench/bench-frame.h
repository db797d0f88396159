/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Whether what is to be measured can be seen. */
typedef gboolean (*BenchSeen) (GtkWindow *window);

void bench_watch_window (GtkWindow *window, BenchSeen seen);
