/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-chart-mark.h"

/**
 * CrmChartMark:
 *
 * One mark of a chart as a place for the keyboard and for screen readers. It draws nothing: the chart view draws the
 * whole chart, and handles the pointer.
 */
struct _CrmChartMark
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmChartMark, crm_chart_mark, GTK_TYPE_WIDGET)

enum { ACTIVATE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
activate_action (GtkWidget *widget,
                 const char *action,
                 GVariant *parameter)
{
  g_signal_emit (widget, signals[ACTIVATE], 0);
}

static void
crm_chart_mark_state_flags_changed (GtkWidget *widget,
                                    GtkStateFlags previous)
{
  GTK_WIDGET_CLASS (crm_chart_mark_parent_class)->state_flags_changed (widget, previous);
  if (gtk_widget_get_parent (widget) != NULL)
    gtk_widget_queue_draw (gtk_widget_get_parent (widget));
}

static void
crm_chart_mark_class_init (CrmChartMarkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const guint keys[] = { GDK_KEY_Return, GDK_KEY_ISO_Enter, GDK_KEY_KP_Enter, GDK_KEY_space, GDK_KEY_KP_Space };

  widget_class->state_flags_changed = crm_chart_mark_state_flags_changed;

  /**
   * CrmChartMark::activate:
   *
   * The mark was chosen with the keyboard or by an assistive technology.
   */
  signals[ACTIVATE] = g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "mark.activate", NULL, activate_action);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i], 0, "mark.activate", NULL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_css_name (widget_class, "mark");
}

static void
crm_chart_mark_init (CrmChartMark *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * crm_chart_mark_new:
 *
 * Returns: (transfer floating): a place for a mark
 */
GtkWidget *
crm_chart_mark_new (void)
{
  return g_object_new (CRM_TYPE_CHART_MARK, NULL);
}

/**
 * crm_chart_mark_describe:
 * @label: the mark in words
 * @position: its place in the chart, from 1
 * @count: how many marks there are
 */
void
crm_chart_mark_describe (CrmChartMark *self,
                         const char *label,
                         int position,
                         int count)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_POS_IN_SET, position,
                                  GTK_ACCESSIBLE_RELATION_SET_SIZE, count, -1);
}
