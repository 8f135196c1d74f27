"""The doors of a process: `front` is what every request passes, `api` the door for programs, `pages` for people, `http_calls` for neighbours."""
