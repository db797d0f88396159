/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "exchange/crm-calendar.h"

#include <string.h>

/* Calendars: they become a table of valid text. */

static void
take_item (char *const *cells,
           gpointer data)
{
  guint *n = data;

  g_assert_nonnull (cells[0]);   /* a name */
  (*n)++;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize size)
{
  g_auto (CrmRemarks) remarks;
  g_autofree char *table = NULL;
  guint n = 0;

  crm_remarks_init (&remarks);
  crm_calendar_read ((const char *) data, size, &remarks, take_item, &n);
  table = crm_calendar_make_table ((const char *) data, size, &remarks, NULL);
  g_assert_true (g_utf8_validate (table, -1, NULL));
  g_assert_cmpuint (n, <=, size / strlen ("BEGIN:VTODO"));
  return 0;
}
