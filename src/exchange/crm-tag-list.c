/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-tag-list.h"

#include <string.h>

#define MARKS ",;|"

static const char *
skip_blanks (const char *p)
{
  while (g_ascii_isspace (*p))
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
          return *p == '\0' || strchr (MARKS, *p) != NULL ? p : NULL;
        }
      p += *p == '"';
      g_string_append_c (name, *p);
    }
  return NULL;
}

/**
 * crm_tag_list_split:
 *
 * Returns: (transfer full) (element-type utf8): the names between commas, semicolons and bars, trimmed
 */
GPtrArray *
crm_tag_list_split (const char *text)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (const char *p = skip_blanks (text); *p != '\0'; p = skip_blanks (*p != '\0' ? p + 1 : p))
    {
      g_autoptr (GString) name = g_string_new (NULL);
      const char *stop = *p == '"' ? take_quoted (p, name) : NULL;
      g_autofree char *trimmed = NULL;

      if (stop == NULL)
        {
          stop = p + strcspn (p, MARKS);
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
  gboolean quoted = *name == '"' || strpbrk (name, MARKS) != NULL;

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
