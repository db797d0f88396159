/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-application.h"

#include "crm-resources.h"
#include "ui/shell/crm-window.h"

#include <glib/gi18n.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/**
 * CrmApplication:
 *
 * One process for a person. Each window has a workspace of its own; a workspace is open in one window.
 */
struct _CrmApplication
{
  AdwApplication parent_instance;

  GSettings     *settings;
};

G_DEFINE_FINAL_TYPE (CrmApplication, crm_application, ADW_TYPE_APPLICATION)

static void
new_window_activated_cb (GSimpleAction *action,
                         GVariant *parameter,
                         gpointer user_data)
{
  gtk_window_present (GTK_WINDOW (crm_window_new (CRM_APPLICATION (user_data))));
}

static void
quit_activated_cb (GSimpleAction *action,
                   GVariant *parameter,
                   gpointer user_data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (user_data)));

  /* Each window closes its workspace; the application ends with the last one. */
  for (GList *link = windows; link != NULL; link = link->next)
    gtk_window_close (link->data);
  g_list_free (windows);
}

static const GActionEntry actions[] = {
  { "new-window", new_window_activated_cb },
  { "quit", quit_activated_cb },
};

static void
update_color_scheme (CrmApplication *self)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[g_settings_get_enum (self->settings, "color-scheme")]);
}

static CrmWindow *
find_window (CrmApplication *self,
             const char *path)
{
  for (GList *link = gtk_application_get_windows (GTK_APPLICATION (self)); link != NULL; link = link->next)
    {
      if (CRM_IS_WINDOW (link->data) && g_strcmp0 (crm_window_get_path (link->data), path) == 0)
        return link->data;
    }
  return NULL;
}

static void
crm_application_startup (GApplication *application)
{
  CrmApplication *self = CRM_APPLICATION (application);

  g_resources_register (crm_get_resource ());
  G_APPLICATION_CLASS (crm_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APPLICATION_ID);
  self->settings = g_settings_new (APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::color-scheme", G_CALLBACK (update_color_scheme), self,
                           G_CONNECT_SWAPPED);
  update_color_scheme (self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

static void
crm_application_activate (GApplication *application)
{
  CrmApplication *self = CRM_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    {
      g_autofree char *last = g_settings_get_string (self->settings, "last-workspace");
      g_autoptr (GFile) file = *last != '\0' ? g_file_new_for_uri (last) : NULL;

      window = GTK_WINDOW (crm_window_new (self));
      if (file != NULL && g_file_query_exists (file, NULL))
        crm_window_open (CRM_WINDOW (window), file);
    }
  gtk_window_present (window);
}

static void
crm_application_open (GApplication *application,
                      GFile **files,
                      int n_files,
                      const char *hint)
{
  CrmApplication *self = CRM_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    {
      const char *path = g_file_peek_path (files[i]);
      CrmWindow *window = find_window (self, path);

      if (window == NULL)
        window = find_window (self, NULL);   /* one that shows the greeter */
      if (window == NULL)
        window = crm_window_new (self);
      if (g_strcmp0 (crm_window_get_path (window), path) != 0)
        crm_window_open (window, files[i]);
      gtk_window_present (GTK_WINDOW (window));
    }
}

static void
crm_application_finalize (GObject *object)
{
  g_clear_object (&CRM_APPLICATION (object)->settings);
  G_OBJECT_CLASS (crm_application_parent_class)->finalize (object);
}

static void
crm_application_class_init (CrmApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = crm_application_finalize;
  application_class->startup = crm_application_startup;
  application_class->activate = crm_application_activate;
  application_class->open = crm_application_open;
}

/* A window that has read a million records is to be about as small as any other: what is given back goes back to the
 * system, and the threads that read share one heap rather than fill one each. */
static void
save_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_ARENA_MAX, 1);
  mallopt (M_MMAP_THRESHOLD, 256 * 1024);
  mallopt (M_TRIM_THRESHOLD, 256 * 1024);
#endif
}

static void
crm_application_init (CrmApplication *self)
{
  save_memory ();
}

CrmApplication *
crm_application_new (void)
{
  return g_object_new (CRM_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "resource-base-path", RESOURCE_BASE,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       NULL);
}
