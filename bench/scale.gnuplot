# Draws what bench/scale measured: `data` has a row for each side, groups, rows,
# ns per row, bytes per group.  Colours that everybody can tell apart (Okabe, Ito).
set terminal svg size 900,400 font 'sans-serif,13' background '#ffffff'
set encoding utf8
set output svg
set multiplot layout 1,2
set logscale xy
set format x '10^{%L}'
set border 3
set bmargin 6
set tics nomirror
set ytics (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
set yrange [10:*]
set grid ytics lc '#dddddd' lt 1
unset mxtics
unset mytics
set offsets graph 0.03, graph 0.03, 0, 0
array colour[6] = ['#56b4e9', '#009e73', '#d55e00', '#0072b2', '#cc79a7', '#e69f00']
of(side, groups) = sprintf("< awk '$1 == \"%s\" && $2 == %s' %s", side, groups, data)
set title 'Time per row, ns (dashed: by hand)'
set xlabel 'rows'
set key outside bottom center horizontal
plot for [i = 1:words(groups)] of('csat', word(groups, i)) using 3:4 with linespoints lc rgb colour[i] lw 2 pt 7 ps 0.5 title word(groups, i) eq '1' ? 'all rows' : word(groups, i) . ' groups', \
	for [i = 1:words(groups)] of('rival', word(groups, i)) using 3:4 with linespoints lc rgb colour[i] dt 2 lw 2 pt 7 ps 0.5 notitle
set title 'Memory per group, bytes'
set xlabel 'groups'
most(side) = sprintf("< sort -n -k3 %s | awk '$1 == \"%s\" && $5 > 0 { last[$2] = $0 } END { for (g in last) print last[g] }' | sort -n -k2", data, side)
plot most('csat') using 2:5 with linespoints lc rgb '#0072b2' lw 2 pt 7 ps 0.5 title 'csat', \
	most('core') using 2:5 with linespoints lc rgb '#0072b2' dt 3 lw 2 pt 7 ps 0.5 title 'csat without the node', \
	most('rival') using 2:5 with linespoints lc rgb '#0072b2' dt 2 lw 2 pt 7 ps 0.5 title 'by hand'
