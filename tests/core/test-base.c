/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-date.h"
#include "base/crm-error.h"
#include "base/crm-id.h"
#include "base/crm-money.h"
#include "base/crm-text.h"
#include "base/crm-value.h"

#include <math.h>
#include <string.h>

/* Dates */

static void
test_date_round_trip (void)
{
  gint64 first = crm_date_from_ymd (1800, 1, 1), last = crm_date_from_ymd (2200, 12, 31);
  g_autoptr (GDate) expected = g_date_new_dmy (1, 1, 1800);

  g_assert_cmpint (crm_date_from_ymd (1970, 1, 1), ==, 0);
  for (gint64 date = first; date <= last; date++)
    {
      int year, month, day;
      gint64 parsed;
      g_autofree char *iso = crm_date_to_iso (date);

      crm_date_to_ymd (date, &year, &month, &day);
      g_assert_cmpint (year, ==, g_date_get_year (expected));
      g_assert_cmpint (month, ==, g_date_get_month (expected));
      g_assert_cmpint (day, ==, g_date_get_day (expected));
      g_assert_cmpint (crm_date_from_ymd (year, month, day), ==, date);
      g_assert_true (crm_date_parse (iso, &parsed));
      g_assert_cmpint (parsed, ==, date);
      g_date_add_days (expected, 1);
    }
}

static void
test_date_parse (void)
{
  static const char *const wrong[] = {
    "", " ", "2025", "2025-02", "2025-02-30", "2025-13-01", "2025-00-10", "2025-01-00", "2025-1-1x", " 2025-01-01",
    "2025-01-01 ", "+2025-01-01", "2025--1-01", "-2025-01-01", "0000-01-01", "20250101", "2025/01/01", "10000-01-01",
    "２０２５-01-01", "2023-02-29",
  };
  gint64 date;

  g_assert_true (crm_date_parse ("2024-02-29", &date));
  g_assert_true (crm_date_parse ("2025-3-7", &date));
  g_assert_cmpint (date, ==, crm_date_from_ymd (2025, 3, 7));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      if (crm_date_parse (wrong[i], &date))
        g_error ("“%s” was taken for a date", wrong[i]);
    }
}

static void
test_months (void)
{
  static const struct { const char *from; int months; const char *to; } cases[] = {
    { "2025-01-31", 1, "2025-02-28" }, { "2024-01-31", 1, "2024-02-29" }, { "2025-03-31", -1, "2025-02-28" },
    { "2025-12-15", 1, "2026-01-15" }, { "2025-01-15", -1, "2024-12-15" }, { "2025-05-31", 13, "2026-06-30" },
    { "2025-06-30", 0, "2025-06-30" }, { "2024-02-29", 12, "2025-02-28" }, { "2024-02-29", -48, "2020-02-29" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 from;
      g_autofree char *to = NULL;

      g_assert_true (crm_date_parse (cases[i].from, &from));
      to = crm_date_to_iso (crm_date_add_months (from, cases[i].months));
      g_assert_cmpstr (to, ==, cases[i].to);
    }
}

static void
test_periods (void)
{
  gint64 first = crm_date_from_ymd (1965, 1, 1);

  for (gint64 date = first; date < first + 4000; date++)
    {
      for (CrmPeriod period = CRM_PERIOD_DAY; period <= CRM_PERIOD_YEAR; period++)
        {
          gint64 start = crm_period_start (period, date);
          gint64 next = crm_period_add (period, start, 1);
          g_autofree char *label = crm_period_label (period, start);

          g_assert_cmpint (start, <=, date);
          g_assert_cmpint (next, >, date);
          g_assert_cmpint (crm_period_start (period, next), ==, next);
          g_assert_cmpint (crm_period_start (period, next - 1), ==, start);
          g_assert_cmpint (crm_period_add (period, next, -1), ==, start);
          g_assert_cmpuint (strlen (label), >, 0);
        }
      /* ISO weeks: 1970-01-01 was a Thursday. */
      g_assert_cmpint ((((crm_period_start (CRM_PERIOD_WEEK, date) + 3) % 7) + 7) % 7, ==, 0);
    }
}

static void
test_instants (void)
{
  static const char *const zones[] = { "UTC", "Europe/Kyiv", "America/New_York", "Asia/Shanghai", "Pacific/Kiritimati" };
  g_autofree char *zone = g_strdup (g_getenv ("TZ"));

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      gint64 start, noon, minutes;
      g_autofree char *iso = NULL;

      g_setenv ("TZ", zones[i], TRUE);
      for (gint64 date = crm_date_from_ymd (2024, 1, 1); date < crm_date_from_ymd (2025, 1, 1); date++)
        {
          g_autofree char *text = crm_date_to_iso (date);
          gint64 again;
          g_autofree char *full = NULL;

          g_assert_true (crm_instant_parse (text, &start));
          g_assert_cmpint (crm_instant_to_date (start), ==, date);
          g_assert_cmpint (crm_instant_to_date (start - 1), ==, date - 1);
          full = crm_instant_to_iso (start);
          g_assert_true (crm_instant_parse (full, &again));
          g_assert_cmpint (again, ==, start);
        }
      g_assert_true (crm_instant_parse ("2024-06-15 12:00:00", &noon));
      g_assert_true (crm_instant_parse ("2024-06-15 12:00", &minutes));
      g_assert_cmpint (noon, ==, minutes);
      g_assert_true (crm_instant_parse ("2024-06-15T10:00:00Z", &noon));
      iso = crm_instant_to_iso (noon);
      g_assert_cmpstr (iso, ==, "2024-06-15T10:00:00Z");
      g_assert_false (crm_instant_parse ("yesterday", &noon));
      g_assert_false (crm_instant_parse ("2024-06-15 25:00", &noon));
    }
  if (zone != NULL)
    g_setenv ("TZ", zone, TRUE);
}

static void
test_today (void)
{
  g_setenv ("CLIENTELE_TODAY", "2024-02-29", TRUE);
  g_assert_cmpint (crm_date_today (), ==, crm_date_from_ymd (2024, 2, 29));
  g_assert_cmpint (crm_instant_to_date (crm_instant_now ()), ==, crm_date_today ());
  g_unsetenv ("CLIENTELE_TODAY");
}

/* Money and numbers */

static void
test_money_parse (void)
{
  static const struct { const char *text; gint64 minor; const char *currency; } right[] = {
    { "0", 0, "EUR" }, { "12", 1200, "EUR" }, { "12.5", 1250, "EUR" }, { "12,5", 1250, "EUR" }, { "-3", -300, "EUR" },
    { "1,234.50", 123450, "EUR" }, { "1.234,50", 123450, "EUR" }, { "1 234,50", 123450, "EUR" },
    { "1,234", 123400, "EUR" }, { "1.234.567", 123456700, "EUR" }, { "1,234,567.89", 123456789, "EUR" },
    { "1'234.50", 123450, "EUR" }, { "1 234", 123400, "EUR" }, { "€ 5", 500, "EUR" }, { "5 €", 500, "EUR" },
    { "$1,000", 100000, "USD" }, { "1000 USD", 100000, "USD" }, { "USD 1000", 100000, "USD" }, { "£7.05", 705, "GBP" },
    { "JPY 1500", 1500, "JPY" }, { "1500.6 JPY", 1501, "JPY" }, { "1.2345 KWD", 1235, "KWD" }, { "(7.50)", -750, "EUR" },
    { "1.005", 101, "EUR" }, { "1.004", 100, "EUR" }, { "-1.005", -101, "EUR" }, { "2.675", 268, "EUR" },
    { "8.345", 835, "EUR" }, { "0.29", 29, "EUR" }, { "1e3", 100000, "EUR" }, { "−4", -400, "EUR" },
    { "90000000000000000", 9000000000000000000, "EUR" }, { "0,500", 50, "EUR" }, { "12345,678", 1234568, "EUR" },
    { "12,34,567.50", 123456750, "EUR" }, { "1 234,56 zł", 123456, "PLN" }, { "CHF 1'234.50", 123450, "CHF" },
    { "-€5", -500, "EUR" }, { "¥12,345", 1234500, "CNY" }, { "￥１２，３４５．５", 1234550, "CNY" }, { "12345元", 1234500, "CNY" },
    { "1.5万元", 1500000, "CNY" }, { "2亿", 20000000000, "EUR" }, { "R$ 1.234,56", 123456, "BRL" }, { "US$5", 500, "USD" },
    { "HK$5", 500, "HKD" }, { "12 345,67 руб.", 1234567, "RUB" }, { "ITL 5000", 500000, "ITL" }, { "٥٠٫٢٥", 5025, "EUR" },
    { "5 RMB", 500, "CNY" }, { "RM 5", 500, "MYR" }, { "1\u202f234,50\u00a0Kč", 123450, "CZK" },
  };
  static const char *const wrong[] = { "", " ", "EUR", "abc", "1.2.3x", "12abc", "--", "€", "1e", "1e400", "nan", "inf",
                                       "99999999999999999999", "5-", "0x10", "192.168.1.1", "1,2,3",
                                       "12.34.56", "3.4.2025", "1.234,567.89", "--5", "5+5", "5)3", "06 12 34 56 78", "12'34",
                                       "5 kr", "万5", "5 Rubel" };
  gint64 minor;
  char currency[4];

  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    {
      if (!crm_money_parse (right[i].text, "EUR", &minor, currency))
        g_error ("“%s” was not taken for money", right[i].text);
      if (minor != right[i].minor)
        g_error ("“%s” became %" G_GINT64_FORMAT, right[i].text, minor);
      g_assert_cmpstr (currency, ==, right[i].currency);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      if (crm_money_parse (wrong[i], "EUR", &minor, currency))
        g_error ("“%s” was taken for money: %" G_GINT64_FORMAT, wrong[i], minor);
    }
}

/* A sign that several currencies have is that of the one at hand. */
static void
test_money_signs (void)
{
  static const struct { const char *text, *at_hand, *currency; } cases[] = {
    { "¥5", "JPY", "JPY" }, { "¥5", "EUR", "CNY" }, { "$5", "CAD", "CAD" }, { "$5", "EUR", "USD" }, { "US$5", "CAD", "USD" },
    { "5 kr", "SEK", "SEK" }, { "kr. 5", "DKK", "DKK" }, { "5元", "TWD", "TWD" }, { "5 SEK", "NOK", "SEK" },
  };
  char currency[4];
  gint64 minor;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (crm_money_parse (cases[i].text, cases[i].at_hand, &minor, currency));
      g_assert_cmpstr (currency, ==, cases[i].currency);
      g_assert_cmpint (minor, ==, 5 * crm_currency_scale (currency));
    }
}

static void
test_money_round_trip (void)
{
  static const char *const currencies[] = { "EUR", "USD", "JPY", "KWD", "CHF", "CNY" };

  for (guint i = 0; i < 20000; i++)
    {
      const char *currency = currencies[i % G_N_ELEMENTS (currencies)];
      gint64 minor = g_test_rand_int_range (-2000000000, 2000000000), again;
      char found[4];
      g_autofree char *plain = crm_money_to_plain (minor, currency);
      g_autofree char *shown = crm_money_format (minor, currency);
      g_autofree char *brief = crm_money_format_short (minor, currency);

      g_assert_true (crm_money_parse (plain, currency, &again, found));
      g_assert_cmpint (again, ==, minor);
      g_assert_true (g_utf8_validate (shown, -1, NULL));
      g_assert_true (g_utf8_validate (brief, -1, NULL));
      /* ¥ stands for two currencies, so only those that are told apart are read back. */
      if (strcmp (currency, "JPY") == 0 || (crm_currency_digits (currency) == 3 && minor % 1000 == 0))
        continue;
      if (!crm_money_parse (shown, currency, &again, found) || again != minor)
        g_error ("%s became %" G_GINT64_FORMAT, shown, again);
      g_assert_cmpstr (found, ==, currency);
    }
}

static void
test_money_format (void)
{
  static const struct { gint64 minor; const char *currency, *full, *brief; } cases[] = {
    { 0, "EUR", "€0", "€0" }, { 123450, "EUR", "€1,234.50", "€1.23k" }, { -5, "EUR", "−€0.05", "−€0" },
    { 1000553400, "EUR", "€10,005,534", "€10M" }, { 99950, "USD", "$999.50", "$1k" }, { 1500, "JPY", "1,500 JPY", "1.5k JPY" },
    { 4600000, "EUR", "€46,000", "€46k" }, { 1234, "KWD", "1.234 KWD", "1 KWD" },
    { G_MININT64, "EUR", "−€92,233,720,368,547,758.08", "−€92233720B" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *full = crm_money_format (cases[i].minor, cases[i].currency);
      g_autofree char *brief = crm_money_format_short (cases[i].minor, cases[i].currency);

      g_assert_cmpstr (full, ==, cases[i].full);
      g_assert_cmpstr (brief, ==, cases[i].brief);
    }
}

static void
test_numbers (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      double number = g_test_rand_int_range (-1000000, 1000000) / 1000.0, again;
      g_autofree char *text = crm_number_format (number);

      /* "1.234" is a decimal, "1,234" a thousand: what is printed is read back. */
      if (!crm_number_parse (text, &again) || fabs (again - number) > 1e-9)
        g_error ("%.3f was printed as %s and read as %f", number, text, again);
    }
}

static void
test_whole_numbers (void)
{
  static const struct { const char *text; double number; } cases[] = {
    { "0", 0 }, { "007", 7 }, { "999999999999999", 999999999999999 }, { "1000000000000001", 1000000000000001 },
    { "123456789012345678901234567890", 123456789012345678901234567890.0 }, { " 12", 12 }, { "1 234", 1234 },
  };
  double number;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (crm_number_parse (cases[i].text, &number));
      g_assert_cmpfloat (number, ==, cases[i].number);
    }
  g_assert_false (crm_number_parse ("", &number));
  g_assert_false (crm_number_parse ("12a", &number));
}

/* Text */

static char *
join_parts (const char *folded)
{
  GString *parts = g_string_new (NULL);
  const char *start = folded, *end;

  for (; crm_text_next_part (&start, &end) != CRM_TEXT_END; start = end)
    {
      if (parts->len > 0)
        g_string_append_c (parts, ' ');
      g_string_append_len (parts, start, end - start);
    }
  return g_string_free (parts, FALSE);
}

static void
test_fold (void)
{
  static const struct { const char *text, *folded, *squashed, *parts; } cases[] = {
    { "", "", "", "" }, { "Müller & Söhne", "muller & sohne", "mullersohne", "muller sohne" },
    { "Ｍｕｌｌｅｒ", "muller", "muller", "muller" }, { "GTX-Pro 500", "gtx-pro 500", "gtxpro500", "gtx pro 500" },
    { "Łódź", "lodz", "lodz", "lodz" }, { "Straße", "strasse", "strasse", "strasse" },
    { "Ærø", "aero", "aero", "aero" }, { "李小龙 Ltd", "李小龙 ltd", "李小龙ltd", "李小龙 ltd" },
    { "℡ 12", "tel 12", "tel12", "tel 12" }, { "İstanbul", "istanbul", "istanbul", "istanbul" },
    { "Київ", "киів", "киів", "киів" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folded = crm_text_fold (cases[i].text);
      g_autofree char *again = crm_text_fold (folded);
      g_autofree char *squashed = crm_text_squash (cases[i].text);
      g_autofree char *parts = join_parts (folded);

      g_assert_cmpstr (folded, ==, cases[i].folded);
      g_assert_cmpstr (again, ==, folded);
      g_assert_cmpstr (squashed, ==, cases[i].squashed);
      g_assert_cmpstr (parts, ==, cases[i].parts);
    }
}

static char *
random_text (void)
{
  GString *text = g_string_new (NULL);

  for (int i = g_test_rand_int_range (0, 12); i > 0; i--)
    {
      gunichar c = g_test_rand_int_range (1, g_test_rand_bit () ? 0x250 : 0x11000);

      /* GLib folds Cherokee back and forth. */
      if (g_unichar_validate (c) && g_unichar_isdefined (c) && g_unichar_get_script (c) != G_UNICODE_SCRIPT_CHEROKEE)
        g_string_append_unichar (text, c);
    }
  return g_string_free (text, FALSE);
}

static void
test_text_properties (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *a = random_text (), *b = random_text ();
      g_autofree char *folded = crm_text_fold (a), *again = crm_text_fold (folded), *key = crm_text_sort_key (a);
      g_autofree char *parts = join_parts (folded);
      double ab = crm_text_similarity (a, b);

      g_assert_true (g_utf8_validate (folded, -1, NULL));
      g_assert_true (g_utf8_validate (parts, -1, NULL));
      g_assert_true (g_utf8_validate (key, -1, NULL));
      g_assert_cmpstr (folded, ==, again);
      g_assert_cmpfloat (ab, >=, 0);
      g_assert_cmpfloat (ab, <=, 1);
      g_assert_cmpfloat_with_epsilon (ab, crm_text_similarity (b, a), 1e-9);
      if (*folded != '\0' && g_unichar_isalnum (g_utf8_get_char (folded)))
        g_assert_cmpfloat (crm_text_similarity (a, a), ==, 1);
    }
}

static void
test_similarity (void)
{
  g_assert_cmpfloat (crm_text_similarity ("GTXPro", "GTX Pro"), ==, 1);
  g_assert_cmpfloat (crm_text_similarity ("technolgy", "technology"), >, 0.95);
  g_assert_cmpfloat (crm_text_similarity ("technolgy", "technology"), <, 1);
  g_assert_cmpfloat_with_epsilon (crm_text_similarity ("MARTHA", "MARHTA"), 0.9611, 1e-4);
  g_assert_cmpfloat_with_epsilon (crm_text_similarity ("DIXON", "DICKSONX"), 0.8133, 1e-4);
  g_assert_cmpfloat (crm_text_similarity ("abc", "xyz"), ==, 0);
  g_assert_cmpfloat (crm_text_similarity ("", "xyz"), ==, 0);
}

static void
test_shapes (void)
{
  static const char *const emails[] = { "a@b.co", "first.last+tag@sub.example.org", "李@例子.中国" };
  static const char *const no_emails[] = { "a", "a@b", "@b.co", "a@@b.co", "a b@c.de", "a@b..co", "a@.co", "a@b.", "a,b@c.de" };
  static const char *const phones[] = { "112", "+33 1 23 45 67 89", "(020) 7946-0000", "555-0100 x12", "555 0100 ext 7" };
  static const char *const no_phones[] = { "12", "call me", "+33 abc", "123456789012345678", "x12" };
  static const char *const urls[] = { "example.org", "https://example.org/a?b=c#d", "http://10.0.0.1:8080" };
  static const char *const no_urls[] = { "example", "exa mple.org", "https://" };

  for (guint i = 0; i < G_N_ELEMENTS (emails); i++)
    g_assert_true (crm_email_valid (emails[i]));
  for (guint i = 0; i < G_N_ELEMENTS (no_emails); i++)
    g_assert_false (crm_email_valid (no_emails[i]));
  for (guint i = 0; i < G_N_ELEMENTS (phones); i++)
    g_assert_true (crm_phone_valid (phones[i]));
  for (guint i = 0; i < G_N_ELEMENTS (no_phones); i++)
    g_assert_false (crm_phone_valid (no_phones[i]));
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    g_assert_true (crm_url_valid (urls[i]));
  for (guint i = 0; i < G_N_ELEMENTS (no_urls); i++)
    g_assert_false (crm_url_valid (no_urls[i]));
}

/* A byte that is no UTF-8 is seen wherever it stands. */
static void
test_valid (void)
{
  for (guint length = 0; length < 40; length++)
    {
      g_autofree char *text = g_strnfill (length, 'x');

      g_assert_true (crm_text_valid (text));
      for (guint i = 0; i < length; i++)
        {
          text[i] = '\xfc';
          g_assert_false (crm_text_valid (text));
          text[i] = 'x';
        }
    }
  g_assert_true (crm_text_valid ("Müller & 张伟"));
}

/* Values, ids, errors */

static CrmValue
random_value (void)
{
  switch (g_test_rand_int_range (0, 6))
    {
    case 0: return CRM_VALUE_INIT_NULL;
    case 1: return crm_value_int ((gint64) g_test_rand_int () * G_MAXINT32 + g_test_rand_int ());
    case 2: return crm_value_real (g_test_rand_double_range (-1e9, 1e9));
    case 3: return crm_value_take_text (random_text ());
    case 4: return crm_value_int (g_test_rand_bit () ? G_MININT64 : G_MAXINT64);
    default: return crm_value_money ((gint64) g_test_rand_int () * 1000000, "CNY");
    }
}

static void
test_value_coding (void)
{
  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      CrmValue values[8];
      const guint8 *at, *end;

      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        {
          values[i] = random_value ();
          crm_value_write (&values[i], bytes);
        }
      at = bytes->data;
      end = at + bytes->len;
      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        {
          g_auto (CrmValue) read = CRM_VALUE_INIT_NULL;

          g_assert_true (crm_value_read (&read, &at, end));
          g_assert_true (crm_value_equal (&read, &values[i]));
          crm_value_clear (&values[i]);
        }
      g_assert_true (at == end);
    }
}

/* Whatever the bytes are, reading ends, stays within them and leaves nothing behind. */
static void
test_value_noise (void)
{
  for (guint round = 0; round < 20000; round++)
    {
      guint length = g_test_rand_int_range (0, 40);
      g_autofree guint8 *bytes = g_malloc (length + 1);
      const guint8 *at = bytes;

      for (guint i = 0; i < length; i++)
        bytes[i] = g_test_rand_bit () ? g_test_rand_int_range (0, 6) : g_test_rand_int_range (0, 256);
      while (at < bytes + length)
        {
          g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

          if (!crm_value_read (&value, &at, bytes + length))
            {
              g_assert_true (crm_value_is_null (&value));
              break;
            }
        }
      g_assert_true (at <= bytes + length);
    }
}

static void
test_lent_text (void)
{
  char text[] = "Café";
  CrmValue lent = crm_value_lend_text (text), copy = crm_value_copy (&lent);

  g_assert_true (crm_value_equal (&lent, &copy));
  text[0] = 'c';
  g_assert_cmpstr (copy.text, ==, "Café");
  crm_value_clear (&lent);
  g_assert_true (crm_value_is_null (&lent));
  g_assert_cmpstr (text, ==, "café");
  crm_value_clear (&copy);
}

static void
test_ids (void)
{
  CrmIdSource source, restarted, other;
  gint64 last = 0, ahead = G_GINT64_CONSTANT (5000000000000000000);

  crm_id_source_init (&source, 7, 0);
  crm_id_source_init (&other, 8, 0);
  for (guint i = 0; i < 10000; i++)
    {
      gint64 id = crm_id_source_next (&source);

      g_assert_cmpint (id, >, last);
      g_assert_cmpint (id, !=, crm_id_source_next (&other));
      last = id;
    }
  crm_id_source_init (&restarted, 7, ahead);   /* the clock was set back */
  g_assert_cmpint (crm_id_source_next (&restarted), >, ahead);
  crm_id_source_clear (&source);
  crm_id_source_clear (&restarted);
  crm_id_source_clear (&other);
}

static void
test_errors (void)
{
  g_autoptr (GError) error = g_error_new_literal (CRM_ERROR, CRM_ERROR_DUPLICATE, "taken");
  g_autoptr (GError) copy = NULL;
  g_autoptr (GError) foreign = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");

  g_assert_null (crm_error_get_field (error));
  crm_error_set_field (error, "number");
  copy = g_error_copy (error);
  g_assert_cmpstr (crm_error_get_field (copy), ==, "number");
  g_assert_cmpstr (crm_error_code_name (copy), ==, "duplicate");
  crm_error_set_field (foreign, "number");
  g_assert_null (crm_error_get_field (foreign));
  g_assert_cmpstr (crm_error_code_name (foreign), ==, "not-found");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/date/round-trip", test_date_round_trip);
  g_test_add_func ("/base/date/parse", test_date_parse);
  g_test_add_func ("/base/date/months", test_months);
  g_test_add_func ("/base/date/periods", test_periods);
  g_test_add_func ("/base/date/instants", test_instants);
  g_test_add_func ("/base/date/today", test_today);
  g_test_add_func ("/base/money/parse", test_money_parse);
  g_test_add_func ("/base/money/signs", test_money_signs);
  g_test_add_func ("/base/money/round-trip", test_money_round_trip);
  g_test_add_func ("/base/money/format", test_money_format);
  g_test_add_func ("/base/number/written", test_numbers);
  g_test_add_func ("/base/number/whole", test_whole_numbers);
  g_test_add_func ("/base/text/fold", test_fold);
  g_test_add_func ("/base/text/properties", test_text_properties);
  g_test_add_func ("/base/text/similarity", test_similarity);
  g_test_add_func ("/base/text/shapes", test_shapes);
  g_test_add_func ("/base/text/valid", test_valid);
  g_test_add_func ("/base/value/coding", test_value_coding);
  g_test_add_func ("/base/value/noise", test_value_noise);
  g_test_add_func ("/base/value/lent", test_lent_text);
  g_test_add_func ("/base/ids", test_ids);
  g_test_add_func ("/base/errors", test_errors);
  return g_test_run ();
}
