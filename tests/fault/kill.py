#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that are killed, streams that are closed, links that lie in the way, and nobody's umask."""

import datetime
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
        before, killed, runs, longest = 0, 0, 0, 0.4
        while killed < (1000 if SLOW else 200):
            runs += 1
            if before >= 10 * ROWS:
                self.file.unlink()
                self.run_cli('init')
                before = 0
            was_killed = self.kill_after(arguments, random.uniform(0.005, longest))
            killed += was_killed
            longest = max(0.05, longest * (1.04 if was_killed else 0.97))
            now = self.count()
            self.assertIn(now - before, [0, ROWS] if was_killed else [ROWS], f'run {runs}')
            if runs % 10 == 0:
                self.assert_sound()
            before = now
        print(f'# {killed} imports of {runs} were killed on the way: nothing was lost, none is there in part')

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

    def watch_streams(self, process, pid):
        """What the process has open in the folder: whether as a standard stream, whether otherwise."""
        standard, other = False, False
        while process.poll() is None and not (other and standard):
            try:
                for fd in os.listdir(f'/proc/{pid}/fd'):
                    if os.readlink(f'/proc/{pid}/fd/{fd}').startswith(str(self.file)):
                        standard |= int(fd) <= 2
                        other |= int(fd) > 2
            except FileNotFoundError:
                pass
        return standard, other

    def test_workspace_is_no_stream(self):
        """While it is written, too, nothing that is said can get into the file."""
        table = self.folder / 'rows.csv'
        table.write_text('name\n' + ''.join(f'Customer {n}\n' for n in range(ROWS * 5)))
        command = self.command('import', table, '--as', 'customer')
        with subprocess.Popen(['sh', '-c', 'exec "$@" <&- >&- 2>&-', 'sh', *command]) as process:
            standard, other = self.watch_streams(process, process.pid)
        self.assertTrue(other)
        self.assertFalse(standard)
        self.assertEqual(self.count(), ROWS * 5)
        self.assert_sound()

    def flip(self, path):
        """Breaks a page in the middle of the file."""
        with open(path, 'r+b') as file:
            file.seek(path.stat().st_size // 8192 * 4096 + 200)
            file.write(b'\xaa' * 64)

    def test_modes_of_copies(self):
        """Backups, what is restored, and what a repair writes and keeps: for the owner alone, whatever the umask."""
        self.file.unlink()
        self.run_cli('init', umask=0)
        self.run_cli('add', 'customer', 'name=Kunde', umask=0)
        backup, restored = self.folder / 'full.backup', self.folder / 'restored.clientele'
        self.run_cli('backup', '--to', backup, umask=0)
        self.run_cli('restore', backup, '--to', restored, umask=0)
        self.flip(self.file)
        self.assertIn('repaired', self.run_cli('check', '--repair', umask=0))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in self.folder.iterdir() if path.is_file()}
        self.assertGreaterEqual(len(modes), 5, modes)   # with the one that was damaged, and what a backup holds
        self.assertEqual(set(modes.values()), {0o600}, modes)

    def test_planted_links(self):
        """Nothing that is written follows a link that lies in its way, and none is replaced."""
        victim, link, backup = self.folder / 'victim', self.folder / 'link', self.folder / 'full.backup'
        victim.write_text('dear')
        self.run_cli('backup', '--to', backup)
        link.symlink_to(victim)
        for arguments in (['backup', '--to', link], ['restore', backup, '--to', link]):
            refused = subprocess.run(self.command(*arguments), capture_output=True, text=True, check=False)
            self.assertEqual(refused.returncode, 1, refused.stdout)
            self.assertEqual(json.loads(refused.stdout)['error']['code'], 'exists')
        today = datetime.date.today()
        for day in (today, today + datetime.timedelta(1)):
            kept = self.folder / f'test (damaged {day}).clientele'
            kept.symlink_to(victim)
        self.flip(self.file)
        repaired = self.run_cli('check', '--repair')['repaired']
        self.assertFalse(pathlib.Path(repaired['kept']).is_symlink())
        self.assertTrue(kept.is_symlink() and link.is_symlink())
        self.assertEqual(victim.read_text(), 'dear')
        self.assert_sound()

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
