/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-place.h"

#include <string.h>

/* Where a workspace lies. What several connections share of its log is memory of one computer, and locks of a network
 * folder are often not those of the server: two computers that open one file can damage it. */

/* Fields of a line of /proc/self/mountinfo, see proc_pid_mountinfo(5). */
#define FIELD_MOUNT_POINT 4

static char *stand_in;   /* (nullable): see crm_place_set_mounts() */

static const char *const networks[] = {
  "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "lustre", "gpfs", "beegfs", "9p", "davfs",
  NULL,
};

static const char *const fuse_networks[] = {
  "sshfs", "davfs", "davfs2", "gvfsd-fuse", "rclone", "s3fs", "curlftpfs", "glusterfs", "ceph", "cephfs", "smbnetfs",
  "google-drive-ocamlfuse", "onedriver", "kio-fuse", "juicefs", "seaf-fuse", NULL,
};

/* @source: what is mounted, such as "host:/folder" */
static gboolean
is_network (const char *type,
            const char *source)
{
  if (g_strv_contains (networks, type))
    return TRUE;
  if (g_str_has_prefix (type, "fuse."))
    return g_strv_contains (fuse_networks, type + strlen ("fuse.")) || strstr (source, "://") != NULL ||
           strstr (source, ":/") != NULL;
  return strcmp (type, "fuse") == 0 && (strstr (source, "://") != NULL || strstr (source, ":/") != NULL);
}

static gboolean
lies_in (const char *path,
         const char *folder)
{
  gsize length = strlen (folder);

  if (strcmp (folder, "/") == 0)
    return TRUE;
  return strncmp (path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/**
 * crm_place_find_network:
 * @mountinfo: text as in /proc/self/mountinfo
 * @path: absolute, without links
 *
 * Returns: (transfer full) (nullable): the kind of network folder that the file lies in, such as "nfs4"; %NULL if it is
 *   on this computer
 */
char *
crm_place_find_network (const char *mountinfo,
                        const char *path)
{
  g_auto (GStrv) lines = g_strsplit (mountinfo, "\n", -1);
  g_autofree char *found = NULL;
  gsize longest = 0;

  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) fields = g_strsplit (*line, " ", -1);
      guint n = g_strv_length (fields), i = FIELD_MOUNT_POINT + 2;   /* behind the options */
      g_autofree char *folder = n > i ? g_strcompress (fields[FIELD_MOUNT_POINT]) : NULL;

      while (i < n && strcmp (fields[i], "-") != 0)
        i++;
      /* What is mounted later on the same folder hides what was there. */
      if (i + 2 >= n || !lies_in (path, folder) || strlen (folder) < longest)
        continue;
      longest = strlen (folder);
      g_free (found);
      found = is_network (fields[i + 1], fields[i + 2]) ? g_strdup (fields[i + 1]) : NULL;
    }
  return g_steal_pointer (&found);
}

/**
 * crm_place_dup_network:
 * @path: absolute, without links, such as crm_store_get_path()
 *
 * Asks only the kernel, so it does not wait for the network.
 *
 * Returns: (transfer full) (nullable): as crm_place_find_network()
 */
char *
crm_place_dup_network (const char *path)
{
  g_autofree char *mountinfo = g_strdup (stand_in);

  if (mountinfo == NULL && !g_file_get_contents ("/proc/self/mountinfo", &mountinfo, NULL, NULL))
    return NULL;
  return crm_place_find_network (mountinfo, path);
}

/**
 * crm_place_set_mounts:
 * @mountinfo: (nullable): what stands in for the kernel's text from now on, in a test
 */
void
crm_place_set_mounts (const char *mountinfo)
{
  g_set_str (&stand_in, mountinfo);
}
