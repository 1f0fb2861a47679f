#!/usr/bin/env bash
# Runs the simulator program and checks it with clients that are not ours: FreeTDS tsql (apt-get install freetds-bin) and
# npm tedious (npm install tedious in a folder that NODE_PATH names). A client that is absent is skipped, visibly.
set -uo pipefail
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
password='Inter0p!pass'
printf '%s' "$password" > "$folder/sa"
passed=0 failed=0 skipped=0 pid=

stop() {
  [ -z "$pid" ] || { kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; }
  rm -rf "$folder"
}
trap stop EXIT

check() { # name, then the command
  local name=$1; shift
  if "$@" > /dev/null 2>&1; then passed=$((passed + 1)); echo "ok: $name"
  else failed=$((failed + 1)); echo "FAILED: $name"; fi
}

dotnet build src/ChatDr.Simulator -v q --nologo || exit 1
dotnet src/ChatDr.Simulator/bin/Debug/net10.0/ChatDr.Simulator.dll --name INTEROP --address 127.0.0.1 --port 0 \
  --data "$folder/data" --sa-password-file "$folder/sa" > "$folder/log" 2>&1 &
pid=$!
port=
for _ in $(seq 150); do
  port=$(sed -n 's/.*now ready for client connections.*on \[127.0.0.1:\([0-9]*\)\].*/\1/p' "$folder/log")
  [ -z "$port" ] || break
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.2
done
[ -n "$port" ] || { echo "FAILED: the simulator did not become ready:"; cat "$folder/log"; exit 1; }

if command -v tsql > /dev/null; then
  tsql -H 127.0.0.1 -p "$port" -U sa -P "$password" < tests/interop/check.sql > "$folder/tsql" 2>&1
  check "tsql: server name" grep -q "INTEROP" "$folder/tsql"
  check "tsql: rows" grep -q "deux" "$folder/tsql"
  check "tsql: 2627 on a duplicate" grep -q "Msg 2627" "$folder/tsql"
  check "tsql: backup header" grep -q "interop.*16\|BackupName" "$folder/tsql"
  check "tsql: an unknown statement fails loudly" grep -qE "Msg (40510|102|343)" "$folder/tsql"
  tsql -H 127.0.0.1 -p "$port" -U sa -P wrong < /dev/null > "$folder/refused" 2>&1
  check "tsql: 18456 on a wrong password" grep -q "18456" "$folder/refused"
else
  skipped=$((skipped + 1)); echo "SKIPPED: tsql is absent (apt-get install freetds-bin)"
fi

if command -v node > /dev/null && node -e "require('tedious')" 2> /dev/null; then
  while read -r line; do
    echo "tedious $line"
    case $line in ok:*) passed=$((passed + 1));; *) failed=$((failed + 1));; esac
  done < <(node --no-deprecation tests/interop/tedious.js "$port" "$password" 2>&1)
else
  skipped=$((skipped + 1)); echo "SKIPPED: tedious is absent (npm install tedious; NODE_PATH=that/node_modules)"
fi

kill -TERM "$pid"
wait "$pid"
check "SIGTERM ends it with exit code 0" test $? -eq 0
pid=
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
