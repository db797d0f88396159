/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-mail.h"

#include "exchange/crm-csv.h"

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

static gboolean
stream (CrmMadeTable *table,
        const CrmRawFile *file,
        GError **error)
{
  static const char *const header[] = { "name", "kind", "status", "due_at", "done_at", "uid", "addresses", "notes",
                                        NULL };
  g_autoptr (CrmMailBox) box = crm_mail_box_new (file, error);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GError) local = NULL;
  CrmMailPlace place;

  if (box == NULL)
    return FALSE;
  append_cells (line, header);
  if (!crm_made_table_append (table, line->str, line->len, error))
    return FALSE;
  for (guint number = 1; crm_mail_box_next (box, &place, &local); number++)
    {
      if (g_cancellable_set_error_if_cancelled (g_cancellable_get_current (), error) ||
          !take_message (table, file, &place, crm_mail_box_is_many (box), number, error))
        return FALSE;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

const CrmMadeKind crm_made_mail = { "activity", crm_mail_is_one, .stream = stream, .known_only = TRUE };
