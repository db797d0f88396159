/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/quality/crm-work-bar.h"

#define PROGRESS_MS 150   /* what ends sooner is not shown */

/**
 * CrmWorkBar:
 *
 * How far a worker is, and a button that cancels it. It is not there while nothing is under way.
 */
struct _CrmWorkBar
{
  AdwBin           parent_instance;

  /* Template */
  GtkProgressBar  *progress;

  /* Owned */
  CrmWork         *work;   /* %NULL if nothing is under way */
  guint            source;
};

G_DEFINE_FINAL_TYPE (CrmWorkBar, crm_work_bar, ADW_TYPE_BIN)

CrmWork *
crm_work_ref (CrmWork *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
crm_work_unref (gpointer work)
{
  CrmWork *self = work;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_object_unref (self->run.cancellable);
  g_free (self);
}

static void
progressed (double share,
            gpointer data)
{
  CrmWork *work = data;

  g_atomic_int_set (&work->permille, (int) (share * 1000));
}

static gboolean
show_progress (gpointer data)
{
  CrmWorkBar *self = data;

  gtk_progress_bar_set_fraction (self->progress, g_atomic_int_get (&self->work->permille) / 1000.0);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  return G_SOURCE_CONTINUE;
}

/**
 * crm_work_bar_begin:
 * @what: what is done, for people
 *
 * Shows the progress of work that begins. What was under way is cancelled.
 *
 * Returns: (transfer full): for the worker
 */
CrmWork *
crm_work_bar_begin (CrmWorkBar *self,
                    const char *what,
                    const CrmEntity *entity)
{
  crm_work_bar_forget (self);
  self->work = g_new0 (CrmWork, 1);
  g_atomic_ref_count_init (&self->work->references);
  self->work->entity = entity;
  self->work->run = (CrmRun) { .cancellable = g_cancellable_new (), .progress = progressed, .data = self->work };
  self->source = g_timeout_add (PROGRESS_MS, show_progress, self);
  gtk_progress_bar_set_text (self->progress, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  return crm_work_ref (self->work);
}

/**
 * crm_work_bar_end:
 * @result: of a #GTask with the work's cancellable
 *
 * Returns: whether that was what is under way, which has now ended; %FALSE where it was forgotten for other work
 */
gboolean
crm_work_bar_end (CrmWorkBar *self,
                  GAsyncResult *result)
{
  if (self->work == NULL || g_task_get_cancellable (G_TASK (result)) != self->work->run.cancellable)
    return FALSE;
  crm_work_bar_forget (self);
  return TRUE;
}

/**
 * crm_work_bar_forget:
 *
 * Cancels what is under way; how that ends is of no interest any more.
 */
void
crm_work_bar_forget (CrmWorkBar *self)
{
  if (self->work != NULL)
    g_cancellable_cancel (self->work->run.cancellable);
  g_clear_pointer (&self->work, crm_work_unref);
  g_clear_handle_id (&self->source, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
cancel_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  CrmWorkBar *self = CRM_WORK_BAR (widget);

  if (self->work != NULL)
    g_cancellable_cancel (self->work->run.cancellable);
}

static void
crm_work_bar_dispose (GObject *object)
{
  CrmWorkBar *self = CRM_WORK_BAR (object);

  crm_work_bar_forget (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_WORK_BAR);
  G_OBJECT_CLASS (crm_work_bar_parent_class)->dispose (object);
}

static void
crm_work_bar_class_init (CrmWorkBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_work_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/quality/crm-work-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmWorkBar, progress);
  gtk_widget_class_install_action (widget_class, "work.cancel", NULL, cancel_activated);
}

static void
crm_work_bar_init (CrmWorkBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
