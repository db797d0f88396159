/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"
#include "exchange/crm-tag-list.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Columns that no field is for may become custom fields. Until the import is run these are drafts, which only its own
 * entity has; they are added by the same action as the rows, and taken back with them. */

#define MOST_CHOICES 20
#define LONG_TEXT 120   /* characters of a cell */

/* What is tried before text, the strictest first. */
static const CrmFieldKind kinds[] = {
  CRM_FIELD_EMAIL, CRM_FIELD_URL, CRM_FIELD_INTEGER, CRM_FIELD_DECIMAL, CRM_FIELD_BOOLEAN, CRM_FIELD_DATE,
};

static const CrmImportColumn *
get_column (CrmImport *self,
            guint column)
{
  return self->columns->pdata[column];
}

/* Numbers of articles, of houses, codes: what would lose something as a number. */
static gboolean
is_code (const char *cell)
{
  gsize n_digits = strspn (cell, "0123456789");

  return (cell[0] == '0' && n_digits > 1 && cell[n_digits] == '\0') || n_digits > 15;
}

static gboolean
fits (const CrmField *field,
      const CrmImportFormat *format,
      const char *cell)
{
  gboolean number = field->kind == CRM_FIELD_INTEGER || field->kind == CRM_FIELD_DECIMAL;

  return crm_import_is_blank (field, cell) ||
         (!(number && is_code (cell)) && crm_import_suits_cell (field, format, cell));
}

/* All texts, where there are few different ones, else those of the first rows. */
static gboolean
all_fit (CrmImport *self,
         guint column,
         CrmFieldKind kind)
{
  const CrmField field = { .key = "x_", .label = "", .kind = kind };
  const CrmImportColumn *looked = get_column (self, column);
  CrmImportFormat format;
  GHashTableIter iter;
  gpointer text;

  crm_import_format_choose (&looked->style, &field, crm_csv_get_dialect (self->csv)->typed, &format);
  if (format.ambiguous)
    format.dates = CRM_IMPORT_DATES_DAY_FIRST;   /* they are dates either way, and it will be asked */
  for (guint row = 0; looked->distinct == NULL && row < crm_csv_get_n_rows (self->csv); row++)
    {
      if (!fits (&field, &format, crm_csv_get_cell (self->csv, row, column)))
        return FALSE;
    }
  if (looked->distinct == NULL)
    return TRUE;
  g_hash_table_iter_init (&iter, looked->distinct);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    {
      if (!fits (&field, &format, text))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_long_text (CrmImport *self,
               guint column)
{
  for (guint row = 0; row < crm_csv_get_n_rows (self->csv); row++)
    {
      const char *cell = crm_csv_get_cell (self->csv, row, column);

      if (strchr (cell, '\n') != NULL || g_utf8_strlen (cell, -1) > LONG_TEXT)
        return TRUE;
    }
  return FALSE;
}

/* Few texts, each of them often. */
static gboolean
has_choices (CrmImport *self,
             guint column)
{
  const CrmImportProfile *profile = crm_import_get_profile (self, column);

  return get_column (self, column)->distinct != NULL && profile->n_distinct >= 2 &&
         profile->n_distinct <= MOST_CHOICES && profile->n_filled >= 4 * profile->n_distinct;
}

typedef struct
{
  guint    n_texts;      /* different ones that have the word */
  gboolean with_others;  /* in one of them */
} Word;

/* Adds the words of a text of the column, which is there `n` times. Returns how often it says any. */
static guint
add_words (GHashTable *words,
           const char *text,
           guint n)
{
  g_autoptr (GPtrArray) list = crm_tag_list_split (text);

  for (guint i = 0; i < list->len; i++)
    {
      Word *word = g_hash_table_lookup (words, list->pdata[i]);

      if (word == NULL)
        g_hash_table_insert (words, g_strdup (list->pdata[i]), word = g_new0 (Word, 1));
      word->n_texts++;
      word->with_others |= list->len > 1;
    }
  return n * list->len;
}

/* Cells of several words, of which there are few, each is often said, and most of those that stand beside others stand
 * elsewhere, too: "Lyon, France" and "Other; not known" are no lists. */
static gboolean
has_lists (CrmImport *self,
           guint column)
{
  const CrmImportColumn *looked = get_column (self, column);
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guint n_said = 0, n_with_others = 0, n_elsewhere = 0;
  GHashTableIter iter;
  gpointer text, info;

  if (looked->distinct == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, looked->distinct);
  while (g_hash_table_iter_next (&iter, &text, &info) && g_hash_table_size (words) <= MOST_CHOICES)
    n_said += add_words (words, text, ((CrmImportText *) info)->n);
  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, NULL, &info))
    {
      const Word *word = info;

      n_with_others += word->with_others;
      n_elsewhere += word->with_others && word->n_texts > 1;
    }
  return g_hash_table_size (words) <= MOST_CHOICES && n_with_others > 0 && n_elsewhere * 2 >= n_with_others &&
         n_said >= 4 * g_hash_table_size (words);
}

/**
 * crm_import_guess_kind:
 *
 * Returns: the kind of a custom field that takes all that stands in the column
 */
CrmFieldKind
crm_import_guess_kind (CrmImport *self,
                       guint column)
{
  for (guint i = 0; crm_import_get_profile (self, column)->n_filled > 0 && i < G_N_ELEMENTS (kinds); i++)
    {
      if (all_fit (self, column, kinds[i]))
        return kinds[i];
    }
  if (has_long_text (self, column))
    return CRM_FIELD_LONG_TEXT;
  return has_lists (self, column) ? CRM_FIELD_TAGS : has_choices (self, column) ? CRM_FIELD_CHOICE : CRM_FIELD_TEXT;
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  const CrmImportText *first = *(const CrmImportText **) a, *second = *(const CrmImportText **) b;

  return (first->order > second->order) - (first->order < second->order);
}

static char *
list_choices (CrmImport *self,
              guint column)
{
  const CrmImportColumn *looked = get_column (self, column);
  g_autoptr (GPtrArray) texts = looked->distinct != NULL ? g_hash_table_get_values_as_ptr_array (looked->distinct)
                                                         : g_ptr_array_new ();
  GString *lines = g_string_new (NULL);

  g_ptr_array_sort (texts, compare_texts);
  for (guint i = 0; i < MIN (texts->len, MOST_CHOICES); i++)
    {
      g_autofree char *line = g_strstrip (g_strdup (((CrmImportText *) texts->pdata[i])->text));

      g_strdelimit (line, "\n\r", ' ');
      g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", line);
    }
  return g_string_free (lines, FALSE);
}

/* Targets are counted behind the fields, so what columns are mapped to is kept by key while these change. */
static void
take_entity (CrmImport *self,
             const CrmEntity *entity)
{
  guint n_columns = crm_csv_get_n_columns (self->csv);
  g_autofree const char **keys = g_new0 (const char *, n_columns + 1);
  g_auto (GStrv) match = crm_import_dup_match (self);

  if (entity == self->entity)
    return;
  for (guint i = 0; i < n_columns; i++)
    keys[i] = crm_import_get_field (self, i);
  self->entity = entity;
  for (guint i = 0; i < n_columns; i++)
    self->mapping[i] = keys[i] != NULL ? crm_import_find_target (entity, keys[i]) : CRM_IMPORT_UNMAPPED;
  crm_import_set_match (self, (const char *const *) match, NULL);
}

static gboolean
is_mapped (CrmImport *self,
           const char *key)
{
  for (guint i = 0; i < crm_csv_get_n_columns (self->csv); i++)
    {
      if (g_strcmp0 (crm_import_get_field (self, i), key) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_import_drop_drafts:
 *
 * Forgets custom fields that no column is to become any more.
 */
void
crm_import_drop_drafts (CrmImport *self)
{
  g_autoptr (GArray) custom = crm_entity_get_custom (self->entity);

  for (guint i = custom->len; i-- > 0;)
    {
      const CrmCustomField *field = &g_array_index (custom, CrmCustomField, i);

      if (field->draft && !is_mapped (self, field->key))
        g_array_remove_index (custom, i);
    }
  take_entity (self, crm_entity_extend (self->entity, (CrmCustomField *) (void *) custom->data, custom->len));
}

static const char *
find_name (CrmImport *self,
           guint column)
{
  g_autofree char *header = g_strstrip (g_strdup (crm_csv_get_header (self->csv, column)));

  if (g_str_has_prefix (header, "x_") && header[2] != '\0')   /* a key, from another workspace */
    {
      memmove (header, header + 2, strlen (header) - 1);
      g_strdelimit (header, "_", ' ');
      *header = g_ascii_toupper (*header);
    }
  return g_intern_string (*header != '\0' ? header : _("Column"));
}

static const CrmField *
find_named (const CrmEntity *entity,
            const char *name)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      if ((entity->fields[i].flags & CRM_FIELD_CUSTOM) != 0 && g_ascii_strcasecmp (entity->fields[i].label, name) == 0)
        return &entity->fields[i];
    }
  return NULL;
}

/**
 * crm_import_can_add_fields:
 *
 * Returns: whether records of the entity may have custom fields
 */
gboolean
crm_import_can_add_fields (const CrmEntity *entity)
{
  return crm_field_find_choice (crm_entity_field (crm_entity_find ("custom_field"), "entity"), entity->name) != NULL;
}

/**
 * crm_import_add_field:
 * @column: of the file, whose name it gets
 *
 * Maps the column to a custom field that the import adds.
 *
 * Errors: %CRM_ERROR_INVALID where there can be no other
 */
gboolean
crm_import_add_field (CrmImport *self,
                      guint column,
                      CrmFieldKind kind,
                      GError **error)
{
  g_autoptr (GArray) custom = NULL;
  g_autofree char *choices = kind == CRM_FIELD_CHOICE ? list_choices (self, column) : NULL;
  g_autofree char *key = NULL, *name = g_strdup (find_name (self, column));
  CrmCustomField field = { NULL, NULL, kind, choices, TRUE };

  self->mapping[column] = CRM_IMPORT_UNMAPPED;
  crm_import_drop_drafts (self);
  custom = crm_entity_get_custom (self->entity);
  if (custom->len >= CRM_CUSTOM_MOST || !crm_import_can_add_fields (self->entity))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("%s cannot have any more custom fields. Nothing was changed. Leave the column “%s” out, or map it "
                     "to another field."), crm_entity_get_label_plural (self->entity), name);
      return FALSE;
    }
  for (guint i = 2; find_named (self->entity, name) != NULL; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", find_name (self, column), i);
    }
  key = crm_store_make_field_key (self->store, self->entity, name);
  field.key = key;
  field.label = name;
  g_array_append_val (custom, field);
  take_entity (self, crm_entity_extend (self->entity, (CrmCustomField *) (void *) custom->data, custom->len));
  self->mapping[column] = crm_entity_field_index (self->entity, key);
  return TRUE;
}

/**
 * crm_import_add_fields:
 *
 * Maps every column with something in it that is not mapped to a custom field that the import adds.
 *
 * Errors: %CRM_ERROR_INVALID where there can be no other; those before it are added
 */
gboolean
crm_import_add_fields (CrmImport *self,
                       GError **error)
{
  for (guint i = 0; i < crm_csv_get_n_columns (self->csv); i++)
    {
      if (crm_import_get_profile (self, i)->n_filled > 0 && self->mapping[i] == CRM_IMPORT_UNMAPPED &&
          !crm_import_keeps_column (self, i) && !crm_import_set_field (self, i, CRM_IMPORT_NEW, error))
        return FALSE;
    }
  return TRUE;
}

/* Takes the fields that the workspace has by now, and the drafts that are left. */
static void
take_known (CrmImport *self,
            const CrmEntity *known)
{
  g_autoptr (GArray) custom = crm_entity_get_custom (known), own = crm_entity_get_custom (self->entity);

  for (guint i = 0; i < own->len; i++)
    {
      if (g_array_index (own, CrmCustomField, i).draft)
        g_array_append_val (custom, g_array_index (own, CrmCustomField, i));
    }
  take_entity (self, crm_entity_extend (known, (CrmCustomField *) (void *) custom->data, custom->len));
}

/**
 * crm_import_settle_drafts:
 *
 * A field that a column is to become may have been added meanwhile, by the import of another file with such a column:
 * it is taken if it is of that kind.
 *
 * Errors: as crm_import_add_field()
 */
gboolean
crm_import_settle_drafts (CrmImport *self,
                          GError **error)
{
  const CrmEntity *known = crm_store_find_entity (self->store, self->entity->name);
  guint n_columns = crm_csv_get_n_columns (self->csv);
  g_autofree const CrmField **drafts = g_new0 (const CrmField *, n_columns + 1);
  gboolean any = FALSE;

  for (guint i = 0; i < n_columns; i++)
    {
      const char *key = crm_import_get_field (self, i);
      const CrmField *field = key != NULL ? crm_entity_field (self->entity, key) : NULL;

      if (field == NULL || (field->flags & CRM_FIELD_DRAFT) == 0 || find_named (known, field->label) == NULL)
        continue;
      drafts[i] = field;
      self->mapping[i] = CRM_IMPORT_UNMAPPED;
      any = TRUE;
    }
  if (!any)
    return TRUE;
  crm_import_drop_drafts (self);
  take_known (self, known);
  for (guint i = 0; i < n_columns; i++)
    {
      const CrmField *same = drafts[i] != NULL ? find_named (known, drafts[i]->label) : NULL;

      if (same != NULL && same->kind == drafts[i]->kind)
        self->mapping[i] = crm_entity_field_index (self->entity, same->key);
      else if (same != NULL && !crm_import_add_field (self, i, drafts[i]->kind, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_import_insert_drafts:
 *
 * Adds the custom fields that columns are to become.
 */
void
crm_import_insert_drafts (const CrmEntity *entity,
                          CrmChangeSet *changes)
{
  g_autoptr (GArray) custom = crm_entity_get_custom (entity);

  for (guint i = 0; i < custom->len; i++)
    {
      const CrmCustomField *field = &g_array_index (custom, CrmCustomField, i);

      if (!field->draft)
        continue;
      crm_change_set_insert (changes, "custom_field");
      crm_change_set_text (changes, "name", field->label);
      crm_change_set_text (changes, "entity", entity->name);
      crm_change_set_text (changes, "kind", crm_field_kind_name (field->kind));
      crm_change_set_text (changes, "key", field->key);
      if (field->choices != NULL)
        crm_change_set_text (changes, "choices", field->choices);
    }
}
