"""Makes the data of this crate from two packages of PyPI: `cargo xtask catalogue`.

Learnt are names, nesting, kinds and lengths: facts. No text of the packages is taken, and none of their code is run.
What the packages do not say and the present data does, kinds of scalars and verbs of REST, is kept.
"""

import io
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib

DATA = pathlib.Path(__file__).parent / "data"
# What every request of the Python SDK has beside its own members.
COMMON = {
    "biz_model", "biz_content", "version", "terminal_type", "terminal_info", "prod_code", "notify_url", "return_url",
    "udf_params", "need_encrypt",
}


def main(open_platform, antom):
    files, version = package("alipay-sdk-python", open_platform)
    facts = open_platform_facts(files)
    keep(facts, present("open-platform"))
    write("open-platform", f"alipay-sdk-python {version}", facts)
    files, version = package("global-open-sdk-python", antom)
    write("antom", f"global-open-sdk-python {version}", antom_facts(files))


def package(name, version):
    """The Python files of a package by path, and its version."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{name}=={version}"
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, wanted], check=True)
        (archive,) = pathlib.Path(folder).iterdir()
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as file:
                files = {path: file.read(path) for path in file.namelist() if path.endswith(".py")}
        else:
            with tarfile.open(archive) as file:
                files = {member.name: file.extractfile(member).read() for member in file if member.name.endswith(".py")}
    return {path: text.decode() for path, text in files.items()}, version


# The Open Platform.


def open_platform_facts(files):
    models, requests, responses = {}, {}, {}
    for path, text in files.items():
        folder, stem = path.removesuffix(".py").split("/")[-2:]
        if stem == "__init__" or stem == "AlipayResponse":
            continue
        if folder == "domain":
            models[stem] = members(text)
        elif folder == "request":
            method = re.search(r"params\[P_METHOD\] = '([^']+)'", text)[1]
            requests[method] = stem, text
        elif folder == "response":
            responses[stem] = members(text)
    methods = {}
    for method, (stem, text) in requests.items():
        own = {name: kind for name, kind in members(text).items() if name not in COMMON}
        model = re.search(r"self\._biz_content = (\w+)\.from_alipay_dict", text)
        answer = responses.get(stem.removesuffix("Request") + "Response", {})
        methods[method] = {"model": model and model[1], "request": own, "answer": answer, "verb": ""}
    return {"enums": {}, "models": models, "methods": methods}


def members(text):
    """The properties of a class, each with its kind."""
    found = {}
    for block in text.split("\n    @property\n")[1:]:
        name = re.match(r"    def (\w+)\(self\)", block)[1]
        classes = re.findall(r"isinstance\((?:value|i), (\w+)\)", block)
        many = "[]" if "list" in classes else ""
        model = next((known for known in classes if known not in ("list", "dict")), "")
        is_file = model == "FileItem" and "domain.FileItem" not in text
        found[name] = ("@" if is_file else f"={model}" if model else "?") + many
    return found


# Antom.


def antom_facts(files):
    enums, models, requests, responses, constants = {}, {}, [], {}, {}
    for path, text in files.items():
        for name, body in re.findall(r"^class (\w+)(.*?)(?=^class |\Z)", text, re.S | re.M):
            if body.startswith("(Enum)"):
                values = dict(re.findall(r"^    (\w+) = [\"']([^\"']+)[\"']", body, re.M))
                if any(value.startswith("/") for value in values.values()):
                    constants |= values
                else:
                    enums[name] = list(values.values())
            elif "/response/" in path:
                merge(responses.setdefault(name, {}), antom_members(body))
            elif "/request/" in path:
                requests.append((name, body))
            elif "/model/" in path:
                merge(models.setdefault(name, {}), antom_members(body))
    methods = {}
    for name, body in requests:
        path = re.search(r"__init__\(\s*(?:\"(/[^\"]+)\"|\w+\.(\w+))", body)
        path = path and (path[1] or constants.get(path[2]))
        if path:
            method = methods.setdefault(path, {"model": None, "request": {}, "answer": {}, "verb": ""})
            merge(method["request"], antom_members(body))
            merge(method["answer"], responses.get(name.removesuffix("Request") + "Response", {}))
    for method in methods.values():
        method["answer"].setdefault("result", "=Result")
    return {"enums": enums, "models": models, "methods": methods}


def merge(members, more):
    """Some classes are there twice, older and newer: what one of them says is known."""
    for name, kind in more.items():
        if members.get(name, "?").startswith("?"):
            members[name] = kind


def antom_members(body):
    """The properties of a class by their name on the wire, each with its kind and length."""
    written = re.findall(r"params\[['\"](\w+)['\"]\] = self\.(\w+)", body)
    # One class writes all its properties under one name.
    names = {own: name for name, own in written if len({other for known, other in written if known == name}) == 1}
    names |= {own: name for name, own in re.findall(r"if ['\"](\w+)['\"] in \w+:\s+self\.(?:__)?(\w+)", body)}
    owns = dict.fromkeys(re.findall(r"self\.__(\w+)(?:: \w+)? = \w+ *(?:#.*)?$", body, re.M)) | names
    owns = [own for own in owns if re.search(rf"def {own}\(self\)", body)]
    return {camel_case(names.get(own, own)): antom_kind(body, own) for own in owns}


def camel_case(name):
    return re.sub(r"_(\w)", lambda letter: letter[1].upper(), name)


def antom_kind(body, own):
    told = re.search(rf"self\.__{own} = \w+ *# type: *(.*)", body)
    told = told[1].strip() if told else ""
    told = re.sub(r"^Optional\[(.*)\]$", r"\1", told)
    many = re.match(r"(?:\[|[lL]ist\[|[lL]ist: *)(\w+)", told)
    by_name = re.match(r"\{str: (?:\((\w+),\)|)", told)
    name, suffix = (many[1], "[]") if many else ((by_name[1] or "any"), "{}") if by_name else (told, "")
    marks = {"": "?", "str": "", "string": "", "int": "+", "float": "#", "bool": "!", "any": "*"}
    length = re.search(rf"def {own}\(self\):\s+\"\"\"[^\"]*?Maximum length: (\d+) characters", body)
    return marks.get(name, f"={name}") + suffix + (f"<{length[1]}" if length else "")


# The data: `src/data.rs` says what it looks like.


def keep(facts, known):
    """Keeps the kinds and the verbs that the packages do not say."""
    for name, fields in facts["models"].items():
        keep_kinds(fields, known["models"].get(name, {}))
    for name, method in facts["methods"].items():
        before = known["methods"].get(name, {"request": {}, "answer": {}, "verb": ""})
        keep_kinds(method["request"], before["request"])
        keep_kinds(method["answer"], before["answer"])
        method["verb"] = before["verb"]


def keep_kinds(fields, known):
    for name, kind in fields.items():
        if kind.startswith("?"):
            before = known.get(name, kind)
            if before.endswith("[]") == kind.endswith("[]") and not before.startswith("="):
                fields[name] = before


def present(gateway):
    sections = zlib.decompress((DATA / f"{gateway}.z").read_bytes()).decode().split("\n\n")
    lines = [[line.split("\t") for line in section.splitlines()] for section in sections[1:]]
    enums, models, methods = lines
    return {
        "enums": {name: values.split() for name, values in enums},
        "models": {name: fields_of(fields) for name, fields in models},
        "methods": {
            name: {
                "model": request[1:] if request.startswith("=") else None,
                "request": {} if request.startswith("=") else fields_of(request),
                "answer": fields_of(answer),
                "verb": verb,
            }
            for name, verb, request, answer in methods
        },
    }


def fields_of(text):
    return dict(re.match(r"([\w]+)(.*)", field).groups() for field in text.split())


def write(gateway, source, facts):
    named = set(facts["models"]) | set(facts["enums"])
    for fields in all_fields(facts):
        for name, kind in fields.items():
            model = re.match(r"=(\w+)", kind)
            if model and model[1] not in named:
                sys.exit(f"{gateway}: no class is called {model[1]}, as the member {name} is")
    enums = [f"{name}\t{' '.join(values)}" for name, values in sorted(facts["enums"].items())]
    models = [f"{name}\t{text_of(fields)}" for name, fields in sorted(facts["models"].items())]
    methods = [
        f"{name}\t{method['verb']}\t{'=' + method['model'] if method['model'] else text_of(method['request'])}\t{text_of(method['answer'])}"
        for name, method in sorted(facts["methods"].items())
    ]
    sections = [[f"alipay-catalogue 1\t{source}"], enums, models, methods]
    text = "\n\n".join("\n".join(lines) for lines in sections) + "\n"
    (DATA / f"{gateway}.z").write_bytes(zlib.compress(text.encode(), 9))
    print(f"{gateway}: {len(methods)} methods, {len(models)} models, of {source}")


def all_fields(facts):
    yield from facts["models"].values()
    for method in facts["methods"].values():
        yield method["request"]
        yield method["answer"]


def text_of(fields):
    return " ".join(name + kind for name, kind in sorted(fields.items()))


if __name__ == "__main__":
    main(*sys.argv[1:])
