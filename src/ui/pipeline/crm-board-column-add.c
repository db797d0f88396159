/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-board-column-private.h"

#include "base/crm-money.h"
#include "ui/common/crm-feedback.h"
#include "ui/pipeline/crm-board.h"

#include <glib/gi18n.h>
#include <string.h>

/* A deal is added right in its column: a name, maybe with a value behind it. */

static gboolean
has_currency (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_type (c) == G_UNICODE_CURRENCY_SYMBOL || g_unichar_isupper (c))
        return TRUE;
    }
  return FALSE;
}

/* Takes an amount that names its currency off the end: "Espresso bar €1,200". A bare number belongs to the name:
 * "Renewal 2026". */
static gboolean
split_amount (char *text,
              const char *home,
              gint64 *minor,
              char currency[4])
{
  for (int words = 1; words <= 2; words++)
    {
      char *start = text + strlen (text);

      for (int i = 0; i < words && start != NULL; i++)
        start = g_strrstr_len (text, start - text, " ");
      if (start == NULL || start == text)
        return FALSE;
      if (has_currency (start) && strpbrk (start, "0123456789") != NULL &&
          crm_money_parse (start + 1, home, minor, currency))
        {
          *start = '\0';
          g_strchomp (text);
          return TRUE;
        }
    }
  return FALSE;
}

static void
added_cb (GtkWidget *widget,
          gint64 action,
          gpointer user_data)
{
  CrmBoardColumn *self = CRM_BOARD_COLUMN (widget);

  if (action > 0 && self->add_entry != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->add_entry), "");
}

static void
activated_cb (CrmBoardColumn *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add_entry))));
  g_autofree char *label = NULL;
  g_autoptr (CrmChangeSet) changes = NULL;
  gint64 minor;
  char currency[4];
  gboolean has_amount;

  if (*name == '\0')
    return;
  has_amount = split_amount (name, crm_store_get_currency (self->store), &minor, currency);
  label = g_strdup_printf (_("Add deal “%s”"), name);
  changes = crm_change_set_new (self->store, label);
  crm_change_set_insert (changes, "opportunity");
  crm_change_set_text (changes, "name", name);
  crm_change_set_int (changes, "stage", self->stage);
  if (has_amount)
    crm_change_set_money (changes, "value", minor, currency);
  if (crm_store_get_me (self->store) != 0)
    crm_change_set_int (changes, "owner", crm_store_get_me (self->store));
  crm_feedback_apply (GTK_WIDGET (self), self->store, changes, NULL, added_cb, NULL);
}

static void
finish (CrmBoardColumn *self)
{
  gtk_revealer_set_reveal_child (self->add_revealer, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->add_entry), "");
}

static gboolean
key_pressed_cb (CrmBoardColumn *self,
                guint key,
                guint code,
                GdkModifierType modifiers)
{
  if (key != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  finish (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->add_button));
  return GDK_EVENT_STOP;
}

/* An entry that is left empty has served. */
static void
left_cb (CrmBoardColumn *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->add_entry)) == '\0')
    finish (self);
}

void
crm_board_column_setup_add (CrmBoardColumn *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left_cb), self);
  g_signal_connect_swapped (self->add_entry, "activate", G_CALLBACK (activated_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->add_entry), keys);
  gtk_widget_add_controller (GTK_WIDGET (self->add_entry), focus);
}

/**
 * crm_board_column_start_add:
 *
 * Opens the entry for new deals.
 */
void
crm_board_column_start_add (CrmBoardColumn *self)
{
  g_autofree char *example = crm_money_format (120000, crm_store_get_currency (self->store));
  /* Translators: placeholder of the entry for a new deal; an amount is put in */
  g_autofree char *hint = g_strdup_printf (_("Name, or name %s"), example);

  gtk_entry_set_placeholder_text (self->add_entry, hint);
  gtk_revealer_set_reveal_child (self->add_revealer, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->add_entry));
}
