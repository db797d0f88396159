/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-describe.h"
#include "analytics/crm-frequencies.h"
#include "analytics/crm-hints.h"

#include "base/crm-date.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define FEW_ROWS 20          /* say little of how a column is distributed */
#define MOST_SHARE 0.95      /* of one value, where the others tell nearly nothing */
#define HALF 0.5
#define RARE_SHARE 0.01
#define SKEWED 1.0           /* G1 beyond it: highly skewed (M. Bulmer, "Principles of Statistics", 1979) */
#define FAR_FACTOR 3.0       /* distances between the quartiles: J. Tukey's outer fences */
#define MOST_NAMED 3
#define MOST_COMPARED 20000  /* levels whose spelling is compared */

static void
free_hint (gpointer data)
{
  CrmHint *hint = data;

  g_free (hint->text);
  g_free (hint->prepare);
  g_free (hint);
}

static void
add (GPtrArray *hints,
     const char *code,
     char *text,
     const char *prepare)
{
  CrmHint *hint = g_new0 (CrmHint, 1);

  hint->code = code;
  hint->text = text;
  hint->prepare = g_strdup (prepare);
  g_ptr_array_add (hints, hint);
}

static void
look_for_gaps (const CrmColumn *column,
               GPtrArray *hints)
{
  double share = (double) column->n_missing / MAX (column->n, 1);

  if (column->n_missing == column->n)
    add (hints, "missing", g_strdup (_("There is no value at all: leave it out.")), NULL);
  else if (share > HALF)
    add (hints, "missing", g_strdup_printf (_("%.0f %% of the values are missing: better leave it out."), share * 100),
         NULL);
  else if (column->n_missing > 0)
    add (hints, "missing",
         g_strdup_printf (_("%zu values (%.1f %%) are missing: fill them in, and keep a note of where."),
                          column->n_missing, share * 100),
         column->kind == CRM_COLUMN_CATEGORY ? "--impute mode --indicator" : "--impute median --indicator");
}

/* Whether one value has nearly all rows; then there is no more to say of the others. */
static gboolean
look_for_one (const char *value,
              gsize count,
              gsize n_known,
              GPtrArray *hints)
{
  if (count == n_known)
    add (hints, "constant", g_strdup_printf (_("It is always “%s”, which tells nothing: leave it out."), value), NULL);
  else if (count > MOST_SHARE * n_known)
    add (hints, "mostly-one", g_strdup_printf (_("%.0f %% of the values are “%s”: the others are few."),
                                               floor (100.0 * count / n_known), value), NULL);
  else
    return FALSE;
  return TRUE;
}

static void
look_for_names (gsize n_known,
                gsize n_distinct,
                GPtrArray *hints)
{
  if (n_known >= FEW_ROWS && n_distinct == n_known)
    add (hints, "names-rows", g_strdup (_("Each row has another value: it names the rows, and nothing can be learnt "
                                          "from it. Use it as --id.")), NULL);
}

/* Words */

static gboolean
is_number (const char *text)
{
  char *end;

  g_ascii_strtod (text, &end);
  return end != text && end[strspn (end, " ")] == '\0';
}

static gboolean
is_date (const char *text)
{
  gint64 date;

  return crm_date_parse (text, &date);
}

/* A column of numbers or dates in which something else stands now and then. */
static void
look_for_mixture (const CrmColumn *column,
                  const CrmFrequency *levels,
                  guint n_levels,
                  GPtrArray *hints)
{
  gsize n_numbers = 0, n_dates = 0, n_known = column->n - column->n_missing;
  g_autoptr (GString) others = g_string_new (NULL);
  gboolean dates;
  guint n_named = 0;

  for (guint i = 0; i < n_levels; i++)
    {
      const char *text = crm_column_level (column, levels[i].code);

      n_numbers += is_number (text) ? levels[i].count : 0;
      n_dates += is_date (text) ? levels[i].count : 0;
    }
  dates = n_dates > n_numbers;
  if (MAX (n_numbers, n_dates) <= HALF * n_known || MAX (n_numbers, n_dates) == n_known)
    return;
  for (guint i = 0; i < n_levels && n_named < MOST_NAMED; i++)
    {
      const char *text = crm_column_level (column, levels[i].code);

      if (dates ? !is_date (text) : !is_number (text))
        g_string_append_printf (others, "%s“%s”", n_named++ > 0 ? ", " : "", text);
    }
  add (hints, "mixed",
       g_strdup_printf (dates ? _("%.1f %% of the values are dates, but not %s: correct or clear them.") :
                        _("%.1f %% of the values are numbers, but not %s: correct or clear them."),
                        100.0 * MAX (n_numbers, n_dates) / n_known, others->str), NULL);
}

static void
look_for_spelling (const CrmColumn *column,
                   const CrmFrequency *levels,
                   guint n_levels,
                   GPtrArray *hints)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < MIN (n_levels, MOST_COMPARED); i++)
    {
      const char *text = crm_column_level (column, levels[i].code), *other;
      g_autofree char *trimmed = g_strstrip (g_strdup (text));
      char *folded = g_utf8_casefold (trimmed, -1);

      other = g_hash_table_lookup (seen, folded);
      if (other == NULL)
        {
          g_hash_table_insert (seen, folded, (gpointer) text);
          continue;
        }
      g_free (folded);
      add (hints, "spelling", g_strdup_printf (_("“%s” and “%s” differ by capitals or spaces alone: make them one."),
                                               other, text), NULL);
      return;
    }
}

static void
look_for_rare (const CrmFrequency *levels,
               guint n_levels,
               gsize n_known,
               GPtrArray *hints)
{
  guint n_rare = 0;

  for (guint i = 0; i < n_levels; i++)
    n_rare += levels[i].count < RARE_SHARE * n_known;
  if (n_rare > 1 && n_rare < n_levels)
    add (hints, "rare", g_strdup_printf (ngettext ("%u value occurs in less than 1 %% of the rows: put such into one.",
                                                   "%u values occur in less than 1 %% of the rows each: put them "
                                                   "into one.", n_rare), n_rare), "--rare 0.01");
}

static void
look_at_words (const CrmColumn *column,
               GPtrArray *hints)
{
  gsize n_known = column->n - column->n_missing;
  guint n_levels;
  g_autofree CrmFrequency *levels = crm_frequencies_new (column, NULL, 0, &n_levels);

  if (n_levels == 0)
    return;
  if (look_for_one (crm_column_level (column, levels[0].code), levels[0].count, n_known, hints) && n_levels == 1)
    return;
  look_for_mixture (column, levels, n_levels, hints);
  look_for_spelling (column, levels, n_levels, hints);
  look_for_names (n_known, n_levels, hints);
  look_for_rare (levels, n_levels, n_known, hints);
}

/* Numbers */

static gsize
count_equal (const CrmDescription *is,
             double value)
{
  gsize count = 0;

  for (gsize i = 0; i < is->n; i++)
    count += is->sorted[i] == value;
  return count;
}

/* Numbers that people write where they know none: at an end, far from the others, more than once. */
static gboolean
look_for_stand_ins (const CrmDescription *is,
                    double low,
                    double high,
                    GPtrArray *hints)
{
  static const double usual[] = { -1, -9, -99, -999, -9999, 99, 999, 9999, 99999, 999999 };

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      gsize count;

      if ((usual[i] != is->min && usual[i] != is->max) || (usual[i] >= low && usual[i] <= high) ||
          (count = count_equal (is, usual[i])) < 2)
        continue;
      add (hints, "stand-in", g_strdup_printf (_("%g occurs %zu times and is far from the others: it may stand for a "
                                                 "missing value. Clear it then."), usual[i], count), NULL);
      return TRUE;
    }
  return FALSE;
}

static void
look_for_outliers (const CrmDescription *is,
                   GPtrArray *hints)
{
  double lower = crm_quantile (is->sorted, is->n, 0.25, 7), upper = crm_quantile (is->sorted, is->n, 0.75, 7);
  double low = lower - FAR_FACTOR * (upper - lower), high = upper + FAR_FACTOR * (upper - lower);
  gsize n_far = 0;

  for (gsize i = 0; i < is->n; i++)
    n_far += is->sorted[i] < low || is->sorted[i] > high;
  if (upper == lower || n_far == 0 || look_for_stand_ins (is, low, high, hints))
    return;
  add (hints, "outliers",
       g_strdup_printf (_("%zu values (%.1f %%) are far from the others, below %.6g or above %.6g: look at them, or "
                          "draw them in."), n_far, 100.0 * n_far / is->n, low, high), "--cap iqr --cap-factor 3");
}

static void
look_for_skew (const CrmDescription *is,
               GPtrArray *hints)
{
  if (is->n_distinct < 3 || fabs (is->adjusted_skewness) <= SKEWED)
    return;
  add (hints, "skewed", g_strdup_printf (is->adjusted_skewness > 0 ?
                                         _("It is skewed to the right (skewness %.2f): many small values, few large "
                                           "ones. A logarithm or power makes it even.") :
                                         _("It is skewed to the left (skewness %.2f): many large values, few small "
                                           "ones. A power makes it even."), is->adjusted_skewness),
       is->min > 0 ? "--transform box-cox" : "--transform yeo-johnson");
}

static gboolean
are_whole (const CrmDescription *is)
{
  for (gsize i = 0; i < is->n; i++)
    {
      if (is->sorted[i] != floor (is->sorted[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
look_at_numbers (const CrmColumn *column,
                 GPtrArray *hints,
                 const CrmRun *run,
                 GError **error)
{
  g_autofree double *values = crm_column_numbers (column);
  g_autoptr (CrmDescription) is = crm_describe (values, NULL, column->n, 0, run, error);
  char usual[G_ASCII_DTOSTR_BUF_SIZE];

  if (is == NULL)
    return FALSE;
  if (is->n_unusable > 0)
    add (hints, "infinite",
         g_strdup_printf (_("%zu numbers are infinite, or too large to calculate with: draw them in."), is->n_unusable),
         "--cap iqr");
  if (is->n == 0 ||
      look_for_one (g_ascii_formatd (usual, sizeof usual, "%.6g", is->modes[0]), is->mode_count, is->n, hints) ||
      is->n < FEW_ROWS)
    return TRUE;
  /* Numbers of rows follow each other closely; amounts do not. */
  if (is->max - is->min < 2.0 * is->n && are_whole (is) && is->n_distinct == is->n)
    {
      look_for_names (is->n, is->n_distinct, hints);
      return TRUE;
    }
  look_for_outliers (is, hints);
  look_for_skew (is, hints);
  return TRUE;
}

static void
look_at_days (const CrmColumn *column,
              GPtrArray *hints,
              const CrmRun *run)
{
  gsize n_known = column->n - column->n_missing;
  gsize first = 0;
  guint n_groups;
  g_autofree char *text = NULL;

  g_free (crm_column_group (column, &n_groups, run));
  if (n_groups != 1)
    return;
  while (crm_column_is_missing (column, first))
    first++;
  text = crm_column_text (column, first);
  look_for_one (text, n_known, n_known, hints);
}

/**
 * crm_hints_new:
 *
 * Says in words what is odd in a column, and which preparation would help.
 *
 * Returns: (transfer full) (element-type CrmHint) (nullable): none where nothing is odd
 * Errors: %G_IO_ERROR_CANCELLED
 */
GPtrArray *
crm_hints_new (const CrmColumn *column,
               const CrmRun *run,
               GError **error)
{
  g_autoptr (GPtrArray) hints = g_ptr_array_new_with_free_func (free_hint);

  look_for_gaps (column, hints);
  if (column->kind == CRM_COLUMN_CATEGORY)
    look_at_words (column, hints);
  else if (column->kind == CRM_COLUMN_DATE)
    look_at_days (column, hints, run);
  else if (!look_at_numbers (column, hints, run, error))
    return NULL;
  return g_steal_pointer (&hints);
}

/* A number for how a column groups the rows: FNV-1a of G. Fowler, L. C. Noll and K.-P. Vo. */
static guint64
digest (const gint32 *groups,
        gsize n)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (gsize row = 0; row < n; row++)
    hash = (hash ^ (guint32) groups[row]) * G_GUINT64_CONSTANT (1099511628211);
  return hash;
}

static gboolean
group_alike (const CrmColumn *a,
             const CrmColumn *b,
             const CrmRun *run)
{
  guint n_a, n_b;
  g_autofree gint32 *of_a = crm_column_group (a, &n_a, run), *of_b = crm_column_group (b, &n_b, run);

  return n_a == n_b && memcmp (of_a, of_b, a->n * sizeof (gint32)) == 0;
}

/**
 * crm_hints_same:
 * @names: of columns, ending with %NULL
 *
 * Finds columns that say the same as an earlier one: each value of the one goes with one of the other. Groups are
 * numbered as they first occur, so such columns have the same numbers.
 *
 * Returns: (transfer full) (nullable) (array length=names): the earlier column, empty where there is none
 * Errors: %G_IO_ERROR_CANCELLED
 */
char **
crm_hints_same (const CrmFrame *frame,
                char **names,
                const CrmRun *run,
                GError **error)
{
  guint n = g_strv_length (names);
  g_autofree guint64 *digests = g_new (guint64, n + 1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < n; i++)
    {
      const CrmColumn *column = crm_frame_find (frame, names[i]), *other = NULL;
      guint n_groups;
      g_autofree gint32 *groups = crm_column_group (column, &n_groups, run);

      if (!crm_run_go_on (run, -1, error))
        return NULL;
      digests[i] = digest (groups, column->n);
      for (guint k = 0; k < i && other == NULL && n_groups > 1 && n_groups < column->n - column->n_missing; k++)
        {
          if (digests[k] == digests[i] && group_alike (crm_frame_find (frame, names[k]), column, run))
            other = crm_frame_find (frame, names[k]);
        }
      g_strv_builder_add (builder, other != NULL ? other->name : "");
    }
  return g_strv_builder_end (builder);
}
