import { type HeaderColumn, normaliseHeader } from './header.ts'

/**
 * What is known of a product's tables beyond what they say, by the headers that only it writes. Only facts that hold for
 * every such export stand here; the rest is asked.
 */
export interface Product {
  readonly name: string
  /** How its rules decide, where that is not by row. */
  readonly evaluation?: 'priority' | 'allow-union' | 'deny-overrides'
  /** What applies when no rule matches, between different zones and within one. */
  readonly otherwise?: {
    readonly between: 'permit' | 'deny'
    readonly within: 'permit' | 'deny'
    readonly text: string
  }
  /** Why the end of the table is open although the product is known. */
  readonly openEnd?: string
  /** Blanks are defaults: an empty action denies, an empty status is on. */
  readonly blanksAreDefaults?: boolean
  /** Rows of the type Section between the rules are for display; they limit nothing. */
  readonly titlesGroupOnly?: boolean
  /** The rows are sorted by number as text, and the order of the rules is not in the file. */
  readonly losesOrder?: boolean
}

interface KnownProduct extends Product {
  /** Normalised headers that must all be there. */
  readonly headers: readonly string[]
}

const IMPLICIT_DENY = { between: 'deny', within: 'deny', text: 'implicit deny' } as const

const PRODUCTS: readonly KnownProduct[] = [
  {
    // FortiOS CLI reference, `config firewall policy`: action has the default deny, status the default enable.
    name: 'FortiOS policy dump',
    headers: ['edit id', 'srcintf', 'dstintf', 'srcaddr', 'dstaddr'],
    otherwise: IMPLICIT_DENY,
    blanksAreDefaults: true,
    losesOrder: true,
  },
  {
    name: 'FortiGate policies',
    headers: ['srcintf', 'dstintf', 'srcaddr', 'dstaddr', 'action'],
    otherwise: IMPLICIT_DENY,
  },
  {
    // PAN-OS administrator's guide, "Security Policy Rules": intrazone-default allows, interzone-default denies.
    name: 'PAN-OS security policy',
    headers: ['source zone', 'source address', 'destination zone', 'destination address', 'application', 'options'],
    otherwise: { between: 'deny', within: 'permit', text: 'the default rules of PAN-OS' },
  },
  {
    name: 'PAN-OS security policy',
    headers: ['tags', 'zone', 'address', 'application', 'service', 'profile', 'options'],
    otherwise: { between: 'deny', within: 'permit', text: 'the default rules of PAN-OS' },
  },
  {
    // `add access-section` of the Check Point Management API: a section has a layer, a position and a name, and limits nothing.
    name: 'Check Point access control policy',
    headers: ['type', 'source', 'destination', 'services & applications', 'action'],
    titlesGroupOnly: true,
  },
  {
    // [MS-FASP] 2.2.34 FW_RULE_ACTION: among conflicting rules, block rules take precedence over allow rules.
    name: 'Windows firewall',
    headers: ['local address', 'remote address', 'direction', 'action'],
    evaluation: 'deny-overrides',
  },
  {
    // Azure network security groups: rules are processed in priority order; the default rules 65000 and up are not listed.
    name: 'Azure network security group',
    headers: ['priority', 'access', 'destination port range', 'source port range'],
    evaluation: 'priority',
    openEnd:
      'the default rules of Azure permit what is within its virtual network, which the table does not say; say `otherwise: deny`',
  },
]

/** The product that wrote the table, if its headers tell. */
export function recogniseProduct(columns: readonly HeaderColumn[]): Product | undefined {
  const names = new Set(columns.map(({ header }) => normaliseHeader(header)))
  return PRODUCTS.find(({ headers }) => headers.every((header) => names.has(header)))
}
