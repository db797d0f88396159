/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sales/crm-sales-figures.h"

#include "base/crm-date.h"
#include "sales/crm-pipeline-summary.h"
#include "store/crm-store.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static void
free_figure (gpointer data)
{
  CrmFigure *figure = data;

  g_free (figure->label);
  g_free (figure->filter);
  g_free (figure);
}

static CrmFigure *
add_figure (GPtrArray *figures,
            const char *label,
            char *filter)
{
  CrmFigure *figure = g_new0 (CrmFigure, 1);

  figure->label = g_strdup (label);
  figure->filter = filter;
  g_ptr_array_add (figures, figure);
  return figure;
}

static CrmQuery *
new_query (const char *filter)
{
  CrmQuery *query = crm_query_new (crm_entity_find ("opportunity"));

  if (!crm_query_set_filter_text (query, filter, NULL))
    g_warn_if_reached ();
  return query;
}

static gboolean
is_home (CrmReader *reader,
         const CrmValue *currency)
{
  return currency->type == CRM_VALUE_TEXT &&
         strcmp (currency->text, crm_store_get_currency (crm_reader_get_store (reader))) == 0;
}

static char *
filter_for_span (const CrmSpanDates *dates,
                 const char *status)
{
  g_autofree char *first = crm_date_to_iso (dates->first);
  g_autofree char *last = crm_date_to_iso (dates->last);

  return g_strdup_printf ("status = %s and closed_on >= %s and closed_on <= %s", status, first, last);
}

static gboolean
find_closed_range (CrmReader *reader,
                   CrmSpanDates *dates,
                   GError **error)
{
  static const char *const keys[] = { "closed_on:month", NULL };
  static const char *const measures[] = { "count", NULL };
  g_autoptr (CrmQuery) query = new_query ("status in (won, lost) and closed_on is not empty");
  g_autoptr (GPtrArray) groups = crm_reader_aggregate (reader, query, keys, measures, error);

  if (groups == NULL)
    return FALSE;
  dates->last = crm_period_start (CRM_PERIOD_MONTH, crm_reader_get_context (reader)->today);
  dates->first = crm_period_add (CRM_PERIOD_MONTH, dates->last, -11);
  if (groups->len > 0)
    {
      dates->first = ((CrmGroup *) groups->pdata[0])->keys[0].i;
      dates->last = ((CrmGroup *) groups->pdata[groups->len - 1])->keys[0].i;
    }
  dates->last = crm_period_add (CRM_PERIOD_MONTH, dates->last, 1) - 1;
  return TRUE;
}

/**
 * crm_span_resolve:
 * @dates: (out): the dates of the span, whole months
 */
gboolean
crm_span_resolve (CrmSpan span,
                  CrmReader *reader,
                  CrmSpanDates *dates,
                  GError **error)
{
  gint64 year = crm_period_start (CRM_PERIOD_YEAR, crm_reader_get_context (reader)->today);

  switch (span)
    {
    case CRM_SPAN_LATEST_YEAR:
      if (!find_closed_range (reader, dates, error))
        return FALSE;
      dates->first = crm_period_add (CRM_PERIOD_MONTH, dates->last + 1, -12);
      return TRUE;
    case CRM_SPAN_ALL:
      return find_closed_range (reader, dates, error);
    case CRM_SPAN_THIS_YEAR:
    case CRM_SPAN_LAST_YEAR:
      dates->first = crm_period_add (CRM_PERIOD_YEAR, year, span == CRM_SPAN_LAST_YEAR ? -1 : 0);
      dates->last = crm_period_add (CRM_PERIOD_YEAR, dates->first, 1) - 1;
      return TRUE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
add_key_figures (CrmReader *reader,
                 const char *filter,
                 gint64 *count,
                 gint64 *value,
                 gint64 *weighted,
                 gint64 *other,
                 GError **error)
{
  static const char *const keys[] = { "value.currency", NULL };
  static const char *const measures[] = { "count", "sum:value", "sum:value*probability", NULL };
  g_autoptr (CrmQuery) query = new_query (filter);
  g_autoptr (GPtrArray) groups = crm_reader_aggregate (reader, query, keys, measures, error);

  for (guint i = 0; groups != NULL && i < groups->len; i++)
    {
      const CrmGroup *group = groups->pdata[i];

      *count += (gint64) group->measures[0];
      if (is_home (reader, &group->keys[0]))
        {
          *value += (gint64) group->measures[1];
          *weighted += (gint64) round (group->measures[2]);
        }
      else if (!crm_value_is_null (&group->keys[0]))
        *other += (gint64) group->measures[0];
    }
  return groups != NULL;
}

/**
 * crm_figures_key:
 * @figures: (out): the numbers
 */
gboolean
crm_figures_key (CrmReader *reader,
                 const CrmSpanDates *dates,
                 CrmKeyFigures *figures,
                 GError **error)
{
  g_autofree char *won = filter_for_span (dates, "won");
  g_autofree char *lost = filter_for_span (dates, "lost");
  gint64 unused = 0;

  *figures = (CrmKeyFigures) { 0 };
  return add_key_figures (reader, "status = open", &figures->open_count, &figures->open_value, &figures->open_weighted,
                          &figures->other_currencies, error) &&
         add_key_figures (reader, won, &figures->won_count, &figures->won_value, &unused, &figures->other_currencies,
                          error) &&
         add_key_figures (reader, lost, &figures->lost_count, &unused, &unused, &unused, error);
}

/**
 * crm_figures_won_by_month:
 *
 * Returns: (transfer full) (element-type CrmFigure) (nullable): every month of the span, also those without a deal
 */
GPtrArray *
crm_figures_won_by_month (CrmReader *reader,
                          const CrmSpanDates *dates,
                          GError **error)
{
  static const char *const keys[] = { "closed_on:month", "value.currency", NULL };
  static const char *const measures[] = { "count", "sum:value", NULL };
  g_autofree char *filter = filter_for_span (dates, "won");
  g_autoptr (CrmQuery) query = new_query (filter);
  g_autoptr (GPtrArray) groups = crm_reader_aggregate (reader, query, keys, measures, error);
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (free_figure);

  if (groups == NULL)
    return NULL;
  for (gint64 month = dates->first; month <= dates->last; month = crm_period_add (CRM_PERIOD_MONTH, month, 1))
    {
      CrmSpanDates days = { month, crm_period_add (CRM_PERIOD_MONTH, month, 1) - 1 };
      g_autofree char *label = crm_period_label (CRM_PERIOD_MONTH, month);
      CrmFigure *figure = add_figure (figures, label, filter_for_span (&days, "won"));

      figure->date = month;
      for (guint i = 0; i < groups->len; i++)
        {
          const CrmGroup *group = groups->pdata[i];

          if (group->keys[0].i != month)
            continue;
          figure->count += (gint64) group->measures[0];
          if (is_home (reader, &group->keys[1]))
            figure->value += (gint64) group->measures[1];
        }
    }
  return g_steal_pointer (&figures);
}

static int
compare_by_value (gconstpointer a,
                  gconstpointer b)
{
  const CrmFigure *fa = *(const CrmFigure *const *) a, *fb = *(const CrmFigure *const *) b;

  if (fa->value != fb->value)
    return fa->value > fb->value ? -1 : 1;
  return fa->count > fb->count ? -1 : fa->count < fb->count;
}

static CrmFigure *
obtain_owner (GPtrArray *figures,
              GHashTable *by_owner,
              const CrmGroup *group)
{
  gint64 owner = group->keys[0].type == CRM_VALUE_INT ? group->keys[0].i : 0;
  CrmFigure *figure = g_hash_table_lookup (by_owner, &owner);

  if (figure != NULL)
    return figure;
  figure = add_figure (figures, owner != 0 ? group->key_titles[0] : _("No owner"), owner != 0
                       ? g_strdup_printf ("status = open and owner = \"%" G_GINT64_FORMAT "\"", owner)
                       : g_strdup ("status = open and owner is empty"));
  g_hash_table_insert (by_owner, g_memdup2 (&owner, sizeof owner), figure);
  return figure;
}

/**
 * crm_figures_open_by_owner:
 *
 * Returns: (transfer full) (element-type CrmFigure) (nullable): open deals of every owner, the largest value first
 */
GPtrArray *
crm_figures_open_by_owner (CrmReader *reader,
                           GError **error)
{
  static const char *const keys[] = { "owner", "value.currency", NULL };
  static const char *const measures[] = { "count", "sum:value", NULL };
  g_autoptr (CrmQuery) query = new_query ("status = open");
  g_autoptr (GPtrArray) groups = crm_reader_aggregate (reader, query, keys, measures, error);
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (free_figure);
  g_autoptr (GHashTable) by_owner = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  if (groups == NULL)
    return NULL;
  for (guint i = 0; i < groups->len; i++)
    {
      const CrmGroup *group = groups->pdata[i];
      CrmFigure *figure = obtain_owner (figures, by_owner, group);

      figure->count += (gint64) group->measures[0];
      if (is_home (reader, &group->keys[1]))
        figure->value += (gint64) group->measures[1];
    }
  g_ptr_array_sort (figures, compare_by_value);
  return g_steal_pointer (&figures);
}

static gboolean
is_open (const CrmStageSummary *stage)
{
  return strcmp (stage->kind, "open") == 0;
}

/* The deals that came at least as far as the stage: those that stand there or further, and closed ones that did so
 * while they were open. Won deals came all the way; a lost one of which nothing is known came to the first stage. */
static char *
filter_reached (CrmPipelineSummary *summary,
                guint index)
{
  g_autoptr (GString) stages = g_string_new (NULL);

  if (index == 0)
    return g_strdup_printf ("pipeline = \"%" G_GINT64_FORMAT "\"", summary->pipeline);
  for (guint i = index; i < summary->stages->len; i++)
    {
      const CrmStageSummary *stage = summary->stages->pdata[i];

      if (is_open (stage))
        g_string_append_printf (stages, "%s\"%" G_GINT64_FORMAT "\"", stages->len > 0 ? ", " : "", stage->id);
    }
  return g_strdup_printf ("pipeline = \"%" G_GINT64_FORMAT "\" and "
                          "(status = won or stage in (%s) or (status = lost and last_stage in (%s)))",
                          summary->pipeline, stages->str, stages->str);
}

static gboolean
count_figure (CrmReader *reader,
              CrmFigure *figure,
              GError **error)
{
  gint64 unused = 0;

  return add_key_figures (reader, figure->filter, &figure->count, &figure->value, &unused, &unused, error);
}

/**
 * crm_figures_funnel:
 * @pipeline: id of a pipeline
 *
 * Returns: (transfer full) (element-type CrmFigure) (nullable): for every open stage the deals that came to it or
 *   beyond it, then the won ones. Not the deals that stand there now: a funnel of those would have no throughput.
 */
GPtrArray *
crm_figures_funnel (CrmReader *reader,
                    gint64 pipeline,
                    GError **error)
{
  g_autoptr (CrmPipelineSummary) summary = crm_pipeline_summary_read (reader, pipeline, NULL, error);
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (free_figure);
  CrmFigure *won;

  if (summary == NULL)
    return NULL;
  for (guint i = 0; i < summary->stages->len; i++)
    {
      const CrmStageSummary *stage = summary->stages->pdata[i];

      if (is_open (stage) && !count_figure (reader, add_figure (figures, stage->name, filter_reached (summary, i)),
                                            error))
        return NULL;
    }
  won = add_figure (figures, _("Won"), g_strdup_printf ("pipeline = \"%" G_GINT64_FORMAT "\" and status = won",
                                                        pipeline));
  return count_figure (reader, won, error) ? g_steal_pointer (&figures) : NULL;
}
