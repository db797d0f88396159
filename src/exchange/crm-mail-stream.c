/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-mail.h"

/* A part of a file as GMime reads it: only what is asked for is read, and nothing is kept, however large the part. */

#define CRM_TYPE_MAIL_STREAM (crm_mail_stream_get_type ())

typedef struct
{
  GMimeStream       parent_instance;
  const CrmRawFile *file;
  GError          **error;   /* where the first that reading meets is told */
} CrmMailStream;

typedef struct
{
  GMimeStreamClass parent_class;
} CrmMailStreamClass;

static GType crm_mail_stream_get_type (void);

G_DEFINE_TYPE (CrmMailStream, crm_mail_stream, GMIME_TYPE_STREAM)

static ssize_t
crm_mail_stream_read (GMimeStream *stream,
                      char *buffer,
                      size_t length)
{
  CrmMailStream *self = (CrmMailStream *) stream;
  gint64 left = stream->bound_end - stream->position;
  gssize n;

  if (left <= 0)
    return 0;
  n = self->file->read (self->file->file, stream->position, (guint8 *) buffer, MIN ((gint64) length, left),
                        self->error != NULL && *self->error == NULL ? self->error : NULL);
  stream->position += MAX (n, 0);
  return n;
}

static ssize_t
crm_mail_stream_write (GMimeStream *stream,
                       const char *buffer,
                       size_t length)
{
  return -1;
}

static int
crm_mail_stream_flush (GMimeStream *stream)
{
  return 0;
}

static int
crm_mail_stream_close (GMimeStream *stream)
{
  return 0;
}

static gboolean
crm_mail_stream_eos (GMimeStream *stream)
{
  return stream->position >= stream->bound_end;
}

static int
crm_mail_stream_reset (GMimeStream *stream)
{
  stream->position = stream->bound_start;
  return 0;
}

static gint64
crm_mail_stream_seek (GMimeStream *stream,
                      gint64 offset,
                      GMimeSeekWhence whence)
{
  gint64 place = whence == GMIME_STREAM_SEEK_SET ? offset
               : whence == GMIME_STREAM_SEEK_CUR ? stream->position + offset
                                                 : stream->bound_end + offset;

  if (place < stream->bound_start || place > stream->bound_end)
    return -1;
  return stream->position = place;
}

static gint64
crm_mail_stream_tell (GMimeStream *stream)
{
  return stream->position;
}

static gint64
crm_mail_stream_length (GMimeStream *stream)
{
  return stream->bound_end - stream->bound_start;
}

static GMimeStream *
crm_mail_stream_substream (GMimeStream *stream,
                           gint64 start,
                           gint64 end)
{
  CrmMailStream *self = (CrmMailStream *) stream;

  return crm_mail_stream_new (self->file, start, end >= 0 ? end : stream->bound_end, self->error);
}

static void
crm_mail_stream_class_init (CrmMailStreamClass *klass)
{
  GMimeStreamClass *stream_class = (GMimeStreamClass *) klass;

  stream_class->read = crm_mail_stream_read;
  stream_class->write = crm_mail_stream_write;
  stream_class->flush = crm_mail_stream_flush;
  stream_class->close = crm_mail_stream_close;
  stream_class->eos = crm_mail_stream_eos;
  stream_class->reset = crm_mail_stream_reset;
  stream_class->seek = crm_mail_stream_seek;
  stream_class->tell = crm_mail_stream_tell;
  stream_class->length = crm_mail_stream_length;
  stream_class->substream = crm_mail_stream_substream;
}

static void
crm_mail_stream_init (CrmMailStream *self)
{
}

/**
 * crm_mail_stream_new:
 * @file: borrowed
 * @end: behind the last byte
 * @error: (nullable): where the first error is told that reading meets; it must be there as long as the stream is
 */
GMimeStream *
crm_mail_stream_new (const CrmRawFile *file,
                     gint64 start,
                     gint64 end,
                     GError **error)
{
  CrmMailStream *self = g_object_new (CRM_TYPE_MAIL_STREAM, NULL);

  self->file = file;
  self->error = error;
  g_mime_stream_construct (GMIME_STREAM (self), start, end);
  return GMIME_STREAM (self);
}
