/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frequencies.h"
#include "analytics/crm-hints.h"
#include "analytics/crm-method-private.h"

#include <math.h>

/* What a column is, before anything is done with it. */

#define MOST_LEVELS 20
#define N_BINS 20

static void
write_levels (CrmResultBuilder *builder,
              const CrmColumn *column)
{
  guint n;
  g_autofree CrmFrequency *levels = crm_frequencies_new (column, NULL, 0, &n);

  crm_result_count (builder, "distinct", n);
  crm_result_begin_array (builder, "levels");
  for (guint i = 0; i < MIN (n, MOST_LEVELS); i++)
    {
      crm_result_begin (builder, NULL);
      crm_result_level (builder, "value", column, levels[i].code);
      crm_result_count (builder, "count", levels[i].count);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_histogram (CrmResultBuilder *builder,
                 const CrmColumn *column,
                 double low,
                 double high)
{
  gsize counts[N_BINS] = { 0 };

  for (gsize row = 0; row < column->n; row++)
    {
      double number = column->kind == CRM_COLUMN_NUMBER ? column->numbers[row] : column->days[row];

      if (!crm_column_is_missing (column, row) && isfinite (number))
        counts[high > low ? MIN ((guint) ((number - low) / (high - low) * N_BINS), N_BINS - 1) : 0]++;
    }
  crm_result_counts (builder, "histogram", counts, N_BINS);
}

static void
write_range (CrmResultBuilder *builder,
             const CrmColumn *column,
             const CrmRun *run)
{
  double low = INFINITY, high = -INFINITY;
  gsize low_row = 0, high_row = 0, n_infinite = 0;
  guint n_groups;

  g_free (crm_column_group (column, &n_groups, run));
  crm_result_count (builder, "distinct", n_groups);
  for (gsize row = 0; row < column->n; row++)
    {
      double number = column->kind == CRM_COLUMN_NUMBER ? column->numbers[row] : column->days[row];

      if (crm_column_is_missing (column, row))
        continue;
      if (!isfinite (number))
        {
          n_infinite++;
          continue;
        }
      if (number < low)
        low = number, low_row = row;
      if (number > high)
        high = number, high_row = row;
    }
  crm_result_count (builder, "infinite", n_infinite);
  if (low > high)
    return;
  crm_result_row (builder, "min", column, low_row);
  crm_result_row (builder, "max", column, high_row);
  write_histogram (builder, column, low, high);
}

static gboolean
write_hints (CrmResultBuilder *builder,
             const CrmColumn *column,
             const char *same,
             const CrmRun *crm_run,
             GError **error)
{
  g_autoptr (GPtrArray) hints = crm_hints_new (column, crm_run, error);

  if (hints == NULL)
    return FALSE;
  crm_result_begin_array (builder, "hints");
  for (guint i = 0; i < hints->len; i++)
    {
      const CrmHint *hint = hints->pdata[i];
      g_autofree char *quoted = g_shell_quote (column->name);
      g_autofree char *prepare = hint->prepare != NULL ? g_strdup_printf ("--only %s %s", quoted, hint->prepare) : NULL;

      crm_result_begin (builder, NULL);
      crm_result_text (builder, "code", hint->code);
      crm_result_text (builder, "text", hint->text);
      crm_result_text (builder, "prepare", prepare);
      crm_result_end (builder);
    }
  if (*same != '\0')
    {
      g_autofree char *text = g_strdup_printf (_("It says the same as “%s”: each value of the one goes with one of the "
                                                 "other. Leave out either."), same);

      crm_result_begin (builder, NULL);
      crm_result_text (builder, "code", "same-as");
      crm_result_text (builder, "text", text);
      crm_result_text (builder, "prepare", NULL);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  return TRUE;
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  static const char *const kinds[] = { "number", "category", "date" };
  g_auto (GStrv) names = crm_options_features (options, frame, FALSE, error);
  g_auto (GStrv) same = names != NULL ? crm_hints_same (frame, names, crm_run, error) : NULL;
  guint n = names != NULL ? g_strv_length (names) : 0;

  if (same == NULL)
    return FALSE;
  crm_result_begin (builder, NULL);
  crm_result_count (builder, "rows", crm_frame_n_rows (frame));
  crm_result_begin_array (builder, "columns");
  for (guint i = 0; i < n; i++)
    {
      const CrmColumn *column = crm_frame_find (frame, names[i]);

      if (!crm_run_go_on (crm_run, (double) i / n, error))
        return FALSE;
      crm_result_begin (builder, NULL);
      crm_result_text (builder, "name", column->name);
      crm_result_text (builder, "kind", kinds[column->kind]);
      crm_result_count (builder, "missing", column->n_missing);
      if (column->kind == CRM_COLUMN_CATEGORY)
        write_levels (builder, column);
      else
        write_range (builder, column, crm_run);
      if (!write_hints (builder, column, same[i], crm_run, error))
        return FALSE;
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  CRM_OPTION_COLUMNS_ROW,
  { NULL },
};

const CrmMethod crm_method_profile = {
  .name = "profile",
  .label = N_("Column Profile"),
  .summary = N_("What each column holds, what is odd in it, and which preparation would help"),
  .options = options,
  .run = run,
};
