/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"
#include "crm-test.h"

#include "analytics/crm-correlation.h"
#include "analytics/crm-random.h"

#include <math.h>

#define FILE_OF_R "descriptive.json"

static double
correlate (const CrmFrame *frame,
           const char *x,
           const char *y,
           CrmCorrelationKind kind)
{
  g_autofree double *first = crm_column_numbers (crm_frame_find (frame, x));
  g_autofree double *second = crm_column_numbers (crm_frame_find (frame, y));

  return crm_correlation (first, second, crm_frame_n_rows (frame), kind, NULL).r;
}

static void
test_reference (void)
{
  g_autoptr (CrmFrame) telco = crm_test_data_csv ("telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv");
  g_autoptr (CrmFrame) mall = telco != NULL ? crm_test_data_csv ("mall_customers/mall_customers.csv") : NULL;
  const CrmColumn *contract, *churn;
  CrmChiSquare test;

  if (mall == NULL)
    return;
  crm_test_assert_near (correlate (telco, "tenure", "MonthlyCharges", CRM_CORRELATION_PEARSON),
                        crm_test_expected_number (FILE_OF_R, "correlation/pearson_telco_tenure_monthly"), 1e-12);
  crm_test_assert_near (correlate (telco, "tenure", "MonthlyCharges", CRM_CORRELATION_SPEARMAN),
                        crm_test_expected_number (FILE_OF_R, "correlation/spearman"), 1e-12);
  crm_test_assert_near (correlate (mall, crm_frame_column (mall, 3)->name, crm_frame_column (mall, 4)->name,
                                   CRM_CORRELATION_KENDALL),
                        crm_test_expected_number (FILE_OF_R, "correlation/kendall_mall_income_score"), 1e-12);
  contract = crm_frame_find (telco, "Contract");
  churn = crm_frame_find (telco, "Churn");
  test = crm_chi_square (contract->codes, 3, churn->codes, 2, contract->n);
  crm_test_assert_near (test.statistic, crm_test_expected_number (FILE_OF_R, "frequency/chisq_contract_churn/stat"),
                        1e-12);
  crm_test_assert_near (test.p / crm_test_expected_number (FILE_OF_R, "frequency/chisq_contract_churn/p"), 1, 1e-9);
  crm_test_assert_near (test.cramers_v,
                        crm_test_expected_number (FILE_OF_R, "frequency/chisq_contract_churn/cramers_v"), 1e-12);
  g_assert_cmpint (test.df, ==, 2);
}

/* τ-b by its definition, over all pairs. */
static void
test_kendall (void)
{
  double x[60], y[60], agree = 0, ties_x = 0, ties_y = 0;
  const double pairs = 60 * 59 / 2;
  CrmRandom random;

  crm_random_init (&random, 3, 0);
  for (guint i = 0; i < 60; i++)
    {
      x[i] = floor (8 * crm_random_double (&random));
      y[i] = floor (x[i] / 2 + 6 * crm_random_double (&random));
    }
  for (guint i = 0; i < 60; i++)
    {
      for (guint k = 0; k < i; k++)
        {
          agree += ((x[i] > x[k]) - (x[i] < x[k])) * ((y[i] > y[k]) - (y[i] < y[k]));
          ties_x += x[i] == x[k];
          ties_y += y[i] == y[k];
        }
    }
  crm_test_assert_near (crm_correlation (x, y, 60, CRM_CORRELATION_KENDALL, NULL).r,
                        agree / sqrt ((pairs - ties_x) * (pairs - ties_y)), 1e-14);
}

/* Of the 5! orders of 5 values two are as far from none as this one. Without ties the variance of the excess is
 * n(n − 1)(2n + 5)/18: 50 values in order have an excess of 1225 at 128625/9. R 4.5 says the third one. Student's t with 3 degrees of freedom is above √3 · 4/3 with a chance that has a closed form. */
static void
test_chances (void)
{
  static const double x[] = { 1, 2, 3, 4, 5 }, y[] = { 2, 1, 4, 3, 5 }, up[] = { 1, 4, 9, 16, 25 };
  CrmCorrelation order = crm_correlation (x, up, 5, CRM_CORRELATION_KENDALL, NULL);
  CrmCorrelation line = crm_correlation (x, y, 5, CRM_CORRELATION_PEARSON, NULL);
  static const double nine[] = { 2, 3, 1, 5, 8, 4, 9, 12, 10 };
  double t = 0.8 / 0.6, many[50];

  g_assert_cmpfloat (order.r, ==, 1);
  crm_test_assert_near (order.p, 2.0 / 120, 1e-12);
  for (guint i = 0; i < 50; i++)
    many[i] = i;
  crm_test_assert_near (crm_correlation (many, many, 50, CRM_CORRELATION_KENDALL, NULL).p,
                        erfc (1225 / sqrt (128625.0 / 9) / sqrt (2)), 1e-12);
  crm_test_assert_near (crm_correlation (many, nine, 9, CRM_CORRELATION_KENDALL, NULL).p, 0.00588624338624344, 1e-12);
  crm_test_assert_near (line.r, 0.8, 1e-14);
  crm_test_assert_near (line.p, 1 - 2 / G_PI * (t / (1 + t * t) + atan (t)), 1e-12);
  g_assert_cmpfloat (crm_correlation (x, up, 5, CRM_CORRELATION_SPEARMAN, NULL).r, ==, 1);
  g_assert_cmpfloat (crm_correlation (x, up, 5, CRM_CORRELATION_SPEARMAN, NULL).p, ==, 0);
}

/* J. Han and M. Kamber, "Data Mining: Concepts and Techniques": gender and what people like to read. */
static void
test_reading (void)
{
  static const guint table[] = { 250, 200, 50, 1000 };
  gint32 gender[1502], reading[1502];
  gsize n = 0;
  CrmChiSquare test;

  for (guint cell = 0; cell < 4; cell++)
    {
      for (guint i = 0; i < table[cell]; i++, n++)
        gender[n] = cell % 2, reading[n] = 1 + cell / 2;
    }
  gender[n] = -1, reading[n++] = 1;
  gender[n] = 0, reading[n++] = -1;
  test = crm_chi_square (gender, 3, reading, 3, n);
  g_assert_cmpint (test.n, ==, 1500);
  g_assert_cmpint (test.df, ==, 1);
  crm_test_assert_near (test.statistic, 507.936507936508, 1e-13);
  g_assert_cmpint (test.n_rare, ==, 0);
}

static void
test_degenerate (void)
{
  static const double same[] = { 0.1, 0.1, 0.1, 0.1 }, up[] = { 1, 2, 3, 5 }, gaps[] = { NAN, INFINITY, NAN, 1 };
  static const double tiny[] = { 1e-200, 2e-200, 3e-200, 5e-200 };
  static const gint32 one[] = { 0, 0, 0, 0 }, two[] = { 0, 1, 0, 1 };

  for (CrmCorrelationKind kind = CRM_CORRELATION_PEARSON; kind <= CRM_CORRELATION_KENDALL; kind++)
    {
      g_assert_true (isnan (crm_correlation (same, up, 4, kind, NULL).r));
      g_assert_true (isnan (crm_correlation (gaps, up, 4, kind, NULL).r));
      g_assert_cmpint (crm_correlation (gaps, up, 4, kind, NULL).n, ==, 1);
      crm_test_assert_near (crm_correlation (tiny, up, 4, kind, NULL).r, 1, 1e-15);
    }
  g_assert_true (isnan (crm_chi_square (one, 1, two, 2, 4).p));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/correlation/reference", test_reference);
  g_test_add_func ("/correlation/kendall", test_kendall);
  g_test_add_func ("/correlation/chances", test_chances);
  g_test_add_func ("/correlation/reading", test_reading);
  g_test_add_func ("/correlation/degenerate", test_degenerate);
  return g_test_run ();
}
