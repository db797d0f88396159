/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-result-private.h"
#include "analytics/crm-result.h"

#include <math.h>
#include <string.h>

#define FIRST_CAPACITY 4096
#define OUTERMOST G_MAXSIZE   /* has no byte of its own */

/* Bytes */

/* Room for so many bytes more; untouched memory costs nothing. */
static guint8 *
reserve (CrmResult *self,
         gsize n)
{
  if (self->length + n > self->capacity)
    {
      self->capacity = MAX (self->capacity + self->capacity / 2, self->length + n + FIRST_CAPACITY);
      self->bytes = g_realloc (self->bytes, self->capacity);
    }
  return self->bytes + self->length;
}

static guint
put_whole (guint8 *to,
           guint64 number)
{
  guint n = 0;

  for (; number >= 0x80; number >>= 7)
    to[n++] = (number & 0x7f) | 0x80;
  to[n++] = number;
  return n;
}

static void
append_whole (CrmResult *self,
              guint64 number)
{
  self->length += put_whole (reserve (self, CRM_RESULT_LONGEST_WHOLE), number);
}

static void
append_bytes (CrmResult *self,
              gconstpointer bytes,
              gsize n)
{
  memcpy (reserve (self, n), bytes, n);
  self->length += n;
}

/* Keys */

static guint
find_place (CrmResult *self,
            const char *key)
{
  gpointer place;

  if (g_hash_table_lookup_extended (self->places, key, NULL, &place))
    return GPOINTER_TO_UINT (place);
  g_ptr_array_add (self->keys, g_strdup (key));
  g_array_set_size (self->followers, self->keys->len);
  g_hash_table_insert (self->places, g_ptr_array_index (self->keys, self->keys->len - 1),
                       GUINT_TO_POINTER (self->keys->len - 1));
  return self->keys->len - 1;
}

static void
append_key (CrmResult *self,
            const char *key)
{
  guint place = g_array_index (self->followers, guint, self->last_key);

  if (strcmp (g_ptr_array_index (self->keys, place), key) != 0)
    {
      place = find_place (self, key);
      g_array_index (self->followers, guint, self->last_key) = place;
    }
  self->last_key = place;
  append_whole (self, place);
}

static CrmResult *
crm_result_new (void)
{
  CrmResult *self = g_new0 (CrmResult, 1);

  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  self->followers = g_array_new (FALSE, TRUE, sizeof (guint));
  find_place (self, "");
  reserve (self, 1);   /* even an empty one has an address */
  return self;
}

void
crm_result_free (CrmResult *self)
{
  g_hash_table_unref (self->places);
  g_ptr_array_unref (self->keys);
  g_array_unref (self->followers);
  g_free (self->bytes);
  g_free (self);
}

/* Making */

void
crm_result_builder_init (CrmResultBuilder *self,
                         const CrmRun *run)
{
  *self = (CrmResultBuilder) { run, crm_result_new (), g_array_new (FALSE, FALSE, sizeof (gsize)) };
}

/**
 * crm_result_builder_end:
 *
 * Returns: (transfer full): the result
 */
CrmResult *
crm_result_builder_end (CrmResultBuilder *self)
{
  return g_steal_pointer (&self->result);
}

void
crm_result_builder_clear (CrmResultBuilder *self)
{
  g_clear_pointer (&self->result, crm_result_free);
  g_clear_pointer (&self->open, g_array_unref);
}

/* Returns whether to go on: nobody will read what a cancelled run says. */
static gboolean
add (CrmResultBuilder *builder,
     const char *key,
     CrmResultKind kind)
{
  if (crm_run_is_cancelled (builder->run))
    return FALSE;
  if (key != NULL)
    append_key (builder->result, key);
  *reserve (builder->result, 1) = kind;
  builder->result->length++;
  return TRUE;
}

static void
begin (CrmResultBuilder *builder,
       const char *key,
       CrmResultKind kind)
{
  gsize start = OUTERMOST;

  if (builder->open->len > 0)
    {
      if (!add (builder, key, kind))
        return;
      start = builder->result->length;
      append_whole (builder->result, 0);
    }
  else
    builder->result->root = kind;
  g_array_append_val (builder->open, start);
}

/* Long ones are moved to make room for their length. */
static void
end (CrmResultBuilder *builder)
{
  CrmResult *result = builder->result;
  guint8 length[CRM_RESULT_LONGEST_WHOLE];
  gsize start, n;
  guint n_bytes;

  if (crm_run_is_cancelled (builder->run))
    return;
  start = g_array_index (builder->open, gsize, builder->open->len - 1);
  g_array_set_size (builder->open, builder->open->len - 1);
  if (start == OUTERMOST)
    return;
  n = result->length - start - 1;
  n_bytes = put_whole (length, n);
  reserve (result, n_bytes);
  memmove (result->bytes + start + n_bytes, result->bytes + start + 1, n);
  memcpy (result->bytes + start, length, n_bytes);
  result->length += n_bytes - 1;
}

void
crm_result_begin (CrmResultBuilder *builder,
                  const char *key)
{
  begin (builder, key, CRM_RESULT_OBJECT);
}

void
crm_result_end (CrmResultBuilder *builder)
{
  end (builder);
}

void
crm_result_begin_array (CrmResultBuilder *builder,
                        const char *key)
{
  begin (builder, key, CRM_RESULT_ARRAY);
}

void
crm_result_end_array (CrmResultBuilder *builder)
{
  end (builder);
}

void
crm_result_number (CrmResultBuilder *builder,
                   const char *key,
                   double number)
{
  if (!isfinite (number))
    add (builder, key, CRM_RESULT_NULL);
  else if (number == floor (number) && fabs (number) < 0x1p53)
    crm_result_count (builder, key, number);
  else if (add (builder, key, CRM_RESULT_NUMBER))
    append_bytes (builder->result, &number, sizeof number);
}

void
crm_result_count (CrmResultBuilder *builder,
                  const char *key,
                  gint64 count)
{
  if (add (builder, key, CRM_RESULT_COUNT))
    append_whole (builder->result, (guint64) count << 1 ^ (guint64) (count < 0 ? -1 : 0));
}

/**
 * crm_result_text:
 * @text: (nullable): %NULL becomes null
 */
void
crm_result_text (CrmResultBuilder *builder,
                 const char *key,
                 const char *text)
{
  gsize n;

  if (!add (builder, key, text != NULL ? CRM_RESULT_TEXT : CRM_RESULT_NULL) || text == NULL)
    return;
  n = strlen (text);
  append_whole (builder->result, n);
  append_bytes (builder->result, text, n + 1);
}

void
crm_result_flag (CrmResultBuilder *builder,
                 const char *key,
                 gboolean flag)
{
  add (builder, key, flag ? CRM_RESULT_YES : CRM_RESULT_NO);
}

void
crm_result_numbers (CrmResultBuilder *builder,
                    const char *key,
                    const double *numbers,
                    gsize n)
{
  crm_result_begin_array (builder, key);
  for (gsize i = 0; i < n; i++)
    crm_result_number (builder, NULL, numbers[i]);
  crm_result_end_array (builder);
}

void
crm_result_counts (CrmResultBuilder *builder,
                   const char *key,
                   const gsize *counts,
                   gsize n)
{
  crm_result_begin_array (builder, key);
  for (gsize i = 0; i < n; i++)
    crm_result_count (builder, NULL, counts[i]);
  crm_result_end_array (builder);
}

void
crm_result_texts (CrmResultBuilder *builder,
                  const char *key,
                  GPtrArray *texts)
{
  crm_result_begin_array (builder, key);
  for (guint i = 0; i < texts->len; i++)
    crm_result_text (builder, NULL, texts->pdata[i]);
  crm_result_end_array (builder);
}

/**
 * crm_result_matrix:
 * @values: (array length=n*d): a row after the other
 *
 * Adds an array of rows.
 */
void
crm_result_matrix (CrmResultBuilder *builder,
                   const char *key,
                   const double *values,
                   gsize n,
                   gsize d)
{
  crm_result_begin_array (builder, key);
  for (gsize i = 0; i < n; i++)
    crm_result_numbers (builder, NULL, values + i * d, d);
  crm_result_end_array (builder);
}

/**
 * crm_result_level:
 *
 * Adds a value of a category: the id of the record it stands for, or its text.
 */
void
crm_result_level (CrmResultBuilder *builder,
                  const char *key,
                  const CrmColumn *column,
                  gint32 code)
{
  if (code >= 0 && column->ids != NULL)
    crm_result_count (builder, key, g_array_index (column->ids, gint64, code));
  else
    crm_result_text (builder, key, crm_column_level (column, code));
}

/**
 * crm_result_row:
 *
 * Adds the value of a row: numbers as numbers, records by their id, all else as text.
 */
void
crm_result_row (CrmResultBuilder *builder,
                const char *key,
                const CrmColumn *column,
                gsize row)
{
  g_autofree char *text = NULL;

  if (crm_run_is_cancelled (builder->run))
    return;
  if (column->kind == CRM_COLUMN_NUMBER)
    crm_result_number (builder, key, column->numbers[row]);
  else if (column->kind == CRM_COLUMN_CATEGORY)
    crm_result_level (builder, key, column, column->codes[row]);
  else
    {
      text = crm_column_text (column, row);
      crm_result_text (builder, key, text);
    }
}

/* Changing what is made: of the outermost object only */

static void
reopen (CrmResultBuilder *builder,
        CrmResult *result)
{
  *builder = (CrmResultBuilder) { NULL, result, g_array_new (FALSE, FALSE, sizeof (gsize)) };
  crm_result_begin (builder, NULL);
}

/* Moves what was added since to the place of the member of that name, if there was one. */
static void
close_again (CrmResultBuilder *builder,
             const char *key,
             gsize length)
{
  CrmResult *self = builder->result;
  CrmResultValue rest = { self, CRM_RESULT_OBJECT, self->bytes, self->bytes + length }, value;
  g_autofree guint8 *added = g_memdup2 (self->bytes + length, self->length - length);
  gsize n_added = self->length - length;
  guint8 *start = self->bytes;
  const char *name;

  g_array_unref (builder->open);
  for (; crm_result_next (&rest, &name, &value); start = (guint8 *) rest.at)
    {
      if (strcmp (name, key) != 0)
        continue;
      memmove (start + n_added, rest.at, rest.end - rest.at);
      memcpy (start, added, n_added);
      self->length -= rest.at - start;
      return;
    }
}

/**
 * crm_result_set_count:
 *
 * Adds a member to the outermost object, in the place of the one of that name where there is one.
 */
void
crm_result_set_count (CrmResult *self,
                      const char *key,
                      gint64 count)
{
  CrmResultBuilder builder;
  gsize length = self->length;

  reopen (&builder, self);
  crm_result_count (&builder, key, count);
  close_again (&builder, key, length);
}

/**
 * crm_result_set_texts:
 *
 * Adds an array to the outermost object, in the place of the member of that name where there is one.
 */
void
crm_result_set_texts (CrmResult *self,
                      const char *key,
                      GPtrArray *texts)
{
  CrmResultBuilder builder;
  gsize length = self->length;

  reopen (&builder, self);
  crm_result_texts (&builder, key, texts);
  close_again (&builder, key, length);
}
