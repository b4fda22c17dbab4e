"""boto3: the life of a session, tokens, the full budget and errors.  Usage: boto3_session.py URL"""

import sys
import time
import uuid

import boto3
from botocore.exceptions import ClientError

athena = boto3.client("athena", endpoint_url=sys.argv[1])


def start(**more):
    return athena.start_session(
        WorkGroup="spark-primary", EngineConfiguration={"MaxConcurrentDpus": 20}, **more
    )


def wait_for(session_id, state):
    deadline = time.monotonic() + 30
    while True:
        seen = athena.get_session_status(SessionId=session_id)["Status"]["State"]
        if seen == state:
            return
        assert time.monotonic() < deadline, f"session {session_id} is {seen}, not {state}"
        time.sleep(0.1)


def code_of(call):
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    raise AssertionError("an error was expected")


token = str(uuid.uuid4())
first = start(ClientRequestToken=token, Description="päron")
assert first["State"] == "CREATING"
assert start(ClientRequestToken=token, Description="päron")["SessionId"] == first["SessionId"]
assert code_of(lambda: start(ClientRequestToken=token)) == "InvalidRequestException"
wait_for(first["SessionId"], "IDLE")

session = athena.get_session(SessionId=first["SessionId"])
assert session["Description"] == "päron"
assert session["EngineConfiguration"]["MaxConcurrentDpus"] == 20
assert session["Status"]["StartDateTime"].year >= 2024

started = [first] + [start() for _ in range(7)]
assert code_of(start) == "TooManyRequestsException"
listed = athena.list_sessions(WorkGroup="spark-primary")["Sessions"]
assert {each["SessionId"] for each in listed} == {each["SessionId"] for each in started}

for each in started:
    assert athena.terminate_session(SessionId=each["SessionId"])["State"] == "TERMINATING"
for each in started:
    wait_for(each["SessionId"], "TERMINATED")
last = start()["SessionId"]
athena.terminate_session(SessionId=last)

assert code_of(lambda: athena.get_session(SessionId=str(uuid.uuid4()))) == "InvalidRequestException"
assert code_of(lambda: athena.list_sessions(WorkGroup="nowhere")) == "ResourceNotFoundException"
assert code_of(lambda: athena.list_named_queries()) == "InvalidRequestException"
print("boto3: passed")
