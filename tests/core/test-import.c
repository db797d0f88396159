/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-date.h"
#include "base/crm-error.h"
#include "exchange/crm-import.h"
#include "exchange/crm-preset.h"
#include "sales/crm-workspace.h"

#include <glib/gstdio.h>
#include <string.h>

/* Each test has a workspace of its own in a folder of its own. */

typedef struct
{
  char     *folder;
  CrmStore *store;
} Fixture;

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("clientele-import-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "test.clientele", NULL);
  fixture->store = crm_workspace_create (path, "USD", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  crm_store_close (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->store);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static char *
write_bytes (Fixture *fixture,
             const char *name,
             const char *bytes,
             gssize length)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);
  return path;
}

static CrmImport *
open_path (Fixture *fixture,
           const char *path)
{
  g_autoptr (GError) error = NULL;
  CrmImport *import = crm_import_new (fixture->store);

  crm_import_open (import, path, NULL, NULL, &error);
  g_assert_no_error (error);
  return import;
}

static CrmImport *
open_text (Fixture *fixture,
           const char *name,
           const char *text)
{
  g_autofree char *path = write_bytes (fixture, name, text, -1);

  return open_path (fixture, path);
}

static const CrmImportSummary *
run (CrmImport *import)
{
  g_autoptr (GError) error = NULL;
  const CrmImportSummary *summary = crm_import_run (import, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (summary);
  g_assert_cmpuint (summary->read, ==, summary->created + summary->updated + summary->skipped + summary->rejected);
  return summary;
}

static void
assert_summary (const CrmImportSummary *summary,
                guint created,
                guint updated,
                guint skipped,
                guint rejected)
{
  for (guint i = 0; i < summary->errors->len && rejected == 0; i++)
    g_test_message ("%s", ((CrmImportError *) summary->errors->pdata[i])->message);
  g_assert_cmpuint (summary->created, ==, created);
  g_assert_cmpuint (summary->updated, ==, updated);
  g_assert_cmpuint (summary->skipped, ==, skipped);
  g_assert_cmpuint (summary->rejected, ==, rejected);
}

static void
assert_mapping (CrmImport *import,
                const char *entity,
                const char *expected)
{
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_cmpstr (crm_import_get_entity (import)->name, ==, entity);
  for (guint i = 0; i < crm_csv_get_n_columns (crm_import_get_csv (import)); i++)
    {
      const char *key = crm_import_get_field (import, i);

      g_string_append_printf (found, "%s%s", i > 0 ? " " : "", key != NULL ? key : "-");
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static const CrmImportResolution *
find_resolution (const CrmImportSummary *summary,
                 const char *value)
{
  for (guint i = 0; i < summary->resolutions->len; i++)
    {
      const CrmImportResolution *resolution = summary->resolutions->pdata[i];

      if (strcmp (resolution->value, value) == 0)
        return resolution;
    }
  return NULL;
}

/* Reading back */

typedef struct
{
  const char *entity, *filter;
  const char *measure;
} Question;

static gpointer
count_in_reader (CrmReader *reader,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  const Question *question = data;
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (question->entity));

  if (question->filter != NULL)
    crm_query_set_filter_text (query, question->filter, error);
  return GINT_TO_POINTER ((int) crm_reader_count (reader, query, error));
}

static int
count (Fixture *fixture,
       const char *entity,
       const char *filter)
{
  g_autoptr (GError) error = NULL;
  Question question = { entity, filter, NULL };
  int n = GPOINTER_TO_INT (crm_store_read (fixture->store, count_in_reader, &question, NULL, &error));

  g_assert_no_error (error);
  return n;
}

static gpointer
first_in_reader (CrmReader *reader,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  const Question *question = data;
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (question->entity));
  g_autoptr (GPtrArray) records = NULL;

  if (!crm_query_set_filter_text (query, question->filter, error))
    return NULL;
  records = crm_reader_records (reader, query, 1, 0, error);
  return records != NULL && records->len > 0 ? g_object_ref (records->pdata[0]) : NULL;
}

static CrmRecord *
find (Fixture *fixture,
      const char *entity,
      const char *filter)
{
  g_autoptr (GError) error = NULL;
  Question question = { entity, filter, NULL };
  CrmRecord *record = crm_store_read (fixture->store, first_in_reader, &question, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (record);
  return record;
}

static void
assert_value (Fixture *fixture,
              const char *entity,
              const char *filter,
              const char *field,
              const char *expected)
{
  g_autoptr (CrmRecord) record = find (fixture, entity, filter);
  const CrmField *declared = crm_entity_field (crm_entity_find (entity), field);
  int index = crm_entity_field_index (crm_entity_find (entity), field);
  gboolean links = declared->kind == CRM_FIELD_LINK || declared->kind == CRM_FIELD_TAGS;
  g_autofree char *text = links ? crm_record_dup_display (record, index)
                                : crm_field_to_plain (declared, crm_record_get (record, field));

  g_assert_cmpstr (text, ==, expected);
}

static gpointer
digest_in_reader (CrmReader *reader,
                  gpointer data,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GArray) digests = crm_reader_digest (reader, error);
  GString *text = g_string_new (NULL);

  for (guint i = 0; digests != NULL && i < digests->len; i++)
    {
      const CrmEntityDigest *digest = &g_array_index (digests, CrmEntityDigest, i);

      g_string_append_printf (text, "%s %s\n", digest->entity->name, digest->hash);
    }
  return g_string_free (text, FALSE);
}

static char *
digest (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *text = crm_store_read (fixture->store, digest_in_reader, NULL, NULL, &error);

  g_assert_no_error (error);
  return text;
}

/* Undo leads back to exactly what was, redo to exactly what was done. */
static void
assert_undoable (Fixture *fixture,
                 const char *before)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *after = digest (fixture), *undone = NULL, *redone = NULL;

  crm_store_undo (fixture->store, 0, NULL, &error);
  g_assert_no_error (error);
  undone = digest (fixture);
  g_assert_cmpstr (undone, ==, before);
  crm_store_redo (fixture->store, NULL, &error);
  g_assert_no_error (error);
  redone = digest (fixture);
  g_assert_cmpstr (redone, ==, after);
}

/* Guesses */

static void
test_guesses (Fixture *fixture,
              gconstpointer data)
{
  static const struct { const char *name, *header, *entity, *mapping; } cases[] = {
    { "a.csv", "First Name,Last Name,Company,E-Mail,Job Title", "contact", "first_name last_name customer email role" },
    { "a.csv", "Company,Sector,Employees,Street Adress,ZIP", "customer", "name industry employees street postcode" },
    { "leads.csv", "ProspectID,LeadOrigin,LeadSource,TotalVisits", "lead", "number - source -" },
    { "a.csv", "Deal,Amount,Stage,Close Date,Owner", "opportunity", "name value stage closed_on owner" },
    { "a.csv", "SKU,Product Name,List Price,Series", "product", "code name price category" },
    { "customers-10000.csv", "Index,Customer Id,First Name,Last Name,Company,City,Phone 1,Phone 2,Email,Website",
      "customer",
      "- number - - name city phone - email website" },
    { "a.csv", "name,name,email", "customer", "name - email" },
    { "a.csv", "客户名称,行业,城市", "customer", "name industry city" },
    { "a.csv", "客户名称,客户来源,所属行业,联系电话,详细地址,邮政编码", "customer", "name source industry phone street postcode" },
    { "a.csv", "联系人姓名,所属客户,职务,手机号码,座机,邮箱地址,称谓", "contact", "name customer role mobile phone email salutation" },
    { "a.csv", "商机名称,客户名称,商机金额,销售阶段,赢单率,产品名称", "opportunity", "name customer value stage probability product" },
    { "a.csv", "线索名称,公司名称,线索来源,线索状态,负责人", "lead", "name company source status owner" },
    { "a.csv", "主题,开始时间,结束时间,客户,联系人,优先级", "activity", "name due_at ends_at customer contact priority" },
    { "a.csv", "Vorname,Nachname,Kinder,E-Mail", "contact", "first_name last_name - email" },
    { "a.csv", "First Name,Last Name,Email,Phone,Lifecycle Stage", "contact", "first_name last_name email phone -" },
    { "a.csv", "First Name,Last Name,Street,ZIP,City,Country,Phone", "customer",
      "first_name last_name street postcode city country phone" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat (cases[i].header, "\n", NULL);
      g_autoptr (CrmImport) import = open_text (fixture, cases[i].name, text);

      assert_mapping (import, cases[i].entity, cases[i].mapping);
    }
}

static void
test_mapping (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (CrmImport) import = open_text (fixture, "a.csv", "Firm,Foo,Town\nBlue,x,Lyon\nRed,y,\n");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) examples = crm_import_dup_examples (import, 0, 5);

  assert_mapping (import, "customer", "name - city");
  g_assert_cmpuint (g_strv_length (examples), ==, 2);
  g_assert_cmpint (crm_import_find_column (import, "TOWN"), ==, 2);
  g_assert_true (crm_import_set_field (import, 1, "city", NULL));
  assert_mapping (import, "customer", "name city -");
  g_assert_false (crm_import_set_field (import, 2, "nonsense", &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND);
  g_assert_true (crm_import_set_field (import, 1, NULL, NULL));
  assert_mapping (import, "customer", "name - -");
  assert_summary (run (import), 2, 0, 0, 0);
}

/* Values */

static void
test_values (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (CrmImport) import = open_text (fixture, "deals.csv",
    "Deal;Value;Probability;Engage Date;Expected Close;Stage;Tags\n"
    "A;1.234,50;50 %;31.12.2017;03/04/2018;Proposal;hot, big\n"
    "B;2.000;80;1.2.2018 14:30;25/04/2018;proposal;big\n"
    "C;n/a;;;;Closed Won;\n");
  const CrmImportSummary *summary;

  assert_mapping (import, "opportunity", "name value probability engaged_on expected_close stage tags");
  summary = run (import);
  assert_summary (summary, 3, 0, 0, 0);
  assert_value (fixture, "opportunity", "name = A", "value", "1234.50");
  assert_value (fixture, "opportunity", "name = B", "value", "2000");
  assert_value (fixture, "opportunity", "name = A", "probability", "50%");
  assert_value (fixture, "opportunity", "name = B", "probability", "80%");
  assert_value (fixture, "opportunity", "name = A", "engaged_on", "2017-12-31");
  assert_value (fixture, "opportunity", "name = B", "engaged_on", "2018-02-01");
  assert_value (fixture, "opportunity", "name = A", "expected_close", "2018-04-03");
  assert_value (fixture, "opportunity", "name = C", "status", "won");
  assert_value (fixture, "opportunity", "name = A", "tags", "big, hot");
  g_assert_cmpint (count (fixture, "tag", NULL), ==, 2);
  g_assert_cmpint (find_resolution (summary, "Closed Won")->how, ==, CRM_IMPORT_FUZZY);
}

static void
test_ambiguous_dates (Fixture *fixture,
                      gconstpointer data)
{
  g_autoptr (CrmImport) import = open_text (fixture, "deals.csv", "Deal,Engage Date\nA,03/04/2025\nB,05/06/2025\n");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (crm_import_find_ambiguous_dates (import), ==, 1);
  g_assert_null (crm_import_run (import, NULL, NULL, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  crm_import_set_dates (import, CRM_IMPORT_DATES_MONTH_FIRST);
  g_assert_cmpint (crm_import_find_ambiguous_dates (import), ==, -1);
  assert_summary (run (import), 2, 0, 0, 0);
  assert_value (fixture, "opportunity", "name = A", "engaged_on", "2025-03-04");
}

static void
test_rejected_rows (Fixture *fixture,
                    gconstpointer data)
{
  g_autoptr (CrmImport) import = open_text (fixture, "customers.csv",
    "Company,Number,E-mail,Founded\n"
    "Good,1,a@example.com,1999\n"
    "Bad mail,2,nonsense,2000\n"
    "\n"
    ",3,c@example.com,2000\n"
    "Too many,4,d@example.com,2000,more\n"
    "Short,5\n"
    "Bad year,6,,99999\n");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "errors.csv", NULL);
  g_autofree char *text = NULL;
  const CrmImportSummary *summary = run (import);
  static const guint rows[] = { 3, 5, 6, 8 };

  assert_summary (summary, 2, 0, 0, 4);
  for (guint i = 0; i < summary->errors->len; i++)
    {
      const CrmImportError *found = summary->errors->pdata[i];

      g_test_message ("%u: %s", found->row, found->message);
      g_assert_cmpuint (found->row, ==, rows[i]);
    }
  g_assert_cmpuint (summary->hints->len, ==, 1);
  g_assert_cmpint (count (fixture, "customer", NULL), ==, 2);
  g_assert_true (crm_import_write_errors (import, path, &error));
  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_true (g_str_has_prefix (text, "Company,Number,E-mail,Founded,Why Rejected\r\nBad mail,2,nonsense,2000,"));
  g_assert_nonnull (strstr (text, "Too many,4,d@example.com,2000,more,\"It has 5 values, but"));
}

/* Duplicates */

/* The file of rejected rows is corrected and imported: why they were rejected goes nowhere. */
static void
test_corrected_rows (Fixture *fixture,
                     gconstpointer data)
{
  g_autoptr (CrmImport) import = open_text (fixture, "deals.csv", "Deal Name,Value,Probability\nA,1000,20%\nB,2000,200%\n");
  g_autoptr (CrmImport) again = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "errors.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) corrected = NULL;
  g_autoptr (GError) error = NULL;

  crm_import_set_entity (import, crm_entity_find ("opportunity"));
  assert_summary (run (import), 1, 0, 0, 1);
  g_assert_true (crm_import_write_errors (import, path, &error));
  g_file_get_contents (path, &text, NULL, NULL);
  corrected = g_string_new (text);
  g_assert_cmpuint (g_string_replace (corrected, "200%", "30%", 1), ==, 1);
  again = open_text (fixture, "corrected.csv", corrected->str);
  g_assert_cmpstr (crm_entity_find ("opportunity")->name, ==, crm_import_get_entity (again)->name);
  assert_summary (run (again), 1, 0, 0, 0);
  assert_value (fixture, "opportunity", "name = B", "value", "2000");
  g_assert_cmpint (count (fixture, "opportunity", "reason is not empty or reason_note is not empty"), ==, 0);
}

static void
test_duplicates (Fixture *fixture,
                 gconstpointer data)
{
  g_autoptr (CrmImport) first = open_text (fixture, "customers.csv",
    "Company,Number,City\nBlue,N1,Lyon\nRed,N2,Kyiv\nBlue again,n1,Paris\n");
  g_autoptr (CrmImport) second = open_text (fixture, "customers.csv",
    "Company,Number,City\nBlue,N1,\nRed,N2,Oslo\nGreen,N3,Rome\nGreener,N3,\n");
  g_autofree char *before = NULL;
  g_auto (GStrv) match = NULL;
  const CrmImportSummary *summary;

  assert_summary (run (first), 2, 0, 1, 0);
  crm_import_set_policy (first, CRM_IMPORT_CREATE);
  summary = run (first);
  assert_summary (summary, 0, 0, 0, 3);
  g_assert_cmpint (((CrmImportError *) summary->errors->pdata[0])->code, ==, CRM_ERROR_DUPLICATE);

  match = crm_import_dup_match (second);
  g_assert_cmpstr (match[0], ==, "number");
  before = digest (fixture);
  crm_import_set_policy (second, CRM_IMPORT_UPDATE);
  summary = run (second);
  assert_summary (summary, 1, 3, 0, 0);
  g_assert_cmpuint (summary->unchanged, ==, 1);
  assert_value (fixture, "customer", "number = N1", "city", "Lyon");
  assert_value (fixture, "customer", "number = N2", "city", "Oslo");
  assert_value (fixture, "customer", "number = N3", "name", "Greener");
  assert_value (fixture, "customer", "number = N3", "city", "Rome");
  assert_undoable (fixture, before);

  /* Once more changes nothing at all. */
  summary = run (second);
  assert_summary (summary, 0, 4, 0, 0);
  g_assert_cmpint (summary->action, ==, 0);
  g_assert_cmpint (count (fixture, "customer", NULL), ==, 3);
}

static void
test_match_fields (Fixture *fixture,
                   gconstpointer data)
{
  static const char *const keys[] = { "name", "city", NULL };
  static const char *const unmapped[] = { "phone", NULL };
  g_autoptr (CrmImport) import = open_text (fixture, "customers.csv",
                                            "Company,City\nBlue,Lyon\nBlue,Kyiv\nblue,LYON\n");
  g_autoptr (GError) error = NULL;

  g_assert_false (crm_import_set_match (import, unmapped, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND);
  g_assert_true (crm_import_set_match (import, keys, NULL));
  assert_summary (run (import), 2, 0, 1, 0);
}

static void
test_alternatives (Fixture *fixture,
                   gconstpointer data)
{
  static const char *const keys[] = { "email", "|", "phone", NULL };
  g_autoptr (CrmImport) first = open_text (fixture, "customers.csv",
    "Company,E-mail,Phone\nBlue,b@x.org,+49 30 1234567\nRed,r@x.org,\nGreen,,+49 30 7654321\n");
  g_autoptr (CrmImport) second = open_text (fixture, "again.csv",
    "Company,E-mail,Phone\nBlau,b@x.org,\nGruen,g@x.org,(+49) 30-7654321\nYellow,y@x.org,+49 30 1111111\n");
  g_auto (GStrv) match = NULL;

  g_assert_true (crm_import_set_match (first, keys, NULL));
  assert_summary (run (first), 3, 0, 0, 0);
  g_assert_true (crm_import_set_match (second, keys, NULL));
  match = crm_import_dup_match (second);
  g_assert_cmpstr (match[1], ==, "|");
  crm_import_set_policy (second, CRM_IMPORT_UPDATE);
  assert_summary (run (second), 1, 2, 0, 0);
  assert_value (fixture, "customer", "email = \"b@x.org\"", "name", "Blau");
  assert_value (fixture, "customer", "email = \"g@x.org\"", "name", "Gruen");
}

static void
test_row_policies (Fixture *fixture,
                   gconstpointer data)
{
  g_autoptr (CrmImport) first = open_text (fixture, "a.csv", "Company,City\nBlue,Lyon\nRed,Kyiv\nGreen,Oslo\n");
  g_autoptr (CrmImport) second = open_text (fixture, "b.csv", "Company,City\nBlue,Rome\nRed,Rome\nGreen,Rome\n");
  const CrmImportSummary *summary;
  g_autoptr (GError) error = NULL;

  run (first);
  summary = crm_import_prepare (second, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_summary (summary, 0, 0, 3, 0);
  g_assert_cmpuint (summary->duplicates->len, ==, 3);
  g_assert_cmpstr (((CrmImportDuplicate *) summary->duplicates->pdata[1])->title, ==, "Red");
  crm_import_set_row_policy (second, 3, CRM_IMPORT_UPDATE);
  crm_import_set_row_policy (second, 4, CRM_IMPORT_CREATE);
  assert_summary (run (second), 1, 1, 1, 0);
  assert_value (fixture, "customer", "name = Blue", "city", "Lyon");
  assert_value (fixture, "customer", "name = Red", "city", "Rome");
  g_assert_cmpint (count (fixture, "customer", "name = Green"), ==, 2);
}

/* What was said of a file is known of the next with the same columns, and of no other. */
static void
test_memory (Fixture *fixture,
             gconstpointer data)
{
  static const char *const keys[] = { "city", NULL };
  g_autoptr (CrmImport) first = open_text (fixture, "a.csv", "Firm,Foo,Town\nBlue,x,Lyon\n");
  g_autoptr (CrmImport) second = NULL, other = NULL;
  g_auto (GStrv) match = NULL;

  g_assert_false (crm_import_is_recalled (first));
  g_assert_true (crm_import_set_field (first, 1, "notes", NULL));
  g_assert_true (crm_import_set_match (first, keys, NULL));
  run (first);
  second = open_text (fixture, "b.csv", "Firm,Foo,Town\nRed,y,Kyiv\n");
  g_assert_true (crm_import_is_recalled (second));
  assert_mapping (second, "customer", "name notes city");
  match = crm_import_dup_match (second);
  g_assert_cmpstr (match[0], ==, "city");
  other = open_text (fixture, "c.csv", "Firm,Bar,Town\nRed,y,Kyiv\n");
  g_assert_false (crm_import_is_recalled (other));
  assert_mapping (other, "customer", "name - city");
}

static void
test_profile (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (CrmImport) import = open_text (fixture, "deals.csv",
                                            "Deal,Value,Engage Date\nA,1.5,03/04/2025\nB,,05/06/2025\nB,2,\n");
  const CrmImportProfile *profile = crm_import_get_profile (import, 0);

  g_assert_cmpuint (crm_import_get_n_rows (import), ==, 3);
  g_assert_cmpuint (profile->n_distinct, ==, 2);
  g_assert_cmpuint (profile->n_numbers, ==, 0);
  profile = crm_import_get_profile (import, 1);
  g_assert_cmpuint (profile->n_filled, ==, 2);
  g_assert_cmpuint (profile->n_numbers, ==, 2);
  profile = crm_import_get_profile (import, 2);
  g_assert_cmpuint (profile->n_dates, ==, 2);
  g_assert_true (profile->ambiguous);
}

/* More rows than are held at a time: what is far apart in the file is one record all the same. */
static void
test_many_rows (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("Company,City,subsidiary_of\n");
  g_autofree char *before = digest (fixture);
  g_autoptr (CrmImport) import = NULL;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text, "Company %u,City %u,Company %u\n", i % 2500, i / 2500, 2499 - i % 2500);
  import = open_text (fixture, "customers.csv", text->str);
  crm_import_set_policy (import, CRM_IMPORT_UPDATE);
  assert_summary (run (import), 2500, 500, 0, 0);
  assert_undoable (fixture, before);
  assert_value (fixture, "customer", "name = \"Company 7\"", "city", "City 1");
  assert_value (fixture, "customer", "name = \"Company 7\"", "parent", "Company 2492");
  assert_value (fixture, "customer", "name = \"Company 2000\"", "city", "City 0");
  assert_value (fixture, "customer", "name = \"Company 2000\"", "parent", "Company 499");
}

/* Rows that nothing comes of are forgotten; the few between them wait for others to be written with. */
static void
test_few_of_many (Fixture *fixture,
                  gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("Company,City,subsidiary_of\n");
  g_autoptr (CrmImport) known = open_text (fixture, "known.csv", "Company,City\nKnown 0,Lyon\nKnown 1,Kyiv\n");
  g_autoptr (CrmImport) import = NULL;

  assert_summary (run (known), 2, 0, 0, 0);
  for (guint i = 0; i < 20000; i++)
    {
      if (i % 997 == 500)
        g_string_append_printf (text, "New %u,City %u,Known %u\n", i / 997, i, i % 2);
      else if (i % 5 == 1)
        g_string_append_printf (text, ",City %u,\n", i);
      else
        g_string_append_printf (text, "Known %u,City %u,\n", i % 2, i);
    }
  import = open_text (fixture, "customers.csv", text->str);
  crm_import_set_policy (import, CRM_IMPORT_SKIP);
  assert_summary (run (import), 20, 0, 15984, 3996);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *filter = g_strdup_printf ("name = \"New %u\"", i);
      g_autofree char *city = g_strdup_printf ("City %u", i * 997 + 500);

      assert_value (fixture, "customer", filter, "city", city);
      assert_value (fixture, "customer", filter, "parent", (i * 997 + 500) % 2 == 0 ? "Known 0" : "Known 1");
    }
  assert_value (fixture, "customer", "name = \"Known 0\"", "city", "Lyon");
}

/* Links */

static void
test_links (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (CrmImport) products = open_text (fixture, "products.csv",
                                              "Product,Price\nGTX Pro,10\nGTK 500,20\nMG Special,30\n");
  g_autoptr (CrmImport) deals = open_text (fixture, "deals.csv",
    "Number,Product,Account,Owner,Deal Stage\n"
    "1,GTXPro,Müller,Ann Lee,Prospecting\n"
    "2,gtx pro,Muller,Anna Lee,Engaging\n"
    "3,GTK 600,,Ann Lee,Won\n"
    "4,MG Specail,Muller ,Ann Lee,Won\n"
    "5,\"Two\nLines\",muller,Ann Lee,Won\n");
  const CrmImportSummary *summary;
  g_autofree char *before = NULL;

  run (products);
  before = digest (fixture);
  summary = run (deals);
  assert_summary (summary, 5, 0, 0, 0);
  assert_undoable (fixture, before);
  g_assert_cmpint (find_resolution (summary, "GTXPro")->how, ==, CRM_IMPORT_FUZZY);
  g_assert_cmpstr (find_resolution (summary, "GTXPro")->target, ==, "GTX Pro");
  g_assert_cmpint (find_resolution (summary, "gtx pro")->how, ==, CRM_IMPORT_EXACT);
  g_assert_cmpint (find_resolution (summary, "GTK 600")->how, ==, CRM_IMPORT_CREATED);
  g_assert_cmpint (find_resolution (summary, "MG Specail")->how, ==, CRM_IMPORT_FUZZY);
  g_assert_cmpint (find_resolution (summary, "Anna Lee")->how, ==, CRM_IMPORT_CREATED);
  g_assert_cmpint (find_resolution (summary, "Engaging")->how, ==, CRM_IMPORT_CREATED);
  g_assert_cmpint (count (fixture, "customer", NULL), ==, 1);
  g_assert_cmpint (count (fixture, "product", "name = \"Two Lines\""), ==, 1);
  g_assert_cmpint (count (fixture, "product", NULL), ==, 5);
  assert_value (fixture, "stage", "name = Engaging", "probability", "15%");
  assert_value (fixture, "stage", "name = Engaging", "position", "150");
  assert_value (fixture, "opportunity", "number = \"4\"", "product", "MG Special");
}

static void
test_resolutions (Fixture *fixture,
                  gconstpointer data)
{
  g_autoptr (CrmImport) products = open_text (fixture, "products.csv", "Product,Price\nGTX Pro,10\n");
  g_autoptr (CrmImport) deals = open_text (fixture, "deals.csv",
                                           "Number,Product,Account\n1,GTXPro,Blue\n2,GTXPro,Red\n");
  g_autoptr (CrmImport) customers = open_text (fixture, "customers.csv",
                                               "Company,Sector\nA,technolgy\nB,technolgy\nC,Banking\nD,Fishing\n");
  const CrmImportSummary *summary;
  g_autoptr (GError) error = NULL;

  run (products);
  summary = crm_import_prepare (deals, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (summary->action, ==, 0);
  g_assert_cmpint (count (fixture, "opportunity", NULL), ==, 0);
  g_assert_cmpuint (find_resolution (summary, "GTXPro")->n_rows, ==, 2);
  crm_import_set_resolution (deals, 1, "GTXPro", CRM_IMPORT_DECIDE_CREATE);
  crm_import_set_resolution (deals, 2, "Blue", CRM_IMPORT_DECIDE_EMPTY);
  summary = run (deals);
  g_assert_cmpuint (summary->n_linked, ==, 2);
  assert_value (fixture, "opportunity", "number = \"1\"", "product", "GTXPro");
  g_assert_cmpint (count (fixture, "customer", NULL), ==, 1);

  summary = crm_import_prepare (customers, NULL, NULL, NULL, &error);
  g_assert_cmpint (find_resolution (summary, "technolgy")->how, ==, CRM_IMPORT_KEPT);
  g_assert_cmpstr (find_resolution (summary, "technolgy")->closest, ==, "Technology");
  g_assert_null (find_resolution (summary, "Fishing"));
  crm_import_set_resolution (customers, 1, "technolgy", CRM_IMPORT_DECIDE_ACCEPT);
  run (customers);
  assert_value (fixture, "customer", "name = A", "industry", "technology");
  assert_value (fixture, "customer", "name = C", "industry", "finance");
  assert_value (fixture, "customer", "name = D", "industry", "Fishing");
}

static void
test_self_links (Fixture *fixture,
                 gconstpointer data)
{
  g_autoptr (CrmImport) import = open_text (fixture, "accounts.csv",
    "account,subsidiary_of\nA,C\nB,A\nC,\nD,E\nE,D\nF,Elsewhere\nG,G\n");
  g_autofree char *before = digest (fixture);

  assert_summary (run (import), 7, 0, 0, 0);
  assert_undoable (fixture, before);
  assert_value (fixture, "customer", "name = A", "parent", "C");
  assert_value (fixture, "customer", "name = B", "parent", "A");
  assert_value (fixture, "customer", "name = D", "parent", "E");
  assert_value (fixture, "customer", "name = E", "parent", "D");
  assert_value (fixture, "customer", "name = F", "parent", "Elsewhere");
  g_assert_cmpint (count (fixture, "customer", NULL), ==, 8);
}

static void
test_header_only (Fixture *fixture,
                  gconstpointer data)
{
  g_autoptr (CrmImport) import = open_text (fixture, "customers.csv", "Company,City\n");
  g_autoptr (GError) error = NULL;

  g_assert_null (crm_import_run (import, NULL, NULL, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_FORMAT);
}

/* On a worker */

typedef struct
{
  GMainLoop              *loop;
  const CrmImportSummary *summary;
  GError                 *error;
  GCancellable           *cancellable;
  guint                   told;
  guint                   cancel_at;   /* percent of the work */
} Waiting;

static void
ran_cb (GObject *source,
        GAsyncResult *result,
        gpointer data)
{
  Waiting *waiting = data;

  waiting->summary = crm_import_run_finish (CRM_IMPORT (source), result, &waiting->error);
  g_main_loop_quit (waiting->loop);
}

static void
told_cb (guint done,
         guint total,
         gpointer data)
{
  Waiting *waiting = data;

  g_assert_cmpuint (done, <=, total);
  waiting->told++;
  if (waiting->cancel_at > 0 && done * 100 >= waiting->cancel_at * total)
    g_cancellable_cancel (waiting->cancellable);
}

static void
test_worker (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("Number,Company,City\n");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { .loop = loop, .cancellable = cancellable, .cancel_at = 60 };
  g_autofree char *before = digest (fixture), *after = NULL;
  g_autoptr (CrmImport) import = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (text, "%u,Company %u,City %u\n", i, i, i % 50);
  import = open_text (fixture, "customers.csv", text->str);

  /* Cancelled while rows are written, which a worker may have done before it is told here. */
  g_assert_null (crm_import_run (import, told_cb, &waiting, cancellable, &waiting.error));
  g_assert_error (waiting.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&waiting.error);
  after = digest (fixture);
  g_assert_cmpstr (before, ==, after);

  crm_import_run_async (import, told_cb, &waiting, cancellable, ran_cb, &waiting);
  g_main_loop_run (loop);
  g_assert_error (waiting.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&waiting.error);

  waiting.cancel_at = waiting.told = 0;
  crm_import_run_async (import, told_cb, &waiting, NULL, ran_cb, &waiting);
  g_main_loop_run (loop);
  g_assert_no_error (waiting.error);
  assert_summary (waiting.summary, 10000, 0, 0, 0);
  g_assert_cmpuint (waiting.told, >, 0);
  g_assert_cmpint (count (fixture, "customer", NULL), ==, 10000);
}

/* The real sales history */

static char *
find_real_file (const char *name)
{
  const char *folder = g_getenv ("CLIENTELE_REFERENCE_DATA");
  char *path = folder != NULL ? g_build_filename (folder, "crm_sales_opportunities", name, NULL) : NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_free (path);
  g_test_skip ("no reference data");
  return NULL;
}

static gpointer
months_in_reader (CrmReader *reader,
                  gpointer data,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("opportunity"));
  g_autoptr (GPtrArray) records = NULL;
  gint64 sums[12] = { 0 };
  GString *text = g_string_new (NULL);

  crm_query_set_filter_text (query, "status = won", NULL);
  records = crm_reader_records (reader, query, -1, 0, error);
  for (guint i = 0; i < records->len; i++)
    {
      int year, month, day;

      crm_date_to_ymd (crm_record_get_int (records->pdata[i], "closed_on"), &year, &month, &day);
      g_assert_cmpint (year, ==, 2017);
      sums[month - 1] += crm_record_get (records->pdata[i], "value")->i;
    }
  for (guint month = 0; month < 12; month++)
    g_string_append_printf (text, "%" G_GINT64_FORMAT " ", sums[month] / 100);
  return g_string_free (text, FALSE);
}

static void
assert_sales_history (Fixture *fixture)
{
  g_autofree char *months = crm_store_read (fixture->store, months_in_reader, NULL, NULL, NULL);

  g_assert_cmpint (count (fixture, "opportunity", NULL), ==, 8800);
  g_assert_cmpint (count (fixture, "opportunity", "status = won"), ==, 4238);
  g_assert_cmpint (count (fixture, "opportunity", "status = lost"), ==, 2473);
  g_assert_cmpint (count (fixture, "opportunity", "stage = Engaging and status = open"), ==, 1589);
  g_assert_cmpint (count (fixture, "opportunity", "stage = Prospecting"), ==, 500);
  g_assert_cmpint (count (fixture, "opportunity", "customer is empty"), ==, 1425);
  g_assert_cmpint (count (fixture, "customer", NULL), ==, 85);
  g_assert_cmpint (count (fixture, "product", NULL), ==, 7);
  g_assert_cmpstr (months, ==, "0 0 1134672 721932 1025713 1338466 696932 1050059 1235264 731980 938943 1131573 ");
}

static void
import_real_file (Fixture *fixture,
                  const char *name,
                  const char *entity,
                  const char *mapping,
                  guint rows)
{
  g_autofree char *path = find_real_file (name);
  g_autofree char *before = digest (fixture);
  g_autoptr (CrmImport) import = open_path (fixture, path);

  assert_mapping (import, entity, mapping);
  assert_summary (run (import), rows, 0, 0, 0);
  assert_undoable (fixture, before);
}

#define PIPELINE_MAPPING "number owner product customer stage engaged_on closed_on value"

static void
test_real_files (Fixture *fixture,
                 gconstpointer data)
{
  g_autofree char *path = find_real_file ("sales_pipeline.csv");
  g_autoptr (CrmImport) again = NULL;
  const CrmImportSummary *summary;

  if (path == NULL)
    return;
  import_real_file (fixture, "accounts.csv", "customer", "name industry founded revenue employees country parent", 85);
  import_real_file (fixture, "products.csv", "product", "name category price", 7);
  import_real_file (fixture, "sales_teams.csv", "person", "name manager team", 35);
  import_real_file (fixture, "sales_pipeline.csv", "opportunity", PIPELINE_MAPPING, 8800);
  assert_sales_history (fixture);
  g_assert_cmpint (count (fixture, "person", NULL), ==, 1 + 35 + 6);

  again = open_path (fixture, path);
  crm_import_set_policy (again, CRM_IMPORT_UPDATE);
  summary = run (again);
  assert_summary (summary, 0, 8800, 0, 0);
  g_assert_cmpuint (summary->unchanged, ==, 8800);
  g_assert_cmpint (find_resolution (summary, "GTXPro")->how, ==, CRM_IMPORT_FUZZY);
  g_assert_cmpstr (find_resolution (summary, "GTXPro")->target, ==, "GTX Pro");
}

typedef struct
{
  Fixture    *fixture;
  const char *path;
  gboolean    keep_time;   /* the change leaves the file's size and time as they were */
  guint       n_rows;
  gboolean    done;
} Meddling;

static void
meddle_with_file_cb (guint done,
                     guint total,
                     gpointer data)
{
  Meddling *meddling = data;
  g_autoptr (GFile) file = g_file_new_for_path (meddling->path);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  FILE *out;

  if (done + 40000 < total || meddling->done)
    return;
  meddling->done = TRUE;
  info = g_file_query_info (file, "time::modified,time::modified-usec,time::modified-nsec", 0, NULL, &error);
  g_assert_no_error (error);
  out = g_fopen (meddling->path, "r+");
  g_assert_cmpint (fseek (out, -8, SEEK_END), ==, 0);
  g_assert_cmpuint (fwrite (meddling->keep_time ? "X" : "XXXXXXX\nmore,more\n", meddling->keep_time ? 1 : 18, 1, out), ==, 1);
  fclose (out);
  if (meddling->keep_time)
    g_file_set_attributes_from_info (file, info, 0, NULL, &error);
  g_assert_no_error (error);
}

/* A file that changes while its rows are written leaves nothing behind. */
static void
test_changed_file (Fixture *fixture,
                   gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("name,city\n");

  for (guint i = 0; i < 60000; i++)
    g_string_append_printf (text, "Company %u,Lyon on the Rhone\n", i);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = write_bytes (fixture, "changed.csv", text->str, -1);
      g_autoptr (CrmImport) import = open_path (fixture, path);
      g_autoptr (GError) error = NULL;
      Meddling meddling = { fixture, path, i == 1 };

      crm_import_set_entity (import, crm_entity_find ("customer"));
      g_assert_null (crm_import_run (import, meddle_with_file_cb, &meddling, NULL, &error));
      g_assert_true (meddling.done);
      g_assert_error (error, CRM_ERROR, CRM_ERROR_IO);
      g_assert_nonnull (strstr (error->message, "Nothing was imported"));
      g_assert_cmpint (count (fixture, "customer", NULL), ==, 0);
    }
}

static void
meddle_with_workspace_cb (guint done,
                          guint total,
                          gpointer data)
{
  Meddling *meddling = data;
  g_autoptr (CrmChangeSet) changes = NULL;
  g_autoptr (GError) error = NULL;

  if (meddling->done || done + 2 * meddling->n_rows != total)
    return;
  meddling->done = TRUE;
  changes = crm_change_set_new (meddling->fixture->store, "Add");
  crm_change_set_insert (changes, "customer");
  crm_change_set_text (changes, "name", "A");
  crm_store_apply (meddling->fixture->store, changes, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* A row that would link to what another row does not add any more. */
static void
test_changed_workspace (Fixture *fixture,
                        gconstpointer data)
{
  g_autoptr (CrmImport) import = open_text (fixture, "self.csv", "name,parent company\nA,\nB,A\nC,B\n");
  g_autoptr (GError) error = NULL;
  Meddling meddling = { .fixture = fixture, .n_rows = 3 };

  crm_import_set_entity (import, crm_entity_find ("customer"));
  g_assert_null (crm_import_run (import, meddle_with_workspace_cb, &meddling, NULL, &error));
  g_assert_true (meddling.done);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CONFLICT);
  g_assert_cmpint (count (fixture, "customer", NULL), ==, 1);
  assert_summary (run (import), 2, 0, 1, 0);
  assert_value (fixture, "customer", "name = B", "parent", "A");
  assert_value (fixture, "customer", "name = C", "parent", "B");
}

static void
test_real_pipeline_alone (Fixture *fixture,
                          gconstpointer data)
{
  g_autofree char *path = find_real_file ("sales_pipeline.csv");

  if (path == NULL)
    return;
  import_real_file (fixture, "sales_pipeline.csv", "opportunity", PIPELINE_MAPPING, 8800);
  assert_sales_history (fixture);
  g_assert_cmpint (count (fixture, "person", NULL), ==, 1 + 30);
  assert_value (fixture, "stage", "name = Engaging", "probability", "15%");
  assert_value (fixture, "stage", "name = Engaging", "rotting_days", "14");
}

/* The first pass over the file ends when it is cancelled; what was read before is kept. */
static void
test_cancel_opening (Fixture *fixture,
                     gconstpointer data)
{
  g_autoptr (CrmImport) import = open_text (fixture, "first.csv", "Name\nAnna\n");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GString) text = g_string_new ("Title\n");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "Row %u\n", i);
  path = write_bytes (fixture, "second.csv", text->str, text->len);
  g_cancellable_cancel (cancellable);
  g_assert_false (crm_import_open (import, path, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (crm_import_get_name (import), ==, "first.csv");
  g_assert_cmpuint (crm_import_get_n_rows (import), ==, 1);
}

/* What a table has to be made of first can be given up meanwhile. */
static void
test_cancel_making (Fixture *fixture,
                    gconstpointer data)
{
  static const char *const files[][2] = {
    { "a.json", "[{\"name\": \"Ada\"}, {\"name\": \"Bob\"}]" },
    { "a.xml", "<list><row><name>Ada</name></row><row><name>Bob</name></row></list>" },
    { "a.vcf", "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nEND:VCARD\n" },
    { "a.ics", "BEGIN:VEVENT\nSUMMARY:Lunch\nEND:VEVENT\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (CrmImport) import = crm_import_new (fixture->store);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *path = write_bytes (fixture, files[i][0], files[i][1], strlen (files[i][1]));

      g_cancellable_cancel (cancellable);
      g_cancellable_push_current (cancellable);
      g_assert_false (crm_import_open (import, path, NULL, NULL, &error));
      g_cancellable_pop_current (cancellable);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_cards_with_more (Fixture *fixture,
                      gconstpointer data)
{
  g_autoptr (CrmImport) import = open_text (fixture, "cards.vcf",
                                            "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nGEO:geo:1,2\nIMPP:xmpp:a@example.com\n"
                                            "END:VCARD\nBEGIN:VCARD\nVERSION:4.0\nFN:Bob\nEND:VCARD\n");
  const CrmImportSummary *summary = crm_import_run (import, NULL, NULL, NULL, NULL);

  g_assert_cmpuint (summary->created, ==, 2);
  g_assert_cmpuint (summary->hints->len, ==, 0);
  assert_value (fixture, "contact", "name = Ada", "vcard",
                "BEGIN:VCARD\nVERSION:4.0\nGEO:geo:1,2\nIMPP:xmpp:a@example.com\nEND:VCARD");
  assert_value (fixture, "contact", "name = Bob", "vcard", "");
}

/* Address books of Mac OS X write UTF-16, with a mark or without. */
static void
test_wide_cards (Fixture *fixture,
                 gconstpointer data)
{
  static const char *const encodings[] = { "UTF-16LE", "UTF-16BE", "UTF-16" };
  static const char text[] = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Žižka 李\r\nEND:VCARD\r\n";

  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      g_autoptr (CrmImport) import = crm_import_new (fixture->store);
      g_autoptr (GError) error = NULL;
      gsize length;
      g_autofree char *bytes = g_convert (text, -1, encodings[i], "UTF-8", NULL, &length, NULL);
      g_autofree char *path = write_bytes (fixture, "wide.vcf", bytes, length);

      g_assert_true (crm_import_open (import, path, NULL, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (crm_import_get_n_rows (import), ==, 1);
      g_assert_cmpstr (crm_csv_get_cell (crm_import_get_csv (import), 0, 0), ==, "Žižka 李");
      g_free (path);
      path = write_bytes (fixture, "odd.vcf", bytes, length - 1);   /* half of the last character */
      g_assert_true (crm_import_open (import, path, NULL, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (crm_import_get_n_rows (import), ==, 1);
    }
}

static void
assert_column (CrmImport *import,
               const char *header,
               const char *label,
               const char *examples,
               gboolean kept)
{
  int column = crm_import_find_column (import, header);
  g_auto (GStrv) found = NULL;
  g_autofree char *joined = NULL;

  g_assert_cmpint (column, >=, 0);
  found = crm_import_dup_examples (import, column, 2);
  joined = g_strjoinv ("|", found);
  g_assert_cmpstr (crm_import_get_column_label (import, column), ==, label);
  g_assert_cmpstr (joined, ==, examples);
  g_assert_cmpint (crm_import_keeps_column (import, column), ==, kept);
}

/* Columns that are not in the file are called what people call them, and it is told which are kept without a field. */
static void
test_columns_of_cards (Fixture *fixture,
                       gconstpointer data)
{
  g_autoptr (CrmImport) import = open_text (fixture, "cards.vcf",
                                            "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nORG:Engines\nEMAIL:a@example.com\n"
                                            "EMAIL;TYPE=home:b@example.com\nADR:;;1 Street;Town;;;\nEND:VCARD\n");
  g_autoptr (CrmImport) table = open_text (fixture, "table.csv", "name,E-mail 2\nAda,a@example.com\n");

  assert_column (import, "name", "Name", "Ada", FALSE);
  assert_column (import, "organization", "Organization", "Engines", FALSE);
  assert_column (import, "email", "E-mail", "a@example.com", FALSE);
  assert_column (import, "E-mail 2", "E-mail 2", "b@example.com", TRUE);
  assert_column (import, "city", "City", "Town", TRUE);
  assert_column (import, "vcard", "Further Details", "E-mail (home): b@example.com|Address: 1 Street, Town", FALSE);
  crm_import_set_entity (import, crm_entity_find ("customer"));
  assert_column (import, "city", "City", "Town", FALSE);
  g_assert_true (crm_import_set_field (import, crm_import_find_column (import, "vcard"), NULL, NULL));
  assert_column (import, "E-mail 2", "E-mail 2", "b@example.com", FALSE);
  assert_column (table, "name", "name", "Ada", FALSE);
  assert_column (table, "E-mail 2", "E-mail 2", "a@example.com", FALSE);
}

static void
add (const char *path,
     void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

static gboolean
can_fill (const CrmEntity *entity,
          const char *key)
{
  g_autoptr (GArray) fields = crm_import_list_fields (entity);

  for (guint i = 0; i < fields->len; i++)
    {
      if (strcmp (g_array_index (fields, CrmImportField, i).key, key) == 0)
        return TRUE;
    }
  return FALSE;
}

/* What is known of other programs is about fields and choices that there are. */
static void
test_presets (Fixture *fixture,
              gconstpointer data)
{
  const CrmField *kind = crm_entity_field (crm_entity_find ("stage"), "kind");

  for (const CrmPreset *preset = crm_presets; preset->product != NULL; preset++)
    {
      const CrmEntity *entity = crm_entity_find (preset->entity);
      guint n_marks = 0;

      g_test_message ("%s: %s", preset->product, preset->entity);
      g_assert_nonnull (entity);
      for (const CrmPresetColumn *column = preset->columns; column->header != NULL; column++)
        {
          g_auto (GStrv) names = g_strsplit (column->header, "|", -1);

          g_assert_true (column->field == NULL || can_fill (entity, column->field));
          for (guint i = 0; names[i] != NULL; i++)
            g_assert_true (crm_preset_find_column (preset, names[i]) == column);
          n_marks += (column->flags & CRM_PRESET_MARK) != 0;
        }
      g_assert_cmpuint (n_marks, >=, 1);
      for (const CrmPresetValue *value = preset->values; value != NULL && value->field != NULL; value++)
        {
          const CrmField *field = crm_entity_field (entity, value->field);

          g_assert_nonnull (field);
          g_assert_true (*value->meaning == '\0' ||
                         crm_field_find_choice (field->choices != NULL ? field : kind, value->meaning) != NULL);
        }
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/import/guesses", test_guesses);
  add ("/import/mapping", test_mapping);
  add ("/import/values", test_values);
  add ("/import/ambiguous-dates", test_ambiguous_dates);
  add ("/import/rejected-rows", test_rejected_rows);
  add ("/import/corrected-rows", test_corrected_rows);
  add ("/import/duplicates", test_duplicates);
  add ("/import/match-fields", test_match_fields);
  add ("/import/alternatives", test_alternatives);
  add ("/import/row-policies", test_row_policies);
  add ("/import/memory", test_memory);
  add ("/import/profile", test_profile);
  add ("/import/many-rows", test_many_rows);
  add ("/import/few-of-many", test_few_of_many);
  add ("/import/cancel-opening", test_cancel_opening);
  add ("/import/cancel-making", test_cancel_making);
  add ("/import/cards-with-more", test_cards_with_more);
  add ("/import/wide-cards", test_wide_cards);
  add ("/import/columns-of-cards", test_columns_of_cards);
  add ("/import/links", test_links);
  add ("/import/resolutions", test_resolutions);
  add ("/import/self-links", test_self_links);
  add ("/import/changed-file", test_changed_file);
  add ("/import/changed-workspace", test_changed_workspace);
  add ("/import/header-only", test_header_only);
  add ("/import/worker", test_worker);
  add ("/import/presets", test_presets);
  add ("/import/real-files", test_real_files);
  add ("/import/real-pipeline-alone", test_real_pipeline_alone);
  return g_test_run ();
}
