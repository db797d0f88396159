/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "query/crm-query.h"

#include <string.h>

/* What a list does with a filter that somebody typed or kept: it is read, written and made into SQL. What is refused says
 * why, and what is accepted means the same when it is written and read again. */

/* Returns: (nullable): the SQL and its number of values; %NULL where the filter says what cannot be */
static char *
make_sql (const CrmFilter *filter,
          const CrmEntity *entity)
{
  const CrmQueryContext context = { .me = 1, .today = 20000 };
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) binds = crm_query_new_binds ();
  g_autoptr (GError) error = NULL;
  gboolean made = crm_filter_to_sql (filter, entity, &context, sql, binds, &error);

  if (made == (error != NULL))
    g_error ("A filter is neither made into SQL nor refused");
  return made ? g_strdup_printf ("%s %u", sql->str, binds->len) : NULL;
}

static void
try_filter (const char *text,
            const CrmEntity *entity)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmFilter) filter = crm_filter_parse (entity, text, &error), again = NULL;
  g_autofree char *sql = NULL, *written = NULL, *sql_again = NULL, *written_again = NULL;

  if (filter == NULL)
    {
      if (error != NULL && !g_utf8_validate (error->message, -1, NULL))
        g_error ("The error is no text");
      return;
    }
  written = crm_filter_to_string (filter);
  sql = make_sql (filter, entity);
  again = crm_filter_parse (entity, written, &error);
  if (again == NULL)
    g_error ("What was written is refused: %s: %s", written, error != NULL ? error->message : "empty");
  written_again = crm_filter_to_string (again);
  sql_again = make_sql (again, entity);
  if (g_strcmp0 (written, written_again) != 0 || g_strcmp0 (sql, sql_again) != 0)
    g_error ("It says something else when it is read again: %s", written);
}

/* The first line is the name of the entity; the others are the filter. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  char *filter = strchr (text, '\n');
  const CrmEntity *entity;

  if (filter == NULL)
    return 0;
  *filter++ = '\0';
  entity = crm_entity_find (text);
  if (entity != NULL)
    try_filter (filter, entity);
  return 0;
}
