"""The REST API under `/api/v1/`: the acts and readings of the screens, for programs."""
