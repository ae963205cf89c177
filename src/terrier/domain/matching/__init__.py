"""Two tables put side by side: how rows meet, what is brought over, what met nothing."""
