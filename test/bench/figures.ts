/** One line of the report: both absolutes beside the ratio, what must be reached, what is aimed at. */
export type Figure = {
  work: string
  unit: string
  ours: number
  floor: number | null
  ratio: number | null
  reach: string
  reached: boolean
  aim: string
  aimed: boolean | null
  remark?: string
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Rounds of floor and ours by turns, so that a busy minute of the machine falls on both; then the median of the ratios. */
export async function byTurns<T>(
  rounds: number,
  floor: () => Promise<T>,
  ours: () => Promise<T>,
): Promise<{
  floor: T[]
  ours: T[]
  of(value: (result: T) => number): { floor: number; ours: number; ratio: number }
}> {
  const made: { floor: T[]; ours: T[] } = { floor: [], ours: [] }
  for (let round = 0; round < rounds; round += 1) {
    // Whoever goes second finds the caches warm: the turns change.
    if (round % 2 === 0) made.floor.push(await floor())
    made.ours.push(await ours())
    if (round % 2 === 1) made.floor.push(await floor())
  }
  return {
    ...made,
    of(value) {
      const ratios = made.ours.map((result, index) => value(result) / value(made.floor[index] as T))
      return {
        floor: median(made.floor.map(value)),
        ours: median(made.ours.map(value)),
        ratio: median(ratios),
      }
    },
  }
}
