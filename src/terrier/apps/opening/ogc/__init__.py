"""OGC API – Features and Tiles: tables as collections."""
