#!/bin/sh
# Runs once, when the postgres image makes a new cluster and after roles.sql: passwords from the environment, and the
# database. See peergroups/roles.sql for who does what.
set -eu

psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set=owner_password="$OWNER_PASSWORD" --set=app_password="$APP_PASSWORD" <<'SQL'
ALTER ROLE peergroups_owner PASSWORD :'owner_password';
ALTER ROLE peergroups_app PASSWORD :'app_password';
CREATE DATABASE peergroups OWNER peergroups_owner;
SQL
