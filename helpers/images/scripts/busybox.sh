# Every applet is a hard link to the one program, as in the official image.
/bin/busybox --install /bin
mkdir -p /usr/bin /usr/sbin /dev /proc /sys
ln -s ../../bin/env /usr/bin/env
mkdir -m 0700 /root
mkdir -m 1777 /tmp
mkdir -p /home /var/spool/mail /var/www
chown 65534:65534 /home
chown 8:8 /var/spool/mail
chown 33:33 /var/www
chmod 0600 /etc/shadow
