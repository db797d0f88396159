/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frame.h"
#include "analytics/crm-sort.h"
#include "analytics/crm-words.h"

#include "base/crm-date.h"
#include "base/crm-digits.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

struct _CrmFrame
{
  gatomicrefcount  ref_count;
  gsize      n_rows;
  GPtrArray *columns;
};

static void
free_column (gpointer data)
{
  CrmColumn *column = data;

  g_free (column->name);
  g_free (column->values);
  g_free (column->missing);
  g_clear_pointer (&column->levels, g_ptr_array_unref);
  g_clear_pointer (&column->ids, g_array_unref);
  g_free (column->note);
  g_free (column);
}

/**
 * crm_frame_new:
 *
 * Returns: (transfer full): a table without columns
 */
CrmFrame *
crm_frame_new (gsize n_rows)
{
  CrmFrame *self = g_new0 (CrmFrame, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->n_rows = n_rows;
  self->columns = g_ptr_array_new_with_free_func (free_column);
  return self;
}

CrmFrame *
crm_frame_ref (CrmFrame *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
crm_frame_unref (CrmFrame *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->columns);
  g_free (self);
}

gsize
crm_frame_n_rows (const CrmFrame *self)
{
  return self->n_rows;
}

guint
crm_frame_n_columns (const CrmFrame *self)
{
  return self->columns->len;
}

CrmColumn *
crm_frame_column (const CrmFrame *self,
                  guint index)
{
  g_return_val_if_fail (index < self->columns->len, NULL);
  return self->columns->pdata[index];
}

/**
 * crm_frame_find:
 *
 * Returns: (nullable): the column of that name
 */
CrmColumn *
crm_frame_find (const CrmFrame *self,
                const char *name)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      CrmColumn *column = self->columns->pdata[i];

      if (strcmp (column->name, name) == 0)
        return column;
    }
  return NULL;
}

static char *
list_names (const CrmFrame *self)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < self->columns->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", crm_frame_column (self, i)->name);
  return g_string_free (names, FALSE);
}

/**
 * crm_frame_require:
 *
 * Returns: the column of that name
 * Errors: %CRM_ERROR_NOT_FOUND, naming those there are
 */
CrmColumn *
crm_frame_require (const CrmFrame *self,
                   const char *name,
                   GError **error)
{
  CrmColumn *column = crm_frame_find (self, name);
  g_autofree char *names = NULL;

  if (column != NULL)
    return column;
  names = list_names (self);
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("There is no column “%s”. There are: %s"), name, names);
  return NULL;
}

static gboolean
lacks_value (const CrmColumn *self,
             gsize row)
{
  if (self->kind == CRM_COLUMN_NUMBER)
    return isnan (self->numbers[row]);
  return self->kind == CRM_COLUMN_CATEGORY ? self->codes[row] == CRM_CODE_MISSING : self->days[row] == CRM_DAY_MISSING;
}

/**
 * crm_column_find_missing:
 *
 * Makes the mask of missing values anew, after values were changed.
 */
void
crm_column_find_missing (CrmColumn *self)
{
  g_clear_pointer (&self->missing, g_free);
  self->n_missing = 0;
  for (gsize row = 0; row < self->n; row++)
    {
      if (!lacks_value (self, row))
        continue;
      if (self->missing == NULL)
        self->missing = g_new0 (guint64, (self->n + 63) / 64);
      self->missing[row / 64] |= G_GUINT64_CONSTANT (1) << row % 64;
      self->n_missing++;
    }
}

static CrmColumn *
add_column (CrmFrame *self,
            const char *name,
            CrmColumnKind kind,
            gpointer values)
{
  CrmColumn *column = g_new0 (CrmColumn, 1);

  column->name = g_strdup (name);
  column->kind = kind;
  column->n = self->n_rows;
  column->values = values;
  crm_column_find_missing (column);
  g_ptr_array_add (self->columns, column);
  return column;
}

/**
 * crm_frame_take_numbers:
 * @numbers: (transfer full): one for each row, NaN where it is missing
 *
 * Returns: the new column
 */
CrmColumn *
crm_frame_take_numbers (CrmFrame *self,
                        const char *name,
                        double *numbers)
{
  return add_column (self, name, CRM_COLUMN_NUMBER, numbers);
}

/**
 * crm_frame_take_codes:
 * @codes: (transfer full): one for each row, %CRM_CODE_MISSING where it is missing
 * @levels: (transfer full) (element-type utf8): what the codes stand for; owns the texts
 *
 * Returns: the new column
 */
CrmColumn *
crm_frame_take_codes (CrmFrame *self,
                      const char *name,
                      gint32 *codes,
                      GPtrArray *levels)
{
  CrmColumn *column = add_column (self, name, CRM_COLUMN_CATEGORY, codes);

  column->levels = levels;
  return column;
}

/**
 * crm_frame_take_days:
 * @days: (transfer full): one for each row, %CRM_DAY_MISSING where it is missing
 *
 * Returns: the new column
 */
CrmColumn *
crm_frame_take_days (CrmFrame *self,
                     const char *name,
                     gint32 *days)
{
  return add_column (self, name, CRM_COLUMN_DATE, days);
}

/**
 * crm_frame_add_texts:
 * @texts: one for each row, %NULL where it is missing
 *
 * Makes a category of texts; its levels are in the order of their bytes.
 *
 * Returns: the new column
 */
CrmColumn *
crm_frame_add_texts (CrmFrame *self,
                     const char *name,
                     const char *const *texts)
{
  g_autoptr (CrmWords) words = crm_words_new ();
  gint32 *codes = g_new (gint32, MAX (self->n_rows, 1));

  for (gsize row = 0; row < self->n_rows; row++)
    codes[row] = texts[row] != NULL ? crm_words_code (words, texts[row]) : CRM_CODE_MISSING;
  return crm_frame_take_codes (self, name, codes, crm_words_sort (words, codes, self->n_rows, NULL));
}

static gsize
value_size (CrmColumnKind kind)
{
  return kind == CRM_COLUMN_NUMBER ? sizeof (double) : sizeof (gint32);
}

static void
copy_column (CrmFrame *to,
             const CrmColumn *from,
             const gsize *rows)
{
  gsize size = value_size (from->kind), n = to->n_rows;
  char *values = g_malloc (MAX (n, 1) * size);
  CrmColumn *column;

  for (gsize i = 0; i < n; i++)
    memcpy (values + i * size, (const char *) from->values + (rows != NULL ? rows[i] : i) * size, size);
  column = add_column (to, from->name, from->kind, values);
  column->levels = from->levels != NULL ? g_ptr_array_ref (from->levels) : NULL;
  column->ids = from->ids != NULL ? g_array_ref (from->ids) : NULL;
}

/**
 * crm_frame_add_copy:
 * @column: of another table with as many rows
 */
void
crm_frame_add_copy (CrmFrame *self,
                    const CrmColumn *column)
{
  g_return_if_fail (column->n == self->n_rows);
  copy_column (self, column, NULL);
}

/**
 * crm_frame_add_linked:
 * @column: of another table
 * @rows: for each row of this table that of the other, −1 for none, whose value is missing then
 */
void
crm_frame_add_linked (CrmFrame *self,
                      const char *name,
                      const CrmColumn *column,
                      const gssize *rows)
{
  gsize n = self->n_rows;
  double *numbers = column->kind == CRM_COLUMN_NUMBER ? g_new (double, MAX (n, 1)) : NULL;
  gint32 *codes = column->kind != CRM_COLUMN_NUMBER ? g_new (gint32, MAX (n, 1)) : NULL;
  CrmColumn *added;

  for (gsize row = 0; row < n; row++)
    {
      if (numbers != NULL)
        numbers[row] = rows[row] >= 0 ? column->numbers[rows[row]] : NAN;
      else
        codes[row] = rows[row] >= 0 ? column->codes[rows[row]] :
                     column->kind == CRM_COLUMN_DATE ? CRM_DAY_MISSING : CRM_CODE_MISSING;
    }
  added = add_column (self, name, column->kind, numbers != NULL ? (gpointer) numbers : codes);
  added->levels = column->levels != NULL ? g_ptr_array_ref (column->levels) : NULL;
  added->ids = column->ids != NULL ? g_array_ref (column->ids) : NULL;
}

/**
 * crm_frame_take_rows:
 * @rows: (array length=n): which ones, in the order wanted; a row may come more than once
 *
 * Returns: (transfer full) (nullable): a table of these rows; categories keep all their levels
 * Errors: %G_IO_ERROR_CANCELLED
 */
CrmFrame *
crm_frame_take_rows (const CrmFrame *self,
                     const gsize *rows,
                     gsize n,
                     const CrmRun *run,
                     GError **error)
{
  g_autoptr (CrmFrame) frame = crm_frame_new (n);

  for (guint i = 0; i < self->columns->len; i++)
    {
      if (!crm_run_go_on (run, -1, error))
        return NULL;
      copy_column (frame, self->columns->pdata[i], rows);
    }
  return g_steal_pointer (&frame);
}

/**
 * crm_frame_select:
 * @names: ends with %NULL
 *
 * Returns: (transfer full) (nullable): a table of these columns, in that order
 * Errors: %CRM_ERROR_NOT_FOUND
 */
CrmFrame *
crm_frame_select (const CrmFrame *self,
                  const char *const *names,
                  GError **error)
{
  g_autoptr (CrmFrame) frame = crm_frame_new (self->n_rows);

  for (guint i = 0; names[i] != NULL; i++)
    {
      const CrmColumn *column = crm_frame_require (self, names[i], error);

      if (column == NULL)
        return NULL;
      crm_frame_add_copy (frame, column);
    }
  return g_steal_pointer (&frame);
}

guint
crm_column_n_levels (const CrmColumn *self)
{
  return self->levels != NULL ? self->levels->len : 0;
}

/**
 * crm_column_level:
 *
 * Returns: (nullable): the text of a code; %NULL for %CRM_CODE_MISSING
 */
const char *
crm_column_level (const CrmColumn *self,
                  gint32 code)
{
  return code >= 0 && self->levels != NULL && (guint) code < self->levels->len ? self->levels->pdata[code] : NULL;
}

/**
 * crm_column_find_level:
 *
 * Returns: the code of the text, −1 if there is no such level
 */
int
crm_column_find_level (const CrmColumn *self,
                       const char *text)
{
  for (guint i = 0; i < crm_column_n_levels (self); i++)
    {
      if (strcmp (self->levels->pdata[i], text) == 0)
        return i;
    }
  return -1;
}

static gboolean
says_no (const char *text)
{
  static const char *const words[] = { "no", "n", "nein", "non", "nee", "nej", "nie", "não", "nao", "ei", "нет",
                                       "false", "falsch", "faux", "falso", "否", "不", "没有", "無" };
  g_autofree char *folded = g_utf8_strdown (text, -1);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (strcmp (folded, words[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_levels_choose_positive:
 * @levels: (array length=n): texts of outcomes
 *
 * Returns: the place of the one that is asked about where nobody says which: the last, but of two one that does not
 *   mean no
 */
guint
crm_levels_choose_positive (const char *const *levels,
                            guint n)
{
  if (n == 2 && says_no (levels[1]) && !says_no (levels[0]))
    return 0;
  return n > 0 ? n - 1 : 0;
}

/**
 * crm_column_text:
 *
 * Returns: (transfer full) (nullable): the value of a row as text: numbers in the shortest form that reads back the
 *   same, dates as ISO 8601
 */
char *
crm_column_text (const CrmColumn *self,
                 gsize row)
{
  GString *text;

  if (lacks_value (self, row))
    return NULL;
  if (self->kind == CRM_COLUMN_CATEGORY)
    return g_strdup (crm_column_level (self, self->codes[row]));
  if (self->kind == CRM_COLUMN_DATE)
    return crm_date_to_iso (self->days[row]);
  text = g_string_new (NULL);
  crm_digits_append_double (text, self->numbers[row]);
  return g_string_free (text, FALSE);
}

/**
 * crm_column_numbers:
 *
 * Returns: (transfer full): the values as numbers: codes and days as they are, NaN where one is missing
 */
double *
crm_column_numbers (const CrmColumn *self)
{
  double *numbers = g_new (double, MAX (self->n, 1));

  for (gsize row = 0; row < self->n; row++)
    numbers[row] = lacks_value (self, row) ? NAN
                   : self->kind == CRM_COLUMN_NUMBER ? self->numbers[row] : self->codes[row];
  return numbers;
}

/* Grouping */

typedef struct
{
  guint64 *keys;
  gint32  *groups;   /* −1: free */
  gsize    size;     /* a power of two … */
  guint    shift;    /* … of which this is 64 less the logarithm */
  guint    n_groups;
} Groups;

/* The high bits of the product depend on all of the key, as the low ones do not: those of whole numbers are zeros. */
static gsize
place_of (const Groups *groups,
          guint64 key)
{
  gsize place = (key ^ key >> 32) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> groups->shift;

  while (groups->groups[place] >= 0 && groups->keys[place] != key)
    place = (place + 1) & (groups->size - 1);
  return place;
}

static void
resize (Groups *groups,
        gsize size)
{
  Groups old = *groups;

  groups->size = size;
  groups->shift = 64 - g_bit_nth_msf (size, -1);
  groups->keys = g_new (guint64, size);
  groups->groups = g_new (gint32, size);
  memset (groups->groups, 0xff, size * sizeof (gint32));
  for (gsize i = 0; i < old.size; i++)
    {
      gsize place;

      if (old.groups[i] < 0)
        continue;
      place = place_of (groups, old.keys[i]);
      groups->keys[place] = old.keys[i];
      groups->groups[place] = old.groups[i];
    }
  g_free (old.keys);
  g_free (old.groups);
}

static gint32
group_of (Groups *groups,
          guint64 key)
{
  gsize place = place_of (groups, key);

  if (groups->groups[place] < 0)
    {
      if (groups->n_groups * 2 >= groups->size)
        {
          resize (groups, groups->size * 4);
          place = place_of (groups, key);
        }
      groups->keys[place] = key;
      groups->groups[place] = groups->n_groups++;
    }
  return groups->groups[place];
}

static guint64
key_of (const CrmColumn *self,
        gsize row)
{
  double number;
  guint64 key;

  if (self->kind != CRM_COLUMN_NUMBER)
    return (guint32) self->codes[row];
  number = self->numbers[row] + 0.0;   /* −0 is 0 */
  memcpy (&key, &number, sizeof key);
  return key;
}

/**
 * crm_column_group:
 * @n_groups: (out): how many different values there are
 * @run: (nullable): once it is cancelled the rest counts as missing
 *
 * Numbers the values 0, 1, 2 … in the order in which they first occur, whatever their kind.
 *
 * Returns: (transfer full): the number of each row's value, −1 where it is missing
 */
gint32 *
crm_column_group (const CrmColumn *self,
                  guint *n_groups,
                  const CrmRun *run)
{
  gint32 *result = g_new (gint32, MAX (self->n, 1));
  Groups groups = { 0 };

  resize (&groups, 1024);
  for (gsize row = 0; row < self->n; row++)
    {
      if (row % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        {
          memset (result + row, 0xff, (self->n - row) * sizeof (gint32));
          break;
        }
      result[row] = lacks_value (self, row) ? -1 : group_of (&groups, key_of (self, row));
    }
  *n_groups = groups.n_groups;
  g_free (groups.keys);
  g_free (groups.groups);
  return result;
}

/**
 * crm_column_group_in_order:
 * @n_groups: (out): how many different values there are
 * @run: (nullable): once it is cancelled the rest counts as missing
 *
 * As crm_column_group(), but numbers and days from the lowest on, and words as the levels of the column are ordered, so
 * that groups do not depend on the order of the rows.
 *
 * Returns: (transfer full): the number of each row's value, −1 where it is missing
 */
gint32 *
crm_column_group_in_order (const CrmColumn *self,
                           guint *n_groups,
                           const CrmRun *run)
{
  gint32 *groups = crm_column_group (self, n_groups, run);
  g_autofree double *values = g_new (double, *n_groups + 1);
  g_autofree gint32 *places = g_new (gint32, *n_groups + 1);
  g_autofree guint32 *order = NULL;
  gint32 next = 0;

  for (gsize row = 0; row < self->n; row++)
    {
      if (groups[row] == next)   /* they are numbered as they come */
        values[next++] = self->kind == CRM_COLUMN_NUMBER ? self->numbers[row] : self->codes[row];
    }
  order = crm_sort_order (values, *n_groups, NULL, run);
  for (guint i = 0; i < *n_groups; i++)
    places[order[i]] = i;
  for (gsize row = 0; row < self->n; row++)
    groups[row] = groups[row] >= 0 ? places[groups[row]] : -1;
  return groups;
}
