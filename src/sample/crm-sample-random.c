/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/crm-sample-private.h"

#include "base/crm-date.h"

#include <math.h>
#include <string.h>

guint
crm_sample_pick (CrmSample *self,
                 guint n)
{
  return g_rand_int_range (self->random, 0, n);
}

double
crm_sample_uniform (CrmSample *self)
{
  return g_rand_double (self->random);
}

gboolean
crm_sample_chance (CrmSample *self,
                   double probability)
{
  return crm_sample_uniform (self) < probability;
}

/* Box and Muller (1958). */
double
crm_sample_lognormal (CrmSample *self,
                      double median,
                      double sigma)
{
  double u = 1 - crm_sample_uniform (self);
  double normal = sqrt (-2 * log (u)) * cos (2 * G_PI * crm_sample_uniform (self));

  return median * exp (sigma * normal);
}

/* Knuth (1969), for small means. */
guint
crm_sample_poisson (CrmSample *self,
                    double mean)
{
  double limit = exp (-mean), product = crm_sample_uniform (self);
  guint n = 0;

  while (product > limit && n < 50)
    {
      product *= crm_sample_uniform (self);
      n++;
    }
  return n;
}

const char *
crm_sample_choose (CrmSample *self,
                   const char *const *texts)
{
  return texts[crm_sample_pick (self, g_strv_length ((char **) texts))];
}

guint
crm_sample_weighted (CrmSample *self,
                     const guint *weights,
                     guint n)
{
  guint total = 0, left, i;

  for (i = 0; i < n; i++)
    total += weights[i];
  left = crm_sample_pick (self, total);
  for (i = 0; left >= weights[i]; i++)
    left -= weights[i];
  return i;
}

const char *
crm_sample_share (CrmSample *self,
                  const CrmSampleShare *shares,
                  guint n)
{
  g_autofree guint *weights = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    weights[i] = shares[i].weight;
  return shares[crm_sample_weighted (self, weights, n)].key;
}

/* Monday to Friday: what falls on a weekend is done on the Friday before. */
gint64
crm_sample_workday (gint64 date)
{
  int weekday = (date + 3) % 7;   /* 1970-01-01 was a Thursday; 0 is Monday */

  return weekday > 4 ? date - (weekday - 4) : date;
}

/**
 * crm_sample_date:
 *
 * Returns: a working day of the span: business grows by a third every year, is busy in spring and autumn and quiet in
 *   August
 */
gint64
crm_sample_date (CrmSample *self,
                 gint64 first,
                 gint64 last)
{
  static const double season[] = { .75, .8, 1.05, 1.1, 1, .85, .65, .5, 1.15, 1.3, 1.25, .8 };

  if (first >= last)
    return crm_sample_workday (last);
  for (guint attempt = 0; attempt < 30; attempt++)
    {
      gint64 date = first + crm_sample_pick (self, last - first + 1);
      int year, month, day;

      crm_date_to_ymd (date, &year, &month, &day);
      if (crm_sample_chance (self, season[month - 1] / 1.3 * pow (1.33, (date - last) / 365.0)))
        return MAX (crm_sample_workday (date), first);
    }
  return crm_sample_workday (last);
}

/**
 * crm_sample_instant:
 *
 * Returns: a moment of that day between nine and five, on the quarter of the hour
 */
gint64
crm_sample_instant (CrmSample *self,
                    gint64 date)
{
  gint64 quarters = 9 * 4 + crm_sample_pick (self, 8 * 4);

  return self->midnight + (date - self->today) * CRM_MICROSECONDS_PER_DAY + quarters * 15 * 60 * G_USEC_PER_SEC;
}

char *
crm_sample_digits (CrmSample *self,
                   const char *pattern)
{
  char *text = g_strdup (pattern);

  for (char *p = strchr (text, '#'); p != NULL; p = strchr (p, '#'))
    *p = '0' + crm_sample_pick (self, 10);
  return text;
}

/**
 * crm_sample_expand:
 * @pattern: text with places such as {m}
 * @pairs: name and text of each place, ended by %NULL
 */
char *
crm_sample_expand (const char *pattern,
                   const char *const *pairs)
{
  GString *out = g_string_new (pattern);

  for (guint i = 0; pairs[i] != NULL; i += 2)
    g_string_replace (out, pairs[i], pairs[i + 1], 0);
  return g_string_free (out, FALSE);
}

/**
 * crm_sample_take_text:
 * @text: (transfer full): what the field of the record that was begun last is to be
 */
void
crm_sample_take_text (CrmSample *self,
                      const char *field,
                      char *text)
{
  crm_change_set_take (self->changes, field, crm_value_take_text (text));
}
