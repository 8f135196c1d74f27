#!/bin/sh
# Makes a database for each of SOUK_HOUSES when MariaDB begins. The image sources this file, hence no `set`.
for house in $SOUK_HOUSES; do
    docker_process_sql --database=mysql <<SQL
CREATE DATABASE IF NOT EXISTS \`$house\`;
GRANT ALL ON \`$house\`.* TO '$MARIADB_USER'@'%';
SQL
done
