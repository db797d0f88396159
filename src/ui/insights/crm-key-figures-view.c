/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/insights/crm-key-figures-view.h"

#include "base/crm-date.h"
#include "base/crm-money.h"

#include <glib/gi18n.h>

/**
 * CrmKeyFiguresView:
 *
 * Four numbers: open and weighted value, won value and win rate of a span, each a button that leads to its deals.
 */

#define N_FIGURES 4

static const char *const titles[N_FIGURES] = { N_("Open Pipeline"), N_("Weighted Pipeline"), N_("Won Value"),
                                               N_("Win Rate") };

struct _CrmKeyFiguresView
{
  AdwBin        parent_instance;

  /* Borrowed from the box */
  GtkButton    *buttons[N_FIGURES];
  GtkLabel     *values[N_FIGURES];
  GtkLabel     *notes[N_FIGURES];

  /* Owned */
  CrmStore     *store;
  CrmSpan       span;
  CrmSpanDates  dates;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CrmKeyFiguresView, crm_key_figures_view, ADW_TYPE_BIN)

typedef struct
{
  CrmSpanDates  dates;
  CrmKeyFigures figures;
} Result;

static gpointer
read_figures (CrmReader *reader,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree Result *result = g_new0 (Result, 1);

  if (!crm_span_resolve (GPOINTER_TO_UINT (data), reader, &result->dates, error) ||
      !crm_figures_key (reader, &result->dates, &result->figures, error))
    return NULL;
  return g_steal_pointer (&result);
}

static void
set_figure (CrmKeyFiguresView *self,
            guint i,
            const char *value,
            const char *note)
{
  /* Translators: spoken: what a figure is, the figure, and a note: Won Value: €12k, 7 deals */
  g_autofree char *name = g_strdup_printf (_("%s: %s, %s"), _(titles[i]), value, note);

  gtk_label_set_label (self->values[i], value);
  gtk_label_set_label (self->notes[i], note);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static char *
count_deals (gint64 count)
{
  return g_strdup_printf (ngettext ("%'d deal", "%'d deals", (gulong) count), (int) count);
}

static void
show (CrmKeyFiguresView *self,
      const Result *result)
{
  const char *currency = crm_store_get_currency (self->store);
  const CrmKeyFigures *figures = &result->figures;
  gint64 closed = figures->won_count + figures->lost_count;
  g_autofree char *open = crm_money_format_short (figures->open_value, currency);
  g_autofree char *weighted = crm_money_format_short (figures->open_weighted, currency);
  g_autofree char *won = crm_money_format_short (figures->won_value, currency);
  g_autofree char *rate = closed > 0 ? g_strdup_printf (_("%.0f%%"), 100.0 * figures->won_count / closed)
      : g_strdup ("–");
  g_autofree char *open_note = count_deals (figures->open_count);
  g_autofree char *won_note = count_deals (figures->won_count);
  /* Translators: how many deals were won of how many closed ones */
  g_autofree char *rate_note = g_strdup_printf (_("%'d of %'d closed"), (int) figures->won_count, (int) closed);

  set_figure (self, 0, open, open_note);
  set_figure (self, 1, weighted, _("by probability"));
  set_figure (self, 2, won, won_note);
  set_figure (self, 3, rate, rate_note);
}

static void
read_cb (GObject *source,
         GAsyncResult *task,
         gpointer user_data)
{
  g_autoptr (CrmKeyFiguresView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree Result *result = crm_store_read_finish (CRM_STORE (source), task, &error);

  if (g_task_get_cancellable (G_TASK (task)) != self->cancellable)
    return;
  if (result == NULL)
    {
      for (guint i = 0; i < N_FIGURES; i++)
        set_figure (self, i, "–", error->message);
      return;
    }
  self->dates = result->dates;
  show (self, result);
}

/**
 * crm_key_figures_view_compute:
 *
 * Shows the figures of the span as they are now.
 */
void
crm_key_figures_view_compute (CrmKeyFiguresView *self,
                              CrmStore *store,
                              CrmSpan span)
{
  g_set_object (&self->store, store);
  self->span = span;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  crm_store_read_async (store, read_figures, GUINT_TO_POINTER (span), NULL, g_free, self->cancellable, read_cb,
                        g_object_ref (self));
}

static void
clicked_cb (CrmKeyFiguresView *self,
            GtkButton *button)
{
  g_autofree char *first = crm_date_to_iso (self->dates.first);
  g_autofree char *last = crm_date_to_iso (self->dates.last);
  g_autofree char *closed = g_strdup_printf ("closed_on >= %s and closed_on <= %s", first, last);
  g_autofree char *filter = NULL;

  if (button == self->buttons[0] || button == self->buttons[1])
    filter = g_strdup ("status = open");
  else if (button == self->buttons[2])
    filter = g_strdup_printf ("status = won and %s", closed);
  else
    filter = g_strdup_printf ("status in (won, lost) and %s", closed);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", "(sss)", "opportunity", filter,
                              button == self->buttons[0] || button == self->buttons[1] ? _("Open Deals")
                              : button == self->buttons[2] ? _("Won Deals") : _("Closed Deals"));
}

static void
add_card (CrmKeyFiguresView *self,
          guint i)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (_(titles[i]));
  GtkWidget *child = gtk_flow_box_child_new ();
  GtkWidget *labels[3];

  self->values[i] = GTK_LABEL (gtk_label_new ("–"));
  self->notes[i] = GTK_LABEL (gtk_label_new (""));
  labels[0] = title;
  labels[1] = GTK_WIDGET (self->values[i]);
  labels[2] = GTK_WIDGET (self->notes[i]);
  for (guint j = 0; j < G_N_ELEMENTS (labels); j++)
    {
      gtk_label_set_xalign (GTK_LABEL (labels[j]), 0);
      gtk_label_set_ellipsize (GTK_LABEL (labels[j]), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (texts), labels[j]);
    }
  gtk_widget_add_css_class (title, "caption-heading");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_widget_add_css_class (labels[1], "title-1");
  gtk_widget_add_css_class (labels[1], "numeric");
  gtk_widget_add_css_class (labels[2], "caption");
  gtk_widget_add_css_class (labels[2], "dim-label");
  g_object_set (texts, "margin-top", 12, "margin-bottom", 12, "margin-start", 12, "margin-end", 12, NULL);

  self->buttons[i] = GTK_BUTTON (gtk_button_new ());
  gtk_button_set_child (self->buttons[i], texts);
  gtk_widget_add_css_class (GTK_WIDGET (self->buttons[i]), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self->buttons[i]), "key-figure");
  g_signal_connect_object (self->buttons[i], "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), GTK_WIDGET (self->buttons[i]));
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (GTK_FLOW_BOX (adw_bin_get_child (ADW_BIN (self))), child);
}

static void
crm_key_figures_view_dispose (GObject *object)
{
  CrmKeyFiguresView *self = CRM_KEY_FIGURES_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_KEY_FIGURES_VIEW);
  G_OBJECT_CLASS (crm_key_figures_view_parent_class)->dispose (object);
}

static void
crm_key_figures_view_class_init (CrmKeyFiguresViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_key_figures_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/insights/crm-key-figures-view.ui");
}

static void
crm_key_figures_view_init (CrmKeyFiguresView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_FIGURES; i++)
    add_card (self, i);
}
