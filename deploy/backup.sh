#!/bin/sh
# One folder a night: both databases, photos and Saleor's media. deploy/backup.sh /srv/backup
# The databases are read first: a photo without a row is waste, a row without a photo is a hole. And ours before Saleor's,
# both within a moment: what ours names there is then there, and what Saleor has besides is read again (RUNBOOK, Restore).
set -eu
[ $# -eq 1 ] || { echo "Name the folder to write to: deploy/backup.sh /srv/backup"; exit 2; }
into=$1/$(date -u +%Y-%m-%dT%H%M%SZ)
cd "$(dirname "$0")"
compose="${COMPOSE:-docker compose} -f compose.yaml"
umask 077
mkdir -p "$into"
dump() { $compose exec -T postgres pg_dump -U postgres -Fc "$1" > "$into/$1.dump.part"; }
{ dump lapak || : > "$into/lapak.failed"; } &
ours=$!
# its first bytes come after its look at the database was fixed: only then may Saleor's begin
until [ -s "$into/lapak.dump.part" ] || [ -e "$into/lapak.failed" ]; do sleep 0.1; done
[ -e "$into/lapak.failed" ] || dump saleor
wait "$ours"
[ ! -e "$into/lapak.failed" ] || { echo "The dump of lapak failed."; exit 1; }
for name in lapak saleor; do mv "$into/$name.dump.part" "$into/$name.dump"; done
$compose exec -T lapak-web tar -C /var/lib/lapak -cf - media > "$into/lapak-media.tar"
$compose exec -T saleor-api tar -C /app -cf - media > "$into/saleor-media.tar"
(cd "$into" && sha256sum ./*.dump ./*.tar > SHA256SUMS)
echo "Written: $into"
