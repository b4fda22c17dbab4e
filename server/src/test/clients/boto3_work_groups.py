"""boto3: the life of a work group with its tags and sessions, executors, engine versions.

Usage: boto3_work_groups.py URL

Debian's boto3 is older than some of the service: it knows no GetResourceDashboard, no tags of StartSession and no
EngineConfiguration of work groups. The AWS SDK for Java tests those.
"""

import sys
import uuid

import boto3
from botocore.exceptions import ClientError

athena = boto3.client("athena", endpoint_url=sys.argv[1])
NAME = "boto3-control"
ARN = f"arn:aws:athena:us-east-1:000000000000:workgroup/{NAME}"


def work_group():
    return athena.get_work_group(WorkGroup=NAME)["WorkGroup"]


def tags(arn):
    pages = athena.get_paginator("list_tags_for_resource").paginate(ResourceARN=arn)
    return {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}


def start():
    return athena.start_session(WorkGroup=NAME, EngineConfiguration={"MaxConcurrentDpus": 3})


def error_of(call):
    try:
        call()
    except ClientError as error:
        return error.response["Error"]
    raise AssertionError("an error was expected")


athena.create_work_group(
    Name=NAME,
    Description="for boto3",
    Configuration={
        "ExecutionRole": "arn:aws:iam::123456789012:role/spark",
        "EngineVersion": {"SelectedEngineVersion": "PySpark engine version 3"},
        "ResultConfiguration": {"OutputLocation": "s3://results/"},
    },
    Tags=[{"Key": "team", "Value": "quay"}],
)
assert tags(ARN) == {"team": "quay"}
athena.tag_resource(ResourceARN=ARN, Tags=[{"Key": f"k{i}", "Value": ""} for i in range(49)])
assert len(tags(ARN)) == 50
too_many = lambda: athena.tag_resource(ResourceARN=ARN, Tags=[{"Key": "more", "Value": ""}])
assert error_of(too_many)["Code"] == "InvalidRequestException"
athena.untag_resource(ResourceARN=ARN, TagKeys=[f"k{i}" for i in range(49)])
assert tags(ARN) == {"team": "quay"}

athena.update_work_group(
    WorkGroup=NAME,
    State="DISABLED",
    ConfigurationUpdates={
        "PublishCloudWatchMetricsEnabled": True,
        "ResultConfigurationUpdates": {"RemoveOutputLocation": True, "ExpectedBucketOwner": "123456789012"},
    },
)
updated = work_group()
assert updated["State"] == "DISABLED" and updated["Description"] == "for boto3"
assert updated["Configuration"]["PublishCloudWatchMetricsEnabled"]
assert updated["Configuration"]["ResultConfiguration"] == {"ExpectedBucketOwner": "123456789012"}
assert error_of(start)["Message"] == f"WorkGroup {NAME} is disabled."
athena.update_work_group(WorkGroup=NAME, State="ENABLED", Description="")
assert "Description" not in work_group()
changes_engine = {"EngineVersion": {"SelectedEngineVersion": "Athena engine version 3"}}
engine = error_of(lambda: athena.update_work_group(WorkGroup=NAME, ConfigurationUpdates=changes_engine))
assert engine["Code"] == "InvalidRequestException", engine

session = start()["SessionId"]
session_arn = f"{ARN}/session/{session}"
assert tags(session_arn) == {"team": "quay"}
athena.tag_resource(ResourceARN=session_arn, Tags=[{"Key": "Größe", "Value": "XL"}])
assert tags(session_arn) == {"team": "quay", "Größe": "XL"}
assert tags(ARN) == {"team": "quay"}
role = athena.get_session(SessionId=session)["SessionConfiguration"]["ExecutionRole"]
assert role == "arn:aws:iam::123456789012:role/spark"

page = athena.list_executors(SessionId=session, MaxResults=2)
rest = athena.list_executors(SessionId=session, MaxResults=2, NextToken=page["NextToken"])
executors = page["ExecutorsSummary"] + rest["ExecutorsSummary"]
assert [each["ExecutorType"] for each in executors] == ["WORKER", "WORKER", "COORDINATOR"]
assert len({uuid.UUID(each["ExecutorId"]) for each in executors}) == 3
assert "NextToken" not in rest

assert error_of(lambda: athena.delete_work_group(WorkGroup=NAME))["Code"] == "InvalidRequestException"
athena.delete_work_group(WorkGroup=NAME, RecursiveDeleteOption=True)
assert error_of(work_group)["Message"] == "WorkGroup is not found."
assert error_of(lambda: tags(ARN))["Code"] == "ResourceNotFoundException"
assert tags(session_arn)["team"] == "quay"

versions = [each["SelectedEngineVersion"] for each in athena.list_engine_versions()["EngineVersions"]]
assert "PySpark engine version 3" in versions and "Apache Spark version 3.5" in versions
assert athena.list_application_dpu_sizes()["ApplicationDPUSizes"][0]["SupportedDPUSizes"] == [1]
print("boto3, work groups: passed")
