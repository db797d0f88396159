#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program is killed and the log of the workspace is gone: the window says so, and goes on when the person says so."""
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ui  # noqa: E402


def customers(workspace):
    return json.loads(ui.cli('--workspace', workspace, '--json', 'list', 'customer', '--count'))['count']


def lose_log(workspace):
    app = ui.App(workspace)
    app.find('list', 'Sections')
    # As long as somebody reads what was before, the edit stays in the log.
    reader = sqlite3.connect(f'file:{workspace}?mode=ro', uri=True)
    reader.execute('BEGIN')
    reader.execute('SELECT count(*) FROM customer').fetchone()
    app.key('alt+2')
    app.find('button', 'New Customer')
    app.key('ctrl+n')
    dialog = app.find('dialog', 'New Customer')
    app.find('text', lambda name: name.startswith('Name'), within=dialog)
    app.type('Kettle and Sons')
    app.key('Return')
    app.gone('dialog', 'New Customer')
    ui.wait(lambda: customers(workspace) == 1, 'the customer to be saved')
    app.process.kill()
    app.process.wait()
    reader.close()
    with open(workspace + '-wal', 'r+b') as log:
        log.truncate(0)


def main():
    workspace = ui.scratch('Lost')
    ui.cli('--workspace', workspace, 'init')
    lose_log(workspace)

    app = ui.App(workspace)
    app.find('button', 'Open Anyway')
    app.key('Escape')
    app.gone('button', 'Open Anyway')
    app.quit()

    app = ui.App(workspace)
    app.find('button', 'Open Anyway').do_action(0)
    app.find('list', 'Sections')
    app.quit()
    check = json.loads(ui.cli('--workspace', workspace, '--json', 'check'))
    assert check['ok'], check
    assert customers(workspace) == 0


main()
