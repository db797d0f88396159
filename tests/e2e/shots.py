#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""shots.py FOLDER [LOOK…]: a picture of every page, for people to look at. LOOK: light dark medium narrow chinese."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# What the driver reads when it is imported.
os.environ.update(GSETTINGS_BACKEND='keyfile', GSK_RENDERER='cairo', GDK_DISABLE='gl,vulkan', ADW_DISABLE_PORTAL='1',
                  GDK_BACKEND='x11', GTK_A11Y='atspi', TZ='UTC', CLIENTELE_TODAY='2025-09-15')
import ui  # noqa: E402

LOOKS = {
    'light': ((1200, 800), {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light'}),
    'dark': ((1200, 800), {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}),
    'medium': ((700, 800), {}),
    'narrow': ((370, 730), {}),   # 360 × 720 and the frame that X draws
    'chinese': ((1200, 800), {'LC_ALL': 'zh_CN.UTF-8', 'LANGUAGE': 'zh_CN'}),
}


def settle(app, seconds=1.5):
    """Animations have no end that can be seen from outside."""
    time.sleep(seconds)


def take(folder, look, name, app):
    settle(app)
    app.shot(os.path.join(folder, f'{name}-{look}.png'))
    print(f'{name}-{look}.png')


def page(app, folder, look, key, name):
    app.key(key)
    take(folder, look, name, app)


def dialog(app, folder, look, key, name):
    app.key(key)
    take(folder, look, name, app)
    app.key('Escape')
    settle(app, 0.4)


def shoot(folder, look, workspace):
    size, env = LOOKS[look]
    # The greeter as it is before anything was opened.
    settings = os.path.join(os.environ['XDG_CONFIG_HOME'], 'glib-2.0', 'settings', 'keyfile')
    if os.path.exists(settings):
        os.unlink(settings)
    app = ui.App(env=env)
    app.resize(*size)
    take(folder, look, 'greeter', app)
    app.key('ctrl+q')
    ui.wait(lambda: app.process.poll() is not None, 'the greeter to end')

    app = ui.App(workspace, env=env)
    app.resize(*size)
    settle(app, 1.5)
    take(folder, look, 'dashboard', app)
    page(app, folder, look, 'alt+3', 'pipeline')
    for number, name in ((4, 'contacts'), (5, 'leads'), (6, 'activities'), (7, 'products'), (8, 'quality')):
        page(app, folder, look, f'alt+{number}', name)
    page(app, folder, look, 'alt+2', 'customers')
    app.key('ctrl+f')
    app.type('an')
    take(folder, look, 'customers-search', app)
    app.key('Escape')
    dialog(app, folder, look, 'ctrl+e', 'export')
    dialog(app, folder, look, 'ctrl+n', 'new-customer')
    dialog(app, folder, look, 'ctrl+i', 'import')
    dialog(app, folder, look, 'ctrl+shift+b', 'backups')
    dialog(app, folder, look, 'ctrl+comma', 'preferences')
    dialog(app, folder, look, 'ctrl+question', 'shortcuts')
    app.key('ctrl+k')
    settle(app, 0.5)
    app.type('an')
    take(folder, look, 'palette', app)
    app.key('Return')
    take(folder, look, 'record', app)
    app.quit()


def main():
    folder = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else 'shots')
    os.makedirs(folder, exist_ok=True)
    for look in sys.argv[2:] or LOOKS:
        # Stages are named in the language of whoever makes the workspace.
        workspace = ui.scratch('示例公司' if look == 'chinese' else 'Sample Company')
        ui.cli('--workspace', workspace, 'init', '--sample', 'generated', env=LOOKS[look][1])
        shoot(folder, look, workspace)


main()
