# The first process of the namespaces, run by the root file system's busybox sh. Its settings are in ./settings (driver.py).
# On a tmpfs it builds a root around the engine's read-only programs, with the host's shared folders under their own
# paths, and makes it the root: runc and crun need a real one (pivot_root), a chroot would not do.
umask 022
SETTINGS=$1
. "$SETTINGS"
B=$ROOTFS/usr/bin/busybox
step() { echo "course: $*"; }
fail() { step "FAILED $*"; exit 1; }

$B mount --make-rprivate / || fail "mount namespace"
$B mkdir -p "$RUN/root"
$B mount -t tmpfs -o mode=755,size=64m root "$RUN/root" || fail "no root"
cd "$RUN/root" || fail "no root"
$B mkdir -p usr etc root home mnt opt srv sys proc dev run tmp var/lib/docker var/lib/containerd var/cache var/log old
for link in bin sbin lib lib64; do $B ln -s usr/$link $link; done
$B ln -s /run var/run
$B chmod 1777 tmp
$B chmod 700 root
$B mount --bind "$ROOTFS/usr" usr && $B mount -o remount,bind,ro usr || fail "no programs"
$B cp -a "$ROOTFS/etc/." etc/
$B mount -t tmpfs -o mode=755 run run
$B mkdir -m 700 run/course
$B mount --bind "$RUN" run/course
$B mount --rbind /dev dev
if [ -n "$DISK" ]; then
    $B mount -t "$FILE_SYSTEM" -o loop,noatime "$DISK" var/lib/docker || fail "the data disk does not mount"
else
    $B mount --bind "$DATA/docker" var/lib/docker
fi
$B mount --bind "$DATA/containerd" var/lib/containerd
$B mount -t proc proc proc || fail "no /proc"
$B mount -t sysfs sys sys || fail "no /sys"

# Control groups as the host has them. crun refuses v1 with an empty v2 beside it.
$B mount --rbind /sys/fs/cgroup sys/fs/cgroup || fail "no control groups"
[ -f sys/fs/cgroup/cgroup.controllers ] || [ ! -d sys/fs/cgroup/unified ] || $B umount sys/fs/cgroup/unified

share() { [ "$1" = /root ] || $B mkdir -p ".$1"; $B mount --rbind "$1" ".$1" || step "not shared: $1"; }
hide() { [ ! -d ".$1" ] || $B mount -t tmpfs -o size=4k,mode=000 hidden ".$1" || fail "cannot hide $1"; }
. "$MOUNTS"

# Debian writes these when packages are configured, which nobody did here.
[ -f etc/passwd ] || echo 'root:x:0:0:root:/root:/bin/sh' >etc/passwd
[ -f etc/group ] || printf 'root:x:0:\n' >etc/group
if [ -f "$AUTHORITIES" ]; then
    $B mkdir -p etc/ssl/certs
    $B cp -L "$AUTHORITIES" etc/ssl/certs/ca-certificates.crt
fi
printf 'nameserver %s\n' "$NAMESERVER" >etc/resolv.conf
printf '127.0.0.1 localhost docker-course\n' >etc/hosts
if [ -n "$DAEMON" ]; then
    $B mkdir -p etc/docker
    printf '%s\n' "$DAEMON" >etc/docker/daemon.json
fi

$B pivot_root . old || fail "pivot_root"
cd /
exec </dev/null
export PATH=/run/bin:/usr/sbin:/usr/bin HOME=/root
busybox umount -l /old && busybox rmdir /old || fail "the host's root stays"
busybox mount --make-rshared /
busybox hostname docker-course
busybox mkdir -p /run/bin
# What dockerd calls to unpack xz, for ADD and docker load; Debian only suggests the package.
busybox ln -s /usr/bin/busybox /run/bin/xz
# A kernel without the older packet filter has the newer one.
if ! iptables -t nat -S >/dev/null 2>&1; then
    busybox ln -s /usr/sbin/xtables-nft-multi /run/bin/iptables
    busybox ln -s /usr/sbin/xtables-nft-multi /run/bin/ip6tables
fi
step "root ready"

# The network comes from outside. A port published for the loopback only is forwarded to this one's.
echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet
[ -z "$PORTS" ] || echo "$PORTS" >/proc/sys/net/ipv4/ip_local_port_range
# Docker Engine 28 and later drops what comes to such a port from elsewhere. Here only the forwarder can come.
export DOCKER_INSECURE_NO_IPTABLES_RAW=1
step "starting dockerd"

dockerd -H unix:///run/course/docker.sock --exec-root /run/docker --pidfile /run/dockerd.pid \
    --cgroup-parent "$CGROUP" "$@" &
DOCKERD=$!

stop() {
    trap '' TERM
    step "stopping"
    kill -TERM $DOCKERD
    wait $DOCKERD
    step "stopped"
    exit 0
}
trap stop TERM

# Orphans of all containers become this shell's children; wait reaps them.
while kill -0 $DOCKERD 2>/dev/null; do wait $DOCKERD; done
fail "dockerd ended"
