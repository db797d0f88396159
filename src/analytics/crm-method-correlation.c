/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-correlation.h"
#include "analytics/crm-method-private.h"

#include "base/crm-error.h"

#define MOST_LEVELS 1000

typedef struct
{
  GPtrArray    *columns;   /* of CrmColumn, borrowed */
  const CrmRun *run;
  CrmResultBuilder  *builder;
} Work;

static void
write_names (const Work *work)
{
  crm_result_begin_array (work->builder, "columns");
  for (guint i = 0; i < work->columns->len; i++)
    crm_result_text (work->builder, NULL, ((const CrmColumn *) work->columns->pdata[i])->name);
  crm_result_end_array (work->builder);
}

/* Pairs below the diagonal; above it they are the same. */
static gboolean
write_matrices (const Work *work,
                CrmCorrelationKind kind,
                GError **error)
{
  guint d = work->columns->len;
  g_autoptr (GPtrArray) numbers = g_ptr_array_new_with_free_func (g_free);
  g_autofree double *r = g_new (double, (gsize) d * d + 1);
  g_autofree double *p = g_new (double, (gsize) d * d + 1);
  g_autofree double *n = g_new (double, (gsize) d * d + 1);
  g_autofree CrmCorrelation *found = NULL;

  for (guint i = 0; i < d; i++)
    g_ptr_array_add (numbers, crm_column_numbers (work->columns->pdata[i]));
  found = crm_correlations ((const double *const *) numbers->pdata, d,
                            d > 0 ? ((const CrmColumn *) work->columns->pdata[0])->n : 0, kind, work->run, error);
  if (found == NULL)
    return FALSE;
  for (gsize i = 0; i < (gsize) d * d; i++)
    {
      r[i] = found[i].r;
      p[i] = found[i].p;
      n[i] = found[i].n;
    }
  crm_result_matrix (work->builder, "r", r, d, d);
  crm_result_matrix (work->builder, "p", p, d, d);
  crm_result_matrix (work->builder, "n", n, d, d);
  return TRUE;
}

static gboolean
write_pairs (const Work *work,
             GError **error)
{
  crm_result_begin_array (work->builder, "pairs");
  for (guint i = 0; i < work->columns->len; i++)
    {
      const CrmColumn *a = work->columns->pdata[i];

      for (guint k = 0; k < i; k++)
        {
          const CrmColumn *b = work->columns->pdata[k];
          CrmChiSquare test;

          if (!crm_run_go_on (work->run, (double) i / work->columns->len, error))
            return FALSE;
          test = crm_chi_square (a->codes, crm_column_n_levels (a), b->codes, crm_column_n_levels (b), a->n);
          crm_result_begin (work->builder, NULL);
          crm_result_text (work->builder, "a", b->name);
          crm_result_text (work->builder, "b", a->name);
          crm_result_count (work->builder, "n", test.n);
          crm_result_number (work->builder, "chi_square", test.statistic);
          crm_result_count (work->builder, "df", test.df);
          crm_result_number (work->builder, "p", test.p);
          crm_result_number (work->builder, "cramers_v", test.cramers_v);
          crm_result_count (work->builder, "rare_cells", test.n_rare);
          crm_result_end (work->builder);
        }
    }
  crm_result_end_array (work->builder);
  return TRUE;
}

static gboolean
is_wanted (const CrmColumn *column,
           gboolean words)
{
  return words ? column->kind == CRM_COLUMN_CATEGORY && crm_column_n_levels (column) <= MOST_LEVELS :
         column->kind == CRM_COLUMN_NUMBER;
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  guint kind = crm_options_choice (options, "kind");
  gboolean words = kind > CRM_CORRELATION_KENDALL, done;
  g_auto (GStrv) names = crm_options_features (options, frame, FALSE, error);
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  Work work = { columns, crm_run, builder };

  if (names == NULL)
    return FALSE;
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (is_wanted (crm_frame_find (frame, names[i]), words))
        g_ptr_array_add (columns, crm_frame_find (frame, names[i]));
    }
  if (columns->len < 2)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, words ?
                   _("There are %u columns of words with at most 1000 different ones; two are needed. Name others with "
                     "--columns, or use --kind pearson for numbers.") :
                   _("There are %u columns of numbers; two are needed. Name others with --columns, or use --kind "
                     "chi-square for words."), columns->len);
      return FALSE;
    }
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "kind", crm_options_text (options, "kind"));
  write_names (&work);
  done = words ? write_pairs (&work, error) : write_matrices (&work, kind, error);
  if (!done)
    return FALSE;
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  CRM_OPTION_COLUMNS_ROW,
  { "kind", N_("Along a line, in order, or for words"), CRM_OPTION_CHOICE, "pearson",
    .choices = "pearson|spearman|kendall|chi-square" },
  { NULL },
};

const CrmMethod crm_method_correlation = {
  .name = "correlation",
  .label = N_("Correlation"),
  .summary = N_("Which columns go together, and whether that can be chance"),
  .options = options,
  .run = run,
};
