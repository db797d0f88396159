/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a cell says and its field has no room for: a second e-mail address, a birthday without a year. It goes to the
 * notes of records that are added, and of others where the row says what their notes are. */

#define NOTES "notes"
#define SEVERAL " ::: "      /* Google between values */
#define FEWEST_DIGITS 6      /* of a telephone number; an extension has less */

/* Google writes --03-07 where the year of a birthday is not known. */
static gboolean
is_yearless (const char *text)
{
  return g_str_has_prefix (text, "--") && text[2] != '\0' && strspn (text, "-0123456789") == strlen (text);
}

/* "ext. 17" behind a telephone number is a part of it. */
static gboolean
is_extension (const char *rest)
{
  g_autofree char *digits = crm_text_digits (rest);

  return g_ascii_isalpha (*rest) && *digits != '\0' && strlen (digits) < FEWEST_DIGITS;
}

/**
 * crm_import_take_first:
 * @kind: an e-mail address or a telephone number
 * @rest: (out) (optional) (transfer full) (nullable): what else the text says
 *
 * Programs write several addresses or numbers into a cell; a field has room for the first.
 *
 * Returns: (transfer full) (nullable): the first, without blanks and separators around it; %NULL where the text is that
 */
char *
crm_import_take_first (CrmFieldKind kind,
                       const char *text,
                       char **rest)
{
  static const char between[] = ",;\r\n\t ";
  /* Addresses have no blanks, but names before them do: Ann <ann@example.com> */
  gboolean bare = kind == CRM_FIELD_EMAIL && strchr (text, '<') == NULL;
  const char *separators = bare ? between : ",;\r\n";
  const char *start = text + strspn (text, between), *mark = strstr (start, SEVERAL);
  const char *stop = mark != NULL ? mark : start + strcspn (start, separators);
  const char *next = mark != NULL ? mark + strlen (SEVERAL) : stop + strspn (stop, between);

  if (rest != NULL)
    *rest = NULL;
  if (start == text && *stop == '\0')
    return NULL;
  if (mark == NULL && kind == CRM_FIELD_PHONE && is_extension (next))
    next = stop = start + strlen (start);
  if (rest != NULL && *next != '\0')
    {
      g_auto (GStrv) parts = g_strsplit (next, SEVERAL, -1);
      g_autofree char *joined = g_strstrip (g_strjoinv (", ", parts));

      *rest = *joined != '\0' ? g_steal_pointer (&joined) : NULL;
    }
  return g_strchomp (g_strndup (start, stop - start));
}

static char *
dup_rest (const CrmField *field,
          const char *text)
{
  g_autofree char *first = NULL, *trimmed = NULL;
  char *rest = NULL;

  if (field->kind == CRM_FIELD_EMAIL || field->kind == CRM_FIELD_PHONE)
    first = crm_import_take_first (field->kind, text, &rest);
  if (field->kind == CRM_FIELD_DATE || field->kind == CRM_FIELD_INSTANT)
    {
      trimmed = g_strstrip (g_strdup (text));
      rest = is_yearless (trimmed) ? g_steal_pointer (&trimmed) : NULL;
    }
  return rest;
}

/**
 * crm_import_rest_note:
 *
 * Notes what the cell of the row at hand says that its field has no room for.
 */
void
crm_import_rest_note (CrmImportPlan *plan,
                      CrmImportSlot *slot,
                      const char *cell)
{
  const CrmField *field = &plan->entity->fields[slot->field];
  g_autofree char *rest = dup_rest (field, cell);

  if (rest == NULL)
    return;
  if (slot->n_rest++ == 0)
    slot->first_rest = plan->at.number;
  /* Translators: what something is, and what it says: Nickname: Ada */
  g_string_append_printf (plan->rest, C_("detail", "%s: %s"), crm_field_get_label (field), rest);
  g_string_append_c (plan->rest, '\n');
}

/**
 * crm_import_rest_keep:
 *
 * Lets the notes of the record that the row at hand adds say it, or those that the row gives to one that is known.
 */
void
crm_import_rest_keep (CrmImportPlan *plan)
{
  int field = crm_entity_field_index (plan->entity, NOTES);
  CrmValue *notes;

  if (field < 0 || plan->rest->len == 0)
    return;
  notes = &plan->row->values[plan->slot_of[field]];
  if (plan->row->state != CRM_IMPORT_ROW_CREATE && crm_value_is_null (notes))
    return;
  if (notes->type == CRM_VALUE_TEXT)
    {
      g_string_prepend (plan->rest, "\n\n");
      g_string_prepend (plan->rest, notes->text);
    }
  crm_value_clear (notes);
  *notes = crm_import_keep_text (plan->rest->str, crm_change_set_get_texts (plan->portion));
}

/**
 * crm_import_rest_get_field:
 *
 * Returns: the field that has room for what others have not, or −1 if nothing of the kind can come
 */
int
crm_import_rest_get_field (const CrmImportPlan *plan)
{
  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmFieldKind kind = plan->entity->fields[g_array_index (plan->slots, CrmImportSlot, i).field].kind;

      if (kind == CRM_FIELD_EMAIL || kind == CRM_FIELD_PHONE || kind == CRM_FIELD_DATE || kind == CRM_FIELD_INSTANT)
        return crm_entity_field_index (plan->entity, NOTES);
    }
  return -1;
}

/**
 * crm_import_rest_restart:
 *
 * Forgets what was counted: the rows are gone through once more.
 */
void
crm_import_rest_restart (CrmImportPlan *plan)
{
  for (guint i = 0; i < plan->slots->len; i++)
    g_array_index (plan->slots, CrmImportSlot, i).n_rest = 0;
}

/**
 * crm_import_rest_tell:
 *
 * Hints at each column of which something had no room.
 */
void
crm_import_rest_tell (CrmImportPlan *plan)
{
  gboolean kept = crm_entity_field_index (plan->entity, NOTES) >= 0;

  for (guint i = 0; i < plan->slots->len; i++)
    {
      const CrmImportSlot *slot = &g_array_index (plan->slots, CrmImportSlot, i);

      if (slot->n_rest == 0)
        continue;
      crm_import_plan_hint (plan, slot->column, g_strdup_printf (kept
        ? ngettext ("“%s”: %u row says more than the field has room for: row %u. That goes to the notes if the record "
                    "is new.",
                    "“%s”: %u rows say more than the field has room for; the first is row %u. That goes to the notes "
                    "of records that are new.", slot->n_rest)
        : ngettext ("“%s”: %u row says more than the field has room for: row %u. That is left out.",
                    "“%s”: %u rows say more than the field has room for; the first is row %u. That is left out.",
                    slot->n_rest),
        crm_csv_get_header (plan->csv, slot->column), slot->n_rest, slot->first_rest));
    }
}
