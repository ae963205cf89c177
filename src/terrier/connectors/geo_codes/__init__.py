"""The official codes of French communes, EPCI, départements and régions, with their history."""
