/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/crm-sample-private.h"

#include "base/crm-date.h"

#include <math.h>

static const CrmSampleShare sources[] = {
  { "referral", 24 }, { "website", 22 }, { "fair", 15 }, { "phone", 11 }, { "email", 8 }, { "social", 8 },
  { "partner", 7 },
  { "advertisement", 5 },
};
static const char *const roles[] = {
  "Office Manager", "Purchasing", "Managing Director", "Facility Manager", "Chef", "Head of Administration",
  "Receptionist",
  "Owner", "HR Manager", "Assistant to the Management", NULL };
static const char *const departments[] = { "Administration", "Purchasing", "Facilities", "Kitchen", "Management",
  NULL };
static const char *const notes[] = {
  "Prefers to be called in the morning.", "Two entrances; deliveries go to the one in the yard.",
  "Drinks more tea than coffee.", "Came through the trade fair; wants to see machines in use.",
  "Moves into a new building next year.", "Oat milk only.", "Buys by tender above 10,000.",
  "Very particular about water hardness.", "Asks for invoices as PDF.", NULL };
static const char *const mail_domains[] = { "post.example", "mail.example", "inbox.example", NULL };

static void
choose_seller (CrmSample *self,
               CrmSampleCustomer *customer)
{
  guint weights[CRM_SAMPLE_N_PEOPLE];

  for (guint i = 0; i < CRM_SAMPLE_N_PEOPLE; i++)
    weights[i] = crm_sample_sellers[i].team == customer->place->team ? 10 + i % 3 * 3 : 0;
  customer->seller = crm_sample_weighted (self, weights, CRM_SAMPLE_N_PEOPLE);
}

static void
choose_identity (CrmSample *self,
                 CrmSampleCustomer *customer)
{
  customer->source = crm_sample_share (self, sources, G_N_ELEMENTS (sources));
  customer->place = crm_sample_choose_place (self);
  customer->person = crm_sample_chance (self, .2);
  if (customer->person)
    {
      g_autofree char *mailbox = NULL;

      customer->name = crm_sample_person_name (self, customer->place->culture, &mailbox);
      customer->domain = g_strconcat (mailbox, "@", crm_sample_choose (self, mail_domains), NULL);
      customer->employees = 1;
      customer->size = .6;
    }
  else
    {
      customer->name = crm_sample_firm_name (self, customer->place, &customer->industry, &customer->domain);
      customer->employees = 2 + lround (crm_sample_lognormal (self, 22, 1.1));
      customer->size = CLAMP (sqrt (customer->employees / 24.0), .5, 6);
    }
  choose_seller (self, customer);
}

/* Where the customer stands follows from what they bought, and when. */
static const char *
find_lifecycle (CrmSample *self,
                const CrmSampleCustomer *customer,
                guint *n_won)
{
  gint64 newest = 0, newest_lost = 0;

  *n_won = 0;
  for (guint i = 0; i < customer->deals->len; i++)
    {
      const CrmSampleDeal *deal = &g_array_index (customer->deals, CrmSampleDeal, i);

      if (deal->closed == 0)
        newest_lost = 0;
      else if (deal->won)
        newest = MAX (newest, deal->closed), (*n_won)++;
      else
        newest_lost = MAX (newest_lost, deal->closed);
    }
  if (*n_won == 0)
    return newest_lost != 0 && newest_lost < self->today - 270 ? "lost" : "potential";
  if (newest < self->today - 540)
    return "lost";
  if (*n_won == 1)
    return newest > self->today - 180 ? "acquired" : "maintained";
  return newest > self->today - 240 ? "growing" : "maintained";
}

static gint64
find_last_event (CrmSample *self,
                 const CrmSampleCustomer *customer)
{
  gint64 last = customer->since;

  for (guint i = 0; i < customer->deals->len; i++)
    {
      const CrmSampleDeal *deal = &g_array_index (customer->deals, CrmSampleDeal, i);

      last = MAX (last, MAX (deal->engaged, deal->closed));
    }
  return last;
}

static void
set_contact_details (CrmSample *self,
                     const CrmSampleCustomer *customer)
{
  static const char *const mailboxes[] = { "info", "office", "hello", "contact", NULL };
  const char *mailbox = crm_sample_choose (self, mailboxes);

  if (customer->person)
    crm_change_set_text (self->changes, "email", customer->domain);
  else
    {
      crm_sample_take_text (self, "email", g_strconcat (mailbox, "@", customer->domain, NULL));
      crm_sample_take_text (self, "website", g_strconcat ("https://www.", customer->domain, NULL));
    }
  crm_sample_take_text (self, "phone", crm_sample_digits (self, customer->place->phone));
  crm_sample_take_text (self, "street", crm_sample_street (self, customer->place->culture));
  crm_sample_take_text (self, "postcode", crm_sample_digits (self, customer->place->postcode));
  crm_change_set_text (self->changes, "city", customer->place->city);
  crm_change_set_text (self->changes, "country", customer->place->country);
  if (crm_sample_chance (self, .03))
    crm_change_set_int (self->changes, "do_not_contact", 1);
}

static void
set_business (CrmSample *self,
              const CrmSampleCustomer *customer)
{
  double age = crm_sample_lognormal (self, 18, .9);
  gint64 revenue = llround (customer->employees * crm_sample_lognormal (self, 9, .5)) * 10000;
  int year, month, day;

  if (customer->person)
    return;
  crm_date_to_ymd (customer->since, &year, &month, &day);
  crm_change_set_text (self->changes, "industry", customer->industry);
  crm_change_set_int (self->changes, "employees", customer->employees);
  crm_change_set_money (self->changes, "revenue", MAX (revenue, 50000) * self->scale, self->currency);
  crm_change_set_int (self->changes, "founded", year - 1 - (gint64) MIN (age, 180));
}

static void
set_relationship (CrmSample *self,
                  const CrmSampleCustomer *customer)
{
  static const CrmSampleShare types[] = { { "b2b", 93 }, { "partner", 3 }, { "distributor", 3 }, { "supplier", 1 } };
  guint n_won, family;
  const char *lifecycle = find_lifecycle (self, customer, &n_won);

  crm_change_set_text (self->changes, "kind", customer->person ? "person" : "organization");
  crm_change_set_text (self->changes, "type",
                       customer->person ? "b2c" : crm_sample_share (self, types, G_N_ELEMENTS (types)));
  crm_change_set_text (self->changes, "lifecycle", lifecycle);
  crm_change_set_text (self->changes, "source", customer->source);
  crm_change_set_int (self->changes, "owner", self->people[customer->seller]);
  if (n_won >= 3)
    crm_sample_set_tags (self, 3, 2);
  else if (crm_sample_chance (self, .55))
    {
      family = crm_sample_pick (self, 2);
      crm_sample_set_tags (self, family, crm_sample_pick (self, 3));
    }
  if (crm_sample_chance (self, .3))
    crm_change_set_text (self->changes, "notes", crm_sample_choose (self, notes));
}

static void
add_row (CrmSample *self,
         CrmSampleCustomer *customer)
{
  g_autofree char *number = g_strdup_printf ("C-%05u", customer->index + 1);

  customer->id = crm_change_set_insert (self->changes, "customer");
  crm_change_set_text (self->changes, "name", customer->name);
  crm_change_set_text (self->changes, "number", number);
  set_contact_details (self, customer);
  set_business (self, customer);
  set_relationship (self, customer);
  crm_change_set_int (self->changes, "created_at", crm_sample_instant (self, customer->since));
  crm_change_set_int (self->changes, "updated_at", crm_sample_instant (self, find_last_event (self, customer)));
}

static void
add_contact (CrmSample *self,
             CrmSampleCustomer *customer)
{
  g_autofree char *mailbox = NULL;
  char *name = crm_sample_person_name (self, customer->place->culture, &mailbox);
  gint64 created = crm_sample_instant (self, customer->since);
  gint64 birthday = crm_date_from_ymd (1958, 1, 1) + crm_sample_pick (self, 45 * 365);

  customer->contacts[customer->n_contacts] = crm_change_set_insert (self->changes, "contact");
  customer->contact_names[customer->n_contacts++] = name;
  crm_change_set_text (self->changes, "name", name);
  crm_change_set_text (self->changes, "role", crm_sample_choose (self, roles));
  if (crm_sample_chance (self, .5))
    crm_change_set_text (self->changes, "department", crm_sample_choose (self, departments));
  crm_change_set_int (self->changes, "customer", customer->id);
  crm_sample_take_text (self, "email", g_strconcat (mailbox, "@", customer->domain, NULL));
  crm_sample_take_text (self, "phone", crm_sample_digits (self, customer->place->phone));
  if (customer->place->mobile != NULL && crm_sample_chance (self, .7))
    crm_sample_take_text (self, "mobile", crm_sample_digits (self, customer->place->mobile));
  if (crm_sample_chance (self, .3))
    crm_change_set_int (self->changes, "birthday", birthday);
  crm_change_set_int (self->changes, "created_at", created);
  crm_change_set_int (self->changes, "updated_at", created);
}

/**
 * crm_sample_add_customer:
 * @index: counts from 0; later ones came later
 *
 * Adds a customer with all that hangs on them.
 */
void
crm_sample_add_customer (CrmSample *self,
                         guint index)
{
  static const guint n_contacts[] = { 0, 45, 35, 20 };
  CrmSampleCustomer customer = { .index = index, .deals = g_array_new (FALSE, FALSE, sizeof (CrmSampleDeal)) };
  double when = pow ((index + crm_sample_uniform (self)) / self->n_customers, .85);
  guint contacts;

  customer.since = self->start + (gint64) (when * (self->today - 2 - self->start));
  choose_identity (self, &customer);
  crm_sample_plan_deals (self, &customer);
  add_row (self, &customer);
  contacts = customer.person ? 0 : crm_sample_weighted (self, n_contacts, G_N_ELEMENTS (n_contacts));
  while (customer.n_contacts < contacts)
    add_contact (self, &customer);
  crm_sample_add_deals (self, &customer);
  crm_sample_add_visits (self, &customer);
  if (index % 5 == 4)
    crm_sample_add_lead (self, index / 5 + 1, &customer);

  for (guint i = 0; i < customer.n_contacts; i++)
    g_free (customer.contact_names[i]);
  g_free (customer.name);
  g_free (customer.domain);
  g_array_unref (customer.deals);
}
