/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-backup-json.h"
#include "store/crm-backup-private.h"

#include <string.h>

/* How the last attempts went, in a file in the folder of the backups, so that it can be told after a restart. */

#define STATE_FILE "state.json"

void
crm_backup_state_free (CrmBackupState *self)
{
  g_free (self->drilled);
  g_free (self->failure);
  g_free (self);
}

/**
 * crm_backup_state_load:
 * @folder: what crm_backup_folder() returned
 *
 * Returns: (transfer full): how the last attempts went
 */
CrmBackupState *
crm_backup_state_load (const char *folder)
{
  CrmBackupState *self = g_new0 (CrmBackupState, 1);
  g_autofree char *path = g_build_filename (folder, STATE_FILE, NULL);
  gboolean exists;
  g_autoptr (JsonObject) object = crm_backup_json_load (path, &exists);

  if (object == NULL)
    return self;
  self->drilled_at = crm_backup_json_number (object, "drilled-at");
  self->drill_passed = crm_backup_json_truth (object, "drill-passed");
  self->drilled = g_strdup (crm_backup_json_text (object, "drilled", NULL));
  self->failed_at = crm_backup_json_number (object, "failed-at");
  self->failure = g_strdup (crm_backup_json_text (object, "failure", NULL));
  return self;
}

/**
 * crm_backup_state_save:
 *
 * Writes it down. Where that is not possible, which the attempt itself has told, nothing is.
 */
void
crm_backup_state_save (const char *folder,
                       const CrmBackupState *state)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (CrmBackupFile) file = crm_backup_file_new (folder, NULL);
  g_autofree char *text = NULL;

  if (file == NULL)
    return;
  json_builder_begin_object (builder);
  crm_backup_json_add_number (builder, "drilled-at", state->drilled_at);
  crm_backup_json_add_truth (builder, "drill-passed", state->drill_passed);
  crm_backup_json_add_text (builder, "drilled", state->drilled);
  crm_backup_json_add_number (builder, "failed-at", state->failed_at);
  crm_backup_json_add_text (builder, "failure", state->failure);
  json_builder_end_object (builder);
  text = crm_backup_json_print (builder);
  if (crm_backup_file_write (file, text, strlen (text), NULL))
    crm_backup_file_publish (file, STATE_FILE, TRUE, NULL);
}
