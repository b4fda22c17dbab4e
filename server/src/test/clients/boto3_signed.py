"""boto3 with the keys of the environment: what is signed is answered, what is not or wrongly is refused.

Usage: boto3_signed.py URL S3-URI
"""

import sys
import urllib.error
import urllib.request

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
BUCKET, KEY = sys.argv[2][len("s3://") :].split("/", 1)


def error_of(call):
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    raise AssertionError("an error was expected")


def refusal_of(address):
    try:
        urllib.request.urlopen(address)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    raise AssertionError("an error was expected")


athena = boto3.client("athena", endpoint_url=URL)
assert {each["Name"] for each in athena.list_work_groups()["WorkGroups"]} >= {"primary", "spark-primary"}
unsigned = boto3.client("athena", endpoint_url=URL, config=Config(signature_version=UNSIGNED))
assert error_of(unsigned.list_work_groups) == "MissingAuthenticationTokenException"
wrong = boto3.client("athena", endpoint_url=URL, aws_secret_access_key="wrong-secret", aws_access_key_id="NOBODY")
assert error_of(wrong.list_work_groups) == "UnrecognizedClientException"

s3 = boto3.client("s3", endpoint_url=URL, config=Config(signature_version="s3v4"))
assert b'"state"' in s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read()
assert error_of(lambda: s3.get_object(Bucket=BUCKET, Key=KEY + "x")) == "NoSuchKey"
assert error_of(lambda: s3.get_object(Bucket=BUCKET, Key="x")) == "NoSuchKey"
address = s3.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": KEY}, ExpiresIn=60)
assert b'"state"' in urllib.request.urlopen(address).read()
code, body = refusal_of(address.replace("result.json", "stdout"))
assert code == 403 and "<Code>SignatureDoesNotMatch</Code>" in body, body
code, body = refusal_of(f"{URL}/{BUCKET}/{KEY}")
assert code == 403 and "<Code>AccessDenied</Code>" in body, body
