/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-export-private.h"

#include "exchange/crm-vcard.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* vCards 4.0: people and companies for address books and telephones. What vCards do not know stands in properties of
 * our own, so that an import gives the same record back; what the record was not made for stands as it came. */

typedef struct
{
  CrmOutputFile   *file;
  const CrmEntity *entity;
  GArray          *fields;
} Cards;

static gpointer
open_cards (CrmOutputFile *file,
            const CrmEntity *entity,
            GArray *fields,
            guint n_rows,
            GError **error)
{
  Cards *self;

  if (!crm_export_knows_format (CRM_EXPORT_VCARD, entity))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("%s cannot be written as vCards, which are for people and "
                   "companies. Nothing was written. Choose csv or xlsx."), crm_entity_get_label_plural (entity));
      return NULL;
    }
  self = g_new0 (Cards, 1);
  *self = (Cards) { file, entity, fields };
  return self;
}

/* An amount names its currency. */
static char *
write_plain (const CrmField *field,
             const CrmValue *value)
{
  g_autofree char *plain = crm_field_to_plain (field, value);

  return value->type == CRM_VALUE_MONEY ? g_strdup_printf ("%s %s", plain, value->currency) : g_steal_pointer (&plain);
}

/* What is kept of the card that the record came from. */
static CrmVcard *
begin_card (const Cards *self,
            const CrmValue *values)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const CrmField *field = &self->entity->fields[g_array_index (self->fields, guint, i)];

      if (strcmp (field->key, CRM_VCARD_KEY) == 0 && values[i].type == CRM_VALUE_TEXT)
        return crm_vcard_read_kept (values[i].text);
    }
  return crm_vcard_new ();
}

static gboolean
write_card (gpointer data,
            CrmRecord *record,
            const CrmValue *values,
            char *const *texts,
            GError **error)
{
  Cards *self = data;
  g_autoptr (CrmVcard) card = begin_card (self, values);
  g_autoptr (GString) out = g_string_new (NULL);

  if (strcmp (self->entity->name, "customer") == 0 && crm_vcard_find (card, "KIND") == NULL)
    crm_vcard_property_add (crm_vcard_add (card, "KIND"), "org");
  for (guint i = 0; i < self->fields->len; i++)
    {
      const CrmField *field = &self->entity->fields[g_array_index (self->fields, guint, i)];
      g_autofree char *plain = write_plain (field, &values[i]);

      if (strcmp (field->key, CRM_VCARD_KEY) != 0)
        crm_vcard_fill (card, self->entity, field->key, texts[i] != NULL ? texts[i] : plain);
    }
  crm_vcard_tidy (card);
  crm_vcard_write (card, out);
  return crm_output_file_write (self->file, out->str, out->len, error);
}

static gboolean
finish_cards (gpointer data,
              GError **error)
{
  return TRUE;
}

const CrmExportWriter crm_export_vcard = { open_cards, write_card, finish_cards, g_free };
