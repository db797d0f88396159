/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-import-private.h"

#include <string.h>

/* What was said of a file the last time one with the same columns was imported, and which files with them were. It is
 * kept in the workspace, under a fingerprint of the columns' names; the file of rejected rows is the same source. */

#define GROUP "import"
#define FILES "files"        /* each as "table action", the newest first */
#define MOST_FILES 20

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

static GKeyFile *
read_source (CrmImport *self)
{
  g_autofree char *key = name_source (self);
  g_autofree char *text = crm_store_read (self->store, read_note, key, NULL, NULL);
  g_autoptr (GKeyFile) note = g_key_file_new ();

  /* Columns without names are no source that could be known again. */
  if (text == NULL || crm_csv_get_dialect (self->csv)->header != CRM_CSV_HEADER_PRESENT ||
      !g_key_file_load_from_data (note, text, -1, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_steal_pointer (&note);
}

/* What tells the table from others of this file and of other files. */
static char *
name_table (CrmImport *self)
{
  const CrmCsvDialect *dialect = crm_csv_get_dialect (self->csv);
  g_autofree char *file = crm_csv_reader_dup_fingerprint (self->file);

  return file != NULL ? g_strdup_printf ("%s-%u-%s-%s", file, dialect->table, self->entity->name,
                                         dialect->sheet != NULL ? dialect->sheet : "")
                      : NULL;
}

/**
 * crm_import_find_earlier:
 *
 * Returns: when the same rows were imported last, 0 if they are not known or were taken back
 */
gint64
crm_import_find_earlier (CrmImport *self)
{
  g_autoptr (GKeyFile) note = read_source (self);
  g_auto (GStrv) files = note != NULL ? g_key_file_get_string_list (note, GROUP, FILES, NULL, NULL) : NULL;
  g_autofree char *table = files != NULL ? name_table (self) : NULL;
  gint64 at = 0;

  for (guint i = 0; table != NULL && at == 0 && files[i] != NULL; i++)
    {
      const char *action = strrchr (files[i], ' ');

      if (action == NULL || strlen (table) != (gsize) (action - files[i]) || !g_str_has_prefix (files[i], table))
        continue;
      at = crm_store_action_in_force (self->store, g_ascii_strtoll (action, NULL, 10));
    }
  return at;
}

/* The newest first. */
static void
add_file (CrmImport *self,
          GKeyFile *note,
          GKeyFile *before)
{
  g_autoptr (GStrvBuilder) files = g_strv_builder_new ();
  g_auto (GStrv) known = before != NULL ? g_key_file_get_string_list (before, GROUP, FILES, NULL, NULL) : NULL;
  g_autofree char *table = self->plan->summary.action != 0 ? name_table (self) : NULL;
  g_auto (GStrv) all = NULL;

  if (table != NULL)
    g_strv_builder_take (files, g_strdup_printf ("%s %" G_GINT64_FORMAT, table, self->plan->summary.action));
  for (guint i = 0; known != NULL && known[i] != NULL && i < MOST_FILES - 1; i++)
    g_strv_builder_add (files, known[i]);
  all = g_strv_builder_end (files);
  if (all[0] != NULL)
    g_key_file_set_string_list (note, GROUP, FILES, (const char *const *) all, g_strv_length (all));
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
  g_autoptr (GKeyFile) note = read_source (self);
  g_autofree char *entity = NULL;

  self->recalled = FALSE;
  if (note == NULL)
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
  g_autoptr (GKeyFile) note = g_key_file_new (), before = read_source (self);
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
  add_file (self, note, before);
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
