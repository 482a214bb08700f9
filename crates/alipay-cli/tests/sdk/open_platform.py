"""The official Python SDK of the Open Platform calls methods at `alipay sandbox`, with every member filled.

    pip install alipay-sdk-python
    python open_platform.py target/debug/alipay [SEED] [COUNT]

The SDK signs each request, verifies each answer, and reads it into its own classes; every member of those must be there.
"""

import http.client
import importlib
import itertools
import json
import logging
import random
import re
import subprocess
import sys
import tempfile
import urllib.parse

from Crypto.PublicKey import RSA

from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from alipay.aop.api.FileItem import FileItem
from alipay.aop.api.util import WebUtils

# Each is shown to a browser or brought by a phone, and not called.
NOT_CALLED = {"alipay.trade.page.pay", "alipay.trade.wap.pay", "alipay.trade.app.pay"}
VERDICT = {"code", "msg", "sub_code", "sub_msg"}


def main(program, seed=18, count=200):
    listed = subprocess.run([program, "api", "list"], check=True, capture_output=True, text=True).stdout.split()
    called = sorted(name for name in listed if not name.startswith("/") and "." in name and name not in NOT_CALLED)
    random.Random(int(seed)).shuffle(called)
    # What the sandbox plays by its rules would refuse made-up values.
    untyped = (method for method in (described(program, name) for name in called) if not method["typed"])
    chosen = list(itertools.islice(filter(loads, untyped), int(count)))
    folder = tempfile.mkdtemp()
    sandbox = subprocess.Popen([program, "sandbox", "--keys-dir", folder], stdout=subprocess.PIPE, text=True)
    try:
        client = client_of(json.loads(sandbox.stdout.readline())["open_platform"])
        members = sum(call(client, method) for method in chosen)
    finally:
        sandbox.terminate()
    print(f"{len(chosen)} methods called with seed {seed}, every answer verified and read: {members} members")


def described(program, name):
    return json.loads(subprocess.run([program, "api", "show", name, "--json"], check=True, capture_output=True).stdout)


def connection(url, query, timeout):
    """In place of the SDK's own, which fails for an address with a port."""
    where = urllib.parse.urlsplit(url)
    return f"{url}?{query}", http.client.HTTPConnection(where.hostname, where.port, timeout=timeout)


def client_of(ready):
    def key(path, form):
        # The SDK takes private keys in PKCS#1, and all keys without the lines around them.
        lines = RSA.import_key(open(path).read()).export_key("PEM", pkcs=form).decode().splitlines()
        return "".join(lines[1:-1])

    WebUtils.get_http_connection = connection
    config = AlipayClientConfig()
    config.server_url = ready["gateway"]
    config.app_id = ready["app_id"]
    config.app_private_key = key(ready["private_key_file"], 1)
    config.alipay_public_key = key(ready["alipay_public_key_file"], 8)
    return DefaultAlipayClient(alipay_client_config=config, logger=logging.getLogger("quiet"))


def class_of(method, kind):
    stem = "".join(part[:1].upper() + part[1:] for part in re.split("[._]", method["name"]))
    return getattr(importlib.import_module(f"alipay.aop.api.{kind.lower()}.{stem}{kind}"), stem + kind)


def loads(method):
    """Whether the SDK can load its own classes: a member called `property` is the end of one."""
    try:
        return class_of(method, "Request") and class_of(method, "Response")
    except TypeError:
        print(f"skipped, since the SDK cannot load it: {method['name']}")
        return False


def call(client, method):
    """Calls a method, and counts the members of its answer."""
    request = class_of(method, "Request")()
    content = filled(method["request"])
    if method["biz_content"]:
        request.biz_content = content
    else:
        for name, value in content.items():
            setattr(request, name, value)
    text = client.execute(request)
    response = class_of(method, "Response")()
    response.parse_response_content(text)
    assert response.is_success(), (method["name"], text)
    members = [member["name"] for member in method["answer"] if member["name"] not in VERDICT]
    for name in members:
        assert getattr(response, name) not in (None, []), (method["name"], name, text)
    return len(members)


def filled(members):
    return {member["name"]: repeated(member) for member in members}


def repeated(member):
    value = value_of(member)
    return {"one": value, "list": [value], "map": {"name": value}}[member["repeat"]]


def value_of(member):
    kind = member["kind"]
    if kind == "model":
        return filled(member.get("members", []))
    if kind == "file":
        return FileItem("a.txt", b"content")
    return {"number": 1, "integer": 1, "boolean": True}.get(kind, member["name"])


if __name__ == "__main__":
    main(*sys.argv[1:])
