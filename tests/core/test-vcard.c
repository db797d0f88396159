/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"

#include "exchange/crm-made-table.h"
#include "exchange/crm-vcard-private.h"

#include "base/crm-error.h"

#include <string.h>

/* vCards. Those of the reference data come from many programs; see its README. */

static GPtrArray *
read_cards (const char *text,
            guint n)
{
  guint n_left_out;
  GPtrArray *cards = crm_vcard_read (text, strlen (text), &n_left_out);

  g_assert_cmpuint (cards->len, ==, n);
  return cards;
}

static char *
rewrite (GPtrArray *cards)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < cards->len; i++)
    crm_vcard_write (cards->pdata[i], out);
  return g_string_free (out, FALSE);
}

static void
assert_written (const char *text,
                const char *expected)
{
  g_autoptr (GPtrArray) cards = read_cards (text, 1);
  g_autofree char *written = rewrite (cards);
  g_autofree char *whole = g_strconcat ("BEGIN:VCARD\r\nVERSION:4.0\r\n", expected, "END:VCARD\r\n", NULL);

  g_assert_cmpstr (written, ==, whole);
}

static void
test_old (void)
{
  assert_written ("BEGIN:VCARD\nVERSION:2.1\nN:Doe;John;Richter,James;Mr.;\nFN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:J=F6rg=\n"
                  " Doe\nTEL;WORK;PREF;VOICE:1\nLABEL;WORK;ENCODING=QUOTED-PRINTABLE:1 Street=0D=0ATown\n"
                  "ADR;WORK:;;1 Street;Town;;;\nPHOTO;PNG;ENCODING=BASE64:\n iVBO\n Rw==\n\nEND:VCARD\n",
                  "N:Doe;John;Richter\\,James;Mr.;\r\nFN:Jörg Doe\r\nTEL;TYPE=work,voice;PREF=1:1\r\n"
                  "ADR;TYPE=work;LABEL=1 Street^nTown:;;1 Street;Town;;;\r\nPHOTO:data:image/png;base64,iVBORw==\r\n");
}

static void
test_third (void)
{
  assert_written ("BEGIN:VCARD\nVERSION:3.0\nFN:A\nX-messaging/irc-All:konqui\nEND:VCARD\n",
                  "FN:A\r\nX-MESSAGING-IRC-ALL:konqui\r\n");
  assert_written ("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Doe;John;A,B;;\r\nFN:John Doe\\, Esq.\r\nBDAY;VALUE=date:1960-09-10\r\n"
                  "item1.URL;type=pref:http\\://example.com\r\nitem1.X-ABLabel:_$!<HomePage>!$_\r\nGEO:1.5;-2\r\n"
                  "NOTE:One\\nTwo\\; and a\r\n  half\r\nCATEGORIES:a,b\\,c\r\nSORT-STRING:Doe\r\nEND:VCARD\r\n",
                  "N;SORT-AS=Doe:Doe;John;A,B;;\r\nFN:John Doe\\, Esq.\r\nBDAY:19600910\r\n"
                  "item1.URL;PREF=1:http://example.com\r\nitem1.X-ABLABEL:_$!<HomePage>!$_\r\nGEO:geo:1.5,-2\r\n"
                  "NOTE:One\\nTwo\\; and a half\r\nCATEGORIES:a,b\\,c\r\n");
}

typedef struct
{
  const char *version, *said, *written;
} Case;

static void
try_cases (const Case *cases,
           guint n)
{
  for (guint i = 0; i < n; i++)
    {
      static const char card[] = "BEGIN:VCARD\r\nVERSION:%s\r\nFN:A\r\n%s\r\nEND:VCARD\r\n";
      g_autofree char *said = g_strdup_printf (card, cases[i].version, cases[i].said);
      g_autofree char *modern = g_strdup_printf (card, "4.0", cases[i].written);
      g_autofree char *expected = g_strdup_printf ("FN:A\r\n%s\r\n", cases[i].written);

      assert_written (said, expected);
      assert_written (modern, expected);
    }
}

/* Soft line ends of quoted-printable, and those that all values have. */
static void
test_quoted (void)
{
  static const Case cases[] = {
    { "2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:one=20two\r\n three=3D\r\nTEL:1", "NOTE:one twothree=\r\nTEL:1" },
    { "3.0", "NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\n b\r\n c=\r\nd\r\n\te", "NOTE:a bcde" },
    { "2.1", "NOTE;QUOTED-PRINTABLE:=\r\n a\r\n\r\nTEL:1", "NOTE:a\r\nTEL:1" },
    { "4.0", "NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\nTEL:1", "NOTE:a=\r\nTEL:1" },
  };

  try_cases (cases, G_N_ELEMENTS (cases));
}

/* Base64 is text where the property is one and the bytes are, in the character set that is said. */
static void
test_base64 (void)
{
  static const Case cases[] = {
    { "2.1", "NOTE;ENCODING=BASE64;CHARSET=UTF-8:SsO2cmc=", "NOTE:Jörg" },
    { "2.1", "NOTE;BASE64:\r\n SsO2\r\n cmc=\r\n\r\nTEL:1", "NOTE:Jörg\r\nTEL:1" },
    { "3.0", "NOTE;ENCODING=b;VALUE=binary:SsO2cmc=", "NOTE:Jörg" },
    { "3.0", "N;ENCODING=b:RMO2ZTtKw7ZyZyxBOzs7", "N:Döe;Jörg,A;;;" },
    { "3.0", "ORG;LANGUAGE=de;ENCODING=B:QTtC", "ORG;LANGUAGE=de:A;B" },
    { "2.1", "TITLE;ENCODING=BASE64;CHARSET=KOI8-R:8NLJ18XU", "TITLE:Привет" },
    { "2.1", "TITLE;ENCODING=BASE64;CHARSET=BIG5:pKSk5Q==", "TITLE:中文" },
    { "2.1", "PHOTO;ENCODING=BASE64;TYPE=GIF:QQ==", "PHOTO:data:image/gif;base64,QQ==" },
    { "3.0", "X-A;ENCODING=b;MEDIATYPE=a/b:QQ==", "X-A:data:a/b;base64,QQ==" },
    { "3.0", "NOTE;ENCODING=b;MEDIATYPE=a/b;CHARSET=UTF-8:/w==", "NOTE:data:a/b;base64,/w==" },
    { "3.0", "NOTE;ENCODING=b;MEDIATYPE=a/b:QQBC", "NOTE:data:a/b;base64,QQBC" },
  };

  try_cases (cases, G_N_ELEMENTS (cases));
}

/* What older versions say otherwise is valid in version 4.0, too. */
static void
test_modern (void)
{
  static const Case cases[] = {
    { "2.1", "GEO:37.24,-17.87", "GEO:geo:37.24,-17.87" },
    { "3.0", "GEO:37.24; -17.87", "GEO:geo:37.24,-17.87" },
    { "3.0", "GEO:;", "GEO:;" },
    { "3.0", "GEO:here, there", "GEO:here, there" },
    { "3.0", "PHOTO;ENCODING=b;TYPE=image/png:QQ==", "PHOTO:data:image/png;base64,QQ==" },
    { "3.0", "LOGO;ENCODING=b;TYPE=SVG+XML:QQ==", "LOGO:data:image/svg+xml;base64,QQ==" },
    { "3.0", "SOUND;ENCODING=b;TYPE=BASIC:QQ==", "SOUND:data:audio/basic;base64,QQ==" },
    { "3.0", "SOUND;ENCODING=b;TYPE=OGG:QQ==", "SOUND:data:audio/ogg;base64,QQ==" },
    { "3.0", "SOUND;ENCODING=b;TYPE=MP3:QQ==", "SOUND:data:audio/mpeg;base64,QQ==" },
    { "3.0", "SOUND;ENCODING=b;TYPE=MPEG:QQ==", "SOUND:data:audio/mpeg;base64,QQ==" },
    { "3.0", "PHOTO;ENCODING=b;TYPE=work:iVBORw0KGgo=", "PHOTO;TYPE=work:data:image/png;base64,iVBORw0KGgo=" },
    { "3.0", "AGENT;VALUE=uri:CID:x@y", "RELATED;TYPE=agent;VALUE=uri:CID:x@y" },
    { "3.0", "AGENT;VALUE=uri:Bob", "RELATED;TYPE=agent;VALUE=text:Bob" },
    { "3.0", "BDAY;ENCODING=b;MEDIATYPE=a/b:/w==", "BDAY:data:a/b;base64,/w==" },
    { "3.0", "AGENT:Bob", "RELATED;TYPE=agent;VALUE=text:Bob" },
    { "2.1", "AGENT;CHARSET=UTF-8:\r\nBEGIN: VCARD\r\nEND:VCARD", "RELATED;TYPE=agent;VALUE=text:BEGIN: VCARD\\nEND:VCARD" },
    { "2.1", "PHOTO;VALUE=URL:http://example.com/a,b", "PHOTO;VALUE=uri:http://example.com/a,b" },
    { "2.1", "SOUND;VALUE=CONTENT-ID:<x@y>", "SOUND;VALUE=uri:cid:x@y" },
    { "2.1", "PHOTO;VALUE=CID:<x>", "PHOTO;VALUE=uri:cid:x" },
    { "2.1", "PHOTO;VALUE=CID:cid:x", "PHOTO;VALUE=uri:cid:x" },
    { "3.0", "BDAY:--04-15", "BDAY:--0415" },
    { "3.0", "BDAY:1996-10-22T14:00:00,5-05:00", "BDAY:19961022T140000-0500" },
    { "2.1", "REV:19951031T22:27:10.25Z", "REV:19951031T222710Z" },
    { "4.0", "BDAY:1996-10", "BDAY:1996-10" },
    { "4.0", "BDAY:---15", "BDAY:---15" },
    { "4.0", "BDAY;VALUE=text:Tuesday: about 10.30", "BDAY;VALUE=text:Tuesday: about 10.30" },
    { "3.0", "TZ:-05:00", "TZ;VALUE=utc-offset:-0500" },
    { "3.0", "TZ;VALUE=utc-offset:+01:00", "TZ;VALUE=utc-offset:+0100" },
    { "3.0", "TZ;VALUE=text:-05:00", "TZ;VALUE=text:-05:00" },
    { "3.0", "TZ;VALUE=text:-05:00\\; EST", "TZ;VALUE=text:-05:00\\; EST" },
    { "3.0", "TZ:Europe/Berlin", "TZ:Europe/Berlin" },
    { "3.0", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-07", "BDAY:--0407" },
    { "4.0", "BDAY;VALUE=TIME:102200-0800", "BDAY:T102200-0800" },
    { "3.0", "BDAY:Tue\\, 22 Dec", "BDAY;VALUE=text:Tue\\, 22 Dec" },
    { "3.0", "ANNIVERSARY:19723101", "ANNIVERSARY;VALUE=text:19723101" },
    { "3.0", "REV:1997-11-15", "REV:19971115T000000Z" },
    { "4.0", "REV;VALUE=date-and-or-time:20240911T171025Z", "REV:20240911T171025Z" },
    { "3.0", "UID:a,b", "UID;VALUE=text:a\\,b" },
    { "4.0", "UID:urn:uuid:1", "UID:urn:uuid:1" },
    { "4.0", "RELATED;VALUE=uri:a@example.com", "RELATED;VALUE=text:a@example.com" },
    { "4.0", "RELATED:http://example.com/a,b", "RELATED:http://example.com/a,b" },
    { "4.0", "TEL;VALUE=uri:123", "TEL:123" },
    { "3.0", "TEL;VALUE=phone-number:123", "TEL:123" },
    { "4.0", "EMAIL;VALUE=uri:mailto:a@example.com", "EMAIL:a@example.com" },
    { "3.0", "GEO;VALUE=float:1.5;2", "GEO:geo:1.5,2" },
    { "3.0", "N:Doe;John", "N:Doe;John;;;" },
    { "4.0", "N:Doe;John;;;;;", "N:Doe;John;;;" },
    { "3.0", "ADR:;;1 Street;Town;;1", "ADR:;;1 Street;Town;;1;" },
    { "3.0", "N:A;B;;;\r\nN;LANGUAGE=ja:C;D;;;", "N;ALTID=1:A;B;;;\r\nN;LANGUAGE=ja;ALTID=1:C;D;;;" },
    { "3.0", "SORT-STRING:Doe", "N;SORT-AS=Doe:;;;;" },
  };

  try_cases (cases, G_N_ELEMENTS (cases));
}

/* What no version allows and programs write. */
static void
test_sloppy (void)
{
  static const Case cases[] = {
    { "3.0", "TEL;FAX,WORK:1", "TEL;TYPE=fax,work:1" },
    { "3.0", "TEL;TYPE=HOME,TYPE=VOICE:1", "TEL;TYPE=home,voice:1" },
    { "3.0", "TEL;TYPE=\"Both of them\":1", "TEL;TYPE=both-of-them:1" },
    { "3.0", "X-Google Talk;TYPE=WORK:a", "X-GOOGLE-TALK;TYPE=work:a" },
    { "2.1", "X-WAB-SPOUSE_NAME:a", "X-WAB-SPOUSE-NAME:a" },
    { "3.0", "a.b.NOTE:x", "a-b.NOTE:x" },
    { "2.1", "X-ANDROID-CUSTOM:vnd/nickname;a\\;b;;1", "X-ANDROID-CUSTOM:vnd/nickname;a\\;b;;1" },
    { "3.0", "X-A:a\\,b,c", "X-A:a\\,b,c" },
    { "3.0", "PHOTO;ENCODING=b;TYPE=png:data:image/png;base64,QQ==", "PHOTO:data:image/png;base64,QQ==" },
    { "4.0", "PHOTO:data:image/png\\;base64\\,QQ==", "PHOTO:data:image/png;base64,QQ==" },
    { "2.1", "PHOTO;JPEG;B:\r\nQUJD\r\nREVG\r\n\r\nTEL:1", "PHOTO:data:image/jpeg;base64,QUJDREVG\r\nTEL:1" },
    { "3.0", "PHOTO;VALUE=binary;TYPE=GIF:QQ==", "PHOTO:data:image/gif;base64,QQ==" },
    { "3.0", "PHOTO:QQ==", "PHOTO:QQ==" },
  };
  g_autofree guint8 *bytes = g_malloc0 (90);
  g_autofree char *data = g_base64_encode (bytes, 90), *line = g_strconcat ("SOUND;TYPE=OGG:", data, NULL);
  g_autofree char *text = g_strdup_printf ("BEGIN:VCARD\n%s\nEND:VCARD\n", line);
  g_autoptr (GPtrArray) cards = read_cards (text, 1);
  const CrmVcardProperty *sound = crm_vcard_find (cards->pdata[0], "SOUND");

  try_cases (cases, G_N_ELEMENTS (cases));
  g_assert_cmpuint (g_bytes_get_size (sound->data), ==, 90);
  g_assert_cmpstr (crm_vcard_property_get_parameter (sound, "mediatype"), ==, "audio/ogg");
}

/* A group may stand before the marks of a card, and blanks in them. */
static void
test_marks (void)
{
  static const char *const texts[] = {
    "home.begin:vcard\nversion:3.0\nfn:A\nhome.end:vcard\n", "BEGIN: VCARD\nFN:A\nEND: VCARD \n",
    "\xef\xbb\xbf\nBEGIN : VCARD\nFN:A\nEND\t:\tVCARD\n", "a.BEGIN : VCARD\nFN:A\nb.END:VCARD",
  };
  static const char *const others[] = { "BEGIN VCARD\n", "home.:VCARD\n", ".BEGIN:VCARD\n", "BEGIN;X=1:VCARD\n", "home." };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      guint n_left_out;
      g_autoptr (GPtrArray) cards = crm_vcard_read (texts[i], strlen (texts[i]), &n_left_out);

      g_assert_true (crm_vcard_is_one (texts[i], strlen (texts[i])));
      g_assert_cmpuint (cards->len, ==, 1);
      g_assert_cmpuint (n_left_out, ==, 0);
      g_assert_false (((CrmVcard *) cards->pdata[0])->cut);
      g_assert_cmpuint (((CrmVcard *) cards->pdata[0])->properties->len, ==, 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (crm_vcard_is_one (others[i], strlen (others[i])));
}

/* Long lines are folded between characters, and unfolded to the same. */
static void
test_folding (void)
{
  g_autoptr (GString) text = g_string_new ("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:");
  g_autoptr (GPtrArray) cards = NULL, again = NULL;
  g_autofree char *written = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append (text, "李 ");
  g_string_append (text, "!\r\nEND:VCARD\r\n");
  cards = read_cards (text->str, 1);
  written = rewrite (cards);
  lines = g_strsplit (written, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 75);
      g_assert_true (g_utf8_validate (lines[i], -1, NULL));
    }
  again = read_cards (written, 1);
  g_assert_cmpstr (crm_vcard_property_get (((CrmVcard *) cards->pdata[0])->properties->pdata[0], 0), ==,
                   crm_vcard_property_get (((CrmVcard *) again->pdata[0])->properties->pdata[0], 0));
}

/* Whatever is no card is counted; nothing is read beyond its end. */
static void
test_rubbish (void)
{
  static const char text[] = "Hello\nBEGIN:VCARD\nVERSION:3.0\nno colon here\nFN;X=\"open:A\n:nameless\nFN:A\nEND:VCARD\n"
                             "BEGIN:VCARD\nFN:cut=";
  guint n_left_out;
  g_autoptr (GPtrArray) cards = crm_vcard_read (text, sizeof text - 1, &n_left_out);

  g_assert_cmpuint (cards->len, ==, 2);
  g_assert_cmpuint (n_left_out, ==, 4);
  g_assert_cmpuint (((CrmVcard *) cards->pdata[1])->line, ==, 9);
  g_assert_false (((CrmVcard *) cards->pdata[0])->cut);
  g_assert_true (((CrmVcard *) cards->pdata[1])->cut);
  for (gsize length = 0; length < sizeof text; length++)
    {
      g_autofree char *part = g_memdup2 (text, length);
      g_autoptr (GPtrArray) some = crm_vcard_read (part, length, &n_left_out);

      g_assert_cmpuint (some->len, <=, 2);
    }
}

static void
assert_name (const char *line,
             const char *expected)
{
  g_autofree char *text = g_strdup_printf ("BEGIN:VCARD\n%s\nEND:VCARD\n", line);
  g_autoptr (GPtrArray) cards = read_cards (text, 1);
  g_autofree char *name = crm_vcard_make_name (cards->pdata[0]);

  g_assert_cmpstr (name, ==, expected);
}

/* What has no name is called by what it says. */
static void
test_nameless (void)
{
  assert_name ("N:Byron;Ada;;Lady;", "Lady Ada Byron");
  assert_name ("TEL:1\nORG:Engines;Sales", "Engines");
  assert_name ("NOTE:x\nURL:http://example.com", "http://example.com");
  assert_name ("item1.ADR;TYPE=work:;;1 Street;Town;;;", "1 Street, Town");
  assert_name ("NOTE:x", "");
  assert_name ("nickname:\nnickname:Big Joey", "Big Joey");
  assert_name ("FN:\nN:;;;;\nN:Byron;Ada;;;", "Ada Byron");
  assert_name ("ORG:;Research\nORG:Engines\nEMAIL:a@example.com", "Engines");
  assert_name ("EMAIL:\nTEL:\nEMAIL:a@example.com", "a@example.com");
  assert_name ("ADR:;;;;;;\nADR:;;1 Street;;;;", "1 Street");
}

static void
test_agent (void)
{
  g_autoptr (GPtrArray) cards = read_cards ("BEGIN:VCARD\nVERSION:2.1\nFN:A\nAGENT:\nBEGIN:VCARD\nFN:B\nEND:VCARD\nTEL:1\n"
                                            "END:VCARD\n", 1);
  g_autofree char *written = rewrite (cards);

  g_assert_nonnull (strstr (written, "RELATED;TYPE=agent;VALUE=text:BEGIN:VCARD\\nFN:B"));
  g_assert_nonnull (strstr (written, "TEL:1"));
}

static gssize
read_text (gpointer file,
           gint64 position,
           guint8 *out,
           gsize n,
           GError **error)
{
  const GString *text = file;
  gsize left = MIN (n, text->len - position);

  memcpy (out, text->str + position, left);
  return left;
}

static CrmMadeTable *
make_table (GString *text)
{
  const CrmRawFile file = { "test.vcf", text->len, text, read_text };
  g_autoptr (GError) error = NULL;
  CrmMadeTable *table = crm_made_table_new (&crm_made_cards, &file, &error);

  g_assert_no_error (error);
  return table;
}

static char *
dup_table (const CrmMadeTable *table)
{
  gsize size = crm_made_table_get_size (table);
  char *text = g_malloc0 (size + 1);

  g_assert_cmpint (crm_made_table_read (table, 0, text, size, NULL), ==, size);
  return text;
}

static void
test_table (void)
{
  g_autoptr (GString) text = g_string_new (
    "BEGIN:VCARD\nVERSION:4.0\nN:Lovelace;Ada;;Ms.;\nORG:Engines, Ltd.;Research\nTITLE:Analyst\n"
    "EMAIL:second@example.com\nEMAIL;PREF=1:first@example.com\nTEL;TYPE=cell:+44 1\nTEL;TYPE=fax:+44 2\n"
    "TEL;TYPE=work:+44 3\nBDAY:18151210\nX-CLIENTELE-SOURCE:fair\nEND:VCARD\n");
  g_autoptr (CrmMadeTable) table = make_table (text);
  g_autofree char *made = dup_table (table);
  g_auto (GStrv) remarks = crm_made_table_dup_remarks (table);

  g_assert_true (g_str_has_prefix (made, "name,salutation,role,department,organization,email,phone,mobile,birthday,"
                                         "E-mail 2,source,vcard\nMs. Ada Lovelace,Ms.,Analyst,Research,"
                                         "\"Engines, Ltd.\",first@example.com,+44 3,+44 1,1815-12-10,"
                                         "second@example.com,fair,\"BEGIN:VCARD"));
  g_assert_cmpuint (g_strv_length (remarks), ==, 0);
}

/* A card needs no name; what says nothing takes no place. */
static void
test_blanks (void)
{
  g_autoptr (GString) text = g_string_new ("BEGIN:VCARD\nPHOTO;ENCODING=BASE64;GIF:QQ==\nEND:VCARD\n"
                                           "BEGIN:VCARD\nFN:B\nEMAIL:\nEMAIL:b@example.com\nTEL:\nEND:VCARD\n");
  g_autoptr (CrmMadeTable) table = make_table (text);
  g_autofree char *made = dup_table (table);

  g_assert_true (g_str_has_prefix (made, "name,email,vcard\nContact,,\"BEGIN:VCARD\r\nVERSION:4.0\r\nPHOTO:"));
  g_assert_nonnull (strstr (made, "\nB,b@example.com,\"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:B\r\nEMAIL:b@example.com\r\nEND"));
}

/* A file is read by pieces that end between cards; what is too large to be kept is told and left out. */
static void
test_pieces (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree guint8 *photo = g_malloc0 (1100 * 1024);
  g_autofree char *data = g_base64_encode (photo, 1100 * 1024), *made = NULL;
  g_autoptr (CrmMadeTable) table = NULL;
  g_auto (GStrv) remarks = NULL, lines = NULL;

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (text, "home.BEGIN : VCARD\nVERSION:2.1\nFN:Card %u\n"
                                  "AGENT:\nBEGIN:VCARD\nFN:A\nEND:VCARD\n\nPHOTO;BASE64:%s\n\nhome.END: VCARD\n\n", i, data);
  table = make_table (text);
  made = dup_table (table);
  remarks = crm_made_table_dup_remarks (table);
  g_assert_cmpuint (g_strv_length (remarks), ==, 20);
  g_assert_nonnull (strstr (remarks[19], "“Card 19”: PHOTO"));
  g_assert_null (strstr (made, "PHOTO"));
  lines = g_strsplit (made, "\nCard ", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 21);
}

static void
test_cancel (void)
{
  g_autoptr (GString) text = g_string_new ("BEGIN:VCARD\nFN:A\nEND:VCARD\n");
  const CrmRawFile file = { "test.vcf", text->len, text, read_text };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_cancellable_push_current (cancellable);
  g_assert_null (crm_made_table_new (&crm_made_cards, &file, &error));
  g_cancellable_pop_current (cancellable);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_kept (const char *entity,
             const char *properties,
             const char *expected)
{
  g_autofree char *text = g_strconcat ("BEGIN:VCARD\nVERSION:4.0\n", properties, "END:VCARD\n", NULL);
  g_autofree char *whole = g_strconcat ("BEGIN:VCARD\nVERSION:4.0\n", expected, "END:VCARD", NULL);
  g_autofree char *kept = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (crm_vcard_keep (text, crm_entity_find (entity), &kept, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (kept, ==, expected != NULL ? whole : NULL);
  if (kept == NULL)
    return;
  g_assert_true (crm_vcard_keep (kept, crm_entity_find (entity), &again, NULL));
  g_assert_cmpstr (again, ==, kept);
}

/* What fields hold is not kept a second time, though what it is said with is. */
static void
test_keep (void)
{
  g_autoptr (GError) error = NULL;
  char *kept;

  assert_kept ("contact", "FN:Ada\nEMAIL:a@example.com\nTEL:111\nTEL;TYPE=cell:222\nBDAY:18151210\nORG:Engines;Research\n"
               "CATEGORIES:new,VIP\nX-CLIENTELE-SOURCE:fair\n", NULL);
  assert_kept ("customer", "KIND:org\nFN:Engines\nADR:;;1 Street;Town;;12345;\nURL:https://example.com\n", NULL);
  assert_kept ("contact", "FN:Engines\nADR:;;1 Street;Town;;12345;\n", "ADR:;;1 Street;Town;;12345;\n");
  assert_kept ("lead", "FN:Ada\nADR:;;1 Street;Town;;;\nORG:Engines;Research\n", "ADR:;;1 Street;;;;\nORG:;Research\n");
  assert_kept ("contact", "FN:Ada Lovelace\nN:Lovelace;Ada;;Ms.;\n", "FN:Ada Lovelace\nN:Lovelace;Ada;;;\n");
  assert_kept ("contact", "FN:Ada\nTEL;TYPE=work:111\nTEL:222\nEMAIL:a@example.com\nEMAIL:b@example.com\n",
               "TEL;TYPE=work:\nTEL:222\nEMAIL:\nEMAIL:b@example.com\n");
  assert_kept ("contact", "FN:Ada\nBDAY:--1210\nTEL;VALUE=uri:tel:+111\nEMAIL:nobody\n",
               "BDAY:--1210\nTEL;VALUE=uri:\nEMAIL:nobody\n");
  assert_kept ("customer", "FN:Ada\nADR;LABEL=\"1 Street, Town\":;;1 Street;Town;;;\nADR:;;a,b;;;;\n",
               "ADR;LABEL=\"1 Street, Town\":;;1 Street;Town;;;\nADR:;;a,b;;;;\n");
  g_assert_false (crm_vcard_keep ("no card", crm_entity_find ("contact"), &kept, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
}

/* Fields fill what is kept, and what they changed counts. */
static void
test_fill (void)
{
  const CrmEntity *entity = crm_entity_find ("contact");
  g_autoptr (CrmVcard) card = crm_vcard_read_kept (
    "BEGIN:VCARD\nVERSION:4.0\nFN:Ada Lovelace\nN:Lovelace;Ada;;;\nBDAY:18151210T0100\nTEL;VALUE=uri;TYPE=work:\nTEL:222\n"
    "EMAIL;TYPE=home:\nTITLE;LANGUAGE=en:\nEND:VCARD\n\n"
    "BEGIN:VCARD\nVERSION:4.0\nN:Byron;Ada;;;\nTEL:222\nTEL:\nNICKNAME:Countess\nEND:VCARD");
  g_autoptr (GString) out = g_string_new (NULL);

  crm_vcard_fill (card, entity, "name", " Ada  Lovelace");
  crm_vcard_fill (card, entity, "birthday", "1815-12-10");
  crm_vcard_fill (card, entity, "phone", "111");
  crm_vcard_fill (card, entity, "email", "");
  crm_vcard_fill (card, entity, "role", "Analyst");
  crm_vcard_fill (card, entity, "mobile", "333");
  crm_vcard_fill (card, entity, "customer", "Engines");
  crm_vcard_tidy (card);
  crm_vcard_write (card, out);
  g_assert_cmpstr (out->str, ==, "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada Lovelace\r\nN:Lovelace;Ada;;;\r\n"
                                 "BDAY:18151210T0100\r\nTEL;VALUE=uri;TYPE=work:tel:111\r\nTEL:222\r\nTITLE;LANGUAGE=en:Analyst\r\n"
                                 "NICKNAME:Countess\r\nTEL;TYPE=cell:333\r\nORG:Engines\r\nEND:VCARD\r\n");
  crm_vcard_fill (card, entity, "name", "Ada King");
  crm_vcard_fill (card, entity, "birthday", "1815-12-11");
  g_string_truncate (out, 0);
  crm_vcard_tidy (card);
  crm_vcard_write (card, out);
  g_assert_true (g_str_has_prefix (out->str, "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada King\r\nBDAY:18151211\r\n"));
}

static void
assert_cell (const CrmVcard *card,
             const char *key,
             const char *expected)
{
  const CrmVcardColumn *column = crm_vcard_find_column (crm_entity_find ("contact"), key);
  g_autofree char *cell = crm_vcard_get_cell (card, column);

  g_assert_cmpstr (cell, ==, expected);
}

/* Fields hold the first that is one; what is more than one number stays in the card, as long as the field says so. */
static void
test_numbers (void)
{
  const CrmEntity *entity = crm_entity_find ("contact");
  static const char text[] = "BEGIN:VCARD\nVERSION:4.0\nFN:A\nEMAIL;PREF=1:nobody\nEMAIL:a@example.com\n"
                             "TEL;TYPE=work:by post\nTEL;VALUE=uri:tel:+1-418-656-9254;ext=102\n"
                             "TEL;TYPE=cell:030 123\\, 030 456\nEND:VCARD\n";
  g_autofree char *kept = NULL;
  g_autoptr (CrmVcard) card = NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_true (crm_vcard_keep (text, entity, &kept, NULL));
  card = crm_vcard_read_kept (kept);
  assert_cell (card, "email", "");
  assert_cell (card, "phone", "+1-418-656-9254 ext. 102");
  assert_cell (card, "mobile", "030 123");
  crm_vcard_fill (card, entity, "name", "A");
  crm_vcard_fill (card, entity, "email", "a@example.com");
  crm_vcard_fill (card, entity, "phone", "+1-418-656-9254 ext. 102");
  crm_vcard_fill (card, entity, "mobile", "030 123");
  crm_vcard_write (card, out);
  g_assert_cmpstr (out->str, ==, "BEGIN:VCARD\r\nVERSION:4.0\r\nEMAIL;PREF=1:nobody\r\nTEL;TYPE=work:by post\r\n"
                                 "TEL;VALUE=uri:tel:+1-418-656-9254;ext=102\r\nTEL;TYPE=cell:030 123\\, 030 456\r\nFN:A\r\n"
                                 "EMAIL:a@example.com\r\nEND:VCARD\r\n");
  crm_vcard_fill (card, entity, "phone", "+1 2345 ext. 6");
  crm_vcard_fill (card, entity, "mobile", "030 456");
  g_string_truncate (out, 0);
  crm_vcard_write (card, out);
  g_assert_nonnull (strstr (out->str, "TEL:+1 2345 ext. 6\r\nTEL;TYPE=cell:030 456\r\n"));
}

static void
test_details (void)
{
  g_autoptr (CrmVcard) card = crm_vcard_read_kept (
    "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nN:;Ada;;;\nUID:urn:uuid:1\nTEL;TYPE=work:\nTEL;TYPE=home,fax:tel:2\n"
    "ADR;LABEL=\"1 Street^nTown\":;;1 Street;Town;;;\nX-JABBER-ID:ada\nPHOTO:data:image/png;base64,iVBORw==\n"
    "BDAY:18151210T0100\nEND:VCARD\n");
  g_autoptr (GPtrArray) details = crm_vcard_list_details (card, crm_entity_find ("contact"));
  static const char *const expected[][2] = { { "Phone (home, fax)", "2" }, { "Address", "1 Street\nTown" },
                                             { "Jabber id", "ada" } };

  g_assert_cmpuint (details->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < details->len; i++)
    {
      const CrmVcardDetail *detail = details->pdata[i];

      g_assert_cmpstr (detail->label, ==, expected[i][0]);
      g_assert_cmpstr (detail->text, ==, expected[i][1]);
    }
  g_assert_cmpuint (g_bytes_get_size (crm_vcard_get_photo (card)), ==, 4);
}

static gboolean
same_property (const CrmVcardProperty *a,
               const CrmVcardProperty *b)
{
  if (g_strcmp0 (a->group, b->group) != 0 || strcmp (a->name, b->name) != 0 ||
      a->parameters->len != b->parameters->len || a->components->len != b->components->len ||
      (a->data == NULL) != (b->data == NULL) || (a->data != NULL && !g_bytes_equal (a->data, b->data)))
    return FALSE;
  for (guint i = 0; i < a->components->len; i++)
    {
      if (!g_strv_equal (a->components->pdata[i], b->components->pdata[i]))
        return FALSE;
    }
  for (guint i = 0; i < a->parameters->len; i++)
    {
      const CrmVcardParameter *parameter = a->parameters->pdata[i];

      for (guint k = 0; k < parameter->values->len; k++)
        {
          if (!crm_vcard_property_has (b, parameter->name, parameter->values->pdata[k]))
            return FALSE;
        }
    }
  return TRUE;
}

/* All that a card says is there when it has been written and read again. */
static void
assert_same (const CrmVcard *a,
             const CrmVcard *b,
             const char *file)
{
  guint added = b->properties->len - a->properties->len;   /* a name to show */

  g_assert_cmpuint (added, <=, 1);
  for (guint i = 0; i < a->properties->len; i++)
    {
      const CrmVcardProperty *property = a->properties->pdata[i];

      if (!same_property (property, b->properties->pdata[i + added]))
        g_error ("%s: %s of the card in line %u is not what it was", file, property->name, a->line);
    }
}

static gboolean
has_property (const CrmVcard *card,
              const CrmVcardProperty *property)
{
  for (guint i = 0; i < card->properties->len; i++)
    {
      if (same_property (property, card->properties->pdata[i]))
        return TRUE;
    }
  return FALSE;
}

/* All that a card says is there when it has become a record, of whatever kind, and a card again. */
static void
assert_kept_whole (const CrmVcard *card,
                   const char *name,
                   const char *file)
{
  const CrmEntity *entity = crm_entity_find (name);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CrmVcard) again = NULL;
  g_autofree char *kept = NULL;

  crm_vcard_write (card, text);
  g_assert_true (crm_vcard_keep (text->str, entity, &kept, NULL));
  again = crm_vcard_read_kept (kept != NULL ? kept : "");
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmVcardColumn *column = crm_vcard_find_column (entity, entity->fields[i].key);
      g_autofree char *cell = column != NULL ? crm_vcard_get_cell (card, column) : g_strdup ("");

      crm_vcard_fill (again, entity, entity->fields[i].key, cell);
    }
  crm_vcard_tidy (again);
  for (guint i = 0; i < card->properties->len; i++)
    {
      const CrmVcardProperty *property = card->properties->pdata[i];

      if (!crm_vcard_property_is_blank (property) && !has_property (again, property))
        g_error ("%s: %s of the card in line %u is lost in a %s", file, property->name, card->line, name);
    }
}

static void
test_programs (void)
{
  g_autofree char *folder = crm_test_data_path ("vcard_ezvcard");
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;
  guint n_files = 0;

  if (dir == NULL)
    return;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL, *written = NULL;
      g_autoptr (GPtrArray) cards = NULL, again = NULL;
      guint n_left_out;
      gsize length;

      if (!g_str_has_suffix (name, ".vcf"))
        continue;
      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      g_assert_true (crm_vcard_is_one (text, length));
      cards = crm_vcard_read (text, length, &n_left_out);
      g_assert_cmpuint (cards->len, >, 0);
      g_assert_cmpuint (n_left_out, ==, 0);
      written = rewrite (cards);
      g_assert_true (g_utf8_validate (written, -1, NULL));
      again = crm_vcard_read (written, strlen (written), &n_left_out);
      g_assert_cmpuint (n_left_out, ==, 0);
      g_assert_cmpuint (again->len, ==, cards->len);
      for (guint i = 0; i < cards->len; i++)
        {
          assert_same (cards->pdata[i], again->pdata[i], name);
          assert_kept_whole (cards->pdata[i], "contact", name);
          assert_kept_whole (cards->pdata[i], "lead", name);
          assert_kept_whole (cards->pdata[i], "customer", name);
          assert_kept_whole (cards->pdata[i], "person", name);
        }
      n_files++;
    }
  g_assert_cmpuint (n_files, >, 0);
}

/* jCard and xCard */

static CrmMadeTable *
make_typed (const char *text,
            gsize length,
            GError **error)
{
  g_autoptr (GString) whole = g_string_new_len (text, length);
  const CrmRawFile file = { "test.json", length, whole, read_text };
  const CrmMadeKind *kind = crm_made_kind_find (text, length);

  g_assert_true (kind == &crm_made_jcards || kind == &crm_made_xcards);
  return crm_made_table_new (kind, &file, error);
}

/* As text. */
static char *
dup_cards (const char *text,
           const CrmMadeKind *expected)
{
  const CrmMadeKind *kind = crm_made_kind_find (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) cards = NULL;

  g_assert_true (kind == expected);
  cards = kind->rewrite (text, strlen (text), "test", &error);
  g_assert_no_error (error);
  return g_string_free (g_steal_pointer (&cards), FALSE);
}

/* That the cards are read as those in text are. */
static void
assert_typed (const char *text,
              const CrmMadeKind *kind,
              const char *expected)
{
  g_autofree char *cards = dup_cards (text, kind);
  g_autofree char *whole = g_strconcat ("BEGIN:VCARD\r\nVERSION:4.0\r\n", expected, "END:VCARD\r\n", NULL);
  g_autoptr (GPtrArray) read = NULL, wanted = read_cards (whole, 1);
  guint n_left_out;

  g_assert_cmpstr (cards, ==, whole);
  read = crm_vcard_read (cards, strlen (cards), &n_left_out);
  g_assert_cmpuint (read->len, ==, 1);
  g_assert_cmpuint (n_left_out, ==, 0);
  assert_same (wanted->pdata[0], read->pdata[0], expected);
}

static void
assert_json (const char *properties,
             const char *expected)
{
  g_autofree char *text = g_strdup_printf ("[\"vcard\",[[\"fn\",{},\"text\",\"A\"],%s]]", properties);
  g_autofree char *whole = g_strconcat ("FN:A\r\n", expected, "\r\n", NULL);

  assert_typed (text, &crm_made_jcards, whole);
}

static void
test_json (void)
{
  static const char *const cases[][2] = {
    /* parts, several values of a part, lists, and marks within them */
    { "[\"n\",{},\"text\",[\"D;e\",\"J\",[\"X\",\"Y,Z\"],[],\"\"]]", "N:D\\;e;J;X,Y\\,Z;;" },
    { "[\"org\",{},\"text\",\"A, B\"]", "ORG:A\\, B" },
    { "[\"org\",{},\"text\",[\"A\",\"B\"]]", "ORG:A;B" },
    { "[\"gender\",{},\"text\",[\"O\",\"it\"]]", "GENDER:O;it" },
    { "[\"categories\",{},\"text\",\"a\",\"b,c\"]", "CATEGORIES:a,b\\,c" },
    { "[\"nickname\",{},\"text\",\"Jo\",\"Joe\"]", "NICKNAME:Jo,Joe" },
    { "[\"clientpidmap\",{},\"text\",[1,\"urn:uuid:1\"]]", "CLIENTPIDMAP:1;urn:uuid:1" },
    /* parameters */
    { "[\"tel\",{\"type\":[\"work\",\"cell\"],\"pref\":1,\"group\":\"g 1\"},\"uri\",\"tel:+1;ext=2\"]",
      "g-1.TEL;TYPE=work,cell;PREF=1;VALUE=uri:tel:+1;ext=2" },
    { "[\"adr\",{\"label\":\"A \\\"1\\\"\\nB^\",\"x-p\":[]},\"text\",[\"\",\"\",[\"S\",\"T\"],\"C\"]]",
      "ADR;LABEL=A ^'1^'^nB^^:;;S,T;C" },
    { "[\"note\",{\"charset\":\"UTF-16\",\"value\":\"uri\",\"a:b\":\"c\",\"x\":null},\"text\",\"a\\r\\nb\\\\; \"]",
      "NOTE;A-B=c:a\\nb\\\\\\;" },
    /* dates at length are short in version 4.0 */
    { "[\"bday\",{},\"date\",\"1996-04-15\"]", "BDAY:19960415" },
    { "[\"bday\",{},\"date-and-or-time\",\"--04-15\"]", "BDAY:--0415" },
    { "[\"bday\",{},\"date-and-or-time\",\"1996-04\"]", "BDAY:1996-04" },
    { "[\"bday\",{},\"date-and-or-time\",\"---15\"]", "BDAY:---15" },
    { "[\"bday\",{},\"date-and-or-time\",\"T10:22:00\"]", "BDAY:T102200" },
    { "[\"bday\",{},\"date-time\",\"--04-15T10:22-08:00\"]", "BDAY:--0415T1022-0800" },
    { "[\"bday\",{},\"text\",\"about 1800-01\"]", "BDAY;VALUE=text:about 1800-01" },
    { "[\"rev\",{},\"timestamp\",\"2013-02-14T12:30:00Z\"]", "REV:20130214T123000Z" },
    { "[\"x-t\",{},\"time\",\"-22:30\"]", "X-T;VALUE=time:-2230" },
    { "[\"x-t\",{},\"time\",\"10:22:00+01:00\"]", "X-T;VALUE=time:102200+0100" },
    { "[\"tz\",{},\"utc-offset\",\"-05:00\"]", "TZ;VALUE=utc-offset:-0500" },
    /* other types */
    { "[\"x-b\",{},\"boolean\",true]", "X-B;VALUE=boolean:TRUE" },
    { "[\"x-i\",{},\"integer\",7,-8]", "X-I;VALUE=integer:7,-8" },
    { "[\"x-f\",{},\"float\",1.50]", "X-F;VALUE=float:1.50" },
    { "[\"x-u\",{},\"unknown\",\"a;b\"]", "X-U:a\\;b" },
    { "[\"lang\",{},\"language-tag\",\"fr\"]", "LANG:fr" },
    { "[\"photo\",{},\"uri\",\"data:image/png;base64,iVBORw==\"]", "PHOTO:data:image/png;base64,iVBORw==" },
    { "[\"related\",{\"type\":\"friend\"},\"text\",\"B\"]", "RELATED;TYPE=friend;VALUE=text:B" },
    { "[\"x-o\",{},\"unknown\",{\"a\":1}]", "X-O:{\"a\":1}" },
    /* what would end the card, or begin a line */
    { "[\"end\",{},\"text\",\"VCARD\"],[\"version\",{},\"text\",\"2.1\"],[\"x\\ny:\",{},\"text\",\"a\\r\\nEND:VCARD\"]",
      "X-Y-:a\\nEND:VCARD" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_json (cases[i][0], cases[i][1]);
}

static void
assert_xml (const char *properties,
            const char *expected)
{
  g_autofree char *text = g_strdup_printf ("<?xml version=\"1.0\"?>\n<!-- cards --><v:vcards xmlns:v='urn:ietf:params:xml:"
                                           "ns:vcard-4.0'><v:vcard>\n<v:fn><v:text>A</v:text></v:fn>%s</v:vcard>\n"
                                           "</v:vcards>", properties);
  g_autofree char *whole = g_strconcat ("FN:A\r\n", expected, "\r\n", NULL);

  assert_typed (text, &crm_made_xcards, whole);
}

static void
test_xml (void)
{
  static const char *const cases[][2] = {
    { "<v:n><v:surname>D;e</v:surname><v:given>J</v:given><v:suffix>a</v:suffix>\n<v:suffix>b,c</v:suffix></v:n>",
      "N:D\\;e;J;;;a,b\\,c" },
    { "<v:adr><v:parameters><v:label><v:text>1 St\nTown</v:text></v:label><v:type><v:text>work</v:text><v:text>home</v:text>"
      "</v:type></v:parameters><v:street>1 St</v:street><v:locality>Town</v:locality><v:country>X</v:country></v:adr>",
      "ADR;LABEL=1 St^nTown;TYPE=work,home:;;1 St;Town;;;X" },
    { "<v:org><v:text>A</v:text><v:text>B</v:text></v:org>", "ORG:A;B" },
    { "<v:gender><v:sex>O</v:sex><v:identity>it</v:identity></v:gender>", "GENDER:O;it" },
    { "<v:clientpidmap><v:sourceid>1</v:sourceid><v:uri>urn:uuid:1</v:uri></v:clientpidmap>", "CLIENTPIDMAP:1;urn:uuid:1" },
    { "<v:categories><v:text>a</v:text><v:text>b,c</v:text></v:categories>", "CATEGORIES:a,b\\,c" },
    { "<v:group name='g'><v:tel><v:parameters><v:pref><v:integer>1</v:integer></v:pref></v:parameters><v:uri>tel:+1</v:uri>"
      "</v:tel></v:group><v:note><v:text>a &lt;b&gt;\n c</v:text></v:note>",
      "g.TEL;PREF=1;VALUE=uri:tel:+1\r\nNOTE:a <b>\\n c" },
    { "<v:bday><v:date>--0203</v:date></v:bday>", "BDAY:--0203" },
    { "<v:bday><v:date>1996-04-15</v:date></v:bday>", "BDAY:19960415" },
    { "<v:bday><v:text>long ago</v:text></v:bday>", "BDAY;VALUE=text:long ago" },
    { "<v:rev><v:timestamp>20130214T123000Z</v:timestamp></v:rev>", "REV:20130214T123000Z" },
    { "<v:tz><v:utc-offset>-05:00</v:utc-offset></v:tz>", "TZ;VALUE=utc-offset:-0500" },
    { "<v:x-b><v:boolean>true</v:boolean></v:x-b>", "X-B;VALUE=boolean:TRUE" },
    { "<v:x-f><v:float>1.5</v:float><v:float>2</v:float></v:x-f>", "X-F;VALUE=float:1.5,2" },
    { "<v:x-u><v:unknown>a</v:unknown></v:x-u>", "X-U:a" },
    { "<v:title>Chief</v:title>", "TITLE:Chief" },
    { "<v:version><v:text>4.0</v:text></v:version><v:xml/>", "XML:" },
    /* what is of another vocabulary */
    { "<a xmlns='urn:a' b='1&amp;2' xml:lang='en'>x &amp; y<c/></a>",
      "XML:<a xmlns=\"urn:a\" b=\"1&amp\\;2\" xml:lang=\"en\">x &amp\\; y<c></c></a>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_xml (cases[i][0], cases[i][1]);
}

/* Several cards, and files that are something else. */
static void
test_typed_kinds (void)
{
  static const char cards[] = "\xef\xbb\xbf [ [\"vcard\", [[\"fn\",{},\"text\",\"A\"]], []], [\"vcard\",[]] ]\n"
                              "[\"vcard\",[[\"kind\",{},\"text\",\"org\"],[\"fn\",{},\"text\",\"C\"]]]";
  static const char *const others[] = {
    "[[\"vcard\",\"name\"],[\"a\",\"b\"]]", "[\"vcard\"]", "[", "<vcards><vcard><fn/></vcard></vcards>",
    "<?xml version=\"1.0\"?><a xmlns=\"urn:ietf:params:xml:ns:vcard-4.0\"><vcard/></a>", "<!DOCTYPE vcards>\n<vcards/>",
    "<vcards xmlns=\"urn:ietf:params:xml:ns:vcard-4.0",
  };
  g_autofree char *text = dup_cards (cards, &crm_made_jcards), *made = NULL;
  g_autoptr (GPtrArray) read = read_cards (text, 3);
  g_autoptr (CrmMadeTable) table = make_typed (cards, sizeof cards - 1, NULL);

  g_assert_cmpuint (read->len, ==, 3);
  g_assert_true (crm_made_table_get_kind (table) == &crm_made_cards);
  g_assert_cmpstr (crm_made_table_get_entity (table), ==, "contact");
  made = dup_table (table);
  g_assert_true (g_str_has_prefix (made, "name,vcard\nA,"));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      const CrmMadeKind *kind = crm_made_kind_find (others[i], strlen (others[i]));

      g_assert_true (kind != &crm_made_jcards && kind != &crm_made_xcards);
    }
}

static void
assert_refused (const char *text,
                gsize length,
                const char *reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (make_typed (text, length, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_FORMAT);
  if (reason != NULL && strstr (error->message, reason) == NULL)
    g_error ("“%s” does not say “%s”", error->message, reason);
  g_assert_nonnull (strstr (error->message, "Nothing was changed"));
}

#define X_BEGIN "<vcard xmlns=\"urn:ietf:params:xml:ns:vcard-4.0\">\n"

/* A file that is cut off anywhere is refused, and so is what is broken or means harm. */
static void
test_typed_broken (void)
{
  static const char json[] = "[\"vcard\",[[\"n\",{\"type\":[\"a\"]},\"text\",[\"A\",[\"B\"]],1],[\"fn\",{},\"text\",true]]]";
  static const char xml[] = X_BEGIN "<group name='g'><fn><parameters><a><text>b</text></a></parameters><text>A</text></fn>"
                            "</group><x xmlns='urn:x'>y</x></vcard>";
  static const char *const broken[][2] = {
    { "[\"vcard\",[{}]]", "[name, parameters" }, { "[\"vcard\",[[\"fn\"]]]", "[name, parameters" },
    { "[\"vcard\",[[\"fn\",[],\"text\",\"A\"]]]", "[name, parameters" },
    { "[\"vcard\",[[\"fn\",{},7,\"A\"]]]", "[name, parameters" }, { "[[\"vcard\",[]],7]", "begins with" },
    { "[\"vcard\",[]] {}", "begins with" }, { "[[\"vcard\",[]],[\"card\",[]]]", "begins with" },
    { X_BEGIN "<fn></n></vcard>", "mismatched tag" }, { X_BEGIN "<fn>&a;</fn></vcard>", "undefined entity" },
  };
  g_autoptr (GString) deep = g_string_new ("[\"vcard\",[[\"x\",{},\"text\","), foreign = g_string_new (X_BEGIN);

  for (gsize length = strlen ("[\"vcard\",["); length < sizeof json - 1; length++)
    assert_refused (json, length, NULL);
  for (gsize length = sizeof X_BEGIN; length < sizeof xml - 1; length++)
    assert_refused (xml, length, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    assert_refused (broken[i][0], strlen (broken[i][0]), broken[i][1]);
  for (guint i = 0; i < 100000; i++)
    {
      g_string_append_c (deep, '[');
      g_string_append (foreign, "<a xmlns='urn:a'>");
    }
  assert_refused (deep->str, deep->len, "nested too deeply");
  assert_refused (foreign->str, foreign->len, "nested too deeply");
  g_string_assign (foreign, X_BEGIN);
  g_string_append (foreign, "<a xmlns='urn:a'>");
  for (guint i = 0; i < 50000; i++)
    g_string_append (foreign, "<b xmlns='urn:b'/>");
  g_string_append (foreign, "</a></vcard>");
  assert_refused (foreign->str, foreign->len, "more than can be kept");
}

/* What RFC 7095 and RFC 6351 give as the same card as RFC 6350 does. */
static void
test_typed_standard (void)
{
  static const struct { const char *file; const CrmMadeKind *kind; const char *expected; } files[] = {
    { "vcard_ezvcard/io__json__jcard-example.json", &crm_made_jcards,
      "FN:Simon Perreault\r\nN:Perreault;Simon;;;ing. jr,M.Sc.\r\nBDAY:--0203\r\nANNIVERSARY:20090808T143000-0500\r\n"
      "GENDER:M\r\nLANG;PREF=1:fr\r\nLANG;PREF=2:en\r\nORG;TYPE=work:Viagenie\r\n"
      "ADR;TYPE=work:;Suite D2-630;2875 Laurier;Quebec;QC;G1V 2M2;Canada\r\n"
      "TEL;TYPE=work,voice;PREF=1;VALUE=uri:tel:+1-418-656-9254;ext=102\r\n"
      "TEL;TYPE=work,cell,voice,video,text;VALUE=uri:tel:+1-418-262-6501\r\n"
      "EMAIL;TYPE=work:simon.perreault@viagenie.ca\r\nGEO;TYPE=work:geo:46.772673,-71.282945\r\n"
      "KEY;TYPE=work:http://www.viagenie.ca/simon.perreault/simon.asc\r\nTZ;VALUE=utc-offset:-0500\r\n"
      "URL;TYPE=home:http://nomis80.org\r\n" },
    { "vcard_ezvcard/io__xml__rfc6351-example.xml", &crm_made_xcards,
      "FN:Simon Perreault\r\nN:Perreault;Simon;;;ing. jr,M.Sc.\r\nBDAY:--0203\r\nANNIVERSARY:20090808T1430-0500\r\n"
      "GENDER:M\r\nLANG;PREF=1:fr\r\nLANG;PREF=2:en\r\nORG;TYPE=work:Viagenie\r\n"
      "ADR;TYPE=work;LABEL=\"Simon Perreault^n2875 boul. Laurier, suite D2-630^nQue\r\n bec, QC, Canada^nG1V 2M2\":;;2875 boul. "
      "Laurier\\, suite D2-630;Quebec;QC;G1\r\n V 2M2;Canada\r\n"
      "TEL;TYPE=work,voice;VALUE=uri:tel:+1-418-656-9254;ext=102\r\n"
      "TEL;TYPE=work,text,voice,cell,video;VALUE=uri:tel:+1-418-262-6501\r\n"
      "EMAIL;TYPE=work:simon.perreault@viagenie.ca\r\nGEO;TYPE=work:geo:46.766336,-71.28955\r\n"
      "KEY;TYPE=work:http://www.viagenie.ca/simon.perreault/simon.asc\r\nTZ:America/Montreal\r\n"
      "URL;TYPE=home:http://nomis80.org\r\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = crm_test_data_path (files[i].file), *text = NULL, *cards = NULL;
      g_autoptr (GPtrArray) read = NULL;

      if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
        continue;
      assert_typed (text, files[i].kind, files[i].expected);
      cards = dup_cards (text, files[i].kind);
      read = read_cards (cards, 1);
      assert_kept_whole (read->pdata[0], "contact", files[i].file);
      assert_kept_whole (read->pdata[0], "customer", files[i].file);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vcard/old", test_old);
  g_test_add_func ("/vcard/third", test_third);
  g_test_add_func ("/vcard/quoted", test_quoted);
  g_test_add_func ("/vcard/base64", test_base64);
  g_test_add_func ("/vcard/modern", test_modern);
  g_test_add_func ("/vcard/sloppy", test_sloppy);
  g_test_add_func ("/vcard/marks", test_marks);
  g_test_add_func ("/vcard/folding", test_folding);
  g_test_add_func ("/vcard/rubbish", test_rubbish);
  g_test_add_func ("/vcard/nameless", test_nameless);
  g_test_add_func ("/vcard/agent", test_agent);
  g_test_add_func ("/vcard/table", test_table);
  g_test_add_func ("/vcard/blanks", test_blanks);
  g_test_add_func ("/vcard/pieces", test_pieces);
  g_test_add_func ("/vcard/cancel", test_cancel);
  g_test_add_func ("/vcard/keep", test_keep);
  g_test_add_func ("/vcard/fill", test_fill);
  g_test_add_func ("/vcard/numbers", test_numbers);
  g_test_add_func ("/vcard/details", test_details);
  g_test_add_func ("/vcard/programs", test_programs);
  g_test_add_func ("/vcard/json", test_json);
  g_test_add_func ("/vcard/xml", test_xml);
  g_test_add_func ("/vcard/typed-kinds", test_typed_kinds);
  g_test_add_func ("/vcard/typed-broken", test_typed_broken);
  g_test_add_func ("/vcard/typed-standard", test_typed_standard);
  return g_test_run ();
}
