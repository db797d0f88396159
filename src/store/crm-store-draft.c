/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A workspace that is written anew beside the old one, and takes its name when it is whole. */

static gboolean
fail (const char *path,
      int code,
      GError **error)
{
  g_set_error (error, CRM_ERROR, code == ENOSPC || code == EDQUOT ? CRM_ERROR_DISK_FULL : CRM_ERROR_IO,
               _("“%s” could not be written anew: %s. It was kept as it was. Make room for a second one beside "
                 "it, in a folder that may be written to, and open it again."), path, g_strerror (code));
  return FALSE;
}

/**
 * crm_store_draft_remove:
 *
 * Removes a draft and all that SQLite put beside it.
 */
void
crm_store_draft_remove (const char *draft)
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
  g_autofree char *prefix = g_strdup_printf (".%s.draft-", base);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *leftover = g_build_filename (folder, name, NULL);

      if (g_str_has_prefix (name, prefix))
        g_unlink (leftover);
    }
}

/**
 * crm_store_draft_new:
 * @path: a workspace whose lock is held
 *
 * Makes an empty file beside it, of a name that nobody can have foreseen, for its owner alone; no link is followed.
 * Drafts of processes that were killed go.
 *
 * Returns: (transfer full): its name
 */
char *
crm_store_draft_new (const char *path,
                     GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path), *base = g_path_get_basename (path);
  g_autofree char *name = g_strdup_printf (".%s.draft-%08x%08x", base, g_random_int (), g_random_int ());
  g_autofree char *draft = g_build_filename (folder, name, NULL);
  int fd;

  remove_leftovers (path);
  fd = g_open (draft, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      fail (path, errno, error);
      return NULL;
    }
  close (fd);
  return g_steal_pointer (&draft);
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

/**
 * crm_store_draft_why_damaged:
 *
 * Returns: (transfer full): what a damaged file is told apart by: see crm_store_draft_put()
 */
char *
crm_store_draft_why_damaged (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");

  return g_strdup_printf (_("damaged %s"), day);
}

/* A log that could not be moved into the old file goes with it: the new one must not find it. */
static gboolean
move_log (const char *path,
          const char *kept)
{
  g_autofree char *from = g_strconcat (path, "-wal", NULL), *to = g_strconcat (kept, "-wal", NULL);
  g_autofree char *shared = g_strconcat (path, "-shm", NULL);

  g_unlink (shared);
  return g_rename (from, to) == 0 || errno == ENOENT;
}

/* A second name for the old file. */
static char *
keep_old (const char *path,
          const char *why,
          GError **error)
{
  g_autofree char *stem = g_str_has_suffix (path, CRM_WORKSPACE_SUFFIX)
                          ? g_strndup (path, strlen (path) - strlen (CRM_WORKSPACE_SUFFIX)) : g_strdup (path);

  for (guint i = 1; i < 1000; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup_printf ("%s (%s)%s", stem, why, CRM_WORKSPACE_SUFFIX)
                                     : g_strdup_printf ("%s (%s %u)%s", stem, why, i, CRM_WORKSPACE_SUFFIX);

      if (link (path, name) == 0 || (errno == EEXIST && is_same (path, name)))
        return g_steal_pointer (&name);
      if (errno != EEXIST)
        {
          g_autoptr (GFile) from = g_file_new_for_path (path), to = g_file_new_for_path (name);

          /* A file system without links. */
          return g_file_copy (from, to, G_FILE_COPY_ALL_METADATA, NULL, NULL, NULL, error) ? g_steal_pointer (&name)
                                                                                            : NULL;
        }
    }
  fail (path, EEXIST, error);
  return NULL;
}

/**
 * crm_store_draft_put:
 * @why: stands in brackets behind the name that the old one is kept under
 * @kept: (out) (transfer full) (optional): that name
 *
 * Puts the draft into the workspace's place. Whatever happens on the way, one of the two is there, whole.
 */
gboolean
crm_store_draft_put (const char *path,
                     const char *draft,
                     const char *why,
                     char **kept,
                     GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = NULL;
  int fd;

  if (!finish_draft (path, draft, error) || (name = keep_old (path, why, error)) == NULL)
    return FALSE;
  if (kept != NULL)
    *kept = g_strdup (name);
  if (!move_log (path, name) || g_rename (draft, path) != 0)
    return fail (path, errno, error);
  fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
  return TRUE;
}
