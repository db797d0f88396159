/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-tag-list.h"

#include <string.h>

#define MARKS ",;|"
#define LONG_MARK ":::"   /* of Google */

static const char *
skip_blanks (const char *p)
{
  while (g_ascii_isspace (*p))
    p++;
  return p;
}

static gsize
get_mark_length (const char *p)
{
  return g_str_has_prefix (p, LONG_MARK) ? strlen (LONG_MARK) : *p != '\0' && strchr (MARKS, *p) != NULL ? 1 : 0;
}

/* The next mark, or the end. */
static const char *
find_mark (const char *p)
{
  while (*p != '\0' && get_mark_length (p) == 0)
    p++;
  return p;
}

/* Returns where the name between quotes ends, and the name; %NULL where quotes are only a part of it. */
static const char *
take_quoted (const char *p,
             GString *name)
{
  for (p++; *p != '\0'; p++)
    {
      if (*p == '"' && p[1] != '"')
        {
          p = skip_blanks (p + 1);
          return *p == '\0' || get_mark_length (p) > 0 ? p : NULL;
        }
      p += *p == '"';
      g_string_append_c (name, *p);
    }
  return NULL;
}

/**
 * crm_tag_list_split:
 *
 * Returns: (transfer full) (element-type utf8): the names between commas, semicolons, bars and :::, trimmed
 */
GPtrArray *
crm_tag_list_split (const char *text)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (const char *p = skip_blanks (text); *p != '\0'; p = skip_blanks (p + get_mark_length (p)))
    {
      g_autoptr (GString) name = g_string_new (NULL);
      const char *stop = *p == '"' ? take_quoted (p, name) : NULL;
      g_autofree char *trimmed = NULL;

      if (stop == NULL)
        {
          stop = find_mark (p);
          g_string_truncate (name, 0);
          g_string_append_len (name, p, stop - p);
        }
      trimmed = g_strstrip (g_strdup (name->str));
      if (*trimmed != '\0')
        g_ptr_array_add (names, g_steal_pointer (&trimmed));
      p = stop;
    }
  return names;
}

/**
 * crm_tag_list_append:
 *
 * Adds a name so that crm_tag_list_split() finds it again.
 */
void
crm_tag_list_append (GString *list,
                     const char *name)
{
  gboolean quoted = *name == '"' || *find_mark (name) != '\0';

  if (list->len > 0)
    g_string_append (list, ", ");
  if (quoted)
    g_string_append_c (list, '"');
  for (const char *p = name; *p != '\0'; p++)
    {
      if (quoted && *p == '"')
        g_string_append_c (list, '"');
      g_string_append_c (list, *p);
    }
  if (quoted)
    g_string_append_c (list, '"');
}
