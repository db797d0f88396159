/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"

#include "analytics/crm-hypothesis.h"
#include "analytics/crm-noncentral.h"
#include "analytics/crm-random.h"

#include <math.h>
#include <string.h>

/* Figures without another source are those of R 4.5.0: t.test(), oneway.test(), wilcox.test(), kruskal.test(), ks.test(),
 * fisher.test(), prop.test(), pchisq(), pf(). */

static double x[] = { 12.1, 14.3, 9.8, 11.0, 15.2, 13.3, 10.4 };
static double y[] = { 16.0, 18.2, 14.9, 21.4, 17.7, 13.9, 19.8, 15.1, 22.6 };
static double z[] = { 20.5, 18.1, 25.2, 23.3, 19.9, 27.4 };
static double tied_x[] = { 1, 2, 2, 3, 4, 4, 5 };
static double tied_y[] = { 2, 4, 5, 5, 6, 7, 7, 8 };
static double tied_z[] = { 3, 3, 9, 9 };

static double *three[] = { x, y, z };
static double *tied[] = { tied_x, tied_y, tied_z };
static gsize three_sizes[] = { G_N_ELEMENTS (x), G_N_ELEMENTS (y), G_N_ELEMENTS (z) };
static gsize tied_sizes[] = { G_N_ELEMENTS (tied_x), G_N_ELEMENTS (tied_y), G_N_ELEMENTS (tied_z) };

static void
test_samples (void)
{
  static const struct
  {
    CrmHypothesis (*run) (const CrmSamples *samples, const CrmRun *run);
    CrmSamples      samples;
    gboolean        exact;
    double          statistic, df, df2, p;
  } rows[] = {
    { crm_hypothesis_welch, { 2, three, three_sizes }, FALSE, -4.25976150464924, 13.7788124727274, NAN,
      0.000820482396748896 },
    { crm_hypothesis_mann_whitney, { 2, three, three_sizes }, TRUE, 4, NAN, NAN, 0.0020979020979021 },
    { crm_hypothesis_mann_whitney, { 2, tied, tied_sizes }, FALSE, 8, NAN, NAN, 0.0224100406228251 },
    { crm_hypothesis_anova, { 3, three, three_sizes }, FALSE, 19.5995600536616, 2, 19, 2.4068733095034e-05 },
    { crm_hypothesis_welch_anova, { 3, three, three_sizes }, FALSE, 21.2670090993836, 2, 11.1824050945621,
      0.000154594359384481 },
    { crm_hypothesis_kruskal, { 3, three, three_sizes }, FALSE, 14.4837191793714, 2, NAN, 0.000715979094048865 },
    { crm_hypothesis_kruskal, { 3, tied, tied_sizes }, FALSE, 5.29067990832698, 2, NAN, 0.0709812192765412 },
    { crm_hypothesis_smirnov, { 2, three, three_sizes }, TRUE, 0.746031746031746, NAN, NAN, 0.0148601398601399 },
    { crm_hypothesis_smirnov, { 2, tied, tied_sizes }, TRUE, 0.607142857142857, NAN, NAN, 0.0590520590520591 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CrmHypothesis found = rows[i].run (&rows[i].samples, NULL);

      crm_test_assert_near (found.statistic, rows[i].statistic, 1e-12);
      crm_test_assert_near (found.p, rows[i].p, 1e-13);
      g_assert_cmpint (found.exact, ==, rows[i].exact);
      if (!isnan (rows[i].df))
        crm_test_assert_near (found.df, rows[i].df, 1e-12);
      if (!isnan (rows[i].df2))
        crm_test_assert_near (found.df2, rows[i].df2, 1e-12);
      g_assert_true (isnan (found.effect_low) || (found.effect_low <= found.effect && found.effect <= found.effect_high));
    }
}

static void
test_pairs (void)
{
  static const double a[] = { 5.1, 4.8, 6.3, 7.7, 5.5, 6.1, 4.9, 8.2 }, b[] = { 5.9, 4.1, 7.4, 8.8, 6.0, 7.3, 5.2, 8.1 };
  static const double tied_differences[] = { -1, 0, -2, 1, -2, -2, 3 };
  double differences[8];
  CrmHypothesis found;

  for (guint i = 0; i < 8; i++)
    differences[i] = a[i] - b[i];
  found = crm_hypothesis_paired_t (differences, 8, NULL);
  crm_test_assert_near (found.statistic, -2.21888372297346, 1e-12);
  crm_test_assert_near (found.p, 0.061979274753932, 1e-12);
  crm_test_assert_near (found.low, -1.08448300455448, 1e-12);
  crm_test_assert_near (found.high, 0.0344830045544758, 1e-12);
  g_assert_cmpfloat (found.df, ==, 7);
  found = crm_hypothesis_signed_rank (differences, 8, NULL);
  g_assert_cmpfloat (found.statistic, ==, 5);
  crm_test_assert_near (found.p, 0.0796880256742914, 1e-12);
  found = crm_hypothesis_signed_rank (tied_differences, 7, NULL);
  g_assert_cmpfloat (found.statistic, ==, 7.5);
  crm_test_assert_near (found.p, 0.595076495623949, 1e-12);
  g_assert_true (isnan (crm_hypothesis_signed_rank ((double[]) { 0, 0 }, 2, NULL).p));
  /* All six of one sign: 2 of 2^6 orders. */
  found = crm_hypothesis_signed_rank ((double[]) { 1, 2, 3, 4, 5, 6 }, 6, NULL);
  crm_test_assert_near (found.p, 2 / 64.0, 1e-15);
}

static void
test_welch_interval (void)
{
  CrmHypothesis found = crm_hypothesis_welch (&(CrmSamples) { 2, three, three_sizes }, NULL);

  crm_test_assert_near (found.low, -8.17313824715553, 1e-12);
  crm_test_assert_near (found.high, -2.69352841951114, 1e-12);
}

static void
test_smirnov_large (void)
{
  double first[150], second[120];
  CrmHypothesis found;

  for (guint i = 0; i < 150; i++)
    first[i] = sin (i + 1);
  for (guint i = 0; i < 120; i++)
    second[i] = cos (i + 1) * 1.1 + 0.2;
  found = crm_hypothesis_smirnov (&(CrmSamples) { 2, (double *[]) { first, second }, (gsize[]) { 150, 120 } }, NULL);
  crm_test_assert_near (found.statistic, 0.25, 1e-12);
  crm_test_assert_near (found.p, 0.00048073895283235, 1e-12);
  g_assert_false (found.exact);
}

/* R. A. Fisher's lady tasting tea ("The Design of Experiments", 1935) and criminal twins (1962), and a table with a 0. */
static void
test_fisher (void)
{
  static const struct { gsize a, b, c, d; double p, odds, low, high; } rows[] = {
    { 3, 1, 1, 3, 0.485714285714286, 6.40830886700579, 0.211732915305503, 621.933750545417 },
    { 10, 3, 2, 15, 0.000536724119143437, 21.3053312750167, 2.75343836564203, 300.682787419402 },
    { 0, 7, 5, 3, 0.0256410256410256, 0, 0, 0.879174554325498 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CrmHypothesis found = crm_hypothesis_fisher (rows[i].a, rows[i].b, rows[i].c, rows[i].d, NULL);

      /* R's uniroot() finds large odds to two digits only: those of the tea end at 39 · (16 + 36 / ω …) = 626.24. */
      crm_test_assert_near (found.p, rows[i].p, 1e-12);
      crm_test_assert_near (found.estimate, rows[i].odds, 1e-3);
      crm_test_assert_near (found.low, rows[i].low, 1e-3);
      crm_test_assert_near (found.high, rows[i].high, 1e-2);
    }
}

static void
test_proportions (void)
{
  static const gsize smokers[] = { 83, 90, 129, 70 }, patients[] = { 86, 93, 136, 82 };   /* J. L. Fleiss, 1981 */
  static const gsize hits[] = { 56, 48 }, sizes[] = { 70, 80 };   /* R. G. Newcombe, 1998, table II, (a) */
  CrmHypothesis found = crm_hypothesis_proportions (smokers, patients, 4);

  crm_test_assert_near (found.statistic, 12.6004112971276, 1e-12);
  crm_test_assert_near (found.p, 0.00558547666162702, 1e-12);
  /* Visits after mails to men, none, and mails to women (K. Hillstrom's challenge, 2008). */
  found = crm_hypothesis_proportions ((gsize[]) { 3894, 2262, 3238 }, (gsize[]) { 21307, 21306, 21387 }, 3);
  crm_test_assert_near (found.statistic, 504.460669035635, 1e-12);
  crm_test_assert_near (log (found.p), log (2.86917838426675e-110), 1e-12);
  found = crm_hypothesis_proportions ((gsize[]) { 15, 25 }, (gsize[]) { 50, 50 }, 2);
  crm_test_assert_near (found.statistic, 4.16666666666667, 1e-12);
  crm_test_assert_near (found.p, 0.0412268333371636, 1e-12);
  found = crm_hypothesis_proportions (hits, sizes, 2);
  crm_test_assert_near (found.low, 0.0524, 5e-5);
  crm_test_assert_near (found.high, 0.3339, 5e-5);
}

static void
test_noncentral (void)
{
  double low, high;

  crm_test_assert_near (crm_noncentral_chi_square (7.3, 3, 4.2), 0.585607540169143, 1e-12);
  crm_test_assert_near (crm_noncentral_chi_square (900, 2, 800), 0.955299238508862, 1e-12);
  crm_test_assert_near (crm_noncentral_f (3.1, 2, 20, 5), 0.499638234765702, 1e-9);
  crm_test_assert_near (crm_noncentral_f (60, 4, 1000, 220), 0.700446564358643, 1e-9);
  crm_noncentral_limits (60, 4, 1000, &low, &high);
  crm_test_assert_near (crm_noncentral_f (60, 4, 1000, low), 0.975, 1e-9);
  crm_test_assert_near (crm_noncentral_f (60, 4, 1000, high), 0.025, 1e-9);
  crm_noncentral_limits (0.5, 4, INFINITY, &low, &high);
  g_assert_cmpfloat (low, ==, 0);
}

/* Exact and approximate chances agree where both are to be had; none depends on order, unit or which sample is first. */
static void
test_properties (void)
{
  double a[40], b[45], moved_a[40], moved_b[45];
  gsize sizes[] = { 40, 45 }, swapped[] = { 45, 40 };
  CrmSamples samples = { 2, (double *[]) { a, b }, sizes }, moved = { 2, (double *[]) { moved_a, moved_b }, sizes };
  CrmSamples other = { 2, (double *[]) { b, a }, swapped };
  CrmHypothesis (*const tests[]) (const CrmSamples *, const CrmRun *) = {
    crm_hypothesis_welch, crm_hypothesis_anova, crm_hypothesis_welch_anova, crm_hypothesis_mann_whitney,
    crm_hypothesis_kruskal, crm_hypothesis_smirnov };
  CrmRandom random;

  crm_random_init (&random, 11, 0);
  for (guint i = 0; i < 40; i++)
    a[i] = crm_random_normal (&random);
  for (guint i = 0; i < 45; i++)
    b[i] = crm_random_normal (&random) + 0.4;
  for (guint i = 0; i < 40; i++)
    moved_a[39 - i] = a[i] * 1024 + 8;
  for (guint i = 0; i < 45; i++)
    moved_b[44 - i] = b[i] * 1024 + 8;
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      double p = tests[i] (&samples, NULL).p;

      g_assert_true (p > 0 && p < 1);
      crm_test_assert_near (tests[i] (&moved, NULL).p, p, 1e-9);
      crm_test_assert_near (tests[i] (&other, NULL).p, p, 1e-12);
    }
  crm_test_assert_near (crm_hypothesis_mann_whitney (&samples, NULL).p, crm_hypothesis_kruskal (&samples, NULL).p, 0.01);
  /* Of two groups the one is the other's square. */
  crm_test_assert_near (crm_hypothesis_welch_anova (&samples, NULL).p, crm_hypothesis_welch (&samples, NULL).p, 1e-12);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hypothesis/samples", test_samples);
  g_test_add_func ("/hypothesis/pairs", test_pairs);
  g_test_add_func ("/hypothesis/welch-interval", test_welch_interval);
  g_test_add_func ("/hypothesis/smirnov-large", test_smirnov_large);
  g_test_add_func ("/hypothesis/fisher", test_fisher);
  g_test_add_func ("/hypothesis/proportions", test_proportions);
  g_test_add_func ("/hypothesis/noncentral", test_noncentral);
  g_test_add_func ("/hypothesis/properties", test_properties);
  return g_test_run ();
}
