# What dpkg does after unpacking: each package's preinst, then --configure, in the order of their dependencies.
export DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true LC_ALL=C
pending=$(dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' | sed -n 's/^unpacked //p')
# The users and the folders of the base system come first: others' scripts need them.
for package in $(echo "$pending" | grep -x -e base-passwd -e base-files) $(echo "$pending" | grep -vx -e base-passwd -e base-files); do
    preinst=/var/lib/dpkg/info/$package.preinst
    [ -x "$preinst" ] || continue
    DPKG_MAINTSCRIPT_PACKAGE=${package%:*} DPKG_MAINTSCRIPT_NAME=preinst DPKG_MAINTSCRIPT_PACKAGE_REFCOUNT=1 \
        DPKG_MAINTSCRIPT_ARCH=$(dpkg-query -W -f '${Architecture}' "$package") "$preinst" install
done
dpkg --configure --pending --force-confold
ldconfig
