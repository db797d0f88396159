/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-preset.h"

#include "base/crm-text.h"

#include <string.h>

/* Between several names stands a bar. */
static gboolean
is_named (const char *names,
          const char *squashed)
{
  g_auto (GStrv) each = g_strsplit (names, "|", -1);

  for (guint i = 0; each[i] != NULL; i++)
    {
      g_autofree char *own = crm_text_squash (each[i]);

      if (strcmp (own, squashed) == 0)
        return TRUE;
    }
  return FALSE;
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

/**
 * crm_preset_find_in:
 *
 * Returns: the file's column that this is known of, or −1
 */
int
crm_preset_find_in (const CrmPresetColumn *self,
                    const CrmCsv *csv)
{
  g_auto (GStrv) names = g_strsplit (self->header, "|", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *wanted = crm_text_squash (names[i]);

      for (guint column = 0; column < crm_csv_get_n_columns (csv); column++)
        {
          g_autofree char *own = crm_text_squash (crm_csv_get_header (csv, column));

          if (strcmp (own, wanted) == 0)
            return column;
        }
    }
  return -1;
}

static gboolean
is_among (const char *names,
          GHashTable *headers)
{
  g_auto (GStrv) each = g_strsplit (names, "|", -1);

  for (guint i = 0; each[i] != NULL; i++)
    {
      g_autofree char *squashed = crm_text_squash (each[i]);

      if (g_hash_table_contains (headers, squashed))
        return TRUE;
    }
  return FALSE;
}

/* How many columns of the file are known; 0 where it is not one of these. */
static guint
rate (const CrmPreset *self,
      GHashTable *headers)
{
  guint n = 0, n_signs = 0, n_seen = 0;

  for (const CrmPresetColumn *column = self->columns; column->header != NULL; column++)
    {
      gboolean there = is_among (column->header, headers);

      if (there ? column->flags & CRM_PRESET_NEVER : column->flags & CRM_PRESET_MARK)
        return 0;
      n += there;
      n_signs += (column->flags & CRM_PRESET_SIGN) != 0;
      n_seen += there && column->flags & CRM_PRESET_SIGN;
    }
  return n_signs == 0 || n_seen > 0 ? n : 0;
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
