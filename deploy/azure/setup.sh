#!/usr/bin/env bash
# Souk on Azure: a registry, a Kubernetes cluster, PostgreSQL, Redis and a Key Vault in one resource group; RabbitMQ runs in
# the cluster, by its own operator. Whatever is there already stays: run it again after a failure, or to change nothing.
#
#     az login
#     deploy/azure/setup.sh
#
# README.md beside it says what it costs, what to change first, and how to take it down.
set -euo pipefail
cd "$(dirname "$0")/../.."

: "${SOUK_AZURE_NAME:=souk}"             # beginning of every name; letters and digits
: "${SOUK_AZURE_REGION:=westeurope}"
: "${SOUK_AZURE_GROUP:=$SOUK_AZURE_NAME}"
: "${SOUK_AZURE_NODES:=3}"
: "${SOUK_AZURE_NODE_SIZE:=Standard_D4as_v5}"
: "${SOUK_AZURE_DATABASE_SIZE:=Standard_D2ds_v5}"
: "${SOUK_DOMAIN:?the name of the shop, as in souk.example}"
: "${SOUK_NOTIFICATIONS_EMAIL_URL:?where e-mail goes: smtp://user:password@host:587}"
export SOUK_NOTIFICATIONS_EMAIL_URL
: "${SOUK_VERSION:=$(git describe --tags --always)}"

subscription=$(az account show --query id -o tsv)
# Some names are the world's: the subscription's first letters make them ours.
mark=$(printf %s "$subscription" | cut -c1-8)
registry=${SOUK_AZURE_NAME}${mark}
vault=${SOUK_AZURE_NAME}-${mark}
database=${SOUK_AZURE_NAME}-${mark}-postgresql
cache=${SOUK_AZURE_NAME}-${mark}-redis
cluster=$SOUK_AZURE_NAME
network=${SOUK_AZURE_NAME}-network
houses=$(sed -n 's/^  with-database: //p' deploy/kubernetes/base/settings.yaml)

say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*"; }
there() { "$@" --output none 2>/dev/null; }
new_secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# A secret of the vault; made the first time.
secret() {
    local found
    found=$(az keyvault secret show --vault-name "$vault" --name "$1" --query value -o tsv 2>/dev/null || true)
    if [ -z "$found" ]; then
        found=$(new_secret)
        az keyvault secret set --vault-name "$vault" --name "$1" --file <(printf %s "$found") --output none
    fi
    printf %s "$found"
}

make_group_and_network() {
    say "Resource group $SOUK_AZURE_GROUP in $SOUK_AZURE_REGION"
    az group create --name "$SOUK_AZURE_GROUP" --location "$SOUK_AZURE_REGION" --output none
    there az network vnet show -g "$SOUK_AZURE_GROUP" -n "$network" ||
        az network vnet create -g "$SOUK_AZURE_GROUP" -n "$network" --address-prefixes 10.20.0.0/16 \
            --subnet-name cluster --subnet-prefixes 10.20.0.0/20 --output none
    there az network vnet subnet show -g "$SOUK_AZURE_GROUP" --vnet-name "$network" -n databases ||
        az network vnet subnet create -g "$SOUK_AZURE_GROUP" --vnet-name "$network" -n databases \
            --address-prefixes 10.20.16.0/24 --delegations Microsoft.DBforPostgreSQL/flexibleServers --output none
    there az network vnet subnet show -g "$SOUK_AZURE_GROUP" --vnet-name "$network" -n endpoints ||
        az network vnet subnet create -g "$SOUK_AZURE_GROUP" --vnet-name "$network" -n endpoints \
            --address-prefixes 10.20.17.0/24 --output none
}

make_vault() {
    say "Key Vault $vault"
    there az keyvault show --name "$vault" ||
        az keyvault create -g "$SOUK_AZURE_GROUP" --name "$vault" --enable-rbac-authorization true \
            --enable-purge-protection true --output none
    local me
    me=$(az ad signed-in-user show --query id -o tsv)
    az role assignment create --role "Key Vault Secrets Officer" --assignee-object-id "$me" --assignee-principal-type User \
        --scope "$(az keyvault show --name "$vault" --query id -o tsv)" --output none
}

make_image() {
    say "Image souk:$SOUK_VERSION in registry $registry"
    there az acr show --name "$registry" ||
        az acr create -g "$SOUK_AZURE_GROUP" --name "$registry" --sku Standard --admin-enabled false --output none
    there az acr repository show --name "$registry" --image "souk:$SOUK_VERSION" ||
        az acr build --registry "$registry" --image "souk:$SOUK_VERSION" . --output none
}

make_postgresql() {
    say "PostgreSQL $database, reachable from the network alone"
    there az postgres flexible-server show -g "$SOUK_AZURE_GROUP" --name "$database" ||
        az postgres flexible-server create -g "$SOUK_AZURE_GROUP" --name "$database" --version 17 \
            --tier GeneralPurpose --sku-name "$SOUK_AZURE_DATABASE_SIZE" --storage-size 128 --storage-auto-grow Enabled \
            --high-availability ZoneRedundant --backup-retention 14 --vnet "$network" --subnet databases \
            --private-dns-zone "$database.private.postgres.database.azure.com" \
            --admin-user souk --admin-password "$(secret postgresql)" --yes --output none
    local house
    for house in $houses; do
        there az postgres flexible-server db show -g "$SOUK_AZURE_GROUP" --server-name "$database" --database-name "$house" ||
            az postgres flexible-server db create -g "$SOUK_AZURE_GROUP" --server-name "$database" \
                --database-name "$house" --output none
    done
}

make_redis() {
    say "Redis $cache, through a private endpoint"
    there az redis show -g "$SOUK_AZURE_GROUP" --name "$cache" ||
        az redis create -g "$SOUK_AZURE_GROUP" --name "$cache" --location "$SOUK_AZURE_REGION" --sku Standard --vm-size c1 \
            --minimum-tls-version 1.2 --output none
    az redis update -g "$SOUK_AZURE_GROUP" --name "$cache" --set publicNetworkAccess=Disabled --output none
    local zone=privatelink.redis.cache.windows.net
    there az network private-dns zone show -g "$SOUK_AZURE_GROUP" --name "$zone" ||
        az network private-dns zone create -g "$SOUK_AZURE_GROUP" --name "$zone" --output none
    there az network private-dns link vnet show -g "$SOUK_AZURE_GROUP" --zone-name "$zone" --name "$network" ||
        az network private-dns link vnet create -g "$SOUK_AZURE_GROUP" --zone-name "$zone" --name "$network" \
            --virtual-network "$network" --registration-enabled false --output none
    there az network private-endpoint show -g "$SOUK_AZURE_GROUP" --name "$cache" ||
        az network private-endpoint create -g "$SOUK_AZURE_GROUP" --name "$cache" --vnet-name "$network" --subnet endpoints \
            --private-connection-resource-id "$(az redis show -g "$SOUK_AZURE_GROUP" --name "$cache" --query id -o tsv)" \
            --group-id redisCache --connection-name "$cache" --output none
    there az network private-endpoint dns-zone-group show -g "$SOUK_AZURE_GROUP" --endpoint-name "$cache" --name default ||
        az network private-endpoint dns-zone-group create -g "$SOUK_AZURE_GROUP" --endpoint-name "$cache" --name default \
            --private-dns-zone "$zone" --zone-name redis --output none
}

make_cluster() {
    say "Cluster $cluster: $SOUK_AZURE_NODES nodes of $SOUK_AZURE_NODE_SIZE over three zones"
    there az aks show -g "$SOUK_AZURE_GROUP" --name "$cluster" ||
        az aks create -g "$SOUK_AZURE_GROUP" --name "$cluster" --node-count "$SOUK_AZURE_NODES" \
            --node-vm-size "$SOUK_AZURE_NODE_SIZE" --zones 1 2 3 --enable-cluster-autoscaler \
            --min-count "$SOUK_AZURE_NODES" --max-count $((SOUK_AZURE_NODES * 4)) --enable-managed-identity \
            --network-plugin azure --network-plugin-mode overlay --network-dataplane cilium --network-policy cilium \
            --pod-cidr 10.244.0.0/16 --service-cidr 10.21.0.0/16 --dns-service-ip 10.21.0.10 \
            --vnet-subnet-id "$(az network vnet subnet show -g "$SOUK_AZURE_GROUP" --vnet-name "$network" -n cluster --query id -o tsv)" \
            --attach-acr "$registry" --enable-app-routing --enable-oidc-issuer --enable-workload-identity \
            --auto-upgrade-channel patch --generate-ssh-keys --output none
    az aks get-credentials -g "$SOUK_AZURE_GROUP" --name "$cluster" --overwrite-existing --output none
}

make_rabbitmq() {
    say "RabbitMQ: three nodes in the cluster"
    kubectl apply -f "https://github.com/rabbitmq/cluster-operator/releases/download/v2.16.0/cluster-operator.yml"
    kubectl -n rabbitmq-system rollout status deployment/rabbitmq-cluster-operator --timeout=5m
    kubectl apply -f deploy/azure/rabbitmq.yaml
    kubectl -n souk wait --for=condition=AllReplicasReady rabbitmqcluster/rabbitmq --timeout=10m
}

open_shop() {
    say "Secrets, migration, houses"
    local events redis_key
    events=$(kubectl -n souk get secret rabbitmq-default-user -o 'jsonpath={.data.connection_string}' | base64 -d)
    redis_key=$(az redis list-keys -g "$SOUK_AZURE_GROUP" --name "$cache" --query primaryKey -o tsv)
    SOUK_POSTGRESQL="postgresql://souk:$(secret postgresql)@$database.postgres.database.azure.com:5432" \
        SOUK_POSTGRESQL_OPTIONS="?sslmode=require" \
        SOUK_EVENTS="$events" \
        SOUK_CACHE="rediss://:$(printf %s "$redis_key" | sed 's/+/%2B/g; s|/|%2F|g; s/=/%3D/g')@$cache.redis.cache.windows.net:6380/0" \
        deploy/kubernetes/secrets.sh
    local overlay=deploy/azure/overlay
    sed -e "s|DOMAIN|$SOUK_DOMAIN|g" -e "s|REGISTRY|$registry.azurecr.io|g" -e "s|VERSION|\"$SOUK_VERSION\"|g" \
        "$overlay/kustomization.template.yaml" >"$overlay/kustomization.yaml"
    deploy/kubernetes/rollout.sh "$overlay"
}

make_group_and_network
make_vault
make_image
make_postgresql
make_redis
make_cluster
kubectl apply -f deploy/azure/overlay/namespace.yaml
make_rabbitmq
open_shop
say "The shop's address, for the DNS record of $SOUK_DOMAIN:"
kubectl -n souk get ingress gateway -o 'jsonpath={.status.loadBalancer.ingress[0].ip}{"\n"}'
