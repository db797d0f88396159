/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "analytics/crm-quality-dates.h"
#include "analytics/crm-quality.h"
#include "base/crm-date.h"

static void
test_cleanse (void)
{
  static const struct
  {
    const char *field, *before, *after;
    CrmFixKind  kind;
  } cases[] = {
    { "name", "  Müller   Ltd ", "Müller Ltd", CRM_FIX_SPACES },
    { "name", "ACME TRADING", "Acme Trading", CRM_FIX_CASE },
    { "name", "IBM", NULL },
    { "name", "de Boer", NULL },
    { "city", "lyon sud", "Lyon Sud", CRM_FIX_CASE },
    { "email", "Anna@Gmial.com", "anna@gmail.com", CRM_FIX_EMAIL },
    { "email", "anna@gmail.con", "anna@gmail.com", CRM_FIX_EMAIL },
    { "email", "anna@example.com", NULL },
    { "phone", "(030) 123-45.67", "030 123 45 67", CRM_FIX_PHONE },
    { "phone", "0049 30 1234567", "+49 30 1234567", CRM_FIX_PHONE },
    { "phone", "+49 30 1234567", NULL },
    { "phone", "+1 503-555-0102", NULL },
    { "phone", "030 1234567 ext 12", NULL },
    { "phone", "+49 (0) 30 1234567", "+49 30 1234567", CRM_FIX_PHONE },
    { "phone", "0044 (0)20 7946 0018", "+44 20 7946 0018", CRM_FIX_PHONE },
    { "phone", "+39 (06) 1234567", NULL },
    { "phone", "0511/654321", "0511 654321", CRM_FIX_PHONE },
    { "phone", "0511 654321/0511 654322", NULL },
    { "phone", "654321/654322", NULL },
    { "phone", "010-8888 9999", NULL },
    { "phone", "(010)88889999", "010 88889999", CRM_FIX_PHONE },
    { "email", "anna@ymail.com", NULL },
    { "email", "anna@mail.com", NULL },
    { "email", "anna@email.com", NULL },
    { "email", "anna@yahoo.ca", NULL },
    { "email", "anna@gamil.com", "anna@gmail.com", CRM_FIX_EMAIL },
    { "email", "anna@hotmai.com", "anna@hotmail.com", CRM_FIX_EMAIL },
    { "name", "McDonald", NULL },
    { "name", "van der Berg", NULL },
    { "name", "e.on", NULL },
    { "name", "iPhone Reparaturen", NULL },
    { "name", "MCDONALD", "McDonald", CRM_FIX_CASE },
    { "name", "O'BRIEN & SONS", "O'Brien & Sons", CRM_FIX_CASE },
    { "name", "ANNA'S GARDEN", "Anna's Garden", CRM_FIX_CASE },
    { "name", "müller gmbh", "Müller GmbH", CRM_FIX_CASE },
    { "name", "KPMG CONSULTING AG", "KPMG Consulting AG", CRM_FIX_CASE },
    { "name", "IBM DEUTSCHLAND", NULL },
    { "name", "MARIA DE LA CRUZ", "Maria de la Cruz", CRM_FIX_CASE },
    { "name", "jean-pierre durand", "Jean-Pierre Durand", CRM_FIX_CASE },
    { "name", "ООО РОМАШКА", NULL },
    { "city", "NEW YORK", "New York", CRM_FIX_CASE },
    { "city", "FRANKFURT AM MAIN", "Frankfurt am Main", CRM_FIX_CASE },
    { "city", "МОСКВА", "Москва", CRM_FIX_CASE },
    { "city", "ΑΘΗΝΑΣ", "Αθηνας", CRM_FIX_CASE },
    { "name", "王伟", NULL },
    { "name", "王　伟", NULL },
    { "name", " 北京华为技术有限公司 ", "北京华为技术有限公司", CRM_FIX_SPACES },
    { "street", "长安街 1 号", NULL },
  };
  const CrmEntity *entity = crm_entity_find ("customer");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CrmFixKind kind = CRM_FIX_SPACES;
      g_autofree char *after = crm_quality_cleanse (entity, crm_entity_field_index (entity, cases[i].field),
                                                    cases[i].before, &kind);

      g_assert_cmpstr (after, ==, cases[i].after);
      g_assert_cmpint (kind, ==, after != NULL ? cases[i].kind : kind);
    }
}

static gpointer
measure (CrmReader *reader,
         gpointer data,
         GCancellable *cancellable,
         GError **error)
{
  return crm_quality_measure (reader, crm_entity_find ("customer"), NULL, error);
}

static const CrmFieldQuality *
find_field (const CrmQuality *quality,
            const char *key)
{
  for (guint i = 0; i < quality->fields->len; i++)
    {
      const CrmFieldQuality *field = &g_array_index (quality->fields, CrmFieldQuality, i);

      if (g_str_equal (quality->entity->fields[field->field].key, key))
        return field;
    }
  return NULL;
}

static void
test_measure (TestStore *test,
              gconstpointer data)
{
  g_autoptr (CrmQuality) quality = NULL;
  g_autoptr (GError) error = NULL;
  const CrmFix *fix;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("Customer %u", i);

      crm_test_add (test->store, "customer", "name", name, "industry", i == 7 ? "technolgy" : "technology",
                    "email", i < 5 ? "info@example.com" : "", NULL);
    }
  quality = crm_store_read (test->store, measure, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (quality->n_records, ==, 20);
  g_assert_cmpint (find_field (quality, "email")->n_known, ==, 5);
  g_assert_cmpint (find_field (quality, "industry")->n_known, ==, 20);
  g_assert_cmpint (find_field (quality, "industry")->n_valid, ==, 19);
  g_assert_cmpuint (quality->fixes->len, ==, 1);
  fix = quality->fixes->pdata[0];
  g_assert_cmpint (fix->kind, ==, CRM_FIX_SPELLING);
  g_assert_cmpstr (fix->title, ==, "Customer 7");
  g_assert_cmpstr (fix->before, ==, "technolgy");
  g_assert_cmpstr (fix->after, ==, "technology");
  g_assert_cmpfloat (quality->completeness, >, 0);
  g_assert_cmpfloat (quality->completeness, <, 1);
}

static CrmQuality *
measure_customers (CrmStore *store)
{
  g_autoptr (GError) error = NULL;
  CrmQuality *quality = crm_store_read (store, measure, NULL, NULL, &error);

  g_assert_no_error (error);
  return quality;
}

static void
test_slip (void)
{
  static const char *const slips[][2] = {
    { "technolgy", "technology" }, { "amsterdma", "amsterdam" }, { "barcelonna", "barcelona" }, { "münhcen", "münchen" },
  };
  static const char *const others[][2] = {
    { "austria", "australia" }, { "niger", "nigeria" }, { "slovakia", "slovenia" }, { "essen", "jessen" },
    { "lyon", "lyon" }, { "", "lyon" }, { "manchester", "winchester" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (slips); i++)
    g_assert_true (crm_quality_is_slip (slips[i][0], slips[i][1]));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (crm_quality_is_slip (others[i][0], others[i][1]));
}

/* Values that are near frequent ones: which are proposed. */
static void
test_spelling (TestStore *test,
               gconstpointer data)
{
  static const struct { const char *frequent, *rare, *after; } cases[] = {
    { "Amsterdam", "Amsterdm", "Amsterdam" },
    { "München", "Munchen", "München" },
    { "São Paulo", "Sâo Paulo", "São Paulo" },
    { "Vienna", "Vienne", NULL },
    { "Halle", "Haller", NULL },
    { "北京市朝阳区", "北京市朝阴区", NULL },
    { "南京市", "北京市", NULL },
    { "Sector Nine", "Sector None", "Sector Nine" },
    { "Zone 12345", "Zone 12354", NULL },
  };
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Add");
  g_autoptr (CrmQuality) quality = NULL;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (guint k = 0; k < 31; k++)
        {
          g_autofree char *name = g_strdup_printf ("Customer %u-%u", i, k);

          crm_change_set_insert (changes, "customer");
          crm_change_set_text (changes, "name", name);
          crm_change_set_text (changes, "city", k == 0 ? cases[i].rare : cases[i].frequent);
        }
      n += cases[i].after != NULL;
    }
  g_assert_null (crm_test_try (test->store, changes));
  quality = measure_customers (test->store);
  for (guint i = 0; i < quality->fixes->len; i++)
    {
      const CrmFix *fix = quality->fixes->pdata[i];
      guint k = 0;

      while (k < G_N_ELEMENTS (cases) && !g_str_equal (cases[k].rare, fix->before))
        k++;
      g_assert_cmpuint (k, <, G_N_ELEMENTS (cases));
      g_assert_cmpstr (fix->after, ==, cases[k].after);
    }
  g_assert_cmpuint (quality->fixes->len, ==, n);
}

/* Dates in a field for text are written as most of them are; of two that they may be, none is guessed. */
static void
test_dates (void)
{
  static const struct { const char *texts, *expected; } columns[] = {
    { "2024-12-31|2024-01-05|2024-02-03|31.12.2023|3 April 2025|Apr 3, 2025|20240506|2024/7/8",
      "|||2023-12-31|2025-04-03|2025-04-03||2024-07-08|" },
    { "31.12.2023|3.4.24|05.06.2024|2024-05-07|13/4/2024|3/4/2024", "|||07.05.2024|13.04.2024|03.04.2024|" },
    { "31.12.2023|3.4.24|05.06.2024|2024-05-07|4/13/2024|3/4/2024", "|||07.05.2024|13.04.2024|04.03.2024|" },
    { "31.12.2023|3.4.24|05.06.2024|4/13/2024|13/4/2024|3/4/2024", "|||13.04.2024|13.04.2024||" },
    { "31.12.2023|3.4.24|05.06.2024|3/4/2024|4/4/2024", "||||04.04.2024|" },
    { "12/31/2023|3/4/2024|5/6/2024|31.12.2023", "|||12/31/2023|" },
    { "31-12-2023|3-4-2024|5-6-2024|31.12.2023", "|||31-12-2023|" },
    { "3/4/2024|5/6/2024|7/8/2024", NULL },
    { "2024-12-31|2024-01-05|31.12.2023|Bonn", NULL },             /* hardly of dates */
    { "2024-12-31|2024-01-05|2024-01-05", NULL },
    { "31.12.2023|2024-12-31", NULL },
    { "2024-12|Dec 2024|12/2024|2024-11", NULL },
    { "2024-12-31 10:00|31.12.2024 11:00|2024-12-31 11:00", NULL },
    { "1.2.3|1-2-3|10.0.0.1|1/2", NULL },
  };
  static const struct { const char *date, *expected; } years[] = {
    { "0024-03-05", "2024-03-05" }, { "0097-03-05", "1997-03-05" }, { "2204-03-05", "2024-03-05" },
    { "0224-03-05", "2024-03-05" }, { "0023-02-28", "2023-02-28" }, { "2024-03-05", NULL }, { "1923-03-05", NULL },
    { "2060-03-05", NULL }, { "1024-03-05", NULL }, { "9999-12-31", NULL }, { "0004-02-29", "2004-02-29" },
    { "0100-01-01", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_auto (GStrv) texts = g_strsplit (columns[i].texts, "|", -1);
      g_autoptr (GString) found = g_string_new (NULL);
      CrmDateColumn column = { 0 };

      for (guint k = 0; texts[k] != NULL; k++)
        crm_date_column_note (&column, texts[k]);
      g_test_message ("%s", columns[i].texts);
      g_assert_cmpint (crm_date_column_settle (&column, g_strv_length (texts)), ==, columns[i].expected != NULL);
      for (guint k = 0; columns[i].expected != NULL && texts[k] != NULL; k++)
        {
          g_autofree char *mended = crm_date_column_mend (&column, texts[k]);

          g_string_append_printf (found, "%s|", mended != NULL ? mended : "");
        }
      if (columns[i].expected != NULL)
        g_assert_cmpstr (found->str, ==, columns[i].expected);
    }
  for (guint i = 0; i < G_N_ELEMENTS (years); i++)
    {
      gint64 date, mended = 0;
      gboolean slip;

      g_assert_true (crm_date_parse (years[i].date, &date));
      slip = crm_quality_mend_year (date, crm_date_from_ymd (2026, 11, 23), &mended);
      g_assert_cmpint (slip, ==, years[i].expected != NULL);
      if (slip)
        {
          g_autofree char *text = crm_date_to_iso (mended);

          g_assert_cmpstr (text, ==, years[i].expected);
        }
    }
}

static gint64
decide (CrmStore *store,
        gboolean accept)
{
  g_autoptr (GError) error = NULL;
  gint64 action = 0, n = crm_quality_decide (store, crm_entity_find ("customer"), accept, &action, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (action, !=, 0);
  return n;
}

static gpointer
measure_deals (CrmReader *reader,
               gpointer data,
               GCancellable *cancellable,
               GError **error)
{
  return crm_quality_measure (reader, crm_entity_find ("opportunity"), NULL, error);
}

/* … and in the workspace: years that are slips, and what was edited since. */
static void
test_date_fixes (TestStore *test,
                 gconstpointer data)
{
  static const char *const texts[] = { "31.12.2023", "03.04.2024", "05.06.2024", "2024-05-07", "8 May 2024" };
  const CrmEntity *deals = crm_entity_find ("opportunity");
  gint64 id = crm_test_add (test->store, "opportunity", "name", "Chairs", "expected_close", "0024-03-05", NULL), action = 0;
  g_autoptr (CrmQuality) quality = crm_store_read (test->store, measure_deals, NULL, NULL, NULL), texts_quality = NULL;
  g_autoptr (CrmChangeSet) edit = NULL, fix = crm_change_set_new (test->store, "Fix");
  g_autofree char *mended = NULL;
  const CrmFix *found;

  g_assert_cmpuint (quality->fixes->len, ==, 1);
  found = quality->fixes->pdata[0];
  g_assert_cmpint (found->kind, ==, CRM_FIX_DATE);
  g_assert_cmpstr (found->before, ==, "0024-03-05");
  g_assert_cmpstr (found->after, ==, "2024-03-05");
  g_assert_cmpfloat (quality->validity, <, 1);
  crm_fix_append (found, deals, TRUE, fix);
  g_assert_true (crm_store_apply (test->store, fix, &action, NULL, NULL));
  g_assert_cmpint (action, !=, 0);
  mended = crm_test_text (test->store, "opportunity", id, "expected_close");
  g_assert_cmpstr (mended, ==, "5 Mar 2024");
  g_assert_true (crm_store_undo (test->store, 0, NULL, NULL));
  edit = crm_change_set_new (test->store, "Edit");
  crm_change_set_update (edit, "opportunity", id);
  crm_change_set_int (edit, "expected_close", crm_date_from_ymd (2025, 1, 1));
  g_assert_null (crm_test_try (test->store, edit));
  g_clear_pointer (&fix, crm_change_set_unref);
  fix = crm_change_set_new (test->store, "Fix");
  action = 0;
  crm_fix_append (found, deals, TRUE, fix);
  g_assert_true (crm_store_apply (test->store, fix, &action, NULL, NULL));
  g_assert_cmpint (action, ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    crm_test_add (test->store, "customer", "name", texts[i], "city", texts[i], NULL);
  texts_quality = measure_customers (test->store);
  g_assert_cmpint (texts_quality->n_fixes, ==, 2);
  g_assert_cmpint (find_field (texts_quality, "city")->n_valid, ==, 3);
  g_assert_cmpint (decide (test->store, TRUE), ==, 2);
  g_clear_pointer (&texts_quality, crm_quality_free);
  texts_quality = measure_customers (test->store);
  g_assert_cmpint (texts_quality->n_fixes, ==, 0);
  g_assert_cmpfloat (find_field (texts_quality, "city")->n_valid, ==, 5);
}

/* What was edited since it was proposed to be written otherwise stays as it was edited. */
static void
test_stale (TestStore *test,
            gconstpointer data)
{
  const CrmEntity *entity = crm_entity_find ("customer");
  gint64 id = crm_test_add (test->store, "customer", "name", "Blue  Café", NULL), action = 0;
  g_autoptr (CrmQuality) quality = measure_customers (test->store);
  g_autoptr (CrmChangeSet) edit = crm_change_set_new (test->store, "Edit"), fix = crm_change_set_new (test->store, "Fix");
  g_autoptr (CrmRecord) record = NULL;

  g_assert_cmpuint (quality->fixes->len, ==, 1);
  crm_change_set_update (edit, "customer", id);
  crm_change_set_text (edit, "name", "Green Café");
  g_assert_null (crm_test_try (test->store, edit));
  crm_fix_append (quality->fixes->pdata[0], entity, TRUE, fix);
  g_assert_true (crm_store_apply (test->store, fix, &action, NULL, NULL));
  g_assert_cmpint (action, ==, 0);
  record = crm_test_get (test->store, "customer", id);
  g_assert_cmpstr (crm_record_get_title (record), ==, "Green Café");
}

#define N_WRONG 1200   /* more than a portion, and than are kept */

/* All are decided, also those that are not listed, as one action. What is refused is right, and stays so. */
static void
test_decide (TestStore *test,
             gconstpointer data)
{
  g_autoptr (CrmQuality) first = NULL, refused = NULL, back = NULL, accepted = NULL;
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Add");
  g_autofree char *before = NULL, *after = NULL;

  for (guint i = 0; i < N_WRONG; i++)
    {
      g_autofree char *name = g_strdup_printf ("%c%c%c  Trading", 'A' + i / 100, 'a' + i / 10 % 10, 'a' + i % 10);

      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", name);
    }
  g_assert_null (crm_test_try (test->store, changes));
  g_clear_pointer (&changes, crm_change_set_unref);
  first = measure_customers (test->store);
  g_assert_cmpint (first->n_fixes, ==, N_WRONG);
  g_assert_cmpuint (first->fixes->len, ==, CRM_QUALITY_MOST_FIXES);
  before = crm_test_digest (test->store);
  g_assert_cmpint (decide (test->store, FALSE), ==, N_WRONG);
  crm_test_reopen (test, 0);
  refused = measure_customers (test->store);
  g_assert_cmpint (refused->n_fixes, ==, 0);
  g_assert_cmpfloat (refused->validity, ==, 1);
  g_assert_true (crm_store_undo (test->store, 0, NULL, NULL));
  back = measure_customers (test->store);
  g_assert_cmpint (back->n_fixes, ==, N_WRONG);
  g_assert_cmpint (decide (test->store, TRUE), ==, N_WRONG);
  accepted = measure_customers (test->store);
  g_assert_cmpint (accepted->n_fixes, ==, 0);
  g_assert_true (crm_store_undo (test->store, 0, NULL, NULL));
  after = crm_test_digest (test->store);
  g_assert_cmpstr (after, ==, before);
}

static gpointer
remember (CrmReader *reader,
          gpointer data,
          GCancellable *cancellable,
          GError **error)
{
  const CrmQualityPoint *point = data;
  const CrmQuality quality = { .entity = crm_entity_find ("lead"), .completeness = point->completeness,
                               .validity = point->validity };

  return GINT_TO_POINTER (crm_quality_remember (reader, &quality, point->date, error));
}

static gpointer
read_history (CrmReader *reader,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  return crm_quality_history (reader, crm_entity_find (data));
}

/* A measurement a day, also when the workspace is opened again. */
static void
test_history (TestStore *test,
              gconstpointer data)
{
  CrmQualityPoint points[] = { { 20000, 0.5, 0.25 }, { 20001, 0.6, 0.5 }, { 20001, 0.7, 0.75 } };
  g_autoptr (GArray) history = NULL, other = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    g_assert_nonnull (crm_store_read (test->store, remember, &points[i], NULL, NULL));
  crm_test_reopen (test, 0);
  history = crm_store_read (test->store, read_history, (gpointer) "lead", NULL, NULL);
  other = crm_store_read (test->store, read_history, (gpointer) "customer", NULL, NULL);
  g_assert_cmpuint (history->len, ==, 2);
  g_assert_cmpuint (other->len, ==, 0);
  g_assert_cmpint (g_array_index (history, CrmQualityPoint, 1).date, ==, 20001);
  g_assert_cmpfloat (g_array_index (history, CrmQualityPoint, 1).validity, ==, 0.75);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quality/cleanse", test_cleanse);
  g_test_add_func ("/quality/slip", test_slip);
  g_test_add_func ("/quality/dates", test_dates);
  g_test_add ("/quality/date-fixes", TestStore, NULL, crm_test_set_up, test_date_fixes, crm_test_tear_down);
  g_test_add ("/quality/spelling", TestStore, NULL, crm_test_set_up, test_spelling, crm_test_tear_down);
  g_test_add ("/quality/measure", TestStore, NULL, crm_test_set_up, test_measure, crm_test_tear_down);
  g_test_add ("/quality/decide", TestStore, NULL, crm_test_set_up, test_decide, crm_test_tear_down);
  g_test_add ("/quality/stale", TestStore, NULL, crm_test_set_up, test_stale, crm_test_tear_down);
  g_test_add ("/quality/history", TestStore, NULL, crm_test_set_up, test_history, crm_test_tear_down);
  return g_test_run ();
}
