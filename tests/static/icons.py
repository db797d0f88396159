#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""icons.py ROOT: every symbolic icon named in the sources must be ours or of the Adwaita theme; a missing one shows as
a faint blank that nobody notices."""
import re
import sys
from pathlib import Path

import gi
gi.require_version('Gdk', '4.0')
gi.require_version('Gtk', '4.0')
from gi.repository import Gdk, Gtk  # noqa: E402

NAME = re.compile(r'[">]([a-z0-9][a-z0-9-]*-symbolic)["<]')


def check(root):
    own = {file.stem for file in (root / 'icons').rglob('*.svg')}
    theme = Gtk.IconTheme.get_for_display(Gdk.Display.get_default())
    for file in sorted(file for folder in ('src', 'ui') for file in (root / folder).rglob('*')):
        if file.suffix not in ('.c', '.h', '.ui'):
            continue
        text = file.read_text(encoding='utf-8')
        for match in NAME.finditer(text):
            if match[1] not in own and not theme.has_icon(match[1]):
                yield f'{file.relative_to(root)}:{text.count(chr(10), 0, match.start()) + 1}: there is no icon {match[1]}'


if __name__ == '__main__':
    Gtk.init()
    messages = list(check(Path(sys.argv[1])))
    for message in messages:
        print(message, file=sys.stderr)
    sys.exit(1 if messages else 0)
