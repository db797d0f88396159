/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reading results again. What is not there or of another kind is NULL, NaN or FALSE. */

JsonObject *crm_result_get_object  (JsonObject *object, const char *key);
JsonObject *crm_result_get_model   (JsonObject *result);
JsonArray  *crm_result_get_array   (JsonObject *object, const char *key);
JsonObject *crm_result_get_element (JsonArray *array, guint index);
const char *crm_result_get_text    (JsonObject *object, const char *key);
double      crm_result_get_number  (JsonObject *object, const char *key);
double     *crm_result_get_numbers (JsonObject *object, const char *key, gsize *n);
GPtrArray  *crm_result_get_texts   (JsonObject *object, const char *key);
int         crm_result_get_choice  (JsonObject *object, const char *key, const char *const *choices, guint n_choices);

G_END_DECLS
