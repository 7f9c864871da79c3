#!/usr/bin/env python3
"""Verifies an exported night of quietpost without quietpost: python3 verify.py night.zip [--expect head.json]

What is held against what:
  each row of records/<table>.ndjson -> the root of its table in its entry
  each entry of proofs.json          -> the root of all entries in head.json, by its inclusion proof (RFC 6962)
  entries from the night to the head -> none is missing (night.json says which night)
  head.json                          -> its Ed25519 signature, by the package "cryptography" or by openssl
  --expect                           -> a head that was published or printed: same key, same root where of the same size
Exit code 0: nothing was changed. 1: something was; each finding is a line.
"""
import base64, hashlib, json, os, subprocess, sys, tempfile, time, zipfile

ALWAYS = {"words", "configs", "config_uses", "calibrations", "markings", "prunes"}  # here from whenever they are
DELETED = {"seconds", "states"}  # in the gateway after two weeks

def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

def leaf(text):
    return sha(b"\x00", text.encode())

def split(size):
    return 1 << ((size - 1).bit_length() - 1)

def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha()
    half = split(len(leaves))
    return sha(b"\x01", root(leaves[:half]), root(leaves[half:]))

def climb(hash_, index, size, proof):
    if size <= 1 or not proof:
        return hash_ if size == 1 and index == 0 and not proof else None
    half = split(size)
    inner = climb(hash_, index, half, proof[:-1]) if index < half else climb(hash_, index - half, size - half, proof[:-1])
    return inner and sha(b"\x01", *((inner, proof[-1]) if index < half else (proof[-1], inner)))

def head_text(head):
    """As it was signed: the keys in this order, no spaces."""
    keys = ("v", "size", "root", "wallMs", "clockSynced", "key")
    return json.dumps({key: head[key] for key in keys}, separators=(",", ":"))

def key_id(pem):
    der = base64.b64decode("".join(line for line in pem.splitlines() if "-----" not in line))
    return hashlib.sha256(der).hexdigest()[:16]

def is_signed(signed):
    pem, text, signature = signed["publicKey"].encode(), head_text(signed["head"]).encode(), base64.b64decode(signed["signature"])
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.serialization import load_pem_public_key
    except ImportError:
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ("key", "text", "signature")]
            for path, content in zip(paths, (pem, text, signature)):
                with open(path, "wb") as file:
                    file.write(content)
            command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", paths[0], "-rawin", "-in", paths[1], "-sigfile", paths[2]]
            return subprocess.run(command, capture_output=True).returncode == 0
    try:
        return load_pem_public_key(pem).verify(signature, text) is None
    except InvalidSignature:
        return False

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

def check_entries(proofs, entries, night, head):
    for proof in proofs:
        found = climb(leaf(proof["text"]), proof["index"], head["size"], [bytes.fromhex(part) for part in proof["proof"]])
        if found is None or found.hex() != head["root"] or json.loads(proof["text"])["n"] != proof["index"] + 1:
            yield "entry %d is not in the signed tree" % (proof["index"] + 1)
    missing = [n for n in range(night["first"], head["size"] + 1) if n not in entries]
    if missing:
        yield "%d entries are missing, the first of them %d" % (len(missing), missing[0])
    elif night["first"] != 1 and entries[night["first"]]["wallMs"] > night["fromMs"]:
        yield "what was written between the begin of the night and entry %d is missing" % night["first"]
    if head["wallMs"] < night["toMs"]:
        yield "the head was signed before the night was over"

def check_rows(rows, entries, first):
    wanted = {(table, n) for n, entry in entries.items() for table in entry["parts"] if n >= first or table in ALWAYS}
    for table, n in sorted(wanted | {(table, n) for table, own in rows.items() for n in own}):
        sealed, own = entries.get(n, {"parts": {}})["parts"].get(table), rows.get(table, {}).get(n, [])
        if table in DELETED and table not in rows:
            continue
        if sealed is None:
            yield "%d rows of %s are in no entry" % (len(own), table)
        elif len(own) != sealed[0]:
            yield "%s of entry %d: %d rows, sealed were %d" % (table, n, len(own), sealed[0])
        elif root([leaf(text) for text in own]).hex() != sealed[1] or any(json.loads(text)[0] != table for text in own):
            yield "%s of entry %d: a row was changed" % (table, n)

def check_references(rows):
    """The configuration and the calibration that a minute names must be here; names are numbers of words."""
    every = lambda table: [json.loads(text) for own in rows.get(table, {}).values() for text in own]
    words = {row[1]: row[2] for row in every("words")}
    for table, column in (("configs", 17), ("calibrations", 18)):
        named = {words.get(row[column], row[column]) for row in every("minutes") if row[column] is not None}
        for name in sorted(map(str, named - {row[1] for row in every(table)})):
            yield "minutes refer to %s in %s, which is missing" % (name, table)

def rows_of(archive):
    rows = {}
    for name in archive.namelist():
        if name.startswith("records/"):
            own = rows.setdefault(name[len("records/"):-len(".ndjson")], {})
            for number, text in map(json.loads, archive.read(name).decode().splitlines()):
                own.setdefault(number, []).append(text)
    return rows

def main(arguments):
    expected = None
    if "--expect" in arguments:
        place = arguments.index("--expect")
        with open(arguments[place + 1]) as file:
            expected = json.load(file)
        expected = (expected.get("evidence") or {}).get("signedHead") or expected
        del arguments[place:place + 2]
    with zipfile.ZipFile(arguments[0]) as archive:
        signed, proofs, night = (json.loads(archive.read(name + ".json")) for name in ("head", "proofs", "night"))
        rows, head = rows_of(archive), signed["head"]
    entries = {entry["n"]: entry for entry in (json.loads(proof["text"]) for proof in proofs)}
    findings = [*check_head(signed, expected), *check_entries(proofs, entries, night, head), *check_rows(rows, entries, night["first"]), *check_references(rows)]
    for finding in findings:
        print("  " + finding)
    for table in sorted(DELETED - set(rows)):
        print("  Without %s: deleted for their age before the export, or left out of it." % table)
    start, end = (time.strftime("%Y-%m-%d %H:%M", time.gmtime(night[key] / 1000)) for key in ("fromMs", "toMs"))
    print("NOT what was signed." if findings else "Intact: %s to %s UTC, entries %d to %d, key %s." % (start, end, night["first"], head["size"], head["key"]))
    return 1 if findings else 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
