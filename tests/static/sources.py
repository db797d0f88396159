#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sources.py ROOT: what every source file must be: licensed, aligned, not too wide, UTF-8, without paths of this machine."""
import re
import sys
from pathlib import Path

LICENCE = 'SPDX-License-Identifier: GPL-3.0-or-later'
WIDTH = 120
FOLDERS = ['src', 'ui', 'data', 'icons', 'po', 'flatpak', 'tests', 'bench', 'help', 'build-aux', '.ci']
BINARY = {'.png', '.clientele', '.gz', '.xlsx', '.pyc'}
# In the tables of the entities a field is one line, however much there is to say about it.
TABLE_ROW = ('  { "', '    .', 'CRM_DEFINE_ENTITY')
DEFINITION = re.compile(r'[a-z_0-9]+ \([^)]*,$')   # of a function, with more parameters to come
# A checkout straight below one of these says nothing about whose machine it is.
COMMON = {'/', '/tmp', '/var/tmp', '/home', '/root', '/srv', '/opt', '/usr/src', '/usr/local/src'}


def own_path(root):
    """The start of any path on this machine that would betray where the sources were written."""
    parent = root.resolve().parent
    return None if str(parent) in COMMON else f'{parent}/'


def find_misaligned(lines):
    """The lines of parameters that do not begin below the first one."""
    indent = 0
    for number, line in enumerate(lines, 1):
        if indent and len(line) - len(line.lstrip()) != indent:
            yield number
        if DEFINITION.match(line):
            indent = line.index('(') + 1
        elif not line.endswith(','):
            indent = 0


def check_file(root, file, machine):
    path, text = file.relative_to(root), file.read_text(encoding='utf-8')
    lines = text.split('\n')
    head = lines[0] if file.suffix in ('.c', '.h') else '\n'.join(lines[:3])
    if file.suffix in ('.c', '.h', '.py', '.css') and LICENCE not in head:
        yield f'{path}:1: the first line must say {LICENCE}'
    if file.suffix == '.c':
        for number in find_misaligned(lines):
            yield f'{path}:{number}: parameters are to stand below one another'
    if path.parts[0] == 'src':
        for number, line in enumerate(lines, 1):
            if len(line) > WIDTH and not (path.parts[1] == 'entity' and line.startswith(TABLE_ROW)):
                yield f'{path}:{number}: {len(line)} characters, more than {WIDTH}'
    if machine and machine in text:
        yield f'{path}:{text.count(chr(10), 0, text.index(machine)) + 1}: names a folder of this machine'


def check(root):
    files = [p for p in root.iterdir() if p.is_file() and (not p.name.startswith('.') or p.name == '.gitignore')]
    for folder in FOLDERS:
        files += [p for p in (root / folder).rglob('*') if p.is_file()]
    machine, faults = own_path(root), []
    for file in sorted(files):
        if file.suffix in BINARY:
            continue
        try:
            faults += check_file(root, file, machine)
        except UnicodeDecodeError:
            # Tests of bad input keep such files on purpose.
            if not {'fixtures', 'corpus'} & set(file.parts):
                faults.append(f'{file.relative_to(root)}: not UTF-8')
    return faults


if __name__ == '__main__':
    messages = check(Path(sys.argv[1]))
    for message in messages:
        print(message, file=sys.stderr)
    sys.exit(1 if messages else 0)
