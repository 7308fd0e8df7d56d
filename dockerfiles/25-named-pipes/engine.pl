# Asks the engine behind docker.sock: perl engine.pl METHOD PATH [JSON]
use IO::Socket::UNIX;
my ($method, $path, $body) = (@ARGV, "");
my $engine = IO::Socket::UNIX->new(Peer => "/var/run/docker.sock") or die "docker.sock: $!\n";
my $length = length $body;
print $engine "$method $path HTTP/1.0\r\nHost: engine\r\n",
    "Content-Type: application/json\r\nContent-Length: $length\r\n\r\n$body";
local $/;
my (undef, $answer) = split /\r\n\r\n/, <$engine>, 2;
print $answer;
