#!/usr/bin/env python3
"""Verifies an exported night of quietpost without quietpost: python3 verify.py night.zip [--expect head.json]

What is held against what:
  each row of records/<table>.ndjson -> the root of its table in its entry
  each entry of proofs.json          -> the root of all entries in head.json, by its inclusion proof (RFC 6962)
  head.json                          -> its Ed25519 signature, by the package "cryptography" or by openssl
  --expect                           -> a head that was published or printed: same key, same root where of the same size
Exit code 0: nothing was changed. 1: something was; each finding is a line.
"""
import base64, hashlib, json, os, subprocess, sys, tempfile, zipfile


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf(text):
    return sha(b"\x00", text.encode())


def node(left, right):
    return sha(b"\x01", left, right)


def split(size):
    power = 1
    while 2 * power < size:
        power *= 2
    return power


def root(leaves):
    if not leaves:
        return sha()
    if len(leaves) == 1:
        return leaves[0]
    half = split(len(leaves))
    return node(root(leaves[:half]), root(leaves[half:]))


def climb(hash_, index, size, proof):
    if size <= 1:
        return hash_ if index == 0 and not proof else None
    if not proof:
        return None
    half = split(size)
    if index < half:
        left = climb(hash_, index, half, proof[:-1])
        return None if left is None else node(left, proof[-1])
    right = climb(hash_, index - half, size - half, proof[:-1])
    return None if right is None else node(proof[-1], right)


def head_text(head):
    """As it was signed: the keys in this order, no spaces."""
    keys = ("v", "size", "root", "wallMs", "clockSynced", "key")
    return json.dumps({key: head[key] for key in keys}, separators=(",", ":"))


def key_id(pem):
    der = base64.b64decode("".join(line for line in pem.splitlines() if "-----" not in line))
    return hashlib.sha256(der).hexdigest()[:16]


def is_signed(signed):
    text, signature = head_text(signed["head"]).encode(), base64.b64decode(signed["signature"])
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.serialization import load_pem_public_key
        try:
            load_pem_public_key(signed["publicKey"].encode()).verify(signature, text)
            return True
        except InvalidSignature:
            return False
    except ImportError:
        with tempfile.TemporaryDirectory() as folder:
            paths = {name: os.path.join(folder, name) for name in ("key", "text", "signature")}
            for name, content in (("key", signed["publicKey"].encode()), ("text", text), ("signature", signature)):
                with open(paths[name], "wb") as file:
                    file.write(content)
            command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", paths["key"], "-rawin", "-in", paths["text"], "-sigfile", paths["signature"]]
            return subprocess.run(command, capture_output=True).returncode == 0


def check_head(signed, expected):
    head = signed["head"]
    if key_id(signed["publicKey"]) != head["key"] or not is_signed(signed):
        yield "the head is not signed by the key that it names"
    if expected is None:
        return
    if expected["head"]["key"] != head["key"] or expected["publicKey"] != signed["publicKey"]:
        yield "the head is signed by another key than the expected one"
    if expected["head"]["size"] > head["size"]:
        yield "the head is older than the expected one: an older copy"
    if expected["head"]["size"] == head["size"] and expected["head"]["root"] != head["root"]:
        yield "the head has another root than the expected one"
    if not is_signed(expected):
        yield "the expected head is not signed by its key"


def check_entries(proofs, head):
    for proof in proofs:
        found = climb(leaf(proof["text"]), proof["index"], head["size"], [bytes.fromhex(part) for part in proof["proof"]])
        if found is None or found.hex() != head["root"]:
            yield "entry %d is not in the signed tree" % (proof["index"] + 1)


def check_rows(archive, proofs, tables):
    entries = {json.loads(proof["text"])["n"]: json.loads(proof["text"]) for proof in proofs}
    for table, numbers in tables.items():
        rows = {}
        for line in archive.read("records/%s.ndjson" % table).decode().splitlines():
            number, text = json.loads(line)
            rows.setdefault(number, []).append(text)
            if json.loads(text)[0] != table:
                yield "a row among %s is of another table" % table
        for number in sorted(set(rows) | set(numbers)):
            sealed = entries.get(number, {}).get("parts", {}).get(table)
            own = rows.get(number, [])
            if sealed is None:
                yield "%d rows of %s are in no entry" % (len(own), table)
            elif len(own) != sealed[0]:
                yield "%s of entry %d: %d rows, sealed were %d" % (table, number, len(own), sealed[0])
            elif root([leaf(text) for text in own]).hex() != sealed[1]:
                yield "%s of entry %d: a row was changed" % (table, number)


def main(arguments):
    expected = None
    if "--expect" in arguments:
        place = arguments.index("--expect")
        with open(arguments[place + 1]) as file:
            expected = json.load(file)
        expected = (expected.get("evidence") or {}).get("signedHead") or expected
        del arguments[place:place + 2]
    with zipfile.ZipFile(arguments[0]) as archive:
        signed, proofs = json.loads(archive.read("head.json")), json.loads(archive.read("proofs.json"))
        tables = json.loads(archive.read("tables.json"))
        findings = [*check_head(signed, expected), *check_entries(proofs, signed["head"]), *check_rows(archive, proofs, tables)]
    for finding in findings:
        print("  " + finding)
    print("NOT what was signed." if findings else "Intact: %d entries, head of %d, key %s." % (len(proofs), signed["head"]["size"], signed["head"]["key"]))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
