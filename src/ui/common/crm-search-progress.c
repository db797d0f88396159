/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-search-progress.h"

#include <glib/gi18n.h>

/* What a search cannot find yet is told where one searches. */
static void
update (GtkWidget *label,
        GParamSpec *property,
        CrmStore *store)
{
  double progress = crm_store_get_search_progress (store);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (label, progress < 1);
  if (progress >= 1)
    return;
  /* Translators: how much of the search index is made, in percent. What is not in it yet is not found. */
  text = g_strdup_printf (_("Search is being prepared: %d %%"), (int) (progress * 100));
  gtk_label_set_text (GTK_LABEL (label), text);
}

/**
 * crm_search_progress_new:
 *
 * Returns: (transfer floating): a line that is there while the search index is being made
 */
GtkWidget *
crm_search_progress_new (CrmStore *store)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 3);
  gtk_widget_set_margin_bottom (label, 6);
  g_signal_connect_object (store, "notify::search-progress", G_CALLBACK (update), label, G_CONNECT_SWAPPED);
  update (label, NULL, store);
  return label;
}
