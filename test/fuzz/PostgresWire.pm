
# As much of PostgreSQL's frontend protocol as it takes to send parameters in
# binary form, many of them at once.  No client library in Perl is at hand on
# a fresh machine, and psql sends text.
package PostgresWire;

use strict;
use warnings;

use IO::Socket::UNIX;

# A connection that has prepared $query, for a server that asks no password.
sub new
{
	my ($class, %to) = @_;
	my $socket = IO::Socket::UNIX->new("$to{host}/.s.PGSQL.$to{port}")
	  or die "$to{host}, port $to{port}: $!";
	my $self = bless { socket => $socket, buffer => '' }, $class;
	my $startup = pack('N', 196608) . join('', map { "$_\0" } 'user', $to{user}, 'database', $to{database}, '');

	$self->write(pack('N', 4 + length $startup) . $startup);
	$self->wait_until_ready;
	$self->write(message('P', "\0$to{query}\0" . pack('n', 0)) . message('S', ''));
	$self->wait_until_ready;
	return $self;
}

sub message
{
	my ($type, $body) = @_;
	return $type . pack('N', 4 + length $body) . $body;
}

sub write
{
	my ($self, $bytes) = @_;
	while (length $bytes)
	{
		my $n = syswrite($self->{socket}, $bytes) // die "write: $!";
		substr($bytes, 0, $n, '');
	}
	return;
}

# The next message of the server, as its type and body.
sub read
{
	my ($self) = @_;
	while (length $self->{buffer} < 5
		|| length $self->{buffer} < 1 + unpack('xN', $self->{buffer}))
	{
		sysread($self->{socket}, $self->{buffer}, 1 << 16, length $self->{buffer})
		  or die 'the server closed the connection';
	}
	my ($type, $length) = unpack('aN', $self->{buffer});
	my $body = substr($self->{buffer}, 5, $length - 4);
	substr($self->{buffer}, 0, 1 + $length, '');
	return ($type, $body);
}

# An error's fields by their letters: C is the SQLSTATE, M the message.
sub error_fields
{
	my ($body) = @_;
	return map { /^(.)(.*)/s ? ($1 => $2) : () } split /\0/, $body;
}

# Up to the end of one execution: its row, as a list of columns, and its error.
sub wait_until_ready
{
	my ($self) = @_;
	my %result;

	while (1)
	{
		my ($type, $body) = $self->read;
		if ($type eq 'D')
		{
			$result{row} = [ unpack('x2 (N/a)*', $body) ];
		}
		elsif ($type eq 'E')
		{
			$result{error} = { error_fields($body) };
		}
		elsif ($type eq 'Z')
		{
			return \%result;
		}
	}
}

# Execute the query once for each parameter, and all in one journey; what
# comes back is in binary form.  None of the columns may be NULL.
sub execute
{
	my ($self, @parameters) = @_;
	my $requests = '';

	foreach my $parameter (@parameters)
	{
		$requests .= message('B', "\0\0" . pack('nnn', 1, 1, 1) . pack('N/a', $parameter) . pack('nn', 1, 1))
		  . message('E', "\0" . pack('N', 0))
		  . message('S', '');
	}
	$self->write($requests);
	return map { $self->wait_until_ready } @parameters;
}

1;
