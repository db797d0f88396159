/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-text.h"

#include <string.h>

#define CLOSE_ENOUGH 0.92
#define SHORTEST_MISSPELT 5
#define NO_PERSON 0.8        /* a table of first and last names is one of people, until much more tells otherwise */
#define TO_THE_LETTER 0.01   /* more for a header that is the label or key as it is written, as our exports write it */
#define SAMPLE_ROWS 200

/* What a table is and what its columns are, by their names first, then by what is in them. */

static const char first_name_aliases[] = "firstname|first|givenname|forename|vorname|prenom|nombre|名";
static const char currency_aliases[] = "währung|devise|moneda|币种|货币|币别";
static const char address_aliases[] = "addresses|participants|attendees|recipients";
static const char belonging[] = "所属|所在|关联|相关";
static const char last_name_aliases[] = "lastname|last|surname|familyname|nachname|nom|apellido|apellidos|姓";

/* Returns the place of the word in a list separated by bars, or −1. */
static int
find_alias (const char *aliases,
            const char *word)
{
  g_auto (GStrv) words = g_strsplit (aliases != NULL ? aliases : "", "|", -1);

  for (int i = 0; words[i] != NULL; i++)
    {
      if (strcmp (words[i], word) == 0)
        return i;
    }
  return -1;
}

/* How surely the header names the field, 0–1. */
static double
rate_name (const CrmField *field,
           const char *header)
{
  g_autofree char *key = crm_text_squash (field->key);
  g_autofree char *label = crm_text_squash (field->label);
  g_autofree char *translated = crm_text_squash (crm_field_get_label (field));
  int place;

  if (strcmp (header, key) == 0 || strcmp (header, label) == 0 || strcmp (header, translated) == 0)
    return 1;
  if (crm_label_is_translation (field->context, field->label, header))
    return 0.98;
  place = find_alias (field->aliases, header);
  return place >= 0 ? MAX (0.97 - 0.01 * place, 0.75) : 0;
}

static double
rate_likeness (const char *header,
               const char *name)
{
  return strlen (name) >= SHORTEST_MISSPELT && crm_import_digits_equal (header, name)
         ? crm_text_similarity (header, name) : 0;
}

static double
rate_misspelt (const CrmField *field,
               const char *header)
{
  g_auto (GStrv) aliases = g_strsplit (field->aliases != NULL ? field->aliases : "", "|", -1);
  double best = MAX (rate_likeness (header, field->key), rate_likeness (header, field->label));

  for (guint i = 0; aliases[i] != NULL; i++)
    best = MAX (best, rate_likeness (header, aliases[i]));
  return strlen (header) >= SHORTEST_MISSPELT && best >= CLOSE_ENOUGH ? best * 0.65 : 0;
}

/* Returns what follows the first of the words that the header begins with, or NULL. */
static const char *
skip_word (const char *words,
           const char *header)
{
  g_auto (GStrv) each = g_strsplit (words != NULL ? words : "", "|", -1);

  for (guint i = 0; each[i] != NULL; i++)
    {
      if (strlen (each[i]) >= 4 && g_str_has_prefix (header, each[i]) && header[strlen (each[i])] != '\0')
        return header + strlen (each[i]);
    }
  return NULL;
}

/* "Account Name" is the account, "客户名称" the customer. */
static double
rate_link (const CrmField *field,
           const char *header)
{
  static const char *const ends[] = { "name", "名称", "姓名", "名" };

  for (guint i = 0; field->kind == CRM_FIELD_LINK && i < G_N_ELEMENTS (ends); i++)
    {
      if (g_str_has_suffix (header, ends[i]))
        {
          g_autofree char *rest = g_strndup (header, strlen (header) - strlen (ends[i]));

          return 0.9 * rate_name (field, rest);
        }
    }
  return 0;
}

/* "所属行业" is the industry that a customer belongs to; "Account City" and "商机来源" begin with what the record is. */
static double
rate_part (const CrmEntity *entity,
           const CrmField *field,
           const char *header)
{
  const char *rest = skip_word (belonging, header);
  double rating = rate_link (field, rest != NULL ? rest : header);

  if (rating == 0 && rest != NULL)
    rating = 0.9 * rate_name (field, rest);
  rest = skip_word (entity->fields[0].aliases, header);
  return rating > 0 || rest == NULL ? rating : 0.4 * rate_name (field, rest);
}

static double
rate_field (const CrmEntity *entity,
            const CrmField *field,
            const char *header)
{
  double rating = rate_name (field, header);

  /* "Customer Phone" in a table of customers is the phone. */
  if (rating == 0 && g_str_has_prefix (header, entity->name) && header[strlen (entity->name)] != '\0')
    rating = 0.9 * rate_name (field, header + strlen (entity->name));
  if (rating == 0)
    rating = rate_part (entity, field, header);
  return rating > 0 ? rating : rate_misspelt (field, header);
}

/* Whether what stands in the column can be values of the field; a column of nothing can be anything. */
static gboolean
suits (const CrmCsv *csv,
       guint column,
       const CrmField *field)
{
  CrmImportStyle style = { 0 };
  CrmImportFormat format;
  guint n_rows = MIN (crm_csv_get_n_rows (csv), SAMPLE_ROWS);
  guint filled = 0, right = 0;

  if (field->kind == CRM_FIELD_LINK || field->kind == CRM_FIELD_TAGS || field->kind == CRM_FIELD_TEXT ||
      field->kind == CRM_FIELD_LONG_TEXT || (field->kind == CRM_FIELD_CHOICE && field->open_choice))
    return TRUE;
  for (guint row = 0; row < n_rows; row++)
    crm_import_style_look (&style, crm_csv_get_cell (csv, row, column));
  crm_import_format_choose (&style, field, crm_csv_get_dialect (csv)->typed, &format);
  for (guint row = 0; row < n_rows; row++)
    {
      const char *cell = crm_csv_get_cell (csv, row, column);

      if (crm_import_is_blank (field, cell))
        continue;
      filled++;
      right += crm_import_suits_cell (field, &format, cell);
    }
  return right * 2 >= filled;
}

typedef struct
{
  guint  column;
  int    target;
  double rating;
} Candidate;

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *first = a, *second = b;

  if (first->rating != second->rating)
    return first->rating < second->rating ? 1 : -1;
  if (first->column != second->column)
    return first->column < second->column ? -1 : 1;
  return first->target - second->target;
}

static void
append_name_part (const CrmEntity *entity,
                  const char *header,
                  guint column,
                  GArray *candidates)
{
  Candidate first = { column, CRM_IMPORT_FIRST_NAME (entity), 0.74 };
  Candidate last = { column, CRM_IMPORT_LAST_NAME (entity), 0.74 };

  if (!crm_import_has_name_parts (entity))
    return;
  if (find_alias (first_name_aliases, header) >= 0)
    g_array_append_val (candidates, first);
  if (find_alias (last_name_aliases, header) >= 0)
    g_array_append_val (candidates, last);
}

static double
rate_letters (const char *label,
              const char *written)
{
  return strcmp (label, written) == 0 ? TO_THE_LETTER : 0;
}

/* Returns what stands before the word for a currency ("Amount Currency Code", "金额货币"), or NULL if there is none. */
static char *
cut_currency (const char *header)
{
  g_auto (GStrv) words = g_strsplit (currency_aliases, "|", -1);
  const char *mark = strstr (header, "currency");

  if (mark != NULL)
    return g_strndup (header, mark - header);
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_has_suffix (header, words[i]))
        return g_strndup (header, strlen (header) - strlen (words[i]));
    }
  return NULL;
}

/* "Amount Currency" is that of the column "Amount"; plain "Currency" that of the only amount there is. */
static void
append_currency (const CrmEntity *entity,
                 const CrmField *field,
                 const char *header,
                 const char *written,
                 guint column,
                 GArray *candidates)
{
  Candidate candidate = { column, CRM_IMPORT_CURRENCY (entity, field - entity->fields), 0 };
  const char *label = crm_import_get_currency_label (field);
  g_autofree char *amount = cut_currency (header);
  g_autofree char *own = crm_text_squash (label);

  if (strcmp (header, own) == 0)
    candidate.rating = 1 + rate_letters (label, written);
  else if (amount != NULL)
    candidate.rating = *amount != '\0' ? rate_name (field, amount) * 0.9 : 0.5;
  if (candidate.rating > 0)
    g_array_append_val (candidates, candidate);
}

static GArray *
rate_columns (const CrmCsv *csv,
              const CrmEntity *entity)
{
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));

  for (guint column = 0; column < crm_csv_get_n_columns (csv); column++)
    {
      const char *written = crm_csv_get_header (csv, column);
      g_autofree char *header = crm_text_squash (written);
      const Candidate addresses = { column, CRM_IMPORT_ADDRESSES (entity), 0.74 };

      if (*header == '\0')
        continue;
      for (guint i = 0; i < entity->n_fields; i++)
        {
          Candidate candidate = { column, i, 0 };

          if (!crm_import_can_map (&entity->fields[i]))
            continue;
          candidate.rating = rate_field (entity, &entity->fields[i], header);
          if (candidate.rating > 0)
            candidate.rating += MAX (rate_letters (crm_field_get_label (&entity->fields[i]), written),
                                     rate_letters (entity->fields[i].key, written));
          if (candidate.rating > 0 && suits (csv, column, &entity->fields[i]))
            g_array_append_val (candidates, candidate);
          if (entity->fields[i].kind == CRM_FIELD_MONEY)
            append_currency (entity, &entity->fields[i], header, written, column, candidates);
        }
      append_name_part (entity, header, column, candidates);
      if (crm_import_has_addresses (entity) && find_alias (address_aliases, header) >= 0)
        g_array_append_val (candidates, addresses);
    }
  g_array_sort (candidates, compare_candidates);
  return candidates;
}

/* Columns whose names say nothing may still hold nothing but e-mail addresses. */
static double
guess_by_content (const CrmCsv *csv,
                  const CrmEntity *entity,
                  int *mapping,
                  gboolean *taken)
{
  double sum = 0;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmField *field = &entity->fields[i];

      if (taken[i] || (field->kind != CRM_FIELD_EMAIL && field->kind != CRM_FIELD_URL))
        continue;
      for (guint column = 0; column < crm_csv_get_n_columns (csv); column++)
        {
          const char *sign = field->kind == CRM_FIELD_EMAIL ? "@" : "://";

          if (mapping[column] == CRM_IMPORT_UNMAPPED && crm_csv_get_n_rows (csv) > 0 &&
              strstr (crm_csv_get_cell (csv, 0, column), sign) != NULL && suits (csv, column, field))
            {
              mapping[column] = i;
              taken[i] = TRUE;
              sum += 0.5;
              break;
            }
        }
    }
  return sum;
}

/* A currency says nothing where there is no amount. */
static void
drop_lone_currencies (const CrmCsv *csv,
                      const CrmEntity *entity,
                      const gboolean *taken,
                      int *mapping)
{
  for (guint column = 0; column < crm_csv_get_n_columns (csv); column++)
    {
      int field = mapping[column] - CRM_IMPORT_CURRENCY (entity, 0);

      if (field >= 0 && !taken[field])
        mapping[column] = CRM_IMPORT_UNMAPPED;
    }
}

static gboolean
is_taken (const CrmEntity *entity,
          const gboolean *taken,
          const char *key)
{
  int field = crm_entity_field_index (entity, key);

  return field >= 0 && taken[field];
}

/**
 * crm_import_guess_mapping:
 * @mapping: (out): for each column a field's index, a part of the name, or −1
 *
 * Returns: how well the table suits the entity: about one for each column that was understood
 */
double
crm_import_guess_mapping (const CrmCsv *csv,
                          const CrmEntity *entity,
                          int *mapping)
{
  g_autoptr (GArray) candidates = rate_columns (csv, entity);
  g_autofree gboolean *taken = g_new0 (gboolean, CRM_IMPORT_N_TARGETS (entity));
  double sum = 0;

  for (guint column = 0; column < crm_csv_get_n_columns (csv); column++)
    mapping[column] = CRM_IMPORT_UNMAPPED;
  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);
      gboolean part = CRM_IMPORT_IS_NAME_PART (entity, candidate->target);

      if (mapping[candidate->column] != CRM_IMPORT_UNMAPPED || taken[candidate->target] || (part && taken[0]))
        continue;
      /* A column called "name" beside the parts of it says the same again. */
      if (candidate->target == 0 && taken[CRM_IMPORT_LAST_NAME (entity)])
        continue;
      mapping[candidate->column] = candidate->target;
      taken[candidate->target] = TRUE;
      sum += candidate->rating;
    }
  sum += guess_by_content (csv, entity, mapping, taken);
  drop_lone_currencies (csv, entity, taken, mapping);
  if (taken[0] || taken[CRM_IMPORT_LAST_NAME (entity)])
    return sum + 0.6;
  /* A deal is called after its product and customer, a line after its product; other records need a name. */
  return strcmp (entity->name, "opportunity") == 0 || is_taken (entity, taken, "product") ? sum : sum * 0.5;
}

static gboolean
has_name_parts (const CrmCsv *csv)
{
  gboolean first = FALSE, last = FALSE;

  for (guint column = 0; column < crm_csv_get_n_columns (csv); column++)
    {
      g_autofree char *header = crm_text_squash (crm_csv_get_header (csv, column));

      first |= find_alias (first_name_aliases, header) >= 0;
      last |= find_alias (last_name_aliases, header) >= 0;
    }
  return first && last;
}

static gboolean
name_mentions (const char *name,
               const CrmEntity *entity)
{
  g_autofree char *squashed = crm_text_squash (name);
  g_auto (GStrv) words = g_strsplit (entity->fields[0].aliases != NULL ? entity->fields[0].aliases : "", "|", -1);
  g_autofree char *own = crm_text_squash (entity->name);
  g_autofree char *plural = crm_text_squash (crm_entity_get_label_plural (entity));

  if (strstr (squashed, own) != NULL || strstr (squashed, plural) != NULL)
    return TRUE;
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_utf8_strlen (words[i], -1) >= 4 && strstr (squashed, words[i]) != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_import_guess_entity:
 * @name: the file's name, which may give a hint
 *
 * Returns: (transfer none) (nullable): what the rows are most likely, or %NULL if no column says anything
 */
const CrmEntity *
crm_import_guess_entity (const CrmCsv *csv,
                         const char *name)
{
  static const char *const by_frequency[] = {
    "customer", "contact", "lead", "opportunity", "product", "person", "activity", "opportunity_line", "tag",
    "stage", "pipeline",
  };
  g_autofree int *mapping = g_new (int, crm_csv_get_n_columns (csv) + 1);
  gboolean parts = has_name_parts (csv);
  const CrmEntity *found = NULL;
  double best = 0;

  for (guint i = 0; i < G_N_ELEMENTS (by_frequency); i++)
    {
      const CrmEntity *entity = crm_entity_find (by_frequency[i]);
      double rating = crm_import_guess_mapping (csv, entity, mapping);

      if (rating > 0 && name_mentions (name, entity))
        rating += 0.8;
      else if (parts && strcmp (entity->name, "customer") == 0)
        rating -= NO_PERSON;
      /* What is imported less often must fit better, not as well. */
      if (rating > best + 0.1)
        {
          best = rating;
          found = entity;
        }
    }
  return found;
}
