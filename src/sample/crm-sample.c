/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sample/crm-sample-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "base/crm-money.h"
#include "sales/crm-pipeline-summary.h"
#include "store/crm-bulk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ROWS_PER_STEP 1000
#define YEARS 3

static void
begin_step (CrmSample *self)
{
  g_clear_pointer (&self->changes, crm_change_set_unref);
  self->changes = crm_change_set_new (self->store, "");
}

static gboolean
end_step (CrmSample *self,
          CrmBulk *bulk,
          GCancellable *cancellable,
          GError **error)
{
  if (!crm_bulk_add (bulk, self->changes, cancellable, error))
    return FALSE;
  begin_step (self);
  return TRUE;
}

/* About how many records a customer brings with it. */
static void
expect (CrmBulk *bulk,
        guint n_customers)
{
  static const struct { const char *entity; double each; } shares[] = {
    { "customer", 1 }, { "contact", 1.3 }, { "opportunity", 2 }, { "opportunity_line", 3 }, { "activity", 5 },
    { "lead", 0.2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    crm_bulk_expect (bulk, shares[i].entity, shares[i].each * n_customers);
}

static gpointer
read_stages (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  CrmSample *self = data;
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("stage"));
  g_autoptr (GPtrArray) stages = NULL;

  crm_query_take_filter (query, crm_filter_new_link ("pipeline", crm_pipeline_find_default (reader)));
  crm_query_set_sort_text (query, "position", NULL);
  stages = crm_reader_records (reader, query, -1, 0, error);
  for (guint i = 0; stages != NULL && i < stages->len; i++)
    {
      CrmRecord *stage = stages->pdata[i];
      const char *kind = crm_record_get_text (stage, "kind");
      gint64 id = crm_record_get_id (stage);

      if (strcmp (kind, "won") == 0)
        self->won = id;
      else if (strcmp (kind, "lost") == 0)
        self->lost = id;
      else if (self->n_stages < CRM_SAMPLE_MAX_STAGES)
        self->stages[self->n_stages++] = (CrmSampleStage) { id, crm_record_get_int (stage, "rotting_days") };
    }
  return NULL;
}

static gboolean
find_stages (CrmSample *self,
             GError **error)
{
  GError *local = NULL;

  crm_store_read (self->store, read_stages, self, NULL, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (self->n_stages > 0 && self->won != 0 && self->lost != 0)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND,
                       _("The sample company needs a pipeline with stages for open, won and lost deals. "
                         "Nothing was made."));
  return FALSE;
}

static void
init_sample (CrmSample *self,
             CrmStore *store,
             guint n_customers,
             guint32 seed)
{
  g_autofree char *today = NULL;

  self->store = store;
  self->random = g_rand_new_with_seed (seed);
  self->currency = crm_store_get_currency (store);
  self->scale = crm_currency_scale (self->currency);
  self->today = crm_date_today ();
  self->start = crm_date_add_months (self->today, -12 * YEARS);
  self->n_customers = n_customers;
  self->names = g_hash_table_new (NULL, NULL);
  today = crm_date_to_iso (self->today);
  crm_instant_parse (today, &self->midnight);
  for (guint i = 0; i < G_N_ELEMENTS (self->tags); i++)
    self->tags[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
  begin_step (self);
}

static void
clear_sample (CrmSample *self)
{
  crm_change_set_unref (self->changes);
  g_rand_free (self->random);
  g_hash_table_unref (self->names);
  for (guint i = 0; i < G_N_ELEMENTS (self->tags); i++)
    g_array_unref (self->tags[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmSample, clear_sample)

/**
 * crm_sample_generate:
 * @store: a workspace as crm_workspace_create() makes it
 * @n_customers: how many customers; all else follows
 * @seed: the same seed makes the same company for the same day, currency and time zone
 * @progress: (nullable) (scope call): told after every step
 *
 * Fills the workspace with an invented company: its people, products and three years of business up to today. Works in
 * steps, so that it needs little memory whatever the size. Blocks; call it from a worker.
 *
 * Returns: whether all was made; if not, nothing was
 */
gboolean
crm_sample_generate (CrmStore *store,
                     guint n_customers,
                     guint32 seed,
                     GCancellable *cancellable,
                     CrmSampleProgress progress,
                     gpointer user_data,
                     GError **error)
{
  g_auto (CrmSample) self = { 0 };
  g_autoptr (CrmBulk) bulk = NULL;

  init_sample (&self, store, n_customers, seed);
  if (!find_stages (&self, error))
    return FALSE;
  bulk = crm_bulk_new (store, _("Make the sample company"));
  crm_bulk_set_permanent (bulk);
  expect (bulk, n_customers);
  crm_sample_add_company (&self);
  for (guint i = 0; i < n_customers; i++)
    {
      crm_sample_add_customer (&self, i);
      if (crm_change_set_get_n_changes (self.changes) < ROWS_PER_STEP)
        continue;
      if (!end_step (&self, bulk, cancellable, error))
        return FALSE;
      if (progress != NULL)
        progress (i + 1, n_customers, user_data);
    }
  if (!end_step (&self, bulk, cancellable, error) || !crm_bulk_finish (bulk, NULL, cancellable, error))
    return FALSE;
  if (progress != NULL)
    progress (n_customers, n_customers, user_data);
  return TRUE;
}
