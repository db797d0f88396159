/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fault.h"
#include "crm-fault-vfs.h"

#include "base/crm-error.h"
#include "db/crm-db-integrity.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* The power fails, or the process is killed, at any moment: what was acknowledged is there, nothing is torn, and no
 * loss is told where there is none. */

typedef struct
{
  TestStore *test;
  GPtrArray *digests;   /* after each acknowledged step; the first is what was there before */
} Work;

static void
acknowledge (Work *work)
{
  g_ptr_array_add (work->digests, crm_test_digest (work->test->store));
  crm_fault_vfs_acknowledge ();
}

static gint64
pick (CrmStore *store,
      GArray *ids)
{
  return ids->len > 0 ? g_array_index (ids, gint64, g_test_rand_int_range (0, ids->len)) : 0;
}

static void
step (Work *work,
      GArray *ids,
      guint n)
{
  CrmStore *store = work->test->store;
  gint64 id = pick (store, ids);
  g_autofree char *text = g_strnfill (g_test_rand_int_range (1, 6000), 'a' + n % 26);

  switch (id == 0 ? 0 : g_test_rand_int_range (0, 8))
    {
    case 0:
    case 1:
      id = crm_test_add (store, "customer", "name", "Kunde 客户", "notes", text, NULL);
      g_array_append_val (ids, id);
      break;
    case 2:
    case 3:
    case 4:
      crm_test_set (store, "customer", id, "notes", text, "city", n % 2 != 0 ? "Lyon" : "Łódź", NULL);
      break;
    case 5:
      crm_test_add (store, "activity", "name", "Call", "kind", "call", NULL);
      break;
    case 6:
      crm_test_delete (store, "customer", id);
      g_array_set_size (ids, 0);
      break;
    default:
      if (crm_store_undo (store, 0, NULL, NULL))
        g_array_set_size (ids, 0);
      break;
    }
}

static void
add_many (CrmStore *store)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Many");

  for (guint i = 0; i < 300; i++)
    {
      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", "One of many");
    }
  g_assert_no_error (crm_test_try (store, changes));
}

/* Half of the time a reader keeps checkpoints from being whole. */
static void
do_work (Work *work,
         guint n_steps)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  CrmDb *reader = NULL;

  for (guint i = 0; i < n_steps; i++)
    {
      if (i % 8 == 2)
        {
          reader = crm_db_open (work->test->path, CRM_DB_READ_ONLY, NULL);
          g_assert_true (crm_db_exec (reader, "BEGIN; SELECT count(*) FROM customer;", NULL));
        }
      if (i % 8 == 6)
        g_clear_pointer (&reader, crm_db_close);
      if (i == n_steps / 2)
        add_many (work->test->store);
      else
        step (work, ids, i);
      acknowledge (work);
    }
  g_clear_pointer (&reader, crm_db_close);
}

static gboolean
is_state (CrmStore *store,
          Work *work,
          guint n_acknowledged)
{
  g_autofree char *digest = crm_test_digest (store);

  return strcmp (digest, work->digests->pdata[n_acknowledged]) == 0 ||
         (n_acknowledged + 1 < work->digests->len &&
          strcmp (digest, work->digests->pdata[n_acknowledged + 1]) == 0);
}

/* What one run leaves, to be broken at any moment. */

typedef struct
{
  Work   work;
  GRand *chance;
  char  *folder;
  char  *path;
  guint  n_operations;
} Run;

static void
start_run (Run *run,
           TestStore *test,
           guint n_steps)
{
  g_autofree char *name = g_path_get_basename (test->path);

  *run = (Run) { { test, g_ptr_array_new_with_free_func (g_free) }, g_rand_new_with_seed (g_test_rand_int ()) };
  run->folder = g_dir_make_tmp ("clientele-power-XXXXXX", NULL);
  run->path = g_build_filename (run->folder, name, NULL);
  crm_store_close (test->store);
  crm_fault_vfs_record (test->folder);
  crm_test_reopen (test, 0);
  g_ptr_array_add (run->work.digests, crm_test_digest (test->store));
  do_work (&run->work, n_steps);
  crm_store_close (test->store);
  run->n_operations = crm_fault_vfs_stop ();
}

static void
end_run (Run *run)
{
  crm_test_remove_folder (run->folder);
  g_ptr_array_unref (run->work.digests);
  g_rand_free (run->chance);
  g_free (run->folder);
  g_free (run->path);
}

static guint
crash (Run *run,
       guint at,
       CrmLoss loss)
{
  guint n_acknowledged;

  crm_fault_remove (run->path);
  crm_fault_vfs_rebuild (at, loss, run->chance, run->folder, &n_acknowledged);
  return n_acknowledged;
}

static void
test_power (TestStore *test,
            gconstpointer data)
{
  guint n_crashes = crm_fault_runs (200, G_MAXUINT), n = 0;
  Run run;

  start_run (&run, test, 24);
  for (guint i = 0; n < n_crashes && i <= run.n_operations * CRM_N_LOSSES; i++, n++)
    {
      guint at = n_crashes < G_MAXUINT ? (guint) g_test_rand_int_range (0, run.n_operations + 1) : i / CRM_N_LOSSES;
      guint n_acknowledged = crash (&run, at, i % CRM_N_LOSSES);
      GError *error = NULL;
      CrmStore *store = crm_fault_open (run.path, 0, &error);

      if (store == NULL)
        g_error ("operation %u, loss %u: %s", at, i % CRM_N_LOSSES, error->message);
      if (!is_state (store, &run.work, n_acknowledged))
        g_error ("operation %u, loss %u: step %u is not as it was acknowledged", at, i % CRM_N_LOSSES, n_acknowledged);
      crm_test_sound (store);
      crm_fault_close (store);
    }
  g_test_message ("%u crashes in %u operations: nothing was lost or torn", n, run.n_operations);
  end_run (&run);
}

static void
cut_log (Run *run)
{
  g_autofree char *log = g_strconcat (run->path, "-wal", NULL);
  GStatBuf status;

  if (g_stat (log, &status) != 0)
    return;
  if (status.st_size == 0 || g_test_rand_bit ())
    g_unlink (log);
  else
    g_assert_cmpint (truncate (log, g_test_rand_int_range (0, status.st_size)), ==, 0);
}

/* The process is killed, in a checkpoint or elsewhere, and its log is cut before it is opened again. */
static void
test_log_lost (TestStore *test,
               gconstpointer data)
{
  guint n_crashes = crm_fault_runs (200, 4000), n_told = 0;
  Run run;

  start_run (&run, test, 24);
  for (guint i = 0; i < n_crashes; i++)
    {
      guint at = g_test_rand_int_range (0, run.n_operations + 1);
      guint n_acknowledged = crash (&run, at, CRM_LOSS_NONE);
      GError *error = NULL;
      CrmStore *store;

      cut_log (&run);
      store = crm_fault_open (run.path, 0, &error);
      n_told += store == NULL;
      if (store == NULL)
        {
          /* Between two steps of a checkpoint the file may also be too short for what it says of itself. */
          g_assert_true (g_error_matches (error, CRM_ERROR, CRM_ERROR_LOST) ||
                         g_error_matches (error, CRM_ERROR, CRM_ERROR_CORRUPT));
          g_error_free (error);
          continue;
        }
      if (!is_state (store, &run.work, n_acknowledged))
        g_error ("operation %u: the log was cut, and nobody was told", at);
      crm_test_sound (store);
      crm_fault_close (store);
    }
  g_test_message ("the log was cut at %u of %u crashes so that steps were missing, which was told", n_told, n_crashes);
  g_assert_cmpuint (n_told, >, n_crashes / 10);
  end_run (&run);
}

#define ADD(path, function) g_test_add ("/power/" path, TestStore, NULL, crm_test_set_up, function, crm_test_tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  crm_fault_vfs_install ();
  ADD ("power", test_power);
  ADD ("log-lost", test_log_lost);
  return g_test_run ();
}
