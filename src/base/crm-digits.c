/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/crm-digits.h"

#include <math.h>

/* Numbers as text. A table of a million rows has many, and printf() with strtod() takes microseconds for each. */

#define LEAST 1e-13   /* what is smaller or larger needs more bits */
#define MOST 1e15
#define MOST_DIGITS 17
#define LONGEST 20    /* digits of any whole number */

/* Returns where the digits begin, which end with the array. */
static guint
write_digits (guint64 number,
              char digits[LONGEST])
{
  guint start = LONGEST;

  do
    digits[--start] = '0' + number % 10;
  while ((number /= 10) > 0);
  return start;
}

void
crm_digits_append_whole (GString *out,
                         gint64 number)
{
  char digits[LONGEST];
  guint start = write_digits (number < 0 ? -(guint64) number : (guint64) number, digits);

  if (number < 0)
    g_string_append_c (out, '-');
  g_string_append_len (out, digits + start, LONGEST - start);
}

/* The fewest of 15 to 17 digits that are the same number again, looked for in whole numbers of 128 bits. */

__extension__ typedef unsigned __int128 Whole;

static Whole
power_of_five (guint exponent)
{
  static const guint64 powers[] = { 1, 5, 25, 125, 625, 3125, 15625, 78125 };
  Whole power = powers[exponent % 8];

  for (guint i = 0; i < exponent / 8; i++)
    power *= 390625;
  return power;
}

/* number = scaled / 2^shift / 10^places, where scaled / 2^shift has 17 digits before the point. */
typedef struct
{
  Whole scaled, five;   /* five: 5^places */
  guint shift;
  int   places;
} Scaled;

static Scaled
scale (guint64 mantissa,
       int exponent)
{
  Scaled self = { .places = MOST_DIGITS - 1 - (int) floor ((exponent + 52) * 0.30102999566398120) };

  while (TRUE)
    {
      self.five = power_of_five (self.places);
      self.scaled = mantissa * self.five;
      self.shift = -(exponent + self.places);
      if (self.scaled >> self.shift < G_GUINT64_CONSTANT (100000000000000000))
        return self;
      self.places--;
    }
}

/* The number rounded to a multiple of `unit` as printf() rounds, if that is the same number again. */
static gboolean
round_to (const Scaled *self,
          gboolean even,
          guint unit,
          guint64 *digits)
{
  guint64 whole = self->scaled >> self->shift;
  Whole step = (Whole) unit << self->shift;
  Whole rest = ((Whole) (whole % unit) << self->shift) + (self->scaled & (((Whole) 1 << self->shift) - 1));
  gboolean up = 2 * rest > step || (2 * rest == step && whole / unit % 2 == 1);

  if (up)
    rest = step - rest;
  *digits = whole / unit + up;
  /* Half the distance to the next double is half of 5^places here. */
  return 2 * rest < self->five || (2 * rest == self->five && even);
}

static void
append_with_point (GString *out,
                   const char *digits,
                   int n,
                   int n_before)
{
  g_string_append_len (out, digits, n_before);
  if (n > n_before)
    g_string_append_c (out, '.');
  g_string_append_len (out, digits + n_before, n - n_before);
}

/* number · 10^−places as "%g" writes it. */
static void
append_decimal (GString *out,
                guint64 number,
                int places)
{
  char room[LONGEST];
  const char *digits = room + write_digits (number, room);
  int n = room + LONGEST - digits, exponent = n - 1 - places;

  while (n > 1 && n > exponent + 1 && digits[n - 1] == '0')
    n--;
  if (exponent >= 0)
    append_with_point (out, digits, n, exponent + 1);
  else if (exponent >= -4)
    {
      g_string_append_len (out, "0.000", 1 - exponent);
      g_string_append_len (out, digits, n);
    }
  else
    {
      append_with_point (out, digits, n, 1);
      g_string_append_printf (out, "e-%02d", -exponent);
    }
}

static gboolean
append_fast (GString *out,
             double number)
{
  static const guint units[] = { 100, 10, 1 };
  int exponent;
  guint64 mantissa, digits;
  Scaled scaled;

  if (!(fabs (number) >= LEAST && fabs (number) < MOST))
    return FALSE;
  mantissa = (guint64) ldexp (frexp (fabs (number), &exponent), 53);
  exponent -= 53;
  if (mantissa == G_GUINT64_CONSTANT (1) << 52)   /* doubles below are nearer */
    return FALSE;
  scaled = scale (mantissa, exponent);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (!round_to (&scaled, mantissa % 2 == 0, units[i], &digits))
        continue;
      if (number < 0)
        g_string_append_c (out, '-');
      append_decimal (out, digits, scaled.places - (2 - (int) i));
      return TRUE;
    }
  return FALSE;
}

/**
 * crm_digits_append_double:
 * @number: finite
 *
 * Writes the shortest text with 15 to 17 digits that reads as the same number, without zeros at the end; as “%g” does,
 * with a point in any locale.
 */
void
crm_digits_append_double (GString *out,
                          double number)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (append_fast (out, number))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, sizeof buffer, formats[i], number);
      if (g_ascii_strtod (buffer, NULL) == number)
        break;
    }
  g_string_append (out, buffer);
}

/**
 * crm_digits_write_double:
 *
 * Returns: (transfer full): what crm_digits_append_double() writes
 */
char *
crm_digits_write_double (double number)
{
  GString *out = g_string_new (NULL);

  crm_digits_append_double (out, number);
  return g_string_free (out, FALSE);
}
