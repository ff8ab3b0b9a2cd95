import type { AsaConfig, Era } from './config.ts'

/** The era of a text and how it is known. */
export interface EraFound {
  readonly era: Era
  readonly evidence: string
}

/** From the version line, else from words that only one era has, else 9.0 or newer. */
export function eraOf(config: AsaConfig): EraFound {
  const { version } = config
  if (version !== undefined) {
    const evidence = `${version.product.toUpperCase()} Version ${version.major}.${version.minor}`
    if (version.product === 'fwsm') return { era: 'fwsm', evidence }
    // Firepower Threat Defense prints the configuration of its ASA part, which is of 9.x.
    if (version.product === 'ngfw') return { era: 'asa9', evidence }
    if (version.major < 7) return { era: 'pix6', evidence }
    if (version.major >= 9) return { era: 'asa9', evidence }
    return { era: version.major === 8 && version.minor >= 3 ? 'asa8.3' : 'asa7', evidence }
  }
  if (config.pix6Line !== undefined && !config.hasExtended) {
    return { era: 'pix6', evidence: `PIX 6 statements (line ${config.pix6Line}), no version line` }
  }
  const fixed = config.translations.find(({ words }) => words[0] === 'static')
  if (fixed !== undefined && config.lists.size > 0 && !config.hasExtended) {
    return { era: 'pix6', evidence: `\`static\` (line ${fixed.line}) and lists without \`extended\`, no version line` }
  }
  const old = config.translations.find(({ words: [word, , third] }) => word !== 'nat' || /^\d+$/.test(third ?? ''))
  if (old !== undefined || config.natControl !== undefined) {
    const line = old?.line ?? config.natControl?.line
    return { era: 'asa7', evidence: `address translation as before 8.3 (line ${line}), no version line` }
  }
  if ([...config.lists.values()].some(({ ipv6 }) => ipv6)) {
    return { era: 'asa8.3', evidence: '`ipv6 access-list`, no version line' }
  }
  return { era: 'asa9', evidence: 'no version line: read as 9.0 or newer' }
}
