/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/quality/crm-duplicates-view.h"

#include "base/crm-money.h"
#include "ui/common/crm-feedback.h"
#include "ui/quality/crm-duplicates-find.h"
#include "ui/quality/crm-merge-dialog.h"
#include "ui/quality/crm-verdicts-row.h"
#include "ui/quality/crm-work-bar.h"

#include <glib/gi18n.h>

/**
 * CrmDuplicatesView:
 *
 * Finds records that are the same in the background, lists them with the reasons, and merges them; of others a person
 * says that they are not the same.
 */
struct _CrmDuplicatesView
{
  AdwBin               parent_instance;

  /* Template */
  GtkButton           *merge_button;
  CrmWorkBar          *work_bar;
  AdwActionRow        *note_row;
  CrmVerdictsRow      *verdicts_row;
  GtkListBox          *list;

  /* Owned */
  CrmStore            *store;
  const CrmEntity     *entity;
  CrmDuplicatesFound  *found;
  GCancellable        *judging;   /* while it is seen what is left of them */
};

G_DEFINE_FINAL_TYPE (CrmDuplicatesView, crm_duplicates_view, ADW_TYPE_BIN)

/* Rows */

static const CrmDuplicate *
get_pair (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "pair");
}

static void
pair_activated_cb (CrmDuplicatesView *self,
                   AdwActionRow *row)
{
  adw_dialog_present (crm_merge_dialog_new (self->store, self->entity, get_pair (GTK_WIDGET (row))->ids,
                                            GTK_WIDGET (self)), GTK_WIDGET (self));
}

static void
show_list (CrmDuplicatesView *self)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  while (row != NULL && !gtk_widget_get_visible (row))
    row = gtk_widget_get_next_sibling (row);
  gtk_widget_set_visible (GTK_WIDGET (self->list), row != NULL);
}

/* The row of a pair that is decided goes; the next one takes its focus. */
static void
hide_row (CrmDuplicatesView *self,
          GtkWidget *row)
{
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) == row;
  GtkWidget *next = gtk_widget_get_next_sibling (row), *previous = gtk_widget_get_prev_sibling (row);

  while (next != NULL && !gtk_widget_get_visible (next))
    next = gtk_widget_get_next_sibling (next);
  while (next == NULL && previous != NULL && !gtk_widget_get_visible (previous))
    previous = gtk_widget_get_prev_sibling (previous);
  gtk_widget_set_visible (row, FALSE);
  if (next == NULL)
    next = previous;
  if (focused && next != NULL)
    gtk_widget_grab_focus (next);
  show_list (self);
}

static void show_judged (CrmDuplicatesView *self);

/* What was refused comes back. */
static void
judged_different (GtkWidget *widget,
                  gint64 action,
                  gpointer user_data)
{
  CrmDuplicatesView *self = CRM_DUPLICATES_VIEW (widget);

  if (action <= 0 && self->found != NULL)
    show_judged (self);
}

static void
judge_different (CrmDuplicatesView *self,
                 GtkWidget *row)
{
  const CrmDuplicate *pair = get_pair (row);
  /* Translators: an action in the history: “Acme Ltd” and “Acme Inc” are not duplicates */
  g_autofree char *label = g_strdup_printf (_("“%s” and “%s” are not duplicates"), pair->titles[0], pair->titles[1]);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, label);

  crm_verdict_add_different (changes, self->entity, pair->ids, (const char *const *) pair->titles);
  crm_feedback_apply (GTK_WIDGET (self), self->store, changes, _("Not shown as duplicates any more"),
                      judged_different, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.merge-sure", FALSE);
  hide_row (self, row);
}

static void
different_clicked_cb (CrmDuplicatesView *self,
                      GtkWidget *button)
{
  judge_different (self, gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW));
}

static void
different_activated (GtkWidget *widget,
                     const char *action,
                     GVariant *parameter)
{
  CrmDuplicatesView *self = CRM_DUPLICATES_VIEW (widget);
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->list));

  if (row != NULL && !crm_store_is_read_only (self->store))
    judge_different (self, row);
}

static GtkWidget *
new_score (double score)
{
  g_autofree char *percent = score >= CRM_MATCH_SURE ? g_strdup (_("Sure")) : g_strdup_printf ("%.0f %%", score * 100);
  GtkWidget *label = gtk_label_new (percent);

  gtk_widget_add_css_class (label, "numeric");
  if (score >= CRM_MATCH_SURE)
    gtk_widget_add_css_class (label, "success");
  return label;
}

static GtkWidget *
new_different_button (CrmDuplicatesView *self,
                      const CrmDuplicate *pair)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *label = g_strdup_printf (_("“%s” and “%s” Are Not Duplicates"), pair->titles[0], pair->titles[1]);

  gtk_widget_set_tooltip_text (button, _("Not Duplicates"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (different_clicked_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static void
add_pair (CrmDuplicatesView *self,
          CrmDuplicate *pair)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  g_autofree char *title = g_strdup_printf ("%s · %s", pair->titles[0], pair->titles[1]);
  g_autofree char *subtitle = *pair->differ != '\0'
    ? g_strdup_printf (_("Agree: %s. Differ: %s"), pair->agree, pair->differ)
    : g_strdup_printf (_("Agree: %s"), pair->agree);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_score (pair->score));
  if (!crm_store_is_read_only (self->store))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_different_button (self, pair));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_accessible_update_property (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Merge"), -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "pair", pair);
  g_signal_connect_object (row, "activated", G_CALLBACK (pair_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, row);
}

static void
forget_found (CrmDuplicatesView *self)
{
  g_clear_pointer (&self->found, crm_duplicates_found_free);
  g_cancellable_cancel (self->judging);
  g_clear_object (&self->judging);
}

static void
clear (CrmDuplicatesView *self)
{
  gtk_list_box_remove_all (self->list);
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->merge_button), FALSE);
  forget_found (self);
}

static void
set_busy (CrmDuplicatesView *self,
          gboolean busy)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.find", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.merge-sure", !busy);
}

static void
set_note (CrmDuplicatesView *self,
          const char *title,
          const char *subtitle)
{
  gtk_widget_set_visible (GTK_WIDGET (self->note_row), title != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->note_row), title != NULL ? title : "");
  adw_action_row_set_subtitle (self->note_row, subtitle);
}

/* Those of which one record is gone are pairs no more; those that are not duplicates are not shown. */
static void
show_judged (CrmDuplicatesView *self)
{
  const CrmDuplicatesJudged *judged = self->found->judged;
  guint n_sure = crm_merge_n_gone (judged->sure);
  g_autofree char *merge = g_strdup_printf (ngettext ("_Merge %u That Is Sure", "_Merge %u That Are Sure", n_sure),
                                            n_sure);

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      const CrmDuplicate *pair = get_pair (row);

      if (!crm_verdicts_are_different (judged->verdicts, pair->ids[0], pair->ids[1]))
        gtk_widget_set_visible (row, TRUE);
      else if (gtk_widget_get_visible (row))
        hide_row (self, row);
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.merge-sure", TRUE);
  gtk_button_set_label (self->merge_button, merge);
  gtk_widget_set_visible (GTK_WIDGET (self->merge_button), n_sure > 0 && !crm_store_is_read_only (self->store));
  show_list (self);
}

static void
show_found (CrmDuplicatesView *self,
            CrmDuplicatesFound *found)
{
  g_autofree char *more = NULL;

  clear (self);
  self->found = found;
  for (guint i = 0; i < found->pairs->len; i++)
    add_pair (self, found->pairs->pdata[i]);
  if (found->n_pairs > found->pairs->len)
    {
      g_autofree char *count = crm_number_format (found->n_pairs - found->pairs->len);

      more = g_strdup_printf (ngettext ("%s more pair", "%s more pairs", (gulong) (found->n_pairs - found->pairs->len)),
                              count);
    }
  if (found->n_pairs == 0)
    set_note (self, _("No duplicates found"), _("All records are different."));
  else
    set_note (self, more, more != NULL ? _("They are listed when those above are merged.") : "");
  show_judged (self);
}

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (CrmDuplicatesView) self = user_data;
  g_autoptr (GError) error = NULL;
  CrmDuplicatesFound *found = crm_store_read_finish (CRM_STORE (source), result, &error);

  if (self->store != NULL && crm_work_bar_end (self->work_bar, result))
    {
      set_busy (self, FALSE);
      if (found != NULL)
        show_found (self, g_steal_pointer (&found));
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        set_note (self, _("The search was cancelled"), _("Nothing was changed."));
      else
        set_note (self, _("Duplicates could not be found"), error->message);
    }
  g_clear_pointer (&found, crm_duplicates_found_free);
}

static void
find_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  CrmDuplicatesView *self = CRM_DUPLICATES_VIEW (widget);
  CrmWork *work = crm_work_bar_begin (self->work_bar, _("Comparing records"), self->entity);

  set_note (self, NULL, "");
  set_busy (self, TRUE);
  crm_store_read_async (self->store, crm_duplicates_find, work, crm_work_unref, crm_duplicates_found_free,
                        work->run.cancellable, found_cb, g_object_ref (self));
}

typedef struct
{
  CrmStore *store;
  CrmWork  *work;
  CrmMerge *merge;
  char     *label;
  gint64    action;
} Merging;

static void
free_merging (gpointer data)
{
  Merging *merging = data;

  g_object_unref (merging->store);
  crm_work_unref (merging->work);
  crm_merge_free (merging->merge);
  g_free (merging->label);
  g_free (merging);
}

static void
merge_in_thread (GTask *task,
                 gpointer source,
                 gpointer data,
                 GCancellable *cancellable)
{
  Merging *merging = data;
  GError *error = NULL;

  if (crm_merge_apply (merging->merge, merging->store, merging->label, &merging->action, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
merged_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  CrmDuplicatesView *self = CRM_DUPLICATES_VIEW (source);
  Merging *merging = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (self->store == NULL || !crm_work_bar_end (self->work_bar, result))
    return;
  set_busy (self, FALSE);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    crm_feedback_undo_toast (GTK_WIDGET (self), merging->label, merging->action);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    crm_feedback_error (GTK_WIDGET (self), _("The Records Were Not Merged"), error);
  gtk_widget_activate_action (GTK_WIDGET (self), "duplicates.find", NULL);
}

static void
merge_activated (GtkWidget *widget,
                 const char *action,
                 GVariant *parameter)
{
  CrmDuplicatesView *self = CRM_DUPLICATES_VIEW (widget);
  g_autoptr (GTask) task = NULL;
  Merging *merging;

  if (self->found == NULL)
    return;
  merging = g_new0 (Merging, 1);
  merging->store = g_object_ref (self->store);
  merging->merge = g_steal_pointer (&self->found->judged->sure);
  merging->label = crm_match_merge_label (merging->merge);
  merging->work = crm_work_bar_begin (self->work_bar, _("Merging records"), self->entity);
  clear (self);
  set_busy (self, TRUE);
  task = g_task_new (self, merging->work->run.cancellable, merged_cb, NULL);
  g_task_set_task_data (task, merging, free_merging);
  g_task_run_in_thread (task, merge_in_thread);
}

static void
judged_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (CrmDuplicatesView) self = user_data;
  CrmDuplicatesJudged *judged = crm_store_read_finish (CRM_STORE (source), result, NULL);

  if (judged != NULL && g_task_get_cancellable (G_TASK (result)) == self->judging)
    {
      crm_duplicates_judged_free (self->found->judged);
      self->found->judged = g_steal_pointer (&judged);
      show_judged (self);
    }
  g_clear_pointer (&judged, crm_duplicates_judged_free);
}

/* Pairs of which one record is gone are pairs no more. */
static void
remove_gone (CrmDuplicatesView *self,
             CrmEvents *events)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);
      const CrmDuplicate *pair = get_pair (row);

      if (crm_events_touch (events, self->entity->name, pair->ids[0]) ||
          crm_events_touch (events, self->entity->name, pair->ids[1]))
        gtk_list_box_remove (self->list, row);
      row = next;
    }
}

static void
store_changed_cb (CrmDuplicatesView *self,
                  CrmEvents *events)
{
  const CrmEvent *event = crm_events_find (events, self->entity->name);
  gboolean deleted = event != NULL && event->deleted;

  if (self->found == NULL || (!deleted && crm_events_find (events, "verdict") == NULL))
    return;
  if (deleted)
    remove_gone (self, events);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.merge-sure", FALSE);
  g_cancellable_cancel (self->judging);
  g_clear_object (&self->judging);
  self->judging = g_cancellable_new ();
  crm_store_read_async (self->store, crm_duplicates_judge, crm_duplicates_case_new (self->entity, self->found->sure),
                        crm_duplicates_case_free, crm_duplicates_judged_free, self->judging, judged_cb,
                        g_object_ref (self));
}

static void
crm_duplicates_view_dispose (GObject *object)
{
  CrmDuplicatesView *self = CRM_DUPLICATES_VIEW (object);

  forget_found (self);
  g_clear_object (&self->store);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_DUPLICATES_VIEW);
  G_OBJECT_CLASS (crm_duplicates_view_parent_class)->dispose (object);
}

static void
crm_duplicates_view_class_init (CrmDuplicatesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_duplicates_view_dispose;
  g_type_ensure (CRM_TYPE_VERDICTS_ROW);
  g_type_ensure (CRM_TYPE_WORK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/quality/crm-duplicates-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmDuplicatesView, merge_button);
  gtk_widget_class_bind_template_child (widget_class, CrmDuplicatesView, work_bar);
  gtk_widget_class_bind_template_child (widget_class, CrmDuplicatesView, note_row);
  gtk_widget_class_bind_template_child (widget_class, CrmDuplicatesView, verdicts_row);
  gtk_widget_class_bind_template_child (widget_class, CrmDuplicatesView, list);
  gtk_widget_class_install_action (widget_class, "duplicates.find", NULL, find_activated);
  gtk_widget_class_install_action (widget_class, "duplicates.merge-sure", NULL, merge_activated);
  gtk_widget_class_install_action (widget_class, "duplicates.different", NULL, different_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, GDK_NO_MODIFIER_MASK, "duplicates.different",
                                       NULL);
}

static void
crm_duplicates_view_init (CrmDuplicatesView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * crm_duplicates_view_set:
 *
 * Says whose duplicates are looked for. What was found of others goes.
 */
void
crm_duplicates_view_set (CrmDuplicatesView *self,
                         CrmStore *store,
                         const CrmEntity *entity)
{
  crm_work_bar_forget (self->work_bar);
  if (g_set_object (&self->store, store))
    g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  self->entity = entity;
  set_busy (self, FALSE);
  clear (self);
  crm_verdicts_row_set (self->verdicts_row, store, entity, CRM_VERDICT_DIFFERENT);
  set_note (self, _("Not looked for yet"), _("Names, addresses, telephone numbers and more are compared."));
}
