/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "exchange/crm-import.h"
#include "store/crm-bulk.h"

#include <stdio.h>
#include <string.h>

/* bench-ingest csv FILE N: writes a table of N customers; bench-ingest store WORKSPACE FILE: hands it to the store in
 * bulk: typed, validated, with journal and indexes; bench-ingest import WORKSPACE FILE: imports it into a new workspace
 * as people do: guessed and mapped, rows compared by e-mail and telephone; bench-ingest again WORKSPACE FILE: imports it
 * once more into the same, to update; bench-ingest cancel WORKSPACE FILE: cancels the import at several moments, and
 * prints the longest it takes until nothing of it is left. */

#define PORTION 1000
#define N_COLUMNS 12

static const char *const columns[N_COLUMNS] = { "name", "email", "phone", "city", "industry", "country", "street",
                                                "postcode", "source", "employees", "website", "notes" };

static char *
make_cell (GRand *random,
           guint row,
           guint column)
{
  static const char *const first[] = { "Anna", "Bob", "Carla", "Dmitri", "Elena", "Farid", "Grete", "Hugo", "Ines",
                                       "Jörg", "张伟", "王芳", "李娜" };
  static const char *const last[] = { "Müller", "Smith", "García", "Rossi", "Novák", "Dubois", "Kowalski", "Øster",
                                      "Yılmaz", "Brown" };
  static const char *const cities[] = { "Lyon", "Kyiv", "Berlin", "Praha", "Leeds", "Porto", "上海", "Wien", "Bologna",
                                        "Oslo" };
  static const char *const industries[] = { "retail", "services", "manufacturing", "software", "finance" };

  switch (column)
    {
    case 0: return g_strdup_printf ("%s %s %d", first[g_rand_int_range (random, 0, 13)],
                                    last[g_rand_int_range (random, 0, 10)], g_rand_int_range (random, 0, 100000));
    case 1: return g_strdup_printf ("user%d@mail%u.example", g_rand_int_range (random, 0, 10000000), row % 5000);
    case 2: return g_strdup_printf ("+49 %d %d", g_rand_int_range (random, 100, 999),
                                    g_rand_int_range (random, 1000000, 9999999));
    case 3: return g_strdup_printf ("%s %d", cities[g_rand_int_range (random, 0, 10)],
                                    g_rand_int_range (random, 0, 200));
    case 4: return g_strdup (industries[g_rand_int_range (random, 0, 5)]);
    case 5: return g_strdup ("Germany");
    case 6: return g_strdup_printf ("Main Street %u", row % 300);
    case 7: return g_strdup_printf ("%d", g_rand_int_range (random, 10000, 99999));
    case 8: return g_strdup ("website");
    case 9: return g_strdup_printf ("%d", g_rand_int_range (random, 1, 500));
    case 10: return g_strdup_printf ("https://www.mail%u.example", row % 5000);
    default: return g_strdup_printf ("note about customer %u", row);
    }
}

static void
write_table (const char *path,
             guint n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  FILE *file = fopen (path, "w");

  g_assert (file != NULL);
  for (guint c = 0; c < N_COLUMNS; c++)
    fprintf (file, "%s%s", c > 0 ? "," : "", columns[c]);
  for (guint i = 0; i < n; i++)
    {
      for (guint c = 0; c < N_COLUMNS; c++)
        {
          g_autofree char *cell = make_cell (random, i, c);

          fprintf (file, "%c%s", c > 0 ? ',' : '\n', cell);
        }
    }
  fputc ('\n', file);
  g_assert (fclose (file) == 0);
}

static void
add_row (CrmChangeSet *changes,
         const CrmEntity *entity,
         const guint *fields,
         char *line)
{
  crm_change_set_insert (changes, "customer");
  for (guint c = 0; c < N_COLUMNS; c++)
    {
      char *cell = strsep (&line, ",");
      CrmValue value;
      GError *error = NULL;

      if (!crm_field_parse (&entity->fields[fields[c]], cell, "EUR", &value, &error))
        bench_fail (error);
      crm_change_set_put (changes, fields[c], value, FALSE);
    }
}

static gboolean
read_portion (FILE *file,
              CrmChangeSet *changes,
              const CrmEntity *entity,
              const guint *fields)
{
  char line[1024];
  guint n = 0;

  while (n < PORTION && fgets (line, sizeof line, file) != NULL)
    {
      line[strcspn (line, "\n")] = '\0';
      add_row (changes, entity, fields, line);
      n++;
    }
  return n > 0;
}

static void
ingest (const char *path,
        const char *table)
{
  const CrmEntity *entity = crm_entity_find ("customer");
  CrmStore *store = bench_open (path);
  CrmBulk *bulk = crm_bulk_new (store, "Import");
  FILE *file = fopen (table, "r");
  guint fields[N_COLUMNS];
  char header[1024];
  GError *error = NULL;

  g_assert (file != NULL && fgets (header, sizeof header, file) != NULL);
  for (guint c = 0; c < N_COLUMNS; c++)
    fields[c] = crm_entity_field_index (entity, columns[c]);
  crm_bulk_expect (bulk, "customer", G_MAXINT32);
  while (TRUE)
    {
      g_autoptr (CrmChangeSet) portion = crm_change_set_new (store, "Import");

      if (!read_portion (file, portion, entity, fields))
        break;
      if (!crm_bulk_add (bulk, portion, NULL, &error))
        bench_fail (error);
    }
  if (!crm_bulk_finish (bulk, NULL, NULL, &error))
    bench_fail (error);
  crm_bulk_free (bulk);
  fclose (file);
  bench_close (store);
}

static CrmImport *
open_import (CrmStore *store,
             const char *table)
{
  static const char *const keys[] = { "email", "|", "phone", NULL };
  CrmImport *import = crm_import_new (store);
  GError *error = NULL;

  if (!crm_import_open (import, table, NULL, NULL, &error) || !crm_import_set_match (import, keys, &error))
    bench_fail (error);
  return import;
}

static void
import (const char *path,
        const char *table,
        gboolean again)
{
  CrmStore *store = bench_open (path);
  CrmImport *import = open_import (store, table);
  const CrmImportSummary *summary;
  GError *error = NULL;

  crm_import_set_policy (import, again ? CRM_IMPORT_UPDATE : CRM_IMPORT_SKIP);
  summary = crm_import_run (import, NULL, NULL, NULL, &error);
  if (summary == NULL)
    bench_fail (error);
  g_assert (summary->rejected == 0 && (again ? summary->created == 0 : summary->created > summary->skipped));
  g_object_unref (import);
  bench_close (store);
}

typedef struct
{
  GCancellable *cancellable;
  double        moment;       /* 0 to 1 */
  gint64        cancelled;    /* when it was */
} Cancelling;

static void
cancel_cb (guint done,
           guint total,
           gpointer data)
{
  Cancelling *self = data;

  if (self->cancelled > 0 || done < self->moment * total)
    return;
  self->cancelled = g_get_monotonic_time ();
  g_cancellable_cancel (self->cancellable);
}

static double
cancel (const char *path,
        const char *table,
        double moment)
{
  CrmStore *store = bench_open (path);
  CrmImport *import = open_import (store, table);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Cancelling cancelling = { cancellable, moment, 0 };
  double took;

  g_assert (crm_import_run (import, cancel_cb, &cancelling, cancellable, NULL) == NULL);
  took = (g_get_monotonic_time () - cancelling.cancelled) / 1e3;
  g_object_unref (import);
  bench_close (store);
  return took;
}

int
main (int argc,
      char **argv)
{
  static const double moments[] = { 0.02, 0.2, 0.5, 0.8, 0.98 };
  BenchClock clock;
  double longest = 0;

  g_assert (argc == 4);
  if (g_str_equal (argv[1], "csv"))
    {
      write_table (argv[2], atoi (argv[3]));
      return 0;
    }
  if (!g_str_equal (argv[1], "again"))
    {
      bench_remove (argv[2]);
      bench_close (bench_create (argv[2]));
    }
  bench_start (&clock);
  if (g_str_equal (argv[1], "store"))
    ingest (argv[2], argv[3]);
  else if (g_str_equal (argv[1], "cancel"))
    {
      for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
        longest = MAX (longest, cancel (argv[2], argv[3], moments[i]));
    }
  else
    import (argv[2], argv[3], g_str_equal (argv[1], "again"));
  bench_stop (&clock);
  if (longest > 0)
    bench_print (&clock, "longest_ms", longest, NULL);
  else
    bench_print (&clock, NULL, 0, NULL);
  return 0;
}
