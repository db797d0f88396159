/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-output.h"

#include "base/crm-error.h"
#include "base/crm-money.h"

#include <glib/gi18n.h>

#define MANY 1000   /* records that are not searched yet and worth telling */

static gboolean repair;
static CrmRepair *repaired;   /* what --repair did, if it had to write the file anew */

static const GOptionEntry options[] = {
  { "repair", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &repair,
    N_("Put right what can be; steps that are lost for good are noted in the history"), NULL },
  { NULL }
};

static void
add_repair (CrmResultBuilder *builder)
{
  crm_result_begin (builder, "repaired");
  crm_result_count (builder, "records", repaired->n_kept);
  crm_result_count (builder, "filled", repaired->n_filled);
  crm_result_count (builder, "in_part", repaired->n_in_part);
  crm_result_count (builder, "lost", repaired->n_lost);
  crm_result_text (builder, "kept", repaired->kept);
  crm_result_texts (builder, "notes", repaired->notes);
  crm_result_end (builder);
}

static void
print_repair (void)
{
  for (guint i = 0; i < repaired->notes->len; i++)
    {
      crm_cli_print (repaired->notes->pdata[i]);
      crm_cli_print ("\n");
    }
  crm_cli_say (_("The file was written anew. The damaged one is “%s”."), repaired->kept);
}

static void
print_json (GPtrArray *problems,
            const CrmCheckedPages *pages,
            gint64 unsearched,
            GArray *digests)
{
  g_auto (CrmResultBuilder) builder;

  crm_result_builder_init (&builder, NULL);
  crm_result_begin (&builder, NULL);
  crm_result_flag (&builder, "ok", problems->len == 0);
  crm_result_texts (&builder, "problems", problems);
  crm_result_count (&builder, "pages", pages->n_pages);
  crm_result_count (&builder, "unsealed", pages->n_unsealed);
  crm_result_count (&builder, "damaged", pages->n_damaged);
  crm_result_count (&builder, "unsearched", unsearched);
  crm_result_begin (&builder, "entities");
  for (guint i = 0; digests != NULL && i < digests->len; i++)
    {
      const CrmEntityDigest *digest = &g_array_index (digests, CrmEntityDigest, i);

      crm_result_begin (&builder, digest->entity->name);
      crm_result_count (&builder, "count", digest->count);
      crm_result_text (&builder, "hash", digest->hash);
      crm_result_end (&builder);
    }
  crm_result_end (&builder);
  if (repaired != NULL)
    add_repair (&builder);
  crm_result_end (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
}

static void
print_text (GPtrArray *problems,
            gint64 unsearched,
            GArray *digests)
{
  g_autoptr (CrmTable) table = crm_table_new ();

  crm_table_add_column (table, "", FALSE);
  crm_table_add_column (table, "", TRUE);
  for (guint i = 0; digests != NULL && i < digests->len; i++)
    {
      const CrmEntityDigest *digest = &g_array_index (digests, CrmEntityDigest, i);

      crm_table_add_cell (table, crm_entity_get_label_plural (digest->entity));
      crm_table_take_cell (table, g_strdup_printf ("%" G_GINT64_FORMAT, digest->count));
    }
  crm_table_print (table);
  if (repaired != NULL)
    print_repair ();
  if (unsearched > MANY)
    {
      g_autofree char *number = crm_number_format (unsearched);

      crm_cli_say (_("Search is being prepared: %s records are not in its index yet. That goes on while the "
                     "workspace is open."), number);
    }
  for (guint i = 0; i < problems->len; i++)
    {
      crm_cli_print (problems->pdata[i]);
      crm_cli_print ("\n");
    }
  if (problems->len == 0)
    crm_cli_say (_("The workspace is sound"));
  else
    crm_cli_say (ngettext ("%u problem was found. Nothing was changed. Keep a copy of the file.",
                           "%u problems were found. Nothing was changed. Keep a copy of the file.", problems->len),
                 problems->len);
}

static gboolean
check_workspace (CrmReader *reader,
                 gpointer data,
                 GError **error)
{
  CrmCli *cli = data;
  CrmCheckedPages pages = { 0 };
  g_autoptr (GPtrArray) problems = crm_reader_check_pages (reader, &pages, error);
  g_autoptr (GArray) digests = NULL;
  gint64 unsearched = 0;

  if (problems == NULL)
    return FALSE;
  if (pages.n_damaged == 0 && (digests = crm_reader_digest (reader, error)) == NULL)
    return FALSE;
  if (pages.n_damaged == 0)
    unsearched = crm_reader_count_unsearched (reader);
  if (cli->json)
    print_json (problems, &pages, unsearched, digests);
  else
    print_text (problems, unsearched, digests);
  cli->status = problems->len == 0 ? 0 : 1;
  return TRUE;
}

static gpointer
check_search (CrmReader *reader,
              gpointer sound,
              GCancellable *cancellable,
              GError **error)
{
  crm_reader_check_search (reader, sound, error);
  return NULL;
}

/* The search index follows from the records, so it can be made anew. */
static gboolean
repair_search (CrmStore *store,
               GError **error)
{
  gboolean sound = TRUE;
  GError *local = NULL;

  crm_store_read (store, check_search, &sound, NULL, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (sound)
    return TRUE;
  if (!crm_store_rebuild_search (store, error))
    return FALSE;
  crm_store_finish_search (store);
  return TRUE;
}

static gboolean
put_right (CrmCli *cli,
           GError **error)
{
  CrmStore *store = crm_cli_open (cli, CRM_STORE_ACCEPT_LOSS, error);
  gboolean done;

  if (store == NULL)
    return FALSE;
  done = repair_search (store, error);
  crm_cli_close (store);
  return done;
}

static gboolean
look_for_harm (CrmReader *reader,
               gpointer data,
               GError **error)
{
  gboolean *harmed = data;
  CrmCheckedPages pages = { 0 };
  g_autoptr (GPtrArray) problems = crm_reader_check_pages (reader, &pages, error);

  if (problems == NULL)
    return FALSE;
  *harmed = problems->len > 0 || pages.n_unsealed > 0;
  return TRUE;
}

/* Damage that cannot even be looked at counts as well. */
static gboolean
is_harmed (CrmCli *cli)
{
  gboolean harmed = FALSE;

  return !crm_cli_read (cli, look_for_harm, &harmed, NULL) || harmed;
}

static gboolean
write_anew (CrmCli *cli,
            GError **error)
{
  g_autofree char *path = crm_cli_find_workspace (cli, error);

  if (path != NULL)
    repaired = crm_store_repair (path, NULL, error);
  return repaired != NULL;
}

/* What can be put right in place is; whatever is wrong then needs a new file. */
static gboolean
repair_workspace (CrmCli *cli,
                  GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!is_harmed (cli) || (put_right (cli, &local) && !is_harmed (cli)))
    return TRUE;
  if (local == NULL || g_error_matches (local, CRM_ERROR, CRM_ERROR_CORRUPT))
    return write_anew (cli, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
run_check (CrmCli *cli,
           char **arguments,
           GError **error)
{
  return crm_cli_expect_arguments (arguments, 0, 0, error) &&
         (!repair || repair_workspace (cli, error)) &&
         crm_cli_read (cli, check_workspace, cli, error);
}

const CrmCommand crm_command_check = {
  .name = "check",
  .arguments = "",
  .summary = N_("Check every page of the file, its links and its search index"),
  .description = N_("Without --repair it only reads. The hash of an entity is equal for equal contents, whatever the "
                    "file looks like."),
  .options = options,
  .run = run_check,
};
