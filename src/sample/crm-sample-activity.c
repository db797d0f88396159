/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/crm-sample-private.h"

#include "base/crm-date.h"

#include <string.h>

/* Calls, visits, notes … {p} is the product that a deal is about, {c} the person at the customer's. */

typedef struct
{
  const char *kind, *subject, *notes;
  gboolean    equipment;   /* makes sense only for what is put up somewhere */
} Script;

static const Script deal_scripts[] = {
  { "call", "First call about {p}", "{c} asked for prices and delivery times." },
  { "call", "Called {c} about the offer", "They compare it with another one. I call again next week." },
  { "call", "Call: number of cups per day", "About 180 on busy days, 60 in summer." },
  { "call", "Called {c}, voicemail", NULL },
  { "call", "Call about delivery dates", "Needed before the opening; the fitter has a free day." },
  { "meeting", "Tasting with {c} and team", "Six people came. The dark roast was liked best." },
  { "meeting", "Demonstration of {p}", "Went well; cleaning is what convinced them.", TRUE },
  { "meeting", "Talk about quantities and terms", "They want to pay within 30 days." },
  { "visit", "Looked at the place for {p}", "Water and drain are there, the socket is not.", TRUE },
  { "visit", "Visit with the fitter", "Everything fits; a new filter is needed.", TRUE },
  { "email", "Sent the offer for {p}", NULL },
  { "email", "Sent references and data sheets", NULL },
  { "email", "Answered questions about {p}", "Descaling, guarantee, spare parts." },
  { "message", "{c} confirmed the date", NULL },
  { "note", "Who decides", "{c} recommends, the management signs." },
  { "note", "They also asked two others", "Price matters less than service within a day." },
};

static const Script customer_scripts[] = {
  { "call", "Called to hear how things are", "All well. {c} will think of us for the new floor." },
  { "call", "Call about an invoice", "Was sent to the old address; sent again." },
  { "visit", "Visit while in town", "Machines are in good shape; left samples of the new leaves." },
  { "visit", "Check after installation", "Showed {c} how to set the grinder." },
  { "email", "Sent the new catalogue", NULL },
  { "email", "Sent greetings for the anniversary", NULL },
  { "meeting", "Yearly review with {c}", "Happy with beans, want a lighter roast." },
  { "note", "Opening hours", "Deliveries before ten, through the yard." },
  { "note", "Invented company", "This customer belongs to the sample company; nobody of this name exists." },
  { "task", "Update the address", NULL },
  { "message", "Thanked for the cake", NULL },
};

static const Script plans[] = {
  { "call", "Call {c} about {p}", NULL },
  { "call", "Ask {c} for a decision", NULL },
  { "meeting", "Tasting with {c}", "Bring three roasts and the Longjing." },
  { "meeting", "Go through the offer with {c}", NULL },
  { "visit", "Visit {c} to measure", "Bring the template and a torch.", TRUE },
  { "task", "Prepare the offer for {p}", NULL },
  { "task", "Find a reference nearby", NULL },
  { "email", "Write to {c} about terms", NULL },
};

typedef struct
{
  gint64      opportunity;   /* 0: none */
  guint       seller;
  const char *product;
  gboolean    equipment;
  const char *status;
  gint64      due;           /* instant */
} Occasion;

static void
set_text (CrmSample *self,
          const char *field,
          const char *pattern,
          const char *product,
          const char *contact)
{
  const char *pairs[] = { "{p}", product, "{c}", contact, NULL };

  crm_sample_take_text (self, field, crm_sample_expand (pattern, pairs));
}

static const Script *
choose_script (CrmSample *self,
               const Script *scripts,
               guint n,
               const Occasion *occasion)
{
  const Script *script;

  do
    script = &scripts[crm_sample_pick (self, n)];
  while (script->equipment && !occasion->equipment);
  return script;
}

static void
add_activity (CrmSample *self,
              CrmSampleCustomer *customer,
              const Script *scripts,
              guint n_scripts,
              const Occasion *occasion)
{
  const Script *script = choose_script (self, scripts, n_scripts, occasion);
  guint with = customer->n_contacts > 0 ? crm_sample_pick (self, customer->n_contacts) : 0;
  const char *contact = customer->n_contacts > 0 ? customer->contact_names[with] : customer->name;
  gboolean done = g_str_equal (occasion->status, "done");
  gint64 before = done ? 0 : (1 + crm_sample_pick (self, 6)) * CRM_MICROSECONDS_PER_DAY / 2;
  gint64 known = MIN (occasion->due, self->midnight) - before;

  crm_change_set_insert (self->changes, "activity");
  set_text (self, "name", script->subject, occasion->product, contact);
  crm_change_set_text (self->changes, "kind", script->kind);
  crm_change_set_text (self->changes, "status", occasion->status);
  crm_change_set_int (self->changes, "due_at", occasion->due);
  if (done)
    crm_change_set_int (self->changes, "done_at", occasion->due);
  crm_change_set_int (self->changes, "customer", customer->id);
  if (customer->n_contacts > 0)
    crm_change_set_int (self->changes, "contact", customer->contacts[with]);
  if (occasion->opportunity != 0)
    crm_change_set_int (self->changes, "opportunity", occasion->opportunity);
  crm_change_set_int (self->changes, "owner", self->people[occasion->seller]);
  if (script->notes != NULL)
    set_text (self, "notes", script->notes, occasion->product, contact);
  crm_change_set_int (self->changes, "created_at", known);
  crm_change_set_int (self->changes, "updated_at", known);
}

/**
 * crm_sample_add_followup:
 * @plan: how the deal goes
 * @last_touch: the instant somebody last did something for it
 *
 * Adds what was done for a deal, and what is planned for an open one.
 */
void
crm_sample_add_followup (CrmSample *self,
                         CrmSampleCustomer *customer,
                         gint64 deal,
                         const CrmSampleDeal *plan,
                         const CrmSampleProduct *product,
                         gint64 last_touch)
{
  guint n = crm_sample_poisson (self, plan->closed != 0 ? 1.55 : 1);
  g_autofree char *called = g_strndup (product->name, strcspn (product->name, ","));
  Occasion occasion = {
    .opportunity = deal, .seller = customer->seller, .product = called,
    .equipment = product->use == CRM_SAMPLE_EQUIPMENT, .status = "done",
  };
  gint64 began = self->midnight + (plan->engaged - self->today) * CRM_MICROSECONDS_PER_DAY;
  gint64 last = self->today + (last_touch - self->midnight) / CRM_MICROSECONDS_PER_DAY - 1;

  for (guint i = 0; i < n && last_touch > began; i++)
    {
      gint64 date = plan->engaged + (gint64) (crm_sample_uniform (self) * MAX (last - plan->engaged, 0));

      occasion.due = crm_sample_instant (self, MAX (crm_sample_workday (date), plan->engaged));
      occasion.due = MIN (occasion.due, last_touch);
      add_activity (self, customer, deal_scripts, G_N_ELEMENTS (deal_scripts), &occasion);
    }
  if (plan->closed != 0)
    return;
  occasion.due = last_touch;
  add_activity (self, customer, deal_scripts, G_N_ELEMENTS (deal_scripts), &occasion);
  if (crm_sample_chance (self, .4))
    return;
  occasion.status = "planned";
  occasion.due = crm_sample_instant (self, crm_sample_workday (self->today + 3 + crm_sample_pick (self, 24)));
  if (crm_sample_chance (self, .12))
    occasion.due = crm_sample_instant (self, crm_sample_workday (self->today - 1 - crm_sample_pick (self, 6)));
  add_activity (self, customer, plans, G_N_ELEMENTS (plans), &occasion);
}

/**
 * crm_sample_add_visits:
 *
 * Adds what is done for a customer without a deal in view.
 */
void
crm_sample_add_visits (CrmSample *self,
                       CrmSampleCustomer *customer)
{
  guint n = crm_sample_poisson (self, 1.25);
  Occasion occasion = { .seller = customer->seller, .product = "" };

  for (guint i = 0; i < n; i++)
    {
      gint64 date = crm_sample_date (self, customer->since, self->today - 1);

      occasion.due = crm_sample_instant (self, date);
      occasion.status = crm_sample_chance (self, .04) ? "cancelled" : "done";
      add_activity (self, customer, customer_scripts, G_N_ELEMENTS (customer_scripts), &occasion);
    }
}
