#!/bin/sh
# compile.sh SOURCE PROGRAM: a compiler small enough to read. The program prints the source, and needs no library.
set -eu
length=$(($(wc -c < "$1")))
if [ "$length" = 0 ]; then
  echo "$1: error: nothing to say" >&2
  exit 1
fi

# numbers, each as so many bytes: little VALUE BYTES
little() {
  value=$1 left=$2
  while [ "$left" -gt 0 ]; do
    printf "\\$(printf %03o $((value & 255)))"
    value=$((value >> 8)) left=$((left - 1))
  done
}
words() { for word; do little "$word" 4; done; }
raw() { for byte; do little "$byte" 1; done; }

# machine code for: write(1, text, length); exit(0)
case $(uname -m) in
x86_64)
  machine=62 size=31
  code() {
    raw 0xb8; words 1; raw 0xbf; words 1; raw 0xbe; words $((0x400078 + size)); raw 0xba; words "$length"; raw 0x0f 0x05
    raw 0xb8; words 60; raw 0x31 0xff 0x0f 0x05
  } ;;
aarch64)
  machine=183 size=32
  code() {
    words 0xd2800020 0x100000e1 $((0xd2800002 | length << 5)) 0xd2800808 0xd4000001 0xd2800000 0xd2800ba8 0xd4000001
  } ;;
*)
  echo "error: no code for the machine $(uname -m)" >&2
  exit 1 ;;
esac

{
  # the ELF header, then one segment: the whole file, to be read and executed
  raw 0x7f 0x45 0x4c 0x46 2 1 1; little 0 9
  little 2 2; little $machine 2; words 1; little 0x400078 8; little 64 8; little 0 8; words 0
  little 64 2; little 56 2; little 1 2; little 0 6
  words 1 5; little 0 8; little 0x400000 8; little 0x400000 8
  little $((120 + size + length)) 8; little $((120 + size + length)) 8; little 65536 8
  code
  cat "$1"
} > "$2"
chmod 755 "$2"
echo "compiled $1"
