"""What the pages put together, a module per subject: they ask neighbours and answer with what a template shows."""
