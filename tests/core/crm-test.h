/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sales/crm-workspace.h"
#include "store/crm-list-model.h"

G_BEGIN_DECLS

/* A workspace of its own for each test: fixture functions for g_test_add(). */
typedef struct
{
  char     *folder;
  char     *path;
  CrmStore *store;
} TestStore;

void      crm_test_set_up    (TestStore *self, gconstpointer data);
void      crm_test_tear_down (TestStore *self, gconstpointer data);
void      crm_test_reopen    (TestStore *self, CrmStoreFlags flags);
void      crm_test_remove_folder (const char *folder);

/* Fields are given as pairs of key and text, ending with NULL; links by id or title. */
gint64    crm_test_add       (CrmStore *store, const char *entity, ...) G_GNUC_NULL_TERMINATED;
gint64    crm_test_set       (CrmStore *store, const char *entity, gint64 id, ...) G_GNUC_NULL_TERMINATED;
gint64    crm_test_delete    (CrmStore *store, const char *entity, gint64 id);
GError   *crm_test_try_add   (CrmStore *store, const char *entity, ...) G_GNUC_NULL_TERMINATED;
GError   *crm_test_try_set   (CrmStore *store, const char *entity, gint64 id, ...) G_GNUC_NULL_TERMINATED;
GError   *crm_test_try_delete (CrmStore *store, const char *entity, gint64 id);
GError   *crm_test_try       (CrmStore *store, CrmChangeSet *changes);
void      crm_test_put       (CrmStore *store, CrmChangeSet *changes, const char *field, const char *text);

CrmRecord *crm_test_get      (CrmStore *store, const char *entity, gint64 id);
char      *crm_test_text     (CrmStore *store, const char *entity, gint64 id, const char *field);
gint64     crm_test_find     (CrmStore *store, const char *entity, const char *title);
gint64     crm_test_count    (CrmStore *store, const char *entity, const char *filter);
char      *crm_test_titles   (CrmStore *store, const char *entity, const char *filter, const char *sort);
char      *crm_test_digest   (CrmStore *store);
char      *crm_test_checksum (const char *path);
GPtrArray *crm_test_problems (CrmStore *store);
void       crm_test_interrupt (CrmStore *store);
void       crm_test_exec     (const char *path, const char *sql);
void       crm_test_sound    (CrmStore *store);

#define crm_test_assert_error(error, expected_code) \
  G_STMT_START { \
    GError *_error = (error); \
    g_assert_error (_error, CRM_ERROR, (expected_code)); \
    g_clear_error (&_error); \
  } G_STMT_END

#define crm_test_wait_for(condition) \
  G_STMT_START { \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
  } G_STMT_END

G_END_DECLS
