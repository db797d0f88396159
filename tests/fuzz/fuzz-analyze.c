/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frame-load.h"
#include "analytics/crm-method.h"
#include "analytics/crm-random.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What `analyze --csv` does with a file of any bytes: it is read as a table, and a method works on the columns that are
 * of the kinds it wants. Whatever comes out, nothing may crash, hang or warn.
 *
 * clang -fsanitize=fuzzer takes LLVMFuzzerTestOneInput() as it is (define CRM_LIBFUZZER). Else the driver below changes
 * tables of its own by chance, by a seed: fuzz-analyze [RUNS [SEED]]. What it was at when it failed is in the file
 * "fuzz-analyze.csv" of the current folder. */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The first column of a kind, from a place on that the data say. */
static const char *
find_column (const CrmFrame *frame,
             CrmColumnKind kind,
             guint start)
{
  guint n = crm_frame_n_columns (frame);

  for (guint i = 0; i < n; i++)
    {
      const CrmColumn *column = crm_frame_column (frame, (start + i) % n);

      if (column->kind == kind)
        return column->name;
    }
  return crm_frame_column (frame, start % n)->name;
}

static CrmColumnKind
wanted_kind (const char *key)
{
  if (strcmp (key, "date") == 0 || strcmp (key, "time") == 0)
    return CRM_COLUMN_DATE;
  return strcmp (key, "value") == 0 || strcmp (key, "duration") == 0 || strcmp (key, "revenue") == 0 ?
         CRM_COLUMN_NUMBER : CRM_COLUMN_CATEGORY;
}

/* All columns that are required, and little work. */
static void
choose_options (CrmOptions *options,
                const CrmMethod *method,
                const CrmFrame *frame,
                guint chance)
{
  static const struct { const char *key, *text; } cheap[] = {
    { "folds", "0" }, { "epochs", "3" }, { "trees", "10" }, { "support", "0.3" }, { "max-length", "3" },
    { "starts", "2" }, { "backtest", "0" }, { "horizon", "3" },
  };

  for (const CrmOption *option = method->options; option->key != NULL; option++)
    {
      if (option->required && (option->kind == CRM_OPTION_COLUMN || option->kind == CRM_OPTION_COLUMNS))
        crm_options_set (options, option->key, find_column (frame, wanted_kind (option->key), chance), NULL);
      for (guint i = 0; i < G_N_ELEMENTS (cheap); i++)
        {
          if (strcmp (option->key, cheap[i].key) == 0)
            crm_options_set (options, option->key, cheap[i].text, NULL);
        }
    }
}

static void
analyze (CrmFrame *frame,
         guint chance)
{
  guint n_methods;
  const CrmMethod *const *methods = crm_methods (&n_methods);
  const CrmMethod *method = methods[chance % n_methods];
  g_autoptr (CrmOptions) options = crm_options_new (method);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmResult) result = NULL;

  choose_options (options, method, frame, chance / n_methods);
  result = crm_method_run (method, frame, options, &(CrmRun) { .n_threads = 1 }, &error);
  if ((result == NULL) != (error != NULL))
    g_error ("%s says neither a result nor an error", method->name);
}

/* The first byte chooses the method and its columns; the others are the file. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize size)
{
  g_autofree char *path = NULL;
  g_autoptr (CrmFrame) frame = NULL;
  int file;

  if (size < 1 || (file = memfd_create ("table", MFD_CLOEXEC)) < 0)
    return 0;
  path = g_strdup_printf ("/proc/self/fd/%d", file);
  if (write (file, data + 1, size - 1) == (gssize) size - 1 &&
      (frame = crm_frame_load_csv (path, NULL, NULL, NULL)) != NULL &&
      crm_frame_n_columns (frame) > 0)
    analyze (frame, data[0]);
  close (file);
  return 0;
}

#ifndef CRM_LIBFUZZER

static const char *const seeds[] = {
  "who,when,what,amount\n1,2024-01-01,tea,1.5\n1,2024-02-03,jam,2.5\n2,2024-01-05,tea,3\n2,2024-03-01,tea,4\n"
  "3,2024-02-02,x,5\n",
  "name;date;price;state\nA;03/04/2024;1.234,50 €;paid\nB;13/04/2024;7,25 €;late\nC;14/05/2024;8,00 €;paid\n"
  "A;15/06/2024;;late\n",
  "x\ty\tz\n1\t2\t3\n4\t5\t6\n7\t8\t10\n1e5\t-2\t.5\n\t\t\n3\t3\t3\n",
  "\xef\xbb\xbf\"a\",\"b \"\"c\"\"\"\n\"1\n2\",12%\n\"é\",(3)\n,\n",
  "1,2,yes\n3,4,no\n5,6,yes\n7,8,no\n9,1,yes\n2,2,no\n1,1,yes\n8,7,no\n",
};

static const char *const pieces[] = {
  ",", ";", "\t", "\n", "\r\n", "\"", "\"\"", "1e308", "-1e-320", "NaN", "inf", "0x1p3", "9999-12-31", "0001-01-01",
  "2024-02-30", "31.12.99", "1.234.567", "1,5", "%", "€", "-", "(", ")", "\xff", "\xc3", "\xe2\x80\xaf",
  "18446744073709551616", " ", "EUR",
};

/* A seed with some bytes changed, pieces put in, and stretches doubled or left out. */
static void
mutate (GByteArray *bytes,
        CrmRandom *random)
{
  const char *seed = seeds[crm_random_below (random, G_N_ELEMENTS (seeds))];
  guint8 chance = crm_random_below (random, 256);
  guint n_changes = crm_random_below (random, 12);

  g_byte_array_set_size (bytes, 0);
  g_byte_array_append (bytes, &chance, 1);
  g_byte_array_append (bytes, (const guint8 *) seed, strlen (seed));
  for (guint i = 0; i < n_changes && bytes->len > 2; i++)
    {
      guint place = 1 + crm_random_below (random, bytes->len - 1);
      guint wish = 1 + crm_random_below (random, 40), length = MIN (wish, bytes->len - place);
      const char *piece = pieces[crm_random_below (random, G_N_ELEMENTS (pieces))];
      g_autoptr (GByteArray) rest = g_byte_array_new ();

      switch (crm_random_below (random, 4))
        {
        case 0:
          bytes->data[place] = crm_random_below (random, 256);
          break;
        case 1:
          g_byte_array_remove_range (bytes, place, length);
          break;
        case 2:
          g_byte_array_append (rest, bytes->data + place, bytes->len - place);
          g_byte_array_append (bytes, rest->data, MIN (length, rest->len));
          break;
        case 3:
        default:
          g_byte_array_append (rest, bytes->data + place, bytes->len - place);
          g_byte_array_set_size (bytes, place);
          g_byte_array_append (bytes, (const guint8 *) piece, strlen (piece));
          g_byte_array_append (bytes, rest->data, rest->len);
        }
    }
}

int
main (int argc,
      char *argv[])
{
  guint64 n_runs = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : g_getenv ("CLIENTELE_SLOW") != NULL ? 50000 : 1000;
  guint64 seed = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 1;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint64 i = 0; i < n_runs; i++)
    {
      CrmRandom random;

      crm_random_init (&random, seed, i);
      mutate (bytes, &random);
      g_file_set_contents ("fuzz-analyze.csv", (const char *) bytes->data + 1, bytes->len - 1, NULL);
      LLVMFuzzerTestOneInput (bytes->data, bytes->len);
    }
  return 0;
}

#endif
