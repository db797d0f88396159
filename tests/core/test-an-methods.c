/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "analytics/crm-method.h"
#include "analytics/crm-random.h"

#include "base/crm-date.h"

#include <math.h>
#include <string.h>

/* What holds of every method, whatever it does: the same result with any number of threads, progress that only rises,
 * and an end soon after it was cancelled. */

/* A way to run a method on the table below. */
typedef struct
{
  const char *method;
  const char *options;   /* "key=value", with blanks between them */
  gsize       n;         /* rows of the quick tests */
  gsize       n_long;    /* rows that take more than a second, to measure how soon it can be cancelled */
} Case;

static const Case cases[] = {
  { "bayes", "target=outcome columns=x,y,group,item id=id", 600, 300000 },
  { "cohorts", "customer=customer date=date value=value", 600, 3000000 },
  { "compare", "date=date value=value by=group", 600, 3000000 },
  { "correlation", "columns=x,y,z,value", 600, 3000000 },
  { "correlation", "columns=x,y,z,value kind=spearman", 600, 1000000 },
  { "correlation", "columns=x,y,z,value kind=kendall", 600, 1000000 },
  { "correlation", "columns=group,item,state kind=chi-square", 600, 3000000 },
  { "describe", "by=group weights=weight lags=5", 600, 1000000 },
  { "forecast", "date=date value=value", 3000, 30000 },
  { "forecast", "date=date value=value unit=week method=arima", 3000, 30000 },
  { "forecast", "value=x method=ets period=12", 120, 3000 },
  { "hierarchical", "columns=x,y,z", 600, 20000 },
  { "hierarchical", "columns=x,y,z k=auto", 600, 20000 },
  { "hierarchical", "columns=x,y,z k=auto choose=gap references=5", 300, 20000 },
  { "hierarchical", "columns=x,y,z linkage=single", 600, 20000 },
  { "hierarchical", "columns=x,y,z linkage=complete", 600, 10000 },
  { "hierarchical", "columns=x,y,z linkage=average", 600, 10000 },
  { "kmeans", "columns=x,y,z,group", 600, 200000 },
  { "kmeans", "columns=x,y,z choose=gap references=5 starts=3", 300, 200000 },
  { "kmeans", "columns=x,y,z k=4", 5000, 1000000 },
  { "lifetime", "customer=customer date=date value=value", 2000, 1000000 },
  { "lifetime", "customer=customer date=date model=pareto-nbd", 1000, 300000 },
  { "linear", "target=value columns=x,y,z,group,item", 600, 1000000 },
  { "logistic", "target=outcome columns=x,y,z,group", 600, 1000000 },
  { "markov", "id=customer period=turn state=state amount=weight", 600, 3000000 },
  { "neural", "target=outcome columns=x,y,group epochs=20", 600, 30000 },
  { "neural", "target=value columns=x,y,group epochs=20", 600, 30000 },
  { "outliers", "columns=x,y,z method=z", 600, 3000000 },
  { "outliers", "columns=x,y,z method=mad", 600, 3000000 },
  { "outliers", "columns=x,y,z method=iqr", 600, 3000000 },
  { "outliers", "columns=x,y,z method=forest", 600, 300000 },
  { "outliers", "columns=x,y,z method=lof", 600, 50000 },
  { "periods", "date=date value=value", 600, 3000000 },
  { "pivot", "rows=group,item columns-by=date value=value measure=median", 600, 3000000 },
  { "predict", "model=logistic id=id", 600, 300000 },
  { "prepare", "columns=x,z,value,group cap=iqr impute=mean transform=yeo-johnson scale=standard", 600, 300000 },
  { "profile", "", 600, 3000000 },
  { "profit", "by=group revenue=value cost=weight customer=customer date=date retention=0.8", 600, 3000000 },
  { "recommend", "customer=customer item=item time=date support=0.05", 600, 1000000 },
  { "rfm", "customer=customer date=date value=value", 600, 3000000 },
  { "rules", "transaction=invoice item=item support=0.001 confidence=0.1", 600, 1000000 },
  { "score", "target=outcome columns=x,y,z,group id=id", 600, 300000 },
  { "sequences", "customer=customer time=date item=item support=0.1", 600, 300000 },
  { "similar", "id=customer date=date value=value distance=dtw", 600, 30000 },
  { "survival", "duration=duration event=outcome by=group covariates=x,y", 600, 1000000 },
  { "test", "value=value by=group", 600, 3000000 },
  { "test", "value=value by=outcome kind=mann-whitney", 600, 3000000 },
  { "test", "value=x with=y kind=wilcoxon", 600, 3000000 },
  { "test", "value=state by=group", 600, 3000000 },
  { "tree", "target=outcome columns=x,y,z,group,item", 600, 100000 },
  { "tree", "target=value columns=x,y,z,group prune=cost-complexity criterion=gini", 600, 100000 },
};

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

static CrmFrame *
make_table (gsize n)
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

static CrmOptions *read_options (const Case *the_case);

/* What the method has learnt, for those that need it. */
static JsonNode *
learn (const char *method)
{
  const Case learning = { method, "target=outcome columns=x,y,z,group folds=0" };
  g_autoptr (CrmFrame) frame = make_table (600);
  g_autoptr (CrmOptions) options = read_options (&learning);

  return crm_method_run (crm_method_find (method, NULL), frame, options, NULL, NULL);
}

static CrmOptions *
read_options (const Case *the_case)
{
  g_autoptr (GError) error = NULL;
  const CrmMethod *method = crm_method_find (the_case->method, &error);
  CrmOptions *options = NULL;
  g_auto (GStrv) pairs = g_strsplit (the_case->options, " ", -1);

  g_assert_no_error (error);
  options = crm_options_new (method);
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);

      crm_options_set (options, pair[0], pair[1], &error);
      g_assert_no_error (error);
      if (strcmp (the_case->method, "predict") == 0 && strcmp (pair[0], "model") == 0)
        crm_options_take_model (options, pair[0], learn (pair[1]));
    }
  g_assert_true (crm_options_check (options, NULL));
  return options;
}

static JsonNode *
run_case (const Case *the_case,
          gsize n,
          const CrmRun *run,
          GError **error)
{
  g_autoptr (CrmFrame) frame = make_table (n);
  g_autoptr (CrmOptions) options = read_options (the_case);

  return crm_method_run (crm_method_find (the_case->method, NULL), frame, options, run, error);
}

/* Threads */

static void
test_threads (gconstpointer data)
{
  const Case *the_case = data;
  g_autofree char *first = NULL;

  for (guint n_threads = 1; n_threads <= 4; n_threads += 3)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) result = run_case (the_case, the_case->n, &(CrmRun) { .n_threads = n_threads, .seed = 7 },
                                              &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = json_to_string (result, FALSE);
      if (first == NULL)
        first = g_steal_pointer (&text);
      else
        g_assert_cmpstr (text, ==, first);
    }
}

/* Progress and cancelling */

typedef struct
{
  GThread      *thread;
  GCancellable *cancellable;
  double        cancel_at;    /* the share where it is cancelled; above 1: never */
  double        last;
  guint         n_told, n_after;
} Watch;

static void
watch (double share,
       gpointer data)
{
  Watch *self = data;

  g_assert_true (g_thread_self () == self->thread);
  if (g_test_verbose () && self->cancel_at > 1)
    g_printerr (" %.3f", share);
  g_assert_cmpfloat (share, >=, self->last);
  g_assert_cmpfloat (share, <=, 1);
  self->last = share;
  self->n_told++;
  self->n_after += g_cancellable_is_cancelled (self->cancellable);
  if (share >= self->cancel_at)
    g_cancellable_cancel (self->cancellable);
}

static void
test_progress (gconstpointer data)
{
  const Case *the_case = data;
  Watch seen = { g_thread_self (), NULL, 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = run_case (the_case, the_case->n, &(CrmRun) { NULL, watch, &seen, 2 }, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (seen.n_told, >=, 2);
  g_assert_cmpfloat (seen.last, ==, 1);
}

/* From wherever it tells of its progress it ends with nothing but the error, and goes no step further. */
static void
test_cancel (gconstpointer data)
{
  const Case *the_case = data;

  for (guint quarter = 0; quarter < 4; quarter++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Watch seen = { g_thread_self (), cancellable, quarter / 4.0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) result = run_case (the_case, the_case->n, &(CrmRun) { cancellable, watch, &seen, 2 },
                                              &error);

      if (result != NULL)
        {
          g_assert_cmpfloat (seen.last, ==, 1);   /* it was done already */
          continue;
        }
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (seen.n_after, ==, 0);
    }
}

/* How soon, by `-m perf`: the time from cancelling to the end, at places all over a long run. */

typedef struct
{
  GCancellable *cancellable;
  gint64        delay, at;   /* microseconds */
} Alarm;

static gpointer
cancel_later (gpointer data)
{
  Alarm *alarm = data;

  g_usleep (alarm->delay);
  alarm->at = g_get_monotonic_time ();
  g_cancellable_cancel (alarm->cancellable);
  return NULL;
}

static gint64
measure (const Case *the_case,
         const CrmFrame *frame,
         gint64 delay,
         gboolean *ended)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CrmOptions) options = read_options (the_case);
  g_autoptr (GError) error = NULL;
  Alarm alarm = { cancellable, delay, 0 };
  GThread *thread = g_thread_new ("alarm", cancel_later, &alarm);
  gint64 start = g_get_monotonic_time (), end;
  g_autoptr (JsonNode) result =
    crm_method_run (crm_method_find (the_case->method, NULL), (CrmFrame *) frame, options, &(CrmRun) { cancellable },
                    &error);

  end = g_get_monotonic_time ();
  g_thread_join (thread);
  *ended = error == NULL;
  return *ended ? end - start : end - alarm.at;
}

static void
test_latency (gconstpointer data)
{
  const Case *the_case = data;
  g_autoptr (CrmFrame) frame = make_table (the_case->n_long);
  gboolean ended = FALSE;
  gint64 longest = 0, worst_at = 0;

  for (gint64 delay = 20000; !ended && delay < 5 * G_USEC_PER_SEC; delay = delay * 3 / 2)
    {
      gint64 took = measure (the_case, frame, delay, &ended);

      if (!ended && took > longest)
        longest = took, worst_at = delay;
    }
  g_test_minimized_result (longest / 1e6, "%s %s: ended %.0f ms after it was cancelled at %.0f ms%s", the_case->method,
                           the_case->options, longest / 1e3, worst_at / 1e3, ended ? "" : ", of more than 5 s");
}

static void
test_all_are_here (void)
{
  guint n_methods;
  const CrmMethod *const *methods = crm_methods (&n_methods);

  for (guint i = 0; i < n_methods; i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
        found |= strcmp (cases[j].method, methods[i]->name) == 0;
      g_test_message ("%s", methods[i]->name);
      g_assert_true (found);
    }
}

static void
add_test (const char *what,
          guint number,
          GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/an-methods/%s/%s-%u", what, cases[number].method, number);

  g_test_add_data_func (path, &cases[number], func);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/an-methods/all-are-here", test_all_are_here);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      add_test ("threads", i, test_threads);
      add_test ("progress", i, test_progress);
      add_test ("cancel", i, test_cancel);
      if (g_test_perf ())
        add_test ("latency", i, test_latency);
    }
  return g_test_run ();
}
