/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-frame.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Data sets and expected results in $CLIENTELE_REFERENCE_DATA. Where there are none the functions skip the test and return
 * NULL. */
char     *crm_test_data_path (const char *name);
CrmFrame *crm_test_data_csv  (const char *name);

/* A member of a file of expected results; names of members with "/" between them. */
JsonNode *crm_test_expected        (const char *file, const char *path);
double    crm_test_expected_number (const char *file, const char *path);

/* Cleaned as the expected results say. */
CrmFrame *crm_test_data_telco (void);
CrmFrame *crm_test_data_leads (void);

/* Within a relative tolerance, or an absolute one below 1. */
#define crm_test_assert_near(number, expected, tolerance) \
  g_assert_cmpfloat_with_epsilon ((number), (expected), (tolerance) * MAX (1, ABS (expected)))

G_END_DECLS
