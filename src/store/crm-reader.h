/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "entity/crm-record.h"
#include "query/crm-query.h"
#include "store/crm-change-set.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CrmReader:
 *
 * A consistent look at the workspace, lent to a function for as long as it runs: see crm_store_read().
 */
typedef struct _CrmReader CrmReader;

CrmRecord *crm_reader_get       (CrmReader *self, const CrmEntity *entity, gint64 id, GError **error);
char      *crm_reader_dup_note  (CrmReader *self, const char *key);
GPtrArray *crm_reader_get_many  (CrmReader *self, const CrmEntity *entity, const gint64 *ids, guint n_ids,
                                 GError **error);
GArray    *crm_reader_ids       (CrmReader *self, CrmQuery *query, gint64 limit, gint64 offset, GError **error);
GArray    *crm_reader_first_ids (CrmReader *self, CrmQuery *query, guint limit, gboolean *complete, GError **error);
void       crm_reader_keep_order (CrmReader *self, const CrmQuery *query, GArray *ids);
GPtrArray *crm_reader_records   (CrmReader *self, CrmQuery *query, gint64 limit, gint64 offset, GError **error);
/* Called with the id and the values of the fields asked for, which it may not keep. */
typedef void (*CrmScanFunc) (gint64 id, const CrmValue *values, gpointer data);
gboolean   crm_reader_scan      (CrmReader *self, CrmQuery *query, const guint *fields, guint n_fields,
                                 CrmScanFunc func, gpointer data, GCancellable *cancellable, GError **error);
gint64     crm_reader_count     (CrmReader *self, CrmQuery *query, GError **error);
gint64     crm_reader_find_link (CrmReader *self, const CrmEntity *entity, const char *text);
const CrmQueryContext *crm_reader_get_context (CrmReader *self);
CrmStore  *crm_reader_get_store (CrmReader *self);

/**
 * CrmGroup:
 *
 * A row of an aggregate: the values of the keys, then of the measures.
 */
typedef struct
{
  guint     n_keys;
  CrmValue *keys;
  char    **key_titles;   /* titles of links, else NULL */
  double   *measures;
} CrmGroup;

GPtrArray *crm_reader_aggregate (CrmReader *self, CrmQuery *query, const char *const *keys, const char *const *measures,
                                 GError **error);

GHashTable *crm_reader_count_linked (CrmReader *self, CrmQuery *query, const char *key, const CrmEntity *linked,
                                     const char *link, const CrmFilter *filter, GError **error);

/**
 * CrmHit:
 *
 * A record that was found.
 * @snippet: what else there is to know about it
 * @recent: whether it was used lately
 */
typedef struct
{
  const CrmEntity *entity;
  gint64           id;
  char            *title;
  char            *snippet;
  CrmSearchLevel   level;
  gboolean         recent;
} CrmHit;

GPtrArray *crm_reader_search        (CrmReader *self, const char *text, const CrmEntity *entity, guint limit,
                                     GError **error);
gint64     crm_reader_count_found   (CrmReader *self, const CrmEntity *entity, const char *text, guint most,
                                     GError **error);
gboolean   crm_reader_check_search  (CrmReader *self, gboolean *sound, GError **error);
gint64     crm_reader_count_unsearched (CrmReader *self);
GPtrArray *crm_reader_search_groups (CrmReader *self, const char *text, guint limit, GError **error);

/**
 * CrmHistoryEntry:
 *
 * An action, with the changes that were asked for.
 */
typedef enum { CRM_ACTION_DO, CRM_ACTION_UNDO, CRM_ACTION_REDO } CrmActionKind;

typedef struct
{
  gint64        action;
  gint64        at;        /* instant */
  char         *by;
  char         *label;
  CrmActionKind kind;
  gint64        target;    /* of undo and redo: the action that was undone or redone */
  gboolean      undone;
  gboolean      permanent;
  guint         n_changes;
  GPtrArray    *changes;   /* of CrmChange; bulk inserts are one change each, of kind insert-many */
} CrmHistoryEntry;

GPtrArray *crm_reader_history (CrmReader *self, const CrmEntity *entity, gint64 id, guint limit, GError **error);
gint64     crm_reader_action_in_force (CrmReader *self, gint64 action);

/* What undo and redo would do: labels, or NULL. */
char      *crm_reader_undo_label (CrmReader *self);
char      *crm_reader_redo_label (CrmReader *self);

typedef struct
{
  const CrmEntity *entity;
  gint64           count;
  char             hash[65];  /* SHA-256 over all rows in the order of their ids */
} CrmEntityDigest;

GArray    *crm_reader_digest  (CrmReader *self, GError **error);
/**
 * CrmCheckedPages:
 *
 * What the proof of the seals of a workspace's pages came to.
 */
typedef struct
{
  guint32 n_pages;      /* 0 where the workspace has no seals */
  guint32 n_unsealed;   /* written by another program */
  guint32 n_damaged;
} CrmCheckedPages;

GPtrArray *crm_reader_check       (CrmReader *self, GError **error);
GPtrArray *crm_reader_check_pages (CrmReader *self, CrmCheckedPages *pages, GError **error);

G_END_DECLS
