/** A plain restatement of home, verdict, letter and cut off, over a matrix of statuses: no code of the product is used. */
export type PlainStatus = 'unrestricted' | 'restricted' | 'undetermined'
export type PlainVerdict = 'internal' | 'perimeter' | 'undetermined'

export interface PlainServer {
  readonly name: string
  readonly isController: boolean
  readonly isExchange: boolean
}

/** `matrix[i][j]`: from server i to server j. */
export interface PlainWorld {
  readonly servers: readonly PlainServer[]
  readonly matrix: readonly (readonly PlainStatus[])[]
}

export interface PlainAnswer {
  readonly home: readonly string[]
  /** By the name of each Exchange server. */
  readonly verdicts: ReadonlyMap<string, PlainVerdict>
  readonly letters: ReadonlyMap<string, PlainVerdict>
  readonly cutOff: ReadonlyMap<string, readonly string[]>
}

export function standingByHand({ servers, matrix }: PlainWorld): PlainAnswer {
  const restricted = (i: number, j: number): boolean =>
    i !== j && (matrix[i]![j] === 'restricted' || matrix[j]![i] === 'restricted')
  const free = (i: number, j: number): boolean => matrix[i]![j] === 'unrestricted' && matrix[j]![i] === 'unrestricted'
  const numbers = servers.map((_, i) => i)
  const controllers = numbers.filter((i) => servers[i]!.isController)
  // Order the domain controllers by how many others they are not restricted to or from, ties by name.
  const friends = (i: number): number => controllers.filter((j) => j !== i && !restricted(i, j)).length
  const inOrder = [...controllers].sort((a, b) => {
    if (friends(a) !== friends(b)) return friends(b) - friends(a)
    return servers[a]!.name < servers[b]!.name ? -1 : 1
  })
  const home: number[] = []
  for (const one of inOrder) if (home.every((taken) => !restricted(one, taken))) home.push(one)
  const exchange = numbers.filter((i) => servers[i]!.isExchange)
  const isApartFromHome = (i: number): boolean => home.some((d) => restricted(i, d))
  const verdicts = new Map<string, PlainVerdict>()
  const letters = new Map<string, PlainVerdict>()
  const cutOff = new Map<string, string[]>()
  for (const i of exchange) {
    const { name } = servers[i]!
    const everyone = numbers.filter((j) => j !== i && (servers[j]!.isController || servers[j]!.isExchange))
    const counting = everyone.filter((j) => home.includes(j) || (servers[j]!.isExchange && !isApartFromHome(j)))
    const judge = (peers: readonly number[]): PlainVerdict => {
      if (peers.some((j) => restricted(i, j))) return 'perimeter'
      return peers.length > 0 && peers.every((j) => free(i, j)) ? 'internal' : 'undetermined'
    }
    verdicts.set(name, judge(counting))
    letters.set(name, judge(everyone))
    const lost = everyone.filter((j) => !counting.includes(j) && restricted(i, j)).map((j) => servers[j]!.name)
    cutOff.set(name, judge(counting) === 'perimeter' ? [] : lost)
  }
  return { home: home.map((i) => servers[i]!.name), verdicts, letters, cutOff }
}
