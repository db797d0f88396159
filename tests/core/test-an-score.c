/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"

#include "analytics/crm-evaluate.h"
#include "analytics/crm-score.h"
#include "base/crm-error.h"

#include <math.h>

/* Five deals that came to an end. */
static CrmFrame *
make_deals (void)
{
  static const char *const stages[] = { "3 won", "3 won", "1 new", "2 offer", "1 new", "2 offer" };
  static const char *const sources[] = { "web", "fair", "web", "web", NULL, "fair" };
  CrmFrame *frame = crm_frame_new (6);

  crm_frame_add_texts (frame, "stage", stages);
  crm_frame_add_texts (frame, "source", sources);
  return frame;
}

static const gint32 won[] = { 1, 1, 0, 0, 0, 0 };
static const gint32 places[] = { 0, 1, 2 };
static const gsize rows[] = { 0, 1, 2, 3, 4 };

static CrmScore *
learn (CrmFrame *frame,
       const gboolean *tags)
{
  const CrmColumn *const columns[] = { crm_frame_column (frame, 0), crm_frame_column (frame, 1) };
  GError *error = NULL;
  CrmScore *score = crm_score_new (columns, 2, won, rows, 5, &(CrmScoreOptions) { 0, places, tags }, NULL, &error);

  g_assert_no_error (error);
  return score;
}

/* Two were won and count for every stage; of three lost ones all reached the first stage and one the second. */
static void
test_by_hand (void)
{
  g_autoptr (CrmFrame) frame = make_deals ();
  const CrmColumn *const columns[] = { crm_frame_column (frame, 0), crm_frame_column (frame, 1) };
  g_autoptr (CrmScore) score = learn (frame, NULL);
  double s_won = 2.0 / 5 * (2.1 / 2.1) * (1.1 / 2.2), s_lost = 3.0 / 5 * (1.1 / 3.1) * (0.1 / 2.2);
  double first_won = 2.0 / 5 * (2.1 / 2.1), first_lost = 3.0 / 5 * (3.1 / 3.1), contributions[2];

  crm_test_assert_near (crm_score_predict (score, columns, 5), s_won / (s_won + s_lost), 1e-14);
  crm_test_assert_near (crm_score_predict (score, columns, 4), first_won / (first_won + first_lost), 1e-14);
  crm_score_explain (score, columns, 5, contributions);
  crm_test_assert_near (contributions[0], log (1 / (1.1 / 3.1)), 1e-14);
  crm_test_assert_near (contributions[1], log (1.1 / 0.1), 1e-14);
}

static void
test_tags (void)
{
  static const gboolean tags[] = { FALSE, TRUE };
  g_autoptr (CrmFrame) frame = make_deals ();
  const CrmColumn *const columns[] = { crm_frame_column (frame, 0), crm_frame_column (frame, 1) };
  g_autoptr (CrmScore) score = learn (frame, tags);
  double contributions[2];

  crm_score_explain (score, columns, 5, contributions);
  g_assert_cmpfloat (contributions[1], ==, 0);   /* fewer than 50 outcomes */
  g_assert_cmpfloat (contributions[0], !=, 0);
}

static void
test_bounds (void)
{
  enum { N = 30000 };
  CrmFrame *frame = crm_frame_new (N);
  double *numbers = g_new (double, N);
  g_autofree gint32 *outcomes = g_new (gint32, N);
  g_autofree gsize *all = g_new (gsize, N);
  g_autoptr (CrmScore) score = NULL;
  const CrmColumn *column;
  GError *error = NULL;

  for (gsize i = 0; i < N; i++)
    {
      numbers[i] = i < N / 5 ? 1 : 2 + i % 4;
      outcomes[i] = i < N / 5;
      all[i] = i;
    }
  column = crm_frame_take_numbers (frame, "amount", numbers);
  score = crm_score_new (&column, 1, outcomes, all, N, &(CrmScoreOptions) { .stage = -1 }, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (crm_score_predict (score, &column, 0), ==, 0.9999);
  g_assert_cmpfloat (crm_score_predict (score, &column, N - 1), ==, 0.0001);
  crm_frame_unref (frame);
}

static void
test_refused (void)
{
  g_autoptr (CrmFrame) frame = make_deals ();
  const CrmColumn *column = crm_frame_column (frame, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GError *error = NULL;

  g_assert_null (crm_score_new (&column, 1, won, rows, 2, &(CrmScoreOptions) { .stage = -1 }, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (crm_score_new (&column, 1, won, rows, 5, &(CrmScoreOptions) { .stage = -1 },
                                &(CrmRun) { .cancellable = cancellable }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

/* On real leads it ranks nearly as well as naive Bayes with normal distributions, which has 0.831. */
static void
test_leads (void)
{
  g_autoptr (CrmFrame) frame = crm_test_data_leads ();
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  g_autofree gint32 *outcomes = NULL;
  g_autofree gsize *train = NULL;
  g_autofree double *scores = NULL;
  g_autofree guint8 *positive = NULL;
  g_autoptr (CrmScore) score = NULL;
  g_autoptr (CrmEvaluation) evaluation = NULL;
  gsize n, n_train = 0, n_test = 0;

  if (frame == NULL)
    return;
  n = crm_frame_n_rows (frame);
  outcomes = g_new (gint32, n);
  train = g_new (gsize, n);
  scores = g_new (double, n);
  positive = g_new (guint8, n);
  for (guint j = 0; j < crm_frame_n_columns (frame); j++)
    {
      if (crm_frame_column (frame, j) != crm_frame_find (frame, "Converted"))
        g_ptr_array_add (columns, crm_frame_column (frame, j));
    }
  for (gsize i = 0; i < n; i++)
    {
      outcomes[i] = crm_frame_find (frame, "Converted")->numbers[i] == 1;
      if (i % 5 != 0)
        train[n_train++] = i;
    }
  score = crm_score_new ((const CrmColumn *const *) columns->pdata, columns->len, outcomes, train, n_train,
                         &(CrmScoreOptions) { .stage = -1 }, NULL, NULL);
  for (gsize i = 0; i < n; i += 5)
    {
      scores[n_test] = crm_score_predict (score, (const CrmColumn *const *) columns->pdata, i);
      positive[n_test++] = outcomes[i];
    }
  evaluation = crm_evaluation_new (scores, positive, n_test, 0.5, NULL, NULL);
  g_assert_cmpfloat (evaluation->auc, >, 0.81);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/score/by-hand", test_by_hand);
  g_test_add_func ("/score/tags", test_tags);
  g_test_add_func ("/score/bounds", test_bounds);
  g_test_add_func ("/score/refused", test_refused);
  g_test_add_func ("/score/leads", test_leads);
  return g_test_run ();
}
