/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-sort.h"

#include <math.h>
#include <string.h>

#define DIGIT_BITS 11
#define N_DIGITS 6
#define N_VALUES (1 << DIGIT_BITS)

typedef struct
{
  guint64 key;
  guint32 row;
} Entry;

/**
 * crm_sort_key:
 * @value: not NaN
 *
 * Returns: an unsigned number with the order of the doubles; both zeros have the same
 */
guint64
crm_sort_key (double value)
{
  double number = value + 0.0;
  guint64 bits;

  memcpy (&bits, &number, sizeof bits);
  return bits >> 63 != 0 ? ~bits : bits | G_GUINT64_CONSTANT (1) << 63;
}

static guint
digit_of (guint64 key,
          guint digit)
{
  return key >> (digit * DIGIT_BITS) & (N_VALUES - 1);
}

/* Returns FALSE where all have the same digit, so that there is nothing to move. */
static gboolean
sort_by_digit (const Entry *from,
               Entry *to,
               gsize n,
               guint digit,
               const gsize *counts)
{
  gsize places[N_VALUES], place = 0;

  if (counts[digit_of (from[0].key, digit)] == n)
    return FALSE;
  for (guint i = 0; i < N_VALUES; i++)
    {
      places[i] = place;
      place += counts[i];
    }
  for (gsize i = 0; i < n; i++)
    to[places[digit_of (from[i].key, digit)]++] = from[i];
  return TRUE;
}

/* Sorts entries, and gives their rows. */
static guint32 *
sort_entries (Entry *entries,
              gsize n)
{
  g_autofree Entry *room = g_new (Entry, MAX (n, 1));
  g_autofree gsize *counts = g_new0 (gsize, N_DIGITS * N_VALUES);
  Entry *other = room;
  guint32 *order = g_new (guint32, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    {
      for (guint digit = 0; digit < N_DIGITS; digit++)
        counts[digit * N_VALUES + digit_of (entries[i].key, digit)]++;
    }
  for (guint digit = 0; n > 1 && digit < N_DIGITS; digit++)
    {
      if (sort_by_digit (entries, other, n, digit, counts + digit * N_VALUES))
        {
          Entry *swap = entries;

          entries = other;
          other = swap;
        }
    }
  for (gsize i = 0; i < n; i++)
    order[i] = entries[i].row;
  return order;
}

/**
 * crm_sort_keys:
 * @keys: (array length=n): what to sort by
 * @n: at most 2^32 − 1
 *
 * As crm_sort_order(), by whole numbers.
 *
 * Returns: (transfer full) (array length=n): the rows, lowest key first
 */
guint32 *
crm_sort_keys (const guint64 *keys,
               gsize n)
{
  g_autofree Entry *entries = g_new (Entry, MAX (n, 1));

  for (gsize row = 0; row < n; row++)
    entries[row] = (Entry) { keys[row], row };
  return sort_entries (entries, n);
}

/**
 * crm_sort_order:
 * @values: (array length=n): infinities are numbers, NaN is a value that lacks
 * @n: at most 2^32 − 1
 * @n_known: (out) (optional): how many are not NaN
 *
 * Orders rows by their value, those of equal value by their number: a radix sort from the lowest digit (D. E. Knuth,
 * "The Art of Computer Programming" 3, 5.2.5), in time proportional to @n.
 *
 * Returns: (transfer full) (array length=n_known): the rows, lowest value first, without those that lack one
 */
guint32 *
crm_sort_order (const double *values,
                gsize n,
                gsize *n_known)
{
  g_autofree Entry *entries = g_new (Entry, MAX (n, 1));
  gsize known = 0;

  for (gsize row = 0; row < n; row++)
    {
      if (!isnan (values[row]))
        entries[known++] = (Entry) { crm_sort_key (values[row]), row };
    }
  if (n_known != NULL)
    *n_known = known;
  return sort_entries (entries, known);
}
