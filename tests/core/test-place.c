/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "base/crm-error.h"
#include "store/crm-backup.h"
#include "store/crm-place.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Where workspaces lie: network folders, and file systems without links. */

static const char mounts[] =
  "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
  "30 22 0:40 / /srv/team rw,relatime shared:7 master:2 - nfs4 server:/team rw,vers=4.2\n"
  "31 30 8:2 / /srv/team/local rw - ext4 /dev/sdb1 rw\n"
  "32 22 0:41 / /mnt/with\\040space rw shared:9 - cifs //server/share rw\n"
  "33 22 0:42 / /home/ann/ssh rw - fuse.sshfs ann@server:/home/ann rw,user_id=1000\n"
  "34 22 0:43 / /home/ann/dav rw - fuse https://server/dav rw\n"
  "35 22 0:44 / /home/ann/.safe rw - fuse.gocryptfs /home/ann/.cipher rw\n"
  "36 22 8:3 / /media/stick rw - fuseblk /dev/sdc1 rw\n"
  "37 22 0:45 / /auto rw - autofs systemd-1 rw\n"
  "38 37 0:46 / /auto rw - 9p host rw\n"
  "39 22 0:47 / /gone rw - nfs server:/gone rw\n"
  "40 39 8:4 / /gone rw - btrfs /dev/sdd1 rw\n"
  "41 22 0:48 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw\n"
  "broken line\n"
  "\n";

static const struct
{
  const char *path;
  const char *network;
} places[] = {
  { "/home/ann/a.clientele", NULL },
  { "/srv/team/a.clientele", "nfs4" },
  { "/srv/team", "nfs4" },
  { "/srv/teams/a.clientele", NULL },
  { "/srv/team/local/a.clientele", NULL },
  { "/mnt/with space/a.clientele", "cifs" },
  { "/home/ann/ssh/a.clientele", "fuse.sshfs" },
  { "/home/ann/dav/a.clientele", "fuse" },
  { "/home/ann/.safe/a.clientele", NULL },
  { "/media/stick/a.clientele", NULL },
  { "/auto/a.clientele", "9p" },
  { "/gone/a.clientele", NULL },
  { "/run/user/1000/gvfs/smb-share/a.clientele", "fuse.gvfsd-fuse" },
};

static void
test_network (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *network = crm_place_find_network (mounts, places[i].path);

      g_assert_cmpstr (network, ==, places[i].network);
    }
}

static void
test_here (void)
{
  g_autofree char *network = crm_place_dup_network (g_get_tmp_dir ());
  g_autofree char *pretended = NULL;

  g_assert_null (network);
  crm_place_set_mounts ("22 1 8:1 / / rw - nfs server:/ rw\n");
  pretended = crm_place_dup_network (g_get_tmp_dir ());
  crm_place_set_mounts (NULL);
  g_assert_cmpstr (pretended, ==, "nfs");
}

/* These take the place of the C library's in this program: FAT knows no links. */

static gboolean without_links;

int
link (const char *from,
      const char *to)
{
  if (!without_links)
    return linkat (AT_FDCWD, from, AT_FDCWD, to, 0);
  errno = EPERM;
  return -1;
}

int
linkat (int from_folder,
        const char *from,
        int to_folder,
        const char *to,
        int flags)
{
  if (!without_links)
    return syscall (SYS_linkat, from_folder, from, to_folder, to, flags);
  errno = EPERM;
  return -1;
}

static void
test_without_links (TestStore *test,
                    gconstpointer data)
{
  g_autofree char *path = g_build_filename (test->folder, "fat.clientele", NULL);
  g_autofree char *copy = g_build_filename (test->folder, "copy.clientele", NULL);
  g_autoptr (CrmBackup) restored = NULL;
  g_autoptr (CrmRepair) repaired = NULL;
  g_autoptr (GError) error = NULL;
  CrmStore *store;

  without_links = TRUE;
  store = crm_workspace_create (path, "EUR", &error);
  g_assert_no_error (error);
  crm_test_add (store, "customer", "name", "Blue Café", NULL);
  crm_store_close (store);
  g_object_unref (store);
  g_assert_null (crm_workspace_create (path, "EUR", &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_EXISTS);
  g_clear_error (&error);
  restored = crm_backup_restore (path, copy, NULL, &error);
  g_assert_no_error (error);
  repaired = crm_store_repair (copy, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (repaired->kept, G_FILE_TEST_EXISTS));
  without_links = FALSE;
  store = crm_workspace_open (copy, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (crm_test_count (store, "customer", ""), ==, 1);
  crm_store_close (store);
  g_object_unref (store);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/place/network", test_network);
  g_test_add_func ("/place/here", test_here);
  g_test_add ("/place/without-links", TestStore, NULL, crm_test_set_up, test_without_links, crm_test_tear_down);
  return g_test_run ();
}
