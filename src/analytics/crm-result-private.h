/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-result-read.h"

G_BEGIN_DECLS

/**
 * CrmResult:
 * @root: whether it is an object or an array
 * @bytes: what is in the outermost object or array, one after the other
 * @keys: (element-type utf8): all names of members; the first one is empty
 * @places: place of each key
 * @followers: (element-type guint): for each key the one that last came behind it, as rows have the same members
 * @last_key: that was written
 *
 * A member is the place of its key and a value, an element of an array the value alone. A value is a byte with its
 * #CrmResultKind, and behind that
 *
 * - a count: itself, its sign in the lowest bit,
 * - a number: its eight bytes,
 * - a text: how long it is, its bytes and a zero,
 * - an array or an object: how many bytes its elements or members take, and these.
 *
 * Whole numbers are written seven bits a byte, the lowest first, with a bit that says whether there are more.
 */
struct _CrmResult
{
  CrmResultKind root;
  guint8       *bytes;
  gsize         length, capacity;
  GPtrArray    *keys;
  GHashTable   *places;
  GArray       *followers;
  guint         last_key;
};

#define CRM_RESULT_LONGEST_WHOLE 10

G_END_DECLS
