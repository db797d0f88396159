/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-value.h"

#include <string.h>

CrmValue
crm_value_int (gint64 i)
{
  return (CrmValue) { .type = CRM_VALUE_INT, .i = i };
}

CrmValue
crm_value_real (double real)
{
  return (CrmValue) { .type = CRM_VALUE_REAL, .real = real };
}

/**
 * crm_value_text:
 * @text: (nullable): UTF-8 text, copied; %NULL and "" give a null value
 */
CrmValue
crm_value_text (const char *text)
{
  return crm_value_take_text (g_strdup (text));
}

CrmValue
crm_value_take_text (char *text)
{
  if (text == NULL || *text == '\0')
    {
      g_free (text);
      return CRM_VALUE_INIT_NULL;
    }
  return (CrmValue) { .type = CRM_VALUE_TEXT, .text = text };
}

/**
 * crm_value_lend_text:
 * @text: (transfer none): not empty; must outlive the value. Copies of the value have their own.
 */
CrmValue
crm_value_lend_text (char *text)
{
  return (CrmValue) { .type = CRM_VALUE_TEXT, .lent = TRUE, .text = text };
}

/**
 * crm_value_money:
 * @minor: amount in minor units of the currency (cents)
 * @currency: ISO 4217 code, three letters
 */
CrmValue
crm_value_money (gint64 minor, const char *currency)
{
  CrmValue value = { .type = CRM_VALUE_MONEY, .i = minor };

  g_strlcpy (value.currency, currency, sizeof value.currency);
  return value;
}

CrmValue
crm_value_copy (const CrmValue *value)
{
  CrmValue copy = *value;

  if (value->type == CRM_VALUE_TEXT)
    {
      copy.text = g_strdup (value->text);
      copy.lent = FALSE;
    }
  return copy;
}

void
crm_value_clear (CrmValue *value)
{
  if (value->type == CRM_VALUE_TEXT && !value->lent)
    g_free (value->text);
  *value = CRM_VALUE_INIT_NULL;
}

gboolean
crm_value_equal (const CrmValue *a, const CrmValue *b)
{
  if (a->type != b->type)
    return FALSE;

  switch (a->type)
    {
    case CRM_VALUE_NULL: return TRUE;
    case CRM_VALUE_INT: return a->i == b->i;
    case CRM_VALUE_REAL: return a->real == b->real;
    case CRM_VALUE_TEXT: return strcmp (a->text, b->text) == 0;
    case CRM_VALUE_MONEY: return a->i == b->i && strcmp (a->currency, b->currency) == 0;
    default: g_return_val_if_reached (FALSE);
    }
}

/* Unsigned LEB128. */
void
crm_varint_write (guint64 number,
                  GByteArray *out)
{
  guint8 bytes[10];
  guint n = 0;

  do
    {
      bytes[n] = number & 0x7f;
      number >>= 7;
      if (number != 0)
        bytes[n] |= 0x80;
      n++;
    }
  while (number != 0);

  g_byte_array_append (out, bytes, n);
}

gboolean
crm_varint_read (guint64 *number,
                 const guint8 **bytes,
                 const guint8 *end)
{
  *number = 0;
  for (guint shift = 0; *bytes < end && shift < 64; shift += 7)
    {
      guint8 byte = *(*bytes)++;

      *number |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        return TRUE;
    }
  return FALSE;
}

static guint64
zigzag (gint64 i)
{
  return ((guint64) i << 1) ^ (guint64) (i >> 63);
}

static gint64
unzigzag (guint64 u)
{
  return (gint64) (u >> 1) ^ -(gint64) (u & 1);
}

/**
 * crm_value_write:
 * @value: a value
 * @out: (inout): grows by the coded value
 *
 * One byte of type, then: integers as zigzag varint, reals as 8 bytes in host order of little endian machines,
 * text as length and bytes, money as three letters and a zigzag varint.
 */
void
crm_value_write (const CrmValue *value,
                 GByteArray *out)
{
  guint8 type = value->type;

  g_byte_array_append (out, &type, 1);
  switch (value->type)
    {
    case CRM_VALUE_NULL:
      break;
    case CRM_VALUE_INT:
      crm_varint_write (zigzag (value->i), out);
      break;
    case CRM_VALUE_REAL:
      {
        guint64 bits;

        memcpy (&bits, &value->real, sizeof bits);
        bits = GUINT64_TO_LE (bits);
        g_byte_array_append (out, (const guint8 *) &bits, sizeof bits);
        break;
      }
    case CRM_VALUE_TEXT:
      {
        gsize length = strlen (value->text);

        crm_varint_write (length, out);
        g_byte_array_append (out, (const guint8 *) value->text, length);
        break;
      }
    case CRM_VALUE_MONEY:
      g_byte_array_append (out, (const guint8 *) value->currency, 3);
      crm_varint_write (zigzag (value->i), out);
      break;
    default:
      g_return_if_reached ();
    }
}

/**
 * crm_value_read:
 * @value: (out): a value to release with crm_value_clear()
 * @bytes: (inout): where to read; moved past the value
 * @end: end of the bytes
 *
 * Returns: %FALSE if the bytes end early or make no sense; @value is null then
 */
gboolean
crm_value_read (CrmValue *value,
                const guint8 **bytes,
                const guint8 *end)
{
  guint64 number;

  *value = CRM_VALUE_INIT_NULL;
  if (*bytes >= end)
    return FALSE;

  switch (*(*bytes)++)
    {
    case CRM_VALUE_NULL:
      return TRUE;
    case CRM_VALUE_INT:
      if (!crm_varint_read (&number, bytes, end))
        return FALSE;
      *value = crm_value_int (unzigzag (number));
      return TRUE;
    case CRM_VALUE_REAL:
      if (end - *bytes < 8)
        return FALSE;
      memcpy (&number, *bytes, 8);
      number = GUINT64_FROM_LE (number);
      *bytes += 8;
      value->type = CRM_VALUE_REAL;
      memcpy (&value->real, &number, 8);
      return TRUE;
    case CRM_VALUE_TEXT:
      if (!crm_varint_read (&number, bytes, end) || number > (guint64) (end - *bytes))
        return FALSE;
      value->type = CRM_VALUE_TEXT;
      value->text = g_strndup ((const char *) *bytes, number);
      *bytes += number;
      return TRUE;
    case CRM_VALUE_MONEY:
      {
        char currency[4] = { 0 };

        if (end - *bytes < 3)
          return FALSE;
        memcpy (currency, *bytes, 3);
        *bytes += 3;
        if (!crm_varint_read (&number, bytes, end))
          return FALSE;
        *value = crm_value_money (unzigzag (number), currency);
        return TRUE;
      }
    default:
      return FALSE;
    }
}
