/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

static const CrmChoice kinds[] = {
  { "good", NC_("kind of product", "Good"), "product|physical", "kind of product" },
  { "service", N_("Service"), NULL },
  { NULL },
};

static const CrmField fields[] = {
  { "name", N_("Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_SEARCHABLE | CRM_FIELD_LISTED | CRM_FIELD_INDEXED, N_("Product"),
    .aliases = "product|productname|item|itemname|title|产品|产品名称" },
  { "code", N_("Code"), CRM_FIELD_TEXT, CRM_FIELD_UNIQUE | CRM_FIELD_SEARCHABLE | CRM_FIELD_INDEXED, N_("Product"), .aliases = "sku|productcode|partnumber|productid|编码|产品编码|产品编号|货号" },
  { "category", N_("Category"), CRM_FIELD_TEXT, CRM_FIELD_LISTED, N_("Product"), .aliases = "series|group|productgroup|family|类别|分类|产品分类|产品类别" },
  { "kind", N_("Kind"), CRM_FIELD_CHOICE, 0, N_("Product"), .choices = kinds },
  { "price", N_("Price"), CRM_FIELD_MONEY, CRM_FIELD_LISTED, N_("Product"), .aliases = "salesprice|listprice|unitprice|amount|价格|单价|售价|标准单价" },
  { "cost", N_("Cost"), CRM_FIELD_MONEY, 0, N_("Product"), .aliases = "costprice|purchaseprice|成本" },
  { "active", N_("Active"), CRM_FIELD_BOOLEAN, 0, N_("Product") },
  { "notes", N_("Notes"), CRM_FIELD_LONG_TEXT, CRM_FIELD_SEARCHABLE, N_("Notes"), .aliases = "description|备注|描述|说明" },
  CRM_SYSTEM_FIELDS,
};

CRM_DEFINE_ENTITY (crm_product, CrmProduct, fields, "product", N_("Product"), N_("Products"), "package-x-generic-symbolic")
