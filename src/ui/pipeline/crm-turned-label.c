/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-turned-label.h"

/**
 * CrmTurnedLabel:
 *
 * A line of text that runs from top to bottom.
 */
struct _CrmTurnedLabel
{
  GtkWidget  parent_instance;

  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (CrmTurnedLabel, crm_turned_label, GTK_TYPE_WIDGET)

static void
crm_turned_label_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  CrmTurnedLabel *self = CRM_TURNED_LABEL (widget);
  GtkOrientation across = orientation == GTK_ORIENTATION_VERTICAL ? GTK_ORIENTATION_HORIZONTAL
                                                                  : GTK_ORIENTATION_VERTICAL;

  gtk_widget_measure (self->label, across, -1, minimum, natural, NULL, NULL);
}

static void
crm_turned_label_size_allocate (GtkWidget *widget,
                                int width,
                                int height,
                                int baseline)
{
  GskTransform *transform = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (width, 0));

  gtk_widget_allocate (CRM_TURNED_LABEL (widget)->label, height, width, -1, gsk_transform_rotate (transform, 90));
}

static void
crm_turned_label_dispose (GObject *object)
{
  g_clear_pointer (&CRM_TURNED_LABEL (object)->label, gtk_widget_unparent);
  G_OBJECT_CLASS (crm_turned_label_parent_class)->dispose (object);
}

static void
crm_turned_label_class_init (CrmTurnedLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_turned_label_dispose;
  widget_class->measure = crm_turned_label_measure;
  widget_class->size_allocate = crm_turned_label_size_allocate;
}

static void
crm_turned_label_init (CrmTurnedLabel *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

/**
 * crm_turned_label_set_label:
 * @label: plain text
 */
void
crm_turned_label_set_label (CrmTurnedLabel *self,
                            const char *label)
{
  gtk_label_set_label (GTK_LABEL (self->label), label);
}
