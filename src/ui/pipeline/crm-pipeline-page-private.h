/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/common/crm-list-view.h"
#include "ui/pipeline/crm-board.h"
#include "ui/pipeline/crm-pipeline-data.h"
#include "ui/pipeline/crm-pipeline-page.h"

G_BEGIN_DECLS

struct _CrmPipelinePage
{
  AdwNavigationPage parent_instance;

  /* Template */
  AdwHeaderBar     *header;
  GtkStack         *title_stack;
  GtkDropDown      *pipelines;
  AdwToggleGroup   *views;
  GtkDropDown      *owners;
  GtkToggleButton  *search_button;
  GtkSearchBar     *search_bar;
  GtkSearchEntry   *search_entry;
  GtkStack         *stack;
  CrmBoard         *board;
  AdwBin           *list_bin;

  /* Borrowed from list_bin, made when first shown */
  CrmListView      *list;
  gint64            list_pipeline;
  CrmQuery         *list_deals;

  /* Owned */
  CrmStore         *store;
  CrmQuery         *deals;         /* what the filter leaves */
  GArray           *pipeline_ids;  /* of the drop-down's rows */
  GArray           *owner_ids;
  GCancellable     *cancellable;
  gint64            pipeline;
  gint64            owner;
  gint64            total;
  guint             generation;
  guint             refresh_source;
  gboolean          filling;       /* the drop-downs: what they select meanwhile is nobody's choice */
};

void crm_pipeline_page_refresh (CrmPipelinePage *self);

/* crm-pipeline-page-filter.c */
void crm_pipeline_page_class_bind_filter (GtkWidgetClass *klass);
void crm_pipeline_page_fill_drop_downs   (CrmPipelinePage *self, CrmPipelineData *data);

G_END_DECLS
