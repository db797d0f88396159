/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sales/crm-pipeline-summary.h"

#include "store/crm-store.h"

#include <math.h>
#include <string.h>

static void
free_stage (gpointer data)
{
  CrmStageSummary *stage = data;

  g_free (stage->name);
  g_free (stage->kind);
  g_array_unref (stage->totals);
  g_free (stage);
}

void
crm_pipeline_summary_free (CrmPipelineSummary *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->stages);
  g_free (self);
}

static gboolean
load_stages (CrmPipelineSummary *self,
             CrmReader *reader,
             GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("stage"));
  g_autoptr (GPtrArray) records = NULL;

  crm_query_take_filter (query, crm_filter_new_link ("pipeline", self->pipeline));
  crm_query_set_sort_text (query, "position", NULL);
  records = crm_reader_records (reader, query, -1, 0, error);
  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      CrmRecord *record = records->pdata[i];
      CrmStageSummary *stage = g_new0 (CrmStageSummary, 1);

      stage->id = crm_record_get_id (record);
      stage->name = g_strdup (crm_record_get_title (record));
      stage->kind = g_strdup (crm_record_get_text (record, "kind"));
      stage->probability = crm_record_get_real (record, "probability");
      stage->rotting_days = crm_record_get_int (record, "rotting_days");
      stage->wip_limit = crm_record_get_int (record, "wip_limit");
      stage->totals = g_array_new (FALSE, TRUE, sizeof (CrmStageTotal));
      g_ptr_array_add (self->stages, stage);
    }
  return TRUE;
}

static CrmStageSummary *
find_stage (CrmPipelineSummary *self,
            gint64 id)
{
  for (guint i = 0; i < self->stages->len; i++)
    {
      CrmStageSummary *stage = self->stages->pdata[i];

      if (stage->id == id)
        return stage;
    }
  return NULL;
}

static void
add_group (CrmPipelineSummary *self,
           const CrmGroup *group,
           const char *home_currency)
{
  CrmStageSummary *stage = find_stage (self, group->keys[0].i);
  CrmStageTotal total = { 0 };

  if (stage == NULL)
    return;
  stage->count += (gint64) group->measures[0];
  if (group->keys[1].type != CRM_VALUE_TEXT)
    return;   /* deals without a value */
  g_strlcpy (total.currency, group->keys[1].text, sizeof total.currency);
  total.count = (gint64) group->measures[0];
  total.sum = (gint64) group->measures[1];
  total.weighted = (gint64) round (group->measures[2]);
  if (strcmp (total.currency, home_currency) == 0)
    g_array_prepend_val (stage->totals, total);
  else
    g_array_append_val (stage->totals, total);
}

/**
 * crm_pipeline_summary_read:
 * @pipeline: id of a pipeline
 * @deals: (nullable): a query of opportunities that narrows which are counted
 *
 * Counts and sums of every stage, computed over all deals; each currency for itself.
 *
 * Returns: (transfer full) (nullable): the summary
 */
CrmPipelineSummary *
crm_pipeline_summary_read (CrmReader *reader,
                           gint64 pipeline,
                           CrmQuery *deals,
                           GError **error)
{
  static const char *const keys[] = { "stage", "value.currency", NULL };
  static const char *const measures[] = { "count", "sum:value", "sum:value*probability", NULL };
  g_autoptr (CrmPipelineSummary) self = g_new0 (CrmPipelineSummary, 1);
  g_autoptr (CrmQuery) query = deals != NULL ? crm_query_copy (deals) : crm_query_new (crm_entity_find ("opportunity"));
  g_autoptr (CrmRecord) record = NULL;
  g_autoptr (GPtrArray) groups = NULL;

  self->pipeline = pipeline;
  self->stages = g_ptr_array_new_with_free_func (free_stage);
  record = crm_reader_get (reader, crm_entity_find ("pipeline"), pipeline, error);
  if (record == NULL || !load_stages (self, reader, error))
    return NULL;
  self->name = g_strdup (crm_record_get_title (record));

  crm_query_narrow (query, crm_filter_new_link ("pipeline", pipeline));
  groups = crm_reader_aggregate (reader, query, keys, measures, error);
  if (groups == NULL)
    return NULL;
  for (guint i = 0; i < groups->len; i++)
    add_group (self, groups->pdata[i], crm_store_get_currency (crm_reader_get_store (reader)));
  return g_steal_pointer (&self);
}

/**
 * crm_pipeline_find_default:
 *
 * Returns: the id of the first pipeline, or 0 if there is none
 */
gint64
crm_pipeline_find_default (CrmReader *reader)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("pipeline"));
  g_autoptr (GArray) ids = NULL;

  crm_query_set_sort_text (query, "position", NULL);
  ids = crm_reader_ids (reader, query, 1, 0, NULL);
  return ids != NULL && ids->len > 0 ? g_array_index (ids, gint64, 0) : 0;
}
