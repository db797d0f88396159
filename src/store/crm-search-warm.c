/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

#include "store/crm-place.h"

/* A search looks into hundreds of pages all over the index. Fetched from the disk one by one when somebody waits for
 * them they are slow; beforehand and in their order they take a moment, and the system keeps them for as long as nobody
 * needs the memory for something better. */

static gpointer
read_through (CrmReader *reader,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  static const char *const walks[] = {
    "SELECT key FROM search_block INDEXED BY search_block_key ORDER BY key",
    "SELECT id FROM search_chunk ORDER BY id",
    "SELECT id FROM search_block NOT INDEXED ORDER BY id",
  };
  g_autofree char *network = crm_place_dup_network (reader->store->path);

  for (guint i = 0; network == NULL && i < G_N_ELEMENTS (walks); i++)
    {
      g_autoptr (CrmStatement) select = crm_db_prepare (reader->db, walks[i], error);
      CrmStep step = CRM_STEP_ERROR;

      while (select != NULL && (step = crm_statement_step (select, error)) == CRM_STEP_ROW)
        continue;
      if (step == CRM_STEP_ERROR)
        return NULL;
    }
  return NULL;
}

/**
 * crm_store_warm_search:
 * @callback: (nullable): when it has come to its end; the result is for crm_store_read_finish()
 *
 * Has the system fetch the search index from the disk, so that the first search is as fast as those that follow. To be
 * called once what a person waits for is shown. Does nothing in a network folder, where it would hold up others.
 */
void
crm_store_warm_search (CrmStore *self,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  crm_store_read_async (self, read_through, NULL, NULL, NULL, self->warming, callback, user_data);
}
