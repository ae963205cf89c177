"""The words of the OGC API standards: reference systems, moments, conformance."""
