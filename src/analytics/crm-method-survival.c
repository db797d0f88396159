/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-private.h"

#include "analytics/crm-survival-regression.h"
#include "base/crm-error.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* In all, and for each coefficient: P. Peduzzi et al., "Importance of events per independent variable in proportional
 * hazards regression analysis II", Journal of Clinical Epidemiology 48 (1995). */
#define FEW_EVENTS 10

typedef struct
{
  CrmFrame *frame;       /* rows with duration, outcome and group */
  double   *times;
  guint8   *events;
  gint32   *groups;
  const CrmColumn *event, *by;   /* of that frame */
  guint     n_groups;
  gsize     n_left_out;
} Study;

static void
clear_study (Study *self)
{
  g_clear_pointer (&self->frame, crm_frame_unref);
  g_free (self->times);
  g_free (self->events);
  g_free (self->groups);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Study, clear_study)

/* Outcomes */

static gboolean
refuse_outcome (const CrmColumn *column,
                GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("“%s” does not say who ended: it has other values than two. Name "
                                                      "the one that means so with --positive."), column->name);
  return FALSE;
}

/* 1 of 0 and 1, and 2 of 1 and 2, as is the custom. */
static gboolean
read_numbers (const CrmColumn *column,
              guint8 *events,
              GError **error)
{
  double low = INFINITY, high = -INFINITY;

  for (gsize row = 0; row < column->n; row++)
    {
      low = fmin (low, column->numbers[row]);
      high = fmax (high, column->numbers[row]);
    }
  for (gsize row = 0; row < column->n; row++)
    {
      double number = column->numbers[row];

      if ((number != 0 && number != 1 && number != 2) || (low == 0 && high == 2))
        return refuse_outcome (column, error);
      events[row] = number == fmax (high, 1);
    }
  return TRUE;
}

static gboolean
refuse_value (const CrmColumn *column,
              const char *positive,
              GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("“%s” is nowhere “%s”. Look at its values with “profile”."),
               column->name, positive);
  return FALSE;
}

/* Yes of No and Yes, the later of other words. */
static gboolean
read_words (const CrmColumn *column,
            const char *positive,
            guint8 *events,
            GError **error)
{
  guint n = crm_column_n_levels (column);
  int code = positive != NULL ? crm_column_find_level (column, positive) :
                                (int) crm_levels_choose_positive ((const char *const *) column->levels->pdata, n);

  if (positive != NULL && code < 0)
    return refuse_value (column, positive, error);
  if (positive == NULL && n != 2)
    return refuse_outcome (column, error);
  for (gsize row = 0; row < column->n; row++)
    events[row] = column->codes[row] == code;
  return TRUE;
}

static gboolean
read_events (const CrmColumn *column,
             const char *positive,
             guint8 *events,
             GError **error)
{
  gboolean found = FALSE;
  char *end;
  double number;

  if (column->kind == CRM_COLUMN_CATEGORY)
    return read_words (column, positive, events, error);
  if (column->kind == CRM_COLUMN_DATE)
    return refuse_outcome (column, error);
  if (positive == NULL)
    return read_numbers (column, events, error);
  number = g_ascii_strtod (positive, &end);
  for (gsize row = 0; row < column->n; row++)
    {
      events[row] = end != positive && column->numbers[row] == number;
      found |= events[row];
    }
  return found || refuse_value (column, positive, error);
}

/* Rows */

static CrmFrame *
take_whole (CrmFrame *frame,
            const CrmColumn *duration,
            const CrmColumn *event,
            const CrmColumn *by,
            const CrmRun *run,
            GError **error)
{
  gsize n_rows = crm_frame_n_rows (frame), n = 0;
  g_autofree gsize *rows = g_new (gsize, n_rows + 1);

  for (gsize row = 0; row < n_rows; row++)
    {
      if (!crm_column_is_missing (duration, row) && !crm_column_is_missing (event, row) &&
          (by == NULL || !crm_column_is_missing (by, row)))
        rows[n++] = row;
    }
  return crm_frame_take_rows (frame, rows, n, run, error);
}

static gboolean
read_study (Study *self,
            CrmFrame *frame,
            const CrmOptions *options,
            const CrmRun *run,
            GError **error)
{
  const CrmColumn *duration = crm_options_column_of_kind (options, "duration", frame, CRM_COLUMN_NUMBER, error);
  const CrmColumn *event = duration != NULL ? crm_options_column (options, "event", frame, error) : NULL;
  const CrmColumn *by = NULL;

  if (event == NULL)
    return FALSE;
  if (crm_options_has (options, "by") && (by = crm_options_column (options, "by", frame, error)) == NULL)
    return FALSE;
  self->frame = take_whole (frame, duration, event, by, run, error);
  if (self->frame == NULL)
    return FALSE;
  self->n_left_out = crm_frame_n_rows (frame) - crm_frame_n_rows (self->frame);
  self->times = crm_column_numbers (crm_frame_find (self->frame, duration->name));
  crm_survival_join_times (self->times, crm_frame_n_rows (self->frame), run);
  self->event = crm_frame_find (self->frame, event->name);
  self->events = g_new0 (guint8, crm_frame_n_rows (self->frame) + 1);
  if (!read_events (self->event, crm_options_text (options, "positive"), self->events, error))
    return FALSE;
  self->by = by != NULL ? crm_frame_find (self->frame, by->name) : NULL;
  self->groups = by != NULL ? crm_column_group_in_order (self->by, &self->n_groups, run) : NULL;
  return TRUE;
}

/* Writing */

static void
write_curve (CrmResultBuilder *builder,
             const CrmSurvivalCurve *curve)
{
  crm_result_count (builder, "n", curve->n_observed);
  crm_result_count (builder, "events", curve->n_ended);
  crm_result_number (builder, "median", curve->median);
  crm_result_number (builder, "median_low", curve->median_low);
  crm_result_number (builder, "median_high", curve->median_high);
  crm_result_number (builder, "restricted_mean", curve->mean);
  crm_result_number (builder, "restricted_mean_error", curve->mean_error);
  crm_result_numbers (builder, "times", curve->times, curve->n);
  crm_result_counts (builder, "n_risk", curve->n_risk, curve->n);
  crm_result_counts (builder, "n_events", curve->n_events, curve->n);
  crm_result_counts (builder, "n_censored", curve->n_censored, curve->n);
  crm_result_numbers (builder, "survival", curve->survival, curve->n);
  crm_result_numbers (builder, "std_error", curve->std_error, curve->n);
  crm_result_numbers (builder, "lower", curve->lower, curve->n);
  crm_result_numbers (builder, "upper", curve->upper, curve->n);
}

/* There is none without a row. */
static gsize
first_row (const gint32 *groups,
           guint group)
{
  gsize row = 0;

  while (groups[row] != (gint32) group)
    row++;
  return row;
}

static gboolean
write_groups (CrmResultBuilder *builder,
              const Study *study,
              const CrmSurvivalData *data,
              double until,
              const CrmRun *run,
              GError **error)
{
  g_autoptr (CrmLogRank) test = crm_log_rank_new (data, run, error);

  if (test == NULL)
    return FALSE;
  crm_result_begin_array (builder, "groups");
  for (guint group = 0; group < data->n_groups; group++)
    {
      gsize row = first_row (data->groups, group);
      g_autoptr (CrmSurvivalCurve) curve = NULL;

      curve = crm_survival_curve_new (data, group, until, run, error);
      if (curve == NULL)
        return FALSE;
      crm_result_begin (builder, NULL);
      crm_result_row (builder, "group", study->by, row);
      crm_result_number (builder, "observed", test->observed[group]);
      crm_result_number (builder, "expected", test->expected[group]);
      write_curve (builder, curve);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  crm_result_begin (builder, "log_rank");
  crm_result_number (builder, "chi_squared", test->chi_squared);
  crm_result_count (builder, "df", test->df);
  crm_result_number (builder, "p", test->p);
  crm_result_end (builder);
  return TRUE;
}

static void
write_coefficient (CrmResultBuilder *builder,
                   const char *name,
                   double coefficient,
                   double error)
{
  double z = coefficient / error;

  crm_result_begin (builder, NULL);
  crm_result_text (builder, "name", name);
  crm_result_number (builder, "coefficient", coefficient);
  crm_result_number (builder, "error", error);
  crm_result_number (builder, "factor", exp (coefficient));
  crm_result_number (builder, "z", z);
  crm_result_number (builder, "p", 2 * gsl_cdf_ugaussian_Q (fabs (z)));
  crm_result_end (builder);
}

static void
write_regression (CrmResultBuilder *builder,
                  const char *key,
                  const CrmSurvivalRegression *model,
                  const CrmMatrix *matrix)
{
  gboolean weibull = !isnan (model->intercept);

  crm_result_begin (builder, key);
  crm_result_count (builder, "n", model->n);
  crm_result_count (builder, "events", model->n_events);
  crm_result_begin_array (builder, "coefficients");
  if (weibull)
    write_coefficient (builder, "(Intercept)", model->intercept, model->intercept_error);
  for (gsize j = 0; j < model->d; j++)
    write_coefficient (builder, matrix->names->pdata[j], model->coefficients[j], model->errors[j]);
  crm_result_end_array (builder);
  if (weibull)
    {
      crm_result_number (builder, "scale", model->scale);
      crm_result_number (builder, "log_scale_error", model->log_scale_error);
    }
  else
    crm_result_number (builder, "concordance", model->concordance);
  crm_result_number (builder, "null_log_likelihood", model->null_log_likelihood);
  crm_result_number (builder, "log_likelihood", model->log_likelihood);
  crm_result_end (builder);
}

/* Rows that lack a covariate are left out, as R does. What Weibull's model cannot have leaves Cox's as it is. */
static gboolean
write_regressions (CrmResultBuilder *builder,
                   const Study *study,
                   const CrmOptions *options,
                   GPtrArray *notes,
                   const CrmRun *run,
                   GError **error)
{
  g_auto (GStrv) covariates = crm_options_columns (options, "covariates");
  g_autoptr (CrmMatrix) matrix = crm_matrix_new (study->frame, (const char *const *) covariates,
                                                 &(CrmMatrixOptions) { 0 }, run, error);
  g_autofree double *times = matrix != NULL ? g_new (double, matrix->n + 1) : NULL;
  g_autofree guint8 *events = matrix != NULL ? g_new (guint8, matrix->n + 1) : NULL;
  g_autoptr (CrmSurvivalRegression) cox = NULL;
  g_autoptr (CrmSurvivalRegression) weibull = NULL;
  g_autoptr (GError) reason = NULL;
  CrmSurvivalData data = { times, events };

  if (matrix == NULL)
    return FALSE;
  if (matrix->d == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("The covariates do not vary, so nothing can depend "
                                                                  "on them. Choose others."));
      return FALSE;
    }
  data.n = matrix->n;
  for (gsize i = 0; i < matrix->n; i++)
    {
      times[i] = study->times[matrix->rows[i]];
      events[i] = study->events[matrix->rows[i]];
    }
  cox = crm_cox_new (&data, matrix, crm_options_choice (options, "ties"), CRM_RUN_PART (run, 0, 0.7), error);
  if (cox == NULL)
    return FALSE;
  write_regression (builder, "cox", cox, matrix);
  if (cox->n_events < FEW_EVENTS * cox->d)
    g_ptr_array_add (notes, g_strdup_printf (_("%zu ended, which is few for %zu coefficients: take them with care, or "
                                               "choose fewer covariates."), cox->n_events, cox->d));
  weibull = crm_weibull_new (&data, matrix, CRM_RUN_PART (run, 0.7, 1), &reason);
  if (weibull != NULL)
    write_regression (builder, "weibull", weibull, matrix);
  else if (reason->domain != CRM_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  else
    crm_result_text (builder, "weibull_reason", reason->message);
  return TRUE;
}

/* The outcome that counts as the end; null where nobody ended. */
static void
write_positive (CrmResultBuilder *builder,
                const Study *study)
{
  gsize row = 0;

  while (row < study->event->n && !study->events[row])
    row++;
  if (row < study->event->n)
    crm_result_row (builder, "positive", study->event, row);
  else
    crm_result_text (builder, "positive", NULL);
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_auto (Study) study = { NULL };
  g_autoptr (CrmSurvivalCurve) curve = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  CrmSurvivalData data = { NULL };
  double until = crm_options_number (options, "until");

  if (!read_study (&study, frame, options, crm_run, error))
    return FALSE;
  data = (CrmSurvivalData) { study.times, study.events, NULL, crm_frame_n_rows (study.frame), study.n_groups };
  curve = crm_survival_curve_new (&data, 0, until, crm_run, error);
  if (curve == NULL)
    return FALSE;
  crm_result_begin (builder, NULL);
  crm_result_count (builder, "left_out", study.n_left_out);
  write_positive (builder, &study);
  write_curve (builder, curve);
  if (curve->n_ended < FEW_EVENTS)
    g_ptr_array_add (notes, g_strdup_printf (_("Only %zu ended: take the figures with care."), curve->n_ended));
  data.groups = study.groups;
  if (study.groups != NULL && !write_groups (builder, &study, &data, until, CRM_RUN_PART (crm_run, 0, 0.4), error))
    return FALSE;
  if (crm_options_has (options, "covariates") && !write_regressions (builder, &study, options, notes,
                                                                     CRM_RUN_PART (crm_run, 0.4, 1), error))
    return FALSE;
  if (notes->len > 0)
    crm_result_texts (builder, "notes", notes);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  { "duration", N_("Column of how long each was observed"), CRM_OPTION_COLUMN, .required = TRUE },
  { "event", N_("Column that says whether it ended then"), CRM_OPTION_COLUMN, .required = TRUE },
  { "positive", N_("Value that means it did; without it the higher of two"), CRM_OPTION_TEXT },
  { "by", N_("Column of groups to compare"), CRM_OPTION_COLUMN },
  { "covariates", N_("Columns that it may depend on"), CRM_OPTION_COLUMNS },
  { "ties", N_("How events at the same time are counted"), CRM_OPTION_CHOICE, "efron", .choices = "efron|breslow" },
  { "until", N_("End of the time that the mean is restricted to; without it the longest"), CRM_OPTION_NUMBER, NULL, 0,
    1e15 },
  { NULL },
};

const CrmMethod crm_method_survival = {
  .name = "survival",
  .label = N_("Survival"),
  .summary = N_("How long customers stay, whether groups differ, and what it depends on"),
  .options = options,
  .measure = "cox.concordance",
  .run = run,
};
