/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-trouble.h"

#include "base/crm-error.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#define RETRY_SECONDS 2

/**
 * CrmTrouble:
 *
 * What keeps a workspace from being written for now: a full disk, a file that was moved, another program. Changes that
 * could not be saved wait here and are tried again until the cause is gone. Damage does not pass by itself: then they
 * wait until the workspace has been repaired.
 */
struct _CrmTrouble
{
  GObject       parent_instance;

  CrmStore     *store;      /* owned until stopped */
  GFileMonitor *monitor;
  int           code;       /* of the trouble, −1 when there is none */
  GQueue        waiting;    /* of CrmChangeSet, as they were before they were applied */
  gboolean      trying;
  guint         timer;
};

G_DEFINE_FINAL_TYPE (CrmTrouble, crm_trouble, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, SIGNAL_REFUSED, N_SIGNALS };
static guint signals[N_SIGNALS];

#define KEY "crm-trouble"

static gboolean
is_trouble (const GError *error)
{
  return g_error_matches (error, CRM_ERROR, CRM_ERROR_DISK_FULL) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_READ_ONLY) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_BUSY) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_IO) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_GONE) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_CORRUPT);
}

static gboolean
timed_out (gpointer data)
{
  crm_trouble_retry (data);
  return G_SOURCE_CONTINUE;
}

static void
set_code (CrmTrouble *self,
          int code)
{
  if (self->store != NULL && crm_store_get_damage (self->store) != NULL)
    code = CRM_ERROR_CORRUPT;
  self->code = code;
  if (code < 0 || !crm_trouble_passes (self))
    g_clear_handle_id (&self->timer, g_source_remove);
  else if (self->timer == 0)
    self->timer = g_timeout_add_seconds (RETRY_SECONDS, timed_out, self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * crm_trouble_report:
 * @error: why something could not be saved
 * @changes: (nullable): a copy of what it was, to be tried again; %NULL where a form keeps it
 *
 * Returns: whether it is trouble that passes, which is told and seen to; else it is up to the caller
 */
gboolean
crm_trouble_report (CrmStore *store,
                    const GError *error,
                    CrmChangeSet *changes)
{
  CrmTrouble *self = g_object_get_data (G_OBJECT (store), KEY);

  if (self == NULL || self->store == NULL || crm_store_is_read_only (store) || !is_trouble (error))
    return FALSE;
  if (changes != NULL)
    g_queue_push_tail (&self->waiting, crm_change_set_ref (changes));
  set_code (self, error->code);
  return TRUE;
}

/**
 * crm_trouble_hold:
 * @changes: what is to be applied
 *
 * Returns: whether it waits behind earlier changes, which it must not overtake; else it is to be applied at once
 */
gboolean
crm_trouble_hold (CrmStore *store,
                  CrmChangeSet *changes)
{
  CrmTrouble *self = g_object_get_data (G_OBJECT (store), KEY);

  if (self == NULL || self->store == NULL || g_queue_is_empty (&self->waiting))
    return FALSE;
  g_queue_push_tail (&self->waiting, crm_change_set_copy (changes));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  crm_trouble_retry (self);
  return TRUE;
}

/* What an attempt came to. Returns whether to go on with the next. */
static gboolean
settle (CrmTrouble *self,
        const GError *error,
        gboolean was_waiting)
{
  if (self->store == NULL)
    return FALSE;
  if (error != NULL && is_trouble (error))
    {
      set_code (self, error->code);
      return FALSE;
    }
  if (was_waiting)
    crm_change_set_unref (g_queue_pop_head (&self->waiting));
  if (error != NULL)
    g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
  if (g_queue_is_empty (&self->waiting))
    set_code (self, -1);
  return !g_queue_is_empty (&self->waiting);
}

static void
applied_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (CrmTrouble) self = user_data;
  g_autoptr (GError) error = NULL;

  crm_store_apply_finish (CRM_STORE (source), result, NULL, &error);
  self->trying = FALSE;
  if (settle (self, error, TRUE))
    crm_trouble_retry (self);
}

static void
probed_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (CrmTrouble) self = user_data;
  g_autoptr (GError) error = NULL;

  crm_store_probe_finish (CRM_STORE (source), result, &error);
  self->trying = FALSE;
  if (settle (self, error, FALSE))
    crm_trouble_retry (self);
}

/**
 * crm_trouble_retry:
 *
 * Tries to save what waits, in order, or whether the workspace can be written again.
 */
void
crm_trouble_retry (CrmTrouble *self)
{
  if (self->trying || self->store == NULL)
    return;
  self->trying = TRUE;
  if (!g_queue_is_empty (&self->waiting))
    {
      g_autoptr (CrmChangeSet) changes = crm_change_set_copy (g_queue_peek_head (&self->waiting));

      crm_store_apply_async (self->store, changes, NULL, applied_cb, g_object_ref (self));
    }
  else
    crm_store_probe_async (self->store, probed_cb, g_object_ref (self));
}

/**
 * crm_trouble_passes:
 *
 * Returns: whether it may be over by itself, so that trying again makes sense
 */
gboolean
crm_trouble_passes (CrmTrouble *self)
{
  return self->code != CRM_ERROR_CORRUPT;
}

gboolean
crm_trouble_is_over (CrmTrouble *self)
{
  return self->code < 0;
}

/**
 * crm_trouble_get_n_waiting:
 *
 * Returns: how many changes are not saved yet
 */
guint
crm_trouble_get_n_waiting (CrmTrouble *self)
{
  return g_queue_get_length (&self->waiting);
}

/**
 * crm_trouble_take_waiting:
 *
 * Returns: (transfer full) (element-type CrmChangeSet): what is not saved yet, in order; nothing waits here any more
 */
GPtrArray *
crm_trouble_take_waiting (CrmTrouble *self)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_change_set_unref);

  while (!g_queue_is_empty (&self->waiting))
    g_ptr_array_add (changes, g_queue_pop_head (&self->waiting));
  return changes;
}

/**
 * crm_trouble_take_up:
 * @changes: (element-type CrmChangeSet): what waited for another store of the same workspace
 *
 * Tries to save it, in order.
 */
void
crm_trouble_take_up (CrmTrouble *self,
                     GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    g_queue_push_tail (&self->waiting, crm_change_set_copy_to (changes->pdata[i], self->store));
  crm_trouble_retry (self);
}

static const char *
describe_cause (int code)
{
  switch (code)
    {
    case CRM_ERROR_DISK_FULL: return _("There is no room left where the workspace is: make room.");
    case CRM_ERROR_READ_ONLY: return _("The workspace may not be written to at the moment: allow it.");
    case CRM_ERROR_BUSY: return _("Another program is holding on to the workspace: close it there.");
    case CRM_ERROR_CORRUPT: return _("The workspace is damaged: part of the file is not what was written. Nothing is "
                                     "written to it any more.");
    case CRM_ERROR_GONE: return _("The workspace was moved or removed: put it back where it was.");
    default: return _("The workspace cannot be reached: connect its disk.");
    }
}

/**
 * crm_trouble_describe:
 *
 * Returns: (transfer full): what happened, what to do, and what was kept
 */
char *
crm_trouble_describe (CrmTrouble *self)
{
  guint n = crm_trouble_get_n_waiting (self);
  g_autofree char *kept = NULL;

  if (n == 0 && !crm_trouble_passes (self))
    kept = g_strdup (_("Repair it, or restore a backup."));
  else if (n == 0)
    kept = g_strdup (_("Nothing is lost; work goes on as soon as that is done."));
  else
    kept = g_strdup_printf (ngettext ("%u change waits here and is saved as soon as that is done.",
                                      "%u changes wait here and are saved as soon as that is done.", n), n);
  return g_strdup_printf ("%s %s", describe_cause (self->code), kept);
}

static void
damaged_cb (CrmTrouble *self)
{
  if (self->store != NULL)
    set_code (self, CRM_ERROR_CORRUPT);
}

static void
file_changed_cb (CrmTrouble *self)
{
  g_autoptr (GError) error = NULL;

  if (self->store == NULL)
    return;
  if (!crm_store_check_place (self->store, &error))
    crm_trouble_report (self->store, error, NULL);
  else if (self->code == CRM_ERROR_GONE)
    crm_trouble_retry (self);
}

/**
 * crm_trouble_stop:
 *
 * Lets go of the store. To be called before it is closed.
 */
void
crm_trouble_stop (CrmTrouble *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  if (self->store != NULL)
    g_object_set_data (G_OBJECT (self->store), KEY, NULL);
  g_clear_object (&self->store);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) crm_change_set_unref);
}

static void
crm_trouble_dispose (GObject *object)
{
  crm_trouble_stop (CRM_TROUBLE (object));
  G_OBJECT_CLASS (crm_trouble_parent_class)->dispose (object);
}

static void
crm_trouble_class_init (CrmTroubleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = crm_trouble_dispose;

  /**
   * CrmTrouble::changed:
   *
   * There is trouble, other trouble, or none any more.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CRM_TYPE_TROUBLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  /**
   * CrmTrouble::refused:
   * @error: why a change that waited was refused when its turn came, such as by a later one
   */
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", CRM_TYPE_TROUBLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
crm_trouble_init (CrmTrouble *self)
{
  self->code = -1;
  g_queue_init (&self->waiting);
}

/**
 * crm_trouble_new:
 * @store: an open workspace
 *
 * Returns: (transfer full): what sees to its trouble, to be stopped with crm_trouble_stop()
 */
CrmTrouble *
crm_trouble_new (CrmStore *store)
{
  CrmTrouble *self = g_object_new (CRM_TYPE_TROUBLE, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (crm_store_get_path (store));

  self->store = g_object_ref (store);
  g_object_set_data (G_OBJECT (store), KEY, self);
  g_signal_connect_object (store, "damaged", G_CALLBACK (damaged_cb), self, G_CONNECT_SWAPPED);
  if (crm_store_get_damage (store) != NULL)
    self->code = CRM_ERROR_CORRUPT;
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (file_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
