#!/bin/sh
# Builds the engine's own User-Mode Linux kernel: one static file, no modules.
#
#     sh build.sh SOURCE SCRATCH RESULT
#
# SOURCE: Linux's source as Debian's linux-source-X packages have it, /usr/src/linux-source-X.tar.xz. SCRATCH: a folder
# for 2 GB; what an earlier try has done in there is kept. RESULT: the file to be. It needs gcc, make, flex, bison, bc,
# xz, libc6-dev and linux-libc-dev. JOBS: how many compilers at once. Standard output: "course: WHAT" for each step.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=$1 scratch=$2 result=$3
tree=$scratch/linux
jobs=${JOBS:-$(nproc)}
# The same source gives the same file, wherever it is built.
export KBUILD_BUILD_USER=course KBUILD_BUILD_HOST=course KBUILD_BUILD_TIMESTAMP='1970-01-01' KBUILD_BUILD_VERSION=1
export LC_ALL=C

# edit FILE SCRIPT: changes a file of Linux by sed; ends with an error when nothing is changed by it.
edit() {
    sed "$2" "$tree/$1" >"$scratch/edited"
    ! cmp -s "$scratch/edited" "$tree/$1" || { echo "build.sh: nothing to change in $1 of this Linux" >&2; exit 1; }
    cat "$scratch/edited" >"$tree/$1"
}

if [ ! -f "$scratch/unpacked" ]; then
    echo "course: unpacking Linux"
    rm -rf "$tree"
    mkdir -p "$tree"
    tar -xJf "$source" -C "$tree" --strip-components=1
    # The vector network driver would load a library at run time only for a BPF filter that somebody hands it, which is
    # no reason against a static file.
    edit arch/um/drivers/Kconfig '/^config UML_NET_VECTOR$/,/^config /{/select MAY_HAVE_RUNTIME_DEPS/d}'
    # A page fault is dear in User-Mode Linux: one of a file maps 1 MB around it, not 64 kB.
    edit mm/memory.c '/^static unsigned long fault_around_pages/{n;s/65536/1048576/}'
    touch "$scratch/unpacked"
fi

echo "course: configuring"
cd "$tree"
make -s ARCH=um allnoconfig >/dev/null
scripts/kconfig/merge_config.sh -m -Q .config "$here/config" >/dev/null
make -s ARCH=um olddefconfig
lost=$(grep -E '^CONFIG_' "$here/config" | grep -vxFf .config || true)
left=$(sed -n 's/^# \(CONFIG_[A-Z0-9_]*\) is not set$/^\1=/p' "$here/config" | grep -f - .config || true)
[ -z "$lost$left" ] || { echo "build.sh: this Linux does not take, or does not leave out:" $lost $left >&2; exit 1; }

echo "course: compiling"
make -j"$jobs" ARCH=um linux
strip -o "$scratch/stripped" linux
mkdir -p "$(dirname "$result")"
cp "$scratch/stripped" "$result.fresh"
chmod 755 "$result.fresh"
mv "$result.fresh" "$result"
echo "course: built $(make -s ARCH=um kernelrelease)"
