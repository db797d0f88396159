/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-analysis-private.h"

#include "analytics/crm-frame-load.h"

#include "base/crm-error.h"
#include "base/crm-thread.h"

#include <glib/gi18n-lib.h>

/* A method with its options and the table it is to work on, run on a thread of its own. */

G_DEFINE_FINAL_TYPE (CrmAnalysis, crm_analysis, G_TYPE_OBJECT)

enum { PROP_0, PROP_PROGRESS, N_PROPS };
static GParamSpec *properties[N_PROPS];

/**
 * crm_analysis_new:
 *
 * Returns: (transfer full): an analysis by this method with its standard options, that knows no table yet
 */
CrmAnalysis *
crm_analysis_new (const CrmMethod *method)
{
  CrmAnalysis *self = g_object_new (CRM_TYPE_ANALYSIS, NULL);

  self->method = method;
  self->options = crm_options_new (method);
  return self;
}

/**
 * crm_analysis_get_options:
 *
 * Returns: (transfer none): the options, to be set before it runs
 */
CrmOptions *
crm_analysis_get_options (CrmAnalysis *self)
{
  return self->options;
}

/**
 * crm_analysis_set_csv:
 * @dialect: how it is written; what is zero is guessed
 * @dates: how 03/04/2024 is read where nothing tells
 */
void
crm_analysis_set_csv (CrmAnalysis *self,
                      const char *path,
                      const CrmCsvDialect *dialect,
                      CrmImportDates dates)
{
  g_set_str (&self->csv, path);
  crm_csv_dialect_clear (&self->dialect);
  crm_csv_dialect_copy (dialect, &self->dialect);
  self->dates = dates;
}

/**
 * crm_analysis_set_columns:
 * @columns: (nullable): the method is to see no others; %NULL for those that it wants
 */
void
crm_analysis_set_columns (CrmAnalysis *self,
                          const char *const *columns)
{
  g_strfreev (self->columns);
  self->columns = g_strdupv ((char **) columns);
}

/**
 * crm_analysis_set_baskets:
 * @path: a file with a basket on each line
 */
void
crm_analysis_set_baskets (CrmAnalysis *self,
                          const char *path)
{
  g_set_str (&self->baskets, path);
}

/**
 * crm_analysis_set_query:
 * @query: the records to work on, not to be changed any more
 */
void
crm_analysis_set_query (CrmAnalysis *self,
                        CrmStore *store,
                        CrmQuery *query)
{
  g_set_object (&self->store, store);
  g_clear_pointer (&self->query, crm_query_unref);
  self->query = crm_query_ref (query);
}

void
crm_analysis_set_seed (CrmAnalysis *self,
                       guint64 seed)
{
  self->seed = seed;
}

/**
 * crm_analysis_set_threads:
 * @n_threads: 0 for as many as there are processors
 */
void
crm_analysis_set_threads (CrmAnalysis *self,
                          guint n_threads)
{
  self->n_threads = n_threads;
}

/**
 * crm_analysis_get_progress:
 *
 * Returns: what share of the work is done, 0 to 1
 */
double
crm_analysis_get_progress (CrmAnalysis *self)
{
  return g_atomic_int_get (&self->progress) / 1000.0;
}

static gboolean
notify_progress (gpointer self)
{
  g_object_notify_by_pspec (self, properties[PROP_PROGRESS]);
  return G_SOURCE_REMOVE;
}

static void
progressed_cb (double share,
               gpointer data)
{
  CrmAnalysis *self = data;
  int progress = share * 1000;
  g_autoptr (GSource) source = NULL;

  if (g_atomic_int_exchange (&self->progress, progress) == progress || self->context == NULL)
    return;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);   /* it is told before the end is */
  g_source_set_callback (source, notify_progress, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

typedef struct
{
  CrmQuery     *query;
  char        **fields;
  const CrmRun *run;
} Loading;

static gpointer
load_query (CrmReader *reader,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  Loading *loading = data;

  return crm_frame_load_query (reader, loading->query, (const char *const *) loading->fields, loading->run, error);
}

static CrmFrame *
load_csv (CrmAnalysis *self,
          char **columns,
          const CrmRun *run,
          GError **error)
{
  CrmTableWish wish = { self->dialect, self->dates, (const char *const *) columns };
  g_autoptr (CrmFrame) frame = crm_frame_load_csv (self->csv, &wish, run, error);

  for (guint i = 0; frame != NULL && self->columns != NULL && self->columns[i] != NULL; i++)
    {
      if (crm_frame_require (frame, self->columns[i], error) == NULL)
        return NULL;
    }
  return g_steal_pointer (&frame);
}

static CrmFrame *
load (CrmAnalysis *self,
      const CrmRun *run,
      GError **error)
{
  g_auto (GStrv) fields = self->columns != NULL ? g_strdupv (self->columns) : crm_options_wanted (self->options);

  if (self->csv != NULL)
    return load_csv (self, fields, run, error);
  if (self->baskets != NULL)
    return crm_frame_load_baskets (self->baskets, run, error);
  if (self->query != NULL)
    return crm_store_read (self->store, load_query, &(Loading) { self->query, fields, run }, run->cancellable, error);
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_REQUIRED, _("There is no table to work on."));
  return NULL;
}

/* What a person should know of how the columns that were wanted were read, behind what the method has to say. */
static void
add_notes (CrmAnalysis *self,
           const CrmFrame *frame,
           CrmResult *result)
{
  g_auto (GStrv) wanted = crm_options_wanted (self->options);
  g_autoptr (GPtrArray) notes = crm_result_get_texts (crm_result_root (result), "notes");
  guint n_said = notes->len;

  for (guint i = 0; i < crm_frame_n_columns (frame); i++)
    {
      const CrmColumn *column = crm_frame_column (frame, i);

      if (column->note == NULL || (wanted != NULL && !g_strv_contains ((const char *const *) wanted, column->name)))
        continue;
      g_ptr_array_add (notes, g_strdup_printf ("%s: %s", column->name, column->note));
    }
  if (notes->len > n_said)
    crm_result_set_texts (result, "notes", notes);
}

/**
 * crm_analysis_run:
 *
 * Reads the table and does it, on this thread.
 *
 * Returns: (transfer full) (nullable): the result
 * Errors: %CRM_ERROR_SYNTAX for options, those of reading, those of the method; %G_IO_ERROR_CANCELLED
 */
CrmResult *
crm_analysis_run (CrmAnalysis *self,
                  GCancellable *cancellable,
                  GError **error)
{
  CrmRun run = { cancellable, progressed_cb, self, self->n_threads, self->seed };
  CrmFrame *frame;
  CrmResult *result;

  if (!crm_options_check (self->options, error) || (frame = load (self, CRM_RUN_PART (&run, 0, 0.3), error)) == NULL)
    return NULL;
  self->n_rows = crm_frame_n_rows (frame);
  result = crm_method_run (self->method, frame, self->options, CRM_RUN_PART (&run, 0.3, 1), error);
  if (result != NULL)
    add_notes (self, frame, result);
  crm_thread_free (frame, (GDestroyNotify) crm_frame_unref);
  return result;
}

static void
run_in_thread (GTask *task,
               gpointer source,
               gpointer data,
               GCancellable *cancellable)
{
  GError *error = NULL;
  CrmResult *result;

  crm_thread_set_background (TRUE);
  result = crm_analysis_run (source, cancellable, &error);
  crm_thread_set_background (FALSE);
  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) crm_result_free);
  else
    g_task_return_error (task, error);
}

/**
 * crm_analysis_run_async:
 *
 * As crm_analysis_run(), on a thread of its own; `progress` is notified on the thread-default main context.
 */
void
crm_analysis_run_async (CrmAnalysis *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_clear_pointer (&self->context, g_main_context_unref);
  self->context = g_main_context_ref_thread_default ();
  g_task_set_source_tag (task, crm_analysis_run_async);
  g_task_run_in_thread (task, run_in_thread);
}

/**
 * crm_analysis_run_finish:
 *
 * Returns: (transfer full) (nullable): the result
 */
CrmResult *
crm_analysis_run_finish (CrmAnalysis *self,
                         GAsyncResult *result,
                         GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
crm_analysis_get_property (GObject *object,
                           guint property,
                           GValue *value,
                           GParamSpec *pspec)
{
  g_value_set_double (value, crm_analysis_get_progress (CRM_ANALYSIS (object)));
}

static void
crm_analysis_finalize (GObject *object)
{
  CrmAnalysis *self = CRM_ANALYSIS (object);

  g_clear_pointer (&self->options, crm_options_free);
  g_clear_pointer (&self->csv, g_free);
  g_clear_pointer (&self->columns, g_strfreev);
  crm_csv_dialect_clear (&self->dialect);
  g_clear_pointer (&self->baskets, g_free);
  g_clear_pointer (&self->query, crm_query_unref);
  g_clear_object (&self->store);
  g_clear_pointer (&self->context, g_main_context_unref);
  G_OBJECT_CLASS (crm_analysis_parent_class)->finalize (object);
}

static void
crm_analysis_class_init (CrmAnalysisClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = crm_analysis_get_property;
  object_class->finalize = crm_analysis_finalize;
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
crm_analysis_init (CrmAnalysis *self)
{
}
