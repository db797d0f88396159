/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frame-write.h"

#include "base/crm-csv-cell.h"
#include "store/crm-store.h"

#define CHUNK 65536
#define ROWS_A_LOOK 1024

static void
append_header (const CrmFrame *self,
               GString *out)
{
  for (guint i = 0; i < crm_frame_n_columns (self); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      crm_csv_append_safe (out, crm_frame_column (self, i)->name, ',');
    }
  g_string_append (out, "\r\n");
}

static void
append_row (const CrmFrame *self,
            gsize row,
            GString *out)
{
  for (guint i = 0; i < crm_frame_n_columns (self); i++)
    {
      const CrmColumn *column = crm_frame_column (self, i);
      g_autofree char *text = crm_column_text (column, row);

      if (i > 0)
        g_string_append_c (out, ',');
      if (text != NULL && column->kind == CRM_COLUMN_CATEGORY)
        crm_csv_append_safe (out, text, ',');
      else if (text != NULL)
        g_string_append (out, text);
    }
  g_string_append (out, "\r\n");
}

static gboolean
write_rows (const CrmFrame *self,
            GOutputStream *stream,
            const CrmRun *run,
            GError **error)
{
  GCancellable *cancellable = run != NULL ? run->cancellable : NULL;
  gsize n = crm_frame_n_rows (self);
  g_autoptr (GString) out = g_string_sized_new (2 * CHUNK);

  append_header (self, out);
  for (gsize row = 0; row < n; row++)
    {
      append_row (self, row, out);
      if ((row % ROWS_A_LOOK == 0 && !crm_run_go_on (run, (double) row / n, error)) ||
          (out->len >= CHUNK && !g_output_stream_write_all (stream, out->str, out->len, NULL, cancellable, error)))
        return FALSE;
      if (out->len >= CHUNK)
        g_string_truncate (out, 0);
    }
  return g_output_stream_write_all (stream, out->str, out->len, NULL, cancellable, error);
}

/* Closing with a cancellable that is cancelled throws away what was written. */
static void
give_up (GOutputStream *stream)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (stream, cancelled, NULL);
}

/**
 * crm_frame_write_csv:
 * @path: a file, which is replaced when all is written; else it stays as it was. A link is replaced, not followed
 * @run: (nullable): how to run
 *
 * Writes the table as CSV (RFC 4180, UTF-8): numbers in the shortest form that reads back the same, dates as ISO 8601,
 * nothing where a value is missing. No text can be taken for a formula.
 *
 * Errors: those of writing; %G_IO_ERROR_CANCELLED
 */
gboolean
crm_frame_write_csv (const CrmFrame *self,
                     const char *path,
                     const CrmRun *run,
                     GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream = NULL;

  if (!crm_store_file_spare (path, error))
    return FALSE;
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL, error);
  if (stream == NULL)
    return FALSE;
  if (write_rows (self, G_OUTPUT_STREAM (stream), run, error))
    return g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error);
  give_up (G_OUTPUT_STREAM (stream));
  return FALSE;
}
