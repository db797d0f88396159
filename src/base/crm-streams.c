/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/crm-streams.h"

#include <fcntl.h>
#include <unistd.h>

/**
 * crm_streams_init:
 *
 * Opens the standard streams that are closed, as some services start programs, on nothing; the very first thing that a
 * program does. Else the next file to be opened, such as a workspace, would take the place of one, and what is said to
 * people would be written into it.
 */
void
crm_streams_init (void)
{
  int fd;

  do
    fd = open ("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0)
    close (fd);
}
