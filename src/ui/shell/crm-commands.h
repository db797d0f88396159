/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CrmCommand:
 *
 * Something a person can ask for from anywhere: one row serves the shortcuts, the list of shortcuts and the command
 * palette.
 */
typedef struct
{
  const char *action;    /* detailed action name */
  const char *label;     /* N_() */
  const char *group;     /* N_() */
  const char *icon;
  const char *accels[2];
  gboolean    anywhere;  /* also without an open workspace */
} CrmCommand;

const CrmCommand *crm_commands             (guint *n_commands);
void              crm_commands_bind        (GtkWidgetClass *klass);
const char       *crm_command_get_label    (const CrmCommand *command);
char             *crm_command_dup_shortcut (const CrmCommand *command);

G_END_DECLS
