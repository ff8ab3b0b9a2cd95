import { replaceInvisible } from '../../src/source/redact.ts'

/**
 * What people write of rules that are not in force (English, German, French, Spanish): of a switch or a mark it is the
 * meaning, in a comment, a name or a heading it is a reason to leave the rule open.
 */

const wordSet = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

const SWITCHED_OFF_WORDS = wordSet(
  'disabled disable inactive deactivated deactivate off suspended aus inaktiv deaktiviert abgeschaltet ausgeschaltet désactivé désactivée desactive inactif inactivo inactiva desactivado desactivada deshabilitado deshabilitada',
)

/** Words for rules that are not there yet or no more; each may stand in front of an ending. */
const NOT_IN_FORCE_WORDS = wordSet(`
  rejected pending draft proposed planned denied declined refused unapproved awaiting waiting expired obsolete deprecated retired
  decommissioned deleted removed archived withdrawn cancelled canceled
  abgelehnt ausstehend beantragt geplant entwurf abgelaufen veraltet gelöscht entfernt archiviert zurückgezogen storniert stillgelegt
  rejeté rejetée refusé refusée attente brouillon proposé expiré expirée obsolète supprimé supprimée archivé annulé annulée
  rechazado rechazada denegado pendiente borrador propuesto caducado vencido obsoleto eliminado eliminada archivado retirado cancelado
`)

/** Such words that are no part of the names of rules in force, as `Rejected traffic` is. */
const PAST_WORDS = wordSet(`
  expired obsolete deprecated decommissioned deleted abgelaufen veraltet gelöscht stillgelegt expiré expirée obsolète supprimé supprimée
  caducado caducada vencido vencida obsoleto obsoleta eliminado eliminada
`)

/** Words that in brackets behind a name say that the rule is held back. */
const HELD_WORDS = wordSet(
  'gesperrt blocked bloqué bloquée bloqueado bloqueada locked frozen paused pausiert suspendu suspendida',
)

/** `# all`, `// all`, `~all~`, `DIS_all`, `[D] all`: how people take a rule out by its name. */
const MARKED_NAME =
  /^\s*(?:(?:#|\/\/|--|;|!|~|%|\*(?!\s*\.))\s*\p{L}|(?:dis|disab|deact|deakt|désact|desact|inact|inakt)[_.:\s-]|(?:off|xxx?|zzz?)[_:]|[[({<](?:d|x|i|-|–|dis|del|off|old)[\])}>])/iu

const NOT_ACTIVE =
  /\b(?:(?:not|no longer) (?:active|enabled|in (?:use|force)|used|needed)|do not use|nicht (?:mehr|aktiv|in betrieb)|(?:außer|ausser) betrieb|(?:pas|plus) (?:actif|active|utilisée?|en service)|hors service|fuera de (?:servicio|uso)|no (?:activ[ao]|habilitad[ao]|usar))(?!\p{L})/iu

const NO_WORDS = wordSet('false no n 0 f nein falsch non faux falso ✗ ✘ ☐')

/** Whether the whole cell is a word for no. */
export function isNoWord(text: string): boolean {
  return NO_WORDS.has(text.trim().toLowerCase())
}

/** Whether the whole cell is a word for a rule that is switched off. */
export function isSwitchedOffWord(text: string): boolean {
  return SWITCHED_OFF_WORDS.has(text.trim().toLowerCase())
}

/** Whether a word in the cell says, or looks as if it said, that something is switched off, as in `Rule - disabled`. */
export function mentionsSwitchedOff(text: string): boolean {
  return mentions(text, SWITCHED_OFF_WORDS)
}

const MARK = /^\s*[[(]([^\])]{1,20})[\])]/

/** A mark in front of a cell that its rule is switched off, as in `[Disabled] Rule 7`. */
export function isMarkedDisabled(text: string): boolean {
  const mark = MARK.exec(text)
  return mark !== null && isSwitchedOffWord(mark[1]!)
}

const MARKS = /[[(]([^\])]{1,20})[\])]/g

/** Whether brackets anywhere in the cell hold a word for switched off, as in `Rule [Disabled]`. */
export function holdsDisabledMark(text: string): boolean {
  return [...text.matchAll(MARKS)].some((mark) => isSwitchedOffWord(mark[1]!))
}

/** The cell without a mark in front that its rule is switched off. */
export function withoutMark(text: string): string {
  return (isMarkedDisabled(text) ? text.replace(MARK, '') : text).trim()
}

/** The cell without whatever stands in brackets. */
export function withoutMarks(text: string): string {
  return text.replace(MARKS, ' ').trim()
}

/** What a person wrote of a rule: `Disabled by change 123` says as much as a mark, and may say it of something else. */
export function saysOff(text: string): boolean {
  if (!HAS_LETTERS.test(text)) return false
  return holdsDisabledMark(text) || mentionsSwitchedOff(text) || NOT_ACTIVE.test(text.slice(0, LOOKED_AT))
}

/** Whether the name of a rule says that it is not in force. */
export function namesOff(text: string): boolean {
  if (saysOff(text) || MARKED_NAME.test(text.slice(0, LOOKED_AT))) return true
  if (!HAS_LETTERS.test(text)) return false
  if (wordsOf(text).length <= 4 && mentions(text, PAST_WORDS)) return true
  return [...text.matchAll(MARKS)].some(
    ([, mark = '']) => mentions(mark, NOT_IN_FORCE_WORDS) || wordsOf(mark).some((word) => HELD_WORDS.has(word)),
  )
}

/** Longer texts are no names. */
const LOOKED_AT = 2000

/** Whether a note, as a whole, says that its rule is off, or not there yet or no more. */
export function notesOff(text: string): boolean {
  return saysOff(text) || isSwitchedOffWord(text) || (wordsOf(text).length <= 3 && mentions(text, NOT_IN_FORCE_WORDS))
}

/** Whether a heading says that the rules below it are off, or not there yet or no more. */
export function headsOff(text: string): boolean {
  return saysOff(text) || mentions(text, NOT_IN_FORCE_WORDS) || isSwitchedOffWord(wordsOf(text).join(' '))
}

/** Whether a value in a column about approval says that there is none. */
export function saysUnapproved(text: string): boolean {
  if (isNoWord(text) || mentions(text, NOT_IN_FORCE_WORDS)) return true
  return wordsOf(text).some((word) => ['not', 'nicht', 'pas', 'no', 'non', 'nein'].includes(word))
}

const HAS_LETTERS = /\p{L}{3}/u

/** No letter of the alphabet in which the words are written. */
const FOREIGN = /[^\p{Script=Latin}\P{L}]/u

/** The words of a text as they look: without what is not seen, in plain letters, in lower case. */
function wordsOf(text: string): string[] {
  const plain = /^[ -~]*$/.test(text)
    ? text
    : replaceInvisible(text, () => '')
        .normalize('NFKC')
        .replace(/\p{M}/gu, '')
  return plain
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
}

/** Whether a word of the text is one of them with at most two letters behind it, or looks like one. */
function mentions(text: string, known: ReadonlySet<string>): boolean {
  return wordsOf(text).some((word) => {
    if (word.length <= 3) return false
    if (FOREIGN.test(word)) return [...known].some((one) => looksLike(word, one))
    return [0, 1, 2].some((ending) => word.length - ending > 3 && known.has(word.slice(0, word.length - ending)))
  })
}

/** Whether a word with letters of another alphabet could be read as another: each of those may stand for any letter. */
function looksLike(word: string, other: string): boolean {
  const letters = [...word]
  const others = [...other]
  const own = letters.filter((letter) => !FOREIGN.test(letter)).length
  return (
    own > 0 && letters.length === others.length && letters.every((one, i) => one === others[i] || FOREIGN.test(one))
  )
}
