/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "base/crm-error.h"

#include <string.h>

static const CrmEntity *
customer (void)
{
  return crm_entity_find ("customer");
}

/* Text → tree → text, which must be stable and as expected where that is another text. */

static void
test_round_trip (void)
{
  static const struct { const char *entity, *text, *expected; } cases[] = {
    { "customer", "name = \"x\"", NULL },
    { "customer", "name = x", "name = \"x\"" },
    { "customer", "name='it''s'", "name = \"it's\"" },
    { "customer", "name = \"say \"\"hi\"\"\"", "name = 'say \"hi\"'" },
    { "customer", "name = 'both \" and '' here'", "name = \"both \"\" and ' here\"" },
    { "customer", "name = \"\"", NULL },
    { "customer", "city in (\"Lyon\", \"Kyiv\")", NULL },
    { "customer", "city not in (Lyon,Kyiv)", "city not in (\"Lyon\", \"Kyiv\")" },
    { "customer", "city is empty", NULL },
    { "customer", "CITY is empty", "" },
    { "customer", "city IS NOT EMPTY and name ~ a", "city is not empty and name ~ \"a\"" },
    { "customer", "name = a or name = b and city = c", "name = \"a\" or (name = \"b\" and city = \"c\")" },
    { "customer", "(name = a or name = b) and city = c", "(name = \"a\" or name = \"b\") and city = \"c\"" },
    { "customer", "not name = a", "not name = \"a\"" },
    { "customer", "not not (name = a)", "not not name = \"a\"" },
    { "customer", "not (name = a and name = b)", "not (name = \"a\" and name = \"b\")" },
    { "customer", "((((name = a))))", "name = \"a\"" },
    { "customer", "employees >= 10 and employees < 1e3", NULL },
    { "customer", "revenue > 1000.50 and revenue.currency = EUR", "revenue > 1000.50 and revenue.currency = \"EUR\"" },
    { "customer", "owner = me or owner.name ~ ann", "owner = me or owner.name ~ \"ann\"" },
    { "customer", "parent.parent.parent.parent.name = a", "parent.parent.parent.parent.name = \"a\"" },
    { "customer", "id = 382683696474194944", NULL },
    { "customer", "owner = 382683696474194944", NULL },
    { "customer", "archived = true or archived = no", "archived = yes or archived = no" },
    { "customer", "tags = VIP and tags ~ new", "tags = \"VIP\" and tags ~ \"new\"" },
    { "customer", "created_at >= 2025-03-31", NULL },
    { "customer", "created_at = today", NULL },
    { "customer", "created_at = yesterday", "created_at = today - 1" },
    { "customer", "created_at > tomorrow+3", "created_at > today + 4" },
    { "customer", "created_at < today -7", "created_at < today - 7" },
    { "customer", "created_at in last 90 days", NULL },
    { "customer", "created_at in next 1 week", "created_at in next 1 weeks" },
    { "customer", "created_at in this quarter", NULL },
    { "customer", "created_at in last year", NULL },
    { "opportunity", "probability >= 50%", NULL },
    { "opportunity", "probability in (10%, 0.2)", NULL },
    { "opportunity", "stage = \"Won\" and value >= 10000 and customer.city in (\"Lyon\", \"Kyiv\") and closed_on in last 90 days", NULL },
    { "customer", "name = \"李 \\ % _\"", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CrmEntity *entity = crm_entity_find (cases[i].entity);
      const char *expected = cases[i].expected != NULL ? cases[i].expected : cases[i].text;
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmFilter) filter = crm_filter_parse (entity, cases[i].text, &error);
      g_autoptr (CrmFilter) again = NULL, copy = NULL;
      g_autofree char *text = NULL, *second = NULL, *third = NULL;

      if (*expected == '\0')
        {
          g_assert_error (error, CRM_ERROR, CRM_ERROR_SYNTAX);
          continue;
        }
      g_assert_no_error (error);
      text = crm_filter_to_string (filter);
      g_assert_cmpstr (text, ==, expected);
      again = crm_filter_parse (entity, text, &error);
      g_assert_no_error (error);
      second = crm_filter_to_string (again);
      g_assert_cmpstr (second, ==, text);
      copy = crm_filter_copy (filter);
      g_clear_pointer (&filter, crm_filter_free);
      third = crm_filter_to_string (copy);
      g_assert_cmpstr (third, ==, text);
    }
}

/* Every error says where. */

static void
test_errors (void)
{
  static const struct { const char *text; guint position; } cases[] = {
    { "", 1 }, { "  ", 3 }, { "name", 5 }, { "name =", 7 }, { "name = ", 8 }, { "nme = a", 1 }, { "name == a", 7 },
    { "name = \"a", 8 }, { "name = 'a", 8 }, { "name = a b", 10 }, { "name = a and", 13 }, { "and name = a", 1 },
    { "name = a or or name = b", 13 }, { "(name = a", 10 }, { "name = a)", 9 }, { "not", 4 }, { "not = a", 5 },
    { "name in a", 9 }, { "name in (", 10 }, { "name in ()", 10 }, { "name in (a", 11 }, { "name in (a,", 12 },
    { "name in (a b)", 12 }, { "name not a", 10 }, { "name is a", 9 }, { "name is not a", 13 }, { "name ! a", 6 },
    { "name & a", 6 }, { "name = a § b", 10 }, { "owner.nme = a", 1 }, { "name.name = a", 1 }, { "owner. = a", 1 },
    { "parent.parent.parent.parent.parent.name = a", 1 }, { ".name = a", 1 }, { "created_at = 2025-02-30", 14 },
    { "created_at = 2025-1", 14 }, { "created_at = today + x", 22 }, { "created_at = today + 1e300", 22 },
    { "created_at = today + 0.5", 22 }, { "created_at in last 0 days", 20 }, { "created_at in last 40000 days", 20 },
    { "created_at in last 5 moons", 22 }, { "created_at in this", 19 }, { "created_at in next", 19 },
    { "employees > 1e999", 13 }, { "é = a", 1 }, { "name = \"é\" & a", 12 }, { "name in (50% \"x", 14 },
    { "name in (50% \"x)", 14 }, { "name = \x01", 8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmFilter) filter = crm_filter_parse (customer (), cases[i].text, &error);
      g_autofree char *where = g_strdup_printf ("At character %u:", cases[i].position);

      g_assert_null (filter);
      g_assert_error (error, CRM_ERROR, CRM_ERROR_SYNTAX);
      if (!g_str_has_prefix (error->message, where))
        g_error ("%s: %s", cases[i].text, error->message);
    }
}

static void
test_invalid_text (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (crm_filter_parse (customer (), "name = \"\xff\"", &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_SYNTAX);
}

static char *
repeat (const char *open,
        guint n,
        const char *middle,
        const char *close)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, open);
  g_string_append (text, middle);
  for (guint i = 0; i < n; i++)
    g_string_append (text, close);
  return g_string_free (text, FALSE);
}

static void
test_depth (TestStore *test,
            gconstpointer data)
{
  static const char *const openings[] = { "(", "not ", "not (" };

  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      const char *close = strchr (openings[i], '(') != NULL ? ")" : "";
      g_autofree char *fair = repeat (openings[i], 30, "name = a", close);
      g_autofree char *deep = repeat (openings[i], 100000, "name = a", close);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (crm_test_count (test->store, "customer", fair), ==, 0);
      g_assert_null (crm_filter_parse (customer (), deep, &error));
      g_assert_error (error, CRM_ERROR, CRM_ERROR_SYNTAX);
    }
}

static void
test_long (TestStore *test,
           gconstpointer data)
{
  g_autofree char *any = repeat ("name = a or ", 500, "name = b", "");
  g_autofree char *all = repeat ("name = a and ", 500, "name = b", "");

  g_assert_cmpint (crm_test_count (test->store, "customer", any), ==, 0);
  g_assert_cmpint (crm_test_count (test->store, "customer", all), ==, 0);
}

/* Noise from the words of the language: no crash, no leak, and what is accepted is stable and can be asked. */
static void
test_noise (TestStore *test,
            gconstpointer data)
{
  static const char *const words[] = {
    "name", "city", "owner", "owner.name", "revenue", "revenue.currency", "archived", "tags", "created_at", "id", "(", ")",
    "and", "or", "not", "in", "is", "empty", "=", "!=", "<", "<=", ">", ">=", "~", ",", "last", "next", "this", "days",
    "month", "5", "-3", "50", "%", "today", "+", "-", "me", "yes", "\"a\"", "'b", "\"\"", "2025-03-31", "x", "李", "&",
    "employees", "industry", "parent.parent.city", "1e309", "382683696474194944",
  };

  for (guint i = 0; i < 30000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (CrmFilter) filter = NULL, again = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *first = NULL, *second = NULL;

      for (int n = g_test_rand_int_range (1, 14); n > 0; n--)
        g_string_append_printf (text, "%s%s", words[g_test_rand_int_range (0, G_N_ELEMENTS (words))],
                                g_test_rand_int_range (0, 8) == 0 ? "" : " ");
      filter = crm_filter_parse (customer (), text->str, &error);
      if (filter == NULL)
        {
          g_assert_error (error, CRM_ERROR, CRM_ERROR_SYNTAX);
          g_assert_nonnull (strstr (error->message, "At character "));
          continue;
        }
      first = crm_filter_to_string (filter);
      again = crm_filter_parse (customer (), first, &error);
      if (again == NULL)
        g_error ("%s → %s: %s", text->str, first, error->message);
      second = crm_filter_to_string (again);
      g_assert_cmpstr (first, ==, second);
      g_free (crm_test_titles (test->store, "customer", first, NULL));
    }
}

/* Every operator on real records. */

static void
fill (TestStore *test)
{
  CrmStore *store = test->store;

  g_setenv ("CLIENTELE_TODAY", "2025-06-15", TRUE);   /* a Sunday */
  crm_test_add (store, "person", "name", "Anna", "active", "yes", NULL);
  crm_test_add (store, "person", "name", "Bohdan", NULL);
  crm_test_add (store, "customer", "name", "Alpha", "city", "Lyon", "employees", "10", "revenue", "1000.29 EUR", "owner",
                "Anna", "industry", "retail", "archived", "no", NULL);
  crm_test_add (store, "customer", "name", "Béta", "city", "KYIV", "employees", "200", "revenue", "5000 USD", "owner",
                "Bohdan", "industry", "shipbuilding", "archived", "yes", "parent", "Alpha", NULL);
  crm_test_add (store, "customer", "name", "Gamma \"G\" 100%", "revenue", "1500 JPY", "parent", "Beta", NULL);
  crm_test_add (store, "customer", "name", "2025-03-31", "number", "12", NULL);
}

static void
assert_titles (TestStore *test,
               const char *entity,
               const char *filter,
               const char *expected)
{
  g_autofree char *titles = crm_test_titles (test->store, entity, filter, NULL);

  if (strcmp (titles, expected) != 0)
    g_error ("%s gives %s, not %s", filter, titles, expected);
}

static void
test_operators (TestStore *test,
                gconstpointer data)
{
  static const struct { const char *filter, *titles; } cases[] = {
    { "name = alpha", "Alpha" }, { "name = beta", "Béta" }, { "name = \"BÉTA\"", "Béta" },
    { "name != alpha", "2025-03-31,Béta,Gamma \"G\" 100%" }, { "name ~ eta", "Béta" },
    { "name ~ \"\"\"g\"\"\"", "Gamma \"G\" 100%" }, { "name ~ '%'", "Gamma \"G\" 100%" }, { "name ~ '_'", "" },
    { "name < b", "2025-03-31,Alpha" }, { "name >= gamma", "Gamma \"G\" 100%" },
    { "name in (alpha, gamma, \"béta\")", "Alpha,Béta" }, { "name not in (alpha)", "2025-03-31,Béta,Gamma \"G\" 100%" },
    { "name = 2025-03-31", "2025-03-31" }, { "number = 12", "2025-03-31" }, { "name = ''", "" },
    { "city is empty", "2025-03-31,Gamma \"G\" 100%" }, { "city is not empty", "Alpha,Béta" },
    { "city != lyon", "2025-03-31,Béta,Gamma \"G\" 100%" }, { "city not in (lyon, kyiv)", "2025-03-31,Gamma \"G\" 100%" },
    { "employees = 10", "Alpha" }, { "employees > 10", "Béta" }, { "employees >= 10", "Alpha,Béta" },
    { "employees < 200", "Alpha" }, { "employees <= 200 and not employees = 10", "Béta" },
    { "employees in (10, 200)", "Alpha,Béta" }, { "employees != 10", "2025-03-31,Béta,Gamma \"G\" 100%" },
    { "revenue = 1000.29", "Alpha" }, { "revenue > 1000.29", "Béta,Gamma \"G\" 100%" },
    { "revenue >= 1000.29 and revenue.currency = eur", "Alpha" }, { "revenue = 1500", "Gamma \"G\" 100%" },
    { "revenue.currency in (USD, JPY)", "Béta,Gamma \"G\" 100%" }, { "revenue is empty", "2025-03-31" },
    { "archived = yes", "Béta" }, { "archived = no", "2025-03-31,Alpha,Gamma \"G\" 100%" },
    { "archived != yes", "2025-03-31,Alpha,Gamma \"G\" 100%" }, { "archived is empty", "2025-03-31,Gamma \"G\" 100%" },
    { "industry = Retail", "Alpha" }, { "industry = shipbuilding", "Béta" }, { "industry ~ ship", "Béta" },
    { "industry in (retail, shipbuilding)", "Alpha,Béta" }, { "industry = warehouse", "" },
    { "owner = Anna", "Alpha" }, { "owner ~ an", "Alpha,Béta" }, { "owner != anna", "2025-03-31,Béta,Gamma \"G\" 100%" },
    { "owner is empty", "2025-03-31,Gamma \"G\" 100%" }, { "owner = me", "" }, { "owner.name = bohdan", "Béta" },
    { "owner.active = yes", "Alpha" }, { "owner.active != yes", "2025-03-31,Béta,Gamma \"G\" 100%" },
    { "parent = alpha", "Béta" }, { "parent.city = kyiv", "Gamma \"G\" 100%" },
    { "parent.parent.city = lyon", "Gamma \"G\" 100%" }, { "parent.parent.city is empty", "2025-03-31,Alpha,Béta" },
    { "name = alpha or name = beta and city = paris", "Alpha" }, { "(name = alpha or name = beta) and city = kyiv", "Béta" },
    { "not (city = lyon or city = kyiv)", "2025-03-31,Gamma \"G\" 100%" }, { "not not name = alpha", "Alpha" },
    { "created_at in this day and name = alpha", "Alpha" }, { "created_at = today and name = alpha", "Alpha" },
    { "created_at < today", "" }, { "created_at < 9999-12-31 and name = alpha", "Alpha" },
    { "created_at > yesterday and name = alpha", "Alpha" }, { "created_at in last 1 days and name = alpha", "Alpha" },
    { "created_at in last 36500 years and name = alpha", "Alpha" }, { "created_at in last day", "" },
    { "created_at in next 5 years and name = alpha", "Alpha" }, { "id = 1", "" },
    { "employees = abc", "At character 13: Employees: is compared with a number" },
    { "employees ~ 5", "At character 13: Employees: ~ is for text" },
    { "created_at = abc", "At character 14: Created: is compared with a date, such as 2025-03-31 or today" },
    { "created_at ~ 2025-03-31", "At character 14: Created: ~ is for text" },
    { "owner < anna", "At character 9: Owner: a link can only be compared with =, != and ~" },
    { "name = today", "At character 8: Name: is compared with text" },
    { "name in this month", "At character 1: Name: is not a date" },
    { "id in last 5 days", "At character 1: id: is not a date" },
    { "id = abc", "At character 6: id: is compared with a whole number" },
    { "kind = robot", "At character 8: Kind: is not one of the choices: organization, person" },
  };

  fill (test);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_titles (test, "customer", cases[i].filter, cases[i].titles);
  g_unsetenv ("CLIENTELE_TODAY");
}

static void
test_dates (TestStore *test,
            gconstpointer data)
{
  static const char *const days[] = { "2024-12-31", "2025-01-01", "2025-05-16", "2025-05-31", "2025-06-01", "2025-06-08",
                                      "2025-06-09", "2025-06-14", "2025-06-15", "2025-06-16", "2025-06-22", "2025-07-01",
                                      "2025-07-14", "2026-01-01" };
  static const struct { const char *filter, *titles; } cases[] = {
    { "in this day", "2025-06-15" }, { "in last day", "2025-06-14" }, { "in next day", "2025-06-16" },
    { "in this week", "2025-06-09,2025-06-14,2025-06-15" }, { "in last week", "2025-06-08" },
    { "in next week", "2025-06-16,2025-06-22" }, { "in last month", "2025-05-16,2025-05-31" },
    { "in next month", "2025-07-01,2025-07-14" }, { "in last quarter", "2025-01-01" },
    { "in next quarter", "2025-07-01,2025-07-14" }, { "in last year", "2024-12-31" }, { "in next year", "2026-01-01" },
    { "in last 1 days", "2025-06-15" }, { "in last 2 days", "2025-06-14,2025-06-15" },
    { "in last 7 days", "2025-06-09,2025-06-14,2025-06-15" }, { "in next 2 days", "2025-06-15,2025-06-16" },
    { "in last 1 months", "2025-05-16,2025-05-31,2025-06-01,2025-06-08,2025-06-09,2025-06-14,2025-06-15" },
    { "in next 1 months", "2025-06-15,2025-06-16,2025-06-22,2025-07-01,2025-07-14" },
    { "= today", "2025-06-15" }, { "= today + 7", "2025-06-22" }, { "= today - 1", "2025-06-14" },
    { "= yesterday", "2025-06-14" }, { "= tomorrow", "2025-06-16" }, { "> 2025-07-13", "2025-07-14,2026-01-01" },
    { ">= 2026-01-01", "2026-01-01" }, { "< 2025-01-01", "2024-12-31" }, { "<= 2025-01-01", "2024-12-31,2025-01-01" },
    { "in (2025-01-01, today)", "2025-01-01,2025-06-15" }, { "is empty", "" },
  };

  g_setenv ("CLIENTELE_TODAY", "2025-06-15", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    crm_test_add (test->store, "contact", "name", days[i], "birthday", days[i], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *filter = g_strconcat ("birthday ", cases[i].filter, NULL);

      assert_titles (test, "contact", filter, cases[i].titles);
    }
  g_unsetenv ("CLIENTELE_TODAY");
}

static void
test_opportunities (TestStore *test,
                    gconstpointer data)
{
  crm_test_add (test->store, "tag", "name", "VIP", NULL);
  crm_test_add (test->store, "opportunity", "name", "A", "value", "100", "stage", "Proposal", NULL);
  crm_test_add (test->store, "opportunity", "name", "B", "probability", "7%", NULL);
  crm_test_add (test->store, "opportunity", "name", "C", "stage", "Won", NULL);
  {
    gint64 tag = crm_test_find (test->store, "tag", "VIP");
    g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Tag");
    CrmValue tags = crm_tags_from_ids (&tag, 1);

    crm_change_set_update (changes, "opportunity", crm_test_find (test->store, "opportunity", "B"));
    crm_change_set_take (changes, "tags", tags);
    g_assert_no_error (crm_test_try (test->store, changes));
  }
  assert_titles (test, "opportunity", "probability = 50%", "A");
  assert_titles (test, "opportunity", "probability = 0.07", "B");
  assert_titles (test, "opportunity", "probability < 50%", "B");
  assert_titles (test, "opportunity", "probability = 100%", "C");
  assert_titles (test, "opportunity", "status = won", "C");
  assert_titles (test, "opportunity", "stage.kind = open and value is empty", "B");
  assert_titles (test, "opportunity", "stage = prospecting", "B");
  assert_titles (test, "opportunity", "tags = vip", "B");
  assert_titles (test, "opportunity", "tags != vip", "A,C");
  assert_titles (test, "opportunity", "tags ~ v", "B");
  assert_titles (test, "opportunity", "tags is not empty", "B");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter/round-trip", test_round_trip);
  g_test_add_func ("/filter/errors", test_errors);
  g_test_add_func ("/filter/invalid-text", test_invalid_text);
  g_test_add ("/filter/depth", TestStore, NULL, crm_test_set_up, test_depth, crm_test_tear_down);
  g_test_add ("/filter/long", TestStore, NULL, crm_test_set_up, test_long, crm_test_tear_down);
  g_test_add ("/filter/noise", TestStore, NULL, crm_test_set_up, test_noise, crm_test_tear_down);
  g_test_add ("/filter/operators", TestStore, NULL, crm_test_set_up, test_operators, crm_test_tear_down);
  g_test_add ("/filter/dates", TestStore, NULL, crm_test_set_up, test_dates, crm_test_tear_down);
  g_test_add ("/filter/opportunities", TestStore, NULL, crm_test_set_up, test_opportunities, crm_test_tear_down);
  return g_test_run ();
}
