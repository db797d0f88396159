/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-link-chooser.h"

#include <glib/gi18n.h>

#define N_SHOWN 30
#define DEBOUNCE 120  /* milliseconds */

/**
 * CrmLinkChooser:
 *
 * A popover in which a record of an entity is found by typing, or a new one is asked for.
 */
struct _CrmLinkChooser
{
  GtkPopover       parent_instance;

  /* Template */
  GtkSearchEntry  *entry;
  GtkListBox      *list;
  GtkStack        *stack;
  GtkButton       *new_button;

  /* Owned */
  CrmStore        *store;
  const CrmEntity *entity;
  char            *narrow_field;
  gint64           narrow_id;
  guint            generation;
  gboolean         creatable;
  gboolean         activate_first;   /* Enter was pressed before the answer came */
};

G_DEFINE_FINAL_TYPE (CrmLinkChooser, crm_link_chooser, GTK_TYPE_POPOVER)

enum { SIGNAL_CHOSEN, SIGNAL_CREATE, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct
{
  CrmLinkChooser *self;
  CrmQuery       *query;
  guint           generation;
} Search;

static void
free_search (Search *search)
{
  g_object_unref (search->self);
  crm_query_unref (search->query);
  g_free (search);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Search, free_search)

static char *
describe (CrmRecord *record)
{
  const CrmEntity *entity = crm_record_get_entity (record);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 1, n = 0; i < entity->n_fields && n < 2; i++)
    {
      g_autofree char *display = NULL;

      if ((entity->fields[i].flags & CRM_FIELD_LISTED) == 0)
        continue;
      display = crm_record_dup_display (record, i);
      if (*display != '\0')
        g_string_append_printf (text, "%s%s", n++ > 0 ? " · " : "", display);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
new_label (const char *text,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_row (CrmRecord *record)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *subtitle = describe (record);

  gtk_box_append (GTK_BOX (box), new_label (crm_record_get_title (record), NULL));
  if (*subtitle != '\0')
    {
      GtkWidget *label = new_label (subtitle, "caption");

      gtk_widget_add_css_class (label, "dimmed");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, crm_record_get_title (record),
                                  -1);
  g_object_set_data_full (G_OBJECT (row), "crm-record", g_object_ref (record), g_object_unref);
  return row;
}

static void
choose (CrmLinkChooser *self,
        GtkListBoxRow *row)
{
  CrmRecord *record = g_object_get_data (G_OBJECT (row), "crm-record");

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, crm_record_get_id (record), crm_record_get_title (record));
}

static gpointer
find_records (CrmReader *reader,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  Search *search = data;

  return crm_reader_records (reader, search->query, N_SHOWN, 0, error);
}

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (Search) search = user_data;
  g_autoptr (GPtrArray) records = crm_store_read_finish (CRM_STORE (source), result, NULL);
  CrmLinkChooser *self = search->self;

  if (search->generation != self->generation || self->list == NULL || records == NULL)
    return;
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < records->len; i++)
    gtk_list_box_append (self->list, new_row (records->pdata[i]));
  gtk_stack_set_visible_child_name (self->stack, records->len > 0 ? "found" : "nothing");
  if (self->activate_first && records->len > 0)
    choose (self, gtk_list_box_get_row_at_index (self->list, 0));
  self->activate_first = FALSE;
}

static CrmQuery *
build_query (CrmLinkChooser *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  CrmQuery *query = crm_query_new (self->entity);
  gboolean ordered = crm_entity_field (self->entity, "position") != NULL;

  if (self->narrow_field != NULL && self->narrow_id != 0)
    crm_query_narrow (query, crm_filter_new_link (self->narrow_field, self->narrow_id));
  if (crm_entity_searchable (self->entity))
    crm_query_set_search (query, text);
  else if (*text != '\0')
    {
      CrmFilter *filter = crm_filter_new_test (self->entity->fields[0].key, CRM_TEST_CONTAINS);
      CrmOperand operand = { .kind = CRM_OPERAND_TEXT, .text = g_strdup (text) };

      g_array_append_val (filter->operands, operand);
      crm_query_narrow (query, filter);
    }
  crm_query_add_sort (query, ordered ? "position" : self->entity->fields[0].key, FALSE, NULL);
  return query;
}

static void
search (CrmLinkChooser *self)
{
  Search *request = g_new0 (Search, 1);

  request->self = g_object_ref (self);
  request->query = build_query (self);
  request->generation = ++self->generation;
  crm_store_read_async (self->store, find_records, request, NULL, (GDestroyNotify) g_ptr_array_unref, NULL, found_cb,
                        request);
}

static void
update_new_button (CrmLinkChooser *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  /* Translators: a button; first a kind of record, then what was typed: New Customer “Blue” */
  g_autofree char *label = *text != '\0'
    ? g_strdup_printf (_("New %s “%s”…"), crm_entity_get_label (self->entity), text)
    : g_strdup_printf (_("New %s…"), crm_entity_get_label (self->entity));

  gtk_button_set_label (self->new_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->new_button), self->creatable);
}

static void
search_changed_cb (CrmLinkChooser *self)
{
  update_new_button (self);
  search (self);
}

static void
entry_activated_cb (CrmLinkChooser *self)
{
  self->activate_first = TRUE;
  search (self);
}

static void
row_activated_cb (CrmLinkChooser *self,
                  GtkListBoxRow *row)
{
  choose (self, row);
}

static void
new_clicked_cb (CrmLinkChooser *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_CREATE], 0, text);
}

static void
crm_link_chooser_map (GtkWidget *widget)
{
  CrmLinkChooser *self = CRM_LINK_CHOOSER (widget);

  GTK_WIDGET_CLASS (crm_link_chooser_parent_class)->map (widget);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  update_new_button (self);
  search (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
crm_link_chooser_dispose (GObject *object)
{
  CrmLinkChooser *self = CRM_LINK_CHOOSER (object);

  self->generation++;
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_LINK_CHOOSER);
  g_clear_object (&self->store);
  g_clear_pointer (&self->narrow_field, g_free);
  G_OBJECT_CLASS (crm_link_chooser_parent_class)->dispose (object);
}

static void
crm_link_chooser_class_init (CrmLinkChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_link_chooser_dispose;
  widget_class->map = crm_link_chooser_map;

  /**
   * CrmLinkChooser::chosen:
   * @id: of the record
   * @title: of the record
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CRM_TYPE_LINK_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_STRING);
  /**
   * CrmLinkChooser::create:
   * @text: what was typed
   *
   * The person asks for a new record.
   */
  signals[SIGNAL_CREATE] = g_signal_new ("create", CRM_TYPE_LINK_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/common/crm-link-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmLinkChooser, entry);
  gtk_widget_class_bind_template_child (widget_class, CrmLinkChooser, list);
  gtk_widget_class_bind_template_child (widget_class, CrmLinkChooser, stack);
  gtk_widget_class_bind_template_child (widget_class, CrmLinkChooser, new_button);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_clicked_cb);
}

static void
crm_link_chooser_init (CrmLinkChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_search_delay (self->entry, DEBOUNCE);
}

/**
 * crm_link_chooser_new:
 * @entity: what can be chosen
 *
 * Returns: (transfer floating): a popover that emits #CrmLinkChooser::chosen
 */
GtkWidget *
crm_link_chooser_new (CrmStore *store,
                      const CrmEntity *entity)
{
  CrmLinkChooser *self = g_object_new (CRM_TYPE_LINK_CHOOSER, NULL);

  self->store = g_object_ref (store);
  self->entity = entity;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  crm_entity_get_label_plural (entity), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  crm_entity_get_label_plural (entity), -1);
  update_new_button (self);
  return GTK_WIDGET (self);
}

/**
 * crm_link_chooser_set_creatable:
 * @creatable: whether a new record can be asked for
 */
void
crm_link_chooser_set_creatable (CrmLinkChooser *self,
                                gboolean creatable)
{
  self->creatable = creatable;
  update_new_button (self);
}

/**
 * crm_link_chooser_narrow:
 * @field: (nullable): a link of the entity
 * @id: what it must point to; 0 for anything
 *
 * Offers fewer records: the stages of one pipeline, the contacts of one customer.
 */
void
crm_link_chooser_narrow (CrmLinkChooser *self,
                         const char *field,
                         gint64 id)
{
  g_set_str (&self->narrow_field, field);
  self->narrow_id = id;
}
