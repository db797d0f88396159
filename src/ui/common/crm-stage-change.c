/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-stage-change.h"

#include "ui/common/crm-close-dialog.h"

#include <string.h>

/* When a deal gets another stage in its form: one that closes it asks for the reason first; another pipeline means its
 * first stage. */

typedef struct
{
  CrmRecordForm *form;
  CrmRecord     *deal;
  CrmChangeSet  *changes;
  gint64         stage;
  gint64         pipeline;
  gboolean       saved;
} StageChange;

static void
free_stage_change (gpointer data)
{
  StageChange *self = data;
  CrmFieldRow *row;

  /* The person thought better of it. */
  for (guint i = 0; !self->saved && i < 2; i++)
    {
      row = crm_record_form_get_row (self->form, i == 0 ? "stage" : "pipeline");
      if (row != NULL && gtk_widget_get_root (GTK_WIDGET (row)) != NULL)
        crm_field_row_revert (row);
    }
  g_object_unref (self->form);
  g_object_unref (self->deal);
  crm_change_set_unref (self->changes);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StageChange, free_stage_change)

static gpointer
read_stage (CrmReader *reader,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  StageChange *self = data;
  const CrmEntity *entity = crm_entity_find ("stage");
  g_autoptr (CrmQuery) query = NULL;
  g_autoptr (GPtrArray) stages = NULL;

  if (self->stage != 0)
    return crm_reader_get (reader, entity, self->stage, error);
  query = crm_query_new (entity);
  crm_query_take_filter (query, crm_filter_new_link ("pipeline", self->pipeline));
  crm_query_add_sort (query, "position", FALSE, NULL);
  stages = crm_reader_records (reader, query, 1, 0, error);
  return stages != NULL && stages->len > 0 ? g_object_ref (stages->pdata[0]) : NULL;
}

static void
save (StageChange *self)
{
  self->saved = TRUE;
  crm_record_form_save (self->form, self->changes);
}

static void
closed_cb (const char *reason,
           const char *note,
           gpointer user_data)
{
  StageChange *self = user_data;

  if (reason != NULL)
    crm_change_set_text (self->changes, "reason", reason);
  if (*note != '\0')
    crm_change_set_text (self->changes, "reason_note", note);
  save (self);
}

static void
stage_read_cb (GObject *source,
               GAsyncResult *result,
               gpointer user_data)
{
  g_autoptr (StageChange) self = user_data;
  g_autoptr (CrmRecord) stage = crm_store_read_finish (CRM_STORE (source), result, NULL);
  const char *kind = stage != NULL ? crm_record_get_text (stage, "kind") : NULL;

  if (kind == NULL || gtk_widget_get_root (GTK_WIDGET (self->form)) == NULL)
    return;
  crm_change_set_int (self->changes, "stage", crm_record_get_id (stage));
  if (strcmp (kind, "open") == 0)
    {
      save (self);
      return;
    }
  crm_close_dialog_present (GTK_WIDGET (self->form), crm_record_get_title (self->deal), crm_record_get_title (stage),
                            strcmp (kind, "won") == 0, closed_cb, self, free_stage_change);
  g_steal_pointer (&self);
}

/**
 * crm_stage_change_ask:
 * @form: in which the person changed something
 * @deal: what it was before
 * @changes: what is to be saved
 *
 * Sees to the saving of another stage or pipeline.
 *
 * Returns: whether the changes have to do with that
 */
gboolean
crm_stage_change_ask (CrmRecordForm *form,
                      CrmStore *store,
                      CrmRecord *deal,
                      CrmChangeSet *changes)
{
  CrmChange *change = crm_change_set_get_change (changes, 0);
  CrmFieldChange *stage, *pipeline;
  StageChange *self;

  if (strcmp (change->entity->name, "opportunity") != 0)
    return FALSE;
  stage = crm_change_find (change, "stage");
  pipeline = crm_change_find (change, "pipeline");
  if (stage == NULL && pipeline == NULL)
    return FALSE;
  self = g_new0 (StageChange, 1);
  self->form = g_object_ref (form);
  self->deal = g_object_ref (deal);
  self->changes = crm_change_set_ref (changes);
  self->stage = stage != NULL && stage->value.type == CRM_VALUE_INT ? stage->value.i : 0;
  self->pipeline = pipeline != NULL && pipeline->value.type == CRM_VALUE_INT ? pipeline->value.i : 0;
  crm_store_read_async (store, read_stage, self, NULL, g_object_unref, NULL, stage_read_cb, self);
  return TRUE;
}
