/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <string.h>

/* Changes: what is taken, what is refused, what follows. */

static void
assert_field (GError *error,
              CrmError code,
              const char *field)
{
  g_assert_error (error, CRM_ERROR, (int) code);
  g_assert_cmpstr (crm_error_get_field (error), ==, field);
  g_assert_cmpuint (strlen (error->message), >, 0);
  g_error_free (error);
}

static void
test_insert (TestStore *test,
             gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 before = crm_instant_now ();
  gint64 id = crm_test_add (store, "customer", "name", "Łódź Café", "revenue", "1,234.50 USD", "founded", "1999",
                            "do_not_contact", "yes", "notes", "two\nlines", "industry", "Shipbuilding", NULL);
  g_autoptr (CrmRecord) record = crm_test_get (store, "customer", id);
  gint64 stored_id;
  g_autofree char *text = NULL;

  g_assert_true (crm_record_is_loaded (record));
  g_assert_cmpint (crm_record_get_id (record), ==, id);
  g_assert_cmpstr (crm_record_get_title (record), ==, "Łódź Café");
  g_assert_cmpint (crm_record_get_int (record, "revenue"), ==, 123450);
  g_assert_cmpstr (crm_record_get (record, "revenue")->currency, ==, "USD");
  g_assert_cmpstr (crm_record_get_text (record, "industry"), ==, "Shipbuilding");
  g_assert_cmpstr (crm_record_get_text (record, "notes"), ==, "two\nlines");
  g_assert_cmpint (crm_record_get_int (record, "created_at"), >=, before);
  g_assert_cmpint (crm_record_get_int (record, "created_at"), ==, crm_record_get_int (record, "updated_at"));
  g_object_get (record, "id", &stored_id, "revenue-text", &text, NULL);
  g_assert_cmpint (stored_id, ==, id);
  g_assert_cmpstr (text, ==, "$1,234.50");
  crm_test_sound (store);
}

static void
test_refusals (TestStore *test,
               gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 id = crm_test_add (store, "customer", "name", "A", "number", "K1", NULL);
  g_autofree char *before = crm_test_digest (store);
  g_autofree char *after = NULL;

  assert_field (crm_test_try_add (store, "customer", "city", "Lyon", NULL), CRM_ERROR_REQUIRED, "name");
  assert_field (crm_test_try_set (store, "customer", id, "name", "", NULL), CRM_ERROR_REQUIRED, "name");
  assert_field (crm_test_try_add (store, "customer", "name", "B", "email", "nobody", NULL), CRM_ERROR_INVALID, "email");
  assert_field (crm_test_try_add (store, "customer", "name", "B", "phone", "abc", NULL), CRM_ERROR_INVALID, "phone");
  assert_field (crm_test_try_add (store, "customer", "name", "B", "website", "a b", NULL), CRM_ERROR_INVALID, "website");
  assert_field (crm_test_try_add (store, "customer", "name", "B", "kind", "robot", NULL), CRM_ERROR_INVALID, "kind");
  assert_field (crm_test_try_add (store, "customer", "name", "B", "founded", "12", NULL), CRM_ERROR_INVALID, "founded");
  assert_field (crm_test_try_add (store, "customer", "name", "B", "employees", "-1", NULL), CRM_ERROR_INVALID, "employees");
  assert_field (crm_test_try_add (store, "customer", "name", "B", "employees", "many", NULL), CRM_ERROR_INVALID, "employees");
  assert_field (crm_test_try_add (store, "customer", "name", "two\nlines", NULL), CRM_ERROR_INVALID, "name");
  assert_field (crm_test_try_add (store, "customer", "name", "\xff\xfe", NULL), CRM_ERROR_INVALID, "name");
  assert_field (crm_test_try_add (store, "customer", "name", "B", "number", "k1", NULL), CRM_ERROR_DUPLICATE, "number");
  assert_field (crm_test_try_add (store, "customer", "name", "B", "owner", "12345", NULL), CRM_ERROR_NOT_FOUND, "owner");
  assert_field (crm_test_try_set (store, "customer", 12345, "name", "B", NULL), CRM_ERROR_NOT_FOUND, NULL);
  assert_field (crm_test_try_delete (store, "customer", 12345), CRM_ERROR_NOT_FOUND, NULL);
  assert_field (crm_test_try_add (store, "opportunity", "value", "5", NULL), CRM_ERROR_REQUIRED, "name");
  assert_field (crm_test_try_add (store, "opportunity", "name", "D", "probability", "120%", NULL), CRM_ERROR_INVALID, "probability");
  assert_field (crm_test_try_set (store, "customer", id, "city", "Lyon", "email", "x", NULL), CRM_ERROR_INVALID, "email");

  after = crm_test_digest (store);
  g_assert_cmpstr (after, ==, before);
  crm_test_set (store, "customer", id, "number", "K1", "city", "Lyon", NULL);   /* its own number */
}

static void
test_wrong_types (TestStore *test,
                  gconstpointer data)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Wrong");

  crm_change_set_insert (changes, "customer");
  crm_change_set_int (changes, "name", 5);
  assert_field (crm_test_try (test->store, changes), CRM_ERROR_INVALID, "name");
  g_clear_pointer (&changes, crm_change_set_unref);

  changes = crm_change_set_new (test->store, "Wrong");
  crm_change_set_insert (changes, "customer");
  crm_change_set_text (changes, "name", "A");
  crm_change_set_take (changes, "revenue", crm_value_money (5, "€"));
  assert_field (crm_test_try (test->store, changes), CRM_ERROR_INVALID, "revenue");
}

/* One bad change takes the whole set with it. */
static void
test_all_or_none (TestStore *test,
                  gconstpointer data)
{
  g_autofree char *before = crm_test_digest (test->store);
  g_autofree char *after = NULL;
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Import");

  for (guint i = 0; i < 100; i++)
    {
      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", i == 99 ? NULL : "A");
    }
  assert_field (crm_test_try (test->store, changes), CRM_ERROR_REQUIRED, "name");
  after = crm_test_digest (test->store);
  g_assert_cmpstr (after, ==, before);
  crm_test_sound (test->store);
}

static void
test_no_change (TestStore *test,
                gconstpointer data)
{
  gint64 id = crm_test_add (test->store, "customer", "name", "A", "city", "Lyon", NULL);
  g_autofree char *before = crm_test_digest (test->store);
  g_autofree char *after = NULL;

  g_assert_cmpint (crm_test_set (test->store, "customer", id, "city", "Lyon", NULL), ==, 0);
  after = crm_test_digest (test->store);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (crm_test_set (test->store, "customer", id, "city", "Kyiv", NULL), >, 0);
}

static gint64
add_to (CrmChangeSet *changes,
        const char *entity,
        const char *name)
{
  gint64 id = crm_change_set_insert (changes, entity);

  crm_change_set_text (changes, "name", name);
  return id;
}

/* New records are written several at a time; whatever looks for one of them in the same set finds it. */
static void
test_many_within_set (TestStore *test,
                      gconstpointer data)
{
  g_autofree char *before = crm_test_digest (test->store), *after = NULL;

  for (guint n = 1; n <= 40; n++)
    {
      g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Many");
      gint64 last = 0, contact, branch, gone;
      GError *error = NULL;

      for (guint i = 0; i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("“Customer” %02u", i);

          last = add_to (changes, "customer", name);
          crm_change_set_money (changes, "revenue", i, "EUR");
        }
      contact = add_to (changes, "contact", "Contact");
      crm_change_set_int (changes, "customer", last);
      branch = add_to (changes, "customer", "Branch");
      crm_change_set_int (changes, "parent", last);
      add_to (changes, "customer", "Known too late");
      crm_change_set_update (changes, "customer", last);
      crm_change_set_text (changes, "name", "Renamed");
      gone = add_to (changes, "customer", "Gone");
      crm_change_set_delete (changes, "customer", gone);
      g_assert_no_error (crm_test_try (test->store, changes));

      g_assert_cmpint (crm_test_count (test->store, "customer", NULL), ==, n + 2);
      for (guint i = 0; i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("“Customer” %02u", i);
          gint64 id = crm_test_find (test->store, "customer", i + 1 < n ? name : "Renamed");
          g_autoptr (CrmRecord) record = crm_test_get (test->store, "customer", id);

          g_assert_cmpint (crm_record_get_int (record, "revenue"), ==, i);
        }
      for (guint i = 0; i < 2; i++)
        {
          g_autoptr (CrmRecord) record = i == 0 ? crm_test_get (test->store, "contact", contact)
                                                : crm_test_get (test->store, "customer", branch);

          g_assert_cmpint (crm_record_get_int (record, i == 0 ? "customer" : "parent"), ==, last);
        }
      crm_test_sound (test->store);
      crm_store_undo (test->store, 0, NULL, &error);
      g_assert_no_error (error);
      after = crm_test_digest (test->store);
      g_assert_cmpstr (after, ==, before);
      g_clear_pointer (&after, g_free);
    }
}

static void
test_unique_within_set (TestStore *test,
                        gconstpointer data)
{
  g_autofree char *before = crm_test_digest (test->store), *after = NULL;
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Many");

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *number = g_strdup_printf ("K%u", i % 19);

      add_to (changes, "customer", "Customer");
      if (i % 3 < 2)
        crm_change_set_text (changes, "number", number);
    }
  assert_field (crm_test_try (test->store, changes), CRM_ERROR_DUPLICATE, "number");
  after = crm_test_digest (test->store);
  g_assert_cmpstr (after, ==, before);
}

static void
test_links_within_set (TestStore *test,
                       gconstpointer data)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Both");
  gint64 customer = crm_change_set_insert (changes, "customer");
  gint64 contact;
  g_autofree char *title = NULL;

  crm_change_set_text (changes, "name", "A");
  contact = crm_change_set_insert (changes, "contact");
  crm_change_set_text (changes, "name", "Anna");
  crm_change_set_int (changes, "customer", customer);
  g_assert_no_error (crm_test_try (test->store, changes));
  title = crm_test_text (test->store, "contact", contact, "customer");
  g_assert_cmpstr (title, ==, "A");
}

static void
test_delete (TestStore *test,
             gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 customer = crm_test_add (store, "customer", "name", "A", NULL);
  gint64 child = crm_test_add (store, "customer", "name", "B", "parent", "A", NULL);
  gint64 contact = crm_test_add (store, "contact", "name", "Anna", "customer", "A", NULL);
  gint64 deal = crm_test_add (store, "opportunity", "name", "Deal", "customer", "A", "contact", "Anna", NULL);
  gint64 line = crm_test_add (store, "opportunity_line", "name", "Line", "opportunity", "Deal", "quantity", "2",
                              "unit_price", "10.05", NULL);
  gint64 other = crm_test_add (store, "opportunity", "name", "Other", "customer", "B", "contact", "Anna", NULL);
  gint64 call = crm_test_add (store, "activity", "name", "Call", "kind", "call", "customer", "A", NULL);
  g_autofree char *parent = NULL, *other_contact = NULL, *total = NULL;
  gint64 stage;

  total = crm_test_text (store, "opportunity_line", line, "total");
  g_assert_cmpstr (total, ==, "€20.10");
  crm_test_delete (store, "customer", customer);
  g_assert_null (crm_test_get (store, "customer", customer));
  g_assert_null (crm_test_get (store, "contact", contact));
  g_assert_null (crm_test_get (store, "opportunity", deal));
  g_assert_null (crm_test_get (store, "opportunity_line", line));
  g_assert_null (crm_test_get (store, "activity", call));
  parent = crm_test_text (store, "customer", child, "parent");
  other_contact = crm_test_text (store, "opportunity", other, "contact");
  g_assert_cmpstr (parent, ==, "");
  g_assert_cmpstr (other_contact, ==, "");
  crm_test_sound (store);

  stage = crm_test_find (store, "stage", "Prospecting");
  crm_test_assert_error (crm_test_try_delete (store, "stage", stage), CRM_ERROR_REFERENCED);
  crm_test_assert_error (crm_test_try_delete (store, "pipeline", crm_test_find (store, "pipeline", "Sales")),
                         CRM_ERROR_REFERENCED);
  crm_test_delete (store, "stage", crm_test_find (store, "stage", "Proposal"));
  crm_test_sound (store);
}

/* Rules of deals */

static void
assert_text (CrmStore *store,
             const char *entity,
             gint64 id,
             const char *field,
             const char *expected)
{
  g_autofree char *text = crm_test_text (store, entity, id, field);

  if (g_strcmp0 (text, expected) != 0)
    g_error ("%s is “%s”, not “%s”", field, text, expected);
}

static void
test_stage_rules (TestStore *test,
                  gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 deal;

  crm_test_add (store, "customer", "name", "Acme", NULL);
  crm_test_add (store, "product", "name", "GTX Pro", NULL);
  deal = crm_test_add (store, "opportunity", "customer", "Acme", "product", "GTX Pro", "value", "100", NULL);
  assert_text (store, "opportunity", deal, "name", "Acme · GTX Pro");
  assert_text (store, "opportunity", deal, "stage", "Prospecting");
  assert_text (store, "opportunity", deal, "pipeline", "Sales");
  assert_text (store, "opportunity", deal, "status", "Open");
  assert_text (store, "opportunity", deal, "probability", "10%");

  crm_test_set (store, "opportunity", deal, "stage", "Negotiation", NULL);
  assert_text (store, "opportunity", deal, "probability", "80%");
  crm_test_set (store, "opportunity", deal, "probability", "65%", NULL);
  crm_test_set (store, "opportunity", deal, "stage", "Lost", "reason", "price", NULL);
  assert_text (store, "opportunity", deal, "status", "Lost");
  assert_text (store, "opportunity", deal, "probability", "0%");
  assert_text (store, "opportunity", deal, "last_stage", "Negotiation");
  g_assert_cmpint (crm_test_count (store, "opportunity", "closed_on = today and reason = price"), ==, 1);

  crm_test_set (store, "opportunity", deal, "stage", "Proposal", NULL);
  assert_text (store, "opportunity", deal, "status", "Open");
  assert_text (store, "opportunity", deal, "closed_on", "");
  assert_text (store, "opportunity", deal, "reason", "");
  crm_test_set (store, "opportunity", deal, "stage", "Won", "closed_on", "2017-03-01", NULL);
  assert_text (store, "opportunity", deal, "closed_on", "1 Mar 2017");
  assert_text (store, "opportunity", deal, "probability", "100%");
}

static void
test_pipeline_rules (TestStore *test,
                     gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 deal, named;

  crm_test_add (store, "pipeline", "name", "Renewals", "position", "2", NULL);
  crm_test_add (store, "stage", "name", "Due", "pipeline", "Renewals", "position", "50", "kind", "open", "probability",
                "90%", NULL);
  deal = crm_test_add (store, "opportunity", "name", "A", NULL);
  assert_text (store, "opportunity", deal, "pipeline", "Sales");
  named = crm_test_add (store, "opportunity", "name", "B", "pipeline", "Renewals", NULL);
  assert_text (store, "opportunity", named, "stage", "Due");
  assert_text (store, "opportunity", named, "probability", "90%");
  crm_test_set (store, "opportunity", deal, "pipeline", "Renewals", NULL);
  assert_text (store, "opportunity", deal, "stage", "Due");
  crm_test_set (store, "opportunity", deal, "stage", "Won", NULL);
  assert_text (store, "opportunity", deal, "pipeline", "Sales");
}

/* Saying again what is so, as an import of the same file does, is no change, and enters no stage. */
static void
test_same_stage (TestStore *test,
                 gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 deal = crm_test_add (store, "opportunity", "name", "A", "stage", "Proposal", "engaged_on", "2020-01-01", NULL);
  g_autoptr (CrmRecord) before = NULL, after = NULL;

  g_assert_cmpint (crm_test_set (store, "opportunity", deal, "probability", "33%", NULL), !=, 0);
  before = crm_test_get (store, "opportunity", deal);
  g_assert_cmpint (crm_test_set (store, "opportunity", deal, "name", "A", "stage", "Proposal", NULL), ==, 0);
  crm_test_set (store, "opportunity", deal, "name", "B", "stage", "Proposal", NULL);
  after = crm_test_get (store, "opportunity", deal);
  g_assert_cmpint (crm_record_get_int (after, "stage_changed_at"), ==, crm_record_get_int (before, "stage_changed_at"));
  assert_text (store, "opportunity", deal, "probability", "33%");
  g_assert_cmpint (crm_record_get_int (after, "touched_at"), >, crm_record_get_int (before, "touched_at"));
}

static void
test_touch_rules (TestStore *test,
                  gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 deal = crm_test_add (store, "opportunity", "name", "A", "engaged_on", "2020-01-01", NULL);
  g_autofree char *day = NULL;
  gint64 call;

  assert_text (store, "opportunity", deal, "touched_at", "1 Jan 2020, 12:00");
  crm_test_add (store, "activity", "name", "Plan", "kind", "task", "opportunity", "A", NULL);
  assert_text (store, "opportunity", deal, "touched_at", "1 Jan 2020, 12:00");
  call = crm_test_add (store, "activity", "name", "Call", "kind", "call", "opportunity", "A", "done_at",
                       "2021-05-05T10:00:00Z", NULL);
  assert_text (store, "activity", call, "status", "Done");
  assert_text (store, "opportunity", deal, "touched_at", "5 May 2021, 10:00");
  crm_test_add (store, "activity", "name", "Old", "kind", "call", "opportunity", "A", "done_at", "2020-05-05T10:00:00Z", NULL);
  assert_text (store, "opportunity", deal, "touched_at", "5 May 2021, 10:00");
  {
    g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Several");
    static const char *const days[] = { "2022-01-01T00:00:00Z", "2023-01-01T00:00:00Z", "2022-06-01T00:00:00Z" };

    for (guint i = 0; i < G_N_ELEMENTS (days); i++)
      {
        crm_change_set_insert (changes, "activity");
        crm_change_set_text (changes, "name", "Call");
        crm_change_set_text (changes, "kind", "call");
        crm_change_set_int (changes, "opportunity", deal);
        crm_test_put (store, changes, "done_at", days[i]);
      }
    g_assert_no_error (crm_test_try (store, changes));
  }
  assert_text (store, "opportunity", deal, "touched_at", "1 Jan 2023, 00:00");
  g_assert_true (crm_store_undo (store, 0, NULL, NULL));
  assert_text (store, "opportunity", deal, "touched_at", "5 May 2021, 10:00");
}

/* Events */

typedef struct
{
  guint  n_signals;
  gint64 action;
  guint  n_ids;
  gboolean inserted, deleted;
} Heard;

static void
changed_cb (CrmStore *store,
            CrmEvents *events,
            gpointer data)
{
  Heard *heard = data;
  const CrmEvent *event = crm_events_find (events, "customer");

  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  heard->n_signals++;
  heard->action = events->action;
  heard->n_ids = event != NULL ? event->ids->len : 0;
  heard->inserted = event != NULL && event->inserted;
  heard->deleted = event != NULL && event->deleted;
  if (event != NULL)
    g_assert_true (crm_events_touch (events, "customer", g_array_index (event->ids, gint64, 0)));
  g_assert_false (crm_events_touch (events, "customer", 1));
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_events (TestStore *test,
             gconstpointer data)
{
  Heard heard = { 0 };
  gint64 id, action;

  settle ();
  g_signal_connect (test->store, "changed", G_CALLBACK (changed_cb), &heard);
  id = crm_test_add (test->store, "customer", "name", "A", NULL);
  settle ();
  g_assert_cmpuint (heard.n_signals, ==, 1);
  g_assert_cmpuint (heard.n_ids, ==, 1);
  g_assert_true (heard.inserted && !heard.deleted);

  action = crm_test_set (test->store, "customer", id, "city", "Lyon", NULL);
  settle ();
  g_assert_cmpuint (heard.n_signals, ==, 2);
  g_assert_cmpint (heard.action, ==, action);
  g_assert_false (heard.inserted || heard.deleted);

  crm_test_set (test->store, "customer", id, "city", "Lyon", NULL);
  crm_test_assert_error (crm_test_try_set (test->store, "customer", id, "email", "x", NULL), CRM_ERROR_INVALID);
  settle ();
  g_assert_cmpuint (heard.n_signals, ==, 2);   /* none for nothing, none on rollback */

  g_assert_true (crm_store_undo (test->store, 0, NULL, NULL));
  crm_test_delete (test->store, "customer", id);
  settle ();
  g_assert_cmpuint (heard.n_signals, ==, 4);
  g_assert_true (heard.deleted);
}

static void
applied_cb (GObject *source,
            GAsyncResult *result,
            gpointer data)
{
  gint64 action;
  GError *error = NULL;

  crm_store_apply_finish (CRM_STORE (source), result, &action, &error);
  g_assert_no_error (error);
  g_assert_cmpint (action, ==, ((Heard *) data)->action);   /* the signal came first */
  ((Heard *) data)->n_signals += 100;
}

static void
test_events_before_callback (TestStore *test,
                             gconstpointer data)
{
  Heard heard = { 0 };
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Add");

  settle ();
  g_signal_connect (test->store, "changed", G_CALLBACK (changed_cb), &heard);
  crm_change_set_insert (changes, "customer");
  crm_change_set_text (changes, "name", "A");
  crm_store_apply_async (test->store, changes, NULL, applied_cb, &heard);
  crm_test_wait_for (heard.n_signals == 101);
}

/* A rule that refuses rolls everything back; one that adds is part of the action. */

static gboolean
tag_rule (CrmTransaction *transaction,
          CrmChange *change,
          GError **error)
{
  g_autofree char *name = NULL;

  if (change->kind != CRM_CHANGE_INSERT)
    return TRUE;
  name = g_strdup (crm_change_find (change, "name")->value.text);
  if (strcmp (name, "forbidden") == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, "forbidden");
      return FALSE;
    }
  crm_change_take (change, "family", crm_value_text ("value"));
  crm_change_set_insert (crm_transaction_get_changes (transaction), "customer");
  crm_change_set_text (crm_transaction_get_changes (transaction), "name", name);
  return TRUE;
}

static void
test_rules (TestStore *test,
            gconstpointer data)
{
  g_autofree char *before = crm_test_digest (test->store);
  g_autofree char *after = NULL;

  crm_store_add_rule (test->store, "tag", tag_rule);
  crm_test_assert_error (crm_test_try_add (test->store, "tag", "name", "forbidden", NULL), CRM_ERROR_INVALID);
  crm_test_add (test->store, "tag", "name", "VIP", NULL);
  g_assert_cmpint (crm_test_count (test->store, "customer", "name = vip"), ==, 1);
  g_assert_cmpint (crm_test_count (test->store, "tag", "family = value"), ==, 1);
  g_assert_true (crm_store_undo (test->store, 0, NULL, NULL));
  after = crm_test_digest (test->store);
  g_assert_cmpstr (after, ==, before);
}

static void
test_cancel (TestStore *test,
             gconstpointer data)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Import");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *before = crm_test_digest (test->store);
  g_autofree char *after = NULL;
  GError *error = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", "A");
    }
  g_cancellable_cancel (cancellable);
  g_assert_false (crm_store_apply (test->store, changes, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  after = crm_test_digest (test->store);
  g_assert_cmpstr (after, ==, before);
  crm_test_add (test->store, "customer", "name", "A", NULL);   /* the writer goes on */
}

/* Search */

static gpointer
search (CrmReader *reader,
        gpointer data,
        GCancellable *cancellable,
        GError **error)
{
  return crm_reader_search (reader, data, NULL, 10, error);
}

static void
assert_hits (CrmStore *store,
             const char *text,
             const char *expected)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) hits = crm_store_read (store, search, (gpointer) text, NULL, &error);
  g_autoptr (GString) titles = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < hits->len; i++)
    g_string_append_printf (titles, "%s%s", i > 0 ? "," : "", ((CrmHit *) hits->pdata[i])->title);
  if (strcmp (titles->str, expected) != 0)
    g_error ("“%s” finds %s, not %s", text, titles->str, expected);
}

static void
test_search (TestStore *test,
             gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 id = crm_test_add (store, "customer", "name", "Müller & Söhne", "phone", "+49 (30) 1234-0101", "city", "Berlin", NULL);

  crm_test_add (store, "customer", "name", "李小龙 Trading", NULL);
  crm_test_add (store, "contact", "name", "Anna Muller", "email", "anna@example.org", NULL);
  assert_hits (store, "muller", "Müller & Söhne,Anna Muller");
  assert_hits (store, "MÜLL", "Müller & Söhne,Anna Muller");
  assert_hits (store, "soh ber", "Müller & Söhne");
  assert_hits (store, "0101", "Müller & Söhne");
  assert_hits (store, "小龙", "李小龙 Trading");
  assert_hits (store, "龙小", "");
  assert_hits (store, "anna@exam", "Anna Muller");
  assert_hits (store, "nobody", "");
  assert_hits (store, "\" OR * ) NEAR( ^ : - '", "");
  assert_hits (store, "", "");
  crm_test_set (store, "customer", id, "name", "Schmidt", NULL);
  assert_hits (store, "muller", "Anna Muller");
  assert_hits (store, "schmi", "Schmidt");
  crm_test_delete (store, "customer", id);
  assert_hits (store, "schmi", "");
  g_assert_true (crm_store_undo (store, 0, NULL, NULL));
  assert_hits (store, "schmi", "Schmidt");
  crm_test_sound (store);
}

#define ADD(path, function) g_test_add ("/store/" path, TestStore, NULL, crm_test_set_up, function, crm_test_tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("insert", test_insert);
  ADD ("refusals", test_refusals);
  ADD ("wrong-types", test_wrong_types);
  ADD ("all-or-none", test_all_or_none);
  ADD ("no-change", test_no_change);
  ADD ("many-within-set", test_many_within_set);
  ADD ("unique-within-set", test_unique_within_set);
  ADD ("links-within-set", test_links_within_set);
  ADD ("delete", test_delete);
  ADD ("stage-rules", test_stage_rules);
  ADD ("pipeline-rules", test_pipeline_rules);
  ADD ("same-stage", test_same_stage);
  ADD ("touch-rules", test_touch_rules);
  ADD ("events", test_events);
  ADD ("events-before-callback", test_events_before_callback);
  ADD ("rules", test_rules);
  ADD ("cancel", test_cancel);
  ADD ("search", test_search);
  return g_test_run ();
}
