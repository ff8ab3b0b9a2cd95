/**
 * Commands of which everything behind the announcing words may be the secret: its place varies with the release, and
 * whatever else stands there decides no traffic.
 */
const SECRET_COMMANDS: RegExp = new RegExp(
  `^(\\s*(?:no\\s+)?(?:${[
    'enable\\s+(?:password|secret)',
    'passwd',
    'username\\s+\\S+\\s.*?\\b(?:password|secret)',
    'username\\s+\\S+\\s+(?:password|secret)',
    'snmp-server\\s+(?:community|host\\s+\\S+|user\\s+\\S+)',
    'aaa-server\\s.*?\\bhost\\s+\\S+',
    '(?:crypto|isakmp|tacacs-server|radius-server|failover|authentication|ip|ospf)\\s(?:.*?\\s)?(?:session-)?key',
    'key(?:-string)?',
    '(?:ldap-login|radius-common)-p(?:assword|w)',
    'activation-key',
    'license\\s.*?\\b(?:id)?token',
    'ntp\\s+authentication-key\\s+\\d+',
    '(?:neighbor|vpdn\\s+username)\\s+\\S+\\s+password',
  ].join('|')}))\\s+\\S.*`,
  'is',
)

/**
 * Elsewhere, in free text too, the word behind an announcing word is the secret; words that tell its kind stand between.
 * Better one word too many than one secret in a report.
 */
const SECRET_WORDS: RegExp = new RegExp(
  `\\b(${[
    'encrypted-password|passwd|password|passphrase|passwort|secret|pre-shared-key|shared-secret|key-string|wpa-psk',
    'authentication-key|license-key|activation-key|radius-common-pw|community|md5|auth\\s+sha|priv\\s+(?:des|3des|aes)',
  ].join('|')})` +
    '(?:[\\s:=]+(?:\\d{1,3}|level\\s+\\d+|encrypted|nt-encrypted|ascii-text|hexadecimal|hex|md5|key-string|pbkdf2)(?=\\s))*' +
    '[\\s:=]+(?:"[^"]*"?)?\\S*',
  'gi',
)

const SECRET_IN_ADDRESS = /(\w:\/\/[^:\s/@]+):\S+@/g

const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

const SHOWN_LENGTH_MAX = 400

/** A line as it may be shown: secrets become `***`, control and direction marks `·`, very long lines are cut with a count. */
export function redactLine(line: string): string {
  const capped = line.length > 8 * SHOWN_LENGTH_MAX ? line.slice(0, 8 * SHOWN_LENGTH_MAX) : line
  const withoutSecrets = capped
    .replace(SECRET_COMMANDS, '$1 ***')
    .replace(SECRET_WORDS, '$1 ***')
    .replace(SECRET_IN_ADDRESS, '$1:***@')
  const shown = showable(withoutSecrets).trim()
  if (line.length <= capped.length && shown.length <= SHOWN_LENGTH_MAX) return shown
  return `${shown.slice(0, SHOWN_LENGTH_MAX)}… (${line.length} characters)`
}

/** Text without control characters and direction marks, which could forge a report or move a terminal's cursor. */
export function showable(text: string): string {
  return text.replace(/\t/g, ' ').replace(CONTROL, '·')
}
