/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-record-details.h"

#include <glib/gi18n.h>

#define PHOTO_SIZE 256   /* pixels; twice what is shown, for dense screens */
#define MOST_PIXELS 4096   /* of a side: a small file may hold a picture that memory does not */

/**
 * CrmRecordDetails:
 *
 * What the address card of a record says besides its fields. It is shown only where there is something.
 */
struct _CrmRecordDetails
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmRecordDetails, crm_record_details, ADW_TYPE_BIN)

static void
crm_record_details_class_init (CrmRecordDetailsClass *klass)
{
}

static void
crm_record_details_init (CrmRecordDetails *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
crm_record_details_new (void)
{
  return g_object_new (CRM_TYPE_RECORD_DETAILS, NULL);
}

static GtkWidget *
new_row (const CrmVcardDetail *detail)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), detail->label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail->text);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  return row;
}

/**
 * crm_record_details_show:
 * @details: (nullable) (element-type CrmVcardDetail): see crm_vcard_list_details()
 */
void
crm_record_details_show (CrmRecordDetails *self,
                         GPtrArray *details)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Further Details"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _("From an imported address card, and exported with it again."));
  for (guint i = 0; details != NULL && i < details->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (details->pdata[i]));
  adw_bin_set_child (ADW_BIN (self), group);
  gtk_widget_set_visible (GTK_WIDGET (self), details != NULL && details->len > 0);
}

/* The shorter side fills the place of the picture. */
static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int width,
                  int height,
                  gpointer user_data)
{
  double scale = MIN (1, PHOTO_SIZE / (double) MAX (1, MIN (width, height)));

  if (MAX (width, height) > MOST_PIXELS)
    scale = 0;
  gdk_pixbuf_loader_set_size (loader, (int) (width * scale), (int) (height * scale));
}

/**
 * crm_photo_read:
 *
 * May be called on any thread.
 *
 * Returns: (transfer full) (nullable): the photo of the card, small; %NULL if it has none that can be shown
 */
GdkTexture *
crm_photo_read (const CrmVcard *card)
{
  GBytes *bytes = crm_vcard_get_photo (card);
  g_autoptr (GdkPixbufLoader) loader = NULL;
  GdkPixbuf *picture;
  gboolean read;

  if (bytes == NULL)
    return NULL;
  loader = gdk_pixbuf_loader_new ();
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), NULL);
  read = gdk_pixbuf_loader_write_bytes (loader, bytes, NULL);
  read = gdk_pixbuf_loader_close (loader, NULL) && read;
  picture = read ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  return picture != NULL ? gdk_texture_new_for_pixbuf (picture) : NULL;
}
