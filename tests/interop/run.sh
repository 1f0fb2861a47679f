#!/usr/bin/env bash
# Runs one scenario (scenario/) against the simulator's program through three clients: Microsoft.Data.SqlClient, FreeTDS tsql and npm tedious.
# Needs what hack/test-tools.sh installs. Usage: run.sh [sqlclient] [tsql] [tedious]; all of them by default.
set -uo pipefail
cd "$(dirname "$0")/../.."
program=src/ChatDr.Simulator/bin/Debug/net10.0/ChatDr.Simulator.dll
password='Inter0p!pass'
modules=${XDG_CACHE_HOME:-$HOME/.cache}/chatdr/interop/node_modules
work=$(mktemp -d)
pids=()
passed=0 failed=0

stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null; done
  for pid in "${pids[@]}"; do wait "$pid" || { echo "FAILED: an instance ended with $?, not with 0, after SIGTERM"; failed=$((failed + 1)); }; done
  pids=()
}

abort() {
  for pid in "${pids[@]}"; do kill -KILL "$pid" 2> /dev/null; done
  rm -rf "$work"
}
trap abort EXIT

# Every instance of the scenario on its own loopback address, new; and the scenario with their addresses in it.
start() { # folder, number
  local folder=$1 net="127.$((1 + $$ / 250 % 250)).$(($$ % 250))" number=$(($2 * 20)) name personality
  mkdir -p "$folder/share" "$folder/scenario"
  printf '%s' "$password" > "$folder/sa"
  local -a substitutions=(-e "s#{share}#$folder/share#g")
  while read -r name personality; do
    number=$((number + 1))
    echo "$name $net.$number" >> "$folder/scenario/addresses"
    substitutions+=(-e "s#{$name}#$net.$number#g")
    dotnet "$program" --name "$name" --address "$net.$number" --port 1433 --personality "$personality" --data "$folder/$name" --sa-password-file "$folder/sa" > "$folder/$name.log" 2>&1 &
    pids+=($!)
  done < tests/interop/scenario/instances
  for file in tests/interop/scenario/*.sql; do sed "${substitutions[@]}" "$file" > "$folder/scenario/$(basename "$file")"; done
  for _ in $(seq 300); do
    [ "$(grep -l "now ready for client connections: " "$folder"/*.log | wc -l)" -eq "${#pids[@]}" ] && return 0
    sleep 0.2
  done
  echo "FAILED: not every instance became ready:"
  tail -n 3 "$folder"/*.log
  return 1
}

# A client's run of the whole scenario.
through() { # name, number, command...
  local name=$1 folder="$work/$1" began=$SECONDS
  if start "$folder" "$2" && "${@:3}" "$folder/scenario" "$password" > "$folder/output" 2>&1; then
    passed=$((passed + 1))
    echo "ok: $(tail -n 1 "$folder/output") in $((SECONDS - began)) s"
  else
    failed=$((failed + 1))
    echo "FAILED: $name"
    tail -n 15 "$folder/output"
  fi
  stop
}

tedious() { # folder, password
  NODE_PATH="$modules" node --no-deprecation tests/interop/tedious-surface.js "$@" && NODE_PATH="$modules" node --no-deprecation tests/interop/tedious.js "$@"
}

sqlclient() {
  if dotnet test --no-build tests/ChatDr.Simulator.Tests --filter "FullyQualifiedName~Interop.ScenarioTests" > "$work/sqlclient" 2>&1 && grep -q "Passed: *1" "$work/sqlclient"; then
    passed=$((passed + 1))
    echo "ok: Microsoft.Data.SqlClient"
  else
    failed=$((failed + 1))
    tail -n 30 "$work/sqlclient"
  fi
}

[ -f "$program" ] || dotnet build tests/ChatDr.Simulator.Tests -v q --nologo || exit 1
for client in "${@:-sqlclient tsql tedious}"; do
  for name in $client; do
    case $name in
      sqlclient) sqlclient ;;
      tsql) through tsql 0 tests/interop/tsql.sh ;;
      tedious) through tedious 1 tedious ;;
      *) echo "there is no client $name: sqlclient, tsql or tedious"; exit 2 ;;
    esac
  done
done
echo "interop: $passed clients passed, $failed failed"
[ "$failed" -eq 0 ]
