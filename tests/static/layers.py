#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""layers.py SRC: fails on any #include in SRC that the architecture does not allow. --self-test checks the check.

A room may include the rooms its arrows lead to, and what lies below them, because their headers show it. The
exception is db: only query and store know that there is SQL underneath.
"""
import re
import sys
import tempfile
from pathlib import Path

ARROWS = {
    'base': [], 'db': ['base'], 'entity': ['base'], 'query': ['entity', 'db'], 'store': ['query', 'db'],
    'sales': ['store'], 'marketing': ['store'], 'service': ['store'], 'automation': ['store'], 'security': ['store'],
    'sync': ['store'], 'exchange': ['store'], 'analytics': ['exchange'], 'chart': ['base'], 'report': ['chart', 'store'],
    'sample': ['sales'],
}
KNOWS_DB = {'db', 'query', 'store'}
PROGRAMS = {'cli', 'ui'}
GENERATED = re.compile(r'config\.h|[\w-]*resources\.h|base/crm-pinyin-table\.h|exchange/crm-zone-table\.h')
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def below(room):
    """The rooms that ROOM may include, itself among them."""
    if room in PROGRAMS:
        return set(ARROWS) - {'db'} | {room}
    found, waiting = {room}, list(ARROWS[room])
    while waiting:
        lower = waiting.pop()
        if lower not in found:
            found.add(lower)
            waiting += ARROWS[lower]
    return found if room in KNOWS_DB else found - {'db'}


def system_fault(room, header):
    if header == 'sqlite3.h' and room != 'db':
        return 'only db includes SQLite'
    if re.match(r'(gtk|gdk|gsk)/|adwaita\.h', header) and room != 'ui':
        return 'only ui includes GTK and libadwaita'
    return None


def own_fault(path, header, src):
    """PATH is the including file, relative to SRC."""
    room, target = path.parts[0], Path(header)
    if GENERATED.fullmatch(header):
        return None
    if not (src / target).is_file():
        return 'no such file below src; includes are rooted there'
    if target.parts[0] not in below(room):
        return f'{room} may not include {target.parts[0]}'
    if room == 'ui' and target.parts[0] == 'ui' and len(path.parts) > 2 and len(target.parts) > 2:
        feature, other = path.parts[1], target.parts[1]
        # The shell is what puts the features together; they do not know it, nor each other.
        if other not in (feature, 'common') and feature != 'shell':
            return f'ui/{feature} may not include ui/{other}'
        if feature == 'common' and other != 'common':
            return 'ui/common knows no feature'
    return None


def check(src):
    """Returns one message for each include that is not allowed."""
    faults = []
    for file in sorted(p for p in src.rglob('*') if p.suffix in ('.c', '.h')):
        path = file.relative_to(src)
        if path.parts[0] not in ARROWS and path.parts[0] not in PROGRAMS:
            faults.append(f'{path}: the room {path.parts[0]} is not in the architecture')
            continue
        text = file.read_text(encoding='utf-8')
        for match in INCLUDE.finditer(text):
            own, header = match[1] == '"', match[2]
            fault = system_fault(path.parts[0], header) or (own and own_fault(path, header, src))
            if fault:
                line = text.count('\n', 0, match.start()) + 1
                faults.append(f'{path}:{line}: #include {match[1]}{header}: {fault}')
    return faults


PLANTED = [  # file, include, allowed
    ('base/a.c', '<glib.h>', True), ('base/a.c', '"config.h"', True),
    ('store/a.c', '"db/a.h"', True), ('sales/a.c', '"entity/a.h"', True), ('sample/a.c', '"sales/a.h"', True),
    ('cli/a.c', '"sample/a.h"', True), ('ui/shell/a.c', '"ui/leads/a.h"', True), ('ui/leads/a.c', '"ui/common/a.h"', True),
    ('ui/leads/a.c', '"store/a.h"', True), ('db/a.c', '<sqlite3.h>', True), ('ui/leads/a.c', '<adwaita.h>', True),
    ('base/a.c', '"store/a.h"', False), ('chart/a.c', '"store/a.h"', False), ('entity/a.c', '"db/a.h"', False),
    ('sales/a.c', '"db/a.h"', False), ('sales/a.c', '"sample/a.h"', False), ('store/a.c', '"ui/common/a.h"', False),
    ('ui/leads/a.c', '"db/a.h"', False), ('ui/leads/a.c', '"cli/a.h"', False), ('cli/a.c', '"ui/common/a.h"', False),
    ('ui/leads/a.c', '"ui/shell/a.h"', False), ('ui/common/a.c', '"ui/leads/a.h"', False),
    ('store/a.c', '<sqlite3.h>', False), ('cli/a.c', '<gtk/gtk.h>', False), ('chart/a.c', '<adwaita.h>', False),
    ('base/a.c', '"a.h"', False), ('attic/a.c', '<glib.h>', False),
]


def self_test():
    wrong = []
    for name, include, allowed in PLANTED:
        with tempfile.TemporaryDirectory() as folder:
            src = Path(folder)
            for place in list(ARROWS) + ['cli', 'ui/common', 'ui/leads', 'ui/shell']:
                (src / place).mkdir(parents=True, exist_ok=True)
                (src / place / 'a.h').touch()
            (src / name).parent.mkdir(exist_ok=True)
            (src / name).write_text(f'/* first */\n#include {include}\n', encoding='utf-8')
            if bool(check(src)) == allowed:
                wrong.append(f'{name} with {include} should be {"allowed" if allowed else "refused"}')
    return wrong


if __name__ == '__main__':
    messages = self_test() if sys.argv[1] == '--self-test' else check(Path(sys.argv[1]))
    for message in messages:
        print(message, file=sys.stderr)
    sys.exit(1 if messages else 0)
