/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "analytics/crm-match.h"
#include "analytics/crm-random.h"

#include <math.h>

/* bench-duplicates N: N customers of whom each tenth is there a second time, with slips, are looked through; also says
 * how many are found (recall) and how many of the found are right (precision), among those that are sure.
 * bench-duplicates N SHARE: the same, cancelled when SHARE of it is done; the time is that until it ends. */

enum { NAME, EMAIL, PHONE, STREET, POSTCODE, CITY, N_FIELDS };

static const CrmMatchKind kinds[N_FIELDS] = { CRM_MATCH_NAME, CRM_MATCH_EMAIL, CRM_MATCH_PHONE, CRM_MATCH_TEXT,
                                              CRM_MATCH_TEXT, CRM_MATCH_TEXT };

/* A word for each number, of syllables. */
static char *
make_word (guint number)
{
  static const char *const syllables[] = { "ba", "chen", "dor", "el", "fin", "gar", "hu", "is", "jo", "kal", "lin",
                                           "mar", "no", "ov", "pet", "ran", "sto", "ti", "ul", "wei", "zan", "ski" };
  GString *word = g_string_new (NULL);

  for (number += 23; number > 0; number /= G_N_ELEMENTS (syllables))
    g_string_append (word, syllables[number % G_N_ELEMENTS (syllables)]);
  return g_string_free (word, FALSE);
}

/* Few are frequent, many rare, as names are. */
static guint
draw_rank (CrmRandom *random,
           guint n)
{
  return MIN (n - 1, (guint) (exp (crm_random_double (random) * log (n + 1)) - 1));
}

static char **
make_customer (CrmRandom *random)
{
  g_autofree char *first = make_word (draw_rank (random, 3000)), *last = make_word (draw_rank (random, 80000));
  g_autofree char *street = make_word (draw_rank (random, 20000));
  guint city = draw_rank (random, 5000);
  char **cells = g_new0 (char *, N_FIELDS + 1);

  cells[NAME] = g_strdup_printf ("%s %s", first, last);
  cells[EMAIL] = g_strdup_printf ("%s.%s%u@mail%u.example", first, last, (guint) crm_random_below (random, 100),
                                  draw_rank (random, 2000));
  cells[PHONE] = g_strdup_printf ("+49 %u %u", 100 + (guint) crm_random_below (random, 900),
                                  1000000 + (guint) crm_random_below (random, 9000000));
  cells[STREET] = g_strdup_printf ("%s street %u", street, 1 + (guint) crm_random_below (random, 120));
  cells[POSTCODE] = g_strdup_printf ("%05u", city * 17 + (guint) crm_random_below (random, 17));
  cells[CITY] = make_word (city);
  for (guint i = EMAIL; i < N_FIELDS; i++)
    {
      if (crm_random_below (random, 8) == 0)
        g_set_str (&cells[i], "");
    }
  return cells;
}

/* Two characters change places, or one goes. */
static char *
slip (CrmRandom *random,
      const char *text)
{
  GString *slipped = g_string_new (text);
  gsize place;

  if (slipped->len >= 3)
    {
      place = 1 + crm_random_below (random, slipped->len - 2);
      if (crm_random_below (random, 2) == 0)
        g_string_erase (slipped, place, 1);
      else
        {
          char first = slipped->str[place];

          slipped->str[place] = slipped->str[place + 1];
          slipped->str[place + 1] = first;
        }
    }
  return g_string_free (slipped, FALSE);
}

static char **
copy_customer (CrmRandom *random,
               char **cells)
{
  char **copy = g_strdupv (cells);

  for (guint i = 0; i < 2; i++)
    {
      guint field = crm_random_below (random, N_FIELDS);

      g_free (copy[field]);
      copy[field] = slip (random, cells[field]);
    }
  if (crm_random_below (random, 2) == 0)
    g_set_str (&copy[PHONE], "");
  if (crm_random_below (random, 3) == 0)
    g_set_str (&copy[EMAIL], "");
  return copy;
}

/* Of each ten rows the last is a copy of one of the others, whose number goes to @originals. */
static GPtrArray *
make_customers (guint n,
                GArray *originals)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  CrmRandom random;

  crm_random_init (&random, 7, 0);
  while (rows->len < n)
    {
      guint original = rows->len - 1 - (guint) crm_random_below (&random, 9);

      if (rows->len % 10 != 9)
        {
          g_ptr_array_add (rows, make_customer (&random));
          continue;
        }
      g_ptr_array_add (rows, copy_customer (&random, rows->pdata[original]));
      g_array_append_val (originals, original);
    }
  return rows;
}

typedef struct
{
  GCancellable *cancellable;
  double        share;
  gint64        at;
} Cancel;

static void
cancel_at (double share,
           gpointer data)
{
  Cancel *cancel = data;

  if (share < cancel->share || cancel->at != 0)
    return;
  cancel->at = g_get_monotonic_time ();
  g_cancellable_cancel (cancel->cancellable);
}

/* A copy ends each ten rows and is made of one of the nine before it. */
static gboolean
is_right (const GArray *originals,
          const CrmMatchPair *pair)
{
  return pair->second % 10 == 9 && g_array_index (originals, guint, pair->second / 10) == pair->first;
}

static void
measure_cancel (CrmMatchTable *table,
                double share)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Cancel cancel = { cancellable, share };
  CrmRun run = { .cancellable = cancellable, .progress = cancel_at, .data = &cancel };
  g_autoptr (CrmMatches) matches = crm_matches_find (table, CRM_MATCH_SURE, &run, NULL);
  BenchClock clock = { g_get_monotonic_time () - cancel.at, 0 };

  g_assert (matches == NULL);
  bench_print (&clock, "share", share, NULL);
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GArray) originals = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) rows = make_customers (atoi (argv[1]), originals);
  g_autoptr (CrmMatchTable) table = crm_match_table_new (kinds, N_FIELDS);
  g_autoptr (CrmMatches) matches = NULL;
  guint n_right = 0;
  BenchClock clock;

  bench_start (&clock);
  for (guint i = 0; i < rows->len; i++)
    crm_match_table_add (table, rows->pdata[i], NULL);
  if (argc > 2)
    {
      measure_cancel (table, g_ascii_strtod (argv[2], NULL));
      return 0;
    }
  matches = crm_matches_find (table, CRM_MATCH_SURE, NULL, NULL);
  bench_stop (&clock);
  for (gsize i = 0; i < matches->n_pairs; i++)
    n_right += is_right (originals, &matches->pairs[i]);
  bench_print (&clock, "pairs", (double) matches->n_pairs, "compared", (double) matches->n_compared,
               "precision", n_right / (double) MAX (matches->n_pairs, 1),
               "recall", n_right / (double) MAX (originals->len, 1), NULL);
  return 0;
}
