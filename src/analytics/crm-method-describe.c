/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-describe.h"
#include "analytics/crm-frequencies.h"
#include "analytics/crm-grouping.h"
#include "analytics/crm-method-private.h"

#include "base/crm-date.h"

#include <math.h>

#define MOST_LEVELS 100

typedef struct
{
  char           **names;
  const CrmFrame  *frame;
  const double    *weights;   /* nullable */
  guint            n_lags;
  gsize            n_cells;   /* rows by columns to describe, by themselves and in groups … */
  gsize            n_done;    /* … and those that were */
  const CrmRun    *run;
  CrmResultBuilder     *builder;
} Work;

static void
write_quantiles (CrmResultBuilder *builder,
                 const CrmDescription *of)
{
  static const guint percents[] = { 1, 5, 10, 25, 50, 75, 90, 95, 99 };

  crm_result_begin (builder, "quantiles");
  for (guint i = 0; i < G_N_ELEMENTS (percents); i++)
    {
      char key[8];

      g_snprintf (key, sizeof key, "p%u", percents[i]);
      crm_result_number (builder, key, crm_quantile (of->sorted, of->n, percents[i] / 100.0, 7));
    }
  crm_result_end (builder);
  crm_result_begin_array (builder, "quartiles_type6");
  for (guint i = 1; i <= 3; i++)
    crm_result_number (builder, NULL, crm_quantile (of->sorted, of->n, i / 4.0, 6));
  crm_result_end_array (builder);
}

static void
write_description (CrmResultBuilder *builder,
                   const CrmDescription *of)
{
  crm_result_count (builder, "unusable", of->n_unusable);
  crm_result_count (builder, "distinct", of->n_distinct);
  crm_result_number (builder, "sum", of->sum);
  crm_result_number (builder, "mean", of->mean);
  crm_result_number (builder, "weighted_mean", of->weighted_mean);
  crm_result_number (builder, "geometric_mean", of->geometric_mean);
  crm_result_number (builder, "harmonic_mean", of->harmonic_mean);
  crm_result_number (builder, "trimmed_mean", of->trimmed_mean);
  crm_result_number (builder, "rms", of->rms);
  crm_result_number (builder, "median", of->median);
  crm_result_numbers (builder, "modes", of->modes, MIN (of->n_modes, CRM_MODES_MOST));
  crm_result_count (builder, "n_modes", of->n_modes);
  crm_result_count (builder, "mode_count", of->mode_count);
  crm_result_number (builder, "sd", of->sd);
  crm_result_number (builder, "variance", of->variance);
  crm_result_number (builder, "standard_error", of->n > 0 ? of->sd / sqrt (of->n) : NAN);
  crm_result_number (builder, "variation", of->mean > 0 ? of->sd / of->mean : NAN);
  crm_result_number (builder, "min", of->min);
  crm_result_number (builder, "max", of->max);
  write_quantiles (builder, of);
  crm_result_number (builder, "iqr", of->iqr);
  crm_result_number (builder, "mad", of->mad);
  crm_result_number (builder, "mean_distance", of->mean_distance);
  crm_result_number (builder, "skewness", of->skewness);
  crm_result_number (builder, "adjusted_skewness", of->adjusted_skewness);
  crm_result_number (builder, "kurtosis", of->kurtosis);
  crm_result_number (builder, "adjusted_kurtosis", of->adjusted_kurtosis);
  crm_result_numbers (builder, "autocorrelation", of->autocorrelations, of->n_lags);
}

/* Of days only what is a day again. */
static void
write_days (CrmResultBuilder *builder,
            const CrmDescription *of)
{
  static const struct { const char *key; double share; } places[] = { { "min", 0 }, { "median", 0.5 }, { "max", 1 } };

  crm_result_count (builder, "distinct", of->n_distinct);
  for (guint i = 0; of->n > 0 && i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *text = crm_date_to_iso (floor (crm_quantile (of->sorted, of->n, places[i].share, 7)));

      crm_result_text (builder, places[i].key, text);
    }
}

static void
write_frequencies (CrmResultBuilder *builder,
                   const CrmColumn *column,
                   const gsize *rows,
                   gsize n)
{
  guint n_levels;
  g_autofree CrmFrequency *counts = crm_frequencies_new (column, rows, n, &n_levels);
  gsize known = 0;

  for (guint i = 0; i < n_levels; i++)
    known += counts[i].count;
  crm_result_count (builder, "n", known);
  crm_result_count (builder, "missing", n - known);
  crm_result_count (builder, "distinct", n_levels);
  crm_result_begin_array (builder, "modes");
  for (guint i = 0; i < MIN (n_levels, MOST_LEVELS) && counts[i].count == counts[0].count; i++)
    crm_result_level (builder, NULL, column, counts[i].code);
  crm_result_end_array (builder);
  crm_result_begin_array (builder, "frequencies");
  for (guint i = 0; i < MIN (n_levels, MOST_LEVELS); i++)
    {
      crm_result_begin (builder, NULL);
      crm_result_level (builder, "value", column, counts[i].code);
      crm_result_count (builder, "count", counts[i].count);
      crm_result_number (builder, "share", (double) counts[i].count / known);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static gboolean
write_numbers (const Work *work,
               const CrmColumn *column,
               const gsize *rows,
               gsize n,
               GError **error)
{
  g_autofree double *all = crm_column_numbers (column);
  g_autofree double *values = g_new (double, MAX (n, 1));
  g_autofree double *weights = work->weights != NULL ? g_new (double, MAX (n, 1)) : NULL;
  g_autoptr (CrmDescription) description = NULL;

  for (gsize i = 0; i < n; i++)
    {
      values[i] = all[rows[i]];
      if (weights != NULL)
        weights[i] = work->weights[rows[i]];
    }
  description = crm_describe (values, weights, n, work->n_lags, work->run, error);
  if (description == NULL)
    return FALSE;
  crm_result_count (work->builder, "n", description->n);
  crm_result_count (work->builder, "missing", description->n_missing);
  if (column->kind == CRM_COLUMN_DATE)
    write_days (work->builder, description);
  else
    write_description (work->builder, description);
  return TRUE;
}

static gboolean
write_columns (Work *work,
               const gsize *rows,
               gsize n,
               GError **error)
{
  static const char *const kinds[] = { "number", "category", "date" };

  crm_result_begin_array (work->builder, "columns");
  for (guint i = 0; work->names[i] != NULL; i++)
    {
      const CrmColumn *column = crm_frame_find (work->frame, work->names[i]);

      if (!crm_run_go_on (work->run, (double) work->n_done / work->n_cells, error))
        return FALSE;
      work->n_done += n;
      crm_result_begin (work->builder, NULL);
      crm_result_text (work->builder, "name", column->name);
      crm_result_text (work->builder, "kind", kinds[column->kind]);
      if (column->kind == CRM_COLUMN_CATEGORY)
        write_frequencies (work->builder, column, rows, n);
      else if (!write_numbers (work, column, rows, n, error))
        return FALSE;
      crm_result_end (work->builder);
    }
  crm_result_end_array (work->builder);
  return TRUE;
}

/* Rows without a group are described with all, not by themselves. */
static gboolean
write_groups (Work *work,
              const CrmColumn *by,
              GError **error)
{
  guint n_groups;
  g_autofree gint32 *groups = crm_column_group_in_order (by, &n_groups, work->run);
  g_autoptr (CrmGrouping) grouping = crm_grouping_new (groups, by->n, n_groups);

  crm_result_begin_array (work->builder, "groups");
  for (guint i = 0; i < n_groups; i++)
    {
      const gsize *rows = grouping->rows + grouping->starts[i];
      gsize n = crm_grouping_size (grouping, i);

      crm_result_begin (work->builder, NULL);
      crm_result_row (work->builder, "group", by, rows[0]);
      crm_result_count (work->builder, "rows", n);
      if (!write_columns (work, rows, n, error))
        return FALSE;
      crm_result_end (work->builder);
    }
  crm_result_end_array (work->builder);
  return TRUE;
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_auto (GStrv) names = crm_options_features (options, frame, FALSE, error);
  g_autofree double *weights = NULL;
  gsize n = crm_frame_n_rows (frame);
  g_autofree gsize *rows = g_new (gsize, MAX (n, 1));
  const CrmColumn *by = NULL, *weight = NULL;
  Work work;

  if (names == NULL ||
      (crm_options_has (options, "by") && (by = crm_options_column (options, "by", frame, error)) == NULL) ||
      (crm_options_has (options, "weights") &&
       (weight = crm_options_column_of_kind (options, "weights", frame, CRM_COLUMN_NUMBER, error)) == NULL))
    return FALSE;
  weights = weight != NULL ? crm_column_numbers (weight) : NULL;
  for (gsize row = 0; row < n; row++)
    rows[row] = row;
  work = (Work) { names, frame, weights, crm_options_integer (options, "lags"),
                  MAX (n * g_strv_length (names) * (by != NULL ? 2 : 1), 1), 0, crm_run, builder };
  crm_result_begin (builder, NULL);
  crm_result_count (builder, "rows", n);
  if (!write_columns (&work, rows, n, error) || (by != NULL && !write_groups (&work, by, error)))
    return FALSE;
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  CRM_OPTION_COLUMNS_ROW,
  { "weights", N_("Column of weights, for weighted means"), CRM_OPTION_COLUMN },
  { "by", N_("Column of groups to describe each by itself, too"), CRM_OPTION_COLUMN },
  { "lags", N_("How many autocorrelations to find"), CRM_OPTION_INTEGER, "1", 0, 1000 },
  { NULL },
};

const CrmMethod crm_method_describe = {
  .name = "describe",
  .label = N_("Descriptive Statistics"),
  .summary = N_("Means, spread, quantiles and shape of numbers, and how often each word occurs"),
  .options = options,
  .run = run,
};
