/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "store/crm-list-model.h"

/* bench-open FILE: from nothing to the first fifty customers by name, as the list of customers gets them. */

#define ROWS 50

static gboolean
is_filled (GListModel *model)
{
  if (g_list_model_get_n_items (model) < ROWS)
    return FALSE;
  for (guint i = 0; i < ROWS; i++)
    {
      g_autoptr (CrmRecord) record = g_list_model_get_item (model, i);

      if (!crm_record_is_loaded (record))
        return FALSE;
    }
  return TRUE;
}

int
main (int argc,
      char **argv)
{
  BenchClock clock;
  CrmStore *store;
  g_autoptr (CrmQuery) query = NULL;
  g_autoptr (CrmListModel) model = NULL;

  g_assert (argc == 2);
  bench_start (&clock);
  store = bench_open (argv[1]);
  query = crm_query_new (crm_entity_find ("customer"));
  crm_query_set_sort_text (query, "name", NULL);
  model = crm_list_model_new (store, query);
  while (!is_filled (G_LIST_MODEL (model)))
    g_main_context_iteration (NULL, TRUE);
  bench_stop (&clock);
  bench_print (&clock, NULL, 0, NULL);

  while (crm_list_model_is_loading (model))
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&model);
  bench_close (store);
  return 0;
}
