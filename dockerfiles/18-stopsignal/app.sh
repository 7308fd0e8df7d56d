# Works until it is told to end, and saves its work first.
ended() { echo "saved on $1"; exit 0; }
trap 'ended TERM' TERM
trap 'ended USR1' USR1
trap 'echo "read the settings again"' HUP
echo up
while true; do sleep 1000 & wait $!; done
