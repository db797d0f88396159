/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frame-load.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
read_basket (char *line,
             const char *separators,
             guint number,
             GArray *baskets,
             GPtrArray *items)
{
  char *item;

  while ((item = strsep (&line, separators)) != NULL)
    {
      double basket = number;

      g_strstrip (item);
      if (*item == '\0')
        continue;
      g_array_append_val (baskets, basket);
      g_ptr_array_add (items, item);
    }
}

/**
 * crm_frame_load_baskets:
 *
 * Reads a file with a basket on each line: its items with commas, or where there are none, spaces between them.
 *
 * Returns: (transfer full) (nullable): a table of `transaction` (number of the line) and `item`
 */
CrmFrame *
crm_frame_load_baskets (const char *path,
                        const CrmRun *run,
                        GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GArray) baskets = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  const char *separators;
  char *rest, *line;
  guint number = 0, n_items;
  gsize length;
  CrmFrame *frame;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (!g_utf8_validate (text, length, NULL))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is not text in UTF-8."), path);
      return NULL;
    }
  separators = strchr (text, ',') != NULL ? "," : " \t";
  rest = text;
  while ((line = strsep (&rest, "\n")) != NULL)
    {
      g_strchomp (line);
      if (*line != '\0')
        read_basket (line, separators, ++number, baskets, items);
    }
  n_items = items->len;
  frame = crm_frame_new (n_items);
  crm_frame_take_numbers (frame, "transaction", (double *) (void *) g_array_free (g_steal_pointer (&baskets), FALSE));
  crm_frame_add_texts (frame, "item", (const char *const *) items->pdata);
  return frame;
}
