#!/bin/sh
# Makes a database for each house that has none yet (SOUK_HOUSES), so that a new house needs nothing but `docker compose up`.
set -eu
for house in $SOUK_HOUSES; do
    if [ "$(psql -d postgres -tAc "SELECT 1 FROM pg_database WHERE datname = '$house'")" != 1 ]; then
        createdb "$house"
    fi
done
