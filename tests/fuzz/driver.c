/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "analytics/crm-random.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Tries files that are like those of a corpus, by a fixed seed, where there is no fuzzer that knows the program:
 * fuzz-NAME CORPUS RUNS [SEED]. CORPUS is a folder, beside which CORPUS.dict holds pieces to put in, as libFuzzer reads
 * them. CLIENTELE_SLOW makes the runs fifty times as many. What it was at when it failed is in "fuzz-NAME.input" of the
 * current folder. */

#define SLOW 50
#define MOST_CHANGES 12
#define LONGEST_STRETCH 60

static GPtrArray *
read_corpus (const char *path)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort_values (names, (GCompareFunc) strcmp);
  for (guint i = 0; i < names->len; i++)
    {
      char *text;
      gsize length;

      g_file_get_contents (names->pdata[i], &text, &length, &error);
      g_assert_no_error (error);
      g_ptr_array_add (files, g_bytes_new_take (text, length));
    }
  g_assert_cmpuint (files->len, >, 0);
  return files;
}

/* A line such as "\xff\"" without its marks. */
static GBytes *
read_piece (const char *line)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (const char *p = line + 1; *p != '\0' && *p != '"'; p++)
    {
      guint8 byte = *p;

      if (p[0] == '\\' && p[1] == 'x')
        {
          byte = g_ascii_xdigit_value (p[2]) << 4 | g_ascii_xdigit_value (p[3]);
          p += 3;
        }
      else if (p[0] == '\\')
        byte = *++p;
      g_byte_array_append (bytes, &byte, 1);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static GPtrArray *
read_pieces (const char *corpus)
{
  g_autofree char *path = g_strconcat (corpus, ".dict", NULL), *text = NULL;
  GPtrArray *pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      if (**line == '"')
        g_ptr_array_add (pieces, read_piece (*line));
    }
  g_assert_cmpuint (pieces->len, >, 0);
  return pieces;
}

static void
insert (GByteArray *bytes,
        gsize place,
        GBytes *piece,
        gsize start,
        gsize length)
{
  const guint8 *data = g_bytes_get_data (piece, NULL);
  gsize behind = bytes->len - place;

  g_byte_array_set_size (bytes, bytes->len + length);
  memmove (bytes->data + place + length, bytes->data + place, behind);
  memcpy (bytes->data + place, data + start, length);
}

/* One byte changed, a piece put in, a stretch doubled or left out, or one of another file put in. */
static void
change (GByteArray *bytes,
        GPtrArray *files,
        GPtrArray *pieces,
        CrmRandom *random)
{
  gsize place = crm_random_below (random, bytes->len), start;
  gsize wish = 1 + crm_random_below (random, LONGEST_STRETCH), length = MIN (wish, bytes->len - place);
  GBytes *piece = pieces->pdata[crm_random_below (random, pieces->len)];
  g_autoptr (GBytes) stretch = NULL;

  switch (crm_random_below (random, 5))
    {
    case 0:
      bytes->data[place] = crm_random_below (random, 256);
      break;
    case 1:
      g_byte_array_remove_range (bytes, place, length);
      break;
    case 2:
      stretch = g_bytes_new (bytes->data + place, length);
      insert (bytes, place, stretch, 0, length);
      break;
    case 3:
      piece = files->pdata[crm_random_below (random, files->len)];
      start = crm_random_below (random, g_bytes_get_size (piece));
      insert (bytes, place, piece, start, MIN (wish, g_bytes_get_size (piece) - start));
      break;
    case 4:
    default:
      insert (bytes, place, piece, 0, g_bytes_get_size (piece));
    }
}

/* Writing a file anew each time would take longer than all else. */
static void
note (int file,
      const GByteArray *bytes)
{
  g_assert_cmpint (pwrite (file, bytes->data, bytes->len, 0), ==, bytes->len);
  g_assert_cmpint (ftruncate (file, bytes->len), ==, 0);
}

int
main (int argc,
      char *argv[])
{
  g_autofree char *program = g_path_get_basename (argv[0]), *kept = g_strconcat (program, ".input", NULL);
  g_autoptr (GPtrArray) files = NULL, pieces = NULL;
  guint64 n_runs, seed;
  int file;

  g_assert_cmpint (argc, >=, 3);
  files = read_corpus (argv[1]);
  pieces = read_pieces (argv[1]);
  n_runs = g_ascii_strtoull (argv[2], NULL, 10) * (g_getenv ("CLIENTELE_SLOW") != NULL ? SLOW : 1);
  seed = argc > 3 ? g_ascii_strtoull (argv[3], NULL, 10) : 1;
  file = g_open (kept, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  for (guint64 i = 0; i < files->len + n_runs; i++)
    {
      GBytes *start = files->pdata[i % files->len];
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      CrmRandom random;
      gsize n_changes;

      crm_random_init (&random, seed, i);
      n_changes = i < files->len ? 0 : 1 + crm_random_below (&random, MOST_CHANGES);   /* first as they are */
      g_byte_array_append (bytes, g_bytes_get_data (start, NULL), g_bytes_get_size (start));
      for (gsize k = 0; k < n_changes && bytes->len > 0; k++)
        change (bytes, files, pieces, &random);
      note (file, bytes);
      LLVMFuzzerTestOneInput (bytes->data, bytes->len);
    }
  close (file);
  return 0;
}
