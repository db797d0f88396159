/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/crm-sample-private.h"

#include "base/crm-date.h"

#include <math.h>

/* The invented company: Copper Kettle, wholesale of coffee and tea equipment for offices, hotels and cafés. */

#define DOMAIN "copperkettle.example"

const CrmSampleProduct crm_sample_products[CRM_SAMPLE_N_PRODUCTS] = {
  { "CM-110", "Aurora One", "Coffee machines", CRM_SAMPLE_EQUIPMENT, 2490, 1530, 14, 2 },
  { "CM-120", "Aurora Duo", "Coffee machines", CRM_SAMPLE_EQUIPMENT, 3890, 2410, 12, 2 },
  { "CM-300", "Borealis Pro", "Coffee machines", CRM_SAMPLE_EQUIPMENT, 6450, 4120, 7, 1.5 },
  { "CM-020", "Filterhaus 20", "Coffee machines", CRM_SAMPLE_EQUIPMENT, 890, 520, 9, 3 },
  { "GR-064", "Millstone 64", "Grinders", CRM_SAMPLE_EQUIPMENT, 540, 310, 6, 3 },
  { "GR-098", "Millstone 98", "Grinders", CRM_SAMPLE_EQUIPMENT, 1180, 700, 4, 2 },
  { "TE-010", "Samovar S8", "Tea", CRM_SAMPLE_EQUIPMENT, 760, 430, 7, 3 },
  { "TE-020", "Matcha Bar", "Tea", CRM_SAMPLE_EQUIPMENT, 1340, 790, 5, 2 },
  { "TE-050", "Gongfu Table", "Tea", CRM_SAMPLE_EQUIPMENT, 2150, 1290, 5, 1.5 },
  { "WA-100", "Spring Wall", "Water", CRM_SAMPLE_EQUIPMENT, 1590, 960, 6, 2 },
  { "WA-010", "ClearTap Filter Kit", "Water", CRM_SAMPLE_SUPPLY, 210, 95, 4, 6 },
  { "BE-012", "House Blend, 12 kg", "Beans and leaves", CRM_SAMPLE_SUPPLY, 168, 97, 12, 16 },
  { "BE-106", "Sidamo Single Origin, 6 kg", "Beans and leaves", CRM_SAMPLE_SUPPLY, 132, 78, 7, 14 },
  { "LE-002", "Longjing Green Tea, 2 kg", "Beans and leaves", CRM_SAMPLE_SUPPLY, 190, 118, 7, 10 },
  { "LE-003", "Earl Grey, 3 kg", "Beans and leaves", CRM_SAMPLE_SUPPLY, 96, 51, 5, 12 },
  { "SV-012", "Care Plan, 12 Months", "Services", CRM_SAMPLE_SERVICE, 480, 210, 10, 3 },
  { "SV-001", "Barista Training Day", "Services", CRM_SAMPLE_SERVICE, 650, 340, 5, 1.5 },
  { "SV-000", "Installation", "Services", CRM_SAMPLE_SERVICE, 220, 130, 2, 2 },
};

const CrmSampleSeller crm_sample_sellers[CRM_SAMPLE_N_PEOPLE] = {
  { CRM_SAMPLE_NORTH, .54 }, { CRM_SAMPLE_NORTH, .43 }, { CRM_SAMPLE_NORTH, .34 },
  { CRM_SAMPLE_SOUTH, .58 }, { CRM_SAMPLE_SOUTH, .45 }, { CRM_SAMPLE_SOUTH, .37 },
  { CRM_SAMPLE_EAST, .51 }, { CRM_SAMPLE_EAST, .40 },
};

static const struct { const char *name, *mailbox, *phone; } people[CRM_SAMPLE_N_PEOPLE] = {
  { "Hannah Brooks", "hannah.brooks", "+44 117 496 0101" },
  { "Jonas Lindqvist", "jonas.lindqvist", "+46 31 390 06 02" },
  { "Friederike Jäger", "friederike.jaeger", "+49 89 99998 103" },
  { "Amélie Fournier", "amelie.fournier", "+33 4 65 71 01 04" },
  { "Rui Carvalho", "rui.carvalho", "+351 22 555 0105" }, { "Chiara Fontana", "chiara.fontana", "+39 051 555 0106" },
  { "陈静", "chen.jing", "+86 571 5550 0107" }, { "Łukasz Wójcik", "lukasz.wojcik", "+48 12 555 01 08" },
};

static const char *const teams[CRM_SAMPLE_N_TEAMS] = { "North", "South", "East" };

static const struct { const char *family; const char *names[6]; } tags[] = {
  { "basic", { "Head office", "Branch", "Chain", "Public tender", "Listed building" } },
  { "behaviour", { "Orders online", "Pays late", "Reads the newsletter", "Seasonal", "Visits fairs" } },
  { "relationship", { "Reference", "Advocate", "Needs care", "New buyer" } },
  { "value", { "Key account", "Room to grow", "Small orders" } },
};
G_STATIC_ASSERT (G_N_ELEMENTS (tags) == 4);

static void
stamp (CrmSample *self)
{
  gint64 instant = self->midnight + (self->start - self->today) * CRM_MICROSECONDS_PER_DAY + 8 * G_TIME_SPAN_HOUR;

  crm_change_set_int (self->changes, "created_at", instant);
  crm_change_set_int (self->changes, "updated_at", instant);
}

/* The first of each team leads it; the leaders answer to whoever works here. */
static gint64
find_manager (CrmSample *self,
              guint index)
{
  for (guint i = 0; i < index; i++)
    {
      if (crm_sample_sellers[i].team == crm_sample_sellers[index].team)
        return self->people[i];
    }
  return crm_store_get_me (self->store);
}

static void
add_people (CrmSample *self)
{
  for (guint i = 0; i < CRM_SAMPLE_N_PEOPLE; i++)
    {
      g_autofree char *email = g_strconcat (people[i].mailbox, "@", DOMAIN, NULL);
      gint64 manager = find_manager (self, i);

      self->people[i] = crm_change_set_insert (self->changes, "person");
      crm_change_set_text (self->changes, "name", people[i].name);
      crm_change_set_text (self->changes, "email", email);
      crm_change_set_text (self->changes, "phone", people[i].phone);
      crm_change_set_text (self->changes, "role", "sales");
      crm_change_set_text (self->changes, "team", teams[crm_sample_sellers[i].team]);
      if (manager != 0)
        crm_change_set_int (self->changes, "manager", manager);
      crm_change_set_int (self->changes, "active", 1);
      stamp (self);
    }
}

static void
add_products (CrmSample *self)
{
  for (guint i = 0; i < CRM_SAMPLE_N_PRODUCTS; i++)
    {
      const CrmSampleProduct *product = &crm_sample_products[i];

      self->products[i] = crm_change_set_insert (self->changes, "product");
      crm_change_set_text (self->changes, "name", product->name);
      crm_change_set_text (self->changes, "code", product->code);
      crm_change_set_text (self->changes, "category", product->category);
      crm_change_set_text (self->changes, "kind", product->use == CRM_SAMPLE_SERVICE ? "service" : "good");
      crm_change_set_money (self->changes, "price", llround (product->price * self->scale), self->currency);
      crm_change_set_money (self->changes, "cost", llround (product->cost * self->scale), self->currency);
      crm_change_set_int (self->changes, "active", 1);
      stamp (self);
    }
}

static void
add_tags (CrmSample *self)
{
  for (guint f = 0; f < G_N_ELEMENTS (tags); f++)
    {
      for (guint i = 0; tags[f].names[i] != NULL; i++)
        {
          gint64 id = crm_change_set_insert (self->changes, "tag");

          crm_change_set_text (self->changes, "name", tags[f].names[i]);
          crm_change_set_text (self->changes, "family", tags[f].family);
          stamp (self);
          g_array_append_val (self->tags[f], id);
        }
    }
}

void
crm_sample_add_company (CrmSample *self)
{
  add_people (self);
  add_products (self);
  add_tags (self);
}

/**
 * crm_sample_set_tags:
 *
 * Gives the record that was begun last a tag of each of two families.
 */
void
crm_sample_set_tags (CrmSample *self,
                     guint family,
                     guint also)
{
  gint64 ids[2];
  guint n = 0;

  ids[n++] = g_array_index (self->tags[family], gint64, crm_sample_pick (self, self->tags[family]->len));
  if (also != family)
    ids[n++] = g_array_index (self->tags[also], gint64, crm_sample_pick (self, self->tags[also]->len));
  crm_change_set_take (self->changes, "tags", crm_tags_from_ids (ids, n));
}
