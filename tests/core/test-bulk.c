/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "base/crm-error.h"
#include "db/crm-db.h"
#include "store/crm-bulk.h"
#include "store/crm-writer.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Long actions, made in slices. */

#define PORTION 500
#define LONG_LOG (8 << 20)   /* it gets there once the writer keeps no more in memory */

static CrmChangeSet *
make_portion (CrmStore *store,
              guint number,
              gboolean valid)
{
  CrmChangeSet *changes = crm_change_set_new (store, "Portion");
  gint64 customer;

  for (guint i = 0; i < PORTION; i++)
    {
      g_autofree char *name = g_strdup_printf ("Customer %u %u", number, i);

      customer = crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", name);
      crm_change_set_text (changes, "city", i % 2 ? "Lyon" : "Kyiv");
      crm_change_set_insert (changes, "contact");
      crm_change_set_text (changes, "name", valid || i + 1 < PORTION ? name : "");
      crm_change_set_int (changes, "customer", customer);
    }
  return changes;
}

static void
add_portions (CrmStore *store,
              CrmBulk *bulk,
              guint n)
{
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrmChangeSet) portion = make_portion (store, i, TRUE);

      crm_bulk_add (bulk, portion, NULL, &error);
      g_assert_no_error (error);
    }
}

static void
assert_digest (CrmStore *store,
               const char *expected)
{
  g_autofree char *digest = crm_test_digest (store);

  g_assert_cmpstr (digest, ==, expected);
  crm_test_sound (store);
}

/* Portions whose memory is used again, with texts that they lend, hold nothing of what they held before. */
static void
test_portions (TestStore *test,
               gconstpointer data)
{
  CrmBulk *bulk = crm_bulk_new (test->store, "Import");
  GHashTable *seen = g_hash_table_new (NULL, NULL);
  GError *error = NULL;
  guint n = 0;

  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (CrmChangeSet) portion = crm_bulk_get_portion (bulk);
      const CrmEntity *customer = crm_entity_find ("customer");

      g_assert_cmpuint (crm_change_set_get_n_changes (portion), ==, 0);
      g_hash_table_add (seen, portion);
      for (guint k = 0; k < 300 - 5 * (i % 50); k++)
        {
          g_autofree char *name = g_strdup_printf ("Customer %u", n++);
          char *text = g_string_chunk_insert (crm_change_set_get_texts (portion), name);

          crm_change_set_insert (portion, "customer");
          crm_change_set_put (portion, crm_entity_field_index (customer, "name"), crm_value_lend_text (text), FALSE);
          if (i % 2 == 0)
            crm_change_set_put (portion, crm_entity_field_index (customer, "city"), crm_value_text (name), FALSE);
        }
      g_assert_true (crm_bulk_add (bulk, portion, NULL, NULL));
    }
  g_assert_cmpuint (g_hash_table_size (seen), <, 20);
  g_assert_true (crm_bulk_finish (bulk, NULL, NULL, &error));
  g_assert_no_error (error);
  crm_bulk_free (bulk);
  g_hash_table_unref (seen);

  g_assert_cmpint (crm_test_count (test->store, "customer", NULL), ==, n);
  for (guint i = 0, first = 0; i < 60; first += 300 - 5 * (i % 50), i++)
    {
      g_autofree char *name = g_strdup_printf ("Customer %u", first);
      g_autofree char *city = crm_test_text (test->store, "customer", crm_test_find (test->store, "customer", name),
                                             "city");

      g_assert_cmpstr (city, ==, i % 2 == 0 ? name : "");
    }
  crm_test_sound (test->store);
}

static void
test_undo (TestStore *test,
           gconstpointer data)
{
  CrmBulk *bulk = crm_bulk_new (test->store, "Import everything");
  g_autofree char *before = crm_test_digest (test->store), *after = NULL, *label = NULL;
  GError *error = NULL;
  gint64 action = 0;

  add_portions (test->store, bulk, 12);
  crm_bulk_finish (bulk, &action, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (action, !=, 0);
  crm_bulk_free (bulk);
  g_assert_cmpint (crm_test_count (test->store, "customer", NULL), ==, 12 * PORTION);
  after = crm_test_digest (test->store);
  crm_test_sound (test->store);

  crm_store_undo (test->store, 0, &label, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (label, ==, "Import everything");
  assert_digest (test->store, before);
  crm_test_reopen (test, 0);
  crm_store_redo (test->store, NULL, &error);
  g_assert_no_error (error);
  assert_digest (test->store, after);
  crm_store_undo (test->store, 0, NULL, &error);
  g_assert_no_error (error);
  assert_digest (test->store, before);
}

static void
test_failure (TestStore *test,
              gconstpointer data)
{
  CrmBulk *bulk = crm_bulk_new (test->store, "Import");
  g_autoptr (CrmChangeSet) invalid = make_portion (test->store, 99, FALSE);
  g_autofree char *before = crm_test_digest (test->store);
  GError *error = NULL;
  gint64 action = 1;

  add_portions (test->store, bulk, 20);
  crm_bulk_add (bulk, invalid, NULL, NULL);
  g_assert_false (crm_bulk_finish (bulk, &action, NULL, &error));
  crm_test_assert_error (error, CRM_ERROR_REQUIRED);
  g_assert_cmpint (action, ==, 0);
  error = NULL;
  crm_bulk_free (bulk);
  assert_digest (test->store, before);
  g_assert_false (crm_store_undo (test->store, 0, NULL, &error));
  crm_test_assert_error (error, CRM_ERROR_NOTHING);
}

static gint64
query (const char *path,
       const char *sql)
{
  CrmDb *db = crm_db_open (path, CRM_DB_READ_ONLY, NULL);
  gint64 number = crm_db_query_int (db, sql, -1);

  crm_db_close (db);
  return number;
}

/* While nobody else writes, nothing has to be taken back. */
static void
test_given_up (TestStore *test,
               gconstpointer data)
{
  static const char commits[] = "SELECT n FROM commit_counter";
  CrmBulk *bulk = crm_bulk_new (test->store, "Import");
  g_autofree char *before = crm_test_digest (test->store);
  gint64 n_commits = query (test->path, commits);

  crm_bulk_expect (bulk, "customer", 1000000);
  add_portions (test->store, bulk, 20);
  crm_bulk_free (bulk);
  assert_digest (test->store, before);
  g_assert_cmpint (query (test->path, commits), ==, n_commits);
  crm_test_sound (test->store);
}

static void
test_cancelled (TestStore *test,
                gconstpointer data)
{
  CrmBulk *bulk = crm_bulk_new (test->store, "Import");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CrmChangeSet) portion = make_portion (test->store, 1, TRUE);
  g_autofree char *before = crm_test_digest (test->store);
  GError *error = NULL;

  crm_bulk_add (bulk, portion, cancellable, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  if (crm_bulk_add (bulk, portion, cancellable, NULL))
    g_assert_false (crm_bulk_finish (bulk, NULL, cancellable, &error));
  g_clear_error (&error);
  crm_bulk_free (bulk);
  assert_digest (test->store, before);
}

/* Never ends unless edits pass the import by. */
static void
test_edit_meanwhile (TestStore *test,
                     gconstpointer data)
{
  CrmBulk *bulk = crm_bulk_new (test->store, "Import");
  GError *error = NULL;
  gint64 id = crm_test_add (test->store, "customer", "name", "Somebody", NULL);

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *city = g_strdup_printf ("City %u", i), *seen = NULL;

      add_portions (test->store, bulk, 1);
      crm_test_set (test->store, "customer", id, "city", city, NULL);
      seen = crm_test_text (test->store, "customer", id, "city");
      g_assert_cmpstr (seen, ==, city);
    }
  crm_bulk_finish (bulk, NULL, NULL, &error);
  g_assert_no_error (error);
  crm_bulk_free (bulk);
  g_assert_cmpint (crm_test_count (test->store, "contact", NULL), ==, 10 * PORTION);
  crm_test_sound (test->store);
}

/* Somebody else's record leads to one that goes away again: both stay. */
static void
test_linked_meanwhile (TestStore *test,
                       gconstpointer data)
{
  CrmBulk *bulk = crm_bulk_new (test->store, "Import");
  gint64 linked;

  add_portions (test->store, bulk, 2);
  while (crm_test_count (test->store, "customer", "name = \"Customer 0 7\"") == 0)
    crm_test_interrupt (test->store);
  linked = crm_test_find (test->store, "customer", "Customer 0 7");
  crm_test_add (test->store, "activity", "name", "Call", "kind", "call", "customer", "Customer 0 7", NULL);
  crm_bulk_free (bulk);
  g_assert_cmpint (crm_test_count (test->store, "customer", NULL), ==, 1);
  g_assert_cmpint (crm_test_find (test->store, "customer", "Customer 0 7"), ==, linked);
  crm_test_sound (test->store);
}

static gint64
count_indexes (const char *path)
{
  return query (path, "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'customer'");
}

static gboolean
has_index (const char *path,
           const char *name)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = '%s'", name);

  return query (path, sql) == 1;
}

/* Those that are cheaper made afterwards are missing meanwhile; those of choices are kept, and those of what is not
 * given. */
static void
test_indexes (TestStore *test,
              gconstpointer data)
{
  CrmBulk *bulk = crm_bulk_new (test->store, "Import");
  gint64 usual = count_indexes (test->path);

  crm_bulk_expect (bulk, "customer", 1000000);
  add_portions (test->store, bulk, 1);
  while (count_indexes (test->path) == usual)
    crm_test_interrupt (test->store);
  g_assert_false (has_index (test->path, "customer_by_city"));
  g_assert_true (has_index (test->path, "customer_by_email"));
  g_assert_true (has_index (test->path, "customer_by_industry"));
  g_assert_true (crm_bulk_finish (bulk, NULL, NULL, NULL));
  crm_bulk_free (bulk);
  g_assert_cmpint (count_indexes (test->path), ==, usual);
  crm_test_sound (test->store);

  bulk = crm_bulk_new (test->store, "Import");
  crm_bulk_expect (bulk, "customer", 1000000);
  add_portions (test->store, bulk, 1);
  crm_bulk_free (bulk);
  g_assert_cmpint (count_indexes (test->path), ==, usual);
}

/* Loses an index, then makes it again while somebody waits to write. */
typedef struct
{
  gint     lost;      /* whether it is */
  gint     waiting;   /* whether somebody is */
  gboolean patient;   /* lets nobody write in between */
  guint    n_tries;
} Making;

static CrmWriteResult
make_index (CrmStore *store,
            CrmDb *db,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  Making *making = data;
  gboolean more;

  if (!g_atomic_int_get (&making->lost))
    {
      g_assert_true (crm_db_begin (db, error) && crm_db_exec (db, "DROP INDEX customer_by_city", error) &&
                     crm_db_commit (db, error));
      g_atomic_int_set (&making->lost, 1);
      while (!g_atomic_int_get (&making->waiting))
        g_usleep (100);
    }
  do
    {
      g_assert_true (crm_store_tighten_indexes (store, db, &more, error));
      if (more)
        making->n_tries++;
    }
  while (more && making->patient);
  return more ? CRM_WRITE_AGAIN : CRM_WRITE_DONE;
}

static void
note_result (GObject *store,
             GAsyncResult *result,
             gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
make_index_while_editing (TestStore *test,
                          Making *making)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Edit");
  g_autoptr (GAsyncResult) made = NULL, edited = NULL;
  gboolean had_index;

  crm_change_set_insert (changes, "customer");
  crm_change_set_text (changes, "name", "Edited meanwhile");
  crm_store_write_async (test->store, CRM_WRITE_BULK, make_index, making, NULL, NULL, note_result, &made);
  while (!g_atomic_int_get (&making->lost))
    g_usleep (100);
  crm_store_apply_async (test->store, changes, NULL, note_result, &edited);
  g_atomic_int_set (&making->waiting, 1);
  while (edited == NULL)
    g_main_context_iteration (NULL, TRUE);
  had_index = has_index (test->path, "customer_by_city");
  g_assert_true (crm_store_apply_finish (test->store, edited, NULL, NULL));
  while (made == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (crm_store_write_finish (test->store, made, NULL) == making);
  g_assert_true (has_index (test->path, "customer_by_city"));
  return had_index;
}

/* A person is served first, but not for ever. */
static void
test_index_interrupted (TestStore *test,
                        gconstpointer data)
{
  CrmBulk *bulk = crm_bulk_new (test->store, "Import");
  Making hasty = { 0 }, patient = { .patient = TRUE };

  add_portions (test->store, bulk, 20);   /* enough for the making to look up from its work */
  g_assert_true (crm_bulk_finish (bulk, NULL, NULL, NULL));
  crm_bulk_free (bulk);
  make_index_while_editing (test, &hasty);
  g_assert_cmpuint (hasty.n_tries, ==, 2);
  g_assert_true (make_index_while_editing (test, &patient));
  g_assert_cmpuint (patient.n_tries, >, 2);
  crm_test_sound (test->store);
}

static void
note_done (GObject *store,
           GAsyncResult *result,
           gpointer data)
{
  g_autofree char *label = crm_store_undo_finish (CRM_STORE (store), result, NULL);

  *(gboolean *) data = label != NULL;
}

static void
wait_while_loose (TestStore *test,
                  gboolean has_links,
                  const gboolean *done)
{
  while (has_index (test->path, "customer_by_city"))
    g_usleep (1000);
  g_assert_true (!has_links || has_index (test->path, "contact_by_customer"));
  while (!*done)
    g_main_context_iteration (NULL, TRUE);
}

/* Where most records go or come back, it is the same for undo and redo. */
static void
test_undo_indexes (TestStore *test,
                   gconstpointer data)
{
  CrmBulk *bulk = crm_bulk_new (test->store, "Import");
  g_autofree char *before = crm_test_digest (test->store), *after = NULL;
  gint64 usual = count_indexes (test->path);
  gboolean undone = FALSE, redone = FALSE;

  add_portions (test->store, bulk, 101);
  g_assert_true (crm_bulk_finish (bulk, NULL, NULL, NULL));
  crm_bulk_free (bulk);
  after = crm_test_digest (test->store);

  crm_store_undo_async (test->store, 0, note_done, &undone);
  wait_while_loose (test, TRUE, &undone);   /* looked up for every customer that goes */
  assert_digest (test->store, before);
  g_assert_cmpint (count_indexes (test->path), ==, usual);

  crm_store_redo_async (test->store, note_done, &redone);
  wait_while_loose (test, FALSE, &redone);
  assert_digest (test->store, after);
  g_assert_cmpint (count_indexes (test->path), ==, usual);
}

/* The program is killed in the middle: what it had begun is gone when the workspace is opened again. */

static int
fill_for_ever (const char *path,
               gboolean writing)
{
  CrmStore *store = crm_workspace_open (path, 0, NULL);
  CrmBulk *bulk = crm_bulk_new (store, "Import");

  crm_bulk_expect (bulk, "customer", 1000000);
  for (guint i = 0;; i++)
    {
      g_autoptr (CrmChangeSet) portion = make_portion (store, i, TRUE);

      if (!crm_bulk_add (bulk, portion, NULL, NULL))
        return EXIT_FAILURE;
      if (writing)
        crm_test_interrupt (store);
    }
}

static void
test_killed (TestStore *test,
             gconstpointer data)
{
  const char *program = data;
  g_autofree char *before = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autofree char *log = g_strconcat (test->path, "-wal", NULL);
  gint64 indexes;

  crm_test_add (test->store, "customer", "name", "Somebody", NULL);
  before = crm_test_digest (test->store);
  for (guint i = 0; i < 4; i++)
    {
      gboolean writing = i % 2 == 1;
      GStatBuf status = { 0 };
      GError *error = NULL;

      crm_store_close (test->store);
      indexes = count_indexes (test->path);
      child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, writing ? "--fill-and-write" : "--fill",
                                test->path, NULL);
      g_assert_no_error (error);
      crm_test_reopen (test, CRM_STORE_READ_ONLY);
      while (writing ? crm_test_count (test->store, "customer", NULL) < 3000   /* no event from another process */
                     : g_stat (log, &status) != 0 || status.st_size < LONG_LOG)
        g_usleep (1000);
      g_assert_true (writing || crm_test_count (test->store, "customer", NULL) == 1);
      crm_store_close (test->store);
      g_subprocess_send_signal (child, SIGKILL);
      g_subprocess_wait (child, NULL, NULL);
      g_clear_object (&child);
      crm_test_reopen (test, i < 2 ? 0 : CRM_STORE_READ_ONLY);
      assert_digest (test->store, before);
      g_assert_cmpint (count_indexes (test->path), ==, indexes);
    }
}

#define ADD(path, function) g_test_add ("/bulk/" path, TestStore, NULL, crm_test_set_up, function, crm_test_tear_down)

int
main (int argc,
      char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--fill") == 0)
    return fill_for_ever (argv[2], FALSE);
  if (argc == 3 && strcmp (argv[1], "--fill-and-write") == 0)
    return fill_for_ever (argv[2], TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("portions", test_portions);
  ADD ("undo", test_undo);
  ADD ("failure", test_failure);
  ADD ("given-up", test_given_up);
  ADD ("cancelled", test_cancelled);
  ADD ("edit-meanwhile", test_edit_meanwhile);
  ADD ("linked-meanwhile", test_linked_meanwhile);
  ADD ("indexes", test_indexes);
  ADD ("index-interrupted", test_index_interrupted);
  ADD ("undo-indexes", test_undo_indexes);
  g_test_add ("/bulk/killed", TestStore, argv[0], crm_test_set_up, test_killed, crm_test_tear_down);
  return g_test_run ();
}
