# The tasks of README.md, asked by Rails' ActiveRecord.

require 'active_record'
require 'tempfile'

ActiveRecord::Base.establish_connection(adapter: 'postgresql', database: ENV['PGDATABASE'])

class Overall < ActiveRecord::Base
  self.table_name = 'airport_overall'
end

class Nobody < ActiveRecord::Base
  self.table_name = 'nobody'
end

class Kept < ActiveRecord::Base
  self.table_name = 'kept_by_rails'
end

Overall.select('year, csat(score) AS csat').group(:year).order(:year).each { |row| puts [row.year, '%.2f' % row.csat].join("\t") }
puts '.'
puts Overall.group(:year).having('csat(score, ?) > ?', 5, 80).order(:year).pluck(:year)
puts '.'
puts Nobody.pick(Arel.sql('csat(score)')) || '\N'
puts '.'
begin
  Overall.pick(Arel.sql('csat(year)'))
rescue ActiveRecord::RangeError => error
  puts ['ERROR', error.cause.result.error_field(PG::Result::PG_DIAG_SQLSTATE)].join("\t")
end
puts '.'
ActiveRecord::Schema.verbose = false
ActiveRecord::Schema.define do
  create_table :kept_by_rails, id: false do |t|
    t.integer :year
    t.column :tally, 'score_tally'
  end
end
Overall.group(:year).pluck(:year, Arel.sql('csat_tally(score)')).each { |year, tally| Kept.create!(year: year, tally: tally) }
Kept.order(:year).each { |kept| puts [kept.year, kept.tally].join("\t") }
puts '%.2f' % Kept.pick(Arel.sql('csat(tally)'))
puts '.'

# what a database is made of again: structure.sql has the extension and the type
Tempfile.create do |file|
  ActiveRecord::Tasks::PostgreSQLDatabaseTasks.new(ActiveRecord::Base.connection_db_config).structure_dump(file.path, nil)
  puts File.read(file.path).scan(/^CREATE EXTENSION.* csat |tally public.score_tally/).uniq
end
puts '.'
