"""SmartFile's own Python client, in the last version there was, doing one thing at a server.

`official.py STEP [ARGUMENT …]` prints what came back as a line of JSON. Address, key and password come from the
environment, where the client itself looks for them. Files are read from and written to the current folder.

What of the client does not run on today's Python, and is left alone:
- its helper for OAuth (version 1) asks `urllib` for `urlencode`, which Python 3 has elsewhere, and ends an
  iterator with `StopIteration`, which has been an error since Python 3.7;
- `smartfile.sync` speaks the addresses that the service took away in 2015, and needs librsync.
What runs and is wrong, and has always been: `upload` knows no folder but the root, and `download` takes a file
that is JSON for an answer, since it goes by the type.
"""

import json
import os
import sys

import smartfile

STEPS = {}


def step(function):
    STEPS[function.__name__] = function
    return function


@step
def ping(api):
    return api.get("/ping")


@step
def whoami(api):
    return api.get("/whoami")


@step
def listing(api, path):
    return api.get("/path/info", path, children=True)


@step
def upload(api, name):
    with open(name, "rb") as content:
        return api.upload(name, content)


@step
def upload_all(api, folder):
    """Every file of a folder, one after the other: how many there were."""
    names = os.listdir(folder)
    for name in names:
        with open(os.path.join(folder, name), "rb") as content:
            api.upload(name, content)
    return len(names)


@step
def download(api, name):
    api.download(name)


@step
def move(api, source, folder):
    return finished(api, api.move(source, folder))


@step
def remove(api, path):
    return finished(api, api.remove(path))


def finished(api, task):
    """As the client's own README polls, but for its second of sleep."""
    while True:
        state = api.get("/task", task["uuid"])
        if state["result"]["status"] not in ("PENDING", "PROGRESS"):
            return state


def main():
    name, *arguments = sys.argv[1:]
    api = smartfile.BasicClient()
    try:
        answer = {"said": STEPS[name](api, *arguments)}
    except smartfile.errors.ResponseError as error:
        answer = {"refused": error.status_code, "detail": str(error)}
    print(json.dumps({"version": smartfile.__version__, **answer}))


if __name__ == "__main__":
    main()
