#!/bin/sh
# app.sh [--check]: reads its port from settings.txt, which lies beside it.
cd "$(dirname "$0")" || exit 1
port=$(sed -n 's/^port=//p' settings.txt)
if [ -z "$port" ]; then
  echo "app: no port is set" >&2
  exit 4
fi
[ "${1:-}" = --check ] || echo "serving on port $port"
