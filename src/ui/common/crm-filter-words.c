/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-filter-words.h"

#include "base/crm-date.h"
#include "base/crm-money.h"

#include <glib/gi18n.h>
#include <string.h>

/* Filters in words: for chips, and for the dialog in which one is made. */

static const CrmFilterPeriod periods[] = {
  { CRM_PERIOD_DAY, 0, TRUE },      { CRM_PERIOD_WEEK, 0, TRUE },   { CRM_PERIOD_MONTH, 0, TRUE },
  { CRM_PERIOD_QUARTER, 0, TRUE },  { CRM_PERIOD_YEAR, 0, TRUE },   { CRM_PERIOD_WEEK, -1, TRUE },
  { CRM_PERIOD_MONTH, -1, TRUE },   { CRM_PERIOD_QUARTER, -1, TRUE }, { CRM_PERIOD_YEAR, -1, TRUE },
  { CRM_PERIOD_DAY, -7, FALSE },    { CRM_PERIOD_DAY, -30, FALSE }, { CRM_PERIOD_DAY, -90, FALSE },
  { CRM_PERIOD_MONTH, -12, FALSE }, { CRM_PERIOD_DAY, 7, FALSE },   { CRM_PERIOD_DAY, 30, FALSE },
  { CRM_PERIOD_DAY, 90, FALSE },
};

/**
 * crm_filter_words_periods:
 *
 * Returns: (transfer none): the spans of time that are offered
 */
const CrmFilterPeriod *
crm_filter_words_periods (guint *n_periods)
{
  *n_periods = G_N_ELEMENTS (periods);
  return periods;
}

/**
 * crm_filter_words_tests:
 *
 * Returns: (transfer full) (element-type CrmTest): the tests that suit a field, the usual one first
 */
GArray *
crm_filter_words_tests (const CrmField *field)
{
  static const CrmTest of_text[] = { CRM_TEST_CONTAINS, CRM_TEST_EQUAL, CRM_TEST_UNEQUAL };
  static const CrmTest of_number[] = { CRM_TEST_AT_LEAST, CRM_TEST_AT_MOST, CRM_TEST_GREATER, CRM_TEST_LESS,
                                       CRM_TEST_EQUAL, CRM_TEST_UNEQUAL };
  static const CrmTest of_date[] = { CRM_TEST_PERIOD, CRM_TEST_EQUAL, CRM_TEST_LESS, CRM_TEST_GREATER };
  static const CrmTest of_choice[] = { CRM_TEST_EQUAL, CRM_TEST_UNEQUAL };
  static const CrmTest of_all[] = { CRM_TEST_EMPTY, CRM_TEST_NOT_EMPTY };
  GArray *tests = g_array_new (FALSE, FALSE, sizeof (CrmTest));

  switch (field->kind)
    {
    case CRM_FIELD_TEXT:
    case CRM_FIELD_LONG_TEXT:
    case CRM_FIELD_EMAIL:
    case CRM_FIELD_PHONE:
    case CRM_FIELD_URL:
      g_array_append_vals (tests, of_text, G_N_ELEMENTS (of_text));
      break;
    case CRM_FIELD_INTEGER:
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
    case CRM_FIELD_MONEY:
      g_array_append_vals (tests, of_number, G_N_ELEMENTS (of_number));
      break;
    case CRM_FIELD_DATE:
    case CRM_FIELD_INSTANT:
      g_array_append_vals (tests, of_date, G_N_ELEMENTS (of_date));
      break;
    case CRM_FIELD_CHOICE:
    case CRM_FIELD_LINK:
    case CRM_FIELD_TAGS:
      g_array_append_vals (tests, of_choice, G_N_ELEMENTS (of_choice));
      break;
    case CRM_FIELD_BOOLEAN:
      g_array_append_vals (tests, of_choice, 1);
      return tests;
    default:
      g_return_val_if_reached (tests);
    }
  g_array_append_vals (tests, of_all, G_N_ELEMENTS (of_all));
  return tests;
}

/* The sentences: a field, and what is compared. */
static const char *
get_format (CrmTest test,
            gboolean date)
{
  switch (test)
    {
    case CRM_TEST_EQUAL:
    case CRM_TEST_IN:
      /* Translators: parts of filters: first a field, then a value: City is Lyon */
      return date ? _("%s on %s") : _("%s is %s");
    case CRM_TEST_UNEQUAL:
    case CRM_TEST_NOT_IN:
      return _("%s is not %s");
    case CRM_TEST_LESS:
      return date ? _("%s before %s") : _("%s below %s");
    case CRM_TEST_AT_MOST:
      return date ? _("%s until %s") : _("%s at most %s");
    case CRM_TEST_GREATER:
      return date ? _("%s after %s") : _("%s above %s");
    case CRM_TEST_AT_LEAST:
      return date ? _("%s since %s") : _("%s at least %s");
    case CRM_TEST_CONTAINS:
      return _("%s contains %s");
    case CRM_TEST_EMPTY:
      return _("%s is empty");
    case CRM_TEST_NOT_EMPTY:
      return _("%s is filled in");
    case CRM_TEST_PERIOD:
      /* Translators: first a field, then a span of time: Closed On: last month */
      return _("%s: %s");
    default:
      g_return_val_if_reached ("%s %s");
    }
}

static gboolean
is_date (const CrmField *field)
{
  return field != NULL && (field->kind == CRM_FIELD_DATE || field->kind == CRM_FIELD_INSTANT);
}

/**
 * crm_filter_words_test:
 *
 * Returns: (transfer full): a test as it stands in a list of tests: "is …", "in a period"
 */
char *
crm_filter_words_test (const CrmField *field,
                       CrmTest test)
{
  g_autofree char *sentence = NULL;

  if (test == CRM_TEST_PERIOD)
    return g_strdup (_("in a period"));
  sentence = g_strdup_printf (get_format (test, is_date (field)), "", "…");
  return g_strdup (g_strstrip (sentence));
}

/**
 * crm_filter_words_period:
 *
 * Returns: (transfer full): "last month", "next 30 days"
 */
char *
crm_filter_words_period (CrmPeriod period,
                         int offset,
                         gboolean whole)
{
  static const char *const this_one[] = { N_("today"), N_("this week"), N_("this month"), N_("this quarter"),
                                          N_("this year") };
  static const char *const last_one[] = { N_("yesterday"), N_("last week"), N_("last month"), N_("last quarter"),
                                          N_("last year") };
  static const char *const next_one[] = { N_("tomorrow"), N_("next week"), N_("next month"), N_("next quarter"),
                                          N_("next year") };
  guint n = ABS (offset);

  if (whole)
    return g_strdup (_(offset == 0 ? this_one[period] : offset < 0 ? last_one[period] : next_one[period]));
  switch (period)
    {
    case CRM_PERIOD_DAY:
      return g_strdup_printf (offset < 0 ? ngettext ("last %u day", "last %u days", n)
                                         : ngettext ("next %u day", "next %u days", n), n);
    case CRM_PERIOD_WEEK:
      return g_strdup_printf (offset < 0 ? ngettext ("last %u week", "last %u weeks", n)
                                         : ngettext ("next %u week", "next %u weeks", n), n);
    case CRM_PERIOD_MONTH:
      return g_strdup_printf (offset < 0 ? ngettext ("last %u month", "last %u months", n)
                                         : ngettext ("next %u month", "next %u months", n), n);
    case CRM_PERIOD_QUARTER:
      return g_strdup_printf (offset < 0 ? ngettext ("last %u quarter", "last %u quarters", n)
                                         : ngettext ("next %u quarter", "next %u quarters", n), n);
    case CRM_PERIOD_YEAR:
      return g_strdup_printf (offset < 0 ? ngettext ("last %u year", "last %u years", n)
                                         : ngettext ("next %u year", "next %u years", n), n);
    default:
      g_return_val_if_reached (NULL);
    }
}

/* Values */

static gint64
link_id (const CrmField *field,
         const CrmOperand *operand)
{
  gint64 id = 0;

  if (field != NULL && field->kind == CRM_FIELD_LINK && operand->kind == CRM_OPERAND_TEXT && operand->text != NULL)
    g_ascii_string_to_signed (operand->text, 10, 1, G_MAXINT64, &id, NULL);
  return id;
}

static char *
describe_number (const CrmField *field,
                 const CrmOperand *operand)
{
  g_autofree char *number = crm_number_format (operand->percent ? operand->number * 100 : operand->number);

  if (field != NULL && field->kind == CRM_FIELD_BOOLEAN)
    return g_strdup (operand->number != 0 ? _("yes") : _("no"));
  return operand->percent ? g_strconcat (number, "%", NULL) : g_steal_pointer (&number);
}

static char *
describe_operand (const CrmField *field,
                  const CrmOperand *operand,
                  GHashTable *titles)
{
  gint64 id = link_id (field, operand);
  const char *title = id != 0 && titles != NULL ? g_hash_table_lookup (titles, &id) : NULL;
  const CrmChoice *choice;

  switch (operand->kind)
    {
    case CRM_OPERAND_TEXT:
      choice = field != NULL && field->kind == CRM_FIELD_CHOICE ? crm_field_match_choice (field, operand->text) : NULL;
      if (choice != NULL)
        return g_strdup (crm_choice_get_label (choice));
      return g_strdup (title != NULL ? title : id != 0 ? "…" : operand->text);
    case CRM_OPERAND_NUMBER:
    case CRM_OPERAND_BOOLEAN:
      return describe_number (field, operand);
    case CRM_OPERAND_DATE:
      return crm_date_format (operand->date);
    case CRM_OPERAND_TODAY:
      return crm_date_format_relative (crm_date_today () + (gint64) operand->number);
    case CRM_OPERAND_ME:
      return g_strdup (_("me"));
    default:
      g_return_val_if_reached (NULL);
    }
}

static char *
describe_operands (const CrmFilter *filter,
                   const CrmField *field,
                   GHashTable *titles)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < filter->operands->len; i++)
    {
      g_autofree char *operand = describe_operand (field, &g_array_index (filter->operands, CrmOperand, i), titles);

      if (i > 0)
        /* Translators: between the parts of a list: Lyon, Kyiv or Tbilisi */
        g_string_append (text, i + 1 == filter->operands->len ? _(" or ") : C_("list", ", "));
      g_string_append (text, operand);
    }
  return g_string_free (text, FALSE);
}

/* "Customer City" for customer.city */
static char *
describe_path (const CrmPath *path)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < path->n_links; i++)
    g_string_append_printf (text, "%s ", crm_field_get_label (path->links[i]));
  g_string_append (text, path->field != NULL ? crm_field_get_label (path->field) : _("Id"));
  if (path->currency)
    g_string_append_printf (text, " %s", _("Currency"));
  return g_string_free (text, FALSE);
}

static char *
describe_test (const CrmFilter *filter,
               const CrmEntity *entity,
               GHashTable *titles)
{
  g_autofree char *label = NULL, *value = NULL;
  CrmPath path;

  if (!crm_path_resolve (&path, entity, filter->path, 0, NULL))
    return g_strdup (filter->path);
  label = describe_path (&path);
  value = filter->test == CRM_TEST_PERIOD ? crm_filter_words_period (filter->period, filter->offset, filter->whole)
                                          : describe_operands (filter, path.field, titles);
  return g_strdup_printf (get_format (filter->test, is_date (path.field)), label, value);
}

/**
 * crm_filter_words_describe:
 * @titles: (nullable) (element-type gint64 utf8): titles of records that links are compared with
 *
 * Returns: (transfer full): the filter as a sentence
 */
char *
crm_filter_words_describe (const CrmFilter *filter,
                           const CrmEntity *entity,
                           GHashTable *titles)
{
  g_autoptr (GString) text = NULL;

  if (filter->kind == CRM_FILTER_TEST)
    return describe_test (filter, entity, titles);
  text = g_string_new (filter->kind == CRM_FILTER_NOT ? _("not ") : "");
  for (guint i = 0; i < filter->children->len; i++)
    {
      const CrmFilter *child = filter->children->pdata[i];
      g_autofree char *words = crm_filter_words_describe (child, entity, titles);
      gboolean group = child->kind == CRM_FILTER_AND || child->kind == CRM_FILTER_OR;

      if (i > 0)
        g_string_append (text, filter->kind == CRM_FILTER_OR ? _(" or ") : _(" and "));
      g_string_append_printf (text, group ? "(%s)" : "%s", words);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * crm_filter_words_collect_ids:
 * @titles: (element-type gint64 utf8): grows by the ids of records that links are compared with, without titles; the
 *   value of each is the name of the entity
 */
void
crm_filter_words_collect_ids (const CrmFilter *filter,
                              const CrmEntity *entity,
                              GHashTable *titles)
{
  CrmPath path;

  for (guint i = 0; filter->children != NULL && i < filter->children->len; i++)
    crm_filter_words_collect_ids (filter->children->pdata[i], entity, titles);
  if (filter->kind != CRM_FILTER_TEST || !crm_path_resolve (&path, entity, filter->path, 0, NULL) || path.field == NULL)
    return;
  for (guint i = 0; i < filter->operands->len; i++)
    {
      gint64 id = link_id (path.field, &g_array_index (filter->operands, CrmOperand, i));

      if (id != 0)
        g_hash_table_insert (titles, g_memdup2 (&id, sizeof id), g_strdup (path.field->target));
    }
}
