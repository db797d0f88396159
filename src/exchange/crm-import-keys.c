/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-import-private.h"

#include <string.h>

/* Whose a key is, for millions of keys: an open table (D. Knuth, "The Art of Computer Programming" 3, 6.4, algorithm L)
 * of 96 bits of two hashes instead of texts. That two of ten million keys fall together has odds of one in 10^15.
 * How many there will be is known, so the table has that size from the start: 30 bytes a key. */

#define SMALLEST 1024

struct _CrmImportKeys
{
  CrmImportOwner *owners;     /* unused where `check` and `hash` are 0 */
  gsize           size;
  gsize           n;
};

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
  return self;
}

void
crm_import_keys_free (CrmImportKeys *self)
{
  g_free (self->owners);
  g_free (self);
}

/* FNV-1a (G. Fowler, L. Noll, K.-P. Vo), and GLib's hash for the check. */
static void
hash_key (const char *key,
          guint64 *hash,
          guint32 *check)
{
  guint64 h = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (const char *p = key; *p != '\0'; p++)
    h = (h ^ (guchar) *p) * G_GUINT64_CONSTANT (0x100000001b3);
  *hash = h ^ h >> 32;
  *check = g_str_hash (key) | 1;
}

static CrmImportOwner *
find_place (const CrmImportKeys *self,
            guint64 hash,
            guint32 check)
{
  gsize i = hash % self->size;

  while (self->owners[i].check != 0 && (self->owners[i].hash != hash || self->owners[i].check != check))
    i = i + 1 < self->size ? i + 1 : 0;
  return &self->owners[i];
}

static void
grow (CrmImportKeys *self)
{
  CrmImportKeys larger = { g_new0 (CrmImportOwner, 2 * self->size), 2 * self->size, self->n };

  for (gsize i = 0; i < self->size; i++)
    {
      if (self->owners[i].check != 0)
        *find_place (&larger, self->owners[i].hash, self->owners[i].check) = self->owners[i];
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
                      const char *key)
{
  CrmImportOwner *found;
  guint64 hash;
  guint32 check;

  hash_key (key, &hash, &check);
  found = find_place (self, hash, check);
  return found->check != 0 ? found : NULL;
}

/**
 * crm_import_keys_add:
 * @row: the row of the file that has it, from 1; 0 for a record of the workspace
 *
 * Notes whose the key is, unless it is somebody's already.
 */
void
crm_import_keys_add (CrmImportKeys *self,
                     const char *key,
                     gint64 id,
                     guint row)
{
  CrmImportOwner *place;
  guint64 hash;
  guint32 check;

  if (self->n * 6 >= self->size * 5)
    grow (self);
  hash_key (key, &hash, &check);
  place = find_place (self, hash, check);
  if (place->check != 0)
    return;
  *place = (CrmImportOwner) { hash, id, check, row };
  self->n++;
}
