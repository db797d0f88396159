/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-match-private.h"
#include "analytics/crm-sort.h"

#include <string.h>

#define GRAIN 1024
#define ALL_PAIRS 2000000      /* up to so many, every pair is compared */
#define FIXED_BUDGET 4000000   /* pairs compared, and … */
#define ROW_BUDGET 30          /* … for each row */
#define LARGEST_BLOCK 4096
#define MOST_SHARES 8
#define WHOLE_ROW (-1)
#define NOTHING (-2)

/* Rows are in a block of it where both keys are equal; where they have no second key, the first. */
typedef struct
{
  int     first, second;
  guint32 mask;
} Blocking;

typedef struct
{
  const CrmMatchTable *table;
  const CrmMatchKeys  *keys;
  const CrmMatchSink  *sink;
  const CrmRun        *run;
  Blocking             blockings[CRM_MATCH_MOST_BLOCKINGS];
  guint                n_blockings;
  guint64             *done;      /* bits, row by row: whether the row's block of a blocking is compared in full */
  guint                n_words;
  guint64              budget;    /* pairs that may still be compared */

  /* Of the blocking at hand. */
  guint                number;
  gsize                n;
  guint64             *hashes;
  guint32             *rows;
  guint32             *ends;      /* behind the last row that each is compared to */
} Work;

static gboolean
is_done (const Work *self,
         gsize row,
         guint blocking)
{
  return (self->done[row * self->n_words + blocking / 64] >> blocking % 64 & 1) != 0;
}

static void
add_blocking (Work *self,
              int first,
              int second)
{
  Blocking *blocking = &self->blockings[self->n_blockings++];

  *blocking = (Blocking) { first, second, 0 };
  if (first >= 0)
    blocking->mask |= 1u << first;
  if (second >= 0)
    blocking->mask |= 1u << second;
}

static void
plan (Work *self)
{
  guint64 n_rows = crm_match_table_n_rows (self->table);

  if (n_rows * (n_rows - 1) / 2 <= ALL_PAIRS)
    {
      add_blocking (self, NOTHING, NOTHING);
      return;
    }
  for (guint i = 0; i < self->keys->n_keys; i++)
    add_blocking (self, i, NOTHING);
  for (guint i = 0; i < self->keys->n_keys; i++)
    {
      for (guint j = i + 1; j < self->keys->n_keys; j++)
        add_blocking (self, i, j);
    }
  add_blocking (self, WHOLE_ROW, NOTHING);
}

/* Mixes bits as SplitMix64 does. */
static guint64
mix (guint64 hash)
{
  hash = (hash ^ (hash >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  hash = (hash ^ (hash >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return hash ^ (hash >> 31);
}

static gboolean
hash_row (const Work *self,
          const Blocking *blocking,
          gsize row,
          guint64 *hash)
{
  const guint32 *keys = &self->keys->keys[row * self->keys->n_keys];

  *hash = 0;
  if (blocking->first == NOTHING)
    return TRUE;
  if (blocking->first == WHOLE_ROW)
    {
      for (guint i = 0; i < self->table->n_fields; i++)
        *hash = mix (*hash + (guint32) crm_match_table_row (self->table, row)[i]);
      return TRUE;
    }
  if (keys[blocking->first] == 0)
    return FALSE;
  *hash = keys[blocking->first];
  if (blocking->second == NOTHING)
    return TRUE;
  if (keys[blocking->second] == 0 || is_done (self, row, blocking->first) || is_done (self, row, blocking->second))
    return FALSE;
  *hash |= (guint64) keys[blocking->second] << 32;
  return TRUE;
}

static gboolean
sort_rows (Work *self,
           const Blocking *blocking,
           GError **error)
{
  g_autofree guint64 *unsorted = g_new (guint64, crm_match_table_n_rows (self->table) + 1);
  g_autofree guint32 *rows = g_new (guint32, crm_match_table_n_rows (self->table) + 1);
  g_autofree guint32 *order = NULL;

  self->n = 0;
  for (gsize row = 0; row < crm_match_table_n_rows (self->table); row++)
    {
      if (hash_row (self, blocking, row, &unsorted[self->n]))
        rows[self->n++] = row;
      if (row % 65536 == 0 && !crm_run_go_on (self->run, -1, error))
        return FALSE;
    }
  order = crm_sort_keys (unsorted, self->n, self->run);
  for (gsize i = 0; i < self->n; i++)
    {
      self->hashes[i] = unsorted[order[i]];
      self->rows[i] = rows[order[i]];
    }
  return crm_run_go_on (self->run, -1, error);
}

static gsize
find_end (const Work *self,
          gsize start)
{
  gsize end = start + 1;

  while (end < self->n && self->hashes[end] == self->hashes[start])
    end++;
  return end;
}

/* The largest size of block with which no more pairs are compared than there should be. */
static gsize
choose_largest (Work *self,
                guint64 share)
{
  g_autofree guint32 *counts = g_new0 (guint32, LARGEST_BLOCK + 1);
  guint64 n_pairs = 0;
  gsize size;

  for (gsize start = 0, end; start < self->n; start = end)
    {
      end = find_end (self, start);
      if (end - start <= LARGEST_BLOCK)
        counts[end - start]++;
    }
  for (size = 2; size <= LARGEST_BLOCK; size++)
    {
      n_pairs += counts[size] * (guint64) size * (size - 1) / 2;
      if (n_pairs > share)
        break;
    }
  return size - 1;
}

static void
end_blocks (Work *self,
            gsize largest)
{
  const Blocking *blocking = &self->blockings[self->number];

  for (gsize start = 0, end; start < self->n; start = end)
    {
      gboolean taken;

      end = find_end (self, start);
      taken = end - start <= largest || blocking->first == NOTHING;
      for (gsize i = start; i < end; i++)
        {
          /* Rows that are equal in all are compared to the next. */
          self->ends[i] = blocking->first == WHOLE_ROW ? MIN (i + 2, end) : taken ? end : i + 1;
          if (taken)
            self->done[self->rows[i] * self->n_words + self->number / 64] |= G_GUINT64_CONSTANT (1)
                                                                             << self->number % 64;
          self->budget -= MIN (self->budget, self->ends[i] - i - 1);
        }
    }
}

/* Whether an earlier blocking has compared them. */
static gboolean
were_compared (const Work *self,
               guint32 first,
               guint32 second)
{
  const guint32 *a = &self->keys->keys[(gsize) first * self->keys->n_keys];
  const guint32 *b = &self->keys->keys[(gsize) second * self->keys->n_keys];
  guint32 equal = 0;

  for (guint i = 0; i < self->keys->n_keys; i++)
    equal |= (guint32) (a[i] == b[i] && a[i] != 0) << i;
  for (guint i = 0; i < self->number; i++)
    {
      if ((self->blockings[i].mask & ~equal) == 0 && is_done (self, first, i) && is_done (self, second, i))
        return TRUE;
    }
  return FALSE;
}

static void
compare_piece (gsize first,
               gsize last,
               guint piece,
               gpointer data)
{
  Work *self = data;

  for (gsize i = first; i < last && !crm_run_is_cancelled (self->run); i++)
    {
      for (gsize j = i + 1; j < self->ends[i]; j++)
        {
          if (!were_compared (self, self->rows[i], self->rows[j]))
            self->sink->pair (MIN (self->rows[i], self->rows[j]), MAX (self->rows[i], self->rows[j]), piece,
                              self->sink->data);
        }
    }
}

static gboolean
compare_blocks (Work *self,
                GError **error)
{
  guint n_left = self->n_blockings - self->number;
  const CrmRun run = crm_run_part (self->run, (double) self->number / self->n_blockings,
                                   (self->number + 1.0) / self->n_blockings);
  gboolean compared;

  if (!sort_rows (self, &self->blockings[self->number], error))
    return FALSE;
  end_blocks (self, choose_largest (self, self->budget / MIN (n_left, MOST_SHARES)));
  self->sink->begin (crm_run_n_pieces (self->n, GRAIN), self->sink->data);
  compared = crm_run_parallel (&run, self->n, GRAIN, compare_piece, self, error);
  self->sink->end (self->sink->data);
  return compared;
}

/**
 * crm_match_block:
 * @sink: told each pair once, on several threads
 *
 * Finds the pairs that are worth comparing: rows that have a key in common. Where so many have it that there are too
 * many pairs, two keys must be in common. W. McNeill, H. Kardes, A. Borthwick, "Dynamic record blocking: efficient
 * linking of massive databases in MapReduce", QDB 2012, cut down to pairs of keys; how large a block may be follows
 * from the number of pairs that may be compared in all. Which pairs come does not depend on the number of threads.
 *
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_match_block (const CrmMatchTable *table,
                 const CrmMatchKeys *keys,
                 const CrmMatchSink *sink,
                 const CrmRun *run,
                 GError **error)
{
  gsize n_rows = crm_match_table_n_rows (table);
  g_autofree Work *self = g_new0 (Work, 1);
  g_autofree guint64 *hashes = g_new (guint64, n_rows + 1), *done = NULL;
  g_autofree guint32 *rows = g_new (guint32, n_rows + 1), *ends = g_new (guint32, n_rows + 1);
  gboolean compared = TRUE;

  self->table = table;
  self->keys = keys;
  self->sink = sink;
  self->run = run;
  self->budget = FIXED_BUDGET + n_rows * (guint64) ROW_BUDGET;
  self->hashes = hashes;
  self->rows = rows;
  self->ends = ends;
  plan (self);
  self->n_words = (self->n_blockings + 63) / 64;
  self->done = done = g_new0 (guint64, n_rows * self->n_words + 1);
  for (self->number = 0; self->number < self->n_blockings && compared; self->number++)
    compared = compare_blocks (self, error);
  return compared;
}
