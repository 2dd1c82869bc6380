"""Files under their own hash: the same bytes are the same file, a changed file is another one."""
