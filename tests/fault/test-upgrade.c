/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fault.h"
#include "crm-fault-vfs.h"

#include "base/crm-error.h"
#include "db/crm-db.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Workspaces of earlier versions are brought up to date on a copy: killed at any moment, the old one is there. */

static void
put_old (const char *path)
{
  g_autofree char *frozen = g_test_build_filename (G_TEST_DIST, "fixtures", "schema-1.clientele", NULL);
  g_autoptr (GBytes) bytes = crm_fault_load (frozen);

  crm_fault_remove (path);
  crm_fault_save (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* All that the old one held is there. */
static void
assert_contents (CrmStore *store)
{
  g_autofree char *expected_path = g_test_build_filename (G_TEST_DIST, "fixtures", "schema-1.digest", NULL);
  g_autofree char *expected = NULL, *digest = crm_test_digest (store);
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (expected_path, &expected, NULL, NULL));
  lines = g_strsplit (expected, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (strstr (digest, lines[i]) == NULL)
        g_error ("%s\nis not in\n%s", lines[i], digest);
    }
  crm_test_sound (store);
}

static void
assert_opens (const char *path)
{
  GError *error = NULL;
  CrmStore *store = crm_fault_open (path, 0, &error);

  g_assert_no_error (error);
  assert_contents (store);
  crm_fault_close (store);
}

static guint
count_files (const char *folder,
             const char *part)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += strstr (name, part) != NULL;
  return n;
}

static void
test_upgrade (TestStore *test,
              gconstpointer data)
{
  g_autofree char *link_path = g_build_filename (test->folder, "link", NULL);
  g_autofree char *kept = g_build_filename (test->folder, "test (before upgrade).clientele", NULL);
  g_autoptr (GBytes) old = NULL;
  CrmCheckedPages pages;
  g_autoptr (GPtrArray) problems = NULL;
  GError *error = NULL;
  CrmStore *store;
  GStatBuf status;

  crm_store_close (test->store);
  put_old (test->path);
  g_assert_cmpint (g_chmod (test->path, 0640), ==, 0);
  g_assert_cmpint (symlink ("test.clientele", link_path), ==, 0);
  store = crm_fault_open (link_path, 0, &error);
  g_assert_no_error (error);
  assert_contents (store);
  problems = crm_fault_check (store, &pages, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pages.n_pages, >, 10);
  g_assert_cmpuint (pages.n_unsealed, ==, 0);
  crm_fault_close (store);
  g_assert_true (g_file_test (link_path, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (g_stat (test->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0640);
  g_assert_cmpuint (count_files (test->folder, ""), ==, 3);
  assert_opens (test->path);
  g_assert_cmpuint (count_files (test->folder, "before upgrade"), ==, 1);
  assert_opens (kept);   /* which is itself an old one */
}

/* A reader brings it up to date as well, if it may be written. */
static void
test_reading (TestStore *test,
              gconstpointer data)
{
  GError *error = NULL;
  CrmStore *store;

  crm_store_close (test->store);
  put_old (test->path);
  store = crm_fault_open (test->path, CRM_STORE_READ_ONLY, &error);
  g_assert_no_error (error);
  assert_contents (store);
  crm_fault_close (store);
  assert_opens (test->path);
}

/* Somebody reads the old one: nothing is done. */
static void
test_in_use (TestStore *test,
             gconstpointer data)
{
  GError *error = NULL;
  CrmDb *reader;

  crm_store_close (test->store);
  put_old (test->path);
  reader = crm_db_open (test->path, CRM_DB_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_true (crm_db_exec (reader, "BEGIN; SELECT count(*) FROM customer;", NULL));
  g_assert_null (crm_workspace_open (test->path, 0, &error));
  crm_test_assert_error (error, CRM_ERROR_BUSY);
  crm_db_close (reader);
  g_assert_cmpuint (count_files (test->folder, "upgrade"), ==, 0);
  assert_opens (test->path);
}

/* Links that lie where something is to be written are neither followed nor replaced. */
static void
test_planted_links (TestStore *test,
                    gconstpointer data)
{
  g_autofree char *kept = g_build_filename (test->folder, "test (before upgrade).clientele", NULL);
  g_autofree char *second = g_build_filename (test->folder, "test (before upgrade 2).clientele", NULL);
  g_autofree char *victim = g_build_filename (test->folder, "victim", NULL);
  g_autofree char *text = NULL;

  crm_store_close (test->store);
  put_old (test->path);
  crm_fault_save (victim, "dear", 4);
  g_assert_cmpint (symlink (victim, kept), ==, 0);
  assert_opens (test->path);
  g_assert_true (g_file_get_contents (victim, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "dear");
  g_assert_true (g_file_test (kept, G_FILE_TEST_IS_SYMLINK));
  assert_opens (second);
}

static void
test_no_room (TestStore *test,
              gconstpointer data)
{
  g_autoptr (GBytes) old = NULL;

  crm_store_close (test->store);
  put_old (test->path);
  for (guint room = 0; room < 400000; room += 37000)
    {
      GError *error = NULL;
      CrmStore *store;

      crm_fault_vfs_set_room (room);
      store = crm_fault_open (test->path, 0, &error);
      crm_fault_vfs_set_room (-1);
      if (store != NULL)
        {
          crm_fault_close (store);
          put_old (test->path);
          continue;
        }
      crm_test_assert_error (error, CRM_ERROR_DISK_FULL);
      g_assert_cmpuint (count_files (test->folder, ".upgrade-"), ==, 0);
    }
  assert_opens (test->path);
}

/* Another process is killed at its n-th operation. */

static gboolean
upgrade_and_die (const char *path,
                 guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  const char *argv[] = { "/proc/self/exe", "--die", number, path, NULL };
  GError *error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  return status != 0;
}

static int
die (const char *number,
     const char *path)
{
  g_autoptr (GError) error = NULL;
  CrmStore *store;

  crm_fault_vfs_set ((CrmFault) { .after = atoi (number), .die = TRUE });
  store = crm_fault_open (path, 0, &error);
  if (store == NULL)
    g_error ("%s", error->message);
  crm_fault_close (store);
  return 0;
}

static void
test_killed (TestStore *test,
             gconstpointer data)
{
  guint step = crm_fault_runs (8, 1), n_killed = 0;
  gboolean killed = TRUE;

  crm_store_close (test->store);
  for (guint n = 0; killed; n += step == 1 ? 1 : g_test_rand_int_range (1, 2 * step))
    {
      put_old (test->path);
      killed = upgrade_and_die (test->path, n);
      n_killed += killed;
      assert_opens (test->path);
      g_assert_cmpuint (count_files (test->folder, ".upgrade-"), ==, 0);
    }
  g_assert_cmpuint (n_killed, >, 100 / step);
  g_test_message ("killed at %u of its operations: the old or the new one was there", n_killed);
}

#define ADD(path, function) g_test_add ("/upgrade/" path, TestStore, NULL, crm_test_set_up, function, crm_test_tear_down)

int
main (int argc,
      char **argv)
{
  crm_fault_vfs_install ();
  if (argc == 4 && strcmp (argv[1], "--die") == 0)
    return die (argv[2], argv[3]);
  g_test_init (&argc, &argv, NULL);
  ADD ("upgrade", test_upgrade);
  ADD ("reading", test_reading);
  ADD ("in-use", test_in_use);
  ADD ("planted-links", test_planted_links);
  ADD ("no-room", test_no_room);
  ADD ("killed", test_killed);
  return g_test_run ();
}
