/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-mail.h"

#include <string.h>

/* Boxes of mail of any bytes: each message is read without harm into valid text. */

#define QUICK 5000
#define SLOW 500000

static const char seed[] =
  "From a@example.org Thu Jan  1 12:34:56 2026\r\nReceived: from a by b; Fri, 2 Jan 2026 10:00:00 +0000\r\n"
  "From: =?ISO-8859-1?Q?J=F6rg?= <j@example.org>\r\nTo: team: a@example.org, \"B, C\" <b@example.org>;\r\n"
  "Cc: (comment) c@example.org\r\nSubject: =?UTF-8?B?8J+Zgg==?= x\r\n y\r\nDate: Thu, 1 Jan 2026 10:00:00 +0200\r\n"
  "Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\n"
  "Content-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\nContent-Type: text/plain; charset=gb2312\r\n"
  "Content-Transfer-Encoding: base64\r\n\r\nxOO6ww==\r\n--y\r\nContent-Type: text/html\r\n"
  "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>a=3Db &amp; &#8364;<pre>  c</pre><li>d<!-- e --></p>\r\n--y--\r\n"
  "--x\r\nContent-Disposition: attachment; filename*=utf-8''a%C3%A4\r\n\r\n1\r\n--x\r\nContent-Type: message/rfc822\r\n"
  "\r\nSubject: inner\r\n\r\n>From me\r\n--x--\r\n\r\nFrom b Thu Jan  1 12:34:56 2026\r\nSubject: two\r\n\r\n\xfc\xdf\r\n";

static const char marks[] = ":;,=\\\"\r\n \t<>&?-@";

typedef struct
{
  const char *text;
  gsize       length;
} Bytes;

static gssize
read_bytes (gpointer data,
            gint64 position,
            guint8 *out,
            gsize n,
            GError **error)
{
  const Bytes *bytes = data;

  n = MIN (n, bytes->length - MIN ((gsize) position, bytes->length));
  memcpy (out, bytes->text + position, n);
  return n;
}

static void
try_text (const char *text,
          gsize length)
{
  Bytes bytes = { text, length };
  const CrmRawFile file = { "fuzz", length, &bytes, read_bytes };
  g_autoptr (CrmMailBox) box = crm_mail_box_new (&file, NULL);
  CrmMailPlace place;
  gint64 end = 0;

  while (crm_mail_box_next (box, &place, NULL))
    {
      GMimeStream *stream = crm_mail_stream_new (&file, place.start, place.end, NULL);
      g_auto (CrmMail) mail = { 0 };

      g_assert_cmpint (place.start, >=, end);
      g_assert_cmpint (place.end, <=, length);
      end = place.end;
      crm_mail_read (&mail, stream, crm_mail_box_is_many (box));
      g_object_unref (stream);
      g_assert_true (g_utf8_validate (mail.subject, -1, NULL));
      g_assert_true (g_utf8_validate (mail.notes, -1, NULL));
      g_assert_true (g_utf8_validate (mail.uid, -1, NULL));
      g_assert_cmpuint (strlen (mail.uid), >, 0);
    }
}

static void
change (GRand *chance,
        GString *text)
{
  gsize place = g_rand_int_range (chance, 0, text->len);

  switch (g_rand_int_range (chance, 0, 4))
    {
    case 0:
      text->str[place] = g_rand_int_range (chance, 0, 256);
      break;
    case 1:
      text->str[place] = marks[g_rand_int_range (chance, 0, strlen (marks))];
      break;
    case 2:
      g_string_erase (text, place, g_rand_int_range (chance, 0, MIN (8, text->len - place) + 1));
      break;
    default:
      g_string_insert_len (text, place, seed + g_rand_int_range (chance, 0, sizeof seed - 20), 19);
      break;
    }
}

int
main (void)
{
  guint n = g_getenv ("CLIENTELE_SLOW") != NULL ? SLOW : QUICK;
  g_autoptr (GRand) chance = g_rand_new_with_seed (20261122);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GString) text = g_string_new (seed);

      for (int k = g_rand_int_range (chance, 1, 12); k > 0 && text->len > 0; k--)
        change (chance, text);
      try_text (text->str, text->len);
    }
  return 0;
}
