/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-list-view-private.h"

#include "ui/common/crm-list-cell.h"

#include <string.h>

#define SETTING "list-columns"
#define MAX_COLUMNS 8
#define MEDIUM_COLUMNS 5

/* Which columns there are */

static gboolean
is_column (CrmListView *self,
           const char *key)
{
  const CrmField *field = crm_entity_field (self->entity, key);

  return field != NULL && (field->flags & CRM_FIELD_HIDDEN) == 0 && g_strcmp0 (key, self->scope_field) != 0;
}

static GStrv
default_columns (CrmListView *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0, n = 0; i < self->entity->n_fields && n < MAX_COLUMNS; i++)
    {
      if (self->entity->fields[i].flags & CRM_FIELD_LISTED && is_column (self, self->entity->fields[i].key))
        {
          g_strv_builder_add (builder, self->entity->fields[i].key);
          n++;
        }
    }
  return g_strv_builder_end (builder);
}

static GStrv
saved_columns (CrmListView *self)
{
  g_autoptr (GVariant) all = g_settings_get_value (self->settings, SETTING);
  g_autofree const char **keys = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) columns = NULL;

  if (!g_variant_lookup (all, self->entity->name, "^a&s", &keys))
    return NULL;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      if (is_column (self, keys[i]))
        g_strv_builder_add (builder, keys[i]);
    }
  columns = g_strv_builder_end (builder);
  return columns[0] != NULL ? g_steal_pointer (&columns) : NULL;
}

/**
 * crm_list_view_dup_columns:
 *
 * Returns: (transfer full): the keys of the columns, in order
 */
GStrv
crm_list_view_dup_columns (CrmListView *self)
{
  GStrv columns = saved_columns (self);

  return columns != NULL ? columns : default_columns (self);
}

/**
 * crm_list_view_set_columns:
 * @keys: (nullable): keys of fields, in order; %NULL for the usual ones
 *
 * Chooses the columns of all lists of the entity, for good.
 */
void
crm_list_view_set_columns (CrmListView *self,
                           const char *const *keys)
{
  g_autoptr (GVariant) all = g_settings_get_value (self->settings, SETTING);
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sas}"));
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, all);
  while (g_variant_iter_loop (&iter, "{&s@as}", &name, &value))
    {
      if (strcmp (name, self->entity->name) != 0)
        g_variant_builder_add (&builder, "{s@as}", name, value);
    }
  if (keys != NULL)
    g_variant_builder_add (&builder, "{s^as}", self->entity->name, keys);
  g_settings_set_value (self->settings, SETTING, g_variant_builder_end (&builder));
}

/* The columns of the table */

static GtkColumnViewColumn *
new_column (CrmListView *self,
            guint field)
{
  g_autoptr (GtkSorter) marker = GTK_SORTER (gtk_custom_sorter_new (NULL, NULL, NULL));
  GtkColumnViewColumn *column = gtk_column_view_column_new (crm_field_get_label (&self->entity->fields[field]),
                                                            crm_list_cell_factory_new (self->entity, field));

  gtk_column_view_column_set_id (column, self->entity->fields[field].key);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, field == 0);
  /* Rows are sorted by the store; this only makes the header one that can be clicked. */
  if (self->entity->fields[field].kind != CRM_FIELD_TAGS)
    gtk_column_view_column_set_sorter (column, marker);
  return column;
}

static GtkColumnViewColumn *
get_column (CrmListView *self,
            const char *key)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_strcmp0 (gtk_column_view_column_get_id (column), key) == 0)
        return column;
    }
  return NULL;
}

static void
remove_columns (CrmListView *self,
                const char *const *but)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);

  for (guint i = g_list_model_get_n_items (columns); i-- > 0;)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (!g_strv_contains (but, gtk_column_view_column_get_id (column)))
        gtk_column_view_remove_column (self->table, column);
    }
}

/* Makes the table's columns those that are chosen, and keeps what stays. */
void
crm_list_view_rebuild_columns (CrmListView *self)
{
  g_auto (GStrv) keys = crm_list_view_dup_columns (self);

  remove_columns (self, (const char *const *) keys);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      GtkColumnViewColumn *column = get_column (self, keys[i]);

      if (column != NULL)
        gtk_column_view_insert_column (self->table, i, column);
      else
        {
          g_autoptr (GtkColumnViewColumn) added = new_column (self, crm_entity_field_index (self->entity, keys[i]));

          gtk_column_view_insert_column (self->table, i, added);
        }
    }
  crm_list_view_update_columns (self);
}

/* Where there is less room only the first columns are shown. */
void
crm_list_view_update_columns (CrmListView *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      gtk_column_view_column_set_visible (column, self->layout == CRM_LIST_WIDE || i < MEDIUM_COLUMNS);
    }
}

/* Sorting */

/* What happens at some time is listed newest first, all else by name. */
static void
sort_at_first (CrmListView *self)
{
  const char *key = self->entity->fields[0].key;
  gboolean dated = FALSE;

  for (guint i = 0; i < self->entity->n_fields && !dated; i++)
    {
      const CrmField *field = &self->entity->fields[i];

      dated = field->flags & CRM_FIELD_LISTED && (field->kind == CRM_FIELD_DATE || field->kind == CRM_FIELD_INSTANT);
      if (dated)
        key = field->key;
    }
  if (get_column (self, key) != NULL)
    gtk_column_view_sort_by_column (self->table, get_column (self, key),
                                    dated ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

/* Adds what the person chose by clicking a header. */
void
crm_list_view_append_sort (CrmListView *self,
                           CrmQuery *query)
{
  GtkColumnViewSorter *sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (self->table));
  GtkColumnViewColumn *column = gtk_column_view_sorter_get_primary_sort_column (sorter);

  if (column != NULL)
    crm_query_add_sort (query, gtk_column_view_column_get_id (column),
                        gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING, NULL);
}

static void
sorter_changed_cb (CrmListView *self)
{
  crm_list_view_reload (self);
}

static void
columns_setting_changed_cb (CrmListView *self)
{
  crm_list_view_rebuild_columns (self);
}

static void
columns_reordered_cb (CrmListView *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) now = NULL, chosen = crm_list_view_dup_columns (self);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      g_strv_builder_add (builder, gtk_column_view_column_get_id (column));
    }
  now = g_strv_builder_end (builder);
  /* Only a drag of a header changes the order alone; columns that come and go are counted by whoever does it. */
  if (g_strv_length (now) == g_strv_length (chosen) &&
      !g_strv_equal ((const char *const *) now, (const char *const *) chosen))
    crm_list_view_set_columns (self, (const char *const *) now);
}

static gboolean
save_order (gpointer data)
{
  columns_reordered_cb (data);
  return G_SOURCE_REMOVE;
}

static void
columns_changed_cb (CrmListView *self)
{
  /* A header that is dragged is removed and inserted again: looked at when both have happened. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, save_order, g_object_ref (self), g_object_unref);
}

/* Builds table and rows. Called once, before there is a model. */
void
crm_list_view_setup_columns (CrmListView *self)
{
  g_autoptr (GtkListItemFactory) rows = crm_list_row_factory_new (self->entity, self->scope_field);

  crm_list_view_rebuild_columns (self);
  gtk_list_view_set_factory (self->rows, rows);
  sort_at_first (self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->table), "changed", G_CALLBACK (sorter_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_columns (self->table), "items-changed", G_CALLBACK (columns_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::" SETTING, G_CALLBACK (columns_setting_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
