#!/bin/sh
# Writes deploy/.env with fresh secrets: deploy/make-env.sh pasar.example.id api.pasar.example.id
# It never overwrites one that stands there. Beside it an empty messages.env, for the secrets of WhatsApp, SMS and SMTP.
set -eu
cd "$(dirname "$0")"
[ $# -eq 2 ] || { echo "Give the market's host and the API's host: deploy/make-env.sh pasar.example.id api.pasar.example.id"; exit 2; }
[ ! -e .env ] || { echo "deploy/.env is there already; move it away first."; exit 1; }
secret() { openssl rand -hex 32; }
umask 077
{
  echo "COMPOSE_PROJECT_NAME=lapak"
  echo "LAPAK_HOST=$1"
  echo "SALEOR_HOST=$2"
  echo "SITE_SCHEME=https"
  echo "LAPAK_OPERATOR_NAME=Lapak"
  echo "LAPAK_OPERATOR_CONTACT="
  echo "LAPAK_SALEOR_COLLECTOR="
  echo "POSTGRES_PASSWORD=$(secret)"
  echo "SALEOR_DB_PASSWORD=$(secret)"
  echo "LAPAK_DB_PASSWORD=$(secret)"
  echo "LAPAK_SECRET_KEY=$(secret)"
  echo "SALEOR_SECRET_KEY=$(secret)"
  printf 'SALEOR_RSA_PRIVATE_KEY="%s"\n' "$(openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 2>/dev/null)"
} > .env.new
mv .env.new .env
[ -e messages.env ] || echo "# WhatsApp, SMS, SMTP: the names of sellers/messages/README.md, NAME=value" > messages.env
echo "deploy/.env is written. Keep a copy of it apart from the machine: without its keys no backup can be used."
