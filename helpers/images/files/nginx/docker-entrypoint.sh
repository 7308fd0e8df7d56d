#!/bin/sh
# Runs what was put into /docker-entrypoint.d, then becomes the command.
set -e
for script in /docker-entrypoint.d/*.sh; do
    [ -x "$script" ] && "$script"
done
exec "$@"
