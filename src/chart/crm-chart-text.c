/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "chart/crm-chart.h"

#include "base/crm-csv-cell.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/**
 * crm_chart_format_conversion:
 * @mark: the number of a stage of a funnel
 *
 * Returns: (transfer full) (nullable): how much of the stage before has come this far, in percent; %NULL for the first
 *   stage and where one of the values is missing
 */
char *
crm_chart_format_conversion (CrmChart *chart,
                             guint mark)
{
  double value, before, percent;

  if (mark == 0 || !crm_chart_get_value (chart, 0, mark, &value) ||
      !crm_chart_get_value (chart, 0, mark - 1, &before) || before <= 0 || value < 0)
    return NULL;

  percent = value / before * 100;
  if (percent > 0 && percent < 9.95)
    /* Translators: a share in percent with one decimal */
    return g_strdup_printf (_("%.1f%%"), percent);
  /* Translators: a share in percent */
  return g_strdup_printf (_("%.0f%%"), percent);
}

/**
 * crm_chart_describe_mark:
 *
 * Returns: (transfer full): a mark in words, for tooltips and screen readers: "March 2017: €1,134,672"
 */
char *
crm_chart_describe_mark (CrmChart *chart,
                         guint series,
                         guint mark)
{
  g_autofree char *value = crm_chart_get_value_text (chart, series, mark);
  g_autofree char *conversion = NULL;
  const char *label = crm_chart_get_label (chart, mark);
  const char *name = crm_chart_get_series_name (chart, series);

  if (crm_chart_get_kind (chart) == CRM_CHART_FUNNEL)
    conversion = crm_chart_format_conversion (chart, mark);
  if (conversion != NULL)
    /* Translators: a stage of a funnel: its name, its value, a percentage, and the name of the stage before it */
    return g_strdup_printf (_("%s: %s, %s of %s"), label, value, conversion, crm_chart_get_label (chart, mark - 1));
  if (crm_chart_get_n_series (chart) > 1 && name != NULL)
    /* Translators: a mark of a chart: the label, the name of the series, the value */
    return g_strdup_printf (_("%s, %s: %s"), label, name, value);
  /* Translators: a mark of a chart: the label and the value */
  return g_strdup_printf (_("%s: %s"), label, value);
}

static char *
describe_size (CrmChart *chart)
{
  guint n = crm_chart_get_n_marks (chart);

  switch (crm_chart_get_kind (chart))
    {
    case CRM_CHART_FUNNEL:
      return g_strdup_printf (ngettext ("Funnel with %u stage.", "Funnel with %u stages.", n), n);
    case CRM_CHART_COLUMN:
      return g_strdup_printf (ngettext ("Column chart with %u column.", "Column chart with %u columns.", n), n);
    case CRM_CHART_BAR:
      return g_strdup_printf (ngettext ("Bar chart with %u bar.", "Bar chart with %u bars.", n), n);
    case CRM_CHART_LINE:
      return g_strdup_printf (ngettext ("Line chart with %u point.", "Line chart with %u points.", n), n);
    default:
      g_return_val_if_reached (NULL);
    }
}

static void
append_extreme (CrmChart *chart,
                GString *text,
                const char *format,
                int sign)
{
  guint best_series = 0, best_mark = 0;
  double best = -INFINITY, value;
  g_autofree char *mark = NULL;

  for (guint s = 0; s < crm_chart_get_n_series (chart); s++)
    {
      for (guint i = 0; i < crm_chart_get_n_marks (chart); i++)
        {
          if (!crm_chart_get_value (chart, s, i, &value) || sign * value <= best)
            continue;
          best = sign * value;
          best_series = s;
          best_mark = i;
        }
    }
  mark = crm_chart_describe_mark (chart, best_series, best_mark);
  g_string_append_c (text, ' ');
  g_string_append_printf (text, format, mark);
}

/**
 * crm_chart_describe:
 *
 * Returns: (transfer full): the chart in two or three sentences, for people who do not see it
 */
char *
crm_chart_describe (CrmChart *chart)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *size = NULL;

  if (crm_chart_get_subtitle (chart) != NULL)
    g_string_append_printf (text, "%s. ", crm_chart_get_subtitle (chart));
  if (crm_chart_is_empty (chart))
    {
      g_string_append (text, crm_chart_get_empty_text (chart));
      return g_strdup (text->str);
    }
  size = describe_size (chart);
  g_string_append (text, size);
  if (crm_chart_get_n_marks (chart) > 1 && crm_chart_get_kind (chart) != CRM_CHART_FUNNEL)
    {
      /* Translators: a mark of a chart in words */
      append_extreme (chart, text, _("Highest: %s."), 1);
      append_extreme (chart, text, _("Lowest: %s."), -1);
    }
  return g_strdup (text->str);
}

static const char *
get_heading (CrmChart *chart,
             guint series)
{
  const char *heading = crm_chart_get_series_name (chart, series);

  if (heading == NULL)
    heading = crm_chart_get_value_label (chart);
  return heading != NULL ? heading : C_("heading of a column", "Value");
}

/**
 * crm_chart_to_csv:
 *
 * Returns: (transfer full): the chart as CSV (RFC 4180, UTF-8): a row of headings, then one row for each mark with its
 *   label and its value in every series; numbers with a point whatever the locale, missing values empty. No text can be
 *   taken for a formula
 */
char *
crm_chart_to_csv (CrmChart *chart)
{
  g_autoptr (GString) csv = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  double value;

  crm_csv_append_safe (csv, crm_chart_get_category_label (chart), ',');
  for (guint s = 0; s < crm_chart_get_n_series (chart); s++)
    {
      g_string_append_c (csv, ',');
      crm_csv_append_safe (csv, get_heading (chart, s), ',');
    }
  g_string_append (csv, "\r\n");
  for (guint i = 0; i < crm_chart_get_n_marks (chart); i++)
    {
      crm_csv_append_safe (csv, crm_chart_get_label (chart, i), ',');
      for (guint s = 0; s < crm_chart_get_n_series (chart); s++)
        {
          g_string_append_c (csv, ',');
          if (crm_chart_get_value (chart, s, i, &value))
            g_string_append (csv, g_ascii_formatd (number, sizeof number, "%.15g", value));
        }
      g_string_append (csv, "\r\n");
    }
  return g_strdup (csv->str);
}
