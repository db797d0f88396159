/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fault.h"

#include "base/crm-error.h"
#include "db/crm-db-integrity.h"
#include "db/crm-vfs.h"

#include <glib/gstdio.h>
#include <string.h>

/* Damage that SQLite's own checks do not see: bits that flip in pages, a log that is cut or gone. */

#define PAGE 4096
#define N_EDITS 10

static void
fill (CrmStore *store,
      guint n)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Fill");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Customer %u of 客户 %u", i, i * 7919 % 1000);
      g_autofree char *notes = g_strnfill (i % 40 * 50, 'n');

      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", name);
      crm_change_set_text (changes, "city", i % 3 != 0 ? "Lyon" : "Kyiv");
      if (*notes != '\0')
        crm_change_set_text (changes, "notes", notes);
    }
  g_assert_no_error (crm_test_try (store, changes));
}

static void
assert_sealed (const char *path)
{
  GError *error = NULL;
  CrmStore *store = crm_fault_open (path, CRM_STORE_READ_ONLY, &error);
  g_autoptr (GPtrArray) problems = NULL;
  CrmCheckedPages pages;

  g_assert_no_error (error);
  problems = crm_fault_check (store, &pages, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (pages.n_pages, >, 10);
  g_assert_cmpuint (pages.n_unsealed, ==, 0);
  g_assert_cmpuint (pages.n_damaged, ==, 0);
  crm_fault_close (store);
}

/* Every page has its seal: those of a new workspace, those that are written, those of a copy. */
static void
test_sealed (TestStore *test,
             gconstpointer data)
{
  g_autofree char *copy = g_build_filename (test->folder, "copy.clientele", NULL);
  g_autofree char *sql = g_strdup_printf ("VACUUM INTO '%s'", copy);
  g_autoptr (GError) error = NULL;
  CrmDb *db;

  crm_store_close (test->store);
  assert_sealed (test->path);
  crm_test_reopen (test, 0);
  fill (test->store, 20000);
  crm_store_close (test->store);
  assert_sealed (test->path);
  db = crm_db_open (test->path, 0, &error);
  g_assert_no_error (error);
  crm_db_exec (db, "PRAGMA cache_size = 10", &error);
  crm_db_exec (db, sql, &error);
  g_assert_no_error (error);
  crm_db_close (db);
  assert_sealed (copy);
}

static void
test_seal (void)
{
  g_autofree guint8 *page = g_malloc0 (PAGE);
  guint64 seal;

  for (guint i = 0; i < PAGE; i++)
    page[i] = g_test_rand_int_range (0, 256);
  seal = crm_vfs_seal (page, PAGE, 7);
  g_assert_cmpuint (crm_vfs_seal (page, PAGE, 8), !=, seal);
  for (guint bit = 0; bit < (PAGE - 8) * 8; bit++)
    {
      page[bit / 8] ^= 1 << bit % 8;
      g_assert_cmpuint (crm_vfs_seal (page, PAGE, 7), !=, seal);
      page[bit / 8] ^= 1 << bit % 8;
    }
  g_assert_cmpuint (crm_vfs_seal (page, PAGE, 7), ==, seal);
}

/* The log stays beside a file that was found damaged. */
static void
remove_log (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);

  g_unlink (wal);
  g_unlink (shm);
}

/* Whether the damage is told: opening is refused, or the check says so. Reading gives what was there, or an error. */
static gboolean
is_detected (const char *path,
             const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) read_error = NULL;
  CrmStore *store = crm_fault_open (path, CRM_STORE_READ_ONLY, &error);
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *digest = NULL;

  if (store == NULL)
    {
      g_assert_true (error->domain == CRM_ERROR);
      return TRUE;
    }
  problems = crm_fault_check (store, NULL, &error);
  digest = crm_fault_digest (store, &read_error);
  if (digest == NULL)
    g_assert_error (read_error, CRM_ERROR, CRM_ERROR_CORRUPT);
  else
    g_assert_cmpstr (digest, ==, expected);
  crm_fault_close (store);
  remove_log (path);
  return problems == NULL || problems->len > 0;
}

static void
test_bit_flips (TestStore *test,
                gconstpointer data)
{
  g_autofree char *expected = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_autofree guint8 *bytes = NULL;
  guint n_runs = crm_fault_runs (200, 2000), n_detected = 0;
  gsize length;

  fill (test->store, 300);
  expected = crm_test_digest (test->store);
  crm_store_close (test->store);
  whole = crm_fault_load (test->path);
  bytes = g_bytes_unref_to_data (g_steal_pointer (&whole), &length);
  for (guint i = 0; i < n_runs; i++)
    {
      gsize at = g_test_rand_int_range (0, length);
      guint8 bit = 1 << g_test_rand_int_range (0, 8);

      bytes[at] ^= bit;
      crm_fault_save (test->path, bytes, length);
      if (is_detected (test->path, expected))
        n_detected++;
      else
        g_test_message ("not detected: byte %" G_GSIZE_FORMAT " (page %" G_GSIZE_FORMAT " + %" G_GSIZE_FORMAT ")", at,
                        at / PAGE + 1, at % PAGE);
      bytes[at] ^= bit;
    }
  g_test_message ("%u of %u flips of a bit were detected", n_detected, n_runs);
  g_assert_cmpuint (n_detected * 1000, >=, n_runs * 999);
  crm_fault_save (test->path, bytes, length);
}

/* Sectors that were never written, are written elsewhere, or come from another time. */
static void
test_wrong_sectors (TestStore *test,
                    gconstpointer data)
{
  g_autofree char *expected = NULL;
  g_autoptr (GBytes) earlier = NULL, whole = NULL;
  const guint8 *old, *now;
  gsize old_length, length;
  guint n_runs = crm_fault_runs (30, 300), n_damaged = 0;

  fill (test->store, 300);
  crm_store_close (test->store);
  earlier = crm_fault_load (test->path);
  crm_test_reopen (test, 0);
  fill (test->store, 300);
  expected = crm_test_digest (test->store);
  crm_store_close (test->store);
  whole = crm_fault_load (test->path);
  old = g_bytes_get_data (earlier, &old_length);
  now = g_bytes_get_data (whole, &length);
  for (guint i = 0; n_damaged < n_runs; i++)
    {
      g_autofree guint8 *bytes = g_memdup2 (now, length);
      gsize at = g_test_rand_int_range (0, old_length / 512) * 512;
      gsize other = g_test_rand_int_range (0, length / 512) * 512;

      memcpy (bytes + at, i % 2 == 0 ? now + other : old + at, 512);
      if (memcmp (bytes, now, length) == 0)
        continue;
      n_damaged++;
      crm_fault_save (test->path, bytes, length);
      g_assert_true (is_detected (test->path, expected));
    }
  crm_fault_save (test->path, now, length);
}

/* The log */

typedef struct
{
  GBytes *file, *log;
  gsize   ends[N_EDITS + 1];       /* length of the log after each edit */
  char   *digests[N_EDITS + 1];
} Edited;

/* A reader keeps the edits in the log; then the files are copied, as they stand when the process dies. */
static void
make_edits (TestStore *test,
            Edited *edited)
{
  g_autofree char *log = g_strconcat (test->path, "-wal", NULL);
  GError *error = NULL;
  CrmDb *reader;

  fill (test->store, 50);
  crm_test_reopen (test, 0);
  reader = crm_db_open (test->path, CRM_DB_READ_ONLY, &error);
  g_assert_no_error (error);
  crm_db_exec (reader, "BEGIN; SELECT count(*) FROM customer;", &error);
  g_assert_no_error (error);
  for (guint i = 0; i <= N_EDITS; i++)
    {
      if (i > 0)
        crm_test_add (test->store, "customer", "name", "Another", "notes", "of some length", NULL);
      edited->digests[i] = crm_test_digest (test->store);
      g_clear_pointer (&edited->log, g_bytes_unref);
      if (g_file_test (log, G_FILE_TEST_EXISTS))
        edited->log = crm_fault_load (log);
      edited->ends[i] = edited->log != NULL ? g_bytes_get_size (edited->log) : 0;
    }
  edited->file = crm_fault_load (test->path);
  crm_db_close (reader);
  crm_store_close (test->store);
}

static void
clear_edits (Edited *edited)
{
  g_bytes_unref (edited->file);
  g_bytes_unref (edited->log);
  for (guint i = 0; i <= N_EDITS; i++)
    g_free (edited->digests[i]);
}

static void
put (const char *path,
     Edited *edited,
     const guint8 *log,
     gsize length)
{
  g_autofree char *name = g_strconcat (path, "-wal", NULL);

  crm_fault_remove (path);
  crm_fault_save (path, g_bytes_get_data (edited->file, NULL), g_bytes_get_size (edited->file));
  if (length > 0)
    crm_fault_save (name, log, length);
}

/* What is left after so many edits can be read; what is missing is told, and nothing may be written over it. */
static void
assert_left (const char *path,
             Edited *edited,
             guint n_left)
{
  GError *error = NULL;
  CrmStore *store = crm_fault_open (path, CRM_STORE_READ_ONLY, &error);
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *digest = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (crm_store_get_lost (store), ==, N_EDITS - n_left);
  digest = crm_test_digest (store);
  g_assert_cmpstr (digest, ==, edited->digests[n_left]);
  problems = crm_fault_check (store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, n_left == N_EDITS ? 0 : 1);
  crm_fault_close (store);
  store = crm_fault_open (path, 0, &error);
  if (n_left == N_EDITS)
    {
      g_assert_no_error (error);
      crm_fault_close (store);
      return;
    }
  g_assert_null (store);
  crm_test_assert_error (error, CRM_ERROR_LOST);
}

static guint
count_left (Edited *edited,
            gsize intact)
{
  guint n_left = 0;

  for (guint i = 1; i <= N_EDITS; i++)
    n_left += edited->ends[i] <= intact;
  return n_left;
}

#define LOG_HEADER 32
#define LOG_FRAME (24 + 4096)

/* Slowly: at every byte around the edges of frames, and at many within them, of which none differs from the next. */
static gsize
next_cut (gsize cut)
{
  gsize into = (cut + LOG_FRAME - LOG_HEADER) % LOG_FRAME;

  if (crm_fault_runs (1, 0) == 1)
    return cut + g_test_rand_int_range (1, 8192);
  return cut + (into < 64 || into >= LOG_FRAME - 64 ? 1 : MIN (61, LOG_FRAME - 64 - into));
}

static void
test_log_cut (TestStore *test,
              gconstpointer data)
{
  g_autofree char *path = g_build_filename (test->folder, "cut.clientele", NULL);
  Edited edited = { NULL };
  const guint8 *log;
  gsize length;
  guint n_cuts = 0, n_told = 0;

  make_edits (test, &edited);
  log = g_bytes_get_data (edited.log, &length);
  for (gsize cut = 0; cut <= length; cut = next_cut (cut))
    {
      guint n_left = count_left (&edited, cut);

      put (path, &edited, log, cut);
      assert_left (path, &edited, n_left);
      n_cuts++;
      n_told += n_left < N_EDITS;
    }
  put (path, &edited, log, length);
  assert_left (path, &edited, N_EDITS);
  g_test_message ("the log was cut at %u places; acknowledged steps were missing at %u, which was told", n_cuts, n_told);
  clear_edits (&edited);
}

static void
test_log_flips (TestStore *test,
                gconstpointer data)
{
  g_autofree char *path = g_build_filename (test->folder, "flip.clientele", NULL);
  guint n_runs = crm_fault_runs (60, 1000);
  Edited edited = { NULL };
  const guint8 *log;
  gsize length;

  make_edits (test, &edited);
  log = g_bytes_get_data (edited.log, &length);
  for (guint i = 0; i < n_runs; i++)
    {
      g_autofree guint8 *bytes = g_memdup2 (log, length);
      gsize at = g_test_rand_int_range (0, edited.ends[N_EDITS]);

      bytes[at] ^= 1 << g_test_rand_int_range (0, 8);
      put (path, &edited, bytes, length);
      assert_left (path, &edited, count_left (&edited, at));
    }
  clear_edits (&edited);
}

static void
test_loss_accepted (TestStore *test,
                    gconstpointer data)
{
  Edited edited = { NULL };
  GError *error = NULL;

  make_edits (test, &edited);
  put (test->path, &edited, NULL, 0);
  assert_left (test->path, &edited, 0);
  crm_test_reopen (test, CRM_STORE_ACCEPT_LOSS);
  g_assert_cmpint (crm_store_get_lost (test->store), ==, 0);
  crm_test_sound (test->store);
  crm_test_add (test->store, "customer", "name", "Going on", NULL);
  crm_test_reopen (test, 0);
  crm_test_sound (test->store);
  g_assert_true (crm_store_undo (test->store, 0, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (crm_store_undo (test->store, 0, NULL, &error));   /* what was there before the loss */
  g_assert_no_error (error);
  clear_edits (&edited);
}

/* A file without room for seals, as earlier versions made them, and pages that another program wrote. */
static void
test_without_seals (TestStore *test,
                    gconstpointer data)
{
  g_autoptr (GBytes) file = NULL;
  g_autofree guint8 *bytes = NULL;
  GPtrArray *problems;
  CrmCheckedPages pages;
  GError *error = NULL;
  gsize length;

  fill (test->store, 100);
  crm_store_close (test->store);
  file = crm_fault_load (test->path);
  bytes = g_bytes_unref_to_data (g_steal_pointer (&file), &length);
  for (gsize page = 0; page < length; page += PAGE)
    memset (bytes + page + PAGE - CRM_VFS_RESERVE, 0, CRM_VFS_RESERVE);
  crm_fault_save (test->path, bytes, length);
  crm_test_reopen (test, 0);
  problems = crm_fault_check (test->store, &pages, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (pages.n_unsealed, ==, length / PAGE);
  g_ptr_array_unref (problems);
  fill (test->store, 100);
  crm_test_reopen (test, 0);
  problems = crm_fault_check (test->store, &pages, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (pages.n_unsealed, <, length / PAGE);
  g_ptr_array_unref (problems);
}

/* A process dies; another program moves its log into the file; then this one goes on. */
static void
test_foreign_checkpoint (TestStore *test,
                         gconstpointer data)
{
  static const char program[] = "import sqlite3, sys\n"
                                "sqlite3.connect(sys.argv[1]).execute('pragma wal_checkpoint(truncate)').fetchall()\n";
  const char *argv[] = { "python3", "-c", program, test->path, NULL };
  Edited edited = { NULL };
  GPtrArray *problems;
  CrmCheckedPages pages;
  GError *error = NULL;

  make_edits (test, &edited);
  put (test->path, &edited, g_bytes_get_data (edited.log, NULL), g_bytes_get_size (edited.log));
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  crm_test_reopen (test, 0);
  problems = crm_fault_check (test->store, &pages, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (pages.n_unsealed, >, 0);
  g_ptr_array_unref (problems);
  clear_edits (&edited);
}

static GArray *
find_index_pages (const char *path)
{
  GArray *pages = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmDb) db = crm_db_open (path, CRM_DB_READ_ONLY, &error);
  g_autoptr (CrmStatement) select =
    crm_db_prepare (db, "SELECT pageno FROM dbstat WHERE name IN ('search_block', 'search_block_key', 'search_chunk') "
                    "AND pagetype = 'leaf' ORDER BY pageno", &error);

  g_assert_no_error (error);
  while (crm_statement_step (select, &error) == CRM_STEP_ROW)
    {
      guint32 page = crm_statement_int (select, 0);

      g_array_append_val (pages, page);
    }
  g_assert_no_error (error);
  return pages;
}

static void
warmed_cb (GObject *store,
           GAsyncResult *result,
           gpointer user_data)
{
  GError **error = user_data;

  crm_store_read_finish (CRM_STORE (store), result, error);
  if (*error == NULL)
    *error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "");
}

/* No page of the search index is left on the disk when it is made ready: wherever one is broken, that is met. */
static void
test_warmed (TestStore *test,
             gconstpointer data)
{
  g_autoptr (GArray) pages = NULL;
  g_autoptr (GError) ended = NULL;

  fill (test->store, 10000);
  crm_store_finish_search (test->store);
  crm_store_warm_search (test->store, warmed_cb, &ended);
  crm_test_wait_for (ended != NULL);
  g_assert_error (ended, G_IO_ERROR, G_IO_ERROR_CLOSED);
  crm_store_close (test->store);
  pages = find_index_pages (test->path);
  g_assert_cmpuint (pages->len, >, 10);
  for (guint i = 0; i < pages->len; i++)
    {
      g_autoptr (GBytes) whole = crm_fault_damage_page (test->path, g_array_index (pages, guint32, i));
      g_autoptr (GError) met = NULL;

      crm_test_reopen (test, 0);
      g_assert_null (crm_store_get_damage (test->store));
      crm_store_warm_search (test->store, warmed_cb, &met);
      crm_test_wait_for (met != NULL);
      g_assert_error (met, CRM_ERROR, CRM_ERROR_CORRUPT);
      g_assert_nonnull (crm_store_get_damage (test->store));
      crm_store_close (test->store);
      remove_log (test->path);
      crm_fault_save (test->path, g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
    }
}

#define ADD(path, function) g_test_add ("/damage/" path, TestStore, NULL, crm_test_set_up, function, crm_test_tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/damage/seal", test_seal);
  ADD ("sealed", test_sealed);
  ADD ("bit-flips", test_bit_flips);
  ADD ("wrong-sectors", test_wrong_sectors);
  ADD ("log-cut", test_log_cut);
  ADD ("log-flips", test_log_flips);
  ADD ("loss-accepted", test_loss_accepted);
  ADD ("without-seals", test_without_seals);
  ADD ("foreign-checkpoint", test_foreign_checkpoint);
  ADD ("warmed", test_warmed);
  return g_test_run ();
}
