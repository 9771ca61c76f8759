# The tables of made-up survey answers that are measured.
#
# Each is made by a script in `tables`, in a schema that stands for a number of
# rows; `answers` is in all of them, the others where a case needs them.
package CsatBench::Answers;

use strict;
use warnings;

use Exporter qw(import);
use File::Basename qw(dirname);

our @EXPORT_OK = qw(create_schema make_schema make_table drop_tables SAMPLE_ROWS ROWS_PER_CUSTOMER);

use constant {
	SAMPLE_ROWS => 100_000,
	ROWS_PER_CUSTOMER => 10
};

my $scripts = dirname(__FILE__) . '/../../tables';

# Run the script that makes a table in the schema, for so many answers, of so
# many customers if that is said.
sub make_table
{
	my ($cluster, $schema, $rows, $script, $customers) = @_;
	$customers //= int($rows / ROWS_PER_CUSTOMER) || 1;

	# what is frozen and on disk is not written again while a clock runs
	$cluster->psql("\\i $scripts/$script.sql\nVACUUM (FREEZE, ANALYZE);\nCHECKPOINT;\n",
		{ search_path => "$schema,public", client_min_messages => 'warning', jit => 'off' },
		{ rows => $rows, customers => $customers });
	return;
}

# Make a schema without tables.
sub create_schema
{
	my ($cluster, $schema) = @_;

	$cluster->psql("CREATE EXTENSION IF NOT EXISTS csat SCHEMA public;\nCREATE SCHEMA $schema;\n",
		{ client_min_messages => 'warning' });
	return;
}

# Make a schema with so many answers.
sub make_schema
{
	my ($cluster, $schema, $rows) = @_;

	create_schema($cluster, $schema);
	make_table($cluster, $schema, $rows, 'answers');
	return;
}

# Drop all tables of the schema but its answers.
sub drop_tables
{
	my ($cluster, $schema) = @_;

	$cluster->psql(<<"END");
SELECT format('DROP TABLE %I.%I', schemaname, tablename) FROM pg_catalog.pg_tables
WHERE schemaname = '$schema' AND tablename <> 'answers' \\gexec
END
	return;
}

1;
