#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""potfiles.py ROOT: po/POTFILES must list every file with translatable text, and no other."""
import re
import sys
from pathlib import Path

CALL = re.compile(r'\b(?:_|N_|C_|NC_|Q_|g?d?n?gettext|g_d?n?p?gettext2?)\s*\(\s*(?:[A-Z_]+,\s*)?"')
COMMENT = re.compile(r'/\*.*?\*/', re.DOTALL)
MARKED = re.compile(r'translatable="(?:yes|true|1)"')
DATA = ('.desktop.in', '.metainfo.xml.in', '.gschema.xml', '.xml.in')


def is_translatable(file):
    if file.suffix in ('.c', '.h'):
        return bool(CALL.search(COMMENT.sub('', file.read_text(encoding='utf-8'))))
    if file.suffix == '.ui':
        return bool(MARKED.search(file.read_text(encoding='utf-8')))
    return file.name.endswith(DATA)


def check(root):
    lines = (root / 'po/POTFILES').read_text(encoding='utf-8').splitlines()
    listed = [line.strip() for line in lines if line.strip() and not line.startswith('#')]
    found = {str(file.relative_to(root)) for folder in ('src', 'ui', 'data') for file in (root / folder).rglob('*')
             if file.is_file() and is_translatable(file)}
    for name in sorted(set(listed)):
        if listed.count(name) > 1:
            yield f'po/POTFILES lists {name} more than once'
    for name in sorted(found - set(listed)):
        yield f'po/POTFILES lacks {name}, which has translatable text'
    for name in sorted(set(listed) - found):
        yield f'po/POTFILES lists {name}, which {"has no translatable text" if (root / name).is_file() else "is missing"}'


if __name__ == '__main__':
    messages = list(check(Path(sys.argv[1])))
    for message in messages:
        print(message, file=sys.stderr)
    sys.exit(1 if messages else 0)
