/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-backup-private.h"

#include "base/crm-date.h"

#include <glib/gstdio.h>

/* Which backups may go. */

#define DAILY 7
#define WEEKLY 5
#define MONTHLY 12

/* Marks the newest full backup of each of the last periods that have one. */
static void
mark_newest (GPtrArray *fulls,
             CrmPeriod period,
             guint n,
             GHashTable *kept)
{
  gint64 last = G_MAXINT64;

  for (guint i = 0; i < fulls->len && n > 0; i++)
    {
      CrmBackup *backup = fulls->pdata[i];
      gint64 start = crm_period_start (period, crm_instant_to_date (backup->at));

      if (start >= last)
        continue;
      last = start;
      n--;
      g_hash_table_add (kept, backup);
    }
}

static GPtrArray *
find_fulls (GPtrArray *backups)
{
  GPtrArray *fulls = g_ptr_array_new ();

  for (guint i = 0; i < backups->len; i++)
    {
      CrmBackup *backup = backups->pdata[i];

      if (backup->verified && backup->kind == CRM_BACKUP_FULL)
        g_ptr_array_add (fulls, backup);
    }
  return fulls;
}

/* What was changed is kept as long as the full backup it builds on is a daily one. */
static gboolean
is_kept (GPtrArray *backups,
         CrmBackup *backup,
         GHashTable *daily,
         GHashTable *kept)
{
  CrmBackup *full;

  if (!backup->verified)
    return FALSE;
  if (backup->kind == CRM_BACKUP_FULL)
    return g_hash_table_contains (kept, backup);
  full = crm_backup_find_full (backups, backup);
  return full != NULL && g_hash_table_contains (daily, full);
}

/**
 * crm_backup_doomed:
 * @backups: those there are, newest first
 * @now: instant
 *
 * Returns: (transfer full) (element-type CrmBackup): those that may go; never the last one that was verified, nor what
 *   it builds on
 */
GPtrArray *
crm_backup_doomed (GPtrArray *backups,
                   gint64 now)
{
  g_autoptr (GPtrArray) fulls = find_fulls (backups);
  g_autoptr (GHashTable) daily = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) kept = g_hash_table_new (NULL, NULL);
  GPtrArray *doomed = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_backup_unref);
  CrmBackup *newest = crm_backup_newest (backups);

  if (newest == NULL)
    return doomed;
  mark_newest (fulls, CRM_PERIOD_DAY, DAILY, daily);
  mark_newest (fulls, CRM_PERIOD_DAY, DAILY, kept);
  mark_newest (fulls, CRM_PERIOD_WEEK, WEEKLY, kept);
  mark_newest (fulls, CRM_PERIOD_MONTH, MONTHLY, kept);
  for (guint i = 0; i < backups->len; i++)
    {
      CrmBackup *backup = backups->pdata[i];

      /* One that cannot be relied on is only in the way once there is a newer one that can. */
      if (is_kept (backups, backup, daily, kept) || (!backup->verified && backup->at > newest->at))
        continue;
      g_ptr_array_add (doomed, crm_backup_ref (backup));
    }
  return doomed;
}

/**
 * crm_backup_remove_doomed:
 *
 * Deletes the files of crm_backup_doomed(), what builds on others first.
 */
void
crm_backup_remove_doomed (GPtrArray *backups,
                          gint64 now)
{
  g_autoptr (GPtrArray) doomed = crm_backup_doomed (backups, now);

  for (guint i = 0; i < doomed->len; i++)
    {
      const CrmBackup *backup = doomed->pdata[i];
      g_autofree char *manifest = crm_backup_manifest_name (backup->file);

      g_unlink (backup->file);
      g_unlink (manifest);
    }
}
