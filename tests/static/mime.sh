#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# mime.sh FILE: the MIME description FILE must be well formed and tell workspaces from other SQLite files.
set -eu
xmllint --noout "$1"
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export XDG_DATA_HOME="$dir/data"
mkdir -p "$dir/data/mime/packages"
cp "$1" "$dir/data/mime/packages/"
update-mime-database "$dir/data/mime" 2>"$dir/log" || { cat "$dir/log" >&2; exit 1; }
[ ! -s "$dir/log" ] || { cat "$dir/log" >&2; exit 1; }

sqlite3 "$dir/named-otherwise" 'pragma application_id = 0x436c6e74; create table t (x)'
sqlite3 "$dir/other.db" 'create table t (x)'
type_of() { gio info -a standard::content-type "$1" | sed -n 's/.*standard::content-type: //p'; }
expect() { [ "$(type_of "$dir/$1")" = "$2" ] || { echo "$1 is seen as $(type_of "$dir/$1"), not $2" >&2; exit 1; }; }
expect named-otherwise application/x-clientele+sqlite
expect other.db application/vnd.sqlite3
mv "$dir/named-otherwise" "$dir/named.clientele"
expect named.clientele application/x-clientele+sqlite
