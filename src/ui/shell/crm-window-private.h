/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/common/crm-trouble.h"
#include "ui/safety/crm-backup-keeper.h"
#include "ui/shell/crm-window.h"

G_BEGIN_DECLS

struct _CrmWindow
{
  AdwApplicationWindow    parent_instance;

  /* Template */
  AdwToastOverlay        *toasts;
  AdwBanner              *trouble_banner;
  AdwBanner              *place_banner;
  GtkStack               *stack;
  AdwNavigationSplitView *split;
  AdwNavigationView      *navigation;
  GtkListBox             *sections;
  AdwWindowTitle         *sidebar_title;
  GtkButton              *backup_button;
  GtkLabel               *loading_label;
  GtkProgressBar         *loading_progress;

  /* Owned */
  GSettings              *settings;
  CrmStore               *store;
  CrmBackupKeeper        *keeper;      /* of the store's backups */
  CrmTrouble             *trouble;     /* that keeps it from being written for now */
  GPtrArray              *unsaved;     /* (nullable): CrmChangeSet that waited when the workspace was closed */
  char                   *unsaved_path; /* of that workspace */
  char                   *copy;        /* (nullable): where a copy is being saved */
  char                   *path;        /* of the workspace that is open or being opened */
  GHashTable             *pages;       /* name of a section → its page */
  const char             *section;     /* the one that is shown, or was last */
  GCancellable           *cancellable; /* of what makes or opens a workspace */
  guint                   loading_source; /* shows that it takes a while */
  guint                   warming_source; /* gets searches ready */
};

void crm_window_class_add_actions  (GtkWidgetClass *klass);
void crm_window_update_actions     (CrmWindow *self);
void crm_window_set_store          (CrmWindow *self, CrmStore *store);
void crm_window_leave_store        (CrmWindow *self);

/* crm-window-workspace.c */
void crm_window_open_path          (CrmWindow *self, const char *path, CrmStoreFlags flags);
void crm_window_show_loading       (CrmWindow *self, const char *path, const char *text, gboolean progress);

/* crm-window-place.c */
void crm_window_show_place         (CrmWindow *self);
void crm_window_explain_place      (CrmWindow *self);
void crm_window_save_copy          (CrmWindow *self, const char *to);
void crm_window_copied             (CrmWindow *self, guint work, const char *to, gboolean well);

/* crm-window-rescue.c */
void crm_window_offer_rescue       (CrmWindow *self, const char *path, const GError *error);
void crm_window_keep_unsaved       (CrmWindow *self);
void crm_window_save_unsaved       (CrmWindow *self);

G_END_DECLS
