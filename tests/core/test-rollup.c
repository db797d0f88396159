/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "base/crm-error.h"
#include "sample/crm-sample.h"

#include <string.h>

/* Figures that are kept ready against the same figures counted over all records. */

static const char *const keys[][3] = {
  { NULL }, { "value.currency" }, { "stage", "value.currency" }, { "closed_on:month", "value.currency" }, { "owner" },
  { "status", "last_stage" }, { "pipeline" },
};

static const char *const filters[] = {
  NULL, "status = open", "status in (won, lost)", "status = won and closed_on >= 2024-10-01 and closed_on <= 2025-09-30",
  "closed_on < 2025-01-01", "closed_on is empty", "owner is empty or not status = lost", "owner = me",
  "closed_on >= 2025-03-15",   /* within a month: counted from the records either way */
};

typedef struct
{
  const char        *filter;
  const char *const *keys;
  gboolean           by_hand;
  const char        *entity;     /* opportunities if NULL */
} Question;

static void
append_group (GString *out,
              const CrmGroup *group)
{
  for (guint i = 0; i < group->n_keys; i++)
    {
      const CrmValue *key = &group->keys[i];

      if (key->type == CRM_VALUE_TEXT)
        g_string_append_printf (out, "%s ", key->text);
      else
        g_string_append_printf (out, "%" G_GINT64_FORMAT " ", key->type == CRM_VALUE_INT ? key->i : -1);
    }
  g_string_append_printf (out, "%.0f %.0f %.2f\n", group->measures[0], group->measures[1], group->measures[2]);
}

static gpointer
answer (CrmReader *reader,
        gpointer data,
        GCancellable *cancellable,
        GError **error)
{
  static const char *const of_deals[] = { "count", "sum:value", "sum:value*probability", NULL };
  static const char *const of_others[] = { "count", "latest:done_at", "count", NULL };
  static const char *const of_customer[] = { "count", "sum:value", "count", NULL };
  const Question *question = data;
  const CrmEntity *entity = crm_entity_find (question->entity != NULL ? question->entity : "opportunity");
  const char *const *measures = question->entity == NULL ? of_deals
                                : strcmp (question->entity, "opportunity") == 0 ? of_customer : of_others;
  g_autoptr (CrmQuery) query = crm_query_new (entity);
  g_autoptr (GPtrArray) groups = NULL;
  GString *out = g_string_new (NULL);

  g_assert_true (crm_query_set_filter_text (query, question->filter, NULL));
  if (question->by_hand)
    crm_query_narrow (query, crm_filter_parse (entity, "name is not empty", NULL));
  groups = crm_reader_aggregate (reader, query, question->keys, measures, error);
  g_assert_nonnull (groups);
  for (guint i = 0; i < groups->len; i++)
    append_group (out, groups->pdata[i]);
  return g_string_free (out, FALSE);
}

static void
compare (CrmStore *store,
         Question question)
{
  g_autofree char *ready = crm_store_read (store, answer, &question, NULL, NULL);
  g_autofree char *counted = NULL;

  question.by_hand = TRUE;
  counted = crm_store_read (store, answer, &question, NULL, NULL);
  g_assert_cmpstr (ready, ==, counted);
}

static gpointer
read_customers (CrmReader *reader,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("customer"));

  return crm_reader_ids (reader, query, 40, 0, error);
}

/* What a customer's page shows. */
static void
compare_customers (CrmStore *store)
{
  static const char *const by_status[] = { "status", NULL };
  static const char *const by_currency[] = { "status", "value.currency", NULL };
  g_autoptr (GArray) ids = crm_store_read (store, read_customers, NULL, NULL, NULL);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *filter = g_strdup_printf ("customer = \"%" G_GINT64_FORMAT "\"",
                                                 g_array_index (ids, gint64, i));

      compare (store, (Question) { filter, by_currency, FALSE, "opportunity" });
      compare (store, (Question) { filter, by_status, FALSE, "activity" });
      compare (store, (Question) { filter, &by_status[1], FALSE, "activity" });
    }
}

static void
compare_all (CrmStore *store)
{
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    {
      for (guint f = 0; f < G_N_ELEMENTS (filters); f++)
        compare (store, (Question) { filters[f], keys[k] });
    }
  compare_customers (store);
}

/* The latest activity of a customer goes: the one before it is the latest then. */
static void
forget_latest (CrmStore *store)
{
  g_autoptr (GArray) ids = crm_store_read (store, read_customers, NULL, NULL, NULL);
  g_autofree char *title = crm_test_text (store, "customer", g_array_index (ids, gint64, 0), "name");
  gint64 late = crm_test_add (store, "activity", "name", "Call", "kind", "call", "status", "done", "done_at", "2031-01-01 10:00",
                              "customer", title, NULL);

  compare_customers (store);
  crm_test_set (store, "activity", late, "done_at", "2030-01-01 10:00", NULL);
  compare_customers (store);
  crm_test_delete (store, "activity", late);
  compare_customers (store);
  crm_test_sound (store);
}

static void
test_sample (TestStore *test,
             gconstpointer data)
{
  GError *error = NULL;
  gint64 deal;

  g_assert_true (crm_sample_generate (test->store, 150, 7, NULL, NULL, NULL, &error));
  compare_all (test->store);
  crm_test_sound (test->store);
  forget_latest (test->store);

  deal = crm_test_add (test->store, "opportunity", "name", "Dollars", "value", "999.99 USD", "probability", "33.33%",
                       "stage", "Proposal", NULL);
  crm_test_set (test->store, "opportunity", deal, "stage", "Won", "closed_on", "2025-03-31", NULL);
  crm_test_set (test->store, "opportunity", deal, "value", "12.34 CHF", NULL);
  compare_all (test->store);
  crm_test_delete (test->store, "opportunity", deal);
  g_assert_true (crm_store_undo (test->store, 0, NULL, &error));
  compare_all (test->store);
  crm_test_sound (test->store);
}

/* What does not agree is found; what was written before there were rollups is counted when it is opened. */
static void
test_recount (TestStore *test,
              gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;
  Question question = { NULL, keys[2], FALSE };
  g_autoptr (GPtrArray) problems = NULL;

  crm_test_add (test->store, "opportunity", "name", "A", "value", "10", "stage", "Proposal", NULL);
  before = crm_store_read (test->store, answer, &question, NULL, NULL);
  crm_store_close (test->store);
  crm_test_exec (test->path, "UPDATE opportunity_rollup SET total = total + 1");
  crm_test_reopen (test, 0);
  problems = crm_test_problems (test->store);
  g_assert_cmpuint (problems->len, ==, 1);
  crm_store_close (test->store);
  /* What is counted as before is left as it is. */
  crm_test_exec (test->path, "UPDATE meta SET value = 'older' WHERE key = 'fingerprint'");
  crm_test_reopen (test, 0);
  after = crm_store_read (test->store, answer, &question, NULL, NULL);
  g_assert_cmpstr (after, !=, before);
  g_clear_pointer (&after, g_free);
  crm_store_close (test->store);
  crm_test_exec (test->path, "DROP TABLE opportunity_rollup; DELETE FROM meta WHERE key = 'rollups.opportunity'; "
                 "UPDATE meta SET value = 'older' WHERE key = 'fingerprint'");
  crm_test_reopen (test, 0);
  after = crm_store_read (test->store, answer, &question, NULL, NULL);
  g_assert_cmpstr (after, ==, before);
  crm_test_sound (test->store);
}

/* In one step: a record that is made for one customer and moved to another leaves nothing with the first. */
static void
test_passing (TestStore *test,
              gconstpointer data)
{
  gint64 first = crm_test_add (test->store, "customer", "name", "First", NULL);
  gint64 second = crm_test_add (test->store, "customer", "name", "Second", NULL);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Move");
  g_autoptr (GError) error = NULL;
  gint64 id = crm_change_set_insert (changes, "activity");

  crm_change_set_text (changes, "name", "Call");
  crm_change_set_text (changes, "kind", "call");
  crm_change_set_text (changes, "status", "done");
  crm_change_set_int (changes, "done_at", 1000000);
  crm_change_set_int (changes, "customer", first);
  crm_change_set_update (changes, "activity", id);
  crm_change_set_int (changes, "customer", second);
  crm_store_apply (test->store, changes, NULL, NULL, &error);
  g_assert_no_error (error);
  crm_test_sound (test->store);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("CLIENTELE_TODAY", "2025-09-15", TRUE);
  g_test_add ("/rollup/sample", TestStore, NULL, crm_test_set_up, test_sample, crm_test_tear_down);
  g_test_add ("/rollup/passing", TestStore, NULL, crm_test_set_up, test_passing, crm_test_tear_down);
  g_test_add ("/rollup/recount", TestStore, NULL, crm_test_set_up, test_recount, crm_test_tear_down);
  return g_test_run ();
}
