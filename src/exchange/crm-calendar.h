/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "entity/crm-entity.h"
#include "exchange/crm-made-table.h"

#include <libical/ical.h>

G_BEGIN_DECLS

/* iCalendar (RFC 5545): events, to-dos and journal entries become activities, and activities those. Values are read and
 * written by libical; lines are fed to it one at a time, so that whatever is wrong can be told by its line, and nothing
 * is repeated, however often an event says that it is. */

/* crm-calendar-zone.c: what times mean */
typedef struct _CrmCalendarZones CrmCalendarZones;

CrmCalendarZones *crm_calendar_zones_new  (void);
void              crm_calendar_zones_free (CrmCalendarZones *self);
gboolean          crm_calendar_zones_add  (CrmCalendarZones *self, const char *text);
gboolean          crm_calendar_zones_find (CrmCalendarZones *self, struct icaltimetype time, const char *tzid,
                                           gint64 *instant, gboolean *known);
char             *crm_calendar_zones_name (CrmCalendarZones *self, const char *tzid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmCalendarZones, crm_calendar_zones_free)

/* crm-calendar-read.c: lines and components. An activity is given as texts: one for each of its fields, %NULL where it
 * says nothing, the addresses of who takes part, and which version it is (SEQUENCE). */
typedef void (*CrmCalendarTake) (char *const *cells, gpointer data);

#define CRM_CALENDAR_ADDRESSES (crm_calendar_entity ()->n_fields)
#define CRM_CALENDAR_VERSION (crm_calendar_entity ()->n_fields + 1)
#define CRM_CALENDAR_N_CELLS (crm_calendar_entity ()->n_fields + 2)

const CrmEntity *crm_calendar_entity (void);
gboolean         crm_calendar_is_one (const char *text, gsize length);
void             crm_calendar_read   (const char *text, gsize length, CrmRemarks *remarks, CrmCalendarTake take,
                                      gpointer data);
void             crm_calendar_find_used (const char *text, gsize length, gboolean *used);

/* crm-calendar-mend.c: what lines mean that libical does not take */
char *crm_calendar_mend (const char *name, const char *line, const char *value);

/* crm-calendar-item.c: properties to cells */
typedef struct
{
  CrmCalendarZones *zones;
  CrmRemarks       *remarks;
  GHashTable       *left_out;   /* names of what activities have no place for */
  GHashTable       *unknown;    /* zones that were told to be unknown */
} CrmCalendarContext;

typedef struct _CrmCalendarItem CrmCalendarItem;

CrmCalendarItem *crm_calendar_item_new    (icalcomponent_kind kind);
void             crm_calendar_item_free   (CrmCalendarItem *self);
void             crm_calendar_item_take   (CrmCalendarItem *self, icalproperty *property, guint line,
                                           CrmCalendarContext *context);
void             crm_calendar_item_set_which (CrmCalendarItem *self, const char *which);
void             crm_calendar_item_set_empty (CrmCalendarItem *self, const char *extra);
char           **crm_calendar_item_finish (CrmCalendarItem *self, CrmCalendarContext *context);
int              crm_calendar_cell_of     (const char *property);
void             crm_calendar_leave_out   (CrmCalendarContext *context, const char *name);

/* Before the name of the zone by whose clocks an activity repeats, in what says how: "FREQ=WEEKLY TZID:Europe/Paris" */
#define CRM_CALENDAR_ZONE "TZID:"

/* What a field that iCalendar does not know is called: X-CLIENTELE-CUSTOMER */
#define CRM_CALENDAR_EXTRA "X-CLIENTELE-"

/* crm-calendar-table.c */
char *crm_calendar_make_table (const char *text, gsize length, CrmRemarks *remarks, GError **error);

G_END_DECLS
