#!/bin/sh
# fetch.sh LIST FOLDER: stands in for a package manager. What FOLDER has already is not fetched again.
set -eu
mkdir -p "$2"
for name in $(cat "$1"); do
  if [ -e "$2/$name" ]; then
    echo "have $name"
  else
    echo "fetch $name"
    dd if=/dev/zero of="$2/$name" bs=1M count=1 2> /dev/null
  fi
done
