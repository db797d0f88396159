/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-board-private.h"

#include <string.h>

#define FOCUS_DELAY 10  /* ms */
#define FOCUS_PATIENCE (3 * G_USEC_PER_SEC)

/**
 * CrmBoard:
 *
 * The stages of a pipeline side by side, with their deals as cards.
 */
G_DEFINE_FINAL_TYPE (CrmBoard, crm_board, GTK_TYPE_WIDGET)

/* Folding */

static void
folded_changed_cb (CrmBoard *self,
                   GParamSpec *pspec,
                   CrmBoardColumn *column)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, crm_board_column_get_stage (column));
  g_auto (GStrv) stored = g_settings_get_strv (self->settings, "pipeline-folded-stages");
  g_autoptr (GStrvBuilder) folded = g_strv_builder_new ();
  g_auto (GStrv) strv = NULL;

  for (guint i = 0; stored[i] != NULL; i++)
    {
      if (strcmp (stored[i], id) != 0)
        g_strv_builder_add (folded, stored[i]);
    }
  if (crm_board_column_get_folded (column))
    g_strv_builder_add (folded, id);
  strv = g_strv_builder_end (folded);
  g_settings_set_strv (self->settings, "pipeline-folded-stages", (const char *const *) strv);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static gboolean
is_folded (CrmBoard *self,
           gint64 stage)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, stage);
  g_auto (GStrv) stored = g_settings_get_strv (self->settings, "pipeline-folded-stages");

  return g_strv_contains ((const char *const *) stored, id);
}

/* Columns */

static const char *
get_accent (const CrmStageSummary *stage,
            guint index)
{
  static const char *const accents[] = { "stage-1", "stage-2", "stage-3", "stage-4", "stage-5" };

  if (strcmp (stage->kind, "open") == 0)
    return accents[index % G_N_ELEMENTS (accents)];
  return strcmp (stage->kind, "won") == 0 ? "stage-won" : "stage-lost";
}

static gboolean
is_same (CrmBoard *self,
         const CrmPipelineSummary *summary)
{
  if (self->pipeline != summary->pipeline || self->columns->len != summary->stages->len)
    return FALSE;
  for (guint i = 0; i < self->columns->len; i++)
    {
      const CrmStageSummary *stage = summary->stages->pdata[i];

      if (crm_board_column_get_stage (self->columns->pdata[i]) != stage->id ||
          strcmp (crm_board_column_get_kind (self->columns->pdata[i]), stage->kind) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
clear (CrmBoard *self)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->columns, 0);
  self->last_column = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->strip))) != NULL)
    gtk_box_remove (self->strip, child);
}

static void
column_focused_cb (CrmBoard *self,
                   GtkEventController *controller)
{
  self->last_column = CRM_BOARD_COLUMN (gtk_event_controller_get_widget (controller));
}

static void
follow_focus (CrmBoard *self,
              CrmBoardColumn *column)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (focus, "enter", G_CALLBACK (column_focused_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (column), focus);
}

static void
rebuild (CrmBoard *self,
         const CrmPipelineSummary *summary)
{
  clear (self);
  self->pipeline = summary->pipeline;
  for (guint i = 0; i < summary->stages->len; i++)
    {
      const CrmStageSummary *stage = summary->stages->pdata[i];
      CrmBoardColumn *column = crm_board_column_new (self->store, self->steps, stage, self->deals);

      crm_board_column_set_accent (column, get_accent (stage, i));
      g_object_set (column, "folded", is_folded (self, stage->id), NULL);
      g_signal_connect_object (column, "notify::folded", G_CALLBACK (folded_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (column, "notify::folded", G_CALLBACK (crm_board_queue_width), self, G_CONNECT_SWAPPED);
      follow_focus (self, column);
      gtk_box_append (self->strip, GTK_WIDGET (column));
      g_ptr_array_add (self->columns, column);
    }
  crm_board_fill_drop_bar (self);
  crm_board_update_width (self);
}

/**
 * crm_board_update:
 * @summary: the pipeline and its stages, counted
 * @deals: which deals are shown; they were counted as well
 *
 * Shows the pipeline. Columns that are there already stay.
 */
void
crm_board_update (CrmBoard *self,
                  const CrmPipelineSummary *summary,
                  CrmQuery *deals)
{
  gboolean same_deals = self->deals == deals;

  if (!same_deals)
    {
      crm_query_ref (deals);
      g_clear_pointer (&self->deals, crm_query_unref);
      self->deals = deals;
    }
  if (!is_same (self, summary))
    {
      rebuild (self, summary);
      return;
    }
  for (guint i = 0; i < self->columns->len; i++)
    {
      crm_board_column_update (self->columns->pdata[i], summary->stages->pdata[i]);
      if (!same_deals)
        crm_board_column_set_deals (self->columns->pdata[i], deals);
    }
}

guint
crm_board_get_n_columns (CrmBoard *self)
{
  return self->columns->len;
}

CrmBoardColumn *
crm_board_get_column (CrmBoard *self,
                      guint index)
{
  g_return_val_if_fail (index < self->columns->len, NULL);
  return self->columns->pdata[index];
}

/**
 * crm_board_find_column:
 *
 * Returns: (transfer none) (nullable): the column of the stage
 */
CrmBoardColumn *
crm_board_find_column (CrmBoard *self,
                       gint64 stage)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      if (crm_board_column_get_stage (self->columns->pdata[i]) == stage)
        return self->columns->pdata[i];
    }
  return NULL;
}

/**
 * crm_board_find_kind:
 * @kind: "won" or "lost"
 *
 * Returns: (transfer none) (nullable): the first column of that kind
 */
CrmBoardColumn *
crm_board_find_kind (CrmBoard *self,
                     const char *kind)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      if (strcmp (crm_board_column_get_kind (self->columns->pdata[i]), kind) == 0)
        return self->columns->pdata[i];
    }
  return NULL;
}

int
crm_board_get_index (CrmBoard *self,
                     CrmBoardColumn *column)
{
  guint index;

  return g_ptr_array_find (self->columns, column, &index) ? (int) index : -1;
}

/**
 * crm_board_of:
 *
 * Returns: (transfer none) (nullable): the board that the widget is on
 */
CrmBoard *
crm_board_of (GtkWidget *widget)
{
  GtkWidget *board = gtk_widget_get_ancestor (widget, CRM_TYPE_BOARD);

  return board != NULL ? CRM_BOARD (board) : NULL;
}

/* Focus that follows a card */

static GtkWidget *
get_focus (CrmBoard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

/**
 * crm_board_focus_later:
 * @deal: a deal whose card moves
 *
 * Gives the card the focus when it shows up where it goes.
 */
void
crm_board_focus_later (CrmBoard *self,
                       gint64 deal)
{
  self->focus_before = get_focus (self);
  self->focus_deal = deal;
  self->focus_until = g_get_monotonic_time () + FOCUS_PATIENCE;
}

/* The card that had the focus last, or the first there is. */
static gboolean
focus_first (CrmBoard *self)
{
  if (self->last_column != NULL && crm_board_column_focus_again (self->last_column))
    return TRUE;
  for (guint i = 0; i < self->columns->len; i++)
    {
      CrmBoardColumn *column = self->columns->pdata[i];

      if (crm_board_column_get_n_shown (column) > 0 &&
          crm_board_column_focus_deal (column, crm_list_model_get_id (crm_board_column_get_model (column), 0)))
        return TRUE;
    }
  return FALSE;
}

/* Waits for the first card if there is none yet. */
static gboolean
crm_board_grab_focus (GtkWidget *widget)
{
  CrmBoard *self = CRM_BOARD (widget);

  self->focus_before = get_focus (self);
  self->wants_focus = gtk_widget_get_width (widget) == 0 || !focus_first (self);
  return !self->wants_focus;
}

/* Whether the person went on to the search or the header meanwhile: then the focus stays there. */
static gboolean
is_elsewhere (CrmBoard *self)
{
  GtkWidget *focus = get_focus (self);
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_PAGE);

  return focus != NULL && focus != self->focus_before && page != NULL && gtk_widget_is_ancestor (focus, page) &&
         !gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

static gboolean
focus_now (gpointer data)
{
  CrmBoard *self = data;

  /* Scrolling to a card needs to know where it is. */
  if (self->columns->len > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      gtk_widget_get_width (self->columns->pdata[0]) == 0)
    return G_SOURCE_CONTINUE;
  self->focus_source = 0;
  if (is_elsewhere (self))
    self->focus_deal = self->wants_focus = 0;
  if (self->wants_focus && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->wants_focus = !focus_first (self);
  for (guint i = 0; self->focus_deal != 0 && i < self->columns->len; i++)
    {
      if (crm_board_column_focus_deal (self->columns->pdata[i], self->focus_deal))
        break;
    }
  return G_SOURCE_REMOVE;
}

/**
 * crm_board_column_filled:
 *
 * The cards of the column are other ones now.
 */
void
crm_board_column_filled (CrmBoard *self,
                         CrmBoardColumn *column)
{
  if (g_get_monotonic_time () > self->focus_until)
    self->focus_deal = 0;
  if ((self->focus_deal != 0 || self->wants_focus) && self->focus_source == 0)
    self->focus_source = g_timeout_add (FOCUS_DELAY, focus_now, self);
}

/* Object */

static void
crm_board_dispose (GObject *object)
{
  CrmBoard *self = CRM_BOARD (object);

  g_cancellable_cancel (self->cancellable);
  self->typed_generation++;
  g_clear_handle_id (&self->width_source, g_source_remove);
  g_clear_handle_id (&self->snap_source, g_source_remove);
  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_ptr_array_set_size (self->columns, 0);
  g_clear_object (&self->dragged);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_BOARD);
  G_OBJECT_CLASS (crm_board_parent_class)->dispose (object);
}

static void
crm_board_finalize (GObject *object)
{
  CrmBoard *self = CRM_BOARD (object);

  g_clear_object (&self->store);
  g_clear_object (&self->settings);
  g_clear_object (&self->steps);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->deals, crm_query_unref);
  g_ptr_array_unref (self->columns);
  g_string_free (self->typed, TRUE);
  G_OBJECT_CLASS (crm_board_parent_class)->finalize (object);
}

static void
crm_board_class_init (CrmBoardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_board_dispose;
  G_OBJECT_CLASS (klass)->finalize = crm_board_finalize;
  widget_class->grab_focus = crm_board_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/pipeline/crm-board.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmBoard, scroller);
  gtk_widget_class_bind_template_child (widget_class, CrmBoard, strip);
  gtk_widget_class_bind_template_child (widget_class, CrmBoard, drop_bar);
  gtk_widget_class_bind_template_child (widget_class, CrmBoard, drop_zones);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
crm_board_init (CrmBoard *self)
{
  self->columns = g_ptr_array_new ();
  self->typed = g_string_new (NULL);
  self->cancellable = g_cancellable_new ();
  self->settings = g_settings_new (APPLICATION_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  crm_board_setup_width (self);
  crm_board_setup_keys (self);
  crm_board_setup_drag (self);
}

/**
 * crm_board_set_store:
 * @store: where the deals are; set once
 */
void
crm_board_set_store (CrmBoard *self,
                     CrmStore *store)
{
  g_return_if_fail (self->store == NULL);

  self->store = g_object_ref (store);
  self->steps = crm_next_steps_new (store);
}
