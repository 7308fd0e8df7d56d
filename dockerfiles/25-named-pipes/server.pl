# Listens on a unix socket: perl server.pl PATH. It tells each client who it is, as the kernel says.
use IO::Socket::UNIX;
my $path = shift;
my $server = IO::Socket::UNIX->new(Local => $path, Listen => 5) or die "$path: $!\n";
$| = 1;
print "up\n";
while (my $client = $server->accept) {
    my $said = <$client>;
    my (undef, $user) = unpack "l3", getsockopt($client, Socket::SOL_SOCKET, Socket::SO_PEERCRED);
    print $client "user $user said $said";
    close $client;
}
