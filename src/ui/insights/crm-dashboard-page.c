/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/insights/crm-dashboard-page.h"

#include "ui/insights/crm-chart-card.h"
#include "ui/insights/crm-dashboard-charts.h"
#include "ui/insights/crm-key-figures-view.h"

#define REFRESH_AFTER_MS 100

/**
 * CrmDashboardPage:
 *
 * Key figures and charts of the sales. Each is computed by a worker of its own, and anew when deals change.
 */
struct _CrmDashboardPage
{
  AdwNavigationPage  parent_instance;

  /* Template */
  GtkDropDown       *span_dropdown;
  GtkStack          *stack;
  CrmKeyFiguresView *key_figures;
  CrmChartCard      *won_card;
  CrmChartCard      *funnel_card;
  CrmChartCard      *owners_card;

  /* Owned */
  CrmStore          *store;
  GCancellable      *cancellable;
  guint              refresh_source;
};

G_DEFINE_FINAL_TYPE (CrmDashboardPage, crm_dashboard_page, ADW_TYPE_NAVIGATION_PAGE)

static gpointer
count_deals (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("opportunity"));
  g_autoptr (GArray) ids = crm_reader_ids (reader, query, 1, 0, error);

  return GUINT_TO_POINTER (ids != NULL ? ids->len : 0);
}

static void
counted_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (CrmDashboardPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean any = crm_store_read_finish (CRM_STORE (source), result, &error) != NULL;

  if (error == NULL && self->store != NULL)
    gtk_stack_set_visible_child_name (self->stack, any ? "charts" : "empty");
}

static void
refresh_page (CrmDashboardPage *self)
{
  CrmSpan span = gtk_drop_down_get_selected (self->span_dropdown);

  crm_key_figures_view_compute (self->key_figures, self->store, span);
  crm_chart_card_compute (self->won_card, self->store, crm_dashboard_build_won, &span, sizeof span);
  crm_chart_card_compute (self->funnel_card, self->store, crm_dashboard_build_funnel, NULL, 0);
  crm_chart_card_compute (self->owners_card, self->store, crm_dashboard_build_owners, NULL, 0);
  crm_store_read_async (self->store, count_deals, NULL, NULL, NULL, self->cancellable, counted_cb, g_object_ref (self));
}

static gboolean
refresh_later (gpointer data)
{
  CrmDashboardPage *self = data;

  self->refresh_source = 0;
  refresh_page (self);
  return G_SOURCE_REMOVE;
}

static void
store_changed_cb (CrmDashboardPage *self,
                  CrmEvents *events)
{
  if (crm_events_find (events, "opportunity") == NULL && crm_events_find (events, "stage") == NULL &&
      crm_events_find (events, "person") == NULL)
    return;
  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_AFTER_MS, refresh_later, self);
}

static void
span_selected_cb (CrmDashboardPage *self)
{
  if (self->store != NULL)
    refresh_page (self);
}

static void
crm_dashboard_page_dispose (GObject *object)
{
  CrmDashboardPage *self = CRM_DASHBOARD_PAGE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->store);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_DASHBOARD_PAGE);
  G_OBJECT_CLASS (crm_dashboard_page_parent_class)->dispose (object);
}

static void
crm_dashboard_page_finalize (GObject *object)
{
  g_clear_object (&CRM_DASHBOARD_PAGE (object)->cancellable);
  G_OBJECT_CLASS (crm_dashboard_page_parent_class)->finalize (object);
}

static void
crm_dashboard_page_class_init (CrmDashboardPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_dashboard_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = crm_dashboard_page_finalize;

  g_type_ensure (CRM_TYPE_CHART_CARD);
  g_type_ensure (CRM_TYPE_KEY_FIGURES_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/insights/crm-dashboard-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmDashboardPage, span_dropdown);
  gtk_widget_class_bind_template_child (widget_class, CrmDashboardPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CrmDashboardPage, key_figures);
  gtk_widget_class_bind_template_child (widget_class, CrmDashboardPage, won_card);
  gtk_widget_class_bind_template_child (widget_class, CrmDashboardPage, funnel_card);
  gtk_widget_class_bind_template_child (widget_class, CrmDashboardPage, owners_card);
  gtk_widget_class_bind_template_callback (widget_class, span_selected_cb);
}

static void
crm_dashboard_page_init (CrmDashboardPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * crm_dashboard_page_new:
 *
 * Returns: (transfer floating): the page
 */
AdwNavigationPage *
crm_dashboard_page_new (CrmStore *store)
{
  CrmDashboardPage *self = g_object_new (CRM_TYPE_DASHBOARD_PAGE, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  refresh_page (self);
  return ADW_NAVIGATION_PAGE (self);
}
