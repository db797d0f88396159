/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-calendar.h"

#include "exchange/crm-csv.h"

#include "base/crm-csv-cell.h"

#include <glib/gi18n-lib.h>

/* A calendar as a table, an activity in each row: what an import takes. Columns are named after the fields that they
 * fill. */

typedef struct
{
  char   *text;
  gint64  version;
  gint64 *newest;     /* of the same entry; NULL of the header */
} Row;

typedef struct
{
  gboolean   *used;   /* of cells */
  GArray     *rows;   /* of Row */
  GHashTable *newest; /* identifier → version */
} Table;

static void
clear_row (gpointer data)
{
  g_free (((Row *) data)->text);
}

static char *
write_row (const Table *self,
           char *const *cells)
{
  GString *text = g_string_new (NULL);
  gboolean first = TRUE;

  for (guint i = 0; i < CRM_CALENDAR_N_CELLS; i++)
    {
      if (!self->used[i])
        continue;
      if (!first)
        g_string_append_c (text, ',');
      crm_csv_append_cell (text, cells[i] != NULL ? cells[i] : "", ',');
      first = FALSE;
    }
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

static void
add_header (Table *self)
{
  g_autofree char **names = g_new0 (char *, CRM_CALENDAR_N_CELLS);
  Row row = { 0 };

  for (guint i = 0; i < CRM_CALENDAR_ADDRESSES; i++)
    names[i] = (char *) crm_calendar_entity ()->fields[i].key;
  names[CRM_CALENDAR_ADDRESSES] = (char *) "addresses";
  row.text = write_row (self, names);
  g_array_append_val (self->rows, row);
}

static gint64 *
note_version (Table *self,
              const char *uid,
              gint64 version)
{
  gint64 *newest = g_hash_table_lookup (self->newest, uid);

  if (newest == NULL)
    {
      newest = g_new0 (gint64, 1);
      g_hash_table_insert (self->newest, g_strdup (uid), newest);
    }
  *newest = MAX (*newest, version);
  return newest;
}

static void
take_item (char *const *cells,
           gpointer data)
{
  Table *self = data;
  const char *uid = cells[crm_entity_field_index (crm_calendar_entity (), "uid")];
  const char *version = cells[CRM_CALENDAR_VERSION];
  Row row = { write_row (self, cells), version != NULL ? g_ascii_strtoll (version, NULL, 10) : 0 };

  row.newest = note_version (self, uid != NULL ? uid : "", row.version);
  g_array_append_val (self->rows, row);
}

/* Of an entry that was sent again after it was changed, the newest version counts (RFC 5546, 2.1.5). */
static char *
join_rows (const Table *self,
           CrmRemarks *remarks)
{
  GString *out = g_string_new (NULL);
  guint n_older = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);
      gboolean older = row->newest != NULL && row->version < *row->newest;

      n_older += older;
      if (!older)
        g_string_append (out, row->text);
    }
  if (n_older > 0)
    crm_remarks_add (remarks, g_strdup_printf (ngettext ("%u older version of an entry was left out.",
                                                         "%u older versions of entries were left out.", n_older),
                                               n_older));
  return g_string_free (out, FALSE);
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
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_autoptr (GHashTable) newest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Table table = { used, rows, newest };

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    used[crm_entity_field_index (crm_calendar_entity (), always[i])] = TRUE;
  crm_calendar_find_used (text, length, used);
  g_array_set_clear_func (rows, clear_row);
  add_header (&table);
  crm_calendar_read (text, length, remarks, take_item, &table);
  if (g_cancellable_set_error_if_cancelled (g_cancellable_get_current (), error))
    return NULL;
  return join_rows (&table, remarks);
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
