/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "base/crm-error.h"

#include <string.h>

/* Journal, history, undo and redo. */

static void
undo (CrmStore *store,
      gint64 action)
{
  GError *error = NULL;
  g_autofree char *label = NULL;

  crm_store_undo (store, action, &label, &error);
  g_assert_no_error (error);
  g_assert_nonnull (label);
}

static void
redo (CrmStore *store)
{
  GError *error = NULL;

  crm_store_redo (store, NULL, &error);
  g_assert_no_error (error);
}

static GError *
try_undo (CrmStore *store,
          gint64 action)
{
  GError *error = NULL;

  g_assert_false (crm_store_undo (store, action, NULL, &error));
  return error;
}

static GError *
try_redo (CrmStore *store)
{
  GError *error = NULL;

  g_assert_false (crm_store_redo (store, NULL, &error));
  return error;
}

static void
assert_digest (CrmStore *store,
               const char *expected)
{
  g_autofree char *digest = crm_test_digest (store);

  g_assert_cmpstr (digest, ==, expected);
}

/* Does the step, and checks that undo and redo lead back and forth, also when the workspace is opened anew. */
static void
check_step (TestStore *test,
            const char *before)
{
  g_autofree char *after = crm_test_digest (test->store);

  g_assert_cmpstr (after, !=, before);
  undo (test->store, 0);
  assert_digest (test->store, before);
  redo (test->store);
  assert_digest (test->store, after);
  crm_test_reopen (test, 0);
  assert_digest (test->store, after);
  undo (test->store, 0);
  assert_digest (test->store, before);
  crm_test_reopen (test, 0);
  redo (test->store);
  assert_digest (test->store, after);
  crm_test_sound (test->store);
}

static void
test_steps (TestStore *test,
            gconstpointer data)
{
  g_autofree char *empty = crm_test_digest (test->store);
  g_autofree char *added = NULL, *edited = NULL, *won = NULL;
  gint64 customer = crm_test_add (test->store, "customer", "name", "A", "revenue", "5 USD", "notes", "x\ny", NULL);
  gint64 deal;

  check_step (test, empty);
  added = crm_test_digest (test->store);
  crm_test_set (test->store, "customer", customer, "name", "B", "revenue", "", "city", "Lyon", NULL);
  check_step (test, added);
  edited = crm_test_digest (test->store);
  deal = crm_test_add (test->store, "opportunity", "customer", "B", "value", "100", NULL);
  check_step (test, edited);
  won = crm_test_digest (test->store);
  crm_test_set (test->store, "opportunity", deal, "stage", "Won", NULL);
  check_step (test, won);
  g_clear_pointer (&won, g_free);
  won = crm_test_digest (test->store);
  crm_test_delete (test->store, "customer", customer);
  check_step (test, won);

  while (crm_store_undo (test->store, 0, NULL, NULL))
    ;
  assert_digest (test->store, empty);
  crm_test_sound (test->store);
}

/* A customer with everything on it, whose activity loses its contact and then goes itself. */
static void
test_tangled_delete (TestStore *test,
                     gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 customer = crm_test_add (store, "customer", "name", "A", NULL);
  g_autofree char *before = NULL;

  crm_test_add (store, "contact", "name", "Anna", "customer", "A", NULL);
  crm_test_add (store, "opportunity", "name", "Deal", "customer", "A", "contact", "Anna", NULL);
  crm_test_add (store, "activity", "name", "Call", "kind", "call", "contact", "Anna", "opportunity", "Deal", NULL);
  crm_test_add (store, "lead", "name", "Lead", "customer", "A", NULL);
  crm_test_add (store, "activity", "name", "Mail", "kind", "email", "contact", "Anna", "lead", "Lead", NULL);
  for (guint i = 0; i < 40; i++)
    crm_test_add (store, "opportunity_line", "name", "Line", "opportunity", "Deal", "unit_price", "1", NULL);
  before = crm_test_digest (store);
  crm_test_delete (store, "customer", customer);
  g_assert_cmpint (crm_test_count (store, "activity", NULL), ==, 1);
  check_step (test, before);
}

/* The same record several times in one action. */
static void
test_repeated (TestStore *test,
               gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 id = crm_test_add (store, "customer", "name", "A", NULL);
  g_autofree char *before = crm_test_digest (store);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Often");
  gint64 made;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("A%u", i);

      crm_change_set_update (changes, "customer", id);
      crm_change_set_text (changes, "name", name);
      crm_change_set_text (changes, i % 2 == 0 ? "city" : "region", name);
    }
  made = crm_change_set_insert (changes, "customer");
  crm_change_set_text (changes, "name", "B");
  crm_change_set_update (changes, "customer", made);
  crm_change_set_text (changes, "name", "C");
  crm_change_set_delete (changes, "customer", id);
  g_assert_no_error (crm_test_try (store, changes));
  g_assert_cmpint (crm_test_count (store, "customer", "name = C"), ==, 1);
  g_clear_pointer (&changes, crm_change_set_unref);   /* it holds the store */
  check_step (test, before);
}

static void
test_bulk (TestStore *test,
           gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Import");
  gint64 deal;

  deal = crm_test_add (test->store, "opportunity", "name", "Deal", NULL);
  before = crm_test_digest (test->store);
  for (guint i = 0; i < 500; i++)
    {
      gint64 customer = crm_change_set_insert (changes, "customer");

      crm_change_set_text (changes, "name", "Customer");
      crm_change_set_insert (changes, "activity");
      crm_change_set_text (changes, "name", "Note");
      crm_change_set_text (changes, "kind", "note");
      crm_change_set_int (changes, "customer", customer);
      crm_change_set_int (changes, "opportunity", deal);
    }
  g_assert_no_error (crm_test_try (test->store, changes));
  g_assert_cmpint (crm_test_count (test->store, "activity", NULL), ==, 500);
  g_clear_pointer (&changes, crm_change_set_unref);   /* it holds the store */
  check_step (test, before);
}

static void
test_order (TestStore *test,
            gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 id = crm_test_add (store, "customer", "name", "A", NULL);
  gint64 first = crm_test_set (store, "customer", id, "city", "Lyon", NULL);
  gint64 second = crm_test_set (store, "customer", id, "region", "Rhône", NULL);
  g_autofree char *city = NULL, *region = NULL;

  undo (store, first);   /* not the newest, but nothing is in the way */
  crm_test_assert_error (try_undo (store, first), CRM_ERROR_NOTHING);
  city = crm_test_text (store, "customer", id, "city");
  region = crm_test_text (store, "customer", id, "region");
  g_assert_cmpstr (city, ==, "");
  g_assert_cmpstr (region, ==, "Rhône");
  undo (store, 0);
  crm_test_assert_error (try_undo (store, second), CRM_ERROR_NOTHING);
  redo (store);
  redo (store);
  crm_test_assert_error (try_redo (store), CRM_ERROR_NOTHING);
  g_assert_cmpint (crm_test_count (store, "customer", "city = lyon and region = rhone"), ==, 1);

  undo (store, 0);
  crm_test_set (store, "customer", id, "street", "x", NULL);
  crm_test_assert_error (try_redo (store), CRM_ERROR_NOTHING);   /* something new was done */
  crm_test_assert_error (try_undo (store, 12345), CRM_ERROR_NOT_FOUND);
}

static void
test_nothing (TestStore *test,
              gconstpointer data)
{
  crm_test_assert_error (try_undo (test->store, 0), CRM_ERROR_NOTHING);   /* setting up is for good */
  crm_test_assert_error (try_redo (test->store), CRM_ERROR_NOTHING);
}

/* Later edits in the way are told, and nothing is changed. */
static void
test_conflicts (TestStore *test,
                gconstpointer data)
{
  CrmStore *store = test->store;
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Import");
  gint64 id = crm_test_add (store, "customer", "name", "A", "number", "1", NULL);
  gint64 first = crm_test_set (store, "customer", id, "city", "Lyon", NULL);
  gint64 second = crm_test_set (store, "customer", id, "city", "Kyiv", NULL);
  gint64 contact, deleted, import, made;
  g_autofree char *before = NULL;
  GError *error;

  error = try_undo (store, first);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "City"));
  g_assert_nonnull (strstr (error->message, "“A”"));
  g_clear_error (&error);
  undo (store, second);
  undo (store, first);

  /* What an import made and somebody edited, or linked to, stays. */
  made = crm_change_set_insert (changes, "customer");
  crm_change_set_text (changes, "name", "B");
  crm_store_apply (store, changes, &import, NULL, NULL);
  second = crm_test_set (store, "customer", made, "city", "Lyon", NULL);
  before = crm_test_digest (store);
  crm_test_assert_error (try_undo (store, import), CRM_ERROR_CONFLICT);
  assert_digest (store, before);
  undo (store, second);
  contact = crm_test_add (store, "contact", "name", "Anna", "customer", "B", NULL);
  crm_test_assert_error (try_undo (store, import), CRM_ERROR_CONFLICT);

  /* What was deleted with something that is gone by now. */
  deleted = crm_test_delete (store, "contact", contact);
  second = crm_test_delete (store, "customer", made);
  crm_test_assert_error (try_undo (store, deleted), CRM_ERROR_CONFLICT);
  undo (store, second);
  undo (store, deleted);

  /* A number that is taken by now. */
  deleted = crm_test_delete (store, "customer", id);
  crm_test_add (store, "customer", "name", "C", "number", "1", NULL);
  crm_test_assert_error (try_undo (store, deleted), CRM_ERROR_DUPLICATE);
  crm_test_sound (store);
}

/* Unique values that two records exchange in two steps of one action. */
static void
test_exchange (TestStore *test,
               gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 a = crm_test_add (store, "customer", "name", "A", "number", "1", NULL);
  gint64 b = crm_test_add (store, "customer", "name", "B", "number", "2", NULL);
  g_autofree char *before = crm_test_digest (store);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Exchange");

  crm_change_set_update (changes, "customer", a);
  crm_change_set_null (changes, "number");
  crm_change_set_update (changes, "customer", b);
  crm_change_set_text (changes, "number", "1");
  crm_change_set_update (changes, "customer", a);
  crm_change_set_text (changes, "number", "2");
  g_assert_no_error (crm_test_try (store, changes));
  g_clear_pointer (&changes, crm_change_set_unref);   /* it holds the store */
  check_step (test, before);
}

/* History */

typedef struct
{
  const char *entity;
  gint64      id;
  guint       limit;
} Request;

static gpointer
read_history (CrmReader *reader,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  const Request *request = data;

  return crm_reader_history (reader, request->entity != NULL ? crm_entity_find (request->entity) : NULL, request->id,
                             request->limit, error);
}

static GPtrArray *
get_history (CrmStore *store,
             const char *entity,
             gint64 id,
             guint limit)
{
  Request request = { entity, id, limit };
  GError *error = NULL;
  GPtrArray *entries = crm_store_read (store, read_history, &request, NULL, &error);

  g_assert_no_error (error);
  return entries;
}

static void
test_history (TestStore *test,
              gconstpointer data)
{
  CrmStore *store = test->store;
  gint64 id = crm_test_add (store, "customer", "name", "A", NULL);
  gint64 action = crm_test_set (store, "customer", id, "name", "B", "revenue", "5", NULL);
  g_autoptr (GPtrArray) entries = NULL;
  CrmHistoryEntry *entry;
  CrmFieldChange *field;

  crm_test_add (store, "customer", "name", "Other", NULL);
  entries = get_history (store, "customer", id, 10);
  g_assert_cmpuint (entries->len, ==, 2);
  entry = entries->pdata[0];
  g_assert_cmpint (entry->action, ==, action);
  g_assert_cmpstr (entry->label, ==, "Set");
  g_assert_nonnull (entry->by);
  g_assert_cmpuint (entry->changes->len, ==, 1);
  field = crm_change_find (entry->changes->pdata[0], "name");
  g_assert_cmpstr (field->old.text, ==, "A");
  g_assert_cmpstr (field->value.text, ==, "B");
  field = crm_change_find (entry->changes->pdata[0], "revenue");
  g_assert_true (crm_value_is_null (&field->old));
  g_assert_cmpint (field->value.i, ==, 500);
  g_assert_null (crm_change_find (entry->changes->pdata[0], "city"));

  undo (store, action);
  g_clear_pointer (&entries, g_ptr_array_unref);
  entries = get_history (store, NULL, 0, 10);
  g_assert_cmpuint (entries->len, ==, 5);
  entry = entries->pdata[0];
  g_assert_cmpint (entry->kind, ==, CRM_ACTION_UNDO);
  g_assert_cmpint (entry->target, ==, action);
  g_assert_true (((CrmHistoryEntry *) entries->pdata[2])->undone);
  g_assert_true (((CrmHistoryEntry *) entries->pdata[4])->permanent);
  g_clear_pointer (&entries, g_ptr_array_unref);
  entries = get_history (store, NULL, 0, 2);
  g_assert_cmpuint (entries->len, ==, 2);
}

/* A bulk insert is one change, yet each record knows it. */
static void
test_bulk_history (TestStore *test,
                   gconstpointer data)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (test->store, "Import");
  g_autoptr (GPtrArray) all = NULL, one = NULL, none = NULL;
  const CrmChange *change;
  gint64 ids[100];

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      ids[i] = crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", "A");
      crm_store_new_id (test->store);   /* a hole */
    }
  g_assert_no_error (crm_test_try (test->store, changes));
  all = get_history (test->store, NULL, 0, 1);
  change = ((CrmHistoryEntry *) all->pdata[0])->changes->pdata[0];
  g_assert_cmpint (change->kind, ==, CRM_CHANGE_INSERT_MANY);
  g_assert_cmpuint (change->fields->len, ==, G_N_ELEMENTS (ids));
  one = get_history (test->store, "customer", ids[50], 10);
  g_assert_cmpuint (one->len, ==, 1);
  none = get_history (test->store, "customer", ids[50] + 1, 10);
  g_assert_cmpuint (none->len, ==, 0);
}

static gpointer
read_labels (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree char *undoable = crm_reader_undo_label (reader);
  g_autofree char *redoable = crm_reader_redo_label (reader);

  return g_strdup_printf ("%s/%s", undoable != NULL ? undoable : "", redoable != NULL ? redoable : "");
}

static void
assert_labels (CrmStore *store,
               const char *expected)
{
  g_autofree char *labels = crm_store_read (store, read_labels, NULL, NULL, NULL);

  g_assert_cmpstr (labels, ==, expected);
}

static void
test_labels (TestStore *test,
             gconstpointer data)
{
  gint64 id;

  assert_labels (test->store, "/");
  id = crm_test_add (test->store, "customer", "name", "A", NULL);
  assert_labels (test->store, "Add/");
  crm_test_set (test->store, "customer", id, "city", "Lyon", NULL);
  assert_labels (test->store, "Set/");
  undo (test->store, 0);
  assert_labels (test->store, "Add/Set");
  undo (test->store, 0);
  assert_labels (test->store, "/Add");
  redo (test->store);
  assert_labels (test->store, "Add/Set");
}

#define ADD(path, function) g_test_add ("/undo/" path, TestStore, NULL, crm_test_set_up, function, crm_test_tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("steps", test_steps);
  ADD ("tangled-delete", test_tangled_delete);
  ADD ("repeated", test_repeated);
  ADD ("bulk", test_bulk);
  ADD ("order", test_order);
  ADD ("nothing", test_nothing);
  ADD ("conflicts", test_conflicts);
  ADD ("exchange", test_exchange);
  ADD ("history", test_history);
  ADD ("bulk-history", test_bulk_history);
  ADD ("labels", test_labels);
  return g_test_run ();
}
