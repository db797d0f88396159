/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-sort.h"

#include <math.h>
#include <string.h>

#define DIGIT_BITS 11
#define N_DIGITS 6
#define N_VALUES (1 << DIGIT_BITS)
#define FEW 64   /* are sooner sorted by insertion */

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

static double
value_of (guint64 key)
{
  guint64 bits = key >> 63 != 0 ? key & ~(G_GUINT64_CONSTANT (1) << 63) : ~key;
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static guint
digit_of (guint64 key,
          guint digit)
{
  return key >> (digit * DIGIT_BITS) & (N_VALUES - 1);
}

/* Returns FALSE where `from` is as it should be: all have the same digit, or nobody waits for the result any more. */
static gboolean
sort_by_digit (const Entry *from,
               Entry *to,
               gsize n,
               guint digit,
               const gsize *counts,
               const CrmRun *run)
{
  gsize places[N_VALUES], place = 0;

  if (counts[digit_of (from[0].key, digit)] == n)
    return FALSE;
  for (guint i = 0; i < N_VALUES; i++)
    {
      places[i] = place;
      place += counts[i];
    }
  for (gsize start = 0; start < n; start += CRM_RUN_BLOCK)
    {
      if (crm_run_is_cancelled (run))
        return FALSE;
      for (gsize i = start; i < MIN (start + CRM_RUN_BLOCK, n); i++)
        to[places[digit_of (from[i].key, digit)]++] = from[i];
    }
  return TRUE;
}

static void
insert (Entry *entries,
        gsize n)
{
  for (gsize i = 1; i < n; i++)
    {
      Entry entry = entries[i];
      gsize place = i;

      for (; place > 0 && entries[place - 1].key > entry.key; place--)
        entries[place] = entries[place - 1];
      entries[place] = entry;
    }
}

/* Takes the entries and gives them sorted. */
static Entry *
sort_entries (Entry *entries,
              gsize n,
              const CrmRun *run)
{
  g_autofree Entry *other = n > FEW ? g_new (Entry, n) : NULL;
  g_autofree gsize *counts = n > FEW ? g_new0 (gsize, N_DIGITS * N_VALUES) : NULL;

  if (n <= FEW)
    insert (entries, n);
  for (gsize i = 0; n > FEW && i < n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        break;
      for (guint digit = 0; digit < N_DIGITS; digit++)
        counts[digit * N_VALUES + digit_of (entries[i].key, digit)]++;
    }
  for (guint digit = 0; n > FEW && digit < N_DIGITS; digit++)
    {
      if (sort_by_digit (entries, other, n, digit, counts + digit * N_VALUES, run))
        {
          Entry *swap = entries;

          entries = other;
          other = swap;
        }
    }
  return entries;
}

/* Takes the entries and gives their rows in order. */
static guint32 *
order_entries (Entry *entries,
               gsize n,
               const CrmRun *run)
{
  g_autofree Entry *sorted = sort_entries (entries, n, run);
  guint32 *order = g_new (guint32, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    order[i] = sorted[i].row;
  return order;
}

/* Those of the values that are there. */
static Entry *
list_known (const double *values,
            gsize n,
            gsize *n_known)
{
  Entry *entries = g_new (Entry, MAX (n, 1));
  gsize known = 0;

  for (gsize row = 0; row < n; row++)
    {
      if (!isnan (values[row]))
        entries[known++] = (Entry) { crm_sort_key (values[row]), row };
    }
  *n_known = known;
  return entries;
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
               gsize n,
               const CrmRun *run)
{
  Entry *entries = g_new (Entry, MAX (n, 1));

  for (gsize row = 0; row < n; row++)
    entries[row] = (Entry) { keys[row], row };
  return order_entries (entries, n, run);
}

/**
 * crm_sort_order:
 * @values: (array length=n): infinities are numbers, NaN is a value that lacks
 * @n: at most 2^32 − 1
 * @n_known: (out) (optional): how many are not NaN
 * @run: (nullable): once it is cancelled the rows come in any order
 *
 * Orders rows by their value, those of equal value by their number: a radix sort from the lowest digit (D. E. Knuth,
 * "The Art of Computer Programming" 3, 5.2.5), in time proportional to @n.
 *
 * Returns: (transfer full) (array length=n_known): the rows, lowest value first, without those that lack one
 */
guint32 *
crm_sort_order (const double *values,
                gsize n,
                gsize *n_known,
                const CrmRun *run)
{
  gsize known;
  Entry *entries = list_known (values, n, &known);

  if (n_known != NULL)
    *n_known = known;
  return order_entries (entries, known, run);
}

/**
 * crm_sort_values:
 *
 * As crm_sort_order(), where nobody asks for the rows.
 *
 * Returns: (transfer full) (array length=n_known): the values, lowest first; −0 is 0
 */
double *
crm_sort_values (const double *values,
                 gsize n,
                 gsize *n_known,
                 const CrmRun *run)
{
  gsize known;
  Entry *entries = list_known (values, n, &known);
  g_autofree Entry *sorted = sort_entries (entries, known, run);
  double *result = g_new (double, MAX (known, 1));

  for (gsize i = 0; i < known; i++)
    result[i] = value_of (sorted[i].key);
  if (n_known != NULL)
    *n_known = known;
  return result;
}

/**
 * crm_sort_ranks:
 * @order: (array length=n): of the values, as of crm_sort_order()
 * @ties: (out) (optional): Σ t³ − t of t equal values
 * @run: (nullable): once it is cancelled the result means nothing
 *
 * Returns: (transfer full) (array length=n): ranks from 1; equal values share the mean of theirs
 */
double *
crm_sort_ranks (const double *values,
                const guint32 *order,
                gsize n,
                double *ties,
                const CrmRun *run)
{
  double *ranks = g_new0 (double, MAX (n, 1)), sum = 0;

  for (gsize first = 0, end; first < n; first = end)
    {
      double t;

      for (end = first + 1; end < n && values[order[end]] == values[order[first]]; end++)
        ;
      t = end - first;
      sum += t * t * t - t;
      for (gsize i = first; i < end; i++)
        {
          if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
            return ranks;
          ranks[order[i]] = (first + 1 + end) / 2.0;
        }
    }
  if (ties != NULL)
    *ties = sum;
  return ranks;
}
