/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-mail.h"

#include <glib.h>
#include <string.h>

/* Messages and boxes of them, as programs write them and as attackers do. */

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
read_message (CrmMail *mail,
              const char *text,
              gboolean from_box)
{
  Bytes bytes = { text, strlen (text) };
  const CrmRawFile file = { "test.eml", bytes.length, &bytes, read_bytes };
  g_autoptr (GError) error = NULL;
  GMimeStream *stream = crm_mail_stream_new (&file, 0, bytes.length, &error);

  crm_mail_read (mail, stream, from_box);
  g_object_unref (stream);
  g_assert_no_error (error);
}

static void
assert_sent (const CrmMail *mail,
             const char *expected)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (mail->sent);
  g_autofree char *text = mail->sent != 0 ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");

  g_assert_cmpstr (text, ==, expected);
}

#define HEAD "From: Ada <ada@example.org>\r\nTo: bob@example.org\r\nDate: Thu, 1 Jan 2026 10:00:00 +0200\r\n" \
             "Message-ID: <1@example.org>\r\n"

static void
test_message (void)
{
  g_auto (CrmMail) mail = { 0 };

  read_message (&mail, HEAD "Cc: \"C, D\" <c@example.org>, team: d@example.org, e@example.org;\r\n"
                "Subject: =?ISO-8859-1?Q?Gr=FC=DFe?=\r\n =?UTF-8?B?IPCfmYI=?=\r\n\r\nHello\r\n\r\nBye\r\n", FALSE);
  g_assert_cmpstr (mail.subject, ==, "Grüße 🙂");
  g_assert_cmpstr (mail.uid, ==, "1@example.org");
  g_assert_cmpstr (mail.addresses, ==, "ada@example.org > bob@example.org, c@example.org, d@example.org, e@example.org");
  g_assert_true (g_str_has_prefix (mail.notes, "From: Ada <ada@example.org>\nTo: bob@example.org\nCc: "));
  g_assert_true (g_str_has_suffix (mail.notes, "\n\nHello\n\nBye"));
  assert_sent (&mail, "2026-01-01T08:00:00Z");
  g_assert_false (mail.cut);
}

static void
assert_body (const char *rest,
             const char *expected)
{
  g_autofree char *text = g_strconcat (HEAD, rest, NULL);
  g_auto (CrmMail) mail = { 0 };
  const char *body;

  read_message (&mail, text, FALSE);
  g_assert_true (g_utf8_validate (mail.notes, -1, NULL));
  body = strstr (mail.notes, "\n\n");
  g_assert_cmpstr (body != NULL ? body + 2 : "", ==, expected);
}

static void
test_charsets (void)
{
  assert_body ("Content-Type: text/plain; charset=iso-8859-1\n\nGr\xfc\xdf" "e\n", "Grüße");
  assert_body ("Content-Type: text/plain; charset=utf-8\n\nGr\xc3\xbc\xc3\x9f" "e\n", "Grüße");
  assert_body ("Content-Type: text/plain; charset=us-ascii\n\nGr\xc3\xbc\xc3\x9f" "e\n", "Grüße");
  assert_body ("Content-Type: text/plain; charset=nonsense\n\nGr\xfc\xdf" "e und Gr\xfc\xdf" "e\n", "Grüße und Grüße");
  assert_body ("\nGr\xfc\xdf" "e und Gr\xfc\xdf" "e\n", "Grüße und Grüße");
  assert_body ("Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64\n\nxOO6ww==\n", "你好");
  assert_body ("Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B$3$s\x1b(B\n", "こん");
  assert_body ("Content-Transfer-Encoding: quoted-printable\n\na=3Db=\nc=C3=A4\n", "a=bcä");
}

/* What programs write is more than the names of charsets stand for, and not always what these say. */
static void
test_meant (void)
{
  assert_body ("Content-Type: text/plain; charset=gb2312\n\n\xe9\x46\xc4\xe3\n", "镕你");
  assert_body ("Content-Type: text/plain; charset=iso-8859-1\n\n\x93x\x94 \x80\n", "“x” €");
  assert_body ("Content-Type: text/plain; charset=iso-8859-1\n\nGr\xc3\xbc\xc3\x9f" "e\n", "Grüße");
  assert_body ("Content-Type: text/plain; charset=ISO-2022-JP\n\na \x1b$B-!$3\x1b(J b \x1b(I1\x1b(B\n", "a ①こ b ｱ");
  assert_body ("Content-Type: text/plain; charset=shift_jis\n\nC:\\\x87\x40~\n", "C:\\①~");
  assert_body ("Content-Type: text/plain; charset=ks_c_5601-1987\n\n\x98\xde\n", "샾");
  assert_body ("Content-Type: text/plain; charset=iso-8859-2\nContent-Transfer-Encoding: quoted-printable\n\na=00b\n",
               "a b");
}

/* Heads in the charset of the text, with words that are divided, empty, or in a charset that has another name. */
static void
test_heads (void)
{
  g_auto (CrmMail) raw = { 0 }, words = { 0 }, twice = { 0 }, odd = { 0 };

  read_message (&raw, "From: \xe9\xd7\xc1\xce <ivan@example.com>\nSubject: \xf4\xc5\xd3\xd4\n"
                "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=koi8-r\n\n\xc4\xc1\n"
                "--x--\n", FALSE);
  g_assert_cmpstr (raw.subject, ==, "Тест");
  g_assert_cmpstr (raw.notes, ==, "From: Иван <ivan@example.com>\n\nда");
  read_message (&words, "From: =?gb2312?B?xOM=?= =?gb2312?Q?=BA=C3,?= <a@example.com>\n"
                "To: =?iso-2022-jp?B?GyRCLSEbKEI?= <b@example.com>, \"=?utf-8?Q?C=2C_D?=\" <c@example.com>\n"
                "Subject: =?utf-8?B?w6Q=?=\n =?UTF-8?B?5L0=?= =?utf-8?b?oA==?= & =?nonsense?Q?=E4?= =?=\n\n", FALSE);
  g_assert_cmpstr (words.subject, ==, "ä你 & ä =?=");
  g_assert_cmpstr (words.addresses, ==, "a@example.com > b@example.com, c@example.com");
  g_assert_cmpstr (words.notes, ==, "From: \"你好,\" <a@example.com>\nTo: ① <b@example.com>, \"C, D\" <c@example.com>");
  read_message (&twice, "Subject: first\nSubject: second\nTo: a@example.com\nTo: b@example.com\n\n", FALSE);
  g_assert_cmpstr (twice.subject, ==, "first");
  g_assert_cmpstr (twice.addresses, ==, "a@example.com, b@example.com");
  read_message (&odd, "Subject: =?utf-8?Q?" "?= =?utf-8?X?a?= =?utf-8?B?YQ\n\n", FALSE);
  g_assert_cmpstr (odd.subject, ==, "=?utf-8?X?a?= =?utf-8?B?YQ");
}

static void
test_html (void)
{
  assert_body ("Content-Type: text/html\n\n<html><head><title>no</title><style>p{}</style></head><body><h1>A</h1>"
               "<p>b &amp; c&nbsp;&#8364;&#x41;<br>d</p><script>if (1 < 2) no ()</script><!-- no --><ul><li>e</li>"
               "<li>f</li></ul><p>1 < 2 &unknown; <a title=\"x>y\">g</a></body>", "A\n\nb & c €A\nd\n\n• e\n• f\n\n"
               "1 < 2 &unknown; g");
  assert_body ("Content-Type: text/html\n\n&Oslash;l &frac12; so&shy;ft &#150; &#x93;x&#x94; &zcaron; &times;",
               "Øl ½ soft – “x” &zcaron; ×");
  assert_body ("Content-Type: text/html\n\n<a class=x href=\"https://example.com/?a=1&amp;b=2\">Shop</a>, <A HREF="
               "'mailto:a@example.com'>a@example.com</A>, <a href=http://example.com/>example.com</a>, <a href=#top>up</a>, "
               "<a href=\"http://example.com/x\"><img src=y></a><a href='https://example.com/z'>end",
               "Shop <https://example.com/?a=1&b=2>, a@example.com, example.com, up, end <https://example.com/z>");
  assert_body ("Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>html\n--x\n"
               "Content-Type: text/plain\n\nplain\n--x--\n", "plain");
  assert_body ("Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/calendar\n\nx\n--x\n"
               "Content-Type: multipart/related; boundary=y\n\n--y\nContent-Type: text/html\n\n<p>html\n--y--\n--x--\n",
               "html");
}

static void
test_flowed (void)
{
  assert_body ("Content-Type: text/plain; format=flowed\n\nLines that \nbelong together\n\n> quoted \n> as well \n"
               ">> deeper\n From here\n-- \nAda\n", "Lines that belong together\n\n> quoted as well \n>> deeper\n"
               "From here\n-- \nAda");
  assert_body ("Content-Type: text/plain; format=flowed; delsp=yes\n\n\xe4\xbd\xa0 \n\xe5\xa5\xbd\n", "你好");
  assert_body ("Content-Type: text/plain\n\nLines that \ndo not\n", "Lines that \ndo not");
}

static void
test_attachments (void)
{
  assert_body ("Content-Type: multipart/mixed; boundary=x\n\n--x\n\nHello\n--x\nContent-Type: text/plain\n"
               "Content-Disposition: attachment; filename*=utf-8''a%C3%A4.txt\n\nno\n--x\nContent-Type: image/png\n\n1\n"
               "--x\nContent-Type: message/rfc822\n\nSubject: inner\n\nno\n--x\nContent-Type: text/plain\n\nBye\n--x--\n",
               "Hello\n\nBye\n\nAttached: aä.txt, image/png, the message “inner”");
}

/* Nothing of what is missing or broken keeps the rest from being read. */
static void
test_broken (void)
{
  g_auto (CrmMail) received = { 0 }, nothing = { 0 }, same = { 0 }, raw = { 0 };

  read_message (&received, "Received: from a by b; Fri, 2 Jan 2026 10:00:00 +0000\nReceived: from x by a; "
                "Fri, 2 Jan 2026 09:00:00 +0000\nFrom: ada@example.org\nSubject: x\n\n", FALSE);
  assert_sent (&received, "2026-01-02T10:00:00Z");
  read_message (&nothing, "Subject:\nFrom: undisclosed\n\nText\n", FALSE);
  assert_sent (&nothing, "");
  g_assert_cmpstr (nothing.subject, ==, "");
  g_assert_cmpstr (nothing.addresses, ==, "");
  g_assert_cmpuint (strlen (nothing.uid), ==, 40);
  read_message (&same, "Subject:\nFrom: undisclosed\n\nText\n", FALSE);
  g_assert_cmpstr (same.uid, ==, nothing.uid);
  read_message (&raw, "From: J\xc3\xb6rg <j@example.org>\nSubject: Gr\xfc\xdf" "e\n\n", FALSE);
  g_assert_cmpstr (raw.subject, ==, "Grüße");
  g_assert_cmpstr (raw.addresses, ==, "j@example.org > ");
  assert_body ("Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\na",
               "a");
  assert_body ("Content-Type: multipart/mixed\n\nno boundary\n", "no boundary");
  assert_body ("Content-Type: multipart/mixed; boundary=x\n\nnothing\nis divided\n", "nothing\nis divided");
  assert_body ("Content-Type: text\n\nText\n", "Text");
  assert_body ("Content-Type: text/plain; name=x.txt\nContent-Disposition: attachment\n\nText\n", "Text");
  assert_body ("Content-Type: text/enriched\n\nText\n", "Text");
  assert_body ("Content-Type: text/vcard; name=x.vcf\n\nBEGIN:VCARD\n", "Attached: x.vcf");
  assert_body ("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!\n", "");
}

static gboolean
is_open (const char *rest)
{
  g_autofree char *text = g_strconcat (HEAD, rest, NULL);
  g_auto (CrmMail) mail = { 0 };

  read_message (&mail, text, FALSE);
  return mail.open;
}

/* A file that was cut off is known by parts without an end. */
static void
test_open (void)
{
  g_assert_false (is_open ("\nText"));
  g_assert_false (is_open ("Content-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--x--\n"));
  g_assert_false (is_open ("Content-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--x--"));
  g_assert_true (is_open ("Content-Type: multipart/mixed; boundary=x\n\n--x\n\na\n"));
  g_assert_true (is_open ("Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: image/png; name=a.png\n"
                          "Content-Transfer-Encoding: base64\n\niVBORw0KGg"));
  g_assert_true (is_open ("Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/alternative; "
                          "boundary=y\n\n--y\n\na\n"));
}

/* Parts within parts, and texts without an end, are taken as far as anybody would read them. */
static void
test_bombs (void)
{
  g_autoptr (GString) deep = g_string_new (HEAD), large = g_string_new (HEAD "\n");
  g_auto (CrmMail) first = { 0 }, second = { 0 };

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (deep, "Content-Type: multipart/mixed; boundary=x%u\n\n--x%u\n", i, i);
  read_message (&first, deep->str, FALSE);
  g_assert_true (first.cut);
  for (guint i = 0; i < 40000; i++)
    g_string_append (large, "Ünendliche Zeilen\n");
  read_message (&second, large->str, FALSE);
  g_assert_true (second.cut);
  g_assert_cmpuint (strlen (second.notes), <, 300 * 1024);
  g_assert_true (g_utf8_validate (second.notes, -1, NULL));
}

/* Boxes */

static GPtrArray *
read_box (const char *text,
          gsize length)
{
  Bytes bytes = { text, length };
  const CrmRawFile file = { "test.mbox", length, &bytes, read_bytes };
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmMailBox) box = crm_mail_box_new (&file, &error);
  GPtrArray *subjects = g_ptr_array_new_with_free_func (g_free);
  CrmMailPlace place;

  g_assert_no_error (error);
  while (crm_mail_box_next (box, &place, &error))
    {
      GMimeStream *stream = crm_mail_stream_new (&file, place.start, place.end, NULL);
      g_auto (CrmMail) mail = { 0 };

      crm_mail_read (&mail, stream, crm_mail_box_is_many (box));
      g_object_unref (stream);
      g_ptr_array_add (subjects, g_strdup_printf ("%s|%s|%d", mail.subject, mail.notes, place.posted != 0));
    }
  g_assert_no_error (error);
  return subjects;
}

static void
test_box (void)
{
  static const char text[] = "From a@example.org Thu Jan  1 12:34:56 2026\nSubject: one\n\nText\n\n>From me\n>>From you\n"
                             "From here on it is no mark\n> From\n\nFrom b@example.org Thu Jan  1 12:34:56 2026\r\n"
                             "Subject: two\r\n\r\nFrom c@example.org Thu Jan  1 12:34:56 2026\nSubject: three\n\nEnd";
  g_autoptr (GPtrArray) box = read_box (text, strlen (text));

  g_assert_true (crm_mail_is_one (text, strlen (text)));
  g_assert_cmpuint (box->len, ==, 3);
  g_assert_cmpstr (box->pdata[0], ==, "one|Text\n\nFrom me\n>From you\nFrom here on it is no mark\n> From|1");
  g_assert_cmpstr (box->pdata[1], ==, "two||1");
  g_assert_cmpstr (box->pdata[2], ==, "three|End|1");
  for (gsize length = 0; length < sizeof text; length++)
    {
      g_autofree char *part = g_strndup (text, length);
      g_autoptr (GPtrArray) some = read_box (part, length);

      g_assert_cmpuint (some->len, <=, 3);
    }
}

static void
assert_box (const char *text,
            const char *expected)
{
  g_autoptr (GPtrArray) box = read_box (text, strlen (text));
  g_autofree char *all = NULL;

  g_ptr_array_add (box, NULL);
  all = g_strjoinv ("; ", (char **) box->pdata);
  g_assert_cmpstr (all, ==, expected);
}

/* Boxes whose lines between messages have no time, or no blank line before them; and texts that have such lines. */
static void
test_marks (void)
{
  assert_box ("From - \nSubject: one\n\nText\n\nFrom - \nSubject: two\n\nFrom here\nFrom - \n", "one|Text|0; "
              "two|From here\nFrom -|0");
  assert_box ("From 17@xxx\nDate: Thu, 1 Jan 2026 10:00:00 +0000\nSubject: one\n\nText\n\nFrom 18@xxx\nSubject: two\n",
              "one|Text|0; two||0");
  assert_box ("From a Thu Jan  1 12:34:56 2026\nSubject: one\n\nText\nFrom b Thu Jan  1 12:34:56 2026\nSubject: two\n\n"
              "From 10:00 on:\n\nFrom Monday at 10:30 we are open.\nSubject: no\n", "one|Text|1; "
              "two|From 10:00 on:\n\nFrom Monday at 10:30 we are open.\nSubject: no|1");
}

/* The length of a text counts where the next message follows. */
static void
test_lengths (void)
{
#define MARK "From a Thu Jan  1 12:34:56 2026\n"
  assert_box (MARK "Subject: one\nContent-Length: 51\n\n\n" MARK "Subject: quoted\n\nx\n" MARK "Subject: two\n\n",
              "one|" MARK "Subject: quoted\n\nx|1; two||1");
  assert_box (MARK "Subject: one\nContent-Length: 40\n\n\n" MARK "Subject: inner\n\nx\n" MARK "Subject: two\n\n",
              "one||1; inner|x|1; two||1");
#undef MARK
}

/* One message with something before or behind it. */
static void
test_around (void)
{
  assert_box ("\xef\xbb\xbf" "Subject: one\nFrom: a\n\nText\n", "one|From: a\n\nText|0");
  assert_box ("\r\n\r\nSubject: one\r\nFrom: a\r\n\r\nText\r\n", "one|From: a\n\nText|0");
  assert_box ("27\nSubject: one\nFrom: a\n\nText\n<?xml version=\"1.0\"?>\n<plist/>\n", "one|From: a\n\nText|0");
  assert_box ("2900\nSubject: one\nFrom: a\n\nText\n", "one|From: a\n\nText|0");
}

/* What is quoted are the lines as they are encoded. */
static void
test_quoted (void)
{
  static const char text[] = "From a Thu Jan  1 12:34:56 2026\nSubject: one\nContent-Transfer-Encoding: quoted-printable\n\n"
                             ">From a=3Db\n=3EFrom c\nsoft=\n>From d\n=46rom e\n";
  static const char base64[] = "From a Thu Jan  1 12:34:56 2026\nSubject: two\nContent-Transfer-Encoding: base64\n\n"
                               "PkZyb20gYQo=\n";
  g_autoptr (GPtrArray) quoted = read_box (text, strlen (text)), encoded = read_box (base64, strlen (base64));

  g_assert_cmpstr (quoted->pdata[0], ==, "one|From a=b\n>From c\nsoftFrom d\nFrom e|1");
  g_assert_cmpstr (encoded->pdata[0], ==, "two|>From a|1");
}

/* A line may be longer than what is read at once, and begin anywhere in it. */
static void
test_long_lines (void)
{
  for (gsize n = 262100; n < 262200; n += 7)
    {
      g_autoptr (GString) text = g_string_new ("From a Thu Jan  1 12:34:56 2026\nSubject: one\n\n");
      g_autoptr (GPtrArray) box = NULL;

      for (gsize i = 0; i < n; i++)
        g_string_append_c (text, 'x');
      g_string_append (text, "From b Thu Jan  1 12:34:56 2026\n\nFrom b Thu Jan  1 12:34:56 2026\nSubject: two\n\n");
      box = read_box (text->str, text->len);
      g_assert_cmpuint (box->len, ==, 2);
      g_assert_true (g_str_has_prefix (box->pdata[1], "two|"));
    }
}

static void
test_recognised (void)
{
  static const char *const mail[] = { HEAD "\nx", "Received: x\n\tfolded\nSubject: y\n\n",
                                      "X-Mozilla-Status: 0001\r\nFrom: a\r\n\r\n", "\n\r\nFrom: a\nTo: b\n",
                                      "\xef\xbb\xbf" "From : a\nTo\t: b\n", "From: a\rTo: b\r\rText\r",
                                      "From - \nX-Mozilla-Status: 0001\n", "From 17@xxx\nX-GM-THRID: 17\n",
                                      "1234      \nX_Spam: no\nFrom: a\nTo: b\n" };
  static const char *const others[] = { "name,email\nAda,ada@example.org\n", "Subject,Date\nx,2026-01-01\n",
                                        "From Lyon to Kyiv\n12:30,x\n", "Subject: only\n\n", "", "\n\n",
                                        "BEGIN:VCARD\nFN:x\n", "1234\n5678\n", "From 12:30 to 14:00\nlunch\n" };

  for (guint i = 0; i < G_N_ELEMENTS (mail); i++)
    g_assert_true (crm_mail_is_one (mail[i], strlen (mail[i])));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (crm_mail_is_one (others[i], strlen (others[i])));
}

/* What would take a machine's memory is cut where it begins to. */
static void
test_places (void)
{
  g_autoptr (GString) text = g_string_new (HEAD "Content-Type: multipart/mixed; boundary=\n\n");
  Bytes bytes;
  CrmRawFile file;
  g_autoptr (CrmMailBox) box = NULL;
  CrmMailPlace place;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "--\n\n");
  bytes = (Bytes) { text->str, text->len };
  file = (CrmRawFile) { "bomb.eml", text->len, &bytes, read_bytes };
  box = crm_mail_box_new (&file, NULL);
  g_assert_true (crm_mail_box_next (box, &place, NULL));
  g_assert_true (place.cut);
  g_assert_cmpint (place.end, <, text->len / 4);
  g_assert_false (crm_mail_box_next (box, &place, NULL));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/message", test_message);
  g_test_add_func ("/mail/charsets", test_charsets);
  g_test_add_func ("/mail/meant", test_meant);
  g_test_add_func ("/mail/heads", test_heads);
  g_test_add_func ("/mail/html", test_html);
  g_test_add_func ("/mail/flowed", test_flowed);
  g_test_add_func ("/mail/attachments", test_attachments);
  g_test_add_func ("/mail/broken", test_broken);
  g_test_add_func ("/mail/open", test_open);
  g_test_add_func ("/mail/bombs", test_bombs);
  g_test_add_func ("/mail/box", test_box);
  g_test_add_func ("/mail/marks", test_marks);
  g_test_add_func ("/mail/lengths", test_lengths);
  g_test_add_func ("/mail/around", test_around);
  g_test_add_func ("/mail/quoted", test_quoted);
  g_test_add_func ("/mail/long-lines", test_long_lines);
  g_test_add_func ("/mail/recognised", test_recognised);
  g_test_add_func ("/mail/places", test_places);
  return g_test_run ();
}
