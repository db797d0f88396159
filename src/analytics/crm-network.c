/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-network.h"

#include "analytics/crm-clones.h"
#include "analytics/crm-number.h"
#include "analytics/crm-random.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A network with one hidden layer, learnt by Adam. */

#define HELD_BACK 10          /* every tenth row */
#define LEAST_STEPS 10        /* of an epoch */
#define BETTER 1e-4           /* what a loss must fall by to count */
#define ROWS_A_STEP 4096      /* between looks at the cancellable */

typedef struct
{
  CrmNetwork              *network;
  const CrmNetworkOptions *options;
  const double            *x;          /* scaled */
  const gint32            *classes;
  double                  *numbers;    /* scaled */
  gsize                   *rows;       /* those held back last */
  gsize                    n_train, n;
  gsize                    n_weights;
  double                  *gradient, *first, *second;   /* and Adam's moments */
  double                   power1, power2;
  double                  *hidden, *outputs, *back;
} Training;

static double *
output_weights (const CrmNetwork *self,
                double *weights)
{
  return weights + (self->d + 1) * self->n_hidden;
}

/* sums[k] += factor · weights[k]: units side by side, so that they fit into vectors. */
CRM_CLONES static void
add_scaled (double *restrict sums,
            const double *restrict weights,
            double factor,
            guint n)
{
  for (guint k = 0; k < n; k++)
    sums[k] += factor * weights[k];
}

CRM_CLONES static void
feed_hidden (const double *restrict x,
             const double *restrict weights,
             gsize d,
             guint n,
             double *restrict hidden)
{
  memcpy (hidden, weights + d * n, n * sizeof (double));
  for (gsize j = 0; j < d; j++)
    {
      for (guint k = 0; k < n; k++)
        hidden[k] += x[j] * weights[j * n + k];
    }
}

CRM_CLONES static void
feed_gradient (const double *restrict x,
               double *restrict gradient,
               gsize d,
               guint n,
               const double *restrict back)
{
  for (gsize j = 0; j < d; j++)
    {
      for (guint k = 0; k < n; k++)
        gradient[j * n + k] += x[j] * back[k];
    }
}

static void
soften (double *outputs,
        guint n)
{
  double highest = outputs[0], sum = 0;

  for (guint k = 1; k < n; k++)
    highest = MAX (highest, outputs[k]);
  for (guint k = 0; k < n; k++)
    sum += outputs[k] = exp (outputs[k] - highest);
  for (guint k = 0; k < n; k++)
    outputs[k] /= sum;
}

static void
feed (const CrmNetwork *self,
      const double *x,
      double *hidden,
      double *outputs)
{
  const double *to_outputs = output_weights (self, self->weights);

  feed_hidden (x, self->weights, self->d, self->n_hidden, hidden);
  for (guint k = 0; k < self->n_hidden; k++)
    hidden[k] = self->activation == CRM_ACTIVATION_TANH ? tanh (hidden[k]) : MAX (hidden[k], 0);
  memcpy (outputs, to_outputs + self->n_hidden * self->n_outputs, self->n_outputs * sizeof (double));
  for (guint k = 0; k < self->n_hidden; k++)
    add_scaled (outputs, to_outputs + k * self->n_outputs, hidden[k], self->n_outputs);
  if (self->of_classes)
    soften (outputs, self->n_outputs);
}

/* The loss of a row; `outputs` become what they are too large by. */
static double
lose (const Training *training,
      gsize row,
      double *outputs)
{
  double share;

  if (!training->network->of_classes)
    {
      outputs[0] -= training->numbers[row];
      return outputs[0] * outputs[0] / 2;
    }
  share = outputs[training->classes[row]];
  outputs[training->classes[row]] -= 1;
  return -log (MAX (share, G_MINDOUBLE));
}

static double
learn_row (Training *training,
           gsize row)
{
  const CrmNetwork *self = training->network;
  const double *x = training->x + row * self->d, *to_outputs = output_weights (self, self->weights);
  double *gradient = output_weights (self, training->gradient), loss;
  guint n_outputs = self->n_outputs;

  feed (self, x, training->hidden, training->outputs);
  loss = lose (training, row, training->outputs);
  for (guint k = 0; k < self->n_hidden; k++)
    {
      double hidden = training->hidden[k], sum = 0;

      for (guint o = 0; o < n_outputs; o++)
        sum += training->outputs[o] * to_outputs[k * n_outputs + o];
      training->back[k] = sum * (self->activation == CRM_ACTIVATION_TANH ? 1 - hidden * hidden : hidden > 0);
      add_scaled (gradient + k * n_outputs, training->outputs, hidden, n_outputs);
    }
  add_scaled (gradient + self->n_hidden * n_outputs, training->outputs, 1, n_outputs);
  feed_gradient (x, training->gradient, self->d, self->n_hidden, training->back);
  add_scaled (training->gradient + self->d * self->n_hidden, training->back, 1, self->n_hidden);
  return loss;
}

/* Biases do not decay. */
static gboolean
is_bias (const CrmNetwork *self,
         gsize place)
{
  gsize first = self->d * self->n_hidden, second = first + self->n_hidden + self->n_hidden * self->n_outputs;

  return (place >= first && place < first + self->n_hidden) || place >= second;
}

/* D. Kingma, J. Ba, "Adam: A method for stochastic optimization", ICLR 2015. */
static void
step (Training *training,
      gsize n_rows)
{
  const CrmNetworkOptions *options = training->options;
  double rate;

  training->power1 *= 0.9;
  training->power2 *= 0.999;
  rate = options->rate * sqrt (1 - training->power2) / (1 - training->power1);
  for (gsize i = 0; i < training->n_weights; i++)
    {
      double decay = is_bias (training->network, i) ? 0 : options->decay * training->network->weights[i];
      double slope = (training->gradient[i] + decay) / n_rows;

      training->first[i] += 0.1 * (slope - training->first[i]);
      training->second[i] += 0.001 * (slope * slope - training->second[i]);
      training->network->weights[i] -= rate * training->first[i] / (sqrt (training->second[i]) + 1e-8);
    }
}

static gboolean
learn_epoch (Training *training,
             const CrmRun *run,
             double share,
             GError **error)
{
  double loss = 0;

  gsize batch = CLAMP (training->n_train / LEAST_STEPS, 1, training->options->batch);

  for (gsize first = 0, since = 0; first < training->n_train; first += batch)
    {
      gsize last = MIN (first + batch, training->n_train);

      memset (training->gradient, 0, training->n_weights * sizeof (double));
      for (gsize i = first; i < last; i++)
        loss += learn_row (training, training->rows[i]);
      step (training, last - first);
      since += last - first;
      if (since < ROWS_A_STEP && first > 0)
        continue;
      since = 0;
      if (!crm_run_go_on (run, share, error))
        return FALSE;
    }
  training->network->loss = loss / training->n_train;
  return TRUE;
}

static double
held_loss (Training *training,
           const CrmRun *run)
{
  double loss = 0;

  for (gsize i = training->n_train; i < training->n; i++)
    {
      if (i % ROWS_A_STEP == 0 && crm_run_is_cancelled (run))
        break;
      feed (training->network, training->x + training->rows[i] * training->network->d, training->hidden,
            training->outputs);
      loss += lose (training, training->rows[i], training->outputs);
    }
  return loss / (training->n - training->n_train);
}

static gboolean
learn (Training *training,
       CrmRandom *random,
       const CrmRun *run,
       GError **error)
{
  CrmNetwork *self = training->network;
  g_autofree double *best = g_memdup2 (self->weights, training->n_weights * sizeof (double));
  gboolean holds = training->n_train < training->n;
  double least = INFINITY, mark = INFINITY;
  guint waited = 0;

  self->held_loss = NAN;
  for (self->n_epochs = 0; self->n_epochs < training->options->n_epochs; self->n_epochs++)
    {
      double loss;

      crm_random_shuffle (random, training->rows, training->n_train);
      if (!learn_epoch (training, run, (double) self->n_epochs / training->options->n_epochs, error))
        return FALSE;
      loss = holds ? held_loss (training, run) : self->loss;
      if (holds && loss < least)
        memcpy (best, self->weights, training->n_weights * sizeof (double));
      least = MIN (least, loss);
      waited = loss < mark - BETTER ? 0 : waited + 1;
      mark = MIN (mark, loss);
      if (training->options->patience > 0 && waited >= training->options->patience)
        break;
    }
  if (holds)
    {
      memcpy (self->weights, best, training->n_weights * sizeof (double));
      self->held_loss = least;
    }
  return TRUE;
}

/* X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010. */
static void
draw_weights (CrmNetwork *self,
              CrmRandom *random)
{
  double factor = self->activation == CRM_ACTIVATION_TANH ? 2 : 6;
  double bound1 = sqrt (factor / (self->d + self->n_hidden));
  double bound2 = sqrt (factor / (self->n_hidden + self->n_outputs));
  gsize n_first = (self->d + 1) * self->n_hidden, n = n_first + (self->n_hidden + 1) * self->n_outputs;

  for (gsize i = 0; i < n; i++)
    self->weights[i] = (2 * crm_random_double (random) - 1) * (i < n_first ? bound1 : bound2);
}

static double
spread_of (const double *values,
           gsize n,
           gsize stride,
           double *mean)
{
  double squares = 0;

  *mean = 0;
  for (gsize i = 0; i < n; i++)
    *mean += values[i * stride] / n;
  for (gsize i = 0; i < n; i++)
    squares += (values[i * stride] - *mean) * (values[i * stride] - *mean) / n;
  squares = sqrt (squares);
  return squares > 1e-13 * fabs (*mean) ? squares : 1;
}

static double *
scale (CrmNetwork *self,
       const double *x,
       gsize n,
       const CrmRun *run,
       GError **error)
{
  g_autofree double *scaled = g_new (double, n * self->d + 1);

  for (gsize j = 0; j < self->d; j++)
    {
      if (!crm_run_go_on (run, -1, error))
        return NULL;
      self->scales[j] = spread_of (x + j, n, self->d, &self->offsets[j]);
      for (gsize i = 0; i < n; i++)
        scaled[i * self->d + j] = (x[i * self->d + j] - self->offsets[j]) / self->scales[j];
    }
  return g_steal_pointer (&scaled);
}

static gboolean
check (const double *x,
       const gint32 *classes,
       const double *numbers,
       gsize n,
       gsize d,
       GError **error)
{
  gboolean varied = FALSE, finite = TRUE;

  for (gsize i = 0; i < n * d && finite; i++)
    finite = crm_number_is_usable (x[i]);
  for (gsize i = 0; i < n; i++)
    {
      finite = finite && (numbers == NULL || crm_number_is_usable (numbers[i]));
      varied = varied || (numbers != NULL ? numbers[i] != numbers[0] : classes[i] != classes[0]);
    }
  if (varied && finite)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                       !finite ? _("A row holds a number that is infinite or too large to calculate with.") :
                       n == 0 ? _("There is no row to learn from.") :
                       _("All rows have the same outcome, so there is nothing to learn. Choose rows of both."));
  return FALSE;
}

static CrmNetwork *
network_new (gsize d,
             guint n_outputs,
             gboolean of_classes,
             const CrmNetworkOptions *options)
{
  CrmNetwork *self = g_new0 (CrmNetwork, 1);

  self->d = d;
  self->n_hidden = options->n_hidden;
  self->n_outputs = n_outputs;
  self->of_classes = of_classes;
  self->activation = options->activation;
  self->weights = g_new0 (double, (d + 1) * options->n_hidden + (options->n_hidden + 1) * n_outputs);
  self->offsets = g_new0 (double, d + 1);
  self->scales = g_new0 (double, d + 1);
  self->target_scale = 1;
  return self;
}

static gboolean
training_init (Training *training,
               CrmNetwork *network,
               const CrmNetworkOptions *options,
               const double *x,
               const gint32 *classes,
               const double *numbers,
               gsize n,
               const CrmRun *run,
               GError **error)
{
  gsize n_held = options->patience > 0 && n >= 2 * HELD_BACK ? n / HELD_BACK : 0;

  *training = (Training) { .network = network, .options = options, .classes = classes, .n = n,
                           .n_train = n - n_held, .power1 = 1, .power2 = 1 };
  training->n_weights = (network->d + 1) * network->n_hidden + (network->n_hidden + 1) * network->n_outputs;
  training->x = scale (network, x, n, run, error);
  training->rows = g_new (gsize, n);
  training->numbers = numbers != NULL ? g_new (double, n) : NULL;
  if (numbers != NULL)
    network->target_scale = spread_of (numbers, n, 1, &network->target_mean);
  for (gsize i = 0; i < n; i++)
    {
      training->rows[i] = i;
      if (numbers != NULL)
        training->numbers[i] = (numbers[i] - network->target_mean) / network->target_scale;
    }
  training->gradient = g_new0 (double, training->n_weights);
  training->first = g_new0 (double, training->n_weights);
  training->second = g_new0 (double, training->n_weights);
  training->hidden = g_new (double, network->n_hidden);
  training->back = g_new (double, network->n_hidden);
  training->outputs = g_new (double, network->n_outputs);
  return training->x != NULL;
}

static void
training_clear (Training *training)
{
  g_free ((double *) training->x);
  g_free (training->rows);
  g_free (training->numbers);
  g_free (training->gradient);
  g_free (training->first);
  g_free (training->second);
  g_free (training->hidden);
  g_free (training->back);
  g_free (training->outputs);
}

/**
 * crm_network_new:
 * @x: (array length=n*d): a row after the other; finite
 * @classes: (nullable) (array length=n): class of each row, 0 up
 * @numbers: (nullable) (array length=n): else number of each row
 *
 * Learns a network with one hidden layer (C. Bishop, "Pattern Recognition and Machine Learning", chapter 5) from scaled
 * inputs: shares of classes by the softmax and its cross-entropy, numbers by their squares. What is drawn by chance is
 * the weights to begin with, the order of the rows and which ones are held back.
 *
 * Returns: (transfer full) (nullable): the network with the best loss of the rows held back
 * Errors: %CRM_ERROR_INVALID where there is nothing to learn or a value is not finite; %G_IO_ERROR_CANCELLED
 */
CrmNetwork *
crm_network_new (const double *x,
                 const gint32 *classes,
                 guint n_classes,
                 const double *numbers,
                 gsize n,
                 gsize d,
                 const CrmNetworkOptions *options,
                 const CrmRun *run,
                 GError **error)
{
  g_autoptr (CrmNetwork) self = NULL;
  Training training;
  CrmRandom random;
  gboolean learnt;

  if (!check (x, classes, numbers, n, d, error))
    return NULL;
  self = network_new (d, classes != NULL ? n_classes : 1, classes != NULL, options);
  learnt = training_init (&training, self, options, x, classes, numbers, n, run, error);
  crm_random_init (&random, crm_run_seed (run), 0);
  draw_weights (self, &random);
  crm_random_shuffle (&random, training.rows, n);
  learnt = learnt && crm_run_go_on (run, -1, error) && learn (&training, &random, run, error);
  training_clear (&training);
  return learnt ? g_steal_pointer (&self) : NULL;
}

void
crm_network_free (CrmNetwork *self)
{
  g_free (self->weights);
  g_free (self->offsets);
  g_free (self->scales);
  g_free (self);
}

/**
 * crm_network_predict:
 * @row: (array length=d): as the inputs were before scaling
 * @predicted: (out caller-allocates) (array length=n_outputs): the share of each class, or the number expected
 */
void
crm_network_predict (const CrmNetwork *self,
                     const double *row,
                     double *predicted)
{
  g_autofree double *x = g_new (double, self->d + self->n_hidden + 1);

  for (gsize j = 0; j < self->d; j++)
    x[j] = (row[j] - self->offsets[j]) / self->scales[j];
  feed (self, x, x + self->d, predicted);
  if (!self->of_classes)
    predicted[0] = predicted[0] * self->target_scale + self->target_mean;
}

/**
 * crm_network_explain:
 * @usual: (array length=d): the row to compare with, such as the means
 * @of: the class whose share is explained; 0 for numbers
 * @contributions: (out caller-allocates) (array length=d)
 *
 * By how much the prediction would be lower if an input alone were as usual. They need not sum to anything.
 */
void
crm_network_explain (const CrmNetwork *self,
                     const double *row,
                     const double *usual,
                     guint of,
                     double *contributions)
{
  g_autofree double *changed = g_memdup2 (row, MAX (self->d, 1) * sizeof (double));
  g_autofree double *predicted = g_new (double, self->n_outputs);
  double whole;

  crm_network_predict (self, row, predicted);
  whole = predicted[of];
  for (gsize j = 0; j < self->d; j++)
    {
      changed[j] = usual[j];
      crm_network_predict (self, changed, predicted);
      contributions[j] = whole - predicted[of];
      changed[j] = row[j];
    }
}
