/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-made-table.h"

#include <gmime/gmime.h>

G_BEGIN_DECLS

/* Mail: single messages (.eml) and boxes of them (mbox), read message by message however large the file. Each becomes
 * an activity; what is attached is named, not kept. */

/* crm-mail-box.c: where messages are in a file */
typedef struct
{
  gint64   start, end;    /* of the message; its end may be earlier than that in the file: */
  gboolean cut;           /* it has more parts, or more before its text, than anybody writes */
  gint64   posted;        /* µs: when the box got it, 0 if that is not known */
  gboolean deleted;       /* the program that wrote the box only marked it so */
} CrmMailPlace;

typedef struct _CrmMailBox CrmMailBox;

gboolean    crm_mail_is_one   (const char *sample, gsize length);
char        crm_mail_line_end (const char *sample, gsize length);
CrmMailBox *crm_mail_box_new  (const CrmRawFile *file, GError **error);
void        crm_mail_box_free (CrmMailBox *self);
gboolean    crm_mail_box_is_many (const CrmMailBox *self);
gboolean    crm_mail_box_next (CrmMailBox *self, CrmMailPlace *place, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmMailBox, crm_mail_box_free)

/* crm-mail-stream.c: a part of a file for GMime */
GMimeStream *crm_mail_stream_new (const CrmRawFile *file, gint64 start, gint64 end, GError **error);

/* crm-mail-head.c: what the head of a message says */
const char          *crm_mail_charset     (GMimeObject *object, guint depth);
char                *crm_mail_head_text   (GMimeMessage *message, const char *name);
InternetAddressList *crm_mail_head_people (GMimeMessage *message, const char *name);

/* crm-mail-message.c: from a message to an activity */
typedef struct
{
  char    *subject, *uid, *addresses, *notes;
  gint64   sent;          /* µs, 0 if nothing tells */
  gboolean open;          /* the end of its parts is missing */
  gboolean cut;           /* its text was too long to be kept whole, or its parts too many */
} CrmMail;

void crm_mail_read  (CrmMail *self, GMimeStream *stream, gboolean from_box);
void crm_mail_clear (CrmMail *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmMail, crm_mail_clear)

/* crm-mail-text.c */
char *crm_mail_decode  (const char *bytes, gsize length, const char *charset);
void  crm_mail_unquote (GString *text);
void  crm_mail_unflow  (GString *text, gboolean delete_blanks);

/* crm-mail-html.c */
char *crm_mail_html_to_text (const char *html);

G_END_DECLS
