/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fault.h"

#include "base/crm-error.h"
#include "db/crm-db.h"
#include "sample/crm-sample.h"
#include "store/crm-backup.h"

#include <glib/gstdio.h>
#include <string.h>

/* Damaged workspaces are written anew: what can be read is kept, what cannot is said. */

static gint64
query (const char *path,
       const char *sql)
{
  GError *error = NULL;
  CrmDb *db = crm_db_open (path, CRM_DB_READ_ONLY, &error);
  gint64 number;

  g_assert_no_error (error);
  number = crm_db_query_int (db, sql, -1);
  crm_db_close (db);
  return number;
}

/* What a page holds, as SQLite tells while it is sound. */
typedef struct
{
  char    *table;      /* or index; NULL of one that is free */
  gboolean is_leaf;    /* or goes on from one */
  gint64   n_rows;
} Page;

static Page
look_up (CrmDb *db,
         guint32 number)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name, pagetype, max(ncell, 1) FROM dbstat WHERE pageno = %u", number);
  g_autoptr (CrmStatement) select = crm_db_prepare (db, sql, NULL);
  Page page = { NULL };

  g_assert_nonnull (select);
  if (crm_statement_step (select, NULL) == CRM_STEP_ROW)
    page = (Page) { g_strdup (crm_statement_text (select, 0)), strcmp (crm_statement_text (select, 1), "internal") != 0,
                    crm_statement_int (select, 2) };
  return page;
}

/* All else can be made anew. */
static gboolean
holds_records (const Page *page)
{
  return page->is_leaf && crm_entity_find (page->table) != NULL;
}

typedef struct
{
  guint  n_repairs, n_derived, n_refused;
  gint64 n_broken, n_filled, n_in_part, n_lost;   /* records */
} Tally;

/* Only what stands on a damaged page with records is lost or has to be filled in. */
static void
try_repair (TestStore *test,
            const char *before,
            const Page *page,
            Tally *tally)
{
  GError *error = NULL;
  g_autoptr (CrmRepair) report = crm_store_repair (test->path, NULL, &error);
  g_autofree char *after = NULL;

  tally->n_repairs++;
  /* Where the names of the tables are unreadable, so is all. */
  if (report == NULL && g_strcmp0 (page->table, "sqlite_schema") == 0)
    {
      crm_test_assert_error (error, CRM_ERROR_CORRUPT);
      tally->n_refused++;
      return;
    }
  g_assert_no_error (error);
  g_assert_true (g_file_test (report->kept, G_FILE_TEST_EXISTS));
  crm_test_reopen (test, 0);
  crm_test_sound (test->store);
  after = crm_test_digest (test->store);
  if (holds_records (page))
    {
      tally->n_broken += page->n_rows;
      tally->n_lost += report->n_lost;
      tally->n_filled += report->n_filled;
      tally->n_in_part += report->n_in_part;
      g_assert_cmpint (report->n_filled + report->n_in_part, <=, page->n_rows);
    }
  else
    {
      tally->n_derived++;
      if (strcmp (before, after) != 0)
        g_error ("page of %s: %s is not %s", page->table, after, before);
      g_assert_cmpint (report->n_lost + report->n_filled + report->n_in_part, ==, 0);
    }
  crm_store_close (test->store);
}

/* Breaks a page, repairs that, and puts all back. */
static void
try_page (TestStore *test,
          const char *before,
          guint32 number,
          Tally *tally)
{
  g_autoptr (GError) error = NULL;
  CrmDb *db = crm_db_open (test->path, CRM_DB_READ_ONLY, &error);
  Page page = look_up (db, number);
  g_autoptr (GBytes) whole = NULL;

  crm_db_close (db);
  whole = crm_fault_damage_page (test->path, number);
  try_repair (test, before, &page, tally);
  crm_fault_save (test->path, g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
  g_free (page.table);
}

/* A company whose records came by the thousand, so that the history does not have them one by one. */
static char *
make_company (TestStore *test)
{
  GError *error = NULL;
  char *digest;

  g_assert_true (crm_sample_generate (test->store, 150, 1, NULL, NULL, NULL, &error));
  digest = crm_test_digest (test->store);
  crm_store_close (test->store);
  return digest;
}

/* Each page in turn; the outcome is sound. */
static void
test_any_page (TestStore *test,
               gconstpointer data)
{
  g_autofree char *before = make_company (test);
  guint n_runs = crm_fault_runs (20, 400);
  gint64 n_pages = query (test->path, "PRAGMA page_count");
  Tally tally = { 0 };

  /* Those without which a repair is refused are few. */
  g_assert_cmpint (20 * query (test->path, "SELECT count(*) FROM dbstat WHERE name = 'sqlite_schema'"), <, n_pages);
  for (guint i = 0; i < n_runs; i++)
    try_page (test, before, i == 0 ? 1 : g_test_rand_int_range (1, n_pages + 1), &tally);
  g_test_message ("%u repairs of a page: %u refused, %u of what can be made anew; of %" G_GINT64_FORMAT " records on "
                  "the others %" G_GINT64_FORMAT " were filled in, %" G_GINT64_FORMAT " are there in part, %" G_GINT64_FORMAT
                  " records are lost", tally.n_repairs, tally.n_refused, tally.n_derived,
                  tally.n_broken, tally.n_filled, tally.n_in_part, tally.n_lost);
  g_assert_cmpuint (tally.n_derived, >, n_runs / 4);
  g_assert_cmpint (tally.n_lost, <=, tally.n_broken / 10);
}

/* Pages that lead to others hold no record: without them every leaf is found. */
static void
test_interior_pages (TestStore *test,
                     gconstpointer data)
{
  g_autofree char *before = make_company (test);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  Tally tally = { 0 };
  GError *error = NULL;
  CrmDb *db = crm_db_open (test->path, CRM_DB_READ_ONLY, &error);
  CrmStatement *select = crm_db_prepare (db, "SELECT pageno FROM dbstat JOIN sqlite_schema USING (name) WHERE type = "
                                             "'table' AND pagetype = 'internal' AND pageno > 1", &error);

  g_assert_no_error (error);
  while (crm_statement_step (select, NULL) == CRM_STEP_ROW)
    g_array_append_val (numbers, ((guint32) { crm_statement_int (select, 0) }));
  crm_statement_release (select);
  crm_db_close (db);
  g_assert_cmpuint (numbers->len, >, 8);
  for (guint i = 0; i < numbers->len; i++)
    try_page (test, before, g_array_index (numbers, guint32, i), &tally);
  g_assert_cmpuint (tally.n_derived, ==, numbers->len);
  /* All of them at once, so that each leaf might be of several tables. */
  for (guint i = 0; i < numbers->len; i++)
    g_bytes_unref (crm_fault_damage_page (test->path, g_array_index (numbers, guint32, i)));
  try_repair (test, before, &(Page) { NULL }, &tally);
}

#define FIRST_LEAF(table) "SELECT min(pageno) FROM dbstat WHERE name = '" table "' AND pagetype = 'leaf'"

/* A page of customers that were written one by one is filled in from the history. */
static void
test_filled_in (TestStore *test,
                gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GBytes) whole = NULL;
  CrmRepair *report;
  GError *error = NULL;
  gint64 leaf;

  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *name = g_strdup_printf ("Kunde %u", i);
      gint64 id = crm_test_add (test->store, "customer", "name", name, "notes", "first", "city", "Lyon", NULL);

      crm_test_set (test->store, "customer", id, "notes", "then", NULL);
    }
  before = crm_test_titles (test->store, "customer", "city = Lyon and notes = then", "name");
  crm_store_close (test->store);
  leaf = query (test->path, FIRST_LEAF ("customer"));
  whole = crm_fault_damage_page (test->path, leaf);
  report = crm_store_repair (test->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->n_filled, >, 3);
  g_assert_cmpint (report->n_lost, ==, 0);
  crm_test_reopen (test, 0);
  after = crm_test_titles (test->store, "customer", "city = Lyon and notes = then", "name");
  g_assert_cmpstr (after, ==, before);
  crm_test_sound (test->store);
  crm_repair_free (report);
}

static void
add_contacts (TestStore *test,
              gint64 customer)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Many");

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *name = g_strdup_printf ("Person %u", i);

      crm_change_set_insert (changes, "contact");
      crm_change_set_text (changes, "name", name);
      crm_change_set_text (changes, "department", "Known to the record alone");
      crm_change_set_int (changes, "customer", customer);
    }
  g_assert_no_error (crm_test_try (test->store, changes));
}

static gboolean
has_note (CrmRepair *report,
          const char *start,
          const char *part)
{
  for (guint i = 0; i < report->notes->len; i++)
    {
      if (g_str_has_prefix (report->notes->pdata[i], start) && strstr (report->notes->pdata[i], part) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Records that came with many others: the indexes know them in part, and the report names them. */
static void
test_named (TestStore *test,
            gconstpointer data)
{
  gint64 customer = crm_test_add (test->store, "customer", "name", "Acme", NULL), leaf, titles, first;
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (CrmRepair) report = NULL, second = NULL;
  g_autofree char *lost = NULL, *id = NULL;
  GError *error = NULL;

  add_contacts (test, customer);
  crm_store_close (test->store);
  leaf = query (test->path, FIRST_LEAF ("contact"));
  titles = query (test->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'contact_sort_key'");
  first = query (test->path, "SELECT min(id) FROM contact");
  whole = crm_fault_damage_page (test->path, leaf);
  report = crm_store_repair (test->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->n_in_part, >, 3);
  g_assert_cmpint (report->n_lost, ==, 0);
  g_assert_true (has_note (report, "Kept in part", "Contacts of “Acme”: “person 0”, “person 1”"));
  crm_test_reopen (test, 0);
  crm_test_sound (test->store);
  g_assert_cmpint (crm_test_count (test->store, "contact", "customer = Acme"), ==, 400);
  crm_store_close (test->store);

  /* Once more, and nothing tells the titles. */
  crm_fault_save (test->path, g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
  g_bytes_unref (crm_fault_damage_page (test->path, leaf));
  g_bytes_unref (crm_fault_damage_page (test->path, titles));
  second = crm_store_repair (test->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (second->n_lost, ==, report->n_in_part);
  lost = g_strdup_printf ("Lost: %" G_GINT64_FORMAT " Contacts of “Acme”: ", second->n_lost);
  id = g_strdup_printf ("%" G_GINT64_FORMAT, first);
  g_assert_true (has_note (second, lost, id));
  crm_test_reopen (test, 0);
  crm_test_sound (test->store);
}

static void
cancel_cb (double share,
           gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* Whoever cancels has the workspace as it was, and nothing beside it. */
static void
test_cancelled (TestStore *test,
                gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const CrmRepairTask task = { cancel_cb, cancellable, cancellable };
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  GDir *dir;

  g_assert_true (crm_sample_generate (test->store, 60, 1, NULL, NULL, NULL, &error));
  before = crm_test_digest (test->store);
  crm_store_close (test->store);
  g_assert_null (crm_store_repair (test->path, &task, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  dir = g_dir_open (test->folder, 0, NULL);
  g_assert_nonnull (g_dir_read_name (dir));
  g_assert_null (g_dir_read_name (dir));
  g_dir_close (dir);
  crm_test_reopen (test, 0);
  after = crm_test_digest (test->store);
  g_assert_cmpstr (after, ==, before);
}

/* The first damage is told once, on the main context, whoever met it; from then on nothing is written. */
static void
damaged_cb (guint *n)
{
  (*n)++;
}

static void
test_met (TestStore *test,
          gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("Kunde %u", i);

      crm_test_add (test->store, "customer", "name", name, "notes", "of some length, to fill pages", NULL);
    }
  crm_store_close (test->store);
  crm_fault_damage_table (test->path, "customer");
  crm_test_reopen (test, 0);
  g_signal_connect_swapped (test->store, "damaged", G_CALLBACK (damaged_cb), &n);
  g_assert_null (crm_store_get_damage (test->store));
  before = crm_test_checksum (test->path);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *digest = crm_fault_digest (test->store, &error);

      g_assert_null (digest);
      crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_CORRUPT);
    }
  crm_test_wait_for (n > 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n, ==, 1);
  g_assert_nonnull (crm_store_get_damage (test->store));
  crm_test_assert_error (crm_test_try_add (test->store, "customer", "name", "Refused", NULL), CRM_ERROR_CORRUPT);
  crm_store_close (test->store);
  after = crm_test_checksum (test->path);
  g_assert_cmpstr (after, ==, before);
  crm_repair_free (crm_store_repair (test->path, NULL, &error));
  g_assert_no_error (error);
  crm_test_reopen (test, 0);
  g_assert_cmpint (crm_test_count (test->store, "customer", ""), ==, 200);
  crm_test_sound (test->store);
}

/* A backup of a workspace that cannot even be opened is found by its place, and takes it. */
static void
test_put_back (TestStore *test,
               gconstpointer data)
{
  g_autofree char *root = g_build_filename (test->folder, "backups", NULL);
  g_autofree char *whole = NULL, *broken = NULL, *kept = NULL, *kept_sum = NULL, *other = NULL, *restored = NULL;
  g_autoptr (CrmBackup) made = NULL, found = NULL, none = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir (root, 0700);
  crm_test_add (test->store, "customer", "name", "Blue Café", NULL);
  made = crm_backup_keep (test->store, root, CRM_BACKUP_FULL, NULL, &error);
  g_assert_no_error (error);
  whole = crm_test_digest (test->store);
  crm_test_add (test->store, "customer", "name", "Later", NULL);
  crm_store_close (test->store);
  g_bytes_unref (crm_fault_damage_page (test->path, 1));
  broken = crm_test_checksum (test->path);
  other = g_strconcat (test->path, ".other", NULL);
  none = crm_backup_find (root, other);
  g_assert_null (none);
  found = crm_backup_find (root, test->path);
  g_assert_nonnull (found);
  g_assert_cmpstr (found->file, ==, made->file);
  g_assert_true (crm_backup_put_back (found->file, test->path, NULL, &kept, &error));
  g_assert_no_error (error);
  kept_sum = crm_test_checksum (kept);
  g_assert_cmpstr (kept_sum, ==, broken);
  crm_test_reopen (test, 0);
  restored = crm_test_digest (test->store);
  g_assert_cmpstr (restored, ==, whole);
}

static void
test_in_use (TestStore *test,
             gconstpointer data)
{
  GError *error = NULL;

  g_assert_null (crm_store_repair (test->path, NULL, &error));
  crm_test_assert_error (error, CRM_ERROR_BUSY);
}

#define ADD(path, function) g_test_add ("/repair/" path, TestStore, NULL, crm_test_set_up, function, crm_test_tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("any-page", test_any_page);
  ADD ("interior-pages", test_interior_pages);
  ADD ("filled-in", test_filled_in);
  ADD ("named", test_named);
  ADD ("cancelled", test_cancelled);
  ADD ("met", test_met);
  ADD ("put-back", test_put_back);
  ADD ("in-use", test_in_use);
  return g_test_run ();
}
