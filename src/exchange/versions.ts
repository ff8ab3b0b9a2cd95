/** Generations of Exchange Server, oldest first. */
export type VersionFamily = '2000' | '2003' | '2007' | '2010' | '2013' | '2016' | '2019' | 'SE'

export interface ExchangeVersion {
  readonly family: VersionFamily
  /** `15.1.2507.6` as far as the text tells it. */
  readonly build?: string
}

/**
 * Generations by the first two numbers of `AdminDisplayVersion`. The forms 15.1 and 15.2 are those of real exports in
 * the test data of github.com/microsoft/CSS-Exchange; 15.2 is 2019 and Subscription Edition, told apart by the build.
 */
const FAMILY_BY_NUMBER: ReadonlyMap<string, VersionFamily> = new Map([
  ['6.0', '2000'],
  ['6.5', '2003'],
  ['8.0', '2007'],
  ['8.1', '2007'],
  ['8.2', '2007'],
  ['8.3', '2007'],
  ['14.0', '2010'],
  ['14.1', '2010'],
  ['14.2', '2010'],
  ['14.3', '2010'],
  ['15.0', '2013'],
  ['15.1', '2016'],
  ['15.2', '2019'],
])

/** Build of 15.2 from which on a server is Subscription Edition (its first release is 15.2.2562.17). */
const SUBSCRIPTION_EDITION_BUILD = 2562

const FAMILIES: readonly VersionFamily[] = ['2000', '2003', '2007', '2010', '2013', '2016', '2019', 'SE']

/**
 * Reads `Version 15.1 (Build 2507.6)`, `15.1.2507.6`, `15.2`, `2016`, `Exchange 2010 SP3`, `SE`, `Subscription Edition`.
 * Undefined for anything else, also for a text that names two generations or a version of Windows.
 */
export function parseVersion(text: string): ExchangeVersion | undefined {
  const plain = text.trim()
  const numbers = /^(?:version\s+)?0*(\d{1,2})\.0*(\d{1,2})(?:\s*\(build\s+(\d+)\.(\d+)\)|\.(\d+)\.(\d+))?$/i.exec(
    plain,
  )
  if (numbers !== null) return fromNumbers(numbers)
  if (/windows/i.test(plain)) return undefined
  const named = new Set(plain.match(/(?<!\d)20(?:00|03|07|10|13|16|19)(?!\d)/g) ?? [])
  if (/\bSE\b|subscription edition/i.test(plain)) named.add('SE')
  const family = FAMILIES.find((candidate) => named.has(candidate))
  return named.size === 1 && family !== undefined ? { family } : undefined
}

function fromNumbers(match: RegExpExecArray): ExchangeVersion | undefined {
  const [, major = '', minor = '', build = match[5], revision = match[6]] = match
  const family = FAMILY_BY_NUMBER.get(`${major}.${minor}`)
  if (family === undefined) return undefined
  if (build === undefined || revision === undefined) return { family }
  const number = Number(build)
  const isSubscription = family === '2019' && number >= SUBSCRIPTION_EDITION_BUILD
  return { family: isSubscription ? 'SE' : family, build: `${major}.${minor}.${number}.${Number(revision)}` }
}

/** From Exchange 2016 on there is no Client Access role: every Mailbox server holds its services. */
export function everyMailboxIsClientAccess(family: VersionFamily): boolean {
  return family === '2016' || family === '2019' || family === 'SE'
}
