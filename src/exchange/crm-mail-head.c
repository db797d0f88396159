/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-mail.h"

#include <string.h>

/* Lines of the head of a message. GMime takes names of charsets as they are told, and guesses where none is; so what is
 * in any other is written in UTF-8 first, encoded words as such words, since what they say may have commas in it. */

#define DEEPEST 32

typedef struct
{
  char    *charset;
  GString *bytes;
} Run;

/* Words of one charset next to each other are decoded as one: a character may be divided between them. */
static void
end_run (Run *run,
         GString *out)
{
  g_autofree char *text = NULL, *base64 = NULL;

  if (run->charset == NULL)
    return;
  text = crm_mail_decode (run->bytes->str, run->bytes->len, run->charset);
  base64 = g_base64_encode ((const guchar *) text, strlen (text));
  g_string_append_printf (out, "%s=?utf-8?b?%s?=", g_str_has_suffix (out->str, "?=") ? " " : "", base64);
  g_clear_pointer (&run->charset, g_free);
  g_string_truncate (run->bytes, 0);
}

static void
append_bytes (GString *bytes,
              char encoding,
              const char *text,
              gsize length)
{
  g_autofree guchar *decoded = g_malloc (length + 4);
  gsize n = 0, n_letters = 0;
  int state = 0;
  guint save = 0;

  if (g_ascii_tolower (encoding) == 'b')
    {
      for (gsize i = 0; i < length; i++)
        n_letters += g_ascii_isalnum (text[i]) || text[i] == '+' || text[i] == '/';
      n = g_base64_decode_step (text, length, decoded, &state, &save);
      if (memchr (text, '=', length) == NULL)   /* some leave it out */
        n += g_base64_decode_step ("===", (4 - n_letters % 4) % 4, decoded + n, &state, &save);
    }
  for (gsize i = 0; g_ascii_tolower (encoding) == 'q' && i < length; i++)
    {
      gboolean escaped = text[i] == '=' && length - i > 2 && g_ascii_isxdigit (text[i + 1]) &&
                         g_ascii_isxdigit (text[i + 2]);

      decoded[n++] = escaped ? g_ascii_xdigit_value (text[i + 1]) << 4 | g_ascii_xdigit_value (text[i + 2])
                             : text[i] == '_' ? ' ' : text[i];
      i += escaped ? 2 : 0;
    }
  g_string_append_len (bytes, (const char *) decoded, n);
}

/* Returns where the text goes on behind the word "=?charset?encoding?text?=", %NULL if it is none. */
static const char *
take_word (Run *run,
           const char *word,
           GString *out)
{
  gsize n_charset = strcspn (word + 2, "?* \t"), n_language = strcspn (word + 2 + n_charset, "? \t");
  const char *mark = word + 2 + n_charset + n_language, *end;
  g_autofree char *charset = g_ascii_strdown (word + 2, n_charset);

  if (n_charset == 0 || *mark != '?' || mark[1] == '\0' || strchr ("bBqQ", mark[1]) == NULL || mark[2] != '?')
    return NULL;
  end = strstr (mark + 3, "?=");
  if (end == NULL)
    return NULL;
  if (g_strcmp0 (run->charset, charset) != 0)
    end_run (run, out);
  if (run->charset == NULL)
    run->charset = g_steal_pointer (&charset);
  append_bytes (run->bytes, mark[1], mark + 3, end - mark - 3);
  return end + 2;
}

/* Rewrites the encoded words of a line. */
static char *
rewrite_words (const char *text)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GString) bytes = g_string_new (NULL);
  Run run = { NULL, bytes };

  while (*text != '\0')
    {
      gsize n_blank = run.charset != NULL ? strspn (text, " \t") : 0;
      const char *next = g_str_has_prefix (text + n_blank, "=?") ? take_word (&run, text + n_blank, out) : NULL;

      if (next != NULL)
        {
          text = next;
          continue;
        }
      end_run (&run, out);
      g_string_append_c (out, *text++);
    }
  end_run (&run, out);
  return g_string_free (out, FALSE);
}

/**
 * crm_mail_charset:
 *
 * Returns: (nullable): what the first text of the message is written in, and so what may be in its head as well
 */
const char *
crm_mail_charset (GMimeObject *object,
                  guint depth)
{
  const char *charset = NULL;

  if (object == NULL || depth > DEEPEST)
    return NULL;
  if (!GMIME_IS_MULTIPART (object))
    return g_mime_object_get_content_type_parameter (object, "charset");
  for (int i = 0; charset == NULL && i < g_mime_multipart_get_count (GMIME_MULTIPART (object)); i++)
    charset = crm_mail_charset (g_mime_multipart_get_part (GMIME_MULTIPART (object), i), depth + 1);
  return charset;
}

/* What all lines of the name say, as ASCII and UTF-8. */
static char *
read_head (GMimeMessage *message,
           const char *name,
           gboolean all)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (message));
  int n = headers != NULL ? g_mime_header_list_get_count (headers) : 0;
  const char *charset = crm_mail_charset (g_mime_message_get_mime_part (message), 0);
  g_autoptr (GString) whole = g_string_new (NULL);

  for (int i = 0; i < n && (all || whole->len == 0); i++)
    {
      GMimeHeader *header = g_mime_header_list_get_header_at (headers, i);
      const char *raw = g_mime_header_get_raw_value (header);
      g_autofree char *line = NULL, *text = NULL;

      if (raw == NULL || g_ascii_strcasecmp (g_mime_header_get_name (header), name) != 0)
        continue;
      line = g_mime_utils_header_unfold (raw);
      if (strchr (line, '\033') != NULL)
        text = crm_mail_decode (line, strlen (line), "iso-2022-jp");
      else if (!g_utf8_validate (line, -1, NULL))
        text = crm_mail_decode (line, strlen (line), charset);
      g_string_append_printf (whole, "%s%s", whole->len > 0 ? ", " : "", text != NULL ? text : line);
    }
  return rewrite_words (whole->str);
}

/**
 * crm_mail_head_text:
 *
 * Returns: (transfer full): what the first line of the name says
 */
char *
crm_mail_head_text (GMimeMessage *message,
                    const char *name)
{
  g_autofree char *text = read_head (message, name, FALSE);

  return g_mime_utils_header_decode_text (NULL, text);
}

/**
 * crm_mail_head_people:
 *
 * Returns: (transfer full) (nullable): who stands in all lines of the name
 */
InternetAddressList *
crm_mail_head_people (GMimeMessage *message,
                      const char *name)
{
  g_autofree char *text = read_head (message, name, TRUE);

  return *text != '\0' ? internet_address_list_parse (NULL, text) : NULL;
}
