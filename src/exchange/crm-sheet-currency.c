/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-sheet.h"

#include "base/crm-money.h"

#include <string.h>

/* What formats call currencies. An amount with a sign that nobody knows would be none: so the number is left alone. */

static const struct
{
  const char *sign;
  guint16     locale;    /* by the number that Windows gives it; 0: the sign says it wherever it is used */
  const char  code[4];
} signs[] = {
  { "$", 0x0404, "TWD" }, { "$", 0x0c04, "HKD" }, { "$", 0x0c09, "AUD" }, { "$", 0x1004, "SGD" },
  { "$", 0x1009, "CAD" }, { "$", 0x0c0c, "CAD" }, { "$", 0x1409, "NZD" }, { "$", 0x080a, "MXN" },
  { "$", 0x240a, "COP" }, { "$", 0x2c0a, "ARS" }, { "$", 0x340a, "CLP" }, { "$", 0x380a, "UYU" },
  { "¥", 0x0411, "JPY" }, { "￥", 0x0411, "JPY" }, { "￥", 0x0804, "CNY" },
  { "kr", 0x0406, "DKK" }, { "kr.", 0x0406, "DKK" }, { "kr", 0x0414, "NOK" }, { "kr", 0x0814, "NOK" },
  { "kr", 0x041d, "SEK" }, { "kr", 0x040f, "ISK" }, { "kr.", 0x040f, "ISK" }, { "lei", 0x0418, "RON" },
  { "US$", 0, "USD" }, { "A$", 0, "AUD" }, { "C$", 0, "CAD" }, { "CA$", 0, "CAD" }, { "HK$", 0, "HKD" },
  { "NT$", 0, "TWD" }, { "NZ$", 0, "NZD" }, { "S$", 0, "SGD" }, { "MX$", 0, "MXN" }, { "R$", 0, "BRL" },
  { "元", 0, "CNY" }, { "円", 0, "JPY" }, { "Fr.", 0, "CHF" }, { "SFr.", 0, "CHF" }, { "fr.", 0x0807, "CHF" },
  { "Ft", 0, "HUF" }, { "Kč", 0, "CZK" }, { "zł", 0, "PLN" }, { "лв.", 0, "BGN" }, { "лв", 0, "BGN" },
  { "руб.", 0, "RUB" }, { "руб", 0, "RUB" }, { "р.", 0x0419, "RUB" }, { "р", 0x0419, "RUB" }, { "грн.", 0, "UAH" },
  { "TL", 0, "TRY" }, { "₪", 0, "ILS" }, { "฿", 0, "THB" }, { "₱", 0, "PHP" }, { "₦", 0, "NGN" }, { "₸", 0, "KZT" },
  { "Rp", 0, "IDR" }, { "RM", 0, "MYR" }, { "R", 0x1c09, "ZAR" }, { "R", 0x0436, "ZAR" },
};

/**
 * crm_sheet_format_currency:
 * @sign: such as "EUR", "€" or "kr"
 * @locale: in which it is used, by its number; 0 if it is not said
 *
 * Sets the currency of a format, if it is one.
 */
void
crm_sheet_format_currency (CrmSheetFormat *format,
                           const char *sign,
                           guint locale)
{
  g_autofree char *amount = g_strconcat ("1 ", sign, NULL);
  char parsed[4] = "";
  gint64 minor;

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      if (strcmp (signs[i].sign, sign) != 0 || (signs[i].locale != 0 && signs[i].locale != locale))
        continue;
      sign = signs[i].code;
      break;
    }
  if (strlen (sign) < sizeof format->currency &&
      (crm_currency_valid (sign) || (crm_money_parse (amount, "", &minor, parsed) && *parsed != '\0')))
    g_strlcpy (format->currency, sign, sizeof format->currency);
}
