/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/quality/crm-fixes-view.h"

#include "base/crm-money.h"
#include "ui/common/crm-feedback.h"
#include "ui/quality/crm-verdicts-row.h"
#include "ui/quality/crm-work-bar.h"

#include <glib/gi18n.h>

#define MOST_SHOWN 50

/**
 * CrmFixesView:
 *
 * Values that should be written otherwise, to accept or refuse one by one or all. What is refused is remembered.
 */
struct _CrmFixesView
{
  AdwBin               parent_instance;

  /* Template */
  AdwPreferencesGroup *group;
  GtkWidget           *all_box;
  GtkListBox          *list;
  AdwActionRow        *none_row;
  CrmVerdictsRow      *verdicts_row;
  CrmWorkBar          *work_bar;

  /* Owned */
  CrmStore            *store;
  const CrmEntity     *entity;
  GPtrArray           *fixes;     /* of CrmFix, that are neither accepted nor refused */
  gint64               n_fixes;   /* in the workspace */
};

G_DEFINE_FINAL_TYPE (CrmFixesView, crm_fixes_view, ADW_TYPE_BIN)

static void show_fixes (CrmFixesView *self);

static const CrmFix *
get_fix (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "fix");
}

/* One value */

/* What could not be done is proposed again. */
static void
decided (GtkWidget *widget,
         gint64 action,
         gpointer user_data)
{
  if (action == 0)
    crm_feedback_toast (widget, _("The value was edited meanwhile and stays as it is"));
  if (action <= 0)
    gtk_widget_activate_action (widget, "quality.measure", NULL);
}

static void
decide (CrmFixesView *self,
        GtkWidget *row,
        gboolean accept)
{
  const CrmFix *fix = get_fix (row);
  g_autofree char *label = g_strdup_printf (accept ? _("Change “%s” to “%s”") : _("Keep “%s” rather than “%s”"),
                                            fix->before, fix->after);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, label);

  crm_fix_append (fix, self->entity, accept, changes);
  crm_feedback_apply (GTK_WIDGET (self), self->store, changes,
                      accept ? _("Value corrected") : _("Not proposed any more"), decided, NULL);
  self->n_fixes--;
  g_ptr_array_remove (self->fixes, (gpointer) fix);
  show_fixes (self);
  if (self->fixes->len == 0 && self->n_fixes > 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "quality.measure", NULL);
}

static void
button_clicked_cb (CrmFixesView *self,
                   GtkWidget *button)
{
  decide (self, gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW),
          GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "accept")));
}

/* The value whose row has the focus. */
static void
decide_focused (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  CrmFixesView *self = CRM_FIXES_VIEW (widget);
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->list));

  if (row != NULL && !crm_store_is_read_only (self->store))
    decide (self, row, g_str_equal (action, "fixes.accept"));
}

/* All */

typedef struct
{
  CrmStore *store;
  CrmWork  *work;
  gboolean  accept;
  gint64    action;
} Deciding;

static void
free_deciding (gpointer data)
{
  Deciding *deciding = data;

  g_object_unref (deciding->store);
  crm_work_unref (deciding->work);
  g_free (deciding);
}

static void
decide_in_thread (GTask *task,
                  gpointer source,
                  gpointer data,
                  GCancellable *cancellable)
{
  Deciding *deciding = data;
  GError *error = NULL;
  gint64 n = crm_quality_decide (deciding->store, deciding->work->entity, deciding->accept, &deciding->action,
                                 &deciding->work->run, &error);

  if (n >= 0)
    g_task_return_int (task, n);
  else
    g_task_return_error (task, error);
}

static void
all_decided_cb (GObject *source,
                GAsyncResult *result,
                gpointer user_data)
{
  CrmFixesView *self = CRM_FIXES_VIEW (source);
  const Deciding *deciding = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gssize n = g_task_propagate_int (G_TASK (result), &error);

  if (self->store == NULL || !crm_work_bar_end (self->work_bar, result))
    return;
  if (error == NULL)
    {
      g_autofree char *count = crm_number_format (n);
      g_autofree char *toast = g_strdup_printf (deciding->accept
                                                ? ngettext ("%s value corrected", "%s values corrected", n)
                                                : ngettext ("%s correction refused", "%s corrections refused", n),
                                                count);

      crm_feedback_undo_toast (GTK_WIDGET (self), toast, deciding->action);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    crm_feedback_toast (GTK_WIDGET (self), _("Cancelled; nothing was changed"));
  else
    crm_feedback_error (GTK_WIDGET (self), _("The Values Were Not Changed"), error);
  gtk_widget_activate_action (GTK_WIDGET (self), "quality.measure", NULL);
}

static void
decide_all (GtkWidget *widget,
            const char *action,
            GVariant *parameter)
{
  CrmFixesView *self = CRM_FIXES_VIEW (widget);
  g_autoptr (GTask) task = NULL;
  Deciding *deciding = g_new0 (Deciding, 1);

  deciding->store = g_object_ref (self->store);
  deciding->accept = g_str_equal (action, "fixes.accept-all");
  deciding->work = crm_work_bar_begin (self->work_bar, deciding->accept ? _("Correcting values")
                                                                        : _("Refusing corrections"), self->entity);
  task = g_task_new (self, deciding->work->run.cancellable, all_decided_cb, NULL);
  g_task_set_task_data (task, deciding, free_deciding);
  g_task_run_in_thread (task, decide_in_thread);
  g_ptr_array_set_size (self->fixes, 0);
  show_fixes (self);
}

/* Rows */

static GtkWidget *
new_button (CrmFixesView *self,
            const CrmFix *fix,
            gboolean accept)
{
  GtkWidget *button = gtk_button_new_from_icon_name (accept ? "object-select-symbolic" : "window-close-symbolic");
  g_autofree char *label = g_strdup_printf (accept ? _("Accept “%s”") : _("Refuse “%s”"), fix->after);

  gtk_widget_set_tooltip_text (button, accept ? _("Accept") : _("Refuse"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "accept", GINT_TO_POINTER (accept));
  g_signal_connect_object (button, "clicked", G_CALLBACK (button_clicked_cb), self, G_CONNECT_SWAPPED);
  return button;
}

/* Blanks are what a correction may be about. */
static char *
show_spaces (const char *text)
{
  GString *shown = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (shown, g_unichar_isspace (c) ? 0x2423 : c);
    }
  return g_string_free (shown, FALSE);
}

static void
add_fix (CrmFixesView *self,
         CrmFix *fix)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *before = fix->kind == CRM_FIX_SPACES ? show_spaces (fix->before) : g_strdup (fix->before);
  g_autofree char *title = g_strdup_printf ("%s → %s", before, fix->after);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s · %s", crm_fix_kind_label (fix->kind),
                                               crm_field_get_label (&self->entity->fields[fix->field]), fix->title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  g_object_set_data (G_OBJECT (row), "fix", fix);
  for (guint accept = 0; accept < 2 && !crm_store_is_read_only (self->store); accept++)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_button (self, fix, accept));
  gtk_list_box_append (self->list, row);
}

static void
describe (CrmFixesView *self)
{
  g_autofree char *count = crm_number_format (self->n_fixes);
  g_autofree char *text = NULL;

  if (self->n_fixes > MOST_SHOWN)
    text = g_strdup_printf (_("%s values in all. Those listed come first; the others follow when these are decided."),
                            count);
  adw_preferences_group_set_description (self->group, text);
}

/* The row at the place of one that is gone has its focus, so that a keyboard goes through all of them. */
static void
show_fixes (CrmFixesView *self)
{
  GtkWidget *focused = gtk_widget_get_focus_child (GTK_WIDGET (self->list));
  int place = focused != NULL ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (focused)) : -1;
  guint n_shown = MIN (self->fixes->len, MOST_SHOWN);

  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < n_shown; i++)
    add_fix (self, self->fixes->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->list), n_shown > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->none_row), self->n_fixes == 0);
  gtk_widget_set_visible (self->all_box, n_shown > 0 && !crm_store_is_read_only (self->store));
  describe (self);
  if (place >= 0 && n_shown > 0)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, MIN (place, (int) n_shown - 1))));
}

static void
crm_fixes_view_dispose (GObject *object)
{
  CrmFixesView *self = CRM_FIXES_VIEW (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->fixes, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_FIXES_VIEW);
  G_OBJECT_CLASS (crm_fixes_view_parent_class)->dispose (object);
}

static void
crm_fixes_view_class_init (CrmFixesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_fixes_view_dispose;
  g_type_ensure (CRM_TYPE_VERDICTS_ROW);
  g_type_ensure (CRM_TYPE_WORK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/quality/crm-fixes-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmFixesView, group);
  gtk_widget_class_bind_template_child (widget_class, CrmFixesView, all_box);
  gtk_widget_class_bind_template_child (widget_class, CrmFixesView, list);
  gtk_widget_class_bind_template_child (widget_class, CrmFixesView, none_row);
  gtk_widget_class_bind_template_child (widget_class, CrmFixesView, verdicts_row);
  gtk_widget_class_bind_template_child (widget_class, CrmFixesView, work_bar);
  gtk_widget_class_install_action (widget_class, "fixes.accept", NULL, decide_focused);
  gtk_widget_class_install_action (widget_class, "fixes.refuse", NULL, decide_focused);
  gtk_widget_class_install_action (widget_class, "fixes.accept-all", NULL, decide_all);
  gtk_widget_class_install_action (widget_class, "fixes.refuse-all", NULL, decide_all);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, GDK_NO_MODIFIER_MASK, "fixes.refuse", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "fixes.accept", NULL);
}

static void
crm_fixes_view_init (CrmFixesView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * crm_fixes_view_set:
 * @quality: whose proposals are shown; they are taken out of it
 */
void
crm_fixes_view_set (CrmFixesView *self,
                    CrmStore *store,
                    CrmQuality *quality)
{
  g_set_object (&self->store, store);
  self->entity = quality->entity;
  self->n_fixes = quality->n_fixes;
  g_clear_pointer (&self->fixes, g_ptr_array_unref);
  self->fixes = g_ptr_array_ref (quality->fixes);
  crm_verdicts_row_set (self->verdicts_row, store, self->entity, CRM_VERDICT_RIGHT);
  show_fixes (self);
}
