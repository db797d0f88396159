/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/pipeline/crm-board-column.h"
#include "ui/pipeline/crm-share-bar.h"
#include "ui/pipeline/crm-turned-label.h"

G_BEGIN_DECLS

/* Closed deals are many and of little interest: the newest are shown, the rest is a list away. */
#define CRM_CLOSED_SHOWN 50

struct _CrmBoardColumn
{
  GtkWidget           parent_instance;

  /* Template */
  GtkWidget          *content;
  GtkButton          *strip;
  CrmTurnedLabel     *strip_label;
  GtkWidget          *dot;
  GtkLabel           *name_label;
  GtkLabel           *count_label;
  GtkLabel           *sum_label;
  GtkLabel           *weighted_label;
  GtkButton          *add_button;
  GtkButton          *fold_button;
  CrmShareBar        *activity_bar;
  GtkRevealer        *add_revealer;
  GtkEntry           *add_entry;
  GtkListView        *list;
  GtkLabel           *empty_label;
  GtkButton          *all_button;

  /* Owned */
  CrmStore           *store;
  CrmNextSteps       *steps;
  CrmQuery           *deals;         /* all that the board shows, of any stage */
  CrmListModel       *model;
  GtkNoSelection     *selection;
  char               *name;
  char               *kind;

  gint64              stage;
  gint64              rotting_days;
  gint64              count;
  gboolean            folded;
  int                 width;
  double              marker;        /* where a dropped card would go, −1 for nowhere */
};

G_END_DECLS
