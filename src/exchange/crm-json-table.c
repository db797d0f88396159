/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-json.h"

#include "exchange/crm-flat-table.h"
#include "exchange/crm-tag-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Records in JSON as a table: an array of objects, wherever it is within objects, or objects one behind the other (JSON
 * Lines). The text is read twice: for the names of columns, then for the rows. Objects within a record become columns
 * named a.b, and arrays lists; an amount with its currency is one value. */

typedef struct
{
  CrmJson       json;
  CrmFlatTable *table;
  GString      *path;     /* of the value at hand */
  GString      *value;
} Reading;

static gboolean read_value (Reading *self, GError **error);

/* Behind a byte order mark and blanks; wide characters have zeroes between them. */
static const char *
skip_to_start (const char *text,
               const char *end)
{
  while (text < end && (*text == '\0' || strchr ("\xef\xbb\xbf\xff\xfe \t\r\n", *text) != NULL))
    text++;
  return text;
}

/**
 * crm_json_is_one:
 * @text: the start of a file
 *
 * Returns: whether it looks like objects of JSON, or an array of anything but plain words
 */
gboolean
crm_json_is_one (const char *text,
                 gsize length)
{
  const char *end = text + length, *p = skip_to_start (text, end), *next;

  if (p == end || (*p != '[' && *p != '{'))
    return FALSE;
  next = skip_to_start (p + 1, end);
  if (next == end)
    return FALSE;
  return *p == '{' ? *next == '"' || *next == '}' : *next == '{' || *next == '[' || *next == ']';
}

/* Takes a text, number or word; null is nothing. */
static gboolean
take_plain (Reading *self,
            GError **error)
{
  CrmJsonKind kind;

  g_string_truncate (self->value, 0);
  if (!crm_json_peek (&self->json, &kind, error) || !crm_json_take (&self->json, self->value, error))
    return FALSE;
  if (kind == CRM_JSON_WORD && strcmp (self->value->str, "null") == 0)
    g_string_truncate (self->value, 0);
  return TRUE;
}

/* A list of names; where there is more in it than that, as it is written. */
static gboolean
read_array (Reading *self,
            GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *written = NULL;
  const char *start = self->json.at;
  gboolean first = TRUE, more, plain = TRUE;

  if (!crm_json_enter (&self->json, error))
    return FALSE;
  while (TRUE)
    {
      CrmJsonKind kind;

      if (!crm_json_next (&self->json, ']', &first, &more, error))
        return FALSE;
      if (!more)
        break;
      if (!crm_json_peek (&self->json, &kind, error))
        return FALSE;
      plain = plain && kind != CRM_JSON_OBJECT && kind != CRM_JSON_ARRAY;
      if (!plain ? !crm_json_skip (&self->json, error) : !take_plain (self, error))
        return FALSE;
      if (plain && self->value->len > 0)
        crm_tag_list_append (list, self->value->str);
    }
  if (!plain)
    written = g_strndup (start, self->json.at - start);
  return crm_flat_table_put (self->table, self->path->str, plain ? list->str : written, error);
}

/* {"amount": 12.50, "currency": "EUR"} and nothing else, which is "12.50 EUR"; else the place is as it was. */
static gboolean
take_money (Reading *self)
{
  CrmJson before = self->json;
  g_autofree char *amount = NULL, *currency = NULL;
  gboolean first = TRUE, more = TRUE;

  crm_json_enter (&self->json, NULL);
  while (crm_json_next (&self->json, '}', &first, &more, NULL) && more)
    {
      g_autoptr (GString) name = g_string_new (NULL);
      char **part;

      if (!crm_json_name (&self->json, name, NULL))
        break;
      part = strcmp (name->str, "amount") == 0 ? &amount : strcmp (name->str, "currency") == 0 ? &currency : NULL;
      if (part == NULL || *part != NULL || !take_plain (self, NULL))
        break;
      *part = g_strdup (self->value->str);
    }
  if (more || amount == NULL || currency == NULL || *amount == '\0')
    {
      self->json = before;
      return FALSE;
    }
  g_string_printf (self->value, "%s %s", amount, currency);
  return TRUE;
}

static gboolean
read_object (Reading *self,
             GError **error)
{
  gsize length = self->path->len;
  gboolean first = TRUE, more;

  if (length > 0 && take_money (self))
    return crm_flat_table_put (self->table, self->path->str, self->value->str, error);
  if (!crm_json_enter (&self->json, error))
    return FALSE;
  while (TRUE)
    {
      g_string_truncate (self->path, length);
      if (!crm_json_next (&self->json, '}', &first, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      if (length > 0)
        g_string_append_c (self->path, '.');
      if (!crm_json_name (&self->json, self->path, error) || !read_value (self, error))
        return FALSE;
    }
}

static gboolean
read_value (Reading *self,
            GError **error)
{
  CrmJsonKind kind;

  if (!crm_json_peek (&self->json, &kind, error))
    return FALSE;
  if (kind == CRM_JSON_OBJECT)
    return read_object (self, error);
  if (kind == CRM_JSON_ARRAY)
    return read_array (self, error);
  return take_plain (self, error) && crm_flat_table_put (self->table, self->path->str, self->value->str, error);
}

static gboolean
read_record (Reading *self,
             GError **error)
{
  CrmJsonKind kind;

  if (!crm_json_peek (&self->json, &kind, error))
    return FALSE;
  if (kind != CRM_JSON_OBJECT)
    return crm_json_refuse (&self->json, _("a record between “{” and “}” is missing"), error);
  g_string_truncate (self->path, 0);
  return read_object (self, error) && crm_flat_table_end_row (self->table, error);
}

/* From an array of records to its end, or records to the end of the text. */
static gboolean
read_records (Reading *self,
              const char *start,
              GError **error)
{
  gboolean first = TRUE, more = TRUE;

  self->json.at = start;
  self->json.depth = 0;
  if (*start == '[')
    {
      crm_json_enter (&self->json, NULL);
      while (crm_json_next (&self->json, ']', &first, &more, error) && more)
        {
          if (!read_record (self, error))
            return FALSE;
        }
      return !more;
    }
  while (!crm_json_ended (&self->json))
    {
      if (!read_record (self, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
begins_records (const CrmJson *json)
{
  CrmJson ahead = *json;
  CrmJsonKind kind;

  ahead.at++;
  return crm_json_peek (&ahead, &kind, NULL) && kind == CRM_JSON_OBJECT;
}

/* Goes behind an object, and notes the first array of records in it and in objects within it. */
static gboolean
find_records (CrmJson *json,
              const char **found,
              GError **error)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gboolean first = TRUE, more;
  CrmJsonKind kind;

  if (!crm_json_enter (json, error))
    return FALSE;
  while (TRUE)
    {
      if (!crm_json_next (json, '}', &first, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      if (!crm_json_name (json, name, error) || !crm_json_peek (json, &kind, error))
        return FALSE;
      if (kind == CRM_JSON_ARRAY && *found == NULL && begins_records (json))
        *found = json->at;
      if (!(kind == CRM_JSON_OBJECT ? find_records (json, found, error) : crm_json_skip (json, error)))
        return FALSE;
    }
}

/* Where the records begin. All of the text is looked at, so it is known to be well-formed. */
static gboolean
find_start (CrmJson *json,
            const char **start,
            GError **error)
{
  const char *within = NULL;
  CrmJsonKind kind;

  if (!crm_json_peek (json, &kind, error))
    return FALSE;
  *start = json->at;
  if (kind != CRM_JSON_OBJECT && !crm_json_skip (json, error))
    return FALSE;
  if (kind != CRM_JSON_OBJECT)
    return crm_json_ended (json) || crm_json_refuse (json, _("more follows behind the end"), error);
  if (!find_records (json, &within, error))
    return FALSE;
  if (!crm_json_ended (json))
    within = NULL;   /* one object behind the other */
  else if (within != NULL)
    *start = within;
  while (!crm_json_ended (json))
    {
      if (!crm_json_skip (json, error))
        return FALSE;
    }
  return TRUE;
}

static char *
make_table (CrmJson *json,
            const char *start,
            GError **error)
{
  g_auto (CrmFlatTable) table;
  g_autoptr (GString) path = g_string_new (NULL), value = g_string_new (NULL);
  Reading self = { *json, &table, path, value };

  crm_flat_table_init (&table, json->name);
  if (!read_records (&self, start, error))
    return NULL;
  crm_flat_table_begin (&table);
  return read_records (&self, start, error) ? crm_flat_table_dup_text (&table) : NULL;
}

/**
 * crm_json_make_table:
 * @text: of a file
 * @name: of the file, for people
 *
 * Returns: (transfer full) (nullable): the records as a CSV file
 * Errors: %CRM_ERROR_FORMAT, with line and column
 */
char *
crm_json_make_table (const char *text,
                     gsize length,
                     const char *name,
                     GError **error)
{
  g_autofree char *narrow = NULL;
  const char *start;
  gsize n_narrow;
  CrmJson json;

  /* Some programs write UTF-16. */
  if (length >= 2 && (memcmp (text, "\xff\xfe", 2) == 0 || memcmp (text, "\xfe\xff", 2) == 0))
    narrow = g_convert (text, length, "UTF-8", "UTF-16", NULL, &n_narrow, NULL);
  if (!crm_json_open (&json, narrow != NULL ? narrow : text, narrow != NULL ? n_narrow : length, name, error) ||
      !find_start (&json, &start, error))
    return NULL;
  return make_table (&json, start, error);
}
