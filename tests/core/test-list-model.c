/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "db/crm-db.h"

#include <string.h>

#define MANY 100000

/* What the list tells: each signal as "position −removed +added", one after the other; and a copy of the list that is
 * kept only from these signals, as a view does. */
typedef struct
{
  CrmListModel *model;
  GString      *signals;
  guint         n_signals;
  GArray       *ids;
} Watch;

static void
items_changed_cb (GListModel *model,
                  guint position,
                  guint removed,
                  guint added,
                  gpointer data)
{
  Watch *watch = data;

  watch->n_signals++;
  g_string_append_printf (watch->signals, "%s%u-%u+%u", watch->signals->len > 0 ? " " : "", position, removed, added);
  g_assert_cmpuint (position + removed, <=, watch->ids->len);
  if (removed > 0)
    g_array_remove_range (watch->ids, position, removed);
  for (guint i = 0; i < added; i++)
    {
      gint64 id = crm_list_model_get_id (CRM_LIST_MODEL (model), position + i);

      g_array_insert_val (watch->ids, position + i, id);
    }
}

static void
settle (Watch *watch)
{
  crm_test_wait_for (!crm_list_model_is_loading (watch->model));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  crm_test_wait_for (!crm_list_model_is_loading (watch->model));
  g_assert_cmpuint (watch->ids->len, ==, g_list_model_get_n_items (G_LIST_MODEL (watch->model)));
  for (guint i = 0; i < watch->ids->len; i++)
    g_assert_cmpint (g_array_index (watch->ids, gint64, i), ==, crm_list_model_get_id (watch->model, i));
}

static Watch *
watch_list (CrmStore *store,
            const char *entity,
            const char *filter,
            const char *sort)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (entity));
  Watch *watch = g_new0 (Watch, 1);
  GError *error = NULL;

  crm_query_set_filter_text (query, filter, &error);
  g_assert_no_error (error);
  crm_query_set_sort_text (query, sort, &error);
  g_assert_no_error (error);
  watch->signals = g_string_new (NULL);
  watch->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  watch->model = crm_list_model_new (store, query);
  g_signal_connect (watch->model, "items-changed", G_CALLBACK (items_changed_cb), watch);
  settle (watch);
  g_string_truncate (watch->signals, 0);
  watch->n_signals = 0;
  return watch;
}

/* A reading that was cancelled holds the list until it has ended. */
static void
drop (CrmListModel *model)
{
  gpointer watched = model;

  g_object_add_weak_pointer (G_OBJECT (model), &watched);
  g_object_unref (model);
  crm_test_wait_for (watched == NULL);
}

static void
unwatch (Watch *watch)
{
  g_signal_handlers_disconnect_by_data (watch->model, watch);
  drop (watch->model);
  g_string_free (watch->signals, TRUE);
  g_array_unref (watch->ids);
  g_free (watch);
}

static void
assert_signals (Watch *watch,
                const char *expected)
{
  settle (watch);
  g_assert_cmpstr (watch->signals->str, ==, expected);
  g_string_truncate (watch->signals, 0);
}

static CrmRecord *
get_loaded (Watch *watch,
            guint position)
{
  CrmRecord *record = g_list_model_get_item (G_LIST_MODEL (watch->model), position);

  g_assert_nonnull (record);
  crm_test_wait_for (crm_record_is_loaded (record));
  return record;
}

static void
test_splices (TestStore *test,
              gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 ids[5];
  Watch *watch;
  guint position;
  g_autoptr (CrmChangeSet) changes = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("%c", 'b' + i * 2);

      ids[i] = crm_test_add (store, "customer", "name", name, NULL);   /* b d f h j */
    }
  watch = watch_list (store, "customer", NULL, "name");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (watch->model)), ==, 5);

  crm_test_set (store, "customer", ids[2], "city", "Lyon", NULL);
  assert_signals (watch, "");
  crm_test_add (store, "customer", "name", "e", NULL);
  assert_signals (watch, "2-0+1");
  crm_test_set (store, "customer", ids[0], "name", "i", NULL);   /* b moves behind h: d e f h i j */
  assert_signals (watch, "0-1+0 4-0+1");
  crm_test_set (store, "customer", ids[0], "name", "b", NULL);
  assert_signals (watch, "4-1+0 0-0+1");
  crm_test_delete (store, "customer", ids[3]);
  assert_signals (watch, "4-1+0");
  g_assert_true (crm_store_undo (store, 0, NULL, NULL));
  assert_signals (watch, "4-0+1");
  crm_test_set (store, "customer", ids[4], "name", "a", NULL);   /* the last to the front */
  assert_signals (watch, "5-1+0 0-0+1");
  crm_test_set (store, "customer", ids[4], "name", "j", NULL);
  assert_signals (watch, "0-1+0 5-0+1");
  g_assert_true (crm_list_model_find (watch->model, ids[4], &position));
  g_assert_cmpuint (position, ==, 5);
  g_assert_false (crm_list_model_find (watch->model, 12345, &position));

  changes = crm_change_set_new (store, "Import");
  for (guint i = 0; i < 50; i++)
    {
      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", "k");
    }
  g_assert_no_error (crm_test_try (store, changes));
  assert_signals (watch, "6-0+50");
  g_assert_true (crm_store_undo (store, 0, NULL, NULL));
  assert_signals (watch, "6-50+0");
  crm_test_add (store, "product", "name", "b", NULL);   /* not ours */
  assert_signals (watch, "");
  g_clear_pointer (&changes, crm_change_set_unref);
  unwatch (watch);
}

static void
test_filtered (TestStore *test,
               gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 anna = crm_test_add (store, "person", "name", "Anna", NULL);
  gint64 id = crm_test_add (store, "customer", "name", "A", "owner", "Anna", NULL);
  Watch *watch = watch_list (store, "customer", "owner.name = anna and city is empty", "name");
  g_autoptr (CrmRecord) record = get_loaded (watch, 0);
  guint owner = crm_entity_field_index (crm_entity_find ("customer"), "owner");

  g_assert_cmpstr (crm_record_get_link_title (record, owner), ==, "Anna");
  crm_test_set (store, "customer", id, "city", "Lyon", NULL);
  assert_signals (watch, "0-1+0");
  crm_test_set (store, "customer", id, "city", "", NULL);
  assert_signals (watch, "0-0+1");
  crm_test_set (store, "person", anna, "name", "Anne", NULL);   /* behind a link */
  assert_signals (watch, "0-1+0");
  crm_test_set (store, "person", anna, "name", "ANNA", NULL);
  assert_signals (watch, "0-0+1");
  crm_test_wait_for (g_strcmp0 (crm_record_get_link_title (record, owner), "ANNA") == 0);
  g_clear_object (&record);
  unwatch (watch);
}

static void
fill (TestStore *test,
      guint n)
{
  GError *error = NULL;
  CrmDb *db;
  g_autofree char *sql = g_strdup_printf (
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u)"
    " INSERT INTO customer (id, sort_key, name, employees) SELECT i, printf ('%%08d', i), printf ('%%08d', i), i %% 10 FROM n", n);

  crm_store_close (test->store);
  db = crm_db_open (test->path, 0, &error);
  g_assert_no_error (error);
  crm_db_exec (db, sql, &error);
  g_assert_no_error (error);
  crm_db_checkpoint (db, TRUE);
  crm_db_close (db);
  crm_test_reopen (test, 0);
}

static void
test_pages (TestStore *test,
            gconstpointer data)
{
  static const guint positions[] = { 0, 63, 64, 500, 99999, 77777, 1, 50000 };
  Watch *watch;
  gint64 id;

  fill (test, MANY);
  watch = watch_list (test->store, "customer", NULL, "name");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (watch->model)), ==, MANY);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (watch->model), MANY));
  for (guint i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      g_autoptr (CrmRecord) record = get_loaded (watch, positions[i]);
      g_autoptr (CrmRecord) again = g_list_model_get_item (G_LIST_MODEL (watch->model), positions[i]);
      g_autofree char *expected = g_strdup_printf ("%08u", positions[i] + 1);

      g_assert_cmpstr (crm_record_get_title (record), ==, expected);
      g_assert_true (record == again);
    }
  id = crm_test_add (test->store, "customer", "name", "00050000b", NULL);
  assert_signals (watch, "50000-0+1");
  crm_test_delete (test->store, "customer", id);
  assert_signals (watch, "50000-1+0");
  unwatch (watch);
}

/* An early page is there before the whole list is. */
static void
test_first_page (TestStore *test,
                 gconstpointer data)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("customer"));
  CrmListModel *model;

  fill (test, 1000);
  model = crm_list_model_new (test->store, query);
  g_assert_true (crm_list_model_is_loading (model));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  crm_test_wait_for (g_list_model_get_n_items (G_LIST_MODEL (model)) > 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), <=, 64);
  crm_test_wait_for (!crm_list_model_is_loading (model));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1000);
  drop (model);
}

static CrmQuery *
employees_query (guint n)
{
  CrmQuery *query = crm_query_new (crm_entity_find ("customer"));
  g_autofree char *filter = g_strdup_printf ("employees = %u", n);

  crm_query_set_filter_text (query, filter, NULL);
  crm_query_set_sort_text (query, "name", NULL);
  return query;
}

/* Somebody types fast: what counts is the last query, and the items of pages that were being read are read. */
static void
test_generations (TestStore *test,
                  gconstpointer data)
{
  Watch *watch;

  fill (test, 20000);
  watch = watch_list (test->store, "customer", NULL, "name");
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (CrmQuery) query = employees_query (i % 10);
      g_autoptr (CrmRecord) record = g_list_model_get_item (G_LIST_MODEL (watch->model), i * 7);

      crm_list_model_set_query (watch->model, query);
      g_assert_true (crm_list_model_is_loading (watch->model));
      for (guint n = g_test_rand_int_range (0, 4); n > 0; n--)
        g_main_context_iteration (NULL, FALSE);
    }
  settle (watch);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (watch->model)), ==, 2000);
  for (guint i = 0; i < 2000; i += 111)
    {
      g_autoptr (CrmRecord) record = get_loaded (watch, i);

      g_assert_cmpint (crm_record_get_int (record, "employees"), ==, 9);
    }
  unwatch (watch);
}

/* Changes while the list is loading are not lost. */
static void
test_changes_while_loading (TestStore *test,
                            gconstpointer data)
{
  Watch *watch;

  fill (test, 20000);
  watch = watch_list (test->store, "customer", "employees = 3", "name");
  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (CrmQuery) query = employees_query (3);

      crm_list_model_set_query (watch->model, query);
      crm_test_set (test->store, "customer", 100 + i * 10, "employees", "3", NULL);
    }
  settle (watch);
  g_assert_cmpuint (watch->ids->len, ==, 2030);
  unwatch (watch);
}

/* Random edits: the signals alone always give the list. */
static void
test_random (TestStore *test,
             gconstpointer data)
{
  Watch *watch;
  guint n_live;

  fill (test, 300);
  watch = watch_list (test->store, "customer", "employees < 7", "employees:desc,name");
  for (guint i = 0; i < 200; i++)
    {
      gint64 id = g_test_rand_int_range (1, 301);
      g_autofree char *number = g_strdup_printf ("%d", g_test_rand_int_range (0, 10));
      g_autoptr (CrmRecord) record = crm_test_get (test->store, "customer", id);

      if (record == NULL || g_test_rand_int_range (0, 5) == 0)
        g_assert_no_error (crm_test_try_add (test->store, "customer", "name", number, "employees", number, NULL));
      else if (g_test_rand_int_range (0, 5) == 0)
        crm_test_delete (test->store, "customer", id);
      else
        crm_test_set (test->store, "customer", id, "employees", number, NULL);
      if (g_test_rand_bit ())
        settle (watch);
    }
  settle (watch);
  n_live = crm_test_count (test->store, "customer", "employees < 7");
  g_assert_cmpuint (watch->ids->len, ==, n_live);
  unwatch (watch);
}

static void
test_dropped_while_loading (TestStore *test,
                            gconstpointer data)
{
  fill (test, 20000);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (CrmQuery) query = employees_query (i % 10);
      CrmListModel *model = crm_list_model_new (test->store, query);

      for (guint n = g_test_rand_int_range (0, 3); n > 0; n--)
        g_main_context_iteration (NULL, FALSE);
      drop (model);
    }
}

#define ADD(path, function) \
  g_test_add ("/list-model/" path, TestStore, NULL, crm_test_set_up, function, crm_test_tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("splices", test_splices);
  ADD ("filtered", test_filtered);
  ADD ("pages", test_pages);
  ADD ("first-page", test_first_page);
  ADD ("generations", test_generations);
  ADD ("changes-while-loading", test_changes_while_loading);
  ADD ("random", test_random);
  ADD ("dropped-while-loading", test_dropped_while_loading);
  return g_test_run ();
}
