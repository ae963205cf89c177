"""Data about persons: register of processing, retention, erasure, access log."""
