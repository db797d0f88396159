/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-purchases.h"

#include "analytics/crm-sort.h"
#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Lines are dealt into buckets by a hash of their customer, then grouped within each bucket, which fits the cache.
 * Both steps go over pieces that do not depend on the number of threads, and keep the order of the rows. */

#define BUCKET_BITS 8
#define N_BUCKETS (1 << BUCKET_BITS)
#define GRAIN (1 << 16)
#define HASH_FACTOR G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

typedef struct
{
  const CrmColumn *customer, *value, *transaction;
  const gint32    *days;
  CrmPurchases    *result;
  gsize            n_rows;
  gsize          (*places)[N_BUCKETS];      /* of each piece: first counts, then where its lines go */
  gsize            ends[N_BUCKETS + 1];
  GArray          *buyers[N_BUCKETS];       /* of CrmBuyer */
} Work;

void
crm_purchases_free (CrmPurchases *self)
{
  g_free (self->lines);
  g_free (self->buyers);
  g_free (self);
}

/* A key with the order of the values: records in that of their ids. */
static guint64
key_of (const CrmColumn *column,
        gsize row)
{
  if (column->kind == CRM_COLUMN_NUMBER)
    return crm_sort_key (column->numbers[row]);
  if (column->ids != NULL)
    return g_array_index (column->ids, gint64, column->codes[row]);
  return (guint64) ((gint64) column->codes[row] - G_MININT32);
}

static gboolean
is_whole (const Work *work,
          gsize row)
{
  return !crm_column_is_missing (work->customer, row) && work->days[row] != CRM_DAY_MISSING &&
         (work->value == NULL || !crm_column_is_missing (work->value, row)) &&
         (work->transaction == NULL || !crm_column_is_missing (work->transaction, row));
}

static guint
bucket_of (guint64 customer)
{
  return customer * HASH_FACTOR >> (64 - BUCKET_BITS);
}

static void
count_buckets (gsize first,
               gsize last,
               guint piece,
               gpointer data)
{
  Work *work = data;

  for (gsize row = first; row < last; row++)
    {
      if (is_whole (work, row))
        work->places[piece][bucket_of (key_of (work->customer, row))]++;
    }
}

static void
deal_lines (gsize first,
            gsize last,
            guint piece,
            gpointer data)
{
  Work *work = data;

  for (gsize row = first; row < last; row++)
    {
      guint64 customer;

      if (!is_whole (work, row))
        continue;
      customer = key_of (work->customer, row);
      work->result->lines[work->places[piece][bucket_of (customer)]++] = (CrmPurchase) {
        .customer = customer,
        .transaction = work->transaction != NULL ? key_of (work->transaction, row) : (guint32) work->days[row],
        .value = work->value != NULL ? work->value->numbers[row] : 0,
        .day = work->days[row],
        .row = row,
      };
    }
}

/* Turns the counts of each piece into places: buckets side by side, in each the pieces in their order. */
static void
place_buckets (Work *work,
               guint n_pieces)
{
  gsize place = 0;

  for (guint bucket = 0; bucket < N_BUCKETS; bucket++)
    {
      for (guint piece = 0; piece < n_pieces; piece++)
        {
          gsize count = work->places[piece][bucket];

          work->places[piece][bucket] = place;
          place += count;
        }
      work->ends[bucket + 1] = place;
    }
  work->result->n = place;
}

/* Numbers the customers of a bucket as they come: `groups` holds the number of each line's. */
static GArray *
number_buyers (const CrmPurchase *lines,
               gsize n,
               guint32 *groups)
{
  gsize size = 16;
  guint shift;
  g_autofree gint32 *table = NULL;
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  GArray *buyers = g_array_new (FALSE, TRUE, sizeof (CrmBuyer));

  while (size < n * 2)
    size *= 2;
  shift = 64 - BUCKET_BITS - g_bit_nth_msf (size, -1);
  table = g_new (gint32, size);
  memset (table, 0xff, size * sizeof (gint32));
  for (gsize i = 0; i < n; i++)
    {
      gsize place = lines[i].customer * HASH_FACTOR >> shift & (size - 1);

      while (table[place] >= 0 && g_array_index (keys, guint64, table[place]) != lines[i].customer)
        place = (place + 1) & (size - 1);
      if (table[place] < 0)
        {
          table[place] = buyers->len;
          g_array_append_val (keys, lines[i].customer);
          g_array_set_size (buyers, buyers->len + 1);
        }
      groups[i] = table[place];
      g_array_index (buyers, CrmBuyer, groups[i]).n++;
    }
  return buyers;
}

static void
group_bucket (gsize first,
              gsize last,
              guint piece,
              gpointer data)
{
  Work *work = data;

  for (gsize bucket = first; bucket < last; bucket++)
    {
      gsize start = work->ends[bucket], n = work->ends[bucket + 1] - start, place = start;
      CrmPurchase *lines = work->result->lines + start;
      g_autofree CrmPurchase *copy = g_memdup2 (lines, n * sizeof (CrmPurchase));
      g_autofree guint32 *groups = g_new (guint32, n + 1);
      GArray *buyers = number_buyers (lines, n, groups);
      g_autofree gsize *next = g_new (gsize, buyers->len + 1);

      for (guint i = 0; i < buyers->len; i++)
        {
          CrmBuyer *buyer = &g_array_index (buyers, CrmBuyer, i);

          next[i] = buyer->first = place;
          place += buyer->n;
        }
      for (gsize i = 0; i < n; i++)
        work->result->lines[next[groups[i]]++] = copy[i];
      work->buyers[bucket] = buyers;
    }
}

static void
sort_buyers (Work *work,
             const CrmRun *run)
{
  CrmPurchases *self = work->result;
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (CrmBuyer));
  g_autofree guint64 *keys = NULL;
  g_autofree guint32 *order = NULL;

  for (guint bucket = 0; bucket < N_BUCKETS; bucket++)
    g_array_append_vals (all, work->buyers[bucket]->data, work->buyers[bucket]->len);
  self->n_buyers = all->len;
  keys = g_new (guint64, self->n_buyers + 1);
  for (gsize i = 0; i < self->n_buyers; i++)
    keys[i] = self->lines[g_array_index (all, CrmBuyer, i).first].customer;
  order = crm_sort_keys (keys, self->n_buyers, run);
  self->buyers = g_new (CrmBuyer, self->n_buyers + 1);
  for (gsize i = 0; i < self->n_buyers; i++)
    self->buyers[i] = g_array_index (all, CrmBuyer, order[i]);
}

static gboolean
check_columns (const CrmColumn *customer,
               const CrmColumn *value,
               GError **error)
{
  if (customer->n > G_MAXUINT32)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("There are %zu rows, which is more than can be worked on at "
                                                          "once. Take a part of them."), customer->n);
      return FALSE;
    }
  if (value == NULL)
    return TRUE;
  if (value->kind != CRM_COLUMN_NUMBER)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("“%s” does not hold numbers, which a value must be."),
                   value->name);
      return FALSE;
    }
  for (gsize row = 0; row < value->n; row++)
    {
      if (isinf (value->numbers[row]))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("“%s” has a number in row %zu that is infinite."),
                       value->name, row + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
day_of_number (double number,
               gboolean calendar,
               gint32 *day)
{
  int whole = CLAMP (number, -1e9, 1e9), year = whole / 10000, month = whole / 100 % 100, day_of_month = whole % 100;

  if (whole != number)
    return FALSE;
  *day = whole;
  if (!calendar)
    return TRUE;
  if (whole < 19000101 || whole > 22001231 || !crm_date_valid (year, month, day_of_month))
    return FALSE;
  *day = crm_date_from_ymd (year, month, day_of_month);
  return TRUE;
}

/**
 * crm_column_to_days:
 * @column: dates, or whole numbers that are either all dates written as 20241231 or counts of days
 *
 * Returns: (transfer full) (nullable): a day for each row, %CRM_DAY_MISSING where it is missing
 * Errors: %CRM_ERROR_INVALID where the column holds anything else
 */
gint32 *
crm_column_to_days (const CrmColumn *column,
                    GError **error)
{
  g_autofree gint32 *days = g_new (gint32, MAX (column->n, 1));
  gboolean done = column->kind == CRM_COLUMN_DATE;

  if (done)
    memcpy (days, column->days, column->n * sizeof (gint32));
  for (int calendar = 1; !done && column->kind == CRM_COLUMN_NUMBER && calendar >= 0; calendar--)
    {
      done = TRUE;
      for (gsize row = 0; done && row < column->n; row++)
        {
          days[row] = CRM_DAY_MISSING;
          if (!crm_column_is_missing (column, row))
            done = day_of_number (column->numbers[row], calendar, &days[row]);
        }
    }
  if (done)
    return g_steal_pointer (&days);
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("“%s” does not hold dates. They are written as 2024-12-31 or "
                                                      "20241231, or are whole numbers of days."), column->name);
  return NULL;
}

static gboolean
group_lines (Work *work,
             const CrmRun *run,
             GError **error)
{
  guint n_pieces = crm_run_n_pieces (work->n_rows, GRAIN);
  g_autofree gpointer places = g_new0 (gsize, MAX (n_pieces, 1) * N_BUCKETS);
  gboolean done;

  work->places = places;
  if (!crm_run_parallel (CRM_RUN_PART (run, 0, 0.3), work->n_rows, GRAIN, count_buckets, work, error))
    return FALSE;
  place_buckets (work, n_pieces);
  work->result->lines = g_new (CrmPurchase, work->result->n + 1);
  done = crm_run_parallel (CRM_RUN_PART (run, 0.3, 0.6), work->n_rows, GRAIN, deal_lines, work, error) &&
         crm_run_parallel (CRM_RUN_PART (run, 0.6, 1), N_BUCKETS, 1, group_bucket, work, error);
  if (done)
    sort_buyers (work, run);
  for (guint bucket = 0; bucket < N_BUCKETS; bucket++)
    g_clear_pointer (&work->buyers[bucket], g_array_unref);
  return done;
}

/**
 * crm_purchases_new:
 * @customer: who bought; of any kind
 * @date: when: see crm_column_to_days()
 * @value: (nullable): of each line; all are 0 without it
 * @transaction: (nullable): what lines belong together, of any kind; without it those of one day do
 *
 * Puts lines together by customer. Lines that lack any of these are left out and counted.
 *
 * Returns: (transfer full) (nullable): the purchases of at least one customer
 * Errors: %CRM_ERROR_INVALID where a column is of the wrong kind or nothing is left; %G_IO_ERROR_CANCELLED
 */
CrmPurchases *
crm_purchases_new (const CrmColumn *customer,
                   const CrmColumn *date,
                   const CrmColumn *value,
                   const CrmColumn *transaction,
                   const CrmRun *run,
                   GError **error)
{
  g_autoptr (CrmPurchases) self = g_new0 (CrmPurchases, 1);
  g_autofree gint32 *made = date->kind == CRM_COLUMN_DATE ? NULL : crm_column_to_days (date, error);
  Work work = { customer, value, transaction, date->kind == CRM_COLUMN_DATE ? date->days : made, self, customer->n };

  if (work.days == NULL || !check_columns (customer, value, error) || !group_lines (&work, run, error))
    return NULL;
  if (self->n == 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("No row has customer, date and value. %zu were looked at; "
                                                          "fill them in first."), customer->n);
      return NULL;
    }
  self->n_left_out = customer->n - self->n;
  self->first_day = G_MAXINT32;
  self->last_day = G_MININT32;
  for (gsize i = 0; i < self->n; i++)
    {
      self->first_day = MIN (self->first_day, self->lines[i].day);
      self->last_day = MAX (self->last_day, self->lines[i].day);
    }
  return g_steal_pointer (&self);
}
