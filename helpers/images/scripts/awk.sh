# Several packages' scripts want awk before mawk has registered itself.
ln -sf mawk /usr/bin/awk
