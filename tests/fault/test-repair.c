/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fault.h"

#include "base/crm-error.h"
#include "db/crm-db.h"
#include "sample/crm-sample.h"

#include <string.h>

/* Damaged workspaces are written anew: what can be read is kept, what cannot is said. */

#define PAGE 4096

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

/* Breaks a page; returns what it was. */
static GBytes *
damage (const char *path,
        guint32 page)
{
  GBytes *whole = crm_fault_load (path);
  gsize length;
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));

  length = g_bytes_get_size (whole);
  for (guint i = 0; i < 40; i++)
    bytes[(page - 1) * PAGE + g_test_rand_int_range (100, PAGE)] ^= g_test_rand_int_range (1, 256);
  crm_fault_save (path, bytes, length);
  return whole;
}

static gint64
count_records (CrmStore *store)
{
  g_autofree char *digest = crm_test_digest (store);
  g_auto (GStrv) lines = g_strsplit (digest, "\n", -1);
  gint64 n = 0;

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    n += g_ascii_strtoll (strchr (lines[i], ' '), NULL, 10);
  return n;
}

/* Each page in turn: what is kept and what is said to be lost make up all there was; the outcome is sound. */
static void
test_any_page (TestStore *test,
               gconstpointer data)
{
  g_autofree char *before = NULL;
  guint n_runs = crm_fault_runs (25, 400), n_whole = 0, n_refused = 0;
  gint64 n_records, n_pages, n_lost = 0, n_filled = 0;
  GError *error = NULL;

  g_assert_true (crm_sample_generate (test->store, 60, 1, NULL, NULL, NULL, &error));
  before = crm_test_digest (test->store);
  n_records = count_records (test->store);
  crm_store_close (test->store);
  n_pages = query (test->path, "PRAGMA page_count");
  for (guint i = 0; i < n_runs; i++)
    {
      guint32 page = i == 0 ? 1 : g_test_rand_int_range (1, n_pages + 1);
      g_autoptr (GBytes) whole = damage (test->path, page);
      CrmRepair *report = crm_store_repair (test->path, &error);

      if (report != NULL)
        {
          g_autofree char *after = NULL;

          crm_test_reopen (test, 0);
          crm_test_sound (test->store);
          after = crm_test_digest (test->store);
          n_whole += strcmp (before, after) == 0;
          g_assert_cmpint (count_records (test->store), >=, n_records - report->n_lost);
          if (report->n_lost == 0 && report->n_filled == 0)
            g_assert_cmpstr (after, ==, before);
          n_lost += report->n_lost;
          n_filled += report->n_filled;
          g_assert_true (g_file_test (report->kept, G_FILE_TEST_EXISTS));
          crm_repair_free (report);
          crm_store_close (test->store);
        }
      else
        {
          n_refused++;
          g_assert_error (error, CRM_ERROR, CRM_ERROR_CORRUPT);
          g_clear_error (&error);
        }
      crm_fault_save (test->path, g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
    }
  g_test_message ("%u repairs of a page: %u lost nothing, %u were refused; %" G_GINT64_FORMAT " records were lost, %"
                  G_GINT64_FORMAT " filled in", n_runs, n_whole, n_refused, n_lost, n_filled);
  g_assert_cmpuint (n_whole, >, n_runs / 4);
}

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
  leaf = query (test->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'customer'");
  whole = crm_fault_load (test->path);
  /* The first child of the root: the number at the start of the first cell. */
  {
    const guint8 *root = (const guint8 *) g_bytes_get_data (whole, NULL) + (leaf - 1) * PAGE;
    guint offset = root[12] << 8 | root[13];

    g_assert_cmpuint (root[0], ==, 5);
    leaf = (gint64) root[offset] << 24 | root[offset + 1] << 16 | root[offset + 2] << 8 | root[offset + 3];
  }
  g_clear_pointer (&whole, g_bytes_unref);
  whole = damage (test->path, leaf);
  report = crm_store_repair (test->path, &error);
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
test_in_use (TestStore *test,
             gconstpointer data)
{
  GError *error = NULL;

  g_assert_null (crm_store_repair (test->path, &error));
  crm_test_assert_error (error, CRM_ERROR_BUSY);
}

#define ADD(path, function) g_test_add ("/repair/" path, TestStore, NULL, crm_test_set_up, function, crm_test_tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("any-page", test_any_page);
  ADD ("filled-in", test_filled_in);
  ADD ("in-use", test_in_use);
  return g_test_run ();
}
