/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-analysis-private.h"

#include "analytics/crm-result-json.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Results that were kept, for options that name one. */

static gboolean
is_id (const char *text,
       gint64 *id)
{
  return g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, id, NULL);
}

/**
 * crm_analysis_needs_store:
 *
 * Returns: whether an option names a record of the workspace
 */
gboolean
crm_analysis_needs_store (CrmAnalysis *self)
{
  gint64 id;

  for (const CrmOption *option = self->method->options; option->key != NULL; option++)
    {
      const char *text = crm_options_text (self->options, option->key);

      if (option->kind == CRM_OPTION_MODEL && text != NULL && is_id (text, &id))
        return TRUE;
    }
  return FALSE;
}

static gpointer
read_result (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (CrmRecord) record = crm_reader_get (reader, crm_entity_find ("model"), *(gint64 *) data, error);

  return record != NULL ? g_strdup (crm_record_get_text (record, "result")) : NULL;
}

static CrmResult *
parse (const char *text,
       const char *name,
       GError **error)
{
  CrmResult *result = text != NULL ? crm_result_from_json (text, strlen (text)) : NULL;

  if (result != NULL)
    return result;
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
               _("“%s” holds no result of an analysis as JSON. Nothing was changed; name a file that “analyze --json” "
                 "printed, or the id of a model."), name);
  return NULL;
}

static CrmResult *
load (CrmStore *store,
      const char *text,
      GCancellable *cancellable,
      GError **error)
{
  g_autofree char *result = NULL;
  g_autoptr (GError) failure = NULL;
  gint64 id;

  if (!is_id (text, &id))
    return g_file_get_contents (text, &result, NULL, error) ? parse (result, text, error) : NULL;
  g_return_val_if_fail (store != NULL, NULL);
  result = crm_store_read (store, read_result, &id, cancellable, &failure);
  if (failure == NULL)
    return parse (result, text, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/**
 * crm_analysis_load_models:
 * @store: (nullable): where records are looked up; needed where crm_analysis_needs_store() says so
 *
 * Reads the results that options name, once these are set.
 *
 * Errors: those of reading; %CRM_ERROR_FORMAT where something else is there
 */
gboolean
crm_analysis_load_models (CrmAnalysis *self,
                          CrmStore *store,
                          GCancellable *cancellable,
                          GError **error)
{
  for (const CrmOption *option = self->method->options; option->key != NULL; option++)
    {
      const char *text = crm_options_text (self->options, option->key);
      CrmResult *model;

      if (option->kind != CRM_OPTION_MODEL || text == NULL)
        continue;
      if ((model = load (store, text, cancellable, error)) == NULL)
        return FALSE;
      crm_options_take_model (self->options, option->key, model);
    }
  return TRUE;
}
