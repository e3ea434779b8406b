"""The independent rechecker of netproof certificates: see FORMAT.md."""
