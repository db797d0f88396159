/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-match-private.h"

#include <string.h>

#define GRAIN 16384
#define LEAST_VALUES 16   /* what has fewer tells nobody apart */

typedef enum { WHOLE, LOCAL, FIRST_SOUND, LAST_SOUND } Aspect;

static guint32
hash_words (const char *text)
{
  guint32 hash = 0;

  while (*text != '\0')
    {
      gsize length = strcspn (text, " ");

      hash += crm_match_hash (text, length);
      text += length;
      text += *text == ' ';
    }
  return hash != 0 ? hash : 1;
}

static guint32
hash_local (const char *text)
{
  gsize length = strcspn (text, "@");

  return length >= 4 ? crm_match_hash (text, length) : 0;
}

static guint32
make_key (CrmMatchKind kind,
          Aspect aspect,
          const char *text)
{
  const char *last;

  switch (aspect)
    {
    case LOCAL:
      return hash_local (text);
    case FIRST_SOUND:
      return crm_match_sound (text, strcspn (text, " "));
    case LAST_SOUND:
      last = strrchr (text, ' ');
      return last != NULL ? crm_match_sound (last + 1, strlen (last + 1)) : 0;
    case WHOLE:
    default:
      return kind == CRM_MATCH_NAME ? hash_words (text) : crm_match_hash (text, strlen (text));
    }
}

static gboolean
has_aspect (const CrmMatchField *field,
            Aspect aspect)
{
  switch (aspect)
    {
    case LOCAL:
      return field->kind == CRM_MATCH_EMAIL;
    case FIRST_SOUND:
      return field->kind == CRM_MATCH_NAME || field->kind == CRM_MATCH_TEXT;
    case LAST_SOUND:
      return field->kind == CRM_MATCH_NAME;
    case WHOLE:
    default:
      return TRUE;
    }
}

typedef struct
{
  const CrmMatchTable *table;
  const CrmMatchField *field;
  CrmMatchKeys        *keys;
  Aspect               aspect;
  guint                number;
  guint32             *of_code;
} Making;

static void
hash_codes (gsize first,
            gsize last,
            guint piece,
            gpointer data)
{
  Making *making = data;

  for (gsize code = first; code < last; code++)
    making->of_code[code] = make_key (making->field->kind, making->aspect, crm_match_field_text (making->field, code));
}

static void
fill_rows (gsize first,
           gsize last,
           guint piece,
           gpointer data)
{
  Making *making = data;
  guint place = making->field - making->table->fields;

  for (gsize row = first; row < last; row++)
    {
      gint32 code = crm_match_table_row (making->table, row)[place];

      making->keys->keys[row * making->keys->n_keys + making->number] =
        code != CRM_MATCH_NO_VALUE ? making->of_code[code] : 0;
    }
}

static gboolean
make_keys (Making *making,
           const CrmRun *run,
           GError **error)
{
  g_autofree guint32 *of_code = g_new (guint32, making->field->starts->len + 1);

  making->of_code = of_code;
  return crm_run_parallel (CRM_RUN_STILL (run), making->field->starts->len, GRAIN, hash_codes, making, error) &&
         crm_run_parallel (CRM_RUN_STILL (run), crm_match_table_n_rows (making->table), GRAIN, fill_rows, making,
                           error);
}

/**
 * crm_match_keys_init:
 *
 * Gives each row its keys: rows with an equal key may be the same. Of each field its value; of names and texts also
 * how words sound, of addresses of e-mail what stands before the @. To be freed with g_free (keys).
 *
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_match_keys_init (CrmMatchKeys *self,
                     const CrmMatchTable *table,
                     const CrmRun *run,
                     GError **error)
{
  Making chosen[CRM_MATCH_MOST_KEYS];

  *self = (CrmMatchKeys) { 0 };
  for (Aspect aspect = WHOLE; aspect <= LAST_SOUND; aspect++)
    {
      for (guint i = 0; i < table->n_fields && self->n_keys < CRM_MATCH_MOST_KEYS; i++)
        {
          const CrmMatchField *field = &table->fields[i];

          if (!has_aspect (field, aspect) || field->starts->len < LEAST_VALUES)
            continue;
          chosen[self->n_keys] = (Making) { table, field, self, aspect, self->n_keys };
          self->n_keys++;
        }
    }
  self->keys = g_new (guint32, crm_match_table_n_rows (table) * self->n_keys + 1);
  for (guint i = 0; i < self->n_keys; i++)
    {
      if (!make_keys (&chosen[i], run, error) || !crm_run_go_on (run, (i + 1.0) / self->n_keys, error))
        {
          g_clear_pointer (&self->keys, g_free);
          return FALSE;
        }
    }
  return TRUE;
}
