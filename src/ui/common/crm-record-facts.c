/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-record-facts.h"

#include "base/crm-date.h"
#include "base/crm-money.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* The figures at the head of a page: what the deals with a customer, a contact or of a seller are worth, and when there
 * was last something to do with them. */

static gboolean
is_linked (const char *from,
           const CrmEntity *entity,
           const char **key)
{
  const CrmEntity *other = crm_entity_find (from);

  for (guint i = 0; i < other->n_fields; i++)
    {
      if (other->fields[i].kind == CRM_FIELD_LINK && strcmp (other->fields[i].target, entity->name) == 0 &&
          (other->fields[i].flags & CRM_FIELD_DERIVED) == 0)
        {
          *key = other->fields[i].key;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * crm_record_facts_suit:
 *
 * Returns: whether there are such figures for records of the entity
 */
gboolean
crm_record_facts_suit (const CrmEntity *entity)
{
  const char *key;

  return strcmp (entity->name, "stage") != 0 && strcmp (entity->name, "pipeline") != 0 &&
         is_linked ("opportunity", entity, &key);
}

/* Amounts of one status; currencies stand side by side, they are never added. */
static void
append_status (GString *text,
               GPtrArray *groups,
               const char *status,
               const char *label)
{
  g_autoptr (GString) amounts = g_string_new (NULL);
  guint count = 0;

  for (guint i = 0; i < groups->len; i++)
    {
      const CrmGroup *group = groups->pdata[i];
      g_autofree char *amount = NULL;

      if (group->keys[0].type != CRM_VALUE_TEXT || strcmp (group->keys[0].text, status) != 0)
        continue;
      count += (guint) group->measures[0];
      if (group->keys[1].type != CRM_VALUE_TEXT || group->measures[1] == 0)
        continue;
      amount = crm_money_format ((gint64) round (group->measures[1]), group->keys[1].text);
      g_string_append_printf (amounts, "%s%s", amounts->len > 0 ? " + " : "", amount);
    }
  if (count == 0)
    return;
  g_string_append_printf (text, "%s%s ", text->len > 0 ? " · " : "", label);
  if (amounts->len > 0)
    g_string_append_printf (text, "%s ", amounts->str);
  g_string_append_printf (text, ngettext ("(%u deal)", "(%u deals)", count), count);
}

static void
append_last_touch (GString *text,
                   CrmReader *reader,
                   const char *key,
                   gint64 id)
{
  static const char *const keys[] = { NULL };
  static const char *const measures[] = { "latest:done_at", NULL };
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("activity"));
  g_autoptr (GPtrArray) groups = NULL;
  g_autofree char *date = NULL;
  gint64 at;

  crm_query_set_filter_text (query, "status = done", NULL);
  crm_query_narrow (query, crm_filter_new_link (key, id));
  groups = crm_reader_aggregate (reader, query, keys, measures, NULL);
  at = groups != NULL && groups->len > 0 ? (gint64) ((CrmGroup *) groups->pdata[0])->measures[0] : 0;
  if (at == 0)
    return;
  date = crm_date_format_relative (crm_instant_to_date (at));
  g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "", _("Last contact"), date);
}

/**
 * crm_record_facts_read:
 * @entity: see crm_record_facts_suit()
 *
 * Returns: (transfer full): the figures on one line, "" if there are none
 */
char *
crm_record_facts_read (CrmReader *reader,
                       const CrmEntity *entity,
                       gint64 id)
{
  static const char *const keys[] = { "status", "value.currency", NULL };
  static const char *const measures[] = { "count", "sum:value", NULL };
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("opportunity"));
  g_autoptr (GPtrArray) groups = NULL;
  GString *text = g_string_new (NULL);
  const char *key;

  if (is_linked ("opportunity", entity, &key))
    {
      crm_query_take_filter (query, crm_filter_new_link (key, id));
      groups = crm_reader_aggregate (reader, query, keys, measures, NULL);
    }
  if (groups != NULL)
    {
      append_status (text, groups, "open", _("Open"));
      append_status (text, groups, "won", _("Won"));
    }
  if (is_linked ("activity", entity, &key))
    append_last_touch (text, reader, key, id);
  return g_string_free (text, FALSE);
}
