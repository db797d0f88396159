/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CrmRandom:
 *
 * A source of chance that gives the same numbers on every machine: xoshiro256++ of D. Blackman and S. Vigna, "Scrambled
 * linear pseudorandom number generators", ACM TOMS 47 (2021), seeded by SplitMix64.
 */
typedef struct
{
  guint64 state[4];
  double  spare;       /* of the pair that crm_random_normal() makes */
  gboolean has_spare;
} CrmRandom;

void    crm_random_init    (CrmRandom *self, guint64 seed, guint64 stream);
guint64 crm_random_next    (CrmRandom *self);
double  crm_random_double  (CrmRandom *self);
gsize   crm_random_below   (CrmRandom *self, gsize n);
double  crm_random_normal  (CrmRandom *self);
void    crm_random_shuffle (CrmRandom *self, gsize *rows, gsize n);
void    crm_random_choose  (CrmRandom *self, gsize n, gsize k, gsize *chosen);

G_END_DECLS
