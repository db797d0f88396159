/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-backup-json.h"
#include "store/crm-backup-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is known of a backup, in a small file beside it. */

#define FORMAT 1

G_DEFINE_BOXED_TYPE (CrmBackup, crm_backup, crm_backup_ref, crm_backup_unref)

static void
clear_digest (gpointer data)
{
  g_free (((CrmBackupDigest *) data)->name);
}

GArray *
crm_backup_digests_new (void)
{
  GArray *digests = g_array_new (FALSE, TRUE, sizeof (CrmBackupDigest));

  g_array_set_clear_func (digests, clear_digest);
  return digests;
}

CrmBackup *
crm_backup_new (CrmBackupKind kind)
{
  CrmBackup *self = g_rc_box_new0 (CrmBackup);

  self->kind = kind;
  return self;
}

CrmBackup *
crm_backup_ref (CrmBackup *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  CrmBackup *self = data;

  g_free (self->file);
  g_free (self->workspace);
  g_free (self->previous);
  g_free (self->fingerprint);
  g_free (self->hash);
  g_clear_pointer (&self->digests, g_array_unref);
}

void
crm_backup_unref (CrmBackup *self)
{
  g_rc_box_release_full (self, clear);
}

char *
crm_backup_manifest_name (const char *name)
{
  return g_strconcat (name, ".json", NULL);
}

static void
add_digests (JsonBuilder *builder,
             GArray *digests)
{
  json_builder_set_member_name (builder, "contents");
  json_builder_begin_object (builder);
  for (guint i = 0; i < digests->len; i++)
    {
      const CrmBackupDigest *digest = &g_array_index (digests, CrmBackupDigest, i);

      json_builder_set_member_name (builder, digest->name);
      json_builder_begin_object (builder);
      crm_backup_json_add_number (builder, "count", digest->count);
      crm_backup_json_add_text (builder, "hash", digest->hash);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static char *
to_json (CrmBackup *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *name = g_filename_display_name (self->workspace);
  g_autofree char *at = crm_instant_to_iso (self->at);

  json_builder_begin_object (builder);
  crm_backup_json_add_number (builder, "format", FORMAT);
  crm_backup_json_add_text (builder, "kind", self->kind == CRM_BACKUP_FULL ? "full" : "changes");
  crm_backup_json_add_text (builder, "at", at);
  crm_backup_json_add_text (builder, "workspace", name);
  crm_backup_json_add_text (builder, "previous", self->previous);
  crm_backup_json_add_text (builder, "fingerprint", self->fingerprint);
  crm_backup_json_add_number (builder, "action", self->action);
  crm_backup_json_add_number (builder, "change", self->change);
  crm_backup_json_add_truth (builder, "unfinished", self->unfinished);
  crm_backup_json_add_truth (builder, "verified", self->verified);
  crm_backup_json_add_number (builder, "bytes", self->bytes);
  crm_backup_json_add_text (builder, "hash", self->hash);
  add_digests (builder, self->digests);
  json_builder_end_object (builder);
  return crm_backup_json_print (builder);
}

/**
 * crm_backup_save:
 *
 * Writes down what is known of the backup, beside it.
 */
gboolean
crm_backup_save (CrmBackup *self,
                 GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->file);
  g_autofree char *base = g_path_get_basename (self->file);
  g_autofree char *name = crm_backup_manifest_name (base);
  g_autofree char *text = to_json (self);
  g_autoptr (CrmBackupFile) file = crm_backup_file_new (folder, error);

  return file != NULL && crm_backup_file_write (file, text, strlen (text), error) &&
         crm_backup_file_publish (file, name, TRUE, error);
}

static GArray *
read_digests (JsonObject *object)
{
  GArray *digests = crm_backup_digests_new ();
  JsonNode *contents = json_object_get_member (object, "contents");
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (contents == NULL || !JSON_NODE_HOLDS_OBJECT (contents))
    return digests;
  json_object_iter_init (&iter, json_node_get_object (contents));
  while (json_object_iter_next (&iter, &name, &node))
    {
      CrmBackupDigest digest = { 0 };

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      digest.name = g_strdup (name);
      digest.count = crm_backup_json_number (json_node_get_object (node), "count");
      g_strlcpy (digest.hash, crm_backup_json_text (json_node_get_object (node), "hash", ""), sizeof digest.hash);
      g_array_append_val (digests, digest);
    }
  return digests;
}

static CrmBackup *
from_json (const char *file,
           JsonObject *object)
{
  const char *kind = crm_backup_json_text (object, "kind", "");
  g_autoptr (CrmBackup) self = crm_backup_new (strcmp (kind, "changes") == 0 ? CRM_BACKUP_CHANGES : CRM_BACKUP_FULL);

  if (crm_backup_json_number (object, "format") != FORMAT ||
      !crm_instant_parse (crm_backup_json_text (object, "at", ""), &self->at))
    return NULL;
  self->file = g_strdup (file);
  self->workspace = g_strdup (crm_backup_json_text (object, "workspace", ""));
  self->previous = g_strdup (crm_backup_json_text (object, "previous", NULL));
  self->fingerprint = g_strdup (crm_backup_json_text (object, "fingerprint", ""));
  self->action = crm_backup_json_number (object, "action");
  self->change = crm_backup_json_number (object, "change");
  self->unfinished = crm_backup_json_truth (object, "unfinished");
  self->verified = crm_backup_json_truth (object, "verified");
  self->bytes = crm_backup_json_number (object, "bytes");
  self->hash = g_strdup (crm_backup_json_text (object, "hash", ""));
  self->digests = read_digests (object);
  /* A name, never a path that leads elsewhere. */
  if (self->previous != NULL && strchr (self->previous, G_DIR_SEPARATOR) != NULL)
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * crm_backup_load:
 * @file: a backup
 *
 * Returns: (transfer full): what stands beside it
 * Errors: %CRM_ERROR_NOT_FOUND where nothing does, %CRM_ERROR_FORMAT where it cannot be understood
 */
CrmBackup *
crm_backup_load (const char *file,
                 GError **error)
{
  g_autofree char *manifest = crm_backup_manifest_name (file);
  gboolean exists;
  g_autoptr (JsonObject) object = crm_backup_json_load (manifest, &exists);
  CrmBackup *self = object != NULL ? from_json (file, object) : NULL;

  if (!exists)
    g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND,
                 _("Nothing beside “%s” says what it holds. It was not changed."), file);
  else if (self == NULL)
    g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
                 _("“%s” cannot be understood. Nothing was changed. Choose another backup."), manifest);
  return self;
}

/**
 * crm_backup_find_digest:
 *
 * Returns: (transfer none) (nullable): what is known of an entity or a table of the history
 */
const CrmBackupDigest *
crm_backup_find_digest (GArray *digests,
                        const char *name)
{
  for (guint i = 0; i < digests->len; i++)
    {
      const CrmBackupDigest *digest = &g_array_index (digests, CrmBackupDigest, i);

      if (strcmp (digest->name, name) == 0)
        return digest;
    }
  return NULL;
}

/**
 * crm_backup_same_digests:
 * @expected: what was recorded
 * @found: what is there now; it may have more, such as entities of a later version, if they are empty
 * @journal: whether the history counts as well
 */
gboolean
crm_backup_same_digests (GArray *expected,
                         GArray *found,
                         gboolean journal)
{
  for (guint i = 0; i < expected->len; i++)
    {
      const CrmBackupDigest *digest = &g_array_index (expected, CrmBackupDigest, i);
      const CrmBackupDigest *other = crm_backup_find_digest (found, digest->name);

      if (!journal && g_str_has_prefix (digest->name, "journal_"))
        continue;
      if (other == NULL || other->count != digest->count || strcmp (other->hash, digest->hash) != 0)
        return FALSE;
    }
  for (guint i = 0; i < found->len; i++)
    {
      const CrmBackupDigest *digest = &g_array_index (found, CrmBackupDigest, i);

      if (digest->count > 0 && crm_backup_find_digest (expected, digest->name) == NULL)
        return FALSE;
    }
  return expected->len > 0;
}
