/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sales/crm-opportunity-rules.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What follows from the stage of a deal: pipeline, status, probability, close date, the last open stage. */

static gint64
value_as_int (CrmTransaction *transaction,
              CrmChange *change,
              const char *field)
{
  g_auto (CrmValue) value = crm_transaction_get_value (transaction, change, field);

  return value.type == CRM_VALUE_INT ? value.i : 0;
}

/* Of the pipeline, or of the first one if it is 0. */
static gint64
first_open_stage (CrmTransaction *transaction,
                  gint64 pipeline)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("stage"));

  if (pipeline == 0)
    {
      g_autoptr (CrmQuery) pipelines = crm_query_new (crm_entity_find ("pipeline"));

      crm_query_set_sort_text (pipelines, "position", NULL);
      pipeline = crm_transaction_query_first (transaction, pipelines);
    }
  crm_query_set_filter_text (query, "kind = open", NULL);
  crm_query_narrow (query, crm_filter_new_link ("pipeline", pipeline));
  crm_query_set_sort_text (query, "position", NULL);
  return crm_transaction_query_first (transaction, query);
}

static gboolean
is_given (CrmChange *change,
          const char *field)
{
  CrmFieldChange *given = crm_change_find (change, field);

  return given != NULL && !crm_value_is_null (&given->value);
}

static void
close_deal (CrmTransaction *transaction,
            CrmChange *change)
{
  if (!is_given (change, "closed_on") && value_as_int (transaction, change, "closed_on") == 0)
    crm_change_take (change, "closed_on", crm_value_int (crm_date_today ()));
}

static void
reopen_deal (CrmChange *change)
{
  crm_change_take (change, "closed_on", CRM_VALUE_INIT_NULL);
  crm_change_take (change, "reason", CRM_VALUE_INIT_NULL);
  crm_change_take (change, "reason_note", CRM_VALUE_INIT_NULL);
}

/* The title of what the change links to, or NULL. */
static char *
title_of_linked (CrmTransaction *transaction,
                 CrmChange *change,
                 const char *field,
                 const char *entity)
{
  gint64 id = value_as_int (transaction, change, field);
  g_autoptr (CrmRecord) record = id != 0 ? crm_transaction_get_record (transaction, entity, id) : NULL;

  return record != NULL ? g_strdup (crm_record_get_title (record)) : NULL;
}

/* A deal without a name of its own is called after what is sold to whom. */
static void
name_deal (CrmTransaction *transaction,
           CrmChange *change)
{
  g_autofree char *product = NULL, *customer = NULL, *name = NULL;

  if (is_given (change, "name"))
    return;
  product = title_of_linked (transaction, change, "product", "product");
  customer = title_of_linked (transaction, change, "customer", "customer");
  if (product != NULL && customer != NULL)
    name = g_strdup_printf ("%s · %s", customer, product);
  else if (product != NULL || customer != NULL)
    name = g_strdup (product != NULL ? product : customer);
  if (name != NULL)
    crm_change_take (change, "name", crm_value_text (name));
}

/* And a line after its product. */
static void
name_line (CrmTransaction *transaction,
           CrmChange *change)
{
  g_autofree char *product = NULL;

  if (is_given (change, "name"))
    return;
  product = title_of_linked (transaction, change, "product", "product");
  if (product != NULL)
    crm_change_take (change, "name", crm_value_text (product));
}

/* When a deal that is added came to where it stands: history that is imported keeps its own dates. */
static gint64
instant_of_entry (CrmTransaction *transaction,
                  CrmChange *change)
{
  gint64 date = value_as_int (transaction, change, "closed_on");

  if (date == 0)
    date = value_as_int (transaction, change, "engaged_on");
  if (change->kind != CRM_CHANGE_INSERT || date == 0)
    return crm_instant_now ();
  return MIN (date * CRM_MICROSECONDS_PER_DAY + CRM_MICROSECONDS_PER_DAY / 2, crm_instant_now ());
}

static void
enter_stage (CrmTransaction *transaction,
             CrmChange *change,
             CrmRecord *stage)
{
  const char *kind = crm_record_get_text (stage, "kind");
  g_autoptr (CrmRecord) before = change->kind == CRM_CHANGE_UPDATE
                                   ? crm_transaction_get_record (transaction, "opportunity", change->id)
                                   : NULL;
  const char *status = before != NULL ? crm_record_get_text (before, "status") : NULL;
  gboolean open = strcmp (kind, "open") == 0;
  gboolean entered = before == NULL || crm_record_get_int (before, "stage") != crm_record_get_id (stage);

  crm_change_take (change, "pipeline", crm_value_copy (crm_record_get (stage, "pipeline")));
  crm_change_take (change, "status", crm_value_text (kind));
  if (!open || (entered && !is_given (change, "probability")))
    crm_change_take (change, "probability", crm_value_copy (crm_record_get (stage, "probability")));
  if (entered && (change->kind != CRM_CHANGE_INSERT || !is_given (change, "stage_changed_at")))
    crm_change_take (change, "stage_changed_at", crm_value_int (instant_of_entry (transaction, change)));
  if (open)
    {
      crm_change_take (change, "last_stage", crm_value_int (crm_record_get_id (stage)));
      if (status != NULL && strcmp (status, "open") != 0)
        reopen_deal (change);
    }
  else
    close_deal (transaction, change);
}

/* A deal that is added, or moved to another pipeline without saying where, goes to the first stage. */
static void
choose_stage (CrmTransaction *transaction,
              CrmChange *change)
{
  CrmFieldChange *pipeline = crm_change_find (change, "pipeline");
  gint64 id = pipeline != NULL && pipeline->value.type == CRM_VALUE_INT ? pipeline->value.i : 0;
  gint64 stage;

  if (change->kind == CRM_CHANGE_INSERT ? is_given (change, "stage") : crm_change_find (change, "stage") != NULL)
    return;
  if (change->kind == CRM_CHANGE_UPDATE)
    {
      g_autoptr (CrmRecord) before = crm_transaction_get_record (transaction, "opportunity", change->id);

      if (id == 0 || before == NULL || crm_record_get_int (before, "pipeline") == id)
        return;
    }
  stage = first_open_stage (transaction, id);
  if (stage != 0)
    crm_change_take (change, "stage", crm_value_int (stage));
}

/* Every edit touches a deal. Of several touches in one action the last one counts, in whatever order they come. */
static void
touch (CrmTransaction *transaction,
       CrmChange *change)
{
  g_autoptr (CrmRecord) before = crm_transaction_get_record (transaction, "opportunity", change->id);
  CrmFieldChange *given = crm_change_find (change, "touched_at");
  gint64 instant = given != NULL && given->value.type == CRM_VALUE_INT ? given->value.i : crm_instant_now ();

  if (before != NULL)
    crm_change_take (change, "touched_at", crm_value_int (MAX (instant, crm_record_get_int (before, "touched_at"))));
}

static gboolean
apply_opportunity_rule (CrmTransaction *transaction,
                        CrmChange *change,
                        GError **error)
{
  CrmFieldChange *stage_change;

  if (change->kind == CRM_CHANGE_DELETE)
    return TRUE;
  if (change->kind == CRM_CHANGE_INSERT)
    {
      name_deal (transaction, change);
      if (!is_given (change, "touched_at"))
        crm_change_take (change, "touched_at", crm_value_int (instant_of_entry (transaction, change)));
      if (!is_given (change, "position"))
        crm_change_take (change, "position", crm_value_real (-(double) crm_instant_now ()));
    }
  else
    touch (transaction, change);

  choose_stage (transaction, change);
  stage_change = crm_change_find (change, "stage");
  if (stage_change != NULL && stage_change->value.type == CRM_VALUE_INT)
    {
      g_autoptr (CrmRecord) stage = crm_transaction_get_record (transaction, "stage", stage_change->value.i);

      if (stage != NULL)
        enter_stage (transaction, change, stage);
    }
  return TRUE;
}

/* What happened earlier than the last touch, such as a call that is entered late, does not make a deal older. */
static void
touch_deal (CrmTransaction *transaction,
            gint64 opportunity,
            gint64 instant)
{
  CrmChangeSet *changes = crm_transaction_get_changes (transaction);
  g_autoptr (CrmRecord) deal = crm_transaction_get_record (transaction, "opportunity", opportunity);

  if (deal == NULL || crm_record_get_int (deal, "touched_at") >= instant)
    return;
  crm_change_set_update (changes, "opportunity", opportunity);
  crm_change_set_int (changes, "touched_at", instant);
}

/* An activity that is done, or a note, touches the deal it is about. */
static gboolean
apply_activity_rule (CrmTransaction *transaction,
                     CrmChange *change,
                     GError **error)
{
  gint64 opportunity;
  g_auto (CrmValue) status = CRM_VALUE_INIT_NULL;

  if (change->kind == CRM_CHANGE_DELETE)
    return TRUE;
  status = crm_transaction_get_value (transaction, change, "status");
  if (change->kind == CRM_CHANGE_INSERT && crm_value_is_null (&status))
    {
      g_auto (CrmValue) kind = crm_transaction_get_value (transaction, change, "kind");
      gboolean is_task = kind.type == CRM_VALUE_TEXT && strcmp (kind.text, "task") == 0;

      status = crm_value_text (is_task ? "planned" : "done");
      crm_change_take (change, "status", crm_value_copy (&status));
    }
  if (status.type != CRM_VALUE_TEXT || strcmp (status.text, "done") != 0)
    return TRUE;
  if (value_as_int (transaction, change, "done_at") == 0)
    crm_change_take (change, "done_at", crm_value_int (crm_instant_now ()));

  opportunity = value_as_int (transaction, change, "opportunity");
  if (opportunity != 0)
    touch_deal (transaction, opportunity, value_as_int (transaction, change, "done_at"));
  return TRUE;
}

/* total = quantity × unit price × (1 − discount), rounded once to the minor unit. */
static gboolean
apply_line_rule (CrmTransaction *transaction,
                 CrmChange *change,
                 GError **error)
{
  g_auto (CrmValue) quantity = CRM_VALUE_INIT_NULL;
  g_auto (CrmValue) price = CRM_VALUE_INIT_NULL;
  g_auto (CrmValue) discount = CRM_VALUE_INIT_NULL;
  double total;

  if (change->kind == CRM_CHANGE_DELETE)
    return TRUE;
  if (change->kind == CRM_CHANGE_INSERT)
    name_line (transaction, change);
  quantity = crm_transaction_get_value (transaction, change, "quantity");
  price = crm_transaction_get_value (transaction, change, "unit_price");
  discount = crm_transaction_get_value (transaction, change, "discount");
  if (price.type != CRM_VALUE_MONEY)
    {
      crm_change_take (change, "total", CRM_VALUE_INIT_NULL);
      return TRUE;
    }
  total = round ((quantity.type == CRM_VALUE_REAL ? quantity.real : 1) * price.i *
                 (1 - (discount.type == CRM_VALUE_REAL ? discount.real : 0)));
  if (fabs (total) > 9e18)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("The total of the line is too large"));
      return FALSE;
    }
  crm_change_take (change, "total", crm_value_money ((gint64) total, price.currency));
  return TRUE;
}

/**
 * crm_opportunity_rules_install:
 *
 * Makes the rules about deals, their lines and activities part of the store's work.
 */
void
crm_opportunity_rules_install (CrmStore *store)
{
  crm_store_add_rule (store, "opportunity", apply_opportunity_rule);
  crm_store_add_rule (store, "opportunity_line", apply_line_rule);
  crm_store_add_rule (store, "activity", apply_activity_rule);
}
