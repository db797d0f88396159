/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-input.h"

#include "base/crm-error.h"
#include "base/crm-text.h"
#include "exchange/crm-tag-list.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * crm_cli_suggest:
 * @known: what could have been meant, ends with %NULL
 *
 * Returns: (transfer full): " Did you mean “…”?", or "" where nothing is near
 */
char *
crm_cli_suggest (const char *text,
                 const char *const *known)
{
  const char *best = NULL;
  double best_similarity = 0.75;

  for (guint i = 0; known[i] != NULL; i++)
    {
      double similarity = crm_text_similarity (text, known[i]);

      if (similarity > best_similarity)
        {
          best_similarity = similarity;
          best = known[i];
        }
    }
  return best != NULL ? g_strdup_printf (_(" Did you mean “%s”?"), best) : g_strdup ("");
}

/**
 * crm_cli_find_declared:
 *
 * Returns: (transfer none) (nullable): the entity, as every workspace has it
 * Errors: %CRM_ERROR_NOT_FOUND, with the entities there are
 */
const CrmEntity *
crm_cli_find_declared (const char *name,
                       GError **error)
{
  const CrmEntity *entity = crm_entity_find (name);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  g_autofree char *list = NULL, *hint = NULL;
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  if (entity != NULL)
    return entity;
  for (guint i = 0; i < n_entities; i++)
    g_strv_builder_add (builder, entities[i]->name);
  names = g_strv_builder_end (builder);
  list = g_strjoinv (", ", names);
  hint = crm_cli_suggest (name, (const char *const *) names);
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("There is no entity “%s”.%s The entities are: %s"), name, hint,
               list);
  return NULL;
}

/**
 * crm_cli_parse_id:
 * @id: (out): the id
 */
gboolean
crm_cli_parse_id (const char *text,
                  gint64 *id,
                  GError **error)
{
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, id, NULL))
    return TRUE;
  return crm_cli_refuse_usage (error, _("“%s” is not an id: ids are whole numbers above 0"), text);
}

static gboolean
refuse (const CrmField *field,
        CrmError code,
        const char *problem,
        const char *text,
        GError **error)
{
  g_set_error (error, CRM_ERROR, code, "%s: “%s” %s", crm_field_get_label (field), text, problem);
  if (error != NULL)
    crm_error_set_field (*error, field->key);
  return FALSE;
}

/* The id of the tag of that name; it is made if there is none yet, together with what is tagged. */
static gint64
obtain_tag (CrmReader *reader,
            CrmChangeSet *tags,
            const char *name)
{
  gint64 id = crm_reader_find_link (reader, crm_entity_find ("tag"), name);

  for (guint i = 0; id == 0 && i < crm_change_set_get_n_changes (tags); i++)
    {
      CrmChange *made = crm_change_set_get_change (tags, i);

      if (made->kind == CRM_CHANGE_INSERT && strcmp (made->entity->name, "tag") == 0 &&
          g_strcmp0 (crm_change_find (made, "name")->value.text, name) == 0)
        id = made->id;
    }
  if (id == 0)
    {
      id = crm_change_set_insert (tags, "tag");
      crm_change_set_text (tags, "name", name);
    }
  return id;
}

static CrmValue
parse_tags (CrmReader *reader,
            CrmChangeSet *tags,
            const char *text)
{
  g_autoptr (GPtrArray) names = crm_tag_list_split (text);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint k = 0; k < names->len; k++)
    {
      gint64 id = obtain_tag (reader, tags, names->pdata[k]);
      gboolean known = FALSE;

      for (guint i = 0; i < ids->len; i++)
        known |= g_array_index (ids, gint64, i) == id;
      if (!known)
        g_array_append_val (ids, id);
    }
  return crm_tags_from_ids ((const gint64 *) (void *) ids->data, ids->len);
}

static gboolean
parse_value (CrmReader *reader,
             CrmChangeSet *changes,
             const CrmField *field,
             const char *text,
             CrmValue *value,
             GError **error)
{
  const CrmEntity *target;
  gint64 id;

  if (field->flags & CRM_FIELD_DERIVED)
    return refuse (field, CRM_ERROR_INVALID, _("cannot be set: it follows from other fields"), text, error);
  if (field->kind == CRM_FIELD_TAGS)
    {
      *value = parse_tags (reader, changes, text);
      return TRUE;
    }
  if (field->kind == CRM_FIELD_LINK && text[strspn (text, " ")] != '\0')
    {
      target = crm_entity_find (field->target);
      id = crm_reader_find_link (reader, target, text);
      if (id == 0)
        return refuse (field, CRM_ERROR_NOT_FOUND, _("is not known, neither as an id nor as a name"), text, error);
      *value = crm_value_int (id);
      return TRUE;
    }
  if (crm_field_parse (field, text, crm_store_get_currency (crm_reader_get_store (reader)), value, error))
    return TRUE;
  if (error != NULL)
    crm_error_set_field (*error, field->key);
  return FALSE;
}

/**
 * crm_cli_find_field:
 *
 * Errors: %CRM_ERROR_NOT_FOUND, with the fields there are
 */
const CrmField *
crm_cli_find_field (const CrmEntity *entity,
                    const char *key,
                    GError **error)
{
  const CrmField *field = crm_entity_field (entity, key);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) keys = NULL;
  g_autofree char *list = NULL, *hint = NULL;

  if (field != NULL)
    return field;
  for (guint i = 0; i < entity->n_fields; i++)
    g_strv_builder_add (builder, entity->fields[i].key);
  keys = g_strv_builder_end (builder);
  list = g_strjoinv (", ", keys);
  hint = crm_cli_suggest (key, (const char *const *) keys);
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("%s has no field “%s”.%s Its fields are: %s"), entity->name,
               key, hint, list);
  if (error != NULL)
    crm_error_set_field (*error, key);
  return NULL;
}

/**
 * crm_cli_set_fields:
 * @changes: where tags that are not there yet are added
 * @assignments: texts such as "city=Lyon"; links by id, number or title, tags by name and separated by commas
 * @change: the record, begun in @changes
 *
 * Reads the values of a record from the command line. Errors name the field.
 */
gboolean
crm_cli_set_fields (CrmReader *reader,
                    CrmChangeSet *changes,
                    CrmChange *change,
                    char **assignments,
                    GError **error)
{
  for (char **assignment = assignments; *assignment != NULL; assignment++)
    {
      const char *equals = strchr (*assignment, '=');
      g_autofree char *key = equals != NULL ? g_strndup (*assignment, equals - *assignment) : NULL;
      const CrmField *field;
      CrmValue value;

      if (equals == NULL)
        return crm_cli_refuse_usage (error, _("“%s” is not of the form field=value"), *assignment);
      field = crm_cli_find_field (change->entity, g_strstrip (key), error);
      if (field == NULL || !parse_value (reader, changes, field, equals + 1, &value, error))
        return FALSE;
      crm_change_take (change, field->key, value);
    }
  return TRUE;
}
