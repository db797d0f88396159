/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

#define MANY 16         /* records that may be noted as a range */
#define DENSE_BITS 19   /* of an id: on the average at least eight records in a millisecond */

/**
 * crm_search_reset:
 *
 * Drops the index and notes that it is to be made of all records. In a transaction of the writer.
 */
gboolean
crm_search_reset (CrmDb *db,
                  GError **error)
{
  g_autoptr (GString) sql = g_string_new ("DELETE FROM search_segment; DELETE FROM search_block;"
                                          "DELETE FROM search_chunk; DELETE FROM search_queue;");
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint i = 0; i < n_entities; i++)
    {
      if (crm_entity_searchable (entities[i]))
        g_string_append_printf (sql, "INSERT INTO search_queue (entity, first, last) SELECT '%s', min(id), max(id) "
                                     "FROM %s HAVING count(*) > 0;", entities[i]->name, entities[i]->name);
    }
  return crm_db_exec (db, sql->str, error);
}

/**
 * crm_search_note:
 * @store: (nullable): the open workspace, whose thread is to know
 * @first: a record that was inserted, changed in what is searched, or deleted
 * @last: the same, or the last one of a range: all records between them are taken up anew
 *
 * Notes what the index has to follow, in the transaction that changes the records. From its commit on the records are
 * found as they are.
 */
gboolean
crm_search_note (CrmStore *store,
                 CrmDb *db,
                 const CrmEntity *entity,
                 gint64 first,
                 gint64 last,
                 GError **error)
{
  g_autoptr (CrmStatement) insert = NULL;

  if (!crm_entity_searchable (entity))
    return TRUE;
  insert = crm_db_prepare (db, "INSERT INTO search_queue (entity, first, last) VALUES (?, ?, ?)", error);
  if (insert == NULL)
    return FALSE;
  crm_statement_bind_text (insert, 0, entity->name);
  crm_statement_bind_int (insert, 1, first);
  crm_statement_bind_int (insert, 2, last);
  if (!crm_statement_run (insert, error))
    return FALSE;
  if (store != NULL)
    crm_search_job_add (store, first < last);
  return TRUE;
}

static gboolean
touches_search (const CrmChange *change)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      guint field = g_array_index (change->fields, CrmFieldChange, i).field;

      if (change->entity->fields[field].flags & CRM_FIELD_SEARCHABLE)
        return TRUE;
    }
  return change->kind != CRM_CHANGE_UPDATE;
}

typedef struct
{
  guint  n;
  gint64 first, last;
} Span;

static Span *
measure (CrmChangeSet *changes,
         guint first,
         guint last,
         CrmChangeKind kind)
{
  guint n_entities;
  Span *spans;

  crm_entities (&n_entities);
  spans = g_new0 (Span, n_entities);
  for (guint i = first; i < last; i++)
    {
      const CrmChange *change = crm_change_set_get_change (changes, i);
      Span *span = &spans[crm_entity_index (change->entity)];

      if (change->kind != kind || change->id == 0)
        continue;
      span->first = span->n > 0 ? MIN (span->first, change->id) : change->id;
      span->last = MAX (span->last, change->id);
      span->n++;
    }
  return spans;
}

/* New ids follow on each other; what is brought back or taken away may lie among others. */
static gboolean
is_range (const Span *span,
          gboolean fresh)
{
  return span->n >= MANY && (fresh || (span->last - span->first) >> DENSE_BITS < span->n);
}

/* Notes the changes of one kind. */
static gboolean
note_kind (CrmTransaction *transaction,
           CrmChangeSet *changes,
           guint first,
           guint last,
           CrmChangeKind kind,
           GError **error)
{
  g_autofree Span *spans = measure (changes, first, last, kind);
  gboolean fresh = kind == CRM_CHANGE_INSERT && !transaction->verbatim;
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint i = first; i < last; i++)
    {
      const CrmChange *change = crm_change_set_get_change (changes, i);

      if (change->kind != kind || change->id == 0 || !touches_search (change) ||
          (kind != CRM_CHANGE_UPDATE && is_range (&spans[crm_entity_index (change->entity)], fresh)))
        continue;
      if (!crm_search_note (transaction->store, transaction->db, change->entity, change->id, change->id, error))
        return FALSE;
    }
  for (guint i = 0; kind != CRM_CHANGE_UPDATE && i < n_entities; i++)
    {
      if (is_range (&spans[i], fresh) &&
          !crm_search_note (transaction->store, transaction->db, entities[i], spans[i].first, spans[i].last, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_search_note_changes:
 * @first: the first change of the set to note
 * @last: the one behind the last
 *
 * Notes the records that changes have touched. Many records whose ids are close to each other are noted as a range.
 */
gboolean
crm_search_note_changes (CrmTransaction *transaction,
                         CrmChangeSet *changes,
                         guint first,
                         guint last,
                         GError **error)
{
  return note_kind (transaction, changes, first, last, CRM_CHANGE_INSERT, error) &&
         note_kind (transaction, changes, first, last, CRM_CHANGE_UPDATE, error) &&
         note_kind (transaction, changes, first, last, CRM_CHANGE_DELETE, error);
}
