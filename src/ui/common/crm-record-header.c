/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-record-header.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * CrmRecordHeader:
 *
 * What a record is, at a glance: picture, title, what matters about it, and chips for its state and tags.
 */
struct _CrmRecordHeader
{
  GtkBox           parent_instance;

  GtkWidget       *avatar;
  GtkWidget       *title;
  GtkWidget       *subtitle;
  GtkWidget       *facts;
  GtkWidget       *chips;
  const CrmEntity *entity;
  gboolean         compact;
};

G_DEFINE_FINAL_TYPE (CrmRecordHeader, crm_record_header, GTK_TYPE_BOX)

enum { PROP_0, PROP_COMPACT, N_PROPS };
static GParamSpec *props[N_PROPS];

static gboolean
is_person (const CrmEntity *entity)
{
  return strcmp (entity->name, "contact") == 0 || strcmp (entity->name, "person") == 0 ||
         strcmp (entity->name, "lead") == 0 || strcmp (entity->name, "customer") == 0;
}

/* Choices and stages say in which state the record is: they are chips. */
static gboolean
is_chip (const CrmField *field)
{
  return field->kind == CRM_FIELD_TAGS || (field->kind == CRM_FIELD_CHOICE && field->flags & CRM_FIELD_LISTED) ||
         (field->kind == CRM_FIELD_LINK && strcmp (field->target, "stage") == 0 && field->flags & CRM_FIELD_LISTED);
}

static void
add_chip (CrmRecordHeader *self,
          const char *text,
          const CrmField *field)
{
  GtkWidget *label = gtk_label_new (text);
  const char *css = field->kind == CRM_FIELD_TAGS ? "crm-chip-tag" : "crm-chip-state";

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (label, crm_field_get_label (field));
  gtk_widget_add_css_class (label, "crm-chip");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, css);
  adw_wrap_box_append (ADW_WRAP_BOX (self->chips), label);
}

static void
add_tags (CrmRecordHeader *self,
          CrmRecord *record,
          guint field)
{
  const char *names = crm_record_get_link_title (record, field);
  g_auto (GStrv) tags = g_strsplit (names != NULL ? names : "", "\n", -1);

  for (guint i = 0; tags[i] != NULL; i++)
    add_chip (self, tags[i], &self->entity->fields[field]);
}

static gboolean
is_fact (const CrmField *field,
         guint index)
{
  return index > 0 && field->flags & CRM_FIELD_LISTED && !is_chip (field) && field->kind != CRM_FIELD_BOOLEAN;
}

/**
 * crm_record_header_set_record:
 * @record: what is shown
 */
void
crm_record_header_set_record (CrmRecordHeader *self,
                              CrmRecord *record)
{
  g_autoptr (GString) subtitle = g_string_new (NULL);
  GtkWidget *child;

  if (is_person (self->entity))
    adw_avatar_set_text (ADW_AVATAR (self->avatar), crm_record_get_title (record));
  gtk_label_set_label (GTK_LABEL (self->title), crm_record_get_title (record));
  while ((child = gtk_widget_get_first_child (self->chips)) != NULL)
    adw_wrap_box_remove (ADW_WRAP_BOX (self->chips), child);
  for (guint i = 0, n = 0; i < self->entity->n_fields; i++)
    {
      const CrmField *field = &self->entity->fields[i];
      g_autofree char *display = NULL;

      if (!is_chip (field) && !is_fact (field, i))
        continue;
      display = crm_record_dup_display (record, i);
      if (*display == '\0')
        continue;
      if (field->kind == CRM_FIELD_TAGS)
        add_tags (self, record, i);
      else if (is_chip (field))
        add_chip (self, display, field);
      else if (n < 4)
        g_string_append_printf (subtitle, "%s%s", n++ > 0 ? " · " : "", display);
    }
  gtk_label_set_label (GTK_LABEL (self->subtitle), subtitle->str);
  gtk_widget_set_visible (self->subtitle, subtitle->len > 0);
  gtk_widget_set_visible (self->chips, gtk_widget_get_first_child (self->chips) != NULL);
}

/**
 * crm_record_header_set_facts:
 * @facts: (nullable): a line of figures about the record
 */
void
crm_record_header_set_facts (CrmRecordHeader *self,
                             const char *facts)
{
  gtk_label_set_label (GTK_LABEL (self->facts), facts != NULL ? facts : "");
  gtk_widget_set_visible (self->facts, facts != NULL && *facts != '\0');
}

/**
 * crm_record_header_set_photo:
 * @photo: (nullable): a picture of who or what it is
 */
void
crm_record_header_set_photo (CrmRecordHeader *self,
                             GdkTexture *photo)
{
  adw_avatar_set_custom_image (ADW_AVATAR (self->avatar), photo != NULL ? GDK_PAINTABLE (photo) : NULL);
}

/* Where there is little room what is important stays. */
static void
set_compact (CrmRecordHeader *self,
             gboolean compact)
{
  if (self->compact == compact)
    return;
  self->compact = compact;
  adw_avatar_set_size (ADW_AVATAR (self->avatar), compact ? 40 : 56);
  gtk_box_set_spacing (GTK_BOX (self), compact ? 12 : 18);
  gtk_label_set_lines (GTK_LABEL (self->title), compact ? 1 : 2);
  gtk_label_set_lines (GTK_LABEL (self->subtitle), compact ? 1 : 2);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPACT]);
}

static void
crm_record_header_get_property (GObject *object,
                                guint property,
                                GValue *value,
                                GParamSpec *pspec)
{
  if (property == PROP_COMPACT)
    g_value_set_boolean (value, CRM_RECORD_HEADER (object)->compact);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
}

static void
crm_record_header_set_property (GObject *object,
                                guint property,
                                const GValue *value,
                                GParamSpec *pspec)
{
  if (property == PROP_COMPACT)
    set_compact (CRM_RECORD_HEADER (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
}

static void
crm_record_header_class_init (CrmRecordHeaderClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = crm_record_header_get_property;
  G_OBJECT_CLASS (klass)->set_property = crm_record_header_set_property;

  /**
   * CrmRecordHeader:compact:
   *
   * Whether there is little room.
   */
  props[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
}

static GtkWidget *
new_line (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
crm_record_header_init (CrmRecordHeader *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_set_spacing (GTK_BOX (self), 18);
  self->avatar = adw_avatar_new (56, NULL, FALSE);
  self->title = new_line ("title-2");
  self->subtitle = new_line ("dimmed");
  self->facts = new_line ("numeric");
  self->chips = adw_wrap_box_new ();
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (self->chips), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (self->chips), 6);
  gtk_widget_set_margin_top (self->chips, 3);
  gtk_widget_set_visible (self->facts, FALSE);
  gtk_widget_set_valign (self->avatar, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (lines), self->title);
  gtk_box_append (GTK_BOX (lines), self->subtitle);
  gtk_box_append (GTK_BOX (lines), self->facts);
  gtk_box_append (GTK_BOX (lines), self->chips);
  gtk_box_append (GTK_BOX (self), self->avatar);
  gtk_box_append (GTK_BOX (self), lines);
}

/**
 * crm_record_header_new:
 *
 * Returns: (transfer floating): an empty header
 */
GtkWidget *
crm_record_header_new (const CrmEntity *entity)
{
  CrmRecordHeader *self = g_object_new (CRM_TYPE_RECORD_HEADER, NULL);

  self->entity = entity;
  adw_avatar_set_show_initials (ADW_AVATAR (self->avatar), is_person (entity));
  adw_avatar_set_icon_name (ADW_AVATAR (self->avatar), entity->icon);
  return GTK_WIDGET (self);
}
