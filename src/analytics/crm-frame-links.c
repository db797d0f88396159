/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frame-query-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Columns of records and of those that they lead to: those of each entity are read by themselves, and put together by
 * their ids. */

static CrmFrame *load (CrmReader *reader, CrmQuery *query, const char *const *paths, const CrmFrameScan *scan,
                       const CrmRun *run, GError **error);

/* The link that a path begins with; NULL for a field of the record itself. */
static char *
first_link (const char *path)
{
  const char *end = strchr (path, '.');

  return end != NULL ? g_strndup (path, end - path) : NULL;
}

/* Keys of the fields to be read of the records themselves, each once: those asked for, and links. */
static char **
list_keys (const char *const *paths)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; paths[i] != NULL; i++)
    {
      char *link = first_link (paths[i]), *key = link != NULL ? link : g_strdup (paths[i]);

      if (g_hash_table_add (seen, key))
        g_strv_builder_add (builder, key);
    }
  return g_strv_builder_end (builder);
}

/* What follows the link in the paths that begin with it. */
static char **
list_rests (const char *const *paths,
            const char *link)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize length = strlen (link);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      if (strncmp (paths[i], link, length) == 0 && paths[i][length] == '.')
        g_strv_builder_add (builder, paths[i] + length + 1);
    }
  return g_strv_builder_end (builder);
}

static const CrmEntity *
find_target (const CrmEntity *entity,
             const char *link,
             GError **error)
{
  const CrmField *field = crm_entity_field (entity, link);

  if (field != NULL && field->kind == CRM_FIELD_LINK)
    return crm_entity_find (field->target);
  if (field == NULL)
    g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("%s has no field “%s”."), crm_entity_get_label (entity),
                 link);
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("“%s” does not lead to another record."), link);
  return NULL;
}

/* For each code of the link the place of its record among the ids, −1 for none. */
static gssize *
match_codes (const CrmColumn *link,
             const GArray *ids)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  gssize *of_codes = g_new (gssize, link->ids->len + 1);

  for (gsize i = 0; i < ids->len; i++)
    g_hash_table_insert (places, GSIZE_TO_POINTER ((gsize) g_array_index (ids, gint64, i)), GSIZE_TO_POINTER (i + 1));
  for (guint code = 0; code < link->ids->len; code++)
    {
      gsize id = g_array_index (link->ids, gint64, code);

      of_codes[code] = GPOINTER_TO_SIZE (g_hash_table_lookup (places, GSIZE_TO_POINTER (id))) - 1;
    }
  return of_codes;
}

static gssize *
match_rows (const CrmColumn *link,
            const GArray *ids)
{
  g_autofree gssize *of_codes = match_codes (link, ids);
  gssize *rows = g_new (gssize, MAX (link->n, 1));

  for (gsize row = 0; row < link->n; row++)
    rows[row] = link->codes[row] >= 0 ? of_codes[link->codes[row]] : -1;
  return rows;
}

static GHashTable *
list_needed (const CrmColumn *link)
{
  GHashTable *needed = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < link->ids->len; i++)
    g_hash_table_add (needed, GSIZE_TO_POINTER ((gsize) g_array_index (link->ids, gint64, i)));
  return needed;
}

/* Levels of links are the titles of the records; where several have the same, all but the first also tell their id. */
static void
name_levels (CrmColumn *link,
             const CrmColumn *titles,
             const GArray *ids)
{
  g_autofree gssize *rows = match_codes (link, ids);
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint code = 0; code < link->ids->len; code++)
    {
      const char *title = rows[code] >= 0 ? crm_column_level (titles, titles->codes[rows[code]]) : NULL;
      char *name;

      if (title == NULL)
        continue;
      name = !g_hash_table_contains (taken, title) ? g_strdup (title) :
             g_strdup_printf ("%s (%s)", title, (const char *) link->levels->pdata[code]);
      g_hash_table_add (taken, name);
      g_free (link->levels->pdata[code]);
      link->levels->pdata[code] = name;
    }
}

static gboolean
name_links (CrmFrame *frame,
            CrmReader *reader,
            const CrmEntity *entity,
            const CrmRun *run,
            GError **error)
{
  for (guint i = 0; i < crm_frame_n_columns (frame); i++)
    {
      CrmColumn *link = crm_frame_column (frame, i);
      const CrmEntity *target = link->ids != NULL ? find_target (entity, link->name, error) : NULL;
      g_autoptr (GHashTable) needed = NULL;
      g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (CrmQuery) query = NULL;
      g_autoptr (CrmFrame) titles = NULL;

      if (target == NULL || link->ids->len == 0)
        continue;
      needed = list_needed (link);
      query = crm_query_new (target);
      titles = crm_frame_scan (reader, query, (const char *const []) { target->fields[0].key, NULL },
                               &(CrmFrameScan) { "", needed, ids }, run, error);
      if (titles == NULL)
        return FALSE;
      name_levels (link, crm_frame_column (titles, 0), ids);
    }
  return TRUE;
}

/* Adds the columns whose paths begin with a link. */
static gboolean
add_linked (CrmFrame *frame,
            CrmReader *reader,
            const CrmEntity *entity,
            const CrmColumn *link,
            const char *const *paths,
            const CrmFrameScan *scan,
            const CrmRun *run,
            GError **error)
{
  const CrmEntity *target = find_target (entity, link->name, error);
  g_auto (GStrv) rests = list_rests (paths, link->name);
  g_autoptr (GHashTable) needed = list_needed (link);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *path = g_strconcat (scan->path, link->name, ".", NULL);
  g_autofree gssize *rows = NULL;
  g_autoptr (CrmQuery) query = NULL;
  g_autoptr (CrmFrame) linked = NULL;

  if (target == NULL)
    return FALSE;
  query = crm_query_new (target);
  linked = load (reader, query, (const char *const *) rests, &(CrmFrameScan) { path, needed, ids }, run, error);
  if (linked == NULL)
    return FALSE;
  rows = match_rows (link, ids);
  for (guint i = 0; i < crm_frame_n_columns (linked); i++)
    {
      const CrmColumn *column = crm_frame_column (linked, i);
      g_autofree char *name = g_strconcat (link->name, ".", column->name, NULL);

      crm_frame_add_linked (frame, name, column, rows);
    }
  return TRUE;
}

static CrmFrame *
load (CrmReader *reader,
      CrmQuery *query,
      const char *const *paths,
      const CrmFrameScan *scan,
      const CrmRun *run,
      GError **error)
{
  const CrmEntity *entity = crm_query_get_entity (query);
  g_auto (GStrv) keys = list_keys (paths);
  g_autoptr (CrmFrame) own = NULL;
  guint n_links = 0;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_auto (GStrv) rests = list_rests (paths, keys[i]);

      if (rests[0] == NULL)
        continue;
      if (find_target (entity, keys[i], error) == NULL)
        return NULL;
      n_links++;
    }
  own = crm_frame_scan (reader, query, n_links == 0 ? paths : (const char *const *) keys, scan, run, error);
  if (own == NULL || !name_links (own, reader, entity, run, error))
    return NULL;
  if (n_links == 0)
    return g_steal_pointer (&own);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_auto (GStrv) rests = list_rests (paths, keys[i]);

      if (rests[0] != NULL &&
          !add_linked (own, reader, entity, crm_frame_find (own, keys[i]), paths, scan, run, error))
        return NULL;
    }
  return crm_frame_select (own, paths, error);
}

static const char *const *
usual_fields (const CrmEntity *entity,
              GPtrArray *keys)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (entity->fields[i].kind != CRM_FIELD_TAGS && entity->fields[i].kind != CRM_FIELD_LONG_TEXT)
        g_ptr_array_add (keys, (gpointer) entity->fields[i].key);
    }
  g_ptr_array_add (keys, NULL);
  return (const char *const *) keys->pdata;
}

/**
 * crm_frame_load_query:
 * @fields: (nullable): keys, or paths through links such as "customer.industry", ending with %NULL; %NULL for all but
 *   long texts and tags
 *
 * Reads records of the workspace: a row for each, a column for each field. Money is in units of its currency, instants
 * are days, links and choices are categories; those of links are the titles of the records and know the ids. A record
 * that leads to none lacks the values behind the link.
 *
 * Returns: (transfer full) (nullable): the table
 * Errors: %CRM_ERROR_NOT_FOUND for a field, %CRM_ERROR_INVALID for amounts of several currencies, those of reading
 */
CrmFrame *
crm_frame_load_query (CrmReader *reader,
                      CrmQuery *query,
                      const char *const *fields,
                      const CrmRun *run,
                      GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *const *paths = fields != NULL ? fields : usual_fields (crm_query_get_entity (query), keys);

  return load (reader, query, paths, &(CrmFrameScan) { "", NULL, ids }, run, error);
}
