/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-calendar.h"

#include "exchange/crm-csv.h"

#include <string.h>

/* A calendar as a table, an activity in each row: what an import takes. Columns are named after the fields that they
 * fill. */

typedef struct
{
  GString  *out;
  gboolean *used;     /* of cells */
} Table;

static void
append_row (Table *self,
            char *const *cells)
{
  gboolean first = TRUE;

  for (guint i = 0; i < CRM_CALENDAR_N_CELLS; i++)
    {
      if (!self->used[i])
        continue;
      if (!first)
        g_string_append_c (self->out, ',');
      crm_csv_append_cell (self->out, cells[i] != NULL ? cells[i] : "", ',');
      first = FALSE;
    }
  g_string_append_c (self->out, '\n');
}

static void
append_header (Table *self)
{
  g_autofree char **names = g_new0 (char *, CRM_CALENDAR_N_CELLS);

  for (guint i = 0; i < CRM_CALENDAR_ADDRESSES; i++)
    names[i] = (char *) crm_calendar_entity ()->fields[i].key;
  names[CRM_CALENDAR_ADDRESSES] = (char *) "addresses";
  append_row (self, names);
}

static void
take_item (char *const *cells,
           gpointer data)
{
  append_row (data, cells);
}

/**
 * crm_calendar_make_table:
 *
 * Returns: (transfer full): the events, to-dos and journal entries as a CSV file, with columns for what they may say
 *
 * Errors: only that the thread's current cancellable ended it
 */
char *
crm_calendar_make_table (const char *text,
                         gsize length,
                         CrmRemarks *remarks,
                         GError **error)
{
  static const char *const always[] = { "name", "kind", "status", "due_at", "done_at", "uid" };
  g_autofree gboolean *used = g_new0 (gboolean, CRM_CALENDAR_N_CELLS);
  g_autoptr (GString) out = g_string_new (NULL);
  Table table = { out, used };

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    used[crm_entity_field_index (crm_calendar_entity (), always[i])] = TRUE;
  crm_calendar_find_used (text, length, used);
  append_header (&table);
  crm_calendar_read (text, length, remarks, take_item, &table);
  if (g_cancellable_set_error_if_cancelled (g_cancellable_get_current (), error))
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
make_table (const char *text,
            gsize length,
            const char *name,
            CrmRemarks *remarks,
            GError **error)
{
  return crm_calendar_make_table (text, length, remarks, error);
}

const CrmMadeKind crm_made_calendar = { "activity", crm_calendar_is_one, make_table };
