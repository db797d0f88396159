#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""metadata.py ROOT ID VERSION: the files that describe the application must agree with each other."""
import configparser
import json
import sys
import xml.etree.ElementTree as tree
from pathlib import Path


def check_metainfo(root, app_id, version):
    top = tree.parse(root / f'data/{app_id}.metainfo.xml.in').getroot()
    if top.findtext('id') != app_id:
        yield 'the software centre entry has another id'
    newest = top.find('releases/release').get('version')
    if newest != version:
        yield f'the newest release in the software centre entry is {newest}, but the project is at {version}'
    named = {image.text.rpartition('/')[2] for image in top.iterfind('screenshots/screenshot/image')}
    kept = {file.name for file in (root / 'data/screenshots').glob('*.png')}
    if kept and named != kept:
        yield f'screenshots named but not in data/screenshots, or the other way round: {", ".join(sorted(named ^ kept))}'
    yield from check_mime(root, app_id, top.findtext('provides/mediatype'))


def check_mime(root, app_id, mime):
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(root / f'data/{app_id}.desktop.in', encoding='utf-8')
    if parser['Desktop Entry']['MimeType'] != f'{mime};':
        yield 'the launcher opens another type of file than the software centre entry provides'
    declared = tree.parse(root / f'data/{app_id}.xml.in').getroot().find('{*}mime-type').get('type')
    if declared != mime:
        yield f'the declared type of file is {declared}, not {mime}'
    for icon in (f'scalable/apps/{app_id}', f'symbolic/apps/{app_id}-symbolic', f'scalable/mimetypes/{mime.replace("/", "-")}'):
        if not (root / f'icons/hicolor/{icon}.svg').is_file():
            yield f'there is no icon {icon}.svg'


def check_flatpak(root, app_id):
    manifest = json.loads((root / f'flatpak/{app_id}.json').read_text(encoding='utf-8'))
    if manifest['id'] != app_id:
        yield 'the Flatpak manifest has another id'
    for argument in manifest['finish-args']:
        if argument.startswith(('--share=network', '--filesystem', '--socket=session-bus', '--device=all')):
            yield f'{argument}: the sandbox promises no network and no files but those that a person chose'


def check_languages(root):
    listed = (root / 'po/LINGUAS').read_text(encoding='utf-8').split()
    kept = [file.stem for file in (root / 'po').glob('*.po')]
    if sorted(listed) != sorted(kept):
        yield f'po/LINGUAS lists {listed}, but there are {kept}'


if __name__ == '__main__':
    here, name, number = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    messages = [*check_metainfo(here, name, number), *check_flatpak(here, name), *check_languages(here)]
    for message in messages:
        print(message, file=sys.stderr)
    sys.exit(1 if messages else 0)
