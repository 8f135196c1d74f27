#!/bin/sh
# Brings a cluster to what an overlay says: settings and databases first, then the houses. Run again it changes nothing.
#
#     deploy/kubernetes/rollout.sh deploy/kubernetes/overlays/production
set -eu
overlay=${1:?which overlay?}
stage() { kubectl apply -k "$overlay" -l "$1"; }

kubectl apply -f "$overlay/namespace.yaml"
kubectl -n souk delete job migrate --ignore-not-found
# Whatever is neither a house's process nor the migration: settings, policies, volumes, servers of the small overlay.
stage 'app.kubernetes.io/component notin (serve, work, migrate)'
stage 'app.kubernetes.io/component=migrate'
if ! kubectl -n souk wait --for=condition=complete job/migrate --timeout=30m; then
    kubectl -n souk logs job/migrate --tail=50
    exit 1
fi
kubectl apply -k "$overlay"
for deployment in $(kubectl -n souk get deployments -l app.kubernetes.io/part-of=souk -o name); do
    kubectl -n souk rollout status "$deployment" --timeout=10m
done
