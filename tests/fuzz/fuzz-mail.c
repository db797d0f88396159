/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "exchange/crm-mail.h"

#include <string.h>

/* Boxes of mail: each message is read into valid text, and lies behind the one before. */

static gssize
read_bytes (gpointer data,
            gint64 position,
            guint8 *out,
            gsize n,
            GError **error)
{
  GBytes *bytes = data;
  gsize size, start;
  const guint8 *all = g_bytes_get_data (bytes, &size);

  start = MIN ((gsize) position, size);
  n = MIN (n, size - start);
  if (n > 0)
    memcpy (out, all + start, n);
  return n;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  const CrmRawFile file = { "fuzz", size, bytes, read_bytes };
  g_autoptr (CrmMailBox) box = crm_mail_box_new (&file, NULL);
  CrmMailPlace place;
  gint64 end = 0;

  while (crm_mail_box_next (box, &place, NULL))
    {
      GMimeStream *stream = crm_mail_stream_new (&file, place.start, place.end, NULL);
      g_auto (CrmMail) mail = { 0 };

      g_assert_cmpint (place.start, >=, end);
      g_assert_cmpint (place.end, <=, size);
      end = place.end;
      crm_mail_read (&mail, stream, crm_mail_box_is_many (box));
      g_object_unref (stream);
      g_assert_true (g_utf8_validate (mail.subject, -1, NULL));
      g_assert_true (g_utf8_validate (mail.notes, -1, NULL));
      g_assert_true (g_utf8_validate (mail.uid, -1, NULL));
      g_assert_cmpuint (strlen (mail.uid), >, 0);
    }
  return 0;
}
