/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-preset.h"

#include "base/crm-text.h"

#include <string.h>

static gboolean
is_named (const char *header,
          const char *squashed)
{
  g_autofree char *own = crm_text_squash (header);

  return strcmp (own, squashed) == 0;
}

/**
 * crm_preset_find_column:
 *
 * Returns: (transfer none) (nullable): what is known of the column
 */
const CrmPresetColumn *
crm_preset_find_column (const CrmPreset *self,
                        const char *header)
{
  g_autofree char *squashed = crm_text_squash (header);

  for (const CrmPresetColumn *column = self->columns; column->header != NULL; column++)
    {
      if (is_named (column->header, squashed))
        return column;
    }
  return NULL;
}

/* How many columns of the file are known; 0 where one is missing that would be there. */
static guint
rate (const CrmPreset *self,
      GHashTable *headers)
{
  guint n = 0;

  for (const CrmPresetColumn *column = self->columns; column->header != NULL; column++)
    {
      g_autofree char *squashed = crm_text_squash (column->header);
      gboolean there = g_hash_table_contains (headers, squashed);

      if (!there && column->flags & CRM_PRESET_MARK)
        return 0;
      n += there;
    }
  return n;
}

/**
 * crm_preset_find:
 * @entity: (nullable): what the rows are, if that is known
 *
 * Returns: (transfer none) (nullable): the program that the file comes from, by the names of its columns
 */
const CrmPreset *
crm_preset_find (const CrmCsv *csv,
                 const CrmEntity *entity)
{
  g_autoptr (GHashTable) headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const CrmPreset *found = NULL;
  guint best = 0;

  for (guint i = 0; i < crm_csv_get_n_columns (csv); i++)
    g_hash_table_add (headers, crm_text_squash (crm_csv_get_header (csv, i)));
  for (const CrmPreset *preset = crm_presets; preset->product != NULL; preset++)
    {
      guint n = entity == NULL || strcmp (preset->entity, entity->name) == 0 ? rate (preset, headers) : 0;

      if (n <= best)
        continue;
      best = n;
      found = preset;
    }
  return found;
}

/**
 * crm_preset_translate:
 *
 * Returns: (transfer none): what the text means here; the text itself where nothing is known of it
 */
const char *
crm_preset_translate (const CrmPreset *self,
                      const CrmField *field,
                      const char *text)
{
  g_autofree char *squashed = crm_text_squash (text);

  for (const CrmPresetValue *value = self->values; value != NULL && value->field != NULL; value++)
    {
      if (strcmp (value->field, field->key) == 0 && is_named (value->text, squashed))
        return value->meaning;
    }
  return text;
}
