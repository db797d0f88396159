/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-timeline-items.h"

#include "base/crm-date.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a timeline shows, read in one go: activities, deals that were begun and closed, stages that were reached, and
 * the beginning of it all. */

static void
free_item (gpointer data)
{
  CrmTimelineItem *item = data;

  g_free (item->title);
  g_free (item->detail);
  g_free (item->notes);
  g_free (item);
}

/**
 * crm_timeline_items_suit:
 *
 * Returns: whether records of the entity have a timeline: activities can be about them
 */
gboolean
crm_timeline_items_suit (const CrmEntity *entity)
{
  const CrmField *field = crm_entity_field (crm_entity_find ("activity"), entity->name);

  return field != NULL && field->kind == CRM_FIELD_LINK && strcmp (field->target, entity->name) == 0;
}

/**
 * crm_timeline_items_icon:
 * @kind: of an activity, or "change"
 *
 * Returns: (transfer none): the name of the icon
 */
const char *
crm_timeline_items_icon (const char *kind)
{
  static const struct { const char *kind, *icon; } icons[] = {
    { "call", "call-start-symbolic" },
    { "meeting", "system-users-symbolic" },
    { "visit", "mark-location-symbolic" },
    { "email", "mail-send-symbolic" },
    { "message", "chat-message-new-symbolic" },
    { "note", "document-edit-symbolic" },
    { "task", "checkbox-checked-symbolic" },
    { "deal", "clientele-pipeline-symbolic" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    {
      if (g_strcmp0 (icons[i].kind, kind) == 0)
        return icons[i].icon;
    }
  return "clientele-history-symbolic";
}

static CrmTimelineItem *
add_item (GPtrArray *items,
          gint64 at,
          const char *kind,
          char *title,
          char *detail)
{
  CrmTimelineItem *item = g_new0 (CrmTimelineItem, 1);

  item->at = at;
  item->kind = kind;
  item->icon = crm_timeline_items_icon (kind);
  item->title = title;
  item->detail = detail;
  g_ptr_array_add (items, item);
  return item;
}

/* Activities */

static const char *
intern_kind (CrmRecord *activity)
{
  const char *kind = crm_record_get_text (activity, "kind");
  const CrmChoice *choice = kind != NULL
    ? crm_field_find_choice (crm_entity_field (crm_record_get_entity (activity), "kind"), kind) : NULL;

  return choice != NULL ? choice->key : "note";
}

static gint64
activity_time (CrmRecord *activity,
               gboolean planned)
{
  gint64 done = crm_record_get_int (activity, "done_at");
  gint64 due = crm_record_get_int (activity, "due_at");

  if (!planned && done != 0)
    return done;
  return due != 0 ? due : crm_record_get_int (activity, "created_at");
}

static char *
describe_activity (CrmRecord *activity,
                   const CrmEntity *about)
{
  static const char *const keys[] = { "kind", "owner", "contact", "opportunity" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *part = NULL;

      if (strcmp (keys[i], about->name) == 0)
        continue;
      part = crm_record_dup_display_by_key (activity, keys[i]);
      if (*part != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_activity (GPtrArray *items,
              CrmRecord *activity,
              const CrmEntity *about)
{
  gboolean planned = g_strcmp0 (crm_record_get_text (activity, "status"), "planned") == 0;
  CrmTimelineItem *item = add_item (items, activity_time (activity, planned), intern_kind (activity),
                                    g_strdup (crm_record_get_title (activity)), describe_activity (activity, about));

  item->planned = planned;
  item->overdue = planned && crm_record_get_int (activity, "due_at") != 0 && item->at < crm_instant_now ();
  item->notes = g_strdup (crm_record_get_text (activity, "notes"));
  item->entity = crm_record_get_entity (activity);
  item->id = crm_record_get_id (activity);
}

static gboolean
read_activities (CrmReader *reader,
                 const CrmEntity *entity,
                 gint64 id,
                 const char *kind,
                 guint limit,
                 GPtrArray *items,
                 GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("activity"));
  g_autoptr (GPtrArray) activities = NULL;

  crm_query_narrow (query, crm_filter_new_link (entity->name, id));
  if (kind != NULL)
    {
      CrmFilter *filter = crm_filter_new_test ("kind", CRM_TEST_EQUAL);
      CrmOperand operand = { .text = g_strdup (kind) };

      g_array_append_val (filter->operands, operand);
      crm_query_narrow (query, filter);
    }
  crm_query_add_sort (query, "due_at", TRUE, NULL);
  activities = crm_reader_records (reader, query, limit, 0, error);
  for (guint i = 0; activities != NULL && i < activities->len; i++)
    add_activity (items, activities->pdata[i], entity);
  return activities != NULL;
}

/* Deals of a customer or contact */

static gint64
noon (gint64 date)
{
  return date * CRM_MICROSECONDS_PER_DAY + CRM_MICROSECONDS_PER_DAY / 2;
}

static void
add_deal_item (GPtrArray *items,
               CrmRecord *deal,
               gint64 at,
               const char *format)
{
  g_autofree char *value = crm_record_dup_display_by_key (deal, "value");
  CrmTimelineItem *item = add_item (items, at, "deal", g_strdup_printf (format, crm_record_get_title (deal)),
                                    g_steal_pointer (&value));

  item->entity = crm_record_get_entity (deal);
  item->id = crm_record_get_id (deal);
  item->date_only = TRUE;
}

static gboolean
read_deals (CrmReader *reader,
            const CrmEntity *entity,
            gint64 id,
            guint limit,
            GPtrArray *items,
            GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("opportunity"));
  g_autoptr (GPtrArray) deals = NULL;

  if (crm_entity_field (crm_query_get_entity (query), entity->name) == NULL)
    return TRUE;
  crm_query_narrow (query, crm_filter_new_link (entity->name, id));
  deals = crm_reader_records (reader, query, limit, 0, error);
  for (guint i = 0; deals != NULL && i < deals->len; i++)
    {
      CrmRecord *deal = deals->pdata[i];
      const char *status = crm_record_get_text (deal, "status");
      gint64 engaged = crm_record_get_int (deal, "engaged_on"), closed = crm_record_get_int (deal, "closed_on");

      add_deal_item (items, deal, engaged != 0 ? noon (engaged) : crm_record_get_int (deal, "created_at"),
                     _("Deal “%s” begun"));
      if (closed != 0 && g_strcmp0 (status, "won") == 0)
        add_deal_item (items, deal, noon (closed), _("Deal “%s” won"));
      else if (closed != 0 && g_strcmp0 (status, "lost") == 0)
        add_deal_item (items, deal, noon (closed), _("Deal “%s” lost"));
    }
  return deals != NULL;
}

/* The record's own changes */

static void
add_stage_change (CrmReader *reader,
                  const CrmHistoryEntry *entry,
                  const CrmFieldChange *change,
                  GPtrArray *items)
{
  g_autoptr (CrmRecord) stage = NULL;

  if (change->value.type != CRM_VALUE_INT || change->old.type != CRM_VALUE_INT)
    return;
  stage = crm_reader_get (reader, crm_entity_find ("stage"), change->value.i, NULL);
  if (stage != NULL)
    add_item (items, entry->at, "change", g_strdup_printf (_("Moved to %s"), crm_record_get_title (stage)),
              g_strdup (entry->by));
}

static gboolean
read_changes (CrmReader *reader,
              const CrmEntity *entity,
              gint64 id,
              guint limit,
              GPtrArray *items,
              GError **error)
{
  int stage = crm_entity_field_index (entity, "stage");
  g_autoptr (GPtrArray) history = NULL;

  if (stage < 0)
    return TRUE;
  history = crm_reader_history (reader, entity, id, limit, error);
  for (guint i = 0; history != NULL && i < history->len; i++)
    {
      const CrmHistoryEntry *entry = history->pdata[i];

      for (guint k = 0; k < entry->changes->len; k++)
        {
          const CrmChange *change = entry->changes->pdata[k];

          for (guint f = 0; change->kind == CRM_CHANGE_UPDATE && f < change->fields->len; f++)
            {
              const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, f);

              if ((int) field->field == stage)
                add_stage_change (reader, entry, field, items);
            }
        }
    }
  return history != NULL;
}

static gboolean
read_beginning (CrmReader *reader,
                const CrmEntity *entity,
                gint64 id,
                GPtrArray *items,
                GError **error)
{
  g_autoptr (CrmRecord) record = crm_reader_get (reader, entity, id, error);

  if (record == NULL)
    return FALSE;
  /* Translators: the placeholder is a kind of record, such as "Customer" */
  add_item (items, crm_record_get_int (record, "created_at"), "change",
            g_strdup_printf (_("%s added"), crm_entity_get_label (entity)), NULL);
  return TRUE;
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  const CrmTimelineItem *ia = *(const CrmTimelineItem *const *) a, *ib = *(const CrmTimelineItem *const *) b;

  if (ia->planned != ib->planned)
    return ia->planned ? -1 : 1;
  /* What is planned begins with what is due first. */
  if (ia->planned)
    return ia->at < ib->at ? -1 : ia->at > ib->at;
  return ia->at > ib->at ? -1 : ia->at < ib->at;
}

/**
 * crm_timeline_items_read:
 * @entity: see crm_timeline_items_suit()
 * @kind: (nullable): only activities of this kind; "change" for all but activities; %NULL for everything
 * @limit: how many at most
 *
 * Returns: (transfer full) (element-type CrmTimelineItem) (nullable): what is planned, then what happened, newest first
 */
GPtrArray *
crm_timeline_items_read (CrmReader *reader,
                         const CrmEntity *entity,
                         gint64 id,
                         const char *kind,
                         guint limit,
                         GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (free_item);
  gboolean changes = kind == NULL || strcmp (kind, "change") == 0;

  if ((kind == NULL || !changes) && !read_activities (reader, entity, id, kind, limit, items, error))
    return NULL;
  if (changes && (!read_deals (reader, entity, id, limit, items, error) ||
                  !read_changes (reader, entity, id, limit, items, error) ||
                  !read_beginning (reader, entity, id, items, error)))
    return NULL;
  g_ptr_array_sort (items, compare_items);
  if (items->len > limit)
    g_ptr_array_set_size (items, limit);
  return g_steal_pointer (&items);
}
