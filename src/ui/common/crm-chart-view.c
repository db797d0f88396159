/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-chart-view-private.h"

#include <adwaita.h>
#include <math.h>

#include "chart/crm-chart-draw.h"
#include "ui/common/crm-chart-bubble.h"
#include "ui/common/crm-chart-mark.h"

#define SMALLEST_WIDTH 160
#define NATURAL_WIDTH 480

/**
 * CrmChartView:
 *
 * Shows a chart. The mark under the pointer is highlighted and shows its value; the arrow keys, Home and End walk the
 * marks; a click, Enter or Space activates one. Its actions `chart.show-table`, `chart.copy`, `chart.copy-values` and
 * `chart.export` are in its context menu.
 */
G_DEFINE_FINAL_TYPE (CrmChartView, crm_chart_view, GTK_TYPE_WIDGET)

enum { PROP_CHART = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

enum { MARK_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static CrmChartColor
from_rgba (const GdkRGBA *rgba)
{
  return (CrmChartColor) { rgba->red, rgba->green, rgba->blue, rgba->alpha };
}

static void
init_theme (CrmChartTheme *theme)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean dark = adw_style_manager_get_dark (manager);
  g_autoptr (GdkRGBA) accent = adw_style_manager_get_accent_color_rgba (manager);
  const CrmChartColor white = { 1, 1, 1, 1 };

  if (adw_style_manager_get_high_contrast (manager))
    crm_chart_theme_init (theme, dark ? CRM_CHART_STYLE_CONTRAST_DARK : CRM_CHART_STYLE_CONTRAST);
  else
    crm_chart_theme_init (theme, dark ? CRM_CHART_STYLE_DARK : CRM_CHART_STYLE_LIGHT);
  /* Accents are made for light surfaces; on dark ones they need more light. */
  if (!theme->outlined)
    theme->accent = crm_chart_color_mix (from_rgba (accent), white, dark ? 0.22 : 0);
}

static CrmChartLayout *
ensure_layout (CrmChartView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  CrmChartTheme theme;

  if (self->layout == NULL && self->chart != NULL)
    {
      init_theme (&theme);
      self->layout = crm_chart_layout_new (self->chart, &theme, gtk_widget_get_width (widget),
                                           gtk_widget_get_height (widget), gtk_widget_get_pango_context (widget),
                                           rtl ? CRM_CHART_LAYOUT_RTL : CRM_CHART_LAYOUT_DEFAULT);
    }
  return self->layout;
}

static void
forget_layout (CrmChartView *self)
{
  g_clear_pointer (&self->layout, crm_chart_layout_free);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
hover (CrmChartView *self,
       int mark)
{
  const CrmChartMarkBox *box = self->layout != NULL ? crm_chart_layout_get_mark (self->layout, mark) : NULL;
  gboolean leads;

  if (self->hovered == mark)
    return;
  self->hovered = mark;
  leads = box != NULL && crm_chart_get_action_target (self->chart, box->series, box->mark) != NULL;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), leads ? "pointer" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
activate_mark (CrmChartView *self,
               int mark)
{
  CrmChartLayout *layout = ensure_layout (self);
  const CrmChartMarkBox *box = layout != NULL ? crm_chart_layout_get_mark (layout, mark) : NULL;

  if (box != NULL)
    g_signal_emit (self, signals[MARK_ACTIVATED], 0, box->series, box->mark,
                   crm_chart_get_action_target (self->chart, box->series, box->mark));
}

static void
mark_activated_cb (CrmChartMark *mark,
                   CrmChartView *self)
{
  guint index;

  if (g_ptr_array_find (self->marks, mark, &index))
    activate_mark (self, (int) index);
}

/* Places that are still needed are kept, so that the focus stays where it is when values change. */
static void
update_marks (CrmChartView *self)
{
  guint n_marks = 0, n_series = 0;

  if (self->chart != NULL && !crm_chart_is_empty (self->chart))
    {
      n_marks = crm_chart_get_n_marks (self->chart);
      n_series = crm_chart_get_kind (self->chart) == CRM_CHART_FUNNEL ? 1 : crm_chart_get_n_series (self->chart);
    }
  while (self->marks->len > n_marks * n_series)
    gtk_widget_unparent (g_ptr_array_steal_index (self->marks, self->marks->len - 1));
  while (self->marks->len < n_marks * n_series)
    {
      GtkWidget *mark = crm_chart_mark_new ();

      g_signal_connect (mark, "activate", G_CALLBACK (mark_activated_cb), self);
      gtk_widget_set_parent (mark, GTK_WIDGET (self));
      g_ptr_array_add (self->marks, mark);
    }
  for (guint i = 0; i < self->marks->len; i++)
    {
      g_autofree char *words = crm_chart_describe_mark (self->chart, i / n_marks, i % n_marks);

      crm_chart_mark_describe (g_ptr_array_index (self->marks, i), words, (int) (i % n_marks) + 1, (int) n_marks);
    }
}

static void
describe (CrmChartView *self)
{
  g_autofree char *words = self->chart != NULL ? crm_chart_describe (self->chart) : NULL;
  const char *title = self->chart != NULL ? crm_chart_get_title (self->chart) : NULL;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title != NULL ? title : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words != NULL ? words : "", -1);
}

static int
get_focused (CrmChartView *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));
  guint index;

  return child != NULL && g_ptr_array_find (self->marks, child, &index) ? (int) index : -1;
}

static gboolean
focus_mark (CrmChartView *self,
            int mark)
{
  if (self->marks->len == 0)
    return FALSE;
  self->current = CLAMP (mark, 0, (int) self->marks->len - 1);
  hover (self, -1);
  return gtk_widget_grab_focus (g_ptr_array_index (self->marks, self->current));
}

/* Tab goes in and out; arrows stay inside. */
static gboolean
crm_chart_view_focus (GtkWidget *widget,
                      GtkDirectionType direction)
{
  static const CrmChartMove moves[] = {
    [GTK_DIR_UP] = CRM_CHART_MOVE_UP,
    [GTK_DIR_DOWN] = CRM_CHART_MOVE_DOWN,
    [GTK_DIR_LEFT] = CRM_CHART_MOVE_LEFT,
    [GTK_DIR_RIGHT] = CRM_CHART_MOVE_RIGHT,
  };
  CrmChartView *self = CRM_CHART_VIEW (widget);
  int focused = get_focused (self);

  if (self->menu != NULL && gtk_widget_get_focus_child (widget) == self->menu)
    return gtk_widget_child_focus (self->menu, direction);
  if (focused < 0)
    return focus_mark (self, self->current);
  if (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD)
    return FALSE;
  return focus_mark (self, crm_chart_layout_move (ensure_layout (self), focused, moves[direction]));
}

static gboolean
crm_chart_view_grab_focus (GtkWidget *widget)
{
  CrmChartView *self = CRM_CHART_VIEW (widget);

  return focus_mark (self, self->current);
}

static gboolean
move_cb (GtkWidget *widget,
         GVariant *parameter,
         gpointer user_data)
{
  CrmChartView *self = CRM_CHART_VIEW (widget);
  int focused = get_focused (self);
  CrmChartMove move;

  if (focused < 0 || ensure_layout (self) == NULL)
    return FALSE;
  move = (CrmChartMove) g_variant_get_int32 (parameter);
  return focus_mark (self, crm_chart_layout_move (self->layout, focused, move));
}

static void
moved_cb (GtkEventControllerMotion *controller,
          double x,
          double y,
          CrmChartView *self)
{
  hover (self, ensure_layout (self) != NULL ? crm_chart_layout_pick (self->layout, x, y) : -1);
}

static void
left_cb (GtkEventControllerMotion *controller,
         CrmChartView *self)
{
  hover (self, -1);
}

static void
released_cb (GtkGestureClick *gesture,
             int n_press,
             double x,
             double y,
             CrmChartView *self)
{
  int mark = ensure_layout (self) != NULL ? crm_chart_layout_pick (self->layout, x, y) : -1;

  if (mark < 0)
    return;
  focus_mark (self, mark);
  activate_mark (self, mark);
}

static void
menu_pressed_cb (GtkGestureClick *gesture,
                 int n_press,
                 double x,
                 double y,
                 CrmChartView *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));

  if (event != NULL && !gdk_event_triggers_context_menu (event))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  crm_chart_view_popup_menu (self, x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture,
                 double x,
                 double y,
                 CrmChartView *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  crm_chart_view_popup_menu (self, x, y);
}

static GtkSizeRequestMode
crm_chart_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
crm_chart_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  CrmChartView *self = CRM_CHART_VIEW (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = SMALLEST_WIDTH;
      *natural = NATURAL_WIDTH;
    }
  else if (self->chart == NULL)
    {
      *minimum = *natural = 0;
    }
  else
    {
      *minimum = *natural =
        (int) ceil (crm_chart_preferred_height (self->chart, for_size < 0 ? NATURAL_WIDTH : for_size));
    }
}

static void
crm_chart_view_size_allocate (GtkWidget *widget,
                              int width,
                              int height,
                              int baseline)
{
  CrmChartView *self = CRM_CHART_VIEW (widget);
  CrmChartLayout *layout;

  g_clear_pointer (&self->layout, crm_chart_layout_free);
  layout = ensure_layout (self);
  for (guint i = 0; i < self->marks->len; i++)
    {
      const CrmChartMarkBox *box = crm_chart_layout_get_mark (layout, (int) i);
      const CrmChartRect *rect = box->rect.width >= 1 && box->rect.height >= 1 ? &box->rect : &box->hit;
      GtkAllocation area = { (int) rect->x, (int) rect->y, MAX ((int) rect->width, 1), MAX ((int) rect->height, 1) };

      gtk_widget_size_allocate (g_ptr_array_index (self->marks, i), &area, -1);
    }
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
crm_chart_view_snapshot (GtkWidget *widget,
                         GtkSnapshot *snapshot)
{
  CrmChartView *self = CRM_CHART_VIEW (widget);
  CrmChartLayout *layout = ensure_layout (self);
  int focused = get_focused (self), shown;
  cairo_t *cr;

  if (layout == NULL)
    return;
  if (focused >= 0 && (gtk_widget_get_state_flags (g_ptr_array_index (self->marks, focused)) &
                       GTK_STATE_FLAG_FOCUS_VISIBLE) == 0)
    focused = -1;
  shown = self->hovered >= 0 ? self->hovered : focused;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                                                 gtk_widget_get_height (widget)));
  crm_chart_draw (layout, cr, self->hovered, focused);
  cairo_destroy (cr);
  if (shown >= 0 && (guint) shown < self->marks->len)
    crm_chart_bubble_snapshot (widget, snapshot, layout, shown);
}

static void
crm_chart_view_direction_changed (GtkWidget *widget,
                                  GtkTextDirection previous)
{
  GTK_WIDGET_CLASS (crm_chart_view_parent_class)->direction_changed (widget, previous);
  forget_layout (CRM_CHART_VIEW (widget));
}

static void
crm_chart_view_css_changed (GtkWidget *widget,
                            GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (crm_chart_view_parent_class)->css_changed (widget, change);
  forget_layout (CRM_CHART_VIEW (widget));
}

static void
crm_chart_view_get_property (GObject *object,
                             guint id,
                             GValue *value,
                             GParamSpec *spec)
{
  if (id == PROP_CHART)
    g_value_set_boxed (value, crm_chart_view_get_chart (CRM_CHART_VIEW (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
crm_chart_view_set_property (GObject *object,
                             guint id,
                             const GValue *value,
                             GParamSpec *spec)
{
  if (id == PROP_CHART)
    crm_chart_view_set_chart (CRM_CHART_VIEW (object), g_value_get_boxed (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
crm_chart_view_dispose (GObject *object)
{
  CrmChartView *self = CRM_CHART_VIEW (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  for (guint i = 0; i < CRM_CHART_VIEW_N_ACTIONS; i++)
    g_clear_object (&self->forwards[i]);
  while (self->marks->len > 0)
    gtk_widget_unparent (g_ptr_array_steal_index (self->marks, self->marks->len - 1));
  g_clear_pointer (&self->layout, crm_chart_layout_free);
  g_clear_pointer (&self->chart, crm_chart_unref);
  G_OBJECT_CLASS (crm_chart_view_parent_class)->dispose (object);
}

static void
crm_chart_view_finalize (GObject *object)
{
  g_ptr_array_unref (CRM_CHART_VIEW (object)->marks);
  G_OBJECT_CLASS (crm_chart_view_parent_class)->finalize (object);
}

static void
install_signals (GObjectClass *object_class)
{
  /**
   * CrmChartView::mark-activated:
   * @series: the number of the series
   * @mark: the number of the mark in it
   * @target: (nullable): what the mark was given as its action target
   *
   * A mark was clicked, or chosen with the keyboard: show the records behind it.
   */
  signals[MARK_ACTIVATED] = g_signal_new ("mark-activated", G_OBJECT_CLASS_TYPE (object_class), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_STRING);
}

static void
crm_chart_view_class_init (CrmChartViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const struct { guint key; CrmChartMove move; } keys[] = {
    { GDK_KEY_Home, CRM_CHART_MOVE_FIRST }, { GDK_KEY_KP_Home, CRM_CHART_MOVE_FIRST },
    { GDK_KEY_End, CRM_CHART_MOVE_LAST }, { GDK_KEY_KP_End, CRM_CHART_MOVE_LAST },
  };

  object_class->get_property = crm_chart_view_get_property;
  object_class->set_property = crm_chart_view_set_property;
  object_class->dispose = crm_chart_view_dispose;
  object_class->finalize = crm_chart_view_finalize;
  widget_class->focus = crm_chart_view_focus;
  widget_class->grab_focus = crm_chart_view_grab_focus;
  widget_class->get_request_mode = crm_chart_view_get_request_mode;
  widget_class->measure = crm_chart_view_measure;
  widget_class->size_allocate = crm_chart_view_size_allocate;
  widget_class->snapshot = crm_chart_view_snapshot;
  widget_class->direction_changed = crm_chart_view_direction_changed;
  widget_class->css_changed = crm_chart_view_css_changed;

  /**
   * CrmChartView:chart:
   *
   * The chart that is shown.
   */
  properties[PROP_CHART] = g_param_spec_boxed ("chart", NULL, NULL, CRM_TYPE_CHART,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  install_signals (object_class);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, 0, move_cb, "i", keys[i].move);
  crm_chart_view_install_actions (widget_class);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_widget_class_set_css_name (widget_class, "chartview");
}

static void
add_controllers (CrmChartView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new (), *menu = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  g_signal_connect (motion, "enter", G_CALLBACK (moved_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (moved_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (left_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), 0);
  g_signal_connect (menu, "pressed", G_CALLBACK (menu_pressed_cb), self);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect (long_press, "pressed", G_CALLBACK (long_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (menu));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (long_press));
}

static void
crm_chart_view_init (CrmChartView *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  const char *looks[] = { "notify::dark", "notify::high-contrast", "notify::accent-color-rgba" };

  self->marks = g_ptr_array_new ();
  self->hovered = -1;
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    g_signal_connect_object (manager, looks[i], G_CALLBACK (forget_layout), self, G_CONNECT_SWAPPED);
  add_controllers (self);
  describe (self);
  crm_chart_view_update_actions (self);
}

/**
 * crm_chart_view_new:
 *
 * Returns: (transfer floating): a view without a chart
 */
GtkWidget *
crm_chart_view_new (void)
{
  return g_object_new (CRM_TYPE_CHART_VIEW, NULL);
}

/**
 * crm_chart_view_get_chart:
 *
 * Returns: (transfer none) (nullable): the chart that is shown
 */
CrmChart *
crm_chart_view_get_chart (CrmChartView *self)
{
  g_return_val_if_fail (CRM_IS_CHART_VIEW (self), NULL);
  return self->chart;
}

/**
 * crm_chart_view_set_chart:
 * @chart: (nullable) (transfer none): a chart, which is not changed any more
 *
 * Shows another chart. The focus stays at the mark with the same number.
 */
void
crm_chart_view_set_chart (CrmChartView *self,
                          CrmChart *chart)
{
  g_return_if_fail (CRM_IS_CHART_VIEW (self));
  if (self->chart == chart)
    return;
  g_clear_pointer (&self->layout, crm_chart_layout_free);
  g_clear_pointer (&self->chart, crm_chart_unref);
  self->chart = chart != NULL ? crm_chart_ref (chart) : NULL;
  hover (self, -1);
  update_marks (self);
  self->current = CLAMP (self->current, 0, MAX ((int) self->marks->len - 1, 0));
  describe (self);
  crm_chart_view_update_actions (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHART]);
}
