/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/insights/crm-dashboard-charts.h"

#include "base/crm-date.h"
#include "base/crm-money.h"
#include "chart/crm-chart.h"
#include "sales/crm-pipeline-summary.h"

#include <glib/gi18n.h>

#define MOST_OWNERS 12

static char *
format_money_tick (double value,
                   gpointer user_data)
{
  return crm_money_format_short ((gint64) value, user_data);
}

static char *
format_count_tick (double value,
                   gpointer user_data)
{
  return crm_number_format (value);
}

static const char *
home_currency (CrmReader *reader)
{
  return crm_store_get_currency (crm_reader_get_store (reader));
}

static CrmChart *
new_money_chart (CrmReader *reader,
                 CrmChartKind kind,
                 const char *title)
{
  const char *currency = home_currency (reader);
  CrmChart *chart = crm_chart_new (kind, title);

  crm_chart_set_format (chart, format_money_tick, g_strdup (currency), g_free);
  crm_chart_set_value_label (chart, currency);
  return chart;
}

static char *
describe_deals (const CrmFigure *figure,
                const char *currency)
{
  g_autofree char *value = crm_money_format (figure->value, currency);
  g_autofree char *count = crm_number_format (figure->count);

  /* Translators: an amount of money, and how many deals it is the sum of */
  return g_strdup_printf (ngettext ("%s · %s deal", "%s · %s deals", (gulong) figure->count), value, count);
}

gpointer
crm_dashboard_build_funnel (CrmReader *reader,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (CrmChart) chart = crm_chart_new (CRM_CHART_FUNNEL, _("Funnel"));
  g_autoptr (GPtrArray) figures = crm_figures_funnel (reader, crm_pipeline_find_default (reader), error);
  guint series;

  if (figures == NULL)
    return NULL;
  crm_chart_set_subtitle (chart, _("Deals that came to each stage or beyond"));
  crm_chart_set_category_label (chart, _("Stage"));
  crm_chart_set_value_label (chart, _("Deals"));
  crm_chart_set_format (chart, format_count_tick, NULL, NULL);
  crm_chart_set_empty_text (chart, _("No deals yet"));
  series = crm_chart_add_series (chart, _("Deals"));
  for (guint i = 0; i < figures->len && ((CrmFigure *) figures->pdata[0])->count > 0; i++)
    {
      const CrmFigure *figure = figures->pdata[i];
      g_autofree char *count = crm_number_format (figure->count);

      crm_chart_add_mark (chart, series, figure->label, figure->count, count, figure->filter);
    }
  return g_steal_pointer (&chart);
}

gpointer
crm_dashboard_build_won (CrmReader *reader,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  const CrmSpan *span = g_bytes_get_data (data, NULL);
  g_autoptr (CrmChart) chart = new_money_chart (reader, CRM_CHART_COLUMN, _("Won Value by Month"));
  g_autoptr (GPtrArray) figures = NULL;
  g_autofree char *first = NULL, *last = NULL, *total_text = NULL, *subtitle = NULL;
  CrmSpanDates dates;
  gint64 total = 0;
  guint series;

  if (!crm_span_resolve (*span, reader, &dates, error) ||
      (figures = crm_figures_won_by_month (reader, &dates, error)) == NULL)
    return NULL;
  series = crm_chart_add_series (chart, _("Won value"));
  for (guint i = 0; i < figures->len; i++)
    total += ((CrmFigure *) figures->pdata[i])->value;
  for (guint i = 0; i < figures->len && total > 0; i++)
    {
      const CrmFigure *figure = figures->pdata[i];
      g_autofree char *text = describe_deals (figure, home_currency (reader));
      g_autofree char *month = crm_date_month_name (figure->date);
      g_autofree char *year = crm_period_label (CRM_PERIOD_YEAR, crm_period_start (CRM_PERIOD_YEAR, figure->date));
      guint mark = crm_chart_add_mark (chart, series, figure->label, figure->value, text, figure->filter);

      crm_chart_set_axis_label (chart, mark, month, year);
    }
  first = crm_period_label (CRM_PERIOD_MONTH, dates.first);
  last = crm_period_label (CRM_PERIOD_MONTH, crm_period_start (CRM_PERIOD_MONTH, dates.last));
  total_text = crm_money_format (total, home_currency (reader));
  /* Translators: a span of months and the sum over it: Mar 2025 – Feb 2026 · €12,345 in all */
  subtitle = g_strdup_printf (_("%s – %s · %s in all"), first, last, total_text);
  crm_chart_set_subtitle (chart, subtitle);
  crm_chart_set_category_label (chart, _("Month"));
  crm_chart_set_empty_text (chart, _("No deal was won in this time"));
  return g_steal_pointer (&chart);
}

static void
add_other_owners (CrmChart *chart,
                  guint series,
                  GPtrArray *figures,
                  const char *currency)
{
  CrmFigure others = { 0 };
  g_autofree char *text = NULL;

  for (guint i = MOST_OWNERS; i < figures->len; i++)
    {
      const CrmFigure *figure = figures->pdata[i];

      others.count += figure->count;
      others.value += figure->value;
    }
  if (others.count == 0)
    return;
  text = describe_deals (&others, currency);
  crm_chart_add_mark (chart, series, _("Others"), others.value, text, NULL);
}

gpointer
crm_dashboard_build_owners (CrmReader *reader,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (CrmChart) chart = new_money_chart (reader, CRM_CHART_BAR, _("Open Value by Owner"));
  g_autoptr (GPtrArray) figures = crm_figures_open_by_owner (reader, error);
  guint series;

  if (figures == NULL)
    return NULL;
  crm_chart_set_subtitle (chart, _("Open deals, not weighted"));
  crm_chart_set_category_label (chart, _("Owner"));
  crm_chart_set_empty_text (chart, _("No open deals"));
  series = crm_chart_add_series (chart, _("Open value"));
  for (guint i = 0; i < MIN (figures->len, MOST_OWNERS); i++)
    {
      const CrmFigure *figure = figures->pdata[i];
      g_autofree char *text = describe_deals (figure, home_currency (reader));

      crm_chart_add_mark (chart, series, figure->label, figure->value, text, figure->filter);
    }
  add_other_owners (chart, series, figures, home_currency (reader));
  return g_steal_pointer (&chart);
}
