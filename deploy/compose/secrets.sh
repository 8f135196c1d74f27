#!/bin/sh
# Writes .env for compose.yaml, with passwords nobody has seen. What is there already stays.
set -eu
cd "$(dirname "$0")/../.."
if [ -e .env ]; then
    echo ".env is there already; nothing was changed" >&2
    exit 1
fi
secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
umask 077
rabbitmq=$(secret)
cat > .env <<VALUES
SOUK_DOMAIN=localhost
# letsencrypt, and an address for its letters, when SOUK_DOMAIN is a name of the real world
SOUK_CERTIFICATES=
SOUK_ACME_EMAIL=
SOUK_SECRET_KEY=$(secret)
SOUK_SERVICE_TOKEN=$(secret)
# behind the keys that sign access tokens; to change it: docs/secrets.md
SOUK_TOKEN_KEYS=$(secret)
# what Prometheus shows to be let in
SOUK_METRICS_TOKEN=$(secret)
POSTGRESQL_PASSWORD=$(secret)
MARIADB_PASSWORD=$(secret)
RABBITMQ_PASSWORD=$rabbitmq
OPENSEARCH_PASSWORD=$(secret)Aa1-
GRAFANA_PASSWORD=$(secret)
# kafka://kafka:9092 with --profile kafka
SOUK_EVENTS=amqp://souk:$rabbitmq@rabbitmq:5672/
SOUK_CACHE=redis://redis:6379/0
# amqp://souk:$rabbitmq@rabbitmq:5672/ with --profile celery; empty: each house's worker keeps its own clock
SOUK_JOBS=
# where e-mail goes: smtp://user:password@host:587. Mailpit sends nothing on and shows it at http://127.0.0.1:8025
SOUK_NOTIFICATIONS_EMAIL_URL=smtp://mailpit:1025
VALUES
