#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that are killed, streams that are closed, links that lie in the way, and nobody's umask."""

import json
import os
import pathlib
import random
import signal
import stat
import subprocess
import tempfile
import threading
import unittest

BUILD = pathlib.Path(os.environ['CLIENTELE_BUILD'])
CLI = BUILD / 'src' / 'clientele-cli'
SLOW = bool(os.environ.get('CLIENTELE_SLOW'))
ROWS = 2000


class Kill(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix='clientele-kill-')
        self.folder = pathlib.Path(self.temporary.name)
        self.file = self.folder / 'test.clientele'
        self.run_cli('init')

    def tearDown(self):
        self.temporary.cleanup()

    def command(self, *arguments):
        return [str(CLI), '--workspace', str(self.file), '--json', *map(str, arguments)]

    def run_cli(self, *arguments, **options):
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True, check=False, **options)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def count(self, where=None):
        more = ['--where', where] if where else []
        return self.run_cli('list', 'customer', '--count', *more)['count']

    def assert_sound(self):
        check = self.run_cli('check')
        self.assertEqual(check['problems'], [])
        self.assertEqual(check['unsealed'], 0)

    def kill_after(self, arguments, seconds):
        """Whether the process was killed before it said that it had done its work."""
        with subprocess.Popen(self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            timer = threading.Timer(seconds, process.kill)
            timer.start()
            said = process.stdout.read()
            process.wait()
            timer.cancel()
        try:
            json.loads(said)
        except ValueError:
            return True
        return False

    def test_import(self):
        """All of an import is there, or none of it; all of it if it said so."""
        table = self.folder / 'rows.csv'
        table.write_text('name,city\n' + ''.join(f'Customer {n},Lyon\n' for n in range(ROWS)))
        arguments = ['import', table, '--as', 'customer', '--on-duplicate', 'create']
        before, killed, longest = 0, 0, 0.4
        for n in range(1000 if SLOW else 200):
            if before >= 10 * ROWS:
                self.file.unlink()
                self.run_cli('init')
                before = 0
            was_killed = self.kill_after(arguments, random.uniform(0.005, longest))
            killed += was_killed
            longest = max(0.05, longest * (1.04 if was_killed else 0.97))
            now = self.count()
            self.assertIn(now - before, [0, ROWS] if was_killed else [ROWS], f'run {n}')
            if n % 10 == 0:
                self.assert_sound()
            before = now
        print(f'# {killed} imports of {n + 1} were killed on the way: nothing was lost, none is there in part')
        self.assertGreater(killed, n // 4)

    def test_edits(self):
        """A process after the other sets a field; the one that is killed leaves the value before or its own."""
        made = self.run_cli('add', 'customer', 'name=Kunde')['id']
        last, killed = '', 0
        for n in range(1000 if SLOW else 200):
            was_killed = self.kill_after(['set', 'customer', made, f'city=City {n}'], random.uniform(0.002, 0.06))
            killed += was_killed
            now = self.run_cli('get', 'customer', made)['city'] or ''
            self.assertIn(now, [last, f'City {n}'] if was_killed else [f'City {n}'])
            last = now
        self.assert_sound()
        print(f'# {killed} edits of {n + 1} were killed on the way: nothing was lost')

    def test_two_processes(self):
        """Who comes second is told; who reads is not disturbed."""
        table = self.folder / 'rows.csv'
        table.write_text('name\n' + ''.join(f'Customer {n}\n' for n in range(ROWS * 10)))
        refused = 0
        while refused == 0:     # where an edit was first, it is the import that is told
            with subprocess.Popen(self.command('import', table, '--as', 'customer'), stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as process:
                while process.poll() is None:
                    other = subprocess.run(self.command('add', 'customer', 'name=Other'), capture_output=True,
                                           text=True, check=False)
                    if other.returncode != 0:
                        self.assertEqual(json.loads(other.stdout)['error']['code'], 'busy')
                        refused += 1
                    self.count()
            if process.returncode != 0:
                refused = 0
                self.assertEqual(self.count("name != Other"), 0)
        self.assertEqual(self.count("name != Other"), ROWS * 10)
        self.assert_sound()

    def test_closed_streams(self):
        """What is opened first must not be written to instead of the screen."""
        for streams in ('<&-', '>&-', '2>&-', '<&- >&- 2>&-'):
            subprocess.run(['sh', '-c', f'exec "$@" {streams}', 'sh', *self.command('add', 'customer', 'name=A')],
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            self.assert_sound()
        self.assertEqual(self.count(), 4)

    def test_modes(self):
        """For the owner alone, whatever the umask; while it is open as well."""
        self.file.unlink()
        self.run_cli('init', umask=0)
        table = self.folder / 'rows.csv'
        table.write_text('name\n' + ''.join(f'Customer {n}\n' for n in range(ROWS * 10)))
        with subprocess.Popen(self.command('import', table, '--as', 'customer'), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, umask=0) as process:
            seen = set()
            while process.poll() is None:
                for path in self.folder.glob('*test.clientele*'):
                    try:
                        seen.add((path.name, stat.S_IMODE(path.stat().st_mode)))
                    except FileNotFoundError:
                        pass
        self.assertIn(('test.clientele-wal', 0o600), seen)
        self.assertEqual({mode for name, mode in seen}, {0o600}, seen)

    def test_links(self):
        """A link that lies where the log is to be is not written through."""
        victim = self.folder / 'victim'
        for suffix in ('-wal', '-shm', '-journal'):
            victim.write_text('dear')
            link = pathlib.Path(str(self.file) + suffix)
            link.symlink_to(victim)
            subprocess.run(self.command('add', 'customer', 'name=A'), capture_output=True, check=False)
            self.assertEqual(victim.read_text(), 'dear', suffix)
            if link.is_symlink():
                link.unlink()
        self.assert_sound()


if __name__ == '__main__':
    random.seed(int(os.environ.get('CLIENTELE_SEED', '0')) or None)
    unittest.main(verbosity=1)
