/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "chart/crm-chart.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/crm-money.h"

/* Larger values would overflow when differences of them are taken. */
#define LARGEST 1e300

typedef struct
{
  double value;
  char  *value_text;
  char  *action_target;
} Mark;

typedef struct
{
  char   *name;
  GArray *marks;
} Series;

typedef struct
{
  char *label;
  char *axis_label;
  char *group;
} Category;

struct _CrmChart
{
  CrmChartKind       kind;
  char              *title;
  char              *subtitle;
  char              *value_label;
  char              *category_label;
  char              *empty_text;
  GPtrArray         *series;
  GArray            *categories;
  CrmChartFormatFunc format;
  gpointer           format_data;
  GDestroyNotify     format_destroy;
};

G_DEFINE_BOXED_TYPE (CrmChart, crm_chart, crm_chart_ref, crm_chart_unref)

static void
clear_mark (gpointer data)
{
  Mark *mark = data;

  g_free (mark->value_text);
  g_free (mark->action_target);
}

static void
clear_category (gpointer data)
{
  Category *category = data;

  g_free (category->label);
  g_free (category->axis_label);
  g_free (category->group);
}

static void
free_series (gpointer data)
{
  Series *series = data;

  g_free (series->name);
  g_array_unref (series->marks);
  g_free (series);
}

static void
clear_chart (gpointer data)
{
  CrmChart *chart = data;

  if (chart->format_destroy != NULL)
    chart->format_destroy (chart->format_data);
  g_free (chart->title);
  g_free (chart->subtitle);
  g_free (chart->value_label);
  g_free (chart->category_label);
  g_free (chart->empty_text);
  g_ptr_array_unref (chart->series);
  g_array_unref (chart->categories);
}

static Mark *
get_mark (CrmChart *chart,
          guint series,
          guint mark)
{
  GArray *marks;

  if (series >= chart->series->len)
    return NULL;
  marks = ((Series *) g_ptr_array_index (chart->series, series))->marks;
  return mark < marks->len ? &g_array_index (marks, Mark, mark) : NULL;
}

static Category *
get_category (CrmChart *chart,
              guint mark)
{
  g_return_val_if_fail (mark < chart->categories->len, NULL);
  return &g_array_index (chart->categories, Category, mark);
}

/**
 * crm_chart_new:
 * @title: what the chart shows, in a few words: "Won Value by Month"
 *
 * Returns: (transfer full): a chart without values
 */
CrmChart *
crm_chart_new (CrmChartKind kind,
               const char *title)
{
  CrmChart *chart = g_atomic_rc_box_new0 (CrmChart);

  chart->kind = kind;
  chart->title = g_strdup (title);
  chart->series = g_ptr_array_new_with_free_func (free_series);
  chart->categories = g_array_new (FALSE, TRUE, sizeof (Category));
  g_array_set_clear_func (chart->categories, clear_category);
  return chart;
}

/**
 * crm_chart_ref:
 *
 * Returns: (transfer full): the same chart; safe from any thread
 */
CrmChart *
crm_chart_ref (CrmChart *chart)
{
  return g_atomic_rc_box_acquire (chart);
}

/**
 * crm_chart_unref:
 * @chart: (transfer full): a chart
 */
void
crm_chart_unref (CrmChart *chart)
{
  g_atomic_rc_box_release_full (chart, clear_chart);
}

/**
 * crm_chart_set_subtitle:
 * @subtitle: (nullable): the second line of the title: the period, the filter
 */
void
crm_chart_set_subtitle (CrmChart *chart,
                        const char *subtitle)
{
  g_set_str (&chart->subtitle, subtitle);
}

/**
 * crm_chart_set_value_label:
 * @label: (nullable): what the values are: "Won value in €"; stands above the value axis
 */
void
crm_chart_set_value_label (CrmChart *chart,
                           const char *label)
{
  g_set_str (&chart->value_label, label);
}

/**
 * crm_chart_set_category_label:
 * @label: (nullable): what the labels are: "Month", "Owner"; the heading of their column in tables and CSV
 */
void
crm_chart_set_category_label (CrmChart *chart,
                              const char *label)
{
  g_set_str (&chart->category_label, label);
}

/**
 * crm_chart_set_empty_text:
 * @text: (nullable): what stands in place of a chart that has no values
 */
void
crm_chart_set_empty_text (CrmChart *chart,
                          const char *text)
{
  g_set_str (&chart->empty_text, text);
}

/**
 * crm_chart_set_format:
 * @format: (nullable): makes the short texts of the value axis, and of marks without a text of their own
 * @destroy: (nullable): called on @user_data with the last reference to the chart
 *
 * The function may be called in any thread, but in one at a time.
 */
void
crm_chart_set_format (CrmChart *chart,
                      CrmChartFormatFunc format,
                      gpointer user_data,
                      GDestroyNotify destroy)
{
  if (chart->format_destroy != NULL)
    chart->format_destroy (chart->format_data);
  chart->format = format;
  chart->format_data = user_data;
  chart->format_destroy = destroy;
}

/**
 * crm_chart_add_series:
 * @name: (nullable): the name in the legend, which is shown from two series on
 *
 * Returns: the number of the series
 */
guint
crm_chart_add_series (CrmChart *chart,
                      const char *name)
{
  Series *series = g_new0 (Series, 1);

  series->name = g_strdup (name);
  series->marks = g_array_new (FALSE, TRUE, sizeof (Mark));
  g_array_set_clear_func (series->marks, clear_mark);
  g_ptr_array_add (chart->series, series);
  return chart->series->len - 1;
}

/**
 * crm_chart_add_mark:
 * @series: the number of a series
 * @label: (nullable): the name of the category; where an earlier series has named it, that name stays
 * @value: the value; one that is not finite (such as NAN) is a missing value
 * @value_text: (nullable): the value for people: "€1,134,672"
 * @action_target: (nullable): says which records are behind the mark, to whoever opens them
 *
 * Appends a mark to a series.
 *
 * Returns: the number of the mark
 */
guint
crm_chart_add_mark (CrmChart *chart,
                    guint series,
                    const char *label,
                    double value,
                    const char *value_text,
                    const char *action_target)
{
  Mark mark = { isfinite (value) ? CLAMP (value, -LARGEST, LARGEST) : NAN, g_strdup (value_text),
                g_strdup (action_target) };
  GArray *marks;
  guint index;

  g_return_val_if_fail (series < chart->series->len, 0);
  marks = ((Series *) g_ptr_array_index (chart->series, series))->marks;
  index = marks->len;
  g_array_append_val (marks, mark);
  if (index >= chart->categories->len)
    g_array_set_size (chart->categories, index + 1);
  if (get_category (chart, index)->label == NULL)
    get_category (chart, index)->label = g_strdup (label);
  return index;
}

/**
 * crm_chart_set_axis_label:
 * @mark: the number of a mark
 * @label: the label as it is written on the axis: "Mar"
 * @group: (nullable): what it shares with its neighbours, written once for all of them: "2017"
 *
 * Shortens a label for the axis; the full label ("March 2017") is used everywhere else.
 */
void
crm_chart_set_axis_label (CrmChart *chart,
                          guint mark,
                          const char *label,
                          const char *group)
{
  Category *category = get_category (chart, mark);

  g_set_str (&category->axis_label, label);
  g_set_str (&category->group, group);
}

/**
 * crm_chart_get_kind:
 *
 * Returns: how the values are shown
 */
CrmChartKind
crm_chart_get_kind (CrmChart *chart)
{
  return chart->kind;
}

/**
 * crm_chart_get_title:
 *
 * Returns: (nullable): what the chart shows
 */
const char *
crm_chart_get_title (CrmChart *chart)
{
  return chart->title;
}

/**
 * crm_chart_get_subtitle:
 *
 * Returns: (nullable): the second line of the title
 */
const char *
crm_chart_get_subtitle (CrmChart *chart)
{
  return chart->subtitle;
}

/**
 * crm_chart_get_value_label:
 *
 * Returns: (nullable): what the values are
 */
const char *
crm_chart_get_value_label (CrmChart *chart)
{
  return chart->value_label;
}

/**
 * crm_chart_get_category_label:
 *
 * Returns: what the labels are
 */
const char *
crm_chart_get_category_label (CrmChart *chart)
{
  return chart->category_label != NULL ? chart->category_label : _("Label");
}

/**
 * crm_chart_get_empty_text:
 *
 * Returns: what to say if there are no values
 */
const char *
crm_chart_get_empty_text (CrmChart *chart)
{
  return chart->empty_text != NULL ? chart->empty_text : _("Nothing to show yet");
}

/**
 * crm_chart_get_n_series:
 *
 * Returns: the number of series
 */
guint
crm_chart_get_n_series (CrmChart *chart)
{
  return chart->series->len;
}

/**
 * crm_chart_get_series_name:
 *
 * Returns: (nullable): the name of a series
 */
const char *
crm_chart_get_series_name (CrmChart *chart,
                           guint series)
{
  g_return_val_if_fail (series < chart->series->len, NULL);
  return ((Series *) g_ptr_array_index (chart->series, series))->name;
}

/**
 * crm_chart_get_n_marks:
 *
 * Returns: the number of marks in the longest series
 */
guint
crm_chart_get_n_marks (CrmChart *chart)
{
  return chart->categories->len;
}

/**
 * crm_chart_get_label:
 *
 * Returns: the full label of a mark
 */
const char *
crm_chart_get_label (CrmChart *chart,
                     guint mark)
{
  const char *label = get_category (chart, mark)->label;

  return label != NULL ? label : "";
}

/**
 * crm_chart_get_axis_label:
 *
 * Returns: the label of a mark as it is written on the axis
 */
const char *
crm_chart_get_axis_label (CrmChart *chart,
                          guint mark)
{
  const char *label = get_category (chart, mark)->axis_label;

  return label != NULL ? label : crm_chart_get_label (chart, mark);
}

/**
 * crm_chart_get_group:
 *
 * Returns: (nullable): what the mark's label shares with its neighbours
 */
const char *
crm_chart_get_group (CrmChart *chart,
                     guint mark)
{
  return get_category (chart, mark)->group;
}

/**
 * crm_chart_get_value:
 * @value: (out) (optional): the value, which is finite
 *
 * Returns: whether the mark has a value
 */
gboolean
crm_chart_get_value (CrmChart *chart,
                     guint series,
                     guint mark,
                     double *value)
{
  Mark *found = get_mark (chart, series, mark);

  if (found == NULL || isnan (found->value))
    return FALSE;
  if (value != NULL)
    *value = found->value;
  return TRUE;
}

/**
 * crm_chart_get_value_text:
 *
 * Returns: (transfer full): the value of a mark for people
 */
char *
crm_chart_get_value_text (CrmChart *chart,
                          guint series,
                          guint mark)
{
  Mark *found = get_mark (chart, series, mark);

  if (found == NULL || isnan (found->value))
    return g_strdup (_("No value"));
  if (found->value_text != NULL)
    return g_strdup (found->value_text);
  return crm_chart_format_value (chart, found->value);
}

/**
 * crm_chart_get_action_target:
 *
 * Returns: (nullable): what was given to crm_chart_add_mark()
 */
const char *
crm_chart_get_action_target (CrmChart *chart,
                             guint series,
                             guint mark)
{
  Mark *found = get_mark (chart, series, mark);

  return found != NULL ? found->action_target : NULL;
}

/**
 * crm_chart_format_value:
 *
 * Returns: (transfer full): a short text for any value on the value axis
 */
char *
crm_chart_format_value (CrmChart *chart,
                        double value)
{
  return chart->format != NULL ? chart->format (value, chart->format_data) : crm_number_format (value);
}

/**
 * crm_chart_is_empty:
 *
 * Returns: whether not one mark has a value
 */
gboolean
crm_chart_is_empty (CrmChart *chart)
{
  for (guint s = 0; s < chart->series->len; s++)
    {
      for (guint i = 0; i < chart->categories->len; i++)
        {
          if (crm_chart_get_value (chart, s, i, NULL))
            return FALSE;
        }
    }
  return TRUE;
}
