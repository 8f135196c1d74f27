#!/bin/sh
# Makes the Secrets that the manifests refer to. Nothing is written to a file; what exists keeps its value.
#
#     export SOUK_NOTIFICATIONS_EMAIL_URL=smtp://user:password@host:587    # the first time
#     deploy/kubernetes/secrets.sh                # servers in the cluster (overlay small): passwords nobody has seen
#     SOUK_EVENTS=amqps://… SOUK_CACHE=rediss://… SOUK_POSTGRESQL=postgresql://user:password@host:5432 \
#         deploy/kubernetes/secrets.sh            # managed servers (overlay production)
set -eu
cd "$(dirname "$0")"
namespace=souk
houses=$(sed -n 's/^  all: //p' base/settings.yaml)
with_database=$(sed -n 's/^  with-database: //p' base/settings.yaml)
new() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
kept() { kubectl -n "$namespace" get secret "$1" -o "jsonpath={.data.$2}" 2>/dev/null | base64 -d; }
# The value a secret has, or a new one.
value() {
    found=$(kept "$1" "$2" || true)
    if [ -n "$found" ]; then printf %s "$found"; else new; fi
}
# Values pass through a pipe: on a command line every process of the machine could read them.
apply() { kubectl -n "$namespace" create secret generic "$1" --from-env-file=/dev/stdin --dry-run=client -o yaml | kubectl -n "$namespace" apply -f -; }

kubectl create namespace "$namespace" --dry-run=client -o yaml | kubectl apply -f -
if [ -z "${SOUK_POSTGRESQL:-}" ]; then
    postgresql=$(value souk-servers postgresql)
    rabbitmq=$(value souk-servers rabbitmq)
    printf 'postgresql=%s\nrabbitmq=%s\n' "$postgresql" "$rabbitmq" | apply souk-servers
    SOUK_POSTGRESQL=postgresql://souk:$postgresql@postgresql:5432
    SOUK_EVENTS=amqp://souk:$rabbitmq@rabbitmq:5672/
    SOUK_CACHE=redis://redis:6379/0
fi
printf 'service-token=%s\nmetrics-token=%s\nevents=%s\ncache=%s\n' "$(value souk service-token)" "$(value souk metrics-token)" \
    "${SOUK_EVENTS:?where do events go?}" "${SOUK_CACHE:?where is Redis?}" | apply souk
keys=${SOUK_TOKEN_KEYS-}
[ -n "$keys" ] || keys=$(value souk-users token-keys)
printf 'token-keys=%s\n' "$keys" | apply souk-users
email=${SOUK_NOTIFICATIONS_EMAIL_URL:-$(kept souk-notifications email || true)}
printf 'email=%s\n' "${email:?where does e-mail go? SOUK_NOTIFICATIONS_EMAIL_URL=smtp://user:password@host:587}" | apply souk-notifications
for house in $houses; do printf '%s=%s\n' "$house" "$(value souk-keys "$house")"; done | apply souk-keys
for house in $with_database; do
    printf '%s=%s/%s%s\n' "$house" "$SOUK_POSTGRESQL" "$house" "${SOUK_POSTGRESQL_OPTIONS:-}"
done | apply souk-databases
