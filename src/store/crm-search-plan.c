/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"

/* What the index needs next, read in one transaction and built in memory: the newest part of what is queued, or one
 * segment in place of several small ones, or of one of which most is dead. */

#define MERGE 8                  /* small segments that become one */
#define SMALLEST_TIER 2048
#define N_TIERS 3                /* up to 2,048, 16,384 and 49,152 documents; larger ones stay */
#define FULL 800                 /* blocks: a segment may be full before it has many documents */

typedef struct
{
  GArray  *ranges;     /* of CrmSearchRange, from the newest to the oldest, apart from each other */
  gint64   newest_row;
  gboolean worth;      /* enough for a segment of their own */
} Queue;

static void
take_range (Queue *self,
            CrmSearchRange range)
{
  CrmSearchRange *before = self->ranges->len > 0
    ? &g_array_index (self->ranges, CrmSearchRange, self->ranges->len - 1) : NULL;

  self->worth |= range.first < range.last;
  if (before != NULL && range.last >= before->first)
    before->first = MIN (before->first, range.first);
  else
    g_array_append_val (self->ranges, range);
}

static gboolean
read_queue (Queue *self,
            CrmDb *db,
            const CrmEntity *entity,
            GError **error)
{
  g_autoptr (CrmStatement) select =
    crm_db_prepare (db, "SELECT first, last FROM search_queue WHERE entity = ? ORDER BY last DESC", error);
  guint n_rows = 0;
  CrmStep step;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_text (select, 0, entity->name);
  for (; (step = crm_statement_step (select, error)) == CRM_STEP_ROW; n_rows++)
    take_range (self, (CrmSearchRange) { crm_statement_int (select, 0), crm_statement_int (select, 1) });
  self->worth |= n_rows >= CRM_SEARCH_MANY;
  self->newest_row = crm_db_query_int (db, "SELECT max(id) FROM search_queue", 0);
  return step == CRM_STEP_DONE;
}

/* Returns from which record on the range is in, G_MAXINT64 with an error. */
static gint64
read_range (CrmSearchBuilder *builder,
            CrmStatement *select,
            const CrmSearchColumns *columns,
            const CrmSearchRange *range,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree CrmSearchField *fields = g_new (CrmSearchField, columns->n_fields);
  gint64 lowest = range->last + 1;
  CrmStep step = CRM_STEP_ROW;

  crm_statement_bind_int (select, 0, range->first);
  crm_statement_bind_int (select, 1, range->last);
  while (!crm_search_builder_full (builder) && (step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      lowest = crm_statement_int (select, 0);
      crm_search_columns_take (columns, select, 1, fields);
      crm_search_builder_add (builder, lowest, fields, columns->n_fields);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        step = CRM_STEP_ERROR;
      if (step == CRM_STEP_ERROR)
        break;
    }
  crm_statement_reset (select);
  if (step == CRM_STEP_ERROR)
    return G_MAXINT64;
  return step == CRM_STEP_DONE ? range->first : lowest;
}

static CrmStatement *
prepare_read (CrmDb *db,
              const CrmSearchColumns *columns,
              GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT t.id, %s FROM %s AS t WHERE t.id BETWEEN ? AND ? ORDER BY t.id DESC",
                                          columns->columns, columns->entity->name);

  return crm_db_prepare (db, sql, error);
}

static gboolean
build_ranges (CrmSearchPiece *piece,
              CrmDb *db,
              GArray *ranges,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (CrmSearchColumns) columns = crm_search_columns_new (piece->entity);
  g_autoptr (CrmStatement) select = prepare_read (db, columns, error);
  g_autoptr (CrmSearchBuilder) builder = crm_search_builder_new ();

  if (select == NULL)
    return FALSE;
  for (guint i = 0; i < ranges->len && !crm_search_builder_full (builder); i++)
    {
      piece->lowest = read_range (builder, select, columns, &g_array_index (ranges, CrmSearchRange, i), cancellable,
                                  error);
      if (piece->lowest == G_MAXINT64)
        return FALSE;
    }
  piece->image = crm_search_builder_finish (builder);
  return TRUE;
}

static void
mark (CrmSearchSegment *segment,
      guint document)
{
  if (crm_search_segment_is_dead (segment, document))
    return;
  if (segment->dead == NULL)
    segment->dead = g_malloc0 (CRM_SEARCH_MOST_DOCUMENTS / 8);
  segment->dead[document / 8] |= 1 << document % 8;
  segment->n_dead++;
}

/* What the ranges hold is in the new segment, or gone: it is dead in this one. */
static gboolean
bury_ranges (CrmSearchPiece *piece,
             CrmSearchSegment *segment,
             GArray *ranges,
             GError **error)
{
  g_autoptr (GArray) ids = NULL;
  guint n_dead = segment->n_dead, at = 0;

  while (at < ranges->len && g_array_index (ranges, CrmSearchRange, at).first > segment->last)
    at++;
  if (at == ranges->len || g_array_index (ranges, CrmSearchRange, at).last < segment->first)
    return TRUE;
  ids = crm_search_segment_read_ids (segment, error);
  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < MIN (ids->len, segment->n_documents); i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      while (at < ranges->len && g_array_index (ranges, CrmSearchRange, at).first > id)
        at++;
      if (at < ranges->len && g_array_index (ranges, CrmSearchRange, at).last >= id && id >= piece->lowest)
        mark (segment, i);
    }
  if (segment->n_dead >= segment->n_documents)
    g_array_append_val (piece->removed, segment->id);
  else if (segment->n_dead > n_dead)
    g_ptr_array_add (piece->buried, segment);
  return TRUE;
}

/**
 * crm_search_plan_queue:
 * @all: also where there are so few changes that they may go on waiting
 *
 * Returns: (transfer full) (nullable): the newest part of what is queued, as large as a segment may be
 */
CrmSearchPiece *
crm_search_plan_queue (CrmDb *db,
                       const CrmEntity *entity,
                       gboolean all,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (CrmSearchPiece) piece = crm_search_piece_new (entity);
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (CrmSearchRange));
  Queue queue = { .ranges = ranges };

  if (!read_queue (&queue, db, entity, error) || ranges->len == 0 || !(all || queue.worth))
    return NULL;
  piece->newest_row = queue.newest_row;
  piece->segments = crm_search_segments_load (db, entity, error);
  if (piece->segments == NULL || !build_ranges (piece, db, ranges, cancellable, error))
    return NULL;
  for (guint i = 0; i < piece->segments->len; i++)
    {
      if (!bury_ranges (piece, piece->segments->pdata[i], ranges, error))
        return NULL;
    }
  return g_steal_pointer (&piece);
}

/**
 * crm_search_plan_count:
 *
 * Returns: how many records wait in ranges, which is what takes time
 */
gint64
crm_search_plan_count (CrmDb *db,
                       const CrmEntity *entity)
{
  g_autofree char *sql = g_strdup_printf ("SELECT sum((SELECT count(*) FROM %s WHERE id BETWEEN q.first AND q.last)) "
                                          "FROM search_queue AS q WHERE entity = '%s' AND first < last",
                                          entity->name, entity->name);

  return crm_db_query_int (db, sql, 0);
}

/* Merging */

static guint
find_tier (const CrmSearchSegment *segment)
{
  guint alive = segment->n_documents - segment->n_dead, tier = 0;

  if (alive >= CRM_SEARCH_MOST_DOCUMENTS * 3 / 4)
    return N_TIERS;
  for (guint size = SMALLEST_TIER; tier < N_TIERS - 1 && size <= alive; size *= MERGE)
    tier++;
  return tier;
}

/* As many as one segment takes; none if that is but one. */
static GPtrArray *
limit_choice (GPtrArray *tier)
{
  GPtrArray *chosen = g_ptr_array_new ();
  guint n_documents = 0, n_blocks = 0;

  for (guint i = 0; i < tier->len; i++)
    {
      CrmSearchSegment *segment = tier->pdata[i];

      n_documents += segment->n_documents - segment->n_dead;
      n_blocks += segment->n_blocks;
      if (n_documents > CRM_SEARCH_MOST_DOCUMENTS || n_blocks > 2 * FULL)
        break;
      g_ptr_array_add (chosen, segment);
    }
  if (chosen->len < 2)
    g_clear_pointer (&chosen, g_ptr_array_unref);
  return chosen;
}

static GPtrArray *
choose_segments (GPtrArray *segments)
{
  g_autoptr (GPtrArray) tier = g_ptr_array_new ();

  for (guint i = 0; i < segments->len; i++)
    {
      CrmSearchSegment *segment = segments->pdata[i];

      if (segment->n_dead <= segment->n_documents / 2)
        continue;
      g_ptr_array_add (tier, segment);
      return g_steal_pointer (&tier);
    }
  for (guint t = 0; t < N_TIERS; t++)
    {
      g_ptr_array_set_size (tier, 0);
      for (guint i = 0; i < segments->len; i++)
        {
          CrmSearchSegment *segment = segments->pdata[i];

          if (segment->n_blocks < FULL && find_tier (segment) == t)
            g_ptr_array_add (tier, segment);
        }
      if (tier->len >= MERGE)
        {
          GPtrArray *chosen = limit_choice (tier);

          if (chosen != NULL)
            return chosen;
        }
    }
  return NULL;
}

static int
compare_falling (gconstpointer a,
                 gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first < second) - (first > second);
}

static GArray *
read_alive (CrmSearchPiece *piece,
            GPtrArray *segments,
            GError **error)
{
  g_autoptr (GArray) alive = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < segments->len; i++)
    {
      CrmSearchSegment *segment = segments->pdata[i];
      g_autoptr (GArray) ids = crm_search_segment_read_ids (segment, error);

      if (ids == NULL)
        return NULL;
      for (guint d = 0; d < ids->len; d++)
        {
          if (!crm_search_segment_is_dead (segment, d))
            g_array_append_val (alive, g_array_index (ids, gint64, d));
        }
      g_array_append_val (piece->removed, segment->id);
    }
  g_array_sort (alive, compare_falling);
  return g_steal_pointer (&alive);
}

static gboolean
build_ids (CrmSearchPiece *piece,
           CrmDb *db,
           GArray *ids,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (CrmSearchColumns) columns = crm_search_columns_new (piece->entity);
  g_autoptr (CrmStatement) select = prepare_read (db, columns, error);
  g_autoptr (CrmSearchBuilder) builder = crm_search_builder_new ();

  if (select == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      CrmSearchRange range = { id, id };

      if (crm_search_builder_full (builder))
        g_array_append_val (piece->left, id);
      else if (read_range (builder, select, columns, &range, cancellable, error) == G_MAXINT64)
        return FALSE;
    }
  piece->image = crm_search_builder_finish (builder);
  return TRUE;
}

/**
 * crm_search_plan_merge:
 *
 * Returns: (transfer full) (nullable): a segment in place of others. It is made of the records, which costs little
 *   more than to join the segments and needs no code of its own.
 */
CrmSearchPiece *
crm_search_plan_merge (CrmDb *db,
                       const CrmEntity *entity,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (CrmSearchPiece) piece = crm_search_piece_new (entity);
  g_autoptr (GPtrArray) chosen = NULL;
  g_autoptr (GArray) alive = NULL;

  piece->segments = crm_search_segments_load (db, entity, error);
  if (piece->segments == NULL || (chosen = choose_segments (piece->segments)) == NULL)
    return NULL;
  alive = read_alive (piece, chosen, error);
  if (alive == NULL || !build_ids (piece, db, alive, cancellable, error))
    return NULL;
  return g_steal_pointer (&piece);
}
