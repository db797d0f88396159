/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-pipeline-page-private.h"

#include <glib/gi18n.h>

/* Which pipeline, and which of its deals: the drop-downs and the search of the page. */

static GArray *
fill_drop_down (CrmPipelinePage *self,
                GtkDropDown *drop_down,
                GPtrArray *records,
                const char *const *first,
                gint64 selected)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (first);
  GArray *ids = g_array_new (FALSE, TRUE, sizeof (gint64));
  guint position = 0;

  g_array_set_size (ids, g_list_model_get_n_items (G_LIST_MODEL (list)));
  for (guint i = 0; i < records->len; i++)
    {
      gint64 id = crm_record_get_id (records->pdata[i]);

      if (id == selected)
        position = ids->len;
      gtk_string_list_append (list, crm_record_get_title (records->pdata[i]));
      g_array_append_val (ids, id);
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (drop_down, position);
  self->filling = FALSE;
  return ids;
}

static gboolean
same_titles (GtkDropDown *drop_down,
             GPtrArray *records,
             GArray *ids)
{
  GListModel *model = gtk_drop_down_get_model (drop_down);
  guint offset = ids != NULL && ids->len > records->len ? ids->len - records->len : 0;

  if (ids == NULL || model == NULL || ids->len != records->len + offset)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      if (g_array_index (ids, gint64, i + offset) != crm_record_get_id (records->pdata[i]) ||
          g_strcmp0 (gtk_string_list_get_string (GTK_STRING_LIST (model), i + offset),
                     crm_record_get_title (records->pdata[i])) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_pipeline_page_fill_drop_downs:
 *
 * Offers the pipelines and people there are.
 */
void
crm_pipeline_page_fill_drop_downs (CrmPipelinePage *self,
                                   CrmPipelineData *data)
{
  const char *first[] = { _("Everyone’s Deals"), _("My Deals"), NULL };

  if (!same_titles (self->pipelines, data->pipelines, self->pipeline_ids))
    {
      g_clear_pointer (&self->pipeline_ids, g_array_unref);
      self->pipeline_ids = fill_drop_down (self, self->pipelines, data->pipelines, NULL, self->pipeline);
    }
  gtk_stack_set_visible_child_name (self->title_stack, data->pipelines->len > 1 ? "pipelines" : "title");
  if (!same_titles (self->owners, data->people, self->owner_ids))
    {
      g_clear_pointer (&self->owner_ids, g_array_unref);
      self->owner_ids = fill_drop_down (self, self->owners, data->people, first, self->owner);
      g_array_index (self->owner_ids, gint64, 1) = crm_store_get_me (self->store);
    }
}

static void
apply_filter (CrmPipelinePage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  CrmQuery *deals = crm_query_new (crm_store_find_entity (self->store, "opportunity"));

  crm_query_take_filter (deals, crm_pipeline_data_new_filter (text, self->owner));
  crm_query_unref (self->deals);
  self->deals = deals;
  crm_pipeline_page_refresh (self);
}

static void
search_changed_cb (CrmPipelinePage *self)
{
  apply_filter (self);
}

/* Who has found what they searched goes on with the keyboard there. */
static void
search_stopped_cb (CrmPipelinePage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
owner_selected_cb (CrmPipelinePage *self)
{
  guint selected = gtk_drop_down_get_selected (self->owners);

  if (self->filling || self->owner_ids == NULL || selected >= self->owner_ids->len)
    return;
  self->owner = g_array_index (self->owner_ids, gint64, selected);
  apply_filter (self);
}

static void
pipeline_selected_cb (CrmPipelinePage *self)
{
  guint selected = gtk_drop_down_get_selected (self->pipelines);

  if (self->filling || self->pipeline_ids == NULL || selected >= self->pipeline_ids->len)
    return;
  self->pipeline = g_array_index (self->pipeline_ids, gint64, selected);
  crm_pipeline_page_refresh (self);
}

static void
clear_filter_activated (GtkWidget *widget,
                        const char *action,
                        GVariant *parameter)
{
  CrmPipelinePage *self = CRM_PIPELINE_PAGE (widget);

  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_drop_down_set_selected (self->owners, 0);
}

void
crm_pipeline_page_class_bind_filter (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback (klass, search_changed_cb);
  gtk_widget_class_bind_template_callback (klass, search_stopped_cb);
  gtk_widget_class_bind_template_callback (klass, owner_selected_cb);
  gtk_widget_class_bind_template_callback (klass, pipeline_selected_cb);
  gtk_widget_class_install_action (klass, "page.clear-filter", NULL, clear_filter_activated);
}
