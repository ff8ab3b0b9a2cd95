export const INPUT_KINDS = [
  'project',
  'firewall',
  'objects',
  'servers',
  'settings',
  'change',
  'allow',
  'baseline',
  'certificate',
] as const

/** What a file of the input is read as. */
export type InputKind = (typeof INPUT_KINDS)[number]

/** A file as it was read: the digest is that of the very bytes from which the answer was made. */
export interface InputFile {
  /** As the user gave it, with forward slashes; `standard input`. */
  readonly file: string
  readonly kind: InputKind
  /** Of all bytes, in hexadecimal. */
  readonly sha256: string
  readonly bytes: number
  readonly lines: number
}
