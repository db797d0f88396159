/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CrmChartKind:
 * @CRM_CHART_FUNNEL: stages from top to bottom, each centred and as wide as its value
 * @CRM_CHART_COLUMN: upright bars over time or over a few categories
 * @CRM_CHART_BAR: lying bars, for names: by owner, by source
 * @CRM_CHART_LINE: a line through the values, over time
 */
typedef enum
{
  CRM_CHART_FUNNEL,
  CRM_CHART_COLUMN,
  CRM_CHART_BAR,
  CRM_CHART_LINE,
} CrmChartKind;

/**
 * CrmChart:
 *
 * What a chart shows: its kind, its words and its values, and nothing about pixels. It is filled by one owner (which
 * may be a worker thread) and not changed once it has been handed on. A chart has one or several series; the marks with
 * the same index in every series share a category and its label.
 */
typedef struct _CrmChart CrmChart;

#define CRM_TYPE_CHART (crm_chart_get_type ())
GType crm_chart_get_type (void);

/**
 * CrmChartFormatFunc:
 * @value: a value on the value axis
 * @user_data: what was given with the function
 *
 * Returns: (transfer full): a short text for the value: €1.2M
 */
typedef char *(*CrmChartFormatFunc) (double value, gpointer user_data);

CrmChart    *crm_chart_new   (CrmChartKind kind, const char *title);
CrmChart    *crm_chart_ref   (CrmChart *chart);
void         crm_chart_unref (CrmChart *chart);

void         crm_chart_set_subtitle       (CrmChart *chart, const char *subtitle);
void         crm_chart_set_value_label    (CrmChart *chart, const char *label);
void         crm_chart_set_category_label (CrmChart *chart, const char *label);
void         crm_chart_set_empty_text     (CrmChart *chart, const char *text);
void         crm_chart_set_format         (CrmChart *chart, CrmChartFormatFunc format, gpointer user_data,
                                           GDestroyNotify destroy);
guint        crm_chart_add_series         (CrmChart *chart, const char *name);
guint        crm_chart_add_mark           (CrmChart *chart, guint series, const char *label, double value,
                                           const char *value_text, const char *action_target);
void         crm_chart_set_axis_label     (CrmChart *chart, guint mark, const char *label, const char *group);

CrmChartKind crm_chart_get_kind           (CrmChart *chart);
const char  *crm_chart_get_title          (CrmChart *chart);
const char  *crm_chart_get_subtitle       (CrmChart *chart);
const char  *crm_chart_get_value_label    (CrmChart *chart);
const char  *crm_chart_get_category_label (CrmChart *chart);
const char  *crm_chart_get_empty_text     (CrmChart *chart);
guint        crm_chart_get_n_series       (CrmChart *chart);
const char  *crm_chart_get_series_name    (CrmChart *chart, guint series);
guint        crm_chart_get_n_marks        (CrmChart *chart);
const char  *crm_chart_get_label          (CrmChart *chart, guint mark);
const char  *crm_chart_get_axis_label     (CrmChart *chart, guint mark);
const char  *crm_chart_get_group          (CrmChart *chart, guint mark);
gboolean     crm_chart_get_value          (CrmChart *chart, guint series, guint mark, double *value);
char        *crm_chart_get_value_text     (CrmChart *chart, guint series, guint mark);
const char  *crm_chart_get_action_target  (CrmChart *chart, guint series, guint mark);
char        *crm_chart_format_value       (CrmChart *chart, double value);
gboolean     crm_chart_is_empty           (CrmChart *chart);

/* In words and in rows: crm-chart-text.c */
char        *crm_chart_describe           (CrmChart *chart);
char        *crm_chart_describe_mark      (CrmChart *chart, guint series, guint mark);
char        *crm_chart_format_conversion  (CrmChart *chart, guint mark);
char        *crm_chart_to_csv             (CrmChart *chart);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmChart, crm_chart_unref)

G_END_DECLS
