/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-list-view-private.h"

#include <glib/gi18n.h>

/**
 * CrmListView:
 *
 * The records of an entity as a table of chosen columns, or as rows of two lines where there is little room. Sorting,
 * search and filters go into the query; the rows come from one #CrmListModel.
 */

G_DEFINE_FINAL_TYPE (CrmListView, crm_list_view, ADW_TYPE_BREAKPOINT_BIN)

enum { PROP_0, PROP_LAYOUT, PROP_N_ITEMS, PROP_LOADING, N_PROPS };
static GParamSpec *props[N_PROPS];

static guint
count_items (CrmListView *self)
{
  return self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;
}

static void
update_page (CrmListView *self)
{
  const char *page = self->layout == CRM_LIST_NARROW ? "rows" : "table";
  const GError *error = self->model != NULL ? crm_list_model_get_error (self->model) : NULL;
  g_autofree char *message = error != NULL ? g_markup_escape_text (error->message, -1) : NULL;

  if (count_items (self) == 0)
    {
      if (self->model == NULL || crm_list_model_is_loading (self->model))
        page = "loading";
      else if (error != NULL)
        page = "failed";
      else
        page = crm_list_view_is_filtered (self) ? "nothing" : "empty";
    }
  if (message != NULL)
    adw_status_page_set_description (self->failed_page, message);
  adw_banner_set_revealed (self->failed_banner, error != NULL && count_items (self) > 0);
  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
scroll_to_top (CrmListView *self)
{
  self->to_top = FALSE;
  if (count_items (self) == 0)
    return;
  gtk_column_view_scroll_to (self->table, 0, NULL, GTK_LIST_SCROLL_NONE, NULL);
  gtk_list_view_scroll_to (self->rows, 0, GTK_LIST_SCROLL_NONE, NULL);
}

static void
loading_cb (CrmListView *self)
{
  if (self->to_top && !crm_list_model_is_loading (self->model))
    scroll_to_top (self);
  update_page (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
model_changed_cb (CrmListView *self)
{
  update_page (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ITEMS]);
}

static CrmQuery *
build_query (CrmListView *self)
{
  CrmQuery *query = crm_query_new (self->entity);

  if (self->scope != NULL)
    crm_query_take_filter (query, crm_filter_copy (self->scope));
  if (self->filter != NULL)
    crm_query_narrow (query, crm_filter_copy (self->filter));
  crm_query_set_search (query, self->search);
  crm_list_view_append_sort (self, query);
  return query;
}

/* Shows what search, filters and sorting now ask for. */
void
crm_list_view_reload (CrmListView *self)
{
  g_autoptr (CrmQuery) query = NULL;

  if (self->model == NULL)
    return;
  query = build_query (self);
  gtk_selection_model_unselect_all (self->selection);
  self->to_top = TRUE;
  crm_list_model_set_query (self->model, query);
}

static void
row_activated_cb (CrmListView *self,
                  guint position)
{
  crm_list_view_open (self, position);
}

static void
start_model (CrmListView *self)
{
  g_autoptr (CrmQuery) query = build_query (self);
  g_autoptr (GtkNoSelection) plain = NULL;

  self->model = crm_list_model_new (self->store, query);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (model_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify::loading", G_CALLBACK (loading_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify::error", G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->model))));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (crm_list_view_update_actions), self,
                           G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->table, self->selection);
  plain = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_list_view_set_model (self->rows, GTK_SELECTION_MODEL (plain));
  model_changed_cb (self);
}

static void
set_layout (CrmListView *self,
            guint layout)
{
  if (self->layout == layout)
    return;
  self->layout = layout;
  if (self->entity != NULL)
    crm_list_view_update_columns (self);
  update_page (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LAYOUT]);
}

static void
crm_list_view_get_property (GObject *object,
                            guint property,
                            GValue *value,
                            GParamSpec *pspec)
{
  CrmListView *self = CRM_LIST_VIEW (object);

  switch (property)
    {
    case PROP_LAYOUT:
      g_value_set_uint (value, self->layout);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, count_items (self));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->model != NULL && crm_list_model_is_loading (self->model));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
crm_list_view_set_property (GObject *object,
                            guint property,
                            const GValue *value,
                            GParamSpec *pspec)
{
  if (property == PROP_LAYOUT)
    set_layout (CRM_LIST_VIEW (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
}

static void
crm_list_view_dispose (GObject *object)
{
  CrmListView *self = CRM_LIST_VIEW (object);

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->table != NULL)
    g_signal_handlers_disconnect_by_data (gtk_column_view_get_columns (self->table), self);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_LIST_VIEW);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->store);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (crm_list_view_parent_class)->dispose (object);
}

static void
crm_list_view_finalize (GObject *object)
{
  CrmListView *self = CRM_LIST_VIEW (object);

  g_clear_pointer (&self->scope, crm_filter_free);
  g_clear_pointer (&self->filter, crm_filter_free);
  g_free (self->scope_field);
  g_free (self->search);
  G_OBJECT_CLASS (crm_list_view_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/common/crm-list-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmListView, stack);
  gtk_widget_class_bind_template_child (widget_class, CrmListView, table);
  gtk_widget_class_bind_template_child (widget_class, CrmListView, rows);
  gtk_widget_class_bind_template_child (widget_class, CrmListView, empty_page);
  gtk_widget_class_bind_template_child (widget_class, CrmListView, failed_page);
  gtk_widget_class_bind_template_child (widget_class, CrmListView, failed_banner);
  gtk_widget_class_bind_template_child (widget_class, CrmListView, new_button);
  gtk_widget_class_bind_template_child (widget_class, CrmListView, import_button);
  gtk_widget_class_bind_template_child (widget_class, CrmListView, action_bar);
  gtk_widget_class_bind_template_child (widget_class, CrmListView, selection_label);
  gtk_widget_class_bind_template_child (widget_class, CrmListView, menu);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
crm_list_view_class_init (CrmListViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = crm_list_view_get_property;
  object_class->set_property = crm_list_view_set_property;
  object_class->dispose = crm_list_view_dispose;
  object_class->finalize = crm_list_view_finalize;

  /**
   * CrmListView:layout:
   *
   * How much room there is: 0 for rows of two lines, 1 for the first columns only, 2 for all columns.
   */
  props[PROP_LAYOUT] = g_param_spec_uint ("layout", NULL, NULL, 0, CRM_LIST_WIDE, CRM_LIST_WIDE,
                                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  bind_template (GTK_WIDGET_CLASS (klass));
  crm_list_view_class_add_actions (GTK_WIDGET_CLASS (klass));
}

static void
crm_list_view_init (CrmListView *self)
{
  self->layout = CRM_LIST_WIDE;
  self->menu_position = GTK_INVALID_LIST_POSITION;
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
describe_empty (CrmListView *self)
{
  g_autofree char *title = NULL, *label = NULL;

  /* Translators: an empty list; the placeholder is a kind of record in the plural, such as "Customers" */
  title = g_strdup_printf (_("No %s Yet"), crm_entity_get_label_plural (self->entity));
  /* Translators: a button; the placeholder is a kind of record, such as "Customer" */
  label = g_strdup_printf (_("_New %s"), crm_entity_get_label (self->entity));
  adw_status_page_set_title (self->empty_page, title);
  adw_status_page_set_icon_name (self->empty_page, self->entity->icon);
  gtk_button_set_label (self->new_button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->table), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  crm_entity_get_label_plural (self->entity), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  crm_entity_get_label_plural (self->entity), -1);
}

/**
 * crm_list_view_new:
 * @scope: (transfer full) (nullable): what holds for every row besides the person's own filters
 * @scope_field: (nullable): a field that @scope makes equal in all rows, so that it is no column
 *
 * Returns: (transfer floating): a list that begins to load
 */
CrmListView *
crm_list_view_new (CrmStore *store,
                   const CrmEntity *entity,
                   CrmFilter *scope,
                   const char *scope_field)
{
  CrmListView *self = g_object_new (CRM_TYPE_LIST_VIEW, NULL);

  self->store = g_object_ref (store);
  self->entity = entity;
  self->scope = scope;
  self->scope_field = g_strdup (scope_field);
  self->settings = g_settings_new (APPLICATION_ID);
  if (scope_field != NULL)
    adw_status_page_set_icon_name (self->empty_page, NULL);
  describe_empty (self);
  crm_list_view_setup_columns (self);
  start_model (self);
  crm_list_view_setup_menu (self);
  crm_list_view_update_actions (self);
  return self;
}

/**
 * crm_list_view_get_model:
 *
 * Returns: (transfer none): the records that are listed
 */
CrmListModel *
crm_list_view_get_model (CrmListView *self)
{
  return self->model;
}

const CrmEntity *
crm_list_view_get_entity (CrmListView *self)
{
  return self->entity;
}

/**
 * crm_list_view_take_filter:
 * @filter: (transfer full) (nullable): which records are wanted
 */
void
crm_list_view_take_filter (CrmListView *self,
                           CrmFilter *filter)
{
  g_clear_pointer (&self->filter, crm_filter_free);
  self->filter = filter;
  crm_list_view_reload (self);
}

/**
 * crm_list_view_set_search:
 * @text: (nullable): words that wanted records contain
 */
void
crm_list_view_set_search (CrmListView *self,
                          const char *text)
{
  g_autofree char *trimmed = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  if (trimmed != NULL && *trimmed == '\0')
    g_clear_pointer (&trimmed, g_free);
  if (g_set_str (&self->search, trimmed))
    crm_list_view_reload (self);
}

/**
 * crm_list_view_is_filtered:
 *
 * Returns: whether the person's search or filter leaves records out
 */
gboolean
crm_list_view_is_filtered (CrmListView *self)
{
  return self->filter != NULL || self->search != NULL;
}

/**
 * crm_list_view_set_importable:
 * @importable: whether an empty list offers to import records
 */
void
crm_list_view_set_importable (CrmListView *self,
                              gboolean importable)
{
  gtk_widget_set_visible (GTK_WIDGET (self->import_button), importable);
}
