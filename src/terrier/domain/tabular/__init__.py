"""How a text table is read: encodings, dialects, grammars, concepts, plans, receipts."""
