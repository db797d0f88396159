# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the built window from outside, as a person would: finds and reads by accessibility, acts by keyboard, by
accessible actions and, for what has no other way, by a real pointer. Run below tests/headless."""
import atexit
import os
import subprocess
import sys
import tempfile
import time

import gi
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

BUILD = os.environ['CLIENTELE_BUILD']
REFERENCE = os.environ.get('CLIENTELE_REFERENCE_DATA', '')
PROGRAM = os.path.join(BUILD, 'src/clientele')
CLI = os.path.join(BUILD, 'src/clientele-cli')
TIMEOUT = 20


class Timeout(AssertionError):
    pass


def wait(condition, what, timeout=TIMEOUT):
    """Returns the first true value of CONDITION. Never sleeps longer than it must."""
    end = time.monotonic() + timeout
    while True:
        try:
            value = condition()
            if value:
                return value
        except GLib.Error:      # a widget went away while it was looked at
            pass
        if time.monotonic() > end:
            # For whoever looks into it: the whole screen, beside the log of the tests.
            subprocess.run(['import', '-window', 'root', os.path.join(BUILD, 'meson-logs', 'failure.png')], check=False)
            raise Timeout(f'waited {timeout} s for {what}')
        time.sleep(0.03)


def cli(*arguments, env=None):
    return subprocess.run([CLI, *map(str, arguments)], check=True, capture_output=True, text=True,
                          env={**os.environ, **(env or {})}).stdout


def xdo(*arguments):
    done = subprocess.run(['xdotool', *map(str, arguments)], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def scratch(name='test'):
    folder = tempfile.mkdtemp(prefix='clientele-')
    return os.path.join(folder, name + '.clientele')


def walk(root, limit=6000):
    stack = [root]
    while stack and limit:
        node = stack.pop()
        limit -= 1
        yield node
        try:
            children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
        except GLib.Error:
            continue
        stack.extend(c for c in reversed(children) if c is not None)


class App:
    """A running window. Fails at the end if it warned."""

    def __init__(self, *arguments, env=None):
        self.log = tempfile.NamedTemporaryFile('w+', suffix='.log')
        environment = dict(os.environ)
        environment.update(env or {})
        environment.pop('G_DEBUG', None)    # warnings are judged at the end, with the whole log to read
        self.process = subprocess.Popen([PROGRAM, *map(str, arguments)], stderr=self.log, env=environment)
        atexit.register(self.kill)
        self.root = wait(self._find_root, 'the window on the accessibility bus')
        self.frame = wait(lambda: self.root.get_child_count() and self.root.get_child_at_index(0), 'a window')
        Atspi.Accessible.set_cache_mask(self.root, Atspi.Cache.NONE)
        self.window = None

    def _find_root(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        if self.process.poll() is not None:
            raise AssertionError(f'the program ended: {self.read_log()}')
        for i in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(i)
            if application and application.get_process_id() == self.process.pid:
                return application

    # Finding

    def all(self, role=None, name=None, within=None, showing=True):
        for node in walk(within or self.root):
            try:
                if role and node.get_role_name() not in (role, 'push ' + role):
                    continue
                if callable(name):
                    if not name(node.get_name() or ''):
                        continue
                elif name is not None and node.get_name() != name:
                    continue
                if showing and not node.get_state_set().contains(Atspi.StateType.SHOWING):
                    continue
                yield node
            except GLib.Error:
                continue

    def find(self, role=None, name=None, within=None, timeout=TIMEOUT):
        return wait(lambda: next(self.all(role, name, within), None), f'{role} {name!r}', timeout)

    def has(self, role=None, name=None, within=None):
        return next(self.all(role, name, within), None) is not None

    def gone(self, role=None, name=None):
        wait(lambda: not self.has(role, name), f'{role} {name!r} to go')

    def dump(self, within=None):
        """For people who write tests: what is shown."""
        for node in self.all(within=within):
            if node.get_name():
                print(f'{node.get_role_name()}: {node.get_name()}', file=sys.stderr)

    @staticmethod
    def text(node):
        return Atspi.Text.get_text(node, 0, -1)

    @staticmethod
    def focused(node):
        return node.get_state_set().contains(Atspi.StateType.FOCUSED)

    # Acting

    @staticmethod
    def do(node, action=0):
        if isinstance(action, str):
            names = [node.get_action_name(i) for i in range(node.get_n_actions())]
            if action not in names:
                raise AssertionError(f'{node.get_name()!r} has the actions {names}, not {action}')
            action = names.index(action)
        if not node.do_action(action):
            raise AssertionError(f'action {action} of {node.get_name()!r} was refused')

    @staticmethod
    def key(*keys):
        xdo('key', '--clearmodifiers', *keys)

    @staticmethod
    def type(text):
        xdo('type', '--delay', 8, text)

    def geometry(self):
        if self.window is None:
            def visible():
                found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)],
                                       capture_output=True, text=True)
                return found.stdout.split()
            self.window = wait(visible, 'an X window')[-1]
        lines = xdo('getwindowgeometry', '--shell', self.window).splitlines()
        values = dict(line.split('=') for line in lines if '=' in line)
        return int(values['X']), int(values['Y'])

    def centre(self, node):
        x, y = self.geometry()
        frame = self.frame.get_extents(Atspi.CoordType.WINDOW)
        box = node.get_extents(Atspi.CoordType.WINDOW)
        return x + box.x - frame.x + box.width // 2, y + box.y - frame.y + box.height // 2

    def click(self, node):
        xdo('mousemove', *self.centre(node), 'click', 1)

    @staticmethod
    def slide(start, end):
        """Presses the button at START and moves to END with it held."""
        xdo('mousemove', *start)
        xdo('mousedown', 1)
        for i in range(1, 21):
            xdo('mousemove', start[0] + (end[0] - start[0]) * i // 20, start[1] + (end[1] - start[1]) * i // 20)
            time.sleep(0.02)

    @staticmethod
    def drop(end):
        """Moves on to END, stays for a moment, as targets are found while moving, and lets go."""
        xdo('mousemove', *end)
        time.sleep(0.1)
        xdo('mousemove', end[0] + 2, end[1])
        time.sleep(0.1)
        xdo('mouseup', 1)

    def resize(self, width, height):
        self.geometry()
        xdo('windowsize', '--sync', self.window, width, height)

    def shot(self, path):
        self.geometry()
        subprocess.run(['import', '-window', self.window, path], check=False)
        return path

    # Ending

    def read_log(self):
        self.log.flush()
        with open(self.log.name, encoding='utf-8', errors='replace') as log:
            return log.read()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def quit(self):
        def ended():
            if self.process.poll() is None:
                self.key('ctrl+q')      # again where the focus was on its way from one widget to another
                time.sleep(1)
            return self.process.poll() is not None

        wait(ended, 'the program to end')
        self.judge()

    def judge(self):
        bad = [line for line in self.read_log().splitlines()
               if ('WARNING' in line or 'CRITICAL' in line) and 'gdk_frame_timings_submitted' not in line]
        assert not bad, '\n'.join(bad)
        assert self.process.returncode == 0, self.process.returncode
