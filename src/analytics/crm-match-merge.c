/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-match-merge.h"

#include <glib/gi18n-lib.h>

/**
 * crm_match_merge_label:
 *
 * Returns: (transfer full): for people: what is done
 */
char *
crm_match_merge_label (CrmMerge *merge)
{
  guint n = crm_merge_n_gone (merge);

  return g_strdup_printf (ngettext ("Merge %u duplicate", "Merge %u duplicates", n), n);
}

static gboolean
add_group (CrmMerge *merge,
           CrmReader *reader,
           const CrmEntity *entity,
           GArray *ids,
           GError **error)
{
  g_autoptr (GArray) ordered = crm_merge_order (reader, entity, (const gint64 *) (void *) ids->data, ids->len, error);

  return ordered != NULL && crm_merge_add (merge, g_array_index (ordered, gint64, 0),
                                           &g_array_index (ordered, gint64, 1), ordered->len - 1, error);
}

/**
 * crm_match_merge_new:
 * @source: of records
 * @threshold: the least probability of pairs that become one
 *
 * Returns: (transfer full): all groups of records that are the same; of each the fullest is kept
 */
CrmMerge *
crm_match_merge_new (CrmReader *reader,
                     const CrmMatchSource *source,
                     const CrmMatches *matches,
                     double threshold,
                     GError **error)
{
  gsize n_rows = source->ids->len;
  g_autofree guint32 *groups = crm_matches_group (matches, n_rows, threshold);
  g_autoptr (GHashTable) members = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  g_autoptr (CrmMerge) merge = crm_merge_new (source->entity);

  for (gsize row = 0; row < n_rows; row++)
    {
      GArray *ids = g_hash_table_lookup (members, GUINT_TO_POINTER (groups[row]));

      if (groups[row] == row)
        continue;
      if (ids == NULL)
        {
          ids = g_array_new (FALSE, FALSE, sizeof (gint64));
          g_array_append_val (ids, g_array_index (source->ids, gint64, groups[row]));
          g_hash_table_insert (members, GUINT_TO_POINTER (groups[row]), ids);
        }
      g_array_append_val (ids, g_array_index (source->ids, gint64, row));
    }
  for (gsize row = 0; row < n_rows; row++)
    {
      GArray *ids = groups[row] == row ? g_hash_table_lookup (members, GUINT_TO_POINTER (row)) : NULL;

      if (ids != NULL && !add_group (merge, reader, source->entity, ids, error))
        return NULL;
    }
  return g_steal_pointer (&merge);
}

/**
 * crm_match_merge_find_sure:
 * @entity: (type CrmEntity): of the records
 *
 * For crm_store_read(): finds all that are the same for sure.
 *
 * Returns: (transfer full): a #CrmMerge
 */
gpointer
crm_match_merge_find_sure (CrmReader *reader,
                           gpointer entity,
                           GCancellable *cancellable,
                           GError **error)
{
  const CrmRun run = { .cancellable = cancellable };
  g_autoptr (CrmQuery) query = crm_query_new (entity);
  g_autoptr (CrmMatchSource) source = crm_match_source_load (reader, query, &run, error);
  g_autoptr (CrmMatches) matches = NULL;

  if (source != NULL)
    matches = crm_matches_find (source->table, CRM_MATCH_SURE, &run, error);

  return matches != NULL ? crm_match_merge_new (reader, source, matches, CRM_MATCH_SURE, error) : NULL;
}
