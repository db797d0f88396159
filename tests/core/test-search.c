/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "base/crm-card-text.h"
#include "base/crm-pinyin.h"
#include "base/crm-search-text.h"

#include <string.h>

/* What fits is said by crm_search_match(); what is found, by whatever way through the index, must be the same. */

static CrmSearchLevel
match (const char *text,
       const char *name,
       const char *phone,
       const char *notes)
{
  g_autoptr (CrmSearchQuery) query = crm_search_query_new (text);
  CrmSearchField fields[] = { { CRM_SEARCH_SHORT, TRUE, name }, { CRM_SEARCH_PHONE, FALSE, phone },
                              { CRM_SEARCH_LONG, FALSE, notes } };

  return crm_search_match (query, fields, G_N_ELEMENTS (fields));
}

static void
test_match (void)
{
  static const struct { const char *text, *name, *phone, *notes; CrmSearchLevel level; } cases[] = {
    { "muller", "Müller", NULL, NULL, CRM_SEARCH_EXACT },
    { "MÜL", "Müller & Söhne", NULL, NULL, CRM_SEARCH_PREFIX },
    { "soh", "Müller & Söhne", NULL, NULL, CRM_SEARCH_TITLE },
    { "ller", "Müller & Söhne", NULL, NULL, CRM_SEARCH_NONE },
    { "strasse", "Straße", NULL, NULL, CRM_SEARCH_EXACT },
    { "straß", "Strasse", NULL, NULL, CRM_SEARCH_PREFIX },
    { "oster", "Østerbro", NULL, NULL, CRM_SEARCH_PREFIX },
    { "lodz", "Łódź", NULL, NULL, CRM_SEARCH_EXACT },
    { "b s", "Müller Söhne", NULL, "bakery", CRM_SEARCH_OTHER },
    { "soh mul", "Müller & Söhne", NULL, NULL, CRM_SEARCH_TITLE },
    { "muller muller", "Müller", NULL, NULL, CRM_SEARCH_TITLE },
    { "м", "Київ Мед", NULL, NULL, CRM_SEARCH_TITLE },
    { "anna@exam", "A", NULL, "Anna.Berg@example.org", CRM_SEARCH_OTHER },
    { "berg@example.org", "A", NULL, "anna.berg@example.org", CRM_SEARCH_OTHER },
    { "555", "A", "+48 (12) 555-0101", NULL, CRM_SEARCH_OTHER },
    { "1255501", "A", "+48 (12) 555-0101", NULL, CRM_SEARCH_OTHER },
    { "48 12 555", "A", "+48 (12) 555-0101", NULL, CRM_SEARCH_OTHER },
    { "0102", "A", "+48 (12) 555-0101", NULL, CRM_SEARCH_NONE },
    { "55", "A", NULL, "1555", CRM_SEARCH_NONE },
    { "15", "A", NULL, "1555", CRM_SEARCH_OTHER },
    { "小龙", "李小龙", NULL, NULL, CRM_SEARCH_TITLE },
    { "李小龙", "李小龙", NULL, NULL, CRM_SEARCH_EXACT },
    { "龙小", "李小龙", NULL, NULL, CRM_SEARCH_NONE },
    { "清茶有限", "杭州清茶有限公司", NULL, NULL, CRM_SEARCH_TITLE },
    { "茶有公", "杭州清茶有限公司", NULL, NULL, CRM_SEARCH_NONE },
    { "上午", "A", NULL, "喜欢上午联系", CRM_SEARCH_OTHER },
    { "zhangwei", "张伟", NULL, NULL, CRM_SEARCH_TITLE },
    { "zhangw", "张伟", NULL, NULL, CRM_SEARCH_TITLE },
    { "wei", "张伟", NULL, NULL, CRM_SEARCH_TITLE },
    { "zw", "张伟", NULL, NULL, CRM_SEARCH_TITLE },
    { "wz", "张伟", NULL, NULL, CRM_SEARCH_NONE },
    { "hangwei", "张伟", NULL, NULL, CRM_SEARCH_NONE },
    { "张 wei", "张伟", NULL, NULL, CRM_SEARCH_TITLE },
    { "qcyxgs", "杭州清茶有限公司", NULL, NULL, CRM_SEARCH_TITLE },
    { "hangzhouqingchayouxian", "杭州清茶有限公司", NULL, NULL, CRM_SEARCH_TITLE },
    { "chengdu", "成都", NULL, NULL, CRM_SEARCH_TITLE },
    { "chongqing", "重庆", NULL, NULL, CRM_SEARCH_TITLE },
    { "yinhang", "中国银行", NULL, NULL, CRM_SEARCH_TITLE },
    { "zengwei", "曾伟", NULL, NULL, CRM_SEARCH_TITLE },
    { "lvbu", "吕布", NULL, NULL, CRM_SEARCH_TITLE },
    { "lubu", "吕布", NULL, NULL, CRM_SEARCH_TITLE },
    { "shangwu", "A", NULL, "喜欢上午联系", CRM_SEARCH_NONE },   /* no pinyin of long texts */
    { "", "A", NULL, NULL, CRM_SEARCH_NONE },
    { " - ", "A", NULL, NULL, CRM_SEARCH_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CrmSearchLevel level = match (cases[i].text, cases[i].name, cases[i].phone, cases[i].notes);

      if (level != cases[i].level)
        g_error ("“%s” against “%s”: %d, not %d", cases[i].text, cases[i].name, level, cases[i].level);
    }
}

static void
test_pinyin (void)
{
  const char *readings[CRM_PINYIN_MOST_READINGS];

  g_assert_cmpuint (crm_pinyin_readings (0x5f20, readings), ==, 1);
  g_assert_cmpstr (readings[0], ==, "zhang");
  g_assert_cmpuint (crm_pinyin_readings (0x5973, readings), ==, 2);
  g_assert_cmpstr (readings[0], ==, "nv");
  g_assert_cmpstr (readings[1], ==, "nu");
  g_assert_cmpuint (crm_pinyin_readings ('a', readings), ==, 0);
  g_assert_cmpuint (crm_pinyin_readings (0x3042, readings), ==, 0);
}

/* Random records */

static const char *const pieces[] = { "a", "an", "Anna", "Müller", "Łódź", "Straße", "Søren", "hotel", "ho", "x1", "12", "7",
                                      "0042", "张", "伟", "张伟", "都", "成都", "重庆", "长", "曾", "单", "乐", "行", "银行", "有限公司",
                                      "公司", "internationalization", "々", "é", "Київ", "kiosk", "zw", "zhang", "小龙", "かな" };

static char *
random_text (guint most)
{
  GString *text = g_string_new (NULL);

  for (int n = g_test_rand_int_range (1, most + 1); n > 0; n--)
    {
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      if (g_test_rand_int_range (0, 3) != 0)
        g_string_append_c (text, g_test_rand_int_range (0, 4) == 0 ? '-' : ' ');
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
random_phone (void)
{
  return g_strdup_printf ("+4%d (%02d) %03d-%04d", g_test_rand_int_range (0, 10), g_test_rand_int_range (0, 100),
                          g_test_rand_int_range (550, 560), g_test_rand_int_range (0, 200));
}

static char *
random_card (void)
{
  g_autofree char *text = random_text (4);

  return g_strdup_printf ("BEGIN:VCARD\nVERSION:4.0\nNICKNAME:%s\nKEY:data:,zhangwei\nEND:VCARD", text);
}

static void
put_fields (CrmChangeSet *changes)
{
  crm_change_set_take (changes, "name", crm_value_take_text (random_text (4)));
  if (g_test_rand_bit ())
    crm_change_set_take (changes, "phone", crm_value_take_text (random_phone ()));
  if (g_test_rand_bit ())
    crm_change_set_take (changes, "notes", crm_value_take_text (random_text (12)));
  if (g_test_rand_bit ())
    crm_change_set_take (changes, "vcard", crm_value_take_text (random_card ()));
  if (g_test_rand_bit ())
    crm_change_set_text (changes, "industry", g_test_rand_bit () ? "retail" : "food");
}

static char *
random_query (void)
{
  g_autofree char *text = g_test_rand_int_range (0, 4) == 0 ? random_phone () : random_text (3);
  glong length = g_utf8_strlen (text, -1), from = g_test_rand_int_range (0, length);
  glong to = from + g_test_rand_int_range (1, 10);

  if (g_test_rand_int_range (0, 6) == 0)
    return g_strdup (((const char *[]) { "zhangwei", "zw", "chengdu", "yxgs", "cq", "internationaliz", "hang",
                                         "zhangweiyinhang", "555", "a a", "c 5" })[g_test_rand_int_range (0, 11)]);
  return g_utf8_substring (text, from, MIN (length, to));
}

/* What a card says is found, and not how it is written. */
static void
test_card (void)
{
  static const char card[] =
    "BEGIN:VCARD\r\nVERSION:4.0\r\nitem1.EMAIL;TYPE=home;X=\"a:b\":mailto:ada@example.net\r\nNICKNAME:Countess,the \r\n"
    " first\r\nPHOTO:data:image/png;base64,iVBO\r\n Rw==\r\nADR;LABEL=no:;;12 St James's\\, Sq;London;;;\r\n"
    "NOTE:one\\ntwo\\;\r\nTEL;VALUE=uri:tel:+44\r\nno colon\r\nUID:1\r\nEND:VCARD";
  g_autofree char *text = crm_card_text (card), *nothing = crm_card_text (""), *cut = crm_card_text ("NOTE:a\\");

  g_assert_cmpstr (text, ==, "ada@example.net\nCountess,the first\n  12 St James's, Sq London   \none two;\n+44\n");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (cut, ==, "a\\\n");
}

/* The index against a look at every record */

typedef struct
{
  const char *text;
  GArray     *all;       /* ids that fit, in rising order */
  GHashTable *levels;    /* id → level */
} Expected;

static CrmSearchKind
kind_of (const CrmField *field)
{
  if (field->kind == CRM_FIELD_PHONE)
    return CRM_SEARCH_PHONE;
  return field->kind == CRM_FIELD_TEXT ? CRM_SEARCH_SHORT : CRM_SEARCH_LONG;
}

static CrmSearchLevel
match_record (CrmSearchQuery *query,
              CrmRecord *record)
{
  const CrmEntity *entity = crm_record_get_entity (record);
  CrmSearchField fields[32];
  g_autofree char *said = NULL;
  guint n = 0;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmValue *value = crm_record_get_value (record, i);

      if ((entity->fields[i].flags & CRM_FIELD_SEARCHABLE) == 0 || value->type != CRM_VALUE_TEXT)
        continue;
      fields[n] = (CrmSearchField) { kind_of (&entity->fields[i]), i == 0, value->text };
      if (entity->fields[i].flags & CRM_FIELD_CARD)
        fields[n].text = said = crm_card_text (value->text);
      n++;
    }
  return crm_search_match (query, fields, n);
}

static CrmQuery *
query_customers (const char *text,
                 const char *sort,
                 const char *filter)
{
  CrmQuery *query = crm_query_new (crm_entity_find ("customer"));

  crm_query_set_search (query, text);
  g_assert_true (crm_query_set_sort_text (query, sort, NULL));
  g_assert_true (crm_query_set_filter_text (query, filter, NULL));
  return query;
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

/* What a list without a search shows, less what does not fit. Sometimes it was shown before. */
static GArray *
list_expected (CrmReader *reader,
               Expected *expected,
               const char *sort,
               const char *filter)
{
  g_autoptr (CrmQuery) plain = query_customers (NULL, sort, filter);
  g_autoptr (GArray) ids = crm_reader_ids (reader, plain, -1, 0, NULL);
  GArray *right = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (g_test_rand_int_range (0, 8) == 0)
    crm_reader_keep_order (reader, plain, ids);
  for (guint i = 0; i < ids->len; i++)
    {
      if (g_hash_table_contains (expected->levels, &g_array_index (ids, gint64, i)))
        g_array_append_val (right, g_array_index (ids, gint64, i));
    }
  return right;
}

static void
assert_ids (Expected *expected,
            const char *what,
            const char *sort,
            GArray *ids,
            GArray *right,
            guint n)
{
  g_assert_nonnull (ids);
  for (guint i = 0; i < MAX (ids->len, n); i++)
    {
      gint64 found = i < ids->len ? g_array_index (ids, gint64, i) : 0;
      gint64 wanted = i < n ? g_array_index (right, gint64, i) : 0;

      if (found != wanted)
        g_error ("“%s” by %s, %s: %u found, %u are right; %" G_GINT64_FORMAT " for %" G_GINT64_FORMAT " at %u",
                 expected->text, sort, what, ids->len, n, found, wanted, i);
    }
}

static void
assert_found (CrmReader *reader,
              Expected *expected)
{
  static const char *const sorts[] = { "id", "name", "name:desc", "industry", "industry:desc,name", "phone" };
  const char *sort = sorts[g_test_rand_int_range (0, G_N_ELEMENTS (sorts))];
  const char *filter = g_test_rand_int_range (0, 3) == 0 ? "industry = retail" : NULL;
  guint limit = g_test_rand_int_range (1, 20);
  g_autoptr (CrmQuery) query = query_customers (expected->text, sort, filter);
  g_autoptr (GArray) right = list_expected (reader, expected, sort, filter);
  GError *error = NULL;
  g_autoptr (GArray) all = crm_reader_ids (reader, query, -1, 0, &error);
  g_autoptr (GArray) page = crm_reader_ids (reader, query, limit, 3, &error);
  gboolean complete;
  g_autoptr (GArray) first = crm_reader_first_ids (reader, query, limit, &complete, &error);

  g_assert_no_error (error);
  assert_ids (expected, "all", sort, all, right, right->len);
  g_array_remove_range (right, 0, MIN (right->len, 3));
  assert_ids (expected, "a page", sort, page, right, MIN (right->len, limit));
  g_assert_true (!complete || first->len == all->len);
  for (guint i = 0; i < first->len; i++)
    g_assert_true (g_hash_table_contains (expected->levels, &g_array_index (first, gint64, i)));
  g_assert_cmpint (crm_reader_count (reader, query, NULL), ==, all->len);
  g_assert_cmpint (crm_reader_count_found (reader, crm_entity_find ("customer"), expected->text, limit, NULL), <=,
                   MIN (limit, expected->all->len));
}

static void
assert_best (CrmReader *reader,
             Expected *expected,
             guint limit)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) hits = crm_reader_search (reader, expected->text, crm_entity_find ("customer"), limit, &error);
  guint better = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, MIN (limit, expected->all->len));
  for (guint i = 0; i < hits->len; i++)
    {
      const CrmHit *hit = hits->pdata[i], *before = i > 0 ? hits->pdata[i - 1] : NULL;

      if (hit->level != GPOINTER_TO_UINT (g_hash_table_lookup (expected->levels, &hit->id)))
        g_error ("“%s” finds “%s” (%d)", expected->text, hit->title, hit->level);
      g_assert_true (before == NULL || before->level >= hit->level || before->recent);
      better += hit->level > CRM_SEARCH_OTHER || hit->recent;
    }
  /* Nothing stands behind what fits less. */
  if (better < hits->len)
    {
      GHashTableIter iter;
      gpointer level;
      guint n = 0;

      g_hash_table_iter_init (&iter, expected->levels);
      while (g_hash_table_iter_next (&iter, NULL, &level))
        n += GPOINTER_TO_UINT (level) > CRM_SEARCH_OTHER;
      g_assert_cmpuint (better, >=, n);
    }
}

static gpointer
compare (CrmReader *reader,
         gpointer data,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (CrmQuery) everything = crm_query_new (crm_entity_find ("customer"));
  g_autoptr (GPtrArray) records = crm_reader_records (reader, everything, -1, 0, error);
  guint *n_found = data;

  for (guint q = 0; q < 10; q++)
    {
      g_autofree char *text = random_query ();
      g_autoptr (CrmSearchQuery) query = crm_search_query_new (text);
      Expected expected = { text, g_array_new (FALSE, FALSE, sizeof (gint64)),
                            g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL) };

      for (guint i = 0; i < records->len; i++)
        {
          gint64 id = crm_record_get_id (records->pdata[i]);
          CrmSearchLevel level = match_record (query, records->pdata[i]);

          if (level == CRM_SEARCH_NONE)
            continue;
          g_array_append_val (expected.all, id);
          g_hash_table_insert (expected.levels, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (level));
        }
      g_array_sort (expected.all, compare_ids);
      *n_found += expected.all->len;
      if (query->tokens->len > 0)
        {
          assert_found (reader, &expected);
          assert_best (reader, &expected, 10000);
          assert_best (reader, &expected, 7);
        }
      g_array_unref (expected.all);
      g_hash_table_unref (expected.levels);
    }
  return NULL;
}

static guint
compare_now (TestStore *test)
{
  GError *error = NULL;
  guint n_found = 0;

  crm_store_read (test->store, compare, &n_found, NULL, &error);
  g_assert_no_error (error);
  return n_found;
}

/* Random work */

static gint64
pick (GArray *ids)
{
  return ids->len > 0 ? g_array_index (ids, gint64, g_test_rand_int_range (0, ids->len)) : 0;
}

static void
add_some (TestStore *test,
          GArray *ids,
          guint n)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Add");
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    {
      gint64 id = crm_change_set_insert (changes, "customer");

      put_fields (changes);
      g_array_append_val (ids, id);
    }
  crm_store_apply (test->store, changes, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
edit_some (TestStore *test,
           GArray *ids,
           gboolean remove,
           guint n)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Edit");
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < n; i++)
    {
      gint64 id = pick (ids);

      if (!g_hash_table_add (taken, g_memdup2 (&id, sizeof id)))
        continue;
      if (remove)
        crm_change_set_delete (changes, "customer", id);
      else
        {
          crm_change_set_update (changes, "customer", id);
          put_fields (changes);
        }
    }
  /* One that is gone already makes the store refuse all of it, which is as well. */
  crm_store_apply (test->store, changes, NULL, NULL, NULL);
}

static void
do_something (TestStore *test,
              GArray *ids)
{
  switch (g_test_rand_int_range (0, 16))
    {
    case 0: case 1: case 2:
      add_some (test, ids, 1);
      break;
    case 3:
      add_some (test, ids, g_test_rand_int_range (20, 120));
      break;
    case 4: case 5: case 6:
      edit_some (test, ids, FALSE, 1);
      break;
    case 7:
      edit_some (test, ids, FALSE, g_test_rand_int_range (2, 60));
      break;
    case 8:
      edit_some (test, ids, TRUE, 1);
      break;
    case 9:
      edit_some (test, ids, TRUE, g_test_rand_int_range (2, 40));
      break;
    case 10: case 11:
      crm_store_undo (test->store, 0, NULL, NULL);
      break;
    case 12:
      crm_store_redo (test->store, NULL, NULL);
      break;
    case 13:
      crm_test_reopen (test, 0);
      break;
    case 14:
      crm_store_note_use (test->store, crm_entity_find ("customer"), pick (ids));
      break;
    default:
      crm_store_finish_search (test->store);
      crm_test_sound (test->store);
      break;
    }
}

static void
test_random (TestStore *test,
             gconstpointer data)
{
  guint n_steps = g_getenv ("CLIENTELE_SLOW") != NULL ? 2000 : 150;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n_found = 0;

  add_some (test, ids, 40);
  for (guint i = 0; i < n_steps; i++)
    {
      do_something (test, ids);
      n_found += compare_now (test);
    }
  crm_test_sound (test->store);
  crm_store_finish_search (test->store);
  crm_test_sound (test->store);
  g_assert_cmpuint (n_found, >, n_steps);
}

/* Closed in the middle of the work, it goes on from there. */
static void
test_restart (TestStore *test,
              gconstpointer data)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < 4; i++)
    {
      add_some (test, ids, 1500);
      crm_test_reopen (test, 0);
      crm_test_sound (test->store);
    }
  crm_store_finish_search (test->store);
  g_assert_cmpfloat (crm_store_get_search_progress (test->store), ==, 1);
  crm_test_sound (test->store);
  compare_now (test);
  g_assert_true (crm_store_rebuild_search (test->store, NULL));
  crm_test_reopen (test, 0);
  crm_store_finish_search (test->store);
  crm_test_sound (test->store);
  compare_now (test);
}

static gpointer
search_heron (CrmReader *reader,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  return crm_reader_search (reader, data, NULL, 3, error);
}

static void
assert_order (TestStore *test,
              const char *text,
              const char *expected)
{
  g_autoptr (GPtrArray) hits = crm_store_read (test->store, search_heron, (gpointer) text, NULL, NULL);
  g_autoptr (GString) titles = g_string_new (NULL);

  for (guint i = 0; i < hits->len; i++)
    g_string_append_printf (titles, "%s%s", i > 0 ? ", " : "", ((CrmHit *) hits->pdata[i])->title);
  g_assert_cmpstr (titles->str, ==, expected);
}

static void
test_recent (TestStore *test,
             gconstpointer data)
{
  gint64 anchor = crm_test_add (test->store, "customer", "name", "Anchor", "notes", "near Heron", NULL);

  crm_test_add (test->store, "customer", "name", "Grey Heron", NULL);
  crm_test_add (test->store, "customer", "name", "Heron Optics", NULL);
  crm_test_add (test->store, "contact", "name", "Heron", NULL);
  crm_store_finish_search (test->store);
  assert_order (test, "heron", "Heron, Heron Optics, Grey Heron");
  crm_store_note_use (test->store, crm_entity_find ("customer"), anchor);
  crm_store_finish_search (test->store);   /* behind the note in the writer's queue */
  assert_order (test, "heron", "Heron, Anchor, Heron Optics");
  assert_order (test, "optics", "Heron Optics");
}

/* Ranks that are kept follow what is changed, in the records and in what they lead to. */

typedef struct
{
  const char *entity;
  const char *sort;
  gboolean    keep;
  const char *filter;
} Listing;

static gpointer
list_titles (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  const Listing *listing = data;
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (listing->entity));
  g_autoptr (GString) titles = g_string_new (NULL);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GArray) ids = NULL;
  gboolean complete;

  g_assert_true (crm_query_set_sort_text (query, listing->sort, error));
  g_assert_true (crm_query_set_filter_text (query, listing->filter, error));
  if (listing->keep)
    {
      ids = crm_reader_ids (reader, query, -1, 0, error);
      crm_reader_keep_order (reader, query, ids);
      return NULL;
    }
  crm_query_set_search (query, "heron");
  ids = crm_reader_first_ids (reader, query, 2, &complete, error);
  records = crm_reader_get_many (reader, crm_query_get_entity (query), (const gint64 *) (void *) ids->data, ids->len,
                                 error);
  for (guint i = 0; i < records->len; i++)
    g_string_append_printf (titles, "%s%s", i > 0 ? ", " : "", crm_record_get_title (records->pdata[i]));
  return g_string_free (g_steal_pointer (&titles), FALSE);
}

static void
keep_order (TestStore *test,
            const char *entity,
            const char *sort)
{
  crm_store_read (test->store, list_titles, &(Listing) { entity, sort, TRUE }, NULL, NULL);
}

static void
assert_first (TestStore *test,
              const char *entity,
              const char *sort,
              const char *expected)
{
  g_autofree char *titles = crm_store_read (test->store, list_titles, &(Listing) { entity, sort, FALSE }, NULL, NULL);

  g_assert_cmpstr (titles, ==, expected);
}

static void
test_ranks (TestStore *test,
            gconstpointer data)
{
  gint64 a = crm_test_add (test->store, "customer", "name", "A Heron", "city", "Lyon", NULL);
  gint64 b = crm_test_add (test->store, "customer", "name", "B Heron", "city", "Lyon", NULL);
  gint64 c = crm_test_add (test->store, "customer", "name", "C Heron", "city", "Lyon", NULL);

  crm_store_finish_search (test->store);
  keep_order (test, "customer", "name");
  assert_first (test, "customer", "name", "A Heron, B Heron");
  crm_test_set (test->store, "customer", c, "name", "0 Heron", NULL);
  assert_first (test, "customer", "name", "0 Heron, A Heron");
  crm_store_finish_search (test->store);
  assert_first (test, "customer", "name", "0 Heron, A Heron");
  crm_test_set (test->store, "customer", a, "name", "Z Heron", NULL);
  assert_first (test, "customer", "name", "0 Heron, B Heron");
  crm_test_set (test->store, "customer", b, "name", "B Crane", NULL);
  assert_first (test, "customer", "name", "0 Heron, Z Heron");
  g_assert_true (crm_store_undo (test->store, 0, NULL, NULL));
  assert_first (test, "customer", "name", "0 Heron, B Heron");

  /* A field that is not searched changes the order as well. */
  keep_order (test, "customer", "employees");
  crm_test_set (test->store, "customer", a, "employees", "1", NULL);
  crm_test_set (test->store, "customer", c, "employees", "2", NULL);
  assert_first (test, "customer", "employees", "Z Heron, 0 Heron");
}

static void
assert_first_retail (TestStore *test,
                     const char *expected)
{
  Listing listing = { "customer", "name", FALSE, "industry = retail" };
  g_autofree char *titles = crm_store_read (test->store, list_titles, &listing, NULL, NULL);

  g_assert_cmpstr (titles, ==, expected);
}

/* Which ranks pass a filter is kept as well. */
static void
test_filtered_ranks (TestStore *test,
                     gconstpointer data)
{
  Listing shown = { "customer", "name", TRUE, "industry = retail" };
  gint64 ids[5];

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("%c Heron", 'A' + i);

      ids[i] = crm_test_add (test->store, "customer", "name", name, "industry", i < 2 ? "finance" : "retail", NULL);
    }
  crm_store_finish_search (test->store);
  keep_order (test, "customer", "name");
  assert_first_retail (test, "C Heron, D Heron");
  crm_test_set (test->store, "customer", ids[1], "industry", "retail", NULL);
  crm_test_set (test->store, "customer", ids[2], "industry", "finance", NULL);
  assert_first_retail (test, "B Heron, D Heron");
  crm_store_read (test->store, list_titles, &shown, NULL, NULL);
  assert_first_retail (test, "B Heron, D Heron");
  crm_test_add (test->store, "customer", "name", "0 Heron", "industry", "retail", NULL);
  crm_store_finish_search (test->store);
  assert_first_retail (test, "0 Heron, B Heron");
  crm_test_set (test->store, "customer", ids[1], "industry", "finance", NULL);
  assert_first_retail (test, "0 Heron, D Heron");
}

static void
test_linked_ranks (TestStore *test,
                   gconstpointer data)
{
  gint64 a = crm_test_add (test->store, "customer", "name", "A", NULL);

  crm_test_add (test->store, "customer", "name", "B", NULL);
  crm_test_add (test->store, "contact", "name", "Heron One", "customer", "A", NULL);
  crm_test_add (test->store, "contact", "name", "Heron Two", "customer", "B", NULL);
  crm_store_finish_search (test->store);
  keep_order (test, "contact", "customer");
  assert_first (test, "contact", "customer", "Heron One, Heron Two");
  crm_test_set (test->store, "customer", a, "name", "Z", NULL);
  assert_first (test, "contact", "customer", "Heron Two, Heron One");
}

/* A workspace of the first version has an index of another kind, or none. */
static void
test_old (TestStore *test,
          gconstpointer data)
{
  g_autofree char *frozen = g_test_build_filename (G_TEST_DIST, "fixtures", "schema-1.clientele", NULL);
  g_autofree char *contents = NULL;
  GError *error = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (frozen, &contents, &length, &error));
  crm_store_close (test->store);
  g_clear_object (&test->store);
  g_assert_true (g_file_set_contents (test->path, contents, length, &error));
  test->store = crm_workspace_open (test->path, 0, &error);
  g_assert_no_error (error);
  compare_now (test);
  crm_store_finish_search (test->store);
  crm_test_sound (test->store);
  compare_now (test);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/match", test_match);
  g_test_add_func ("/search/pinyin", test_pinyin);
  g_test_add_func ("/search/card", test_card);
  g_test_add ("/search/random", TestStore, NULL, crm_test_set_up, test_random, crm_test_tear_down);
  g_test_add ("/search/restart", TestStore, NULL, crm_test_set_up, test_restart, crm_test_tear_down);
  g_test_add ("/search/recent", TestStore, NULL, crm_test_set_up, test_recent, crm_test_tear_down);
  g_test_add ("/search/ranks", TestStore, NULL, crm_test_set_up, test_ranks, crm_test_tear_down);
  g_test_add ("/search/filtered-ranks", TestStore, NULL, crm_test_set_up, test_filtered_ranks, crm_test_tear_down);
  g_test_add ("/search/linked-ranks", TestStore, NULL, crm_test_set_up, test_linked_ranks, crm_test_tear_down);
  g_test_add ("/search/old", TestStore, NULL, crm_test_set_up, test_old, crm_test_tear_down);
  return g_test_run ();
}
