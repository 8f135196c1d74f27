"""What every service stands on. Knows no service.

A room uses the rooms below it, never those above: `web` (the doors), `neighbours` (asking other houses), `operations` (for whoever
runs a market), `work` (stories and jobs), `events` (how they travel), `data` (a house's own), `access` (who may), `telemetry`.
Beside them stands what every room needs: `clock`, `ids`, `chance`, `settings`, `models`, `cache`.

In order of reading: `data/database` (changes and what is said in them), `neighbours/asking`, `work/stories`, `web/api`,
`events/relay` and `events/inbox`, `work/jobs`.
"""
