/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-kmeans.h"
#include "analytics/crm-learning.h"
#include "analytics/crm-method-private.h"

#include "base/crm-error.h"

#include <math.h>

/* Clusters */

typedef struct
{
  guint   k;
  gsize   d;
  double *centers, *offsets, *divisors;
} Clusters;

static void
clear_clusters (Clusters *self)
{
  g_free (self->centers);
  g_free (self->offsets);
  g_free (self->divisors);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Clusters, clear_clusters)

static gboolean
read_clusters (Clusters *self,
               CrmResultValue object,
               gsize d)
{
  double k = crm_result_get_number (object, "k");
  gsize n_centers, n_offsets, n_divisors;

  self->k = k >= 1 && k <= CRM_KMEANS_MOST_CLUSTERS ? k : 0;
  self->d = d;
  self->centers = crm_result_get_numbers (object, "centers", &n_centers);
  self->offsets = crm_result_get_numbers (object, "offsets", &n_offsets);
  self->divisors = crm_result_get_numbers (object, "divisors", &n_divisors);
  return self->k > 0 && n_centers == self->k * d && n_offsets == d && n_divisors == d;
}

/* The nearest center, and how far it is, in the units that clusters were made with. */
static guint
find_nearest (const Clusters *self,
              const double *values,
              double *distance)
{
  guint nearest = 0;

  *distance = INFINITY;
  for (guint c = 0; c < self->k; c++)
    {
      double sum = 0;

      for (gsize j = 0; j < self->d; j++)
        {
          double away = (values[j] - self->offsets[j]) / self->divisors[j] - self->centers[c * self->d + j];

          sum += away * away;
        }
      if (sum < *distance)
        {
          *distance = sum;
          nearest = c;
        }
    }
  *distance = sqrt (*distance);
  return nearest;
}

static gboolean
write_assignments (CrmResultBuilder *builder,
                   const CrmLearning *learning,
                   const Clusters *clusters,
                   const CrmRun *crm_run,
                   GError **error)
{
  crm_result_begin_array (builder, "assignments");
  for (gsize i = 0; i < learning->n_open; i++)
    {
      gsize row = learning->open_rows[i];
      double distance;

      if (i % 1024 == 0 && !crm_run_go_on (crm_run, (double) i / learning->n_open, error))
        return FALSE;
      crm_result_begin (builder, NULL);
      crm_result_count (builder, "row", row + 1);
      if (learning->id != NULL)
        crm_result_row (builder, "id", learning->id, row);
      crm_result_count (builder, "cluster", find_nearest (clusters, crm_learning_row (learning, row), &distance));
      crm_result_number (builder, "distance", distance);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  return TRUE;
}

/* Predictions */

static const CrmMethod *
find_method (CrmResultValue model)
{
  const char *name = crm_result_get_text (model, "method");
  const CrmMethod *method = name != NULL ? crm_method_find (name, NULL) : NULL;

  return method != NULL && (method->learner != NULL || method == &crm_method_kmeans) ? method : NULL;
}

static gboolean
refuse_parameters (const CrmMethod *method,
                   GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
               _("The model of “%s” is damaged. Learn again with --save, and use that."), method->name);
  return FALSE;
}

static gboolean
write_clusters (CrmResultBuilder *builder,
                const CrmLearning *learning,
                CrmResultValue parameters,
                const CrmRun *crm_run,
                GError **error)
{
  g_auto (Clusters) clusters = { 0 };

  return read_clusters (&clusters, parameters, learning->matrix != NULL ? learning->matrix->d : 0) ?
    write_assignments (builder, learning, &clusters, crm_run, error) : refuse_parameters (&crm_method_kmeans, error);
}

static gboolean
write_predictions (CrmResultBuilder *builder,
                   const CrmLearning *learning,
                   const CrmMethod *method,
                   CrmResultValue parameters,
                   const CrmOptions *options,
                   const CrmRun *crm_run,
                   GError **error)
{
  gpointer model = method->learner->read (parameters, learning);
  gboolean written;

  if (model == NULL)
    return refuse_parameters (method, error);
  written = crm_learning_write_predictions (learning, method->learner, model, options, crm_run, builder, error);
  method->learner->free (model);
  return written;
}

static gboolean
write_result (CrmResultBuilder *builder,
              const CrmFrame *frame,
              const CrmMethod *method,
              CrmResultValue model,
              const CrmOptions *options,
              const CrmRun *crm_run,
              GError **error)
{
  g_autoptr (CrmFrame) adapted = crm_learning_adapt (frame, model, builder, crm_run, error);
  CrmResultValue parameters = crm_result_get_object (model, "parameters");
  g_auto (CrmLearning) learning = { 0 };

  if (adapted == NULL || !crm_learning_init_model (&learning, adapted, model, crm_run, error))
    return FALSE;
  learning.id = crm_options_column (options, "id", frame, error);
  if (learning.id == NULL && crm_options_has (options, "id"))
    return FALSE;
  crm_result_count (builder, "rows", learning.n_open);
  crm_result_count (builder, "rows_lacking_values", crm_frame_n_rows (frame) - learning.n_open);
  return method == &crm_method_kmeans ? write_clusters (builder, &learning, parameters, crm_run, error) :
    write_predictions (builder, &learning, method, parameters, options, crm_run, error);
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  CrmResultValue model = crm_result_get_model (crm_options_model (options, "model"));
  const CrmMethod *method = find_method (model);

  if (method == NULL)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
                   _("“%s” is no model that can predict. Learn with one of tree, logistic, linear, bayes, neural, "
                     "score or kmeans and --save, and use that."), crm_options_text (options, "model"));
      return FALSE;
    }
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "method", method->name);
  crm_result_text (builder, "target", crm_result_get_text (model, "target"));
  if (!write_result (builder, frame, method, model, options, crm_run, error))
    return FALSE;
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  { "model", N_("The model that was kept: its id, or a file with the result as JSON"), CRM_OPTION_MODEL,
    .required = TRUE },
  CRM_OPTION_ID_ROW,
  { "reasons", N_("How many reasons to tell for each prediction"), CRM_OPTION_INTEGER, "3", 0, 100 },
  { NULL },
};

const CrmMethod crm_method_predict = {
  .name = "predict",
  .label = N_("Prediction"),
  .summary = N_("What a model that was kept says of other rows, and why"),
  .options = options,
  .rows = "assignments|predictions",
  .run = run,
};
