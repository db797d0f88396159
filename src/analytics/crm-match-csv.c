/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-match-load.h"

#include "base/crm-error.h"
#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define N_LOOKED_AT 2000      /* rows from which it is guessed what columns hold */
#define MOSTLY 0.8
#define LONGEST 80            /* characters on average; what is longer is prose, which tells nobody apart */
#define PROGRESS_EVERY 4096

/* What the first values of a column look like. */
typedef struct
{
  guint       n, n_emails, n_urls, n_dates, n_phones, n_digits;
  guint64     length;
  gboolean    repeats;
  GHashTable *seen;
} Look;

static gboolean
is_date (const char *text)
{
  return strlen (text) >= 8 && strspn (text, "0123456789-/.") == strlen (text) && strspn (text, "0123456789") <= 4 &&
         g_ascii_isdigit (text[0]);
}

static gboolean
is_phone (const char *text)
{
  g_autofree char *digits = crm_text_digits (text);

  return crm_phone_valid (text) && strlen (digits) >= 7 && strpbrk (text, "+-() /.") != NULL && !is_date (text);
}

static gboolean
has_letters (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (g_unichar_isalpha (g_utf8_get_char (text)))
        return TRUE;
    }
  return FALSE;
}

static void
look_at (Look *look,
         const char *text)
{
  if (*text == '\0')
    {
      look->repeats = TRUE;
      return;
    }
  look->n++;
  look->length += g_utf8_strlen (text, -1);
  look->n_emails += crm_email_valid (text);
  look->n_urls += crm_url_valid (text) && !crm_email_valid (text);
  look->n_dates += is_date (text);
  look->n_phones += is_phone (text);
  look->n_digits += !has_letters (text);
  if (!look->repeats)
    look->repeats = !g_hash_table_add (look->seen, g_strdup (text));
}

static gboolean
names_rows (const char *header)
{
  static const char *const endings[] = { "id", "nr", "no", "number", "key", "index", "code", NULL };
  g_autofree char *squashed = crm_text_squash (header);

  for (guint i = 0; endings[i] != NULL; i++)
    {
      if (g_str_has_suffix (squashed, endings[i]))
        return TRUE;
    }
  return FALSE;
}

static CrmMatchKind
guess_kind (const Look *look,
            const char *header)
{
  g_autofree char *squashed = crm_text_squash (header);
  double enough = look->n * MOSTLY;

  if (look->n > 0 && look->n_emails >= enough)
    return CRM_MATCH_EMAIL;
  if (look->n > 0 && look->n_urls >= enough)
    return CRM_MATCH_URL;
  if (look->n > 0 && look->n_dates >= enough)
    return CRM_MATCH_DATE;
  if (look->n > 0 && look->n_phones >= enough)
    return CRM_MATCH_PHONE;
  if (look->n > 0 && look->n_digits >= enough)
    return CRM_MATCH_NUMBER;
  return strstr (squashed, "name") != NULL || strstr (squashed, "名") != NULL ? CRM_MATCH_NAME : CRM_MATCH_TEXT;
}

typedef struct
{
  CrmCsvReader *reader;
  Look         *looks;
  guint         n_columns;
  int           id;          /* column that names the rows, or −1 */
  guint         columns[CRM_MATCH_MOST_FIELDS];
  CrmMatchKind  kinds[CRM_MATCH_MOST_FIELDS];
  guint         n_chosen;
} File;

static const char *
cell_of (const CrmCsvRow *row,
         guint column)
{
  return column < row->n_cells ? g_strstrip (row->cells[column]) : "";
}

static gboolean
look_at_rows (File *file,
              GError **error)
{
  g_autoptr (GError) local = NULL;
  CrmCsvRow row;

  for (guint i = 0; i < N_LOOKED_AT && crm_csv_reader_next (file->reader, &row, &local); i++)
    {
      for (guint column = 0; column < file->n_columns; column++)
        look_at (&file->looks[column], cell_of (&row, column));
    }
  if (local == NULL)
    return crm_csv_reader_rewind (file->reader, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static int
find_column (const File *file,
             const char *name,
             GError **error)
{
  for (guint i = 0; i < file->n_columns; i++)
    {
      g_autofree char *header = g_strstrip (g_strdup (crm_csv_reader_get_header (file->reader, i)));

      if (g_strcmp0 (header, name) == 0)
        return i;
    }
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("The file has no column “%s”. Its first row names them."),
               name);
  return -1;
}

static gboolean
find_id (File *file,
         const char *id,
         GError **error)
{
  if (id != NULL)
    return (file->id = find_column (file, id, error)) >= 0;
  file->id = file->n_columns > 1 && !file->looks[0].repeats && names_rows (crm_csv_reader_get_header (file->reader, 0))
    ? 0 : -1;
  return TRUE;
}

static gboolean
choose_column (File *file,
               guint column,
               GError **error)
{
  const Look *look = &file->looks[column];

  if (file->n_chosen == CRM_MATCH_MOST_FIELDS)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("The file has more than %u columns to compare. Choose those that tell rows apart: --columns"),
                   CRM_MATCH_MOST_FIELDS);
      return FALSE;
    }
  file->columns[file->n_chosen] = column;
  file->kinds[file->n_chosen++] = guess_kind (look, crm_csv_reader_get_header (file->reader, column));
  return TRUE;
}

static gboolean
choose_columns (File *file,
                const char *const *columns,
                GError **error)
{
  for (guint i = 0; columns != NULL && columns[i] != NULL; i++)
    {
      int column = find_column (file, columns[i], error);

      if (column < 0 || !choose_column (file, column, error))
        return FALSE;
    }
  for (guint i = 0; columns == NULL && i < file->n_columns; i++)
    {
      const Look *look = &file->looks[i];

      if ((int) i != file->id && look->n > 0 && look->length <= (guint64) look->n * LONGEST &&
          !choose_column (file, i, error))
        return FALSE;
    }
  if (file->n_chosen > 0)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_FORMAT, _("The file has no column that could tell rows apart"));
  return FALSE;
}

static gboolean
read_rows (File *file,
           CrmMatchSource *source,
           const CrmRun *run,
           GError **error)
{
  const char *texts[CRM_MATCH_MOST_FIELDS];
  g_autoptr (GError) local = NULL;
  CrmCsvRow row;

  while (crm_csv_reader_next (file->reader, &row, &local))
    {
      for (guint i = 0; i < file->n_chosen; i++)
        texts[i] = cell_of (&row, file->columns[i]);
      if (!crm_match_table_add (source->table, texts, error))
        return FALSE;
      g_ptr_array_add (source->names, file->id >= 0 && *cell_of (&row, file->id) != '\0'
                       ? g_strdup (cell_of (&row, file->id)) : g_strdup_printf ("%u", row.number));
      if (source->names->len % PROGRESS_EVERY == 0 &&
          !crm_run_go_on (run, crm_csv_reader_get_share (file->reader), error))
        return FALSE;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static CrmMatchSource *
load (File *file,
      const char *id,
      const char *const *columns,
      const CrmRun *run,
      GError **error)
{
  g_autoptr (CrmMatchSource) self = NULL;

  if (!look_at_rows (file, error) || !find_id (file, id, error) || !choose_columns (file, columns, error))
    return NULL;
  self = g_new0 (CrmMatchSource, 1);
  self->table = crm_match_table_new (file->kinds, file->n_chosen);
  self->fields = g_ptr_array_new_with_free_func (g_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < file->n_chosen; i++)
    g_ptr_array_add (self->fields, g_strstrip (g_strdup (crm_csv_reader_get_header (file->reader, file->columns[i]))));
  return read_rows (file, self, run, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * crm_match_source_load_csv:
 * @id: (nullable): column that names the rows; %NULL for the first one where it looks like that, else their numbers
 * @columns: (nullable): what to compare; %NULL for all but the one of ids and prose
 * @run: (nullable): how to run
 *
 * Reads a table of a text file. What its columns hold is guessed from the first rows.
 *
 * Errors: %CRM_ERROR_NOT_FOUND, %CRM_ERROR_INVALID, %G_IO_ERROR_CANCELLED and those of reading
 */
CrmMatchSource *
crm_match_source_load_csv (const char *path,
                           const char *id,
                           const char *const *columns,
                           const CrmRun *run,
                           GError **error)
{
  CrmCsvDialect wish = { 0 };
  g_autoptr (CrmCsvReader) reader = crm_csv_reader_open (path, &wish, error);
  File file = { reader };
  CrmMatchSource *self;

  if (reader == NULL)
    return NULL;
  file.n_columns = crm_csv_reader_get_n_columns (reader);
  file.looks = g_new0 (Look, file.n_columns);
  for (guint i = 0; i < file.n_columns; i++)
    file.looks[i].seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self = load (&file, id, columns, run, error);
  for (guint i = 0; i < file.n_columns; i++)
    g_hash_table_unref (file.looks[i].seen);
  g_free (file.looks);
  return self;
}
