/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-list-page.h"

#include "base/crm-money.h"
#include "ui/common/crm-column-chooser.h"
#include "ui/common/crm-export-dialog.h"
#include "ui/common/crm-feedback.h"
#include "ui/common/crm-filter-bar.h"
#include "ui/common/crm-record-dialog.h"
#include "ui/common/crm-search-elsewhere.h"
#include "ui/common/crm-search-progress.h"

#include <glib/gi18n.h>
#include <string.h>

#define DEBOUNCE 120  /* milliseconds */

/**
 * CrmListPage:
 *
 * The page of a list: search, filters, columns, and the records.
 */
struct _CrmListPage
{
  AdwNavigationPage parent_instance;

  /* Template */
  AdwWindowTitle   *title;
  GtkSearchEntry   *search;
  GtkButton        *new_button;
  GtkButton        *filter_button;
  GtkMenuButton    *columns_button;
  AdwBin           *filter_bin;
  GtkBox           *content;

  /* Owned */
  CrmStore         *store;
  const CrmEntity  *entity;
  CrmListView      *view;          /* borrowed */
  CrmFilterBar     *filters;       /* borrowed */
  CrmSearchElsewhere *elsewhere;   /* borrowed */
};

G_DEFINE_FINAL_TYPE (CrmListPage, crm_list_page, ADW_TYPE_NAVIGATION_PAGE)

static void
update_count (CrmListPage *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (crm_list_view_get_model (self->view)));
  g_autofree char *number = crm_number_format (n_items);
  g_autofree char *text = NULL;

  /* The first rows are there before it is known how many there are. */
  if (crm_list_model_is_loading (crm_list_view_get_model (self->view)))
    return;
  if (crm_list_view_is_filtered (self->view))
    text = g_strdup_printf (ngettext ("%s found", "%s found", n_items), number);
  else
    text = g_strdup_printf (ngettext ("%s record", "%s records", n_items), number);
  adw_window_title_set_subtitle (self->title, text);
}

static void
search_changed_cb (CrmListPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  crm_list_view_set_search (self->view, text);
  crm_search_elsewhere_set_text (self->elsewhere, text);
}

static void
search_activated_cb (CrmListPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_DOWN);
}

static void
search_stopped_cb (CrmListPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
search_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (CRM_LIST_PAGE (widget)->search));
}

static void
new_activated (GtkWidget *widget,
               const char *action,
               GVariant *parameter)
{
  CrmListPage *self = CRM_LIST_PAGE (widget);

  adw_dialog_present (crm_record_dialog_new (self->store, self->entity, NULL), widget);
}

static void
clear_search_activated (GtkWidget *widget,
                        const char *action,
                        GVariant *parameter)
{
  CrmListPage *self = CRM_LIST_PAGE (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  search_changed_cb (self);   /* without the delay */
  crm_filter_bar_take_filter (self->filters, NULL);
  crm_list_view_take_filter (self->view, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
filter_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  crm_filter_bar_add (CRM_LIST_PAGE (widget)->filters);
}

static void
export_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  CrmListPage *self = CRM_LIST_PAGE (widget);
  CrmListModel *model = crm_list_view_get_model (self->view);
  g_auto (GStrv) columns = crm_list_view_dup_columns (self->view);

  adw_dialog_present (crm_export_dialog_new (self->store, crm_list_model_get_query (model),
                                             (const char *const *) columns,
                                             G_LIST_MODEL (model), widget), widget);
}

static void
filter_text_activated (GtkWidget *widget,
                       const char *action,
                       GVariant *parameter)
{
  crm_filter_bar_set_editing (CRM_LIST_PAGE (widget)->filters, TRUE);
}

static void
filter_changed_cb (CrmListPage *self)
{
  crm_list_view_take_filter (self->view, crm_filter_copy (crm_filter_bar_get_filter (self->filters)));
}

static void
layout_changed_cb (CrmListPage *self)
{
  guint layout;

  g_object_get (self->view, "layout", &layout, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->columns_button), layout > 0);
}

static void
crm_list_page_dispose (GObject *object)
{
  CrmListPage *self = CRM_LIST_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_LIST_PAGE);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (crm_list_page_parent_class)->dispose (object);
}

static void
crm_list_page_class_init (CrmListPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_list_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/common/crm-list-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmListPage, title);
  gtk_widget_class_bind_template_child (widget_class, CrmListPage, search);
  gtk_widget_class_bind_template_child (widget_class, CrmListPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, CrmListPage, filter_button);
  gtk_widget_class_bind_template_child (widget_class, CrmListPage, columns_button);
  gtk_widget_class_bind_template_child (widget_class, CrmListPage, filter_bin);
  gtk_widget_class_bind_template_child (widget_class, CrmListPage, content);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_activated);
  gtk_widget_class_install_action (widget_class, "page.new", NULL, new_activated);
  gtk_widget_class_install_action (widget_class, "page.clear-search", NULL, clear_search_activated);
  gtk_widget_class_install_action (widget_class, "page.filter", NULL, filter_activated);
  gtk_widget_class_install_action (widget_class, "page.filter-text", NULL, filter_text_activated);
  gtk_widget_class_install_action (widget_class, "page.export", NULL, export_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "page.filter-text", NULL);
}

static void
crm_list_page_init (CrmListPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_search_delay (self->search, DEBOUNCE);
}

static void
describe (CrmListPage *self,
          const char *title)
{
  g_autofree char *tooltip = g_strdup_printf (_("New %s"), crm_entity_get_label (self->entity));
  g_autofree char *placeholder = NULL;

  if (title == NULL || *title == '\0')
    title = crm_entity_get_label_plural (self->entity);
  /* Translators: a hint in a search entry; the placeholder is a kind of record in the plural */
  placeholder = g_strdup_printf (_("Search %s"), crm_entity_get_label_plural (self->entity));
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), title);
  adw_window_title_set_title (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->new_button), tooltip);
  gtk_search_entry_set_placeholder_text (self->search, placeholder);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, placeholder, -1);
}

/* A filter that cannot be read is left to the person to put right. */
static void
apply_filter_text (CrmListPage *self,
                   const char *text)
{
  g_autoptr (GError) error = NULL;

  if (crm_filter_bar_set_text (self->filters, text, &error))
    filter_changed_cb (self);
  else
    crm_feedback_error (GTK_WIDGET (self), _("Filter Not Understood"), error);
}

/**
 * crm_list_page_new:
 * @filter_text: (nullable): which records; the person can change it
 * @title: (nullable): of the page; the entity's name otherwise
 *
 * Returns: (transfer floating): a page that lists records
 */
AdwNavigationPage *
crm_list_page_new (CrmStore *store,
                   const CrmEntity *entity,
                   const char *filter_text,
                   const char *title)
{
  CrmListPage *self = g_object_new (CRM_TYPE_LIST_PAGE, NULL);

  self->store = g_object_ref (store);
  self->entity = entity;
  self->view = crm_list_view_new (store, entity, NULL, NULL);
  gtk_widget_set_vexpand (GTK_WIDGET (self->view), TRUE);
  crm_list_view_set_importable (self->view, !crm_store_is_read_only (store) && !entity->derived);
  gtk_box_append (self->content, GTK_WIDGET (self->view));
  describe (self, title);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.new", !crm_store_is_read_only (store));
  g_signal_connect_object (self->view, "notify::n-items", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::loading", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::layout", G_CALLBACK (layout_changed_cb), self, G_CONNECT_SWAPPED);
  self->elsewhere = CRM_SEARCH_ELSEWHERE (crm_search_elsewhere_new (store, entity));
  gtk_box_prepend (self->content, GTK_WIDGET (self->elsewhere));
  gtk_box_prepend (self->content, crm_search_progress_new (store));
  self->filters = CRM_FILTER_BAR (crm_filter_bar_new (store, entity));
  adw_bin_set_child (self->filter_bin, GTK_WIDGET (self->filters));
  g_signal_connect_object (self->filters, "changed", G_CALLBACK (filter_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (self->columns_button, crm_column_chooser_new (self->view));
  if (filter_text != NULL && *filter_text != '\0')
    apply_filter_text (self, filter_text);
  update_count (self);
  return ADW_NAVIGATION_PAGE (self);
}

/**
 * crm_list_page_get_view:
 *
 * Returns: (transfer none): the list
 */
CrmListView *
crm_list_page_get_view (CrmListPage *self)
{
  return self->view;
}

/**
 * crm_list_page_set_search:
 * @text: what to search for, as if it were typed
 */
void
crm_list_page_set_search (CrmListPage *self,
                          const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
  search_changed_cb (self);
}
