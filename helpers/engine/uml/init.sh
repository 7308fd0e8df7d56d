# The first process of the guest, run by busybox sh. Its settings are in ./settings (see guest.py).
# The root it starts on is the engine's root file system, read-only; it builds a writable one around that.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
. /run/guest/settings

step() { echo "course: $*"; }
fail() { step "FAILED $*"; busybox poweroff -f; }

# For ./mounts: a folder of the host under its own path; a folder of the host that nobody here is to see.
share() { busybox mkdir -p "$1" && busybox mount -t hostfs -o "$1" host "$1" || step "not shared: $1"; }
hide() { [ ! -d "$1" ] || busybox mount -t tmpfs -o size=4k,mode=000 hidden "$1" || fail "cannot hide $1"; }

# A tmpfs as root, so that any folder of the host can be mounted under its own path.
busybox mount -t tmpfs -o mode=755,size=16m root /mnt
cd /mnt || fail "no root"
busybox mkdir -p usr etc root home mnt opt srv sys proc dev run tmp var/lib/docker var/lib/containerd var/cache var/log old
busybox ln -s usr/bin bin
busybox ln -s usr/sbin sbin
busybox ln -s usr/lib lib
busybox ln -s usr/lib64 lib64
busybox ln -s /run var/run
busybox chmod 1777 tmp
busybox chmod 700 root
busybox mount --bind /usr usr
busybox cp -a /etc/. etc/
busybox mount --move /run run
busybox mount --move /dev dev
busybox pivot_root . old
exec </dev/null
# Before /proc is there: busybox cannot read the line of a root that was mounted without a name.
busybox umount -l /old
busybox rmdir /old
busybox mount -t proc proc /proc
busybox mount -t sysfs sys /sys
step "root ready"

busybox mkdir -p /dev/pts /dev/shm /dev/mqueue
busybox mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
busybox mount -t tmpfs -o mode=1777 shm /dev/shm
busybox mount -t mqueue mqueue /dev/mqueue
busybox mount -t tmpfs -o mode=1777 tmp /tmp
busybox mount -t cgroup2 cgroup /sys/fs/cgroup
busybox ln -sf /proc/self/fd /dev/fd
busybox ln -sf fd/0 /dev/stdin
busybox ln -sf fd/1 /dev/stdout
busybox ln -sf fd/2 /dev/stderr

# Debian writes these when packages are configured, which nobody did here.
export HOME=/root
[ -f /etc/passwd ] || echo 'root:x:0:0:root:/root:/bin/sh' >/etc/passwd
[ -f /etc/group ] || printf 'root:x:0:\ndocker:x:998:\n' >/etc/group
if [ -f /run/guest/authorities.pem ]; then
    busybox mkdir -p /etc/ssl/certs
    busybox cp /run/guest/authorities.pem /etc/ssl/certs/ca-certificates.crt
fi

busybox hostname docker-course
printf 'nameserver %s\n' "$NAMESERVER" >/etc/resolv.conf
printf '127.0.0.1 localhost docker-course\n' >/etc/hosts
busybox ip link set lo up
# A port published for the loopback only is forwarded to this one's.
echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet
[ -z "$PORTS" ] || echo "$PORTS" >/proc/sys/net/ipv4/ip_local_port_range
# A container's network is to have no interface that nobody asked for, as sit0 where the kernel has tunnels built in.
tunnels=/proc/sys/net/core/fb_tunnels_only_for_init_net
[ ! -e "$tunnels" ] || echo 1 >"$tunnels"
# Docker Engine 28 and later drops what comes to such a port from elsewhere. Here only the forwarder can come.
export DOCKER_INSECURE_NO_IPTABLES_RAW=1
busybox ip address add "$ADDRESS/24" dev vec0
busybox ip link set vec0 up
busybox ip route add default via "$GATEWAY"

# Ctrl-alt-del (mconsole's `cad`) is to reach this process as SIGINT instead of rebooting at once.
echo 0 >/proc/sys/kernel/ctrl-alt-del
echo 0 >/proc/sys/kernel/printk

# Modules are beside the kernel in Debian's package, not where modprobe looks; an own kernel has none.
KERNEL=$(busybox uname -r)
if [ -d "/usr/lib/uml/modules/$KERNEL" ]; then
    busybox mkdir -p /run/kmod/lib/modules
    busybox ln -s "/usr/lib/uml/modules/$KERNEL" "/run/kmod/lib/modules/$KERNEL"
    printf '#!/usr/bin/busybox sh\nexec /usr/sbin/modprobe -d /run/kmod "$@"\n' >/run/kmod/modprobe
    busybox chmod 755 /run/kmod/modprobe
    PATH=/run/kmod:$PATH
    echo /run/kmod/modprobe >/proc/sys/kernel/modprobe
fi
[ -z "$DEVICE" ] || [ -e "$DEVICE" ] || /run/kmod/modprobe "${DEVICE##*/}"
step "network ready"

if [ "$FILE_SYSTEM" = ext4 ]; then
    e2fsck -p /dev/ubda
    [ $? -lt 4 ] || e2fsck -y /dev/ubda
fi
busybox mount -t "$FILE_SYSTEM" -o noatime,nobarrier /dev/ubda /var/lib/docker || fail "the data disk does not mount"
busybox mkdir -p /var/lib/docker/containerd-root
busybox mount --bind /var/lib/docker/containerd-root /var/lib/containerd
step "data disk ready"

# Keys stay in a folder of this guest that no container sees unless it is handed the guest's whole root.
busybox mkdir -p -m 700 /run/keys
busybox cp /run/guest/tls/ca.pem /run/guest/tls/cert.pem /run/guest/tls/key.pem /run/keys/
. /run/guest/mounts
busybox umount -l /run/guest
if [ -n "$DAEMON" ]; then
    busybox mkdir -p /etc/docker
    printf '%s\n' "$DAEMON" >/etc/docker/daemon.json
fi
# What dockerd calls to unpack xz, for ADD and docker load; Debian only suggests the package.
busybox mkdir -p /run/bin
busybox ln -s /usr/bin/busybox /run/bin/xz
PATH=/run/bin:$PATH
step "starting dockerd"

dockerd -H "tcp://0.0.0.0:$PORT" -H unix:///run/docker.sock \
    --tlsverify --tlscacert /run/keys/ca.pem --tlscert /run/keys/cert.pem --tlskey /run/keys/key.pem \
    --exec-root /run/docker --pidfile /run/dockerd.pid "$@" &
DOCKERD=$!

stop() {
    trap '' INT TERM
    step "stopping"
    kill -TERM $DOCKERD
    wait $DOCKERD
    busybox sync
    busybox umount /var/lib/containerd
    busybox umount /var/lib/docker || busybox mount -o remount,ro /var/lib/docker
    step "stopped"
    busybox poweroff -f
}
trap stop INT TERM

# Orphans of the whole guest become this shell's children; wait reaps them.
while kill -0 $DOCKERD 2>/dev/null; do wait $DOCKERD; done
fail "dockerd ended"
