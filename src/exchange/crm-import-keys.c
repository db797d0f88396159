/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-import-private.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Whose a key is, for millions of keys: an open table (D. Knuth, "The Art of Computer Programming" 3, 6.4, algorithm L)
 * of 96 bits of two hashes instead of texts. That two of ten million keys fall together has odds of one in 10^15.
 * How many there will be is known, so the table has that size from the start: 30 bytes a key. */

#define SMALLEST 1024
#define LARGE (4 << 20)   /* bytes */

struct _CrmImportKeys
{
  CrmImportOwner *owners;     /* unused where `check` and `hash` are 0 */
  gsize           size;
  gsize           n;
};

/* Keys fall anywhere into the table: with pages of 4 KB each costs a search for its page as well. */
static void
use_large_pages (gpointer start,
                 gsize size)
{
  gsize page = sysconf (_SC_PAGESIZE);
  char *first = (char *) (((gsize) start + page - 1) / page * page);

  if (size >= LARGE)
    madvise (first, (gsize) ((char *) start + size - first) / page * page, MADV_HUGEPAGE);
}

/**
 * crm_import_keys_new:
 * @n_expected: how many keys will be added; there may be more
 */
CrmImportKeys *
crm_import_keys_new (gsize n_expected)
{
  CrmImportKeys *self = g_new0 (CrmImportKeys, 1);

  self->size = MAX (n_expected + n_expected / 4, SMALLEST);
  self->owners = g_new0 (CrmImportOwner, self->size);
  use_large_pages (self->owners, self->size * sizeof *self->owners);
  return self;
}

void
crm_import_keys_free (CrmImportKeys *self)
{
  g_free (self->owners);
  g_free (self);
}

/**
 * crm_import_key_make:
 *
 * Returns: the key that the text is: FNV-1a (G. Fowler, L. Noll, K.-P. Vo), and D. Bernstein's hash for the check
 */
CrmImportKey
crm_import_key_make (const char *text)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  guint32 check = 5381;

  for (const char *p = text; *p != '\0'; p++)
    {
      hash = (hash ^ (guchar) *p) * G_GUINT64_CONSTANT (0x100000001b3);
      check = check * 33 + (guchar) *p;
    }
  return (CrmImportKey) { hash ^ hash >> 32, check | 1 };
}

static CrmImportKey
key_of (const CrmImportOwner *owner)
{
  return (CrmImportKey) { owner->hash, owner->check };
}

static CrmImportOwner *
find_place (const CrmImportKeys *self,
            CrmImportKey key)
{
  gsize i = key.hash % self->size;

  while (self->owners[i].check != 0 &&
         (self->owners[i].hash != key.hash || self->owners[i].check != key.check))
    i = i + 1 < self->size ? i + 1 : 0;
  return &self->owners[i];
}

static void
grow (CrmImportKeys *self)
{
  CrmImportKeys larger = { g_new0 (CrmImportOwner, 2 * self->size), 2 * self->size, self->n };

  use_large_pages (larger.owners, larger.size * sizeof *larger.owners);
  for (gsize i = 0; i < self->size; i++)
    {
      if (self->owners[i].check != 0)
        *find_place (&larger, key_of (&self->owners[i])) = self->owners[i];
    }
  g_free (self->owners);
  *self = larger;
}

/**
 * crm_import_keys_find:
 *
 * Returns: (transfer none) (nullable): whose the key is, until the next is added
 */
CrmImportOwner *
crm_import_keys_find (const CrmImportKeys *self,
                      CrmImportKey key)
{
  CrmImportOwner *found = find_place (self, key);

  return found->check != 0 ? found : NULL;
}

/**
 * crm_import_keys_expect:
 *
 * Has the key's place brought nearer: it will be looked for soon.
 */
void
crm_import_keys_expect (const CrmImportKeys *self,
                        CrmImportKey key)
{
  __builtin_prefetch (&self->owners[key.hash % self->size]);
}

/**
 * crm_import_keys_add:
 * @row: the row of the file that has it, from 1; 0 for a record of the workspace
 *
 * Notes whose the key is, unless it is somebody's already.
 */
void
crm_import_keys_add (CrmImportKeys *self,
                     CrmImportKey key,
                     gint64 id,
                     guint row)
{
  CrmImportOwner *place;

  if (self->n * 6 >= self->size * 5)
    grow (self);
  place = find_place (self, key);
  if (place->check != 0)
    return;
  *place = (CrmImportOwner) { key.hash, id, key.check, row };
  self->n++;
}
