/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/pipeline/crm-board.h"

G_BEGIN_DECLS

struct _CrmBoard
{
  GtkWidget          parent_instance;

  /* Template */
  GtkScrolledWindow *scroller;
  GtkBox            *strip;
  GtkRevealer       *drop_bar;
  GtkBox            *drop_zones;

  /* Owned */
  CrmStore          *store;
  GSettings         *settings;
  CrmNextSteps      *steps;
  CrmQuery          *deals;
  GPtrArray         *columns;         /* of CrmBoardColumn, borrowed from the strip */
  CrmRecord         *dragged;
  GString           *typed;           /* letters of the search by typing */
  GCancellable      *cancellable;     /* of the search by typing */

  gpointer           focus_before;    /* what had the focus when a card was to get it; only compared */
  CrmBoardColumn    *last_column;     /* that had the focus, in columns */
  gint64             pipeline;
  gint64             focus_deal;      /* gets the focus when its card shows up */
  gint64             focus_until;     /* monotonic time */
  gboolean           wants_focus;
  gint64             typed_at;
  guint              typed_generation;
  guint              width_source;
  guint              scroll_tick;
  double             scroll_speed;    /* pixels a second */
  gint64             scroll_time;
  guint              snap_source;
  guint              focus_source;
};

/* crm-board-width.c */
void crm_board_setup_width  (CrmBoard *self);
void crm_board_update_width (CrmBoard *self);
void crm_board_queue_width  (CrmBoard *self);

G_END_DECLS
