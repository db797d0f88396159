/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/safety/crm-backup-keeper.h"

#include "base/crm-date.h"
#include "base/crm-thread.h"
#include "sales/crm-workspace.h"

#include <glib/gi18n.h>

/* A person who has just opened a workspace wants to see it; backups can wait that long. */
#define FIRST_CHECK_SECONDS 60
#define CHECK_SECONDS 300
#define PROGRESS_STEP 0.01

/**
 * CrmBackupKeeper:
 *
 * Makes the backups of an open workspace, restores and rehearses them, one thing at a time on a thread of its own, and
 * knows which there are.
 */
struct _CrmBackupKeeper
{
  GObject         parent_instance;

  CrmStore       *store;
  GSettings      *settings;
  guint           timer;

  CrmBackupWork   work;
  CrmBackupWork   next;        /* asked for while it was only looking */
  char           *next_file;
  char           *next_to;
  GCancellable   *cancellable;
  double          progress;

  GPtrArray      *backups;     /* NULL until they are known */
  CrmBackupState *state;
  GError         *error;       /* of what was done last */
};

G_DEFINE_FINAL_TYPE (CrmBackupKeeper, crm_backup_keeper, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, SIGNAL_PROGRESS, SIGNAL_DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct
{
  CrmBackupKeeper *keeper;      /* for progress on the main context; the thread only keeps it alive */
  CrmBackupWork    work;
  char            *root;
  char            *file;
  char            *to;
  double           told;        /* progress */

  GPtrArray       *backups;
  CrmBackupState  *state;
  GError          *error;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free (job->root);
  g_free (job->file);
  g_free (job->to);
  g_clear_pointer (&job->backups, g_ptr_array_unref);
  g_clear_pointer (&job->state, crm_backup_state_free);
  g_clear_error (&job->error);
  g_free (job);
}

/* Progress, from the thread to the main context */

typedef struct
{
  CrmBackupKeeper *keeper;
  double           share;
} Note;

static gboolean
deliver_progress (gpointer data)
{
  Note *note = data;

  note->keeper->progress = note->share;
  g_signal_emit (note->keeper, signals[SIGNAL_PROGRESS], 0);
  return G_SOURCE_REMOVE;
}

static void
free_note (gpointer data)
{
  g_object_unref (((Note *) data)->keeper);
  g_free (data);
}

static void
note_progress (double share,
               gpointer data)
{
  Job *job = data;
  Note *note;

  if (share < job->told + PROGRESS_STEP && share < 1)
    return;
  job->told = share;
  note = g_new (Note, 1);
  *note = (Note) { g_object_ref (job->keeper), share };
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, deliver_progress, note, free_note);
}

/* The work, on a thread */

static void
do_work (CrmStore *store,
         Job *job,
         GCancellable *cancellable)
{
  const CrmBackupTask task = { note_progress, job, cancellable, 0 };
  g_autoptr (CrmBackup) backup = NULL;

  switch (job->work)
    {
    case CRM_BACKUP_WORK_DUE:
      backup = crm_backup_keep (store, job->root, CRM_BACKUP_NONE, &task, &job->error);
      break;
    case CRM_BACKUP_WORK_FULL:
      backup = crm_backup_keep (store, job->root, CRM_BACKUP_FULL, &task, &job->error);
      break;
    case CRM_BACKUP_WORK_DRILL:
      crm_backup_drill (job->file, &task, &job->error);
      break;
    case CRM_BACKUP_WORK_RESTORE:
      backup = crm_backup_restore (job->file, job->to, &task, &job->error);
      break;
    case CRM_BACKUP_WORK_LIST:
    case CRM_BACKUP_WORK_NONE:
    default:
      break;
    }
}

static void
work_in_thread (GTask *task,
                gpointer source,
                gpointer data,
                GCancellable *cancellable)
{
  CrmBackupKeeper *self = source;
  Job *job = data;
  g_autofree char *folder = NULL;

  crm_thread_set_background (TRUE);
  do_work (self->store, job, cancellable);
  crm_thread_set_background (FALSE);
  folder = crm_backup_folder (self->store, job->root, job->error == NULL ? &job->error : NULL);
  if (folder != NULL)
    {
      job->backups = crm_backup_list (folder, NULL);
      job->state = crm_backup_state_load (folder);
    }
  g_task_return_boolean (task, job->error == NULL);
}

static void
start_next (CrmBackupKeeper *self)
{
  CrmBackupWork next = self->next;
  g_autofree char *file = g_steal_pointer (&self->next_file);
  g_autofree char *to = g_steal_pointer (&self->next_to);

  self->next = CRM_BACKUP_WORK_NONE;
  if (next != CRM_BACKUP_WORK_NONE && self->timer != 0)
    crm_backup_keeper_start (self, next, file, to);
}

static void
worked_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  CrmBackupKeeper *self = CRM_BACKUP_KEEPER (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  CrmBackupWork work = self->work;

  self->work = CRM_BACKUP_WORK_NONE;
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  if (!g_error_matches (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->error = g_steal_pointer (&job->error);
  if (job->backups != NULL)
    {
      g_clear_pointer (&self->backups, g_ptr_array_unref);
      self->backups = g_steal_pointer (&job->backups);
    }
  if (job->state != NULL)
    {
      g_clear_pointer (&self->state, crm_backup_state_free);
      self->state = g_steal_pointer (&job->state);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  g_signal_emit (self, signals[SIGNAL_DONE], 0, work, job->to, job->error == NULL && self->error == NULL);
  start_next (self);
}

/**
 * crm_backup_keeper_dup_root:
 *
 * Returns: (transfer full): the folder for backups of all workspaces: the one chosen in the settings, or the usual one
 */
char *
crm_backup_keeper_dup_root (void)
{
  g_autoptr (GSettings) settings = g_settings_new (APPLICATION_ID);
  g_autofree char *chosen = g_settings_get_string (settings, "backup-folder");

  return *chosen != '\0' ? g_steal_pointer (&chosen) : crm_backup_default_root ();
}

/**
 * crm_backup_keeper_start:
 * @file: (nullable): the backup to restore or rehearse
 * @to: (nullable): the workspace to make from it
 *
 * Begins to do something, unless something is being done already, other than looking; `done` tells how it ended.
 */
void
crm_backup_keeper_start (CrmBackupKeeper *self,
                         CrmBackupWork work,
                         const char *file,
                         const char *to)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  if (self->work == CRM_BACKUP_WORK_LIST && work != CRM_BACKUP_WORK_LIST)
    {
      self->next = work;
      g_set_str (&self->next_file, file);
      g_set_str (&self->next_to, to);
    }
  if (self->work != CRM_BACKUP_WORK_NONE)
    return;
  self->work = work;
  self->progress = 0;
  self->cancellable = g_cancellable_new ();
  job = g_new0 (Job, 1);
  *job = (Job) { .keeper = self, .work = work, .root = crm_backup_keeper_dup_root (), .file = g_strdup (file),
                 .to = g_strdup (to) };
  task = g_task_new (self, self->cancellable, worked_cb, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, crm_backup_keeper_start);
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, work_in_thread);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
crm_backup_keeper_cancel (CrmBackupKeeper *self)
{
  g_cancellable_cancel (self->cancellable);
}

static gboolean
check (gpointer data)
{
  CrmBackupKeeper *self = data;

  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds (CHECK_SECONDS, check, self);
  if (g_settings_get_boolean (self->settings, "backup-automatic"))
    crm_backup_keeper_start (self, CRM_BACKUP_WORK_DUE, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/**
 * crm_backup_keeper_stop:
 *
 * Ends what is being done. To be called before the store is closed.
 */
void
crm_backup_keeper_stop (CrmBackupKeeper *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
}

CrmBackupWork
crm_backup_keeper_get_work (CrmBackupKeeper *self)
{
  return self->work;
}

double
crm_backup_keeper_get_progress (CrmBackupKeeper *self)
{
  return self->progress;
}

/**
 * crm_backup_keeper_get_backups:
 *
 * Returns: (transfer none) (nullable) (element-type CrmBackup): the backups, newest first; %NULL until they are known
 */
GPtrArray *
crm_backup_keeper_get_backups (CrmBackupKeeper *self)
{
  return self->backups;
}

CrmBackup *
crm_backup_keeper_get_newest (CrmBackupKeeper *self)
{
  return self->backups != NULL ? crm_backup_newest (self->backups) : NULL;
}

const CrmBackupState *
crm_backup_keeper_get_state (CrmBackupKeeper *self)
{
  return self->state;
}

/**
 * crm_backup_keeper_get_error:
 *
 * Returns: (transfer none) (nullable): why what was done last failed
 */
const GError *
crm_backup_keeper_get_error (CrmBackupKeeper *self)
{
  return self->error;
}

/**
 * crm_backup_keeper_describe:
 *
 * Returns: (transfer full): the last verified backup in words; empty until it is known
 */
char *
crm_backup_keeper_describe (CrmBackupKeeper *self)
{
  CrmBackup *newest = crm_backup_keeper_get_newest (self);
  g_autofree char *when = NULL;

  if (self->backups == NULL)
    return g_strdup (self->error != NULL ? _("Backups cannot be reached") : "");
  if (newest == NULL)
    return g_strdup (_("No verified backup yet"));
  when = crm_instant_format_relative (newest->at);
  /* Translators: the placeholder is a time such as "Today 14:05" */
  return g_strdup_printf (_("Last verified backup: %s"), when);
}

/* Leaving: what is due when a workspace has been closed is made without its window */

typedef struct
{
  char *path;
  char *root;
} Leaving;

static void
free_leaving (gpointer data)
{
  Leaving *leaving = data;

  g_free (leaving->path);
  g_free (leaving->root);
  g_free (leaving);
}

static void
leave_in_thread (GTask *task,
                 gpointer source,
                 gpointer data,
                 GCancellable *cancellable)
{
  Leaving *leaving = data;
  CrmStore *store = crm_workspace_open (leaving->path, CRM_STORE_READ_ONLY, NULL);

  if (store != NULL)
    {
      /* Whatever is wrong stands in the folder's state and is told when the workspace is open again. */
      g_autoptr (CrmBackup) backup = crm_backup_keep (store, leaving->root, CRM_BACKUP_NONE, NULL, NULL);

      crm_store_close (store);
      g_object_unref (store);
    }
  g_task_return_boolean (task, TRUE);
}

static void
left_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  g_application_release (G_APPLICATION (source));
}

/**
 * crm_backup_keeper_leave:
 * @path: a workspace that has just been closed
 *
 * Makes the backup that is due, if backups are automatic; the application stays until it is made.
 */
void
crm_backup_keeper_leave (GApplication *application,
                         const char *path)
{
  g_autoptr (GSettings) settings = g_settings_new (APPLICATION_ID);
  g_autoptr (GTask) task = NULL;
  Leaving *leaving;

  if (!g_settings_get_boolean (settings, "backup-automatic"))
    return;
  g_application_hold (application);
  task = g_task_new (application, NULL, left_cb, NULL);
  leaving = g_new (Leaving, 1);
  *leaving = (Leaving) { g_strdup (path), crm_backup_keeper_dup_root () };
  g_task_set_task_data (task, leaving, free_leaving);
  g_task_run_in_thread (task, leave_in_thread);
}

static void
crm_backup_keeper_finalize (GObject *object)
{
  CrmBackupKeeper *self = CRM_BACKUP_KEEPER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->store);
  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  g_free (self->next_file);
  g_free (self->next_to);
  g_clear_pointer (&self->backups, g_ptr_array_unref);
  g_clear_pointer (&self->state, crm_backup_state_free);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (crm_backup_keeper_parent_class)->finalize (object);
}

static void
crm_backup_keeper_class_init (CrmBackupKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_backup_keeper_finalize;

  /**
   * CrmBackupKeeper::changed:
   *
   * Something else is known or being done.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CRM_TYPE_BACKUP_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_PROGRESS] = g_signal_new ("progress", CRM_TYPE_BACKUP_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
  /**
   * CrmBackupKeeper::done:
   * @work: what was done
   * @to: (nullable): the workspace that was made
   * @well: whether it went well; it did not either if it was cancelled
   */
  signals[SIGNAL_DONE] = g_signal_new ("done", CRM_TYPE_BACKUP_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
crm_backup_keeper_init (CrmBackupKeeper *self)
{
  self->settings = g_settings_new (APPLICATION_ID);
  self->timer = g_timeout_add_seconds (FIRST_CHECK_SECONDS, check, self);
}

/**
 * crm_backup_keeper_new:
 * @store: an open workspace
 *
 * Returns: (transfer full): its keeper, to be stopped with crm_backup_keeper_stop()
 */
CrmBackupKeeper *
crm_backup_keeper_new (CrmStore *store)
{
  CrmBackupKeeper *self = g_object_new (CRM_TYPE_BACKUP_KEEPER, NULL);

  self->store = g_object_ref (store);
  return self;
}
