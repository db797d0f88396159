/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-methods.h"

#include "analytics/crm-random.h"

#include "base/crm-date.h"

#include <math.h>
#include <string.h>

const CrmTestMethod crm_test_methods[] = {
  { "bayes", "target=outcome columns=x,y,group,item id=id", 600, 1000000 },
  { "cohorts", "customer=customer date=date value=value", 600, 1000000 },
  { "compare", "date=date value=value by=group", 600, 1000000 },
  { "correlation", "columns=x,y,z,value", 600, 1000000 },
  { "correlation", "columns=x,y,z,value kind=spearman", 600, 1000000 },
  { "correlation", "columns=x,y,z,value kind=kendall", 600, 1000000 },
  { "correlation", "columns=group,item,state kind=chi-square", 600, 1000000 },
  { "describe", "by=group weights=weight lags=5", 600, 1000000 },
  { "forecast", "date=date value=value", 3000, 1000000 },
  { "forecast", "date=date value=value unit=week method=arima", 3000, 1000000 },
  { "forecast", "value=x method=ets period=12", 120, 1000000 },
  { "hierarchical", "columns=x,y,z", 600, 60000 },
  { "hierarchical", "columns=x,y,z k=auto", 600, 60000 },
  { "hierarchical", "columns=x,y,z k=auto choose=gap references=5", 300, 60000 },
  { "hierarchical", "columns=x,y,z linkage=single", 600, 60000 },
  { "hierarchical", "columns=x,y,z linkage=complete", 600, 17000 },
  { "hierarchical", "columns=x,y,z linkage=average", 600, 17000 },
  { "kmeans", "columns=x,y,z,group", 600, 1000000 },
  { "kmeans", "columns=x,y,z choose=gap references=5 starts=3", 300, 1000000 },
  { "kmeans", "columns=x,y,z k=4", 5000, 1000000 },
  { "lifetime", "customer=customer date=date value=value", 2000, 1000000 },
  { "lifetime", "customer=customer date=date model=pareto-nbd", 1000, 1000000 },
  { "linear", "target=value columns=x,y,z,group,item", 600, 1000000 },
  { "logistic", "target=outcome columns=x,y,z,group", 600, 1000000 },
  { "markov", "id=customer period=turn state=state amount=weight", 600, 1000000 },
  { "neural", "target=outcome columns=x,y,group epochs=20", 600, 1000000 },
  { "neural", "target=value columns=x,y,group epochs=20", 600, 1000000 },
  { "outliers", "columns=x,y,z method=z", 600, 3000000 },
  { "outliers", "columns=x,y,z method=mad", 600, 3000000 },
  { "outliers", "columns=x,y,z method=iqr", 600, 3000000 },
  { "outliers", "columns=x,y,z method=forest", 600, 1000000 },
  { "outliers", "columns=x,y,z method=lof", 600, 100000 },
  { "periods", "date=date value=value", 600, 1000000 },
  { "pivot", "rows=group,item columns-by=date value=value measure=median", 600, 1000000 },
  { "predict", "model=logistic id=id", 600, 1000000 },
  { "prepare", "columns=x,z,value,group cap=iqr impute=mean transform=yeo-johnson scale=standard", 600, 1000000 },
  { "profile", "", 600, 1000000 },
  { "profit", "by=group revenue=value cost=weight customer=customer date=date retention=0.8", 600, 1000000 },
  { "recommend", "customer=customer item=item time=date support=0.05", 600, 1000000 },
  { "rfm", "customer=customer date=date value=value", 600, 1000000 },
  { "rules", "transaction=invoice item=item support=0.001 confidence=0.1", 600, 1000000 },
  { "score", "target=outcome columns=x,y,z,group id=id", 600, 1000000 },
  { "sequences", "customer=customer time=date item=item support=0.1", 600, 1000000 },
  { "similar", "id=customer date=date value=value distance=dtw", 600, 1000000 },
  { "survival", "duration=duration event=outcome by=group covariates=x,y", 600, 1000000 },
  { "test", "value=value by=group", 600, 1000000 },
  { "test", "value=value by=outcome kind=mann-whitney", 600, 1000000 },
  { "test", "value=x with=y kind=wilcoxon", 600, 1000000 },
  { "test", "value=state by=group", 600, 1000000 },
  { "tree", "target=outcome columns=x,y,z,group,item", 600, 1000000 },
  { "tree", "target=value columns=x,y,z,group prune=cost-complexity criterion=gini", 600, 1000000 },
};

const guint crm_test_n_methods = G_N_ELEMENTS (crm_test_methods);

/* A table that each of them can be run on */

static const char *const groups[] = { "north", "east", "south", "west" };
static const char *const items[] = { "tea", "coffee", "milk", "sugar", "bread", "butter", "jam", "honey", "rice", "salt" };
static const char *const states[] = { "current", "late", "paid" };
static const char *const outcomes[] = { "no", "yes" };

enum { X, Y, Z, VALUE, WEIGHT, DURATION, INVOICE, CUSTOMER, TURN, ID, N_NUMBERS };
enum { GROUP, ITEM, STATE, OUTCOME, N_TEXTS };

static const char *const number_names[] = { "x", "y", "z", "value", "weight", "duration", "invoice", "customer", "turn",
                                            "id" };
static const char *const text_names[] = { "group", "item", "state", "outcome" };

CrmFrame *
crm_test_methods_table (gsize n)
{
  CrmFrame *frame = crm_frame_new (n);
  double *numbers[N_NUMBERS];
  const char **texts[N_TEXTS];
  gint32 *days = g_new (gint32, n);
  g_autofree guint *turns = g_new0 (guint, n / 6 + 1);
  CrmRandom random;

  crm_random_init (&random, 20240229, 0);
  for (guint i = 0; i < N_NUMBERS; i++)
    numbers[i] = g_new (double, n);
  for (guint i = 0; i < N_TEXTS; i++)
    texts[i] = g_new (const char *, n);
  for (gsize row = 0; row < n; row++)
    {
      guint group = crm_random_below (&random, G_N_ELEMENTS (groups));
      gsize customer = crm_random_below (&random, n / 6 + 1);
      double x = crm_random_normal (&random) + 2 * group, y = 0.5 * x + crm_random_normal (&random);
      double logit = 0.6 * x - y - 0.3;

      numbers[X][row] = x;
      numbers[Y][row] = y;
      numbers[Z][row] = crm_random_normal (&random) * (group + 1);
      numbers[VALUE][row] = round (100 * exp (3 + 0.2 * x + 0.5 * crm_random_normal (&random))) / 100;
      numbers[WEIGHT][row] = 1 + crm_random_below (&random, 5);
      numbers[DURATION][row] = 1 + floor (-50 * log (1 - crm_random_double (&random)) / (group + 1));
      numbers[INVOICE][row] = row / 4;
      numbers[CUSTOMER][row] = customer;
      numbers[TURN][row] = turns[customer]++;
      numbers[ID][row] = row + 1;
      days[row] = crm_date_from_ymd (2021, 1, 1) + crm_random_below (&random, 1461);
      texts[GROUP][row] = groups[group];
      texts[ITEM][row] = items[MIN (crm_random_below (&random, 10), crm_random_below (&random, 10)) / (1 + group % 2)];
      texts[STATE][row] = states[crm_random_below (&random, 3)];
      texts[OUTCOME][row] = outcomes[crm_random_double (&random) < 1 / (1 + exp (-logit))];
    }
  for (guint i = 0; i < N_NUMBERS; i++)
    crm_frame_take_numbers (frame, number_names[i], numbers[i]);
  for (guint i = 0; i < N_TEXTS; i++)
    {
      crm_frame_add_texts (frame, text_names[i], texts[i]);
      g_free (texts[i]);
    }
  crm_frame_take_days (frame, "date", days);
  return frame;
}

/* What the method has learnt, for those that need it. */
static CrmResult *
learn (const char *method)
{
  const CrmTestMethod learning = { method, "target=outcome columns=x,y,z,group folds=0" };
  g_autoptr (CrmFrame) frame = crm_test_methods_table (600);
  g_autoptr (CrmOptions) options = crm_test_method_options (&learning);

  return crm_method_run (crm_method_find (method, NULL), frame, options, NULL, NULL);
}

/* To be set right for running. */
CrmOptions *
crm_test_method_options (const CrmTestMethod *self)
{
  g_autoptr (GError) error = NULL;
  const CrmMethod *method = crm_method_find (self->method, &error);
  CrmOptions *options = NULL;
  g_auto (GStrv) pairs = g_strsplit (self->options, " ", -1);

  g_assert_no_error (error);
  options = crm_options_new (method);
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);

      crm_options_set (options, pair[0], pair[1], &error);
      g_assert_no_error (error);
      if (strcmp (self->method, "predict") == 0 && strcmp (pair[0], "model") == 0)
        crm_options_take_model (options, pair[0], learn (pair[1]));
    }
  g_assert_true (crm_options_check (options, NULL));
  return options;
}

