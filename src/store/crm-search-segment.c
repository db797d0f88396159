/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"

#include <string.h>

/* Reading a segment. What is read is held against its bounds, so that damage leads to wrong hits, which are looked at
 * again, and never further. */

#define LONGEST_TERM 64

typedef struct
{
  const guint8 *at;
  const guint8 *end;
} Bytes;

static guint64
take_varint (Bytes *bytes)
{
  guint64 number = 0;

  for (guint shift = 0; bytes->at < bytes->end && shift < 64; shift += 7)
    {
      guint8 byte = *bytes->at++;

      number |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        break;
    }
  return number;
}

static void
free_segment (gpointer data)
{
  CrmSearchSegment *self = data;

  g_free (self->dead);
  g_free (self);
}

/**
 * crm_search_segments_load:
 *
 * Returns: (transfer full) (element-type CrmSearchSegment) (nullable): the segments of the entity, those with the
 *   newest records first
 */
GPtrArray *
crm_search_segments_load (CrmDb *db,
                          const CrmEntity *entity,
                          GError **error)
{
  g_autoptr (GPtrArray) segments = g_ptr_array_new_with_free_func (free_segment);
  g_autoptr (CrmStatement) select =
    crm_db_prepare (db, "SELECT id, first, last, n_documents, n_blocks, n_dead, dead FROM search_segment "
                        "WHERE entity = ? ORDER BY last DESC, id DESC", error);
  CrmStep step;

  if (select == NULL)
    return NULL;
  crm_statement_bind_text (select, 0, entity->name);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      CrmSearchSegment *segment = g_new0 (CrmSearchSegment, 1);
      const guint8 *dead;
      gsize length;

      segment->db = db;
      segment->id = crm_statement_int (select, 0);
      segment->first = crm_statement_int (select, 1);
      segment->last = crm_statement_int (select, 2);
      segment->n_documents = CLAMP (crm_statement_int (select, 3), 0, CRM_SEARCH_MOST_DOCUMENTS);
      segment->n_blocks = crm_statement_int (select, 4);
      segment->n_dead = crm_statement_int (select, 5);
      dead = crm_statement_blob (select, 6, &length);
      if (segment->n_dead > 0)
        {
          segment->dead = g_malloc0 (CRM_SEARCH_MOST_DOCUMENTS / 8);
          memcpy (segment->dead, dead, MIN (length, CRM_SEARCH_MOST_DOCUMENTS / 8));
        }
      g_ptr_array_add (segments, segment);
    }
  return step == CRM_STEP_DONE ? g_steal_pointer (&segments) : NULL;
}

/**
 * crm_search_segment_bury:
 *
 * Takes the documents out of the set that a newer segment has, or that are gone.
 */
void
crm_search_segment_bury (CrmSearchSegment *self,
                         guint64 *set)
{
  for (guint i = 0; self->dead != NULL && i < CRM_SEARCH_WORDS; i++)
    {
      guint64 word;

      memcpy (&word, self->dead + i * 8, 8);
      set[i] &= ~GUINT64_FROM_LE (word);
    }
}

gboolean
crm_search_segment_is_dead (CrmSearchSegment *self,
                            guint document)
{
  return self->dead != NULL && (self->dead[document / 8] >> document % 8 & 1) != 0;
}

static void
add_bitmap (Bytes documents,
            guint64 *set)
{
  gsize length = MIN (documents.end - documents.at, CRM_SEARCH_MOST_DOCUMENTS / 8);

  for (gsize i = 0; i < length; i += 8)
    {
      guint64 word = 0;

      memcpy (&word, documents.at + i, MIN (length - i, 8));
      set[i / 8] |= GUINT64_FROM_LE (word);
    }
}

static void
add_documents (Bytes documents,
               guint64 *set)
{
  guint64 document = take_varint (&documents);

  while (document < CRM_SEARCH_MOST_DOCUMENTS)
    {
      crm_search_set_add (set, document);
      if (documents.at >= documents.end)
        break;
      document += take_varint (&documents);
    }
}

/* Returns whether later terms are to be read as well. */
static gboolean
collect_block (Bytes block,
               const guint8 *prefix,
               gsize length,
               guint64 *set)
{
  guint8 term[LONGEST_TERM];
  gboolean inside = FALSE;

  while (block.end - block.at > 2)
    {
      gsize shared = block.at[0], added = block.at[1];
      guint64 head;
      Bytes documents;

      block.at += 2;
      if (shared + added > LONGEST_TERM || added > (gsize) (block.end - block.at))
        return FALSE;
      memcpy (term + shared, block.at, added);
      block.at += added;
      head = take_varint (&block);
      documents = (Bytes) { block.at, block.at + MIN (head >> 1, (gsize) (block.end - block.at)) };
      block.at = documents.end;
      if (!inside || shared < length)
        {
          int order = memcmp (term, prefix, MIN (shared + added, length));

          if (order > 0)
            return FALSE;
          inside = order == 0 && shared + added >= length;
        }
      if (inside && (head & 1) != 0)
        add_bitmap (documents, set);
      else if (inside)
        add_documents (documents, set);
      if (inside && shared + added == length + 1 && term[length] == '\0')
        return FALSE;   /* the summary of all that begins so */
    }
  return TRUE;
}

/**
 * crm_search_segment_collect:
 * @term: what the terms looked for begin with
 * @set: gets the documents that have such a term in that place
 */
gboolean
crm_search_segment_collect (CrmSearchSegment *self,
                            CrmSearchPlace place,
                            const char *term,
                            gsize length,
                            guint64 *set,
                            GError **error)
{
  /* What begins with the key is found from the last block on that begins before it. */
  static const char sql[] =
    "SELECT data FROM search_block WHERE id BETWEEN max(?, ifnull((SELECT id FROM search_block WHERE key <= ? ORDER BY "
    "key DESC LIMIT 1), 0)) AND ? ORDER BY id";
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, error);
  guint32 segment = GUINT32_TO_BE (self->id);
  guint8 key[LONGEST_TERM];
  CrmStep step;

  g_return_val_if_fail (length + 5 <= sizeof key, FALSE);
  if (select == NULL)
    return FALSE;
  memcpy (key, &segment, 4);
  key[4] = place;
  memcpy (key + 5, term, length);
  crm_statement_bind_int (select, 0, self->id << CRM_SEARCH_SEGMENT_BITS);
  crm_statement_bind_blob (select, 1, key, length + 5);
  crm_statement_bind_int (select, 2, ((self->id + 1) << CRM_SEARCH_SEGMENT_BITS) - 1);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      gsize size;
      const guint8 *data = crm_statement_blob (select, 0, &size);

      if (!collect_block ((Bytes) { data, data + size }, key + 4, length + 1, set))
        return TRUE;
    }
  return step == CRM_STEP_DONE;
}

static gboolean
is_empty (const guint64 *words)
{
  for (guint i = 0; i < CRM_SEARCH_CHUNK / 64; i++)
    {
      if (words[i] != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_search_segment_find_ids:
 * @chunk: which of the segment's chunks of documents
 * @documents: (element-type CrmSearchDocument): becomes the documents of the chunk that are in the set, newest first
 */
gboolean
crm_search_segment_find_ids (CrmSearchSegment *self,
                             const guint64 *set,
                             guint chunk,
                             GArray *documents,
                             GError **error)
{
  const guint64 *words = set + chunk * (CRM_SEARCH_CHUNK / 64);
  g_autoptr (CrmStatement) select = NULL;
  CrmSearchDocument document = { .document = chunk * CRM_SEARCH_CHUNK };
  const guint8 *data;
  Bytes bytes;
  CrmStep step;
  gsize size;

  g_array_set_size (documents, 0);
  if (is_empty (words))
    return TRUE;
  select = crm_db_prepare (self->db, "SELECT data FROM search_chunk WHERE id = ?", error);
  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, (self->id << CRM_SEARCH_SEGMENT_BITS) + chunk);
  step = crm_statement_step (select, error);
  if (step != CRM_STEP_ROW)
    return step == CRM_STEP_DONE;
  data = crm_statement_blob (select, 0, &size);
  bytes = (Bytes) { data, data + size };
  for (guint i = 0; i < CRM_SEARCH_CHUNK && bytes.at < bytes.end; i++, document.document++)
    {
      gint64 number = take_varint (&bytes);

      document.id = i == 0 ? number : document.id - number;
      if (crm_search_set_has (words, i))
        g_array_append_val (documents, document);
    }
  return TRUE;
}

static void
take_ids (Bytes chunk,
          GArray *ids)
{
  gint64 id = 0;

  for (guint i = 0; i < CRM_SEARCH_CHUNK && chunk.at < chunk.end; i++)
    {
      gint64 number = take_varint (&chunk);

      id = i == 0 ? number : id - number;
      g_array_append_val (ids, id);
    }
}

/**
 * crm_search_segment_read_ids:
 *
 * Returns: (transfer full) (element-type gint64) (nullable): the ids of all documents, dead ones among them
 */
GArray *
crm_search_segment_read_ids (CrmSearchSegment *self,
                             GError **error)
{
  g_autoptr (CrmStatement) select =
    crm_db_prepare (self->db, "SELECT data FROM search_chunk WHERE id BETWEEN ? AND ? ORDER BY id", error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  CrmStep step;

  if (select == NULL)
    return NULL;
  crm_statement_bind_int (select, 0, self->id << CRM_SEARCH_SEGMENT_BITS);
  crm_statement_bind_int (select, 1, ((self->id + 1) << CRM_SEARCH_SEGMENT_BITS) - 1);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      gsize size;
      const guint8 *data = crm_statement_blob (select, 0, &size);

      take_ids ((Bytes) { data, data + size }, ids);
    }
  return step == CRM_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}
