/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-match-load.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>

#define PROGRESS_EVERY 4096

/**
 * crm_match_field_kind:
 * @kind: (out): how values are compared
 *
 * Returns: whether the field tells records apart
 */
gboolean
crm_match_field_kind (const CrmEntity *entity,
                      const CrmField *field,
                      CrmMatchKind *kind)
{
  if ((field->flags & (CRM_FIELD_DERIVED | CRM_FIELD_HIDDEN | CRM_FIELD_CUSTOM)) != 0)   /* who knows what they say */
    return FALSE;
  switch (field->kind)
    {
    case CRM_FIELD_TEXT:
      *kind = field == &entity->fields[0] ? CRM_MATCH_NAME : (field->flags & CRM_FIELD_UNIQUE) != 0 ? CRM_MATCH_NUMBER
                                                                                                    : CRM_MATCH_TEXT;
      return TRUE;
    case CRM_FIELD_EMAIL:
      *kind = CRM_MATCH_EMAIL;
      return TRUE;
    case CRM_FIELD_PHONE:
      *kind = CRM_MATCH_PHONE;
      return TRUE;
    case CRM_FIELD_URL:
      *kind = CRM_MATCH_URL;
      return TRUE;
    case CRM_FIELD_DATE:
      *kind = CRM_MATCH_DATE;
      return TRUE;
    case CRM_FIELD_LINK:   /* what a record belongs to */
      *kind = CRM_MATCH_EXACT;
      return field->on_delete == CRM_ON_DELETE_CASCADE;
    case CRM_FIELD_INTEGER:
      *kind = CRM_MATCH_EXACT;
      return (field->flags & CRM_FIELD_YEAR) != 0;
    case CRM_FIELD_LONG_TEXT:
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
    case CRM_FIELD_MONEY:
    case CRM_FIELD_INSTANT:
    case CRM_FIELD_BOOLEAN:
    case CRM_FIELD_CHOICE:
    case CRM_FIELD_TAGS:
    default:
      return FALSE;
    }
}

static CrmMatchSource *
new_source (const CrmMatchKind *kinds,
            guint n_fields)
{
  CrmMatchSource *self = g_new0 (CrmMatchSource, 1);

  self->table = crm_match_table_new (kinds, n_fields);
  self->fields = g_ptr_array_new_with_free_func (g_free);
  return self;
}

typedef struct
{
  CrmMatchSource *source;
  const guint    *fields;
  const CrmRun   *run;
  gint64          n_records;
  GError         *error;
} Load;

static void
take_record (gint64 id,
             const CrmValue *values,
             gpointer data)
{
  Load *load = data;
  const CrmEntity *entity = load->source->entity;
  char *texts[CRM_MATCH_MOST_FIELDS] = { NULL };
  guint n_fields = load->source->fields->len;

  if (load->error != NULL)
    return;
  for (guint i = 0; i < n_fields; i++)
    {
      if (values[i].type == CRM_VALUE_TEXT)
        texts[i] = g_strdup (values[i].text);
      else if (values[i].type == CRM_VALUE_INT)
        texts[i] = entity->fields[load->fields[i]].kind == CRM_FIELD_LINK
          ? g_strdup_printf ("%" G_GINT64_FORMAT, values[i].i)
          : crm_field_to_plain (&entity->fields[load->fields[i]], &values[i]);
    }
  if (crm_match_table_add (load->source->table, (const char *const *) texts, &load->error))
    g_array_append_val (load->source->ids, id);
  if (load->source->ids->len % PROGRESS_EVERY == 0)
    crm_run_go_on (load->run, (double) load->source->ids->len / MAX (load->n_records, 1), NULL);
  for (guint i = 0; i < n_fields; i++)
    g_free (texts[i]);
}

/**
 * crm_match_source_load:
 * @query: which records
 * @run: (nullable): how to run
 *
 * Reads all fields that tell records of the entity apart: see crm_match_field_kind().
 *
 * Errors: %G_IO_ERROR_CANCELLED and those of reading
 */
CrmMatchSource *
crm_match_source_load (CrmReader *reader,
                       CrmQuery *query,
                       const CrmRun *run,
                       GError **error)
{
  const CrmEntity *entity = crm_query_get_entity (query);
  CrmMatchKind kinds[CRM_MATCH_MOST_FIELDS];
  guint fields[CRM_MATCH_MOST_FIELDS], n_fields = 0;
  g_autoptr (CrmMatchSource) self = NULL;
  Load load = { NULL, fields, run, crm_reader_count (reader, query, NULL) };
  gboolean read;

  for (guint i = 0; i < entity->n_fields && n_fields < CRM_MATCH_MOST_FIELDS; i++)
    {
      if (crm_match_field_kind (entity, &entity->fields[i], &kinds[n_fields]))
        fields[n_fields++] = i;
    }
  load.source = self = new_source (kinds, n_fields);
  self->entity = entity;
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < n_fields; i++)
    g_ptr_array_add (self->fields, g_strdup (entity->fields[fields[i]].key));
  read = crm_reader_scan (reader, query, fields, n_fields, take_record, &load, run != NULL ? run->cancellable : NULL,
                          error);
  if (load.error != NULL)
    {
      g_clear_error (error);
      g_propagate_error (error, load.error);
      return NULL;
    }
  return read ? g_steal_pointer (&self) : NULL;
}

void
crm_match_source_free (CrmMatchSource *self)
{
  crm_match_table_free (self->table);
  g_ptr_array_unref (self->fields);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self);
}
