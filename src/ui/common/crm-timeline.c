/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-timeline.h"

#include "base/crm-date.h"
#include "ui/common/crm-feedback.h"
#include "ui/common/crm-record-dialog.h"
#include "ui/common/crm-timeline-items.h"

#include <glib/gi18n.h>
#include <string.h>

#define FIRST_LIMIT 60

/**
 * CrmTimeline:
 *
 * What is planned with a record and what happened to it, newest first, with a line to note down what happened just now.
 */
struct _CrmTimeline
{
  AdwBin           parent_instance;

  /* Template */
  GtkDropDown     *kind_choice;
  GtkEntry        *entry;
  GtkDropDown     *filter_choice;
  GtkBox          *groups;
  GtkButton       *more_button;
  GtkWidget       *composer;

  /* Owned */
  CrmStore        *store;
  const CrmEntity *entity;
  gint64           id;
  CrmRecord       *record;
  guint            limit;
  guint            generation;
};

G_DEFINE_FINAL_TYPE (CrmTimeline, crm_timeline, ADW_TYPE_BIN)

/* What can be noted down, in the order of the choice. */
static const char *const kinds[] = { "note", "call", "meeting", "email", "task" };

typedef struct
{
  CrmTimeline *self;
  const char  *kind;
  guint        limit;
  guint        generation;
} Load;

static void
free_load (Load *load)
{
  g_object_unref (load->self);
  g_free (load);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Load, free_load)

/* Rows */

static void
open_cb (CrmTimeline *self,
         AdwActionRow *row)
{
  const char *reference = g_object_get_data (G_OBJECT (row), "crm-reference");

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-record", "s", reference);
}

static void
done_clicked_cb (CrmTimeline *self,
                 GtkWidget *button)
{
  const char *title = g_object_get_data (G_OBJECT (button), "crm-title");
  gint64 *id = g_object_get_data (G_OBJECT (button), "crm-id");
  g_autofree char *label = g_strdup_printf (_("Mark %s as done"), title);
  g_autofree char *toast = g_strdup_printf (_("%s is done"), title);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, label);

  crm_change_set_update (changes, "activity", *id);
  crm_change_set_text (changes, "status", "done");
  crm_feedback_apply (GTK_WIDGET (self), self->store, changes, toast, NULL, NULL);
}

static GtkWidget *
new_done_button (CrmTimeline *self,
                 const CrmTimelineItem *item)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("object-select-symbolic");
  g_autofree char *tooltip = g_strdup_printf (_("Mark “%s” as Done"), item->title);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "crm-title", g_strdup (item->title), g_free);
  g_object_set_data_full (G_OBJECT (button), "crm-id", g_memdup2 (&item->id, sizeof item->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (done_clicked_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static char *
describe (const CrmTimelineItem *item)
{
  g_autofree char *when = item->date_only ? crm_date_format_relative (crm_instant_to_date (item->at))
                                          : crm_instant_format (item->at);
  g_autoptr (GString) text = g_string_new (when);

  if (item->detail != NULL && *item->detail != '\0')
    g_string_append_printf (text, " · %s", item->detail);
  if (item->notes != NULL && *item->notes != '\0')
    g_string_append_printf (text, "\n%s", item->notes);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
new_row (CrmTimeline *self,
         const CrmTimelineItem *item)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (item->icon);
  g_autofree char *subtitle = describe (item);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), item->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_widget_add_css_class (icon, "crm-timeline-icon");
  if (item->overdue)
    gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (item->planned && !crm_store_is_read_only (self->store))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_done_button (self, item));
  if (item->entity != NULL)
    {
      g_object_set_data_full (G_OBJECT (row), "crm-reference",
                              g_strdup_printf ("%s:%" G_GINT64_FORMAT, item->entity->name, item->id), g_free);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_signal_connect_object (row, "activated", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
    }
  return row;
}

/* Items stand below the month in which they happened. */
static char *
get_heading (const CrmTimelineItem *item)
{
  gint64 month = crm_period_start (CRM_PERIOD_MONTH, crm_instant_to_date (item->at));

  if (item->planned)
    return g_strdup (_("Planned"));
  return crm_period_label (CRM_PERIOD_MONTH, month);
}

static void
show_items (CrmTimeline *self,
            GPtrArray *items)
{
  GtkWidget *child, *group = NULL;
  g_autofree char *shown = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
  for (guint i = 0; i < items->len; i++)
    {
      g_autofree char *heading = get_heading (items->pdata[i]);

      if (g_strcmp0 (heading, shown) != 0)
        {
          group = adw_preferences_group_new ();
          adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), heading);
          gtk_box_append (self->groups, group);
          g_set_str (&shown, heading);
        }
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (self, items->pdata[i]));
    }
  if (items->len == 0)
    {
      GtkWidget *label = gtk_label_new (_("Nothing of this kind yet"));

      gtk_widget_add_css_class (label, "dimmed");
      gtk_box_append (self->groups, label);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), items->len >= self->limit);
}

/* Reading */

static gpointer
read_items (CrmReader *reader,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  Load *load = data;

  return crm_timeline_items_read (reader, load->self->entity, load->self->id, load->kind, load->limit, error);
}

static void
loaded_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (Load) load = user_data;
  g_autoptr (GPtrArray) items = crm_store_read_finish (CRM_STORE (source), result, NULL);
  CrmTimeline *self = load->self;

  if (load->generation == self->generation && self->store != NULL && items != NULL)
    show_items (self, items);
}

static const char *
get_filter (CrmTimeline *self)
{
  guint selected = gtk_drop_down_get_selected (self->filter_choice);

  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return NULL;
  return selected <= G_N_ELEMENTS (kinds) ? kinds[selected - 1] : "change";
}

static void
reload (CrmTimeline *self)
{
  Load *load;

  if (self->store == NULL)
    return;
  load = g_new0 (Load, 1);
  load->self = g_object_ref (self);
  load->kind = get_filter (self);
  load->limit = self->limit;
  load->generation = ++self->generation;
  crm_store_read_async (self->store, read_items, load, NULL, (GDestroyNotify) g_ptr_array_unref, NULL, loaded_cb, load);
}

static void
store_changed_cb (CrmTimeline *self,
                  CrmEvents *events)
{
  if (crm_events_find (events, "activity") != NULL || crm_events_find (events, "opportunity") != NULL ||
      crm_events_touch (events, self->entity->name, self->id))
    reload (self);
}

static void
filter_selected_cb (CrmTimeline *self)
{
  self->limit = FIRST_LIMIT;
  reload (self);
}

static void
more_clicked_cb (CrmTimeline *self)
{
  self->limit *= 3;
  reload (self);
}

/* Noting down */

static const char *
get_kind (CrmTimeline *self)
{
  return kinds[MIN (gtk_drop_down_get_selected (self->kind_choice), G_N_ELEMENTS (kinds) - 1)];
}

static void
update_placeholder (CrmTimeline *self)
{
  static const char *const hints[] = { N_("What is worth knowing?"), N_("What was said?"), N_("What was it about?"),
                                       N_("What did you write?"), N_("What is to be done?") };

  gtk_entry_set_placeholder_text (self->entry, _(hints[MIN (gtk_drop_down_get_selected (self->kind_choice),
                                                            G_N_ELEMENTS (hints) - 1)]));
}

/* An activity about a deal is also one about its customer: links of the same name are taken over. */
static CrmRecord *
make_activity (CrmTimeline *self)
{
  const CrmEntity *activity = crm_entity_find ("activity");
  CrmRecord *preset = crm_record_new (activity, 0);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  if (*text != '\0')
    crm_record_take_value (preset, 0, crm_value_text (text), NULL);
  crm_record_take_value (preset, crm_entity_field_index (activity, "kind"), crm_value_text (get_kind (self)), NULL);
  if (strcmp (get_kind (self), "task") != 0)
    crm_record_take_value (preset, crm_entity_field_index (activity, "due_at"), crm_value_int (crm_instant_now ()),
                           NULL);
  for (guint i = 0; i < activity->n_fields; i++)
    {
      const CrmField *field = &activity->fields[i];
      int own = crm_entity_field_index (self->entity, field->key);

      if (field->kind != CRM_FIELD_LINK)
        continue;
      if (strcmp (field->key, self->entity->name) == 0)
        crm_record_take_value (preset, i, crm_value_int (self->id), g_strdup (crm_record_get_title (self->record)));
      else if (strcmp (field->key, "owner") == 0 && crm_store_get_me (self->store) != 0)
        crm_record_take_value (preset, i, crm_value_int (crm_store_get_me (self->store)), g_strdup (_("Me")));
      else if (own >= 0 && g_strcmp0 (self->entity->fields[own].target, field->target) == 0)
        crm_record_take_value (preset, i, crm_value_copy (crm_record_get_value (self->record, own)),
                               g_strdup (crm_record_get_link_title (self->record, own)));
    }
  return preset;
}

static void
log_activated (GtkWidget *widget,
               const char *action,
               GVariant *parameter)
{
  CrmTimeline *self = CRM_TIMELINE (widget);
  g_autoptr (CrmRecord) activity = self->record != NULL ? make_activity (self) : NULL;
  g_autoptr (CrmChangeSet) changes = NULL;
  g_autofree char *label = NULL, *toast = NULL;

  if (activity == NULL || *crm_record_get_title (activity) == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->entry));
      return;
    }
  label = g_strdup_printf (_("Add %s"), crm_record_get_title (activity));
  toast = g_strdup_printf (_("%s added"), crm_record_get_title (activity));
  changes = crm_change_set_new (self->store, label);
  crm_change_set_insert (changes, "activity");
  for (guint i = 0; i < crm_record_get_entity (activity)->n_fields; i++)
    {
      const CrmValue *value = crm_record_get_value (activity, i);

      if (!crm_value_is_null (value))
        crm_change_set_take (changes, crm_record_get_entity (activity)->fields[i].key, crm_value_copy (value));
    }
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  crm_feedback_apply (widget, self->store, changes, toast, NULL, NULL);
}

static void
entry_activated_cb (CrmTimeline *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "timeline.log", NULL);
}

static void
details_activated (GtkWidget *widget,
                   const char *action,
                   GVariant *parameter)
{
  CrmTimeline *self = CRM_TIMELINE (widget);
  g_autoptr (CrmRecord) preset = self->record != NULL ? make_activity (self) : NULL;

  if (preset == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  adw_dialog_present (crm_record_dialog_new (self->store, crm_store_find_entity (self->store, "activity"), preset),
                      widget);
}

/* Object */

static void
crm_timeline_dispose (GObject *object)
{
  CrmTimeline *self = CRM_TIMELINE (object);

  self->generation++;
  g_clear_object (&self->store);
  g_clear_object (&self->record);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_TIMELINE);
  G_OBJECT_CLASS (crm_timeline_parent_class)->dispose (object);
}

static void
crm_timeline_class_init (CrmTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_timeline_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/common/crm-timeline.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmTimeline, kind_choice);
  gtk_widget_class_bind_template_child (widget_class, CrmTimeline, entry);
  gtk_widget_class_bind_template_child (widget_class, CrmTimeline, filter_choice);
  gtk_widget_class_bind_template_child (widget_class, CrmTimeline, groups);
  gtk_widget_class_bind_template_child (widget_class, CrmTimeline, more_button);
  gtk_widget_class_bind_template_child (widget_class, CrmTimeline, composer);
  gtk_widget_class_bind_template_callback (widget_class, update_placeholder);
  gtk_widget_class_bind_template_callback (widget_class, filter_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_install_action (widget_class, "timeline.log", NULL, log_activated);
  gtk_widget_class_install_action (widget_class, "timeline.details", NULL, details_activated);
}

static void
crm_timeline_init (CrmTimeline *self)
{
  g_autoptr (GtkStringList) choices = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) filters = gtk_string_list_new (NULL);
  const CrmField *field = crm_entity_field (crm_entity_find ("activity"), "kind");

  self->limit = FIRST_LIMIT;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_string_list_append (filters, _("Everything"));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gtk_string_list_append (choices, crm_choice_get_label (crm_field_find_choice (field, kinds[i])));
      gtk_string_list_append (filters, crm_choice_get_label (crm_field_find_choice (field, kinds[i])));
    }
  gtk_string_list_append (filters, _("Changes"));
  gtk_drop_down_set_model (self->kind_choice, G_LIST_MODEL (choices));
  gtk_drop_down_set_model (self->filter_choice, G_LIST_MODEL (filters));
  update_placeholder (self);
}

/**
 * crm_timeline_new:
 * @entity: see crm_timeline_items_suit()
 *
 * Returns: (transfer floating): a timeline that begins to load
 */
GtkWidget *
crm_timeline_new (CrmStore *store,
                  const CrmEntity *entity,
                  gint64 id)
{
  CrmTimeline *self = g_object_new (CRM_TYPE_TIMELINE, NULL);

  self->store = g_object_ref (store);
  self->entity = entity;
  self->id = id;
  gtk_widget_set_visible (self->composer, !crm_store_is_read_only (store));
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  reload (self);
  return GTK_WIDGET (self);
}

/**
 * crm_timeline_set_record:
 * @record: what it is about, for what is noted down
 */
void
crm_timeline_set_record (CrmTimeline *self,
                         CrmRecord *record)
{
  g_set_object (&self->record, record);
}
