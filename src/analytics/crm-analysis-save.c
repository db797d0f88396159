/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-analysis-private.h"

#include "analytics/crm-result-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Results that are kept: records of the workspace, with history and undo as any other. They grow with what was found,
 * not with the rows it was found in. */

static char *
describe_source (CrmAnalysis *self)
{
  if (self->query != NULL)
    return g_strdup (crm_query_get_entity (self->query)->name);
  return g_path_get_basename (self->csv != NULL ? self->csv : self->baskets);
}

static double
find_measure (const char *path,
              const CrmResult *result)
{
  g_auto (GStrv) members = g_strsplit (path, ".", -1);
  CrmResultValue value = crm_result_root (result);

  for (guint i = 0; members[i] != NULL; i++)
    value = crm_result_get (value, members[i]);
  return crm_result_as_number (value);
}

static void
describe_quality (CrmAnalysis *self,
                  const CrmResult *result,
                  CrmChangeSet *changes)
{
  g_auto (GStrv) measures = g_strsplit (self->method->measure != NULL ? self->method->measure : "", "|", -1);

  for (guint i = 0; measures[i] != NULL; i++)
    {
      double quality = find_measure (measures[i], result);

      if (!isfinite (quality))
        continue;
      crm_change_set_text (changes, "measure", measures[i]);
      crm_change_set_real (changes, "quality", quality);
      return;
    }
}

static void
describe_way (CrmAnalysis *self,
              CrmChangeSet *changes)
{
  g_autofree char *source = describe_source (self);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, self->seed);
  g_autofree char *options = crm_options_to_json (self->options);
  const CrmFilter *filter = self->query != NULL ? crm_query_get_filter (self->query) : NULL;
  g_autofree char *filter_text = filter != NULL ? crm_filter_to_string (filter) : NULL;

  crm_change_set_text (changes, "method", self->method->name);
  crm_change_set_text (changes, "source", source);
  if (filter_text != NULL)
    crm_change_set_text (changes, "filter", filter_text);
  crm_change_set_int (changes, "rows", self->n_rows);
  crm_change_set_text (changes, "seed", seed);
  crm_change_set_text (changes, "options", options);
}

/**
 * crm_analysis_save:
 * @store: may be another than that of the records
 * @name: what people will call it
 * @result: what crm_analysis_run() gave
 *
 * Keeps a result in the workspace as a record of the entity "model": how, on what, and how good it is, without what it
 * says of each row. It is one action, which can be undone. Waits for the writer.
 *
 * Returns: the id of the record, 0 with an error
 */
gint64
crm_analysis_save (CrmAnalysis *self,
                   CrmStore *store,
                   const char *name,
                   const CrmResult *result,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *label = g_strdup_printf (_("Keep model “%s”"), name);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, label);
  g_auto (GStrv) rows = g_strsplit (self->method->rows != NULL ? self->method->rows : "", "|", -1);
  g_autofree char *text = crm_result_to_json (result, (const char *const *) rows);
  gint64 id = crm_change_set_insert (changes, "model");

  crm_change_set_text (changes, "name", name);
  describe_way (self, changes);
  describe_quality (self, result, changes);
  crm_change_set_text (changes, "result", text);
  return crm_store_apply (store, changes, NULL, cancellable, error) ? id : 0;
}
