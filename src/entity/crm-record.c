/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

#include <string.h>

/**
 * CrmRecord:
 *
 * A snapshot of one row of an entity. Each entity is a subclass whose properties are installed from its table: for
 * a field `due_at` the property `due-at` with the stored value, and for all but plain text `due-at-text` with the
 * value for people (for links the title of the target). Custom fields have no property, as their class does not know
 * them; `custom` notifies of any. Records are read; changes go through a change set.
 *
 * A record of a list may not be loaded yet: all its values are null until it notifies.
 */

typedef struct
{
  const CrmEntity *entity;   /* of the class, maybe with custom fields */
  gint64    id;
  gboolean  loaded;
  CrmValue *values;
  char    **link_titles;
} CrmRecordPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (CrmRecord, crm_record, G_TYPE_OBJECT)

enum { PROP_ID = 1, PROP_LOADED, PROP_TITLE, PROP_CUSTOM, PROP_FIRST_FIELD };

#define PRIVATE(self) ((CrmRecordPrivate *) crm_record_get_instance_private (self))

static const CrmEntity *
entity_of (CrmRecord *self)
{
  return PRIVATE (self)->entity;
}

/* Custom fields stand before those of the system. */
static guint
place_of (CrmRecord *self,
          guint declared)
{
  const CrmEntity *base = CRM_RECORD_GET_CLASS (self)->entity;

  return declared + (declared < base->n_fields - 2 ? 0 : entity_of (self)->n_fields - base->n_fields);
}

static guint
value_property (guint field)
{
  return PROP_FIRST_FIELD + 2 * field;
}

static void
get_field_property (CrmRecord *self,
                    guint index,
                    gboolean text,
                    GValue *out)
{
  const CrmField *field = &entity_of (self)->fields[index];
  const CrmValue *value = crm_record_get_value (self, index);

  if (text)
    {
      g_value_take_string (out, crm_record_dup_display (self, index));
      return;
    }
  switch (crm_field_value_type (field))
    {
    case CRM_VALUE_TEXT:
      g_value_set_string (out, value->type == CRM_VALUE_TEXT ? value->text : NULL);
      break;
    case CRM_VALUE_REAL:
      g_value_set_double (out, value->type == CRM_VALUE_REAL ? value->real : 0);
      break;
    case CRM_VALUE_INT:
      if (field->kind == CRM_FIELD_BOOLEAN)
        {
          g_value_set_boolean (out, value->type == CRM_VALUE_INT && value->i != 0);
          break;
        }
      G_GNUC_FALLTHROUGH;
    case CRM_VALUE_MONEY:
      g_value_set_int64 (out, crm_value_is_null (value) ? 0 : value->i);
      break;
    case CRM_VALUE_NULL:
    default:
      g_return_if_reached ();
    }
}

static void
crm_record_get_property (GObject *object,
                         guint property,
                         GValue *value,
                         GParamSpec *pspec)
{
  CrmRecord *self = CRM_RECORD (object);

  switch (property)
    {
    case PROP_ID:
      g_value_set_int64 (value, PRIVATE (self)->id);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, PRIVATE (self)->loaded);
      break;
    case PROP_TITLE:
      g_value_set_string (value, crm_record_get_title (self));
      break;
    case PROP_CUSTOM:
      g_value_set_boolean (value, entity_of (self)->n_fields > CRM_RECORD_GET_CLASS (self)->entity->n_fields);
      break;
    default:
      get_field_property (self, place_of (self, (property - PROP_FIRST_FIELD) / 2),
                          (property - PROP_FIRST_FIELD) % 2 == 1, value);
    }
}

static void
crm_record_finalize (GObject *object)
{
  CrmRecord *self = CRM_RECORD (object);
  CrmRecordPrivate *priv = PRIVATE (self);

  for (guint i = 0; i < entity_of (self)->n_fields; i++)
    {
      crm_value_clear (&priv->values[i]);
      g_free (priv->link_titles[i]);
    }
  g_free (priv->values);
  g_free (priv->link_titles);
  G_OBJECT_CLASS (crm_record_parent_class)->finalize (object);
}

static GParamSpec *
make_pspec (const CrmField *field,
            const char *name)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_BLURB;

  switch (crm_field_value_type (field))
    {
    case CRM_VALUE_TEXT:
      return g_param_spec_string (name, NULL, NULL, NULL, flags);
    case CRM_VALUE_REAL:
      return g_param_spec_double (name, NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
    case CRM_VALUE_INT:
    case CRM_VALUE_MONEY:
      if (field->kind == CRM_FIELD_BOOLEAN)
        return g_param_spec_boolean (name, NULL, NULL, FALSE, flags);
      return g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
    case CRM_VALUE_NULL:
    default:
      g_return_val_if_reached (NULL);
    }
}

static void
init_entity_class (gpointer klass,
                   gpointer data)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const CrmEntity *entity = data;

  CRM_RECORD_CLASS (klass)->entity = entity;
  object_class->get_property = crm_record_get_property;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (entity->fields[i].key), "_", '-');
      g_autofree char *text_name = g_strconcat (name, "-text", NULL);

      g_object_class_install_property (object_class, value_property (i), make_pspec (&entity->fields[i], name));
      g_object_class_install_property (object_class, value_property (i) + 1,
                                       g_param_spec_string (text_name, NULL, NULL, NULL,
                                                            G_PARAM_READABLE | G_PARAM_STATIC_BLURB));
    }
}

/**
 * crm_record_define_type:
 *
 * Registers the subclass of an entity's records. Called once for each entity, by CRM_DEFINE_ENTITY().
 */
GType
crm_record_define_type (const CrmEntity *entity,
                        const char *type_name)
{
  GTypeInfo info = {
    .class_size = sizeof (CrmRecordClass),
    .class_init = init_entity_class,
    .class_data = entity,
    .instance_size = sizeof (CrmRecord),
  };

  return g_type_register_static (CRM_TYPE_RECORD, type_name, &info, G_TYPE_FLAG_FINAL);
}

static void
crm_record_class_init (CrmRecordClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = crm_record_get_property;
  object_class->finalize = crm_record_finalize;

  g_object_class_install_property (object_class, PROP_ID,
                                   g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0,
                                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (object_class, PROP_LOADED,
                                   g_param_spec_boolean ("loaded", NULL, NULL, FALSE,
                                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (object_class, PROP_TITLE,
                                   g_param_spec_string ("title", NULL, NULL, NULL,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * CrmRecord:custom:
   *
   * Whether the record has custom fields. Notified when the value of any changes.
   */
  g_object_class_install_property (object_class, PROP_CUSTOM,
                                   g_param_spec_boolean ("custom", NULL, NULL, FALSE,
                                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
crm_record_init (CrmRecord *self)
{
}

/**
 * crm_record_new:
 *
 * Returns: (transfer full): a record with no values yet
 */
CrmRecord *
crm_record_new (const CrmEntity *entity,
                gint64 id)
{
  CrmRecord *self = g_object_new (entity->get_type (), NULL);
  CrmRecordPrivate *priv = PRIVATE (self);

  priv->entity = entity;
  priv->id = id;
  priv->values = g_new0 (CrmValue, entity->n_fields);
  priv->link_titles = g_new0 (char *, entity->n_fields);
  return self;
}

const CrmEntity *
crm_record_get_entity (CrmRecord *self)
{
  return entity_of (self);
}

gint64
crm_record_get_id (CrmRecord *self)
{
  return PRIVATE (self)->id;
}

gboolean
crm_record_is_loaded (CrmRecord *self)
{
  return PRIVATE (self)->loaded;
}

/**
 * crm_record_get_title:
 *
 * Returns: (transfer none): the value of the title field; "" while the record is not loaded
 */
const char *
crm_record_get_title (CrmRecord *self)
{
  const CrmValue *value = crm_record_get_value (self, 0);

  return value->type == CRM_VALUE_TEXT ? value->text : "";
}

const CrmValue *
crm_record_get_value (CrmRecord *self,
                      guint field)
{
  g_return_val_if_fail (field < entity_of (self)->n_fields, NULL);
  return &PRIVATE (self)->values[field];
}

/**
 * crm_record_get:
 * @key: key of a field that the entity has
 *
 * Returns: (transfer none): the value
 */
const CrmValue *
crm_record_get (CrmRecord *self,
                const char *key)
{
  static const CrmValue null = { .type = CRM_VALUE_NULL };
  int field = crm_entity_field_index (entity_of (self), key);

  g_return_val_if_fail (field >= 0, &null);
  return &PRIVATE (self)->values[field];
}

/**
 * crm_record_get_text:
 *
 * Returns: (transfer none) (nullable): the text, or %NULL where the value is null
 */
const char *
crm_record_get_text (CrmRecord *self,
                     const char *key)
{
  const CrmValue *value = crm_record_get (self, key);

  return value->type == CRM_VALUE_TEXT ? value->text : NULL;
}

/**
 * crm_record_get_int:
 *
 * Returns: the integer, date, instant, id or minor units; 0 where the value is null
 */
gint64
crm_record_get_int (CrmRecord *self,
                    const char *key)
{
  const CrmValue *value = crm_record_get (self, key);

  return value->type == CRM_VALUE_INT || value->type == CRM_VALUE_MONEY ? value->i : 0;
}

double
crm_record_get_real (CrmRecord *self,
                     const char *key)
{
  const CrmValue *value = crm_record_get (self, key);

  return value->type == CRM_VALUE_REAL ? value->real : 0;
}

/**
 * crm_record_get_link_title:
 *
 * Returns: (transfer none) (nullable): the title of the record that a link points to, or the names of tags, each on a
 *   line
 */
const char *
crm_record_get_link_title (CrmRecord *self,
                           guint field)
{
  g_return_val_if_fail (field < entity_of (self)->n_fields, NULL);
  return PRIVATE (self)->link_titles[field];
}

/**
 * crm_record_dup_display:
 *
 * Returns: (transfer full): the value of the field for people
 */
char *
crm_record_dup_display (CrmRecord *self,
                        guint field)
{
  const CrmField *f = &entity_of (self)->fields[field];
  const char *link_title = crm_record_get_link_title (self, field);

  if (f->kind == CRM_FIELD_TAGS)
    {
      g_auto (GStrv) names = g_strsplit (link_title != NULL ? link_title : "", "\n", -1);

      return g_strjoinv (C_("list", ", "), names);
    }
  if (f->kind == CRM_FIELD_LINK)
    return g_strdup (link_title != NULL ? link_title : "");
  return crm_field_format (f, crm_record_get_value (self, field));
}

char *
crm_record_dup_display_by_key (CrmRecord *self,
                               const char *key)
{
  int field = crm_entity_field_index (entity_of (self), key);

  g_return_val_if_fail (field >= 0, g_strdup (""));
  return crm_record_dup_display (self, field);
}

/**
 * crm_record_take_value:
 * @value: (transfer full): the value
 * @link_title: (transfer full) (nullable): for links and tags, what is behind them
 */
void
crm_record_take_value (CrmRecord *self,
                       guint field,
                       CrmValue value,
                       char *link_title)
{
  CrmRecordPrivate *priv = PRIVATE (self);

  crm_value_clear (&priv->values[field]);
  priv->values[field] = value;
  g_free (priv->link_titles[field]);
  priv->link_titles[field] = link_title;
}

void
crm_record_set_loaded (CrmRecord *self)
{
  PRIVATE (self)->loaded = TRUE;
}

/**
 * crm_record_update:
 * @newer: the same record, read later
 *
 * Takes over the newer values and notifies for those that differ.
 */
void
crm_record_update (CrmRecord *self,
                   CrmRecord *newer)
{
  CrmRecordPrivate *priv = PRIVATE (self);
  const CrmEntity *entity = entity_of (self);
  gboolean title_changed;

  g_return_if_fail (crm_entity_is (entity_of (newer), entity));

  g_object_freeze_notify (G_OBJECT (self));
  title_changed = !crm_value_equal (&priv->values[0], crm_record_get_value (newer, 0));
  for (guint i = 0; i < entity->n_fields; i++)
    {
      int place = entity_of (newer) == entity ? (int) i
                                              : crm_entity_field_index (entity_of (newer), entity->fields[i].key);
      const char *title = place >= 0 ? crm_record_get_link_title (newer, place) : NULL;
      g_autofree char *name = NULL, *text_name = NULL;

      if (place < 0 || (crm_value_equal (&priv->values[i], crm_record_get_value (newer, place)) &&
                        g_strcmp0 (priv->link_titles[i], title) == 0))
        continue;
      crm_record_take_value (self, i, crm_value_copy (crm_record_get_value (newer, place)), g_strdup (title));
      if (entity->fields[i].flags & CRM_FIELD_CUSTOM)
        {
          g_object_notify (G_OBJECT (self), "custom");
          continue;
        }
      name = g_strdelimit (g_strdup (entity->fields[i].key), "_", '-');
      text_name = g_strconcat (name, "-text", NULL);
      g_object_notify (G_OBJECT (self), name);
      g_object_notify (G_OBJECT (self), text_name);
    }
  if (title_changed)
    g_object_notify (G_OBJECT (self), "title");
  if (!priv->loaded && PRIVATE (newer)->loaded)
    {
      priv->loaded = TRUE;
      g_object_notify (G_OBJECT (self), "loaded");
    }
  g_object_thaw_notify (G_OBJECT (self));
}
