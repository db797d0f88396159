/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-words.h"

#include <stdlib.h>
#include <string.h>

#define FEW 1024   /* are sorted in less than a millisecond */

CrmWords *
crm_words_new (void)
{
  CrmWords *self = g_new (CrmWords, 1);

  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
crm_words_free (CrmWords *self)
{
  g_hash_table_unref (self->places);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

/**
 * crm_words_code:
 *
 * Returns: the number of the text, from 0 on in the order in which they first come
 */
gint32
crm_words_code (CrmWords *self,
                const char *text)
{
  gint32 number = GPOINTER_TO_INT (g_hash_table_lookup (self->places, text));

  if (number > 0)
    return number - 1;
  g_ptr_array_add (self->texts, g_strdup (text));
  g_hash_table_insert (self->places, self->texts->pdata[self->texts->len - 1], GINT_TO_POINTER (self->texts->len));
  return self->texts->len - 1;
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* By merging; once it is cancelled they stay in any order. */
static void
sort (gpointer *texts,
      gpointer *room,
      gsize n,
      const CrmRun *run)
{
  gsize half = n / 2, left = 0, right = half;

  if (n <= FEW)
    {
      qsort (texts, n, sizeof (gpointer), compare_texts);
      return;
    }
  sort (texts, room, half, run);
  sort (texts + half, room, n - half, run);
  for (gsize place = 0; place < n; place++)
    {
      if (place % FEW == 0 && crm_run_is_cancelled (run))
        return;
      room[place] = right == n || (left < half && compare_texts (&texts[left], &texts[right]) <= 0) ?
                    texts[left++] : texts[right++];
    }
  memcpy (texts, room, n * sizeof (gpointer));
}

/**
 * crm_words_sort:
 * @codes: (inout) (array length=n): as of crm_words_code(), or below 0
 * @run: (nullable): once it is cancelled the result means nothing
 *
 * Numbers the texts anew, in the order of their bytes.
 *
 * Returns: (transfer container) (element-type utf8): the texts in that order
 */
GPtrArray *
crm_words_sort (CrmWords *self,
                gint32 *codes,
                gsize n,
                const CrmRun *run)
{
  guint n_texts = self->texts->len;
  g_autofree gpointer *room = g_new (gpointer, n_texts + 1);
  g_autofree gint32 *numbers = g_new0 (gint32, n_texts + 1);

  if (n_texts > 0)
    sort (self->texts->pdata, room, n_texts, run);
  for (guint i = 0; i < n_texts && !crm_run_is_cancelled (run); i++)
    numbers[GPOINTER_TO_INT (g_hash_table_lookup (self->places, self->texts->pdata[i])) - 1] = i;
  for (gsize row = 0; row < n; row++)
    codes[row] = codes[row] >= 0 ? numbers[codes[row]] : codes[row];
  return g_ptr_array_ref (self->texts);
}
