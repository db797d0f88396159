/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-pipeline-page-private.h"

#include "ui/common/crm-feedback.h"

#include <glib/gi18n.h>
#include <string.h>

#define REFRESH_DELAY 60  /* ms: what an import changes comes in bursts */

/**
 * CrmPipelinePage:
 *
 * The deals of a pipeline, as a board or as a list.
 */
G_DEFINE_FINAL_TYPE (CrmPipelinePage, crm_pipeline_page, ADW_TYPE_NAVIGATION_PAGE)

/* The list */

static void
update_list (CrmPipelinePage *self)
{
  const CrmFilter *filter = crm_query_get_filter (self->deals);

  if (self->list == NULL || self->list_pipeline != self->pipeline)
    {
      self->list = crm_list_view_new (self->store, crm_store_find_entity (self->store, "opportunity"),
                                      crm_filter_new_link ("pipeline", self->pipeline), NULL);
      self->list_pipeline = self->pipeline;
      g_clear_pointer (&self->list_deals, crm_query_unref);
      adw_bin_set_child (self->list_bin, GTK_WIDGET (self->list));
    }
  if (self->list_deals == self->deals)
    return;
  g_clear_pointer (&self->list_deals, crm_query_unref);
  self->list_deals = crm_query_ref (self->deals);
  if (filter != NULL || crm_list_view_is_filtered (self->list))
    crm_list_view_take_filter (self->list, filter != NULL ? crm_filter_copy (filter) : NULL);
}

/* Reading */

static void
show_activities (CrmPipelinePage *self,
                 CrmPipelineData *data)
{
  for (guint i = 0; i < crm_board_get_n_columns (self->board); i++)
    {
      CrmBoardColumn *column = crm_board_get_column (self->board, i);
      gint64 stage = crm_board_column_get_stage (column);

      crm_board_column_set_activities (column, crm_pipeline_data_get_count (data->late, stage),
                                       crm_pipeline_data_get_count (data->planned, stage));
    }
}

static void
show_data (CrmPipelinePage *self,
           CrmPipelineData *data)
{
  gboolean board = g_strcmp0 (adw_toggle_group_get_active_name (self->views), "board") == 0;
  gint64 shown = 0;

  crm_pipeline_page_fill_drop_downs (self, data);
  if (data->summary == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "no-pipeline");
      return;
    }
  self->pipeline = data->summary->pipeline;
  self->total = data->total;
  crm_board_update (self->board, data->summary, self->deals);
  show_activities (self, data);
  if (!board)
    update_list (self);
  for (guint i = 0; i < data->summary->stages->len; i++)
    shown += ((CrmStageSummary *) data->summary->stages->pdata[i])->count;
  if (data->total == 0)
    gtk_stack_set_visible_child_name (self->stack, "empty");
  else if (shown == 0)
    gtk_stack_set_visible_child_name (self->stack, "no-results");
  else
    gtk_stack_set_visible_child_name (self->stack, board ? "board" : "list");
}

typedef struct
{
  CrmPipelinePage *page;
  guint            generation;
} Reading;

static void
read_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  g_autofree Reading *reading = user_data;
  g_autoptr (CrmPipelinePage) self = reading->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPipelineData) data = crm_pipeline_data_read_finish (CRM_STORE (source), result, &error);

  if (reading->generation != self->generation || g_cancellable_is_cancelled (self->cancellable))
    return;
  if (data == NULL)
    crm_feedback_error (GTK_WIDGET (self), _("Pipeline Not Read"), error);
  else
    show_data (self, data);
}

/**
 * crm_pipeline_page_refresh:
 *
 * Reads anew what the page shows.
 */
void
crm_pipeline_page_refresh (CrmPipelinePage *self)
{
  Reading *reading = g_new0 (Reading, 1);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  *reading = (Reading) { g_object_ref (self), ++self->generation };
  crm_pipeline_data_read_async (self->store, self->pipeline, self->deals, self->cancellable, read_cb, reading);
}

static gboolean
refresh_later_cb (gpointer data)
{
  CrmPipelinePage *self = data;

  self->refresh_source = 0;
  crm_pipeline_page_refresh (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (CrmPipelinePage *self,
            CrmEvents *events)
{
  static const char *const entities[] = { "opportunity", "stage", "pipeline", "person", "customer", "activity" };
  gboolean concerned = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    concerned |= crm_events_find (events, entities[i]) != NULL;
  if (concerned && self->refresh_source == 0 && !g_cancellable_is_cancelled (self->cancellable))
    self->refresh_source = g_timeout_add (REFRESH_DELAY, refresh_later_cb, self);
}

/* Actions */

static void
view_changed_cb (CrmPipelinePage *self)
{
  if (self->store != NULL)
    crm_pipeline_page_refresh (self);
}

static void
search_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  CrmPipelinePage *self = CRM_PIPELINE_PAGE (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
new_activated (GtkWidget *widget,
               const char *action,
               GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.new-record", "s", "opportunity");
}

/* Object */

/* The page is ready for the keyboard as soon as it is there. */
static gboolean
crm_pipeline_page_grab_focus (GtkWidget *widget)
{
  CrmPipelinePage *self = CRM_PIPELINE_PAGE (widget);

  if (g_strcmp0 (adw_toggle_group_get_active_name (self->views), "board") == 0)
    return gtk_widget_grab_focus (GTK_WIDGET (self->board));
  return self->list != NULL && gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
crm_pipeline_page_dispose (GObject *object)
{
  CrmPipelinePage *self = CRM_PIPELINE_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_PIPELINE_PAGE);
  G_OBJECT_CLASS (crm_pipeline_page_parent_class)->dispose (object);
}

static void
crm_pipeline_page_finalize (GObject *object)
{
  CrmPipelinePage *self = CRM_PIPELINE_PAGE (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->deals, crm_query_unref);
  g_clear_pointer (&self->list_deals, crm_query_unref);
  g_clear_pointer (&self->pipeline_ids, g_array_unref);
  g_clear_pointer (&self->owner_ids, g_array_unref);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (crm_pipeline_page_parent_class)->finalize (object);
}

static void
crm_pipeline_page_class_init (CrmPipelinePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_pipeline_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = crm_pipeline_page_finalize;

  widget_class->grab_focus = crm_pipeline_page_grab_focus;

  g_type_ensure (CRM_TYPE_BOARD);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/pipeline/crm-pipeline-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmPipelinePage, header);
  gtk_widget_class_bind_template_child (widget_class, CrmPipelinePage, title_stack);
  gtk_widget_class_bind_template_child (widget_class, CrmPipelinePage, pipelines);
  gtk_widget_class_bind_template_child (widget_class, CrmPipelinePage, views);
  gtk_widget_class_bind_template_child (widget_class, CrmPipelinePage, owners);
  gtk_widget_class_bind_template_child (widget_class, CrmPipelinePage, search_button);
  gtk_widget_class_bind_template_child (widget_class, CrmPipelinePage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, CrmPipelinePage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CrmPipelinePage, stack);
  gtk_widget_class_bind_template_child (widget_class, CrmPipelinePage, board);
  gtk_widget_class_bind_template_child (widget_class, CrmPipelinePage, list_bin);
  gtk_widget_class_bind_template_callback (widget_class, view_changed_cb);
  crm_pipeline_page_class_bind_filter (widget_class);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_activated);
  gtk_widget_class_install_action (widget_class, "page.new", NULL, new_activated);
}

static void
crm_pipeline_page_init (CrmPipelinePage *self)
{
  self->cancellable = g_cancellable_new ();
  self->deals = crm_query_new (crm_entity_find ("opportunity"));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
}

/**
 * crm_pipeline_page_new:
 * @store: where the deals are
 */
AdwNavigationPage *
crm_pipeline_page_new (CrmStore *store)
{
  CrmPipelinePage *self = g_object_new (CRM_TYPE_PIPELINE_PAGE, NULL);

  self->store = g_object_ref (store);
  crm_board_set_store (self->board, store);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  crm_pipeline_page_refresh (self);
  return ADW_NAVIGATION_PAGE (self);
}
