/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-made-table.h"

#include "exchange/crm-json.h"
#include "exchange/crm-xml-table.h"

#include "base/crm-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MOST_AT_ONCE (512 * 1024 * 1024)   /* bytes of a file that has to be read as a whole */
#define PIECE (16 * 1024 * 1024)
#define MOST_REMARKS 100

struct _CrmMadeTable
{
  gatomicrefcount    count;
  const CrmMadeKind *kind;
  const char        *entity;
  FILE              *file;
  gint64             size;
  CrmRemarks         remarks;
};

static char *
make_json (const char *text,
           gsize length,
           const char *name,
           CrmRemarks *remarks,
           GError **error)
{
  return crm_json_make_table (text, length, name, error);
}

static char *
make_xml (const char *text,
          gsize length,
          const char *name,
          CrmRemarks *remarks,
          GError **error)
{
  return crm_xml_make_table (text, length, name, error);
}

static const CrmMadeKind made_json = { .knows = crm_json_is_one, .make = make_json };
static const CrmMadeKind made_xml = { .knows = crm_xml_is_one, .make = make_xml, .decodes = TRUE };

static const CrmMadeKind *const kinds[] = { &crm_made_calendar, &crm_made_cards, &crm_made_jcards,
                                            &crm_made_xcards, &made_json, &made_xml, &crm_made_mail };

void
crm_remarks_init (CrmRemarks *self)
{
  *self = (CrmRemarks) { .sentences = g_ptr_array_new_with_free_func (g_free) };
}

void
crm_remarks_clear (CrmRemarks *self)
{
  g_clear_pointer (&self->sentences, g_ptr_array_unref);
}

/**
 * crm_remarks_add:
 * @sentence: (transfer full): kept if it is one of the first
 */
void
crm_remarks_add (CrmRemarks *self,
                 char *sentence)
{
  if (self->n++ < MOST_REMARKS)
    g_ptr_array_add (self->sentences, sentence);
  else
    g_free (sentence);
}

/* UTF-16, as Mac OS X and Windows have written cards: with a mark, or known by ASCII. Returns %NULL for all else. */
static const char *
find_wide (const char *sample,
           gsize length)
{
  static const char *const names[] = { "UTF-16LE", "UTF-16BE" };

  for (guint i = 0; length >= 4 && i < G_N_ELEMENTS (names); i++)
    {
      const char first = sample[i], second = sample[1 - i];

      if ((first == '\xff' && second == '\xfe') || (g_ascii_isgraph (first) && second == '\0' &&
                                                    g_ascii_isgraph (sample[2 + i]) && sample[3 - i] == '\0'))
        return names[i];
    }
  return NULL;
}

/* What is cut off at the end is left out. */
static char *
narrow (const char *text,
        gsize *length)
{
  const char *name = find_wide (text, *length);
  gsize n_read, n_written;
  char *converted = name != NULL ? g_convert (text, *length, "UTF-8", name, &n_read, &n_written, NULL) : NULL;

  *length = converted != NULL ? n_written : 0;
  return converted;
}

static const CrmMadeKind *
find_kind (const char *sample,
           gsize length,
           gboolean wide)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (!(wide && kinds[i]->decodes) && kinds[i]->knows (sample, length))
        return kinds[i];
    }
  return NULL;
}

/**
 * crm_made_kind_find:
 * @sample: the beginning of a file
 *
 * Returns: (transfer none) (nullable): what makes a table of such a file
 */
const CrmMadeKind *
crm_made_kind_find (const char *sample,
                    gsize length)
{
  const CrmMadeKind *kind = find_kind (sample, length, FALSE);
  g_autofree char *text = kind == NULL ? narrow (sample, &length) : NULL;

  return text != NULL ? find_kind (text, length, TRUE) : kind;
}

static gboolean
refuse_room (int number,
             GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("There is no room for the table that the file is made into: %s. "
               "Nothing was changed. Free some space for temporary files and try again."), g_strerror (number));
  return FALSE;
}

static gboolean
open_file (CrmMadeTable *self,
           GError **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("clientele-XXXXXX", &path, error);

  if (fd < 0)
    return FALSE;
  g_unlink (path);
  self->file = fdopen (fd, "w+");
  return self->file != NULL || refuse_room (errno, error);
}

/**
 * crm_made_table_append:
 * @text: lines of CSV, the first of them a header
 *
 * Errors: %CRM_ERROR_IO where there is no room
 */
gboolean
crm_made_table_append (CrmMadeTable *self,
                       const char *text,
                       gsize length,
                       GError **error)
{
  self->size += length;
  return fwrite (text, 1, length, self->file) == length || refuse_room (errno, error);
}

static char *
read_whole (const CrmRawFile *file,
            gsize *length,
            GError **error)
{
  g_autofree char *text = NULL;
  gssize n = 0;

  if (file->size > MOST_AT_ONCE)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” holds more than can be read at once. Nothing was "
                   "changed. Split it and try again."), file->name);
      return NULL;
    }
  text = g_malloc (file->size + 1);
  for (*length = 0; (gint64) *length < file->size; *length += n)
    {
      n = file->read (file->file, *length, (guint8 *) text + *length, MIN (PIECE, file->size - (gint64) *length),
                      error);
      if (n < 0 || g_cancellable_set_error_if_cancelled (g_cancellable_get_current (), error))
        return NULL;
      if (n == 0)
        break;
    }
  return g_steal_pointer (&text);
}

/* A text in memory as a file */

typedef struct
{
  char *text;
  gsize length;
} Text;

static gssize
read_text (gpointer data,
           gint64 position,
           guint8 *out,
           gsize n,
           GError **error)
{
  const Text *self = data;

  n = MIN (n, self->length - MIN ((gsize) position, self->length));
  memcpy (out, self->text + position, n);
  return n;
}

static gboolean
make (CrmMadeTable *self,
      const CrmRawFile *file,
      GError **error)
{
  gsize length;
  g_autofree char *text = read_whole (file, &length, error);
  g_autofree char *table = text != NULL ? self->kind->make (text, length, file->name, &self->remarks, error) : NULL;

  return table != NULL && crm_made_table_append (self, table, strlen (table), error);
}

static gboolean make_of (CrmMadeTable *self, const CrmRawFile *file, GError **error);

static gboolean
make_of_other (CrmMadeTable *self,
               const CrmRawFile *file,
               GError **error)
{
  gsize length;
  g_autofree char *text = read_whole (file, &length, error);
  g_autoptr (GString) other = text != NULL ? self->kind->rewrite (text, length, file->name, error) : NULL;
  Text whole = { other != NULL ? other->str : NULL, other != NULL ? other->len : 0 };
  const CrmRawFile rewritten = { file->name, whole.length, &whole, read_text };

  if (other == NULL)
    return FALSE;
  g_clear_pointer (&text, g_free);
  self->kind = self->kind->becomes;
  return make_of (self, &rewritten, error);
}

static gboolean
make_of (CrmMadeTable *self,
         const CrmRawFile *file,
         GError **error)
{
  if (self->kind->rewrite != NULL)
    return make_of_other (self, file, error);
  return self->kind->stream != NULL ? self->kind->stream (self, file, error) : make (self, file, error);
}

static gboolean
make_of_wide (CrmMadeTable *self,
              const CrmRawFile *file,
              GError **error)
{
  gsize length;
  g_autofree char *bytes = read_whole (file, &length, error);
  g_autofree char *text = bytes != NULL ? narrow (bytes, &length) : NULL;
  Text whole = { text, length };
  const CrmRawFile narrowed = { file->name, length, &whole, read_text };

  if (bytes != NULL && text == NULL)
    g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is not written in UTF-16 throughout, as its beginning is. "
                 "Nothing was changed. Export it again in the other program and try with the new file."), file->name);
  return text != NULL && make_of (self, &narrowed, error);
}

static gboolean
is_wide (const CrmRawFile *file)
{
  char sample[4];

  return file->read (file->file, 0, (guint8 *) sample, sizeof sample, NULL) == sizeof sample &&
         find_wide (sample, sizeof sample) != NULL;
}

/**
 * crm_made_table_new:
 * @file: of that kind; it is not needed any more afterwards
 *
 * Errors: those of the kind, and %CRM_ERROR_IO where there is no room for the table. The thread's current cancellable
 *   ends it.
 */
CrmMadeTable *
crm_made_table_new (const CrmMadeKind *kind,
                    const CrmRawFile *file,
                    GError **error)
{
  g_autoptr (CrmMadeTable) self = g_new0 (CrmMadeTable, 1);

  g_atomic_ref_count_init (&self->count);
  self->kind = kind;
  self->entity = kind->entity;
  crm_remarks_init (&self->remarks);
  if (!open_file (self, error) ||
      !(is_wide (file) && !kind->decodes ? make_of_wide (self, file, error) : make_of (self, file, error)))
    return NULL;
  if (fflush (self->file) != 0)
    {
      refuse_room (errno, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

CrmMadeTable *
crm_made_table_ref (CrmMadeTable *self)
{
  g_atomic_ref_count_inc (&self->count);
  return self;
}

void
crm_made_table_unref (CrmMadeTable *self)
{
  if (!g_atomic_ref_count_dec (&self->count))
    return;
  g_clear_pointer (&self->file, fclose);
  crm_remarks_clear (&self->remarks);
  g_free (self);
}

const CrmMadeKind *
crm_made_table_get_kind (const CrmMadeTable *self)
{
  return self->kind;
}

/**
 * crm_made_table_set_entity:
 * @entity: (transfer none): its name, which is not copied
 */
void
crm_made_table_set_entity (CrmMadeTable *self,
                           const char *entity)
{
  self->entity = entity;
}

/**
 * crm_made_table_get_entity:
 *
 * Returns: (transfer none) (nullable): what the rows are, if the file says so
 */
const char *
crm_made_table_get_entity (const CrmMadeTable *self)
{
  return self->entity;
}

/**
 * crm_made_table_get_size:
 *
 * Returns: how many bytes the text of the table has
 */
gint64
crm_made_table_get_size (const CrmMadeTable *self)
{
  return self->size;
}

/**
 * crm_made_table_get_remarks:
 *
 * Returns: (transfer none): where what makes the table tells what it leaves out
 */
CrmRemarks *
crm_made_table_get_remarks (CrmMadeTable *self)
{
  return &self->remarks;
}

/**
 * crm_made_table_dup_remarks:
 *
 * Returns: (transfer full): what a person should know of how the table was made
 */
char **
crm_made_table_dup_remarks (const CrmMadeTable *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = self->remarks.sentences->len, more = self->remarks.n - n;

  for (guint i = 0; i < n; i++)
    g_strv_builder_add (builder, self->remarks.sentences->pdata[i]);
  if (more > 0)
    g_strv_builder_take (builder, g_strdup_printf (ngettext ("There is %u more remark of this kind.",
                                                             "There are %u more remarks of this kind.", more), more));
  return g_strv_builder_end (builder);
}

/**
 * crm_made_table_read:
 *
 * Returns: how many bytes were read, 0 at the end, −1 for an error
 */
gssize
crm_made_table_read (const CrmMadeTable *self,
                     gint64 position,
                     char *text,
                     gsize room,
                     GError **error)
{
  gssize n;

  do
    n = pread (fileno (self->file), text, room, position);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("A temporary file could not be read: %s. Nothing was changed."),
                 g_strerror (errno));
  return n;
}
