import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactLine, redactSentence, showable } from '../../src/source/redact.ts'
import { SourceText } from '../../src/source/source-text.ts'

/** Every one holds the secret S3cr3t in the place where a device prints it. */
const WITH_SECRET: readonly string[] = [
  'enable password S3cr3t encrypted',
  'enable password S3cr3t pbkdf2',
  'enable password 8 S3cr3t',
  'enable password level 5 S3cr3t encrypted',
  'enable secret 5 S3cr3t',
  'passwd S3cr3t encrypted',
  'username admin password S3cr3t encrypted privilege 15',
  'username admin password S3cr3t',
  'username admin secret 9 S3cr3t',
  'snmp-server community S3cr3t',
  'snmp-server community 8 S3cr3t',
  'snmp-server community S3cr3t RO 10',
  'snmp-server host inside 192.0.2.4 community S3cr3t',
  'snmp-server host inside 192.0.2.4 poll community S3cr3t version 2c',
  'snmp-server host inside 192.0.2.4 community 8 S3cr3t version 2c udp-port 1162',
  'snmp-server host 192.0.2.4 version 2c S3cr3t',
  'snmp-server host 192.0.2.4 S3cr3t',
  'snmp-server user mon ops v3 auth sha S3cr3t priv aes 128 S3cr3t',
  'snmp-server user mon ops v3 engineID 80 encrypted auth md5 S3cr3t priv 3des S3cr3t',
  'snmp-server user mon ops v3 auth sha 256 S3cr3t',
  ' key S3cr3t',
  ' key 7 S3cr3t',
  'key config-key password-encryption S3cr3t',
  'aaa-server TAC (inside) host 192.0.2.5 S3cr3t timeout 5',
  'aaa-server TAC host 192.0.2.5 S3cr3t',
  'tacacs-server key 7 S3cr3t',
  'tacacs-server host 192.0.2.5 key S3cr3t',
  'radius-server host 192.0.2.5 auth-port 1812 acct-port 1813 key 7 S3cr3t',
  ' radius-common-pw S3cr3t',
  ' pre-shared-key S3cr3t',
  ' ikev1 pre-shared-key S3cr3t',
  ' ikev2 remote-authentication pre-shared-key S3cr3t',
  ' ikev2 local-authentication pre-shared-key 8 S3cr3t',
  'isakmp key S3cr3t address 192.0.2.6 netmask 255.255.255.255',
  'crypto isakmp key S3cr3t address 192.0.2.6',
  'crypto isakmp key 6 S3cr3t address 192.0.2.6',
  'crypto map m 10 set session-key inbound esp 300 cipher S3cr3t authenticator S3cr3t',
  'ntp authentication-key 1 md5 S3cr3t',
  'ntp authentication-key 1 md5 S3cr3t 7',
  'ntp authentication-key 1 md5 7 S3cr3t',
  'failover key S3cr3t',
  'failover key hex S3cr3t',
  'failover ipsec pre-shared-key S3cr3t',
  ' ldap-login-password S3cr3t',
  ' ospf message-digest-key 1 md5 S3cr3t',
  ' ospf message-digest-key 1 md5 8 S3cr3t',
  ' message-digest-key 1 md5 7 S3cr3t',
  ' ospf authentication-key 0 S3cr3t',
  ' ospf authentication-key S3cr3t',
  ' authentication key eigrp 100 S3cr3t key-id 1',
  ' neighbor 192.0.2.7 password S3cr3t',
  ' neighbor 192.0.2.7 password 7 S3cr3t',
  'vpdn username ppp password S3cr3t',
  'vpdn username ppp password S3cr3t store-local',
  ' key-string 7 S3cr3t',
  ' standby 1 authentication md5 key-string 7 S3cr3t',
  'activation-key 0xS3cr3t 0xS3cr3t 0xS3cr3t 0xS3cr3t',
  'license smart register idtoken S3cr3t',
  ' http-proxy 192.0.2.8 8080 username u password S3cr3t',
  'boot config ftp://user:S3cr3t@192.0.2.9/x.cfg',
  ' url https://user:S3cr3t@example.com/list',
  'snmp-server community "S3cr3t with S3cr3t"',
  ' pre-shared-key "two S3cr3t"',
  '12,allow,"admin password: S3cr3t",tcp/443',
  'note password=S3cr3t',
  'PASSWD\tS3cr3t encrypted',
  // Of the lists of RANCID and netconan.
  ' password 7 S3cr3t',
  'username Someone view Someview password 7 S3cr3t',
  'username noc secret sha512 S3cr3t',
  'enable password level 3 5 S3cr3t',
  'ip ftp password 0 S3cr3t',
  'isis password S3cr3t',
  'area-password S3cr3t authenticate snp send-only',
  ' ip ospf message-digest-key 124 md5 7 S3cr3t',
  ' standby authentication text S3cr3t',
  ' l2tp tunnel password S3cr3t',
  ' digest secret 0 S3cr3t hash MD5',
  ' ppp chap hostname S3cr3t',
  ' pre-shared-key remote hex S3cr3t',
  ' pre-shared-key local 0 S3cr3t',
  'syscon address 192.0.2.1 S3cr3t',
  ' set session-key outbound esp 256 cipher S3cr3t authenticator S3cr3t',
  ' key-hash sha256 S3cr3t',
  'snmp-server mib community-map S3cr3t:100 context c',
  'rf-switch snmp-community S3cr3t',
  'set snmp trap-group S3cr3t otherstuff',
  'set system login user u authentication encrypted-password "S3cr3t"',
  // Of the command references of ASA, PIX and FTD.
  ' token S3cr3t',
  ' public-key S3cr3t',
  'configure manager add 192.0.2.1 S3cr3t nat1',
  'crypto ca import TP pkcs12 S3cr3t',
  'ca enroll tp.example.com S3cr3t',
  'vpnclient username u password S3cr3t',
  'vpngroup g password S3cr3t',
  'aaa-server R (inside) host 192.0.2.5 S3cr3t timeout 5',
  ' policy-server-secret S3cr3t',
  ' hidden-parameter user%3dS3cr3t',
  ' ipv6 ospf authentication ipsec spi 256 md5 S3cr3t',
  'cts sxp connection peer 192.0.2.1 password S3cr3t mode peer',
  'rip authentication key S3cr3t key_id 1',
  // In statements that nobody knows, in free text and in cells.
  'frobnicate pin S3cr3t',
  'frobnicate auth-token=S3cr3t',
  'frobnicate md5 S3cr3t',
  'frobnicate md5 S3cr3t||',
  'frobnicate pin S3cr3t,a;b;c',
  'frobnicate {"apiKey":"S3cr3t"}',
  'frobnicate https://example.com/?token=S3cr3t',
  'access-list in remark the password for svc is S3cr3t',
  ' description login with pwd: S3cr3t',
  'r1,10.0.0.1,10.1.0.10,tcp/443,allow,vpn password Hunter S3cr3t',
  'r2;10.0.0.2;svc pwd: S3cr3t;allow',
  'r3;10.0.0.2;"Kennwort: ist S3cr3t";allow',
]

describe('no secret is shown', () => {
  test.each(WITH_SECRET)('%s', (line) => {
    const shown = redactLine(line)
    expect(shown).not.toContain('S3cr3t')
    expect(shown).toContain('***')
    expect(redactLine(shown)).not.toContain('S3cr3t')
    expect(redactLine(`${line}\r`)).not.toContain('S3cr3t')
    expect(redactLine(` ${line} `)).not.toContain('S3cr3t')
  })

  test('nor with any printable secret', () => {
    const word = fc.string({ unit: 'grapheme-ascii', minLength: 6, maxLength: 30 }).map((s) => s.replace(/[\s"]/g, 'x'))
    fc.assert(
      fc.property(fc.constantFrom(...WITH_SECRET.filter((line) => !line.includes('://'))), word, (line, secret) => {
        fc.pre(!line.includes(secret) && !/^[x*.]*$/.test(secret))
        expect(redactLine(line.replaceAll('S3cr3t', () => `Q${secret}`))).not.toContain(`Q${secret}`)
      }),
      { numRuns: Number(process.env['ORACLE_RUNS'] ?? 500) },
    )
  }, 120_000)
})

test.each([
  'access-list in extended permit tcp host 192.0.2.1 host 192.0.2.2 eq 443',
  'access-list in line 7 extended deny tcp any object-group keys range 1024 65535 log',
  'access-list in extended permit object-group DC-SERVICES object CAS-A1 object-group DCS',
  'access-list in extended permit esp any any',
  'access-list in remark Kerberos and LDAP to the domain controllers',
  'access-group in in interface inside',
  'object-group network community-servers',
  'crypto ipsec ikev1 transform-set T esp-aes-256 esp-md5-hmac',
  'username admin nopassword privilege 2',
  'ip address 192.0.2.1 255.255.255.0 standby 192.0.2.2',
  'route outside 0.0.0.0 0.0.0.0 192.0.2.254 1',
  'url http://example.com/path@x',
  '10,permit,192.0.2.1,192.0.2.2,tcp/443,Kerberos key distribution',
  'Allow private networks;10.0.0.0/8;any;tcp/443;permit',
])('%s stays as it is', (line) => expect(redactLine(line)).toBe(line))

test('a word too many may go from a remark, its start stays', () => {
  expect(redactLine('access-list X remark password server')).toMatch(/^access-list X remark password /)
})

describe('bodies of keys and certificates', () => {
  const shown = (text: string): string => {
    const source = new SourceText('fw.cfg', new TextEncoder().encode(text))
    return Array.from({ length: source.lineCount }, (_, i) => source.shownLine(i + 1)).join('\n')
  }

  test('between the lines that announce them', () => {
    expect(shown('a\n-----BEGIN RSA PRIVATE KEY-----\nMIIB\nshort\n-----END RSA PRIVATE KEY-----\nhost b\n')).toBe(
      'a\n-----BEGIN RSA PRIVATE ***\n***\n***\n-----END RSA PRIVATE ***\nhost b',
    )
  })

  test.each([
    '    30820122 300d0609 2a864886 f70d0101',
    '    deadbeef cafe',
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj',
    ' 0123456789abcdef0123456789abcdef',
    '$1$wtHI$0rN7R8PKwC30AsCGA77vy.',
  ])('%s, alone', (line) => expect(redactLine(line)).toBe('***'))
})

test.each([
  ['the name `vault password Q` is not defined', 'the name `vault password ***` is not defined'],
  ['`password` is no key', '`password` is no key'],
  ['`secret Q', '`secret ***'],
])('a sentence: %s', (sentence, shown) => expect(redactSentence(sentence)).toBe(shown))

describe('what is shown cannot forge a report', () => {
  test.each([
    ['a\u001b[2Jb', 'a\\u{1b}[2Jb'],
    ['a\u0000b\u007fc\u0085d\u009be', 'a\\u{0}b\\u{7f}c\\u{85}d\\u{9b}e'],
    ['a\rb', 'a\\u{d}b'],
    ['a\nb', 'a\\u{a}b'],
    ['a\tb', 'a b'],
    ['x\u202egfc.evil', 'x\\u{202e}gfc.evil'],
    ['x\u2066y\u2069z\u200f\u061c', 'x\\u{2066}y\\u{2069}z\\u{200f}\\u{61c}'],
    ['x\u2028y\u2029z', 'x\\u{2028}y\\u{2029}z'],
    ['a\u200bb\u{e0041}c\ufeff', 'a\\u{200b}b\\u{e0041}c\\u{feff}'],
    ['a\u3164b\u00adc\ud800', 'a\\u{3164}b\\u{ad}c\\u{d800}'],
    ['Bräu 規則 😀', 'Bräu 規則 😀'],
  ])('%j', (text, shown) => expect(showable(text)).toBe(shown))

  test('very long lines are cut, with a count', () => {
    expect(redactLine('x'.repeat(400))).toBe('x'.repeat(400))
    expect(redactLine('x'.repeat(401))).toBe(`${'x'.repeat(400)}… (401 characters)`)
    const long = redactLine('permit '.repeat(1_000_000))
    expect(long.length).toBeLessThan(450)
    expect(long).toContain('(7000000 characters)')
  })

  test('hostile lines come to an end: what is quadratic would take hours', () => {
    for (const word of [
      'password ',
      'key ',
      'password 8 ',
      'snmp-server host a ',
      'community ',
      'aaa-server host ',
      'a://b:',
      'auth md5 ',
      '8 ',
    ]) {
      expect(redactLine(word.repeat(200_000)).length).toBeLessThan(500)
      expect(redactLine(`password ${word.repeat(200_000)}`).length).toBeLessThan(500)
    }
  })
})
