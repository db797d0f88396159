/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-quality.h"

#include "analytics/crm-verdicts.h"
#include "store/crm-bulk.h"

#include <glib/gi18n-lib.h>

#define PORTION 1000   /* proposals that are decided together */

typedef struct
{
  CrmStore        *store;
  const CrmEntity *entity;
  gboolean         accept;
  const CrmRun    *run;
  CrmBulk         *bulk;
  CrmChangeSet    *changes;
} Deciding;

CrmFix *
crm_fix_copy (const CrmFix *self)
{
  CrmFix *copy = g_memdup2 (self, sizeof *self);

  copy->title = g_strdup (self->title);
  copy->before = g_strdup (self->before);
  copy->after = g_strdup (self->after);
  return copy;
}

void
crm_fix_free (CrmFix *self)
{
  g_free (self->title);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

/**
 * crm_fix_append:
 * @accept: whether the value is written otherwise; else it is remembered that it is right as it is
 * @changes: to which the change is added; it has no effect on a value that was edited since
 */
void
crm_fix_append (const CrmFix *self,
                const CrmEntity *entity,
                gboolean accept,
                CrmChangeSet *changes)
{
  const CrmField *field = &entity->fields[self->field];
  CrmValue value;

  if (!accept)
    {
      crm_verdict_add_right (changes, entity, self->id, field, self->before, self->after);
      return;
    }
  if (field->kind != CRM_FIELD_DATE)
    value = crm_value_text (self->after);
  else if (!crm_field_parse (field, self->after, NULL, &value, NULL))
    return;
  crm_change_set_update (changes, entity->name, self->id);
  crm_change_set_take (changes, field->key, value);
  crm_change_set_expect (changes, self->before);
}

static gboolean
hand_over (Deciding *self,
           GError **error)
{
  GCancellable *cancellable = self->run != NULL ? self->run->cancellable : NULL;
  g_autoptr (CrmChangeSet) changes = g_steal_pointer (&self->changes);

  self->changes = crm_change_set_new (self->store, "");
  return crm_change_set_get_n_changes (changes) == 0 || crm_bulk_add (self->bulk, changes, cancellable, error);
}

static gboolean
decide_fix (const CrmFix *fix,
            gpointer data,
            GError **error)
{
  Deciding *self = data;

  crm_fix_append (fix, self->entity, self->accept, self->changes);
  return crm_change_set_get_n_changes (self->changes) < PORTION || hand_over (self, error);
}

static gpointer
decide_all (CrmReader *reader,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  Deciding *self = data;
  CrmQuality *quality = crm_quality_scan (reader, self->entity, decide_fix, self, self->run, error);

  if (quality != NULL && !hand_over (self, error))
    g_clear_pointer (&quality, crm_quality_free);
  return quality;
}

/**
 * crm_quality_decide:
 * @accept: whether all proposals are accepted; else they are refused
 * @action: (out): the action; 0 where nothing had to be changed
 * @run: (nullable): how to run
 *
 * Decides all proposals for the records, as one action, in slices, so that people's edits pass it by. Not on the main
 * thread.
 *
 * Returns: how many there were; −1 on errors, after which nothing is changed
 */
gint64
crm_quality_decide (CrmStore *store,
                    const CrmEntity *entity,
                    gboolean accept,
                    gint64 *action,
                    const CrmRun *run,
                    GError **error)
{
  GCancellable *cancellable = run != NULL ? run->cancellable : NULL;
  g_autoptr (CrmBulk) bulk = crm_bulk_new (store, accept ? _("Correct all values") : _("Refuse all corrections"));
  g_autoptr (CrmChangeSet) changes = NULL;
  g_autoptr (CrmQuality) quality = NULL;
  Deciding deciding = { store, entity, accept, run, bulk, crm_change_set_new (store, "") };

  quality = crm_store_read (store, decide_all, &deciding, cancellable, error);
  changes = deciding.changes;
  return quality != NULL && crm_bulk_finish (bulk, action, cancellable, error) ? quality->n_fixes : -1;
}
