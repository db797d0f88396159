/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-pipeline-data.h"

typedef struct
{
  gint64    pipeline;
  CrmQuery *deals;
} Request;

static void
free_request (gpointer data)
{
  Request *request = data;

  crm_query_unref (request->deals);
  g_free (request);
}

void
crm_pipeline_data_free (CrmPipelineData *self)
{
  g_clear_pointer (&self->pipelines, g_ptr_array_unref);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_clear_pointer (&self->summary, crm_pipeline_summary_free);
  g_clear_pointer (&self->planned, g_hash_table_unref);
  g_clear_pointer (&self->late, g_hash_table_unref);
  g_free (self);
}

static GPtrArray *
read_all (CrmReader *reader,
          const char *entity,
          const char *sort,
          GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (entity));

  crm_query_set_sort_text (query, sort, NULL);
  return crm_reader_records (reader, query, -1, 0, error);
}

/* Returns for how many deals of each open stage there are such activities. */
static GHashTable *
count_activities (CrmReader *reader,
                  gint64 pipeline,
                  CrmQuery *deals,
                  const char *condition,
                  GError **error)
{
  const CrmEntity *activity = crm_entity_find ("activity");
  g_autoptr (CrmQuery) open = crm_query_copy (deals);
  g_autoptr (CrmFilter) filter = crm_filter_parse (activity, condition, error);

  crm_query_narrow (open, crm_filter_new_link ("pipeline", pipeline));
  crm_query_narrow (open, crm_filter_parse (crm_query_get_entity (open), "status = open", NULL));
  return crm_reader_count_linked (reader, open, "stage", activity, "opportunity", filter, error);
}

/**
 * crm_pipeline_data_get_count:
 * @counts: planned or late
 *
 * Returns: the count of the stage
 */
gint64
crm_pipeline_data_get_count (GHashTable *counts,
                             gint64 stage)
{
  const gint64 *count = g_hash_table_lookup (counts, &stage);

  return count != NULL ? *count : 0;
}

/* The one that is asked for, or the first if that one is gone. */
static gint64
choose_pipeline (GPtrArray *pipelines,
                 gint64 wanted)
{
  for (guint i = 0; i < pipelines->len; i++)
    {
      if (crm_record_get_id (pipelines->pdata[i]) == wanted)
        return wanted;
    }
  return pipelines->len > 0 ? crm_record_get_id (pipelines->pdata[0]) : 0;
}

static gpointer
read_data (CrmReader *reader,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  Request *request = data;
  g_autoptr (CrmPipelineData) self = g_new0 (CrmPipelineData, 1);
  g_autoptr (CrmQuery) all = crm_query_new (crm_entity_find ("opportunity"));
  gint64 pipeline;

  self->pipelines = read_all (reader, "pipeline", "position", error);
  if (self->pipelines == NULL)
    return NULL;
  self->people = read_all (reader, "person", "name", error);
  if (self->people == NULL)
    return NULL;
  pipeline = choose_pipeline (self->pipelines, request->pipeline);
  if (pipeline == 0)
    return g_steal_pointer (&self);
  self->summary = crm_pipeline_summary_read (reader, pipeline, request->deals, error);
  if (self->summary == NULL)
    return NULL;
  self->planned = count_activities (reader, pipeline, request->deals, "status = planned", error);
  if (self->planned == NULL)
    return NULL;
  self->late = count_activities (reader, pipeline, request->deals, "status = planned and due_at < today", error);
  if (self->late == NULL)
    return NULL;
  crm_query_take_filter (all, crm_filter_new_link ("pipeline", pipeline));
  self->total = crm_reader_count (reader, all, error);
  return self->total >= 0 ? g_steal_pointer (&self) : NULL;
}

/**
 * crm_pipeline_data_read_async:
 * @pipeline: a pipeline, or 0 for the first
 * @deals: which deals are counted
 */
void
crm_pipeline_data_read_async (CrmStore *store,
                              gint64 pipeline,
                              CrmQuery *deals,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Request *request = g_new0 (Request, 1);

  *request = (Request) { pipeline, crm_query_ref (deals) };
  crm_store_read_async (store, read_data, request, free_request, (GDestroyNotify) crm_pipeline_data_free, cancellable,
                        callback, user_data);
}

CrmPipelineData *
crm_pipeline_data_read_finish (CrmStore *store,
                               GAsyncResult *result,
                               GError **error)
{
  return crm_store_read_finish (store, result, error);
}

static CrmFilter *
new_contains (const char *path,
              const char *word)
{
  CrmFilter *filter = crm_filter_new_test (path, CRM_TEST_CONTAINS);
  CrmOperand operand = { .kind = CRM_OPERAND_TEXT, .text = g_strdup (word) };

  g_array_append_val (filter->operands, operand);
  return filter;
}

/**
 * crm_pipeline_data_new_filter:
 * @text: words that must all occur in the name of the deal or of its customer
 * @owner: a person whose deals are meant, or 0
 *
 * Returns: (transfer full) (nullable): the filter of opportunities
 */
CrmFilter *
crm_pipeline_data_new_filter (const char *text,
                              gint64 owner)
{
  CrmFilter *filter = owner != 0 ? crm_filter_new_link ("owner", owner) : NULL;
  g_auto (GStrv) words = g_strsplit_set (text, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0')
        filter = crm_filter_new_group (CRM_FILTER_AND, filter,
                                       crm_filter_new_group (CRM_FILTER_OR, new_contains ("name", words[i]),
                                                             new_contains ("customer.name", words[i])));
    }
  return filter;
}
