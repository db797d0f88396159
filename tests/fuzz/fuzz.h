/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What each target does with a file of any bytes. Whatever comes out, nothing may crash, hang or warn. libFuzzer and AFL++
 * call it as it is; elsewhere driver.c does. Returns: 0 */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

G_END_DECLS
