#!/usr/bin/env bash
# The AWS CLI: start, wait for IDLE, list, fill the budget, terminate, start again.  Usage: aws-cli.sh URL
set -euo pipefail
url=$1

athena() { aws athena --endpoint-url "$url" --output text "$@"; }
expect() { [ "$2" = "$3" ] || { echo "$1: expected '$3', got '$2'"; exit 1; }; }
start() {
    athena start-session --work-group spark-primary --engine-configuration MaxConcurrentDpus=20 --query SessionId
}
await() {
    for _ in $(seq 300); do
        state=$(athena get-session-status --session-id "$1" --query Status.State)
        if [ "$state" = "$2" ]; then return; fi
        sleep 0.1
    done
    echo "session $1 is $state, not $2"
    exit 1
}

first=$(start)
await "$first" IDLE
expect "list" "$(athena list-sessions --work-group spark-primary --query 'Sessions[].SessionId')" "$first"

sessions=("$first")
for _ in $(seq 7); do sessions+=("$(start)"); done
if refusal=$(start 2>&1); then echo "a ninth session of 20 DPUs fitted into 160"; exit 1; fi
case $refusal in
    *TooManyRequestsException*"budget account holds 160 of 160 DPUs, 20 asked, 0 free."*) ;;
    *) echo "unexpected refusal: $refusal"; exit 1 ;;
esac

athena terminate-session --session-id "$first" >/dev/null
await "$first" TERMINATED
sessions+=("$(start)")
for session in "${sessions[@]}"; do athena terminate-session --session-id "$session" >/dev/null; done
for session in "${sessions[@]}"; do await "$session" TERMINATED; done
expect "nothing is left" "$(athena list-sessions --work-group spark-primary --query 'length(Sessions)')" 0

athena create-work-group --name cli-group \
    --configuration 'ExecutionRole=arn:aws:iam::123456789012:role/spark,EngineVersion={SelectedEngineVersion=PySpark engine version 3}'
expect "get-work-group" "$(athena get-work-group --work-group cli-group --query WorkGroup.State)" ENABLED
athena delete-work-group --work-group cli-group --recursive-delete-option
echo "AWS CLI: passed"
