/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* For functions whose loops gain by wider vectors: compiled for both kinds of machines, chosen when the program starts.
 * The same numbers come out, because no products are fused with sums. Sanitizers cannot start that early. */
#if defined (__x86_64__) && !defined (__SANITIZE_ADDRESS__) && !defined (__SANITIZE_THREAD__)
#define CRM_CLONES __attribute__ ((target_clones ("avx2", "default")))
#else
#define CRM_CLONES
#endif
