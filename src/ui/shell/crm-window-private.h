/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/crm-window.h"

G_BEGIN_DECLS

struct _CrmWindow
{
  AdwApplicationWindow    parent_instance;

  /* Template */
  AdwToastOverlay        *toasts;
  GtkStack               *stack;
  AdwNavigationSplitView *split;
  AdwNavigationView      *navigation;
  GtkListBox             *sections;
  AdwWindowTitle         *sidebar_title;
  GtkLabel               *loading_label;
  GtkProgressBar         *loading_progress;

  /* Owned */
  GSettings              *settings;
  CrmStore               *store;
  char                   *path;        /* of the workspace that is open or being opened */
  GHashTable             *pages;       /* name of a section → its page */
  GCancellable           *cancellable; /* of what makes or opens a workspace */
  guint                   loading_source; /* shows that it takes a while */
};

void crm_window_class_add_actions  (GtkWidgetClass *klass);
void crm_window_update_actions     (CrmWindow *self);
void crm_window_set_store          (CrmWindow *self, CrmStore *store);

G_END_DECLS
