/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-import-private.h"

#include <string.h>

/* What was said of a file the last time one with the same columns was imported. It is kept in the workspace, under a
 * fingerprint of the columns' names; the file of rejected rows is the same source. */

#define GROUP "import"

static char *
name_source (CrmImport *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < crm_import_n_own_columns (self->csv); i++)
    {
      const char *header = crm_csv_get_header (self->csv, i);

      g_checksum_update (checksum, (const guchar *) header, strlen (header) + 1);
    }
  return g_strconcat ("import:", g_checksum_get_string (checksum), NULL);
}

static gpointer
read_note (CrmReader *reader,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  return crm_reader_dup_note (reader, data);
}

static void
recall_mapping (CrmImport *self,
                GKeyFile *note)
{
  g_auto (GStrv) fields = g_key_file_get_string_list (note, GROUP, "fields", NULL, NULL);
  g_auto (GStrv) match = g_key_file_get_string_list (note, GROUP, "match", NULL, NULL);

  for (guint i = 0; i < crm_csv_get_n_columns (self->csv); i++)
    crm_import_set_field (self, i, NULL, NULL);
  for (guint i = 0; fields != NULL && fields[i] != NULL && i < crm_csv_get_n_columns (self->csv); i++)
    {
      if (*fields[i] != '\0')
        crm_import_set_field (self, i, fields[i], NULL);
    }
  if (match != NULL)
    crm_import_set_match (self, (const char *const *) match, NULL);
}

/**
 * crm_import_recall:
 *
 * Puts what was said of such a file the last time in place of the guesses.
 */
void
crm_import_recall (CrmImport *self)
{
  g_autofree char *key = name_source (self);
  g_autofree char *text = crm_store_read (self->store, read_note, key, NULL, NULL);
  g_autoptr (GKeyFile) note = g_key_file_new ();
  g_autofree char *entity = NULL;

  self->recalled = FALSE;
  /* Columns without names are no source that could be known again. */
  if (text == NULL || crm_csv_get_dialect (self->csv)->header != CRM_CSV_HEADER_PRESENT ||
      !g_key_file_load_from_data (note, text, -1, G_KEY_FILE_NONE, NULL))
    return;
  entity = g_key_file_get_string (note, GROUP, "entity", NULL);
  if (entity == NULL || crm_entity_find (entity) == NULL)
    return;
  crm_import_set_entity (self, crm_entity_find (entity));
  recall_mapping (self, note);
  self->dates = g_key_file_get_integer (note, GROUP, "dates", NULL);
  self->recalled = TRUE;
}

/**
 * crm_import_remember:
 *
 * Keeps what was said of the file for the next one with the same columns.
 */
void
crm_import_remember (CrmImport *self)
{
  g_autofree char *key = name_source (self), *text = NULL, *known = NULL;
  g_autoptr (GKeyFile) note = g_key_file_new ();
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_auto (GStrv) match = crm_import_dup_match (self);
  g_autoptr (GError) error = NULL;

  if (crm_csv_get_dialect (self->csv)->header != CRM_CSV_HEADER_PRESENT)
    return;
  for (guint i = 0; i < crm_import_n_own_columns (self->csv); i++)
    {
      const char *field = crm_import_get_field (self, i);

      g_ptr_array_add (fields, (gpointer) (field != NULL ? field : ""));
    }
  g_key_file_set_string (note, GROUP, "entity", self->entity->name);
  g_key_file_set_string_list (note, GROUP, "fields", (const char *const *) fields->pdata, fields->len);
  g_key_file_set_string_list (note, GROUP, "match", (const char *const *) match, g_strv_length (match));
  g_key_file_set_integer (note, GROUP, "dates", self->dates);
  text = g_key_file_to_data (note, NULL, NULL);
  known = crm_store_read (self->store, read_note, key, NULL, NULL);
  if (g_strcmp0 (known, text) == 0)
    return;
  /* The rows are there; that the mapping has to be said again is no failure of the import. */
  if (!crm_store_set_note (self->store, key, text, &error))
    g_info ("The mapping was not kept: %s", error->message);
}

/**
 * crm_import_is_recalled:
 *
 * Returns: whether the mapping is that of the last file with the same columns, not a guess
 */
gboolean
crm_import_is_recalled (CrmImport *self)
{
  return self->recalled;
}
