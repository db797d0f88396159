#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""po-complete.py ROOT LANGUAGE…: these translations must have every message that the sources have now.

The messages are extracted afresh into a temporary folder, so a template that is out of date hides nothing."""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# What meson's preset "glib" passes, which makes the template that translators get.
PRESET = ['--from-code=UTF-8', '--add-comments', '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2',
          '--keyword=NC_:1c,2', '--keyword=g_dcgettext:2', '--keyword=g_dngettext:2,3', '--keyword=g_dpgettext2:2c,3']


def run(*command):
    """Locale C: messages of the tools may be read, those of the files are UTF-8 in any case."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, encoding='utf-8',
                          env={**os.environ, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'C'})
    if done.returncode != 0:
        sys.exit(f'{command[0]}: {done.stderr}')
    return done.stdout


def names(messages):
    found = re.findall(r'^msgid (".*"(?:\n".*")*)', messages, re.MULTILINE)
    return [name for name in found if name != '""']     # the header


def main(root, languages):
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        template, merged = Path(folder, 'all.pot'), Path(folder, 'merged.po')
        run('xgettext', *PRESET, f'--directory={root}', f'--files-from={root}/po/POTFILES', '-o', template)
        if not names(run('msgcat', '--no-wrap', template)):
            sys.exit('no messages were found in the sources')
        for language in languages:
            run('msgmerge', '--quiet', '--no-fuzzy-matching', '--no-wrap', '-o', merged, root / 'po' / f'{language}.po',
                template)
            for kind in ('untranslated', 'only-fuzzy'):
                for name in names(run('msgattrib', f'--{kind}', '--no-obsolete', '--no-wrap', merged)):
                    print(f'po/{language}.po: {kind.removeprefix("only-")}: {name}', file=sys.stderr)
                    failed = True
    return failed


if __name__ == '__main__':
    sys.exit(1 if main(Path(sys.argv[1]).resolve(), sys.argv[2:]) else 0)
