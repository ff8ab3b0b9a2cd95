import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DeviceTime,
  endOf,
  formatDeviceTime,
  parseTime,
  stateAt,
} from '../../../../parsers/asa/schedule/time-range.ts'

function rangeOf(text: string) {
  const lines = text === '' ? [] : text.split('\n').map((words, i) => ({ line: i + 2, words: words.split(' ') }))
  return { name: 'T', line: 1, lines }
}

function ask(range: string, at: string): string {
  const found = stateAt(rangeOf(range), parseTime(at, 0)!)
  return found.state === 'unknown' ? found.reason : found.state
}

describe('when a time range holds', () => {
  test.each([
    ['absolute start 08:00 1 january 2026', '2026-01-01T07:59', 'closed'],
    ['absolute start 08:00 1 january 2026', '2026-01-01T08:00', 'open'],
    ['absolute end 18:00 31 dec 2026', '2026-12-31T18:00', 'open'],
    ['absolute end 18:00 31 dec 2026', '2026-12-31T18:01', 'expired'],
    ['absolute start 8:00 1 May 2026 end 9:00 1 May 2026', '2026-05-01T08:30', 'open'],
    // 2026-11-23 is a Monday.
    ['periodic monday 8:00 to 18:00', '2026-11-23T07:59', 'closed'],
    ['periodic monday 8:00 to 18:00', '2026-11-23T08:00', 'open'],
    ['periodic Monday 8:00 to 18:00', '2026-11-23T18:00', 'open'],
    ['periodic monday 8:00 to 18:00', '2026-11-23T18:01', 'closed'],
    ['periodic weekend 0:00 to 23:59', '2026-11-22T12:00', 'open'],
    ['periodic weekend 0:00 to 23:59', '2026-11-23T12:00', 'closed'],
    ['periodic weekdays 0:00 to 23:59', '2026-11-22T12:00', 'closed'],
    ['periodic daily 22:00 to 23:00', '2026-11-22T22:30', 'open'],
    ['periodic tuesday thursday 1:00 to 2:00', '2026-11-26T01:30', 'open'],
    ['periodic friday 22:00 to monday 6:00', '2026-11-23T06:00', 'open'],
    ['periodic friday 22:00 to monday 6:00', '2026-11-23T06:01', 'closed'],
    ['periodic friday 22:00 to monday 6:00', '2026-11-21T12:00', 'open'],
    ['periodic monday 1:00 to 2:00\nperiodic monday 3:00 to 4:00', '2026-11-23T03:30', 'open'],
    ['absolute end 0:00 1 january 2026\nperiodic daily 0:00 to 23:59', '2026-11-23T03:30', 'expired'],
    ['absolute start 0:00 1 january 2027\nperiodic daily 0:00 to 23:59', '2026-11-23T03:30', 'closed'],
    ['absolute start 0:00 1 january 2026\nperiodic sunday 0:00 to 23:59', '2026-11-23T03:30', 'closed'],
    ['', '2026-11-23T03:30', 'time-range `T` has no line that says when it holds'],
  ])('%s at %s: %s', (range, at, expected) => {
    expect(ask(range, at)).toBe(expected)
  })

  test.each([
    'absolute',
    'absolute start 8:00 31 february 2026',
    'absolute start 8:00 1 may 2026 end 7:00 1 may 2026',
    'absolute start 24:00 1 may 2026',
    'absolute from 8:00 1 may 2026',
    'periodic monday 18:00 to 8:00',
    'periodic monday tuesday 8:00 to friday 18:00',
    'periodic someday 8:00 to 18:00',
    'periodic monday 8:00',
    'periodic 8:00 to 18:00',
  ])('%s is not understood, and the line is named', (range) => {
    expect(ask(range, '2026-11-23T03:30')).toBe(`line 2 of the time range is not understood: \`${range}\``)
  })

  test('the end of an absolute range is known without a clock', () => {
    expect(formatDeviceTime(endOf(rangeOf('absolute end 18:00 31 dec 2026'))!)).toBe('2026-12-31 18:00')
    expect(endOf(rangeOf('periodic daily 1:00 to 2:00'))).toBeUndefined()
  })
})

test.each([
  ['2026-12-31T08:30', 0, '2026-12-31 08:30'],
  ['2026-12-31 08:30:59', 600, '2026-12-31 08:30'],
  ['2026-12-31', 0, '2026-12-31 00:00'],
  ['2026-12-31T23:30Z', 60, '2027-01-01 00:30'],
  ['2026-12-31T23:30+02:00', 60, '2026-12-31 22:30'],
  ['2026-12-31T00:30-0500', -300, '2026-12-31 00:30'],
  ['2026-02-30', 0, undefined],
  ['2026-12-31T24:00', 0, undefined],
  ['tomorrow', 0, undefined],
])('the time %s, on a clock %i minutes east: %s', (text, offset, expected) => {
  const time = parseTime(text, offset)
  expect(time === undefined ? undefined : formatDeviceTime(time)).toBe(expected)
})

const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** The calendar of the computer, walked minute by minute, knows nothing of weeks that wrap. */
test('a period over days is what one gets by walking from its start to its end', () => {
  const moment = fc.record({ day: fc.nat(6), hour: fc.nat(23), minute: fc.nat(59) })
  fc.assert(
    fc.property(moment, moment, moment, (from, to, at) => {
      const clock = ({ hour, minute }: { hour: number; minute: number }): string =>
        `${hour}:${String(minute).padStart(2, '0')}`
      const text = `periodic ${NAMES[from.day]} ${clock(from)} to ${NAMES[to.day]} ${clock(to)}`
      // 2026-11-22 is a Sunday.
      const date: DeviceTime = { year: 2026, month: 11, day: 22 + at.day, hour: at.hour, minute: at.minute }
      const same = (a: typeof at, b: typeof at): boolean =>
        a.day === b.day && a.hour === b.hour && a.minute === b.minute
      let inside = false
      for (let here = from; ; ) {
        inside ||= same(here, at)
        if (same(here, to)) break
        const minute = here.minute === 59 ? 0 : here.minute + 1
        const hour = here.minute < 59 ? here.hour : here.hour === 23 ? 0 : here.hour + 1
        const day = here.minute < 59 || here.hour < 23 ? here.day : (here.day + 1) % 7
        here = { day, hour, minute }
      }
      expect(stateAt(rangeOf(text), date).state).toBe(inside ? 'open' : 'closed')
    }),
    { numRuns: 60 },
  )
})
