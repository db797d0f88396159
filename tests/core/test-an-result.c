/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/crm-random.h"
#include "analytics/crm-result-json.h"
#include "analytics/crm-result-read.h"

#include "base/crm-digits.h"

#include <math.h>
#include <string.h>

/* Results of analyses: what is written is read again, and is JSON; numbers are as short as they can be. */

static CrmResult *
parse (const char *json)
{
  CrmResult *result = crm_result_from_json (json, strlen (json));

  g_assert_nonnull (result);
  return result;
}

static void
assert_json (const CrmResult *result,
             const char *expected)
{
  g_autofree char *json = crm_result_to_json (result, NULL);

  g_assert_cmpstr (json, ==, expected);
}

static void
test_values (void)
{
  const double numbers[] = { 0.5, -3, NAN, 0x1p53, -INFINITY };
  const gsize counts[] = { 0, 127, 128 };
  g_auto (CrmResultBuilder) builder;
  g_autoptr (CrmResult) result = NULL;
  CrmResultValue root, array, value;

  crm_result_builder_init (&builder, NULL);
  crm_result_begin (&builder, NULL);
  crm_result_numbers (&builder, "numbers", numbers, G_N_ELEMENTS (numbers));
  crm_result_counts (&builder, "counts", counts, G_N_ELEMENTS (counts));
  crm_result_matrix (&builder, "matrix", numbers, 2, 1);
  crm_result_begin (&builder, "");
  crm_result_text (&builder, "text", "a\"\\\n\x01 é");
  crm_result_text (&builder, "nothing", NULL);
  crm_result_flag (&builder, "yes", TRUE);
  crm_result_flag (&builder, "no", FALSE);
  crm_result_count (&builder, "most", G_MAXINT64);
  crm_result_count (&builder, "least", G_MININT64);
  crm_result_begin (&builder, "empty");
  crm_result_end (&builder);
  crm_result_end (&builder);
  crm_result_end (&builder);
  result = crm_result_builder_end (&builder);
  assert_json (result, "{\"numbers\":[0.5,-3,null,9007199254740992,null],\"counts\":[0,127,128],\"matrix\":[[0.5],[-3]],"
               "\"\":{\"text\":\"a\\\"\\\\\\n\\u0001 é\",\"nothing\":null,\"yes\":true,\"no\":false,"
               "\"most\":9223372036854775807,\"least\":-9223372036854775808,\"empty\":{}}}");

  root = crm_result_root (result);
  array = crm_result_get_array (root, "numbers");
  g_assert_cmpuint (crm_result_length (array), ==, 5);
  g_assert_true (crm_result_next (&array, NULL, &value));
  g_assert_cmpfloat (crm_result_as_number (value), ==, 0.5);
  g_assert_true (isnan (crm_result_get_number (root, "counts")));
  g_assert_null (crm_result_get_text (root, "absent"));
  g_assert_cmpint (crm_result_get_object (root, "counts").kind, ==, CRM_RESULT_NOTHING);
  value = crm_result_get_object (root, "");
  g_assert_cmpstr (crm_result_get_text (value, "text"), ==, "a\"\\\n\x01 é");
  g_assert_cmpint (crm_result_as_count (crm_result_get (value, "least")), ==, G_MININT64);
  g_assert_cmpint (crm_result_get (value, "nothing").kind, ==, CRM_RESULT_NULL);
  g_assert_cmpint (crm_result_get (value, "yes").kind, ==, CRM_RESULT_YES);
}

static void
test_nothing (void)
{
  CrmResultValue nothing = crm_result_root (NULL), value;
  gsize n;
  g_autofree double *numbers = crm_result_get_numbers (nothing, "numbers", &n);
  g_autoptr (GPtrArray) texts = crm_result_get_texts (nothing, "texts");

  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (texts->len, ==, 0);
  g_assert_false (crm_result_next (&nothing, NULL, &value));
  g_assert_cmpint (crm_result_get_choice (nothing, "choice", NULL, 0), ==, -1);
}

/* Rows of any length, nested as deeply as trees are. */
static void
write_nested (CrmResultBuilder *builder,
              guint depth,
              CrmRandom *random)
{
  g_autofree char *text = g_strnfill (crm_random_below (random, 300), 'x');

  crm_result_begin (builder, depth > 0 ? "then" : NULL);
  crm_result_text (builder, "text", text);
  crm_result_begin_array (builder, "rows");
  for (guint i = crm_random_below (random, 40); i > 0; i--)
    {
      crm_result_begin (builder, NULL);
      crm_result_count (builder, "row", (gint64) (crm_random_next (random) >> crm_random_below (random, 64)));
      crm_result_number (builder, i % 3 == 0 ? "other" : "share", crm_random_double (random));
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  if (depth < 200)
    write_nested (builder, depth + 1, random);
  crm_result_end (builder);
}

static void
test_round_trip (void)
{
  g_auto (CrmResultBuilder) builder;
  g_autoptr (CrmResult) result = NULL, again = NULL;
  g_autofree char *json = NULL;
  CrmResultValue object;
  CrmRandom random;
  guint depth = 0;

  crm_random_init (&random, 20240229, 0);
  crm_result_builder_init (&builder, NULL);
  write_nested (&builder, 0, &random);
  result = crm_result_builder_end (&builder);
  json = crm_result_to_json (result, NULL);
  again = parse (json);
  assert_json (again, json);
  for (object = crm_result_root (again); object.kind == CRM_RESULT_OBJECT; object = crm_result_get (object, "then"))
    depth++;
  g_assert_cmpuint (depth, ==, 201);
}

static void
append_part (const char *text,
             gpointer data)
{
  g_assert_cmpuint (strlen (text), <, 1000000);
  g_string_append (data, text);
}

static void
test_parts (void)
{
  g_auto (CrmResultBuilder) builder;
  g_autoptr (CrmResult) result = NULL, again = NULL, small = parse ("{\"a\":[1,{\"b\":2}],\"c\":[]}");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *json = NULL;

  crm_result_write_json (small, append_part, text);
  g_assert_cmpstr (text->str, ==, "{\n  \"a\": [\n    1,\n    {\n      \"b\": 2\n    }\n  ],\n  \"c\": []\n}\n");

  crm_result_builder_init (&builder, NULL);
  crm_result_begin (&builder, NULL);
  crm_result_begin_array (&builder, "rows");
  for (guint i = 0; i < 100000; i++)
    {
      crm_result_begin (&builder, NULL);
      crm_result_count (&builder, "row", i);
      crm_result_end (&builder);
    }
  crm_result_end_array (&builder);
  crm_result_end (&builder);
  result = crm_result_builder_end (&builder);
  g_string_truncate (text, 0);
  crm_result_write_json (result, append_part, text);
  again = parse (text->str);
  json = crm_result_to_json (result, NULL);
  assert_json (again, json);
}

/* Arrays of these names, and nothing else that has them. */
static void
test_without (void)
{
  static const char *const without[] = { "rows", "a", NULL };
  g_autoptr (CrmResult) result = parse ("{\"rows\":[1,2],\"b\":{\"rows\":[],\"a\":{\"c\":[[3]]}},\"a\":4}");
  g_autofree char *json = crm_result_to_json (result, without);

  g_assert_cmpstr (json, ==, "{\"b\":{\"a\":{\"c\":[[3]]}},\"a\":4}");
}

static void
test_set (void)
{
  g_autoptr (CrmResult) result = parse ("{\"model\":{\"notes\":[\"inner\"],\"model\":1},\"notes\":[\"a\"],\"end\":true}");
  g_autoptr (GPtrArray) notes = crm_result_get_texts (crm_result_root (result), "notes");

  g_ptr_array_add (notes, g_strnfill (200, 'b'));
  crm_result_set_texts (result, "notes", notes);
  g_assert_cmpuint (crm_result_length (crm_result_get_array (crm_result_root (result), "notes")), ==, 2);
  g_ptr_array_set_size (notes, 0);
  crm_result_set_texts (result, "notes", notes);
  crm_result_set_texts (result, "more", notes);
  crm_result_set_count (result, "model", 42);
  assert_json (result, "{\"model\":42,\"notes\":[],\"end\":true,\"more\":[]}");
}

static void
test_no_results (void)
{
  static const char *const texts[] = { "", "[]", "1", "{", "{}x", "{\"a\":}", "{\"a\":1,}", "{\"a\":\"\xff\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (crm_result_from_json (texts[i], strlen (texts[i])));
}

/* Digits */

static void
assert_double (double number)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  g_autoptr (GString) text = g_string_new (NULL);
  char expected[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (expected, sizeof expected, formats[i], number);
      if (g_ascii_strtod (expected, NULL) == number)
        break;
    }
  crm_digits_append_double (text, number);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_doubles (void)
{
  static const double numbers[] = { 0, -0.0, 1, 0.1, 0.3, 1 / 3.0, 2 / 3.0, 1e15, 1e16, 1e17, 1e22, 1e23, 5e-324, 1e308,
                                    999999999999999.9, 123456789012345.6, 0.0001, 0.00001, 1e-13, 1e-14, 0x1p-30, 0x1p60,
                                    4503599627370497.5, 0.1 + 0.2, 9.5, 99.95, 1e5, 12345678.9 };
  CrmRandom random;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      assert_double (numbers[i]);
      assert_double (-nextafter (numbers[i], INFINITY));
      assert_double (nextafter (numbers[i], 0));
    }
  crm_random_init (&random, 1, 0);
  for (guint i = 0; i < 200000; i++)
    {
      double number = crm_random_double (&random) * pow (10, (int) crm_random_below (&random, 34) - 16);
      double power = pow (10, crm_random_below (&random, 17));

      assert_double (number);
      assert_double (round (number * power) / power);            /* few digits */
      assert_double (nextafter (round (number * power) / power, 0));
    }
}

static void
test_wholes (void)
{
  static const gint64 numbers[] = { 0, 7, -7, 10, 1234567890, G_MAXINT64, G_MININT64 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *expected = g_strdup_printf ("%" G_GINT64_FORMAT, numbers[i]);
      g_autoptr (GString) text = g_string_new (NULL);

      crm_digits_append_whole (text, numbers[i]);
      g_assert_cmpstr (text->str, ==, expected);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/result/values", test_values);
  g_test_add_func ("/result/nothing", test_nothing);
  g_test_add_func ("/result/round-trip", test_round_trip);
  g_test_add_func ("/result/parts", test_parts);
  g_test_add_func ("/result/without", test_without);
  g_test_add_func ("/result/set", test_set);
  g_test_add_func ("/result/no-results", test_no_results);
  g_test_add_func ("/digits/doubles", test_doubles);
  g_test_add_func ("/digits/wholes", test_wholes);
  return g_test_run ();
}
