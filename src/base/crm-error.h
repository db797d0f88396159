/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CrmError:
 *
 * What can be refused or fail. Each code has a stable, untranslated name (see crm_error_code_name()) that scripts
 * may rely on; the message is for people: what happened, what was kept, what to do next.
 */
typedef enum
{
  CRM_ERROR_FAILED,
  CRM_ERROR_NOT_FOUND,          /* no such file, record, entity or field */
  CRM_ERROR_EXISTS,             /* would overwrite something */
  CRM_ERROR_REQUIRED,           /* a value is missing */
  CRM_ERROR_INVALID,            /* a value is not of the field's kind */
  CRM_ERROR_DUPLICATE,          /* a value that must be unique is taken */
  CRM_ERROR_REFERENCED,         /* other records need the one to be deleted */
  CRM_ERROR_CONFLICT,           /* later edits stand in the way */
  CRM_ERROR_NOTHING,            /* nothing to do, such as nothing to undo */
  CRM_ERROR_SYNTAX,             /* a filter or option that cannot be read */
  CRM_ERROR_FORMAT,             /* a file that is not what it should be */
  CRM_ERROR_NEWER,              /* a workspace written by a newer version */
  CRM_ERROR_FOREIGN,            /* a database of another program */
  CRM_ERROR_READ_ONLY,          /* the file or its folder may not be written */
  CRM_ERROR_BUSY,               /* another process is writing */
  CRM_ERROR_DISK_FULL,
  CRM_ERROR_CORRUPT,
  CRM_ERROR_IO,
  CRM_ERROR_GONE,               /* the file was moved or removed while it was open */
  CRM_ERROR_LOST,               /* steps that were saved are not in the workspace any more */
} CrmError;

#define CRM_ERROR (crm_error_quark ())
GQuark crm_error_quark (void);

const char *crm_error_code_name (const GError *error);
void        crm_error_set_field (GError *error, const char *field);
const char *crm_error_get_field (const GError *error);

G_END_DECLS
