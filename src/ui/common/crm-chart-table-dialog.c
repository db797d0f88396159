/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-chart-table-dialog.h"

#include <glib/gi18n.h>

#include "ui/common/crm-feedback.h"

#define ROW_HEIGHT 40          /* about */

/**
 * CrmChartTableDialog:
 *
 * The values of a chart as a table: a row for each label, a column for each series. It can be sorted and copied.
 */
struct _CrmChartTableDialog
{
  AdwDialog           parent_instance;

  GtkColumnView      *table;
  GtkSortListModel   *sorted;
  GtkStringList      *rows;       /* the number of each mark, as text */
  AdwWindowTitle     *title;

  CrmChart           *chart;
};

G_DEFINE_FINAL_TYPE (CrmChartTableDialog, crm_chart_table_dialog, ADW_TYPE_DIALOG)

/* What a column shows: the labels (-1) or a series. */
typedef struct
{
  CrmChart *chart;
  int       series;
} Column;

static Column *
new_column (CrmChart *chart,
            int series)
{
  Column *column = g_new0 (Column, 1);

  column->chart = crm_chart_ref (chart);
  column->series = series;
  return column;
}

static void
free_column (gpointer data)
{
  crm_chart_unref (((Column *) data)->chart);
  g_free (data);
}

static void
destroy_column (gpointer data,
                GClosure *closure)
{
  free_column (data);
}

static guint
get_mark (gconstpointer item)
{
  return (guint) g_ascii_strtoull (gtk_string_object_get_string (GTK_STRING_OBJECT ((gpointer) item)), NULL, 10);
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer user_data)
{
  Column *column = user_data;
  guint mark_a = get_mark (a), mark_b = get_mark (b);
  double value_a, value_b;
  gboolean present_a, present_b;

  if (column->series < 0)
    return g_utf8_collate (crm_chart_get_label (column->chart, mark_a), crm_chart_get_label (column->chart, mark_b));
  present_a = crm_chart_get_value (column->chart, (guint) column->series, mark_a, &value_a);
  present_b = crm_chart_get_value (column->chart, (guint) column->series, mark_b, &value_b);
  if (!present_a || !present_b)
    return present_a - present_b;
  return value_a < value_b ? -1 : value_a > value_b;
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem *item,
          Column *column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->series < 0 ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), column->series < 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  if (column->series >= 0)
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem *item,
         Column *column)
{
  guint mark = get_mark (gtk_list_item_get_item (item));
  g_autofree char *text = column->series < 0 ? g_strdup (crm_chart_get_label (column->chart, mark))
                                             : crm_chart_get_value_text (column->chart, (guint) column->series, mark);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
add_column (CrmChartTableDialog *self,
            const char *heading,
            int series)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (heading, factory);
  g_autoptr (GtkSorter) sorter =
    GTK_SORTER (gtk_custom_sorter_new (compare, new_column (self->chart, series), free_column));

  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), new_column (self->chart, series), destroy_column, 0);
  g_signal_connect_data (factory, "bind", G_CALLBACK (bind_cb), new_column (self->chart, series), destroy_column, 0);
  gtk_column_view_column_set_expand (column, series < 0);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_append_column (self->table, column);
}

static const char *
get_heading (CrmChart *chart,
             guint series)
{
  const char *heading = crm_chart_get_series_name (chart, series);

  if (heading == NULL)
    heading = crm_chart_get_value_label (chart);
  return heading != NULL ? heading : C_("heading of a column", "Value");
}

static void
fill (CrmChartTableDialog *self)
{
  const char *title = crm_chart_get_title (self->chart), *subtitle = crm_chart_get_subtitle (self->chart);

  adw_dialog_set_title (ADW_DIALOG (self), title != NULL ? title : "");
  adw_window_title_set_title (self->title, title != NULL ? title : "");
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->table), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : "", -1);
  add_column (self, crm_chart_get_category_label (self->chart), -1);
  for (guint s = 0; s < crm_chart_get_n_series (self->chart); s++)
    add_column (self, get_heading (self->chart, s), (int) s);
  for (guint i = 0; i < crm_chart_get_n_marks (self->chart); i++)
    gtk_string_list_take (self->rows, g_strdup_printf ("%u", i));
  adw_dialog_set_content_height (ADW_DIALOG (self),
                                 CLAMP ((int) crm_chart_get_n_marks (self->chart) * ROW_HEIGHT + 100, 260, 640));
  gtk_sort_list_model_set_sorter (self->sorted, gtk_column_view_get_sorter (self->table));
}

static void
copy_action (GtkWidget *widget,
             const char *action,
             GVariant *parameter)
{
  CrmChartTableDialog *self = CRM_CHART_TABLE_DIALOG (widget);
  g_autofree char *csv = crm_chart_to_csv (self->chart);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
  crm_feedback_toast (GTK_WIDGET (self->table), _("Table copied"));
}

static void
crm_chart_table_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CRM_TYPE_CHART_TABLE_DIALOG);
  g_clear_pointer (&CRM_CHART_TABLE_DIALOG (object)->chart, crm_chart_unref);
  G_OBJECT_CLASS (crm_chart_table_dialog_parent_class)->dispose (object);
}

static void
crm_chart_table_dialog_class_init (CrmChartTableDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_chart_table_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/common/crm-chart-table-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmChartTableDialog, table);
  gtk_widget_class_bind_template_child (widget_class, CrmChartTableDialog, sorted);
  gtk_widget_class_bind_template_child (widget_class, CrmChartTableDialog, rows);
  gtk_widget_class_bind_template_child (widget_class, CrmChartTableDialog, title);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy", NULL);
}

static void
crm_chart_table_dialog_init (CrmChartTableDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * crm_chart_table_dialog_new:
 * @chart: (transfer none): a chart
 *
 * Returns: (transfer floating): a dialog with the values of the chart
 */
AdwDialog *
crm_chart_table_dialog_new (CrmChart *chart)
{
  CrmChartTableDialog *self = g_object_new (CRM_TYPE_CHART_TABLE_DIALOG, NULL);

  self->chart = crm_chart_ref (chart);
  fill (self);
  return ADW_DIALOG (self);
}
