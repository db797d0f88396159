/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Spreadsheets made of the parts that a test gives: pairs of path and XML, ending with NULL. */
GByteArray *crm_test_zip (const char *const *parts);
/* A workbook of two sheets, and its parts, of which some can be replaced: pairs as above. */
GByteArray *crm_test_xlsx (const char *const *replaced);
GByteArray *crm_test_ods  (const char *tables);
GByteArray *crm_test_flat_ods (const char *tables);

G_END_DECLS
