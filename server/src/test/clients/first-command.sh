#!/usr/bin/env bash
# Starts the server by the README's first command, on a free port and in a fresh folder, and lets the AWS CLI and boto3
# from Debian's packages work against it, and run code where a Jupyter kernel is installed. Then kills it, starts it again on the
# same folder, and expects a session still to be there. Makes identities, after which requests must be signed. Ends the server and its sessions by SIGTERM, expects exit code 0 and no
# process of theirs, and lets it look at what it has left.
set -euo pipefail
cd "$(dirname "$0")/../../../.."

work=$(mktemp -d)
server=
url=
# The processes of the sessions of this folder, wherever they moved.
kernels() { grep -slzFx "BERTH_DATA=$work/data" /proc/[0-9]*/environ | sed 's|/proc/\(.*\)/environ|\1|' || true; }
finish() {
    if [ -n "$server" ]; then kill -TERM "$server" 2>/dev/null || true; fi
    for kernel in $(kernels); do kill -KILL "$kernel" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT

# Options of the virtual machine.
jvm=()

start() {
    java "${jvm[@]}" -jar server/target/berth.jar --port 0 --data "$work/data" "$@" >"$work/server.log" 2>"$work/server.err" &
    server=$!
    for _ in $(seq 600); do
        if grep -q '^listening on ' "$work/server.log"; then break; fi
        if ! kill -0 "$server" 2>/dev/null; then break; fi
        sleep 0.1
    done
    cat "$work/server.log" "$work/server.err"
    url=$(sed -n 's/^listening on //p' "$work/server.log")
    [ -n "$url" ] || { echo "the server did not start"; exit 1; }
}

mvn -ntp -B -DskipTests -pl server -am package >"$work/build.log" || { tail -n 50 "$work/build.log"; exit 1; }
start

export AWS_ACCESS_KEY_ID=berth AWS_SECRET_ACCESS_KEY=berth AWS_DEFAULT_REGION=us-east-1
export PATH=/usr/bin:$PATH
server/src/test/clients/aws-cli.sh "$url"
server/src/test/clients/aws-cli-work-groups.sh "$url"
/usr/bin/python3 server/src/test/clients/boto3_session.py "$url"
/usr/bin/python3 server/src/test/clients/boto3_work_groups.py "$url"
if grep -q '^runtime *Jupyter kernel' "$work/server.log"; then
    stdout=$(/usr/bin/python3 server/src/test/clients/boto3_calculations.py "$url")
    found=$(aws s3 cp --endpoint-url "$url" "$stdout" -)
    [ "$found" = 'päron' ] || { echo "aws s3 cp: expected 'päron', got '$found'"; exit 1; }
    echo "boto3 and AWS CLI, calculations: passed"
else
    echo "no calculations: needs: apt-get install python3-ipykernel"
fi

session=$(aws athena start-session --endpoint-url "$url" --work-group spark-primary --description 'survives' \
    --engine-configuration MaxConcurrentDpus=20 --query SessionId --output text)
kill -KILL "$server"
wait "$server" 2>/dev/null || true
# Not half of the memory of whoever runs this: the last option wins.
jvm=(@server/target/berth.jvm -XX:InitialRAMPercentage=2 -XX:MaxRAMPercentage=10)
start --on-stop terminate
found=$(aws athena get-session --endpoint-url "$url" --session-id "$session" --output text \
    --query "join(' ', [Description, to_string(EngineConfiguration.MaxConcurrentDpus)])")
[ "$found" = 'survives 20' ] || { echo "after kill -9: expected 'survives 20', got '$found'"; exit 1; }
server/src/test/clients/signed-requests.sh "$url" "$work/data"

kill -TERM "$server"
status=0
wait "$server" || status=$?
server=
[ "$status" -eq 0 ] || { echo "SIGTERM: expected exit code 0, got $status"; exit 1; }
[ -z "$(kernels)" ] || { echo "SIGTERM: expected no process of a session, got $(kernels)"; exit 1; }
java -jar server/target/berth.jar journal verify "$work/data"
java -jar server/target/berth.jar journal dump "$work/data" >"$work/dump"
grep -q "$session" "$work/dump" || { echo "the session is not in the dump"; exit 1; }
echo "first command, AWS CLI, boto3, kill -9: passed"
