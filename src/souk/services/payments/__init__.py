"""Payments: money taken, money given back, and the books that prove it.

Owns: payments (one per key), the attempts within them, refunds, the ledger; and, in tables of its own, the sandbox provider.
Says: payment.succeeded, payment.failed, payment.refunded. Hears: nothing. Asks: no neighbour, only its provider.

One payment keeps at most one capture. Whatever else a provider takes (a second attempt that succeeds too, a capture after the
payment was called off) is given back by itself; since nobody was told of such money coming in, nobody is told of its leaving.

Read `rules/` (what may follow what, which accounts move), `use_cases/attempts.py` (asking the provider), `use_cases/recording.py`
(what an answer changes, whoever brings it: the call, a webhook, the browser, the reconciliation), `use_cases/refunds.py`, then
`ports.py` and `adapters/sandbox.py`.
"""
