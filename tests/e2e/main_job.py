#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on real data, as a person does it: import a sales history through the dialog, find a customer, edit it,
drag a deal to Won with a reason, undo, quit, open again: everything is as it was left."""
import json
import os
import shutil
import sys
import tempfile
import time

import ui
from gi.repository import Atspi

DATA = os.path.join(ui.REFERENCE, 'crm_sales_opportunities')


def read(workspace, *arguments):
    return json.loads(ui.cli('--workspace', workspace, '--json', *arguments))


def choose_file(app, path):
    app.do(app.find('button', 'Choose File…'))
    chooser = app.find(None, 'Choose Files')

    def place():
        app.key('ctrl+l')
        time.sleep(0.4)
        return next((node for node in app.all('text', within=chooser) if app.focused(node)), None)

    entry = ui.wait(place, 'the place to type a path')

    # Set rather than typed: what the chooser completes comes late and gets between the letters.
    Atspi.EditableText.set_text_contents(entry, path)
    for _attempt in range(5):      # the first may only take what the chooser proposes
        app.key('Return')
        time.sleep(0.6)
        if not app.has(None, 'Choose Files'):
            return


def import_file(app, name, added):
    app.key('ctrl+i')
    # Alone in its folder, so that the first file of the chooser's list is the right one; and in a folder whose name
    # begins like no other, as the chooser completes what is typed.
    path = os.path.join(tempfile.mkdtemp(prefix=name), name)
    shutil.copy(os.path.join(DATA, name), path)
    choose_file(app, path)
    app.do(app.find('button', 'Continue'))
    app.find('label', 'To Be Added', timeout=60)
    yield               # for a look at the preview
    app.do(app.find('button', 'Import'))
    app.find('button', 'Undo the Import', timeout=60)
    app.find('label', lambda text: text.startswith(added))
    app.find('button', 'Done')
    app.key('Escape')
    app.gone('button', 'Done')


def count(workspace, entity):
    return read(workspace, 'list', entity, '--count')['count']


def test_undo_import(app, workspace):
    """Ctrl+Z takes back a whole import, once the dialog is closed."""
    for _preview in import_file(app, 'products.csv', '7 '):
        pass
    assert count(workspace, 'product') == 7
    app.key('ctrl+z')
    ui.wait(lambda: count(workspace, 'product') == 0, 'the import to be taken back')


def test_import(app):
    for name, added in (('accounts.csv', '85 '), ('products.csv', '7 '), ('sales_teams.csv', '35 ')):
        for _preview in import_file(app, name, added):
            pass
    for _preview in import_file(app, 'sales_pipeline.csv', '8,800 '):
        # The product that is written differently is shown, not silently taken for another.
        app.find('combo box', lambda text: 'GTXPro' in text)
        app.find('label', lambda text: text.startswith('Stages'))


def test_find_and_edit(app):
    app.key('ctrl+k')
    app.find('dialog', 'Search and Commands')
    app.type('cancity')
    app.find('list item', lambda text: text.startswith('Cancity'))
    app.key('Return')
    app.gone('dialog', 'Search and Commands')
    entry = app.find('text', lambda text: text.startswith('E-mail'))
    app.click(entry)
    ui.wait(lambda: app.focused(entry), 'the focus in the entry')
    app.type('desk@cancity.example')
    app.key('Return')


def card(app, stage):
    return app.find('button', lambda name: name.endswith(', ' + stage))


def test_win_by_drag(app):
    app.key('alt+3')
    start = app.centre(card(app, 'Prospecting'))
    app.slide(start, (start[0], start[1] + 120))
    zone = app.find('grouping', 'Close as Won')
    time.sleep(0.4)                                 # the bar slides in
    app.drop(app.centre(zone))
    app.find('combo box', 'Reason')
    app.key('Return')
    app.gone('combo box', 'Reason')


def won(workspace):
    return next(row for row in read(workspace, 'pipeline') if row['stage'] == 'Won')


def main():
    if not os.path.isdir(DATA):
        print('skipped: no reference data', file=sys.stderr)
        sys.exit(77)
    workspace = ui.scratch('Main Job')
    ui.cli('--workspace', workspace, 'init')

    app = ui.App(workspace)
    app.find('list', 'Sections')
    test_undo_import(app, workspace)
    test_import(app)
    row = won(workspace)
    assert (row['count'], row['sum']) == (4238, 10005534), row
    test_find_and_edit(app)
    ui.wait(lambda: read(workspace, 'list', 'customer', '--where', 'email = "desk@cancity.example"', '--count')['count'] == 1,
            'the edit to be saved')
    test_win_by_drag(app)
    ui.wait(lambda: won(workspace)['count'] == 4239, 'the deal to be won')
    app.key('ctrl+z')
    ui.wait(lambda: won(workspace)['count'] == 4238, 'the deal to be open again')
    app.quit()

    app = ui.App(workspace)
    app.find('list', 'Sections')
    app.key('ctrl+k')
    app.find('dialog', 'Search and Commands')
    app.type('desk@cancity')
    app.find('list item', lambda text: text.startswith('Cancity'))
    app.key('Escape')
    app.quit()
    history = read(workspace, 'history', '--limit', '10')
    assert any('Won' in entry['label'] and entry.get('undone') for entry in history), history
    assert read(workspace, 'check')['ok']


main()
