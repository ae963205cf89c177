"""Stories: pages made of figures, and the sheet of every commune."""
