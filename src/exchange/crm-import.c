/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-error.h"
#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define OUTCOME_KEY "outcome"

/**
 * CrmImport:
 *
 * A table on its way into the workspace: which file, what its rows are, which column is which field, what to do with
 * duplicates. crm_import_prepare() tells what would happen, crm_import_run() does it, as one action that can be undone.
 * Used by one thread at a time: not to be touched while one of its asynchronous functions is under way.
 */
G_DEFINE_FINAL_TYPE (CrmImport, crm_import, G_TYPE_OBJECT)

static void
crm_import_finalize (GObject *object)
{
  CrmImport *self = CRM_IMPORT (object);

  g_clear_pointer (&self->plan, crm_import_plan_free);
  g_clear_pointer (&self->csv, crm_csv_free);
  g_clear_pointer (&self->file, crm_csv_reader_free);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->decisions, g_hash_table_unref);
  g_clear_pointer (&self->row_policies, g_hash_table_unref);
  g_clear_pointer (&self->match, g_array_unref);
  g_clear_object (&self->store);
  g_free (self->mapping);
  g_free (self->name);
  G_OBJECT_CLASS (crm_import_parent_class)->finalize (object);
}

static void
crm_import_class_init (CrmImportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_import_finalize;
}

static void
crm_import_init (CrmImport *self)
{
  self->create_links = TRUE;
  self->match = g_array_new (FALSE, FALSE, sizeof (guint));
  self->decisions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->row_policies = g_hash_table_new (NULL, NULL);
}

/**
 * crm_import_new:
 * @store: where the rows are to go
 *
 * Returns: (transfer full): an import without a file
 */
CrmImport *
crm_import_new (CrmStore *store)
{
  CrmImport *self = g_object_new (CRM_TYPE_IMPORT, NULL);

  self->store = g_object_ref (store);
  return self;
}

gboolean
crm_import_has_name_parts (const CrmEntity *entity)
{
  static const char *const names[] = { "contact", "lead", "person", "customer", NULL };

  return g_strv_contains (names, entity->name);
}

gboolean
crm_import_has_addresses (const CrmEntity *entity)
{
  return strcmp (entity->name, "activity") == 0;
}

gboolean
crm_import_has_outcome (const CrmEntity *entity)
{
  return strcmp (entity->name, "opportunity") == 0;
}

gboolean
crm_import_can_map (const CrmField *field)
{
  return (field->flags & CRM_FIELD_DERIVED) == 0;
}

/* What was found out and decided about other columns or rows is void. */
static void
forget_plan (CrmImport *self)
{
  g_clear_pointer (&self->plan, crm_import_plan_free);
}

static void
choose_match (CrmImport *self)
{
  g_array_unref (self->match);
  self->match = crm_import_usual_match (self);
}

static void
guess (CrmImport *self)
{
  const CrmMadeTable *made = crm_csv_reader_get_made (self->file);
  const char *known = made != NULL ? crm_made_table_get_entity (made) : NULL;
  const CrmPreset *preset = known == NULL ? crm_preset_find (self->csv, NULL) : NULL;
  const CrmEntity *entity = known != NULL ? crm_entity_find (known)
                          : preset != NULL ? crm_entity_find (preset->entity)
                                           : crm_import_guess_entity (self->csv, self->name);

  self->keep_strangers = made == NULL || !crm_made_table_get_kind (made)->known_only;
  self->entity = NULL;
  g_free (self->mapping);
  self->mapping = g_new (int, crm_csv_get_n_columns (self->csv) + 1);
  for (guint i = 0; i < crm_csv_get_n_columns (self->csv); i++)
    self->mapping[i] = CRM_IMPORT_UNMAPPED;
  crm_import_set_entity (self, entity);
}

/* What is known of a file, which is kept until another one has been looked at. */
typedef struct
{
  CrmCsvReader *file;
  CrmCsv       *csv;
  GPtrArray    *columns;
  guint         n_rows, n_short, first_short;
  CrmCsvNotes   notes;
} Looked;

static Looked
begin_look (CrmImport *self,
            CrmCsvReader *file)
{
  Looked before = { self->file, g_steal_pointer (&self->csv), g_steal_pointer (&self->columns), self->n_rows,
                    self->n_short, self->first_short, self->notes };

  self->file = file;
  return before;
}

static void
end_look (CrmImport *self,
          Looked *before,
          gboolean done)
{
  if (!done)
    {
      Looked failed = { self->file, self->csv, self->columns };

      self->file = before->file;
      self->csv = before->csv;
      self->columns = before->columns;
      self->n_rows = before->n_rows;
      self->n_short = before->n_short;
      self->first_short = before->first_short;
      self->notes = before->notes;
      *before = failed;
    }
  g_clear_pointer (&before->file, crm_csv_reader_free);
  g_clear_pointer (&before->csv, crm_csv_free);
  g_clear_pointer (&before->columns, g_ptr_array_unref);
}

/* Takes the file, unless it cannot be read to its end. */
static gboolean
take_file (CrmImport *self,
           const char *name,
           CrmCsvReader *file,
           GCancellable *cancellable,
           GError **error)
{
  Looked before;

  if (file == NULL)
    return FALSE;
  if (crm_csv_reader_get_n_columns (file) == 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is empty. Nothing was changed. Choose another file."),
                   name);
      crm_csv_reader_free (file);
      return FALSE;
    }
  forget_plan (self);
  before = begin_look (self, file);
  if (!crm_import_look (self, cancellable, error))
    {
      end_look (self, &before, FALSE);
      return FALSE;
    }
  end_look (self, &before, TRUE);
  g_set_str (&self->name, name);
  guess (self);
  crm_import_recall (self);
  return TRUE;
}

/**
 * crm_import_open:
 * @path: a file of text, or a spreadsheet
 * @wish: (nullable): what is known of its dialect
 *
 * Reads the file and guesses what its rows and columns are.
 *
 * Errors: see crm_csv_open(); %G_IO_ERROR_CANCELLED
 */
gboolean
crm_import_open (CrmImport *self,
                 const char *path,
                 const CrmCsvDialect *wish,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);

  return take_file (self, name, crm_csv_reader_open (path, wish, error), cancellable, error);
}

/**
 * crm_import_get_name:
 *
 * Returns: (transfer none) (nullable): the file's name without its folder, for people
 */
const char *
crm_import_get_name (CrmImport *self)
{
  return self->name;
}

/**
 * crm_import_get_sheets:
 *
 * Returns: (transfer none) (array zero-terminated) (nullable): the titles of the spreadsheet's sheets; %NULL for a
 *   text file
 */
const char *const *
crm_import_get_sheets (CrmImport *self)
{
  return crm_csv_reader_get_sheets (self->file);
}

const CrmCsv *
crm_import_get_csv (CrmImport *self)
{
  return self->csv;
}

/**
 * crm_import_open_again:
 * @wish: what is known of the dialect, such as that of crm_import_get_csv() with another header
 *
 * Reads the same file in another way and guesses again.
 *
 * Errors: those of crm_csv_reader_open_again(); what was understood before is kept then
 */
gboolean
crm_import_open_again (CrmImport *self,
                       const CrmCsvDialect *wish,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *name = g_strdup (self->name);

  return take_file (self, name, crm_csv_reader_open_again (self->file, wish, error), cancellable, error);
}

/**
 * crm_import_compare:
 * @a: a CrmImport
 * @b: a CrmImport
 *
 * Sorts the imports of several files: what others link to comes first, as entities are listed.
 */
int
crm_import_compare (gconstpointer a,
                    gconstpointer b)
{
  const CrmEntity *first = ((const CrmImport *) a)->entity, *second = ((const CrmImport *) b)->entity;

  return (first != NULL ? (int) crm_entity_index (first) : G_MAXINT / 2) -
         (second != NULL ? (int) crm_entity_index (second) : G_MAXINT / 2);
}

/**
 * crm_import_get_entity:
 *
 * Returns: (transfer none) (nullable): what the rows are; %NULL if that could not be guessed
 */
const CrmEntity *
crm_import_get_entity (CrmImport *self)
{
  return self->entity;
}

static const char *
currency_key (const CrmField *field)
{
  g_autofree char *key = g_strconcat (field->key, CRM_IMPORT_CURRENCY_KEY, NULL);

  return g_intern_string (key);
}

int
crm_import_find_target (const CrmEntity *entity,
                        const char *key)
{
  int field = crm_entity_field_index (entity, key);

  if (field >= 0 && crm_import_can_map (&entity->fields[field]))
    return field;
  if (crm_import_has_name_parts (entity) && strcmp (key, "first_name") == 0)
    return CRM_IMPORT_FIRST_NAME (entity);
  if (crm_import_has_name_parts (entity) && strcmp (key, "last_name") == 0)
    return CRM_IMPORT_LAST_NAME (entity);
  if (crm_import_has_addresses (entity) && strcmp (key, "addresses") == 0)
    return CRM_IMPORT_ADDRESSES (entity);
  if (crm_import_has_outcome (entity) && strcmp (key, OUTCOME_KEY) == 0)
    return CRM_IMPORT_OUTCOME (entity);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (entity->fields[i].kind == CRM_FIELD_MONEY && strcmp (key, currency_key (&entity->fields[i])) == 0)
        return CRM_IMPORT_CURRENCY (entity, i);
    }
  return CRM_IMPORT_UNMAPPED;
}

static void
unmap (CrmImport *self,
       int target)
{
  for (guint i = 0; i < crm_csv_get_n_columns (self->csv); i++)
    {
      if (self->mapping[i] == target)
        self->mapping[i] = CRM_IMPORT_UNMAPPED;
    }
}

/* What is known goes before what is guessed. */
static void
apply_preset (CrmImport *self)
{
  g_autoptr (GHashTable) filled = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < crm_csv_get_n_columns (self->csv); i++)
    {
      if (crm_preset_find_column (self->preset, crm_csv_get_header (self->csv, i)) != NULL)
        self->mapping[i] = CRM_IMPORT_UNMAPPED;
    }
  for (const CrmPresetColumn *known = self->preset->columns; known->header != NULL; known++)
    {
      int column = crm_preset_find_in (known, self->csv);

      if (known->field == NULL || column < 0 || !g_hash_table_add (filled, (gpointer) known->field))
        continue;
      unmap (self, crm_import_find_target (self->entity, known->field));
      self->mapping[column] = crm_import_find_target (self->entity, known->field);
    }
}

/**
 * crm_import_set_entity:
 * @entity: (nullable): what the rows are
 *
 * Guesses anew which column is which field.
 */
void
crm_import_set_entity (CrmImport *self,
                       const CrmEntity *entity)
{
  forget_plan (self);
  g_hash_table_remove_all (self->decisions);
  g_hash_table_remove_all (self->row_policies);
  self->recalled = FALSE;
  self->entity = entity != NULL ? crm_store_find_entity (self->store, entity->name) : NULL;
  self->preset = entity != NULL ? crm_preset_find (self->csv, entity) : NULL;
  if (entity == NULL)
    return;
  crm_import_guess_mapping (self->csv, self->entity, self->mapping);
  if (self->preset != NULL)
    apply_preset (self);
  choose_match (self);
}

/**
 * crm_import_get_source:
 *
 * Returns: (transfer none) (nullable): the program that the file seems to come from; its columns and values are read as
 *   that writes them
 */
const char *
crm_import_get_source (CrmImport *self)
{
  return self->preset != NULL ? self->preset->product : NULL;
}

static const char *
key_of (const CrmEntity *entity,
        int target)
{
  if (target == CRM_IMPORT_UNMAPPED)
    return NULL;
  if (target == CRM_IMPORT_FIRST_NAME (entity))
    return "first_name";
  if (target == CRM_IMPORT_LAST_NAME (entity))
    return "last_name";
  if (target == CRM_IMPORT_ADDRESSES (entity))
    return "addresses";
  if (target == CRM_IMPORT_OUTCOME (entity))
    return OUTCOME_KEY;
  if (target < (int) entity->n_fields)
    return entity->fields[target].key;
  return currency_key (&entity->fields[target - CRM_IMPORT_CURRENCY (entity, 0)]);
}

/**
 * crm_import_get_field:
 *
 * Returns: (transfer none) (nullable): the key of the field that the column is mapped to; "first_name" and "last_name"
 *   are the two parts of a name, "addresses" those of who takes part in an activity
 */
const char *
crm_import_get_field (CrmImport *self,
                      guint column)
{
  return self->entity != NULL ? key_of (self->entity, self->mapping[column]) : NULL;
}

static gboolean
asks_for_new (CrmImport *self,
              guint column,
              const char *key,
              CrmFieldKind *kind)
{
  if (key == NULL)
    return FALSE;
  if (strcmp (key, CRM_IMPORT_NEW) == 0)
    {
      *kind = crm_import_guess_kind (self, column);
      return TRUE;
    }
  return g_str_has_prefix (key, CRM_IMPORT_NEW ":") && crm_custom_field_kind (key + strlen (CRM_IMPORT_NEW ":"), kind);
}

/**
 * crm_import_set_field:
 * @column: of the file
 * @key: (nullable): of the field it is to fill, "first_name" or "last_name", "value_currency" for what belongs to the
 *   amounts of "value", "outcome" for what goes before the stage where it is "won" or "lost", or "addresses" for those
 *   of who takes part in an activity; another column that filled it no longer does.
 *   "new" makes a custom field of the column, "new:date" one of that kind (see crm_field_kind_name())
 *
 * Errors: %CRM_ERROR_NOT_FOUND; %CRM_ERROR_INVALID where there can be no other custom field
 */
gboolean
crm_import_set_field (CrmImport *self,
                      guint column,
                      const char *key,
                      GError **error)
{
  CrmFieldKind kind;
  int target;

  if (asks_for_new (self, column, key, &kind))
    {
      if (!crm_import_add_field (self, column, kind, error))
        return FALSE;
    }
  else
    {
      target = key != NULL ? crm_import_find_target (self->entity, key) : CRM_IMPORT_UNMAPPED;
      if (key != NULL && target == CRM_IMPORT_UNMAPPED)
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND,
                       _("%s have no field “%s” that can be imported. Nothing was changed."),
                       crm_entity_get_label_plural (self->entity), key);
          return FALSE;
        }
      unmap (self, target);
      self->mapping[column] = target;
      crm_import_drop_drafts (self);
    }
  self->recalled = FALSE;
  forget_plan (self);
  choose_match (self);
  return TRUE;
}

/**
 * crm_import_find_column:
 * @header: the name of a column, but for case and blanks
 *
 * Returns: the first column of that name, or −1
 */
int
crm_import_find_column (CrmImport *self,
                        const char *header)
{
  g_autofree char *wanted = crm_text_fold (header);

  for (guint i = 0; i < crm_csv_get_n_columns (self->csv); i++)
    {
      g_autofree char *name = crm_text_fold (crm_csv_get_header (self->csv, i));

      if (strcmp (g_strstrip (name), g_strstrip (wanted)) == 0)
        return i;
    }
  return -1;
}

/**
 * crm_import_get_currency_label:
 *
 * Returns: (transfer none): what a column with the currencies of the field's amounts is called
 */
const char *
crm_import_get_currency_label (const CrmField *field)
{
  /* Translators: a column beside one with amounts; the placeholder is its name, such as Annual Revenue */
  g_autofree char *label = g_strdup_printf (_("%s: Currency"), crm_field_get_label (field));

  return g_intern_string (label);
}

static void
append_currency (GArray *fields,
                 const CrmField *amount)
{
  CrmImportField field = { currency_key (amount), crm_import_get_currency_label (amount) };

  g_array_append_val (fields, field);
}

/**
 * crm_import_list_fields:
 *
 * Returns: (transfer full) (element-type CrmImportField): what columns can be mapped to, besides #CRM_IMPORT_NEW
 */
GArray *
crm_import_list_fields (const CrmEntity *entity)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (CrmImportField));
  CrmImportField parts[] = { { "first_name", _("First Name") }, { "last_name", _("Last Name") } };
  CrmImportField addresses = { "addresses", _("Addresses of Who Takes Part") };

  CrmImportField outcome = { OUTCOME_KEY, _("Won or Lost") };

  for (guint i = 0; i < entity->n_fields; i++)
    {
      CrmImportField field = { entity->fields[i].key, crm_field_get_label (&entity->fields[i]) };

      if (entity->fields[i].flags & CRM_FIELD_DRAFT)
        continue;
      if (crm_import_can_map (&entity->fields[i]))
        g_array_append_val (fields, field);
      if (i == 0 && crm_import_has_name_parts (entity))
        g_array_append_vals (fields, parts, G_N_ELEMENTS (parts));
      if (entity->fields[i].kind == CRM_FIELD_MONEY && crm_import_can_map (&entity->fields[i]))
        append_currency (fields, &entity->fields[i]);
      if (crm_import_has_outcome (entity) && strcmp (entity->fields[i].key, "stage") == 0)
        g_array_append_val (fields, outcome);
    }
  if (crm_import_has_addresses (entity))
    g_array_append_val (fields, addresses);
  return fields;
}

void
crm_import_set_policy (CrmImport *self,
                       CrmImportPolicy policy)
{
  self->policy = policy;
}

CrmImportPolicy
crm_import_get_policy (CrmImport *self)
{
  return self->policy;
}

/**
 * crm_import_set_row_policy:
 * @row: its number, as in #CrmImportDuplicate
 *
 * What is done with the row if its record is known, whatever is done with others.
 */
void
crm_import_set_row_policy (CrmImport *self,
                           guint row,
                           CrmImportPolicy policy)
{
  g_hash_table_insert (self->row_policies, GUINT_TO_POINTER (row), GUINT_TO_POINTER (policy + 1));
}

CrmImportPolicy
crm_import_get_row_policy (CrmImport *self,
                           guint row)
{
  gpointer own = g_hash_table_lookup (self->row_policies, GUINT_TO_POINTER (row));

  return own != NULL ? GPOINTER_TO_UINT (own) - 1 : self->policy;
}

/**
 * crm_import_set_match:
 * @keys: (array zero-terminated): fields that together tell whether a row is known; mapped ones. "|" stands between
 *   alternatives: what is known by the fields before it or by those behind. To be set after the mapping, which chooses
 *   the usual ones: see crm_import_dup_match()
 *
 * Errors: %CRM_ERROR_NOT_FOUND for a field that does not exist or that no column is mapped to
 */
gboolean
crm_import_set_match (CrmImport *self,
                      const char *const *keys,
                      GError **error)
{
  g_autoptr (GArray) match = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; keys[i] != NULL; i++)
    {
      guint field = strcmp (keys[i], "|") == 0 ? CRM_IMPORT_OR : (guint) crm_entity_field_index (self->entity, keys[i]);
      gboolean mapped = field == CRM_IMPORT_OR && strcmp (keys[i], "|") == 0;

      for (guint column = 0; column < crm_csv_get_n_columns (self->csv) && field != CRM_IMPORT_OR; column++)
        mapped |= self->mapping[column] == (int) field ||
                  (field == 0 && CRM_IMPORT_IS_NAME_PART (self->entity, self->mapping[column]));
      if (!mapped)
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND,
                       _("Rows cannot be compared by “%s”: no column is mapped to it. "
                       "Nothing was changed."), keys[i]);
          return FALSE;
        }
      g_array_append_val (match, field);
    }
  g_array_unref (self->match);
  self->match = g_steal_pointer (&match);
  return TRUE;
}

/**
 * crm_import_dup_match:
 *
 * Returns: (transfer full): the keys of the fields by which rows are compared, "|" between alternatives; none if all
 *   rows are new
 */
char **
crm_import_dup_match (CrmImport *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->match->len; i++)
    {
      guint field = g_array_index (self->match, guint, i);

      g_strv_builder_add (builder, field == CRM_IMPORT_OR ? "|" : self->entity->fields[field].key);
    }
  return g_strv_builder_end (builder);
}

/**
 * crm_import_set_dates:
 *
 * How dates such as 03/04/2025 are read where their column does not tell.
 */
void
crm_import_set_dates (CrmImport *self,
                      CrmImportDates dates)
{
  self->dates = dates;
}

/**
 * crm_import_set_create_links:
 * @create: whether people, products, customers, tags and stages that rows name and that are unknown are added (the
 *   default); else such cells stay empty
 */
void
crm_import_set_create_links (CrmImport *self,
                             gboolean create)
{
  self->create_links = create;
}

gboolean
crm_import_get_create_links (CrmImport *self)
{
  return self->create_links;
}

/**
 * crm_import_set_keep_strangers:
 * @keep: whether rows are imported that name addresses, but none of a contact, customer or lead; for mail they are not
 *   unless this is said
 */
void
crm_import_set_keep_strangers (CrmImport *self,
                               gboolean keep)
{
  self->keep_strangers = keep;
}

gboolean
crm_import_get_keep_strangers (CrmImport *self)
{
  return self->keep_strangers;
}

/**
 * crm_import_tells_strangers:
 *
 * Returns: whether a column of addresses tells whom rows are about
 */
gboolean
crm_import_tells_strangers (CrmImport *self)
{
  for (guint i = 0; self->entity != NULL && i < crm_csv_get_n_columns (self->csv); i++)
    {
      if (self->mapping[i] == CRM_IMPORT_ADDRESSES (self->entity))
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_import_is_table:
 *
 * Returns: whether the file is a table itself, so that it can be read in several ways
 */
gboolean
crm_import_is_table (CrmImport *self)
{
  return crm_csv_reader_get_made (self->file) == NULL;
}

/**
 * crm_import_set_resolution:
 * @value: a text of the column, as in #CrmImportResolution
 *
 * Decides what the text becomes, in all rows. Takes effect with the next crm_import_prepare() or crm_import_run().
 */
void
crm_import_set_resolution (CrmImport *self,
                           guint column,
                           const char *value,
                           CrmImportDecision decision)
{
  char *key = crm_import_decision_key (column, value);

  g_hash_table_replace (self->decisions, key, GINT_TO_POINTER (decision));
}

/**
 * crm_import_how_name:
 *
 * Returns: (transfer none): the stable name, for scripts
 */
const char *
crm_import_how_name (CrmImportHow how)
{
  switch (how)
    {
    case CRM_IMPORT_EXACT: return "exact";
    case CRM_IMPORT_FUZZY: return "fuzzy";
    case CRM_IMPORT_CREATED: return "created";
    case CRM_IMPORT_KEPT: return "kept";
    case CRM_IMPORT_NONE: return "none";
    case CRM_IMPORT_REFUSED: return "refused";
    default: g_return_val_if_reached ("none");
    }
}
