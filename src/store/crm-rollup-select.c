/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-rollup-private.h"

#include <string.h>

/* Questions that a rollup answers instead of the records. */

static gboolean
is_key (const CrmRollup *rollup,
        const char *text)
{
  return g_strv_contains (rollup->keys, text);
}

/* Rows of the rollup know the month only: a bound must lie between two of them. */
static gboolean
is_month_bound (const CrmFilter *test)
{
  gint64 date;
  gboolean first;

  if (test->test == CRM_TEST_EMPTY || test->test == CRM_TEST_NOT_EMPTY)
    return TRUE;
  if (test->operands == NULL || test->operands->len != 1)
    return FALSE;
  date = g_array_index (test->operands, CrmOperand, 0).date;
  if (g_array_index (test->operands, CrmOperand, 0).kind != CRM_OPERAND_DATE)
    return FALSE;
  first = test->test == CRM_TEST_AT_LEAST || test->test == CRM_TEST_LESS;
  if (!first && test->test != CRM_TEST_AT_MOST && test->test != CRM_TEST_GREATER)
    return FALSE;
  return crm_period_start (CRM_PERIOD_MONTH, date + !first) == date + !first;
}

static gboolean
answers_filter (const CrmRollup *rollup,
                const CrmFilter *filter)
{
  g_autofree char *month = NULL;

  if (filter == NULL)
    return TRUE;
  if (filter->kind == CRM_FILTER_TEST)
    {
      month = g_strconcat (filter->path, ":month", NULL);
      return is_key (rollup, filter->path) || (is_key (rollup, month) && is_month_bound (filter));
    }
  for (guint i = 0; i < filter->children->len; i++)
    {
      if (!answers_filter (rollup, filter->children->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

static char *
find_measure (const CrmRollup *rollup,
              const char *measure)
{
  g_autofree char *sum = g_strconcat ("sum:", rollup->sum, NULL);
  g_autofree char *weighted = g_strconcat (sum, "*", rollup->weight, NULL);
  g_autofree char *latest = g_strconcat ("latest:", rollup->latest, NULL);

  if (strcmp (measure, "count") == 0)
    return g_strdup ("total(t.count)");
  if (rollup->sum != NULL && strcmp (measure, sum) == 0)
    return g_strdup ("total(t.total)");
  if (rollup->latest != NULL && strcmp (measure, latest) == 0)
    return g_strdup ("max(t.latest)");
  return rollup->weight != NULL && strcmp (measure, weighted) == 0
         ? g_strdup_printf ("total(t.weighted) / %d", CRM_ROLLUP_WEIGHT_SCALE) : NULL;
}

static gboolean
names_first_key (const CrmRollup *rollup,
                 const CrmFilter *filter)
{
  gboolean named = FALSE;

  if (filter == NULL || filter->kind == CRM_FILTER_TEST)
    return filter != NULL && filter->test == CRM_TEST_EQUAL && strcmp (filter->path, rollup->keys[0]) == 0;
  for (guint i = 0; filter->kind == CRM_FILTER_AND && i < filter->children->len; i++)
    named |= names_first_key (rollup, filter->children->pdata[i]);
  return named;
}

static char *
build_select (const CrmQuery *query,
              const CrmRollup *rollup,
              const char *const *keys,
              const char *const *measures)
{
  const CrmEntity *entity = crm_query_get_entity (query);
  const CrmFilter *filter = crm_query_get_filter (query);
  g_autoptr (GString) sql = g_string_new ("SELECT ");

  /* One by a link is for one record: to count over all of it would take as long as counting records. */
  if (!answers_filter (rollup, filter) || (rollup->linked && !names_first_key (rollup, filter)))
    return NULL;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *column = NULL;

      if (!is_key (rollup, keys[i]))
        return NULL;
      column = crm_rollup_key_column (entity, keys[i]);
      g_string_append_printf (sql, "t.%s, ", column);
    }
  for (guint i = 0; measures[i] != NULL; i++)
    {
      g_autofree char *measure = find_measure (rollup, measures[i]);

      if (measure == NULL)
        return NULL;
      g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "", measure);
    }
  g_string_append_printf (sql, " FROM %s AS t", rollup->table);
  return g_strdup (sql->str);
}

/**
 * crm_rollup_build_select:
 * @keys: as for crm_reader_aggregate()
 * @measures: as for crm_reader_aggregate()
 *
 * Returns: (transfer full) (nullable): "SELECT … FROM … AS t" that gives keys and measures of the query's records when
 *   its condition and a grouping are added; %NULL where the rollup does not know them
 */
char *
crm_rollup_build_select (const CrmQuery *query,
                         const char *const *keys,
                         const char *const *measures)
{
  char *select = NULL;

  if (crm_query_get_search (query) != NULL)
    return NULL;
  CRM_FOR_EACH_ROLLUP (rollup, crm_query_get_entity (query))
    {
      if (select == NULL)
        select = build_select (query, rollup, keys, measures);
    }
  return select;
}
