/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-methods.h"
#include "crm-test.h"

#include "analytics/crm-result-json.h"

#include <string.h>

/* What holds of every method, whatever it does: the same result with any number of threads, progress that only rises,
 * and an end soon after it was cancelled. */

static CrmResult *
run_case (const CrmTestMethod *the_case,
          gsize n,
          const CrmRun *run,
          GError **error)
{
  g_autoptr (CrmFrame) frame = crm_test_methods_table (n);
  g_autoptr (CrmOptions) options = crm_test_method_options (the_case);

  return crm_method_run (crm_method_find (the_case->method, NULL), frame, options, run, error);
}

/* Threads */

static void
test_threads (gconstpointer data)
{
  const CrmTestMethod *the_case = data;
  g_autofree char *first = NULL;

  for (guint n_threads = 1; n_threads <= 4; n_threads += 3)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmResult) result = run_case (the_case, the_case->n, &(CrmRun) { .n_threads = n_threads, .seed = 7 },
                                              &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = crm_result_to_json (result, NULL);
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
  const CrmTestMethod *the_case = data;
  Watch seen = { g_thread_self (), NULL, 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmResult) result = run_case (the_case, the_case->n, &(CrmRun) { NULL, watch, &seen, 2 }, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (seen.n_told, >=, 2);
  g_assert_cmpfloat (seen.last, ==, 1);
}

/* From wherever it tells of its progress it ends with nothing but the error, and goes no step further. */
static void
test_cancel (gconstpointer data)
{
  const CrmTestMethod *the_case = data;

  for (guint quarter = 0; quarter < 4; quarter++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Watch seen = { g_thread_self (), cancellable, quarter / 4.0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmResult) result = run_case (the_case, the_case->n, &(CrmRun) { cancellable, watch, &seen, 2 },
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

static void
test_all_are_here (void)
{
  guint n_methods;
  const CrmMethod *const *methods = crm_methods (&n_methods);

  for (guint i = 0; i < n_methods; i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; j < crm_test_n_methods; j++)
        found |= strcmp (crm_test_methods[j].method, methods[i]->name) == 0;
      g_test_message ("%s", methods[i]->name);
      g_assert_true (found);
    }
}

static void
add_test (const char *what,
          guint number,
          GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/an-methods/%s/%s-%u", what, crm_test_methods[number].method, number);

  g_test_add_data_func (path, &crm_test_methods[number], func);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/an-methods/all-are-here", test_all_are_here);
  for (guint i = 0; i < crm_test_n_methods; i++)
    {
      add_test ("threads", i, test_threads);
      add_test ("progress", i, test_progress);
      add_test ("cancel", i, test_cancel);
    }
  return g_test_run ();
}
