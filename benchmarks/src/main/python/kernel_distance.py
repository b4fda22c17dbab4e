#!/usr/bin/python3
"""How far a session is from its kernel: launches and trivial calculations through the API, beside a bare Jupyter kernel.

    kernel_distance.py http://127.0.0.1:8181 [--pairs 12] [--calculations 20]

The server runs with --runtime jupyter. Each pair launches a session and a bare kernel, in turns first, and runs the code "1" in
both; what is compared is the median of each pair, so that whatever else the machine does meanwhile hits both. A calculation is
awaited by asking for its status each millisecond. Needs Debian's python3-ipykernel.
"""

import argparse
import http.client
import json
import statistics
import time
import urllib.parse

from jupyter_client.manager import start_new_kernel


class Berth:
    def __init__(self, url):
        address = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(address.hostname, address.port)

    def call(self, operation, **members):
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AmazonAthena." + operation,
        }
        self.connection.request("POST", "/", json.dumps(members), headers)
        answer = self.connection.getresponse()
        body = json.loads(answer.read())
        if answer.status != 200:
            raise RuntimeError(f"{operation}: {body}")
        return body

    def await_state(self, operation, states, **members):
        while True:
            state = self.call(operation, **members)["Status"]["State"]
            if state in states:
                return state
            time.sleep(0.001)

    def launch(self):
        session = self.call(
            "StartSession", WorkGroup="spark-primary", EngineConfiguration={"MaxConcurrentDpus": 2}
        )["SessionId"]
        if self.await_state("GetSessionStatus", ("IDLE", "FAILED"), SessionId=session) != "IDLE":
            raise RuntimeError("the session failed")
        return session

    def calculate(self, session):
        calculation = self.call("StartCalculationExecution", SessionId=session, CodeBlock="1")
        calculation = calculation["CalculationExecutionId"]
        ends = ("COMPLETED", "FAILED", "CANCELED")
        if self.await_state("GetCalculationExecutionStatus", ends, CalculationExecutionId=calculation) != "COMPLETED":
            raise RuntimeError("the calculation failed")

    def end(self, session):
        self.call("TerminateSession", SessionId=session)


class Bare:
    def launch(self):
        return start_new_kernel(kernel_name="python3")

    def calculate(self, kernel):
        kernel[1].execute("1", reply=True, timeout=60)

    def end(self, kernel):
        kernel[1].stop_channels()
        kernel[0].shutdown_kernel(now=True)


def milliseconds(action, *arguments):
    begin = time.perf_counter()
    result = action(*arguments)
    return (time.perf_counter() - begin) * 1e3, result


def measure(side, calculations):
    launch, handle = milliseconds(side.launch)
    times = [milliseconds(side.calculate, handle)[0] for _ in range(calculations)]
    side.end(handle)
    return launch, statistics.median(times)


def report(name, berth, bare):
    above = sorted(a - b for a, b in zip(berth, bare))
    print(
        f"{name:12} berth {statistics.median(berth):8.1f} ms   bare {statistics.median(bare):8.1f} ms   "
        f"above {statistics.median(above):8.1f} ms [{above[0]:.1f} to {above[-1]:.1f}]   pairs {len(above)}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--pairs", type=int, default=12)
    parser.add_argument("--calculations", type=int, default=20)
    options = parser.parse_args()
    sides = {"berth": Berth(options.url), "bare": Bare()}
    for side in sides.values():
        measure(side, 1)
    launches = {"berth": [], "bare": []}
    calculations = {"berth": [], "bare": []}
    for pair in range(options.pairs):
        order = ["berth", "bare"] if pair % 2 == 0 else ["bare", "berth"]
        for name in order:
            launch, calculation = measure(sides[name], options.calculations)
            launches[name].append(launch)
            calculations[name].append(calculation)
    report("launch", launches["berth"], launches["bare"])
    report("calculation", calculations["berth"], calculations["bare"])


if __name__ == "__main__":
    main()
