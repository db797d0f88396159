/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const CrmField *field;
  gboolean        currency;
  gboolean        by_period;
  CrmPeriod       period;
} Key;

static void
free_group (gpointer data)
{
  CrmGroup *group = data;

  for (guint i = 0; i < group->n_keys; i++)
    {
      crm_value_clear (&group->keys[i]);
      g_free (group->key_titles[i]);
    }
  g_free (group->keys);
  g_free (group->key_titles);
  g_free (group->measures);
  g_free (group);
}

static gboolean
parse_key (const CrmEntity *entity,
           const char *text,
           Key *key,
           GError **error)
{
  static const char *const periods[] = { "day", "week", "month", "quarter", "year", NULL };
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  CrmPath path;

  if (!crm_path_resolve (&path, entity, parts[0], 0, error))
    return FALSE;
  *key = (Key) { .field = path.field, .currency = path.currency };
  if (parts[1] == NULL)
    return TRUE;
  for (guint i = 0; periods[i] != NULL; i++)
    {
      if (strcmp (parts[1], periods[i]) == 0 && path.field->kind == CRM_FIELD_DATE)
        {
          key->by_period = TRUE;
          key->period = i;
          return TRUE;
        }
    }
  g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX, _("“%s” cannot be grouped by"), text);
  return FALSE;
}

static void
append_key (GString *sql,
            const Key *key)
{
  const char *name = key->field->key;

  if (key->currency)
    g_string_append_printf (sql, "t.%s_currency", name);
  else if (!key->by_period || key->period == CRM_PERIOD_DAY)
    g_string_append_printf (sql, "t.%s", name);
  else if (key->period == CRM_PERIOD_WEEK)
    g_string_append_printf (sql, "t.%s - (t.%s + 3) %% 7", name, name);
  else if (key->period == CRM_PERIOD_QUARTER)
    g_string_append_printf (sql, "unixepoch(t.%s * 86400, 'unixepoch', 'start of month', '-' || ((strftime('%%m', "
                                 "t.%s * 86400, 'unixepoch') - 1) %% 3) || ' months') / 86400", name, name);
  else
    g_string_append_printf (sql, "unixepoch(t.%s * 86400, 'unixepoch', 'start of %s') / 86400", name,
                            key->period == CRM_PERIOD_MONTH ? "month" : "year");
}

static gboolean
append_measure (GString *sql,
                const CrmEntity *entity,
                const char *measure,
                GError **error)
{
  g_auto (GStrv) factors = NULL;

  if (strcmp (measure, "count") == 0)
    {
      g_string_append (sql, "count(*)");
      return TRUE;
    }
  if (g_str_has_prefix (measure, "latest:"))
    {
      CrmPath path;

      if (!crm_path_resolve (&path, entity, measure + strlen ("latest:"), 0, error))
        return FALSE;
      g_string_append_printf (sql, "max(t.%s)", path.field->key);
      return TRUE;
    }
  factors = g_strsplit (g_str_has_prefix (measure, "sum:") ? measure + 4 : measure, "*", -1);
  g_string_append (sql, "total(");
  for (guint i = 0; factors[i] != NULL; i++)
    {
      CrmPath path;

      if (!crm_path_resolve (&path, entity, factors[i], 0, error))
        return FALSE;
      g_string_append_printf (sql, "%st.%s", i > 0 ? " * " : "", path.field->key);
    }
  g_string_append_c (sql, ')');
  return TRUE;
}

static CrmGroup *
take_group (CrmReader *self,
            CrmStatement *row,
            GArray *keys,
            guint n_measures)
{
  CrmGroup *group = g_new0 (CrmGroup, 1);

  group->n_keys = keys->len;
  group->keys = g_new0 (CrmValue, keys->len);
  group->key_titles = g_new0 (char *, keys->len);
  group->measures = g_new0 (double, n_measures);
  for (guint i = 0; i < keys->len; i++)
    {
      const Key *key = &g_array_index (keys, Key, i);

      group->keys[i] = crm_statement_value (row, i);
      if (key->field->kind == CRM_FIELD_LINK && !crm_value_is_null (&group->keys[i]))
        {
          g_autoptr (CrmRecord) target = crm_reader_get_from (self->db, crm_entity_find (key->field->target),
                                                              group->keys[i].i, NULL);

          group->key_titles[i] = g_strdup (target != NULL ? crm_record_get_title (target) : "");
        }
    }
  for (guint i = 0; i < n_measures; i++)
    group->measures[i] = crm_statement_real (row, keys->len + i);
  return group;
}

/**
 * crm_reader_aggregate:
 * @query: which records
 * @keys: what to group by, ends with %NULL: fields, "value.currency" of money, "closed_on:month" of dates (day,
 *   week, month, quarter, year; the key is the first day of the period)
 * @measures: what to compute, ends with %NULL: "count", "sum:value" (money in minor units: group by the currency as
 *   well, amounts of different currencies must not be added), "sum:value*probability", "latest:done_at"
 *
 * Returns: (transfer full) (element-type CrmGroup) (nullable): the groups, in the order of their keys
 */
GPtrArray *
crm_reader_aggregate (CrmReader *self,
                      CrmQuery *query,
                      const char *const *keys,
                      const char *const *measures,
                      GError **error)
{
  const CrmEntity *entity = crm_query_get_entity (query);
  g_autofree char *ready = crm_rollup_build_select (query, keys, measures);
  g_autoptr (GString) columns = g_string_new (NULL);
  g_autoptr (GString) sql = NULL;
  g_autoptr (GString) group_by = g_string_new (NULL);
  g_autoptr (GArray) parsed = g_array_new (FALSE, FALSE, sizeof (Key));
  g_autoptr (GArray) binds = crm_query_new_binds ();
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (free_group);
  g_autoptr (CrmStatement) select = NULL;
  guint n_measures = g_strv_length ((char **) measures);
  CrmStep step;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      Key key;

      if (!parse_key (entity, keys[i], &key, error))
        return NULL;
      g_array_append_val (parsed, key);
      append_key (columns, &key);
      g_string_append (columns, ", ");
      g_string_append_printf (group_by, "%s%u", i > 0 ? ", " : "", i + 1);
    }
  for (guint i = 0; i < n_measures; i++)
    {
      if (i > 0)
        g_string_append (columns, ", ");
      if (!append_measure (columns, entity, measures[i], error))
        return NULL;
    }
  sql = g_string_new (ready);
  if (ready == NULL)
    g_string_append_printf (sql, "SELECT %s FROM %s AS t", columns->str, entity->name);
  if (!crm_reader_append_where (self, query, sql, binds, error))
    return NULL;
  if (keys[0] != NULL)
    g_string_append_printf (sql, " GROUP BY %s ORDER BY %s", group_by->str, group_by->str);

  select = crm_db_prepare (self->db, sql->str, error);
  if (select == NULL)
    return NULL;
  crm_reader_bind (select, binds);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    g_ptr_array_add (groups, take_group (self, select, parsed, n_measures));
  return step == CRM_STEP_DONE ? g_steal_pointer (&groups) : NULL;
}
