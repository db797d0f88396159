/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-board-column-private.h"

#include "ui/pipeline/crm-board.h"

#include <string.h>

/**
 * CrmBoardColumn:
 *
 * A stage and its deals. Counts and sums come from the database, never from the cards.
 */

enum { PROP_0, PROP_FOLDED, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CrmBoardColumn, crm_board_column, GTK_TYPE_WIDGET)

/* Cards */

static void
setup_cb (CrmBoardColumn *self,
          GtkListItem *item)
{
  gtk_list_item_set_child (item, crm_deal_card_new (self));
  gtk_list_item_set_focusable (item, FALSE);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
}

static void
bind_cb (CrmBoardColumn *self,
         GtkListItem *item)
{
  crm_deal_card_set_record (CRM_DEAL_CARD (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (CrmBoardColumn *self,
           GtkListItem *item)
{
  crm_deal_card_set_record (CRM_DEAL_CARD (gtk_list_item_get_child (item)), NULL);
}

static void
setup_factory (CrmBoardColumn *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
}

/* Model */

static CrmQuery *
new_query (CrmBoardColumn *self)
{
  CrmQuery *query = crm_query_copy (self->deals);

  crm_query_narrow (query, crm_filter_new_link ("stage", self->stage));
  if (crm_board_column_is_open (self))
    crm_query_set_sort_text (query, "position", NULL);
  else
    crm_query_set_sort_text (query, "closed_on:desc", NULL);
  return query;
}

static void
items_changed_cb (CrmBoardColumn *self)
{
  CrmBoard *board = crm_board_of (GTK_WIDGET (self));

  gtk_widget_set_visible (GTK_WIDGET (self->empty_label),
                          crm_board_column_get_n_shown (self) == 0 && !crm_list_model_is_loading (self->model));
  if (board != NULL)
    crm_board_column_filled (board, self);
}

static void
setup_model (CrmBoardColumn *self)
{
  g_autoptr (CrmQuery) query = new_query (self);
  GListModel *shown;

  self->model = crm_list_model_new (self->store, query);
  shown = G_LIST_MODEL (g_object_ref (self->model));
  if (!crm_board_column_is_open (self))
    shown = G_LIST_MODEL (gtk_slice_list_model_new (shown, 0, CRM_CLOSED_SHOWN));
  self->selection = gtk_no_selection_new (shown);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->model, "notify::loading", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
}

/* Actions */

static void
show_all_activated (GtkWidget *widget,
                    const char *action,
                    GVariant *parameter)
{
  CrmBoardColumn *self = CRM_BOARD_COLUMN (widget);
  g_autofree char *filter = crm_filter_to_string (crm_query_get_filter (crm_list_model_get_query (self->model)));

  gtk_widget_activate_action (widget, "win.show-list", "(sss)", "opportunity", filter, self->name);
}

static void
add_activated (GtkWidget *widget,
               const char *action,
               GVariant *parameter)
{
  crm_board_column_start_add (CRM_BOARD_COLUMN (widget));
}

/* Object */

static void
set_folded (CrmBoardColumn *self,
            gboolean folded)
{
  if (self->folded == folded)
    return;
  self->folded = folded;
  gtk_widget_set_visible (self->content, !folded);
  gtk_widget_set_visible (GTK_WIDGET (self->strip), folded);
  if (folded)
    gtk_widget_add_css_class (GTK_WIDGET (self), "folded");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "folded");
  gtk_widget_grab_focus (GTK_WIDGET (folded ? self->strip : self->fold_button));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLDED]);
}

static void
crm_board_column_get_property (GObject *object,
                               guint property,
                               GValue *value,
                               GParamSpec *pspec)
{
  switch (property)
    {
    case PROP_FOLDED:
      g_value_set_boolean (value, CRM_BOARD_COLUMN (object)->folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
crm_board_column_set_property (GObject *object,
                               guint property,
                               const GValue *value,
                               GParamSpec *pspec)
{
  switch (property)
    {
    case PROP_FOLDED:
      set_folded (CRM_BOARD_COLUMN (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

/* Columns have the width that the board gives them, whatever is in them. */
static void
crm_board_column_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  CrmBoardColumn *self = CRM_BOARD_COLUMN (widget);
  GtkWidget *child = self->folded ? GTK_WIDGET (self->strip) : self->content;

  gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MAX (*minimum, self->width);
}

static void
crm_board_column_size_allocate (GtkWidget *widget,
                                int width,
                                int height,
                                int baseline)
{
  CrmBoardColumn *self = CRM_BOARD_COLUMN (widget);

  gtk_widget_allocate (self->folded ? GTK_WIDGET (self->strip) : self->content, width, height, baseline, NULL);
}

static void
crm_board_column_snapshot (GtkWidget *widget,
                           GtkSnapshot *snapshot)
{
  GTK_WIDGET_CLASS (crm_board_column_parent_class)->snapshot (widget, snapshot);
  crm_board_column_snapshot_drop (CRM_BOARD_COLUMN (widget), snapshot);
}

static void
crm_board_column_dispose (GObject *object)
{
  CrmBoardColumn *self = CRM_BOARD_COLUMN (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_BOARD_COLUMN);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (crm_board_column_parent_class)->dispose (object);
}

static void
crm_board_column_finalize (GObject *object)
{
  CrmBoardColumn *self = CRM_BOARD_COLUMN (object);

  g_clear_object (&self->store);
  g_clear_object (&self->steps);
  g_clear_pointer (&self->deals, crm_query_unref);
  g_free (self->name);
  g_free (self->kind);
  G_OBJECT_CLASS (crm_board_column_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/pipeline/crm-board-column.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, content);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, strip);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, strip_label);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, dot);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, name_label);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, count_label);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, sum_label);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, weighted_label);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, add_button);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, fold_button);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, activity_bar);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, add_revealer);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, add_entry);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, list);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, empty_label);
  gtk_widget_class_bind_template_child (widget_class, CrmBoardColumn, all_button);
}

static void
crm_board_column_class_init (CrmBoardColumnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = crm_board_column_get_property;
  object_class->set_property = crm_board_column_set_property;
  object_class->dispose = crm_board_column_dispose;
  object_class->finalize = crm_board_column_finalize;
  widget_class->measure = crm_board_column_measure;
  widget_class->size_allocate = crm_board_column_size_allocate;
  widget_class->snapshot = crm_board_column_snapshot;

  /**
   * CrmBoardColumn:folded:
   *
   * Whether only the name is shown, as a narrow strip.
   */
  props[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (CRM_TYPE_SHARE_BAR);
  g_type_ensure (CRM_TYPE_TURNED_LABEL);
  bind_template (widget_class);
  gtk_widget_class_set_css_name (widget_class, "boardcolumn");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_property_action (widget_class, "column.folded", "folded");
  gtk_widget_class_install_action (widget_class, "column.add", NULL, add_activated);
  gtk_widget_class_install_action (widget_class, "column.show-all", NULL, show_all_activated);
}

static void
crm_board_column_init (CrmBoardColumn *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->marker = -1;
  setup_factory (self);
  crm_board_column_setup_drop (self);
  crm_board_column_setup_add (self);
}

/**
 * crm_board_column_new:
 * @steps: what is planned for the deals
 * @stage: what the column stands for
 * @deals: which deals the board shows, of any stage
 */
CrmBoardColumn *
crm_board_column_new (CrmStore *store,
                      CrmNextSteps *steps,
                      const CrmStageSummary *stage,
                      CrmQuery *deals)
{
  CrmBoardColumn *self = g_object_new (CRM_TYPE_BOARD_COLUMN, NULL);

  self->store = g_object_ref (store);
  self->steps = g_object_ref (steps);
  self->deals = crm_query_ref (deals);
  self->stage = stage->id;
  self->kind = g_strdup (stage->kind);
  gtk_widget_set_visible (GTK_WIDGET (self->add_button), crm_board_column_is_open (self));
  setup_model (self);
  crm_board_column_update (self, stage);
  return self;
}

/**
 * crm_board_column_set_deals:
 * @deals: which deals the board shows from now on
 */
void
crm_board_column_set_deals (CrmBoardColumn *self,
                            CrmQuery *deals)
{
  g_autoptr (CrmQuery) query = NULL;

  crm_query_ref (deals);
  crm_query_unref (self->deals);
  self->deals = deals;
  query = new_query (self);
  crm_list_model_set_query (self->model, query);
}

void
crm_board_column_set_width (CrmBoardColumn *self,
                            int width)
{
  if (self->width == width)
    return;
  self->width = width;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * crm_board_column_set_accent:
 * @css_class: class of the dot beside the name
 */
void
crm_board_column_set_accent (CrmBoardColumn *self,
                             const char *css_class)
{
  gtk_widget_set_css_classes (self->dot, (const char *[]) { "stage-dot", css_class, NULL });
}

/* What the column is */

CrmNextSteps *
crm_board_column_get_steps (CrmBoardColumn *self)
{
  return self->steps;
}

gint64
crm_board_column_get_stage (CrmBoardColumn *self)
{
  return self->stage;
}

const char *
crm_board_column_get_name (CrmBoardColumn *self)
{
  return self->name;
}

/**
 * crm_board_column_get_kind:
 *
 * Returns: "open", "won" or "lost"
 */
const char *
crm_board_column_get_kind (CrmBoardColumn *self)
{
  return self->kind;
}

gboolean
crm_board_column_is_open (CrmBoardColumn *self)
{
  return strcmp (self->kind, "open") == 0;
}

gint64
crm_board_column_get_rotting_days (CrmBoardColumn *self)
{
  return self->rotting_days;
}

gboolean
crm_board_column_get_folded (CrmBoardColumn *self)
{
  return self->folded;
}

CrmListModel *
crm_board_column_get_model (CrmBoardColumn *self)
{
  return self->model;
}

/**
 * crm_board_column_get_n_shown:
 *
 * Returns: how many deals have a card: not all of those that are closed
 */
guint
crm_board_column_get_n_shown (CrmBoardColumn *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}
