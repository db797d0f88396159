/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-error.h"

#include <gio/gio.h>

typedef struct
{
  char *field;
} CrmErrorPrivate;

static void
crm_error_private_init (CrmErrorPrivate *self)
{
}

static void
crm_error_private_copy (const CrmErrorPrivate *self,
                        CrmErrorPrivate *copy)
{
  copy->field = g_strdup (self->field);
}

static void
crm_error_private_clear (CrmErrorPrivate *self)
{
  g_free (self->field);
}

G_DEFINE_EXTENDED_ERROR (CrmError, crm_error)

static const char *
name_code (CrmError code)
{
  switch (code)
    {
    case CRM_ERROR_FAILED: return "failed";
    case CRM_ERROR_NOT_FOUND: return "not-found";
    case CRM_ERROR_EXISTS: return "exists";
    case CRM_ERROR_REQUIRED: return "required";
    case CRM_ERROR_INVALID: return "invalid";
    case CRM_ERROR_DUPLICATE: return "duplicate";
    case CRM_ERROR_REFERENCED: return "referenced";
    case CRM_ERROR_CONFLICT: return "conflict";
    case CRM_ERROR_NOTHING: return "nothing";
    case CRM_ERROR_SYNTAX: return "syntax";
    case CRM_ERROR_FORMAT: return "format";
    case CRM_ERROR_NEWER: return "newer";
    case CRM_ERROR_FOREIGN: return "foreign";
    case CRM_ERROR_READ_ONLY: return "read-only";
    case CRM_ERROR_BUSY: return "busy";
    case CRM_ERROR_DISK_FULL: return "disk-full";
    case CRM_ERROR_CORRUPT: return "corrupt";
    case CRM_ERROR_IO: return "io";
    case CRM_ERROR_GONE: return "gone";
    case CRM_ERROR_LOST: return "lost";
    default: return "failed";
    }
}

/**
 * crm_error_code_name:
 * @error: an error
 *
 * Returns: (transfer none): the stable name of the error's code, such as "duplicate"
 */
const char *
crm_error_code_name (const GError *error)
{
  if (error->domain == CRM_ERROR)
    return name_code (error->code);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "cancelled";
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
      g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return "not-found";
  return "failed";
}

/**
 * crm_error_set_field:
 * @error: (nullable): an error
 * @field: key of the field whose value is refused
 *
 * Notes the field, so that a form or a script can tell which value to change. Errors of other domains are left alone.
 */
void
crm_error_set_field (GError *error,
                     const char *field)
{
  if (error != NULL && error->domain == CRM_ERROR)
    g_set_str (&crm_error_get_private (error)->field, field);
}

/**
 * crm_error_get_field:
 *
 * Returns: (transfer none) (nullable): key of the field whose value is refused
 */
const char *
crm_error_get_field (const GError *error)
{
  return error->domain == CRM_ERROR ? crm_error_get_private (error)->field : NULL;
}
