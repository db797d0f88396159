/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/insights/crm-chart-card.h"

#include "ui/common/crm-chart-view.h"

#include <glib/gi18n.h>

#define SPINNER_AFTER_MS 150

/**
 * CrmChartCard:
 *
 * A chart that a worker computes. The chart there is stays until the new one is ready; a spinner with a cancel button
 * comes up only when that takes long enough to be seen.
 */
struct _CrmChartCard
{
  AdwBin         parent_instance;

  /* Template */
  GtkStack      *stack;
  CrmChartView  *view;
  GtkLabel      *subtitle;
  GtkLabel      *problem;
  GtkMenuButton *menu_button;

  /* Owned */
  char          *title;
  CrmStore      *store;
  CrmReadFunc    build;
  GBytes        *data;
  GCancellable  *cancellable;
  guint          spinner_source;
};

G_DEFINE_FINAL_TYPE (CrmChartCard, crm_chart_card, ADW_TYPE_BIN)

enum { PROP_0, PROP_TITLE, N_PROPS };
static GParamSpec *props[N_PROPS];

static gboolean
show_spinner (gpointer data)
{
  CrmChartCard *self = data;

  self->spinner_source = 0;
  gtk_stack_set_visible_child_name (self->stack, "computing");
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), FALSE);
  return G_SOURCE_REMOVE;
}

static void
built_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (CrmChartCard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmChart) chart = crm_store_read_finish (CRM_STORE (source), result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;   /* a newer computation is under way */
  g_clear_handle_id (&self->spinner_source, g_source_remove);
  if (chart != NULL)
    {
      crm_chart_view_set_chart (self->view, chart);
      gtk_label_set_label (self->subtitle, crm_chart_get_subtitle (chart));
      gtk_stack_set_visible_child_name (self->stack, "chart");
    }
  else
    {
      gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      gtk_label_set_label (self->problem, cancelled ? _("The computation was cancelled.") : error->message);
      gtk_stack_set_visible_child_name (self->stack, "failed");
    }
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), chart != NULL);
}

static void
compute (CrmChartCard *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (self->spinner_source == 0)
    self->spinner_source = g_timeout_add (SPINNER_AFTER_MS, show_spinner, self);
  crm_store_read_async (self->store, self->build, g_bytes_ref (self->data), (GDestroyNotify) g_bytes_unref,
                        (GDestroyNotify) crm_chart_unref, self->cancellable, built_cb, g_object_ref (self));
}

/**
 * crm_chart_card_compute:
 * @build: makes a #CrmChart on a worker thread; its data is a #GBytes
 * @data: (nullable): parameters for @build
 * @size: of @data
 *
 * Shows what @build makes of the store now. A computation that is under way is cancelled.
 */
void
crm_chart_card_compute (CrmChartCard *self,
                        CrmStore *store,
                        CrmReadFunc build,
                        gconstpointer data,
                        gsize size)
{
  g_set_object (&self->store, store);
  self->build = build;
  g_clear_pointer (&self->data, g_bytes_unref);
  self->data = g_bytes_new (data, size);
  compute (self);
}

static void
compute_activated (GtkWidget *widget,
                   const char *action,
                   GVariant *parameter)
{
  compute (CRM_CHART_CARD (widget));
}

static void
cancel_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  g_cancellable_cancel (CRM_CHART_CARD (widget)->cancellable);
}

static void
mark_activated_cb (CrmChartCard *self,
                   guint series,
                   guint mark,
                   const char *filter)
{
  CrmChart *chart = crm_chart_view_get_chart (self->view);
  g_autofree char *title = g_strdup_printf (_("%s: %s"), crm_chart_get_title (chart),
                                            crm_chart_get_label (chart, mark));

  if (filter != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", "(sss)", "opportunity", filter, title);
}

static void
crm_chart_card_get_property (GObject *object,
                             guint property,
                             GValue *value,
                             GParamSpec *pspec)
{
  switch (property)
    {
    case PROP_TITLE:
      g_value_set_string (value, CRM_CHART_CARD (object)->title);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
crm_chart_card_set_property (GObject *object,
                             guint property,
                             const GValue *value,
                             GParamSpec *pspec)
{
  CrmChartCard *self = CRM_CHART_CARD (object);

  switch (property)
    {
    case PROP_TITLE:
      if (g_set_str (&self->title, g_value_get_string (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
crm_chart_card_dispose (GObject *object)
{
  CrmChartCard *self = CRM_CHART_CARD (object);

  g_clear_handle_id (&self->spinner_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_CHART_CARD);
  G_OBJECT_CLASS (crm_chart_card_parent_class)->dispose (object);
}

static void
crm_chart_card_finalize (GObject *object)
{
  CrmChartCard *self = CRM_CHART_CARD (object);

  g_clear_pointer (&self->data, g_bytes_unref);
  g_clear_object (&self->store);
  g_free (self->title);
  G_OBJECT_CLASS (crm_chart_card_parent_class)->finalize (object);
}

static void
crm_chart_card_class_init (CrmChartCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_chart_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = crm_chart_card_finalize;
  G_OBJECT_CLASS (klass)->get_property = crm_chart_card_get_property;
  G_OBJECT_CLASS (klass)->set_property = crm_chart_card_set_property;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL,
                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);

  g_type_ensure (CRM_TYPE_CHART_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/insights/crm-chart-card.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmChartCard, stack);
  gtk_widget_class_bind_template_child (widget_class, CrmChartCard, view);
  gtk_widget_class_bind_template_child (widget_class, CrmChartCard, subtitle);
  gtk_widget_class_bind_template_child (widget_class, CrmChartCard, problem);
  gtk_widget_class_bind_template_child (widget_class, CrmChartCard, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, mark_activated_cb);
  gtk_widget_class_install_action (widget_class, "card.compute", NULL, compute_activated);
  gtk_widget_class_install_action (widget_class, "card.cancel", NULL, cancel_activated);
}

static void
crm_chart_card_init (CrmChartCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  crm_chart_view_attach_menu (self->view, self->menu_button);
}
