"""What each command does; `verify.cli` decides which one runs and how it ends."""
