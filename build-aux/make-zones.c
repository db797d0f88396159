/* SPDX-License-Identifier: GPL-3.0-or-later */

/* make-zones: writes the table of src/exchange/crm-calendar-zone.c, from what ICU knows (CLDR): which zone of the system
 * is meant by names that Windows gives, and by older ones that systems do not have any more. It runs while Clientele is
 * built, so that importing does not load ICU. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/uenum.h>
#include <unicode/ustring.h>

#define MOST 4096
#define LONGEST 128

static struct { char name[LONGEST], zone[LONGEST]; } table[MOST];
static int n;

static void
check (const char *what,
       UErrorCode status)
{
  if (U_SUCCESS (status))
    return;
  fprintf (stderr, "make-zones: %s: %s\n", what, u_errorName (status));
  exit (1);
}

static void
add (const UChar *name,
     const UChar *zone)
{
  char one[LONGEST], other[LONGEST];

  u_UCharsToChars (name, one, u_strlen (name) + 1);
  u_UCharsToChars (zone, other, u_strlen (zone) + 1);
  if (strcmp (one, other) == 0 || strchr (other, '/') == NULL || n == MOST)
    return;
  for (int i = 0; i < n; i++)
    {
      if (strcmp (table[i].name, one) == 0)
        return;
    }
  strcpy (table[n].name, one);
  strcpy (table[n++].zone, other);
}

/* What the zone is called today. */
static void
find_today (const UChar *name,
            UChar *zone)
{
  UErrorCode status = U_ZERO_ERROR;

#if U_ICU_VERSION_MAJOR_NUM >= 74
  ucal_getIanaTimeZoneID (name, -1, zone, LONGEST, &status);
#else
  UBool is_system;

  ucal_getCanonicalTimeZoneID (name, -1, zone, LONGEST, &is_system, &status);
#endif
  check ("a zone's name", status);
}

static void
add_windows (const UChar *zone)
{
  UChar name[LONGEST], first[LONGEST], today[LONGEST];
  UErrorCode status = U_ZERO_ERROR;

  if (ucal_getWindowsTimeZoneID (zone, -1, name, LONGEST, &status) == 0)
    return;
  ucal_getTimeZoneIDForWindowsID (name, -1, NULL, first, LONGEST, &status);
  check ("a zone of Windows", status);
  find_today (first, today);
  add (name, today);
}

static int
compare (const void *a,
         const void *b)
{
  return strcmp (a, b);
}

int
main (void)
{
  UErrorCode status = U_ZERO_ERROR;
  UEnumeration *zones = ucal_openTimeZoneIDEnumeration (UCAL_ZONE_TYPE_ANY, NULL, NULL, &status);
  const UChar *zone;

  check ("the list of zones", status);
  while ((zone = uenum_unext (zones, NULL, &status)) != NULL)
    {
      UChar today[LONGEST];

      if (u_strcmp (zone, u"Etc/Unknown") == 0)
        continue;
      find_today (zone, today);
      add (zone, today);
      add_windows (zone);
    }
  check ("the list of zones", status);
  uenum_close (zones);
  qsort (table, n, sizeof table[0], compare);
  printf ("static const struct { const char *name, *zone; } zone_names[] = {\n");
  for (int i = 0; i < n; i++)
    printf ("  { \"%s\", \"%s\" },\n", table[i].name, table[i].zone);
  printf ("};\n");
  return 0;
}
