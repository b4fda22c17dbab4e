"""boto3: code in a session's kernel, its output read from S3 at the same address, failures and stops.

Usage: boto3_calculations.py URL

Prints the address of a standard output, for other clients to fetch, and nothing else.
"""

import json
import sys
import time

import boto3
from botocore.exceptions import ClientError

athena = boto3.client("athena", endpoint_url=sys.argv[1])
s3 = boto3.client("s3", endpoint_url=sys.argv[1])
ENDED = ("COMPLETED", "FAILED", "CANCELED")
BUSY = "Session is in the BUSY state; needs to be IDLE to accept Calculations."


def wait_until(what, holds):
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.05)


def session_state():
    return athena.get_session_status(SessionId=session)["Status"]["State"]


def start(code, **more):
    return athena.start_calculation_execution(SessionId=session, CodeBlock=code, **more)["CalculationExecutionId"]


def state(calculation):
    return athena.get_calculation_execution_status(CalculationExecutionId=calculation)["Status"]["State"]


def ended(calculation):
    wait_until("the calculation has ended", lambda: state(calculation) in ENDED)
    return athena.get_calculation_execution(CalculationExecutionId=calculation)


def read(uri):
    bucket, key = uri[len("s3://") :].split("/", 1)
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()


session = athena.start_session(WorkGroup="spark-primary", EngineConfiguration={"MaxConcurrentDpus": 4})["SessionId"]
wait_until("the session is IDLE", lambda: session_state() == "IDLE")

first = ended(start("import sys\nname = 'päron'\nprint(name)\nprint('err', file=sys.stderr)\n6 * 7", Description="först"))
assert first["Status"]["State"] == "COMPLETED" and "StateChangeReason" not in first["Status"]
assert first["Description"] == "först" and first["SessionId"] == session
assert first["Statistics"]["DpuExecutionInMillis"] > 0 and first["Statistics"]["Progress"]
result = first["Result"]
assert result["ResultType"] == "application/vnd.aws.athena.v1+json"
assert read(result["StdOutS3Uri"]) == "päron\n"
assert read(result["StdErrorS3Uri"]) == "err\n"
assert json.loads(read(result["ResultS3Uri"]))["outputs"][0]["data"]["text/plain"] == "42"

failed = ended(start("print(name)\nmissing"))
assert failed["Status"]["State"] == "FAILED"
assert failed["Status"]["StateChangeReason"] == "NameError: name 'missing' is not defined"
assert read(failed["Result"]["StdOutS3Uri"]) == "päron\n"
lines = read(failed["Result"]["StdErrorS3Uri"]).splitlines()
assert lines[-2:] == ['  File "<stdin>", line 2, in <module>', "NameError: name 'missing' is not defined"], lines

sleeping = start("import time\ntime.sleep(600)")
try:
    start("1")
    raise AssertionError("a busy session took a calculation")
except ClientError as refusal:
    assert refusal.response["Error"] == {"Code": "InvalidRequestException", "Message": BUSY}, refusal.response
assert athena.stop_calculation_execution(CalculationExecutionId=sleeping)["State"] in ("CANCELING", "CANCELED")
assert ended(sleeping)["Status"]["State"] == "CANCELED"
assert session_state() == "IDLE"

listed = athena.list_calculation_executions(SessionId=session)["Calculations"]
assert [each["Status"]["State"] for each in listed] == ["CANCELED", "FAILED", "COMPLETED"]
athena.terminate_session(SessionId=session)
wait_until("the session is TERMINATED", lambda: session_state() == "TERMINATED")
assert read(result["StdOutS3Uri"]) == "päron\n"
print(result["StdOutS3Uri"])
