#!/bin/sh
# Runs once, when the database server is new: one role and one database for Saleor, one for Lapak.
set -eu
for name in saleor lapak; do
  case $name in saleor) password=$SALEOR_DB_PASSWORD ;; lapak) password=$LAPAK_DB_PASSWORD ;; esac
  psql -v ON_ERROR_STOP=1 -v name="$name" -v password="$password" --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" ENCODING 'UTF8' TEMPLATE template0;
SQL
done
