/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-random.h"
#include "query/crm-query.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* What a list does with a filter of any bytes that somebody typed or kept: it is read, written and made into SQL.
 * Whatever comes out, nothing may crash, hang or warn; what is refused says why, and what is accepted means the same
 * when it is written and read again.
 *
 * clang -fsanitize=fuzzer takes LLVMFuzzerTestOneInput() as it is (define CRM_LIBFUZZER). Else the driver below changes
 * filters of its own by chance, by a seed: fuzz-filter [RUNS [SEED]]. What it was at when it failed is in the file
 * "fuzz-filter.txt" of the current folder. */

#define QUICK 20000
#define SLOW 2000000

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Returns: (nullable): the SQL and its number of values; %NULL where the filter says what cannot be */
static char *
make_sql (const CrmFilter *filter,
          const CrmEntity *entity)
{
  const CrmQueryContext context = { .me = 1, .today = 20000 };
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) binds = crm_query_new_binds ();
  g_autoptr (GError) error = NULL;
  gboolean made = crm_filter_to_sql (filter, entity, &context, sql, binds, &error);

  if (made == (error != NULL))
    g_error ("A filter is neither made into SQL nor refused");
  return made ? g_strdup_printf ("%s %u", sql->str, binds->len) : NULL;
}

static void
try_filter (const char *text,
            const CrmEntity *entity)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmFilter) filter = crm_filter_parse (entity, text, &error), again = NULL;
  g_autofree char *sql = NULL, *written = NULL, *sql_again = NULL, *written_again = NULL;

  if (filter == NULL)
    {
      if (error != NULL && !g_utf8_validate (error->message, -1, NULL))
        g_error ("The error is no text");
      return;
    }
  written = crm_filter_to_string (filter);
  sql = make_sql (filter, entity);
  again = crm_filter_parse (entity, written, &error);
  if (again == NULL)
    g_error ("What was written is refused: %s: %s", written, error != NULL ? error->message : "empty");
  written_again = crm_filter_to_string (again);
  sql_again = make_sql (again, entity);
  if (g_strcmp0 (written, written_again) != 0 || g_strcmp0 (sql, sql_again) != 0)
    g_error ("It says something else when it is read again: %s", written);
}

/* The first byte chooses the entity; the others are the filter. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize size)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);
  g_autofree char *text = NULL;

  if (size < 1)
    return 0;
  text = g_strndup ((const char *) data + 1, size - 1);
  try_filter (text, entities[data[0] % n_entities]);
  return 0;
}

#ifndef CRM_LIBFUZZER

static const char *const seeds[] = {
  "name = \"x\" and city in (\"Lyon\", 'Kyiv') or not (email is empty)",
  "stage.kind = \"won\" and value >= 10000.50 and value.currency = EUR and closed_on in last 90 days",
  "created_at > today - 7 and updated_at in this quarter and owner = me",
  "probability in (10%, 0.2) and customer.parent.parent.name ~ \"a\"\"b\"",
  "archived = no and tags = VIP and employees not in (1, 2e3) and founded != 1999",
  "birthday in next 2 weeks or due_at < 2025-03-31 and id = 382683696474194944",
  "name = \"李 \\ % _\" and ((((phone is not empty))))",
};

static const char *const pieces[] = {
  "(", ")", "((((((((", "\"", "'", "\"\"", ",", "=", "!=", "<=", ">", "~", "-", "+", ".", "..", "%", " and ", " or ", "not ",
  " in ", " is ", "empty", "last ", "next ", "this ", "month", "days", "today", "me", "yes", "1e308", "-1e-320", "0x10",
  "18446744073709551616", "9999-12-31", "2024-02-30", "99999999999 years", "\xff", "\xc3", "\xe2\x80\xaf", "\n", "é",
  "customer", "id", ".currency", "parent.parent.parent.parent.parent",
};

/* A seed with some bytes changed, pieces put in, and stretches left out. */
static void
mutate (GString *text,
        CrmRandom *random)
{
  guint n_changes = crm_random_below (random, 8);

  g_string_assign (text, " ");
  text->str[0] = (char) crm_random_below (random, 256);
  g_string_append (text, seeds[crm_random_below (random, G_N_ELEMENTS (seeds))]);
  for (guint i = 0; i < n_changes && text->len > 2; i++)
    {
      gsize place = 1 + crm_random_below (random, text->len - 1), wish = crm_random_below (random, 20);

      switch (crm_random_below (random, 4))
        {
        case 0:
          text->str[place] = (char) crm_random_below (random, 256);
          break;
        case 1:
          g_string_erase (text, place, MIN (wish, text->len - place));
          break;
        case 2:
          g_string_insert (text, place, seeds[crm_random_below (random, G_N_ELEMENTS (seeds))]);
          break;
        case 3:
        default:
          g_string_insert (text, place, pieces[crm_random_below (random, G_N_ELEMENTS (pieces))]);
        }
    }
}

/* What is tried. Writing a file anew each time would take longer than all else. */
static void
note (int file,
      const GString *text)
{
  if (pwrite (file, text->str + 1, text->len - 1, 0) < 0 || ftruncate (file, text->len - 1) < 0)
    g_warning ("What is tried cannot be noted: %s", g_strerror (errno));
}

int
main (int argc,
      char *argv[])
{
  guint64 usual = g_getenv ("CLIENTELE_SLOW") != NULL ? SLOW : QUICK;
  guint64 n_runs = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : usual;
  guint64 seed = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 1;
  g_autoptr (GString) text = g_string_new (NULL);
  int file = g_open ("fuzz-filter.txt", O_RDWR | O_CREAT | O_CLOEXEC, 0666);

  for (guint64 i = 0; i < n_runs; i++)
    {
      CrmRandom random;

      crm_random_init (&random, seed, i);
      mutate (text, &random);
      note (file, text);
      LLVMFuzzerTestOneInput ((const guint8 *) text->str, text->len);
    }
  close (file);
  return 0;
}

#endif
