/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-tree-private.h"

#include "base/crm-date.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Leaves as rules: all conditions on the way to them, those on the same column put together. */

static CrmTreeCondition *
condition_on (GArray *conditions,
              guint column)
{
  CrmTreeCondition condition = { column, -INFINITY, INFINITY, NULL };

  for (guint i = 0; i < conditions->len; i++)
    {
      if (g_array_index (conditions, CrmTreeCondition, i).column == column)
        return &g_array_index (conditions, CrmTreeCondition, i);
    }
  g_array_append_val (conditions, condition);
  return &g_array_index (conditions, CrmTreeCondition, conditions->len - 1);
}

static GArray *
levels_of (const CrmTreeNode *node,
           const CrmColumn *column,
           guint branch)
{
  GArray *levels = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (gint32 code = 0; code < (gint32) crm_column_n_levels (column); code++)
    {
      if (node->branches[code] == (gint32) branch)
        g_array_append_val (levels, code);
    }
  return levels;
}

/* Groups below a group of the same column are part of it. */
static void
narrow (GArray *conditions,
        const CrmTreeNode *node,
        const CrmColumn *column,
        guint branch)
{
  CrmTreeCondition *condition = condition_on (conditions, node->column);

  if (node->branches != NULL)
    {
      g_clear_pointer (&condition->levels, g_array_unref);
      condition->levels = levels_of (node, column, branch);
    }
  else if (branch == 0)
    condition->up_to = MIN (condition->up_to, node->threshold);
  else
    condition->above = MAX (condition->above, node->threshold);
}

static void
clear_condition (gpointer data)
{
  CrmTreeCondition *condition = data;

  g_clear_pointer (&condition->levels, g_array_unref);
}

static void
free_rule (gpointer data)
{
  CrmTreeRule *rule = data;

  g_array_unref (rule->conditions);
  g_free (rule);
}

static GArray *
conditions_of (const CrmTree *self,
               const CrmColumn *const *columns,
               guint leaf)
{
  GArray *conditions = g_array_new (FALSE, FALSE, sizeof (CrmTreeCondition));
  g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_set_clear_func (conditions, clear_condition);
  for (int i = leaf; i >= 0; i = crm_tree_node (self, i)->parent)
    g_array_prepend_val (way, i);
  for (guint i = 0; i + 1 < way->len; i++)
    {
      const CrmTreeNode *node = crm_tree_node (self, g_array_index (way, guint, i));
      guint branch = 0;

      while (node->children[branch] != g_array_index (way, guint, i + 1))
        branch++;
      narrow (conditions, node, columns[node->column], branch);
    }
  return conditions;
}

/**
 * crm_tree_rules:
 * @columns: as the tree was grown from
 *
 * Reads the tree as rules (J. R. Quinlan, "C4.5: Programs for Machine Learning", 1993, chapter 5, without
 * generalizing).
 *
 * Returns: (transfer full) (element-type CrmTreeRule): one for each leaf, in the order of the tree
 */
GPtrArray *
crm_tree_rules (const CrmTree *self,
                const CrmColumn *const *columns)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func (free_rule);
  double all = crm_tree_node (self, 0)->weight;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      const CrmTreeNode *node = crm_tree_node (self, i);
      CrmTreeRule *rule;

      if (node->column >= 0)
        continue;
      rule = g_new0 (CrmTreeRule, 1);
      rule->leaf = i;
      rule->conditions = conditions_of (self, columns, i);
      rule->coverage = node->weight / all;
      rule->accuracy = self->of_classes ? node->counts[node->majority] / node->weight : NAN;
      g_ptr_array_add (rules, rule);
    }
  return rules;
}

static char *
bound_text (const CrmColumn *column,
            double bound)
{
  return column->kind == CRM_COLUMN_DATE ? crm_date_to_iso ((gint64) floor (bound)) : g_strdup_printf ("%.10g", bound);
}

static void
append_numbers (GString *text,
                const CrmTreeCondition *condition,
                const CrmColumn *column)
{
  g_autofree char *above = bound_text (column, condition->above);
  g_autofree char *up_to = bound_text (column, condition->up_to);

  if (condition->above > -INFINITY)
    g_string_append_printf (text, "%s > %s", column->name, above);
  if (condition->above > -INFINITY && condition->up_to < INFINITY)
    g_string_append_printf (text, " %s ", _("AND"));
  if (condition->up_to < INFINITY)
    g_string_append_printf (text, "%s ≤ %s", column->name, up_to);
}

static void
append_levels (GString *text,
               const CrmTreeCondition *condition,
               const CrmColumn *column)
{
  g_string_append_printf (text, condition->levels->len == 1 ? "%s = " : "%s ∈ {", column->name);
  for (guint i = 0; i < condition->levels->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            crm_column_level (column, g_array_index (condition->levels, gint32, i)));
  if (condition->levels->len != 1)
    g_string_append_c (text, '}');
}

/**
 * crm_tree_rule_text:
 *
 * Returns: (transfer full): the conditions for people, such as "age = youth AND income ≤ 30000"; empty where there is
 *   none
 */
char *
crm_tree_rule_text (const CrmTreeRule *rule,
                    const CrmColumn *const *columns)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rule->conditions->len; i++)
    {
      const CrmTreeCondition *condition = &g_array_index (rule->conditions, CrmTreeCondition, i);

      if (i > 0)
        g_string_append_printf (text, " %s ", _("AND"));
      if (condition->levels != NULL)
        append_levels (text, condition, columns[condition->column]);
      else
        append_numbers (text, condition, columns[condition->column]);
    }
  return g_string_free (text, FALSE);
}
