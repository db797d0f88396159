/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"

#include <string.h>

/* A segment in the making: a hash table of terms, each with the documents that have it, as steps from one to the next
 * in a chain of pieces. Documents come from the newest record to the oldest, so that a search meets the newest ones
 * first. The memory is bounded: see crm_search_builder_full(). */

#define MOST_MEMORY (56 * 1024 * 1024)
#define SUMMARY_CHARACTERS 4
#define SUMMARY_LEAST (8 * CRM_SEARCH_BLOCK)   /* bytes of terms that begin alike, for which a summary is kept */
#define FIRST_PIECE 8
#define LAST_PIECE 256

typedef struct
{
  guint32 hash;
  guint32 text;        /* place in texts */
  guint32 first_doc;
  guint32 last_doc;
  guint32 head;        /* first piece, 0 where there is but one document */
  guint32 at;          /* where the next byte goes */
  guint32 end;         /* of the piece at hand */
  guint32 n_bytes;
  guint8  length;
} Term;

typedef struct
{
  guint64 key;         /* the first bytes, so that most comparisons need no more */
  guint32 term;
} Order;

/* Terms that begin alike, one after the other in order. */
typedef struct
{
  guint   first, end;
  guint8  length;      /* of what they begin with */
  gsize   n_bytes;
} Group;

struct _CrmSearchBuilder
{
  GArray     *ids;
  GArray     *terms;       /* of Term */
  GByteArray *texts;
  GByteArray *pieces;      /* each ends with the place of the next */
  guint32    *table;       /* terms, counted from 1 */
  guint32     mask;
  guint8      place;       /* of the field at hand */
};

CrmSearchBuilder *
crm_search_builder_new (void)
{
  CrmSearchBuilder *self = g_new0 (CrmSearchBuilder, 1);

  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->terms = g_array_new (FALSE, FALSE, sizeof (Term));
  self->texts = g_byte_array_new ();
  self->pieces = g_byte_array_new ();
  g_byte_array_set_size (self->pieces, FIRST_PIECE);   /* 0 is no piece */
  self->mask = 4095;
  self->table = g_new0 (guint32, self->mask + 1);
  return self;
}

void
crm_search_builder_free (CrmSearchBuilder *self)
{
  g_array_unref (self->ids);
  g_array_unref (self->terms);
  g_byte_array_unref (self->texts);
  g_byte_array_unref (self->pieces);
  g_free (self->table);
  g_free (self);
}

/**
 * crm_search_builder_full:
 *
 * Returns: whether the segment has as many documents, or takes as much memory, as it may
 */
gboolean
crm_search_builder_full (CrmSearchBuilder *self)
{
  gsize memory = self->terms->len * sizeof (Term) + self->texts->len + self->pieces->len +
                 (self->mask + 1) * sizeof (guint32);

  return self->ids->len >= CRM_SEARCH_MOST_DOCUMENTS || memory > MOST_MEMORY;
}

static void
grow_table (CrmSearchBuilder *self)
{
  self->mask = self->mask * 2 + 1;
  g_free (self->table);
  self->table = g_new0 (guint32, self->mask + 1);
  for (guint i = 0; i < self->terms->len; i++)
    {
      guint32 slot = g_array_index (self->terms, Term, i).hash & self->mask;

      while (self->table[slot] != 0)
        slot = (slot + 1) & self->mask;
      self->table[slot] = i + 1;
    }
}

static guint32
hash_term (guint8 place,
           const char *text,
           gsize length)
{
  guint64 hash = 0xcbf29ce484222325 ^ place, word = 0;

  for (; length >= 8; text += 8, length -= 8)
    {
      memcpy (&word, text, 8);
      hash = (hash ^ word) * 0x9e3779b97f4a7c15;
      hash ^= hash >> 29;
    }
  word = length;
  memcpy ((char *) &word + 1, text, length);
  hash = (hash ^ word) * 0x9e3779b97f4a7c15;
  return hash >> 32;
}

/* The bytes of a term begin with its place. */
static Term *
obtain_term (CrmSearchBuilder *self,
             const char *text,
             gsize length)
{
  guint32 hash = hash_term (self->place, text, length), slot = hash & self->mask;
  Term added = { .hash = hash, .text = self->texts->len, .length = length + 1, .last_doc = G_MAXUINT32 };

  for (; self->table[slot] != 0; slot = (slot + 1) & self->mask)
    {
      Term *term = &g_array_index (self->terms, Term, self->table[slot] - 1);
      const guint8 *known = self->texts->data + term->text;

      if (term->hash == hash && term->length == length + 1 && known[0] == self->place &&
          memcmp (known + 1, text, length) == 0)
        return term;
    }
  g_byte_array_append (self->texts, &self->place, 1);
  g_byte_array_append (self->texts, (const guint8 *) text, length);
  g_array_append_val (self->terms, added);
  self->table[slot] = self->terms->len;
  if (self->terms->len * 2 > self->mask)
    grow_table (self);
  return &g_array_index (self->terms, Term, self->terms->len - 1);
}

/* Pieces hold a power of two less the four bytes of the place of the next one. */
static void
add_byte (CrmSearchBuilder *self,
          Term *term,
          guint8 byte)
{
  if (term->at == term->end)
    {
      guint32 size = term->head == 0 ? FIRST_PIECE : CLAMP (term->n_bytes, FIRST_PIECE, LAST_PIECE);
      guint32 start = self->pieces->len;

      g_byte_array_set_size (self->pieces, start + size + sizeof start);
      if (term->head == 0)
        term->head = start;
      else
        memcpy (self->pieces->data + term->end, &start, sizeof start);
      term->at = start;
      term->end = start + size;
    }
  self->pieces->data[term->at++] = byte;
  term->n_bytes++;
}

static void
add_term (const char *text,
          gsize length,
          gpointer data)
{
  CrmSearchBuilder *self = data;
  Term *term = obtain_term (self, text, length);
  guint32 document = self->ids->len - 1, step = document - term->last_doc;

  if (term->last_doc == document)
    return;
  if (term->last_doc == G_MAXUINT32)
    term->first_doc = document;
  else
    {
      for (; step >= 0x80; step >>= 7)
        add_byte (self, term, step | 0x80);
      add_byte (self, term, step);
    }
  term->last_doc = document;
}

/**
 * crm_search_builder_add:
 * @id: smaller than all before
 * @fields: (array length=n_fields): the searched fields of the record
 */
void
crm_search_builder_add (CrmSearchBuilder *self,
                        gint64 id,
                        const CrmSearchField *fields,
                        guint n_fields)
{
  g_array_append_val (self->ids, id);
  for (guint i = 0; i < n_fields; i++)
    {
      self->place = fields[i].title ? CRM_SEARCH_IN_TITLE : CRM_SEARCH_ELSEWHERE;
      crm_search_terms (fields[i].text, fields[i].kind, FALSE, add_term, self);
    }
}

/* Writing */

static int
compare_order (gconstpointer a,
               gconstpointer b,
               gpointer data)
{
  const Order *first = a, *second = b;
  CrmSearchBuilder *self = data;
  const Term *t1, *t2;
  int order;

  if (first->key != second->key)
    return first->key < second->key ? -1 : 1;
  t1 = &g_array_index (self->terms, Term, first->term);
  t2 = &g_array_index (self->terms, Term, second->term);
  order = memcmp (self->texts->data + t1->text, self->texts->data + t2->text, MIN (t1->length, t2->length));
  return order != 0 ? order : (int) t1->length - (int) t2->length;
}

static Order *
sort_terms (CrmSearchBuilder *self)
{
  Order *order = g_new (Order, self->terms->len + 1);

  for (guint i = 0; i < self->terms->len; i++)
    {
      const Term *term = &g_array_index (self->terms, Term, i);
      guint8 bytes[8] = { 0 };

      memcpy (bytes, self->texts->data + term->text, MIN (term->length, 8));
      memcpy (&order[i].key, bytes, 8);
      order[i].key = GUINT64_FROM_BE (order[i].key);
      order[i].term = i;
    }
  g_sort_array (order, self->terms->len, sizeof (Order), compare_order, self);
  return order;
}

static void
put_varint (GByteArray *out,
            guint64 number)
{
  guint8 bytes[10];
  guint n = 0;

  for (; number >= 0x80; number >>= 7)
    bytes[n++] = number | 0x80;
  bytes[n++] = number;
  g_byte_array_append (out, bytes, n);
}

/* Puts the steps from document to document of the term together. */
static void
read_steps (CrmSearchBuilder *self,
            const Term *term,
            GByteArray *steps)
{
  guint32 left = term->n_bytes, piece = term->head, size = FIRST_PIECE, taken = 0;

  g_byte_array_set_size (steps, 0);
  while (left > 0)
    {
      guint32 n = MIN (left, size);

      g_byte_array_append (steps, self->pieces->data + piece, n);
      left -= n;
      taken += n;
      if (left > 0)
        memcpy (&piece, self->pieces->data + piece + size, sizeof piece);
      size = CLAMP (taken, FIRST_PIECE, LAST_PIECE);
    }
}

static void
mark_documents (const Term *term,
                const GByteArray *steps,
                guint8 *bitmap)
{
  const guint8 *at = steps->data, *end = at + steps->len;
  guint32 document = term->first_doc;

  bitmap[document / 8] |= 1 << document % 8;
  while (at < end)
    {
      guint32 step = 0, shift = 0;

      for (; *at >= 0x80; shift += 7)
        step |= (guint32) (*at++ & 0x7f) << shift;
      document += step | (guint32) *at++ << shift;
      bitmap[document / 8] |= 1 << document % 8;
    }
}

/* Returns an empty bitmap of all documents, behind its head. */
static guint8 *
put_bitmap (CrmSearchBuilder *self,
            GByteArray *out)
{
  guint32 size = (self->ids->len + 7) / 8, start;

  put_varint (out, (guint64) size << 1 | 1);
  start = out->len;
  g_byte_array_set_size (out, start + size);
  memset (out->data + start, 0, size);
  return out->data + start;
}

/* The documents of a term: the first one and the steps from one to the next, or a bitmap where that is smaller. */
static void
put_documents (CrmSearchBuilder *self,
               const Term *term,
               GByteArray *steps,
               GByteArray *out)
{
  read_steps (self, term, steps);
  if (steps->len > self->ids->len / 8)
    {
      mark_documents (term, steps, put_bitmap (self, out));
      return;
    }
  put_varint (out, (guint64) (steps->len + (term->first_doc < 0x80 ? 1 : term->first_doc < 0x4000 ? 2 : 3)) << 1);
  put_varint (out, term->first_doc);
  g_byte_array_append (out, steps->data, steps->len);
}

static guint
count_shared (const guint8 *a,
              guint a_length,
              const guint8 *b,
              guint b_length)
{
  guint n = 0;

  while (n < a_length && n < b_length && a[n] == b[n])
    n++;
  return n;
}

static void
end_block (CrmSearchImage *image,
           GByteArray *block)
{
  g_ptr_array_add (image->blocks, g_bytes_new (block->data, block->len));
  g_byte_array_set_size (block, 0);
}

/* Returns how many bytes the first characters of the term take, or 0 where it has not that many. */
static guint8
measure_beginning (const guint8 *text,
                   guint8 length,
                   guint n_characters)
{
  guint8 at = 1;   /* behind the place */

  for (; n_characters > 0 && at < length; n_characters--)
    at += g_utf8_skip[text[at]];
  return n_characters == 0 && at <= length ? at : 0;
}

static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const Group *first = a, *second = b;

  return first->first != second->first ? (first->first > second->first) - (first->first < second->first)
                                       : (int) first->length - (int) second->length;
}

/* Finds what begins alike and is so much that whoever types just that had better not read all of it. */
static GArray *
find_groups (CrmSearchBuilder *self,
             const Order *order)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (Group));

  for (guint n = 1; n <= SUMMARY_CHARACTERS; n++)
    {
      Group group = { 0 };
      const guint8 *beginning = NULL;

      for (guint i = 0; i <= self->terms->len; i++)
        {
          const Term *term = i < self->terms->len ? &g_array_index (self->terms, Term, order[i].term) : NULL;
          const guint8 *text = term != NULL ? self->texts->data + term->text : NULL;
          guint8 length = term != NULL ? measure_beginning (text, term->length, n) : 0;

          if (length == 0 || length != group.length || memcmp (text, beginning, length) != 0)
            {
              if (group.n_bytes > SUMMARY_LEAST)
                g_array_append_val (groups, group);
              group = (Group) { .first = i, .length = length };
              beginning = text;
            }
          group.end = i + 1;
          if (length > 0)
            group.n_bytes += MIN (term->n_bytes, self->ids->len / 8) + term->length;
        }
    }
  g_array_sort (groups, compare_groups);
  return groups;
}

/* Writes one term after the other. */
typedef struct
{
  CrmSearchImage *image;
  GByteArray     *block;
  guint8          before[256];
  guint           length_before;
} Output;

static void
put_term (Output *out,
          const guint8 *text,
          guint8 length,
          const GByteArray *entry)
{
  GByteArray *block = out->block;
  guint8 head[2] = { 0, length };

  if (block->len > 0 && block->len + entry->len + length + 2 > CRM_SEARCH_BLOCK)
    end_block (out->image, block);
  if (block->len == 0)
    g_ptr_array_add (out->image->keys, g_bytes_new (text, length));
  else
    head[0] = count_shared (out->before, out->length_before, text, length);
  head[1] = length - head[0];
  g_byte_array_append (block, head, 2);
  g_byte_array_append (block, text + head[0], head[1]);
  g_byte_array_append (block, entry->data, entry->len);
  memcpy (out->before, text, length);
  out->length_before = length;
}

/* A summary is the term that ends with a zero byte, so it stands before all that begins so but is longer. */
static void
put_summary (CrmSearchBuilder *self,
             const Order *order,
             const Group *group,
             Output *out)
{
  g_autoptr (GByteArray) entry = g_byte_array_new (), steps = g_byte_array_new ();
  const Term *first = &g_array_index (self->terms, Term, order[group->first].term);
  guint8 *bitmap = put_bitmap (self, entry), text[256] = { 0 };

  for (guint i = group->first; i < group->end; i++)
    {
      const Term *term = &g_array_index (self->terms, Term, order[i].term);

      read_steps (self, term, steps);
      mark_documents (term, steps, bitmap);
    }
  memcpy (text, self->texts->data + first->text, group->length);
  put_term (out, text, group->length + 1, entry);
}

static void
put_terms (CrmSearchBuilder *self,
           CrmSearchImage *image)
{
  g_autofree Order *order = sort_terms (self);
  g_autoptr (GArray) groups = find_groups (self, order);
  g_autoptr (GByteArray) block = g_byte_array_new (), steps = g_byte_array_new (), entry = g_byte_array_new ();
  Output out = { .image = image, .block = block };
  guint next = 0;

  for (guint i = 0; i < self->terms->len; i++)
    {
      const Term *term = &g_array_index (self->terms, Term, order[i].term);

      for (; next < groups->len && g_array_index (groups, Group, next).first == i &&
             g_array_index (groups, Group, next).length < term->length; next++)
        put_summary (self, order, &g_array_index (groups, Group, next), &out);
      g_byte_array_set_size (entry, 0);
      put_documents (self, term, steps, entry);
      put_term (&out, self->texts->data + term->text, term->length, entry);
      /* The term may be the beginning itself. */
      for (; next < groups->len && g_array_index (groups, Group, next).first == i; next++)
        put_summary (self, order, &g_array_index (groups, Group, next), &out);
    }
  if (block->len > 0)
    end_block (image, block);
}

static void
put_ids (CrmSearchBuilder *self,
         CrmSearchImage *image)
{
  g_autoptr (GByteArray) chunk = g_byte_array_new ();

  for (guint i = 0; i < self->ids->len; i++)
    {
      gint64 id = g_array_index (self->ids, gint64, i);

      put_varint (chunk, i % CRM_SEARCH_CHUNK == 0 ? id : g_array_index (self->ids, gint64, i - 1) - id);
      if (i % CRM_SEARCH_CHUNK < CRM_SEARCH_CHUNK - 1 && i + 1 < self->ids->len)
        continue;
      g_ptr_array_add (image->chunks, g_bytes_new (chunk->data, chunk->len));
      g_byte_array_set_size (chunk, 0);
    }
}

/**
 * crm_search_builder_finish:
 *
 * Returns: (transfer full): what is to be written; the builder is of no use afterwards
 */
CrmSearchImage *
crm_search_builder_finish (CrmSearchBuilder *self)
{
  CrmSearchImage *image = g_new0 (CrmSearchImage, 1);

  image->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  image->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  image->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  image->n_documents = self->ids->len;
  if (self->ids->len > 0)
    {
      image->last = g_array_index (self->ids, gint64, 0);
      image->first = g_array_index (self->ids, gint64, self->ids->len - 1);
    }
  put_terms (self, image);
  put_ids (self, image);
  image->ids = g_array_ref (self->ids);
  return image;
}

void
crm_search_image_free (CrmSearchImage *self)
{
  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->chunks);
  g_array_unref (self->ids);
  g_free (self);
}
