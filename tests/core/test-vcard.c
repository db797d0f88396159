/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"

#include "exchange/crm-vcard.h"

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
  assert_written ("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Doe;John;A,B;;\r\nFN:John Doe\\, Esq.\r\nBDAY;VALUE=date:1960-09-10\r\n"
                  "item1.URL;type=pref:http\\://example.com\r\nitem1.X-ABLabel:_$!<HomePage>!$_\r\nGEO:1.5;-2\r\n"
                  "NOTE:One\\nTwo\\; and a\r\n  half\r\nCATEGORIES:a,b\\,c\r\nSORT-STRING:Doe\r\nEND:VCARD\r\n",
                  "N;SORT-AS=Doe:Doe;John;A,B;;\r\nFN:John Doe\\, Esq.\r\nBDAY;VALUE=date:19600910\r\n"
                  "item1.URL;PREF=1:http://example.com\r\nitem1.X-ABLABEL:_$!<HomePage>!$_\r\nGEO:geo:1.5,-2\r\n"
                  "NOTE:One\\nTwo\\; and a half\r\nCATEGORIES:a,b\\,c\r\n");
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
  for (gsize length = 0; length < sizeof text; length++)
    {
      g_autofree char *part = g_memdup2 (text, length);
      g_autoptr (GPtrArray) some = crm_vcard_read (part, length, &n_left_out);

      g_assert_cmpuint (some->len, <=, 2);
    }
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

static void
test_table (void)
{
  g_autoptr (GPtrArray) cards =
    read_cards ("BEGIN:VCARD\nVERSION:3.0\nN:Lovelace;Ada;;Ms.;\nORG:Engines, Ltd.;Research\nTITLE:Analyst\n"
                "EMAIL:second@example.com\nEMAIL;TYPE=pref:first@example.com\nTEL;TYPE=CELL:+44 1\nTEL;TYPE=fax:+44 2\n"
                "TEL;TYPE=work:+44 3\nBDAY:1815-12-10\nEND:VCARD\n", 1);
  g_autofree char *table = crm_vcard_make_table (cards);

  g_assert_cmpstr (table, ==, "name,salutation,role,department,customer,email,phone,mobile,birthday,E-mail 2\n"
                              "Ms. Ada Lovelace,Ms.,Analyst,Research,\"Engines, Ltd.\",first@example.com,+44 3,+44 1,"
                              "1815-12-10,second@example.com\n");
}

/* What the table has no place for is counted. */
static void
test_unplaced (void)
{
  g_autoptr (GPtrArray) cards =
    read_cards ("BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nN:Lovelace;Ada;;;\nUID:1\nGEO:geo:1,2\nTEL:1\nIMPP:xmpp:ada@example.com\n"
                "X-CLIENTELE-SOURCE:fair\nEND:VCARD\nBEGIN:VCARD\nVERSION:4.0\nFN:Bob\nIMPP:xmpp:bob@example.com\n"
                "EMAIL:1@example.com\nEMAIL:2@example.com\nEMAIL:3@example.com\nEMAIL:4@example.com\nEND:VCARD\n", 2);
  g_autofree char *kinds = NULL;

  g_assert_cmpuint (crm_vcard_count_unplaced (cards, &kinds), ==, 4);
  g_assert_cmpstr (kinds, ==, "GEO (1), IMPP (2), EMAIL (1)");
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
        assert_same (cards->pdata[i], again->pdata[i], name);
      n_files++;
    }
  g_assert_cmpuint (n_files, >, 0);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vcard/old", test_old);
  g_test_add_func ("/vcard/third", test_third);
  g_test_add_func ("/vcard/folding", test_folding);
  g_test_add_func ("/vcard/rubbish", test_rubbish);
  g_test_add_func ("/vcard/agent", test_agent);
  g_test_add_func ("/vcard/table", test_table);
  g_test_add_func ("/vcard/unplaced", test_unplaced);
  g_test_add_func ("/vcard/programs", test_programs);
  return g_test_run ();
}
