"""Side-by-side measurements: piadiff against another tool in the same run, as ratios."""
