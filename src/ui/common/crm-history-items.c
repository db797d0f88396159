/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-history-items.h"

#include <glib/gi18n.h>

/* The history of a record for people: whose ids have become titles. */

static void
free_line (gpointer data)
{
  CrmHistoryLine *line = data;

  crm_value_clear (&line->old);
  g_free (line->before);
  g_free (line->after);
  g_free (line);
}

static void
free_item (gpointer data)
{
  CrmHistoryItem *item = data;

  g_free (item->by);
  g_free (item->label);
  g_ptr_array_unref (item->lines);
  g_free (item);
}

static char *
describe_record (CrmReader *reader,
                 const char *entity,
                 gint64 id)
{
  g_autoptr (CrmRecord) record = crm_reader_get (reader, crm_entity_find (entity), id, NULL);

  return g_strdup (record != NULL ? crm_record_get_title (record) : _("a record deleted since"));
}

static char *
describe_value (CrmReader *reader,
                const CrmField *field,
                const CrmValue *value)
{
  if (crm_value_is_null (value))
    /* Translators: the value of a field that was empty */
    return g_strdup (_("empty"));
  if (field->kind == CRM_FIELD_LINK)
    return describe_record (reader, field->target, value->i);
  if (field->kind == CRM_FIELD_TAGS)
    {
      g_autoptr (GArray) ids = crm_tags_to_ids (value);
      GString *names = g_string_new (NULL);

      for (guint i = 0; i < ids->len; i++)
        {
          g_autofree char *name = describe_record (reader, "tag", g_array_index (ids, gint64, i));

          g_string_append_printf (names, "%s%s", i > 0 ? C_("list", ", ") : "", name);
        }
      return g_string_free (names, FALSE);
    }
  return crm_field_format (field, value);
}

/* What follows by itself, such as the status of a deal from its stage, is no news. */
static gboolean
is_shown (const CrmField *field)
{
  return (field->flags & (CRM_FIELD_DERIVED | CRM_FIELD_HIDDEN)) == 0;
}

static void
add_lines (CrmReader *reader,
           const CrmChange *change,
           CrmHistoryItem *item)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);
      const CrmField *f = &change->entity->fields[field->field];
      CrmHistoryLine *line;

      if (!is_shown (f) || crm_value_equal (&field->old, &field->value))
        continue;
      line = g_new0 (CrmHistoryLine, 1);
      line->field = field->field;
      line->old = crm_value_copy (&field->old);
      line->before = describe_value (reader, f, &field->old);
      line->after = describe_value (reader, f, &field->value);
      g_ptr_array_add (item->lines, line);
    }
}

static char *
describe_action (const CrmHistoryEntry *entry)
{
  switch (entry->kind)
    {
    case CRM_ACTION_UNDO:
      return g_strdup_printf (_("Undone: %s"), entry->label);
    case CRM_ACTION_REDO:
      return g_strdup_printf (_("Done again: %s"), entry->label);
    case CRM_ACTION_DO:
      return g_strdup (entry->label);
    default:
      g_return_val_if_reached (NULL);
    }
}

static CrmHistoryItem *
new_item (CrmReader *reader,
          const CrmHistoryEntry *entry)
{
  CrmHistoryItem *item = g_new0 (CrmHistoryItem, 1);

  item->at = entry->at;
  item->by = g_strdup (entry->by);
  item->label = describe_action (entry);
  item->undone = entry->undone;
  item->lines = g_ptr_array_new_with_free_func (free_line);
  for (guint i = 0; i < entry->changes->len; i++)
    {
      const CrmChange *change = entry->changes->pdata[i];

      item->imported |= change->kind == CRM_CHANGE_INSERT_MANY;
      item->created |= change->kind == CRM_CHANGE_INSERT || change->kind == CRM_CHANGE_INSERT_MANY;
      if (change->kind == CRM_CHANGE_UPDATE)
        add_lines (reader, change, item);
    }
  return item;
}

/**
 * crm_history_items_read:
 * @limit: how many actions at most
 *
 * Returns: (transfer full) (element-type CrmHistoryItem) (nullable): what was done to the record, newest first
 */
GPtrArray *
crm_history_items_read (CrmReader *reader,
                        const CrmEntity *entity,
                        gint64 id,
                        guint limit,
                        GError **error)
{
  g_autoptr (GPtrArray) history = crm_reader_history (reader, entity, id, limit, error);
  g_autoptr (GPtrArray) items = NULL;

  if (history == NULL)
    return NULL;
  items = g_ptr_array_new_with_free_func (free_item);
  for (guint i = 0; i < history->len; i++)
    {
      CrmHistoryItem *item = new_item (reader, history->pdata[i]);

      if (item->created || item->lines->len > 0)
        g_ptr_array_add (items, item);
      else
        free_item (item);
    }
  return g_steal_pointer (&items);
}

/**
 * crm_history_items_restore:
 * @items: (element-type CrmHistoryItem): from crm_history_items_read()
 * @index: of the action after which the record was as it is to be again
 * @changes: takes the values, for the record that was begun last
 *
 * Returns: whether anything differs
 */
gboolean
crm_history_items_restore (GPtrArray *items,
                           guint index,
                           const CrmEntity *entity,
                           CrmChangeSet *changes)
{
  gboolean any = FALSE;

  /* Backwards in time, so that the oldest change says what the value was. */
  for (guint i = 0; i < index; i++)
    {
      const CrmHistoryItem *item = items->pdata[i];

      for (guint k = 0; k < item->lines->len; k++)
        {
          const CrmHistoryLine *line = item->lines->pdata[k];

          crm_change_set_take (changes, entity->fields[line->field].key, crm_value_copy (&line->old));
          any = TRUE;
        }
    }
  return any;
}
