"""The lecture's first part: which functions networks can express, and how small."""
