/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-related-list.h"

#include "ui/common/crm-record-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * CrmRelatedList:
 *
 * The records that link to one record, as a tab of its page, with a button that adds another.
 */
struct _CrmRelatedList
{
  AdwBin            parent_instance;

  CrmStore         *store;
  const CrmEntity  *entity;
  const CrmField   *link;
  gint64            id;
  CrmListView      *view;     /* borrowed */
  GtkWidget        *bar;      /* borrowed */
  AdwViewStackPage *tab;      /* borrowed */
};

G_DEFINE_FINAL_TYPE (CrmRelatedList, crm_related_list, ADW_TYPE_BIN)

/* The record belongs to the one it links to, as a contact to its customer. */
static gboolean
is_part (const CrmField *link)
{
  return link->on_delete == CRM_ON_DELETE_CASCADE || link->flags & (CRM_FIELD_REQUIRED | CRM_FIELD_LISTED);
}

/**
 * crm_related_list_is_wanted:
 * @link: a field of @entity
 *
 * Returns: whether the page of the link's target has a tab for it. Activities stand in the timeline instead.
 */
gboolean
crm_related_list_is_wanted (const CrmEntity *entity,
                            const CrmField *link)
{
  if (link->flags & (CRM_FIELD_DERIVED | CRM_FIELD_HIDDEN))
    return FALSE;
  return strcmp (entity->name, "activity") != 0 || strcmp (link->target, "person") == 0;
}

static void
add_activated (GtkWidget *widget,
               const char *action,
               GVariant *parameter)
{
  CrmRelatedList *self = CRM_RELATED_LIST (widget);
  g_autoptr (CrmRecord) preset = crm_record_new (self->entity, 0);
  GtkWidget *page = gtk_widget_get_ancestor (widget, ADW_TYPE_NAVIGATION_PAGE);
  const char *title = page != NULL ? adw_navigation_page_get_title (ADW_NAVIGATION_PAGE (page)) : NULL;

  crm_record_take_value (preset, self->link - self->entity->fields, crm_value_int (self->id), g_strdup (title));
  adw_dialog_present (crm_record_dialog_new (self->store, self->entity, preset), widget);
}

/* Tabs of records that seldom belong to this one come when there are any. */
static void
update_tab (CrmRelatedList *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (crm_list_view_get_model (self->view)));

  gtk_widget_set_visible (self->bar, n_items > 0);
  if (self->tab == NULL)
    return;
  adw_view_stack_page_set_visible (self->tab, n_items > 0 || is_part (self->link));
}

static void
crm_related_list_dispose (GObject *object)
{
  CrmRelatedList *self = CRM_RELATED_LIST (object);

  self->tab = NULL;
  g_clear_object (&self->store);
  G_OBJECT_CLASS (crm_related_list_parent_class)->dispose (object);
}

static void
crm_related_list_class_init (CrmRelatedListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_related_list_dispose;
  gtk_widget_class_install_action (widget_class, "page.new", NULL, add_activated);
}

static void
crm_related_list_init (CrmRelatedList *self)
{
}

static GtkWidget *
new_bar (CrmRelatedList *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *content = adw_button_content_new ();
  g_autofree char *label = g_strdup_printf (_("_New %s"), crm_entity_get_label (self->entity));

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "list-add-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), label);
  adw_button_content_set_use_underline (ADW_BUTTON_CONTENT (content), TRUE);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.new");
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (bar), button);
  gtk_widget_add_css_class (bar, "toolbar");
  return bar;
}

/**
 * crm_related_list_add:
 * @stack: where the tab goes
 * @entity: what is listed
 * @link: its field that points to the record
 * @id: of the record
 *
 * Adds a tab with the records that link to the record.
 */
void
crm_related_list_add (AdwViewStack *stack,
                      CrmStore *store,
                      const CrmEntity *entity,
                      const CrmField *link,
                      gint64 id)
{
  CrmRelatedList *self = g_object_new (CRM_TYPE_RELATED_LIST, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *clamp = adw_clamp_new ();
  g_autofree char *name = g_strdup_printf ("%s.%s", entity->name, link->key);
  gboolean same = strcmp (link->target, entity->name) == 0;
  const char *title;

  self->store = g_object_ref (store);
  self->entity = entity;
  self->link = link;
  self->id = id;
  self->bar = new_bar (self);
  self->view = crm_list_view_new (store, entity, crm_filter_new_link (link->key, id), link->key);
  gtk_widget_set_vexpand (GTK_WIDGET (self->view), TRUE);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->view));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "crm-framed");
  gtk_widget_set_overflow (GTK_WIDGET (self->view), GTK_OVERFLOW_HIDDEN);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 1080);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_widget_add_css_class (box, "crm-related");
  adw_bin_set_child (ADW_BIN (self), clamp);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.new", !crm_store_is_read_only (store));
  title = same ? crm_field_get_label (link) : crm_entity_get_label_plural (entity);
  self->tab = adw_view_stack_add_titled_with_icon (stack, GTK_WIDGET (self), name, title, entity->icon);
  g_signal_connect_object (self->view, "notify::n-items", G_CALLBACK (update_tab), self, G_CONNECT_SWAPPED);
  update_tab (self);
}

/**
 * crm_related_list_get_view:
 *
 * Returns: (transfer none): the list
 */
CrmListView *
crm_related_list_get_view (CrmRelatedList *self)
{
  return self->view;
}
