/** Takes out of a text what must stay with the station, before it goes to somebody who helps. */

/** What stands in the place of a secret. */
const HIDDEN = '***';
/** Shorter ones would hide ordinary words; an access code has eight characters at least. */
const SECRET_CHARS_MIN = 6;

/** Up to the end of the line, a comma or a bracket; quoted, or as a block of lines below the key. */
const value = String.raw`(?:"(?:[^"\\]|\\.)*"|'[^']*'|[|>][-+]?[ \t]*\n[ \t]+[^\n]*|[^\s,}\]#][^,}\]#\n]*)`;
const named = new RegExp(
  String.raw`([\w-]*(?:password|passwd|pwd|passphrase|passcode|token|secret|psk|api[-_]?key)["']?\s*[:=：]\s*)${value}`,
  'gi',
);

/** A password in an address, under the name of one, a private key, the access code in the address of the page. */
export function withoutPasswords(text: string): string {
  return text
    .replaceAll(
      /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(-----END \1-----|$)/g,
      `-----BEGIN $1----- ${HIDDEN}`,
    )
    .replaceAll(/(\w+:\/\/[^\s:/@"']*):[^\s"']*@/g, `$1:${HIDDEN}@`)
    .replaceAll(/([#?&]key=)[^\s&"']+/g, `$1${HIDDEN}`)
    .replaceAll(/\b(bearer|basic) [\w+/=.~-]{6,}/gi, `$1 ${HIDDEN}`)
    .replaceAll(named, `$1${HIDDEN}`);
}

/** And these secrets themselves, wherever they stand: the contents of the files that the site names. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const lines = secrets
    .flatMap((secret) => secret.split(/\r?\n/))
    .map((line) => line.trim())
    .filter((line) => line.length >= SECRET_CHARS_MIN && !line.startsWith('-----'));
  const known = [...new Set(lines)].toSorted((a, b) => b.length - a.length);
  return withoutPasswords(known.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text));
}

/** The files with secrets that a site file names, also one that does not load. */
export function secretFilesNamed(siteText: string): readonly string[] {
  const found = siteText.matchAll(/\b(?:passwordFile|keyFile|tokenFile)["']?\s*:\s*["']?([^\s"',}#]+)/g);
  return [...found].map(([, path = '']) => path);
}
