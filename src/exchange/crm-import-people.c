/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-import-private.h"

#include <string.h>

/* Whom an activity is about, by the addresses of e-mail of those who take part. Addresses are compared whole, but for
 * case; those of people who use the workspace are its own, and tell who did it and which way a message went. */

#define SEPARATORS " ,;\t\r\n"

typedef struct
{
  gint64 contact;
  gint64 employer;   /* the customer that the contact belongs to */
  gint64 customer;
  gint64 lead;
  gint64 person;
} Known;

struct _CrmImportPeople
{
  GHashTable *by_address;   /* of all addresses in the file → Known */
};

CrmImportPeople *
crm_import_people_new (void)
{
  CrmImportPeople *self = g_new0 (CrmImportPeople, 1);

  self->by_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
crm_import_people_free (CrmImportPeople *self)
{
  g_hash_table_unref (self->by_address);
  g_free (self);
}

/* "a@example.org > b@example.org, c@example.org": the sender comes first. */
static char **
split_addresses (const char *cell,
                 gboolean *sent)
{
  g_autofree char *lower = g_utf8_strdown (cell, -1);
  char *arrow = strchr (lower, '>');

  *sent = arrow != NULL;
  if (arrow != NULL)
    *arrow = ' ';
  return g_strsplit_set (lower, SEPARATORS, -1);
}

static void
collect (CrmImportPeople *self,
         const char *cell)
{
  gboolean sent;
  g_auto (GStrv) addresses = split_addresses (cell, &sent);

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      if (strchr (addresses[i], '@') != NULL && !g_hash_table_contains (self->by_address, addresses[i]))
        g_hash_table_insert (self->by_address, g_strdup (addresses[i]), g_new0 (Known, 1));
    }
}

/* The few texts of the column, if it has few; else the file is read. */
static gboolean
collect_all (CrmImportPlan *plan,
             GError **error)
{
  GHashTable *distinct = crm_import_people_get_texts (plan);
  g_autoptr (GError) local = NULL;
  GHashTableIter iter;
  gpointer text;
  guint n = 0;

  if (distinct != NULL)
    {
      g_hash_table_iter_init (&iter, distinct);
      while (g_hash_table_iter_next (&iter, &text, NULL))
        collect (plan->people, text);
      return TRUE;
    }
  if (!crm_csv_reader_rewind (plan->file, error))
    return FALSE;
  while (crm_import_plan_next (plan, &n, &local))
    collect (plan->people, crm_import_plan_cell (plan, plan->addresses));
  plan->pass++;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * crm_import_people_get_texts:
 *
 * Returns: (transfer none) (nullable): the few texts that the column of addresses has, %NULL if it has many
 */
GHashTable *
crm_import_people_get_texts (const CrmImportPlan *plan)
{
  return ((CrmImportColumn *) plan->columns->pdata[plan->addresses])->distinct;
}

/* Who has the addresses */

typedef struct
{
  CrmImportPeople *people;
  gsize            place;      /* of the id in Known */
  guint            n_emails;   /* they come first; then the employer */
} Scan;

static void
take_record (gint64 id,
             const CrmValue *values,
             gpointer data)
{
  const Scan *scan = data;

  for (guint i = 0; i < scan->n_emails; i++)
    {
      g_autofree char *address = values[i].type == CRM_VALUE_TEXT ? g_utf8_strdown (values[i].text, -1) : NULL;
      Known *known = address != NULL ? g_hash_table_lookup (scan->people->by_address, g_strstrip (address)) : NULL;

      if (known == NULL || G_STRUCT_MEMBER (gint64, known, scan->place) != 0)
        continue;
      G_STRUCT_MEMBER (gint64, known, scan->place) = id;
      if (scan->place == G_STRUCT_OFFSET (Known, contact) && values[scan->n_emails].type == CRM_VALUE_INT)
        known->employer = values[scan->n_emails].i;
    }
}

static gboolean
scan_entity (CrmImportPlan *plan,
             CrmReader *reader,
             const char *name,
             gsize place,
             GError **error)
{
  const CrmEntity *entity = crm_entity_find (name);
  g_autoptr (CrmQuery) query = crm_query_new (entity);
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (guint));
  Scan scan = { plan->people, place, 0 };

  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (entity->fields[i].kind == CRM_FIELD_EMAIL)
        g_array_append_val (fields, i);
    }
  scan.n_emails = fields->len;
  if (place == G_STRUCT_OFFSET (Known, contact))
    {
      guint employer = crm_entity_field_index (entity, "customer");

      g_array_append_val (fields, employer);
    }
  return crm_reader_scan (reader, query, (const guint *) fields->data, fields->len, take_record, &scan,
                          plan->cancellable, error);
}

static gpointer
scan_in_reader (CrmReader *reader,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  CrmImportPlan *plan = data;

  return GINT_TO_POINTER (scan_entity (plan, reader, "contact", G_STRUCT_OFFSET (Known, contact), error) &&
                          scan_entity (plan, reader, "customer", G_STRUCT_OFFSET (Known, customer), error) &&
                          scan_entity (plan, reader, "lead", G_STRUCT_OFFSET (Known, lead), error) &&
                          scan_entity (plan, reader, "person", G_STRUCT_OFFSET (Known, person), error));
}

/**
 * crm_import_people_find:
 *
 * Finds out who in the workspace has the addresses that are in the file.
 */
gboolean
crm_import_people_find (CrmImportPlan *plan,
                        GError **error)
{
  plan->people = crm_import_people_new ();
  return collect_all (plan, error) &&
         crm_store_read (plan->store, scan_in_reader, plan, plan->cancellable, error) != NULL;
}

static CrmValue *
value_of (CrmImportPlan *plan,
          const char *key)
{
  return &plan->row->values[plan->slot_of[crm_entity_field_index (plan->entity, key)]];
}

static void
set_link (CrmImportPlan *plan,
          const char *key,
          gint64 id)
{
  CrmValue *value = value_of (plan, key);

  if (id != 0 && crm_value_is_null (value))
    *value = crm_value_int (id);
}

static void
set_direction (CrmImportPlan *plan,
               gboolean own)
{
  const CrmValue *kind = value_of (plan, "kind");
  CrmValue *direction = value_of (plan, "direction");

  if (kind->type == CRM_VALUE_TEXT && strcmp (kind->text, "email") == 0 && crm_value_is_null (direction))
    *direction = crm_value_text (own ? "sent" : "received");
}

/**
 * crm_import_people_fill:
 *
 * Links the row at hand to the first contact, customer, lead and person whose addresses it names, where it does not say
 * itself to whom.
 *
 * Returns: whether it names a contact, customer or lead
 */
gboolean
crm_import_people_fill (CrmImportPlan *plan)
{
  gboolean sent, any = FALSE;
  g_auto (GStrv) addresses = split_addresses (crm_import_plan_cell (plan, plan->addresses), &sent);

  for (guint i = 0, n = 0; addresses[i] != NULL; i++)
    {
      const Known *known = g_hash_table_lookup (plan->people->by_address, addresses[i]);

      if (known == NULL)
        continue;
      if (n++ == 0 && sent)
        set_direction (plan, known->person != 0);
      set_link (plan, "owner", known->person);
      if (known->person != 0)
        continue;
      set_link (plan, "contact", known->contact);
      set_link (plan, "customer", known->employer);
      set_link (plan, "customer", known->customer);
      set_link (plan, "lead", known->lead);
      any |= known->contact != 0 || known->customer != 0 || known->lead != 0;
    }
  return any;
}
