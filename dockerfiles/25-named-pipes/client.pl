# Says a line on a unix socket and prints the answer: perl client.pl PATH LINE
use IO::Socket::UNIX;
my ($path, $line) = @ARGV;
my $server = IO::Socket::UNIX->new(Peer => $path) or die "$path: $!\n";
print $server "$line\n";
print <$server>;
