#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Works on the board as a person would: by keyboard, by accessible actions, and by dragging cards with the pointer."""
import json
import time

import ui

DEALS = (('Espresso bar', 'Prospecting', 1200), ('Grinder', 'Prospecting', 550), ('Tea garden', 'Qualification', 7000))


def card(app, title, stage):
    """The deal's card, in that stage: its name is title, customer, value, stage."""
    return app.find('button', lambda name: name.startswith(title + ', ') and name.endswith(', ' + stage))


def focused_in(app, title, stage):
    ui.wait(lambda: app.focused(card(app, title, stage)), f'the focus on {title} in {stage}')


def column(app, stage, count):
    return app.find('list', lambda name: name.startswith(f'{stage}, {count} deal'))


def stages(workspace):
    return {row['stage']: row for row in json.loads(ui.cli('--workspace', workspace, '--json', 'pipeline'))}


def slide(app, start, end):
    """Moves with the button held, and stays for a moment: targets are found while moving."""
    ui.xdo('mousemove', *start)
    ui.xdo('mousedown', 1)
    for i in range(1, 21):
        ui.xdo('mousemove', start[0] + (end[0] - start[0]) * i // 20, start[1] + (end[1] - start[1]) * i // 20)
        time.sleep(0.02)


def test_keyboard(app):
    focused_in(app, 'Grinder', 'Prospecting')       # the newest is on top, and the board is ready for the keyboard
    app.key('Down')
    focused_in(app, 'Espresso bar', 'Prospecting')
    app.key('Right')
    focused_in(app, 'Tea garden', 'Qualification')
    app.type('tea g')                               # a space among letters does not open the card
    focused_in(app, 'Tea garden', 'Qualification')
    time.sleep(1.1)
    app.type('gri')
    focused_in(app, 'Grinder', 'Prospecting')
    app.key('ctrl+Right')
    focused_in(app, 'Grinder', 'Qualification')
    column(app, 'Prospecting', 1)
    column(app, 'Qualification', 2)
    app.key('ctrl+z')
    card(app, 'Grinder', 'Prospecting')
    column(app, 'Prospecting', 2)


def test_actions(app):
    app.do(card(app, 'Tea garden', 'Qualification'), 'card.move-right')
    focused_in(app, 'Tea garden', 'Proposal')
    column(app, 'Proposal', 1)


def test_cancelled_close(app):
    app.do(card(app, 'Tea garden', 'Proposal'), 'card.mark-lost')
    app.find('combo box', 'Reason')
    app.key('Escape')
    app.gone('combo box', 'Reason')
    focused_in(app, 'Tea garden', 'Proposal')


def test_drag(app):
    start = app.centre(card(app, 'Espresso bar', 'Prospecting'))
    slide(app, start, app.centre(card(app, 'Tea garden', 'Proposal')))
    ui.xdo('mouseup', 1)
    card(app, 'Espresso bar', 'Proposal')
    column(app, 'Proposal', 2)


def test_drop_zone(app):
    """A drag shows where deals end; the reason is asked for before anything is saved."""
    start = app.centre(card(app, 'Espresso bar', 'Proposal'))
    slide(app, start, (start[0], start[1] + 120))
    zone = app.find('grouping', 'Close as Won')
    time.sleep(0.4)                                 # the bar slides in
    end = app.centre(zone)
    ui.xdo('mousemove', *end)
    time.sleep(0.1)
    ui.xdo('mousemove', end[0] + 2, end[1])
    time.sleep(0.1)
    ui.xdo('mouseup', 1)
    app.find('combo box', 'Reason')
    card(app, 'Espresso bar', 'Proposal')
    app.type('Best coffee in town')
    app.key('Return')
    card(app, 'Espresso bar', 'Won')
    column(app, 'Won', 1)


def main():
    workspace = ui.scratch('Board')
    ui.cli('--workspace', workspace, 'init', '--currency', 'EUR')
    for name, stage, value in DEALS:
        ui.cli('--workspace', workspace, 'add', 'opportunity', f'name={name}', f'stage={stage}', f'value={value}')

    app = ui.App(workspace)
    app.resize(1380, 800)
    app.find('list', 'Sections')
    app.key('alt+3')
    test_keyboard(app)
    test_actions(app)
    test_cancelled_close(app)
    test_drag(app)
    test_drop_zone(app)
    app.quit()

    rows = stages(workspace)
    assert rows['Won']['sum'] == 1200, rows
    assert rows['Prospecting']['count'] == 1, rows
    deal = json.loads(ui.cli('--workspace', workspace, '--json', 'list', 'opportunity', '--where', 'status = won'))
    assert deal[0]['reason_note'] == 'Best coffee in town', deal

    app = ui.App(workspace)                         # all of it is kept, and can still be undone
    app.resize(1380, 800)
    app.find('list', 'Sections')
    app.key('alt+3')
    card(app, 'Espresso bar', 'Won')
    app.key('ctrl+z')
    card(app, 'Espresso bar', 'Proposal')
    app.quit()


main()
