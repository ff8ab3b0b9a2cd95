/**
 * Commands of which everything behind the announcing words may be the secret: its place varies with the release, and
 * whatever else stands there decides no traffic. `*` is one word, `…` any number, `a|b` a choice. Gathered from the
 * command references of ASA, PIX, FWSM and IOS and from the lists of RANCID and netconan, which hide secrets for a living.
 */
const SECRET_COMMANDS: readonly (readonly string[])[] = [
  'enable password|secret',
  'passwd|password|secret|key|key-string|key-hash|token|api-key|public-key|registration-key|passphrase|hidden-parameter',
  'username|user * … password|secret|nt-encrypted',
  'snmp-server community|mib|user',
  'snmp-server host *',
  'set snmp trap-group|community',
  'aaa-server … host *',
  'crypto|isakmp|tacacs-server|radius-server|tacacs|radius|failover|authentication|ip|ipv6|ospf|rip … key|session-key',
  'set|area|standby|vrrp|glbp|server|server-private|cluster|peer|mka|macsec … key|session-key',
  'crypto ca import|export * pkcs12|pem',
  'ca|crypto … enroll *',
  'ldap-login-password|radius-common-pw|activation-key|domain-password|area-password|policy-server-secret|pre-shared-key',
  'license … idtoken|token',
  'ntp authentication-key *',
  'neighbor|isis … password',
  'message-digest-key *',
  'ospf|ip|ipv6|area … message-digest-key|authentication-key|spi *',
  'standby|vrrp|glbp … authentication',
  'ppp … hostname|password',
  'syscon address *',
  'rf-switch snmp-community',
  'configure manager add *',
].map((pattern) => pattern.split(' '))

/** Words that announce a secret wherever they stand: what is behind them is masked. */
const ANNOUNCING: readonly string[] = [
  'password',
  'passwords',
  'passwd',
  'passphrase',
  'passcode',
  'passwort',
  'passwörter',
  'kennwort',
  'contraseña',
  'pwd',
  'secret',
  'secrets',
  'pre-shared-key',
  'preshared-key',
  'shared-secret',
  'shared-key',
  'psk',
  'wpa-psk',
  'credential',
  'credentials',
  'encrypted-password',
  'authentication-key',
  'hello-authentication-key',
  'key-string',
  'license-key',
  'activation-key',
  'api-key',
  'apikey',
  'private-key',
  'secret-key',
  'radius-common-pw',
  'ldap-login-password',
  'community',
  'snmp-community',
  'session-key',
  'idtoken',
]
const ANNOUNCES: ReadonlySet<string> = new Set(ANNOUNCING)

/** Words that do so before `:` or `=`, and everywhere in a statement that is not known. */
const MAY_ANNOUNCE: ReadonlySet<string> = new Set(
  'key keys token tokens pin pass pw pws auth authenticator cipher hash md5 sha sha256 salt challenge private login bearer geheim passe'.split(
    ' ',
  ),
)

/** Parts of a longer name (`svc_password`, `admin-pwd`, `AuthToken`) that do so before `:` or `=`. */
const STEMS: readonly string[] = ['passw', 'pwd', 'secret', 'token', 'apikey', 'api_key', 'credential', 'passphrase']

/** Words between an announcing word and its secret; a phrase goes on behind the secret. */
const KIND =
  /^(?:\d{1,3}|level|encrypted|nt-encrypted|ascii-text|hexadecimal|hex|md5|sha\d*|des|3des|aes|key-string|pbkdf2|is|ist|for|für|[:=]+|->|→)$/i

const HASHED = /^["']?\$(?:\d|sha|bcrypt)/i

/** Statements that hold names and numbers alone; a name may be any word, `secret` too. */
const PLAIN_STARTS: ReadonlySet<string> = new Set(
  (
    'access-list access-group object object-group network-object service-object port-object group-object ' +
    'protocol-object icmp-object host subnet range fqdn nat static global route interface nameif security-level name ' +
    'conduit same-security-traffic class-map policy-map class inspect match hostname time-range absolute periodic mtu'
  ).split(' '),
)

/** How much may be masked: the word behind, everything behind, or that and whatever looks like a key. */
type Strength = 'phrase' | 'text' | 'statement'

/** A sentence of ours with words of the input in backquotes, which are masked as free text is; of the rest hardly anything. */
export function maskInSentence(sentence: string): string {
  const parts = sentence.split('`')
  return parts.map((part, i) => mask(part, i % 2 === 1 && i < parts.length - 1 ? 'text' : 'phrase')).join('`')
}

/** Free text (a comment, a cell, a name): everything behind an announcing word is masked. */
export function maskInText(text: string): string {
  return mask(text, 'text')
}

/** A line of a file, by what it looks like: a statement that holds no secrets, a row of a table or free text, or anything. */
export function maskInLine(line: string): string {
  const words = wordsOf(line)
  const first = words[0]?.lower ?? ''
  if (first === 'description' || words.some(({ lower }) => lower === 'remark')) return mask(line, 'text')
  if (PLAIN_STARTS.has(first)) return mask(line, 'phrase')
  return mask(line, [',', ';', '\t', '|'].some((delimiter) => isRow(line.split(delimiter))) ? 'text' : 'statement')
}

/** A word that may announce a secret, and another behind it. */
const MAY_HOLD_SECRET = new RegExp(`(?<![\\p{L}\\p{N}])(?:${[...MAY_ANNOUNCE].join('|')})\\s+\\S`, 'iu')

/** Cells that a row of rules has and a secret does not. */
const OF_A_RULE =
  /^["' ]*(?:\d{1,3}(?:\.\d{1,3}){3}(?:\/[\d.]{1,15})?|any|permit|deny|allow|accept|drop|reject)["' ]*$/i

/** A secret may hold any sign, so signs alone make no row: not where it could begin in front of the first of them. */
function isRow(cells: readonly string[]): boolean {
  if (cells.length <= 2) return false
  return !MAY_HOLD_SECRET.test(cells[0] ?? '') || cells.some((cell) => OF_A_RULE.test(cell))
}

interface Word {
  /** As it stands, and in lower case without quotes and brackets around it. */
  readonly text: string
  readonly lower: string
  readonly start: number
}

function wordsOf(line: string): Word[] {
  return Array.from(line.matchAll(/\S+/g), ({ 0: text, index }) => ({
    text,
    lower: text.toLowerCase().replace(/^[^\p{L}\p{N}]+/u, ''),
    start: index,
  }))
}

function mask(line: string, strength: Strength): string {
  const words = wordsOf(line)
  if (strength === 'statement' && isHexDump(words)) return '***'
  const command = commandEnd(words)
  if (command !== undefined) return `${line.slice(0, endOf(words[command - 1]!))} ***`
  let out = ''
  let shownTo = 0
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (HASHED.test(word.text) || (strength === 'statement' && isOpaque(word.text))) {
      out += `${line.slice(shownTo, word.start)}***`
      shownTo = endOf(word)
      continue
    }
    const announced = announcementIn(word, strength)
    if (announced === undefined) continue
    const hasOwn = announced < word.text.length
    if (!hasOwn && i + 1 >= words.length) continue
    if (strength !== 'phrase') return `${withoutLogins(out + line.slice(shownTo, word.start + announced))} ***`
    out += `${line.slice(shownTo, word.start + announced)} ***`
    if (!hasOwn) i = secretBehind(words, i)
    shownTo = endOf(words[i]!)
  }
  return withoutLogins(out + line.slice(shownTo))
}

/** Without the secret of `https://user:secret@host`. */
function withoutLogins(text: string): string {
  if (!text.includes('://')) return text
  return text.replace(/\S+/g, (word) => {
    const scheme = word.indexOf('://')
    const colon = scheme < 0 ? -1 : word.indexOf(':', scheme + 3)
    const at = word.lastIndexOf('@')
    const hasLogin = colon > scheme + 3 && at > colon && !word.slice(scheme + 3, colon).includes('/')
    return hasLogin ? `${word.slice(0, colon)}:***${word.slice(at)}` : word
  })
}

/** How many words the command has that announces a secret and has more behind it; undefined if none has. */
function commandEnd(words: readonly Word[]): number | undefined {
  const start = words[0]?.lower === 'no' ? 1 : 0
  for (const pattern of SECRET_COMMANDS) {
    const end = matchFrom(words, start, pattern)
    if (end !== undefined && end < words.length) return end
  }
  return undefined
}

function matchFrom(words: readonly Word[], start: number, pattern: readonly string[]): number | undefined {
  let at = start
  for (let i = 0; i < pattern.length; i++) {
    const part = pattern[i]!
    if (part === '…') {
      const next = pattern[++i]!.split('|')
      while (at < words.length && !next.includes(words[at]!.lower)) at++
      if (at >= words.length) return undefined
    } else if (at >= words.length || (part !== '*' && !part.split('|').includes(words[at]!.lower))) return undefined
    at++
  }
  return at
}

/** Where, in the word, the secret that it announces begins: at its end if that is the next word; undefined if it announces none. */
function announcementIn({ text, lower }: Word, strength: Strength): number | undefined {
  const offset = text.length - lower.length
  let start = 0
  for (let sign = 0; sign < lower.length; sign++) {
    if (lower[sign] !== ':' && lower[sign] !== '=') continue
    const name = lower.slice(start, sign).replace(/[^\p{L}\p{N}]{1,8}$/u, '')
    const tail = name.slice(lastSeparator(name) + 1)
    const isSecret = [name, tail].some((one) => ANNOUNCES.has(one) || MAY_ANNOUNCE.has(one))
    if (isSecret || STEMS.some((stem) => name.includes(stem))) return offset + sign + 1
    start = sign + 1
  }
  const whole = /^.*[\p{L}\p{N}]/su.exec(lower)?.[0] ?? ''
  const last = whole.slice(lastSeparator(whole) + 1)
  for (const one of new Set([whole, last])) {
    if (ANNOUNCES.has(one) || (strength === 'statement' && MAY_ANNOUNCE.has(one))) return text.length
  }
  return undefined
}

/** The last sign that ends a cell or a part of a name in front of the word that matters. */
function lastSeparator(word: string): number {
  return Math.max(...[',', ';', '|', '"', "'", '_', '.', '(', '/', '`', '?', '&'].map((sign) => word.lastIndexOf(sign)))
}

/** The index of the secret behind an announcing word: the first that tells no kind, else the last. A quoted one goes to its quote. */
function secretBehind(words: readonly Word[], announcing: number): number {
  let at = announcing + 1
  while (at + 1 < words.length && KIND.test(words[at]!.text)) at++
  if (!words[at]!.text.startsWith('"') || words[at]!.text.slice(1).includes('"')) return at
  for (let end = at + 1; end < words.length; end++) if (words[end]!.text.includes('"')) return end
  return words.length - 1
}

function endOf({ start, text }: Word): number {
  return start + text.length
}

/** Blocks of eight hexadecimal digits, the last perhaps shorter, as certificates are printed. */
function isHexDump(words: readonly Word[]): boolean {
  return (
    words.length > 1 &&
    words.every(({ text }, i) => HEX_BLOCK.test(text) && (text.length === 8 || i === words.length - 1))
  )
}

const HEX_BLOCK = /^[0-9a-f]{2,8}$/i

/** Letters and digits as keys, digests and the bodies of certificates have them, and names do not. */
function isOpaque(text: string): boolean {
  if (/^(?:0x)?[0-9a-f]{8,}$/i.test(text) && /\d/.test(text)) return true
  if (text.length >= 40 && /^[\w+/=-]+$/.test(text) && /\d|[a-z][A-Z]/.test(text)) return true
  return text.length >= 16 && /^[A-Za-z0-9+/=]+$/.test(text) && /\d/.test(text) && /[A-Z]/i.test(text)
}
