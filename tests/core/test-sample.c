/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-date.h"
#include "sales/crm-workspace.h"
#include "sample/crm-sample.h"

#include <glib/gstdio.h>

typedef struct
{
  char     *folder;
  CrmStore *store;
} Fixture;

static void
set_up (Fixture *fixture,
        gconstpointer currency)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("sample-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "sample.clientele", NULL);
  fixture->store = crm_workspace_create (path, currency != NULL ? currency : "EUR", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture,
           gconstpointer currency)
{
  g_autofree char *path = g_strdup (crm_store_get_path (fixture->store));

  crm_store_close (fixture->store);
  g_object_unref (fixture->store);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
generate (CrmStore *store,
          guint n_customers,
          guint32 seed)
{
  g_autoptr (GError) error = NULL;

  crm_sample_generate (store, n_customers, seed, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static gpointer
read_all (CrmReader *reader,
          gpointer entity,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (entity));

  return crm_reader_records (reader, query, -1, 0, error);
}

static GPtrArray *
read_records (CrmStore *store,
              const char *entity)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records = crm_store_read (store, read_all, (gpointer) entity, NULL, &error);

  g_assert_no_error (error);
  return records;
}

/* All that the records say, whatever their ids. */
static char *
digest (CrmStore *store,
        const char *entity)
{
  g_autoptr (GPtrArray) records = read_records (store, entity);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; i < records->len; i++)
    {
      for (guint f = 0; f < crm_entity_find (entity)->n_fields; f++)
        {
          const char *title = crm_record_get_link_title (records->pdata[i], f);
          CrmFieldKind kind = crm_entity_find (entity)->fields[f].kind;

          if (kind != CRM_FIELD_LINK && kind != CRM_FIELD_TAGS)
            crm_value_write (crm_record_get_value (records->pdata[i], f), bytes);
          else if (title != NULL)
            g_byte_array_append (bytes, (const guint8 *) title, strlen (title));
        }
    }
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes->data, bytes->len);
}

static void
assert_same (CrmStore *a,
             CrmStore *b,
             gboolean same)
{
  static const char *const entities[] = { "customer", "contact", "lead", "opportunity", "opportunity_line", "activity" };

  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      g_autofree char *digest_a = digest (a, entities[i]);
      g_autofree char *digest_b = digest (b, entities[i]);

      if (same)
        g_assert_cmpstr (digest_a, ==, digest_b);
      else
        g_assert_cmpstr (digest_a, !=, digest_b);
    }
}

static void
test_reproducible (void)
{
  Fixture first = { 0 }, second = { 0 }, other = { 0 };

  set_up (&first, NULL);
  set_up (&second, NULL);
  set_up (&other, NULL);
  generate (first.store, 120, 7);
  generate (second.store, 120, 7);
  generate (other.store, 120, 8);
  assert_same (first.store, second.store, TRUE);
  assert_same (first.store, other.store, FALSE);
  tear_down (&first, NULL);
  tear_down (&second, NULL);
  tear_down (&other, NULL);
}

static gpointer
check_and_undo (CrmReader *reader,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  g_autofree char *undo = crm_reader_undo_label (reader);

  g_assert_null (undo);
  return crm_reader_check (reader, error);
}

static void
test_sound (Fixture *fixture,
            gconstpointer currency)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;

  generate (fixture->store, 150, 1);
  problems = crm_store_read (fixture->store, check_and_undo, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
}

static GHashTable *
sum_lines (CrmStore *store)
{
  g_autoptr (GPtrArray) lines = read_records (store, "opportunity_line");
  GHashTable *sums = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  for (guint i = 0; i < lines->len; i++)
    {
      gint64 deal = crm_record_get_int (lines->pdata[i], "opportunity");
      gint64 *sum = g_hash_table_lookup (sums, &deal);

      if (sum == NULL)
        g_hash_table_insert (sums, g_memdup2 (&deal, sizeof deal), sum = g_new0 (gint64, 1));
      *sum += crm_record_get_int (lines->pdata[i], "total");
      g_assert_cmpint (crm_record_get_int (lines->pdata[i], "total"), >, 0);
    }
  return sums;
}

static void
test_lines (Fixture *fixture,
            gconstpointer currency)
{
  g_autoptr (GPtrArray) deals = NULL;
  g_autoptr (GHashTable) sums = NULL;

  generate (fixture->store, 150, 3);
  deals = read_records (fixture->store, "opportunity");
  sums = sum_lines (fixture->store);
  for (guint i = 0; i < deals->len; i++)
    {
      gint64 id = crm_record_get_id (deals->pdata[i]);
      gint64 *sum = g_hash_table_lookup (sums, &id);
      const CrmValue *value = crm_record_get (deals->pdata[i], "value");

      if (sum == NULL)
        {
          g_assert_true (crm_value_is_null (value));
          continue;
        }
      g_assert_cmpint (value->i, ==, *sum);
      g_assert_cmpstr (value->currency, ==, currency != NULL ? currency : "EUR");
    }
}

static void
check_deal (CrmRecord *deal,
            gint64 today)
{
  gint64 engaged = crm_record_get_int (deal, "engaged_on"), closed = crm_record_get_int (deal, "closed_on");
  gint64 since = crm_record_get_int (deal, "stage_changed_at"), touched = crm_record_get_int (deal, "touched_at");
  gboolean open = g_str_equal (crm_record_get_text (deal, "status"), "open");

  g_assert_cmpint (engaged, >=, crm_date_add_months (today, -36));
  g_assert_cmpint (engaged, <, today);
  g_assert_cmpint (crm_record_get_int (deal, "created_at"), <=, since);
  g_assert_cmpint (since, <=, touched);
  g_assert_cmpint (crm_instant_to_date (touched), <, today);
  g_assert_true (open == (closed == 0));
  if (!open)
    {
      g_assert_cmpint (closed, >, engaged);
      g_assert_cmpint (closed, <, today);
      return;
    }
  g_assert_cmpint (crm_record_get_int (deal, "expected_close"), <=, today + 91);
  g_assert_cmpint (crm_record_get_int (deal, "expected_close"), >=, today - 20);
}

static void
test_deals (Fixture *fixture,
            gconstpointer currency)
{
  g_autoptr (GPtrArray) deals = NULL;
  guint won = 0, lost = 0, open = 0;

  generate (fixture->store, 600, 1);
  deals = read_records (fixture->store, "opportunity");
  for (guint i = 0; i < deals->len; i++)
    {
      const char *status = crm_record_get_text (deals->pdata[i], "status");

      check_deal (deals->pdata[i], crm_date_today ());
      if (g_str_equal (status, "won"))
        won++;
      else if (g_str_equal (status, "lost"))
        lost++;
      else
        open++;
      g_assert_true (!g_str_equal (status, "lost") || crm_record_get_text (deals->pdata[i], "reason") != NULL);
    }
  g_assert_cmpfloat ((double) deals->len / 600, >, 2);
  g_assert_cmpfloat ((double) deals->len / 600, <, 2.5);
  g_assert_cmpfloat ((double) won / (won + lost), >, .4);
  g_assert_cmpfloat ((double) won / (won + lost), <, .5);
  g_assert_cmpuint (open, >, deals->len / 12);
  g_assert_cmpuint (open, <, deals->len / 4);
}

static void
test_activities (Fixture *fixture,
                 gconstpointer currency)
{
  g_autoptr (GPtrArray) activities = NULL;
  guint planned = 0, ahead = 0;

  generate (fixture->store, 200, 1);
  activities = read_records (fixture->store, "activity");
  for (guint i = 0; i < activities->len; i++)
    {
      const char *status = crm_record_get_text (activities->pdata[i], "status");
      gint64 due = crm_instant_to_date (crm_record_get_int (activities->pdata[i], "due_at"));

      g_assert_cmpint (crm_record_get_int (activities->pdata[i], "customer"), !=, 0);
      if (!g_str_equal (status, "planned"))
        g_assert_cmpint (due, <, crm_date_today ());
      planned += g_str_equal (status, "planned");
      ahead += due > crm_date_today ();
    }
  g_assert_cmpuint (activities->len, >, 200 * 4);
  g_assert_cmpuint (activities->len, <, 200 * 6);
  g_assert_cmpuint (planned, >, 10);
  g_assert_cmpuint (ahead, >, planned / 2);
}

static void
assert_number (CrmStore *store,
               const char *entity,
               guint n)
{
  g_autoptr (GPtrArray) records = read_records (store, entity);

  g_assert_cmpuint (records->len, ==, n);
}

static void
note_progress (guint done,
               guint total,
               gpointer user_data)
{
  guint *last = user_data;

  g_assert_cmpuint (done, >=, *last);
  g_assert_cmpuint (done, <=, total);
  *last = done;
}

static void
test_sizes (Fixture *fixture,
            gconstpointer currency)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) customers = NULL;
  guint last = 0;

  crm_sample_generate (fixture->store, 1000, 5, NULL, note_progress, &last, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (last, ==, 1000);
  assert_number (fixture->store, "customer", 1000);
  assert_number (fixture->store, "lead", 200);
  assert_number (fixture->store, "product", 18);
  assert_number (fixture->store, "person", 9);
  customers = read_records (fixture->store, "customer");
  for (guint i = 0; i < customers->len; i++)
    {
      if (g_str_equal (crm_record_get_text (customers->pdata[i], "kind"), "organization"))
        g_assert_true (g_hash_table_add (names, (gpointer) crm_record_get_title (customers->pdata[i])));
    }
}

static void
test_cancel (Fixture *fixture,
             gconstpointer currency)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  g_assert_false (crm_sample_generate (fixture->store, 100, 1, cancellable, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_number (fixture->store, "customer", 0);
}

int
main (int argc,
      char **argv)
{
  g_setenv ("CLIENTELE_TODAY", "2026-03-18", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/reproducible", test_reproducible);
  g_test_add ("/sample/sound", Fixture, NULL, set_up, test_sound, tear_down);
  g_test_add ("/sample/lines", Fixture, NULL, set_up, test_lines, tear_down);
  g_test_add ("/sample/lines-without-cents", Fixture, "JPY", set_up, test_lines, tear_down);
  g_test_add ("/sample/deals", Fixture, NULL, set_up, test_deals, tear_down);
  g_test_add ("/sample/activities", Fixture, NULL, set_up, test_activities, tear_down);
  g_test_add ("/sample/sizes", Fixture, NULL, set_up, test_sizes, tear_down);
  g_test_add ("/sample/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  return g_test_run ();
}
