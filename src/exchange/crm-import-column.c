/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "exchange/crm-made-table.h"
#include "exchange/crm-vcard-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What people are told of a column. Those of a table that was made of something else, such as cards, are not in the
 * file: they are called what fields are called, and what no field takes may be kept all the same. */

static gboolean
is_of_cards (CrmImport *self)
{
  const CrmMadeTable *made = crm_csv_reader_get_made (self->file);

  return made != NULL && crm_made_table_get_kind (made) == &crm_made_cards;
}

static const char *
find_label (const CrmEntity *entity,
            const char *key)
{
  g_autoptr (GArray) fields = crm_import_list_fields (entity);

  for (guint i = 0; i < fields->len; i++)
    {
      const CrmImportField *field = &g_array_index (fields, CrmImportField, i);

      if (strcmp (field->key, key) == 0)
        return field->label;
    }
  return NULL;
}

/**
 * crm_import_get_column_label:
 *
 * Returns: (transfer none): what people call the column
 */
const char *
crm_import_get_column_label (CrmImport *self,
                             guint column)
{
  const CrmMadeTable *made = crm_csv_reader_get_made (self->file);
  const char *header = crm_csv_get_header (self->csv, column), *label = NULL;
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  if (made == NULL || crm_made_table_get_entity (made) == NULL)
    return header;
  if (is_of_cards (self))
    label = crm_vcard_get_label (header);
  if (label == NULL && self->entity != NULL)
    label = find_label (self->entity, header);
  for (guint i = 0; label == NULL && i < n_entities; i++)
    label = find_label (entities[i], header);
  return label != NULL ? label : header;
}

/**
 * crm_import_keeps_column:
 *
 * Returns: whether what the column says is kept with the record although no field is for it: a card is kept as a whole
 */
gboolean
crm_import_keeps_column (CrmImport *self,
                         guint column)
{
  int card = self->entity != NULL && is_of_cards (self) ? crm_import_find_column (self, CRM_VCARD_KEY) : -1;

  return card >= 0 && g_strcmp0 (crm_import_get_field (self, card), CRM_VCARD_KEY) == 0 &&
         crm_vcard_is_kept (self->entity, crm_csv_get_header (self->csv, column));
}

static void
add_example (GPtrArray *examples,
             guint n,
             char *text)
{
  if (examples->len < n && text[strspn (text, " \t\r\n")] != '\0' &&
      !g_ptr_array_find_with_equal_func (examples, text, g_str_equal, NULL))
    g_ptr_array_add (examples, text);
  else
    g_free (text);
}

/* Of a card what no field says. */
static void
add_details (GPtrArray *examples,
             guint n,
             const CrmEntity *entity,
             const char *cell)
{
  g_autoptr (CrmVcard) card = crm_vcard_read_kept (cell);
  g_autoptr (GPtrArray) details = crm_vcard_list_details (card, entity);

  for (guint i = 0; i < details->len; i++)
    {
      const CrmVcardDetail *detail = details->pdata[i];

      /* Translators: what something is, and what it says: Nickname: Ada */
      add_example (examples, n, g_strdup_printf (C_("detail", "%s: %s"), detail->label, detail->text));
    }
}

/**
 * crm_import_dup_examples:
 * @n: how many at most
 *
 * Returns: (transfer full): the first texts of the column that are not blank and differ
 */
char **
crm_import_dup_examples (CrmImport *self,
                         guint column,
                         guint n)
{
  GPtrArray *examples = g_ptr_array_new ();
  gboolean cards = self->entity != NULL && is_of_cards (self) &&
                   strcmp (crm_csv_get_header (self->csv, column), CRM_VCARD_KEY) == 0;

  for (guint row = 0; row < MIN (crm_csv_get_n_rows (self->csv), CRM_IMPORT_SAMPLE_ROWS) && examples->len < n; row++)
    {
      const char *cell = crm_csv_get_cell (self->csv, row, column);

      if (cards)
        add_details (examples, n, self->entity, cell);
      else
        add_example (examples, n, g_strdup (cell));
    }
  g_ptr_array_add (examples, NULL);
  return (char **) g_ptr_array_free (examples, FALSE);
}
