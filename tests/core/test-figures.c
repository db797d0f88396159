/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-date.h"
#include "sales/crm-pipeline-summary.h"
#include "sales/crm-sales-figures.h"
#include "sales/crm-workspace.h"

#include <glib/gstdio.h>
#include <string.h>

/* Five deals whose sums can be checked by hand: two won in March and May 2017, one lost, two open; one in dollars. */
static const struct { const char *name; const char *stage; gint64 value; const char *currency; const char *closed; } deals[] = {
  { "March", "Won", 100000, "EUR", "2017-03-05" },
  { "May", "Won", 250050, "EUR", "2017-05-31" },
  { "Lost", "Lost", 70000, "EUR", "2017-04-01" },
  { "Open", "Proposal", 40000, "EUR", NULL },
  { "Dollars", "Prospecting", 99900, "USD", NULL },
};

typedef struct
{
  char     *path;
  CrmStore *store;
} Fixture;

static gpointer
find_stages (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  return crm_pipeline_summary_read (reader, crm_pipeline_find_default (reader), NULL, error);
}

static gint64
stage_id (CrmPipelineSummary *summary,
          const char *name)
{
  for (guint i = 0; i < summary->stages->len; i++)
    {
      const CrmStageSummary *stage = summary->stages->pdata[i];

      if (strcmp (stage->name, name) == 0)
        return stage->id;
    }
  g_assert_not_reached ();
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPipelineSummary) summary = NULL;
  g_autoptr (CrmChangeSet) changes = NULL;
  g_autofree char *folder = g_dir_make_tmp ("clientele-XXXXXX", &error);

  g_assert_no_error (error);
  fixture->path = g_build_filename (folder, "test.clientele", NULL);
  fixture->store = crm_workspace_create (fixture->path, "EUR", &error);
  g_assert_no_error (error);
  summary = crm_store_read (fixture->store, find_stages, NULL, NULL, &error);
  g_assert_no_error (error);
  changes = crm_change_set_new (fixture->store, "Deals");
  for (guint i = 0; i < G_N_ELEMENTS (deals); i++)
    {
      gint64 date;

      crm_change_set_insert (changes, "opportunity");
      crm_change_set_text (changes, "name", deals[i].name);
      crm_change_set_int (changes, "stage", stage_id (summary, deals[i].stage));
      crm_change_set_money (changes, "value", deals[i].value, deals[i].currency);
      if (deals[i].closed != NULL && crm_date_parse (deals[i].closed, &date))
        crm_change_set_int (changes, "closed_on", date);
    }
  g_assert_true (crm_store_apply (fixture->store, changes, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  crm_store_close (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->store);
  g_unlink (fixture->path);
  g_rmdir (folder);
  g_free (fixture->path);
}

typedef struct
{
  CrmSpan       span;
  CrmSpanDates  dates;
  CrmKeyFigures key;
  GPtrArray    *months;
  GPtrArray    *owners;
  GPtrArray    *funnel;
  GArray       *behind;   /* of gint64: how many records each filter of the funnel finds */
} Figures;

static gpointer
read_figures (CrmReader *reader,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  Figures *figures = data;

  g_assert_true (crm_span_resolve (figures->span, reader, &figures->dates, error));
  g_assert_true (crm_figures_key (reader, &figures->dates, &figures->key, error));
  figures->months = crm_figures_won_by_month (reader, &figures->dates, error);
  figures->owners = crm_figures_open_by_owner (reader, error);
  figures->funnel = crm_figures_funnel (reader, crm_pipeline_find_default (reader), error);
  figures->behind = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < figures->funnel->len; i++)
    {
      const CrmFigure *figure = figures->funnel->pdata[i];
      g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("opportunity"));
      gint64 count;

      g_assert_true (crm_query_set_filter_text (query, figure->filter, error));
      count = crm_reader_count (reader, query, error);
      g_array_append_val (figures->behind, count);
    }
  return NULL;
}

static void
clear_figures (Figures *figures)
{
  g_ptr_array_unref (figures->months);
  g_ptr_array_unref (figures->owners);
  g_ptr_array_unref (figures->funnel);
  g_array_unref (figures->behind);
}

static void
test_span (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Figures figures = { .span = CRM_SPAN_LATEST_YEAR };
  const CrmFigure *march, *may;

  crm_store_read (fixture->store, read_figures, &figures, NULL, &error);
  g_assert_no_error (error);
  /* The latest deal was closed in May 2017, whatever the date is today. */
  g_assert_cmpint (figures.dates.first, ==, crm_date_from_ymd (2016, 6, 1));
  g_assert_cmpint (figures.dates.last, ==, crm_date_from_ymd (2017, 5, 31));
  g_assert_cmpuint (figures.months->len, ==, 12);
  march = figures.months->pdata[9];
  may = figures.months->pdata[11];
  g_assert_cmpint (march->value, ==, 100000);
  g_assert_cmpint (march->count, ==, 1);
  g_assert_cmpint (may->value, ==, 250050);
  g_assert_cmpint (figures.key.won_value, ==, 350050);
  g_assert_cmpint (figures.key.won_count, ==, 2);
  g_assert_cmpint (figures.key.lost_count, ==, 1);
  clear_figures (&figures);
}

static void
test_open (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Figures figures = { .span = CRM_SPAN_ALL };
  const CrmFigure *nobody;

  crm_store_read (fixture->store, read_figures, &figures, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (figures.months->len, ==, 3);
  g_assert_cmpint (figures.key.open_count, ==, 2);
  g_assert_cmpint (figures.key.open_value, ==, 40000);      /* the dollars are not added */
  g_assert_cmpint (figures.key.open_weighted, ==, 20000);
  g_assert_cmpint (figures.key.other_currencies, ==, 1);
  g_assert_cmpuint (figures.owners->len, ==, 1);
  nobody = figures.owners->pdata[0];
  g_assert_cmpint (nobody->count, ==, 2);
  g_assert_cmpint (nobody->value, ==, 40000);
  clear_figures (&figures);
}

static void
test_funnel (Fixture *fixture,
             gconstpointer data)
{
  /* Prospecting: all five. Qualification and Proposal: won ones and "Open". Negotiation and Won: won ones. */
  static const gint64 expected[] = { 5, 3, 3, 2, 2 };
  g_autoptr (GError) error = NULL;
  Figures figures = { .span = CRM_SPAN_ALL };

  crm_store_read (fixture->store, read_figures, &figures, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (figures.funnel->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const CrmFigure *figure = figures.funnel->pdata[i];

      g_assert_cmpint (figure->count, ==, expected[i]);
      g_assert_cmpint (g_array_index (figures.behind, gint64, i), ==, figure->count);
    }
  clear_figures (&figures);
}

static void
test_summary_agrees (Fixture *fixture,
                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPipelineSummary) summary = crm_store_read (fixture->store, find_stages, NULL, NULL, &error);
  const CrmStageSummary *prospecting, *won;
  const CrmStageTotal *dollars;

  g_assert_no_error (error);
  prospecting = summary->stages->pdata[0];
  won = summary->stages->pdata[4];
  g_assert_cmpint (prospecting->count, ==, 1);
  g_assert_cmpuint (prospecting->totals->len, ==, 1);
  dollars = &g_array_index (prospecting->totals, CrmStageTotal, 0);
  g_assert_cmpstr (dollars->currency, ==, "USD");
  g_assert_cmpint (dollars->sum, ==, 99900);
  g_assert_cmpint (dollars->weighted, ==, 9990);
  g_assert_cmpint (won->count, ==, 2);
  g_assert_cmpint (g_array_index (won->totals, CrmStageTotal, 0).sum, ==, 350050);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/figures/span", Fixture, NULL, set_up, test_span, tear_down);
  g_test_add ("/figures/open", Fixture, NULL, set_up, test_open, tear_down);
  g_test_add ("/figures/funnel", Fixture, NULL, set_up, test_funnel, tear_down);
  g_test_add ("/figures/summary-agrees", Fixture, NULL, set_up, test_summary_agrees, tear_down);
  return g_test_run ();
}
