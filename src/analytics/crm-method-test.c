/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-private.h"
#include "analytics/crm-method-test.h"

#include "base/crm-error.h"

#include <math.h>
#include <string.h>

#define MOST_COUNTED_OUT 100000
#define LEVEL 0.05   /* below it a difference is taken for more than chance */

/* Tests */

static CrmHypothesis
run_welch (const CrmTestData *data,
           const CrmRun *run)
{
  return crm_hypothesis_welch (&data->samples, run);
}

static CrmHypothesis
run_paired_t (const CrmTestData *data,
              const CrmRun *run)
{
  return crm_hypothesis_paired_t (data->differences, data->n, run);
}

static CrmHypothesis
run_mann_whitney (const CrmTestData *data,
                  const CrmRun *run)
{
  return crm_hypothesis_mann_whitney (&data->samples, run);
}

static CrmHypothesis
run_signed_rank (const CrmTestData *data,
                 const CrmRun *run)
{
  return crm_hypothesis_signed_rank (data->differences, data->n, run);
}

static CrmHypothesis
run_anova (const CrmTestData *data,
           const CrmRun *run)
{
  return crm_hypothesis_anova (&data->samples, run);
}

static CrmHypothesis
run_welch_anova (const CrmTestData *data,
                 const CrmRun *run)
{
  return crm_hypothesis_welch_anova (&data->samples, run);
}

static CrmHypothesis
run_kruskal (const CrmTestData *data,
             const CrmRun *run)
{
  return crm_hypothesis_kruskal (&data->samples, run);
}

static CrmHypothesis
run_smirnov (const CrmTestData *data,
             const CrmRun *run)
{
  return crm_hypothesis_smirnov (&data->samples, run);
}

static CrmHypothesis
run_chi_square (const CrmTestData *data,
                const CrmRun *run)
{
  gsize n_rare;

  return crm_hypothesis_chi_square (data->values, data->value_names->len, data->groups, data->group_names->len,
                                    data->n, &n_rare);
}

static CrmHypothesis
run_fisher (const CrmTestData *data,
            const CrmRun *run)
{
  return crm_hypothesis_fisher (data->counts[3], data->counts[2], data->counts[1], data->counts[0], run);
}

static CrmHypothesis
run_proportions (const CrmTestData *data,
                 const CrmRun *run)
{
  guint n = data->group_names->len;
  g_autofree gsize *hits = g_new (gsize, n), *sizes = g_new0 (gsize, n);

  for (guint i = 0; i < n; i++)
    {
      hits[i] = data->counts[(gsize) data->positive * n + i];
      for (guint k = 0; k < data->value_names->len; k++)
        sizes[i] += data->counts[(gsize) k * n + i];
    }
  return crm_hypothesis_proportions (hits, sizes, n);
}

typedef struct
{
  const char    *key;         /* as --kind names it */
  CrmTestForm    form;
  guint          most_groups;
  gsize          least;       /* values of each group */
  const char    *label;       /* N_() */
  const char    *statistic;
  const char    *estimate;    /* nullable */
  const char    *effect;
  CrmHypothesis (*run) (const CrmTestData *data, const CrmRun *run);
} Test;

static const Test tests[] = {
  { "welch-t", CRM_TEST_GROUPS, 2, 2, N_("Welch's t test of two means"), "t", "mean_difference", "hedges_g",
    run_welch },
  { "paired-t", CRM_TEST_PAIRS, 0, 2, N_("Student's t test of differences"), "t", "mean_difference", "cohens_d",
    run_paired_t },
  { "mann-whitney", CRM_TEST_GROUPS, 2, 1, N_("Mann and Whitney's test of two groups"), "U", NULL,
    "probability_of_superiority", run_mann_whitney },
  { "wilcoxon", CRM_TEST_PAIRS, 0, 1, N_("Wilcoxon's test of signed ranks"), "V", NULL, "rank_biserial",
    run_signed_rank },
  { "anova", CRM_TEST_GROUPS, G_MAXUINT, 1, N_("Analysis of variance"), "F", NULL, "eta_squared", run_anova },
  { "welch-anova", CRM_TEST_GROUPS, G_MAXUINT, 2, N_("Welch's analysis of variance"), "F", NULL, "eta_squared",
    run_welch_anova },
  { "kruskal", CRM_TEST_GROUPS, G_MAXUINT, 1, N_("Kruskal and Wallis's test of ranks"), "H", NULL, "epsilon_squared",
    run_kruskal },
  { "smirnov", CRM_TEST_GROUPS, 2, 1, N_("Kolmogorov and Smirnov's test of two distributions"), "D", NULL, "distance",
    run_smirnov },
  { "chi-square", CRM_TEST_COUNTS, G_MAXUINT, 0, N_("Pearson's χ² test"), "X2", NULL, "cramers_v", run_chi_square },
  { "fisher", CRM_TEST_COUNTS, 2, 0, N_("Fisher's exact test"), NULL, "odds_ratio", "odds_ratio", run_fisher },
  { "proportions", CRM_TEST_COUNTS, G_MAXUINT, 0, N_("Test of shares"), "X2", "difference", "cohens_h",
    run_proportions },
};

#define KINDS "auto|welch-t|paired-t|mann-whitney|wilcoxon|anova|welch-anova|kruskal|smirnov|chi-square|fisher|" \
              "proportions"

static const Test *
find_test (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      if (strcmp (tests[i].key, key) == 0)
        return &tests[i];
    }
  return NULL;
}

static gboolean
check_fits (const Test *test,
            const CrmTestData *data,
            GError **error)
{
  if (test->form != data->form)
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                 test->form == CRM_TEST_PAIRS ?
                 _("“%s” is for pairs of numbers: leave out --by, and name the second number of each row with --with, "
                   "or what to compare with by --expected.") :
                 test->form == CRM_TEST_GROUPS ?
                 _("“%s” is for numbers in groups: name a column of numbers with --value and one of groups with "
                   "--by.") :
                 _("“%s” is for words in groups: name a column of words with --value and one of groups with "
                   "--by."), test->key);
  else if (test->form != CRM_TEST_PAIRS && data->group_names->len > test->most_groups)
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("“%s” compares two groups, and there are %u."), test->key,
                 data->group_names->len);
  else if (strcmp (test->key, "fisher") == 0 && data->value_names->len != 2)
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                 _("“fisher” is for two words in two groups, and there are %u words. Use “chi-square”."),
                 data->value_names->len);
  else if (strcmp (test->key, "fisher") == 0 && data->n > MOST_COUNTED_OUT)
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                 _("“fisher” counts out all tables, which is for at most %d rows. Use “chi-square”, which says the "
                   "same of so many."), MOST_COUNTED_OUT);
  else if (data->smallest < test->least)
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                 _("“%s” needs at least %zu values in each group, and one has %zu."), test->key, test->least,
                 data->smallest);
  else
    return TRUE;
  return FALSE;
}

/* The result */

static void
write_three (CrmResultBuilder *builder,
             const char *key,
             const char *name,
             double value,
             double low,
             double high)
{
  if (name == NULL || isnan (value))
    return;
  crm_result_begin (builder, key);
  crm_result_text (builder, "name", name);
  crm_result_number (builder, "value", value);
  crm_result_number (builder, "low95", low);
  crm_result_number (builder, "high95", high);
  crm_result_end (builder);
}

static void
write_conclusion (CrmResultBuilder *builder,
                  const CrmHypothesis *found)
{
  g_autofree char *text = NULL;

  if (found->p < LEVEL)
    text = g_strdup_printf (_("There is a difference: one this large comes about by chance with a probability of %.2g "
                              "only."), found->p);
  else
    text = g_strdup_printf (_("No difference can be told from chance: one this large comes about by chance with a "
                              "probability of %.2g. That is no proof that there is none."), found->p);
  crm_result_text (builder, "conclusion", text);
}

static gboolean
write_result (CrmResultBuilder *builder,
              const Test *test,
              const char *why,
              const CrmTestData *data,
              const CrmRun *run,
              GError **error)
{
  CrmHypothesis found = test->run (data, run);

  if (isnan (found.p))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           _("The values do not vary, so that nothing can be said of chance. Use other columns or "
                             "more rows."));
      return FALSE;
    }
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "test", test->key);
  crm_result_text (builder, "label", _(test->label));
  crm_result_text (builder, "why", why);
  crm_result_count (builder, "n", data->n);
  crm_result_count (builder, "left_out", data->n_left_out);
  crm_test_data_write (data, builder, run);
  if (test->statistic != NULL)
    {
      crm_result_text (builder, "statistic_name", test->statistic);
      crm_result_number (builder, "statistic", found.statistic);
    }
  if (!isnan (found.df))
    crm_result_number (builder, "df", found.df);
  if (!isnan (found.df2))
    crm_result_number (builder, "df2", found.df2);
  crm_result_number (builder, "p", found.p);
  crm_result_flag (builder, "exact", found.exact);
  write_three (builder, "estimate", test->estimate, found.estimate, found.low, found.high);
  write_three (builder, "effect", test->effect, found.effect, found.effect_low, found.effect_high);
  write_conclusion (builder, &found);
  crm_result_end (builder);
  return TRUE;
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_auto (CrmTestData) data = { 0 };
  const char *why = _("It was asked for.");
  const Test *test = find_test (crm_options_text (options, "kind"));   /* NULL: the data tell */
  gboolean as_words = crm_options_has (options, "positive") || (test != NULL && test->form == CRM_TEST_COUNTS);

  if (!crm_test_data_init (&data, frame, options, as_words, crm_run, error) || !crm_run_go_on (crm_run, 0.2, error))
    return FALSE;
  if (test == NULL)
    test = find_test (crm_test_data_choose (&data, &why));
  return check_fits (test, &data, error) && write_result (builder, test, why, &data, crm_run, error);
}

static const CrmOption options[] = {
  { "value", N_("Column of numbers, or of words"), CRM_OPTION_COLUMN, .required = TRUE },
  { "by", N_("Column of the groups that are compared"), CRM_OPTION_COLUMN },
  { "with", N_("Column of the second number of each row, where rows are pairs"), CRM_OPTION_COLUMN },
  { "expected", N_("What differences are compared with, where rows are pairs or there are no groups"),
    CRM_OPTION_NUMBER, "0", -1e100, 1e100 },
  { "positive", N_("The word whose share is compared; without it the last one"), CRM_OPTION_TEXT },
  { "kind", N_("Which test; “auto” chooses by what the columns hold"), CRM_OPTION_CHOICE, "auto", .choices = KINDS },
  { NULL },
};

const CrmMethod crm_method_test = {
  .name = "test",
  .label = N_("Tests of Difference"),
  .summary = N_("Whether groups differ or by chance alone, and by how much"),
  .options = options,
  .measure = "p",
  .run = run,
};
