/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-record-page.h"

#include "base/crm-error.h"
#include "ui/common/crm-draft.h"
#include "ui/common/crm-feedback.h"
#include "ui/common/crm-history-view.h"
#include "ui/common/crm-record-actions.h"
#include "ui/common/crm-record-details.h"
#include "ui/common/crm-record-dialog.h"
#include "ui/common/crm-record-facts.h"
#include "ui/common/crm-record-form.h"
#include "ui/common/crm-record-header.h"
#include "ui/common/crm-related-list.h"
#include "ui/common/crm-stage-change.h"
#include "ui/common/crm-timeline.h"
#include "ui/common/crm-timeline-items.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * CrmRecordPage:
 *
 * All about one record: its fields, the records that belong to it, what happened to it. Follows the store, and leaves
 * when the record is deleted.
 */
struct _CrmRecordPage
{
  AdwNavigationPage parent_instance;

  /* Template */
  AdwWindowTitle   *title;
  AdwBin           *header_bin;
  AdwBanner        *draft_banner;
  AdwViewStack     *stack;

  /* Owned */
  CrmStore         *store;
  const CrmEntity  *entity;
  gint64            id;
  CrmRecord        *record;
  CrmRecordForm    *form;       /* borrowed */
  CrmDraft         *draft;      /* borrowed; of the form; NULL where the workspace is only read */
  CrmRecordHeader  *header;     /* borrowed */
  CrmTimeline      *timeline;   /* borrowed; NULL where nothing can be planned */
  CrmRecordDetails *details;    /* borrowed */
  GtkWidget        *caption;    /* borrowed */
  guint             generation;
  gboolean          wide;
  gboolean          compact;
  gboolean          gone;
};

G_DEFINE_FINAL_TYPE (CrmRecordPage, crm_record_page, ADW_TYPE_NAVIGATION_PAGE)

enum { PROP_0, PROP_WIDE, PROP_COMPACT, N_PROPS };
static GParamSpec *props[N_PROPS];

/* Reading the record */

typedef struct
{
  CrmRecordPage *self;
  guint          generation;
} Load;

static void
free_load (Load *load)
{
  g_object_unref (load->self);
  g_free (load);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Load, free_load)

typedef struct
{
  CrmRecord  *record;
  char       *facts;
  GPtrArray  *details;   /* of CrmVcardDetail */
  GdkTexture *photo;
} Loaded;

static void
free_loaded (Loaded *loaded)
{
  g_object_unref (loaded->record);
  g_free (loaded->facts);
  g_clear_pointer (&loaded->details, g_ptr_array_unref);
  g_clear_object (&loaded->photo);
  g_free (loaded);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loaded, free_loaded)

static void
read_card (Loaded *loaded,
           const CrmEntity *entity)
{
  int field = crm_entity_field_index (entity, CRM_VCARD_KEY);
  const CrmValue *value = field >= 0 ? crm_record_get_value (loaded->record, field) : NULL;
  g_autoptr (CrmVcard) card = NULL;

  if (value == NULL || crm_value_is_null (value))
    return;
  card = crm_vcard_read_kept (value->text);
  loaded->details = crm_vcard_list_details (card, entity);
  loaded->photo = crm_photo_read (card);
}

static gpointer
read_record (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  CrmRecordPage *self = ((Load *) data)->self;
  CrmRecord *record = crm_reader_get (reader, self->entity, self->id, error);
  Loaded *loaded;

  if (record == NULL)
    return NULL;
  loaded = g_new0 (Loaded, 1);
  loaded->record = record;
  if (crm_record_facts_suit (self->entity))
    loaded->facts = crm_record_facts_read (reader, self->entity, self->id);
  read_card (loaded, self->entity);
  return loaded;
}

static void
leave (CrmRecordPage *self)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  self->gone = TRUE;
  if (self->draft != NULL)
    crm_draft_remove (self->draft);
  /* Under another page it waits until it is seen again. */
  if (view != NULL && adw_navigation_view_get_visible_page (ADW_NAVIGATION_VIEW (view)) == ADW_NAVIGATION_PAGE (self))
    adw_navigation_view_pop (ADW_NAVIGATION_VIEW (view));
}

static void
show_dates (CrmRecordPage *self)
{
  g_autofree char *created = crm_record_dup_display_by_key (self->record, "created_at");
  g_autofree char *updated = crm_record_dup_display_by_key (self->record, "updated_at");
  g_autofree char *text = g_strdup_printf (_("Created %s · Last changed %s"), created, updated);

  gtk_label_set_label (GTK_LABEL (self->caption), text);
}

static void
show_record (CrmRecordPage *self,
             CrmRecord *record)
{
  const char *title = crm_record_get_title (record);
  gboolean first = self->record == NULL;

  g_set_object (&self->record, record);
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), title);
  adw_window_title_set_title (self->title, crm_entity_get_label (self->entity));
  crm_record_header_set_record (self->header, record);
  crm_record_form_set_record (self->form, record);
  if (self->draft != NULL && first)
    crm_draft_restore (self->draft, self->draft_banner);
  else if (self->draft != NULL)
    crm_draft_update (self->draft);
  if (self->timeline != NULL)
    crm_timeline_set_record (self->timeline, record);
  show_dates (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.duplicate", !crm_store_is_read_only (self->store));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.delete", !crm_store_is_read_only (self->store));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.copy-email",
                                 crm_record_actions_email_field (self->entity) >= 0);
}

static void
loaded_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (Load) load = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Loaded) loaded = crm_store_read_finish (CRM_STORE (source), result, &error);
  CrmRecordPage *self = load->self;

  if (load->generation != self->generation || self->store == NULL)
    return;
  if (loaded == NULL)
    {
      if (g_error_matches (error, CRM_ERROR, CRM_ERROR_NOT_FOUND))
        leave (self);
      else
        crm_feedback_error (GTK_WIDGET (self), _("Not Read"), error);
      return;
    }
  show_record (self, loaded->record);
  crm_record_header_set_facts (self->header, loaded->facts);
  crm_record_header_set_photo (self->header, loaded->photo);
  crm_record_details_show (self->details, loaded->details);
}

static void
reload (CrmRecordPage *self)
{
  Load *load = g_new0 (Load, 1);

  load->self = g_object_ref (self);
  load->generation = ++self->generation;
  crm_store_read_async (self->store, read_record, load, NULL, (GDestroyNotify) free_loaded, NULL, loaded_cb,
                        load);
}

/* A record that this one links to may have got another title. */
static gboolean
is_linked (CrmRecordPage *self,
           CrmEvents *events)
{
  for (guint i = 0; self->record != NULL && i < self->entity->n_fields; i++)
    {
      const CrmField *field = &self->entity->fields[i];
      const CrmValue *value = crm_record_get_value (self->record, i);

      if (field->kind == CRM_FIELD_LINK && value->type == CRM_VALUE_INT &&
          crm_events_touch (events, field->target, value->i))
        return TRUE;
    }
  return FALSE;
}

static void
store_changed_cb (CrmRecordPage *self,
                  CrmEvents *events)
{
  if (crm_events_touch (events, self->entity->name, self->id) || is_linked (self, events) ||
      (crm_record_facts_suit (self->entity) &&
       (crm_events_find (events, "opportunity") != NULL || crm_events_find (events, "activity") != NULL)))
    reload (self);
}

static void
crm_record_page_showing (AdwNavigationPage *page)
{
  CrmRecordPage *self = CRM_RECORD_PAGE (page);

  if (self->gone)
    gtk_widget_activate_action (GTK_WIDGET (self), "navigation.pop", NULL);
}

/* Actions */

static void
delete_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  CrmRecordPage *self = CRM_RECORD_PAGE (widget);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (self->record == NULL)
    return;
  g_array_append_val (ids, self->id);
  crm_record_actions_delete (widget, self->store, self->entity, ids, crm_record_get_title (self->record));
}

static void
duplicate_activated (GtkWidget *widget,
                     const char *action,
                     GVariant *parameter)
{
  CrmRecordPage *self = CRM_RECORD_PAGE (widget);
  g_autoptr (CrmRecord) preset = NULL;

  if (self->record == NULL)
    return;
  preset = crm_record_actions_duplicate (self->record);
  adw_dialog_present (crm_record_dialog_new (self->store, self->entity, preset), widget);
}

static void
copy_email_activated (GtkWidget *widget,
                      const char *action,
                      GVariant *parameter)
{
  if (CRM_RECORD_PAGE (widget)->record != NULL)
    crm_record_actions_copy_email (widget, CRM_RECORD_PAGE (widget)->record);
}

static void
copy_reference_activated (GtkWidget *widget,
                          const char *action,
                          GVariant *parameter)
{
  CrmRecordPage *self = CRM_RECORD_PAGE (widget);
  g_autofree char *reference = g_strdup_printf ("%s:%" G_GINT64_FORMAT, self->entity->name, self->id);

  crm_record_actions_copy (widget, reference, _("Reference copied"));
}

static void
discard_draft_activated (GtkWidget *widget,
                         const char *action,
                         GVariant *parameter)
{
  CrmRecordPage *self = CRM_RECORD_PAGE (widget);

  if (self->draft != NULL)
    crm_draft_discard (self->draft);
}

/* Tabs */

static gboolean
save_cb (CrmRecordPage *self,
         CrmChangeSet *changes)
{
  return crm_stage_change_ask (self->form, self->store, self->record, changes);
}

static void
add_profile (CrmRecordPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  self->form = CRM_RECORD_FORM (crm_record_form_new (self->store, self->entity, FALSE));
  g_signal_connect_object (self->form, "save", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  if (!crm_store_is_read_only (self->store))
    self->draft = crm_draft_new (self->store, self->entity, self->id, self->form);
  self->caption = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->caption), TRUE);
  gtk_widget_add_css_class (self->caption, "dimmed");
  gtk_widget_add_css_class (self->caption, "caption");
  gtk_widget_add_css_class (box, "crm-page-content");
  self->details = CRM_RECORD_DETAILS (crm_record_details_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->details));
  gtk_box_append (GTK_BOX (box), self->caption);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 1080);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  g_object_bind_property (self, "wide", self->form, "two-columns", G_BINDING_SYNC_CREATE);
  adw_view_stack_add_titled_with_icon (self->stack, scrolled, "profile", _("Profile"), self->entity->icon);
}

/* One tab for each link by which records of another kind belong to this one. */
static void
add_related (CrmRecordPage *self)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint i = 0; i < n_entities; i++)
    {
      const CrmEntity *entity = crm_store_find_entity (self->store, entities[i]->name);

      for (guint k = 0; k < entity->n_fields; k++)
        {
          const CrmField *field = &entity->fields[k];

          if (field->kind == CRM_FIELD_LINK && strcmp (field->target, self->entity->name) == 0 &&
              crm_related_list_is_wanted (entity, field))
            crm_related_list_add (self->stack, self->store, entity, field, self->id);
        }
    }
}

static void
add_timeline (CrmRecordPage *self)
{
  GtkWidget *timeline;

  if (!crm_timeline_items_suit (self->entity))
    return;
  timeline = crm_timeline_new (self->store, self->entity, self->id);
  self->timeline = CRM_TIMELINE (timeline);
  adw_view_stack_add_titled_with_icon (self->stack, timeline, "timeline", _("Timeline"), "x-office-calendar-symbolic");
}

static void
add_history (CrmRecordPage *self)
{
  adw_view_stack_add_titled_with_icon (self->stack, crm_history_view_new (self->store, self->entity, self->id),
                                       "history", _("History"), "clientele-history-symbolic");
}

/* Object */

static void
crm_record_page_get_property (GObject *object,
                              guint property,
                              GValue *value,
                              GParamSpec *pspec)
{
  CrmRecordPage *self = CRM_RECORD_PAGE (object);

  switch (property)
    {
    case PROP_WIDE:
      g_value_set_boolean (value, self->wide);
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
crm_record_page_set_property (GObject *object,
                              guint property,
                              const GValue *value,
                              GParamSpec *pspec)
{
  CrmRecordPage *self = CRM_RECORD_PAGE (object);
  gboolean *flag;

  if (property != PROP_WIDE && property != PROP_COMPACT)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
      return;
    }
  flag = property == PROP_WIDE ? &self->wide : &self->compact;
  if (*flag == g_value_get_boolean (value))
    return;
  *flag = g_value_get_boolean (value);
  g_object_notify_by_pspec (object, pspec);
}

static void
crm_record_page_dispose (GObject *object)
{
  CrmRecordPage *self = CRM_RECORD_PAGE (object);

  self->generation++;
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_RECORD_PAGE);
  g_clear_object (&self->record);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (crm_record_page_parent_class)->dispose (object);
}

static void
crm_record_page_class_init (CrmRecordPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = crm_record_page_get_property;
  object_class->set_property = crm_record_page_set_property;
  object_class->dispose = crm_record_page_dispose;
  ADW_NAVIGATION_PAGE_CLASS (klass)->showing = crm_record_page_showing;

  /**
   * CrmRecordPage:wide:
   *
   * Whether there is room for two columns.
   */
  props[PROP_WIDE] = g_param_spec_boolean ("wide", NULL, NULL, FALSE,
                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  /**
   * CrmRecordPage:compact:
   *
   * Whether there is room for little.
   */
  props[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/common/crm-record-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmRecordPage, title);
  gtk_widget_class_bind_template_child (widget_class, CrmRecordPage, header_bin);
  gtk_widget_class_bind_template_child (widget_class, CrmRecordPage, draft_banner);
  gtk_widget_class_bind_template_child (widget_class, CrmRecordPage, stack);
  gtk_widget_class_install_action (widget_class, "record.discard-draft", NULL, discard_draft_activated);
  gtk_widget_class_install_action (widget_class, "record.delete", NULL, delete_activated);
  gtk_widget_class_install_action (widget_class, "record.duplicate", NULL, duplicate_activated);
  gtk_widget_class_install_action (widget_class, "record.copy-email", NULL, copy_email_activated);
  gtk_widget_class_install_action (widget_class, "record.copy-reference", NULL, copy_reference_activated);
}

static void
crm_record_page_init (CrmRecordPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * crm_record_page_new:
 * @id: of a record of that entity
 *
 * Returns: (transfer floating): a page that begins to load
 */
AdwNavigationPage *
crm_record_page_new (CrmStore *store,
                     const CrmEntity *entity,
                     gint64 id)
{
  CrmRecordPage *self = g_object_new (CRM_TYPE_RECORD_PAGE, NULL);

  self->store = g_object_ref (store);
  self->entity = entity;
  self->id = id;
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), crm_entity_get_label (entity));
  self->header = CRM_RECORD_HEADER (crm_record_header_new (entity));
  adw_bin_set_child (self->header_bin, GTK_WIDGET (self->header));
  g_object_bind_property (self, "compact", self->header, "compact", G_BINDING_SYNC_CREATE);
  add_profile (self);
  add_timeline (self);
  add_related (self);
  add_history (self);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  reload (self);
  crm_store_note_use (store, entity, id);
  return ADW_NAVIGATION_PAGE (self);
}

/**
 * crm_record_page_get_record:
 *
 * Returns: (transfer none) (nullable): the record, once it has been read
 */
CrmRecord *
crm_record_page_get_record (CrmRecordPage *self)
{
  return self->record;
}

/**
 * crm_record_page_get_stack:
 *
 * Returns: (transfer none): the tabs: "profile", one for each kind of record that belongs to this one, "history"
 */
AdwViewStack *
crm_record_page_get_stack (CrmRecordPage *self)
{
  return self->stack;
}
