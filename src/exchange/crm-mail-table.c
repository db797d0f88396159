/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-mail.h"

#include "exchange/crm-csv.h"

#include "base/crm-csv-cell.h"
#include "base/crm-date.h"

#include <glib/gi18n-lib.h>

/* Mail as a table, a message in each row: what an import takes. Columns are named after the fields that they fill. */

static void
append_cells (GString *line,
              const char *const *cells)
{
  for (guint i = 0; cells[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (line, ',');
      crm_csv_append_cell (line, cells[i], ',');
    }
  g_string_append_c (line, '\n');
}

static void
append_message (GString *line,
                const CrmMail *mail)
{
  g_autofree char *sent = mail->sent != 0 ? crm_instant_to_iso (mail->sent) : g_strdup ("");
  const char *subject = *mail->subject != '\0' ? mail->subject : _("(No Subject)");

  append_cells (line, (const char *const[]) { subject, "email", "done", sent, sent, mail->uid, mail->addresses,
                                              mail->notes, NULL });
}

/* What is odd about a message is told by its place in the file and its subject. */
static void
tell (CrmRemarks *remarks,
      const char *format,
      guint number,
      const CrmMail *mail)
{
  g_autofree char *subject = g_utf8_truncate_middle (mail->subject, 60);

  crm_remarks_add (remarks, g_strdup_printf (format, number, subject));
}

static gboolean
take_message (CrmMadeTable *table,
              const CrmRawFile *file,
              const CrmMailPlace *place,
              gboolean from_box,
              guint number,
              GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GString) line = g_string_new (NULL);
  GMimeStream *source = crm_mail_stream_new (file, place->start, place->end, &local);
  g_auto (CrmMail) mail = { 0 };

  crm_mail_read (&mail, source, from_box);
  g_object_unref (source);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (mail.sent == 0)
    mail.sent = place->posted;
  if (mail.sent == 0)
    tell (crm_made_table_get_remarks (table), _("Message %u, “%s”, does not say when it was sent."), number, &mail);
  if (mail.cut || place->cut)
    tell (crm_made_table_get_remarks (table), _("Message %u, “%s”, is very long; only its beginning was taken."),
          number, &mail);
  else if (mail.open)
    tell (crm_made_table_get_remarks (table), _("Message %u, “%s”, has no end; it was taken as far as it goes. If "
          "something is missing, export the mail again in the other program and import that."), number, &mail);
  append_message (line, &mail);
  return crm_made_table_append (table, line->str, line->len, error);
}

/* A file whose lines end as those of old Macs did, read as if they ended as others do. */
static gssize
read_returns (gpointer data,
              gint64 position,
              guint8 *out,
              gsize n,
              GError **error)
{
  const CrmRawFile *file = data;
  gssize n_read = file->read (file->file, position, out, n, error);

  for (gssize i = 0; i < n_read; i++)
    {
      if (out[i] == '\r')
        out[i] = '\n';
    }
  return n_read;
}

static gboolean
stream_lines (CrmMadeTable *table,
              const CrmRawFile *file,
              GError **error)
{
  static const char *const header[] = { "name", "kind", "status", "due_at", "done_at", "uid", "addresses", "notes",
                                        NULL };
  g_autoptr (CrmMailBox) box = crm_mail_box_new (file, error);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GError) local = NULL;
  CrmMailPlace place;
  guint n_deleted = 0;

  if (box == NULL)
    return FALSE;
  append_cells (line, header);
  if (!crm_made_table_append (table, line->str, line->len, error))
    return FALSE;
  for (guint number = 1; crm_mail_box_next (box, &place, &local); number++)
    {
      gboolean many = crm_mail_box_is_many (box);

      if (g_cancellable_set_error_if_cancelled (g_cancellable_get_current (), error) ||
          (!(many && place.deleted) && !take_message (table, file, &place, many, number, error)))
        return FALSE;
      n_deleted += many && place.deleted;
    }
  if (n_deleted > 0)
    crm_remarks_add (crm_made_table_get_remarks (table),
                     g_strdup_printf (ngettext ("%u message was left out: it was deleted in the other program.",
                                                "%u messages were left out: they were deleted in the other program.",
                                                n_deleted), n_deleted));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
stream (CrmMadeTable *table,
        const CrmRawFile *file,
        GError **error)
{
  const CrmRawFile lines = { file->name, file->size, (gpointer) file, read_returns };
  char sample[4096];
  gssize n = file->read (file->file, 0, (guint8 *) sample, sizeof sample, error);

  return n >= 0 && stream_lines (table, crm_mail_line_end (sample, n) == '\r' ? &lines : file, error);
}

const CrmMadeKind crm_made_mail = { "activity", crm_mail_is_one, .stream = stream, .known_only = TRUE };
