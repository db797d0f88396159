/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-match-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FIRST_SLOTS 1024

/**
 * crm_match_table_new:
 * @kinds: (array length=n_fields): how each field is compared
 * @n_fields: at most %CRM_MATCH_MOST_FIELDS
 */
CrmMatchTable *
crm_match_table_new (const CrmMatchKind *kinds,
                     guint n_fields)
{
  CrmMatchTable *self = g_new0 (CrmMatchTable, 1);

  g_return_val_if_fail (n_fields <= CRM_MATCH_MOST_FIELDS, self);
  self->n_fields = n_fields;
  self->fields = g_new0 (CrmMatchField, n_fields);
  self->codes = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (guint i = 0; i < n_fields; i++)
    {
      CrmMatchField *field = &self->fields[i];

      field->kind = kinds[i];
      field->text = g_string_new (NULL);
      field->starts = g_array_new (FALSE, FALSE, sizeof (guint32));
      field->counts = g_array_new (FALSE, FALSE, sizeof (guint32));
      field->letters = g_array_new (FALSE, FALSE, sizeof (guint64));
      field->n_slots = FIRST_SLOTS;
      field->slots = g_new0 (guint32, FIRST_SLOTS);
    }
  return self;
}

void
crm_match_table_free (CrmMatchTable *self)
{
  for (guint i = 0; i < self->n_fields; i++)
    {
      g_string_free (self->fields[i].text, TRUE);
      g_array_unref (self->fields[i].starts);
      g_array_unref (self->fields[i].counts);
      g_array_unref (self->fields[i].letters);
      g_free (self->fields[i].slots);
    }
  g_free (self->fields);
  g_array_unref (self->codes);
  g_free (self);
}

/* Where the value is in the hash table, or would be. */
static guint32 *
find_slot (CrmMatchField *self,
           const char *text,
           gsize length)
{
  guint32 slot = crm_match_hash (text, length) & (self->n_slots - 1);

  while (self->slots[slot] != 0 && strcmp (crm_match_field_text (self, self->slots[slot] - 1), text) != 0)
    slot = (slot + 1) & (self->n_slots - 1);
  return &self->slots[slot];
}

static void
grow (CrmMatchField *self)
{
  g_free (self->slots);
  self->n_slots *= 2;
  self->slots = g_new0 (guint32, self->n_slots);
  for (guint i = 0; i < self->starts->len; i++)
    {
      const char *text = crm_match_field_text (self, i);

      *find_slot (self, text, strlen (text)) = i + 1;
    }
}

static gint32
intern (CrmMatchField *self,
        const char *text)
{
  gsize length = strlen (text);
  guint32 *slot = find_slot (self, text, length);
  guint32 start = self->text->len, one = 1, code;
  guint64 letters;

  self->n_known++;
  if (*slot != 0)
    {
      g_array_index (self->counts, guint32, *slot - 1)++;
      return *slot - 1;
    }
  code = self->starts->len;
  letters = crm_match_letters (text);
  g_string_append_len (self->text, text, length + 1);
  g_array_append_val (self->starts, start);
  g_array_append_val (self->counts, one);
  g_array_append_val (self->letters, letters);
  *slot = code + 1;
  if (self->starts->len > self->n_slots / 2)
    grow (self);
  return code;
}

/**
 * crm_match_table_add:
 * @texts: a value for each field, as it is written; %NULL or empty where there is none
 *
 * Adds a row.
 *
 * Errors: %CRM_ERROR_FAILED where there is more than fits
 */
gboolean
crm_match_table_add (CrmMatchTable *self,
                     const char *const *texts,
                     GError **error)
{
  if (crm_match_table_n_rows (self) >= G_MAXINT32 / CRM_MATCH_MOST_FIELDS)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_FAILED,
                           _("There are too many rows to be compared at once. Compare a part of them."));
      return FALSE;
    }
  for (guint i = 0; i < self->n_fields; i++)
    {
      g_autofree char *text = texts[i] != NULL ? crm_match_normalize (self->fields[i].kind, texts[i]) : NULL;
      gint32 code = text != NULL && *text != '\0' && self->fields[i].text->len + strlen (text) < G_MAXUINT32
        ? intern (&self->fields[i], text) : CRM_MATCH_NO_VALUE;

      g_array_append_val (self->codes, code);
    }
  return TRUE;
}

gsize
crm_match_table_n_rows (const CrmMatchTable *self)
{
  return self->n_fields > 0 ? self->codes->len / self->n_fields : 0;
}

guint
crm_match_table_n_fields (const CrmMatchTable *self)
{
  return self->n_fields;
}

/**
 * crm_match_table_compare:
 * @a: code of a value of the field
 * @b: of another row
 */
CrmMatchLevel
crm_match_table_compare (const CrmMatchTable *self,
                         guint field,
                         gint32 a,
                         gint32 b)
{
  const CrmMatchField *values = &self->fields[field];

  if (a == CRM_MATCH_NO_VALUE || b == CRM_MATCH_NO_VALUE)
    return CRM_MATCH_MISSING;
  if (a == b)
    return CRM_MATCH_SAME;
  if (!crm_match_may_agree (g_array_index (values->letters, guint64, a), g_array_index (values->letters, guint64, b)))
    return CRM_MATCH_DIFFERENT;
  return crm_match_compare (values->kind, crm_match_field_text (values, a), crm_match_field_text (values, b));
}
