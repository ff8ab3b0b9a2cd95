import { type AsaConfig, type AsaInterface, type AsaStatement, type Era, isOld } from '../config.ts'

/** Whether the text translates what leaves by the interface that it came in by. */
export function isTurnedTranslated({ nameif }: AsaInterface, { translations }: AsaConfig): boolean {
  return translations.some(
    ({ words: [word, pair] }) => /^(?:nat|static)$/.test(word ?? '') && pair === `(${nameif},${nameif})`,
  )
}

/**
 * Before 8.3 `nat (inside) 1 …` asks for a translation towards every interface, this one included: where none is made, what
 * turns back is dropped (305005, 305006; Cisco 71342).
 */
export function asksForTranslation(one: AsaInterface, config: AsaConfig, era: Era): AsaStatement | undefined {
  if (!isOld(era) || isTurnedTranslated(one, config)) return undefined
  return config.translations.find(
    ({ words }) => words[0] === 'nat' && words[1] === `(${one.nameif})` && words[2] !== '0',
  )
}
