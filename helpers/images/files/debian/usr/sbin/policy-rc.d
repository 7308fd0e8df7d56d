#!/bin/sh
# No service starts by itself in a container.
exit 101
