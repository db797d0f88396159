/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/crm-sample-private.h"

#include "base/crm-text.h"

#include <string.h>

/* Names are put together from parts; see crm-sample-places.c and crm-sample-cultures.c. */

static char *
shown (const char *name)
{
  return g_strndup (name, strcspn (name, "|"));
}

static char *
in_latin (const char *name)
{
  const char *bar = strchr (name, '|');

  return g_strdup (bar != NULL ? bar + 1 : name);
}

static char *
make_mailbox (const char *given,
              const char *family)
{
  g_autofree char *given_latin = in_latin (given), *family_latin = in_latin (family);
  g_autofree char *given_squashed = crm_text_squash (given_latin), *family_squashed = crm_text_squash (family_latin);

  return g_strconcat (given_squashed, ".", family_squashed, NULL);
}

const CrmSamplePlace *
crm_sample_choose_place (CrmSample *self)
{
  static guint weights[64];

  g_assert (crm_sample_n_places <= G_N_ELEMENTS (weights));
  for (guint i = 0; i < crm_sample_n_places; i++)
    weights[i] = crm_sample_places[i].weight;
  return &crm_sample_places[crm_sample_weighted (self, weights, crm_sample_n_places)];
}

/**
 * crm_sample_person_name:
 * @mailbox: (out) (optional): the local part of an e-mail address
 */
char *
crm_sample_person_name (CrmSample *self,
                        const CrmSampleCulture *culture,
                        char **mailbox)
{
  const char *given = crm_sample_choose (self, culture->given);
  const char *family = crm_sample_choose (self, culture->family);
  g_autofree char *given_text = shown (given), *family_text = shown (family);

  if (mailbox != NULL)
    *mailbox = make_mailbox (given, family);
  return culture->family_first ? g_strconcat (family_text, given_text, NULL)
                               : g_strconcat (given_text, " ", family_text, NULL);
}

/* The first words of a firm's name, without its legal form: "Bäckerei Müller GmbH" → "backerei-muller". */
static char *
make_domain (const char *name,
             guint suffix)
{
  static const char *const forms[] = { "gmbh", "ag", "ltd", "llc", "inc", "sarl", "srl", "sa", "as", "ab", "oy", "bv",
                                       "sro", "spzoo", "zoo", "sp", "lda", "sl", "aps", "and", NULL };
  g_auto (GStrv) words = g_strsplit_set (name, " -&+.,", -1);
  GString *out = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; words[i] != NULL && n < 3; i++)
    {
      g_autofree char *word = crm_text_squash (words[i]);

      if (strlen (word) < 2 || !g_str_is_ascii (word) || g_strv_contains (forms, word))
        continue;
      g_string_append_printf (out, "%s%s", n++ > 0 ? "-" : "", word);
    }
  if (suffix > 0)
    g_string_append_printf (out, "-%u", suffix);
  g_string_append (out, ".example");
  return g_string_free (out, FALSE);
}

typedef struct
{
  const CrmSamplePattern *pattern;
  const char *family, *other, *motif;
} Parts;

static Parts
choose_parts (CrmSample *self,
              const CrmSampleCulture *culture)
{
  Parts parts;

  /* One after the other, because an initializer may be worked out in any order. */
  parts.pattern = &culture->patterns[crm_sample_pick (self, culture->n_patterns)];
  parts.family = crm_sample_choose (self, culture->family);
  parts.other = crm_sample_choose (self, culture->family);
  parts.motif = crm_sample_choose (self, culture->motifs);
  return parts;
}

static char *
put_together (const Parts *parts,
              const char *format,
              const CrmSamplePlace *place,
              char *(*spell) (const char *))
{
  g_autofree char *family = spell (parts->family), *other = spell (parts->other), *motif = spell (parts->motif);
  g_autofree char *city = spell (place->local);
  const char *pairs[] = { "{f}", family, "{o}", other, "{m}", motif, "{c}", city, NULL };

  return crm_sample_expand (format, pairs);
}

static char *
make_variant (const Parts *parts,
              const char *format,
              const CrmSamplePlace *place,
              gboolean with_city,
              guint number,
              char *(*spell) (const char *))
{
  g_autofree char *plain = put_together (parts, format, place, spell);
  g_autofree char *city = with_city ? spell (place->local) : NULL;
  g_autofree char *suffix = number > 0 ? g_strdup_printf (" %u", number) : NULL;

  return g_strconcat (plain, with_city ? " " : "", with_city ? city : "", suffix, NULL);
}

static gboolean
take_name (CrmSample *self,
           const char *name)
{
  return g_hash_table_add (self->names, GUINT_TO_POINTER (g_str_hash (name)));
}

/**
 * crm_sample_firm_name:
 * @industry: (out) (transfer none): what it does
 * @domain: (out): its place on the web
 *
 * Returns: (transfer full): a name that was not given before, with its place or a number where need be
 */
char *
crm_sample_firm_name (CrmSample *self,
                      const CrmSamplePlace *place,
                      const char **industry,
                      char **domain)
{
  const CrmSampleCulture *culture = place->culture;

  for (guint attempt = 0;; attempt++)
    {
      Parts parts = choose_parts (self, culture);
      gboolean with_city = attempt >= 2 && strstr (parts.pattern->format, "{c}") == NULL;
      guint number = attempt < 4 ? 0 : 2 + crm_sample_pick (self, 10 * attempt);
      g_autofree char *name = make_variant (&parts, parts.pattern->format, place, with_city, number, shown);
      g_autofree char *latin = NULL;

      if (parts.family == parts.other)
        continue;
      if (!take_name (self, name))
        continue;
      latin = make_variant (&parts, parts.pattern->latin != NULL ? parts.pattern->latin : parts.pattern->format, place,
                            with_city, 0, in_latin);
      *industry = parts.pattern->industry;
      *domain = make_domain (latin, number);
      return g_steal_pointer (&name);
    }
}

char *
crm_sample_street (CrmSample *self,
                   const CrmSampleCulture *culture)
{
  g_autofree char *number = g_strdup_printf ("%u", 1 + crm_sample_pick (self, 140));
  const char *pairs[] = { "{s}", crm_sample_choose (self, culture->streets), "{n}", number, NULL };

  return crm_sample_expand (culture->address, pairs);
}
