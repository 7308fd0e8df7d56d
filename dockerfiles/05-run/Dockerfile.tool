FROM debian:trixie-slim
# A package made on the spot: no network is needed to see what installing does.
RUN mkdir -p /p/DEBIAN /p/usr/bin \
 && printf 'Package: greet\nVersion: 1\nArchitecture: all\nMaintainer: you\nDescription: a greeting\n' > /p/DEBIAN/control \
 && printf '#!/bin/sh\necho "hello from a tool"\n' > /p/usr/bin/greet \
 && chmod 755 /p/usr/bin/greet \
 && dpkg-deb --build /p /greet.deb \
 && dpkg -i /greet.deb \
 && rm -r /p /greet.deb
CMD ["greet"]
