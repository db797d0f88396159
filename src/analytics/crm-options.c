/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method.h"
#include "analytics/crm-result-json.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

struct _CrmOptions
{
  const CrmMethod *method;
  GHashTable      *texts;   /* key of the table → text */
  GHashTable      *models;  /* key of the table → CrmResult */
};

/**
 * crm_options_new:
 *
 * Returns: (transfer full): the standard values of all options of the method
 */
CrmOptions *
crm_options_new (const CrmMethod *method)
{
  CrmOptions *self = g_new0 (CrmOptions, 1);

  self->method = method;
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->models = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) crm_result_free);
  return self;
}

void
crm_options_free (CrmOptions *self)
{
  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->models);
  g_free (self);
}

static const CrmOption *
find_option (const CrmOptions *self,
             const char *key)
{
  for (const CrmOption *option = self->method->options; option->key != NULL; option++)
    {
      if (strcmp (option->key, key) == 0)
        return option;
    }
  return NULL;
}

static gboolean
find_choice (const CrmOption *option,
             const char *text,
             guint *index)
{
  g_auto (GStrv) choices = g_strsplit (option->choices, "|", -1);

  for (*index = 0; choices[*index] != NULL; (*index)++)
    {
      if (strcmp (choices[*index], text) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
refuse (const CrmOption *option,
        const char *text,
        GError **error)
{
  g_autofree char *choices = NULL;

  if (option->kind == CRM_OPTION_CHOICE)
    {
      choices = g_strdelimit (g_strdup (option->choices), "|", ',');
      g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX, _("--%s cannot be “%s”. It is one of: %s"), option->key, text,
                   choices);
    }
  else if (option->kind == CRM_OPTION_DATE)
    g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX, _("--%s cannot be “%s”. It is a date such as 2024-12-31."),
                 option->key, text);
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX, _("--%s cannot be “%s”. It is a number from %g to %g."),
                 option->key, text, option->lowest, option->highest);
  return FALSE;
}

static gboolean
check_number (const CrmOption *option,
              const char *text,
              GError **error)
{
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || !isfinite (number) || number < option->lowest || number > option->highest ||
      (option->kind == CRM_OPTION_INTEGER && number != floor (number)))
    return refuse (option, text, error);
  return TRUE;
}

/**
 * crm_options_set:
 *
 * Returns: whether the method has such an option and it may be that
 * Errors: %CRM_ERROR_SYNTAX
 */
gboolean
crm_options_set (CrmOptions *self,
                 const char *key,
                 const char *text,
                 GError **error)
{
  const CrmOption *option = find_option (self, key);
  gint64 date;
  guint index;

  if (option == NULL)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX, _("“%s” has no option --%s."), self->method->name, key);
      return FALSE;
    }
  if ((option->kind == CRM_OPTION_NUMBER || option->kind == CRM_OPTION_INTEGER) && !check_number (option, text, error))
    return FALSE;
  if ((option->kind == CRM_OPTION_CHOICE && !find_choice (option, text, &index)) ||
      (option->kind == CRM_OPTION_DATE && !crm_date_parse (text, &date)))
    return refuse (option, text, error);
  g_hash_table_insert (self->texts, (gpointer) option->key, g_strdup (text));
  return TRUE;
}

/**
 * crm_options_check:
 *
 * Returns: whether all that is required was given
 * Errors: %CRM_ERROR_SYNTAX
 */
gboolean
crm_options_check (const CrmOptions *self,
                   GError **error)
{
  for (const CrmOption *option = self->method->options; option->key != NULL; option++)
    {
      if (option->required && !crm_options_has (self, option->key))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX, _("“%s” needs --%s: %s"), self->method->name, option->key,
                       _(option->label));
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * crm_options_text:
 *
 * Returns: (nullable): what was given, or else the standard value
 */
const char *
crm_options_text (const CrmOptions *self,
                  const char *key)
{
  const CrmOption *option = find_option (self, key);
  const char *text = g_hash_table_lookup (self->texts, key);

  g_return_val_if_fail (option != NULL, NULL);
  return text != NULL ? text : option->standard;
}

/**
 * crm_options_has:
 *
 * Returns: whether it was given or has a standard value
 */
gboolean
crm_options_has (const CrmOptions *self,
                 const char *key)
{
  return crm_options_text (self, key) != NULL;
}

double
crm_options_number (const CrmOptions *self,
                    const char *key)
{
  const char *text = crm_options_text (self, key);

  return text != NULL ? g_ascii_strtod (text, NULL) : NAN;
}

gint64
crm_options_integer (const CrmOptions *self,
                     const char *key)
{
  const char *text = crm_options_text (self, key);

  return text != NULL ? (gint64) g_ascii_strtod (text, NULL) : 0;
}

/**
 * crm_options_choice:
 *
 * Returns: the place of the choice among those of the option
 */
guint
crm_options_choice (const CrmOptions *self,
                    const char *key)
{
  const char *text = crm_options_text (self, key);
  guint index = 0;

  return text != NULL && find_choice (find_option (self, key), text, &index) ? index : 0;
}

/**
 * crm_options_date:
 *
 * Returns: days since 1970-01-01, %CRM_DAY_MISSING where none was given
 */
gint64
crm_options_date (const CrmOptions *self,
                  const char *key)
{
  const char *text = crm_options_text (self, key);
  gint64 date;

  return text != NULL && crm_date_parse (text, &date) ? date : CRM_DAY_MISSING;
}

/**
 * crm_options_take_model:
 * @model: (transfer full): the result that the option names
 */
void
crm_options_take_model (CrmOptions *self,
                        const char *key,
                        CrmResult *model)
{
  const CrmOption *option = find_option (self, key);

  g_return_if_fail (option != NULL && option->kind == CRM_OPTION_MODEL);
  g_hash_table_insert (self->models, (gpointer) option->key, model);
}

/**
 * crm_options_model:
 *
 * Returns: the result that the option names; nothing where it names none
 */
CrmResultValue
crm_options_model (const CrmOptions *self,
                   const char *key)
{
  return crm_result_root (g_hash_table_lookup (self->models, key));
}

/* What stands between quotes, each of its own doubled; @at becomes what follows. */
static char *
take_quoted (const char **at)
{
  GString *name = g_string_new (NULL);
  const char *next = *at + 1;

  for (; *next != '\0' && (*next != '"' || *++next == '"'); next++)
    g_string_append_c (name, *next);
  *at = next;
  return g_string_free_and_steal (name);
}

/**
 * crm_options_split:
 *
 * Returns: (transfer full): the names between commas, ending with %NULL; one with commas of its own stands in quotes
 */
char **
crm_options_split (const char *text)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  const char *at = text;
  gboolean more = *at != '\0';

  while (more)
    {
      char *name;

      at += strspn (at, " \t");
      name = *at == '"' ? take_quoted (&at) : g_strchomp (g_strndup (at, strcspn (at, ",")));
      at += strcspn (at, ",");
      more = *at++ == ',';
      g_strv_builder_take (names, name);
    }
  return g_strv_builder_end (names);
}

/**
 * crm_options_columns:
 *
 * Returns: (transfer full) (nullable): names, ending with %NULL; %NULL where none was given
 */
char **
crm_options_columns (const CrmOptions *self,
                     const char *key)
{
  const char *text = crm_options_text (self, key);

  return text != NULL ? crm_options_split (text) : NULL;
}

/**
 * crm_options_column:
 *
 * Returns: (nullable): the column that the option names; %NULL without an error where it names none
 * Errors: %CRM_ERROR_NOT_FOUND
 */
CrmColumn *
crm_options_column (const CrmOptions *self,
                    const char *key,
                    const CrmFrame *frame,
                    GError **error)
{
  const char *text = crm_options_text (self, key);

  return text != NULL ? crm_frame_require (frame, text, error) : NULL;
}

/**
 * crm_options_column_of_kind:
 *
 * As crm_options_column(), and refuses one of another kind.
 *
 * Errors: %CRM_ERROR_INVALID
 */
CrmColumn *
crm_options_column_of_kind (const CrmOptions *self,
                            const char *key,
                            const CrmFrame *frame,
                            CrmColumnKind kind,
                            GError **error)
{
  CrmColumn *column = crm_options_column (self, key, frame, error);

  if (column == NULL || column->kind == kind)
    return column;
  if (column->n_missing == column->n)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("“%s” has no values, which --%s needs. Fill it in, or choose "
                   "another column."), column->name, key);
      return NULL;
    }
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
               kind == CRM_COLUMN_NUMBER ? _("“%s” does not hold numbers, which --%s needs.") :
               kind == CRM_COLUMN_DATE ? _("“%s” does not hold dates, which --%s needs.") :
               _("“%s” does not hold words, which --%s needs."), column->name, key);
  if (error != NULL && column->note != NULL)
    {
      g_autofree char *message = g_steal_pointer (&(*error)->message);

      (*error)->message = g_strconcat (message, " ", column->note, NULL);
    }
  return NULL;
}

static gboolean
is_named (const CrmOptions *self,
          const char *column)
{
  for (const CrmOption *option = self->method->options; option->key != NULL; option++)
    {
      if (option->kind == CRM_OPTION_COLUMN && g_strcmp0 (crm_options_text (self, option->key), column) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_options_features:
 * @filled: whether columns that hold nothing are left out, unless they are named
 *
 * What to learn from, or to measure: the columns that "columns" names, or all that no other option names.
 *
 * Returns: (transfer full) (nullable): names, ending with %NULL
 * Errors: %CRM_ERROR_NOT_FOUND
 */
char **
crm_options_features (const CrmOptions *self,
                      const CrmFrame *frame,
                      gboolean filled,
                      GError **error)
{
  g_auto (GStrv) names = crm_options_columns (self, "columns");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (crm_frame_require (frame, names[i], error) == NULL)
        return NULL;
    }
  if (names != NULL)
    return g_steal_pointer (&names);
  for (guint i = 0; i < crm_frame_n_columns (frame); i++)
    {
      const CrmColumn *column = crm_frame_column (frame, i);

      if (!is_named (self, column->name) && (!filled || column->n_missing < column->n))
        g_strv_builder_add (builder, column->name);
    }
  return g_strv_builder_end (builder);
}

static void
add_model_columns (GStrvBuilder *builder,
                   CrmResultValue result)
{
  CrmResultValue columns = crm_result_get_array (crm_result_get_model (result), "columns"), column;

  while (crm_result_next (&columns, NULL, &column))
    {
      const char *name = crm_result_get_text (column, "name");

      if (name != NULL)
        g_strv_builder_add (builder, name);
    }
}

/**
 * crm_options_wanted:
 *
 * Returns: (transfer full) (nullable): the columns that the method will look at, ending with %NULL; %NULL for all
 */
char **
crm_options_wanted (const CrmOptions *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const CrmOption *option = self->method->options;

  for (; option->key != NULL; option++)
    {
      const char *text = crm_options_text (self, option->key);
      g_auto (GStrv) names = option->kind == CRM_OPTION_COLUMNS ? crm_options_columns (self, option->key) : NULL;

      if (names != NULL)
        g_strv_builder_addv (builder, (const char **) names);
      else if (option->kind == CRM_OPTION_COLUMN && text != NULL)
        g_strv_builder_add (builder, text);
      else if (option->kind == CRM_OPTION_MODEL)
        add_model_columns (builder, crm_options_model (self, option->key));
      else if (strcmp (option->key, "columns") == 0)
        return NULL;
    }
  return g_strv_builder_end (builder);
}

/**
 * crm_options_to_json:
 *
 * Returns: (transfer full): all options as they are, with standard values, as JSON: an object of texts
 */
char *
crm_options_to_json (const CrmOptions *self)
{
  g_auto (CrmResultBuilder) builder;
  g_autoptr (CrmResult) result = NULL;

  crm_result_builder_init (&builder, NULL);
  crm_result_begin (&builder, NULL);
  for (const CrmOption *option = self->method->options; option->key != NULL; option++)
    {
      const char *text = crm_options_text (self, option->key);

      if (text != NULL)
        crm_result_text (&builder, option->key, text);
    }
  crm_result_end (&builder);
  result = crm_result_builder_end (&builder);
  return crm_result_to_json (result, NULL);
}
