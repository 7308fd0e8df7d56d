# Nothing but dockerd, in namespaces of its own, on the same programs: what the embedded engine is compared with.
# Arguments: the root file system, a folder for data and the socket. Prints "go" right before dockerd.
B=$1/usr/bin/busybox
DATA=$2
$B mount --make-rprivate /
$B mkdir -p "$DATA/root" "$DATA/docker" "$DATA/run"
$B mount -t tmpfs -o mode=755 root "$DATA/root"
cd "$DATA/root" || exit 1
$B mkdir -p usr etc proc sys dev run tmp out var/lib/docker old
for link in bin sbin lib lib64; do $B ln -s usr/$link $link; done
$B ln -s /run var/run
$B mount --bind "$1/usr" usr
$B cp -a "$1/etc/." etc/
$B mount -t proc proc proc
$B mount -t sysfs sys sys
$B mount --rbind /sys/fs/cgroup sys/fs/cgroup
# crun refuses control groups v1 with an empty v2 beside them.
[ -f sys/fs/cgroup/cgroup.controllers ] || [ ! -d sys/fs/cgroup/unified ] || $B umount sys/fs/cgroup/unified
$B mount --rbind /dev dev
$B mount --bind "$DATA/docker" var/lib/docker
$B mount --bind "$DATA/run" out
$B pivot_root . old
$B umount -l /old 2>/dev/null || /usr/bin/busybox umount -l /old
echo go
PATH=/usr/sbin:/usr/bin exec /usr/sbin/dockerd -H unix:///out/docker.sock --log-level=error >/out/log 2>&1
