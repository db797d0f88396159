/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-list-model.h"

#include "base/crm-error.h"

#include <string.h>

#define FIRST_PAGE 64
#define PAGE 64
#define CACHE_LIMIT 2048

/**
 * CrmListModel:
 *
 * The records of a query as a list of any length. Holds the ids of all rows, 8 bytes each; an item is given at once
 * and fills itself in when its page has been read. Follows the store: a committed change becomes the smallest splice
 * there is. Sorting and filtering belong in the query, never in models stacked on this one.
 */
struct _CrmListModel
{
  GObject       parent_instance;

  CrmStore     *store;
  CrmQuery     *query;
  GArray       *ids;
  GHashTable   *cache;        /* id → CrmRecord, the newest CACHE_LIMIT of them */
  GQueue        recent;       /* of ids in the cache, newest first */
  GHashTable   *wanted;       /* ids to be read with the next page */
  guint         fetch_source;
  guint         n_fetches;    /* pages that are being read */
  gboolean      rest_pending; /* only the first ids have been read */
  guint         rest_source;
  guint         generation;   /* of the query: late answers to an earlier one are dropped */
  gboolean      loading;
  GError       *error;        /* why what was asked for last is not there */
  gboolean      stale;        /* the store changed while the ids were being read */
  GCancellable *cancellable;
};

enum { PROP_0, PROP_LOADING, PROP_ERROR, PROP_N_ITEMS, N_PROPS };
static GParamSpec *props[N_PROPS];

static void crm_list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CrmListModel, crm_list_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, crm_list_model_iface_init))

/* What a reading carries there and back. */
typedef struct
{
  CrmListModel *model;
  guint         generation;
  CrmQuery     *query;
  gint64        limit;
  gboolean      complete;   /* the ids are all there are */
  GArray       *ids;
  GError       *error;   /* why some of the records are missing */
} Request;

static Request *
new_request (CrmListModel *self)
{
  Request *request = g_new0 (Request, 1);

  request->model = g_object_ref (self);
  request->generation = self->generation;
  request->query = crm_query_ref (self->query);
  return request;
}

static void
free_request (Request *request)
{
  g_object_unref (request->model);
  crm_query_unref (request->query);
  g_clear_pointer (&request->ids, g_array_unref);
  g_clear_error (&request->error);
  g_free (request);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

static void
set_loading (CrmListModel *self,
             gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

/* @error: (nullable): one that was cancelled is none */
static void
set_error (CrmListModel *self,
           const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || (error == NULL && self->error == NULL))
    return;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static void load_rest_if_free (CrmListModel *self);

/* Records */

static void
remember (CrmListModel *self,
          CrmRecord *record)
{
  gint64 *id = g_new (gint64, 1);

  *id = crm_record_get_id (record);
  g_hash_table_insert (self->cache, id, g_object_ref (record));
  g_queue_push_head (&self->recent, id);
  while (g_queue_get_length (&self->recent) > CACHE_LIMIT)
    {
      gint64 *oldest = g_queue_pop_tail (&self->recent);

      g_hash_table_remove (self->cache, oldest);
    }
}

/* Around a damaged page. */
static GPtrArray *
read_what_can_be (CrmReader *reader,
                  Request *request)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < request->ids->len; i++)
    {
      CrmRecord *record = crm_reader_get (reader, crm_query_get_entity (request->query),
                                          g_array_index (request->ids, gint64, i), NULL);

      if (record != NULL)
        g_ptr_array_add (records, record);
    }
  return records;
}

static gpointer
read_records (CrmReader *reader,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  Request *request = data;
  const gint64 *ids = (const gint64 *) (void *) request->ids->data;
  g_autoptr (GError) local = NULL;
  GPtrArray *records = crm_reader_get_many (reader, crm_query_get_entity (request->query), ids, request->ids->len,
                                            &local);

  if (g_error_matches (local, CRM_ERROR, CRM_ERROR_CORRUPT))
    {
      request->error = g_steal_pointer (&local);
      return read_what_can_be (reader, request);
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return records;
}

static void
read_records_cb (GObject *source,
                 GAsyncResult *result,
                 gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = crm_store_read_finish (CRM_STORE (source), result, &error);

  request->model->n_fetches--;
  load_rest_if_free (request->model);
  if (records == NULL)
    {
      set_error (request->model, error);
      return;
    }
  if (request->error != NULL)
    set_error (request->model, request->error);
  for (guint i = 0; i < records->len; i++)
    {
      gint64 id = crm_record_get_id (records->pdata[i]);
      CrmRecord *shown = g_hash_table_lookup (request->model->cache, &id);

      if (shown != NULL)
        crm_record_update (shown, records->pdata[i]);
    }
}

static gboolean
fetch_wanted (gpointer data)
{
  CrmListModel *self = data;
  Request *request = new_request (self);
  GHashTableIter iter;
  gpointer id;

  self->fetch_source = 0;
  request->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_hash_table_iter_init (&iter, self->wanted);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_array_append_vals (request->ids, id, 1);
  g_hash_table_remove_all (self->wanted);
  self->n_fetches++;
  crm_store_read_async (self->store, read_records, request, NULL, (GDestroyNotify) g_ptr_array_unref, self->cancellable,
                        read_records_cb, request);
  return G_SOURCE_REMOVE;
}

static void
want (CrmListModel *self,
      gint64 id)
{
  g_hash_table_add (self->wanted, g_memdup2 (&id, sizeof id));
  if (self->fetch_source == 0)
    self->fetch_source = g_idle_add_full (G_PRIORITY_DEFAULT, fetch_wanted, self, NULL);
}

/* Returns the cached or a new record; a new one asks for the rest of its page as well. */
static CrmRecord *
obtain_record (CrmListModel *self,
               guint position)
{
  gint64 id = g_array_index (self->ids, gint64, position);
  CrmRecord *record = g_hash_table_lookup (self->cache, &id);
  guint first = position / PAGE * PAGE;

  if (record != NULL)
    return g_object_ref (record);
  for (guint i = first; i < MIN (first + PAGE, self->ids->len); i++)
    {
      g_autoptr (CrmRecord) neighbour = NULL;
      gint64 other = g_array_index (self->ids, gint64, i);

      if (g_hash_table_contains (self->cache, &other))
        continue;
      neighbour = crm_record_new (crm_query_get_entity (self->query), other);
      remember (self, neighbour);
      want (self, other);
      if (other == id)
        record = g_object_ref (neighbour);
    }
  return record;
}

/* Ids */

static guint
common_prefix (GArray *a,
               GArray *b)
{
  guint n = 0;

  while (n < a->len && n < b->len && g_array_index (a, gint64, n) == g_array_index (b, gint64, n))
    n++;
  return n;
}

static guint
common_suffix (GArray *a,
               GArray *b,
               guint prefix)
{
  guint n = 0;

  while (n < a->len - prefix && n < b->len - prefix &&
         g_array_index (a, gint64, a->len - 1 - n) == g_array_index (b, gint64, b->len - 1 - n))
    n++;
  return n;
}

static void
splice (CrmListModel *self,
        guint position,
        guint removed,
        const gint64 *added,
        guint n_added)
{
  if (removed == 0 && n_added == 0)
    return;
  if (removed > 0)
    g_array_remove_range (self->ids, position, removed);
  g_array_insert_vals (self->ids, position, added, n_added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, n_added);
  if (removed != n_added)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ITEMS]);
}

/* A record that moved within an otherwise equal list is removed and inserted alone. */
static gboolean
splice_move (CrmListModel *self,
             GArray *ids,
             guint first,
             guint length)
{
  const gint64 *old, *new;
  gsize rest = (length - 1) * sizeof (gint64);
  gint64 moved;

  if (length < 2)
    return FALSE;
  old = &g_array_index (self->ids, gint64, first);
  new = &g_array_index (ids, gint64, first);
  if (memcmp (old + 1, new, rest) == 0)
    {
      moved = old[0];
      splice (self, first, 1, NULL, 0);
      splice (self, first + length - 1, 0, &moved, 1);
      return TRUE;
    }
  if (memcmp (old, new + 1, rest) == 0)
    {
      moved = new[0];
      splice (self, first + length - 1, 1, NULL, 0);
      splice (self, first, 0, &moved, 1);
      return TRUE;
    }
  return FALSE;
}

static void
take_ids (CrmListModel *self,
          GArray *ids)
{
  guint prefix = common_prefix (self->ids, ids);
  guint suffix = common_suffix (self->ids, ids, prefix);
  guint removed = self->ids->len - prefix - suffix;
  guint added = ids->len - prefix - suffix;

  if (removed == added && splice_move (self, ids, prefix, added))
    return;
  splice (self, prefix, removed, added > 0 ? &g_array_index (ids, gint64, prefix) : NULL, added);
}

static gpointer
read_ids (CrmReader *reader,
          gpointer data,
          GCancellable *cancellable,
          GError **error)
{
  Request *request = data;
  GArray *ids;

  if (request->limit >= 0)
    return crm_reader_first_ids (reader, request->query, request->limit, &request->complete, error);
  ids = crm_reader_ids (reader, request->query, -1, 0, error);
  if (ids != NULL)
    crm_reader_keep_order (reader, request->query, ids);
  return ids;
}

static void load_ids (CrmListModel *self, gint64 limit);

/* The records that can be seen come first, the ids of all others when those are there. */
static void
load_rest_if_free (CrmListModel *self)
{
  if (!self->rest_pending || self->fetch_source != 0 || self->n_fetches > 0)
    return;
  self->rest_pending = FALSE;
  load_ids (self, -1);
}

static gboolean
load_rest (gpointer data)
{
  CrmListModel *self = data;

  self->rest_source = 0;
  load_rest_if_free (self);
  return G_SOURCE_REMOVE;
}

static void
load_rest_later (CrmListModel *self)
{
  self->rest_pending = TRUE;
  if (self->rest_source == 0)
    self->rest_source = g_idle_add_full (G_PRIORITY_LOW, load_rest, self, NULL);
}

static void
read_ids_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = crm_store_read_finish (CRM_STORE (source), result, &error);
  CrmListModel *self = request->model;

  if (request->generation != self->generation)
    return;
  if (ids == NULL)
    {
      g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (gint64));

      /* What an earlier query found would be the wrong list. */
      set_error (self, error);
      if (self->error != NULL)
        take_ids (self, none);
      set_loading (self, FALSE);
      return;
    }
  set_error (self, NULL);
  take_ids (self, ids);
  if (request->limit >= 0 && !request->complete)
    load_rest_later (self);
  else if (self->stale)
    {
      self->stale = FALSE;
      load_ids (self, -1);
    }
  else
    set_loading (self, FALSE);
}

static void
load_ids (CrmListModel *self,
          gint64 limit)
{
  Request *request = new_request (self);

  request->limit = limit;
  set_loading (self, TRUE);
  crm_store_read_async (self->store, read_ids, request, NULL, (GDestroyNotify) g_array_unref, self->cancellable,
                        read_ids_cb, request);
}

/* Following the store */

static gboolean
links_to (const CrmEntity *entity,
          const CrmEntity *target)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmField *field = &entity->fields[i];

      if ((field->kind == CRM_FIELD_LINK && strcmp (field->target, target->name) == 0) ||
          (field->kind == CRM_FIELD_TAGS && strcmp (target->name, "tag") == 0))
        return TRUE;
    }
  return FALSE;
}

static void
refresh_cached (CrmListModel *self,
                GArray *ids)
{
  if (ids != NULL && ids->len < g_hash_table_size (self->cache))
    {
      for (guint i = 0; i < ids->len; i++)
        {
          if (g_hash_table_contains (self->cache, &g_array_index (ids, gint64, i)))
            want (self, g_array_index (ids, gint64, i));
        }
      return;
    }
  for (GList *link = self->recent.head; link != NULL; link = link->next)
    want (self, *(gint64 *) link->data);
}

static void
want_unloaded (CrmListModel *self)
{
  GHashTableIter iter;
  gpointer id, record;

  g_hash_table_iter_init (&iter, self->cache);
  while (g_hash_table_iter_next (&iter, &id, &record))
    {
      if (!crm_record_is_loaded (record))
        want (self, *(gint64 *) id);
    }
}

static void
changed_cb (CrmListModel *self,
            CrmEvents *events)
{
  const CrmEntity *entity = crm_query_get_entity (self->query);
  gboolean concerned = FALSE;

  for (guint i = 0; i < events->events->len; i++)
    {
      const CrmEvent *event = &g_array_index (events->events, CrmEvent, i);

      if (crm_entity_is (event->entity, entity))
        refresh_cached (self, event->ids);
      else if (links_to (entity, event->entity))
        refresh_cached (self, NULL);
      else
        continue;
      concerned = TRUE;
    }
  if (!concerned)
    return;
  if (self->loading)
    self->stale = TRUE;
  else
    load_ids (self, -1);
}

/* Object */

static GType
get_item_type (GListModel *model)
{
  return CRM_TYPE_RECORD;
}

static guint
get_n_items (GListModel *model)
{
  return CRM_LIST_MODEL (model)->ids->len;
}

static gpointer
get_item (GListModel *model,
          guint position)
{
  CrmListModel *self = CRM_LIST_MODEL (model);

  return position < self->ids->len ? obtain_record (self, position) : NULL;
}

static void
crm_list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
crm_list_model_get_property (GObject *object,
                             guint property,
                             GValue *value,
                             GParamSpec *pspec)
{
  CrmListModel *self = CRM_LIST_MODEL (object);

  switch (property)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->ids->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
crm_list_model_dispose (GObject *object)
{
  CrmListModel *self = CRM_LIST_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->fetch_source, g_source_remove);
  self->rest_pending = FALSE;
  g_clear_handle_id (&self->rest_source, g_source_remove);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (crm_list_model_parent_class)->dispose (object);
}

static void
crm_list_model_finalize (GObject *object)
{
  CrmListModel *self = CRM_LIST_MODEL (object);

  g_queue_clear (&self->recent);
  g_hash_table_unref (self->cache);
  g_hash_table_unref (self->wanted);
  g_array_unref (self->ids);
  g_clear_pointer (&self->query, crm_query_unref);
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (crm_list_model_parent_class)->finalize (object);
}

static void
crm_list_model_class_init (CrmListModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = crm_list_model_get_property;
  object_class->dispose = crm_list_model_dispose;
  object_class->finalize = crm_list_model_finalize;

  /**
   * CrmListModel:loading:
   *
   * Whether ids are being read. The rows there are can be shown meanwhile.
   */
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * CrmListModel:error:
   *
   * Why the list, or rows of it, could not be read; %NULL once it could. A list that could not be read is empty.
   */
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
crm_list_model_init (CrmListModel *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->cache = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->wanted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
}

/**
 * crm_list_model_new:
 * @query: which records in which order
 *
 * Returns: (transfer full): a list that begins to load
 */
CrmListModel *
crm_list_model_new (CrmStore *store,
                    CrmQuery *query)
{
  CrmListModel *self = g_object_new (CRM_TYPE_LIST_MODEL, NULL);

  self->store = g_object_ref (store);
  self->query = crm_query_ref (query);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  load_ids (self, FIRST_PAGE);
  return self;
}

/**
 * crm_list_model_get_query:
 *
 * Returns: (transfer none): the query; copy it to change it
 */
CrmQuery *
crm_list_model_get_query (CrmListModel *self)
{
  return self->query;
}

/**
 * crm_list_model_set_query:
 * @query: a query of the same entity
 *
 * Shows other records, or the same in another order. The rows there are stay until the new ones have been read.
 */
void
crm_list_model_set_query (CrmListModel *self,
                          CrmQuery *query)
{
  g_return_if_fail (crm_query_get_entity (query) == crm_query_get_entity (self->query));

  crm_query_ref (query);
  crm_query_unref (self->query);
  self->query = query;
  self->generation++;
  self->stale = FALSE;
  self->rest_pending = FALSE;
  g_clear_handle_id (&self->rest_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  want_unloaded (self);   /* their reading was cancelled just now */
  load_ids (self, FIRST_PAGE);
}

/**
 * crm_list_model_get_error:
 *
 * Returns: (transfer none) (nullable): see #CrmListModel:error
 */
const GError *
crm_list_model_get_error (CrmListModel *self)
{
  return self->error;
}

gboolean
crm_list_model_is_loading (CrmListModel *self)
{
  return self->loading;
}

/**
 * crm_list_model_get_id:
 *
 * Returns: the id of the record at that position, without reading it
 */
gint64
crm_list_model_get_id (CrmListModel *self,
                       guint position)
{
  g_return_val_if_fail (position < self->ids->len, 0);
  return g_array_index (self->ids, gint64, position);
}

/**
 * crm_list_model_find:
 * @position: (out): where the record stands
 *
 * Returns: whether the record is in the list
 */
gboolean
crm_list_model_find (CrmListModel *self,
                     gint64 id,
                     guint *position)
{
  for (guint i = 0; i < self->ids->len; i++)
    {
      if (g_array_index (self->ids, gint64, i) == id)
        {
          *position = i;
          return TRUE;
        }
    }
  return FALSE;
}
