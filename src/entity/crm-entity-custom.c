/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

#include <string.h>

/* An entity with fields of a workspace's own is another CrmEntity of the same name. It never changes and stays for
 * ever, so whoever holds it need not ask whose it is; workspaces with the same fields share it. */

#define LABEL_AS_IS ""   /* the context of what people have named: never translated */

static GMutex mutex;
static GHashTable *known;   /* what it consists of → CrmEntity */

/**
 * crm_custom_field_kind:
 * @name: as crm_field_kind_name() has it
 * @kind: (out): the kind
 *
 * Returns: whether people may add fields of that kind
 */
gboolean
crm_custom_field_kind (const char *name,
                       CrmFieldKind *kind)
{
  if (name == NULL || crm_field_find_choice (crm_entity_field (&crm_custom_field_entity, "kind"), name) == NULL)
    return FALSE;
  for (*kind = 0; strcmp (crm_field_kind_name (*kind), name) != 0; (*kind)++)
    ;
  return TRUE;
}

/**
 * crm_custom_field_flags:
 *
 * Returns: the flags of custom fields of that kind
 */
CrmFieldFlags
crm_custom_field_flags (CrmFieldKind kind)
{
  gboolean text = kind == CRM_FIELD_TEXT || kind == CRM_FIELD_LONG_TEXT || kind == CRM_FIELD_EMAIL ||
                  kind == CRM_FIELD_PHONE || kind == CRM_FIELD_URL;

  return CRM_FIELD_CUSTOM | (kind != CRM_FIELD_LONG_TEXT ? CRM_FIELD_INDEXED : 0) | (text ? CRM_FIELD_SEARCHABLE : 0);
}

static char *
describe (const CrmEntity *entity,
          const CrmCustomField *fields,
          guint n_fields)
{
  GString *text = g_string_new (entity->name);

  for (guint i = 0; i < n_fields; i++)
    g_string_append_printf (text, "\1%s\2%s\2%d\2%s\2%d", fields[i].key, fields[i].label, fields[i].kind,
                            fields[i].choices != NULL ? fields[i].choices : "", fields[i].draft);
  return g_string_free (text, FALSE);
}

static CrmChoice *
make_choices (const char *lines)
{
  g_auto (GStrv) names = g_strsplit (lines != NULL ? lines : "", "\n", -1);
  GArray *choices = g_array_new (TRUE, TRUE, sizeof (CrmChoice));

  for (guint i = 0; names[i] != NULL; i++)
    {
      const char *name = *g_strstrip (names[i]) != '\0' ? g_intern_string (names[i]) : NULL;
      CrmChoice choice = { .key = name, .label = name, .context = LABEL_AS_IS };

      if (name != NULL)
        g_array_append_val (choices, choice);
    }
  return (CrmChoice *) (void *) g_array_free (choices, FALSE);
}

static void
make_field (CrmField *field,
            const CrmCustomField *custom)
{
  field->key = g_intern_string (custom->key);
  field->label = g_intern_string (custom->label);
  field->context = LABEL_AS_IS;
  field->kind = custom->kind;
  field->flags = crm_custom_field_flags (custom->kind) | (custom->draft ? CRM_FIELD_DRAFT : 0);
  field->group = N_("Custom Fields");
  if (custom->kind == CRM_FIELD_CHOICE)
    {
      field->choices = make_choices (custom->choices);
      field->open_choice = TRUE;
    }
}

/* They stand before the system's fields, so that all others keep their places. */
static CrmEntity *
extend (const CrmEntity *base,
        const CrmCustomField *custom,
        guint n_custom)
{
  CrmEntity *entity = g_memdup2 (base, sizeof *base);
  guint own = base->n_fields - 2;
  CrmField *fields = g_new0 (CrmField, base->n_fields + n_custom);

  memcpy (fields, base->fields, own * sizeof (CrmField));
  for (guint i = 0; i < n_custom; i++)
    make_field (&fields[own + i], &custom[i]);
  memcpy (fields + own + n_custom, base->fields + own, 2 * sizeof (CrmField));
  entity->fields = fields;
  entity->n_fields += n_custom;
  return entity;
}

/**
 * crm_entity_extend:
 * @entity: one, of whose custom fields nothing is taken over
 * @fields: (array length=n_fields): what people have added to its records, #CRM_CUSTOM_MOST at most
 *
 * Returns: (transfer none): the entity with these fields, behind its own and before those of the system; the same for
 *   the same fields
 */
const CrmEntity *
crm_entity_extend (const CrmEntity *entity,
                   const CrmCustomField *fields,
                   guint n_fields)
{
  const CrmEntity *base = crm_entity_find (entity->name);
  g_autofree char *text = describe (base, fields, n_fields);
  const CrmEntity *extended;

  g_return_val_if_fail (n_fields <= CRM_CUSTOM_MOST, base);
  if (n_fields == 0)
    return base;
  g_mutex_lock (&mutex);
  if (known == NULL)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  extended = g_hash_table_lookup (known, text);
  if (extended == NULL)
    {
      extended = extend (base, fields, n_fields);
      g_hash_table_insert (known, g_steal_pointer (&text), (gpointer) extended);
    }
  g_mutex_unlock (&mutex);
  return extended;
}

/**
 * crm_entity_get_custom:
 *
 * Returns: (transfer full) (element-type CrmCustomField): the entity's custom fields; what they point to stays
 */
GArray *
crm_entity_get_custom (const CrmEntity *entity)
{
  GArray *custom = g_array_new (FALSE, FALSE, sizeof (CrmCustomField));

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmField *field = &entity->fields[i];
      g_autoptr (GString) choices = g_string_new (NULL);
      CrmCustomField one = { field->key, field->label, field->kind, NULL, (field->flags & CRM_FIELD_DRAFT) != 0 };

      if ((field->flags & CRM_FIELD_CUSTOM) == 0)
        continue;
      for (const CrmChoice *choice = field->choices; choice != NULL && choice->key != NULL; choice++)
        g_string_append_printf (choices, "%s%s", choices->len > 0 ? "\n" : "", choice->key);
      one.choices = choices->len > 0 ? g_intern_string (choices->str) : NULL;
      g_array_append_val (custom, one);
    }
  return custom;
}

/**
 * crm_entity_is:
 *
 * Returns: whether both are the same kind of record, whatever custom fields each has
 */
gboolean
crm_entity_is (const CrmEntity *entity,
               const CrmEntity *other)
{
  return entity == other || (entity != NULL && other != NULL && entity->name == other->name);
}
