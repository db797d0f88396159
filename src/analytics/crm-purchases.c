/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-purchases.h"

#include "analytics/crm-sort.h"
#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Rows are dealt into buckets by a hash of their customer, then grouped within each bucket, which fits the cache.
 * Both steps go over pieces that do not depend on the number of threads, and keep the order of the rows. */

#define BUCKET_BITS 8
#define N_BUCKETS (1 << BUCKET_BITS)
#define GRAIN (1 << 16)
#define HASH_FACTOR G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

typedef struct
{
  const CrmColumn *customer;
  CrmPurchases    *result;
  gsize            n_rows;
  gsize          (*places)[N_BUCKETS];      /* of each piece: first counts, then where its rows go */
  gsize            ends[N_BUCKETS + 1];
  GArray          *buyers[N_BUCKETS];       /* of CrmBuyer */
} Work;

void
crm_purchases_free (CrmPurchases *self)
{
  g_free (self->made_days);
  g_free (self->rows);
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
  const CrmPurchases *result = work->result;

  return !crm_column_is_missing (work->customer, row) && result->days[row] != CRM_DAY_MISSING &&
         (result->value == NULL || !crm_column_is_missing (result->value, row)) &&
         (result->transaction == NULL || !crm_column_is_missing (result->transaction, row));
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
deal_rows (gsize first,
           gsize last,
           guint piece,
           gpointer data)
{
  Work *work = data;

  for (gsize row = first; row < last; row++)
    {
      if (is_whole (work, row))
        work->result->rows[work->places[piece][bucket_of (key_of (work->customer, row))]++] = row;
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

/* Numbers the customers of a bucket as they come: `groups` holds the number of each row's. */
static GArray *
number_buyers (const guint64 *customers,
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
      gsize place = customers[i] * HASH_FACTOR >> shift & (size - 1);

      while (table[place] >= 0 && g_array_index (keys, guint64, table[place]) != customers[i])
        place = (place + 1) & (size - 1);
      if (table[place] < 0)
        {
          table[place] = buyers->len;
          g_array_append_val (keys, customers[i]);
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
      gsize start = work->ends[bucket], n = work->ends[bucket + 1] - start;
      guint32 *rows = work->result->rows, place = start;
      g_autofree guint32 *copy = g_memdup2 (rows + start, n * sizeof (guint32));
      g_autofree guint64 *customers = g_new (guint64, n + 1);
      g_autofree guint32 *groups = g_new (guint32, n + 1);
      g_autofree guint32 *next = NULL;
      GArray *buyers;

      for (gsize i = 0; i < n; i++)
        customers[i] = key_of (work->customer, copy[i]);
      buyers = number_buyers (customers, n, groups);
      next = g_new (guint32, buyers->len + 1);
      for (guint i = 0; i < buyers->len; i++)
        {
          CrmBuyer *buyer = &g_array_index (buyers, CrmBuyer, i);

          next[i] = buyer->first = place;
          place += buyer->n;
        }
      for (gsize i = 0; i < n; i++)
        rows[next[groups[i]]++] = copy[i];
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
    keys[i] = key_of (work->customer, self->rows[g_array_index (all, CrmBuyer, i).first]);
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
group_rows (Work *work,
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
  work->result->rows = g_new (guint32, work->result->n + 1);
  done = crm_run_parallel (CRM_RUN_PART (run, 0.3, 0.6), work->n_rows, GRAIN, deal_rows, work, error) &&
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
 * Puts lines together by customer. Lines that lack any of these are left out and counted. The columns are read again
 * for as long as the purchases are used, so they are to stay.
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
  Work work = { customer, self, customer->n };

  self->value = value;
  self->transaction = transaction;
  self->made_days = date->kind == CRM_COLUMN_DATE ? NULL : crm_column_to_days (date, error);
  self->days = date->kind == CRM_COLUMN_DATE ? date->days : self->made_days;
  if (self->days == NULL || !check_columns (customer, value, error) || !group_rows (&work, run, error))
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
      gint32 day = self->days[self->rows[i]];

      if (i % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return NULL;
      self->first_day = MIN (self->first_day, day);
      self->last_day = MAX (self->last_day, day);
    }
  return g_steal_pointer (&self);
}

/**
 * crm_purchases_lines:
 * @buyer: place among the buyers
 * @lines: (element-type CrmPurchase): gets them; what it held is gone
 *
 * Returns: (array): what one customer bought, in the order of the rows; as many as the buyer says
 */
CrmPurchase *
crm_purchases_lines (const CrmPurchases *self,
                     gsize buyer,
                     GArray *lines)
{
  const guint32 *rows = self->rows + self->buyers[buyer].first;

  g_array_set_size (lines, self->buyers[buyer].n);
  for (guint i = 0; i < lines->len; i++)
    {
      guint32 row = rows[i];

      g_array_index (lines, CrmPurchase, i) = (CrmPurchase) {
        .transaction = self->transaction != NULL ? key_of (self->transaction, row) : (guint32) self->days[row],
        .value = self->value != NULL ? self->value->numbers[row] : 0,
        .day = self->days[row],
        .row = row,
      };
    }
  return (CrmPurchase *) (void *) lines->data;
}
