"""« Que y a-t-il ici ? »: what is known, and not known, under a place before anyone digs."""
