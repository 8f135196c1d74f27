"""The promises of notifications: every message sent."""
