/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

typedef enum { CRM_ACTIVATION_TANH, CRM_ACTIVATION_RELU } CrmActivation;

/**
 * CrmNetworkOptions:
 * @n_hidden: units between inputs and outputs
 * @n_epochs: how often all rows are gone through at most
 * @batch: rows of a step; fewer where there are few rows, so that an epoch has at least ten steps
 * @rate: of the first step
 * @decay: half of this times the squares of the weights is added to the loss of all rows
 * @patience: ends after so many epochs without a better loss of the tenth of the rows held back; 0 holds none back
 */
typedef struct
{
  guint         n_hidden;
  CrmActivation activation;
  guint         n_epochs;
  guint         batch;
  double        rate, decay;
  guint         patience;
} CrmNetworkOptions;

#define CRM_NETWORK_STANDARD { .n_hidden = 16, .activation = CRM_ACTIVATION_RELU, .n_epochs = 200, .batch = 200, \
                               .rate = 0.005, .decay = 0.001, .patience = 10 }

/**
 * CrmNetwork:
 * @n_outputs: one for each class, or 1
 * @of_classes: whether the outputs are shares of classes; else the output is a number
 * @weights: inputs to hidden units, biases of these, hidden units to outputs, biases of these
 * @offsets: (array length=d): subtracted from the inputs …
 * @scales: (array length=d): … before dividing by this
 * @loss: of the rows learnt from, a row: natural logarithms, or half the squares of scaled numbers
 * @held_loss: of the rows held back; NaN where none were
 */
typedef struct
{
  gsize         d;
  guint         n_hidden, n_outputs;
  gboolean      of_classes;
  CrmActivation activation;
  double       *weights;
  double       *offsets, *scales;
  double        target_mean, target_scale;
  guint         n_epochs;
  double        loss, held_loss;
} CrmNetwork;

CrmNetwork *crm_network_new     (const double *x, const gint32 *classes, guint n_classes, const double *numbers,
                                 gsize n, gsize d, const CrmNetworkOptions *options, const CrmRun *run, GError **error);
void        crm_network_free    (CrmNetwork *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmNetwork, crm_network_free)

void        crm_network_predict (const CrmNetwork *self, const double *row, double *predicted);
void        crm_network_explain (const CrmNetwork *self, const double *row, const double *usual, guint of,
                                 double *contributions);

G_END_DECLS
