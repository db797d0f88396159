/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "analytics/crm-match-merge.h"
#include "analytics/crm-verdicts.h"
#include "base/crm-error.h"

static gint64
merge_two (CrmStore *store,
           const char *entity,
           gint64 keep,
           gint64 other,
           GError **error)
{
  g_autoptr (CrmMerge) merge = crm_merge_new (crm_entity_find (entity));
  gint64 action = 0;

  if (crm_merge_add (merge, keep, &other, 1, error))
    crm_merge_apply (merge, store, "Merge", &action, NULL, error);
  return action;
}

static void
assert_text (CrmStore *store,
             const char *entity,
             gint64 id,
             const char *field,
             const char *expected)
{
  g_autofree char *text = crm_test_text (store, entity, id, field);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_merge (TestStore *test,
            gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 top = crm_test_add (store, "customer", "name", "Holding", NULL);
  gint64 keep = crm_test_add (store, "customer", "name", "Müller Ltd", "city", "Lyon", "notes", "First", NULL);
  gint64 other = crm_test_add (store, "customer", "name", "Mueller Ltd.", "number", "C-7", "city", "Paris", "email",
                               "info@example.com", "notes", "Second", "parent", "Holding", NULL);
  gint64 child = crm_test_add (store, "customer", "name", "Branch", "parent", "Mueller Ltd.", NULL);
  gint64 contact = crm_test_add (store, "contact", "name", "Anna", "customer", "Mueller Ltd.", NULL);
  gint64 activity = crm_test_add (store, "activity", "name", "Call", "kind", "call", "customer", "Mueller Ltd.",
                                  NULL);
  g_autofree char *before = crm_test_digest (store), *merged = NULL, *after = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (merge_two (store, "customer", keep, other, &error), !=, 0);
  g_assert_no_error (error);
  g_assert_cmpint (crm_test_count (store, "customer", NULL), ==, 3);
  assert_text (store, "customer", keep, "name", "Müller Ltd");
  assert_text (store, "customer", keep, "city", "Lyon");
  assert_text (store, "customer", keep, "number", "C-7");
  assert_text (store, "customer", keep, "email", "info@example.com");
  assert_text (store, "customer", keep, "notes", "First\n\nSecond");
  assert_text (store, "customer", keep, "parent", "Holding");
  assert_text (store, "customer", child, "parent", "Müller Ltd");
  assert_text (store, "contact", contact, "customer", "Müller Ltd");
  assert_text (store, "activity", activity, "customer", "Müller Ltd");
  g_assert_cmpint (top, !=, 0);
  merged = crm_test_digest (store);
  g_assert_true (crm_store_undo (store, 0, NULL, &error));
  after = crm_test_digest (store);
  g_assert_cmpstr (after, ==, before);
  g_assert_true (crm_store_redo (store, NULL, &error));
  again = crm_test_digest (store);
  g_assert_cmpstr (again, ==, merged);
  crm_test_sound (store);
}

/* A record must not become its own parent. */
static void
test_parent (TestStore *test,
             gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 keep = crm_test_add (store, "customer", "name", "One", NULL);
  gint64 other = crm_test_add (store, "customer", "name", "Two", "parent", "One", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (merge_two (store, "customer", keep, other, &error), !=, 0);
  g_assert_no_error (error);
  g_assert_cmpint (crm_test_count (store, "customer", "parent is empty"), ==, 1);
}

static void
test_refused (TestStore *test,
              gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 keep = crm_test_add (store, "customer", "name", "One", NULL);
  g_autofree char *before = crm_test_digest (store), *after = NULL;
  GError *error = NULL;

  merge_two (store, "customer", keep, keep, &error);
  crm_test_assert_error (error, CRM_ERROR_INVALID);
  error = NULL;
  merge_two (store, "customer", keep, keep + 1, &error);
  crm_test_assert_error (error, CRM_ERROR_NOT_FOUND);
  after = crm_test_digest (store);
  g_assert_cmpstr (after, ==, before);
}

#define N_TWICE 30

static void
test_sure (TestStore *test,
           gconstpointer data)
{
  CrmStore *store = test->store;
  g_autoptr (CrmMerge) merge = NULL;
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  gint64 action;

  for (guint i = 0; i < N_TWICE; i++)
    {
      g_autofree char *name = g_strdup_printf ("%c%c%s %c%s", 'A' + i % 26, 'a' + i * 7 % 26, "ndra", 'a' + i * 11 % 26,
                                               "olberg");
      g_autofree char *phone = g_strdup_printf ("030 %07u", 1000000 + i * 7919 * 31);
      g_autofree char *email = g_strdup_printf ("%c%u@example.com", 'a' + i % 26, i * 37);

      crm_test_add (store, "contact", "name", name, "phone", phone, NULL);
      crm_test_add (store, "contact", "name", name, "phone", phone, "email", email, "birthday", "1990-01-02", NULL);
    }
  crm_test_add (store, "contact", "name", "Somebody Else", "phone", "+33 555 123456", NULL);
  before = crm_test_digest (store);
  merge = crm_store_read (store, crm_match_merge_find_sure, (gpointer) crm_entity_find ("contact"), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (crm_merge_n_groups (merge), ==, N_TWICE);
  g_assert_true (crm_merge_apply (merge, store, "Merge", &action, NULL, &error));
  g_assert_cmpint (crm_test_count (store, "contact", NULL), ==, N_TWICE + 1);
  /* The fuller ones stay. */
  g_assert_cmpint (crm_test_count (store, "contact", "email is empty"), ==, 1);
  g_assert_true (crm_store_undo (store, 0, NULL, &error));
  after = crm_test_digest (store);
  g_assert_cmpstr (after, ==, before);
}

static gpointer
merge_pairs (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  const CrmEntity *contact = crm_entity_find ("contact");
  g_autoptr (CrmVerdicts) verdicts = crm_verdicts_load (reader, contact, error);

  return crm_match_merge_new (reader, contact, data, verdicts, error);
}

static void
judge (CrmStore *store,
       const char *entity,
       gint64 one,
       gint64 other)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Judge");
  const gint64 ids[] = { one, other };
  const char *const titles[] = { "One", "Other" };

  crm_verdict_add_different (changes, crm_entity_find (entity), ids, titles);
  g_assert_null (crm_test_try (store, changes));
}

static gpointer
load_verdicts (CrmReader *reader,
               gpointer entity,
               GCancellable *cancellable,
               GError **error)
{
  return crm_verdicts_load (reader, entity, error);
}

static gboolean
are_different (CrmStore *store,
               const char *entity,
               gint64 one,
               gint64 other)
{
  g_autoptr (CrmVerdicts) verdicts = crm_store_read (store, load_verdicts, (gpointer) crm_entity_find (entity), NULL,
                                                     NULL);

  return crm_verdicts_are_different (verdicts, one, other);
}

/* What was said of a record that is merged holds for the one that is kept; undoing that brings all back. */
static void
test_verdicts (TestStore *test,
               gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 a = crm_test_add (store, "customer", "name", "Acme", NULL);
  gint64 b = crm_test_add (store, "customer", "name", "Acme Trading", NULL);
  gint64 c = crm_test_add (store, "customer", "name", "Acme Shipping", NULL);

  judge (store, "customer", c, b);
  g_assert_true (are_different (store, "customer", b, c));
  g_assert_false (are_different (store, "customer", a, c));
  g_assert_false (are_different (store, "contact", b, c));
  g_assert_cmpint (merge_two (store, "customer", a, b, NULL), !=, 0);
  crm_test_reopen (test, 0);
  store = test->store;
  g_assert_true (are_different (store, "customer", c, a));
  g_assert_true (crm_store_undo (store, 0, NULL, NULL));
  g_assert_true (are_different (store, "customer", b, c));
  crm_test_delete (store, "customer", c);
  g_assert_cmpint (crm_test_count (store, "verdict", NULL), ==, 0);
}

/* Neither a pair nor those that are the same as both become one where a person has said that they are not. */
static void
test_sure_but_judged (TestStore *test,
                      gconstpointer data)
{
  static const char *const names[] = { "Ada", "Bob", "Cyd", "Dan", "Eve" };
  CrmStore *store = test->store;
  gint64 ids[5];
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CrmMerge) merge = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = crm_test_add (store, "contact", "name", names[i], NULL);
  for (guint i = 0; i + 1 < G_N_ELEMENTS (ids); i++)   /* a chain: all would be one */
    g_array_append_vals (pairs, &ids[i], 2);
  judge (store, "contact", ids[3], ids[0]);
  merge = crm_store_read (store, merge_pairs, pairs, NULL, NULL);
  g_assert_cmpuint (crm_merge_n_groups (merge), ==, 2);
  g_assert_cmpuint (crm_merge_n_gone (merge), ==, 3);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/merge/merge", TestStore, NULL, crm_test_set_up, test_merge, crm_test_tear_down);
  g_test_add ("/merge/parent", TestStore, NULL, crm_test_set_up, test_parent, crm_test_tear_down);
  g_test_add ("/merge/refused", TestStore, NULL, crm_test_set_up, test_refused, crm_test_tear_down);
  g_test_add ("/merge/sure", TestStore, NULL, crm_test_set_up, test_sure, crm_test_tear_down);
  g_test_add ("/merge/verdicts", TestStore, NULL, crm_test_set_up, test_verdicts, crm_test_tear_down);
  g_test_add ("/merge/sure-but-judged", TestStore, NULL, crm_test_set_up, test_sure_but_judged, crm_test_tear_down);
  return g_test_run ();
}
