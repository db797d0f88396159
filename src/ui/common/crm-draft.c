/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-draft.h"

#include "base/crm-date.h"
#include "store/crm-backup-json.h"

#include <glib/gstdio.h>

#define DELAY_MS 500

struct _CrmDraft
{
  const CrmEntity *entity;
  CrmRecordForm   *form;      /* borrowed; its owner owns this */
  char            *path;
  guint            timer;
};

/* One file for each workspace and kind of record. */
static char *
make_path (CrmStore *store,
           const CrmEntity *entity)
{
  g_autofree char *key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, crm_store_get_path (store), -1);
  g_autofree char *name = g_strdup_printf ("%s-new.json", entity->name);

  key[16] = '\0';
  return g_build_filename (g_get_user_state_dir (), "clientele", "drafts", key, name, NULL);
}

/* Also what cannot be understood yet, such as half a number, is kept as it was typed. */
static void
add_row (JsonBuilder *builder,
         CrmFieldRow *row)
{
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;
  g_autofree char *title = NULL;

  json_builder_set_member_name (builder, crm_field_row_get_field (row)->key);
  json_builder_begin_object (builder);
  if (GTK_IS_EDITABLE (row))
    crm_backup_json_add_text (builder, "typed", gtk_editable_get_text (GTK_EDITABLE (row)));
  else if (CRM_FIELD_ROW_GET_IFACE (row)->read_value (row, &value, &title, NULL))
    {
      if (value.type == CRM_VALUE_TEXT)
        crm_backup_json_add_text (builder, "text", value.text);
      else if (value.type == CRM_VALUE_INT)
        crm_backup_json_add_number (builder, "number", value.i);
      crm_backup_json_add_text (builder, "title", title);
    }
  json_builder_end_object (builder);
}

static char *
to_json (CrmDraft *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  crm_backup_json_add_number (builder, "at", crm_instant_now ());
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_object (builder);
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      CrmFieldRow *row = crm_record_form_get_row (self->form, self->entity->fields[i].key);

      if (row != NULL && crm_field_row_is_edited (row))
        add_row (builder, row);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return crm_backup_json_print (builder);
}

static gboolean
save (gpointer data)
{
  CrmDraft *self = data;
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *text = NULL;

  self->timer = 0;
  if (!crm_record_form_is_edited (self->form))
    {
      g_unlink (self->path);
      return G_SOURCE_REMOVE;
    }
  text = to_json (self);
  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents_full (self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
  return G_SOURCE_REMOVE;
}

static void
edited_cb (CrmRecordForm *form,
           const char *key,
           CrmDraft *self)
{
  if (self->timer == 0)
    self->timer = g_timeout_add (DELAY_MS, save, self);
}

static void
show_row (CrmFieldRow *row,
          JsonObject *object)
{
  const char *typed = crm_backup_json_text (object, "typed", NULL);
  const char *text = crm_backup_json_text (object, "text", NULL);
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

  if (typed != NULL && GTK_IS_EDITABLE (row))
    gtk_editable_set_text (GTK_EDITABLE (row), typed);
  else
    {
      if (text != NULL)
        value = crm_value_text (text);
      else if (json_object_has_member (object, "number"))
        value = crm_value_int (crm_backup_json_number (object, "number"));
      CRM_FIELD_ROW_GET_IFACE (row)->show_value (row, &value, crm_backup_json_text (object, "title", NULL));
    }
  gtk_widget_set_visible (GTK_WIDGET (row), TRUE);
}

/**
 * crm_draft_restore:
 *
 * Shows in the form what was typed before, if it was never saved.
 *
 * Returns: the instant when it was typed, 0 if there is nothing
 */
gint64
crm_draft_restore (CrmDraft *self)
{
  gboolean exists;
  g_autoptr (JsonObject) object = crm_backup_json_load (self->path, &exists);
  JsonNode *fields = object != NULL ? json_object_get_member (object, "fields") : NULL;

  if (fields == NULL || !JSON_NODE_HOLDS_OBJECT (fields))
    return 0;
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      CrmFieldRow *row = crm_record_form_get_row (self->form, self->entity->fields[i].key);
      JsonNode *node = json_object_get_member (json_node_get_object (fields), self->entity->fields[i].key);

      if (row != NULL && node != NULL && JSON_NODE_HOLDS_OBJECT (node))
        show_row (row, json_node_get_object (node));
    }
  return crm_record_form_is_edited (self->form) ? crm_backup_json_number (object, "at") : 0;
}

/**
 * crm_draft_remove:
 *
 * Forgets what was typed, as it has been saved or discarded.
 */
void
crm_draft_remove (CrmDraft *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_unlink (self->path);
}

/**
 * crm_draft_new:
 * @form: of a new record; this is to be freed before it
 *
 * Returns: (transfer full): what keeps the text of the form from now on
 */
CrmDraft *
crm_draft_new (CrmStore *store,
               const CrmEntity *entity,
               CrmRecordForm *form)
{
  CrmDraft *self = g_new0 (CrmDraft, 1);

  self->entity = entity;
  self->form = form;
  self->path = make_path (store, entity);
  g_signal_connect (form, "edited", G_CALLBACK (edited_cb), self);
  return self;
}

void
crm_draft_free (CrmDraft *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->form, self);
  g_free (self->path);
  g_free (self);
}
