#!/usr/bin/env bash
# Shows that the published file is enough: starts the site from an empty folder with no .NET on the PATH, sends shoppers, stops it.
# Minutes long, so no part of `./seawall test`. Usage: tests/publish/check.sh [FILE]; without FILE it publishes one first.
# PORT (20000) is the first of the 100 ports it uses. As root it runs a second time as the user nobody.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
port=${PORT:-20000}
work=$(mktemp -d /tmp/seawall-publish-XXXXXX)
chmod 755 "$work"

say() { printf 'publish check: %s\n' "$*" >&2; }

# The local topology with its ports moved into a row from $port on.
topology() {
    local from to=$port text
    text=$(cat "$root/deploy/local.json")
    for from in $(grep -oE '[: "][0-9]{4,5}\b' "$root/deploy/local.json" | tr -d ': "' | awk '$1 >= 6000' | sort -un); do
        text=$(sed -E "s/([: ])$from\b/\1$to/g" <<< "$text")
        to=$((to + 1))
    done
    printf '%s\n' "$text"
}

# An environment without a trace of .NET; $1 is the folder, the rest the command.
bare() {
    local folder=$1
    shift
    (cd "$folder" && env -i PATH="$programs" HOME="$folder/home" "${as[@]}" ./seawall "$@")
}

check() {
    local folder=$work/$1 web started=$SECONDS
    mkdir -p "$folder/home"
    cp "$file" "$folder/seawall"
    topology > "$folder/topology.json"
    chown -R "$1" "$folder"
    web=$(grep -A6 '"name": "web"' "$folder/topology.json" | grep -oE '127\.0\.0\.1:[0-9]+' | head -1)
    trap 'bare "$folder" down >&2 || true' EXIT
    bare "$folder" up --detach --topology topology.json >&2
    say "$1: up after $((SECONDS - started)) s"
    bare "$folder" status >&2
    [[ $(curl -s -o /dev/null -w '%{http_code}' "http://$web/") == 200 ]] || { say "$1: the storefront does not answer"; exit 1; }
    bare "$folder" traffic --shoppers 5 --duration 5s >&2
    bare "$folder" ready list > "$folder/ready.txt"
    [[ -s $folder/ready.txt ]] || { say "$1: no readiness file"; exit 1; }
    bare "$folder" down >&2
    trap - EXIT
    [[ -d $folder/.seawall ]] || { say "$1: the home is not beside the file"; exit 1; }
    say "$1: ok in $((SECONDS - started)) s"
}

# All programs of the system but the one that must not be needed.
programs=$work/bin
mkdir "$programs"
ln -s /usr/bin/* /bin/* "$programs/" 2> /dev/null || true
rm -f "$programs/dotnet"
file=${1:-$("$root/seawall" publish --output "$work/file")}
say "$file, $(stat -c %s "$file") bytes"
as=()
check "$(id -un)"
if ((EUID == 0)); then
    as=(setpriv --reuid nobody --regid nogroup --clear-groups)
    check nobody
fi
rm -rf "$work"
