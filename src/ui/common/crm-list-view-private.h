/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/common/crm-list-view.h"

G_BEGIN_DECLS

struct _CrmListView
{
  AdwBreakpointBin     parent_instance;

  /* Template */
  GtkStack            *stack;
  GtkColumnView       *table;
  GtkListView         *rows;
  AdwStatusPage       *empty_page;
  AdwStatusPage       *failed_page;
  AdwBanner           *failed_banner;
  GtkButton           *new_button;
  GtkButton           *import_button;
  GtkActionBar        *action_bar;
  GtkLabel            *selection_label;
  GtkPopoverMenu      *menu;

  /* Owned */
  CrmStore            *store;
  const CrmEntity     *entity;
  CrmFilter           *scope;         /* always in force */
  char                *scope_field;   /* equal in all rows, so no column */
  CrmFilter           *filter;
  char                *search;
  CrmListModel        *model;
  GtkSelectionModel   *selection;
  GSettings           *settings;
  gboolean             to_top;        /* other rows are on their way */
  guint                layout;        /* 0 narrow, 1 medium, 2 wide */
  guint                menu_position; /* of the row that the menu is for */
};

typedef enum { CRM_LIST_NARROW, CRM_LIST_MEDIUM, CRM_LIST_WIDE } CrmListLayout;

/* crm-list-view-columns.c */
void crm_list_view_setup_columns   (CrmListView *self);
void crm_list_view_update_columns  (CrmListView *self);
void crm_list_view_rebuild_columns (CrmListView *self);
void crm_list_view_append_sort     (CrmListView *self, CrmQuery *query);

/* crm-list-view-actions.c */
void crm_list_view_class_add_actions (GtkWidgetClass *klass);
void crm_list_view_setup_menu        (CrmListView *self);
void crm_list_view_update_actions    (CrmListView *self);
void crm_list_view_open              (CrmListView *self, guint position);

/* crm-list-view.c */
void crm_list_view_reload            (CrmListView *self);

G_END_DECLS
