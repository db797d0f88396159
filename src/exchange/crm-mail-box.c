/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-mail.h"

#include <string.h>

/* Boxes of mail: messages one after the other, each behind a line "From somebody date" (RFC 4155). Lines within a
 * message that begin so have a > before them: in mboxo only those, in mboxrd also those that had one already. One is
 * taken away from each, which is right for mboxrd and, but for lines that were quoted before, for mboxo. Where none
 * has, a line within a message is told from those between them by what follows, or by the length that its head tells
 * (mboxcl). */

#define WINDOW (256 * 1024)
#define LONGEST_HEAD (1024 * 1024)             /* what stands before the text of a message */
#define LONGEST_MESSAGE (512 * 1024 * 1024)
#define MOST_MARKS 20000                       /* lines that may divide parts */
#define MOZILLA_EXPUNGED 0x8
#define PEEK 256                               /* bytes of the next line that are looked at */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct _CrmMailBox
{
  const CrmRawFile *file;
  char             *window;
  gint64            offset;      /* of the window in the file */
  gsize             start, end;  /* of what is not read yet, in the window */
  gint64            size;        /* of the file, as far as messages go */
  gboolean          many, begun, ended;
  gboolean          partial;     /* the line at hand goes on that of the call before */
  gint64            posted;      /* of the message that comes next */
};

static const char *const header_names[] = {
  "from", "to", "subject", "date", "message-id", "received", "return-path", "mime-version", "content-type",
  "delivered-to", "x-mozilla-status", "sender", "reply-to", "cc", "x-gm-thrid", "x-gmail-labels", "content-length",
  "status", "x-uidl", NULL,
};

/* "From ada@example.org Thu Jan  1 12:34:56 2026": whoever it is, then a time and a year. */
static gboolean
has_time (const char *line,
          gsize length)
{
  g_autofree char *text = g_strndup (line, MIN (length, PEEK));
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r", -1);
  gboolean clock = FALSE, year = FALSE;

  for (guint i = 1; *words != NULL && words[i] != NULL; i++)
    {
      const char *colon = strchr (words[i], ':');

      clock |= colon > words[i] && g_ascii_isdigit (colon[-1]) && g_ascii_isdigit (colon[1]);
      year |= strspn (words[i], "0123456789") == 4 && (words[i][4] == '\0' || words[i][4] == '-');
    }
  return clock && year;
}

/* A blank before the colon was allowed once. */
static gsize
count_name (const char *line,
            gsize length)
{
  gsize n = 0, colon;

  while (n < length && g_ascii_isgraph (line[n]) && line[n] != ':')
    n++;
  for (colon = n; colon < length && (line[colon] == ' ' || line[colon] == '\t');)
    colon++;
  return colon < length && line[colon] == ':' ? n : 0;
}

static gboolean
is_header (const char *line,
           gsize n_name)
{
  g_autofree char *name = g_ascii_strdown (line, n_name);

  return g_strv_contains (header_names, name);
}

/* Whether the line stands between messages. Some programs write no time, others no blank line before; it is one then
 * where the head of a message follows. Where all is there, something that may be a head must follow, as people write
 * such lines, too. */
static gboolean
is_postmark (const char *line,
             gsize length,
             gboolean blank,
             const char *next,
             gsize n_next)
{
  const char *stop = memchr (next, '\n', n_next);
  gsize n_name = count_name (next, stop != NULL ? (gsize) (stop - next) : n_next);

  gboolean timed, bare;

  if (length < 6 || memcmp (line, "From ", 5) != 0)
    return FALSE;
  timed = has_time (line, length);
  bare = blank && memchr (line + 5, ' ', length - 6) == NULL;
  if (blank && timed)
    return n_name > 0 || n_next == 0 || strchr ("\r\n>", *next) != NULL;
  return (bare || timed) && n_name > 0 && is_header (next, n_name);
}

/* Where the text begins, behind marks and lines that say nothing. */
static gsize
skip_nothing (const char *text,
              gsize length)
{
  gsize n = length >= 3 && memcmp (text, BYTE_ORDER_MARK, 3) == 0 ? 3 : 0;

  while (n < length && (text[n] == '\n' || text[n] == '\r'))
    n++;
  return n;
}

/* What Apple's Mail writes: the number of bytes of a message, which follows, and then what it knows of it. */
static gsize
read_size (const char *text,
           gsize length,
           gint64 *size)
{
  gsize n = 0;

  for (*size = 0; n < length && n < 10 && g_ascii_isdigit (text[n]); n++)
    *size = *size * 10 + g_ascii_digit_value (text[n]);
  if (n == 0)
    return 0;
  while (n < length && text[n] == ' ')
    n++;
  return n < length && text[n] == '\n' ? n + 1 : 0;
}

/**
 * crm_mail_line_end:
 * @sample: the beginning of a file
 *
 * Returns: what ends its lines, alone or behind a return: a line feed, or the return of old Macs
 */
char
crm_mail_line_end (const char *sample,
                   gsize length)
{
  return memchr (sample, '\r', length) != NULL && memchr (sample, '\n', length) == NULL ? '\r' : '\n';
}

/**
 * crm_mail_is_one:
 * @sample: the beginning of a file
 *
 * Returns: whether it is a box of mail, or begins with lines that only messages begin with
 */
gboolean
crm_mail_is_one (const char *sample,
                 gsize length)
{
  const char *end = sample + length;
  const char mark = crm_mail_line_end (sample, length);
  guint n_known = 0;
  gint64 size;

  sample += skip_nothing (sample, length);
  sample += read_size (sample, end - sample, &size);
  for (gboolean first = TRUE; sample < end; first = FALSE)
    {
      const char *stop = memchr (sample, mark, end - sample);
      gsize n = (stop != NULL ? stop : end) - sample, n_name = count_name (sample, n);
      const char *next = stop != NULL ? stop + 1 : end;

      if (first && is_postmark (sample, n, TRUE, next, end - next))
        return TRUE;
      if (n_name == 0 && (first || (*sample != ' ' && *sample != '\t')))
        break;
      n_known += n_name > 0 && is_header (sample, n_name);
      sample += n + 1;
    }
  return n_known >= 2;
}

/* Reads on where less than a line and the beginning of the next may be left. */
static gboolean
fill (CrmMailBox *self,
      GError **error)
{
  const char *stop = memchr (self->window + self->start, '\n', self->end - self->start);
  gssize n;

  if (self->ended || (stop != NULL && self->window + self->end - stop > PEEK))
    return TRUE;
  memmove (self->window, self->window + self->start, self->end - self->start);
  self->offset += self->start;
  self->end -= self->start;
  self->start = 0;
  n = self->file->read (self->file->file, self->offset + self->end, (guint8 *) self->window + self->end,
                        MIN (WINDOW - self->end, (gsize) (self->size - self->offset - self->end)), error);
  if (n < 0)
    return FALSE;
  self->ended = (gsize) n < WINDOW - self->end;
  self->end += n;
  return TRUE;
}

/* The next line, without what ends it; a very long one in parts. Returns %FALSE at the end and for an error. */
static gboolean
take_line (CrmMailBox *self,
           const char **line,
           gsize *length,
           gint64 *place,
           gboolean *whole,
           GError **error)
{
  const char *stop;

  if (!fill (self, error) || self->start == self->end)
    return FALSE;
  *line = self->window + self->start;
  *place = self->offset + self->start;
  stop = memchr (*line, '\n', self->end - self->start);
  *length = (stop != NULL ? stop : self->window + self->end) - *line;
  self->start += *length + (stop != NULL);
  *whole = !self->partial;
  self->partial = stop == NULL && !self->ended;
  while (*length > 0 && (*line)[*length - 1] == '\r')
    (*length)--;
  return TRUE;
}

/* "… Thu Jan  1 12:34:56 2026" in UTC, as boxes are told to write it. */
static gint64
read_posted (const char *line,
             gsize length)
{
  g_autofree char *text = g_strndup (line + 5, length - 5);
  const char *rest = strchr (text, ' ');
  g_autoptr (GDateTime) time = NULL;

  /* GMime takes the order of words in dates as it comes. */
  time = rest != NULL ? g_mime_utils_header_decode_date (rest + 1) : NULL;
  return time != NULL ? g_date_time_to_unix_usec (time) : 0;
}

/* Goes to where the first message begins, and finds out whether the line there is one between messages. */
static gboolean
begin (CrmMailBox *self,
       GError **error)
{
  gsize n, length;
  gint64 size, place;
  const char *line;
  gboolean whole;
  g_autoptr (GError) local = NULL;

  if (!fill (self, error))
    return FALSE;
  self->start = skip_nothing (self->window, self->end);
  n = read_size (self->window + self->start, self->end - self->start, &size);
  self->start += n;
  if (n > 0 && size < self->size - (gint64) self->start)
    {
      self->size = self->start + size;
      self->end = MIN (self->end, (gsize) self->size);
    }
  n = self->start;
  if (take_line (self, &line, &length, &place, &whole, &local) &&
      is_postmark (line, length, TRUE, self->window + self->start, self->end - self->start))
    {
      self->many = TRUE;
      self->posted = read_posted (line, length);
    }
  else
    {
      self->start = n;   /* it is the message's own */
      self->partial = FALSE;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * crm_mail_box_new:
 * @file: borrowed
 */
CrmMailBox *
crm_mail_box_new (const CrmRawFile *file,
                  GError **error)
{
  g_autoptr (CrmMailBox) self = g_new0 (CrmMailBox, 1);

  self->file = file;
  self->size = file->size;
  self->window = g_malloc (WINDOW);
  return begin (self, error) ? g_steal_pointer (&self) : NULL;
}

void
crm_mail_box_free (CrmMailBox *self)
{
  g_free (self->window);
  g_free (self);
}

/**
 * crm_mail_box_is_many:
 *
 * Returns: whether the file is a box, not a single message
 */
gboolean
crm_mail_box_is_many (const CrmMailBox *self)
{
  return self->many;
}

/* What of a message is read, as its lines go by. */
typedef struct
{
  CrmMailPlace *place;
  gboolean      in_text;   /* behind the empty line that ends its head */
  guint         n_marks;
  gint64        length;    /* of the text, as the head tells it */
  gint64        closed;    /* no other message begins before */
} Extent;

static void
cut_at (Extent *extent,
        gint64 end)
{
  if (!extent->place->cut)
    extent->place->end = end;
  extent->place->cut = TRUE;
}

/* Programs that keep mail in boxes only mark what is deleted until they write the box anew. */
static void
note_head (Extent *extent,
           const char *line,
           gsize length)
{
  g_autofree char *text = g_strndup (line, MIN (length, PEEK));

  if (g_ascii_strncasecmp (text, "content-length:", 15) == 0)
    extent->length = g_ascii_strtoll (text + 15, NULL, 10);
  else if (g_ascii_strncasecmp (text, "x-mozilla-status:", 17) == 0)
    extent->place->deleted = (g_ascii_strtoull (text + 17, NULL, 16) & MOZILLA_EXPUNGED) != 0;
}

/* The length that a head tells is often wrong; where it is right the next message or nothing follows. */
static gboolean
is_end (CrmMailBox *self,
        gint64 place)
{
  char bytes[9];
  gssize n = place < self->size ? self->file->read (self->file->file, place, (guint8 *) bytes, sizeof bytes, NULL) : 0;
  gssize i = 0;

  while (i < n && i < 4 && (bytes[i] == '\n' || bytes[i] == '\r'))
    i++;
  return n >= 0 && place <= self->size && (i == n || (n - i >= 5 && memcmp (bytes + i, "From ", 5) == 0));
}

static void
note_line (Extent *extent,
           const char *line,
           gsize length,
           gint64 at)
{
  if (!extent->in_text)
    note_head (extent, line, length);
  extent->in_text |= length == 0;
  extent->n_marks += length >= 2 && line[0] == '-' && line[1] == '-';
  if (extent->n_marks > MOST_MARKS || (!extent->in_text && at - extent->place->start > LONGEST_HEAD) ||
      at - extent->place->start > LONGEST_MESSAGE)
    cut_at (extent, at);
}

/**
 * crm_mail_box_next:
 * @place: (out): where the next message is
 *
 * Returns: %FALSE behind the last, and for an error
 */
gboolean
crm_mail_box_next (CrmMailBox *self,
                   CrmMailPlace *place,
                   GError **error)
{
  g_autoptr (GError) local = NULL;
  Extent extent = { place };
  gboolean blank = FALSE, whole;
  const char *line;
  gsize length;
  gint64 at;

  *place = (CrmMailPlace) { .start = self->offset + self->start, .posted = self->posted };
  if (self->begun && self->start == self->end && self->ended)
    return FALSE;
  self->begun = TRUE;
  while (take_line (self, &line, &length, &at, &whole, &local))
    {
      gboolean in_head = !extent.in_text;

      if (self->many && whole && at >= extent.closed &&
          is_postmark (line, length, blank || at == place->start, self->window + self->start, self->end - self->start))
        {
          self->posted = read_posted (line, length);
          if (!place->cut)
            place->end = at;
          return TRUE;
        }
      note_line (&extent, line, length, at);
      if (in_head && extent.in_text && extent.length > 0 && extent.length <= self->size &&
          is_end (self, self->offset + self->start + extent.length))
        extent.closed = self->offset + self->start + extent.length;
      blank = length == 0;
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!place->cut)
    place->end = self->offset + self->end;
  return place->end > place->start;
}
