#!/bin/sh
# Puts a backup back over what stands: deploy/restore.sh /srv/backup/2026-11-22T190000Z yes
set -eu
[ $# -eq 2 ] && [ "$2" = yes ] || { echo "This replaces both databases and all photos: deploy/restore.sh FOLDER yes"; exit 2; }
from=$(cd "$1" && pwd)
(cd "$from" && sha256sum --check --quiet SHA256SUMS)
cd "$(dirname "$0")"
compose="${COMPOSE:-docker compose} -f compose.yaml"
$compose up -d --wait postgres valkey
$compose stop caddy lapak-web lapak-worker lapak-beat saleor-api saleor-worker saleor-beat
for name in lapak saleor; do
  $compose exec -T postgres dropdb -U postgres --if-exists --force "$name"
  $compose exec -T postgres createdb -U postgres -O "$name" "$name"
  $compose exec -T postgres pg_restore -U postgres --exit-on-error -d "$name" < "$from/$name.dump"
done
$compose exec -T valkey valkey-cli flushall # old nudges and cached settings mean nothing any more
$compose run --rm -T --no-deps lapak-worker tar -C /var/lib/lapak -xf - < "$from/lapak-media.tar"
$compose run --rm -T --no-deps saleor-worker tar -C /app -xf - < "$from/saleor-media.tar"
$compose up -d --wait
$compose exec -T lapak-web python manage.py reconcile
$compose exec -T lapak-web python manage.py saleor check
