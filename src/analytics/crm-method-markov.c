/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-private.h"

#include "analytics/crm-markov.h"
#include "analytics/crm-sort.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Rows with all that is needed, as numbers. */
typedef struct
{
  const CrmColumn *id, *state, *amount;
  gsize   n, n_left_out;
  gsize  *rows;
  gint32 *ids, *periods, *states;
  gint32  last_period;
} Book;

static void
clear_book (Book *self)
{
  g_free (self->rows);
  g_free (self->ids);
  g_free (self->periods);
  g_free (self->states);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Book, clear_book)

/* Numbers the periods that occur in ascending order: what follows on what in this order is consecutive. */
static gint32 *
number_periods (const CrmColumn *period,
                const gsize *rows,
                gsize n,
                const CrmRun *run)
{
  g_autofree guint64 *keys = g_new (guint64, n + 1);
  g_autofree guint32 *order = NULL;
  gint32 *periods = g_new0 (gint32, n + 1), number = 0;

  for (gsize i = 0; i < n; i++)
    keys[i] = crm_sort_key (period->kind == CRM_COLUMN_NUMBER ? period->numbers[rows[i]]
                                                                         : period->codes[rows[i]]);
  order = crm_sort_keys (keys, n, run);
  for (gsize i = 0; i < n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        break;
      number += i > 0 && keys[order[i]] != keys[order[i - 1]];
      periods[order[i]] = number;
    }
  return periods;
}

static void
read_rows (Book *self,
           const CrmColumn *period,
           const CrmRun *run)
{
  guint n_ids;
  g_autofree gint32 *ids = crm_column_group (self->id, &n_ids, run);
  gsize n = 0;

  self->rows = g_new (gsize, self->id->n + 1);
  self->ids = g_new (gint32, self->id->n + 1);
  self->states = g_new (gint32, self->id->n + 1);
  for (gsize row = 0; row < self->id->n; row++)
    {
      if (row % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        break;
      if (ids[row] < 0 || crm_column_is_missing (period, row) || crm_column_is_missing (self->state, row))
        continue;
      self->rows[n] = row;
      self->ids[n] = ids[row];
      self->states[n++] = self->state->codes[row];
    }
  self->n = n;
  self->n_left_out = self->id->n - n;
  self->periods = number_periods (period, self->rows, n, run);
  for (gsize i = 0; i < n; i++)
    self->last_period = MAX (self->last_period, self->periods[i]);
}

static gboolean
read_book (Book *self,
           CrmFrame *frame,
           const CrmOptions *options,
           const CrmRun *run,
           GError **error)
{
  const CrmColumn *period;

  self->id = crm_options_column (options, "id", frame, error);
  period = self->id != NULL ? crm_options_column (options, "period", frame, error) : NULL;
  self->state = period != NULL ? crm_options_column_of_kind (options, "state", frame, CRM_COLUMN_CATEGORY,
                                                             error) : NULL;
  if (self->state == NULL)
    return FALSE;
  if (crm_options_has (options, "amount") &&
      (self->amount = crm_options_column_of_kind (options, "amount", frame, CRM_COLUMN_NUMBER, error)) == NULL)
    return FALSE;
  read_rows (self, period, run);
  return crm_run_go_on (run, -1, error);
}

/* What is outstanding: the amounts of the last period, or how many there are. */
static double
amount_of (const Book *book,
           gsize i)
{
  if (book->periods[i] != book->last_period)
    return 0;
  if (book->amount == NULL)
    return 1;
  return crm_column_is_missing (book->amount, book->rows[i]) ? 0 : book->amount->numbers[book->rows[i]];
}

/* Writing */

static void
write_names (CrmResultBuilder *builder,
             const char *key,
             const Book *book,
             const gsize *states,
             gsize n)
{
  crm_result_begin_array (builder, key);
  for (gsize i = 0; i < n; i++)
    crm_result_level (builder, NULL, book->state, states != NULL ? states[i] : i);
  crm_result_end_array (builder);
}

static void
write_chain (CrmResultBuilder *builder,
             const CrmMarkov *markov,
             const Book *book,
             guint steps)
{
  gsize n = markov->n, n_transient = markov->n_transient;
  g_autofree double *power = crm_markov_power (markov, steps);

  write_names (builder, "states", book, NULL, n);
  crm_result_begin_array (builder, "counts");
  for (gsize i = 0; i < n; i++)
    crm_result_counts (builder, NULL, markov->counts + i * n, n);
  crm_result_end_array (builder);
  crm_result_matrix (builder, "matrix", markov->matrix, n, n);
  crm_result_count (builder, "steps", steps);
  crm_result_matrix (builder, "matrix_after_steps", power, n, n);
  crm_result_count (builder, "gaps", markov->n_gaps);
  write_names (builder, "absorbing", book, markov->absorbing, markov->n_absorbing);
  write_names (builder, "transient", book, markov->transient, n_transient);
  if (markov->ends == NULL)
    return;
  crm_result_matrix (builder, "fundamental", markov->visits, n_transient, n_transient);
  crm_result_matrix (builder, "absorption", markov->ends, n_transient, markov->n_absorbing);
}

static double
sum_chances (const CrmMarkov *markov,
             gsize from,
             int paid,
             gboolean lost)
{
  double sum = 0;

  for (gsize k = 0; k < markov->n_absorbing; k++)
    {
      if (((int) markov->absorbing[k] != paid) == lost)
        sum += crm_markov_chance (markov, from, markov->absorbing[k]);
    }
  return sum;
}

/* Who is to be asked to pay: most to gain first. */
static void
write_collections (CrmResultBuilder *builder,
                   const CrmMarkov *markov,
                   const Book *book,
                   int paid,
                   const CrmRun *run)
{
  g_autofree guint64 *keys = g_new (guint64, book->n + 1);
  g_autofree guint32 *order = NULL;

  for (gsize i = 0; i < book->n; i++)
    keys[i] = ~crm_sort_key (amount_of (book, i) * sum_chances (markov, book->states[i], paid, FALSE));
  order = crm_sort_keys (keys, book->n, run);
  crm_result_begin_array (builder, "collections");
  for (gsize i = 0; i < book->n && !crm_run_is_cancelled (run); i++)
    {
      gsize at = order[i], state = book->states[at];
      double amount = amount_of (book, at), chance = sum_chances (markov, state, paid, FALSE);

      if (amount <= 0 || markov->matrix[state * markov->n + state] == 1)
        continue;
      crm_result_begin (builder, NULL);
      crm_result_row (builder, "id", book->id, book->rows[at]);
      crm_result_level (builder, "state", book->state, state);
      crm_result_number (builder, "amount", amount);
      crm_result_number (builder, "chance", chance);
      crm_result_number (builder, "expected", amount * chance);
      crm_result_number (builder, "expected_loss", amount * sum_chances (markov, state, paid, TRUE));
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_expectations (CrmResultBuilder *builder,
                    const CrmMarkov *markov,
                    const Book *book,
                    int paid,
                    const CrmRun *run)
{
  g_autofree double *amounts = g_new0 (double, markov->n);
  gboolean known = markov->ends != NULL && paid >= 0;
  double loss = 0, recovered = 0;

  for (gsize i = 0; i < book->n; i++)
    amounts[book->states[i]] += amount_of (book, i);
  crm_result_numbers (builder, "amounts", amounts, markov->n);
  for (gsize i = 0; i < markov->n && known; i++)
    {
      if (amounts[i] == 0 || markov->matrix[i * markov->n + i] == 1)
        continue;
      recovered += amounts[i] * sum_chances (markov, i, paid, FALSE);
      loss += amounts[i] * sum_chances (markov, i, paid, TRUE);
    }
  crm_result_number (builder, "expected_paid", known ? recovered : NAN);
  crm_result_number (builder, "expected_loss", known ? loss : NAN);
  if (known)
    write_collections (builder, markov, book, paid, run);
}

/* Else all that ends would seem lost. */
static void
note_paid (CrmResultBuilder *builder,
           const Book *book,
           const char *paid)
{
  g_autofree char *note = g_strdup_printf (_("“%s” is nowhere “%s”, so what will be paid is not known. Say with --paid "
                                             "which state is a good end."), book->state->name, paid);

  crm_result_begin_array (builder, "notes");
  crm_result_text (builder, NULL, note);
  crm_result_end_array (builder);
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_auto (Book) book = { NULL };
  g_autoptr (CrmMarkov) markov = NULL;
  const char *name = crm_options_text (options, "paid");
  int paid;

  if (!read_book (&book, frame, options, crm_run, error))
    return FALSE;
  markov = crm_markov_new (book.ids, book.periods, book.states, book.n, crm_column_n_levels (book.state), crm_run,
                           error);
  if (markov == NULL)
    return FALSE;
  crm_result_begin (builder, NULL);
  crm_result_count (builder, "observations", book.n);
  crm_result_count (builder, "left_out", book.n_left_out);
  write_chain (builder, markov, &book, crm_options_integer (options, "steps"));
  paid = crm_column_find_level (book.state, name);
  write_expectations (builder, markov, &book, paid, crm_run);
  if (paid < 0)
    note_paid (builder, &book, name);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  { "id", N_("Column that says who, such as an invoice"), CRM_OPTION_COLUMN, .required = TRUE },
  { "period", N_("Column that says when: numbers, dates or words in order"), CRM_OPTION_COLUMN, .required = TRUE },
  { "state", N_("Column of states, such as how late"), CRM_OPTION_COLUMN, .required = TRUE },
  { "amount", N_("Column of what is outstanding; without it each counts as one"), CRM_OPTION_COLUMN },
  { "paid", N_("State that is a good end; all other ends are a loss"), CRM_OPTION_TEXT, "paid" },
  { "steps", N_("How many periods to look ahead"), CRM_OPTION_INTEGER, "12", 0, 100000 },
  { NULL },
};

const CrmMethod crm_method_markov = {
  .name = "markov",
  .label = N_("Roll Rates"),
  .summary = N_("How overdue invoices go from one state to the next, what will be lost, and whom to ask first"),
  .options = options,
  .rows = "collections",
  .run = run,
};
