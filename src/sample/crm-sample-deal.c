/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/crm-sample-private.h"

#include "base/crm-date.h"

#include <math.h>
#include <string.h>

#define MAX_LINES 4

static const char *const places[] = {
  "the lobby", "the staff kitchen", "the canteen", "the second floor", "the new branch", "the meeting rooms",
  "the showroom",
  "the reading room", "the terrace", "the breakfast room", "the waiting room", "the workshop", "the roof bar", NULL };
static const char *const supplies[] = {
  "yearly supply", "monthly delivery", "trial order", "winter stock", "summer stock", "anniversary stock", NULL };
static const char *const services[] = { "renewal", "three sites", "head office", "new team", "after installation",
  NULL };
static const char *const competitors[] = { "Brewline", "Teehaus Nord", "Percolata", "Crema & Co.", "Bean There", NULL };
static const char *const next_steps[] = {
  "Send the revised offer", "Arrange a tasting", "Call about the budget", "Visit with the fitter",
  "Wait for the board’s decision",
  "Send references", "Clear delivery dates", "Agree payment terms", NULL };
static const char *const loss_notes[] = {
  "They went for the cheaper model.", "Delivery would have come too late for the opening.",
  "The new director stopped all purchases.", "No answer to four calls and two e-mails.",
  "They keep the old machine for another year.", "Liked the tasting, but facilities decided otherwise.", NULL };
static const char *const win_notes[] = {
  "The tasting convinced everybody.", "Fast installation was decisive.", "Recommended by a neighbour.",
  "Wanted one supplier for coffee and tea.", NULL };

static const CrmSampleShare lost_reasons[] = {
  { "price", 30 }, { "competitor", 20 }, { "timing", 14 }, { "no-response", 14 }, { "budget", 10 }, { "product", 6 },
  { "service", 3 }, { "relationship", 2 }, { "other", 1 },
};
static const CrmSampleShare won_reasons[] = {
  { "product", 35 }, { "service", 30 }, { "relationship", 20 }, { "price", 15 },
};

typedef struct
{
  guint  product;
  double quantity, discount;
  gint64 price, total;   /* minor units */
} Line;

/* Whether a deal is won depends on who sells, how the customer came, and whether they bought before. */
static double
win_probability (const CrmSampleCustomer *customer,
                 gboolean bought)
{
  double p = crm_sample_sellers[customer->seller].win_rate;

  if (strcmp (customer->source, "referral") == 0)
    p += .10;
  else if (strcmp (customer->source, "advertisement") == 0 || strcmp (customer->source, "social") == 0)
    p -= .07;
  return bought ? p + .04 : p - .03;
}

static CrmSampleDeal
plan_deal (CrmSample *self,
           CrmSampleCustomer *customer,
           gint64 engaged,
           gboolean bought)
{
  CrmSampleDeal deal = { .engaged = engaged };
  double days;
  gboolean forgotten;

  deal.won = crm_sample_chance (self, win_probability (customer, bought));
  days = 3 + crm_sample_lognormal (self, deal.won ? 49 : 67, .55);
  forgotten = crm_sample_chance (self, .05) && engaged > self->today - 300;
  deal.closed = crm_sample_workday (engaged + (gint64) days);
  if (deal.closed < self->today && deal.closed >= engaged && !forgotten)
    return deal;
  deal.progress = CLAMP ((self->today - engaged) / days, 0, 1) * (.7 + .5 * crm_sample_uniform (self));
  deal.closed = 0;
  deal.won = FALSE;
  return deal;
}

static int
compare_dates (gconstpointer a,
               gconstpointer b)
{
  return *(const gint64 *) a < *(const gint64 *) b ? -1 : *(const gint64 *) a > *(const gint64 *) b;
}

/**
 * crm_sample_plan_deals:
 *
 * Decides when the customer's deals begin and how they end; on average 2.2 of them.
 */
void
crm_sample_plan_deals (CrmSample *self,
                       CrmSampleCustomer *customer)
{
  gint64 yesterday = self->today - 1;
  double span = (double) (self->today - customer->since) / (self->today - self->start);
  guint n = crm_sample_poisson (self, 2.45 * (.6 + .8 * span) * crm_sample_lognormal (self, .87, .55));
  g_autoptr (GArray) dates = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean bought = FALSE;

  for (guint i = 0; i < n; i++)
    {
      gint64 date = i == 0 ? customer->since + crm_sample_pick (self, 40)
                           : crm_sample_date (self, customer->since, yesterday);

      date = MAX (crm_sample_workday (MIN (date, yesterday)), customer->since);
      g_array_append_val (dates, date);
    }
  g_array_sort (dates, compare_dates);
  for (guint i = 0; i < n; i++)
    {
      CrmSampleDeal deal = plan_deal (self, customer, g_array_index (dates, gint64, i), bought);

      bought |= deal.won;
      g_array_append_val (customer->deals, deal);
    }
}

/* What is sold: one main product and what goes with it. */
static guint
plan_lines (CrmSample *self,
            const CrmSampleCustomer *customer,
            Line lines[MAX_LINES])
{
  static const guint extra[] = { 45, 30, 17, 8 };
  guint weights[CRM_SAMPLE_N_PRODUCTS];
  guint n = 1 + crm_sample_weighted (self, extra, G_N_ELEMENTS (extra));
  static const double discounts[] = { 0, 0, 0, 0, .03, .05, .05, .1, .15 };

  for (guint i = 0; i < CRM_SAMPLE_N_PRODUCTS; i++)
    weights[i] = crm_sample_products[i].weight;
  for (guint i = 0; i < n; i++)
    {
      Line *line = &lines[i];
      const CrmSampleProduct *product;

      line->product = crm_sample_weighted (self, weights, CRM_SAMPLE_N_PRODUCTS);
      weights[line->product] = 0;
      product = &crm_sample_products[line->product];
      line->quantity = round (crm_sample_lognormal (self, product->quantity, .55) * sqrt (customer->size));
      line->quantity = MAX (1, line->quantity);
      line->discount = discounts[crm_sample_pick (self, G_N_ELEMENTS (discounts))];
      line->price = llround (product->price * self->scale);
      line->total = llround (line->quantity * line->price * (1 - line->discount));
    }
  return n;
}

static char *
name_deal (CrmSample *self,
           const CrmSampleProduct *product)
{
  switch (product->use)
    {
    case CRM_SAMPLE_EQUIPMENT: return g_strconcat (product->name, " for ", crm_sample_choose (self, places), NULL);
    case CRM_SAMPLE_SUPPLY: return g_strconcat (product->name, ": ", crm_sample_choose (self, supplies), NULL);
    case CRM_SAMPLE_SERVICE: return g_strconcat (product->name, ": ", crm_sample_choose (self, services), NULL);
    default: g_return_val_if_reached (NULL);
    }
}

static void
set_reason (CrmSample *self,
            gboolean won)
{
  if (won && crm_sample_chance (self, .45))
    return;   /* few ask why they won */
  crm_change_set_text (self->changes, "reason",
                       won ? crm_sample_share (self, won_reasons, G_N_ELEMENTS (won_reasons))
                           : crm_sample_share (self, lost_reasons, G_N_ELEMENTS (lost_reasons)));
  if (crm_sample_chance (self, won ? .2 : .3))
    crm_change_set_text (self->changes, "reason_note", crm_sample_choose (self, won ? win_notes : loss_notes));
}

static void
set_outcome (CrmSample *self,
             const CrmSampleDeal *plan)
{
  guint last = plan->won ? self->n_stages - 1 : crm_sample_pick (self, self->n_stages);
  gint64 expected = plan->closed + crm_sample_pick (self, 41) - 20;

  crm_change_set_int (self->changes, "stage", plan->won ? self->won : self->lost);
  crm_change_set_int (self->changes, "last_stage", self->stages[last].id);
  crm_change_set_int (self->changes, "closed_on", plan->closed);
  crm_change_set_int (self->changes, "expected_close", crm_sample_workday (expected));
  set_reason (self, plan->won);
}

/* Most open deals are looked after in time, some are let lie. Returns the day of the last touch. */
static gint64
set_open_stage (CrmSample *self,
                const CrmSampleDeal *plan,
                gint64 *since)
{
  guint index = MIN ((guint) (plan->progress * self->n_stages), self->n_stages - 1);
  const CrmSampleStage *stage = &self->stages[index];
  gint64 age = self->today - plan->engaged;
  gint64 patience = stage->rotting_days > 0 ? stage->rotting_days : 14;
  gint64 neglect = crm_sample_chance (self, .6) ? 0 : patience;
  gint64 quiet = 1 + neglect + crm_sample_pick (self, neglect == 0 ? patience : 25);
  gint64 expected = self->today + 3 + crm_sample_pick (self, 88 - 60 * index / self->n_stages);

  quiet = MIN (quiet, age);
  *since = self->today - quiet - (index > 0 ? crm_sample_pick (self, MIN (age - quiet, 20) + 1) : age - quiet);
  crm_change_set_int (self->changes, "stage", stage->id);
  if (crm_sample_chance (self, .08) && index > 0)
    expected = self->today - 1 - crm_sample_pick (self, 12);
  crm_change_set_int (self->changes, "expected_close", crm_sample_workday (expected));
  if (crm_sample_chance (self, .75))
    crm_change_set_text (self->changes, "next_step", crm_sample_choose (self, next_steps));
  return self->today - quiet;
}

static void
add_lines (CrmSample *self,
           gint64 deal,
           const Line *lines,
           guint n_lines,
           gint64 instant)
{
  for (guint i = 0; i < n_lines; i++)
    {
      crm_change_set_insert (self->changes, "opportunity_line");
      crm_change_set_text (self->changes, "name", crm_sample_products[lines[i].product].name);
      crm_change_set_int (self->changes, "opportunity", deal);
      crm_change_set_int (self->changes, "product", self->products[lines[i].product]);
      crm_change_set_real (self->changes, "quantity", lines[i].quantity);
      crm_change_set_money (self->changes, "unit_price", lines[i].price, self->currency);
      crm_change_set_real (self->changes, "discount", lines[i].discount);
      crm_change_set_int (self->changes, "created_at", instant);
      crm_change_set_int (self->changes, "updated_at", instant);
    }
}

static void
set_details (CrmSample *self,
             const CrmSampleCustomer *customer,
             guint nth,
             gint64 value)
{
  static const char *const later_types[] = { "renewal", "renewal", "up-sell", "cross-sell", NULL };
  gint64 step = 500 * self->scale;

  if (customer->n_contacts > 0)
    crm_change_set_int (self->changes, "contact", customer->contacts[crm_sample_pick (self, customer->n_contacts)]);
  crm_change_set_text (self->changes, "type", nth == 0 ? "new" : crm_sample_choose (self, later_types));
  crm_change_set_text (self->changes, "source", customer->source);
  if (crm_sample_chance (self, .2))
    crm_change_set_text (self->changes, "competitors", crm_sample_choose (self, competitors));
  if (value > 0 && crm_sample_chance (self, .25))
    crm_change_set_money (self->changes, "budget", (value / step + 1) * step, self->currency);
}

static void
add_deal (CrmSample *self,
          CrmSampleCustomer *customer,
          guint nth)
{
  const CrmSampleDeal *plan = &g_array_index (customer->deals, CrmSampleDeal, nth);
  Line lines[MAX_LINES];
  guint n_lines = plan_lines (self, customer, lines);
  g_autofree char *name = name_deal (self, &crm_sample_products[lines[0].product]);
  g_autofree char *number = g_strdup_printf ("D-%05u", ++self->n_deals);
  guint seller = crm_sample_chance (self, .9) ? customer->seller : crm_sample_pick (self, CRM_SAMPLE_N_PEOPLE);
  gint64 deal = crm_change_set_insert (self->changes, "opportunity");
  gint64 began = crm_sample_instant (self, plan->engaged);
  gint64 touched = plan->closed, since = plan->closed, value = 0;

  if (plan->closed == 0 && plan->progress * self->n_stages < 1 && crm_sample_chance (self, .1))
    n_lines = 0;   /* nobody knows yet how much they need */
  for (guint i = 0; i < n_lines; i++)
    value += lines[i].total;
  crm_change_set_text (self->changes, "name", name);
  crm_change_set_text (self->changes, "number", number);
  crm_change_set_int (self->changes, "customer", customer->id);
  crm_change_set_int (self->changes, "engaged_on", plan->engaged);
  crm_change_set_int (self->changes, "owner", self->people[seller]);
  crm_change_set_int (self->changes, "product", self->products[lines[0].product]);
  if (n_lines > 0)
    crm_change_set_money (self->changes, "value", value, self->currency);
  if (plan->closed != 0)
    set_outcome (self, plan);
  else
    touched = set_open_stage (self, plan, &since);
  set_details (self, customer, nth, value);
  since = crm_sample_instant (self, since);
  since = MAX (since, began);
  touched = crm_sample_instant (self, touched);
  touched = MAX (touched, since);
  crm_change_set_int (self->changes, "stage_changed_at", since);
  crm_change_set_int (self->changes, "touched_at", touched);
  crm_change_set_real (self->changes, "position", -(double) since);
  crm_change_set_int (self->changes, "created_at", began);
  crm_change_set_int (self->changes, "updated_at", touched);
  add_lines (self, deal, lines, n_lines, began);
  crm_sample_add_followup (self, customer, deal, plan, &crm_sample_products[lines[0].product], touched);
}

void
crm_sample_add_deals (CrmSample *self,
                      CrmSampleCustomer *customer)
{
  for (guint i = 0; i < customer->deals->len; i++)
    add_deal (self, customer, i);
}
