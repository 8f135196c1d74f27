"""For whoever runs a market: `care` of what is stuck, `health` of the street, what Prometheus and a probe see."""
