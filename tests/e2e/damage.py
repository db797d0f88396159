#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of an open workspace is damaged: the window says so, is asked to repair it, and shows what there is again."""
import csv
import glob
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ui  # noqa: E402

PAGE = 4096
N = 600


def fill(workspace):
    path = os.path.join(os.path.dirname(workspace), 'customers.csv')
    with open(path, 'w', newline='', encoding='utf-8') as file:
        rows = csv.writer(file)
        rows.writerow(['Name', 'Notes'])
        rows.writerows([f'Kettle {i}', 'of some length, so that there are many pages'] for i in range(N))
    ui.cli('--workspace', workspace, 'init')
    ui.cli('--workspace', workspace, 'import', path, '--as', 'customer')


def damage(workspace):
    """Flips bits in the first leaf of the customers."""
    db = sqlite3.connect(f'file:{workspace}?mode=ro&immutable=1', uri=True)
    root, = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'customer'").fetchone()
    db.close()
    with open(workspace, 'r+b') as file:
        file.seek((root - 1) * PAGE)
        page = file.read(PAGE)
        cell = int.from_bytes(page[12:14], 'big')
        leaf = int.from_bytes(page[cell:cell + 4], 'big')
        file.seek((leaf - 1) * PAGE + 2000)
        flipped = bytes(byte ^ 0x40 for byte in file.read(16))
        file.seek(-16, os.SEEK_CUR)
        file.write(flipped)


def main():
    workspace = ui.scratch('Damaged')
    fill(workspace)
    damage(workspace)

    app = ui.App(workspace)
    app.find('list', 'Sections')
    app.key('alt+2')
    app.find(None, lambda name: name.startswith('The workspace is damaged'))
    app.find('button', 'Repair or Restore…').do_action(0)
    app.find('button', 'Repair').do_action(0)
    app.find(None, 'Workspace Repaired')
    app.key('Escape')
    app.gone(None, 'Workspace Repaired')
    app.find('list', 'Sections')
    app.gone('button', 'Repair or Restore…')
    app.quit()

    check = json.loads(ui.cli('--workspace', workspace, '--json', 'check'))
    assert check['ok'], check
    assert check['entities']['customer']['count'] > N / 2, check
    kept = glob.glob(os.path.join(os.path.dirname(workspace), 'Damaged (damaged *).clientele'))
    assert len(kept) == 1, kept


main()
