/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include <string.h>

static void
clear_event (gpointer data)
{
  g_array_unref (((CrmEvent *) data)->ids);
}

CrmEvents *
crm_events_new (gint64 action)
{
  CrmEvents *self = g_atomic_rc_box_new0 (CrmEvents);

  self->action = action;
  self->events = g_array_new (FALSE, FALSE, sizeof (CrmEvent));
  g_array_set_clear_func (self->events, clear_event);
  return self;
}

static CrmEvents *
copy_events (CrmEvents *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_events (gpointer data)
{
  g_array_unref (((CrmEvents *) data)->events);
}

void
crm_events_free (CrmEvents *self)
{
  g_atomic_rc_box_release_full (self, clear_events);
}

G_DEFINE_BOXED_TYPE (CrmEvents, crm_events, copy_events, crm_events_free)

void
crm_events_add (CrmEvents *self,
                const CrmEntity *entity,
                gint64 id,
                CrmChangeKind kind)
{
  CrmEvent *event = (CrmEvent *) crm_events_find (self, entity->name);

  if (event == NULL)
    {
      CrmEvent added = { .entity = entity, .ids = g_array_new (FALSE, FALSE, sizeof (gint64)) };

      g_array_append_val (self->events, added);
      event = &g_array_index (self->events, CrmEvent, self->events->len - 1);
    }
  g_array_append_val (event->ids, id);
  event->inserted |= kind == CRM_CHANGE_INSERT;
  event->deleted |= kind == CRM_CHANGE_DELETE;
}

/**
 * crm_events_find:
 *
 * Returns: (transfer none) (nullable): what happened to records of the entity
 */
const CrmEvent *
crm_events_find (const CrmEvents *self,
                 const char *entity)
{
  for (guint i = 0; i < self->events->len; i++)
    {
      const CrmEvent *event = &g_array_index (self->events, CrmEvent, i);

      if (strcmp (event->entity->name, entity) == 0)
        return event;
    }
  return NULL;
}

/**
 * crm_events_touch:
 *
 * Returns: whether that record was inserted, changed or deleted
 */
gboolean
crm_events_touch (const CrmEvents *self,
                  const char *entity,
                  gint64 id)
{
  const CrmEvent *event = crm_events_find (self, entity);

  for (guint i = 0; event != NULL && i < event->ids->len; i++)
    {
      if (g_array_index (event->ids, gint64, i) == id)
        return TRUE;
    }
  return FALSE;
}
