/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* crm-package.c: the parts of a spreadsheet's file, which is a zip archive. One part is read at a time. A flat
 * OpenDocument is taken for a package of its only part. */
typedef struct _CrmPackage CrmPackage;

#define CRM_PACKAGE_CONTENT "content.xml"   /* the part of an OpenDocument with all sheets */

gboolean    crm_package_is_one   (const guint8 *bytes, gsize length);
CrmPackage *crm_package_open     (int fd, const guint8 *bytes, gint64 size, const char *name, GError **error);
void        crm_package_free     (CrmPackage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmPackage, crm_package_free)

const char *crm_package_get_name (const CrmPackage *self);
gboolean    crm_package_has      (const CrmPackage *self, const char *part);
gboolean    crm_package_enter    (CrmPackage *self, const char *part, GError **error);
gssize      crm_package_read     (CrmPackage *self, void *out, gsize room, GError **error);
double      crm_package_get_share (const CrmPackage *self);
gboolean    crm_package_refuse   (const CrmPackage *self, GError **error);
gboolean    crm_package_refuse_size (const CrmPackage *self, GError **error);
gboolean    crm_package_refuse_protected (const CrmPackage *self, GError **error);
gint64      crm_package_get_most (const CrmPackage *self);

/* crm-xml.c: XML of a part, piece by piece */
typedef struct _CrmXml CrmXml;

/* Called with names without their namespaces. Attributes are pairs: see crm_xml_attribute(). */
typedef struct
{
  void (*start) (CrmXml *xml, const char *name, const char **attributes, gpointer data);
  void (*end)   (CrmXml *xml, const char *name, gpointer data);
  void (*text)  (CrmXml *xml, const char *text, gsize length, gpointer data);
} CrmXmlHandlers;

typedef enum
{
  CRM_XML_FAILED,
  CRM_XML_PAUSED,
  CRM_XML_ENDED,
} CrmXmlState;

CrmXml     *crm_xml_open      (CrmPackage *package, const char *part, const CrmXmlHandlers *handlers, gpointer data,
                               GError **error);
void        crm_xml_free      (CrmXml *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmXml, crm_xml_free)

CrmXmlState crm_xml_go_on     (CrmXml *self, GError **error);
void        crm_xml_pause     (CrmXml *self);
void        crm_xml_fail      (CrmXml *self, GError *error);
gboolean    crm_xml_parse     (CrmPackage *package, const char *part, const CrmXmlHandlers *handlers, gpointer data,
                               GError **error);
gboolean    crm_xml_parse_text (const char *text, gsize length, const char *name, const CrmXmlHandlers *handlers,
                               gpointer data, GError **error);
char       *crm_xml_dup_space (const CrmXml *self);
void        crm_xml_unescape  (GString *text);
void        crm_xml_append_text (GString *out, const char *text);
const char *crm_xml_attribute (const char **attributes, const char *name);
const char *crm_xml_attribute_in (const char **attributes, const char *space, const char *name);

G_END_DECLS
