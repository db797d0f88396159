/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-learning.h"
#include "analytics/crm-method-private.h"
#include "analytics/crm-network.h"

#define MOST_HIDDEN 1000

typedef struct
{
  CrmNetwork *network;
  double     *usual;     /* means of the inputs */
} Model;

static void
free_model (gpointer data)
{
  Model *model = data;

  g_clear_pointer (&model->network, crm_network_free);
  g_free (model->usual);
  g_free (model);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Model, free_model)

static CrmNetworkOptions
read_options (const CrmOptions *options)
{
  CrmNetworkOptions network = CRM_NETWORK_STANDARD;

  network.n_hidden = crm_options_integer (options, "hidden");
  network.activation = crm_options_choice (options, "activation");
  network.n_epochs = crm_options_integer (options, "epochs");
  network.rate = crm_options_number (options, "rate");
  network.decay = crm_options_number (options, "decay");
  network.patience = crm_options_integer (options, "patience");
  return network;
}

static gpointer
fit (const CrmLearning *learning,
     const gsize *rows,
     gsize n,
     const CrmOptions *options,
     const CrmRun *crm_run,
     GError **error)
{
  g_autofree double *x = crm_learning_take_rows (learning, rows, n, crm_run, error);
  g_autofree gint32 *classes = learning->classes != NULL ? g_new (gint32, n + 1) : NULL;
  g_autofree double *numbers = learning->classes == NULL ? g_new (double, n + 1) : NULL;
  CrmNetworkOptions network = read_options (options);
  g_autoptr (Model) model = g_new0 (Model, 1);
  gsize d = learning->matrix->d;

  if (x == NULL)
    return NULL;
  model->usual = g_new0 (double, d + 1);
  for (gsize i = 0; i < n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && !crm_run_go_on (crm_run, -1, error))
        return NULL;
      if (classes != NULL)
        classes[i] = learning->classes[rows[i]];
      else
        numbers[i] = learning->numbers[rows[i]];
      for (gsize j = 0; j < d; j++)
        model->usual[j] += x[i * d + j] / n;
    }
  model->network = crm_network_new (x, classes, learning->width, numbers, n, d, &network, crm_run, error);
  return model->network != NULL ? g_steal_pointer (&model) : NULL;
}

static void
predict (gconstpointer model,
         const CrmLearning *learning,
         gsize row,
         double *predicted)
{
  crm_network_predict (((const Model *) model)->network, crm_learning_row (learning, row), predicted);
}

static void
explain (gconstpointer model,
         const CrmLearning *learning,
         gsize row,
         guint of,
         double *contributions)
{
  g_autofree double *parts = g_new (double, learning->matrix->d + 1);

  crm_network_explain (((const Model *) model)->network, crm_learning_row (learning, row),
                       ((const Model *) model)->usual, of, parts);
  crm_learning_sum_sources (learning, parts, contributions);
}

static gsize
count_weights (const CrmNetwork *network)
{
  return (network->d + 1) * network->n_hidden + (network->n_hidden + 1) * network->n_outputs;
}

static void
keep (gconstpointer model,
      const CrmLearning *learning,
      CrmResultBuilder *builder)
{
  const CrmNetwork *network = ((const Model *) model)->network;

  crm_result_count (builder, "hidden", network->n_hidden);
  crm_result_count (builder, "activation", network->activation);
  crm_result_numbers (builder, "weights", network->weights, count_weights (network));
  crm_result_numbers (builder, "offsets", network->offsets, network->d);
  crm_result_numbers (builder, "scales", network->scales, network->d);
  crm_result_number (builder, "target_mean", network->target_mean);
  crm_result_number (builder, "target_scale", network->target_scale);
  crm_result_numbers (builder, "usual", ((const Model *) model)->usual, network->d);
}

static gpointer
restore (CrmResultValue object,
         const CrmLearning *learning)
{
  g_autoptr (Model) model = g_new0 (Model, 1);
  CrmNetwork *network = model->network = g_new0 (CrmNetwork, 1);
  double n_hidden = crm_result_get_number (object, "hidden");
  gsize n_weights, n_offsets, n_scales, n_usual;

  if (learning->matrix == NULL)
    return NULL;
  network->d = learning->matrix->d;
  network->n_hidden = n_hidden >= 1 && n_hidden <= MOST_HIDDEN ? n_hidden : 0;
  network->n_outputs = learning->width;
  network->of_classes = learning->classes != NULL;
  network->activation = crm_result_get_number (object, "activation") == CRM_ACTIVATION_TANH ? CRM_ACTIVATION_TANH :
                                                                                            CRM_ACTIVATION_RELU;
  network->weights = crm_result_get_numbers (object, "weights", &n_weights);
  network->offsets = crm_result_get_numbers (object, "offsets", &n_offsets);
  network->scales = crm_result_get_numbers (object, "scales", &n_scales);
  network->target_mean = crm_result_get_number (object, "target_mean");
  network->target_scale = crm_result_get_number (object, "target_scale");
  model->usual = crm_result_get_numbers (object, "usual", &n_usual);
  return network->n_hidden > 0 && n_weights == count_weights (network) && n_offsets == network->d &&
         n_scales == network->d && n_usual == network->d ? g_steal_pointer (&model) : NULL;
}

static const CrmLearner learner = { fit, predict, explain, free_model, keep, restore };

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_auto (CrmLearning) learning = { 0 };
  g_autoptr (Model) model = NULL;

  if (!crm_learning_init (&learning, frame, options, CRM_LEARN_ANY, crm_run, error) ||
      !crm_learning_make_matrix (&learning, CRM_ENCODE_ONE_HOT, crm_options_choice (options, "missing"), crm_run,
                                 error) ||
      (model = fit (&learning, learning.rows, learning.n_rows, options, CRM_RUN_PART (crm_run, 0, 0.2), error)) == NULL)
    return FALSE;
  crm_result_begin (builder, NULL);
  crm_learning_write_head (&learning, builder);
  crm_result_texts (builder, "inputs", learning.matrix->names);
  crm_result_count (builder, "epochs", model->network->n_epochs);
  crm_result_number (builder, "loss", model->network->loss);
  crm_result_number (builder, "held_back_loss", model->network->held_loss);
  if (!crm_learning_judge (&learning, &learner, model, options, CRM_RUN_PART (crm_run, 0.2, 1), builder, error))
    return FALSE;
  crm_learning_write_model (&learning, &crm_method_neural, &learner, model, builder);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  CRM_LEARNING_OPTION_ROWS,
  CRM_LEARNING_ANSWER_ROW,
  CRM_LEARNING_MISSING_ROW,
  { "hidden", N_("Units between inputs and outputs"), CRM_OPTION_INTEGER, "16", 1, MOST_HIDDEN },
  { "activation", N_("What a unit makes of its input"), CRM_OPTION_CHOICE, "relu", .choices = "tanh|relu" },
  { "epochs", N_("How often all rows are gone through at most"), CRM_OPTION_INTEGER, "200", 1, 100000 },
  { "rate", N_("Of the first step"), CRM_OPTION_NUMBER, "0.005", 1e-9, 1 },
  { "decay", N_("How strongly large weights are held down"), CRM_OPTION_NUMBER, "0.001", 0, 1e6 },
  { "patience", N_("Ends after so many epochs that make nothing better; 0 goes through all"), CRM_OPTION_INTEGER, "10",
    0, 100000 },
  { NULL },
};

const CrmMethod crm_method_neural = {
  .name = "neural",
  .label = N_("Neural Network"),
  .summary = N_("Classes or numbers by a network with one hidden layer"),
  .options = options,
  .measure = CRM_LEARNING_MEASURE,
  .rows = "predictions",
  .learner = &learner,
  .run = run,
};
