import { numberRanges, type Ranges } from './ranges.ts'

/**
 * A set of points of a box of whole numbers (for example protocol × destination port × source port), as a diagram:
 * the first field is cut into ranges, and below each range hangs the set of the remaining fields.
 *
 * INVARIANT(hash-consed): within one space equal sets are one object, so `===` decides equality and `id` names the set.
 * INVARIANT(reduced): ranges ascend, neighbours that touch have different children, no child is empty.
 */
export interface Diagram {
  /** Unique in its space. 0 is the empty set; 1 is the whole of no fields, the leaf under every last field. */
  readonly id: number
  /** The field that this node cuts; the number of fields for the two leaves. */
  readonly field: number
  /** `[first, last, …]` of the ranges, inclusive. */
  readonly bounds: readonly number[]
  /** One child per range. */
  readonly children: readonly Diagram[]
}

/** A product of one non-empty set of numbers per field. */
export type ProductOfRanges = readonly Ranges<number>[]

type Operation = 'union' | 'intersect' | 'subtract'

const MEMO_ENTRIES_MAX = 1 << 21

/** All diagrams over a fixed number of fields, with their set operations. */
export class DiagramSpace {
  readonly fieldCount: number
  readonly empty: Diagram
  readonly leaf: Diagram
  readonly #nodes: Diagram[] = []
  readonly #byKey = new Map<string, Diagram>()
  /** Nodes of one range, by number: nearly all there are when a million rules name their ports one by one. */
  readonly #single = new Map<number, Diagram>()
  /** Results by the id of the second operand, then of the first: small integers are the fastest keys. */
  readonly #memos: Record<Operation, (Map<number, Diagram> | undefined)[]> = { union: [], intersect: [], subtract: [] }
  #memoEntries = 0

  constructor(fieldCount: number) {
    this.fieldCount = fieldCount
    this.empty = { id: 0, field: fieldCount, bounds: [], children: [] }
    this.leaf = { id: 1, field: fieldCount, bounds: [], children: [] }
    this.#nodes.push(this.empty, this.leaf)
  }

  /** How many different sets exist in this space; ids are below it. */
  get size(): number {
    return this.#nodes.length
  }

  /** The set with this id. Throws RangeError for an id that the space never gave out. */
  byId(id: number): Diagram {
    const node = this.#nodes[id]
    if (node === undefined) throw new RangeError(`no set has the id ${id}`)
    return node
  }

  /** The product of the given ranges, one set per field; empty if one of them is empty. */
  product(fields: ProductOfRanges): Diagram {
    if (fields.length !== this.fieldCount) throw new RangeError(`${fields.length} fields given, not ${this.fieldCount}`)
    let result = this.leaf
    for (let field = this.fieldCount - 1; field >= 0; field--) {
      const ranges = fields[field]!
      if (ranges.length === 0) return this.empty
      result = this.#uniform(field, ranges, result)
    }
    return result
  }

  union(a: Diagram, b: Diagram): Diagram {
    if (a === b || b === this.empty) return a
    if (a === this.empty) return b
    return a.id < b.id ? this.#apply('union', a, b) : this.#apply('union', b, a)
  }

  intersect(a: Diagram, b: Diagram): Diagram {
    if (a === b) return a
    if (a === this.empty || b === this.empty) return this.empty
    return a.id < b.id ? this.#apply('intersect', a, b) : this.#apply('intersect', b, a)
  }

  subtract(a: Diagram, b: Diagram): Diagram {
    if (a === b || a === this.empty) return this.empty
    if (b === this.empty) return a
    return this.#apply('subtract', a, b)
  }

  isSubset(a: Diagram, b: Diagram): boolean {
    return this.subtract(a, b) === this.empty
  }

  contains(a: Diagram, point: readonly number[]): boolean {
    let node = a
    for (let field = 0; field < this.fieldCount; field++) {
      if (node === this.empty) return false
      const child = childAt(node, point[field]!)
      if (child === undefined) return false
      node = child
    }
    return node === this.leaf
  }

  /** The set as disjoint products, in ascending order of the first field. */
  *products(a: Diagram): Generator<ProductOfRanges> {
    if (a === this.empty) return
    yield* this.#productsBelow(a, [])
  }

  *#productsBelow(node: Diagram, above: readonly Ranges<number>[]): Generator<ProductOfRanges> {
    if (node === this.leaf) {
      yield above
      return
    }
    const last = node.field === this.fieldCount - 1
    if (last) {
      yield [...above, node.bounds]
      return
    }
    for (let i = 0; i < node.children.length; i++) {
      yield* this.#productsBelow(node.children[i]!, [...above, [node.bounds[2 * i]!, node.bounds[2 * i + 1]!]])
    }
  }

  #apply(operation: Operation, a: Diagram, b: Diagram): Diagram {
    if (a === this.leaf || b === this.leaf) return operation === 'subtract' ? this.empty : this.leaf
    const known = this.#memos[operation][b.id]?.get(a.id)
    if (known !== undefined) return known
    const result = a.field === this.fieldCount - 1 ? this.#applyToRanges(operation, a, b) : this.#sweep(operation, a, b)
    this.#remember(operation, a, b, result)
    return result
  }

  #remember(operation: Operation, a: Diagram, b: Diagram, result: Diagram): void {
    if (++this.#memoEntries > MEMO_ENTRIES_MAX) {
      this.#memoEntries = 1
      for (const one of Object.values(this.#memos)) one.length = 0
    }
    const memos = this.#memos[operation]
    const memo = memos[b.id]
    if (memo === undefined) memos[b.id] = new Map([[a.id, result]])
    else memo.set(a.id, result)
  }

  #applyToRanges(operation: Operation, a: Diagram, b: Diagram): Diagram {
    const bounds = numberRanges[operation](a.bounds, b.bounds)
    if (bounds.length === 0) return this.empty
    return this.#uniform(a.field, bounds, this.leaf)
  }

  /** Walks both nodes' ranges together, piece by piece, so that on each piece both have one child or none. */
  #sweep(operation: Operation, a: Diagram, b: Diagram): Diagram {
    const bounds: number[] = []
    const children: Diagram[] = []
    let i = 0
    let j = 0
    let position = 0
    while (i < a.children.length || j < b.children.length) {
      const firstA = i < a.children.length ? a.bounds[2 * i]! : Infinity
      const firstB = j < b.children.length ? b.bounds[2 * j]! : Infinity
      position = Math.max(position, Math.min(firstA, firstB))
      const inA = firstA <= position
      const inB = firstB <= position
      const last = Math.min(inA ? a.bounds[2 * i + 1]! : firstA - 1, inB ? b.bounds[2 * j + 1]! : firstB - 1)
      const child = this[operation](inA ? a.children[i]! : this.empty, inB ? b.children[j]! : this.empty)
      if (child !== this.empty) appendPiece(bounds, children, position, last, child)
      position = last + 1
      if (inA && a.bounds[2 * i + 1]! < position) i++
      if (inB && b.bounds[2 * j + 1]! < position) j++
    }
    return children.length === 0 ? this.empty : this.#node(a.field, bounds, children)
  }

  /** The node whose ranges all lead to one child. */
  #uniform(field: number, bounds: readonly number[], child: Diagram): Diagram {
    return this.#node(field, bounds, new Array<Diagram>(bounds.length / 2).fill(child))
  }

  #node(field: number, bounds: readonly number[], children: readonly Diagram[]): Diagram {
    const number = children.length === 1 ? this.#singleKey(field, bounds, children[0]!) : undefined
    if (number !== undefined) {
      const known = this.#single.get(number)
      if (known !== undefined) return known
      const node = this.#newNode(field, bounds, children)
      this.#single.set(number, node)
      return node
    }
    const key = `${field}|${bounds.join()}|${children.map((child) => child.id).join()}`
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const node = this.#newNode(field, bounds, children)
    this.#byKey.set(key, node)
    return node
  }

  /** Field, range and child in 53 bits, or undefined where they do not fit; then the key is a text. */
  #singleKey(field: number, bounds: readonly number[], child: Diagram): number | undefined {
    const [first, last] = bounds as readonly [number, number]
    const place = child.id * (this.fieldCount + 1) + field
    if (first < 0 || last > 0xffff || place >= 0x200000) return undefined
    return place * 0x100000000 + first * 0x10000 + last
  }

  #newNode(field: number, bounds: readonly number[], children: readonly Diagram[]): Diagram {
    const node: Diagram = { id: this.#nodes.length, field, bounds, children }
    this.#nodes.push(node)
    return node
  }
}

/** Adds a piece behind the others, joining it with the last one if they touch and lead to the same child. */
function appendPiece(bounds: number[], children: Diagram[], first: number, last: number, child: Diagram): void {
  const end = bounds.length - 1
  if (end > 0 && bounds[end] === first - 1 && children[children.length - 1] === child) {
    bounds[end] = last
  } else {
    bounds.push(first, last)
    children.push(child)
  }
}

function childAt(node: Diagram, value: number): Diagram | undefined {
  let low = 0
  let high = node.children.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (node.bounds[2 * middle + 1]! < value) low = middle + 1
    else high = middle
  }
  return low < node.children.length && node.bounds[2 * low]! <= value ? node.children[low] : undefined
}
