import { describe, expect, test } from 'vitest'
import { configuration, everyCommand, PROJECT, SERVERS } from './every-command.ts'

const MARK = 'Q7zMark9'

/** Statements with a secret, known and unknown, some in blocks that nobody knows; `%` is the secret. */
const STATEMENTS = `enable password % encrypted
passwd % encrypted
username admin password % encrypted privilege 15
username ops attributes
 password-storage enable
snmp-server community %
snmp-server host inside 10.1.0.9 community % version 2c
snmp-server user mon ops v3 auth sha % priv aes 128 %
aaa-server TAC protocol tacacs+
aaa-server TAC (inside) host 10.1.0.8
 key %
 ldap-login-password %
 radius-common-pw %
tacacs-server key 7 %
ntp authentication-key 1 md5 %
failover key %
crypto isakmp key % address 192.0.2.6
crypto ikev1 policy 1
tunnel-group 192.0.2.6 ipsec-attributes
 ikev1 pre-shared-key %
 ikev2 remote-authentication pre-shared-key %
 ikev2 local-authentication pre-shared-key 0 %
umbrella-global
 token %
 public-key %
frobnicate the password %
frobnicate secret: %
frobnicate pwd=%
frobnicate {"api-key":"%"}
frobnicate credentials for svc are %
frobnicate https://user:%@example.com/
router ospf 1
 area 0 authentication message-digest
 message-digest-key 1 md5 %
interface GigabitEthernet0/2
 ospf authentication-key %
 frobnicate key %
access-list D remark login password is %
object network O
 description pwd: %
 host secret %
 frobnicate token %
policy-map P
 frobnicate psk %
no frobnicate password %
nat frobnicate password %
access-frobnicate password %
route frobnicate password %
time-range T
 frobnicate passphrase %
-----BEGIN RSA PRIVATE KEY-----
%
%
-----END RSA PRIVATE KEY-----
access-list D extended permit tcp any any eq password %
access-list D extended permit frobnicate secret %`

const TABLE = `Name,Source,Destination,Service,Action,Comment
r1,192.168.10.11,10.1.0.10,tcp/443,allow,vpn password %
r2,192.168.10.12,10.1.0.10,tcp/443,allow,svc pwd: %
r3,192.168.10.13,10.1.0.10,tcp/443,allow,the password for svc is %
r4,192.168.10.14,10.1.0.10,tcp/443,allow,"Kennwort: %"
r5,192.168.10.15,undefined-thing,tcp/443,allow,token=%
`

const TABLE_PROJECT = `version: 1
zones:
  dmz: { networks: [192.168.10.0/24] }
  inside: { networks: [10.1.0.0/16] }
firewalls:
  - name: fw
    config: fw
    otherwise: deny
servers: servers.csv
`

describe('no command and no format tells a secret', () => {
  test.each([
    [
      'of a configuration',
      configuration(STATEMENTS),
      PROJECT,
      'access-list D line 1 extended deny ip any any\nenable password %\n',
    ],
    ['of its statements one by one in a script', configuration(''), PROJECT, `${STATEMENTS}\n`],
    ['of a rule table', TABLE, TABLE_PROJECT, TABLE],
    [
      'of a table with stray cells',
      TABLE.replace('tcp/443,allow,vpn', 'password %,secret %,vpn'),
      TABLE_PROJECT,
      TABLE,
    ],
  ])('%s', async (_, fw, project, change) => {
    const secret = (text: string): string => text.replaceAll('%', MARK)
    const left = await everyCommand({
      'emmental.yaml': project,
      fw: secret(fw),
      before: configuration(''),
      'servers.csv': SERVERS,
      'change.txt': secret(change),
    })
    for (const { call, written } of left)
      expect(written.replaceAll(MARK, '<<SECRET>>'), call).not.toContain('<<SECRET>>')
  })

  test('of a server list and a project', async () => {
    const left = await everyCommand({
      'emmental.yaml': `${PROJECT}# password: ${MARK}\npasswords: password ${MARK}\n`,
      fw: configuration(''),
      before: configuration(''),
      'servers.csv': `name,address,roles,password\nCAS1,192.168.10.11,secret ${MARK},${MARK}\nDC1,password ${MARK},DC,${MARK}\n`,
      'change.txt': '',
    })
    for (const { call, written } of left) expect(written, call).not.toContain(MARK)
  })
})

test('nothing of a file outside the project is quoted, and that is said', async () => {
  for (const outside of [
    `root:x:0:0:${MARK}:/root:/bin/bash\n`,
    `{"key": "${MARK}"}\n`,
    configuration(`frobnicate ${MARK}\naccess-list D remark ${MARK}`),
    `Source,Destination,Service,Action\n10.1.0.10,"${MARK}\n`,
    `Source,Destination,Service,Action\n10.1.0.10,10.1.0.11,${MARK} x,allow\n`,
  ]) {
    const left = await everyCommand({
      'project/emmental.yaml': PROJECT.replace('config: fw', 'config: ../outside'),
      outside,
      'project/fw': configuration(''),
      'project/before': configuration(''),
      'project/servers.csv': SERVERS,
      'project/change.txt': '',
    })
    for (const { call, written } of left) expect(written, call).not.toContain(MARK)
  }
})
