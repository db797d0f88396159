/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"
#include "crm-test-data.h"

#include "analytics/crm-frame-load.h"
#include "analytics/crm-random.h"
#include "analytics/crm-associations.h"
#include "base/crm-error.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define FILE_OF_R "association.json"

/* Baskets with the names of their items. */
typedef struct
{
  CrmFrame        *frame;
  const CrmColumn *item;
  CrmBaskets      *baskets;
} Shop;

static Shop *
open_shop (CrmFrame *frame)
{
  Shop *shop = g_new0 (Shop, 1);
  guint n_baskets;
  g_autofree gint32 *codes = crm_column_group (crm_frame_find (frame, "transaction"), &n_baskets, NULL);

  shop->frame = frame;
  shop->item = crm_frame_find (frame, "item");
  shop->baskets = crm_baskets_new (codes, shop->item->codes, shop->item->n, n_baskets,
                                   crm_column_n_levels (shop->item), NULL, NULL);
  return shop;
}

static void
close_shop (Shop *shop)
{
  crm_frame_unref (shop->frame);
  crm_baskets_free (shop->baskets);
  g_free (shop);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Shop, close_shop)

static Shop *
open_file (const char *path)
{
  GError *error = NULL;
  CrmFrame *frame = crm_frame_load_baskets (path, NULL, &error);

  g_assert_no_error (error);
  return open_shop (frame);
}

static Shop *
open_groceries (void)
{
  g_autofree char *path = crm_test_data_path ("groceries/groceries.csv");

  return path != NULL ? open_file (path) : NULL;
}

/* In a file to be unlinked. */
static char *
write_bytes (const char *bytes,
             gssize length)
{
  char *path = NULL;
  int file = g_file_open_tmp ("clientele-baskets-XXXXXX", &path, NULL);

  g_close (file, NULL);
  g_assert_true (g_file_set_contents (path, bytes, length, NULL));
  return path;
}

/* A basket a line. */
static Shop *
open_text (const char *text)
{
  g_autofree char *path = write_bytes (text, -1);
  Shop *shop = open_file (path);

  g_unlink (path);
  return shop;
}

/* Whatever wrote the lines, they say the same. */
static void
test_lines (void)
{
  static const char *const files[] = { "b,a\n\nc , ,a\n", ("\xef\xbb\xbf" "b,a\r\nc,a\r\n"), "b a\nc  a", "b\ta\nc\t a",
                                       "b;a\n c;\"a\"" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = write_bytes (files[i], -1);
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmFrame) frame = crm_frame_load_baskets (path, NULL, &error);
      const double *baskets;
      g_autofree char *items = NULL;

      g_assert_no_error (error);
      baskets = crm_frame_find (frame, "transaction")->numbers;
      g_assert_cmpuint (crm_frame_n_rows (frame), ==, 4);
      g_assert_cmpfloat (baskets[0] + 10 * baskets[1] + 100 * baskets[2] + 1000 * baskets[3], ==, 2211);
      for (gsize row = 0; row < 4; row++)
        {
          g_autofree char *item = crm_column_text (crm_frame_find (frame, "item"), row), *before = items;

          items = g_strconcat (before != NULL ? before : "", item, NULL);
        }
      g_assert_cmpstr (items, ==, "baca");
      g_unlink (path);
    }
}

static void
test_no_lines (void)
{
  static const struct { const char *bytes; gssize length; } files[] = { { "a,b\nM\xfcsli", -1 }, { "a,b\0c", 5 } };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = write_bytes ("a,b", -1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *other = write_bytes (files[i].bytes, files[i].length);
      g_autoptr (GError) refusal = NULL;

      g_assert_null (crm_frame_load_baskets (other, NULL, &refusal));
      g_assert_error (refusal, CRM_ERROR, CRM_ERROR_FORMAT);
      g_unlink (other);
    }
  g_cancellable_cancel (cancellable);
  g_assert_null (crm_frame_load_baskets (path, &(CrmRun) { cancellable }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_unlink (path);
}

static CrmItemsets *
mine (const CrmBaskets *baskets,
      double support,
      guint longest)
{
  GError *error = NULL;
  CrmItemsets *sets = crm_itemsets_mine (baskets, support, longest, NULL, &error);

  g_assert_no_error (error);
  return sets;
}

static GArray *
find_rules (const CrmItemsets *sets,
            double confidence,
            guint shortest,
            guint longest,
            CrmAssociationOrder order)
{
  g_autoptr (CrmItemsetIndex) index = crm_itemset_index_new (sets);
  CrmAssociationOptions options = { confidence, shortest, longest, order };
  GError *error = NULL;
  GArray *rules = crm_associations_find (sets, index, &options, NULL, &error);

  g_assert_no_error (error);
  return rules;
}

/* Names of items, sorted and written as R does: {beer,bread}. */
static char *
name_set (const Shop *shop,
          const guint32 *items,
          guint n)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", crm_column_level (shop->item, items[i]));
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The same for a set as R wrote it, whose order may be another. */
static char *
sort_names (const char *text)
{
  g_autofree char *inner = g_strndup (text + 1, strlen (text) - 2);
  g_auto (GStrv) names = g_strsplit (inner, ",", -1);
  g_autofree char *joined = NULL;

  qsort (names, g_strv_length (names), sizeof (char *), compare_names);
  joined = g_strjoinv (",", names);
  return g_strdup_printf ("{%s}", joined);
}

/* Counts of all sets by their names. */
static GHashTable *
table_of_sets (const Shop *shop,
               const CrmItemsets *sets)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize set = 0; set < sets->n; set++)
    g_hash_table_insert (table, name_set (shop, crm_itemsets_items (sets, set), crm_itemsets_length (sets, set)),
                         GUINT_TO_POINTER (sets->counts[set]));
  g_assert_cmpuint (g_hash_table_size (table), ==, sets->n);
  return table;
}

static GHashTable *
table_of_rules (const Shop *shop,
                const CrmItemsets *sets,
                GArray *rules)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < rules->len; i++)
    {
      CrmAssociation *rule = &g_array_index (rules, CrmAssociation, i);
      g_autofree char *condition = name_set (shop, crm_itemsets_items (sets, rule->condition),
                                             crm_itemsets_length (sets, rule->condition));

      g_hash_table_insert (table, g_strdup_printf ("%s => {%s}", condition, crm_column_level (shop->item, rule->then)),
                           rule);
    }
  g_assert_cmpuint (g_hash_table_size (table), ==, rules->len);
  return table;
}

/* A textbook: J. Han, M. Kamber, "Data Mining: Concepts and Techniques", table 5.1 and example 5.3 */

static const char all_electronics[] =
  "I1 I2 I5\nI2 I4\nI2 I3\nI1 I2 I4\nI1 I3\nI2 I3\nI1 I3\nI1 I2 I3 I5\nI1 I2 I3\n";

static const struct
{
  const char *items;
  guint       count;
} all_electronics_sets[] = {
  { "{I1}", 6 }, { "{I2}", 7 }, { "{I3}", 6 }, { "{I4}", 2 }, { "{I5}", 2 }, { "{I1,I2}", 4 }, { "{I1,I3}", 4 },
  { "{I1,I5}", 2 }, { "{I2,I3}", 4 }, { "{I2,I4}", 2 }, { "{I2,I5}", 2 }, { "{I1,I2,I3}", 2 }, { "{I1,I2,I5}", 2 },
};

static void
test_textbook (void)
{
  g_autoptr (Shop) shop = open_text (all_electronics);
  g_autoptr (CrmItemsets) sets = mine (shop->baskets, 2.0 / 9, 10);
  g_autoptr (GHashTable) table = table_of_sets (shop, sets);

  g_assert_cmpuint (sets->n, ==, G_N_ELEMENTS (all_electronics_sets));
  for (guint i = 0; i < G_N_ELEMENTS (all_electronics_sets); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (table, all_electronics_sets[i].items)), ==,
                      all_electronics_sets[i].count);
}

/* By hand: of 9 baskets, {I1,I5} are in 2, {I2} in 7, all of them in 2. */
static void
test_measures (void)
{
  g_autoptr (Shop) shop = open_text (all_electronics);
  g_autoptr (CrmItemsets) sets = mine (shop->baskets, 2.0 / 9, 10);
  g_autoptr (GArray) rules = find_rules (sets, 0, 1, 10, CRM_ASSOCIATIONS_BY_LIFT);
  g_autoptr (GArray) sure = find_rules (sets, 1, 2, 10, CRM_ASSOCIATIONS_BY_LIFT);
  g_autoptr (GHashTable) table = table_of_rules (shop, sets, sure);
  const CrmAssociation *rule = g_hash_table_lookup (table, "{I1,I5} => {I2}");

  g_assert_nonnull (rule);
  g_assert_cmpuint (rule->count, ==, 2);
  crm_test_assert_near (rule->support, 2.0 / 9, 1e-15);
  crm_test_assert_near (rule->coverage, 2.0 / 9, 1e-15);
  crm_test_assert_near (rule->confidence, 1.0, 1e-15);
  crm_test_assert_near (rule->lift, 9.0 / 7, 1e-15);
  crm_test_assert_near (rule->leverage, 2.0 / 9 - 2.0 / 9 * 7.0 / 9, 1e-15);
  g_assert_true (isinf (rule->conviction));
  /* {I1} => {I2}: 4 of 6. */
  for (guint i = 0; i < rules->len; i++)
    {
      const CrmAssociation *other = &g_array_index (rules, CrmAssociation, i);
      g_autofree char *whole = name_set (shop, crm_itemsets_items (sets, other->whole),
                                         crm_itemsets_length (sets, other->whole));

      if (g_str_equal (whole, "{I1,I2}") && other->then == 1)
        crm_test_assert_near (other->conviction, (1 - 7.0 / 9) / (1 - 4.0 / 6), 1e-15);
      if (other->condition == CRM_ITEMSET_NONE)
        crm_test_assert_near (other->lift, 1.0, 1e-15);
    }
  /* A rule for each item of each set: 5 without a condition, 12 of pairs, 6 of triples. */
  g_assert_cmpuint (rules->len, ==, 5 + 12 + 6);
}

static void
test_textbook_rules (void)
{
  g_autoptr (Shop) shop = open_text (all_electronics);
  g_autoptr (CrmItemsets) sets = mine (shop->baskets, 2.0 / 9, 10);
  g_autoptr (GArray) rules = find_rules (sets, 0, 2, 10, CRM_ASSOCIATIONS_BY_LIFT);
  g_autoptr (GHashTable) table = table_of_rules (shop, sets, rules);
  g_autofree char *folder = crm_test_data_path ("reference");
  g_autoptr (JsonNode) node = NULL;
  JsonArray *expected;
  guint n_compared = 0;

  if (folder == NULL)
    return;
  node = crm_test_expected (FILE_OF_R, "han_kamber_allelectronics/rules_from_I1I2I5");
  expected = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (expected); i++)
    {
      JsonObject *object = json_array_get_object_element (expected, i);
      g_autofree char *condition = sort_names (json_object_get_string_member (object, "lhs"));
      g_autofree char *name = g_strdup_printf ("%s => %s", condition, json_object_get_string_member (object, "rhs"));
      const CrmAssociation *rule = g_hash_table_lookup (table, name);

      if (rule == NULL && strchr (json_object_get_string_member (object, "rhs"), ',') != NULL)
        continue;   /* more than one item behind the arrow */
      g_assert_nonnull (rule);
      crm_test_assert_near (rule->confidence, json_object_get_double_member (object, "confidence"), 1e-9);
      crm_test_assert_near (rule->lift, json_object_get_double_member (object, "lift"), 1e-9);
      n_compared++;
    }
  g_assert_cmpuint (n_compared, >=, 3);
}

/* Groceries, against arules */

static void
test_groceries_counts (void)
{
  g_autoptr (Shop) shop = open_groceries ();
  g_autoptr (JsonNode) node = NULL;
  JsonObjectIter iter;
  const char *support;
  JsonNode *expected;

  if (shop == NULL)
    return;
  g_assert_cmpuint (shop->baskets->n, ==, 9835);
  g_assert_cmpuint (shop->baskets->n_items, ==, 169);
  node = crm_test_expected (FILE_OF_R, "groceries/itemsets");
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &support, &expected))
    {
      g_autoptr (CrmItemsets) sets = mine (shop->baskets, g_ascii_strtod (support, NULL), 10);
      JsonObject *object = json_node_get_object (expected);
      JsonObject *by_size = json_object_get_object_member (object, "by_size");
      guint counts[11] = { 0 };

      g_assert_cmpuint (sets->n, ==, json_object_get_int_member (object, "n"));
      for (gsize set = 0; set < sets->n; set++)
        counts[crm_itemsets_length (sets, set)]++;
      for (guint size = 1; size <= 10; size++)
        {
          g_autofree char *key = g_strdup_printf ("%u", size);

          g_assert_cmpuint (counts[size], ==, json_object_get_int_member_with_default (by_size, key, 0));
        }
    }
}

static void
test_groceries_sets (void)
{
  g_autoptr (Shop) shop = open_groceries ();
  g_autoptr (CrmFrame) expected = shop != NULL ? crm_test_data_csv ("reference/groceries_itemsets_s01.csv") : NULL;
  g_autoptr (CrmItemsets) sets = NULL;
  g_autoptr (GHashTable) table = NULL;
  g_autoptr (JsonNode) top = NULL;
  JsonObjectIter iter;
  const char *item;
  JsonNode *count;

  if (expected == NULL)
    return;
  sets = mine (shop->baskets, 0.01, 10);
  table = table_of_sets (shop, sets);
  g_assert_cmpuint (sets->n, ==, crm_frame_n_rows (expected));
  for (gsize row = 0; row < sets->n; row++)
    {
      g_autofree char *text = crm_column_text (crm_frame_find (expected, "items"), row);
      g_autofree char *name = sort_names (text);

      g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (table, name)), ==,
                        crm_frame_find (expected, "count")->numbers[row]);
    }
  top = crm_test_expected (FILE_OF_R, "groceries/item_top10");
  json_object_iter_init (&iter, json_node_get_object (top));
  while (json_object_iter_next (&iter, &item, &count))
    {
      g_autofree char *name = g_strdup_printf ("{%s}", item);

      g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (table, name)), ==, json_node_get_int (count));
    }
}

static void
test_groceries_closed (void)
{
  g_autoptr (Shop) shop = open_groceries ();
  g_autoptr (CrmItemsets) sets = NULL;
  g_autoptr (CrmItemsetIndex) index = NULL;
  g_autofree guint8 *flags = NULL;
  gsize n_closed = 0, n_maximal = 0;

  if (shop == NULL)
    return;
  sets = mine (shop->baskets, 0.005, 10);
  index = crm_itemset_index_new (sets);
  flags = crm_itemset_index_flags (index, NULL, NULL);
  for (gsize set = 0; set < sets->n; set++)
    {
      n_closed += (flags[set] & CRM_ITEMSET_CLOSED) != 0;
      n_maximal += (flags[set] & CRM_ITEMSET_MAXIMAL) != 0;
    }
  g_assert_cmpuint (n_closed, ==, (gsize) crm_test_expected_number (FILE_OF_R, "groceries/closed_.005"));
  g_assert_cmpuint (n_maximal, ==, (gsize) crm_test_expected_number (FILE_OF_R, "groceries/maximal_.005"));
}

static const struct
{
  const char *name;
  double      support, confidence;
  guint       shortest, longest;
} groceries_rules[] = {
  { "s.001c.5", 0.001, 0.5, 1, 10 },          { "s.001c.8", 0.001, 0.8, 1, 10 },
  { "s.001c.5_maxlen30", 0.001, 0.5, 1, 30 }, { "s.01c.5", 0.01, 0.5, 1, 10 },
  { "s.01c.2_minlen2", 0.01, 0.2, 2, 10 },    { "s.005c.2_minlen2", 0.005, 0.2, 2, 10 },
  { "s.006c.25_minlen2", 0.006, 0.25, 2, 10 }, { "s.02c.2_minlen2", 0.02, 0.2, 2, 10 },
  { "s.02c.2_minlen1", 0.02, 0.2, 1, 10 },    { "s.0005c.5_minlen2", 0.0005, 0.5, 2, 10 },
  { "s.0005c.8_minlen2", 0.0005, 0.8, 2, 10 },
};

static void
test_groceries_rule_counts (void)
{
  g_autoptr (Shop) shop = open_groceries ();
  g_autoptr (JsonNode) node = NULL;

  if (shop == NULL)
    return;
  node = crm_test_expected (FILE_OF_R, "groceries/rules_count");
  g_assert_cmpuint (json_object_get_size (json_node_get_object (node)), ==, G_N_ELEMENTS (groceries_rules));
  for (guint i = 0; i < G_N_ELEMENTS (groceries_rules); i++)
    {
      g_autoptr (CrmItemsets) sets = mine (shop->baskets, groceries_rules[i].support, groceries_rules[i].longest);
      g_autoptr (GArray) rules = find_rules (sets, groceries_rules[i].confidence, groceries_rules[i].shortest,
                                             groceries_rules[i].longest, CRM_ASSOCIATIONS_BY_LIFT);

      g_assert_cmpuint (rules->len, ==, json_object_get_int_member (json_node_get_object (node),
                                                                    groceries_rules[i].name));
    }
}

/* A file that is packed, as a table. */
static CrmFrame *
load_packed (const char *name)
{
  g_autofree char *path = crm_test_data_path (name);
  g_autoptr (GFile) packed = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GFileIOStream) plain = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GInputStream) input = NULL, unpacking = NULL;
  CrmFrame *frame;
  GError *error = NULL;

  if (path == NULL)
    return NULL;
  file = g_file_new_tmp ("clientele-rules-XXXXXX.csv", &plain, NULL);
  input = G_INPUT_STREAM (g_file_read (packed, NULL, NULL));
  unpacking = g_converter_input_stream_new (input, converter);
  g_output_stream_splice (g_io_stream_get_output_stream (G_IO_STREAM (plain)), unpacking,
                          G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  frame = crm_frame_load_csv (g_file_peek_path (file), NULL, NULL, &error);
  g_assert_no_error (error);
  g_file_delete (file, NULL, NULL);
  return frame;
}

static double
read_cell (CrmFrame *frame,
           const char *column,
           gsize row)
{
  g_autofree char *text = crm_column_text (crm_frame_find (frame, column), row);

  return g_ascii_strtod (text, NULL);   /* also of "Inf" */
}

static void
test_groceries_rules (void)
{
  g_autoptr (Shop) shop = open_groceries ();
  g_autoptr (CrmFrame) expected = shop != NULL ? load_packed ("reference/groceries_rules_s001_c50.csv.gz") : NULL;
  g_autoptr (CrmItemsets) sets = NULL;
  g_autoptr (GArray) rules = NULL;
  g_autoptr (GHashTable) table = NULL;

  if (expected == NULL)
    return;
  sets = mine (shop->baskets, 0.001, 10);
  rules = find_rules (sets, 0.5, 1, 10, CRM_ASSOCIATIONS_BY_LIFT);
  table = table_of_rules (shop, sets, rules);
  g_assert_cmpuint (crm_frame_n_rows (expected), ==, rules->len);
  for (gsize row = 0; row < rules->len; row++)
    {
      g_autofree char *lhs = crm_column_text (crm_frame_find (expected, "lhs"), row);
      g_autofree char *rhs = crm_column_text (crm_frame_find (expected, "rhs"), row);
      g_autofree char *condition = sort_names (lhs);
      g_autofree char *name = g_strdup_printf ("%s => %s", condition, rhs);
      const CrmAssociation *rule = g_hash_table_lookup (table, name);
      double conviction = read_cell (expected, "conviction", row);

      g_assert_nonnull (rule);
      g_assert_cmpfloat (rule->count, ==, read_cell (expected, "count", row));
      crm_test_assert_near (rule->support, read_cell (expected, "support", row), 1e-12);
      crm_test_assert_near (rule->confidence, read_cell (expected, "confidence", row), 1e-12);
      crm_test_assert_near (rule->coverage, read_cell (expected, "coverage", row), 1e-12);
      crm_test_assert_near (rule->lift, read_cell (expected, "lift", row), 1e-12);
      crm_test_assert_near (rule->leverage, read_cell (expected, "leverage", row), 1e-12);
      if (isinf (conviction))
        g_assert_true (isinf (rule->conviction));
      else
        crm_test_assert_near (rule->conviction, conviction, 1e-9);
    }
}

/* The first ones in each order have the same measure as R's first ones. */
static void
test_groceries_order (void)
{
  static const struct
  {
    const char  *list, *measure;
    double       support, confidence;
    CrmAssociationOrder order;
  } lists[] = {
    { "groceries/top_by_lift_s.001c.5", "lift", 0.001, 0.5, CRM_ASSOCIATIONS_BY_LIFT },
    { "groceries/top_by_confidence_s.001c.8", "confidence", 0.001, 0.8, CRM_ASSOCIATIONS_BY_CONFIDENCE },
    { "groceries/all15_s.01c.5", "lift", 0.01, 0.5, CRM_ASSOCIATIONS_BY_LIFT },
  };
  g_autoptr (Shop) shop = open_groceries ();

  for (guint i = 0; shop != NULL && i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (JsonNode) node = crm_test_expected (FILE_OF_R, lists[i].list);
      JsonArray *expected = json_node_get_array (node);
      g_autoptr (CrmItemsets) sets = mine (shop->baskets, lists[i].support, 10);
      g_autoptr (GArray) rules = find_rules (sets, lists[i].confidence, 1, 10, lists[i].order);
      g_autoptr (GHashTable) table = table_of_rules (shop, sets, rules);

      for (guint place = 0; place < json_array_get_length (expected); place++)
        {
          JsonObject *object = json_array_get_object_element (expected, place);
          const CrmAssociation *rule = &g_array_index (rules, CrmAssociation, place), *same;
          g_autofree char *condition = sort_names (json_object_get_string_member (object, "lhs"));
          g_autofree char *name = g_strdup_printf ("%s => %s", condition,
                                                   json_object_get_string_member (object, "rhs"));

          same = g_hash_table_lookup (table, name);
          g_assert_nonnull (same);
          g_assert_cmpuint (same->count, ==, json_object_get_int_member (object, "count"));
          crm_test_assert_near (same->lift, json_object_get_double_member (object, "lift"), 1e-9);
          if (i < 2)
            crm_test_assert_near (i == 0 ? rule->lift : rule->confidence,
                                  json_object_get_double_member (object, lists[i].measure), 1e-9);
        }
    }
}

/* Against the definition */

#define N_ITEMS 9

static CrmBaskets *
draw_baskets (CrmRandom *random,
              guint n,
              guint n_items,
              double share)
{
  g_autoptr (GArray) baskets = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (gint32 basket = 0; basket < (gint32) n; basket++)
    {
      for (gint32 item = 0; item < (gint32) n_items; item++)
        {
          if (crm_random_double (random) >= share)
            continue;
          g_array_append_val (baskets, basket);
          g_array_append_val (items, item);
        }
    }
  return crm_baskets_new ((gint32 *) (void *) baskets->data, (gint32 *) (void *) items->data, items->len, n, n_items,
                          NULL, NULL);
}

static guint
count_directly (const CrmBaskets *baskets,
                guint set)
{
  guint count = 0;

  for (guint basket = 0; basket < baskets->n; basket++)
    {
      guint bits = 0;

      for (gsize i = baskets->starts[basket]; i < baskets->starts[basket + 1]; i++)
        bits |= 1u << baskets->items[i];
      count += (bits & set) == set;
    }
  return count;
}

static guint
bits_of (const CrmItemsets *sets,
         gsize set)
{
  guint bits = 0;

  for (guint i = 0; i < crm_itemsets_length (sets, set); i++)
    {
      g_assert_true (i == 0 || crm_itemsets_items (sets, set)[i - 1] < crm_itemsets_items (sets, set)[i]);
      bits |= 1u << crm_itemsets_items (sets, set)[i];
    }
  return bits;
}

static void
compare_flags (const CrmItemsets *sets,
               const guint *counts,
               guint least)
{
  g_autoptr (CrmItemsetIndex) index = crm_itemset_index_new (sets);
  g_autofree guint8 *flags = crm_itemset_index_flags (index, NULL, NULL);

  for (gsize set = 0; set < sets->n; set++)
    {
      guint bits = bits_of (sets, set);
      gboolean closed = TRUE, maximal = TRUE;

      for (guint item = 0; item < N_ITEMS; item++)
        {
          if (bits >> item & 1)
            continue;
          closed = closed && counts[bits | 1u << item] < counts[bits];
          maximal = maximal && counts[bits | 1u << item] < least;
        }
      g_assert_cmpint ((flags[set] & CRM_ITEMSET_CLOSED) != 0, ==, closed);
      g_assert_cmpint ((flags[set] & CRM_ITEMSET_MAXIMAL) != 0, ==, maximal);
    }
}

static void
test_definition (void)
{
  CrmRandom random;

  crm_random_init (&random, 7, 0);
  for (guint round = 0; round < 60; round++)
    {
      g_autoptr (CrmBaskets) baskets = draw_baskets (&random, 1 + round * 3, N_ITEMS, 0.15 + 0.1 * (round % 8));
      double support = (round % 5) * 0.08;
      guint longest = round % 3 == 0 ? 3 : N_ITEMS, least = MAX (ceil (support * baskets->n - 1e-9), 1);
      g_autoptr (CrmItemsets) sets = NULL;
      guint counts[1 << N_ITEMS], n_frequent = 0;

      if (baskets->starts[baskets->n] == 0)
        continue;
      sets = mine (baskets, support, longest);
      for (guint bits = 1; bits < 1 << N_ITEMS; bits++)
        {
          counts[bits] = count_directly (baskets, bits);
          n_frequent += counts[bits] >= least && (guint) __builtin_popcount (bits) <= longest;
        }
      g_assert_cmpuint (sets->n, ==, n_frequent);
      for (gsize set = 0; set < sets->n; set++)
        g_assert_cmpuint (sets->counts[set], ==, counts[bits_of (sets, set)]);
      if (longest == N_ITEMS)
        compare_flags (sets, counts, least);
    }
}

/* Properties */

static gboolean
is_same (const CrmItemsets *a,
         const CrmItemsets *b)
{
  return a->n == b->n && memcmp (a->starts, b->starts, (a->n + 1) * sizeof (gsize)) == 0 &&
         memcmp (a->items, b->items, a->starts[a->n] * sizeof (guint32)) == 0 &&
         memcmp (a->counts, b->counts, a->n * sizeof (guint32)) == 0;
}

/* Rows in another order, and each of them twice, are the same baskets. */
static void
test_rows (void)
{
  static const gint32 baskets[] = { 0, 0, 0, 1, 1, 2, 2, 2, 3 }, items[] = { 0, 1, 4, 1, 3, 0, 1, 2, 1 };
  gint32 more_baskets[20], more_items[20];
  gsize rows[18];
  CrmRandom random;
  g_autoptr (CrmBaskets) plain = crm_baskets_new (baskets, items, 9, 4, 5, NULL, NULL);
  g_autoptr (CrmBaskets) shuffled = NULL;
  g_autoptr (CrmItemsets) plain_sets = mine (plain, 0.25, 10), shuffled_sets = NULL;

  for (gsize i = 0; i < 18; i++)
    rows[i] = i;
  crm_random_init (&random, 1, 0);
  crm_random_shuffle (&random, rows, 18);
  for (gsize i = 0; i < 18; i++)
    {
      more_baskets[i] = baskets[rows[i] % 9];
      more_items[i] = items[rows[i] % 9];
    }
  /* Rows without a basket or an item say nothing. */
  more_baskets[18] = -1, more_items[18] = 0;
  more_baskets[19] = 0, more_items[19] = -1;
  shuffled = crm_baskets_new (more_baskets, more_items, 20, 4, 5, NULL, NULL);
  shuffled_sets = mine (shuffled, 0.25, 10);
  g_assert_cmpuint (plain_sets->n, ==, 13);
  g_assert_true (is_same (plain_sets, shuffled_sets));
}

/* Each basket twice: the same sets, each twice as often. */
static void
test_twice (void)
{
  CrmRandom random;
  g_autoptr (CrmBaskets) once = NULL;
  g_autofree gint32 *baskets = NULL, *items = NULL;
  g_autoptr (CrmBaskets) twice = NULL;
  g_autoptr (CrmItemsets) sets = NULL, more = NULL;
  gsize n, row = 0;

  crm_random_init (&random, 3, 0);
  once = draw_baskets (&random, 200, 12, 0.3);
  n = once->starts[once->n];
  baskets = g_new (gint32, 2 * n);
  items = g_new (gint32, 2 * n);
  for (guint basket = 0; basket < once->n; basket++)
    {
      for (gsize i = once->starts[basket]; i < once->starts[basket + 1]; i++, row++)
        {
          baskets[row] = basket;
          baskets[row + n] = basket + once->n;
          items[row] = items[row + n] = once->items[i];
        }
    }
  twice = crm_baskets_new (baskets, items, 2 * n, 2 * once->n, once->n_items, NULL, NULL);
  sets = mine (once, 0.05, 10);
  more = mine (twice, 0.05, 10);
  g_assert_cmpuint (sets->n, >, 50);
  for (gsize set = 0; set < sets->n; set++)
    sets->counts[set] *= 2;
  g_assert_true (is_same (sets, more));
}

static void
test_threads (void)
{
  CrmRandom random;
  g_autoptr (CrmBaskets) baskets = NULL;
  g_autoptr (CrmItemsets) alone = NULL, together = NULL;

  crm_random_init (&random, 5, 0);
  baskets = draw_baskets (&random, 500, 40, 0.2);
  alone = crm_itemsets_mine (baskets, 0.01, 10, &(CrmRun) { .n_threads = 1 }, NULL);
  together = crm_itemsets_mine (baskets, 0.01, 10, &(CrmRun) { .n_threads = 4 }, NULL);
  g_assert_cmpuint (alone->n, >, 1000);
  g_assert_true (is_same (alone, together));
}

static gpointer
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Without being cancelled it would end with too many sets. */
static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CrmRandom random;
  static const gint32 one[] = { 0 };
  CrmAssociationOptions options = { 0, 2, 10, CRM_ASSOCIATIONS_BY_LIFT };
  g_autoptr (CrmBaskets) baskets = NULL;
  g_autoptr (CrmItemsets) sets = NULL;
  g_autoptr (CrmItemsetIndex) index = NULL;
  CrmRun run = { .cancellable = cancellable };
  GError *error = NULL;
  GThread *thread;

  crm_random_init (&random, 5, 0);
  baskets = draw_baskets (&random, 1000, 60, 0.5);
  thread = g_thread_new ("cancel", cancel, cancellable);
  g_assert_null (crm_itemsets_mine (baskets, 0, 30, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_thread_join (thread);

  /* What comes before and after looks, too. */
  sets = mine (baskets, 0.1, 1);
  index = crm_itemset_index_new (sets);
  g_assert_null (crm_itemset_index_flags (index, &run, NULL));
  g_assert_null (crm_associations_find (sets, index, &options, &run, NULL));
  g_assert_null (crm_baskets_new (one, one, 1, 1, 1, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

/* What is hardly anything, and what is too much */

static void
test_too_little (void)
{
  static const gint32 none[] = { -1, -1 }, one[] = { 0 };
  g_autoptr (CrmBaskets) nothing = crm_baskets_new (NULL, NULL, 0, 0, 0, NULL, NULL);
  g_autoptr (CrmBaskets) gaps = crm_baskets_new (none, none, 2, 0, 0, NULL, NULL);
  g_autoptr (CrmBaskets) single = crm_baskets_new (one, one, 1, 1, 1, NULL, NULL);
  g_autoptr (CrmItemsets) sets = NULL, rare = NULL;
  g_autoptr (GArray) rules = NULL;
  g_autoptr (CrmBaskets) spread = NULL;
  static const gint32 different[] = { 0, 1, 2, 3 };
  GError *error = NULL;

  g_assert_null (crm_itemsets_mine (nothing, 0.1, 10, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_itemsets_mine (gaps, 0.1, 10, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  sets = mine (single, 1, 10);
  g_assert_cmpuint (sets->n, ==, 1);
  rules = find_rules (sets, 0, 2, 10, CRM_ASSOCIATIONS_BY_LIFT);
  g_assert_cmpuint (rules->len, ==, 0);
  /* Nothing is frequent: that is an answer. */
  spread = crm_baskets_new (different, different, 4, 4, 4, NULL, NULL);
  rare = mine (spread, 0.5, 10);
  g_assert_cmpuint (rare->n, ==, 0);
}

static void
test_too_much (void)
{
  gint32 basket[24] = { 0 }, items[24];
  g_autoptr (CrmBaskets) full = NULL;
  g_autoptr (CrmItemsets) short_ones = NULL;
  GError *error = NULL;

  for (gint32 i = 0; i < 24; i++)
    items[i] = i;
  full = crm_baskets_new (basket, items, 24, 1, 24, NULL, NULL);
  g_assert_null (crm_itemsets_mine (full, 1, 30, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  short_ones = mine (full, 1, 3);
  g_assert_cmpuint (short_ones->n, ==, 24 + 276 + 2024);
}

/* Two of eight baskets make 2²⁴ sets; with twice the support only what all have in common remains. */
static void
test_enough_support (void)
{
  gint32 baskets[56], items[56];
  g_autoptr (CrmBaskets) some = NULL;
  GError *error = NULL;

  for (gint32 i = 0; i < 56; i++)
    {
      baskets[i] = i < 48 ? i / 24 : i - 48;
      items[i] = i < 48 ? i % 24 : 0;
    }
  some = crm_baskets_new (baskets, items, 56, 8, 24, NULL, NULL);
  g_assert_null (crm_itemsets_mine (some, 0.25, 30, NULL, &error));
  g_assert_nonnull (strstr (error->message, "support of 0.5"));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_cmpfloat (crm_baskets_support (1, 3), ==, 0.34);
  g_assert_cmpfloat (crm_baskets_support (3, 3), ==, 1);
  for (guint count = 1; count < 5000; count += 7)
    g_assert_cmpuint (crm_baskets_least_count (crm_baskets_support (count, 5000), 5000), >=, count);
}

/* 18 items in one basket are 262,143 sets, and 18 × (2¹⁷ − 1) rules. */
static void
test_too_many_rules (void)
{
  gint32 basket[18] = { 0 }, items[18];
  CrmAssociationOptions options = { 0, 2, 30, CRM_ASSOCIATIONS_BY_LIFT };
  g_autoptr (CrmBaskets) full = NULL;
  g_autoptr (CrmItemsets) sets = NULL;
  g_autoptr (CrmItemsetIndex) index = NULL;
  GError *error = NULL;

  for (gint32 i = 0; i < 18; i++)
    items[i] = i;
  full = crm_baskets_new (basket, items, 18, 1, 18, NULL, NULL);
  sets = mine (full, 1, 30);
  g_assert_cmpuint (sets->n, ==, (1 << 18) - 1);
  index = crm_itemset_index_new (sets);
  g_assert_null (crm_associations_find (sets, index, &options, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
}

/* A share that was rounded as a double is the count that was meant. */
static void
test_least_count (void)
{
  g_assert_cmpuint (crm_baskets_least_count (0.07, 100), ==, 7);
  g_assert_cmpuint (crm_baskets_least_count (0.001, 9835), ==, 10);
  g_assert_cmpuint (crm_baskets_least_count (0.4, 5), ==, 2);
  g_assert_cmpuint (crm_baskets_least_count (2.0 / 9, 9), ==, 2);
  g_assert_cmpuint (crm_baskets_least_count (0, 9), ==, 1);
  g_assert_cmpuint (crm_baskets_least_count (1, 9), ==, 9);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/textbook", test_textbook);
  g_test_add_func ("/rules/textbook-rules", test_textbook_rules);
  g_test_add_func ("/rules/measures", test_measures);
  g_test_add_func ("/rules/groceries/counts", test_groceries_counts);
  g_test_add_func ("/rules/groceries/sets", test_groceries_sets);
  g_test_add_func ("/rules/groceries/closed", test_groceries_closed);
  g_test_add_func ("/rules/groceries/rule-counts", test_groceries_rule_counts);
  g_test_add_func ("/rules/groceries/rules", test_groceries_rules);
  g_test_add_func ("/rules/groceries/order", test_groceries_order);
  g_test_add_func ("/rules/definition", test_definition);
  g_test_add_func ("/rules/lines", test_lines);
  g_test_add_func ("/rules/no-lines", test_no_lines);
  g_test_add_func ("/rules/rows", test_rows);
  g_test_add_func ("/rules/twice", test_twice);
  g_test_add_func ("/rules/threads", test_threads);
  g_test_add_func ("/rules/cancel", test_cancel);
  g_test_add_func ("/rules/too-little", test_too_little);
  g_test_add_func ("/rules/too-much", test_too_much);
  g_test_add_func ("/rules/enough-support", test_enough_support);
  g_test_add_func ("/rules/too-many-rules", test_too_many_rules);
  g_test_add_func ("/rules/least-count", test_least_count);
  return g_test_run ();
}
