/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-random.h"

#include <math.h>

static guint64
split_mix (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ z >> 31;
}

/**
 * crm_random_init:
 * @seed: of the run
 * @stream: number of a part of the work, such as a tree or a start, so that each has chances of its own
 */
void
crm_random_init (CrmRandom *self,
                 guint64 seed,
                 guint64 stream)
{
  guint64 state = stream;

  state = seed ^ split_mix (&state);
  for (guint i = 0; i < G_N_ELEMENTS (self->state); i++)
    self->state[i] = split_mix (&state);
  self->has_spare = FALSE;
}

static guint64
rotate (guint64 x,
        int k)
{
  return x << k | x >> (64 - k);
}

guint64
crm_random_next (CrmRandom *self)
{
  guint64 *s = self->state;
  guint64 result = rotate (s[0] + s[3], 23) + s[0], t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate (s[3], 45);
  return result;
}

/**
 * crm_random_double:
 *
 * Returns: a number from 0 up to, not including, 1
 */
double
crm_random_double (CrmRandom *self)
{
  return (crm_random_next (self) >> 11) * 0x1p-53;
}

/**
 * crm_random_below:
 * @n: more than 0
 *
 * Returns: a number below @n, all equally likely (D. Lemire, "Fast random integer generation in an interval", ACM
 *   TOMACS 29, 2019)
 */
gsize
crm_random_below (CrmRandom *self,
                  gsize n)
{
  unsigned __int128 product = (unsigned __int128) crm_random_next (self) * n;

  if ((guint64) product < n)
    {
      guint64 threshold = -(guint64) n % n;

      while ((guint64) product < threshold)
        product = (unsigned __int128) crm_random_next (self) * n;
    }
  return product >> 64;
}

/**
 * crm_random_normal:
 *
 * Returns: a number of the standard normal distribution (the polar method of G. Marsaglia)
 */
double
crm_random_normal (CrmRandom *self)
{
  double x, y, s, scale;

  if (self->has_spare)
    {
      self->has_spare = FALSE;
      return self->spare;
    }
  do
    {
      x = 2 * crm_random_double (self) - 1;
      y = 2 * crm_random_double (self) - 1;
      s = x * x + y * y;
    }
  while (s >= 1 || s == 0);
  scale = sqrt (-2 * log (s) / s);
  self->spare = y * scale;
  self->has_spare = TRUE;
  return x * scale;
}

/* Fisher and Yates. */
void
crm_random_shuffle (CrmRandom *self,
                    gsize *rows,
                    gsize n)
{
  for (gsize i = n; i > 1; i--)
    {
      gsize j = crm_random_below (self, i), swap = rows[i - 1];

      rows[i - 1] = rows[j];
      rows[j] = swap;
    }
}

/**
 * crm_random_choose:
 * @chosen: (out) (array length=k): @k different numbers below @n, in rising order (method S of D. E. Knuth, "The Art of
 *   Computer Programming" 2, 3.4.2)
 */
void
crm_random_choose (CrmRandom *self,
                   gsize n,
                   gsize k,
                   gsize *chosen)
{
  for (gsize i = 0, left = MIN (k, n); left > 0; i++)
    {
      if (crm_random_below (self, n - i) < left)
        {
          *chosen++ = i;
          left--;
        }
    }
}
