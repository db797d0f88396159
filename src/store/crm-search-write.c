/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

/* What the writer does for the index: the blocks of a segment go in in slices, and count from the last of them on,
 * which also takes what they hold off the queue. What is left of a segment that was never finished, or that is no
 * longer needed, is swept away. */

void
crm_search_piece_free (CrmSearchPiece *self)
{
  g_clear_pointer (&self->image, crm_search_image_free);
  g_array_unref (self->removed);
  g_array_unref (self->left);
  g_ptr_array_unref (self->buried);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  g_free (self);
}

CrmSearchPiece *
crm_search_piece_new (const CrmEntity *entity)
{
  CrmSearchPiece *self = g_new0 (CrmSearchPiece, 1);

  self->entity = entity;
  self->removed = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->left = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->buried = g_ptr_array_new ();
  return self;
}

static gboolean
put_blob (CrmDb *db,
          const char *sql,
          gint64 id,
          GBytes *key,
          GBytes *data,
          GError **error)
{
  g_autoptr (CrmStatement) insert = crm_db_prepare (db, sql, error);
  int parameter = 0;

  if (insert == NULL)
    return FALSE;
  crm_statement_bind_int (insert, parameter++, id);
  if (key != NULL)
    crm_statement_bind_blob (insert, parameter++, g_bytes_get_data (key, NULL), g_bytes_get_size (key));
  crm_statement_bind_blob (insert, parameter, g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  return crm_statement_run (insert, error);
}

static gboolean
put_next (CrmSearchPiece *self,
          CrmDb *db,
          GError **error)
{
  CrmSearchImage *image = self->image;
  guint i = self->written++;
  gint64 start = self->segment << CRM_SEARCH_SEGMENT_BITS;

  if (i < image->blocks->len)
    {
      guint32 segment = GUINT32_TO_BE (self->segment);
      g_autoptr (GByteArray) key = g_byte_array_new ();
      g_autoptr (GBytes) bytes = NULL;

      g_byte_array_append (key, (const guint8 *) &segment, sizeof segment);
      g_byte_array_append (key, g_bytes_get_data (image->keys->pdata[i], NULL),
                           g_bytes_get_size (image->keys->pdata[i]));
      bytes = g_byte_array_free_to_bytes (g_steal_pointer (&key));
      return put_blob (db, "INSERT INTO search_block (id, key, data) VALUES (?, ?, ?)", start + i, bytes,
                       image->blocks->pdata[i], error);
    }
  i -= image->blocks->len;
  return put_blob (db, "INSERT INTO search_chunk (id, data) VALUES (?, ?)", start + i, NULL, image->chunks->pdata[i],
                   error);
}

static gboolean
put_segment (CrmSearchPiece *self,
             CrmDb *db,
             GError **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, self->segment);
  g_autoptr (CrmStatement) insert = NULL;

  if (self->image->n_documents == 0)
    return TRUE;
  if (!crm_schema_set_meta (db, "search-segment", number, error))
    return FALSE;
  insert = crm_db_prepare (db, "INSERT INTO search_segment (id, entity, first, last, n_documents, n_blocks, "
                               "n_dead) VALUES (?, ?, ?, ?, ?, ?, 0)", error);
  if (insert == NULL)
    return FALSE;
  crm_statement_bind_int (insert, 0, self->segment);
  crm_statement_bind_text (insert, 1, self->entity->name);
  crm_statement_bind_int (insert, 2, self->image->first);
  crm_statement_bind_int (insert, 3, self->image->last);
  crm_statement_bind_int (insert, 4, self->image->n_documents);
  crm_statement_bind_int (insert, 5, self->image->blocks->len);
  return crm_statement_run (insert, error);
}

static gboolean
bury (CrmSearchPiece *self,
      CrmDb *db,
      GError **error)
{
  g_autoptr (CrmStatement) update =
    crm_db_prepare (db, "UPDATE search_segment SET n_dead = ?, dead = ? WHERE id = ?", error);
  g_autoptr (CrmStatement) remove = crm_db_prepare (db, "DELETE FROM search_segment WHERE id = ?", error);

  if (update == NULL || remove == NULL)
    return FALSE;
  for (guint i = 0; i < self->buried->len; i++)
    {
      const CrmSearchSegment *segment = self->buried->pdata[i];

      crm_statement_bind_int (update, 0, segment->n_dead);
      crm_statement_bind_blob (update, 1, segment->dead, (segment->n_documents + 7) / 8);
      crm_statement_bind_int (update, 2, segment->id);
      if (!crm_statement_run (update, error))
        return FALSE;
    }
  for (guint i = 0; i < self->removed->len; i++)
    {
      crm_statement_bind_int (remove, 0, g_array_index (self->removed, gint64, i));
      if (!crm_statement_run (remove, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_for_queue (CrmSearchPiece *self,
               CrmDb *db,
               const char *sql,
               GError **error)
{
  g_autoptr (CrmStatement) statement = crm_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  crm_statement_bind_text (statement, 0, self->entity->name);
  crm_statement_bind_int (statement, 1, self->newest_row);
  crm_statement_bind_int (statement, 2, self->lowest);
  return crm_statement_run (statement, error);
}

/* What was queued while the segment was made stays. */
static gboolean
take_off_queue (CrmStore *store,
                CrmSearchPiece *self,
                CrmDb *db,
                GError **error)
{
  if (self->newest_row != 0 &&
      (!run_for_queue (self, db, "DELETE FROM search_queue WHERE entity = ?1 AND id <= ?2 AND first >= ?3", error) ||
       !run_for_queue (self, db, "UPDATE search_queue SET last = ?3 - 1 WHERE entity = ?1 AND id <= ?2 AND last >= ?3",
                       error)))
    return FALSE;
  for (guint i = 0; i < self->left->len; i++)
    {
      gint64 id = g_array_index (self->left, gint64, i);

      if (!crm_search_note (store, db, self->entity, id, id, error))
        return FALSE;
    }
  return TRUE;
}

/* Behind all there ever were, so that what is kept of a segment elsewhere is never taken for another's. */
static gint64
find_free_segment (CrmDb *db)
{
  g_autofree char *last = crm_schema_get_meta (db, "search-segment");
  gint64 used = MAX (crm_db_query_int (db, "SELECT max(id) FROM search_segment", 0),
                     last != NULL ? g_ascii_strtoll (last, NULL, 10) : 0);
  gint64 with_blocks = crm_db_query_int (db, "SELECT max(id) FROM search_block", 0) >> CRM_SEARCH_SEGMENT_BITS;
  gint64 with_chunks = crm_db_query_int (db, "SELECT max(id) FROM search_chunk", 0) >> CRM_SEARCH_SEGMENT_BITS;

  return MAX (used, MAX (with_blocks, with_chunks)) + 1;
}

/**
 * crm_search_write_piece:
 *
 * A #CrmWriteFunc: writes a #CrmSearchPiece.
 */
CrmWriteResult
crm_search_write_piece (CrmStore *store,
                        CrmDb *db,
                        gpointer data,
                        GCancellable *cancellable,
                        GError **error)
{
  CrmSearchPiece *self = data;
  guint total = self->image->blocks->len + self->image->chunks->len;
  gboolean done, last;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return CRM_WRITE_FAILED;
  if (self->generation != crm_search_job_generation (store))
    return CRM_WRITE_DONE;   /* the index it was made for is no more; the sweep takes what was written */
  if (!crm_db_begin (db, error))
    return CRM_WRITE_FAILED;
  if (self->segment == 0)
    self->segment = find_free_segment (db);
  do
    done = self->written >= total || put_next (self, db, error);
  while (done && self->written < total && crm_store_may_go_on (store));
  last = self->written >= total;
  if (done && last)
    done = put_segment (self, db, error) && bury (self, db, error) && take_off_queue (store, self, db, error);
  if (!done || !crm_store_commit (store, db, error))
    {
      crm_db_rollback (db);
      return CRM_WRITE_FAILED;
    }
  for (guint i = 0; last && i < self->removed->len; i++)
    crm_search_ids_drop (store->search_ids, g_array_index (self->removed, gint64, i));
  return last ? CRM_WRITE_DONE : CRM_WRITE_AGAIN;
}

/* Finds a segment that is not there any more but has left blocks or chunks. */
static gint64
find_remains (CrmDb *db,
              const char *table)
{
  g_autofree char *sql = g_strdup_printf (
    "WITH RECURSIVE has (segment) AS (SELECT min(id) >> %d FROM %s UNION ALL SELECT (SELECT min(id) >> %d FROM %s "
    "WHERE id >= (segment + 1) << %d) FROM has WHERE segment IS NOT NULL) SELECT segment FROM has WHERE segment IS "
    "NOT NULL AND segment NOT IN (SELECT id FROM search_segment) LIMIT 1", CRM_SEARCH_SEGMENT_BITS, table,
    CRM_SEARCH_SEGMENT_BITS, table, CRM_SEARCH_SEGMENT_BITS);

  return crm_db_query_int (db, sql, 0);
}

static gboolean
sweep_some (CrmDb *db,
            const char *table,
            gint64 segment,
            GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE id IN (SELECT id FROM %s WHERE id BETWEEN ? AND ? "
                                          "LIMIT 64)", table, table);
  g_autoptr (CrmStatement) delete = crm_db_prepare (db, sql, error);

  if (delete == NULL)
    return FALSE;
  crm_statement_bind_int (delete, 0, segment << CRM_SEARCH_SEGMENT_BITS);
  crm_statement_bind_int (delete, 1, ((segment + 1) << CRM_SEARCH_SEGMENT_BITS) - 1);
  return crm_statement_run (delete, error);
}

/**
 * crm_search_sweep:
 *
 * A #CrmWriteFunc: removes what is left of segments that are no more.
 */
CrmWriteResult
crm_search_sweep (CrmStore *store,
                  CrmDb *db,
                  gpointer data,
                  GCancellable *cancellable,
                  GError **error)
{
  const char *table = "search_block";
  gint64 segment = find_remains (db, table);
  gboolean done = TRUE;

  if (segment == 0)
    segment = find_remains (db, table = "search_chunk");
  if (segment == 0)
    return CRM_WRITE_DONE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !crm_db_begin (db, error))
    return CRM_WRITE_FAILED;
  do
    done = sweep_some (db, table, segment, error);
  while (done && crm_db_changes (db) > 0 && crm_store_may_go_on (store));
  if (done && crm_store_commit (store, db, error))
    return CRM_WRITE_AGAIN;
  crm_db_rollback (db);
  return CRM_WRITE_FAILED;
}
