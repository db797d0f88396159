/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"
#include "crm-test-data.h"

#include "analytics/crm-patterns.h"
#include "analytics/crm-random.h"
#include "base/crm-error.h"

#include <math.h>
#include <string.h>

#define FILE_OF_R "sequential.json"
#define N_LETTERS 26

/* Items are letters: A is 0 (or a, where there are none but small ones). */
typedef struct
{
  GArray *customers, *times, *items;
} Rows;

static Rows
new_rows (void)
{
  return (Rows) { g_array_new (FALSE, FALSE, sizeof (gint32)), g_array_new (FALSE, FALSE, sizeof (double)),
                  g_array_new (FALSE, FALSE, sizeof (gint32)) };
}

static void
add_row (Rows *rows,
         gint32 customer,
         double time,
         gint32 item)
{
  g_array_append_val (rows->customers, customer);
  g_array_append_val (rows->times, time);
  g_array_append_val (rows->items, item);
}

static CrmSequences *
take_rows (Rows *rows,
           guint n_customers)
{
  CrmSequences *sequences = crm_sequences_new ((gint32 *) (void *) rows->customers->data,
                                               (double *) (void *) rows->times->data,
                                               (gint32 *) (void *) rows->items->data, rows->items->len, n_customers,
                                               N_LETTERS, NULL, NULL);

  g_array_unref (rows->customers);
  g_array_unref (rows->times);
  g_array_unref (rows->items);
  return sequences;
}

static const CrmPatternOptions standard = { 0.4, 0, INFINITY, INFINITY, 10, 10 };

static CrmPatterns *
mine (const CrmSequences *sequences,
      const CrmPatternOptions *options)
{
  GError *error = NULL;
  CrmPatterns *patterns = crm_patterns_mine (sequences, options, NULL, &error);

  g_assert_no_error (error);
  return patterns;
}

static GArray *
find_rules (const CrmPatterns *patterns,
            double confidence)
{
  GError *error = NULL;
  GArray *rules = crm_pattern_rules_find (patterns, confidence, NULL, &error);

  g_assert_no_error (error);
  return rules;
}

/* As R writes it: <{D},{B,F}>. */
static char *
name_pattern (const CrmPatterns *patterns,
              gint32 pattern)
{
  CrmPattern nodes[CRM_PATTERN_LONGEST];
  guint n = crm_patterns_items (patterns, pattern, nodes);
  GString *text = g_string_new ("<");

  for (guint i = 0; i < n; i++)
    {
      g_string_append (text, !nodes[i].begins ? "," : i > 0 ? "},{" : "{");
      g_string_append_c (text, 'A' + nodes[i].item);
    }
  g_string_append (text, "}>");
  return g_string_free (text, FALSE);
}

static GHashTable *
table_of_patterns (const CrmPatterns *patterns)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < patterns->nodes->len; i++)
    g_hash_table_insert (table, name_pattern (patterns, i), GUINT_TO_POINTER (crm_patterns_get (patterns, i)->count));
  g_assert_cmpuint (g_hash_table_size (table), ==, patterns->nodes->len);
  return table;
}

/* The example of M. Zaki, "SPADE: An Efficient Algorithm for Mining Frequent Sequences", Machine Learning 42 (2001),
 * figure 1; results of arulesSequences. */

static CrmSequences *
make_zaki (double unit,
           gboolean backwards)
{
  static const struct
  {
    gint32      customer;
    double      time;
    const char *items;
  } events[] = {
    { 0, 10, "CD" }, { 0, 15, "ABC" }, { 0, 20, "ABF" }, { 0, 25, "ACDF" }, { 1, 15, "ABF" }, { 1, 20, "E" },
    { 2, 10, "ABF" }, { 3, 10, "DGH" }, { 3, 20, "BF" }, { 3, 25, "AGH" },
  };
  Rows rows = new_rows ();

  for (guint k = 0; k < G_N_ELEMENTS (events); k++)
    {
      guint i = backwards ? G_N_ELEMENTS (events) - 1 - k : k;

      for (const char *item = events[i].items; *item != '\0'; item++)
        {
          add_row (&rows, events[i].customer, events[i].time * unit, *item - 'A');
          /* What happens twice at one time happens once. */
          if (backwards)
            add_row (&rows, events[i].customer, events[i].time * unit, *item - 'A');
        }
    }
  /* Rows that lack something say nothing. */
  add_row (&rows, -1, 10, 0);
  add_row (&rows, 0, NAN, 0);
  add_row (&rows, 0, 10, -1);
  return take_rows (&rows, 4);
}

static void
test_zaki (void)
{
  g_autoptr (CrmSequences) sequences = make_zaki (1, FALSE);
  g_autoptr (CrmPatterns) patterns = mine (sequences, &standard);
  g_autoptr (GHashTable) table = table_of_patterns (patterns);
  g_autofree char *folder = crm_test_data_path ("reference");
  g_autoptr (JsonNode) node = NULL;

  g_assert_cmpuint (patterns->nodes->len, ==, 18);
  if (folder == NULL)
    return;
  node = crm_test_expected (FILE_OF_R, "zaki/patterns");
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 18);
  for (guint i = 0; i < 18; i++)
    {
      JsonObject *object = json_array_get_object_element (json_node_get_array (node), i);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (table, json_object_get_string_member (object, "sequence")));

      g_assert_cmpfloat (count / 4.0, ==, json_object_get_double_member (object, "support"));
    }
}

static void
test_zaki_rules (void)
{
  g_autoptr (CrmSequences) sequences = make_zaki (1, FALSE);
  g_autoptr (CrmPatterns) patterns = mine (sequences, &standard);
  g_autoptr (GArray) rules = find_rules (patterns, 0.5);
  g_autoptr (GArray) sure = find_rules (patterns, 1);
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *folder = crm_test_data_path ("reference");
  g_autoptr (JsonNode) node = NULL;

  g_assert_cmpuint (rules->len, ==, 10);
  g_assert_cmpuint (sure->len, ==, 7);
  for (guint i = 0; i < rules->len; i++)
    {
      CrmPatternRule *rule = &g_array_index (rules, CrmPatternRule, i);
      g_autofree char *condition = name_pattern (patterns, rule->condition);
      g_autofree char *then = name_pattern (patterns, rule->then);

      g_hash_table_insert (table, g_strdup_printf ("%s => %s", condition, then), rule);
      g_assert_true (i == 0 || rule->confidence <= rule[-1].confidence);
    }
  if (folder == NULL)
    return;
  node = crm_test_expected (FILE_OF_R, "zaki/rules_conf.5");
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 10);
  for (guint i = 0; i < 10; i++)
    {
      JsonObject *object = json_array_get_object_element (json_node_get_array (node), i);
      const CrmPatternRule *rule = g_hash_table_lookup (table, json_object_get_string_member (object, "rule"));

      g_assert_nonnull (rule);
      g_assert_cmpfloat (rule->support, ==, json_object_get_double_member (object, "support"));
      g_assert_cmpfloat (rule->confidence, ==, json_object_get_double_member (object, "confidence"));
      g_assert_cmpfloat (rule->lift, ==, json_object_get_double_member (object, "lift"));
    }
}

/* As arulesSequences with maxsize = 2, maxlen = 2. */
static void
test_zaki_short (void)
{
  g_autoptr (CrmSequences) sequences = make_zaki (1, FALSE);
  g_autoptr (CrmPatterns) patterns = mine (sequences, &(CrmPatternOptions) { 0.4, 0, INFINITY, INFINITY, 2, 2 });
  g_autoptr (GArray) rules = find_rules (patterns, 0.5);

  g_assert_cmpuint (patterns->nodes->len, ==, 14);
  g_assert_cmpuint (rules->len, ==, 7);
}

/* J. Pei and others, "Mining Sequential Patterns by Pattern-Growth: The PrefixSpan Approach", IEEE TKDE 16 (2004),
 * tables 1 and 2. */
static void
test_prefixspan (void)
{
  static const char *const sequences_text[] = { "a abc ac d cf", "ad c bc ae", "ef ab df c b", "e g af c b c" };
  static const char *const expected[] = {
    "a", "a a", "a b", "a bc", "a bc a", "a b a", "a b c", "ab", "ab c", "ab d", "ab f", "ab d c", "a c", "a c a",
    "a c b", "a c c", "a d", "a d c", "a f",
    "b", "b a", "b c", "bc", "bc a", "b d", "b d c", "b f",
    "c", "c a", "c b", "c c",
    "d", "d b", "d c", "d c b",
    "e", "e a", "e a b", "e a c", "e a c b", "e b", "e b c", "e c", "e c b", "e f", "e f b", "e f c", "e f c b",
    "f", "f b", "f b c", "f c", "f c b",
  };
  g_autoptr (CrmSequences) sequences = NULL;
  g_autoptr (CrmPatterns) patterns = NULL;
  g_autoptr (GHashTable) table = NULL;
  Rows rows = new_rows ();

  for (guint i = 0; i < G_N_ELEMENTS (sequences_text); i++)
    {
      g_auto (GStrv) elements = g_strsplit (sequences_text[i], " ", -1);

      for (guint time = 0; elements[time] != NULL; time++)
        {
          for (const char *item = elements[time]; *item != '\0'; item++)
            add_row (&rows, i, time, *item - 'a');
        }
    }
  sequences = take_rows (&rows, 4);
  patterns = mine (sequences, &(CrmPatternOptions) { 0.5, 0, INFINITY, INFINITY, 10, 10 });
  table = table_of_patterns (patterns);
  g_assert_cmpuint (patterns->nodes->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      GString *name = g_string_new ("<{");

      for (const char *p = expected[i]; *p != '\0'; p++)
        {
          if (*p == ' ')
            g_string_append (name, "},{");
          else
            g_string_append_printf (name, "%s%c", p > expected[i] && p[-1] != ' ' ? "," : "", g_ascii_toupper (*p));
        }
      g_string_append (name, "}>");
      g_assert_true (g_hash_table_contains (table, name->str));
      g_string_free (name, TRUE);
    }
}

/* Against the definition: all sequences of up to three elements of up to two of four items each */

#define N_ITEMS 4

static gboolean
holds (const CrmSequences *sequences,
       gsize element,
       guint bits)
{
  guint here = 0;

  for (gsize i = sequences->item_starts[element]; i < sequences->item_starts[element + 1]; i++)
    here |= 1u << sequences->items[i];
  return (here & bits) == bits;
}

/* Whether the customer shows the rest of a pattern that is at `last` and began at `first`. */
static gboolean
shows (const CrmSequences *sequences,
       guint customer,
       const guint *elements,
       guint n,
       gssize first,
       gssize last,
       const CrmPatternOptions *options)
{
  if (n == 0)
    return TRUE;
  for (gsize i = last >= 0 ? (gsize) last + 1 : sequences->starts[customer]; i < sequences->starts[customer + 1]; i++)
    {
      if (!holds (sequences, i, elements[0]))
        continue;
      if (last >= 0 && (sequences->times[i] - sequences->times[last] < options->min_gap ||
                        sequences->times[i] - sequences->times[last] > options->max_gap ||
                        sequences->times[i] - sequences->times[first] > options->max_span))
        continue;
      if (shows (sequences, customer, elements + 1, n - 1, first >= 0 ? first : (gssize) i, i, options))
        return TRUE;
    }
  return FALSE;
}

static char *
name_elements (const guint *elements,
               guint n)
{
  GString *text = g_string_new ("<");

  for (guint i = 0; i < n; i++)
    {
      const char *separator = i > 0 ? ",{" : "{";

      for (guint item = 0; item < N_ITEMS; item++)
        {
          if ((elements[i] >> item & 1) == 0)
            continue;
          g_string_append_printf (text, "%s%c", separator, 'A' + item);
          separator = ",";
        }
      g_string_append_c (text, '}');
    }
  g_string_append_c (text, '>');
  return g_string_free (text, FALSE);
}

static void
compare_with_definition (const CrmSequences *sequences,
                         const CrmPatternOptions *options)
{
  g_autoptr (CrmPatterns) patterns = mine (sequences, options);
  g_autoptr (GHashTable) table = table_of_patterns (patterns);
  guint least = MAX (ceil (options->support * sequences->n - 1e-9), 1), n_frequent = 0, n_all = 16 * 16 * 16;

  for (guint code = 0; code < n_all; code++)
    {
      guint elements[] = { code / 256, code / 16 % 16, code % 16 };
      guint start = elements[0] != 0 ? 0 : elements[1] != 0 ? 1 : 2, count = 0;
      gboolean right = TRUE;
      g_autofree char *name = NULL;

      for (guint i = start; i < 3; i++)
        right = right && elements[i] != 0 && __builtin_popcount (elements[i]) <= 2;
      if (!right)
        continue;
      for (guint customer = 0; customer < sequences->n; customer++)
        count += shows (sequences, customer, elements + start, 3 - start, -1, -1, options);
      name = name_elements (elements + start, 3 - start);
      g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (table, name)), ==, count >= least ? count : 0);
      n_frequent += count >= least;
    }
  g_assert_cmpuint (patterns->nodes->len, ==, n_frequent);
}

static CrmSequences *
draw_sequences (CrmRandom *random,
                guint n,
                guint n_items,
                guint n_times,
                double share)
{
  Rows rows = new_rows ();

  add_row (&rows, 0, 0, 0);
  for (guint customer = 0; customer < n; customer++)
    {
      for (guint time = 0; time < n_times; time++)
        {
          for (guint item = 0; item < n_items; item++)
            {
              if (crm_random_double (random) < share)
                add_row (&rows, customer, time, item);
            }
        }
    }
  return take_rows (&rows, n);
}

static void
test_definition (void)
{
  static const double gaps[][3] = {
    { 0, INFINITY, INFINITY }, { 2, INFINITY, INFINITY }, { 0, 2, INFINITY }, { 0, 1, INFINITY }, { 0, INFINITY, 3 },
    { 2, 3, 5 }, { 1, 2, 3 }, { 0, 4, 4 }, { 0, INFINITY, 0 },
  };
  CrmRandom random;

  crm_random_init (&random, 11, 0);
  for (guint round = 0; round < 36; round++)
    {
      const double *gap = gaps[round % G_N_ELEMENTS (gaps)];
      g_autoptr (CrmSequences) sequences = draw_sequences (&random, 12, N_ITEMS, 9, 0.08 + 0.06 * (round / 9));
      CrmPatternOptions options = { 0.1 + 0.1 * (round % 4), gap[0], gap[1], gap[2], 3, 2 };

      compare_with_definition (sequences, &options);
    }
}

/* Properties */

static gboolean
is_same (const CrmPatterns *a,
         const CrmPatterns *b)
{
  if (a->nodes->len != b->nodes->len)
    return FALSE;
  for (guint i = 0; i < a->nodes->len; i++)
    {
      const CrmPattern *first = crm_patterns_get (a, i), *second = crm_patterns_get (b, i);

      if (first->parent != second->parent || first->item != second->item || first->begins != second->begins ||
          first->count != second->count)
        return FALSE;
    }
  return TRUE;
}

/* Rows in another order, twice, and in another unit of time. */
static void
test_rows (void)
{
  g_autoptr (CrmSequences) plain = make_zaki (1, FALSE), changed = make_zaki (3600, TRUE);
  CrmPatternOptions options = { 0.25, 0, 10, 12, 10, 10 }, hours = { 0.25, 0, 36000, 43200, 10, 10 };
  CrmPatternOptions too_short = { 0.25, 0, 10, 12, 10, 10 };
  g_autoptr (CrmPatterns) first = mine (plain, &options), second = mine (changed, &hours);
  g_autoptr (CrmPatterns) third = mine (changed, &too_short);

  g_assert_cmpuint (plain->starts[4], ==, 10);
  g_assert_cmpuint (plain->item_starts[10], ==, 27);
  g_assert_cmpuint (first->nodes->len, >, 18);
  g_assert_true (is_same (first, second));
  g_assert_false (is_same (first, third));
}

static void
test_threads (void)
{
  CrmRandom random;
  g_autoptr (CrmSequences) sequences = NULL;
  g_autoptr (CrmPatterns) alone = NULL, together = NULL;
  CrmPatternOptions options = { 0.05, 0, 4, INFINITY, 4, 3 };

  crm_random_init (&random, 5, 0);
  sequences = draw_sequences (&random, 150, 20, 8, 0.08);
  alone = crm_patterns_mine (sequences, &options, &(CrmRun) { .n_threads = 1 }, NULL);
  together = crm_patterns_mine (sequences, &options, &(CrmRun) { .n_threads = 4 }, NULL);
  g_assert_cmpuint (alone->nodes->len, >, 500);
  g_assert_true (is_same (alone, together));
}

static gpointer
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Without being cancelled it would end with too many patterns. */
static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CrmRandom random;
  g_autoptr (CrmSequences) sequences = NULL;
  CrmPatternOptions options = { 0, 0, INFINITY, INFINITY, 20, 20 };
  static const gint32 one[] = { 0 };
  const double time = 1;
  GError *error = NULL;
  GThread *thread;

  crm_random_init (&random, 5, 0);
  sequences = draw_sequences (&random, 100, 20, 20, 0.5);
  thread = g_thread_new ("cancel", cancel, cancellable);
  g_assert_null (crm_patterns_mine (sequences, &options, &(CrmRun) { .cancellable = cancellable }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_thread_join (thread);
  g_assert_null (crm_sequences_new (one, &time, one, 1, 1, 1, &(CrmRun) { .cancellable = cancellable }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

static void
test_too_little (void)
{
  g_autoptr (CrmSequences) nothing = crm_sequences_new (NULL, NULL, NULL, 0, 0, 0, NULL, NULL);
  Rows rows = new_rows ();
  g_autoptr (CrmSequences) single = NULL;
  g_autoptr (CrmPatterns) patterns = NULL;
  g_autoptr (GArray) rules = NULL;
  GError *error = NULL;

  g_assert_null (crm_patterns_mine (nothing, &standard, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  add_row (&rows, 0, 1, 3);
  single = take_rows (&rows, 1);
  patterns = mine (single, &standard);
  g_assert_cmpuint (patterns->nodes->len, ==, 1);
  rules = find_rules (patterns, 0);
  g_assert_cmpuint (rules->len, ==, 0);
}

static void
test_contradiction (void)
{
  g_autoptr (CrmSequences) sequences = make_zaki (1, FALSE);
  GError *error = NULL;

  g_assert_null (crm_patterns_mine (sequences, &(CrmPatternOptions) { 0.4, 5, 4, INFINITY, 10, 10 }, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
}

static void
test_too_much (void)
{
  CrmPatternOptions options = { 1, 0, INFINITY, INFINITY, 30, 30 };
  Rows rows = new_rows ();
  g_autoptr (CrmSequences) full = NULL;
  g_autoptr (CrmPatterns) short_ones = NULL;
  GError *error = NULL;

  for (gint32 item = 0; item < 24; item++)
    add_row (&rows, 0, 0, item);
  full = take_rows (&rows, 1);
  g_assert_null (crm_patterns_mine (full, &options, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  options.largest = 2;
  short_ones = mine (full, &options);
  g_assert_cmpuint (short_ones->nodes->len, ==, 24 + 276);
}

/* Two of eight customers show 24 things at once, which is 2²⁴ patterns; what half of them show is one. */
static void
test_enough_support (void)
{
  CrmPatternOptions options = { 0.25, 0, INFINITY, INFINITY, 30, 30 };
  Rows rows = new_rows ();
  g_autoptr (CrmSequences) some = NULL;
  GError *error = NULL;

  for (gint32 customer = 0; customer < 8; customer++)
    {
      for (gint32 item = 0; item < (customer < 2 ? 24 : 1); item++)
        add_row (&rows, customer, 0, item);
    }
  some = take_rows (&rows, 8);
  g_assert_null (crm_patterns_mine (some, &options, NULL, &error));
  g_assert_nonnull (strstr (error->message, "support of 0.5"));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sequences/zaki", test_zaki);
  g_test_add_func ("/sequences/zaki-rules", test_zaki_rules);
  g_test_add_func ("/sequences/zaki-short", test_zaki_short);
  g_test_add_func ("/sequences/prefixspan", test_prefixspan);
  g_test_add_func ("/sequences/definition", test_definition);
  g_test_add_func ("/sequences/rows", test_rows);
  g_test_add_func ("/sequences/threads", test_threads);
  g_test_add_func ("/sequences/cancel", test_cancel);
  g_test_add_func ("/sequences/too-little", test_too_little);
  g_test_add_func ("/sequences/contradiction", test_contradiction);
  g_test_add_func ("/sequences/too-much", test_too_much);
  g_test_add_func ("/sequences/enough-support", test_enough_support);
  return g_test_run ();
}
