/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "analytics/crm-quality.h"

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
    { "name", "王伟", NULL },
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
  g_test_add ("/quality/measure", TestStore, NULL, crm_test_set_up, test_measure, crm_test_tear_down);
  g_test_add ("/quality/history", TestStore, NULL, crm_test_set_up, test_history, crm_test_tear_down);
  return g_test_run ();
}
