#!/usr/bin/env bash
# The AWS CLI, boto3 and curl with keys of `berth key`, against a server that was open until the first of them: what may be done,
# what may not, and with which error. Usage: signed-requests.sh URL DATA-FOLDER
set -euo pipefail
url=$1
data=$2
here=$(dirname "$0")

key() { java -jar "$here/../../../target/berth.jar" key "$@" --data "$data"; }
athena() { aws athena --endpoint-url "$url" --output text "$@"; }
refused() {
    local words=$1 answer
    shift
    if answer=$("$@" 2>&1); then echo "not refused: $*"; exit 1; fi
    case $answer in *"$words"*) ;; *) echo "$*: expected '$words', got '$answer'"; exit 1 ;; esac
}
within_a_second() {
    for _ in $(seq 50); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.1
    done
    echo "never: $*"
    exit 1
}
# use PAIR: the following commands are signed with that pair, as key create prints it.
use() {
    AWS_ACCESS_KEY_ID=$(sed -n 's/^Access key ID: //p' <<<"$1")
    AWS_SECRET_ACCESS_KEY=$(sed -n 's/^Secret access key: //p' <<<"$1")
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
}
is_closed() { [ "$(curl -s -o /dev/null -w '%{http_code}' "$url/admin/v1/budgets")" = 403 ]; }
admin() { curl -sSf --aws-sigv4 aws:amz:us-east-1:athena --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$url$1"; }

all=$(key create all --allow 'athena:*' --on '*')
within_a_second is_closed
narrow=$(key create narrow --allow athena:StartSession --on 'workgroup/analytics-*')
administrator=$(key create administrator --allow berth:Admin)
key import imported --access-key-id AKIDEXAMPLE --allow ListWorkGroups <<<wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
key list | grep -qx 'imported AKIDEXAMPLE allow athena:ListWorkGroups on \*'

use "$all"
session=$(athena start-session --work-group spark-primary --engine-configuration MaxConcurrentDpus=2 --query SessionId)
state() { athena get-session-status --session-id "$session" --query Status.State; }
for _ in $(seq 100); do [ "$(state)" != IDLE ] || break; sleep 0.1; done
calculation=$(athena start-calculation-execution --session-id "$session" --code-block '1' --query CalculationExecutionId)
result() { athena get-calculation-execution --calculation-execution-id "$calculation" --query "$1"; }
for _ in $(seq 100); do [ "$(result Status.State)" != COMPLETED ] || break; sleep 0.1; done
json=$(result Result.ResultS3Uri)
aws s3 cp --endpoint-url "$url" "$json" - | grep -q '"state"'
curl -sf "$(aws s3 presign --endpoint-url "$url" "$json")" | grep -q '"state"'
/usr/bin/python3 "$here/boto3_signed.py" "$url" "$json"
athena terminate-session --session-id "$session" >/dev/null
refused 'InvalidSignatureException' env AWS_SECRET_ACCESS_KEY=wrong-secret aws athena --endpoint-url "$url" list-work-groups
refused 'UnrecognizedClientException' env AWS_ACCESS_KEY_ID=NOBODY aws athena --endpoint-url "$url" list-work-groups
refused 'UnrecognizedClientException' env AWS_SESSION_TOKEN=token aws athena --endpoint-url "$url" list-work-groups
refused '403' admin /admin/v1/budgets

use "$narrow"
refused 'user/narrow is not authorized to perform: athena:StartSession on resource: arn:aws:athena:us-east-1:000000000000:workgroup/spark-primary' \
    athena start-session --work-group spark-primary --engine-configuration MaxConcurrentDpus=2
refused '403' aws s3 cp --endpoint-url "$url" "$json" -
refused 'is not authorized' athena get-session --session-id "$session"

use "$administrator"
admin /admin/v1/budgets | grep -q '"budget":"account"'
AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY athena list-work-groups >/dev/null

key revoke administrator
is_revoked() { ! admin /admin/v1/budgets; }
within_a_second is_revoked
echo "AWS CLI, boto3 and curl, signed: passed"
