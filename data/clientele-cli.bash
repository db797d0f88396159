# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of clientele-cli in bash: commands, their options, entities, fields, files.

_clientele_cli_fields() {
  clientele-cli entities "$1" 2>/dev/null | awk 'NR > 1 { print $1 }'
}

_clientele_cli() {
  local current=$2 previous=$3 command= entity= word i
  local commands='init entities add set delete get list search import export table undo redo history pipeline analyze duplicates merge check backup backups restore drill'

  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case $word in
      -w|--workspace) ((i++)) ;;
      -*) ;;
      *) if [[ -z $command ]]; then command=$word; elif [[ -z $entity ]]; then entity=$word; fi ;;
    esac
  done

  case $previous in
    -w|--workspace|--errors|--to|--csv|--baskets|--like|--model) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
    --sort|--fields) mapfile -t COMPREPLY < <(compgen -W "$(_clientele_cli_fields "$entity")" -- "$current"); return ;;
    --as) mapfile -t COMPREPLY < <(compgen -W "$(clientele-cli entities 2>/dev/null | awk 'NR > 1 { print $1 }')" -- "$current"); return ;;
    --format) mapfile -t COMPREPLY < <(compgen -W 'xlsx csv pdf vcard icalendar json xml sql' -- "$current"); return ;;
    --strangers) mapfile -t COMPREPLY < <(compgen -W 'skip keep' -- "$current"); return ;;
    --date-order) mapfile -t COMPREPLY < <(compgen -W 'guess dmy mdy' -- "$current"); return ;;
    --on-duplicate) mapfile -t COMPREPLY < <(compgen -W 'skip update create' -- "$current"); return ;;
  esac
  if [[ $current == -* ]]; then
    [[ $command == analyze ]] && command="analyze $entity"
    mapfile -t COMPREPLY < <(compgen -W "$(clientele-cli $command --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*' | sort -u)" -- "$current")
    return
  fi
  if [[ -z $command ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
    return
  fi
  case $command in
    analyze)
      if [[ -z $entity ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(clientele-cli analyze --help 2>/dev/null | awk '/^  [a-z]/ && $1 != "clientele-cli" { print $1 }')" -- "$current")
      fi ;;
    init|import|table|restore|drill) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    entities|add|set|delete|get|list|export|history|duplicates|merge)
      if [[ -z $entity ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(clientele-cli entities 2>/dev/null | awk 'NR > 1 { print $1 }')" -- "$current")
      elif [[ $command == add || $command == set ]]; then
        compopt -o nospace
        mapfile -t COMPREPLY < <(compgen -S = -W "$(_clientele_cli_fields "$entity")" -- "$current")
      fi ;;
  esac
}

complete -F _clientele_cli clientele-cli
