/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-recent.h"

#define MOST 8

static void
store_without (GSettings *settings,
               const char *first,
               const char *left_out)
{
  g_auto (GStrv) known = g_settings_get_strv (settings, "recent-workspaces");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) uris = NULL;
  guint n = 0;

  if (first != NULL)
    {
      g_strv_builder_add (builder, first);
      n++;
    }
  for (char **uri = known; *uri != NULL && n < MOST; uri++)
    {
      if (g_strcmp0 (*uri, left_out) == 0)
        continue;
      g_strv_builder_add (builder, *uri);
      n++;
    }
  uris = g_strv_builder_end (builder);
  g_settings_set_strv (settings, "recent-workspaces", (const char *const *) uris);
}

/**
 * crm_recent_add:
 * @file: a workspace that was opened just now
 */
void
crm_recent_add (GSettings *settings,
                GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);

  store_without (settings, uri, uri);
  g_settings_set_string (settings, "last-workspace", uri);
}

void
crm_recent_remove (GSettings *settings,
                   const char *uri)
{
  store_without (settings, NULL, uri);
}

/**
 * crm_recent_list:
 *
 * Returns: (transfer full) (element-type GFile): the workspaces opened lately that still exist, newest first
 */
GPtrArray *
crm_recent_list (GSettings *settings)
{
  g_auto (GStrv) uris = g_settings_get_strv (settings, "recent-workspaces");
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

  for (char **uri = uris; *uri != NULL; uri++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (*uri);

      if (g_file_query_exists (file, NULL))
        g_ptr_array_add (files, g_steal_pointer (&file));
    }
  return files;
}
