/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An amount of money is an int64 of minor units (cents) and an ISO 4217 code. */

guint    crm_currency_digits (const char *currency);
gboolean crm_currency_valid  (const char *currency);
gint64   crm_currency_scale  (const char *currency);

char    *crm_money_format    (gint64 minor, const char *currency);
char    *crm_money_format_short (gint64 minor, const char *currency);
char    *crm_money_to_plain  (gint64 minor, const char *currency);
gboolean crm_money_parse     (const char *text, const char *currency, gint64 *minor, char parsed_currency[4]);

char    *crm_number_to_ascii     (const char *text);
gboolean crm_number_is_group     (const char *mark);
const char *crm_number_find_unclear (const char *text);
gboolean crm_number_parse    (const char *text, double *number);
char    *crm_number_format   (double number);

G_END_DECLS
