import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIRST_LINE, QUESTIONS_MAX } from './generate-hygiene.mjs'

/**
 * What other programs say of the same list: which entries never decide a packet. z3 is asked of each entry whether a packet
 * is left for it; Firewall Builder imports the configuration and warns of entries that one earlier entry covers.
 */
export function hygienePeers(folder, seconds) {
  const ours = linesOfLint(folder)
  return [`${ours.size} never decide`, askSolver(folder, ours, seconds), askBuilder(folder, ours, seconds)].join('; ')
}

const COVERED = new Set(['shadowed', 'covered', 'duplicate'])

/** The lines of the entries that `lint` found covered, from the report that the measured runs wrote. */
function linesOfLint(folder) {
  const { findings } = JSON.parse(readFileSync(join(folder, 'report.txt'), 'utf8'))
  return new Set(findings.filter(({ id }) => COVERED.has(id)).map(({ rule }) => rule.line))
}

function askSolver(folder, ours, seconds) {
  const { missing, stdout, took } = timed('z3', [`-T:${seconds}`, join(folder, 'question.smt2')])
  if (missing) return 'z3 not installed'
  const answers = stdout.split('\n').filter((line) => line === 'sat' || line === 'unsat')
  const theirs = new Set(answers.flatMap((answer, i) => (answer === 'unsat' ? [FIRST_LINE + i] : [])))
  const end = FIRST_LINE + answers.length
  const comparable = new Set([...ours].filter((line) => line < end))
  const isWhole = !stdout.includes('timeout') && answers.length < QUESTIONS_MAX
  const amount = isWhole ? took : `the first ${answers.length.toLocaleString('en-US')} entries in ${seconds} s`
  return `z3 ${amount}, ${agreement(comparable, theirs)}`
}

function askBuilder(folder, ours, seconds) {
  const file = join(folder, 'rules.fwb')
  writeFileSync(file, EMPTY_TREE)
  const into = ['import', '-f', file, '-i', join(folder, 'fw.cfg'), '-o', '/User/Firewalls/fw', '-d']
  const imported = timed('fwbedit', into, seconds)
  if (imported.missing) return 'fwbuilder not installed'
  if (imported.ended !== undefined) return `fwbuilder ${imported.ended}`
  const tree = readFileSync(file, 'utf8')
    .replace(/host_OS="pix_os"(.*)platform="pix" version="[^"]*"/, 'host_OS="ios"$1platform="iosacl" version="12.4"')
    .replaceAll('<FirewallOptions>', '<FirewallOptions><Option name="check_shading">True</Option>')
  writeFileSync(file, tree)
  const lines = [...tree.matchAll(/<PolicyRule [^>]*Created during import of {2}line (\d+)/g)].map(([, n]) => Number(n))
  const { ended, stdout, took } = timed('fwb_iosacl', ['-f', file, '-d', folder, '-xt', 'fw'], seconds)
  if (ended !== undefined) return `fwbuilder ${ended}`
  const theirs = new Set([...stdout.matchAll(/shadows rule '(\d+)/g)].map(([, n]) => lines[Number(n)]))
  return `fwbuilder ${imported.took} to import and ${took}, ${agreement(ours, theirs)}`
}

function agreement(ours, theirs) {
  const shared = [...theirs].filter((line) => ours.has(line)).length
  if (shared === ours.size && shared === theirs.size) return `the same ${shared}`
  return `finds ${theirs.size}, ${shared} of them as here`
}

function timed(program, args, seconds) {
  const started = performance.now()
  const env = { ...process.env, QT_QPA_PLATFORM: 'offscreen' }
  const options = { encoding: 'utf8', maxBuffer: 1 << 30, env, ...(seconds && { timeout: seconds * 1000 }) }
  const { signal, stdout, stderr, error } = spawnSync(program, args, options)
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`
  const isLate = error?.code === 'ETIMEDOUT'
  const ended = isLate ? `no answer in ${seconds} s` : signal === null ? undefined : `crashed (${signal}) after ${took}`
  return { missing: error?.code === 'ENOENT', ended, stdout: `${stdout ?? ''}${stderr ?? ''}`, took }
}

/** What Firewall Builder's import asks of a data file: the objects for `any`, and the folders that it fills. */
const EMPTY_TREE = `<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE FWObjectDatabase SYSTEM "fwbuilder.dtd">
<FWObjectDatabase xmlns="http://www.fwbuilder.org/1.0/" version="24" lastModified="1" id="root">
<Library id="syslib000" name="Standard" ro="True">
<AnyNetwork id="sysid0" name="Any" address="0.0.0.0" netmask="0.0.0.0"/>
<AnyIPService id="sysid1" protocol_num="0" name="Any"/>
<AnyInterval id="sysid2" days_of_week="0,1,2,3,4,5,6" from_day="-1" from_hour="-1" from_minute="-1" from_month="-1" from_weekday="-1" from_year="-1" to_day="-1" to_hour="-1" to_minute="-1" to_month="-1" to_weekday="-1" to_year="-1" name="Any"/>
</Library>
<Library id="user" name="User">
<ObjectGroup id="objects" name="Objects">
<ObjectGroup id="addresses" name="Addresses"/>
<ObjectGroup id="dns" name="DNS Names"/>
<ObjectGroup id="tables" name="Address Tables"/>
<ObjectGroup id="groups" name="Groups"/>
<ObjectGroup id="hosts" name="Hosts"/>
<ObjectGroup id="networks" name="Networks"/>
<ObjectGroup id="ranges" name="Address Ranges"/>
</ObjectGroup>
<ServiceGroup id="services" name="Services">
<ServiceGroup id="service-groups" name="Groups"/>
<ServiceGroup id="icmp" name="ICMP"/>
<ServiceGroup id="ip" name="IP"/>
<ServiceGroup id="tcp" name="TCP"/>
<ServiceGroup id="udp" name="UDP"/>
<ServiceGroup id="users" name="Users"/>
<ServiceGroup id="custom" name="Custom"/>
<ServiceGroup id="tags" name="TagServices"/>
</ServiceGroup>
<ObjectGroup id="firewalls" name="Firewalls"/>
<ObjectGroup id="clusters" name="Clusters"/>
<IntervalGroup id="time" name="Time"/>
</Library>
</FWObjectDatabase>
`
