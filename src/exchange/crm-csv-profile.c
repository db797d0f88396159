/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-csv-private.h"

#include <math.h>
#include <string.h>

/* What cells of a column look like: how often each shape and each kind of text was seen. The cost of a cell is the
 * logarithm of how rare its looks are there. */

#define LONGEST_SHAPE 24

typedef enum
{
  KIND_EMPTY,
  KIND_NUMBER,
  KIND_TIME,      /* digits and the marks of dates, times and telephone numbers */
  KIND_WORD,
  KIND_CODE,      /* letters and digits */
  KIND_ADDRESS,   /* of mail or the web */
  KIND_PHRASE,
  N_KINDS
} Kind;

typedef struct
{
  GHashTable *shapes;    /* text → count */
  guint       kinds[N_KINDS];
} Column;

struct _CrmCsvProfile
{
  guint  n_columns, n_rows;
  Column columns[];
};

/* Digits become 0, runs of letters a, of blanks one blank. */
static Kind
describe (const char *cell,
          gsize length,
          char shape[LONGEST_SHAPE + 1])
{
  guint n = 0, letters = 0, digits = 0, marks = 0, blanks = 0;
  gboolean address = memchr (cell, '@', length) != NULL || g_strstr_len (cell, length, "://") != NULL;

  for (gsize i = 0; i < length; i++)
    {
      guchar c = cell[i];
      char sign = c;

      if (g_ascii_isdigit (c))
        digits++, sign = '0';
      else if (g_ascii_isalpha (c) || c >= 0x80)
        letters++, sign = 'a';
      else if (g_ascii_isspace (c))
        blanks++, sign = ' ';
      else
        marks += strchr (".,$%+-", c) == NULL;
      if (n < LONGEST_SHAPE && (n == 0 || sign == '0' || sign != shape[n - 1]))
        shape[n++] = sign;
    }
  shape[n] = '\0';
  return length == 0 ? KIND_EMPTY : address ? KIND_ADDRESS : letters > 0 && blanks > 0 ? KIND_PHRASE
         : letters > 0 && digits > 0 ? KIND_CODE : letters > 0 ? KIND_WORD
         : marks + blanks > 0 || digits == 0 ? KIND_TIME : KIND_NUMBER;
}

CrmCsvProfile *
crm_csv_profile_new (guint n_columns)
{
  CrmCsvProfile *self = g_malloc0 (sizeof (CrmCsvProfile) + n_columns * sizeof (Column));

  self->n_columns = n_columns;
  for (guint i = 0; i < n_columns; i++)
    self->columns[i].shapes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
crm_csv_profile_free (CrmCsvProfile *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_hash_table_unref (self->columns[i].shapes);
  g_free (self);
}

/**
 * crm_csv_profile_add:
 * @cells: of a row that has as many cells as there are columns
 */
void
crm_csv_profile_add (CrmCsvProfile *self,
                     char *const *cells)
{
  self->n_rows++;
  for (guint i = 0; i < self->n_columns; i++)
    {
      char shape[LONGEST_SHAPE + 1];
      GHashTable *shapes = self->columns[i].shapes;
      guint count;

      self->columns[i].kinds[describe (cells[i], strlen (cells[i]), shape)]++;
      count = GPOINTER_TO_UINT (g_hash_table_lookup (shapes, shape)) + 1;
      g_hash_table_replace (shapes, g_strdup (shape), GUINT_TO_POINTER (count));
    }
}

guint
crm_csv_profile_get_n_rows (const CrmCsvProfile *self)
{
  return self->n_rows;
}

/**
 * crm_csv_profile_cost:
 * @length: of the cell, or −1 where it ends with a zero
 *
 * Returns: how unlike the other cells of the column this one is; 0 if all look as it does
 */
double
crm_csv_profile_cost (const CrmCsvProfile *self,
                      guint column,
                      const char *cell,
                      gssize length)
{
  const Column *known = &self->columns[column];
  char shape[LONGEST_SHAPE + 1];
  Kind kind = describe (cell, length >= 0 ? (gsize) length : strlen (cell), shape);
  double same = GPOINTER_TO_UINT (g_hash_table_lookup (known->shapes, shape));

  return -log ((0.6 * same + 0.35 * known->kinds[kind] + 0.02) / (self->n_rows + 0.02));
}

/* Whether nearly all of the column is data, 1, or nearly all is text, −1; 0 where neither is plain. */
static int
get_look (const CrmCsvProfile *self,
          guint column)
{
  const guint *kinds = self->columns[column].kinds;
  guint n = self->n_rows - kinds[KIND_EMPTY];
  guint n_data = kinds[KIND_NUMBER] + kinds[KIND_TIME] + kinds[KIND_ADDRESS];

  return n < 2 ? 0 : n_data * 10 >= n * 9 ? 1 : n_data * 10 <= n ? -1 : 0;
}

/**
 * crm_csv_profile_tells_header:
 * @below: of as many columns
 *
 * Returns: whether a row of texts between the rows of both is a header rather than one of them: a column is data only
 *   above it or only below, or two are data in both
 */
gboolean
crm_csv_profile_tells_header (const CrmCsvProfile *above,
                              const CrmCsvProfile *below)
{
  guint n_data = 0;

  for (guint i = 0; i < above->n_columns; i++)
    {
      int look = get_look (above, i);

      if (look != 0 && look == -get_look (below, i))
        return TRUE;
      n_data += look == 1 && get_look (below, i) == 1;
    }
  return n_data >= 2;
}

/**
 * crm_csv_profile_get_usual:
 *
 * Returns: the cost of a usual row, as far as the kinds of its cells go
 */
double
crm_csv_profile_get_usual (const CrmCsvProfile *self)
{
  double sum = 0;

  for (guint i = 0; i < self->n_columns; i++)
    {
      double shapes = 0;
      GHashTableIter iter;
      gpointer count;

      g_hash_table_iter_init (&iter, self->columns[i].shapes);
      while (g_hash_table_iter_next (&iter, NULL, &count))
        shapes += GPOINTER_TO_UINT (count) * (double) GPOINTER_TO_UINT (count);
      for (guint kind = 0; kind < N_KINDS; kind++)
        {
          double share = (double) self->columns[i].kinds[kind] / self->n_rows;

          if (share > 0)
            sum -= share * log (0.35 * share + 0.6 * MIN (share, shapes / self->n_rows / self->n_rows));
        }
    }
  return sum;
}
