/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of lists, forms and pages of records share: a workspace, a window, waiting and finding. */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "config.h"
#include "crm-resources.h"
#include "sales/crm-workspace.h"

typedef struct
{
  char      *folder;
  char      *path;
  CrmStore  *store;
  GtkWidget *window;
  GtkWidget *page;
  GSettings *settings;
} Fixture;

typedef gboolean (*Condition) (Fixture *fixture, gconstpointer data);

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static inline void
wait_for (Condition condition,
          Fixture *fixture,
          gconstpointer data)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  guint source = g_timeout_add (10, tick, NULL);

  while (!condition (fixture, data) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  g_assert_true (condition (fixture, data));
}

/* Lets everything happen that is under way, such as readings and what they bring about, also where the machine is busy
 * or sanitizers slow it down. */
static inline void
settle (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 8 * 1000;
  guint source = g_timeout_add (5, tick, NULL);

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static inline gboolean
is_gone (Fixture *fixture,
         gconstpointer data)
{
  return *(gpointer const *) data == NULL;
}

/* A widget of that type that is shown; for buttons with the tooltip or the label, if one is given. */
static inline GtkWidget *
find (GtkWidget *root,
      GType type,
      const char *text)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && gtk_widget_get_visible (root))
    {
      if (text == NULL || g_strcmp0 (gtk_widget_get_tooltip_text (root), text) == 0 ||
          (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), text) == 0) ||
          (GTK_IS_LABEL (root) && g_strcmp0 (gtk_label_get_label (GTK_LABEL (root)), text) == 0) ||
          (ADW_IS_PREFERENCES_ROW (root) &&
           g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), text) == 0))
        return root;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Reading on this thread, while the test stands still */

static inline gpointer
read_one (CrmReader *reader,
          gpointer data,
          GCancellable *cancellable,
          GError **error)
{
  CrmQuery *query = data;
  g_autoptr (GPtrArray) records = crm_reader_records (reader, query, 1, 0, error);

  return records != NULL && records->len > 0 ? g_object_ref (records->pdata[0]) : NULL;
}

static inline CrmRecord *
query_one (Fixture *fixture,
           const char *entity,
           const char *filter)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (entity));
  g_autoptr (GError) error = NULL;
  CrmRecord *record;

  g_assert_true (crm_query_set_filter_text (query, filter, &error));
  record = crm_store_read (fixture->store, read_one, query, NULL, &error);
  g_assert_no_error (error);
  return record;
}

static inline gpointer
read_count (CrmReader *reader,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  return GINT_TO_POINTER ((int) crm_reader_count (reader, data, error));
}

static inline int
query_count (Fixture *fixture,
             const char *entity,
             const char *filter)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (entity));

  g_assert_true (crm_query_set_filter_text (query, filter, NULL));
  return GPOINTER_TO_INT (crm_store_read (fixture->store, read_count, query, NULL, NULL));
}

static inline gpointer
read_undo_label (CrmReader *reader,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  return crm_reader_undo_label (reader);
}

static inline char *
undo_label (Fixture *fixture)
{
  return crm_store_read (fixture->store, read_undo_label, NULL, NULL, NULL);
}

static inline void
apply (Fixture *fixture,
       CrmChangeSet *changes)
{
  g_autoptr (GError) error = NULL;

  crm_store_apply (fixture->store, changes, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* A customer and what is given as pairs of field and text. */
static inline gint64
add_record (Fixture *fixture,
            const char *entity,
            ...)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (fixture->store, "Add for the test");
  gint64 id = crm_change_set_insert (changes, entity);
  const char *field;
  va_list arguments;

  va_start (arguments, entity);
  while ((field = va_arg (arguments, const char *)) != NULL)
    {
      g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

      g_assert_true (crm_field_parse (crm_entity_field (crm_entity_find (entity), field),
                                      va_arg (arguments, const char *), "EUR", &value, NULL));
      crm_change_set_take (changes, field, crm_value_copy (&value));
    }
  va_end (arguments);
  apply (fixture, changes);
  return id;
}

/* Setting up */

static inline void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("clientele-records-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "test.clientele", NULL);
  fixture->store = crm_workspace_create (fixture->path, "EUR", &error);
  g_assert_no_error (error);
  fixture->settings = g_settings_new (APPLICATION_ID);
  g_settings_set_boolean (fixture->settings, "confirm-delete", FALSE);
  g_settings_reset (fixture->settings, "list-columns");
}

/* Shows a page in a window of its own. */
static inline void
show_page (Fixture *fixture,
           gpointer page)
{
  GtkWidget *view = adw_navigation_view_new ();

  fixture->page = page;
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 760);
  adw_navigation_view_add (ADW_NAVIGATION_VIEW (view), ADW_NAVIGATION_PAGE (page));
  adw_window_set_content (ADW_WINDOW (fixture->window), view);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

/* Destroys the window and makes sure that nothing of the page stays behind. */
static inline void
close_window (Fixture *fixture)
{
  gpointer page = fixture->page;

  if (fixture->window == NULL)
    return;
  g_object_add_weak_pointer (page, &page);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&fixture->window)));
  wait_for (is_gone, fixture, &page);
}

static inline void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_autofree char *lock = g_strconcat (fixture->path, "-lock", NULL);

  close_window (fixture);
  settle (30);
  crm_store_close (fixture->store);
  g_clear_object (&fixture->store);
  g_clear_object (&fixture->settings);
  g_unlink (fixture->path);
  g_unlink (lock);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static inline void
init_test (int *argc,
           char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  g_resources_register (crm_get_resource ());
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    RESOURCE_BASE "/icons");
}
