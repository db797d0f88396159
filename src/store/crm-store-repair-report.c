/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-salvage.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* What a repair came to, for people: records by their names, together with what they were part of. */

#define MOST_NAMES 100

/**
 * crm_repair_tell:
 *
 * Adds a note to the report.
 */
void
crm_repair_tell (CrmRepair *self,
                 const char *format,
                 ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* A record is part of what it would not outlive. */
static const CrmField *
find_whole (const CrmLost *lost,
            gint64 *id)
{
  for (guint i = 0; lost->values != NULL && i < lost->entity->n_fields; i++)
    {
      if (lost->entity->fields[i].kind != CRM_FIELD_LINK || lost->entity->fields[i].on_delete == CRM_ON_DELETE_CLEAR ||
          crm_value_is_null (&lost->values[i]))
        continue;
      *id = lost->values[i].i;
      return &lost->entity->fields[i];
    }
  *id = 0;
  return NULL;
}

static const char *
get_title (const CrmLost *lost)
{
  return lost->values != NULL && !crm_value_is_null (&lost->values[0]) ? lost->values[0].text : NULL;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const CrmLost *one = a, *other = b;
  gint64 whole, other_whole;

  find_whole (one, &whole);
  find_whole (other, &other_whole);
  if (!crm_entity_is (one->entity, other->entity))
    return crm_entity_index (one->entity) < crm_entity_index (other->entity) ? -1 : 1;
  return whole != other_whole ? (whole > other_whole) - (whole < other_whole)
                              : (one->id > other->id) - (one->id < other->id);
}

typedef struct
{
  const CrmEntity *entity;
  gint64           id;
} Wanted;

static gpointer
read_title (CrmReader *reader,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  const Wanted *wanted = data;
  g_autoptr (CrmRecord) record = crm_reader_get (reader, wanted->entity, wanted->id, NULL);

  return record != NULL ? g_strdup (crm_record_get_title (record)) : NULL;
}

/* It may be lost itself. */
static char *
name_whole (CrmStore *store,
            const CrmField *link,
            gint64 id,
            GArray *lost)
{
  Wanted wanted = { crm_entity_find (link->target), id };
  char *title = crm_store_read (store, read_title, &wanted, NULL, NULL);

  for (guint i = 0; title == NULL && i < lost->len; i++)
    {
      const CrmLost *other = &g_array_index (lost, CrmLost, i);

      if (crm_entity_is (other->entity, wanted.entity) && other->id == id)
        title = g_strdup (get_title (other));
    }
  return title != NULL ? title : g_strdup_printf ("%" PRId64, id);
}

/* As it is now, if it is there; else as the indexes have it. */
static char *
name_record (CrmStore *store,
             const CrmLost *lost)
{
  g_autofree char *title = crm_store_read (store, read_title, &(Wanted) { lost->entity, lost->id }, NULL, NULL);

  if (title == NULL && get_title (lost) == NULL)
    return g_strdup_printf ("%" PRId64, lost->id);
  return g_strdup_printf (_("“%s”"), title != NULL ? title : get_title (lost));
}

static char *
list_names (CrmStore *store,
            GArray *lost,
            guint first,
            guint end)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = first; i < MIN (end, first + MOST_NAMES); i++)
    {
      g_autofree char *name = name_record (store, &g_array_index (lost, CrmLost, i));

      if (i > first)
        g_string_append (names, C_("between names", ", "));
      g_string_append (names, name);
    }
  if (end - first > MOST_NAMES)
    g_string_append (names, " …");
  return g_strdup (names->str);
}

static const char *
describe (CrmOutcome outcome)
{
  switch (outcome)
    {
    case CRM_OUTCOME_FILLED: return _("Filled in from the history");
    case CRM_OUTCOME_IN_PART: return _("Kept in part, as far as indexes and history tell");
    case CRM_OUTCOME_LOST:
    default: return _("Lost");
    }
}

static gint64 *
get_count (CrmRepair *self,
           CrmOutcome outcome)
{
  switch (outcome)
    {
    case CRM_OUTCOME_FILLED: return &self->n_filled;
    case CRM_OUTCOME_IN_PART: return &self->n_in_part;
    case CRM_OUTCOME_LOST:
    default: return &self->n_lost;
    }
}

/* Those from @first up to @end are of one kind and part of one record. */
static void
tell_group (CrmRepair *self,
            CrmStore *store,
            CrmOutcome outcome,
            GArray *lost,
            guint first,
            guint end)
{
  const CrmLost *one = &g_array_index (lost, CrmLost, first);
  const char *label = end - first == 1 ? crm_entity_get_label (one->entity) : crm_entity_get_label_plural (one->entity);
  g_autofree char *names = list_names (store, lost, first, end);
  g_autofree char *whole = NULL, *what = NULL;
  gint64 id;
  const CrmField *link = find_whole (one, &id);

  if (link != NULL)
    {
      whole = name_whole (store, link, id, lost);
      /* Translators: a number, a kind of record, what they are part of. */
      what = g_strdup_printf (_("%u %s of “%s”"), end - first, label, whole);
    }
  else
    /* Translators: a number, a kind of record. */
    what = g_strdup_printf (C_("lost records", "%u %s"), end - first, label);
  /* Translators: what became of records, which ones, their names. */
  crm_repair_tell (self, _("%s: %s: %s"), describe (outcome), what, names);
}

/**
 * crm_repair_tell_of:
 * @lost: (element-type CrmLost): records that could not be read; sorted here
 *
 * Counts them, and says which they are.
 */
void
crm_repair_tell_of (CrmRepair *self,
                    CrmStore *store,
                    CrmOutcome outcome,
                    GArray *lost)
{
  *get_count (self, outcome) += lost->len;
  g_array_sort (lost, compare);
  for (guint first = 0, end; first < lost->len; first = end)
    {
      const CrmLost *one = &g_array_index (lost, CrmLost, first);
      gint64 whole, other;

      find_whole (one, &whole);
      for (end = first + 1; end < lost->len; end++)
        {
          find_whole (&g_array_index (lost, CrmLost, end), &other);
          if (!crm_entity_is (g_array_index (lost, CrmLost, end).entity, one->entity) || other != whole)
            break;
        }
      tell_group (self, store, outcome, lost, first, end);
    }
}
