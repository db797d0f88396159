/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-next-steps.h"

#define BATCH 200
#define CACHE_LIMIT 4096

/**
 * CrmNextSteps:
 *
 * When the next planned activity of each deal on screen is due. Asked for by cards, read in batches, forgotten when
 * activities change.
 */
struct _CrmNextSteps
{
  GObject       parent_instance;

  CrmStore     *store;
  GHashTable   *due;       /* deal → instant */
  GHashTable   *wanted;    /* deals */
  guint         source;
  guint         generation;
  GCancellable *cancellable;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmNextSteps, crm_next_steps, G_TYPE_OBJECT)

typedef struct
{
  CrmNextSteps *steps;
  guint         generation;
  GArray       *deals;
} Request;

static void
free_request (Request *request)
{
  g_object_unref (request->steps);
  g_array_unref (request->deals);
  g_free (request);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

static CrmQuery *
new_query (GArray *deals)
{
  CrmQuery *query = crm_query_new (crm_entity_find ("activity"));
  CrmFilter *about = crm_filter_new_test ("opportunity", CRM_TEST_IN);

  for (guint i = 0; i < deals->len; i++)
    {
      CrmOperand operand = { .kind = CRM_OPERAND_TEXT };

      operand.text = g_strdup_printf ("%" G_GINT64_FORMAT, g_array_index (deals, gint64, i));
      g_array_append_val (about->operands, operand);
    }
  crm_query_set_filter_text (query, "status = planned", NULL);
  crm_query_narrow (query, about);
  return query;
}

static gpointer
read_activities (CrmReader *reader,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  Request *request = data;
  g_autoptr (CrmQuery) query = new_query (request->deals);

  return crm_reader_records (reader, query, -1, 0, error);
}

static void
remember (CrmNextSteps *self,
          gint64 deal,
          gint64 due_at)
{
  gint64 *known = g_hash_table_lookup (self->due, &deal);

  if (known == NULL)
    g_hash_table_insert (self->due, g_memdup2 (&deal, sizeof deal), g_memdup2 (&due_at, sizeof due_at));
  else if (*known == CRM_NEXT_STEP_NONE || due_at < *known)
    *known = due_at;
}

static void
read_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GPtrArray) activities = crm_store_read_finish (CRM_STORE (source), result, NULL);
  CrmNextSteps *self = request->steps;

  if (activities == NULL || request->generation != self->generation)
    return;
  if (g_hash_table_size (self->due) > CACHE_LIMIT)
    g_hash_table_remove_all (self->due);
  for (guint i = 0; i < request->deals->len; i++)
    remember (self, g_array_index (request->deals, gint64, i), CRM_NEXT_STEP_NONE);
  for (guint i = 0; i < activities->len; i++)
    {
      CrmRecord *activity = activities->pdata[i];
      gint64 due_at = crm_record_get_int (activity, "due_at");

      remember (self, crm_record_get_int (activity, "opportunity"), due_at != 0 ? due_at : CRM_NEXT_STEP_SOMETIME);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
fetch_wanted (gpointer data)
{
  CrmNextSteps *self = data;
  GHashTableIter iter;
  gpointer deal;
  Request *request = g_new0 (Request, 1);

  request->steps = g_object_ref (self);
  request->generation = self->generation;
  request->deals = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_hash_table_iter_init (&iter, self->wanted);
  while (request->deals->len < BATCH && g_hash_table_iter_next (&iter, &deal, NULL))
    {
      g_array_append_vals (request->deals, deal, 1);
      g_hash_table_iter_remove (&iter);
    }
  crm_store_read_async (self->store, read_activities, request, NULL, (GDestroyNotify) g_ptr_array_unref,
                        self->cancellable, read_cb, request);
  if (g_hash_table_size (self->wanted) > 0)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static void
changed_cb (CrmNextSteps *self,
            CrmEvents *events)
{
  if (crm_events_find (events, "activity") == NULL)
    return;
  self->generation++;
  g_hash_table_remove_all (self->due);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
crm_next_steps_dispose (GObject *object)
{
  CrmNextSteps *self = CRM_NEXT_STEPS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (crm_next_steps_parent_class)->dispose (object);
}

static void
crm_next_steps_finalize (GObject *object)
{
  CrmNextSteps *self = CRM_NEXT_STEPS (object);

  g_hash_table_unref (self->due);
  g_hash_table_unref (self->wanted);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (crm_next_steps_parent_class)->finalize (object);
}

static void
crm_next_steps_class_init (CrmNextStepsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = crm_next_steps_dispose;
  G_OBJECT_CLASS (klass)->finalize = crm_next_steps_finalize;

  /**
   * CrmNextSteps::changed:
   *
   * More is known, or has to be asked again.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
crm_next_steps_init (CrmNextSteps *self)
{
  self->due = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->wanted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
}

CrmNextSteps *
crm_next_steps_new (CrmStore *store)
{
  CrmNextSteps *self = g_object_new (CRM_TYPE_NEXT_STEPS, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * crm_next_steps_lookup:
 * @due_at: (out): instant of the earliest planned activity about the deal; %CRM_NEXT_STEP_SOMETIME if it has no date,
 *   %CRM_NEXT_STEP_NONE if none is planned
 *
 * Returns: whether it is known; if not, it is read, and #CrmNextSteps::changed tells when
 */
gboolean
crm_next_steps_lookup (CrmNextSteps *self,
                       gint64 deal,
                       gint64 *due_at)
{
  gint64 *known = g_hash_table_lookup (self->due, &deal);

  if (known != NULL)
    {
      *due_at = *known;
      return TRUE;
    }
  g_hash_table_add (self->wanted, g_memdup2 (&deal, sizeof deal));
  if (self->source == 0)
    self->source = g_idle_add (fetch_wanted, self);
  return FALSE;
}
