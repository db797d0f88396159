/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-error.h"
#include "db/crm-db-integrity.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A workspace of an earlier version is written anew beside the old one, brought up to date there and compared with it;
 * then it takes the old one's name, and the old one stays under another. Whatever happens on the way, the old one is
 * there and as it was. */

static gboolean
fail (const char *path,
      int code,
      GError **error)
{
  g_set_error (error, CRM_ERROR, code == ENOSPC || code == EDQUOT ? CRM_ERROR_DISK_FULL : CRM_ERROR_IO,
               _("“%s” could not be brought up to date: %s. It was kept as it was. Make room for a second one beside "
                 "it, in a folder that may be written to, and open it again."), path, g_strerror (code));
  return FALSE;
}

static void
remove_draft (const char *draft)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (draft, suffixes[i], NULL);

      g_unlink (name);
    }
}

/* Those of a process that was killed. The lock that is held says that nobody is at work on one. */
static void
remove_leftovers (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *base = g_path_get_basename (path);
  g_autofree char *prefix = g_strdup_printf (".%s.upgrade-", base);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *leftover = g_build_filename (folder, name, NULL);

      if (g_str_has_prefix (name, prefix))
        g_unlink (leftover);
    }
}

/* An empty file of a name that nobody can have foreseen, for its owner alone; no link is followed. */
static char *
make_draft (const char *path,
            GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path), *base = g_path_get_basename (path);
  g_autofree char *name = g_strdup_printf (".%s.upgrade-%08x%08x", base, g_random_int (), g_random_int ());
  g_autofree char *draft = g_build_filename (folder, name, NULL);
  int fd = g_open (draft, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      fail (path, errno, error);
      return NULL;
    }
  close (fd);
  return g_steal_pointer (&draft);
}

static gboolean
compare (CrmDb *old,
         CrmDb *db,
         const char *path,
         GError **error)
{
  g_autoptr (GArray) before = crm_reader_digest_common (old, old, error);
  g_autoptr (GArray) after = before != NULL ? crm_reader_digest_common (db, old, error) : NULL;

  if (after == NULL)
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    {
      if (strcmp (g_array_index (before, CrmEntityDigest, i).hash, g_array_index (after, CrmEntityDigest, i).hash) == 0)
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_FAILED,
                   _("“%s” could not be brought up to date: the new file does not hold what the old one does. The old "
                     "one was kept as it was. Go on with the version of Clientele that it comes from."), path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_anew (CrmDb *old,
            const char *path,
            const char *draft,
            GError **error)
{
  g_autoptr (CrmDb) db = NULL;

  if (!crm_db_write_copy (old, draft, error))
    return FALSE;
  db = crm_db_open (draft, 0, error);
  return db != NULL && crm_schema_migrate (db, error) && compare (old, db, path, error) && crm_db_adopt (db, error);
}

/* Rights and owner as they were; and on the disk for certain. */
static gboolean
finish_draft (const char *path,
              const char *draft,
              GError **error)
{
  struct stat status;
  int fd = g_open (draft, O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0);
  gboolean done = fd >= 0 && stat (path, &status) == 0 && fchmod (fd, status.st_mode & 07777) == 0;

  if (done && fchown (fd, status.st_uid, status.st_gid) != 0)
    done = errno == EPERM;
  done = done && fsync (fd) == 0;
  if (!done)
    fail (path, errno, error);
  if (fd >= 0)
    close (fd);
  return done;
}

static gboolean
is_same (const char *one,
         const char *other)
{
  struct stat a, b;

  return stat (one, &a) == 0 && stat (other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* A second name for the old file. */
static gboolean
keep_old (const char *path,
          GError **error)
{
  g_autofree char *stem = g_str_has_suffix (path, CRM_WORKSPACE_SUFFIX)
                          ? g_strndup (path, strlen (path) - strlen (CRM_WORKSPACE_SUFFIX)) : g_strdup (path);

  for (guint i = 1; i < 1000; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup_printf (_("%s (before upgrade)%s"), stem, CRM_WORKSPACE_SUFFIX)
                                     : g_strdup_printf (_("%s (before upgrade %u)%s"), stem, i, CRM_WORKSPACE_SUFFIX);

      if (link (path, name) == 0 || (errno == EEXIST && is_same (path, name)))
        return TRUE;
      if (errno != EEXIST)
        {
          g_autoptr (GFile) from = g_file_new_for_path (path), to = g_file_new_for_path (name);

          /* A file system without links. */
          return g_file_copy (from, to, G_FILE_COPY_ALL_METADATA, NULL, NULL, NULL, error);
        }
    }
  return fail (path, EEXIST, error);
}

static gboolean
replace (const char *path,
         const char *draft,
         GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  if (!finish_draft (path, draft, error) || !keep_old (path, error))
    return FALSE;
  if (g_rename (draft, path) != 0)
    return fail (path, errno, error);
  fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
  return TRUE;
}

/* All into the one file, so that nothing of it is left under the name that the new one takes. */
static gboolean
gather (CrmDb *old,
        const char *path,
        GError **error)
{
  g_autoptr (CrmStatement) change = crm_db_prepare (old, "PRAGMA journal_mode = DELETE", error);

  if (change == NULL || crm_statement_step (change, error) == CRM_STEP_ERROR)
    return FALSE;
  if (g_strcmp0 (crm_statement_text (change, 0), "delete") == 0)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_BUSY,
               _("“%s” is being used by another process, such as a Clientele window. Nothing was changed. Close "
                 "it there and try again."), path);
  return FALSE;
}

static gboolean
upgrade (const char *path,
         GError **error)
{
  g_autoptr (CrmDb) old = NULL;
  g_autofree char *draft = NULL;
  gboolean done;

  remove_leftovers (path);
  old = crm_db_open (path, 0, error);
  if (old == NULL || !gather (old, path, error) || (draft = make_draft (path, error)) == NULL)
    return FALSE;
  done = write_anew (old, path, draft, error);
  g_clear_pointer (&old, crm_db_close);
  done = done && replace (path, draft, error);
  if (!done)
    remove_draft (draft);
  return done;
}

/**
 * crm_store_upgrade:
 * @path: a workspace that may be written, its name resolved
 *
 * Brings a workspace of an earlier version up to date; does nothing to others.
 *
 * Errors: %CRM_ERROR_BUSY, %CRM_ERROR_DISK_FULL, %CRM_ERROR_IO, %CRM_ERROR_CORRUPT; the file is as it was
 */
gboolean
crm_store_upgrade (const char *path,
                   GError **error)
{
  int lock = crm_store_file_lock (path, error);
  char *held;
  CrmFileState state;
  gboolean done;

  if (lock < 0)
    return FALSE;
  held = crm_store_file_hold (path);
  /* Somebody may have been faster. */
  done = crm_store_file_inspect (path, &state, error) && (state != CRM_FILE_OLD || upgrade (path, error));
  crm_store_file_unlock (lock);
  crm_store_file_release (held);
  return done;
}
