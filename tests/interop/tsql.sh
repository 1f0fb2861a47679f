#!/usr/bin/env bash
# Runs the scenario's files through FreeTDS tsql. Usage: tsql.sh FOLDER PASSWORD; FOLDER holds the files with their names filled in, and addresses.
set -uo pipefail
folder=$1 password=$2
declare -A address
while read -r name at; do address[$name]=$at; done < "$folder/addresses"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
instance= title= within=0 expected= rows= batch=

# Asks once; true if what came is what is expected.
as_expected() {
  printf '%s\ngo\n' "$batch" | timeout 60 tsql -H "${address[$instance]}" -p 1433 -U sa -P "$password" -o fhq -t '|' -J UTF-8 > "$work/rows" 2> "$work/messages" || return 1
  errors=$(sed -nE 's/^Msg ([0-9]+) \(severity ([0-9]+),.*/\1 \2/p' "$work/messages" | awk '$2 > 10 { print $1 }')
  case $expected in
    ok) [ -z "$errors" ] ;;
    rows) [ -z "$errors" ] && [ "$(cat "$work/rows")" = "$rows" ] ;;
    error\ *) grep -qx "${expected#error }" <<< "$errors" ;;
    *) return 1 ;;
  esac
}

run_step() {
  [ -n "$instance" ] || return 0
  local began=$SECONDS
  until as_expected; do
    if [ $((SECONDS - began)) -ge "$within" ]; then
      failed=$((failed + 1))
      echo "FAILED: $instance: $title: expected $expected${rows:+ $rows}; saw $(cat "$work/rows" "$work/messages")"
      return 1
    fi
    sleep 0.3
  done
  passed=$((passed + 1))
  echo "ok: $instance: $title"
}

for file in "$folder"/*.sql; do
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      "-- step "*)
        run_step || break 2
        line=${line#-- step }
        instance=${line%%:*} title=${line#*: } within=0 expected= rows= batch=
        ;;
      "-- within "*) within=${line#-- within } ;;
      "-- expect "*) expected=${line#-- expect } ;;
      "-- row "*) rows+=${rows:+$'\n'}${line#-- row } ;;
      *) batch+=$line$'\n' ;;
    esac
  done < "$file"
  run_step || break
  instance=
done
echo "tsql: $passed steps passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
