"""What a process tells while it works: logs, traces and metrics."""
