#!/bin/sh
# The port is known only when a container starts.
echo "port=$PORT" > config
exec "$@"
