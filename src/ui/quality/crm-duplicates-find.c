/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/quality/crm-duplicates-find.h"

#include "ui/quality/crm-work-bar.h"

#include <glib/gi18n.h>

#define MOST_SHOWN 100

static void
free_pair (gpointer data)
{
  CrmDuplicate *pair = data;

  g_free (pair->titles[0]);
  g_free (pair->titles[1]);
  g_free (pair->agree);
  g_free (pair->differ);
  g_free (pair);
}

void
crm_duplicates_judged_free (gpointer judged)
{
  CrmDuplicatesJudged *self = judged;

  g_clear_pointer (&self->verdicts, crm_verdicts_free);
  g_clear_pointer (&self->sure, crm_merge_free);
  g_free (self);
}

void
crm_duplicates_found_free (gpointer found)
{
  CrmDuplicatesFound *self = found;

  g_ptr_array_unref (self->pairs);
  g_array_unref (self->sure);
  g_clear_pointer (&self->judged, crm_duplicates_judged_free);
  g_free (self);
}

static char *
list_fields (const CrmMatchSource *source,
             const CrmMatchReason *reasons,
             gboolean agree)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < source->fields->len; i++)
    {
      const CrmField *field = crm_entity_field (source->entity, source->fields->pdata[i]);

      if (reasons[i].level == CRM_MATCH_MISSING || (reasons[i].level != CRM_MATCH_DIFFERENT) != agree)
        continue;
      if (text->len > 0)
        g_string_append (text, _(", "));
      g_string_append (text, crm_field_get_label (field));
    }
  return g_string_free (text, FALSE);
}

static CrmDuplicate *
describe_pair (CrmReader *reader,
               const CrmMatchSource *source,
               const CrmMatches *matches,
               const CrmMatchPair *match)
{
  const guint32 rows[2] = { match->first, match->second };
  CrmMatchReason reasons[CRM_MATCH_MOST_FIELDS];
  CrmDuplicate *pair = g_new0 (CrmDuplicate, 1);

  crm_matches_explain (matches, source->table, match, reasons);
  pair->score = match->score;
  pair->agree = list_fields (source, reasons, TRUE);
  pair->differ = list_fields (source, reasons, FALSE);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CrmRecord) record = NULL;

      pair->ids[i] = g_array_index (source->ids, gint64, rows[i]);
      record = crm_reader_get (reader, source->entity, pair->ids[i], NULL);
      pair->titles[i] = g_strdup (record != NULL ? crm_record_get_title (record) : "");
    }
  return pair;
}

static gboolean
exists (CrmReader *reader,
        const CrmEntity *entity,
        gint64 id)
{
  g_autoptr (CrmRecord) record = crm_reader_get (reader, entity, id, NULL);

  return record != NULL;
}

static CrmDuplicatesJudged *
judge (CrmReader *reader,
       const CrmEntity *entity,
       const GArray *sure,
       GError **error)
{
  CrmDuplicatesJudged *self = g_new0 (CrmDuplicatesJudged, 1);

  self->verdicts = crm_verdicts_load (reader, entity, error);
  if (self->verdicts != NULL)
    self->sure = crm_match_merge_new (reader, entity, sure, self->verdicts, error);
  if (self->sure == NULL)
    g_clear_pointer (&self, crm_duplicates_judged_free);
  return self;
}

CrmDuplicatesCase *
crm_duplicates_case_new (const CrmEntity *entity,
                         GArray *sure)
{
  CrmDuplicatesCase *self = g_new0 (CrmDuplicatesCase, 1);

  self->entity = entity;
  self->sure = g_array_ref (sure);
  return self;
}

void
crm_duplicates_case_free (gpointer data)
{
  CrmDuplicatesCase *self = data;

  g_array_unref (self->sure);
  g_free (self);
}

/**
 * crm_duplicates_judge:
 * @data: a #CrmDuplicatesCase
 *
 * Looks again at what is left to do of what was found: people may have decided about pairs since, or merged some.
 *
 * Returns: (transfer full): a #CrmDuplicatesJudged
 */
gpointer
crm_duplicates_judge (CrmReader *reader,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  const CrmDuplicatesCase *self = data;
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->sure->len; i += 2)
    {
      const gint64 *ids = &g_array_index (self->sure, gint64, i);

      if (exists (reader, self->entity, ids[0]) && exists (reader, self->entity, ids[1]))
        g_array_append_vals (left, ids, 2);
    }
  return judge (reader, self->entity, left, error);
}

/**
 * crm_duplicates_find:
 * @data: a #CrmWork
 *
 * Returns: (transfer full): a #CrmDuplicatesFound
 */
gpointer
crm_duplicates_find (CrmReader *reader,
                     gpointer data,
                     GCancellable *cancellable,
                     GError **error)
{
  const CrmWork *work = data;
  g_autoptr (CrmQuery) query = crm_query_new (work->entity);
  g_autoptr (CrmVerdicts) verdicts = crm_verdicts_load (reader, work->entity, error);
  g_autoptr (CrmMatchSource) source = NULL;
  g_autoptr (CrmMatches) matches = NULL;
  CrmDuplicatesFound *found;

  if (verdicts != NULL)
    source = crm_match_source_load (reader, query, CRM_RUN_PART (&work->run, 0, 0.2), error);
  if (source != NULL)
    matches = crm_matches_find (source->table, CRM_MATCH_PERHAPS, CRM_RUN_PART (&work->run, 0.2, 1), error);
  if (matches == NULL)
    return NULL;
  crm_match_leave_out (source, verdicts, matches);
  found = g_new0 (CrmDuplicatesFound, 1);
  found->n_pairs = matches->n_pairs;
  found->pairs = g_ptr_array_new_with_free_func (free_pair);
  for (gsize i = 0; i < MIN (matches->n_pairs, MOST_SHOWN); i++)
    g_ptr_array_add (found->pairs, describe_pair (reader, source, matches, &matches->pairs[i]));
  found->sure = crm_match_list (source, matches, CRM_MATCH_SURE);
  found->judged = judge (reader, work->entity, found->sure, error);
  if (found->judged == NULL)
    g_clear_pointer (&found, crm_duplicates_found_free);
  return found;
}
