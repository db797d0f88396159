/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-vcard-private.h"

#include "exchange/crm-csv.h"
#include "exchange/crm-made-table.h"

#include "base/crm-content-line.h"
#include "base/crm-csv-cell.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Cards as a table, a card in each row: what an import takes. Columns are named after the fields that they fill, or are
 * there to be seen; the whole card stands in the last one. The file is read twice, by pieces: for the columns and for
 * the rows. */

#define PIECE (1024 * 1024)
#define MOST_PIECE (256 * 1024 * 1024)
#define MOST_DATA (1024 * 1024)   /* of a photo and the like: all of it is kept with the record */

static char *
key_of_extra (const char *property)
{
  char *key = g_ascii_strdown (property + strlen (CRM_VCARD_EXTRA), -1);

  return g_strdelimit (key, "-", '_');
}

/* The columns that are used, and what has come from another workspace. */
typedef struct
{
  CrmMadeTable *made;
  gboolean      used[CRM_VCARD_N_COLUMNS];
  GPtrArray    *extra;        /* of names of properties */
  GString      *line;
  guint         n_cards, n_organizations;
  guint         n_left_out;   /* lines of the file */
} Table;

static gboolean
note_card (Table *self,
           CrmVcard *card,
           GError **error)
{
  const CrmVcardProperty *kind = crm_vcard_find (card, "KIND");

  self->n_cards++;
  self->n_organizations += kind != NULL && g_ascii_strcasecmp (crm_vcard_property_get (kind, 0), "org") == 0;
  for (guint i = 0; i < CRM_VCARD_N_COLUMNS; i++)
    {
      g_autofree char *cell = self->used[i] ? NULL : crm_vcard_get_cell (card, &crm_vcard_columns[i]);

      self->used[i] |= cell != NULL && *cell != '\0';
    }
  for (guint i = 0; i < card->properties->len; i++)
    {
      const CrmVcardProperty *property = card->properties->pdata[i];

      if (g_str_has_prefix (property->name, CRM_VCARD_EXTRA) &&
          !g_ptr_array_find_with_equal_func (self->extra, property->name, g_str_equal, NULL))
        g_ptr_array_add (self->extra, g_strdup (property->name));
    }
  return TRUE;
}

static gboolean
end_line (Table *self,
          const char *last,
          GError **error)
{
  crm_csv_append_cell (self->line, last, ',');
  g_string_append_c (self->line, '\n');
  if (!crm_made_table_append (self->made, self->line->str, self->line->len, error))
    return FALSE;
  g_string_truncate (self->line, 0);
  return TRUE;
}

static void
append_cell (Table *self,
             const char *text)
{
  crm_csv_append_cell (self->line, text, ',');
  g_string_append_c (self->line, ',');
}

static gboolean
append_header (Table *self,
               GError **error)
{
  for (guint i = 0; i < CRM_VCARD_N_COLUMNS; i++)
    {
      if (self->used[i])
        append_cell (self, crm_vcard_columns[i].header);
    }
  for (guint i = 0; i < self->extra->len; i++)
    {
      g_autofree char *key = key_of_extra (self->extra->pdata[i]);

      append_cell (self, key);
    }
  return end_line (self, CRM_VCARD_KEY, error);
}

static void
name_card (CrmVcard *card)
{
  CrmVcardProperty *shown = (CrmVcardProperty *) crm_vcard_find (card, "FN");
  g_autofree char *name = NULL;

  if (shown != NULL && !crm_vcard_property_is_blank (shown))
    return;
  name = crm_vcard_make_name (card);
  if (*g_strstrip (name) == '\0')
    g_set_str (&name, _("Contact"));
  crm_vcard_property_fill (shown != NULL ? shown : crm_vcard_add (card, "FN"), 0, name);
}

static void
bound_data (Table *self,
            CrmVcard *card)
{
  for (guint i = card->properties->len; i-- > 0;)
    {
      const CrmVcardProperty *property = card->properties->pdata[i];
      gsize size = property->data != NULL ? g_bytes_get_size (property->data) : 0;
      g_autofree char *name = NULL, *has = NULL, *most = NULL;

      if (size <= MOST_DATA)
        continue;
      name = crm_vcard_property_get_text (crm_vcard_find (card, "FN"));
      has = g_format_size (size);
      most = g_format_size (MOST_DATA);
      /* Translators: the name of a person, and of a part of an address card, such as PHOTO */
      crm_remarks_add (crm_made_table_get_remarks (self->made), g_strdup_printf (
        _("“%s”: %s has %s and is left out; up to %s are kept with a record."), name, property->name, has, most));
      g_ptr_array_remove_index (card->properties, i);
    }
}

static void
tell_cut (Table *self,
          const CrmVcard *card)
{
  g_autofree char *name = card->cut ? crm_vcard_property_get_text (crm_vcard_find (card, "FN")) : NULL;

  if (name != NULL)
    /* Translators: the name of a person */
    crm_remarks_add (crm_made_table_get_remarks (self->made), g_strdup_printf (
      _("“%s”: the card has no end; it was taken as far as it goes. If something is missing, export the cards again in "
        "the other program and import them to update what is known."), name));
}

static gboolean
append_card (Table *self,
             CrmVcard *card,
             GError **error)
{
  g_autoptr (GString) whole = g_string_new (NULL);

  name_card (card);
  bound_data (self, card);
  tell_cut (self, card);
  for (guint i = 0; i < CRM_VCARD_N_COLUMNS; i++)
    {
      g_autofree char *cell = self->used[i] ? crm_vcard_get_cell (card, &crm_vcard_columns[i]) : NULL;

      if (cell != NULL)
        append_cell (self, cell);
    }
  for (guint i = 0; i < self->extra->len; i++)
    {
      const CrmVcardProperty *property = crm_vcard_find (card, self->extra->pdata[i]);

      append_cell (self, property != NULL ? crm_vcard_property_get (property, 0) : "");
    }
  crm_vcard_write (card, whole);
  return end_line (self, whole->str, error);
}

/* Pieces of a file that end between cards */

typedef struct
{
  const CrmRawFile *file;
  gint64            position;
  GString          *text;     /* what is read and not yet taken */
} Pieces;

static gsize
find_line_start (const GString *text,
                 gsize stop)
{
  while (stop > 0 && text->str[stop - 1] != '\n' && text->str[stop - 1] != '\r')
    stop--;
  return stop;
}

static gboolean
is_mark (const GString *text,
         gsize start,
         const char *mark)
{
  static const char name[] = "VCARD";
  const char *end = text->str + text->len, *component = crm_content_find_component (text->str + start, end, mark);

  return component != NULL && (gsize) (end - component) >= strlen (name) &&
         g_ascii_strncasecmp (component, name, strlen (name)) == 0;
}

/* Behind the last card that is whole for sure: one that another follows. A card within a card is followed by the rest
 * of that. */
static gsize
find_piece_end (const GString *text)
{
  for (gsize stop = text->len; stop > 0;)
    {
      gsize start = find_line_start (text, stop), before = start;

      if (start > 0 && is_mark (text, start, "BEGIN"))
        {
          while (before > 0 && g_ascii_isspace (text->str[before - 1]))
            before--;
          if (is_mark (text, find_line_start (text, before), "END"))
            return start;
        }
      stop = MAX (start, 1) - 1;
    }
  return 0;
}

static gboolean
read_piece (Pieces *self,
            gsize *n_taken,
            GError **error)
{
  *n_taken = 0;
  while (*n_taken == 0 && self->position < self->file->size)
    {
      gsize length = self->text->len, room = MAX (PIECE, length);
      gssize n;

      if (length > MOST_PIECE)
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("A card of “%s” does not end. Nothing was changed. Export "
                       "the cards again in the other program and try with the new file."), self->file->name);
          return FALSE;
        }
      g_string_set_size (self->text, length + room);
      n = self->file->read (self->file->file, self->position, (guint8 *) self->text->str + length, room, error);
      g_string_set_size (self->text, length + MAX (n, 0));
      if (n <= 0)
        return n == 0;
      self->position += n;
      *n_taken = self->position < self->file->size ? find_piece_end (self->text) : self->text->len;
    }
  return TRUE;
}

typedef gboolean (*TakeCard) (Table *self, CrmVcard *card, GError **error);

static gboolean
take_piece (Table *self,
            const char *text,
            gsize length,
            TakeCard take,
            GError **error)
{
  guint n_left_out;
  g_autoptr (GPtrArray) cards = crm_vcard_read (text, length, &n_left_out);

  self->n_left_out += n_left_out;
  for (guint i = 0; i < cards->len; i++)
    {
      crm_vcard_tidy (cards->pdata[i]);   /* what says nothing is no place for what follows it */
      if (!take (self, cards->pdata[i], error))
        return FALSE;
    }
  return !g_cancellable_set_error_if_cancelled (g_cancellable_get_current (), error);
}

static gboolean
take_cards (Table *self,
            const CrmRawFile *file,
            TakeCard take,
            GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Pieces pieces = { .file = file, .text = text };
  gsize n;

  self->n_left_out = 0;
  while (read_piece (&pieces, &n, error))
    {
      if (n == 0)
        return TRUE;
      if (!take_piece (self, text->str, n, take, error))
        return FALSE;
      g_string_erase (text, 0, n);
    }
  return FALSE;
}

/* Cards are of companies or of people. Which kind of people is told by what has come from another workspace. */
static const char *
tell_entity (const Table *self)
{
  static const char *const people[] = { "contact", "lead", "person" };
  const char *found = people[0];
  guint most = 0;

  if (self->n_organizations * 2 > self->n_cards)
    return "customer";
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      guint n = 0;

      for (guint k = 0; k < self->extra->len; k++)
        {
          g_autofree char *key = key_of_extra (self->extra->pdata[k]);

          n += crm_entity_field (crm_entity_find (people[i]), key) != NULL;
        }
      if (n > most)
        found = people[i];
      most = MAX (most, n);
    }
  return found;
}

static gboolean
stream (CrmMadeTable *made,
        const CrmRawFile *file,
        GError **error)
{
  g_autoptr (GPtrArray) extra = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) line = g_string_new (NULL);
  Table self = { .made = made, .used = { TRUE }, .extra = extra, .line = line };

  if (!take_cards (&self, file, note_card, error) || !append_header (&self, error) ||
      !take_cards (&self, file, append_card, error))
    return FALSE;
  crm_made_table_set_entity (made, tell_entity (&self));
  if (self.n_left_out > 0)
    crm_remarks_add (crm_made_table_get_remarks (made), g_strdup_printf (
      ngettext ("%u line belongs to no card and was left out.", "%u lines belong to no card and were left out.",
                self.n_left_out), self.n_left_out));
  return TRUE;
}

const CrmMadeKind crm_made_cards = { .knows = crm_vcard_is_one, .stream = stream };
