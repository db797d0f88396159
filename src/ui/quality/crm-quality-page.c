/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/quality/crm-quality-page.h"

#include "analytics/crm-quality.h"
#include "base/crm-date.h"
#include "base/crm-money.h"
#include "chart/crm-chart.h"
#include "ui/common/crm-chart-view.h"
#include "ui/quality/crm-duplicates-view.h"
#include "ui/quality/crm-fixes-view.h"
#include "ui/quality/crm-work-bar.h"

#include <glib/gi18n.h>

#define QUICK (300 * G_TIME_SPAN_MILLISECOND)   /* to measure */
#define AGAIN_MS 300                            /* changes seldom come alone */

static const char *const entities[] = { "customer", "contact", "lead" };

/* What a worker found. */
typedef struct
{
  CrmQuality *quality;
  GArray     *history;   /* of CrmQualityPoint */
} Measured;

/**
 * CrmQualityPage:
 *
 * How complete and valid the records are, field by field and over time; duplicates to merge and values to correct.
 */
struct _CrmQualityPage
{
  AdwNavigationPage    parent_instance;

  /* Template */
  GtkDropDown         *entity_dropdown;
  CrmWorkBar          *work_bar;
  GtkStack            *stack;
  GtkLabel            *problem;
  GtkLabel            *completeness;
  GtkLabel            *validity;
  GtkLabel            *count;
  CrmChartView        *trend;
  GtkWidget           *trend_note;
  GtkListBox          *fields;
  CrmDuplicatesView   *duplicates;
  CrmFixesView        *fixes;

  /* Owned */
  CrmStore            *store;
  gint64               began_at;     /* monotonic: the last measuring */
  gint64               took;         /* microseconds: how long it took; −1 before it has ended */
  guint                again_source;
};

G_DEFINE_FINAL_TYPE (CrmQualityPage, crm_quality_page, ADW_TYPE_NAVIGATION_PAGE)

static void
free_measured (gpointer data)
{
  Measured *measured = data;

  crm_quality_free (measured->quality);
  g_array_unref (measured->history);
  g_free (measured);
}

static gpointer
measure (CrmReader *reader,
         gpointer data,
         GCancellable *cancellable,
         GError **error)
{
  const CrmWork *work = data;
  g_autoptr (CrmQuality) quality = crm_quality_measure (reader, work->entity, &work->run, error);
  CrmQualityPoint today;
  Measured *measured;

  if (quality == NULL)
    return NULL;
  today = (CrmQualityPoint) { crm_date_today (), quality->completeness, quality->validity };
  measured = g_new0 (Measured, 1);
  measured->history = crm_quality_history (reader, work->entity);
  if (measured->history->len > 0 &&
      g_array_index (measured->history, CrmQualityPoint, measured->history->len - 1).date >= today.date)
    g_array_set_size (measured->history, measured->history->len - 1);
  g_array_append_val (measured->history, today);
  /* Where it cannot be kept, what was found is shown all the same. */
  if (quality->n_records > 0)
    crm_quality_remember (reader, quality, today.date, NULL);
  measured->quality = g_steal_pointer (&quality);
  return measured;
}

static char *
format_percent (double share)
{
  /* Nothing that is not whole is shown as whole. */
  return g_strdup_printf ("%.0f %%", share < 1 ? MIN (share * 100, 99) : 100);
}

static char *
format_tick (double value,
             gpointer user_data)
{
  return g_strdup_printf ("%.0f %%", value * 100);
}

static void
show_trend (CrmQualityPage *self,
            GArray *history)
{
  g_autoptr (CrmChart) chart = crm_chart_new (CRM_CHART_LINE, _("Quality Over Time"));
  guint complete, valid;

  gtk_widget_set_visible (GTK_WIDGET (self->trend), history->len > 1);
  gtk_widget_set_visible (self->trend_note, history->len <= 1);
  crm_chart_set_category_label (chart, _("Day"));
  crm_chart_set_value_label (chart, _("Share"));
  crm_chart_set_format (chart, format_tick, NULL, NULL);
  complete = crm_chart_add_series (chart, _("Complete"));
  valid = crm_chart_add_series (chart, _("Valid"));
  for (guint i = 0; i < history->len; i++)
    {
      const CrmQualityPoint *point = &g_array_index (history, CrmQualityPoint, i);
      g_autofree char *day = crm_date_format (point->date);
      g_autofree char *complete_text = format_percent (point->completeness);
      g_autofree char *valid_text = format_percent (point->validity);

      crm_chart_add_mark (chart, complete, day, point->completeness, complete_text, NULL);
      crm_chart_add_mark (chart, valid, day, point->validity, valid_text, NULL);
    }
  crm_chart_view_set_chart (self->trend, chart);
}

static GtkWidget *
new_bar (double share,
         const char *name)
{
  GtkWidget *bar = gtk_level_bar_new_for_interval (0, 1);
  static const char *const offsets[] = { GTK_LEVEL_BAR_OFFSET_LOW, GTK_LEVEL_BAR_OFFSET_HIGH,
                                         GTK_LEVEL_BAR_OFFSET_FULL };

  /* An empty field is no alarm. */
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), offsets[i]);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), share);
  gtk_widget_set_size_request (bar, 96, -1);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return bar;
}

static void
add_field (CrmQualityPage *self,
           const CrmQuality *quality,
           const CrmFieldQuality *field)
{
  const char *name = crm_field_get_label (&quality->entity->fields[field->field]);
  gint64 n_wrong = field->n_known - field->n_valid;
  double share = quality->n_records > 0 ? field->n_known / (double) quality->n_records : 0;
  g_autofree char *percent = format_percent (share), *count = crm_number_format (n_wrong);
  GtkWidget *row = adw_action_row_new (), *label = gtk_label_new (percent);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  if (n_wrong > 0)
    {
      g_autofree char *subtitle = g_strdup_printf (ngettext ("%s value should be corrected",
                                                             "%s values should be corrected", (gulong) n_wrong), count);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
    }
  gtk_label_set_width_chars (GTK_LABEL (label), 6);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_bar (share, name));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (self->fields, row);
}

static const CrmEntity *
chosen_entity (CrmQualityPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->entity_dropdown);

  return crm_store_find_entity (self->store, entities[MIN (selected, G_N_ELEMENTS (entities) - 1)]);
}

static void
show_measured (CrmQualityPage *self,
               Measured *measured)
{
  const CrmQuality *quality = measured->quality;
  g_autofree char *completeness = format_percent (quality->completeness);
  g_autofree char *validity = format_percent (quality->validity), *count = crm_number_format (quality->n_records);

  gtk_label_set_label (self->completeness, completeness);
  gtk_label_set_label (self->validity, validity);
  gtk_label_set_label (self->count, count);
  show_trend (self, measured->history);
  gtk_list_box_remove_all (self->fields);
  for (guint i = 0; i < quality->fields->len; i++)
    add_field (self, quality, &g_array_index (quality->fields, CrmFieldQuality, i));
  crm_fixes_view_set (self->fixes, self->store, measured->quality);
  gtk_stack_set_visible_child_name (self->stack, quality->n_records > 0 ? "quality" : "empty");
}

/* What is shown of an earlier measuring stays where the new one was cancelled. */
static void
show_failed (CrmQualityPage *self,
             const GError *error)
{
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (cancelled && g_str_equal (gtk_stack_get_visible_child_name (self->stack), "quality"))
    return;
  gtk_label_set_label (self->problem, cancelled ? _("The records were not looked at. Nothing was changed.")
                                                : error->message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
measured_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (CrmQualityPage) self = user_data;
  g_autoptr (GError) error = NULL;
  Measured *measured = crm_store_read_finish (CRM_STORE (source), result, &error);

  if (self->store != NULL && crm_work_bar_end (self->work_bar, result))
    {
      self->took = g_get_monotonic_time () - self->began_at;
      if (measured != NULL)
        show_measured (self, measured);
      else
        show_failed (self, error);
    }
  g_clear_pointer (&measured, free_measured);
}

static void
measure_activated (GtkWidget *widget,
                   const char *action,
                   GVariant *parameter)
{
  CrmQualityPage *self = CRM_QUALITY_PAGE (widget);
  CrmWork *work = crm_work_bar_begin (self->work_bar, _("Looking at all records"), chosen_entity (self));

  g_clear_handle_id (&self->again_source, g_source_remove);
  self->began_at = g_get_monotonic_time ();
  self->took = -1;
  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "failed"))
    gtk_stack_set_visible_child_name (self->stack, "measuring");
  crm_store_read_async (self->store, measure, work, crm_work_unref, free_measured, work->run.cancellable, measured_cb,
                        g_object_ref (self));
}

static void
measure_again (gpointer data)
{
  CrmQualityPage *self = data;

  self->again_source = 0;
  gtk_widget_activate_action (GTK_WIDGET (self), "quality.measure", NULL);
}

/* What takes no time is measured whenever something has changed; else when a refusal is taken back, which is proposed
 * again then, or when somebody asks for it. */
static void
store_changed_cb (CrmQualityPage *self,
                  CrmEvents *events)
{
  const CrmEvent *records = crm_events_find (events, chosen_entity (self)->name);
  const CrmEvent *verdicts = crm_events_find (events, "verdict");
  gboolean is_quick = self->took >= 0 && self->took < QUICK;

  if (self->again_source == 0 && ((is_quick && records != NULL) || (verdicts != NULL && verdicts->deleted)))
    self->again_source = g_timeout_add_once (AGAIN_MS, measure_again, self);
}

static void
entity_selected_cb (CrmQualityPage *self)
{
  if (self->store == NULL)
    return;
  gtk_stack_set_visible_child_name (self->stack, "measuring");
  crm_duplicates_view_set (self->duplicates, self->store, chosen_entity (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "quality.measure", NULL);
}

static void
crm_quality_page_dispose (GObject *object)
{
  CrmQualityPage *self = CRM_QUALITY_PAGE (object);

  g_clear_handle_id (&self->again_source, g_source_remove);
  g_clear_object (&self->store);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_QUALITY_PAGE);
  G_OBJECT_CLASS (crm_quality_page_parent_class)->dispose (object);
}

static void
crm_quality_page_class_init (CrmQualityPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_quality_page_dispose;
  g_type_ensure (CRM_TYPE_CHART_VIEW);
  g_type_ensure (CRM_TYPE_DUPLICATES_VIEW);
  g_type_ensure (CRM_TYPE_FIXES_VIEW);
  g_type_ensure (CRM_TYPE_WORK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/quality/crm-quality-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmQualityPage, entity_dropdown);
  gtk_widget_class_bind_template_child (widget_class, CrmQualityPage, work_bar);
  gtk_widget_class_bind_template_child (widget_class, CrmQualityPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CrmQualityPage, problem);
  gtk_widget_class_bind_template_child (widget_class, CrmQualityPage, completeness);
  gtk_widget_class_bind_template_child (widget_class, CrmQualityPage, validity);
  gtk_widget_class_bind_template_child (widget_class, CrmQualityPage, count);
  gtk_widget_class_bind_template_child (widget_class, CrmQualityPage, trend);
  gtk_widget_class_bind_template_child (widget_class, CrmQualityPage, trend_note);
  gtk_widget_class_bind_template_child (widget_class, CrmQualityPage, fields);
  gtk_widget_class_bind_template_child (widget_class, CrmQualityPage, duplicates);
  gtk_widget_class_bind_template_child (widget_class, CrmQualityPage, fixes);
  gtk_widget_class_bind_template_callback (widget_class, entity_selected_cb);
  gtk_widget_class_install_action (widget_class, "quality.measure", NULL, measure_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, GDK_NO_MODIFIER_MASK, "quality.measure", NULL);
}

static void
crm_quality_page_init (CrmQualityPage *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    gtk_string_list_append (labels, crm_entity_get_label_plural (crm_entity_find (entities[i])));
  gtk_drop_down_set_model (self->entity_dropdown, G_LIST_MODEL (labels));
}

/**
 * crm_quality_page_new:
 *
 * Returns: (transfer floating): the page
 */
AdwNavigationPage *
crm_quality_page_new (CrmStore *store)
{
  CrmQualityPage *self = g_object_new (CRM_TYPE_QUALITY_PAGE, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  entity_selected_cb (self);
  return ADW_NAVIGATION_PAGE (self);
}
