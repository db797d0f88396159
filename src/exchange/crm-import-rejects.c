/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-export-private.h"
#include "exchange/crm-import-private.h"

#include "base/crm-csv-cell.h"
#include "base/crm-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* The file of rows that were rejected, to be corrected and imported again. */

#define PIECE 65536

static gboolean
refuse_rejects (int code,
                GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("The rejected rows could not be written: %s. The import itself is "
               "done. Free some space and import the file again: what is known is not added twice."),
               g_strerror (code));
  return FALSE;
}

/* Not just "Reason", which deals have one of. */
static const char *
reason_header (void)
{
  return _("Why Rejected");
}

/**
 * crm_import_n_own_columns:
 *
 * Returns: how many columns the table has, but for the one that crm_import_write_errors() put behind them
 */
guint
crm_import_n_own_columns (const CrmCsv *csv)
{
  guint n = crm_csv_get_n_columns (csv);

  return n > 1 && strcmp (crm_csv_get_header (csv, n - 1), reason_header ()) == 0 ? n - 1 : n;
}

/**
 * crm_import_check_errors:
 * @path: where crm_import_write_errors() is to write
 *
 * Finds out beforehand whether rejected rows can be written there, so that nothing is imported when they cannot. The
 * file that is imported is not to be replaced by those of its rows that are wrong.
 *
 * Errors: %CRM_ERROR_EXISTS, %CRM_ERROR_IO
 */
gboolean
crm_import_check_errors (CrmImport *self,
                         const char *path,
                         GError **error)
{
  g_autoptr (CrmOutputFile) file = NULL;

  if (crm_csv_reader_is_file (self->file, path))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_EXISTS, _("The rejected rows of “%s” cannot be written into the file "
                   "itself: its other rows would be lost. Nothing was changed. Choose another name."), self->name);
      return FALSE;
    }
  file = crm_output_file_open (path, error);
  return file != NULL;
}

/* All of the text, then what stands in the temporary file. */
static gboolean
write_rejects (CrmOutputFile *file,
               GString *text,
               FILE *rejects,
               GError **error)
{
  if (rejects != NULL && (fflush (rejects) != 0 || fseek (rejects, 0, SEEK_SET) != 0))
    return refuse_rejects (errno, error);
  while (text->len > 0)
    {
      if (!crm_output_file_write (file, text->str, text->len, error))
        return FALSE;
      g_string_set_size (text, PIECE);
      g_string_set_size (text, rejects != NULL ? fread (text->str, 1, PIECE, rejects) : 0);
    }
  return rejects == NULL || !ferror (rejects) || refuse_rejects (EIO, error);
}

/**
 * crm_import_write_errors:
 * @path: a file, which is replaced
 *
 * Writes the rows that the last prepare or run rejected as CSV (UTF-8, commas), each with its reason in a column more,
 * to be corrected and imported again.
 */
gboolean
crm_import_write_errors (CrmImport *self,
                         const char *path,
                         GError **error)
{
  g_autoptr (CrmOutputFile) file = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (self->plan != NULL, FALSE);
  if (!crm_import_check_errors (self, path, error) || (file = crm_output_file_open (path, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < crm_import_n_own_columns (self->csv); i++)
    {
      crm_csv_append_safe (text, crm_csv_get_header (self->csv, i), ',');
      g_string_append_c (text, ',');
    }
  crm_csv_append_safe (text, reason_header (), ',');
  g_string_append (text, "\r\n");
  return write_rejects (file, text, self->plan->rejects, error) && crm_output_file_finish (file, error);
}
