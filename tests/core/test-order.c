/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include <string.h>

/* Lists in the order of every column: what walks an index value by value against what sorts by an expression. */

#define N_RECORDS 400

static const char *const words[] = { "Alba", "älgen", "Brücke", "cobra", "Delta", "écho", "张伟", "", "zulu", "Zürich" };

static void
put_random (CrmChangeSet *changes,
            const CrmField *field,
            const char *const *people)
{
  if (g_test_rand_int_range (0, 4) == 0)
    return;
  if (field->kind == CRM_FIELD_CHOICE)
    {
      guint n = 0;

      while (field->choices[n].key != NULL)
        n++;
      if (field->open_choice && g_test_rand_int_range (0, 3) == 0)
        crm_change_set_text (changes, field->key, g_test_rand_int_range (0, 2) ? "Mühle" : "abbey");
      else
        crm_change_set_text (changes, field->key, field->choices[g_test_rand_int_range (0, n)].key);
    }
  else if (strcmp (field->key, "owner") == 0)
    crm_change_set_int (changes, field->key, g_ascii_strtoll (people[g_test_rand_int_range (0, 5)], NULL, 10));
  else if (field->kind == CRM_FIELD_TEXT && strcmp (field->key, "number") != 0)
    crm_change_set_text (changes, field->key, words[g_test_rand_int_range (0, G_N_ELEMENTS (words))]);
}

static void
fill (CrmStore *store)
{
  const CrmEntity *entity = crm_entity_find ("customer");
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Fill");
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (people, g_strdup_printf ("%" G_GINT64_FORMAT, crm_test_add (store, "person", "name",
                                                                                 words[(i * 3) % 6], NULL)));
  for (guint i = 0; i < N_RECORDS; i++)
    {
      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", words[i % 6]);
      for (guint f = 1; f < entity->n_fields; f++)
        put_random (changes, &entity->fields[f], (const char *const *) people->pdata);
    }
  g_assert_true (crm_store_apply (store, changes, NULL, NULL, NULL));
}

static gpointer
read_ids (CrmReader *reader,
          gpointer data,
          GCancellable *cancellable,
          GError **error)
{
  return crm_reader_ids (reader, data, -1, 0, error);
}

static void
assert_same_order (CrmStore *store,
                   const CrmField *field,
                   gboolean descending)
{
  g_autoptr (CrmQuery) direct = crm_query_new (crm_entity_find ("customer"));
  g_autoptr (CrmQuery) sorted = NULL;
  g_autoptr (GArray) quick = NULL, slow = NULL;

  g_assert_true (crm_query_add_sort (direct, field->key, descending, NULL));
  sorted = crm_query_copy (direct);
  g_assert_true (crm_query_set_filter_text (sorted, "name is not empty", NULL));
  quick = crm_store_read (store, read_ids, direct, NULL, NULL);
  slow = crm_store_read (store, read_ids, sorted, NULL, NULL);
  g_assert_cmpuint (quick->len, ==, N_RECORDS);
  g_assert_cmpmem (quick->data, quick->len * sizeof (gint64), slow->data, slow->len * sizeof (gint64));
}

static void
test_every_column (TestStore *test,
                   gconstpointer data)
{
  const CrmEntity *entity = crm_entity_find ("customer");

  fill (test->store);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      assert_same_order (test->store, &entity->fields[i], FALSE);
      assert_same_order (test->store, &entity->fields[i], TRUE);
    }
}

/* More targets than are walked one by one. */
static void
test_many_targets (TestStore *test,
                   gconstpointer data)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Fill");
  const CrmEntity *entity = crm_entity_find ("customer");

  for (guint i = 0; i < N_RECORDS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s %u", words[i % 6], i % 97);
      gint64 id;

      crm_change_set_insert (changes, "person");
      crm_change_set_text (changes, "name", name);
      id = crm_change_set_get_change (changes, crm_change_set_get_n_changes (changes) - 1)->id;
      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", name);
      if (i % 9 != 0)
        crm_change_set_int (changes, "owner", id);
    }
  g_assert_true (crm_store_apply (test->store, changes, NULL, NULL, NULL));
  assert_same_order (test->store, crm_entity_field (entity, "owner"), FALSE);
  assert_same_order (test->store, crm_entity_field (entity, "owner"), TRUE);
}

/* What lists lead to is kept in a table, which follows what is written, comes back where it is missing, and is found
 * out where it lacks something. */
static void
test_kept_targets (TestStore *test,
                   gconstpointer data)
{
  const CrmField *owner = crm_entity_field (crm_entity_find ("customer"), "owner");
  g_autoptr (GPtrArray) problems = NULL;
  gint64 customer;

  test_many_targets (test, NULL);
  crm_test_add (test->store, "person", "name", "zz last of all", NULL);
  crm_test_add (test->store, "person", "name", "zzz without a customer", NULL);
  customer = crm_test_find (test->store, "customer", "cobra 3");
  crm_test_set (test->store, "customer", customer, "owner", "zz last of all", NULL);
  assert_same_order (test->store, owner, TRUE);
  g_assert_true (crm_store_undo (test->store, 0, NULL, NULL));
  assert_same_order (test->store, owner, TRUE);
  crm_test_sound (test->store);
  crm_store_close (test->store);

  crm_test_exec (test->path, "DROP TABLE customer_owner_linked; DELETE FROM meta WHERE key = 'linked.customer'; "
                 "UPDATE meta SET value = 'older' WHERE key = 'fingerprint'");
  crm_test_reopen (test, 0);
  assert_same_order (test->store, owner, FALSE);
  crm_test_sound (test->store);
  crm_store_close (test->store);

  crm_test_exec (test->path, "DELETE FROM customer_owner_linked WHERE id = (SELECT max(owner) FROM customer)");
  crm_test_reopen (test, 0);
  problems = crm_test_problems (test->store);
  g_assert_cmpuint (problems->len, ==, 1);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/order/every-column", TestStore, NULL, crm_test_set_up, test_every_column, crm_test_tear_down);
  g_test_add ("/order/many-targets", TestStore, NULL, crm_test_set_up, test_many_targets, crm_test_tear_down);
  g_test_add ("/order/kept-targets", TestStore, NULL, crm_test_set_up, test_kept_targets, crm_test_tear_down);
  return g_test_run ();
}
