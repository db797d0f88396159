/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-filter-bar.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "ui/common/crm-filter-dialog.h"
#include "ui/common/crm-filter-words.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * CrmFilterBar:
 *
 * The conditions of a filter as chips that can be taken away, or the whole filter as text for those who write it
 * faster than they choose it. Both show the same tree.
 */
struct _CrmFilterBar
{
  GtkBox           parent_instance;

  /* Template */
  AdwWrapBox      *chips;
  GtkWidget       *add_button;
  GtkWidget       *text_box;
  GtkEntry        *entry;
  GtkLabel        *problem;
  GtkToggleButton *text_toggle;

  /* Owned */
  CrmStore        *store;
  const CrmEntity *entity;
  CrmFilter       *filter;
  GHashTable      *titles;       /* id → title of a record that a link is compared with */
  guint            generation;
  gboolean         setting;
};

G_DEFINE_FINAL_TYPE (CrmFilterBar, crm_filter_bar, GTK_TYPE_BOX)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void show_filter (CrmFilterBar *self);

/* Conditions that must all hold are a chip each. */
static guint
count_conditions (CrmFilterBar *self)
{
  if (self->filter == NULL)
    return 0;
  return self->filter->kind == CRM_FILTER_AND ? self->filter->children->len : 1;
}

static const CrmFilter *
get_condition (CrmFilterBar *self,
               guint index)
{
  return self->filter->kind == CRM_FILTER_AND ? self->filter->children->pdata[index] : self->filter;
}

static void
changed (CrmFilterBar *self)
{
  show_filter (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Conditions stay a flat list: an "and" within an "and" says nothing more. */
static CrmFilter *
append_condition (CrmFilter *filter,
                  CrmFilter *condition)
{
  if (filter == NULL || filter->kind != CRM_FILTER_AND)
    return crm_filter_new_group (CRM_FILTER_AND, filter, condition);
  g_ptr_array_add (filter->children, condition);
  return filter;
}

static void
remove_condition (CrmFilterBar *self,
                  guint index)
{
  CrmFilter *rest = NULL;

  for (guint i = 0; i < count_conditions (self); i++)
    {
      if (i != index)
        rest = append_condition (rest, crm_filter_copy (get_condition (self, i)));
    }
  crm_filter_free (self->filter);
  self->filter = rest;
}

static void
remove_clicked_cb (CrmFilterBar *self,
                   GtkButton *button)
{
  remove_condition (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "crm-index")));
  gtk_widget_grab_focus (self->add_button);
  changed (self);
}

static GtkWidget *
new_chip (CrmFilterBar *self,
          guint index)
{
  g_autofree char *words = crm_filter_words_describe (get_condition (self, index), self->entity, self->titles);
  g_autofree char *tooltip = g_strdup_printf (_("Remove Filter: %s"), words);
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (words);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 48);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (chip, "crm-chip");
  gtk_box_append (GTK_BOX (chip), label);
  gtk_box_append (GTK_BOX (chip), button);
  g_object_set_data (G_OBJECT (button), "crm-index", GUINT_TO_POINTER (index));
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self, G_CONNECT_SWAPPED);
  return chip;
}

static void
show_chips (CrmFilterBar *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != self->add_button)
    adw_wrap_box_remove (self->chips, child);
  for (guint i = count_conditions (self); i-- > 0;)
    adw_wrap_box_prepend (self->chips, new_chip (self, i));
}

/* Titles of records that links are compared with */

typedef struct
{
  CrmFilterBar *self;
  GHashTable   *titles;   /* id → name of its entity, then title */
  guint         generation;
} Naming;

static void
free_naming (Naming *naming)
{
  g_object_unref (naming->self);
  g_hash_table_unref (naming->titles);
  g_free (naming);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Naming, free_naming)

static gpointer
read_titles (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  Naming *naming = data;
  GHashTableIter iter;
  gpointer id, name;

  g_hash_table_iter_init (&iter, naming->titles);
  while (g_hash_table_iter_next (&iter, &id, &name))
    {
      g_autoptr (CrmRecord) record = crm_reader_get (reader, crm_entity_find (name), *(gint64 *) id, NULL);

      g_hash_table_iter_replace (&iter,
                                 g_strdup (record != NULL ? crm_record_get_title (record) : _("deleted record")));
    }
  return g_hash_table_ref (naming->titles);
}

static void
titles_read_cb (GObject *source,
                GAsyncResult *result,
                gpointer user_data)
{
  g_autoptr (Naming) naming = user_data;
  g_autoptr (GHashTable) titles = crm_store_read_finish (CRM_STORE (source), result, NULL);
  CrmFilterBar *self = naming->self;

  if (naming->generation != self->generation || self->chips == NULL || titles == NULL)
    return;
  g_clear_pointer (&self->titles, g_hash_table_unref);
  self->titles = g_steal_pointer (&titles);
  show_chips (self);
}

static void
look_up_titles (CrmFilterBar *self)
{
  g_autoptr (GHashTable) titles = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  Naming *naming;

  self->generation++;
  if (self->filter != NULL)
    crm_filter_words_collect_ids (self->filter, self->entity, titles);
  if (g_hash_table_size (titles) == 0)
    return;
  naming = g_new0 (Naming, 1);
  naming->self = g_object_ref (self);
  naming->titles = g_steal_pointer (&titles);
  naming->generation = self->generation;
  crm_store_read_async (self->store, read_titles, naming, NULL, (GDestroyNotify) g_hash_table_unref, NULL,
                        titles_read_cb, naming);
}

/* The filter as text */

/* Underlines the text from the character on that the message names. */
static void
show_problem (CrmFilterBar *self,
              const GError *error)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  guint position = 0;

  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (error == NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
      gtk_entry_set_attributes (self->entry, NULL);
      gtk_accessible_reset_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
      return;
    }
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  gtk_label_set_label (self->problem, error->message);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, error->message,
                                  -1);
  position = strtoul (error->message + strcspn (error->message, "0123456789"), NULL, 10);
  if (position > 0 && position <= g_utf8_strlen (text, -1))
    {
      PangoAttribute *underline = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);

      underline->start_index = g_utf8_offset_to_pointer (text, position - 1) - text;
      pango_attr_list_insert (attributes, underline);
    }
  gtk_entry_set_attributes (self->entry, attributes);
}

/* A filter that can be read may still compare a field with something that does not suit it. */
static gboolean
check (CrmFilterBar *self,
       const CrmFilter *filter,
       GError **error)
{
  CrmQueryContext context = { .me = 1, .today = crm_date_today () };
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) binds = crm_query_new_binds ();

  return crm_filter_to_sql (filter, self->entity, &context, sql, binds, error);
}

static gboolean
parse (CrmFilterBar *self,
       const char *text,
       CrmFilter **filter,
       GError **error)
{
  *filter = NULL;
  if (text[strspn (text, " \t")] == '\0')
    return TRUE;
  *filter = crm_filter_parse (self->entity, text, error);
  if (*filter == NULL)
    return FALSE;
  if (check (self, *filter, error))
    return TRUE;
  g_clear_pointer (filter, crm_filter_free);
  return FALSE;
}

static void
entry_changed_cb (CrmFilterBar *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmFilter) filter = NULL;

  if (self->setting)
    return;
  /* Being in the middle of a word is no mistake: said when the person is done. */
  if (parse (self, gtk_editable_get_text (GTK_EDITABLE (self->entry)), &filter, &error))
    show_problem (self, NULL);
}

static void
entry_activated_cb (CrmFilterBar *self)
{
  g_autoptr (GError) error = NULL;
  CrmFilter *filter;

  if (!parse (self, gtk_editable_get_text (GTK_EDITABLE (self->entry)), &filter, &error))
    {
      show_problem (self, error);
      return;
    }
  show_problem (self, NULL);
  crm_filter_free (self->filter);
  self->filter = filter;
  changed (self);
}

static void
text_toggled_cb (CrmFilterBar *self)
{
  gboolean editing = gtk_toggle_button_get_active (self->text_toggle);

  show_filter (self);
  if (editing)
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* Both */

static void
show_filter (CrmFilterBar *self)
{
  gboolean editing = gtk_toggle_button_get_active (self->text_toggle);
  g_autofree char *text = self->filter != NULL ? crm_filter_to_string (self->filter) : g_strdup ("");

  self->setting = TRUE;
  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (self->entry))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  self->setting = FALSE;
  show_problem (self, NULL);
  show_chips (self);
  look_up_titles (self);
  gtk_widget_set_visible (GTK_WIDGET (self->chips), !editing);
  gtk_widget_set_visible (self->text_box, editing);
  gtk_widget_set_visible (GTK_WIDGET (self), editing || self->filter != NULL);
}

static void
chosen_cb (CrmFilterBar *self,
           CrmFilter *condition)
{
  self->filter = append_condition (self->filter, crm_filter_copy (condition));
  changed (self);
}

static void
crm_filter_bar_dispose (GObject *object)
{
  CrmFilterBar *self = CRM_FILTER_BAR (object);

  self->generation++;
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_FILTER_BAR);
  g_clear_object (&self->store);
  g_clear_pointer (&self->filter, crm_filter_free);
  g_clear_pointer (&self->titles, g_hash_table_unref);
  G_OBJECT_CLASS (crm_filter_bar_parent_class)->dispose (object);
}

static void
crm_filter_bar_class_init (CrmFilterBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_filter_bar_dispose;

  /**
   * CrmFilterBar::changed:
   *
   * The person changed the filter.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CRM_TYPE_FILTER_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/common/crm-filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmFilterBar, chips);
  gtk_widget_class_bind_template_child (widget_class, CrmFilterBar, add_button);
  gtk_widget_class_bind_template_child (widget_class, CrmFilterBar, text_box);
  gtk_widget_class_bind_template_child (widget_class, CrmFilterBar, entry);
  gtk_widget_class_bind_template_child (widget_class, CrmFilterBar, problem);
  gtk_widget_class_bind_template_child (widget_class, CrmFilterBar, text_toggle);
  gtk_widget_class_bind_template_callback (widget_class, crm_filter_bar_add);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_toggled_cb);
}

static void
crm_filter_bar_init (CrmFilterBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * crm_filter_bar_new:
 *
 * Returns: (transfer floating): a bar without conditions, which is not visible
 */
GtkWidget *
crm_filter_bar_new (CrmStore *store,
                    const CrmEntity *entity)
{
  CrmFilterBar *self = g_object_new (CRM_TYPE_FILTER_BAR, NULL);

  self->store = g_object_ref (store);
  self->entity = entity;
  show_filter (self);
  return GTK_WIDGET (self);
}

/**
 * crm_filter_bar_get_filter:
 *
 * Returns: (transfer none) (nullable): the filter
 */
const CrmFilter *
crm_filter_bar_get_filter (CrmFilterBar *self)
{
  return self->filter;
}

/**
 * crm_filter_bar_take_filter:
 * @filter: (transfer full) (nullable): what is shown from now on
 */
void
crm_filter_bar_take_filter (CrmFilterBar *self,
                            CrmFilter *filter)
{
  crm_filter_free (self->filter);
  self->filter = filter;
  show_filter (self);
}

/**
 * crm_filter_bar_set_text:
 * @text: a filter in the filter language
 *
 * Errors: %CRM_ERROR_SYNTAX with the position; the filter is as it was
 */
gboolean
crm_filter_bar_set_text (CrmFilterBar *self,
                         const char *text,
                         GError **error)
{
  CrmFilter *filter;

  if (!parse (self, text, &filter, error))
    return FALSE;
  crm_filter_bar_take_filter (self, filter);
  return TRUE;
}

/**
 * crm_filter_bar_add:
 *
 * Asks for a condition to be added.
 */
void
crm_filter_bar_add (CrmFilterBar *self)
{
  AdwDialog *dialog = crm_filter_dialog_new (self->store, self->entity);
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_PAGE);

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, page != NULL ? page : GTK_WIDGET (self));
}

/**
 * crm_filter_bar_set_editing:
 * @editing: whether the filter is written as text
 */
void
crm_filter_bar_set_editing (CrmFilterBar *self,
                            gboolean editing)
{
  gtk_toggle_button_set_active (self->text_toggle, editing);
}
