"""Asking other houses: `asking` is the door; the rest is how a call finds a house, or a share of one, here or in another process."""
