/** A small generator of pseudo-random numbers (mulberry32), so that the same seed gives the same bytes everywhere. */
export function seededRandom(seed) {
  let state = seed >>> 0
  /** A whole number from 0 to below − 1. */
  const below = (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit)
  }
  return {
    below,
    between: (first, last) => first + below(last - first + 1),
    percent: (chance) => below(100) < chance,
    pick: (list) => list[below(list.length)],
  }
}
