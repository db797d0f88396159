/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/crm-sample-private.h"

#include <string.h>

static const CrmSampleShare statuses[] = {
  { "new", 30 }, { "assigned", 22 }, { "in-process", 30 }, { "recycled", 8 }, { "dead", 10 },
};
static const char *const value_classes[] = { "high", "medium", "medium", "low", NULL };
static const char *const sources[] = { "website", "website", "fair", "referral", "email", "social", "phone", NULL };
static const char *const roles[] = { "Office Manager", "Owner", "Purchasing", "Event Manager", "Chef", NULL };
static const char *const notes[] = {
  "Filled in the form on the website; wants a catalogue.", "Met at the fair, asked about tea for forty people.",
  "Recommended by a customer.", "Wants to compare three suppliers.", "Opens a café in spring.", NULL };

typedef struct
{
  const CrmSamplePlace *place;
  const char           *status;
  gboolean              converted;
  char                 *company;
  char                 *domain;
  gint64                created;
} Lead;

/* Either somebody new, or who a customer was before. */
static void
init_lead (CrmSample *self,
           Lead *lead,
           const CrmSampleCustomer *customer)
{
  const char *industry;

  lead->converted = !customer->person && crm_sample_chance (self, .2);
  lead->place = lead->converted ? customer->place : crm_sample_choose_place (self);
  lead->status = lead->converted ? "converted" : crm_sample_share (self, statuses, G_N_ELEMENTS (statuses));
  if (lead->converted)
    {
      lead->company = g_strdup (customer->name);
      lead->domain = g_strdup (customer->domain);
      lead->created = crm_sample_workday (customer->since - 2 - crm_sample_pick (self, 30));
    }
  else
    {
      lead->company = crm_sample_firm_name (self, lead->place, &industry, &lead->domain);
      lead->created = crm_sample_workday (self->today - 2 - crm_sample_pick (self, 200));
    }
}

static void
set_qualification (CrmSample *self,
                   const Lead *lead,
                   gint64 customer)
{
  gint64 value = (gint64) crm_sample_lognormal (self, 30, .8) * 100;

  crm_change_set_text (self->changes, "status", lead->status);
  crm_change_set_text (self->changes, "value_class", crm_sample_choose (self, value_classes));
  crm_change_set_text (self->changes, "source", crm_sample_choose (self, sources));
  crm_change_set_money (self->changes, "value", value * self->scale, self->currency);
  if (strcmp (lead->status, "new") != 0)
    crm_change_set_int (self->changes, "owner", self->people[crm_sample_pick (self, CRM_SAMPLE_N_PEOPLE)]);
  if (lead->converted)
    crm_change_set_int (self->changes, "customer", customer);
  if (crm_sample_chance (self, .5))
    crm_change_set_text (self->changes, "notes", crm_sample_choose (self, notes));
}

/**
 * crm_sample_add_lead:
 * @number: counts from 1
 * @customer: whom a converted lead has become
 */
void
crm_sample_add_lead (CrmSample *self,
                     guint number,
                     const CrmSampleCustomer *customer)
{
  Lead lead = { 0 };
  g_autofree char *mailbox = NULL, *name = NULL;
  g_autofree char *code = g_strdup_printf ("L-%05u", number);
  gint64 created;

  init_lead (self, &lead, customer);
  name = crm_sample_person_name (self, lead.place->culture, &mailbox);
  created = crm_sample_instant (self, lead.created);
  crm_change_set_insert (self->changes, "lead");
  crm_change_set_text (self->changes, "name", name);
  crm_change_set_text (self->changes, "number", code);
  crm_sample_take_text (self, "company", lead.company);
  crm_change_set_text (self->changes, "role", crm_sample_choose (self, roles));
  crm_sample_take_text (self, "email", g_strconcat (mailbox, "@", lead.domain, NULL));
  crm_sample_take_text (self, "phone", crm_sample_digits (self, lead.place->phone));
  crm_change_set_text (self->changes, "city", lead.place->city);
  crm_change_set_text (self->changes, "country", lead.place->country);
  set_qualification (self, &lead, customer->id);
  crm_change_set_int (self->changes, "created_at", created);
  crm_change_set_int (self->changes, "updated_at", created);
  g_free (lead.domain);
}
