/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "base/crm-error.h"

#include <string.h>

/* Random change sets with undo and redo, compared after every step with a model in memory: a stack of digests and
 * the fields that were written last. Run with --seed to repeat; slow runs take another way each time. */

typedef struct
{
  const char *entity;
  gint64      id;
} Known;

typedef struct
{
  TestStore *test;
  GArray    *known;      /* of Known: all that were ever made */
  GArray    *made;       /* of Known: by the change set at hand */
  GPtrArray *past;       /* digests: before every action that can be undone, then now */
  GPtrArray *future;     /* digests that redo leads to */
} Model;

static const char *const entities[] = { "customer", "contact", "opportunity", "opportunity_line", "activity", "product", "lead",
                                        "person", "stage" };

static gboolean
exists (Model *self,
        const Known *known)
{
  g_autoptr (CrmRecord) record = crm_test_get (self->test->store, known->entity, known->id);

  return record != NULL;
}

/* A record of the entity, or of any: mostly one that is there, sometimes one that the change set at hand makes. */
static const Known *
pick (Model *self,
      const char *entity)
{
  GArray *from = self->made->len > 0 && g_test_rand_int_range (0, 3) == 0 ? self->made : self->known;

  for (guint tries = 0; from->len > 0 && tries < 40; tries++)
    {
      const Known *known = &g_array_index (from, Known, g_test_rand_int_range (0, from->len));

      if ((entity == NULL || strcmp (known->entity, entity) == 0) &&
          (from == self->made || g_test_rand_int_range (0, 100) == 0 || exists (self, known)))
        return known;
    }
  return NULL;
}

static CrmValue
random_value (Model *self,
              const CrmField *field)
{
  const Known *target;

  if ((field->flags & CRM_FIELD_REQUIRED) == 0 && g_test_rand_int_range (0, 6) == 0)
    return CRM_VALUE_INIT_NULL;
  switch (field->kind)
    {
    case CRM_FIELD_EMAIL: return crm_value_text ("a@example.org");
    case CRM_FIELD_PHONE: return crm_value_text ("555-0100");
    case CRM_FIELD_URL: return crm_value_text ("example.org");
    case CRM_FIELD_CHOICE:
      {
        guint n = 0;

        while (field->choices[n].key != NULL)
          n++;
        return crm_value_text (field->choices[g_test_rand_int_range (0, n)].key);
      }
    case CRM_FIELD_INTEGER: return crm_value_int (g_test_rand_int_range (1000, 2200));
    case CRM_FIELD_DECIMAL: return crm_value_real (g_test_rand_int_range (1, 50) / 4.0);
    case CRM_FIELD_PERCENT: return crm_value_real (g_test_rand_int_range (0, 21) / 20.0);
    case CRM_FIELD_MONEY: return crm_value_money (g_test_rand_int_range (0, 100000), g_test_rand_bit () ? "EUR" : "USD");
    case CRM_FIELD_DATE: return crm_value_int (g_test_rand_int_range (15000, 21000));
    case CRM_FIELD_INSTANT: return crm_value_int ((gint64) g_test_rand_int_range (1, 1000000) * 1000000000);
    case CRM_FIELD_BOOLEAN: return crm_value_int (g_test_rand_bit ());
    case CRM_FIELD_LINK:
      target = pick (self, field->target);
      return target != NULL ? crm_value_int (target->id) : CRM_VALUE_INIT_NULL;
    case CRM_FIELD_TEXT:
    case CRM_FIELD_LONG_TEXT:
    case CRM_FIELD_TAGS:
    default:
      return crm_value_take_text (g_strdup_printf ("%c%d", 'a' + g_test_rand_int_range (0, 26), g_test_rand_int_range (0, 40)));
    }
}

static void
put_fields (Model *self,
            CrmChangeSet *changes,
            const CrmEntity *entity,
            gboolean all_required)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmField *field = &entity->fields[i];
      gboolean required = (field->flags & CRM_FIELD_REQUIRED) != 0 && all_required;

      if (field->flags & CRM_FIELD_UNIQUE && g_test_rand_int_range (0, 10) != 0)
        continue;
      if ((field->flags & CRM_FIELD_DERIVED) == 0 && (required || g_test_rand_int_range (0, 5) == 0))
        crm_change_set_take (changes, field->key, random_value (self, field));
    }
}

static void
add_change (Model *self,
            CrmChangeSet *changes)
{
  int choice = g_test_rand_int_range (0, 10);
  const Known *known = pick (self, NULL);

  if (choice < 5 || known == NULL)
    {
      Known added = { entities[g_test_rand_int_range (0, G_N_ELEMENTS (entities))], 0 };

      added.id = crm_change_set_insert (changes, added.entity);
      put_fields (self, changes, crm_entity_find (added.entity), TRUE);
      g_array_append_val (self->made, added);
    }
  else if (choice < 9)
    {
      crm_change_set_update (changes, known->entity, known->id);
      put_fields (self, changes, crm_entity_find (known->entity), FALSE);
    }
  else if (g_test_rand_int_range (0, 3) == 0)
    crm_change_set_delete (changes, known->entity, known->id);
}

static void
assert_now (Model *self)
{
  g_autofree char *digest = crm_test_digest (self->test->store);

  g_assert_cmpstr (digest, ==, self->past->pdata[self->past->len - 1]);
}

/* Returns whether the store took it; what it refuses must leave everything as it was. */
static gboolean
do_something (Model *self)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->test->store, "Something");
  g_autoptr (GError) error = NULL;
  gint64 action;

  g_array_set_size (self->made, 0);
  for (int n = g_test_rand_int_range (0, 20) == 0 ? 60 : g_test_rand_int_range (1, 5); n > 0; n--)
    add_change (self, changes);
  if (!crm_store_apply (self->test->store, changes, &action, NULL, &error))
    {
      g_assert_true (error->domain == CRM_ERROR);
      g_test_message ("refused: %s", error->message);
      assert_now (self);
      return FALSE;
    }
  if (action == 0)
    {
      assert_now (self);
      return FALSE;
    }
  g_array_append_vals (self->known, self->made->data, self->made->len);
  g_ptr_array_add (self->past, crm_test_digest (self->test->store));
  g_ptr_array_set_size (self->future, 0);
  return TRUE;
}

static void
undo_something (Model *self)
{
  GError *error = NULL;

  if (self->past->len < 2)
    {
      crm_store_undo (self->test->store, 0, NULL, &error);
      g_assert_error (error, CRM_ERROR, CRM_ERROR_NOTHING);
      g_clear_error (&error);
      return;
    }
  crm_store_undo (self->test->store, 0, NULL, &error);
  g_assert_no_error (error);
  g_ptr_array_add (self->future, g_ptr_array_steal_index (self->past, self->past->len - 1));
  assert_now (self);
}

static void
redo_something (Model *self)
{
  GError *error = NULL;

  crm_store_redo (self->test->store, NULL, &error);
  if (self->future->len == 0)
    {
      g_assert_error (error, CRM_ERROR, CRM_ERROR_NOTHING);
      g_clear_error (&error);
      return;
    }
  g_assert_no_error (error);
  g_ptr_array_add (self->past, g_ptr_array_steal_index (self->future, self->future->len - 1));
  assert_now (self);
}

static void
test_random (TestStore *test,
             gconstpointer data)
{
  guint n_steps = g_getenv ("CLIENTELE_SLOW") != NULL ? 5000 : 500;
  guint n_done = 0;
  Known sales = { "pipeline", crm_test_find (test->store, "pipeline", "Sales") };
  Model model = { test, g_array_new (FALSE, FALSE, sizeof (Known)), g_array_new (FALSE, FALSE, sizeof (Known)),
                  g_ptr_array_new_with_free_func (g_free), g_ptr_array_new_with_free_func (g_free) };

  g_array_append_val (model.known, sales);
  g_ptr_array_add (model.past, crm_test_digest (test->store));
  for (guint i = 0; i < n_steps; i++)
    {
      int choice = g_test_rand_int_range (0, 20);

      if (choice < 11)
        n_done += do_something (&model);
      else if (choice < 15)
        undo_something (&model);
      else if (choice < 19)
        redo_something (&model);
      else
        {
          crm_test_reopen (test, 0);
          assert_now (&model);
        }
      crm_test_sound (test->store);
    }
  while (model.past->len > 1)
    undo_something (&model);
  crm_test_sound (test->store);
  g_test_message ("%u of %u actions were taken", n_done, n_steps);
  g_assert_cmpuint (n_done, >, n_steps / 10);
  g_array_unref (model.known);
  g_array_unref (model.made);
  g_ptr_array_unref (model.past);
  g_ptr_array_unref (model.future);
}

int
main (int argc,
      char **argv)
{
  char *usual[] = { argv[0], (char *) "--seed", (char *) "R02S5237fd72a8a97f7074de0264d5a3a513", NULL };

  if (argc == 1 && g_getenv ("CLIENTELE_SLOW") == NULL)
    {
      argc = 3;
      argv = usual;
    }
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/property/random", TestStore, NULL, crm_test_set_up, test_random, crm_test_tear_down);
  return g_test_run ();
}
