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
 * crm_match_leave_out:
 * @source: of records
 *
 * Takes out the pairs of which a person has said that they are not duplicates.
 */
void
crm_match_leave_out (const CrmMatchSource *source,
                     const CrmVerdicts *verdicts,
                     CrmMatches *matches)
{
  gsize n = 0;

  for (gsize i = 0; i < matches->n_pairs; i++)
    {
      const CrmMatchPair *pair = &matches->pairs[i];

      if (!crm_verdicts_are_different (verdicts, g_array_index (source->ids, gint64, pair->first),
                                       g_array_index (source->ids, gint64, pair->second)))
        matches->pairs[n++] = *pair;
    }
  matches->n_pairs = n;
}

/**
 * crm_match_list:
 * @source: of records
 * @threshold: the least probability
 *
 * Returns: (transfer full) (element-type gint64): the records of pairs, two each, the likeliest first
 */
GArray *
crm_match_list (const CrmMatchSource *source,
                const CrmMatches *matches,
                double threshold)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gsize i = 0; i < matches->n_pairs && matches->pairs[i].score >= threshold; i++)
    {
      g_array_append_val (ids, g_array_index (source->ids, gint64, matches->pairs[i].first));
      g_array_append_val (ids, g_array_index (source->ids, gint64, matches->pairs[i].second));
    }
  return ids;
}

/* Records that are the same as others that are the same. */
typedef struct
{
  GArray   *ids;       /* of gint64, ascending */
  guint    *roots;     /* of each: one of its group, up to the one that stands for it */
  gboolean *judged;    /* of each that stands for a group: whether one of it is in @apart */
  GArray   *apart;     /* of guint: pairs that are not the same, two each */
} Groups;

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return one < other ? -1 : one > other;
}

static guint
find_root (const Groups *self,
           guint i)
{
  while (self->roots[i] != i)
    i = self->roots[i] = self->roots[self->roots[i]];
  return i;
}

/* What was said not to be the same becomes it by no detour either. */
static gboolean
may_join (const Groups *self,
          guint a,
          guint b)
{
  if (!self->judged[a] || !self->judged[b])
    return TRUE;
  for (guint i = 0; i < self->apart->len; i += 2)
    {
      guint one = find_root (self, g_array_index (self->apart, guint, i));
      guint other = find_root (self, g_array_index (self->apart, guint, i + 1));

      if ((one == a && other == b) || (one == b && other == a))
        return FALSE;
    }
  return TRUE;
}

static void
keep_apart (Groups *self,
            const CrmVerdicts *verdicts)
{
  guint n_pairs;
  const gint64 *pairs = crm_verdicts_pairs (verdicts, &n_pairs);

  for (guint i = 0; i < n_pairs; i++)
    {
      guint places[2];

      if (!g_array_binary_search (self->ids, &pairs[2 * i], compare_ids, &places[0]) ||
          !g_array_binary_search (self->ids, &pairs[2 * i + 1], compare_ids, &places[1]))
        continue;
      g_array_append_vals (self->apart, places, 2);
      self->judged[places[0]] = self->judged[places[1]] = TRUE;
    }
}

static void
init_groups (Groups *self,
             const GArray *pairs,
             const CrmVerdicts *verdicts)
{
  guint n = 0;

  self->ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), pairs->len);
  g_array_append_vals (self->ids, pairs->data, pairs->len);
  g_array_sort (self->ids, compare_ids);
  for (guint i = 0; i < self->ids->len; i++)
    {
      if (n == 0 || g_array_index (self->ids, gint64, i) != g_array_index (self->ids, gint64, n - 1))
        g_array_index (self->ids, gint64, n++) = g_array_index (self->ids, gint64, i);
    }
  g_array_set_size (self->ids, n);
  self->roots = g_new (guint, n + 1);
  self->judged = g_new0 (gboolean, n + 1);
  self->apart = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < n; i++)
    self->roots[i] = i;
  keep_apart (self, verdicts);
}

static void
clear_groups (Groups *self)
{
  g_array_unref (self->ids);
  g_free (self->roots);
  g_free (self->judged);
  g_array_unref (self->apart);
}

static void
join_pairs (Groups *self,
            const GArray *pairs)
{
  for (guint i = 0; i < pairs->len; i += 2)
    {
      guint a, b;

      g_array_binary_search (self->ids, &g_array_index (pairs, gint64, i), compare_ids, &a);
      g_array_binary_search (self->ids, &g_array_index (pairs, gint64, i + 1), compare_ids, &b);
      a = find_root (self, a);
      b = find_root (self, b);
      if (a == b || !may_join (self, a, b))
        continue;
      self->roots[MAX (a, b)] = MIN (a, b);
      self->judged[MIN (a, b)] |= self->judged[MAX (a, b)];
    }
}

/* Returns: (transfer full) (element-type GArray): the ids of each group of more than one, by the first */
static GPtrArray *
list_members (const Groups *self)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autofree GArray **members = g_new0 (GArray *, self->ids->len + 1);

  for (guint i = 0; i < self->ids->len; i++)
    {
      guint root = find_root (self, i);

      if (root == i)
        continue;
      if (members[root] == NULL)
        {
          members[root] = g_array_new (FALSE, FALSE, sizeof (gint64));
          g_array_append_val (members[root], g_array_index (self->ids, gint64, root));
          g_ptr_array_add (groups, members[root]);
        }
      g_array_append_val (members[root], g_array_index (self->ids, gint64, i));
    }
  return g_steal_pointer (&groups);
}

/**
 * crm_match_merge_new:
 * @pairs: of crm_match_list()
 * @verdicts: what must not become one
 *
 * Returns: (transfer full): all groups of records that are the same; of each the fullest is kept
 */
CrmMerge *
crm_match_merge_new (CrmReader *reader,
                     const CrmEntity *entity,
                     const GArray *pairs,
                     const CrmVerdicts *verdicts,
                     GError **error)
{
  g_autoptr (CrmMerge) merge = crm_merge_new (entity);
  g_autoptr (GPtrArray) members = NULL;
  Groups groups;

  init_groups (&groups, pairs, verdicts);
  join_pairs (&groups, pairs);
  members = list_members (&groups);
  clear_groups (&groups);
  for (guint i = 0; i < members->len; i++)
    {
      if (!add_group (merge, reader, entity, members->pdata[i], error))
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
  g_autoptr (CrmVerdicts) verdicts = crm_verdicts_load (reader, entity, error);
  g_autoptr (CrmMatchSource) source = NULL;
  g_autoptr (CrmMatches) matches = NULL;
  g_autoptr (GArray) pairs = NULL;

  if (verdicts != NULL)
    source = crm_match_source_load (reader, query, &run, error);
  if (source != NULL)
    matches = crm_matches_find (source->table, CRM_MATCH_SURE, &run, error);
  if (matches == NULL)
    return NULL;
  crm_match_leave_out (source, verdicts, matches);
  pairs = crm_match_list (source, matches, CRM_MATCH_SURE);
  return crm_match_merge_new (reader, entity, pairs, verdicts, error);
}
