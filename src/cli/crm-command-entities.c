/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-input.h"
#include "cli/crm-cli-output.h"

#include <glib/gi18n.h>

static const struct { CrmFieldFlags flag; const char *name; } flag_names[] = {
  { CRM_FIELD_REQUIRED, "required" },
  { CRM_FIELD_UNIQUE, "unique" },
  { CRM_FIELD_SEARCHABLE, "searchable" },
  { CRM_FIELD_LISTED, "listed" },
  { CRM_FIELD_DERIVED, "derived" },
};

static void
add_choices (CrmResultBuilder *builder,
             const CrmField *field)
{
  crm_result_begin_array (builder, "choices");
  for (const CrmChoice *choice = field->choices; choice->key != NULL; choice++)
    {
      crm_result_begin (builder, NULL);
      crm_result_text (builder, "key", choice->key);
      crm_result_text (builder, "label", crm_choice_get_label (choice));
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  crm_result_flag (builder, "open", field->open_choice);
}

static void
add_field (CrmResultBuilder *builder,
           const CrmField *field)
{
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "key", field->key);
  crm_result_text (builder, "kind", crm_field_kind_name (field->kind));
  crm_result_text (builder, "label", crm_field_get_label (field));
  for (guint i = 0; i < G_N_ELEMENTS (flag_names); i++)
    crm_result_flag (builder, flag_names[i].name, (field->flags & flag_names[i].flag) != 0);
  if (field->choices != NULL)
    add_choices (builder, field);
  if (field->target != NULL)
    crm_result_text (builder, "target", field->target);
  crm_result_end (builder);
}

static void
add_entity (CrmResultBuilder *builder,
            const CrmEntity *entity)
{
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "name", entity->name);
  crm_result_text (builder, "label", crm_entity_get_label (entity));
  crm_result_begin_array (builder, "fields");
  for (guint i = 0; i < entity->n_fields; i++)
    add_field (builder, &entity->fields[i]);
  crm_result_end_array (builder);
  crm_result_end (builder);
}

static void
print_json (const CrmEntity *const *entities,
            guint n_entities)
{
  g_auto (CrmResultBuilder) builder;

  crm_result_builder_init (&builder, NULL);
  crm_result_begin_array (&builder, NULL);
  for (guint i = 0; i < n_entities; i++)
    add_entity (&builder, entities[i]);
  crm_result_end_array (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
}

static void
print_entities (const CrmEntity *const *entities,
                guint n_entities)
{
  g_autoptr (CrmTable) table = crm_table_new ();

  crm_table_add_column (table, _("Entity"), FALSE);
  crm_table_add_column (table, _("Label"), FALSE);
  crm_table_add_column (table, _("Fields"), TRUE);
  for (guint i = 0; i < n_entities; i++)
    {
      crm_table_add_cell (table, entities[i]->name);
      crm_table_add_cell (table, crm_entity_get_label_plural (entities[i]));
      crm_table_take_cell (table, g_strdup_printf ("%u", entities[i]->n_fields));
    }
  crm_table_print (table);
}

static char *
describe_field (const CrmField *field)
{
  GString *text = g_string_new (field->target != NULL ? field->target : "");

  for (guint i = 0; field->choices != NULL && field->choices[i].key != NULL; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", field->choices[i].key);
  if (field->open_choice)
    g_string_append (text, "|…");
  for (guint i = 0; i < G_N_ELEMENTS (flag_names); i++)
    {
      if (field->flags & flag_names[i].flag & (CRM_FIELD_REQUIRED | CRM_FIELD_UNIQUE | CRM_FIELD_DERIVED))
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", flag_names[i].name);
    }
  return g_string_free (text, FALSE);
}

static void
print_fields (const CrmEntity *entity)
{
  g_autoptr (CrmTable) table = crm_table_new ();

  crm_table_add_column (table, _("Field"), FALSE);
  crm_table_add_column (table, _("Kind"), FALSE);
  crm_table_add_column (table, _("Label"), FALSE);
  crm_table_add_column (table, "", FALSE);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      crm_table_add_cell (table, entity->fields[i].key);
      crm_table_add_cell (table, crm_field_kind_name (entity->fields[i].kind));
      crm_table_add_cell (table, crm_field_get_label (&entity->fields[i]));
      crm_table_take_cell (table, describe_field (&entity->fields[i]));
    }
  crm_table_print (table);
}

static gboolean
run_entities (CrmCli *cli,
              char **arguments,
              GError **error)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);
  const CrmEntity *entity = NULL;

  if (!crm_cli_expect_arguments (arguments, 0, 1, error))
    return FALSE;
  if (arguments[0] != NULL)
    {
      entity = crm_cli_find_entity (cli, arguments[0], error);
      if (entity == NULL)
        return FALSE;
      entities = &entity;
      n_entities = 1;
    }
  if (cli->json)
    print_json (entities, n_entities);
  else if (entity != NULL)
    print_fields (entity);
  else
    print_entities (entities, n_entities);
  return TRUE;
}

const CrmCommand crm_command_entities = {
  .name = "entities",
  .arguments = N_("[NAME]"),
  .summary = N_("Show the kinds of records, or the fields of one"),
  .run = run_entities,
};
