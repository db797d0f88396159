/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-search-text.h"

#include "base/crm-pinyin.h"
#include "base/crm-text.h"

#include <string.h>

/* The terms of a text are all that a token may begin: its words; what is left of a run of CJK characters from each of
 * them on, of its pinyin and of the initials of that; what is left of the digits of a telephone number from each on.
 * An index keeps the beginnings of the long ones only, so that they are few. */

#define BUFFER 256
#define LONGEST_PINYIN 64
#define LONGEST_RUN 64
#define MOST_BRANCHES 3   /* characters with several readings that are followed in every one of them */

typedef struct
{
  gboolean          whole;
  CrmSearchTermFunc func;
  gpointer          data;
} Output;

typedef struct
{
  const Output *output;
  gunichar      characters[LONGEST_RUN];
  guint         n_characters;
  gboolean      initials;
  gsize         limit;
  char          term[LONGEST_PINYIN + 8];
} Pinyin;

static void
put (const Output *output,
     const char *term,
     gsize length,
     gsize limit)
{
  output->func (term, output->whole ? length : MIN (length, limit), output->data);
}

static void
put_spelling (Pinyin *self,
              guint place,
              gsize length,
              guint branches)
{
  const char *readings[CRM_PINYIN_MOST_READINGS];
  guint n = 0;

  if (length < self->limit && place < self->n_characters)
    n = crm_pinyin_readings (self->characters[place], readings);
  if (n == 0)
    {
      self->output->func (self->term, MIN (length, self->limit), self->output->data);
      return;
    }
  if (branches == MOST_BRANCHES)
    n = 1;
  for (guint i = 0; i < n; i++)
    {
      gsize added = self->initials ? 1 : strlen (readings[i]);

      if (self->initials && i > 0 && readings[i][0] == readings[0][0])
        continue;
      memcpy (self->term + length, readings[i], added);
      put_spelling (self, place + 1, length + added, branches + (n > 1));
    }
}

static void
put_pinyin (const Output *output,
            const char *run,
            const char *end)
{
  Pinyin self = { .output = output, .limit = output->whole ? LONGEST_PINYIN : CRM_SEARCH_PINYIN_BYTES };
  const char *readings[CRM_PINYIN_MOST_READINGS];

  for (const char *p = run; p < end && self.n_characters < LONGEST_RUN; p = g_utf8_next_char (p))
    self.characters[self.n_characters++] = g_utf8_get_char (p);
  for (guint i = 0; i < self.n_characters; i++)
    {
      if (crm_pinyin_readings (self.characters[i], readings) == 0)
        continue;
      self.initials = FALSE;
      put_spelling (&self, i, 0, 0);
      self.initials = TRUE;
      if (i + 1 < self.n_characters && crm_pinyin_readings (self.characters[i + 1], readings) > 0)
        put_spelling (&self, i, 0, 0);
    }
}

static void
put_run (const Output *output,
         const char *run,
         const char *end)
{
  for (const char *p = run; p < end; p = g_utf8_next_char (p))
    {
      const char *gram = p;

      for (guint i = 0; i < CRM_SEARCH_CHARACTERS && gram < end; i++)
        gram = g_utf8_next_char (gram);
      put (output, p, end - p, gram - p);
    }
}

static void
put_digits (const Output *output,
            const char *folded)
{
  char digits[BUFFER];
  gsize length = 0;

  for (const char *p = folded; *p != '\0' && length < BUFFER; p++)
    {
      if (g_ascii_isdigit (*p))
        digits[length++] = *p;
    }
  for (gsize i = 0; i < length; i++)
    put (output, digits + i, length - i, CRM_SEARCH_DIGITS);
}

static void
put_folded (const Output *output,
            CrmSearchKind kind,
            const char *folded)
{
  const char *p = folded, *end;
  CrmTextPart part;

  while ((part = crm_text_next_part (&p, &end)) != CRM_TEXT_END)
    {
      if (part == CRM_TEXT_WORD)
        put (output, p, end - p, CRM_SEARCH_WORD_BYTES);
      else
        {
          put_run (output, p, end);
          if (kind == CRM_SEARCH_SHORT)
            put_pinyin (output, p, end);
        }
      p = end;
    }
  if (kind == CRM_SEARCH_PHONE)
    put_digits (output, folded);
}

/**
 * crm_search_terms:
 * @text: (nullable): a field of a record
 * @whole: the terms as they are, for comparing; else as far as they go into an index
 * @func: called for each term; for some more than once
 */
void
crm_search_terms (const char *text,
                  CrmSearchKind kind,
                  gboolean whole,
                  CrmSearchTermFunc func,
                  gpointer data)
{
  Output output = { whole, func, data };
  char buffer[BUFFER];
  g_autofree char *folded = NULL;
  gsize i = 0;

  if (text == NULL)
    return;
  /* Most texts are short and ASCII. */
  for (; i < BUFFER - 1 && text[i] != '\0' && (guchar) text[i] < 0x80; i++)
    buffer[i] = g_ascii_tolower (text[i]);
  if (text[i] == '\0')
    buffer[i] = '\0';
  else
    folded = crm_text_fold (text);
  put_folded (&output, kind, folded != NULL ? folded : buffer);
}
