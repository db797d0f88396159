/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frame-load.h"

#include "analytics/crm-words.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LINES_A_STEP 4096

typedef struct
{
  const char *separators;
  guint       n_baskets;
  GArray     *baskets;      /* of each item … */
  GArray     *codes;        /* … and what it is */
  CrmWords   *words;
} Load;

static void
load_clear (Load *self)
{
  g_array_unref (self->baskets);
  g_array_unref (self->codes);
  crm_words_free (self->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Load, load_clear)

/* Takes away the quotes around an item, whose own are doubled. Returns what follows; NULL where it does not stand in
 * quotes as a whole. */
static char *
unquote (char *item,
         const char *separators)
{
  const char *from = item + 1;
  char *to = item, *end = item + 1;

  if (*item != '"')
    return NULL;
  while (*end != '\0' && (*end != '"' || *++end == '"'))
    end++;
  if (end[-1] != '"' || (*end != '\0' && strchr (separators, *end) == NULL))
    return NULL;
  for (; from < end - 1; from++)
    {
      *to++ = *from;
      from += *from == '"';
    }
  *to = '\0';
  return end;
}

static char *
take_item (char **line,
           const char *separators)
{
  char *item = *line + strspn (*line, " \t"), *end = unquote (item, separators);

  if (end == NULL)
    end = item + strcspn (item, separators);
  *line = *end != '\0' ? end + 1 : NULL;
  *end = '\0';
  return g_strstrip (item);
}

static void
read_basket (Load *self,
             char *line)
{
  double basket = ++self->n_baskets;

  while (line != NULL)
    {
      char *item = take_item (&line, self->separators);
      gint32 code;

      if (*item == '\0')
        continue;
      code = crm_words_code (self->words, item);
      g_array_append_val (self->baskets, basket);
      g_array_append_val (self->codes, code);
    }
}

static gboolean
refuse_text (const char *path,
             GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
               _("“%s” is not text in UTF-8. Nothing was changed. Save it as text in that encoding and try again."),
               name);
  return FALSE;
}

static gboolean
read_lines (Load *self,
            const char *path,
            char *text,
            gsize length,
            const CrmRun *run,
            GError **error)
{
  char *line, *rest = g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text;

  if (strlen (text) != length)
    return refuse_text (path, error);
  for (gsize number = 0; (line = strsep (&rest, "\n")) != NULL; number++)
    {
      if (number % LINES_A_STEP == 0 && !crm_run_go_on (run, (double) (line - text) / (length + 1), error))
        return FALSE;
      if (!g_utf8_validate (line, -1, NULL))
        return refuse_text (path, error);
      g_strchomp (line);
      if (*line != '\0')
        read_basket (self, line);
    }
  return TRUE;
}

/* The mark that there is most of; where there is none, any space. */
static const char *
find_separators (const char *text)
{
  static const char *const marks[] = { ",", ";", "\t" };
  const char *best = " \t";
  gsize most = 0;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      gsize n = 0;

      for (const char *at = text; (at = strchr (at, *marks[i])) != NULL; at++)
        n++;
      if (n <= most)
        continue;
      most = n;
      best = marks[i];
    }
  return best;
}

/**
 * crm_frame_load_baskets:
 *
 * Reads a file with a basket on each line: its items with commas, semicolons or tabs, or where there are none, spaces
 * between them. An item that holds such a mark stands in quotes.
 *
 * Returns: (transfer full) (nullable): a table of `transaction` (number of the line) and `item`
 * Errors: %CRM_ERROR_NOT_FOUND; those of reading; %CRM_ERROR_FORMAT where it is no text; %G_IO_ERROR_CANCELLED
 */
CrmFrame *
crm_frame_load_baskets (const char *path,
                        const CrmRun *run,
                        GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;
  gsize length;
  g_auto (Load) load = { NULL, 0, g_array_new (FALSE, FALSE, sizeof (double)),
                         g_array_new (FALSE, FALSE, sizeof (gint32)), crm_words_new () };
  g_autoptr (CrmFrame) frame = NULL;
  GPtrArray *items;

  if (!g_file_load_contents (file, run != NULL ? run->cancellable : NULL, &text, &length, NULL, error))
    {
      if (error != NULL && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        {
          g_clear_error (error);
          g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("There is no file “%s”. Nothing was changed. "
                       "Check its name and folder."), path);
        }
      return NULL;
    }
  load.separators = find_separators (text);
  if (!read_lines (&load, path, text, length, run, error))
    return NULL;
  items = crm_words_sort (load.words, (gint32 *) (void *) load.codes->data, load.codes->len, run);
  frame = crm_frame_new (load.codes->len);
  crm_frame_take_numbers (frame, "transaction",
                          (double *) (void *) g_array_steal (load.baskets, NULL));
  crm_frame_take_codes (frame, "item", (gint32 *) (void *) g_array_steal (load.codes, NULL), items);
  return crm_run_go_on (run, -1, error) ? g_steal_pointer (&frame) : NULL;
}
