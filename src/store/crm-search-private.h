/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/crm-search-text.h"
#include "db/crm-db.h"
#include "entity/crm-entity.h"
#include "query/crm-query.h"
#include "store/crm-store.h"
#include "store/crm-writer.h"

G_BEGIN_DECLS

/* The search index. What the records of one entity say is kept in segments of up to 131,072 records: sorted terms, each
 * with the places of the records that have it, in blocks of a page. A segment never changes; of those that hold a
 * record the newest counts, in the others it is dead. Changes wait in a queue until a segment is made of them, and are
 * looked at themselves until then. See crm-search-job.c for the making, crm-search-find.c for the finding. */

#define CRM_SEARCH_MOST_DOCUMENTS 131072
#define CRM_SEARCH_WORDS (CRM_SEARCH_MOST_DOCUMENTS / 64)
#define CRM_SEARCH_BLOCK 3900            /* so that a block is a page */
#define CRM_SEARCH_CHUNK 1024            /* ids of records that are kept together */
#define CRM_SEARCH_SEGMENT_BITS 20       /* rowid of a block or chunk: segment, number */
#define CRM_SEARCH_MANY 256              /* changes that are worth a segment */

typedef enum { CRM_SEARCH_IN_TITLE, CRM_SEARCH_ELSEWHERE, CRM_SEARCH_N_PLACES } CrmSearchPlace;

/* crm-search-fields.c: the fields of an entity that are searched. */
typedef struct
{
  const CrmEntity *entity;
  guint            n_fields;
  guint           *fields;
  char            *columns;    /* of a table or alias `t` */
} CrmSearchColumns;

CrmSearchColumns *crm_search_columns_new  (const CrmEntity *entity);
void              crm_search_columns_free (CrmSearchColumns *self);
void              crm_search_columns_take (const CrmSearchColumns *self, CrmStatement *row, int column,
                                           CrmSearchField *fields);
char             *crm_search_describe     (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSearchColumns, crm_search_columns_free)

/* crm-search-queue.c: what is to be taken into a segment. */
gboolean crm_search_reset        (CrmDb *db, GError **error);
gboolean crm_search_note         (CrmStore *store, CrmDb *db, const CrmEntity *entity, gint64 first, gint64 last,
                                  GError **error);
gboolean crm_search_note_changes (CrmTransaction *transaction, CrmChangeSet *changes, guint first, guint last,
                                  GError **error);

/* crm-search-job.c: the thread that makes segments. */
typedef struct _CrmSearchJob CrmSearchJob;
void crm_search_job_start (CrmStore *store);
void crm_search_job_stop  (CrmStore *store);
void crm_search_job_free  (CrmStore *store);
guint crm_search_job_generation (CrmStore *store);
void crm_search_job_add   (CrmStore *store, gboolean range);
void crm_search_job_kick  (CrmStore *store);

/* crm-search-builder.c: makes a segment in memory. */
typedef struct _CrmSearchBuilder CrmSearchBuilder;

typedef struct
{
  gint64     first, last;   /* ids */
  guint      n_documents;
  GPtrArray *keys;          /* of GBytes: place and first term of each block */
  GPtrArray *blocks;        /* of GBytes */
  GPtrArray *chunks;        /* of GBytes: the ids */
  GArray    *ids;           /* from the newest to the oldest */
} CrmSearchImage;

CrmSearchBuilder *crm_search_builder_new    (void);
void              crm_search_builder_free   (CrmSearchBuilder *self);
gboolean          crm_search_builder_full   (CrmSearchBuilder *self);
void              crm_search_builder_add    (CrmSearchBuilder *self, gint64 id, const CrmSearchField *fields,
                                             guint n_fields);
CrmSearchImage   *crm_search_builder_finish (CrmSearchBuilder *self);
void              crm_search_image_free     (CrmSearchImage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSearchBuilder, crm_search_builder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSearchImage, crm_search_image_free)

/* crm-search-segment.c: reads one. */
typedef struct
{
  CrmDb  *db;
  gint64  id;
  gint64  first, last;
  guint   n_documents;
  guint   n_blocks;
  guint   n_dead;
  guint8 *dead;           /* a bit for each document, or NULL */
} CrmSearchSegment;

typedef struct
{
  gint64  id;
  guint32 document;
} CrmSearchDocument;

typedef guint64 CrmSearchSet[CRM_SEARCH_WORDS];   /* a bit for each document of a segment */

static inline gboolean
crm_search_set_has (const guint64 *set,
                    guint document)
{
  return (set[document / 64] >> document % 64 & 1) != 0;
}

static inline void
crm_search_set_add (guint64 *set,
                    guint document)
{
  set[document / 64] |= G_GUINT64_CONSTANT (1) << document % 64;
}

static inline void
crm_search_set_remove (guint64 *set,
                       guint document)
{
  set[document / 64] &= ~(G_GUINT64_CONSTANT (1) << document % 64);
}

GPtrArray *crm_search_segments_load    (CrmDb *db, const CrmEntity *entity, GError **error);
gboolean   crm_search_segment_collect  (CrmSearchSegment *self, CrmSearchPlace place, const char *term, gsize length,
                                        guint64 *set, GError **error);
gboolean   crm_search_segment_find_ids (CrmSearchSegment *self, const guint64 *set, guint chunk, GArray *documents,
                                        GError **error);
GArray    *crm_search_segment_read_ids (CrmSearchSegment *self, GError **error);
void       crm_search_segment_bury     (CrmSearchSegment *self, guint64 *set);
gboolean   crm_search_segment_is_dead  (CrmSearchSegment *self, guint document);

/* crm-search-ids.c: the ids of segments, for all connections. */
typedef struct _CrmSearchIds CrmSearchIds;
CrmSearchIds *crm_search_ids_new  (void);
void          crm_search_ids_free (CrmSearchIds *self);
GArray       *crm_search_ids_get  (CrmSearchIds *self, CrmSearchSegment *segment, GError **error);
void          crm_search_ids_drop (CrmSearchIds *self, gint64 segment);

/* crm-search-order.c: the ranks of records in the orders of lists, for all connections. */
#define CRM_SEARCH_UNRANKED G_MAXUINT32

typedef struct
{
  char       *name;
  gint64      commit;        /* the last one it knows of */
  guint       n_ranks;
  gint64     *ids;           /* rising */
  guint32    *ranks;         /* of these */
  GMutex      mutex;
  GHashTable *by_document;   /* segment → ranks of its documents */
  GHashTable *filters;       /* filter → what is known of it */
} CrmSearchOrder;

typedef struct _CrmSearchOrders CrmSearchOrders;
CrmSearchOrders *crm_search_orders_new   (void);
void             crm_search_orders_free  (CrmSearchOrders *self);
void             crm_search_orders_begin (CrmSearchOrders *self);
void             crm_search_orders_note  (CrmSearchOrders *self, CrmDb *db, const CrmEntity *entity, gint64 id);
CrmSearchOrder  *crm_search_orders_find  (CrmSearchOrders *self, CrmDb *db, const CrmQuery *query,
                                          GHashTable **changed);
CrmSearchOrder  *crm_search_orders_keep  (CrmSearchOrders *self, CrmDb *db, const CrmQuery *query, GArray *ids);
guint32          crm_search_order_find   (const CrmSearchOrder *self, gint64 id);
const guint32   *crm_search_order_rank   (CrmSearchOrder *self, gint64 segment, GArray *ids);
GBytes          *crm_search_order_recall_filter (CrmSearchOrder *self, CrmDb *db, GBytes *filter);
GBytes          *crm_search_order_keep_filter   (CrmSearchOrder *self, CrmDb *db, GBytes *filter, GArray *ids);
void             crm_search_order_unref  (CrmSearchOrder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSearchOrder, crm_search_order_unref)

/* crm-search-write.c: a piece of work for the writer: a segment, and what it stands for. */
typedef struct
{
  const CrmEntity *entity;
  CrmSearchImage  *image;
  guint            generation;   /* of the index: see crm_search_job_generation() */
  gint64           segment;      /* id, once known */
  guint            written;      /* blocks and chunks */
  gint64           newest_row;   /* of the queue when the segment was made; 0 if it is not of the queue */
  gint64           lowest;       /* what is queued from this id on is taken up */
  GPtrArray       *segments;     /* all there were */
  GPtrArray       *buried;       /* those among them of which more is dead now */
  GArray          *removed;      /* ids of segments of which nothing is left */
  GArray          *left;         /* ids of records that found no room */
} CrmSearchPiece;

CrmSearchPiece *crm_search_piece_new   (const CrmEntity *entity);
void            crm_search_piece_free  (CrmSearchPiece *self);
CrmWriteResult  crm_search_write_piece (CrmStore *store, CrmDb *db, gpointer piece, GCancellable *cancellable,
                                        GError **error);
CrmWriteResult  crm_search_sweep       (CrmStore *store, CrmDb *db, gpointer unused, GCancellable *cancellable,
                                        GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSearchPiece, crm_search_piece_free)

/* crm-search-plan.c: what to do next. %NULL without an error if there is nothing. */
CrmSearchPiece *crm_search_plan_queue (CrmDb *db, const CrmEntity *entity, gboolean all, GCancellable *cancellable,
                                       GError **error);
CrmSearchPiece *crm_search_plan_merge (CrmDb *db, const CrmEntity *entity, GCancellable *cancellable, GError **error);
gint64          crm_search_plan_count (CrmDb *db, const CrmEntity *entity);

/* crm-search-waiting.c: what has changed since the segments were made. */
typedef struct
{
  GHashTable *seen;      /* ids of the records that were looked at */
  GArray     *doubtful;  /* of CrmSearchRange: others that may have changed */
  gboolean    all;       /* all may have changed */
  gboolean    partial;   /* not all of them were looked at */
  gint64      deadline;
} CrmSearchWaiting;

typedef struct { gint64 first, last; } CrmSearchRange;

/* crm-search-record.c: looking at a record itself. */
typedef struct
{
  CrmDb                *db;
  const CrmSearchQuery *query;
  CrmSearchColumns     *columns;
  CrmSearchField       *fields;
  CrmStatement         *select;
} CrmSearchLook;

gboolean       crm_search_look_open  (CrmSearchLook *self, CrmDb *db, const CrmEntity *entity,
                                      const CrmSearchQuery *query, GError **error);
void           crm_search_look_close (CrmSearchLook *self);
CrmSearchLevel crm_search_look_at    (CrmSearchLook *self, gint64 id);
CrmSearchLevel crm_search_look_row   (CrmSearchLook *self, CrmStatement *row, int column);

typedef void (*CrmSearchSeenFunc) (gint64 id, CrmSearchLevel level, gpointer data);
gboolean crm_search_waiting_open  (CrmSearchWaiting *self, CrmSearchLook *look, guint most, CrmSearchSeenFunc func,
                                   gpointer data, GError **error);
void     crm_search_waiting_close (CrmSearchWaiting *self);
gboolean crm_search_waiting_seen  (CrmSearchWaiting *self, gint64 id);
gboolean crm_search_waiting_is_empty (CrmSearchWaiting *self);
gboolean crm_search_waiting_is_settled (CrmSearchWaiting *self);
gboolean crm_search_waiting_doubt (CrmSearchWaiting *self, gint64 id);

/* crm-search-evaluate.c: the query against a segment. */
typedef struct
{
  CrmSearchSet sure, title_sure;     /* documents that fit, and those whose title does */
  CrmSearchSet maybe, title_maybe;   /* with those that are to be looked at */
  CrmSearchSet token_sure, token_maybe, gram;
} CrmSearchSets;

gboolean crm_search_evaluate (CrmSearchSegment *segment, const CrmSearchQuery *query, gboolean anywhere,
                              CrmSearchSets *sets, gboolean *found, GError **error);

/* crm-search-select.c: all that fit. */
typedef struct
{
  gint64   segment;
  GArray  *ids;      /* of the segment */
  guint64 *sure;     /* documents that fit */
  guint64 *maybe;    /* and those that are to be looked at */
} CrmSearchPart;

typedef struct
{
  CrmSearchLook    look;
  CrmSearchWaiting waiting;
  GPtrArray       *segments;
  GArray          *parts;     /* of CrmSearchPart: segments in which something may fit */
  GArray          *fresh;     /* ids of records that wait and fit */
  guint            n_hits;    /* that fit, or may */
} CrmSearchSelection;

gboolean crm_search_selection_open   (CrmSearchSelection *self, CrmSearchIds *ids, CrmDb *db, const CrmEntity *entity,
                                      const CrmSearchQuery *query, gboolean partial, guint most, GError **error);
void     crm_search_selection_close  (CrmSearchSelection *self);
gboolean crm_search_selection_verify (CrmSearchSelection *self, CrmSearchPart *part, guint document);
guint    crm_search_selection_count  (CrmSearchSelection *self, guint most);
GArray  *crm_search_selection_list   (CrmSearchSelection *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmSearchSelection, crm_search_selection_close)

/**
 * crm_search_part_next:
 * @document: where to begin
 *
 * Returns: the first document from there on that may fit, or the number of documents
 */
static inline guint
crm_search_part_next (const CrmSearchPart *self,
                      guint document)
{
  while (document < self->ids->len)
    {
      guint64 rest = self->maybe[document / 64] >> document % 64;

      if (rest != 0)
        return MIN (document + (guint) __builtin_ctzll (rest), self->ids->len);
      document = (document / 64 + 1) * 64;
    }
  return self->ids->len;
}

/* crm-search-find.c */
typedef struct
{
  gint64         id;
  CrmSearchLevel level;
  gboolean       recent;
} CrmSearchHit;

GArray *crm_search_find_best (CrmDb *db, const CrmEntity *entity, const CrmSearchQuery *query, guint limit,
                              GError **error);

/* crm-search-check.c */
gboolean crm_search_check (CrmDb *db, const CrmEntity *entity, gboolean *sound, GError **error);

G_END_DECLS
