/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frequencies.h"

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const CrmFrequency *first = a, *second = b;

  if (first->count != second->count)
    return first->count > second->count ? -1 : 1;
  return first->code - second->code;
}

/**
 * crm_frequencies_new:
 * @column: a category
 * @rows: (array length=n_rows) (nullable): which rows to count, %NULL for all
 * @n_rows: ignored where @rows is %NULL
 * @n: (out): how many levels occur
 *
 * Counts how often each level occurs.
 *
 * Returns: (transfer full) (array length=n): the levels that do, the most frequent first
 */
CrmFrequency *
crm_frequencies_new (const CrmColumn *column,
                     const gsize *rows,
                     gsize n_rows,
                     guint *n)
{
  guint n_levels = crm_column_n_levels (column);
  CrmFrequency *counts = g_new (CrmFrequency, n_levels + 1);

  for (guint i = 0; i < n_levels; i++)
    counts[i] = (CrmFrequency) { i, 0 };
  for (gsize i = 0; i < (rows != NULL ? n_rows : column->n); i++)
    {
      gint32 code = column->codes[rows != NULL ? rows[i] : i];

      if (code >= 0)
        counts[code].count++;
    }
  qsort (counts, n_levels, sizeof (CrmFrequency), compare);
  for (*n = 0; *n < n_levels && counts[*n].count > 0; (*n)++)
    ;
  return counts;
}
