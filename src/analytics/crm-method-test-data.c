/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-describe.h"
#include "analytics/crm-method-private.h"
#include "analytics/crm-method-test.h"
#include "analytics/crm-number.h"
#include "analytics/crm-sort.h"

#include "base/crm-error.h"

#include <math.h>
#include <string.h>

#define MOST_GROUPS 1000
#define MANY 30          /* values whose mean is near enough to normal … */
#define SKEWED 1.0       /* … as is that of fewer that are not more skewed (M. Bulmer, 1979) */
#define FEW_EXPECTED 5   /* in a cell (W. G. Cochran, 1954) */

void
crm_test_data_clear (CrmTestData *self)
{
  for (guint i = 0; i < self->samples.n; i++)
    g_free (self->samples.values[i]);
  g_free (self->samples.values);
  g_free (self->samples.sizes);
  g_clear_pointer (&self->group_names, g_ptr_array_unref);
  g_clear_pointer (&self->value_names, g_ptr_array_unref);
  g_free (self->differences);
  g_free (self->values);
  g_free (self->groups);
  g_free (self->counts);
}

/* Numbers the values of a column in their own order; −1 where one is missing, and for rows that are not `used`. */
static gint32 *
number_groups (const CrmColumn *column,
               const guint8 *used,
               GPtrArray *names,
               const CrmRun *run)
{
  g_autofree double *numbers = crm_column_numbers (column);
  g_autofree guint32 *order = NULL;
  gint32 *groups = g_new (gint32, MAX (column->n, 1));
  gsize n_known;

  for (gsize row = 0; row < column->n; row++)
    {
      groups[row] = -1;
      if (!used[row])
        numbers[row] = NAN;
    }
  order = crm_sort_order (numbers, column->n, &n_known, run);
  for (gsize i = 0; i < n_known && names->len <= MOST_GROUPS; i++)
    {
      if (i == 0 || numbers[order[i]] != numbers[order[i - 1]])
        g_ptr_array_add (names, crm_column_text (column, order[i]));
      groups[order[i]] = names->len - 1;
    }
  return groups;
}

static gboolean
check_groups (const CrmColumn *column,
              GPtrArray *names,
              GError **error)
{
  if (names->len >= 2 && names->len <= MOST_GROUPS)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
               names->len < 2 ? _("“%s” has fewer than two different values, so there is nothing to compare.") :
               _("“%s” has too many different values to be groups. Choose another column."), column->name);
  return FALSE;
}

static void
fill_samples (CrmTestData *self,
              const double *numbers,
              gsize n_rows)
{
  guint n = self->group_names->len;

  self->samples = (CrmSamples) { n, g_new0 (double *, n), g_new0 (gsize, n) };
  for (gsize row = 0; row < n_rows; row++)
    {
      if (self->groups[row] >= 0)
        self->samples.sizes[self->groups[row]]++;
    }
  self->smallest = G_MAXSIZE;
  for (guint i = 0; i < n; i++)
    {
      self->smallest = MIN (self->smallest, self->samples.sizes[i]);
      self->n += self->samples.sizes[i];
      self->samples.values[i] = g_new (double, self->samples.sizes[i]);
      self->samples.sizes[i] = 0;
    }
  for (gsize row = 0; row < n_rows; row++)
    {
      gint32 group = self->groups[row];

      if (group >= 0)
        self->samples.values[group][self->samples.sizes[group]++] = numbers[row];
    }
}

static gboolean
take_groups (CrmTestData *self,
             const CrmColumn *value,
             const CrmColumn *by,
             const CrmRun *run,
             GError **error)
{
  g_autofree double *numbers = crm_column_numbers (value);
  g_autofree guint8 *used = g_new (guint8, MAX (value->n, 1));

  self->form = CRM_TEST_GROUPS;
  for (gsize row = 0; row < value->n; row++)
    used[row] = crm_number_is_usable (numbers[row]);
  self->groups = number_groups (by, used, self->group_names, run);
  if (!crm_run_go_on (run, -1, error) || !check_groups (by, self->group_names, error))
    return FALSE;
  fill_samples (self, numbers, value->n);
  return TRUE;
}

static gboolean
choose_positive (CrmTestData *self,
                 const CrmColumn *value,
                 const char *positive,
                 GError **error)
{
  self->is_share = positive != NULL;
  self->positive = self->value_names->len - 1;
  if (positive == NULL ||
      g_ptr_array_find_with_equal_func (self->value_names, positive, g_str_equal, &self->positive))
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("No row of “%s” has the value “%s” that --positive names."),
               value->name, positive);
  return FALSE;
}

static gboolean
take_counts (CrmTestData *self,
             const CrmColumn *value,
             const CrmColumn *by,
             const char *positive,
             const CrmRun *run,
             GError **error)
{
  g_autofree guint8 *used = g_new (guint8, MAX (value->n, 1));
  g_autofree gint32 *values = NULL, *groups = NULL;

  self->form = CRM_TEST_COUNTS;
  for (gsize row = 0; row < value->n; row++)
    used[row] = !crm_column_is_missing (value, row) && !crm_column_is_missing (by, row);
  values = number_groups (value, used, self->value_names, run);
  groups = number_groups (by, used, self->group_names, run);
  if (!crm_run_go_on (run, -1, error) || !check_groups (value, self->value_names, error) ||
      !check_groups (by, self->group_names, error) || !choose_positive (self, value, positive, error))
    return FALSE;
  self->counts = g_new0 (gsize, (gsize) self->value_names->len * self->group_names->len);
  self->values = g_new (gint32, MAX (value->n, 1));
  self->groups = g_new (gint32, MAX (value->n, 1));
  for (gsize row = 0; row < value->n; row++)
    {
      if (!used[row])
        continue;
      self->counts[(gsize) values[row] * self->group_names->len + groups[row]]++;
      self->values[self->n] = values[row];
      self->groups[self->n++] = groups[row];
    }
  return TRUE;
}

static gboolean
take_pairs (CrmTestData *self,
            const CrmColumn *value,
            const CrmColumn *with,
            double expected,
            GError **error)
{
  g_autofree double *second = with != NULL ? crm_column_numbers (with) : NULL;

  self->form = CRM_TEST_PAIRS;
  if (value->kind != CRM_COLUMN_NUMBER)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("“%s” does not hold numbers. Name the groups in which its words are counted with --by."),
                   value->name);
      return FALSE;
    }
  self->differences = g_new (double, MAX (value->n, 1));
  for (gsize row = 0; row < value->n; row++)
    {
      double difference = value->numbers[row] - (second != NULL ? second[row] : 0) - expected;

      if (crm_number_is_usable (difference))
        self->differences[self->n++] = difference;
    }
  self->smallest = self->n;
  return TRUE;
}

/**
 * crm_test_data_init:
 * @as_words: whether numbers in groups are only told apart, as words are
 *
 * Reads what is to be tested. Rows that lack a value are left out.
 *
 * Errors: %CRM_ERROR_NOT_FOUND for columns; %CRM_ERROR_INVALID for those that cannot be compared; %CRM_ERROR_SYNTAX;
 *   %G_IO_ERROR_CANCELLED
 */
gboolean
crm_test_data_init (CrmTestData *self,
                    const CrmFrame *frame,
                    const CrmOptions *options,
                    gboolean as_words,
                    const CrmRun *run,
                    GError **error)
{
  const CrmColumn *value = crm_options_column (options, "value", frame, error), *by, *with;
  gboolean done;

  self->group_names = g_ptr_array_new_with_free_func (g_free);
  self->value_names = g_ptr_array_new_with_free_func (g_free);
  if (value == NULL)
    return FALSE;
  by = crm_options_column (options, "by", frame, error);
  if (by == NULL && crm_options_has (options, "by"))
    return FALSE;
  with = crm_options_column_of_kind (options, "with", frame, CRM_COLUMN_NUMBER, error);
  if (with == NULL && crm_options_has (options, "with"))
    return FALSE;
  if (by != NULL && with != NULL)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_SYNTAX,
                           _("Rows are in groups or are pairs. Leave out --by or --with."));
      return FALSE;
    }
  if (by == NULL)
    done = take_pairs (self, value, with, crm_options_number (options, "expected"), error);
  else if (value->kind == CRM_COLUMN_NUMBER && !as_words)
    done = take_groups (self, value, by, run, error);
  else
    done = take_counts (self, value, by, crm_options_text (options, "positive"), run, error);
  self->n_left_out = value->n - self->n;
  return done;
}

/* Choosing a test */

static gboolean
is_near_normal (const double *values,
                gsize n)
{
  g_autoptr (CrmDescription) is = NULL;

  if (n >= MANY)
    return TRUE;
  is = crm_describe (values, NULL, n, 0, NULL, NULL);
  return n >= 3 && is->sd > 0 && fabs (is->adjusted_skewness) <= SKEWED;
}

static gboolean
has_rare_cell (const CrmTestData *self)
{
  double n[2] = { 0 }, m[2] = { 0 };

  for (guint i = 0; i < 4; i++)
    {
      n[i / 2] += self->counts[i];
      m[i % 2] += self->counts[i];
    }
  return fmin (n[0], n[1]) * fmin (m[0], m[1]) < FEW_EXPECTED * (double) self->n;
}

static const char *
choose_counts (const CrmTestData *self,
               const char **why)
{
  if (self->is_share)
    {
      *why = _("The share of one word is compared between groups.");
      return "proportions";
    }
  if (self->value_names->len == 2 && self->group_names->len == 2 && has_rare_cell (self))
    {
      *why = _("There are two words in two groups, and too few rows for a distribution: all tables are counted.");
      return "fisher";
    }
  *why = _("Words are counted in groups.");
  return "chi-square";
}

/**
 * crm_test_data_choose:
 * @why: (out): in words
 *
 * Chooses a test: of means, allowing for different spreads, where there are many values or they are not very skewed;
 * else of ranks.
 *
 * Returns: what the option “kind” calls it
 */
const char *
crm_test_data_choose (const CrmTestData *self,
                      const char **why)
{
  gboolean normal = TRUE;

  if (self->form == CRM_TEST_COUNTS)
    return choose_counts (self, why);
  if (self->form == CRM_TEST_PAIRS)
    {
      normal = is_near_normal (self->differences, self->n);
      *why = normal ? _("Rows are pairs, and there are many or they are not very skewed: their mean is tested.") :
                      _("Rows are pairs, few and very skewed: their ranks are tested rather than their mean.");
      return normal ? "paired-t" : "wilcoxon";
    }
  for (guint i = 0; i < self->samples.n; i++)
    normal = normal && is_near_normal (self->samples.values[i], self->samples.sizes[i]);
  *why = normal ? _("Each group has many values or is not very skewed: means are compared, and groups may spread "
                    "differently.") :
                  _("A group has few values, which are very skewed or the same: ranks are compared rather than means.");
  if (self->samples.n == 2)
    return normal ? "welch-t" : "mann-whitney";
  return normal ? "welch-anova" : "kruskal";
}

/* Writing */

static void
write_sample (CrmResultBuilder *builder,
              const char *name,
              const double *values,
              gsize n,
              const CrmRun *run)
{
  g_autoptr (CrmDescription) is = crm_describe (values, NULL, n, 0, CRM_RUN_STILL (run), NULL);

  if (is == NULL)
    return;
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "group", name);
  crm_result_count (builder, "n", n);
  crm_result_number (builder, "mean", is->mean);
  crm_result_number (builder, "sd", is->sd);
  crm_result_number (builder, "median", is->median);
  crm_result_end (builder);
}

static void
write_counts (const CrmTestData *self,
              CrmResultBuilder *builder)
{
  guint n = self->group_names->len;

  crm_result_texts (builder, "values", self->value_names);
  crm_result_begin_array (builder, "groups");
  for (guint i = 0; i < n; i++)
    {
      gsize size = 0;

      crm_result_begin (builder, NULL);
      crm_result_text (builder, "group", self->group_names->pdata[i]);
      crm_result_begin_array (builder, "counts");
      for (guint k = 0; k < self->value_names->len; k++)
        {
          crm_result_count (builder, NULL, self->counts[(gsize) k * n + i]);
          size += self->counts[(gsize) k * n + i];
        }
      crm_result_end_array (builder);
      crm_result_count (builder, "n", size);
      crm_result_number (builder, "share", (double) self->counts[(gsize) self->positive * n + i] / size);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

/**
 * crm_test_data_write:
 *
 * Adds what is compared.
 */
void
crm_test_data_write (const CrmTestData *self,
                     CrmResultBuilder *builder,
                     const CrmRun *run)
{
  if (self->form == CRM_TEST_COUNTS)
    {
      write_counts (self, builder);
      return;
    }
  crm_result_begin_array (builder, "groups");
  for (guint i = 0; i < self->samples.n; i++)
    write_sample (builder, self->group_names->pdata[i], self->samples.values[i], self->samples.sizes[i], run);
  if (self->form == CRM_TEST_PAIRS)
    write_sample (builder, NULL, self->differences, self->n, run);
  crm_result_end_array (builder);
}
