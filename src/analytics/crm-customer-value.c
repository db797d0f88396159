/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-customer-value.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GRAIN 256
#define DAYS_OF_YEAR 365.25

typedef struct
{
  const CrmPurchases            *purchases;
  const CrmCustomerValueOptions *options;
  CrmCustomerValues             *result;
} Work;

void
crm_customer_values_free (CrmCustomerValues *self)
{
  g_free (self->reason);
  g_free (self->customers);
  g_free (self);
}

/* Histories */

static int
compare_days (gconstpointer a,
              gconstpointer b)
{
  const CrmPurchase *one = a, *other = b;

  if (one->day != other->day)
    return one->day < other->day ? -1 : 1;
  return one->row < other->row ? -1 : one->row > other->row;
}

/* Lines of one day are one purchase. */
static void
add_day (CrmCustomerValue *customer,
         const CrmPurchase *line,
         gint32 first_day,
         gboolean begins,
         const Work *work)
{
  gint32 until = work->result->until;

  if (line->day > until)
    {
      customer->held_out += begins;
      return;
    }
  customer->past += line->value;
  if (line->day > until - DAYS_OF_YEAR)
    customer->present += line->value;
  if (line->day == first_day)
    return;
  customer->mean += line->value;
  customer->history.x += begins;
  customer->history.t_x = (line->day - first_day) / work->options->unit;
}

static void
follow_buyers (gsize first,
               gsize last,
               guint piece,
               gpointer data)
{
  Work *work = data;
  g_autoptr (GArray) room = g_array_new (FALSE, FALSE, sizeof (CrmPurchase));

  for (gsize i = first; i < last; i++)
    {
      CrmCustomerValue *customer = &work->result->customers[i];
      const CrmPurchase *lines = crm_purchases_lines (work->purchases, i, room);

      g_array_sort (room, compare_days);
      customer->buyer = i;
      customer->history.age = ((double) work->result->until - lines[0].day) / work->options->unit;
      for (gsize line = 0; line < room->len; line++)
        add_day (customer, &lines[line], lines[0].day, line == 0 || lines[line].day != lines[line - 1].day, work);
      customer->mean = customer->history.x > 0 ? customer->mean / customer->history.x : 0;
    }
}

static void
leave_out_later (CrmCustomerValues *self)
{
  gsize n = 0;

  for (gsize i = 0; i < self->n; i++)
    {
      if (self->customers[i].history.age >= 0)
        self->customers[n++] = self->customers[i];
    }
  self->n = n;
}

/* Models */

static gboolean
fit_lifetime (Work *work,
              const CrmRun *run,
              GError **error)
{
  CrmCustomerValues *self = work->result;
  g_autofree CrmHistory *histories = g_new (CrmHistory, self->n + 1);

  for (gsize i = 0; i < self->n; i++)
    histories[i] = self->customers[i].history;
  return crm_lifetime_fit (&self->lifetime, work->options->kind, histories, self->n, run, error);
}

/* Too little data about values leaves the rest as it is; the reason is told. */
static gboolean
fit_spending (Work *work,
              const CrmRun *run,
              GError **error)
{
  CrmCustomerValues *self = work->result;
  g_autofree double *x = g_new (double, self->n + 1);
  g_autofree double *means = g_new (double, self->n + 1);
  g_autoptr (GError) reason = NULL;

  for (gsize i = 0; i < self->n; i++)
    {
      x[i] = self->customers[i].history.x;
      means[i] = self->customers[i].mean;
    }
  self->with_spending = work->options->with_values &&
                        crm_spending_fit (&self->spending, x, means, self->n, run, &reason);
  if (reason != NULL && reason->domain != CRM_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  self->reason = reason != NULL ? g_strdup (reason->message) : NULL;
  return TRUE;
}

/* Purchases within the horizon, each discounted to now: ∫ e^(−δt) dE(t), by parts, with five nodes of Gauss and
 * Legendre. */
static double
discount_expected (const Work *work,
                   const CrmHistory *history,
                   double expected)
{
  static const double nodes[] = { 0.0469100770306680036, 0.2307653449471584545, 0.5, 0.7692346550528415455,
                                  0.9530899229693319964 };
  static const double weights[] = { 0.1184634425280945438, 0.2393143352496832340, 0.2844444444444444444,
                                    0.2393143352496832340, 0.1184634425280945438 };
  double horizon = work->options->horizon;
  double rate = log1p (work->options->discount) * work->options->unit / DAYS_OF_YEAR;
  double sum = exp (-rate * horizon) * expected;

  for (guint i = 0; rate > 0 && i < G_N_ELEMENTS (nodes); i++)
    {
      double time = nodes[i] * horizon;

      sum += rate * horizon * weights[i] * exp (-rate * time) *
             crm_lifetime_expected (&work->result->lifetime, history, time);
    }
  return sum;
}

static void
look_ahead (gsize first,
            gsize last,
            guint piece,
            gpointer data)
{
  Work *work = data;
  CrmCustomerValues *self = work->result;

  for (gsize i = first; i < last; i++)
    {
      CrmCustomerValue *customer = &self->customers[i];
      const CrmHistory *history = &customer->history;

      customer->alive = crm_lifetime_alive (&self->lifetime, history);
      customer->expected = crm_lifetime_expected (&self->lifetime, history, work->options->horizon);
      customer->expected_held_out = crm_lifetime_expected (&self->lifetime, history, self->held_out);
      customer->spending = customer->potential = NAN;
      if (!self->with_spending)
        continue;
      customer->spending = crm_spending_expected (&self->spending, customer->mean > 0 ? history->x : 0, customer->mean);
      customer->potential = customer->spending * discount_expected (work, history, customer->expected);
    }
}

static gboolean
check_until (const CrmCustomerValues *self,
             const CrmPurchases *purchases,
             GError **error)
{
  g_autofree char *first = crm_date_to_iso (purchases->first_day);

  if (self->until > purchases->first_day)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("The first purchase is of %s: there is nothing to learn from. "
                                                      "Choose a later day to learn until."), first);
  return FALSE;
}

/**
 * crm_customer_values_new:
 * @purchases: what everybody bought
 * @options: model, times, discount
 * @run: (nullable): cancelling, threads
 *
 * What each customer was worth, is, and will be: purchases by one of the models of #CrmLifetimeKind, each of the value
 * that the Gamma–Gamma model expects, discounted. Purchases of one day count as one; the first does not count for the
 * value, as in the papers. Whoever first bought after `until` is left out.
 *
 * Returns: (transfer full) (nullable): the values
 * Errors: those of crm_lifetime_fit(); %CRM_ERROR_INVALID where nothing was bought before `until`
 */
CrmCustomerValues *
crm_customer_values_new (const CrmPurchases *purchases,
                         const CrmCustomerValueOptions *options,
                         const CrmRun *run,
                         GError **error)
{
  g_autoptr (CrmCustomerValues) self = g_new0 (CrmCustomerValues, 1);
  Work work = { purchases, options, self };

  self->until = options->until != CRM_DAY_MISSING ? options->until : purchases->last_day;
  self->held_out = fmax ((double) purchases->last_day - self->until, 0) / options->unit;
  if (!check_until (self, purchases, error))
    return NULL;
  self->n = purchases->n_buyers;
  self->customers = g_new0 (CrmCustomerValue, self->n + 1);
  if (!crm_run_parallel (CRM_RUN_PART (run, 0, 0.2), self->n, GRAIN, follow_buyers, &work, error))
    return NULL;
  leave_out_later (self);
  if (!crm_run_go_on (run, 0.2, error) || !fit_lifetime (&work, CRM_RUN_STILL (run), error) ||
      !fit_spending (&work, CRM_RUN_STILL (run), error) ||
      !crm_run_parallel (CRM_RUN_PART (run, 0.7, 1), self->n, GRAIN, look_ahead, &work, error))
    return NULL;
  return g_steal_pointer (&self);
}
