/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-share-bar.h"

#include <math.h>

#define GAP 2
#define SHARE_MIN 4  /* what is there at all is seen */

/**
 * CrmShareBar:
 *
 * A thin bar of three shares: late, planned, none.
 */
struct _CrmShareBar
{
  GtkWidget  parent_instance;

  GtkWidget *parts[CRM_SHARES];
  gint64     shares[CRM_SHARES];
};

G_DEFINE_FINAL_TYPE (CrmShareBar, crm_share_bar, GTK_TYPE_WIDGET)

static void
crm_share_bar_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  CrmShareBar *self = CRM_SHARE_BAR (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    gtk_widget_measure (self->parts[0], orientation, -1, minimum, natural, NULL, NULL);
  else
    *minimum = *natural = CRM_SHARES * (SHARE_MIN + GAP);
}

static void
crm_share_bar_size_allocate (GtkWidget *widget,
                             int width,
                             int height,
                             int baseline)
{
  CrmShareBar *self = CRM_SHARE_BAR (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gint64 total = 0;
  int n_parts = 0, room, x = 0;

  for (guint i = 0; i < CRM_SHARES; i++)
    {
      total += self->shares[i];
      n_parts += self->shares[i] > 0;
    }
  room = width - GAP * MAX (n_parts - 1, 0) - SHARE_MIN * n_parts;
  for (guint i = 0; i < CRM_SHARES; i++)
    {
      int part = self->shares[i] > 0 ? SHARE_MIN + (int) round ((double) MAX (room, 0) * self->shares[i] / total) : 0;

      gtk_widget_set_child_visible (self->parts[i], part > 0);
      if (part == 0)
        continue;
      part = MIN (part, width - x);
      gtk_widget_size_allocate (self->parts[i],
                                &(GtkAllocation) { mirrored ? width - x - part : x, 0, part, height }, -1);
      x += part + GAP;
    }
}

static void
crm_share_bar_dispose (GObject *object)
{
  CrmShareBar *self = CRM_SHARE_BAR (object);

  for (guint i = 0; i < CRM_SHARES; i++)
    g_clear_pointer (&self->parts[i], gtk_widget_unparent);
  G_OBJECT_CLASS (crm_share_bar_parent_class)->dispose (object);
}

static void
crm_share_bar_class_init (CrmShareBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_share_bar_dispose;
  widget_class->measure = crm_share_bar_measure;
  widget_class->size_allocate = crm_share_bar_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "sharebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
crm_share_bar_init (CrmShareBar *self)
{
  static const char *const classes[] = { "late", "planned", "none" };

  for (guint i = 0; i < CRM_SHARES; i++)
    {
      self->parts[i] = g_object_new (GTK_TYPE_BOX, "css-name", "share", "accessible-role",
                                     GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
      gtk_widget_add_css_class (self->parts[i], classes[i]);
      gtk_widget_set_parent (self->parts[i], GTK_WIDGET (self));
    }
}

/**
 * crm_share_bar_set_shares:
 * @shares: how many are late, planned, and neither
 */
void
crm_share_bar_set_shares (CrmShareBar *self,
                          const gint64 shares[CRM_SHARES])
{
  for (guint i = 0; i < CRM_SHARES; i++)
    self->shares[i] = MAX (shares[i], 0);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
