/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/crm-money.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#define MOST_EXACT_DIGITS 15   /* of a whole number as a double */

/* Currencies of ISO 4217 whose minor unit is not a hundredth. */
static const struct { const char code[4]; guint digits; } odd_currencies[] = {
  { "BHD", 3 }, { "BIF", 0 }, { "CLP", 0 }, { "DJF", 0 }, { "GNF", 0 }, { "IQD", 3 }, { "ISK", 0 }, { "JOD", 3 },
  { "JPY", 0 }, { "KMF", 0 }, { "KRW", 0 }, { "KWD", 3 }, { "LYD", 3 }, { "OMR", 3 }, { "PYG", 0 }, { "RWF", 0 },
  { "TND", 3 }, { "UGX", 0 }, { "VND", 0 }, { "VUV", 0 }, { "XAF", 0 }, { "XOF", 0 }, { "XPF", 0 },
};

static const struct { const char *symbol; const char code[4]; } symbols[] = {
  { "€", "EUR" }, { "$", "USD" }, { "£", "GBP" }, { "¥", "CNY" }, { "₹", "INR" }, { "₩", "KRW" }, { "₽", "RUB" },
  { "₺", "TRY" }, { "₴", "UAH" }, { "₫", "VND" },
};

/* What people write for a currency. Of a sign of several the currency at hand is meant, if it is one of them, else the
 * first; a blank in front says that none is meant rather than others. Signs that others are part of come first. */
static const struct { const char *sign, *codes; } signs[] = {
  { "US$", "USD" }, { "CA$", "CAD" }, { "C$", "CAD" }, { "AU$", "AUD" }, { "A$", "AUD" }, { "NZ$", "NZD" },
  { "HK$", "HKD" }, { "NT$", "TWD" }, { "S$", "SGD" }, { "MX$", "MXN" }, { "R$", "BRL" },
  { "$", "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP" }, { "€", "EUR" }, { "£", "GBP" }, { "¥", "CNY JPY" },
  { "￥", "CNY JPY" }, { "人民币", "CNY" }, { "元", "CNY TWD" }, { "RMB", "CNY" }, { "円", "JPY" }, { "₩", "KRW" },
  { "원", "KRW" }, { "₹", "INR" }, { "Rs.", "INR PKR LKR NPR" }, { "Rs", "INR PKR LKR NPR" }, { "₽", "RUB" },
  { "руб.", "RUB" }, { "руб", "RUB" }, { "₺", "TRY" }, { "TL", "TRY" }, { "₴", "UAH" }, { "грн", "UAH" },
  { "₫", "VND" }, { "zł", "PLN" }, { "Kč", "CZK" }, { "Ft", "HUF" }, { "лв.", "BGN" }, { "лв", "BGN" },
  { "SFr.", "CHF" }, { "Fr.", "CHF" }, { "kr.", " SEK NOK DKK ISK" }, { "kr", " SEK NOK DKK ISK" }, { "₪", "ILS" },
  { "฿", "THB" }, { "₱", "PHP" }, { "₦", "NGN" }, { "₸", "KZT" }, { "RM", "MYR" }, { "Rp", "IDR" }, { "lei", "RON" },
};

/**
 * crm_currency_digits:
 * @currency: ISO 4217 code
 *
 * Returns: how many digits its minor unit has: 2 for most
 */
guint
crm_currency_digits (const char *currency)
{
  for (guint i = 0; i < G_N_ELEMENTS (odd_currencies); i++)
    {
      if (strcmp (odd_currencies[i].code, currency) == 0)
        return odd_currencies[i].digits;
    }
  return 2;
}

gboolean
crm_currency_valid (const char *currency)
{
  if (currency == NULL || strlen (currency) != 3)
    return FALSE;
  return g_ascii_isupper (currency[0]) && g_ascii_isupper (currency[1]) && g_ascii_isupper (currency[2]);
}

/**
 * crm_currency_scale:
 *
 * Returns: minor units in one major unit
 */
gint64
crm_currency_scale (const char *currency)
{
  static const gint64 scales[] = { 1, 10, 100, 1000 };

  return scales[crm_currency_digits (currency)];
}

static const char *
decimal_point (void)
{
  const char *point = localeconv ()->decimal_point;

  return point != NULL && *point != '\0' ? point : ".";
}

static void
append_grouped (GString *out,
                guint64 whole)
{
  char digits[24];
  const char *separator = localeconv ()->thousands_sep;
  int n = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, whole);

  /* Where the locale has none there is one all the same: amounts of seven digits must be readable everywhere. */
  if (separator == NULL || *separator == '\0' || !g_utf8_validate (separator, -1, NULL))
    separator = strcmp (decimal_point (), ",") == 0 ? "\u202f" : ",";
  for (int i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (out, separator);
      g_string_append_c (out, digits[i]);
    }
}

static const char *
find_symbol (const char *currency)
{
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    {
      if (strcmp (symbols[i].code, currency) == 0)
        return symbols[i].symbol;
    }
  return NULL;
}

static char *
join_currency (const char *sign,
               const char *amount,
               const char *currency)
{
  const char *symbol = find_symbol (currency);
  struct lconv *locale = localeconv ();

  if (symbol == NULL)
    return g_strdup_printf ("%s%s %s", sign, amount, currency);
  if (locale->p_cs_precedes == 0 && locale->currency_symbol != NULL && *locale->currency_symbol != '\0')
    return g_strdup_printf ("%s%s %s", sign, amount, symbol);
  return g_strdup_printf ("%s%s%s", sign, symbol, amount);
}

/**
 * crm_money_format:
 * @minor: amount in minor units
 * @currency: ISO 4217 code
 *
 * Returns: (transfer full): the amount in full, in the current locale: €1,234.50; whole amounts without cents
 */
char *
crm_money_format (gint64 minor,
                  const char *currency)
{
  g_autoptr (GString) amount = g_string_new (NULL);
  guint digits = crm_currency_digits (currency);
  guint64 scale = crm_currency_scale (currency);
  guint64 magnitude = minor < 0 ? -(guint64) minor : (guint64) minor;

  append_grouped (amount, magnitude / scale);
  if (magnitude % scale != 0)
    g_string_append_printf (amount, "%s%0*" G_GUINT64_FORMAT, decimal_point (), (int) digits, magnitude % scale);
  return join_currency (minor < 0 ? "−" : "", amount->str, currency);
}

/* Divides a number by the largest unit that people name, and returns the name of that unit: "" for none. */
static char *
shorten_number (double *number)
{
  /* Translators: short names of large numbers, smallest first: a power of ten, a space, what is written after the
   * number. Use the powers that people count in: Chinese has "4 万,8 亿". */
  g_auto (GStrv) units = g_strsplit (C_("large numbers", "3 k,6 M,9 B"), ",", -1);
  const char *name = "";
  double divisor = 1;

  for (guint i = 0; units[i] != NULL; i++)
    {
      char *end;
      double unit = pow (10, (double) g_ascii_strtoull (units[i], &end, 10));

      /* What would be rounded up to 1000k is 1M. */
      if (*end != ' ' || *number < unit * 0.9995)
        continue;
      name = end + 1;
      divisor = unit;
    }
  *number /= divisor;
  return g_strdup (name);
}

/**
 * crm_money_format_short:
 *
 * Returns: (transfer full): three significant digits, for board headers and axes: €1.23M, €46k
 */
char *
crm_money_format_short (gint64 minor,
                        const char *currency)
{
  double major = fabs ((double) minor / crm_currency_scale (currency));
  char number[32];
  g_autofree char *unit = shorten_number (&major);
  g_autofree char *amount = NULL;

  g_snprintf (number, sizeof number, "%.*f", *unit == '\0' || major >= 99.95 ? 0 : major >= 9.995 ? 1 : 2, major);
  if (strpbrk (number, ".,") != NULL)
    {
      char *end = number + strlen (number);

      while (end[-1] == '0')
        *--end = '\0';
      if (!g_ascii_isdigit (end[-1]))
        end[-1] = '\0';
    }
  amount = g_strconcat (number, unit, NULL);
  return join_currency (minor < 0 ? "−" : "", amount, currency);
}

/**
 * crm_money_to_plain:
 *
 * Returns: (transfer full): the amount for files and entries: 1234.5, with a point whatever the locale
 */
char *
crm_money_to_plain (gint64 minor,
                    const char *currency)
{
  guint digits = crm_currency_digits (currency);
  guint64 scale = crm_currency_scale (currency);
  guint64 magnitude = minor < 0 ? -(guint64) minor : (guint64) minor;
  const char *sign = minor < 0 ? "-" : "";

  if (magnitude % scale == 0)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT, sign, magnitude / scale);
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT, sign, magnitude / scale, (int) digits,
                          magnitude % scale);
}

/**
 * crm_number_to_ascii:
 *
 * Returns: (transfer full): the text with the digits, marks and signs of other scripts as ASCII has them
 */
char *
crm_number_to_ascii (const char *text)
{
  static const struct { gunichar c; char ascii; } marks[] = {
    { 0x066b, '.' }, { 0x066c, ',' }, { 0x2013, '-' }, { 0x2212, '-' }, { 0xff0d, '-' }, { 0xff0b, '+' },
    { 0xff08, '(' }, { 0xff09, ')' }, { 0xff0e, '.' }, { 0xff0c, ',' }, { 0xff05, '%' }, { 0xff0f, '/' },
    { 0xff1a, ':' }, { 0x2019, '\'' },
  };
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      int digit = c < 0x80 ? -1 : g_unichar_digit_value (c);

      if (digit >= 0)
        c = '0' + digit;
      for (guint i = 0; c >= 0x80 && i < G_N_ELEMENTS (marks); i++)
        {
          if (marks[i].c == c)
            c = marks[i].ascii;
        }
      g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

/**
 * crm_number_is_group:
 * @mark: what may divide thousands
 *
 * Returns: whether digits stand behind it as behind such a mark: three, or two and another mark as in India
 */
gboolean
crm_number_is_group (const char *mark)
{
  gsize n = strspn (mark + 1, "0123456789");

  return n == 3 || (n == 2 && mark[3] == *mark && crm_number_is_group (mark + 3));
}

/**
 * crm_number_find_unclear:
 *
 * Returns: (nullable): the only point or comma of the text, if it may divide thousands as well as stand before decimals
 */
const char *
crm_number_find_unclear (const char *text)
{
  const char *mark = strpbrk (text, ".,"), *start = mark;

  if (mark == NULL || strpbrk (mark + 1, ".,") != NULL || strspn (mark + 1, "0123456789") != 3)
    return NULL;
  while (start > text && g_ascii_isdigit (start[-1]))
    start--;
  return start < mark && mark - start <= 3 && *start != '0' ? mark : NULL;
}

/* The mark before the decimals: of two kinds the last one, else the only one unless it divides thousands. */
static const char *
find_decimals (const char *text)
{
  const char *point = strrchr (text, '.'), *comma = strrchr (text, ',');
  const char *unclear = crm_number_find_unclear (text);

  if (point != NULL && comma != NULL)
    return MAX (point, comma);
  if (point == NULL && comma == NULL)
    return NULL;
  if (point == NULL)
    return strchr (text, ',') == comma && unclear == NULL ? comma : NULL;
  return strchr (text, '.') == point ? point : NULL;
}

/* Rewrites a number of any common writing to one that g_ascii_strtod() reads. Returns NULL if it is no number. */
static char *
normalize_number (const char *written)
{
  g_autofree char *text = crm_number_to_ascii (written);
  g_autoptr (GString) plain = g_string_new (NULL);
  const char *decimals = find_decimals (text);
  gboolean negative = FALSE, digits = FALSE, closed = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_ascii_isdigit (*p) && !closed)
        {
          digits = TRUE;
          g_string_append_c (plain, *p);
        }
      else if (p == decimals)
        g_string_append_c (plain, '.');
      else if ((*p == '-' || *p == '(') && !digits && !negative)
        negative = TRUE;
      else if ((*p == 'e' || *p == 'E') && digits && p[strspn (p + 1, "+-") + 1] != '\0')
        {
          g_string_append (plain, p);
          break;
        }
      else if (*p == ')' && digits && negative)
        closed = TRUE;
      else if (*p == '.' || *p == ',' || *p == '\'')
        {
          if (!digits || !crm_number_is_group (p) || (decimals != NULL && (p > decimals || *p == *decimals)))
            return NULL;
        }
      else if (g_unichar_isspace (g_utf8_get_char (p)))
        {
          if (p > text && g_ascii_isdigit (p[-1]) && g_ascii_isdigit (*g_utf8_next_char (p)) &&
              strspn (g_utf8_next_char (p), "0123456789") != 3)
            return NULL;
        }
      else if (*p != '+' || digits)
        return NULL;
    }
  if (!digits)
    return NULL;
  if (negative)
    g_string_prepend_c (plain, '-');
  return g_strdup (plain->str);
}

/* The most usual of all. */
static gboolean
parse_whole (const char *text,
             double *number)
{
  gsize length = strspn (text, "0123456789");
  guint64 whole = 0;

  if (length == 0 || length > MOST_EXACT_DIGITS || text[length] != '\0')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    whole = whole * 10 + (text[i] - '0');
  *number = whole;
  return TRUE;
}

/**
 * crm_number_parse:
 * @text: a number in any common writing: 1234.5, 1,234.50, 1.234,50, 1 234,50
 * @number: (out): the number
 */
gboolean
crm_number_parse (const char *text,
                  double *number)
{
  g_autofree char *plain = NULL;
  char *end;

  if (parse_whole (text, number))
    return TRUE;
  plain = normalize_number (text);
  if (plain == NULL)
    return FALSE;
  *number = g_ascii_strtod (plain, &end);
  return *end == '\0' && isfinite (*number);
}

/**
 * crm_number_format:
 *
 * Returns: (transfer full): the number with up to six decimals, without trailing zeros, in the current locale
 */
char *
crm_number_format (double number)
{
  g_autoptr (GString) out = g_string_new (number < 0 ? "−" : "");
  double whole;
  double fraction = modf (fabs (number), &whole);
  char digits[16];
  char *end;

  if (whole >= 1e18)
    return g_strdup_printf ("%g", number);
  g_snprintf (digits, sizeof digits, "%.6f", fraction);
  if (digits[0] == '1')
    whole += 1;
  append_grouped (out, (guint64) whole);
  end = digits + strlen (digits);
  while (end[-1] == '0')
    *--end = '\0';
  if (g_ascii_isdigit (end[-1]) && end - digits > 2)
    g_string_append_printf (out, "%s%s", decimal_point (), digits + strlen (digits) - (end - digits - 2));
  return g_strdup (out->str);
}

/* Blanks out the sign of a currency. Returns whether it is clear which it means, if there is one. */
static gboolean
take_sign (char *text,
           const char *currency,
           char found[4])
{
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      char *at = strstr (text, signs[i].sign);

      if (at == NULL || (at > text && g_ascii_isalpha (at[-1])) || g_ascii_isalpha (at[strlen (signs[i].sign)]))
        continue;   /* not there, or part of a code */
      memset (at, ' ', strlen (signs[i].sign));
      if (*currency != '\0' && strstr (signs[i].codes, currency) != NULL)
        return TRUE;
      g_strlcpy (found, signs[i].codes, 4);
      return *signs[i].codes != ' ';
    }
  return TRUE;
}

/* Blanks out what Chinese and Japanese write for ten thousand or a hundred million. */
static double
take_myriads (char *text)
{
  static const struct { const char *name; double unit; } units[] = {
    { "万", 1e4 }, { "萬", 1e4 }, { "亿", 1e8 }, { "億", 1e8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      char *at = strstr (text, units[i].name);

      if (at == NULL)
        continue;
      memset (at, ' ', strlen (units[i].name));
      return at[strspn (at, " ")] == '\0' ? units[i].unit : NAN;
    }
  return 1;
}

/**
 * crm_money_parse:
 * @text: an amount, with or without a currency code or symbol before or behind it
 * @currency: the currency where the text names none, or has a sign of it that others have as well
 * @minor: (out): the amount in minor units, rounded half away from zero
 * @parsed_currency: (out): the currency found
 */
gboolean
crm_money_parse (const char *text,
                 const char *currency,
                 gint64 *minor,
                 char parsed_currency[4])
{
  g_autofree char *rest = g_strstrip (g_strdup (text));
  gsize length = strlen (rest);
  double number, unit, scaled;

  g_strlcpy (parsed_currency, currency, 4);
  if (!take_sign (rest, currency, parsed_currency))
    return FALSE;
  if (length > 3)
    {
      char code[4] = { 0 };

      for (int side = 0; side < 2; side++)
        {
          char *at = side == 0 ? rest : rest + length - 3;

          memcpy (code, at, 3);
          if (crm_currency_valid (code))
            {
              g_strlcpy (parsed_currency, code, 4);
              memset (at, ' ', 3);
              break;
            }
        }
    }
  unit = take_myriads (rest);
  if (isnan (unit) || !crm_number_parse (rest, &number))
    return FALSE;
  scaled = number * unit * crm_currency_scale (parsed_currency);
  if (fabs (scaled) < 1e13)
    scaled += scaled * 4e-16;   /* 1.005 × 100 is a little less than 100.5 in binary */
  scaled = round (scaled);
  if (fabs (scaled) > 9e18)
    return FALSE;
  *minor = (gint64) scaled;
  return TRUE;
}
