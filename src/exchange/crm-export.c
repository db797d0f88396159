/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-export-private.h"
#include "exchange/crm-import-private.h"

#include "exchange/crm-tag-list.h"
#include "exchange/crm-vcard.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Records of a query into a file that an import reads back as the same records: links by what is found again, choices
 * by their labels. All of it is read from one moment of the workspace. */

#define PAGE 500

typedef struct
{
  CrmStore              *store;
  CrmQuery              *query;
  GArray                *fields;      /* of guint */
  const CrmExportWriter *writer;
  char                  *path;
  CrmExportProgress      progress;
  gpointer               progress_data;
  GPtrArray             *lookups;     /* of CrmImportLookup, one for each entity that is linked to */
  guint                  n_shortened; /* records */
} Export;

static const struct { const char *name, *suffix, *label; const CrmExportWriter *writer; } formats[] = {
  [CRM_EXPORT_XLSX] = { "xlsx", "xlsx", N_("Spreadsheet (XLSX)"), &crm_export_xlsx },
  [CRM_EXPORT_CSV] = { "csv", "csv", N_("Text (CSV)"), &crm_export_csv },
  [CRM_EXPORT_PDF] = { "pdf", "pdf", N_("Printed List (PDF)"), &crm_export_pdf },
  [CRM_EXPORT_VCARD] = { "vcard", "vcf", N_("Address Cards (vCard)"), &crm_export_vcard },
  [CRM_EXPORT_ICALENDAR] = { "icalendar", "ics", N_("Calendar (iCalendar)"), &crm_export_calendar },
  [CRM_EXPORT_JSON] = { "json", "json", N_("Data for Programs (JSON)"), &crm_export_json },
  [CRM_EXPORT_XML] = { "xml", "xml", N_("Data for Programs (XML)"), &crm_export_xml },
  [CRM_EXPORT_SQL] = { "sql", "sql", N_("Table of a Database (SQL)"), &crm_export_sql },
};
G_STATIC_ASSERT (G_N_ELEMENTS (formats) == CRM_EXPORT_N_FORMATS);

/**
 * crm_export_knows_format:
 *
 * Returns: whether records of the entity can be written so: vCards are for people and companies, calendars for
 *   activities
 */
gboolean
crm_export_knows_format (CrmExportFormat format,
                         const CrmEntity *entity)
{
  switch (format)
    {
    case CRM_EXPORT_VCARD: return crm_entity_field_index (entity, CRM_VCARD_KEY) >= 0;
    case CRM_EXPORT_ICALENDAR: return strcmp (entity->name, "activity") == 0;
    case CRM_EXPORT_XLSX:
    case CRM_EXPORT_CSV:
    case CRM_EXPORT_PDF:
    case CRM_EXPORT_JSON:
    case CRM_EXPORT_XML:
    case CRM_EXPORT_SQL:
    default: return TRUE;
    }
}

/**
 * crm_export_get_suffix:
 *
 * Returns: what the names of such files end in
 */
const char *
crm_export_get_suffix (CrmExportFormat format)
{
  return formats[format].suffix;
}

/**
 * crm_export_get_label:
 *
 * Returns: (transfer none): the kind of file, for people
 */
const char *
crm_export_get_label (CrmExportFormat format)
{
  return _(formats[format].label);
}

static char *
join_names (void)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    g_strv_builder_add (names, formats[i].name);
  all = g_strv_builder_end (names);
  return g_strjoinv (C_("list", ", "), all);
}

/**
 * crm_export_find_format:
 * @path: a file
 * @name: (nullable): "csv", "xlsx" and so on; the suffix of the file tells otherwise
 *
 * Errors: %CRM_ERROR_INVALID
 */
gboolean
crm_export_find_format (const char *path,
                        const char *name,
                        CrmExportFormat *format,
                        GError **error)
{
  const char *mark = strrchr (path, '.'), *wanted = name != NULL ? name : mark != NULL ? mark + 1 : "";
  g_autofree char *names = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      if (g_ascii_strcasecmp (wanted, formats[i].name) != 0 && g_ascii_strcasecmp (wanted, formats[i].suffix) != 0)
        continue;
      *format = i;
      return TRUE;
    }
  names = join_names ();
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Files are written as one of %s, not as “%s”. Nothing was "
               "written. Choose a name with one of these at its end, or say which with --format."), names, wanted);
  return FALSE;
}

/**
 * crm_export_usual_fields:
 *
 * Returns: (transfer full) (element-type guint): all that an import can fill, so that nothing is lost; on paper those
 *   that lists show
 */
GArray *
crm_export_usual_fields (const CrmEntity *entity,
                         CrmExportFormat format)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmField *field = &entity->fields[i];

      if (format == CRM_EXPORT_PDF ? (field->flags & CRM_FIELD_LISTED) != 0 : crm_import_can_map (field))
        g_array_append_val (fields, i);
    }
  return fields;
}

static const CrmField *
get_field (const Export *self,
           guint index)
{
  return &crm_query_get_entity (self->query)->fields[g_array_index (self->fields, guint, index)];
}

static void
free_lookup (gpointer data)
{
  crm_import_lookup_free (data);
}

static const char *
get_target (const CrmField *field)
{
  return field->kind == CRM_FIELD_TAGS ? "tag" : field->kind == CRM_FIELD_LINK ? field->target : NULL;
}

static CrmImportLookup *
find_lookup (const Export *self,
             const CrmField *field)
{
  for (guint i = 0; i < self->lookups->len; i++)
    {
      CrmImportLookup *lookup = self->lookups->pdata[i];

      if (strcmp (lookup->entity->name, get_target (field)) == 0)
        return lookup;
    }
  return NULL;
}

static gboolean
load_lookups (Export *self,
              CrmReader *reader,
              GCancellable *cancellable,
              GError **error)
{
  g_clear_pointer (&self->lookups, g_ptr_array_unref);
  self->lookups = g_ptr_array_new_with_free_func (free_lookup);
  for (guint i = 0; i < self->fields->len; i++)
    {
      const CrmField *field = get_field (self, i);
      CrmImportLookup *lookup;

      if (get_target (field) == NULL || find_lookup (self, field) != NULL)
        continue;
      lookup = crm_import_lookup_load (reader, crm_entity_find (get_target (field)), cancellable, error);
      if (lookup == NULL)
        return FALSE;
      g_ptr_array_add (self->lookups, lookup);
    }
  return TRUE;
}

/* A record that shares its title with another is called by its number or e-mail address, if it has one. */
static char *
dup_unique (CrmReader *reader,
            CrmImportLookup *lookup,
            const CrmImportTarget *target)
{
  g_autoptr (CrmRecord) record = crm_reader_get (reader, lookup->entity, target->id, NULL);

  for (guint i = 1; record != NULL && i < lookup->entity->n_fields; i++)
    {
      const CrmField *field = &lookup->entity->fields[i];
      const CrmValue *value = crm_record_get_value (record, i);

      if ((field->flags & CRM_FIELD_UNIQUE || field->kind == CRM_FIELD_EMAIL) && value->type == CRM_VALUE_TEXT &&
          crm_import_lookup_find_exact (lookup, target->scope, value->text) == target)
        return g_strdup (value->text);
    }
  return NULL;
}

static char *
dup_link (CrmReader *reader,
          CrmImportLookup *lookup,
          gint64 id)
{
  const CrmImportTarget *target = g_hash_table_lookup (lookup->by_id, &id);
  char *unique;

  if (target == NULL)
    return g_strdup ("");
  if (crm_import_lookup_find_exact (lookup, target->scope, target->title) == target)
    return g_strdup (target->title);
  unique = dup_unique (reader, lookup, target);
  return unique != NULL ? unique : g_strdup (target->title);
}

/* In the order in which they were given. */
static char *
dup_tags (CrmImportLookup *lookup,
          const CrmValue *value)
{
  g_autoptr (GArray) ids = crm_tags_to_ids (value);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    {
      const CrmImportTarget *tag = g_hash_table_lookup (lookup->by_id, &g_array_index (ids, gint64, i));

      if (tag != NULL)
        crm_tag_list_append (names, tag->title);
    }
  return g_string_free (names, FALSE);
}

/* What of a card a cell has room for, where that is not all of it: a photo often has none. */
static char *
dup_fitting (Export *self,
             const char *card)
{
  if (self->writer != &crm_export_xlsx || g_utf8_strlen (card, -1) <= CRM_EXPORT_LONGEST_CELL)
    return NULL;
  self->n_shortened++;
  return crm_vcard_drop_data (card);
}

/* What stands in the file instead of the value; NULL where that is written by its type. */
static char *
dup_text (Export *self,
          CrmReader *reader,
          CrmRecord *record,
          guint index)
{
  const CrmField *field = get_field (self, index);
  guint i = g_array_index (self->fields, guint, index);
  const CrmValue *value = crm_record_get_value (record, i);

  if (crm_value_is_null (value))
    return NULL;
  if (field->kind == CRM_FIELD_LINK)
    return dup_link (reader, find_lookup (self, field), value->i);
  if (field->kind == CRM_FIELD_TAGS)
    return dup_tags (find_lookup (self, field), value);
  if (field->flags & CRM_FIELD_CARD)
    return dup_fitting (self, value->text);
  return field->kind == CRM_FIELD_CHOICE ? crm_record_dup_display (record, i) : NULL;
}

static gboolean
write_record (Export *self,
              CrmReader *reader,
              gpointer writer,
              CrmRecord *record,
              GError **error)
{
  g_autofree CrmValue *values = g_new (CrmValue, self->fields->len);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->fields->len; i++)
    {
      values[i] = *crm_record_get_value (record, g_array_index (self->fields, guint, i));   /* borrowed */
      g_ptr_array_add (texts, dup_text (self, reader, record, i));
    }
  return self->writer->row (writer, record, values, (char *const *) texts->pdata, error);
}

static gboolean
write_records (Export *self,
               CrmReader *reader,
               gpointer writer,
               GArray *ids,
               GCancellable *cancellable,
               GError **error)
{
  for (guint first = 0; first < ids->len; first += PAGE)
    {
      g_autoptr (GPtrArray) records = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (self->progress != NULL)
        self->progress (first, ids->len, self->progress_data);
      records = crm_reader_get_many (reader, crm_query_get_entity (self->query), &g_array_index (ids, gint64, first),
                                     MIN (PAGE, ids->len - first), error);
      if (records == NULL)
        return FALSE;
      for (guint i = 0; i < records->len; i++)
        {
          if (!write_record (self, reader, writer, records->pdata[i], error))
            return FALSE;
        }
    }
  return TRUE;
}

/* Returns how many records were written, and one more. */
static gpointer
export_in_reader (CrmReader *reader,
                  gpointer data,
                  GCancellable *cancellable,
                  GError **error)
{
  Export *self = data;
  g_autoptr (GArray) ids = NULL;
  g_autoptr (CrmOutputFile) file = NULL;
  gpointer writer;
  gboolean written;

  if (!load_lookups (self, reader, cancellable, error))
    return NULL;
  ids = crm_reader_ids (reader, self->query, -1, 0, error);
  file = ids != NULL ? crm_output_file_open (self->path, error) : NULL;
  writer = file != NULL ? self->writer->open (file, crm_query_get_entity (self->query), self->fields, ids->len, error)
                        : NULL;
  if (writer == NULL)
    return NULL;
  written = write_records (self, reader, writer, ids, cancellable, error) && self->writer->finish (writer, error) &&
            crm_output_file_finish (file, error);
  self->writer->free (writer);
  return written ? GSIZE_TO_POINTER (ids->len + (gsize) 1) : NULL;
}

static void
free_export (gpointer data)
{
  Export *self = data;

  g_clear_pointer (&self->lookups, g_ptr_array_unref);
  g_clear_pointer (&self->query, crm_query_unref);
  g_clear_object (&self->store);
  g_array_unref (self->fields);
  g_free (self->path);
  g_free (self);
}

static Export *
new_export (CrmStore *store,
            CrmQuery *query,
            GArray *fields,
            CrmExportFormat format,
            const char *path)
{
  Export *self = g_new0 (Export, 1);

  self->store = g_object_ref (store);
  self->query = crm_query_copy (query);   /* what the list shows may change meanwhile */
  self->fields = g_array_ref (fields);
  self->writer = formats[format].writer;
  self->path = g_strdup (path);
  return self;
}

/**
 * crm_export_write:
 * @fields: (element-type guint): of the query's entity, at least one
 * @path: the file, which is replaced when all of it is written
 * @progress: (nullable): called now and then, on this thread
 * @n_shortened: (out) (optional): records whose further details a spreadsheet has no room for; photos and the like are
 *   left out of these
 *
 * Writes the records of the query.
 *
 * Returns: how many, or −1
 * Errors: %CRM_ERROR_IO, %CRM_ERROR_DISK_FULL, %CRM_ERROR_INVALID for what a spreadsheet cannot hold
 */
gint64
crm_export_write (CrmStore *store,
                  CrmQuery *query,
                  GArray *fields,
                  CrmExportFormat format,
                  const char *path,
                  CrmExportProgress progress,
                  gpointer data,
                  guint *n_shortened,
                  GCancellable *cancellable,
                  GError **error)
{
  Export *self = new_export (store, query, fields, format, path);
  gsize n;

  self->progress = progress;
  self->progress_data = data;
  n = GPOINTER_TO_SIZE (crm_store_read (store, export_in_reader, self, cancellable, error));
  if (n_shortened != NULL)
    *n_shortened = self->n_shortened;
  free_export (self);
  return (gint64) n - 1;
}

/**
 * crm_export_dup_note:
 * @n_shortened: as crm_export_write() tells
 *
 * Returns: (transfer full) (nullable): what a person should know of that
 */
char *
crm_export_dup_note (guint n_shortened)
{
  if (n_shortened == 0)
    return NULL;
  return g_strdup_printf (ngettext ("A cell of a spreadsheet has no room for the photo of %u record. It is still in "
                                    "the workspace; export as vCard, CSV or JSON to have it in a file.",
                                    "Cells of a spreadsheet have no room for the photos of %u records. They are still "
                                    "in the workspace; export as vCard, CSV or JSON to have them in a file.",
                                    n_shortened), n_shortened);
}

static void
export_in_thread (GTask *task,
                  gpointer source,
                  gpointer data,
                  GCancellable *cancellable)
{
  GError *error = NULL;
  gsize n = GPOINTER_TO_SIZE (crm_store_read (source, export_in_reader, data, cancellable, &error));

  if (n > 0)
    g_task_return_int (task, (gssize) n - 1);
  else
    g_task_return_error (task, error);
}

/**
 * crm_export_write_async:
 *
 * As crm_export_write(), on a worker.
 */
void
crm_export_write_async (CrmStore *store,
                        CrmQuery *query,
                        GArray *fields,
                        CrmExportFormat format,
                        const char *path,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, crm_export_write_async);
  g_task_set_task_data (task, new_export (store, query, fields, format, path), free_export);
  g_task_set_check_cancellable (task, FALSE);   /* a file that is there is there */
  g_task_run_in_thread (task, export_in_thread);
}

gint64
crm_export_write_finish (CrmStore *store,
                         GAsyncResult *result,
                         guint *n_shortened,
                         GError **error)
{
  const Export *self = g_task_get_task_data (G_TASK (result));

  *n_shortened = self->n_shortened;
  return g_task_propagate_int (G_TASK (result), error);
}
