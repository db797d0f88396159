/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/crm-locale.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

/**
 * crm_locale_init:
 *
 * Takes over the language and the forms of numbers and dates of the environment; the first thing a program does.
 * `CLIENTELE_LOCALEDIR` names the folder of translations where the program runs from its build.
 */
void
crm_locale_init (void)
{
  const char *folder = g_getenv ("CLIENTELE_LOCALEDIR");

  setlocale (LC_ALL, "");
  /* Jobs of cron have no locale, but the names in their command lines are UTF-8 all the same. */
  if (!g_get_charset (NULL))
    setlocale (LC_CTYPE, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* A catalog as msgfmt compiles it: texts and their translations, sorted by the texts. */
typedef struct
{
  GMappedFile *file;
  gboolean     swapped;
  guint32      n, texts, translations;   /* where the tables of lengths and places begin */
} Catalog;

#define CATALOG_MAGIC 0x950412deu
#define CONTEXT_END "\004"

static guint32
read_number (const Catalog *catalog,
             gsize place)
{
  guint32 number;

  memcpy (&number, g_mapped_file_get_contents (catalog->file) + place, sizeof number);
  return catalog->swapped ? GUINT32_SWAP_LE_BE (number) : number;
}

/* The text of an entry of one of the tables, or NULL where the file is not what it says. */
static const char *
read_text (const Catalog *catalog,
           gsize table,
           guint32 i)
{
  gsize size = g_mapped_file_get_length (catalog->file);
  gsize length = read_number (catalog, table + 8 * (gsize) i), place = read_number (catalog, table + 8 * (gsize) i + 4);
  const char *contents = g_mapped_file_get_contents (catalog->file);

  return place + length < size && contents[place + length] == '\0' ? contents + place : NULL;
}

static gboolean
read_catalog (Catalog *catalog)
{
  gsize size = g_mapped_file_get_length (catalog->file);
  guint32 magic;

  if (size < 20)
    return FALSE;
  magic = read_number (catalog, 0);
  catalog->swapped = magic == GUINT32_SWAP_LE_BE (CATALOG_MAGIC);
  if (magic != CATALOG_MAGIC && !catalog->swapped)
    return FALSE;
  catalog->n = read_number (catalog, 8);
  catalog->texts = read_number (catalog, 12);
  catalog->translations = read_number (catalog, 16);
  return catalog->texts + 8 * (guint64) catalog->n <= size && catalog->translations + 8 * (guint64) catalog->n <= size;
}

static const char *
look_up (const Catalog *catalog,
         const char *text)
{
  guint32 first = 0, end = catalog->n;

  while (first < end)
    {
      guint32 middle = first + (end - first) / 2;
      const char *found = read_text (catalog, catalog->texts, middle);
      int order = found != NULL ? strcmp (text, found) : 0;

      if (found == NULL || order == 0)
        return found != NULL ? read_text (catalog, catalog->translations, middle) : NULL;
      if (order < 0)
        end = middle;
      else
        first = middle + 1;
    }
  return NULL;
}

/* Of all languages that are installed. They stay as long as the program. */
static GArray *
get_catalogs (void)
{
  static GArray *catalogs;

  if (g_once_init_enter_pointer (&catalogs))
    {
      GArray *found = g_array_new (FALSE, FALSE, sizeof (Catalog));
      const char *folder = bindtextdomain (GETTEXT_PACKAGE, NULL), *language;
      g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;

      while (dir != NULL && (language = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (folder, language, "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL);
          Catalog catalog = { g_mapped_file_new (path, FALSE, NULL) };

          if (catalog.file != NULL && read_catalog (&catalog))
            g_array_append_val (found, catalog);
          else
            g_clear_pointer (&catalog.file, g_mapped_file_unref);
        }
      g_once_init_leave_pointer (&catalogs, found);
    }
  return catalogs;
}

/**
 * crm_locale_dup_translations:
 * @context: (nullable): as for C_()
 * @text: as for _()
 *
 * Returns: (transfer full): what the text is in each of the languages that are installed, not only in that of the
 *   session: a file may be written in any of them
 */
char **
crm_locale_dup_translations (const char *context,
                             const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *key = context != NULL ? g_strconcat (context, CONTEXT_END, text, NULL) : g_strdup (text);
  GArray *catalogs = get_catalogs ();

  for (guint i = 0; i < catalogs->len; i++)
    {
      const char *translation = look_up (&g_array_index (catalogs, Catalog, i), key);

      if (translation != NULL && *translation != '\0')
        g_strv_builder_add (builder, translation);
    }
  return g_strv_builder_end (builder);
}
