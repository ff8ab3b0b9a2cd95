/**
 * Secrets in firewall configurations, as the words that announce them; what follows is replaced before a line is shown
 * or stored. Better one word too many than one secret in a report.
 */
const SECRETS: readonly RegExp[] = [
  /\b(encrypted-password|passwd|password|passphrase|secret|pre-shared-key|ikev1 pre-shared-key|shared-secret|key-string|authentication-key|ldap-login-password|license-key|activation-key)(\s+(?:[05678]|encrypted|nt-encrypted|local-authentication|remote-authentication|pre-shared-key|ascii-text|hexadecimal|pbkdf2|=|:))*\s+\S+/gi,
  /\b(snmp-server\s+(?:community|host\s+\S+\s+\S+(?:\s+(?:poll|trap))?\s+community))\s+(?:[08]\s+)?\S+/gi,
  /\b(community)\s+(?:[08]\s+)?\S+/gi,
  /^(\s*key)\s+(?:[05678]\s+)?\S+/gi,
  /^(\s*aaa-server\s+.*\bhost\s+\S+)\s+\S+.*$/gi,
  /\b(failover\s+(?:key|ipsec\s+pre-shared-key))\s+\S+.*/gi,
  /\b(message-digest-key\s+\d+\s+md5|md5|auth\s+(?:md5|sha\d*))\s+\S+/gi,
  /\b(priv\s+(?:des|3des|aes(?:\s+\d+)?))\s+\S+/gi,
  /\b(vpdn\s+username\s+\S+\s+password|neighbor\s+\S+\s+password)\s+.*/gi,
  /\b(ntp\s+authentication-key\s+\d+\s+md5)\s+\S+.*/gi,
  /\b(url\s+\w+:\/\/[^:\s/]+):[^@\s]+@/gi,
]

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

const SHOWN_LENGTH_MAX = 400

/** A line as it may be shown: secrets become `***`, control and direction marks `·`, very long lines are cut with a count. */
export function redactLine(line: string): string {
  const capped = line.length > 8 * SHOWN_LENGTH_MAX ? line.slice(0, 8 * SHOWN_LENGTH_MAX) : line
  let shown = capped
  for (const secret of SECRETS) shown = shown.replace(secret, '$1 ***')
  shown = showable(shown).trim()
  if (line.length <= capped.length && shown.length <= SHOWN_LENGTH_MAX) return shown
  return `${shown.slice(0, SHOWN_LENGTH_MAX)}… (${line.length} characters)`
}

/** Text without control characters and direction marks, which could forge a report or move a terminal's cursor. */
export function showable(text: string): string {
  return text.replace(/\t/g, ' ').replace(CONTROL, '·')
}
