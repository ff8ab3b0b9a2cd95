import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Diagram, DiagramSpace } from '../../src/algebra/interval-diagram.ts'
import { numberRanges } from '../../src/algebra/ranges.ts'

const LAST = 4
const POINTS: readonly (readonly [number, number, number])[] = Array.from({ length: (LAST + 1) ** 3 }, (_, i) => [
  Math.floor(i / 25),
  Math.floor(i / 5) % 5,
  i % 5,
])

const field = fc
  .array(fc.tuple(fc.integer({ min: 0, max: LAST }), fc.integer({ min: 0, max: LAST })), { minLength: 1, maxLength: 2 })
  .map((list) => numberRanges.of(list.flatMap(([a, b]) => [Math.min(a, b), Math.max(a, b)])))
const boxes = fc.array(fc.tuple(field, field, field), { maxLength: 4 })

type Boxes = readonly (readonly [readonly number[], readonly number[], readonly number[]])[]

function holds(list: Boxes, point: readonly number[]): boolean {
  return list.some((box) => box.every((ranges, i) => numberRanges.contains(ranges, point[i]!)))
}

function setOf(space: DiagramSpace, list: Boxes): Diagram {
  return list.reduce((set, box) => space.union(set, space.product(box)), space.empty)
}

/** Ranges ascend, neighbours that touch differ, no child is empty, children cut the next field. */
function expectReduced(space: DiagramSpace, node: Diagram): void {
  if (node === space.empty || node === space.leaf) return
  expect(node.children.length).toBeGreaterThan(0)
  expect(node.bounds.length).toBe(2 * node.children.length)
  expect(space.byId(node.id)).toBe(node)
  for (const [i, child] of node.children.entries()) {
    expect(node.bounds[2 * i]!).toBeLessThanOrEqual(node.bounds[2 * i + 1]!)
    expect(child).not.toBe(space.empty)
    expect(child.field).toBe(node.field + 1)
    if (i > 0) {
      const gap = node.bounds[2 * i]! - node.bounds[2 * i - 1]!
      expect(gap).toBeGreaterThan(0)
      if (gap === 1) expect(child).not.toBe(node.children[i - 1])
    }
    expectReduced(space, child)
  }
}

describe('diagrams of three fields against every point of a 5 × 5 × 5 box', () => {
  test('operations hold the points they should, and stay reduced', () => {
    fc.assert(
      fc.property(boxes, boxes, (x, y) => {
        const space = new DiagramSpace(3)
        const [a, b] = [setOf(space, x), setOf(space, y)]
        const results: [Diagram, (point: readonly number[]) => boolean][] = [
          [a, (p) => holds(x, p)],
          [space.union(a, b), (p) => holds(x, p) || holds(y, p)],
          [space.intersect(a, b), (p) => holds(x, p) && holds(y, p)],
          [space.subtract(a, b), (p) => holds(x, p) && !holds(y, p)],
        ]
        for (const [set, has] of results) {
          expectReduced(space, set)
          for (const point of POINTS) if (space.contains(set, point) !== has(point)) expect.fail(`at ${point}`)
        }
        expect(space.isSubset(a, b)).toBe(POINTS.every((p) => !holds(x, p) || holds(y, p)))
      }),
    )
  })

  test('equal sets are one object, whatever way they were made', () => {
    fc.assert(
      fc.property(boxes, boxes, boxes, (x, y, z) => {
        const space = new DiagramSpace(3)
        const [a, b, c] = [setOf(space, x), setOf(space, y), setOf(space, z)]
        expect(setOf(space, x.toReversed())).toBe(a)
        expect(space.union(space.union(a, b), c)).toBe(space.union(a, space.union(c, b)))
        expect(space.intersect(a, space.union(b, c))).toBe(space.union(space.intersect(a, b), space.intersect(a, c)))
        expect(space.subtract(a, b)).toBe(space.subtract(a, space.intersect(b, a)))
        expect(space.union(space.subtract(a, b), space.intersect(a, b))).toBe(a)
        const same = POINTS.every((p) => holds(x, p) === holds(y, p))
        expect(a === b).toBe(same)
        const pointwise = POINTS.filter((p) => holds(x, p)).map((p) => p.map((n) => [n, n]) as unknown as Boxes[number])
        expect(setOf(space, pointwise)).toBe(a)
      }),
    )
  })

  test('products are disjoint and together the set', () => {
    fc.assert(
      fc.property(boxes, (x) => {
        const space = new DiagramSpace(3)
        const products = [...space.products(setOf(space, x))]
        for (const point of POINTS) {
          const inside = products.filter((box) => box.every((ranges, i) => numberRanges.contains(ranges, point[i]!)))
          expect(inside.length).toBe(holds(x, point) ? 1 : 0)
        }
      }),
    )
  })
})

test('a space of one field is a set of ranges', () => {
  const space = new DiagramSpace(1)
  const a = space.union(space.product([[0, 3]]), space.product([[4, 9]]))
  expect(a).toBe(space.product([[0, 9]]))
  expect([...space.products(space.subtract(a, space.product([[2, 2]])))]).toEqual([[[0, 1, 3, 9]]])
})

test('refusals', () => {
  const space = new DiagramSpace(2)
  expect(() => space.product([[0, 1]])).toThrow('1 fields given, not 2')
  expect(() => space.byId(99)).toThrow('no set has the id 99')
  expect(space.product([[0, 1], []])).toBe(space.empty)
  expect(space.size).toBe(2)
})

test('sets with bounds beyond 16 bits are one object too', () => {
  const space = new DiagramSpace(2)
  const whole = space.product([
    [0, 0xffffffff],
    [5, 5],
  ])
  const parts = [
    [0x10000, 0xffffffff],
    [0, 0xffff],
  ].map((first) => space.product([first, [5, 5]]))
  expect(space.union(parts[0]!, parts[1]!)).toBe(whole)
  expect(
    space.product([
      [0, 0xffffffff],
      [5, 5],
    ]),
  ).toBe(whole)
  expect(space.subtract(whole, parts[0]!)).toBe(parts[1])
})
