#!/usr/bin/env bash
# The AWS CLI: the life of a work group with its tags and sessions, executors, engine versions.
# Usage: aws-cli-work-groups.sh URL
# Debian's CLI is older than some of the service: it knows no GetResourceDashboard, no tags of StartSession and no
# EngineConfiguration of work groups. The AWS SDK for Java tests those.
set -euo pipefail
url=$1
arn=arn:aws:athena:us-east-1:000000000000:workgroup/cli-control

athena() { aws athena --endpoint-url "$url" --output text "$@"; }
expect() { [ "$2" = "$3" ] || { echo "$1: expected '$3', got '$2'"; exit 1; }; }
refused() {
    local words=$1 answer
    shift
    if answer=$(athena "$@" 2>&1); then echo "not refused: $*"; exit 1; fi
    case $answer in *$words*) ;; *) echo "$*: expected '$words', got '$answer'"; exit 1 ;; esac
}
start() { athena start-session --work-group cli-control --engine-configuration MaxConcurrentDpus=3 --query SessionId; }
tags() { athena list-tags-for-resource --resource-arn "$1" --query "join(',', Tags[].join('=', [Key, Value]))"; }

athena create-work-group --name cli-control --description 'for the CLI' --tags Key=team,Value=quay Key=env,Value=test \
    --configuration 'ExecutionRole=arn:aws:iam::123456789012:role/spark,EngineVersion={SelectedEngineVersion=PySpark engine version 3}'
expect "description" "$(athena get-work-group --work-group cli-control --query WorkGroup.Description)" 'for the CLI'
expect "tags" "$(tags "$arn")" env=test,team=quay

athena update-work-group --work-group cli-control --state DISABLED --configuration-updates \
    'ResultConfigurationUpdates={OutputLocation=s3://results/cli/},AdditionalConfiguration=x'
expect "state" "$(athena get-work-group --work-group cli-control --query WorkGroup.State)" DISABLED
expect "location" "$(athena get-work-group --work-group cli-control \
    --query WorkGroup.Configuration.ResultConfiguration.OutputLocation)" s3://results/cli/
expect "description stays" "$(athena get-work-group --work-group cli-control --query WorkGroup.Description)" 'for the CLI'
refused 'WorkGroup cli-control is disabled.' start-session --work-group cli-control --engine-configuration MaxConcurrentDpus=3
refused 'cannot be changed' update-work-group --work-group cli-control \
    --configuration-updates 'EngineVersion={SelectedEngineVersion=AUTO}'
athena update-work-group --work-group cli-control --state ENABLED --description '' \
    --configuration-updates 'ResultConfigurationUpdates={RemoveOutputLocation=true}'
expect "location is gone" "$(athena get-work-group --work-group cli-control \
    --query WorkGroup.Configuration.ResultConfiguration.OutputLocation)" None

session=$(start)
expect "copied tags" "$(tags "$arn/session/$session")" env=test,team=quay
athena tag-resource --resource-arn "$arn/session/$session" --tags Key=env,Value=own
athena untag-resource --resource-arn "$arn/session/$session" --tag-keys team nothing
expect "tags of the session" "$(tags "$arn/session/$session")" env=own
expect "tags of the work group" "$(tags "$arn")" env=test,team=quay
refused 'ResourceNotFoundException' list-tags-for-resource --resource-arn "${arn}x"
expect "executors" "$(athena list-executors --session-id "$session" --max-results 2 --query 'length(ExecutorsSummary)')" 2
expect "coordinator" "$(athena list-executors --session-id "$session" \
    --query 'ExecutorsSummary[-1].ExecutorType')" COORDINATOR

refused 'WorkGroup has live sessions' delete-work-group --work-group cli-control
athena delete-work-group --work-group cli-control --recursive-delete-option
refused 'WorkGroup is not found.' update-work-group --work-group cli-control --state DISABLED
expect "engine versions" "$(athena list-engine-versions --query 'length(EngineVersions)')" 4
expect "DPU sizes" "$(athena list-application-dpu-sizes --query 'ApplicationDPUSizes[0].SupportedDPUSizes[0]')" 1
echo "AWS CLI, work groups: passed"
