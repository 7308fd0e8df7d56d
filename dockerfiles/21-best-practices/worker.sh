#!/bin/sh
trap 'echo "work saved"; exit 0' TERM
echo "working with $(cat config)"
while true; do sleep 1 & wait; done
