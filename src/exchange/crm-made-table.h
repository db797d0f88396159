/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file that is no table but can be made into one, such as vCards or a calendar: its table is made once, when the file
 * is opened, and kept as CSV in a temporary file that has no name. */
typedef struct _CrmMadeTable CrmMadeTable;

/* Sentences on what was left out of a file, and where: the first of them, and how many there are. */
typedef struct
{
  GPtrArray *sentences;   /* of char * */
  guint      n;
} CrmRemarks;

void crm_remarks_init  (CrmRemarks *self);
void crm_remarks_clear (CrmRemarks *self);
void crm_remarks_add   (CrmRemarks *self, char *sentence);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmRemarks, crm_remarks_clear)

/* The bytes of a file, wherever they are. */
typedef struct
{
  const char *name;      /* for messages */
  gint64      size;
  gpointer    file;
  /* Reads as many as asked for unless the file ends; −1 for an error. */
  gssize    (*read) (gpointer file, gint64 position, guint8 *out, gsize n, GError **error);
} CrmRawFile;

/**
 * CrmMadeKind:
 * @entity: (nullable): what the rows are; what makes the table may tell, too, else the columns do
 * @knows: whether a file that begins so is of the kind
 * @known_only: whether rows about nobody who is known are usually not wanted
 * @decodes: whether it reads UTF-16 itself; it is given UTF-8 otherwise
 * @make: (nullable): the table of a file that is read as a whole
 * @stream: (nullable): appends the table of a file of any size
 * @rewrite: (nullable): turns a file that is read as a whole into one of the kind @becomes, which makes the table then
 *
 * Errors of what makes the table end the reading of the file.
 */
typedef struct _CrmMadeKind CrmMadeKind;
struct _CrmMadeKind
{
  const char *entity;
  gboolean  (*knows) (const char *sample, gsize length);
  char     *(*make)  (const char *text, gsize length, const char *name, CrmRemarks *remarks, GError **error);
  gboolean  (*stream) (CrmMadeTable *table, const CrmRawFile *file, GError **error);
  GString  *(*rewrite) (const char *text, gsize length, const char *name, GError **error);
  const CrmMadeKind *becomes;
  gboolean    known_only, decodes;
};

extern const CrmMadeKind crm_made_calendar, crm_made_cards, crm_made_jcards, crm_made_mail, crm_made_xcards;

const CrmMadeKind *crm_made_kind_find (const char *sample, gsize length);

CrmMadeTable *crm_made_table_new    (const CrmMadeKind *kind, const CrmRawFile *file, GError **error);
CrmMadeTable *crm_made_table_ref    (CrmMadeTable *self);
void          crm_made_table_unref  (CrmMadeTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmMadeTable, crm_made_table_unref)

const CrmMadeKind *crm_made_table_get_kind (const CrmMadeTable *self);
const char   *crm_made_table_get_entity  (const CrmMadeTable *self);
gint64        crm_made_table_get_size    (const CrmMadeTable *self);
char        **crm_made_table_dup_remarks (const CrmMadeTable *self);
gssize        crm_made_table_read        (const CrmMadeTable *self, gint64 position, char *text, gsize room,
                                          GError **error);

/* For what streams. */
gboolean      crm_made_table_append      (CrmMadeTable *self, const char *text, gsize length, GError **error);
void          crm_made_table_set_entity  (CrmMadeTable *self, const char *entity);
CrmRemarks   *crm_made_table_get_remarks (CrmMadeTable *self);

G_END_DECLS
