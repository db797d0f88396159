/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-mail.h"

#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* From a message to an activity: who, when, and what is written in it. What is attached is named. */

#define LONGEST_TEXT (256 * 1024)     /* bytes of all texts of a message that are kept */
#define WIDEST_ENCODING 4             /* bytes for each byte of a text */
#define DEEPEST 32                    /* parts within parts */
#define MOST_ADDRESSES 200
#define MOST_ATTACHMENTS 100
#define LONGEST_LIST 1000             /* bytes of names that are shown */
#define LONGEST_NAME 100              /* characters of the name of what is attached */

typedef struct
{
  GString  *text;
  GString  *attachments;
  guint     n_attachments;
  GMimeObject *whole;     /* what the message consists of */
  gboolean  from_box;
  gboolean  open, cut;
} Body;

void
crm_mail_clear (CrmMail *self)
{
  g_clear_pointer (&self->subject, g_free);
  g_clear_pointer (&self->uid, g_free);
  g_clear_pointer (&self->addresses, g_free);
  g_clear_pointer (&self->notes, g_free);
}

static char *
dup_line (const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");

  return g_strstrip (g_strdelimit (g_steal_pointer (&valid), "\r\n\t", ' '));
}

/* People */

/* Appends the addresses of a list, those of its groups as well. */
static void
append_addresses (GString *out,
                  InternetAddressList *list,
                  guint *n,
                  guint depth)
{
  int length = list != NULL && depth < DEEPEST ? internet_address_list_length (list) : 0;

  for (int i = 0; i < length && *n < MOST_ADDRESSES; i++)
    {
      InternetAddress *who = internet_address_list_get_address (list, i);
      const char *address;

      if (INTERNET_ADDRESS_IS_GROUP (who))
        {
          append_addresses (out, internet_address_group_get_members (INTERNET_ADDRESS_GROUP (who)), n, depth + 1);
          continue;
        }
      address = internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (who));
      if (address == NULL || !g_utf8_validate (address, -1, NULL) || !crm_email_valid (address))
        continue;
      g_string_append_printf (out, "%s%s", out->len > 0 && !g_str_has_suffix (out->str, "> ") ? ", " : "", address);
      (*n)++;
    }
}

static void
append_head (GString *out,
             GMimeMessage *message,
             const char *name,
             guint *n)
{
  InternetAddressList *list = crm_mail_head_people (message, name);

  append_addresses (out, list, n, 0);
  g_clear_object (&list);
}

/* "sender > receiver, receiver" */
static char *
make_addresses (GMimeMessage *message)
{
  GString *out = g_string_new (NULL);
  guint n = 0;

  append_head (out, message, "From", &n);
  if (n == 0)
    append_head (out, message, "Sender", &n);
  if (n > 0)
    g_string_append (out, " > ");
  append_head (out, message, "To", &n);
  append_head (out, message, "Cc", &n);
  append_head (out, message, "Bcc", &n);
  return g_string_free (out, FALSE);
}

static void
append_people (GString *notes,
               const char *format,
               GMimeMessage *message,
               const char *name)
{
  InternetAddressList *list = crm_mail_head_people (message, name);
  g_autofree char *text = list != NULL ? internet_address_list_to_string (list, NULL, FALSE) : NULL;
  g_autofree char *line = dup_line (text);

  g_clear_object (&list);
  if (*line == '\0')
    return;
  if (strlen (line) > LONGEST_LIST)
    {
      *g_utf8_find_prev_char (line, line + LONGEST_LIST) = '\0';
      g_string_append_printf (notes, format, line);
      g_string_append (notes, " …");
    }
  else
    g_string_append_printf (notes, format, line);
  g_string_append_c (notes, '\n');
}

/* Text */

/* Returns at most a little more than there is room for. */
static GString *
read_stream (GMimeStream *stream,
             gsize room)
{
  GString *bytes = g_string_new (NULL);
  char piece[4096];
  ssize_t n;

  while (bytes->len <= room && (n = g_mime_stream_read (stream, piece, sizeof piece)) > 0)
    g_string_append_len (bytes, piece, n);
  return bytes;
}

/* Boxes quote the lines of what is encoded, not those of the text. Returns as much as a text may be encoded as. */
static GMimeStream *
unquote (GMimeStream *raw)
{
  g_autoptr (GString) text = read_stream (raw, LONGEST_TEXT * WIDEST_ENCODING);

  crm_mail_unquote (text);
  return g_mime_stream_mem_new_with_buffer (text->str, text->len);
}

/* Decodes as much as there is room for, however large the part. */
static GString *
decode (GMimePart *part,
        gboolean from_box,
        gsize room,
        gboolean *cut)
{
  GMimeDataWrapper *content = g_mime_part_get_content (part);
  GMimeStream *raw = content != NULL ? g_mime_data_wrapper_get_stream (content) : NULL, *encoded, *plain;
  GMimeFilter *filter;
  GString *bytes;

  if (raw == NULL)
    return g_string_new (NULL);
  g_mime_stream_reset (raw);
  encoded = from_box ? unquote (raw) : g_object_ref (raw);
  plain = g_mime_stream_filter_new (encoded);
  filter = g_mime_filter_basic_new (g_mime_data_wrapper_get_encoding (content), FALSE);
  g_mime_stream_filter_add (GMIME_STREAM_FILTER (plain), filter);
  bytes = read_stream (plain, room);
  if (bytes->len > room)
    {
      *cut = TRUE;
      g_string_truncate (bytes, room);
    }
  g_object_unref (filter);
  g_object_unref (plain);
  g_object_unref (encoded);
  return bytes;
}

static const char *
get_parameter (GMimePart *part,
               const char *name)
{
  const char *value = g_mime_object_get_content_type_parameter (GMIME_OBJECT (part), name);

  return value != NULL ? value : "";
}

static void
append_text (Body *body,
             GMimePart *part,
             gboolean is_html)
{
  const char *charset = g_mime_object_get_content_type_parameter (GMIME_OBJECT (part), "charset");
  gsize room = body->text->len < LONGEST_TEXT ? LONGEST_TEXT - body->text->len : 0;
  g_autoptr (GString) bytes = decode (part, body->from_box, room, &body->cut);
  g_autofree char *decoded = crm_mail_decode (bytes->str, bytes->len, charset);
  g_autofree char *plain = is_html ? crm_mail_html_to_text (decoded) : g_steal_pointer (&decoded);
  g_autoptr (GString) text = g_string_new (plain);

  g_string_replace (text, "\r\n", "\n", 0);
  if (!is_html && g_ascii_strcasecmp (get_parameter (part, "format"), "flowed") == 0)
    crm_mail_unflow (text, g_ascii_strcasecmp (get_parameter (part, "delsp"), "yes") == 0);
  g_strchomp (text->str);
  if (*text->str != '\0')
    g_string_append_printf (body->text, "%s%s", body->text->len > 0 ? "\n\n" : "", text->str);
}

/* Where nothing says what divides the parts, or no such line is there, all of it is a text. */
static void
append_undivided (Body *body,
                  GMimeMultipart *parts)
{
  const char *prologue = g_mime_multipart_get_prologue (parts);
  gsize length = prologue != NULL ? strlen (prologue) : 0;
  g_autofree char *text = crm_mail_decode (prologue, MIN (length, LONGEST_TEXT), NULL);

  body->cut |= length > LONGEST_TEXT;
  g_string_append (body->text, g_strstrip (text));
}

static void
append_attachment (Body *body,
                   const char *name)
{
  g_autofree char *line = dup_line (name), *shown = g_utf8_truncate_middle (line, LONGEST_NAME);

  if (++body->n_attachments > MOST_ATTACHMENTS || *line == '\0')
    return;
  g_string_append_printf (body->attachments, "%s%s", body->attachments->len > 0 ? C_("list", ", ") : "", shown);
}

/* "Content-Type: text" and the like, which is no type. */
static gboolean
is_untyped (GMimeObject *object)
{
  const char *type = g_mime_object_get_header (object, "Content-Type");

  return type != NULL && memchr (type, '/', strcspn (type, ";")) == NULL;
}

/* Plain text and HTML that is all there is to a message is no attachment, whatever it is called. */
static gboolean
is_text (const Body *body,
         GMimeObject *object,
         const char *subtype)
{
  GMimeContentType *type = g_mime_object_get_content_type (object);
  const char *disposition = g_mime_object_get_disposition (object);
  gboolean plain = strcmp (subtype, "plain") == 0, whole = object == body->whole, named;

  if (!GMIME_IS_PART (object) || type == NULL)
    return FALSE;
  named = g_mime_part_get_filename (GMIME_PART (object)) != NULL ||
          (disposition != NULL && g_ascii_strcasecmp (disposition, "attachment") == 0);
  if ((plain && is_untyped (object)) || g_mime_content_type_is_type (type, "text", subtype))
    return whole || !named;
  return whole && plain && !named && g_mime_content_type_is_type (type, "text", "*") &&
         !g_mime_content_type_is_type (type, "text", "html") && !g_mime_content_type_is_type (type, "text", "calendar");
}

static void take_object (Body *body, GMimeObject *object, guint depth);

/* Whether the part has text of the kind anywhere within it. */
static gboolean
has_text (const Body *body,
          GMimeObject *object,
          const char *subtype,
          guint depth)
{
  if (!GMIME_IS_MULTIPART (object) || depth > DEEPEST)
    return is_text (body, object, subtype);
  for (int i = 0; i < g_mime_multipart_get_count (GMIME_MULTIPART (object)); i++)
    {
      if (has_text (body, g_mime_multipart_get_part (GMIME_MULTIPART (object), i), subtype, depth + 1))
        return TRUE;
    }
  return FALSE;
}

/* Of several ways to say the same, plain text is taken, else HTML, else the one that is said last. */
static void
take_alternative (Body *body,
                  GMimeMultipart *parts,
                  guint depth)
{
  static const char *const kinds[] = { "plain", "html" };
  int n = g_mime_multipart_get_count (parts);

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      for (int i = 0; i < n; i++)
        {
          GMimeObject *part = g_mime_multipart_get_part (parts, i);

          if (!has_text (body, part, kinds[kind], depth))
            continue;
          take_object (body, part, depth + 1);
          return;
        }
    }
  if (n > 0)
    take_object (body, g_mime_multipart_get_part (parts, n - 1), depth + 1);
}

static void
take_multipart (Body *body,
                GMimeMultipart *parts,
                guint depth)
{
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (parts));

  if (type != NULL && g_mime_content_type_is_type (type, "multipart", "alternative"))
    {
      take_alternative (body, parts, depth);
      return;
    }
  for (int i = 0; i < g_mime_multipart_get_count (parts); i++)
    take_object (body, g_mime_multipart_get_part (parts, i), depth + 1);
}

static void
take_part (Body *body,
           GMimeObject *part)
{
  GMimeContentType *type = g_mime_object_get_content_type (part);
  const char *name = GMIME_IS_PART (part) ? g_mime_part_get_filename (GMIME_PART (part)) : NULL;
  g_autofree char *mime = type != NULL ? g_mime_content_type_get_mime_type (type) : NULL;

  if (is_text (body, part, "plain") || is_text (body, part, "html"))
    append_text (body, GMIME_PART (part), is_text (body, part, "html"));
  else
    append_attachment (body, name != NULL ? name : mime);
}

static void
take_object (Body *body,
             GMimeObject *object,
             guint depth)
{
  if (depth > DEEPEST)
    body->cut = TRUE;
  else if (GMIME_IS_MULTIPART (object) && g_mime_multipart_get_count (GMIME_MULTIPART (object)) == 0)
    append_undivided (body, GMIME_MULTIPART (object));
  else if (GMIME_IS_MULTIPART (object))
    take_multipart (body, GMIME_MULTIPART (object), depth);
  else if (GMIME_IS_MESSAGE_PART (object))
    {
      GMimeMessage *inner = g_mime_message_part_get_message (GMIME_MESSAGE_PART (object));
      g_autofree char *subject = inner != NULL ? crm_mail_head_text (inner, "Subject") : NULL;
      g_autofree char *name = g_strdup_printf (_("the message “%s”"), subject != NULL ? subject : "");

      append_attachment (body, name);
    }
  else
    take_part (body, object);
}

static void
read_body (GMimeMessage *message,
           Body *body)
{
  GMimeObject *part = g_mime_message_get_mime_part (message);

  body->whole = part;
  if (part != NULL)
    take_object (body, part, 0);
}

static char *
make_notes (GMimeMessage *message,
            const Body *body)
{
  g_autoptr (GString) notes = g_string_new (NULL);

  append_people (notes, _("From: %s"), message, "From");
  append_people (notes, _("To: %s"), message, "To");
  append_people (notes, _("Cc: %s"), message, "Cc");
  if (body->text->len > 0)
    g_string_append_printf (notes, "\n%s\n", body->text->str);
  if (body->cut)
    g_string_append_printf (notes, "\n%s\n", _("The message is longer; the rest was left out."));
  if (body->attachments->len > 0)
    {
      g_string_append_c (notes, '\n');
      g_string_append_printf (notes, _("Attached: %s"), body->attachments->str);
      g_string_append (notes, body->n_attachments > MOST_ATTACHMENTS ? " …" : "");
    }
  return g_strdup (g_strstrip (notes->str));
}

/* When */

/* The last place that a message came through says when, as each puts its line in front. */
static GDateTime *
read_received (GMimeMessage *message)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (message));
  GMimeHeader *header = headers != NULL ? g_mime_header_list_get_header (headers, "Received") : NULL;
  const char *value = header != NULL ? g_mime_header_get_raw_value (header) : NULL;
  const char *mark = value != NULL ? strrchr (value, ';') : NULL;

  return mark != NULL ? g_mime_utils_header_decode_date (mark + 1) : NULL;
}

static gint64
find_sent (GMimeMessage *message)
{
  GDateTime *date = g_mime_message_get_date (message);
  g_autoptr (GDateTime) received = date == NULL ? read_received (message) : NULL;

  if (date == NULL)
    date = received;
  return date != NULL ? g_date_time_to_unix_usec (date) : 0;
}

/* What has no identifier is known by what it says. */
static char *
make_uid (GMimeMessage *message,
          const CrmMail *mail)
{
  const char *id = g_mime_message_get_message_id (message);
  g_autoptr (GChecksum) checksum = NULL;
  const char *const parts[] = { mail->subject, mail->addresses, mail->notes };

  if (id != NULL && *id != '\0' && strlen (id) < LONGEST_LIST)
    return dup_line (id);
  checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_checksum_update (checksum, (const guchar *) &mail->sent, sizeof mail->sent);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_checksum_update (checksum, (const guchar *) parts[i], strlen (parts[i]) + 1);
  return g_strdup (g_checksum_get_string (checksum));
}

static void
warned_cb (gint64 place,
           GMimeParserWarning warning,
           const char *item,
           gpointer data)
{
  *(gboolean *) data |= warning == GMIME_WARN_TRUNCATED_MESSAGE;
}

static GMimeMessage *
parse (GMimeStream *stream,
       gboolean *open)
{
  GMimeParserOptions *options;
  static gsize initialised;
  GMimeParser *parser;
  GMimeMessage *message;

  if (g_once_init_enter (&initialised))
    {
      g_mime_init ();
      g_once_init_leave (&initialised, 1);
    }
  parser = g_mime_parser_new_with_stream (stream);
  g_mime_parser_set_persist_stream (parser, TRUE);   /* what is large stays in the file */
  options = g_mime_parser_options_new ();
  g_mime_parser_options_set_warning_callback (options, warned_cb, open, NULL);
  message = g_mime_parser_construct_message (parser, options);
  g_mime_parser_options_free (options);
  g_object_unref (parser);
  return message;
}

/**
 * crm_mail_read:
 * @self: (out): to be cleared
 * @stream: of a message
 * @from_box: whether lines in it that begin with "From " have a > before them
 */
void
crm_mail_read (CrmMail *self,
               GMimeStream *stream,
               gboolean from_box)
{
  g_autoptr (GString) text = g_string_new (NULL), attachments = g_string_new (NULL);
  Body body = { .text = text, .attachments = attachments, .from_box = from_box };
  GMimeMessage *message = parse (stream, &body.open);
  g_autofree char *subject = NULL;

  *self = (CrmMail) { 0 };
  if (message == NULL)
    message = g_mime_message_new (FALSE);
  read_body (message, &body);
  subject = crm_mail_head_text (message, "Subject");
  self->subject = dup_line (subject);
  self->addresses = make_addresses (message);
  self->notes = make_notes (message, &body);
  self->sent = find_sent (message);
  self->uid = make_uid (message, self);
  self->open = body.open;
  self->cut = body.cut;
  g_object_unref (message);
}
