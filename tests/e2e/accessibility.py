#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks every page and every dialog: no control without an accessible name, none that the keyboard cannot reach."""
import time

import ui
from gi.repository import Atspi

# Roles of what a person acts on. Items of menus are left out: GTK 4.18 gives them no name of their own.
CONTROLS = {'button', 'push button', 'toggle button', 'text', 'entry', 'password text', 'combo box', 'check box', 'switch',
            'radio button', 'spin button', 'slider', 'list item', 'link', 'column header', 'tab', 'page tab'}


def name_of(node):
    if node.get_name():
        return node.get_name()
    for relation in node.get_relation_set():
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            return relation.get_target(0).get_name()
    return ''


def describe(node):
    path = []
    while node is not None and len(path) < 8:
        path.append(f'{node.get_role_name()} {node.get_name()!r}')
        node = node.get_parent()
    return ' < '.join(path)


def reachable(node):
    """Itself, or something in it or around it: a row may pass the focus to its only control."""
    focusable = Atspi.StateType.FOCUSABLE
    if node.get_state_set().contains(focusable) or node.get_n_actions() > 0:
        return True
    return any(inner.get_state_set().contains(focusable) for inner in ui.walk(node, 50))


def is_value_of_combo(node):
    """AdwComboRow shows its value as the only item of a list of its own; the combo box is what has the name."""
    for _level in range(5):
        node = node.get_parent()
        if node is None or node.get_role_name() == 'combo box':
            return node is not None
    return False


def faults(app, place):
    found = []
    for node in app.all():
        role = node.get_role_name()
        if role not in CONTROLS or (role == 'list item' and is_value_of_combo(node)):
            continue
        if not name_of(node).strip():
            found.append(f'{place}: no name: {describe(node)}')
        elif not reachable(node) and node.get_state_set().contains(Atspi.StateType.SENSITIVE):
            found.append(f'{place}: no way by keyboard: {describe(node)}')
    return found


def walk_sidebar(app):
    """Keys that go through the sidebar without choosing anything leave the section marked that is shown."""
    sections = app.find('list', 'Sections')

    def marked(state):
        return [node.get_name() for node in app.all('list item', within=sections) if node.get_state_set().contains(state)]

    app.key('alt+2')
    ui.wait(lambda: marked(Atspi.StateType.SELECTED) == ['Customers'], 'the section to be marked')
    for _row in range(40):
        if marked(Atspi.StateType.FOCUSED):
            break
        app.key('Tab')
    app.key('Down', 'Down')
    ui.wait(lambda: marked(Atspi.StateType.FOCUSED) == ['Contacts'], 'the keyboard to go down the sidebar')
    app.key('ctrl+f')
    ui.wait(lambda: marked(Atspi.StateType.SELECTED) == ['Customers'], 'the section that is shown to be marked again')
    app.key('Escape')


def main():
    workspace = ui.scratch('Sample Company')
    ui.cli('--workspace', workspace, 'init', '--sample', 'generated', '--customers', '40')
    found = []

    app = ui.App()
    app.find('button', 'New Workspace…')
    found += faults(app, 'greeter')
    app.key('ctrl+q')
    ui.wait(lambda: app.process.poll() is not None, 'the greeter to end')

    app = ui.App(workspace)
    app.find('list', 'Sections')
    for number, name in enumerate(('Dashboard', 'Customers', 'Pipeline', 'Contacts', 'Leads', 'Activities', 'Products'), 1):
        app.key(f'alt+{number}')
        app.find('label', name)
        time.sleep(0.5)
        found += faults(app, name)
    walk_sidebar(app)
    app.key('alt+2')
    for key, name in (('ctrl+n', 'new customer'), ('ctrl+i', 'import'), ('ctrl+comma', 'preferences'),
                      ('ctrl+question', 'shortcuts'), ('ctrl+k', 'palette')):
        app.key(key)
        app.find('dialog')
        time.sleep(0.4)
        found += faults(app, name)
        app.key('Escape')
        app.gone('dialog')
    app.key('ctrl+k')
    app.find('dialog')
    app.type('a')
    time.sleep(0.4)
    app.key('Return')
    app.gone('dialog')
    time.sleep(0.5)
    found += faults(app, 'record')
    app.quit()
    assert not found, '\n'.join(sorted(set(found)))


main()
