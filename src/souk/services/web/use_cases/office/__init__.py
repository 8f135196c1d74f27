"""The back office: what its pages read."""
