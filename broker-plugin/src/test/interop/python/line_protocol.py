"""Lets a test drive an application: one JSON object per line in, one per line out.

A request has a number ("id") and names what to do ("do"), the worker that does it, and arguments. The answer has the same
number and a result, or "error".
The first line that is written says which version of the library this is.
"""

import json
import sys


def serve(version, open_worker):
    """Answers requests until standard input ends. open_worker(port, queue) returns a worker."""
    workers = {}
    answer({"version": version})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            result = carry_out(request, workers, open_worker) or {}
        except Exception as problem:  # the test decides what an error means
            result = {"error": f"{type(problem).__name__}: {problem}"}
        answer({"id": request["id"], **result})
    for worker in workers.values():
        worker.close()


def carry_out(request, workers, open_worker):
    name = request["worker"]
    if request["do"] == "open":
        workers[name] = open_worker(request["port"], request["queue"])
        return None
    if request["do"] == "close":
        workers.pop(name).close()
        return None
    worker = workers[name]
    if request["do"] == "send":
        return worker.send(request["body"], request.get("group"), request.get("deduplicationId"))
    if request["do"] == "receive":
        return {"message": worker.receive(request["millis"] / 1000)}
    if request["do"] == "acknowledge":
        return worker.acknowledge(request["handle"])
    if request["do"] == "fail":
        return worker.fail(request["handle"])
    if request["do"] == "retryLater":
        return {"status": worker.retry_later(request["handle"], request["millis"])}
    if request["do"] == "extend":
        return {"status": worker.extend(request["handle"], request["seconds"])}
    raise ValueError("unknown request " + request["do"])


def answer(value):
    print(json.dumps(value), flush=True)
