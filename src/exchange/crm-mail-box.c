/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-mail.h"

#include <string.h>

/* Boxes of mail: messages one after the other, each behind a line "From somebody date" (RFC 4155). Lines within a
 * message that begin so have a > before them: in mboxo only those, in mboxrd also those that had one already. One is
 * taken away from each, which is right for mboxrd and, but for lines that were quoted before, for mboxo. */

#define WINDOW (256 * 1024)
#define LONGEST_HEAD (1024 * 1024)             /* what stands before the text of a message */
#define LONGEST_MESSAGE (512 * 1024 * 1024)
#define MOST_MARKS 20000                       /* lines that may divide parts */

struct _CrmMailBox
{
  const CrmRawFile *file;
  char             *window;
  gint64            offset;      /* of the window in the file */
  gsize             start, end;  /* of what is not read yet, in the window */
  gboolean          many, begun, ended;
  gboolean          partial;     /* the line at hand goes on that of the call before */
  gint64            posted;      /* of the message that comes next */
};

static const char *const header_names[] = {
  "from", "to", "subject", "date", "message-id", "received", "return-path", "mime-version", "content-type",
  "delivered-to", "x-mozilla-status", NULL,
};

/* "From ada@example.org Thu Jan  1 12:34:56 2026": whoever it is, then a time and a year. */
static gboolean
is_postmark (const char *line,
             gsize length)
{
  const char *clock;

  if (length < 10 || memcmp (line, "From ", 5) != 0)
    return FALSE;
  for (clock = line + 5; (clock = memchr (clock, ':', line + length - clock)) != NULL; clock++)
    {
      if (line + length - clock > 2 && g_ascii_isdigit (clock[-1]) && g_ascii_isdigit (clock[1]) &&
          g_ascii_isdigit (clock[2]))
        return TRUE;
    }
  return FALSE;
}

static gsize
count_name (const char *line,
            gsize length)
{
  gsize n = 0;

  while (n < length && (g_ascii_isalnum (line[n]) || line[n] == '-'))
    n++;
  return n < length && line[n] == ':' ? n : 0;
}

static gboolean
is_header (const char *line,
           gsize n_name)
{
  g_autofree char *name = g_ascii_strdown (line, n_name);

  return g_strv_contains (header_names, name);
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
  guint n_known = 0;

  for (gboolean first = TRUE; sample < end; first = FALSE)
    {
      const char *stop = memchr (sample, '\n', end - sample);
      gsize n = (stop != NULL ? stop : end) - sample, n_name = count_name (sample, n);

      if (first && is_postmark (sample, n))
        return TRUE;
      if (n_name == 0 && (first || (*sample != ' ' && *sample != '\t')))
        break;
      n_known += n_name > 0 && is_header (sample, n_name);
      sample += n + 1;
    }
  return n_known >= 2;
}

/* Reads on where less than a line may be left. */
static gboolean
fill (CrmMailBox *self,
      GError **error)
{
  gssize n;

  if (self->ended || memchr (self->window + self->start, '\n', self->end - self->start) != NULL)
    return TRUE;
  memmove (self->window, self->window + self->start, self->end - self->start);
  self->offset += self->start;
  self->end -= self->start;
  self->start = 0;
  n = self->file->read (self->file->file, self->offset + self->end, (guint8 *) self->window + self->end,
                        WINDOW - self->end, error);
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

/**
 * crm_mail_box_new:
 * @file: borrowed
 */
CrmMailBox *
crm_mail_box_new (const CrmRawFile *file,
                  GError **error)
{
  g_autoptr (CrmMailBox) self = g_new0 (CrmMailBox, 1);
  const char *line;
  gsize length;
  gint64 place;
  gboolean whole;
  g_autoptr (GError) local = NULL;

  self->file = file;
  self->window = g_malloc (WINDOW);
  if (take_line (self, &line, &length, &place, &whole, &local))
    {
      self->many = is_postmark (line, length);
      if (self->many)
        self->posted = read_posted (line, length);
      else
        {
          self->start = 0;   /* it is the message's own */
          self->partial = FALSE;
        }
    }
  if (local == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
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
} Extent;

static void
cut_at (Extent *extent,
        gint64 end)
{
  if (!extent->place->cut)
    extent->place->end = end;
  extent->place->cut = TRUE;
}

static void
note_line (Extent *extent,
           const char *line,
           gsize length,
           gint64 at)
{
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
      if (self->many && whole && (blank || at == place->start) && is_postmark (line, length))
        {
          self->posted = read_posted (line, length);
          if (!place->cut)
            place->end = at;
          return TRUE;
        }
      note_line (&extent, line, length, at);
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
