#!/bin/sh
# job.sh: works for a while, then gives up.
mkdir -p /spool
echo "reading input"
printf 'row 1: good\nrow 2: good\nrow 3: no date\n' > /spool/report
echo "see /spool/report"
exit 3
