import { linkSync, mkdtempSync, rmSync, statSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { identityOf, nodeFiles } from '../../src/cli/node-files.ts'
import { type InputPlace, InputReader } from '../../src/project/input-reader.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'emmental-reader-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const LIMITS = { fileBytes: 1000, callBytes: 1500, files: 3 }
const placeOf = (name: string): InputPlace => ({ path: path.resolve(folder, name), name, kind: 'firewall' })
function written(name: string, bytes: number): InputPlace {
  writeFileSync(path.join(folder, name), 'x'.repeat(bytes))
  return placeOf(name)
}

describe('each file is read once', () => {
  test('what has changed or gone since is as it was', () => {
    const reader = new InputReader(nodeFiles(folder))
    const place = written('a', 10)
    const first = reader.read(place)
    unlinkSync(place.path)
    expect(reader.read(place)).toBe(first)
    expect(reader.files).toMatchObject([{ file: 'a', kind: 'firewall', bytes: 10 }])
  })

  test('a file is known again by whatever path, read or only mentioned', () => {
    const reader = new InputReader(nodeFiles(folder))
    reader.read(written('a', 10))
    reader.mention(written('b', 10))
    written('c', 10)
    symlinkSync('a', path.join(folder, 'to-a'))
    linkSync(path.join(folder, 'b'), path.join(folder, 'to-b'))
    const nameOf = (name: string): string | undefined =>
      reader.nameOf(identityOf(statSync(path.join(folder, name), { bigint: true })))
    expect(['to-a', 'to-b', 'c'].map(nameOf)).toEqual(['a', 'b', undefined])
    expect(reader.nameOf(undefined)).toBeUndefined()
  })
})

describe('what has no end is refused at the limit', () => {
  test.each([999, 1000])('%i bytes are read', (bytes) => {
    expect(new InputReader(nodeFiles(folder), LIMITS).read(written('a', bytes))).toHaveLength(bytes)
  })

  test('one byte more is not', () => {
    expect(() => new InputReader(nodeFiles(folder), LIMITS).read(written('a', 1001))).toThrow(
      '1001 bytes; 1000 bytes is the most',
    )
  })

  test.skipIf(process.platform === 'win32')('an endless device', () => {
    const zero = { path: '/dev/zero', name: '/dev/zero', kind: 'servers' } as const
    expect(() => new InputReader(nodeFiles(folder), LIMITS).read(zero)).toThrow(
      'more than 1000 bytes, and no end; 1000 bytes is the most',
    )
  })

  test('all files together, and their number', () => {
    const reader = new InputReader(nodeFiles(folder), LIMITS)
    reader.read(written('a', 900))
    expect(() => reader.read(written('b', 700))).toThrow('1500 bytes is the most that all files of a call may have')
    reader.read(written('c', 600))
    reader.read(written('d', 0))
    expect(() => reader.read(written('e', 0))).toThrow('3 files were read already')
    expect(reader.read(placeOf('a'))).toHaveLength(900)
  })

  test('a file of many gigabytes is refused unread', () => {
    const place = written('big', 1)
    truncateSync(place.path, 600_000_000)
    expect(() => new InputReader(nodeFiles(folder)).read(place)).toThrow('600000000 bytes; 500000000 bytes is the most')
  })
})
