/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-draft.h"

#include "base/crm-date.h"
#include "store/crm-backup-json.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define DELAY_MS 500

#define SUFFIX ".json"

struct _CrmDraft
{
  const CrmEntity *entity;
  gint64           id;        /* 0 for a new record */
  CrmRecordForm   *form;      /* borrowed; it owns this */
  AdwBanner       *banner;    /* (nullable): says that something was restored */
  char            *path;
  guint            timer;
};

#define KEY "crm-draft"

static char *
get_folder (CrmStore *store)
{
  g_autofree char *key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, crm_store_get_path (store), -1);

  key[16] = '\0';
  return g_build_filename (g_get_user_state_dir (), "clientele", "drafts", key, NULL);
}

/* One file for each record, and one for a new record of each kind. */
static char *
make_path (CrmStore *store,
           const CrmEntity *entity,
           gint64 id)
{
  g_autofree char *folder = get_folder (store);
  g_autofree char *name = id == 0 ? g_strdup_printf ("%s-new" SUFFIX, entity->name)
                                  : g_strdup_printf ("%s-%" G_GINT64_FORMAT SUFFIX, entity->name, id);

  return g_build_filename (folder, name, NULL);
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

/* Of a new record what is typed in its first field. */
static char *
get_title (CrmDraft *self)
{
  CrmRecord *record = self->id != 0 ? crm_record_form_get_record (self->form) : NULL;
  CrmFieldRow *row = crm_record_form_get_row (self->form, self->entity->fields[0].key);

  if (record != NULL)
    return g_strdup (crm_record_get_title (record));
  return g_strdup (GTK_IS_EDITABLE (row) ? gtk_editable_get_text (GTK_EDITABLE (row)) : "");
}

static char *
to_json (CrmDraft *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *title = get_title (self);

  json_builder_begin_object (builder);
  crm_backup_json_add_text (builder, "entity", self->entity->name);
  crm_backup_json_add_number (builder, "id", self->id);
  crm_backup_json_add_text (builder, "title", title);
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

  g_clear_handle_id (&self->timer, g_source_remove);
  if (!crm_record_form_is_edited (self->form))
    {
      crm_draft_remove (self);
      return G_SOURCE_REMOVE;
    }
  text = to_json (self);
  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents_full (self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
  return G_SOURCE_REMOVE;
}

static void
edited_cb (CrmDraft *self)
{
  if (self->timer == 0)
    self->timer = g_timeout_add (DELAY_MS, save, self);
}

/* The form goes, such as with its page: what was typed last must not go with it. */
static void
unmapped_cb (CrmDraft *self)
{
  if (self->timer != 0)
    save (self);
}

/**
 * crm_draft_update:
 *
 * Looks again at what is typed, as the form has been saved or shows something else.
 */
void
crm_draft_update (CrmDraft *self)
{
  save (self);
}

static void
restore_row (CrmFieldRow *row,
             JsonObject *object)
{
  const char *typed = crm_backup_json_text (object, "typed", NULL);
  const char *text = crm_backup_json_text (object, "text", NULL);
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

  if (text != NULL)
    value = crm_value_text (text);
  else if (json_object_has_member (object, "number"))
    value = crm_value_int (crm_backup_json_number (object, "number"));
  crm_field_row_restore (row, typed, &value, crm_backup_json_text (object, "title", NULL));
  gtk_widget_set_visible (GTK_WIDGET (row), TRUE);
}

static void
restore_rows (CrmDraft *self,
              JsonObject *fields)
{
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      CrmFieldRow *row = crm_record_form_get_row (self->form, self->entity->fields[i].key);
      JsonNode *node = json_object_get_member (fields, self->entity->fields[i].key);

      if (row != NULL && node != NULL && JSON_NODE_HOLDS_OBJECT (node))
        restore_row (row, json_node_get_object (node));
    }
}

static void
say_restored (CrmDraft *self,
              gint64 at)
{
  g_autofree char *when = crm_instant_format_relative (at);
  g_autofree char *text = NULL;

  /* Translators: the placeholder is a time, such as "Today 14:05" */
  text = g_strdup_printf (self->id == 0 ? _("Unsaved text from %s was restored")
                                        : _("Unsaved text from %s was restored. Enter saves a field."), when);
  adw_banner_set_title (self->banner, text);
  adw_banner_set_revealed (self->banner, TRUE);
}

/**
 * crm_draft_restore:
 * @banner: says so, as long as there is any of it; to be revealed by nobody else
 *
 * Shows in the form what was typed before, if it was never saved. Fields that were not edited stay as they are now.
 */
void
crm_draft_restore (CrmDraft *self,
                   AdwBanner *banner)
{
  gboolean exists;
  g_autoptr (JsonObject) object = crm_backup_json_load (self->path, &exists);
  JsonNode *fields = object != NULL ? json_object_get_member (object, "fields") : NULL;

  g_set_weak_pointer (&self->banner, banner);
  if (fields != NULL && JSON_NODE_HOLDS_OBJECT (fields))
    restore_rows (self, json_node_get_object (fields));
  g_clear_handle_id (&self->timer, g_source_remove);   /* it is in the file already */
  if (!crm_record_form_is_edited (self->form))
    crm_draft_remove (self);   /* it has been saved after all */
  else if (fields != NULL)
    say_restored (self, crm_backup_json_number (object, "at"));
}

/**
 * crm_draft_remove:
 *
 * Forgets what was typed, as it has been saved.
 */
void
crm_draft_remove (CrmDraft *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_unlink (self->path);
  if (self->banner != NULL)
    adw_banner_set_revealed (self->banner, FALSE);
}

/**
 * crm_draft_discard:
 *
 * Takes back what is typed in the form, and forgets it.
 */
void
crm_draft_discard (CrmDraft *self)
{
  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      CrmFieldRow *row = crm_record_form_get_row (self->form, self->entity->fields[i].key);

      if (row != NULL && crm_field_row_is_edited (row))
        crm_field_row_revert (row);
    }
  crm_draft_remove (self);
}

/* The rows are gone by now. */
static void
free_draft (gpointer data)
{
  CrmDraft *self = data;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_weak_pointer (&self->banner);
  g_free (self->path);
  g_free (self);
}

/**
 * crm_draft_new:
 * @id: of the record, 0 for a new one
 * @form: in which it is edited
 *
 * Returns: (transfer none): what keeps the text of the form from now on; it goes with the form
 */
CrmDraft *
crm_draft_new (CrmStore *store,
               const CrmEntity *entity,
               gint64 id,
               CrmRecordForm *form)
{
  CrmDraft *self = g_new0 (CrmDraft, 1);

  self->entity = entity;
  self->id = id;
  self->form = form;
  self->path = make_path (store, entity, id);
  g_object_set_data_full (G_OBJECT (form), KEY, self, free_draft);
  g_signal_connect_swapped (form, "edited", G_CALLBACK (edited_cb), self);
  g_signal_connect_swapped (form, "saved", G_CALLBACK (crm_draft_update), self);
  g_signal_connect_swapped (form, "unmap", G_CALLBACK (unmapped_cb), self);
  return self;
}

/* All there are */

static void
free_unfinished (gpointer data)
{
  CrmUnfinished *unfinished = data;

  g_free (unfinished->title);
  g_free (unfinished->path);
  g_free (unfinished);
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  const CrmUnfinished *one = *(CrmUnfinished *const *) a, *other = *(CrmUnfinished *const *) b;

  return (one->at < other->at) - (one->at > other->at);
}

static CrmUnfinished *
load_unfinished (const char *path)
{
  gboolean exists;
  g_autoptr (JsonObject) object = crm_backup_json_load (path, &exists);
  const CrmEntity *entity = object != NULL ? crm_entity_find (crm_backup_json_text (object, "entity", "")) : NULL;
  CrmUnfinished *unfinished;

  if (entity == NULL)
    return NULL;
  unfinished = g_new (CrmUnfinished, 1);
  *unfinished = (CrmUnfinished) { entity, crm_backup_json_number (object, "id"),
                                  g_strdup (crm_backup_json_text (object, "title", "")),
                                  crm_backup_json_number (object, "at"), g_strdup (path) };
  return unfinished;
}

/**
 * crm_draft_list:
 *
 * Returns: (transfer full) (element-type CrmUnfinished): what was typed in this workspace and never saved, newest first
 */
GPtrArray *
crm_draft_list (CrmStore *store)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (free_unfinished);
  g_autofree char *folder = get_folder (store);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      CrmUnfinished *unfinished = g_str_has_suffix (name, SUFFIX) ? load_unfinished (path) : NULL;

      if (unfinished != NULL)
        g_ptr_array_add (list, unfinished);
    }
  g_ptr_array_sort (list, compare_newest_first);
  return list;
}
